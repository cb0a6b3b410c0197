# SPDX-License-Identifier: Apache-2.0
"""The feed, harvested by Sickle from a real server over real releases, and every answer held to the protocol's grammar."""

from __future__ import annotations

import base64
import gzip
import json
import os
import shutil
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pymarc
import pytest
import uvicorn
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from sickle import Sickle

from mucluc.config import Config
from mucluc.converters.record import Record
from mucluc.endpoint import oai
from mucluc.endpoint.oai import respond, router
from mucluc.endpoint.oai_formats import escaped, marc21, oai_dc
from mucluc.endpoint.oai_requests import Cursor, OaiError
from mucluc.publish import publish
from mucluc.release import Release
from mucluc.release.model import Contribution, Heading, Instance, Link, Text, Work

from .oai_grammar import parsed

NS = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/", "m": "http://www.loc.gov/MARC21/slim"}
TIMES = [datetime(2026, 1, day, 8, tzinfo=UTC) for day in (1, 11, 21)]
STAMPS = [f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in TIMES]
BETWEEN = ["2026-01-05T00:00:00Z", "2026-01-15T00:00:00Z", "2026-01-25T00:00:00Z"]
CONFIG = """
[network]
slug = "thu"
title = { vi = "Mạng thử & nghiệm", en = "Test network" }
description = { vi = "Để thử", en = "For tests" }
base = "https://thu.example/catalogue/"
license = "CC0-1.0"
publisher = { vi = "Thư viện thử", en = "Test library" }
contact = "mailto:oai@thu.example"
[[library]]
slug = "tinh"
title = { vi = "Thư viện tỉnh", en = "Provincial library" }
kind = "provincial"
[[library.collection]]
slug = "dia-chi"
title = { vi = "Địa chí", en = "Local history" }
kind = "local-history"
path = "852b"
equals = ["DC"]
[[library]]
slug = "truong"
title = { vi = "Trường", en = "School" }
kind = "school"
[[source]]
library = "tinh"
files = ["tinh.xml"]
[[source]]
library = "truong"
files = ["truong.xml"]
[output]
dir = "var"
processes = 1
"""
Books = dict[str, tuple[str, bool]]
"""Title by control number, and whether the book is in the local-history collection."""


def collection(books: Books) -> str:
    made = []
    for number, (title, local) in books.items():
        held = '<datafield tag="852" ind1=" " ind2=" "><subfield code="b">DC</subfield></datafield>' if local else ""
        made.append(
            f'<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">{number}</controlfield>'
            '<controlfield tag="008">260101s2020    vm            000 0 vie d</controlfield>'
            '<datafield tag="100" ind1="0" ind2=" "><subfield code="a">Nguyễn Du</subfield></datafield>'
            f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{escape(title)}</subfield></datafield>{held}</record>'
        )
    return f'<collection xmlns="http://www.loc.gov/MARC21/slim">{"".join(made)}</collection>'


def first() -> dict[str, Books]:
    tinh: Books = {f"t{number:02}": (f"Truyện Kiều 𡨸喃 <{number}>", number % 3 == 0) for number in range(20)}
    return {"tinh": tinh, "truong": {f"s{number}": (f"Sách {number}", False) for number in range(9)}}


def second() -> dict[str, Books]:
    """Against the first: t04 and s3 changed, t07 and s5 gone, t03 out of its collection, t99 and s99 new."""
    books = first()
    books["tinh"] |= {"t04": ("Đổi", False), "t03": (books["tinh"]["t03"][0], False), "t99": ("Mới", True)}
    books["truong"] |= {"s3": ("Đổi", False), "s99": ("Mới", False)}
    del books["tinh"]["t07"], books["truong"]["s5"]
    return books


def third() -> dict[str, Books]:
    """Against the second: t07 is back, t01 gone."""
    books = second()
    books["tinh"]["t07"] = ("Trở lại", False)
    del books["tinh"]["t01"]
    return books


CHANGED = {"tinh/t03", "tinh/t04", "tinh/t07", "tinh/t99", "truong/s3", "truong/s5", "truong/s99"}


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    folder = tmp_path_factory.mktemp("oai")
    config = folder / "thu.toml"
    config.write_text(CONFIG, "utf-8")
    made = []
    for books, now in zip((first(), second(), third()), TIMES, strict=True):
        for library, each in books.items():
            (folder / f"{library}.xml").write_text(collection(each), "utf-8")
        path = publish(Config.load(config), now=now).path
        # The next release has records withdrawn, and takes along the older ones that hold them.
        made.append(Release.open(shutil.copytree(path, folder / "kept" / path.name)))
    return made


@dataclass
class Replica:
    """What a harvester holds: datestamp and payload by identifier, None for a deleted record."""

    records: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    received: list[str] = field(default_factory=list)

    def take(self, record: etree._Element) -> None:
        identifier = record.findtext(".//o:header/o:identifier", "", NS).removeprefix("oai:thu.example:record/")
        stamp = record.findtext(".//o:header/o:datestamp", "", NS)
        payload = record.find("o:metadata", NS)
        self.received.append(identifier)
        self.records[identifier] = (stamp, None if payload is None else etree.tostring(payload[0], method="c14n").decode())

    def living(self) -> dict[str, str]:
        return {name: payload for name, (_, payload) in self.records.items() if payload is not None}


def ask(release: Release, **arguments: str) -> etree._Element:
    """The answer, held to the grammar; `since` stands for `from`."""
    return parsed(respond(release, [("from" if name == "since" else name, value) for name, value in arguments.items()]))


def error(release: Release, **arguments: str) -> str:
    root = ask(release, **arguments)
    (found,) = root.findall("o:error", NS)
    assert found.text
    return found.get("code", "")


def harvest(pick: Callable[[int], Release], replica: Replica, prefix: str = "oai_dc", **arguments: str) -> Replica:
    """A whole list, page by page; `pick(page)` says which release answers."""
    root = ask(pick(0), verb="ListRecords", metadataPrefix=prefix, **arguments)
    for page in range(1, 1000):
        for record in root.iterfind("o:ListRecords/o:record", NS):
            replica.take(record)
        token = root.findtext("o:ListRecords/o:resumptionToken", "", NS)
        if not token:
            return replica
        root = ask(pick(page), verb="ListRecords", resumptionToken=token)
    raise AssertionError("a list without end")


def whole(release: Release, prefix: str = "oai_dc") -> Replica:
    return harvest(lambda _: release, Replica(), prefix)


# ---- the protocol ------------------------------------------------------------------------------------------------------------


def test_identify_says_who_and_since_when(releases: list[Release]) -> None:
    root = ask(releases[1], verb="Identify")
    told = {each.tag.split("}")[1]: each.text for each in root.find("o:Identify", NS) if each.text}  # type: ignore[union-attr]
    assert told == {
        "repositoryName": "Mạng thử & nghiệm",
        "baseURL": "https://thu.example/catalogue/oai",
        "protocolVersion": "2.0",
        "adminEmail": "oai@thu.example",
        "earliestDatestamp": STAMPS[0],
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
        "compression": "gzip",
    }
    sample = root.findtext(".//{*}sampleIdentifier", "", NS)
    assert ask(releases[1], verb="GetRecord", identifier=sample, metadataPrefix="oai_dc").find("o:GetRecord", NS) is not None


def test_there_is_a_set_for_each_library_and_collection(releases: list[Release]) -> None:
    root = ask(releases[0], verb="ListSets")
    assert [each.text for each in root.iterfind(".//o:setSpec", NS)] == ["tinh", "tinh:dia-chi", "truong"]
    assert [each.text for each in root.iterfind(".//o:setName", NS)][1] == "Thư viện tỉnh: Địa chí"


def test_formats_are_listed_for_all_and_for_one(releases: list[Release]) -> None:
    for arguments in ({}, {"identifier": "oai:thu.example:record/tinh/t00"}, {"identifier": "oai:thu.example:record/tinh/t07"}):
        root = ask(releases[1], verb="ListMetadataFormats", **arguments)
        assert [each.text for each in root.iterfind(".//o:metadataPrefix", NS)] == ["oai_dc", "marc21"]


def test_a_record_is_got_in_both_formats_and_a_deleted_one_is_told(releases: list[Release]) -> None:
    name = "oai:thu.example:record/tinh/t03"
    root = ask(releases[0], verb="GetRecord", identifier=name, metadataPrefix="oai_dc")
    assert root.findtext(".//dc:title", "", NS) == "Truyện Kiều 𡨸喃 <3>"
    assert [each.text for each in root.iterfind(".//o:setSpec", NS)] == ["tinh", "tinh:dia-chi"]
    root = ask(releases[0], verb="GetRecord", identifier=name, metadataPrefix="marc21")
    assert root.findtext(".//m:datafield[@tag='245']/m:subfield", "", NS) == "Truyện Kiều 𡨸喃 <3>"
    root = ask(releases[1], verb="GetRecord", identifier="oai:thu.example:record/tinh/t07", metadataPrefix="marc21")
    header = root.find(".//o:header", NS)
    assert header is not None and header.get("status") == "deleted"
    assert header.findtext("o:datestamp", "", NS) == STAMPS[1]


def test_the_marc_of_the_feed_is_the_marc_of_the_release(releases: list[Release]) -> None:
    for record in releases[0].records():
        root = ask(releases[0], verb="GetRecord", identifier=f"oai:thu.example:{record.path}", metadataPrefix="marc21")
        element = root.find(".//m:record", NS)
        assert element is not None
        (read,) = pymarc.parse_xml_to_array(BytesIO(b"<collection>" + etree.tostring(element) + b"</collection>"))
        wanted = releases[0].marc(record.path)
        assert wanted is not None and read is not None
        found = [
            (f.tag, f.data if f.is_control_field() else "".join(f.indicators) + "".join(f"\x1f{s.code}{s.value}" for s in f.subfields))
            for f in read
        ]
        assert found == list(wanted.fields)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "identify"}, "badVerb"),
        ({"verb": "Identify", "identifier": "x"}, "badArgument"),
        ({"verb": "Identify", "resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListMetadataFormats", "resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListMetadataFormats", "identifier": "oai:thu.example:record/tinh/nix"}, "idDoesNotExist"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "GetRecord", "identifier": "oai:thu.example:record/tinh/t00"}, "badArgument"),
        ({"verb": "GetRecord", "identifier": "oai:thu.example:record/tinh/t00", "metadataPrefix": "mods"}, "cannotDisseminateFormat"),
        ({"verb": "GetRecord", "identifier": "record/tinh/t00", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": "oai:other.example:record/tinh/t00", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": '<&">', "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "mods"}, "cannotDisseminateFormat"),
        ({"verb": "ListIdentifiers", "metadataPrefix": "mods"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "a b"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": ""}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "Kiều"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "AAAAAAAA"}, "badResumptionToken"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "nowhere"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "tinh/dia-chi"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": "2030-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "2020-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": "2026-13-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": "2026-02-30T00:00:00Z"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": "2026-01-01T00:00:00"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": ""}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": "2026-01-02", "until": "2026-01-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": "2026-01-01", "until": "2026-01-02T00:00:00Z"}, "badArgument"),
    ],
)
def test_each_mistake_has_its_code(releases: list[Release], arguments: dict[str, str], code: str) -> None:
    assert error(releases[0], **arguments) == code


def test_an_argument_twice_is_a_mistake(releases: list[Release]) -> None:
    twice = [("verb", "ListRecords"), ("metadataPrefix", "oai_dc"), ("metadataPrefix", "marc21")]
    assert parsed(respond(releases[0], twice)).find("o:error", NS).get("code") == "badArgument"  # type: ignore[union-attr]
    verbs = [("verb", "Identify"), ("verb", "Identify")]
    assert parsed(respond(releases[0], verbs)).find("o:error", NS).get("code") == "badVerb"  # type: ignore[union-attr]


def test_days_and_seconds_bound_a_list_inclusively(releases: list[Release]) -> None:
    def names(**bounds: str) -> set[str]:
        return set(harvest(lambda _: releases[1], Replica(), **bounds).records)

    everything = names()
    assert names(since=STAMPS[1]) == names(since="2026-01-11") == CHANGED
    assert names(until=STAMPS[0]) == names(until="2026-01-01") == everything - CHANGED
    assert names(since=STAMPS[0], until=STAMPS[1]) == everything
    assert error(releases[1], verb="ListRecords", metadataPrefix="oai_dc", since="2026-01-11T08:00:01Z") == "noRecordsMatch"


def test_pages_count_themselves(releases: list[Release], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai, "PAGE", 10)
    root, told = ask(releases[0], verb="ListRecords", metadataPrefix="oai_dc"), []
    while True:
        token = root.find("o:ListRecords/o:resumptionToken", NS)
        assert token is not None
        told.append((len(root.findall(".//o:record", NS)), token.get("completeListSize"), token.get("cursor"), bool(token.text)))
        if not token.text:
            break
        root = ask(releases[0], verb="ListRecords", resumptionToken=token.text)
    assert told == [(10, "29", "0", True), (10, "29", "10", True), (9, "29", "20", False)]
    monkeypatch.setattr(oai, "PAGE", 29)
    assert ask(releases[0], verb="ListRecords", metadataPrefix="oai_dc").find(".//o:resumptionToken", NS) is None


def test_identifiers_are_the_headers_of_the_records(releases: list[Release], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai, "PAGE", 2)
    root, headers = ask(releases[1], verb="ListIdentifiers", metadataPrefix="marc21"), []
    while True:
        headers += [etree.tostring(each, method="c14n") for each in root.iterfind(".//o:header", NS)]
        token = root.findtext("o:ListIdentifiers/o:resumptionToken", "", NS)
        if not token:
            break
        root = ask(releases[1], verb="ListIdentifiers", resumptionToken=token)
    monkeypatch.setattr(oai, "PAGE", 1000)
    records = ask(releases[1], verb="ListRecords", metadataPrefix="marc21")
    assert headers == [etree.tostring(each, method="c14n") for each in records.iterfind(".//o:header", NS)]


@given(st.text() | st.binary().map(lambda data: data.hex()))
def test_no_text_but_a_token_of_ours_is_taken_for_one(text: str) -> None:
    with pytest.raises(OaiError) as caught:
        Cursor.read(text)
    assert caught.value.code == "badResumptionToken"


@given(st.builds(Cursor, st.sampled_from(["oai_dc", "marc21"]), st.sampled_from(["", STAMPS[0]]), st.sampled_from(["", STAMPS[1]]),
                 st.sampled_from(["", "tinh:dia-chi"]), st.text(), st.integers(0), st.integers(0)))  # fmt: skip
def test_a_token_is_its_cursor_and_one_wrong_letter_is_found(cursor: Cursor) -> None:
    token = cursor.token()
    assert Cursor.read(token) == cursor
    assert urllib.parse.quote(token, safe="") == token
    for place in range(0, len(token) - 1, 7):
        wrong = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(OaiError):
            Cursor.read(wrong)


JSON = st.recursive(
    st.none() | st.integers() | st.text() | st.just("\ud800") | st.just("oai_dc"), lambda inner: st.lists(inner, max_size=8)
)


def forged(text: bytes) -> str:
    return base64.urlsafe_b64encode(text + zlib.crc32(text).to_bytes(4, "big")).rstrip(b"=").decode()


@given(JSON | st.tuples(st.just("1"), st.sampled_from(["oai_dc", "marc21"]), *[JSON] * 6).map(list))
def test_a_forged_token_is_refused_or_harmless(releases: list[Release], content: object) -> None:
    root = ask(releases[0], verb="ListRecords", resumptionToken=forged(json.dumps(content).encode()))
    assert root.find("o:ListRecords", NS) is not None or root.find("o:error", NS).get("code") == "badResumptionToken"  # type: ignore[union-attr]


def test_a_token_of_endless_depth_is_refused(releases: list[Release]) -> None:
    assert error(releases[0], verb="ListRecords", resumptionToken=forged(b"[" * 20_000)) == "badResumptionToken"


# ---- nothing lost, nothing doubled -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["oai_dc", "marc21"])
def test_a_replica_kept_by_increments_is_a_replica_made_whole(
    releases: list[Release], monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    monkeypatch.setattr(oai, "PAGE", 4)
    replica = whole(releases[0], prefix)
    for release, since in zip(releases[1:], BETWEEN, strict=False):
        received = len(replica.received)
        harvest(lambda _, release=release: release, replica, prefix, since=since)  # type: ignore[misc]
        assert len(set(replica.received[received:])) == len(replica.received) - received
        assert replica.records == whole(release, prefix).records
    assert {name for name, (_, payload) in replica.records.items() if payload is None} == {"tinh/t01", "truong/s5"}


@pytest.mark.parametrize("prefix", ["oai_dc", "marc21"])
def test_a_release_that_lands_between_any_two_pages_loses_and_doubles_nothing(
    releases: list[Release], monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    monkeypatch.setattr(oai, "PAGE", 2)
    wanted = whole(releases[1], prefix)
    pages = -(-29 // 2) + 1
    for landing in range(1, pages):
        replica = harvest(lambda page, landing=landing: releases[page >= landing], Replica(), prefix)  # type: ignore[misc]
        assert len(set(replica.received)) == len(replica.received)
        assert {record.path.removeprefix("record/") for record in releases[0].records()} <= set(replica.received)
        again = harvest(lambda _: releases[1], Replica(replica.records), prefix, since=BETWEEN[0])
        assert again.records == wanted.records
        assert sorted(again.received) == sorted(CHANGED)


def test_a_set_is_told_of_a_record_that_left_it(releases: list[Release]) -> None:
    replica = harvest(lambda _: releases[0], Replica(), set="tinh:dia-chi")
    assert set(replica.living()) == {f"tinh/t{number:02}" for number in range(0, 20, 3)}
    harvest(lambda _: releases[1], replica, set="tinh:dia-chi", since=BETWEEN[0])
    assert "tinh/t03" not in replica.living() and "tinh/t99" in replica.living()
    assert replica.records == harvest(lambda _: releases[1], Replica(), set="tinh:dia-chi").records
    assert "tinh/t03" in whole(releases[1]).living()
    assert set(harvest(lambda _: releases[1], Replica(), set="truong").records) == {
        name for name in whole(releases[1]).records if name.startswith("truong/")
    }


def test_who_harvests_while_a_run_is_under_way_misses_nothing(releases: list[Release], tmp_path: Path) -> None:
    """The second run began at its time and landed ten minutes later; the harvester came after five and asks from there."""
    shutil.copytree(releases[1].path, tmp_path / "late")
    manifest = tmp_path / "late" / "manifest.json"
    landed, came = "2026-01-11T08:10:00Z", "2026-01-11T08:05:00Z"
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | {"landed": landed}), "utf-8")
    late = Release.open(tmp_path / "late")
    replica = harvest(lambda _: late, Replica(), since=came)
    assert set(replica.records) == CHANGED
    assert {stamp for stamp, _ in replica.records.values()} == {landed}
    assert not CHANGED & harvest(lambda _: late, Replica(), until=came).records.keys()
    assert harvest(lambda _: late, Replica(), until=landed).records.keys() >= CHANGED
    assert error(late, verb="ListRecords", metadataPrefix="oai_dc", since="2026-01-11T08:10:01Z") == "noRecordsMatch"
    late.close()


def test_a_release_is_dated_not_before_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "thu.toml").write_text(CONFIG, "utf-8")
    for books in (first(), second()):
        for library, each in books.items():
            (tmp_path / f"{library}.xml").write_text(collection(each), "utf-8")
        made = publish(Config.load(tmp_path / "thu.toml"))
        release = Release.open(made.path)
        told = whole(release).records
        new = {stamp for name, (stamp, _) in told.items() if books == first() or name in CHANGED}
        assert new == {release.manifest["landed"]}
        release.close()
    there = datetime.fromtimestamp(os.lstat(tmp_path / "var" / "current").st_mtime, UTC)
    assert release.manifest["landed"] > f"{there + timedelta(seconds=30):%Y-%m-%dT%H:%M:%SZ}" > release.manifest["created"]
    assert len({stamp for stamp, _ in told.values()}) == 2


# ---- over HTTP ---------------------------------------------------------------------------------------------------------------


@contextmanager
def serving(get_release: Callable[[], Release]) -> Iterator[str]:
    """The feed's address on a real server on a free port of the loopback."""
    app = FastAPI()
    app.include_router(router(get_release))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            for _ in range(500):
                if server.started:
                    break
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/oai"
        finally:
            server.should_exit = True
            thread.join(10)


def test_sickle_harvests_whole_and_incrementally_while_a_release_lands(releases: list[Release], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oai, "PAGE", 5)
    current = releases[0]
    with serving(lambda: current) as url:
        client = Sickle(url)
        assert client.Identify().repositoryName == "Mạng thử & nghiệm"
        assert [each.setSpec for each in client.ListSets()] == ["tinh", "tinh:dia-chi", "truong"]
        replica = Replica()
        for count, record in enumerate(client.ListRecords(metadataPrefix="oai_dc", ignore_deleted=False)):
            if count == 12:
                current = releases[1]
            replica.take(record.xml)
        assert len(set(replica.received)) == len(replica.received)
        for record in client.ListRecords(**{"metadataPrefix": "oai_dc", "from": BETWEEN[0], "ignore_deleted": False}):
            replica.take(record.xml)
        assert replica.records == whole(releases[1]).records
        current = releases[2]
        changed = [
            record.header for record in client.ListRecords(**{"metadataPrefix": "marc21", "from": BETWEEN[1], "ignore_deleted": False})
        ]
        assert {(each.identifier.rsplit("/", 1)[1], each.deleted) for each in changed} == {("t01", True), ("t07", False)}
        record = client.GetRecord(identifier="oai:thu.example:record/tinh/t05", metadataPrefix="oai_dc")
        assert record.metadata["title"] == ["Truyện Kiều 𡨸喃 <5>"] and record.metadata["creator"] == ["Nguyễn Du"]


def test_post_and_gzip_give_the_same_answer(releases: list[Release]) -> None:
    arguments = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    encoded = urllib.parse.urlencode(arguments)
    with serving(lambda: releases[0]) as url:

        def fetch(address: str, data: bytes | None = None, accept: str = "identity") -> tuple[bytes, str | None, str | None]:
            request = urllib.request.Request(address, data, {"Accept-Encoding": accept})
            with urllib.request.urlopen(request, timeout=20) as reply:
                assert reply.status == 200 and "Accept-Encoding" in reply.headers["Vary"]
                return reply.read(), reply.headers["Content-Encoding"], reply.headers["Content-Type"]

        plain, encoding, kind = fetch(f"{url}?{encoded}")
        assert encoding is None and kind == "text/xml; charset=utf-8"
        posted, _, _ = fetch(url, encoded.encode())
        packed, encoding, _ = fetch(f"{url}?{encoded}", accept="br;q=1, gzip;q=0.5")
        assert encoding == "gzip" and len(packed) < len(plain) / 3
        with pytest.raises(urllib.error.HTTPError, match="413"):
            fetch(url, b"verb=" + b"x" * 100_000)
        refused, encoding, _ = fetch(f"{url}?{encoded}", accept="gzip;q=0")
        assert encoding is None

        def listed(body: bytes) -> bytes:
            return etree.tostring(parsed(body).find("o:ListRecords", NS), method="c14n")  # type: ignore[arg-type]

        assert listed(plain) == listed(posted) == listed(gzip.decompress(packed)) == listed(refused)


# ---- formats -----------------------------------------------------------------------------------------------------------------


def test_dublin_core_says_what_the_union_knows() -> None:
    edition = Instance(
        "instance/i1",
        "Truyện Kiều : chú giải",
        titles=(Text("斷腸新聲", "vi-Hani"),),
        publishers=("Văn học",),
        date="[2015?]",
        year=2015,
        extent="300 tr.",
        dimensions="20 cm",
        identifiers=(("isbn", "9786041012349 (bìa cứng)"), ("issn", "0866-7349"), ("lccn", "2015012345"), ("doi", "10.1/x")),
        links=(Link("https://so.example/1", kind="resource"), Link("https://so.example/toc", kind="contents")),
        rights=("Chỉ đọc tại chỗ",),
    )
    du = Heading("agent/1", "person", "Nguyễn Du, 1765-1820")
    anh = Heading("agent/2", "person", "Đào Duy Anh")
    work = Work(
        "work/w1",
        "Truyện Kiều",
        "",
        contributions=(Contribution(du, ("aut",), True), Contribution(anh, ("ann",)), Contribution(Heading("", "person", "B"), ("aut",))),
        subjects=(Heading("topic/1", "topic", "Thơ"), Heading("topic/2", "temporal", "Thế kỷ 19")),
        places=(Heading("place/1", "place", "Phú Yên"),),
        genres=(Heading("genre/1", "genre", "Truyện thơ"),),
        languages=("vie",),
        types=("Monograph", "Text"),
        classifications=(("ddc", "895.922"), ("other", "K1")),
        summary="Tóm tắt",
        instances=(edition,),
    )
    xml = oai_dc("record/a/1", work, edition, "https://x.example/", "https://licence.example/")
    root = etree.fromstring(xml)
    found: dict[str, list[str]] = {}
    for each in root:
        found.setdefault(etree.QName(each).localname, []).append(each.text or "")
    assert found == {
        "title": ["Truyện Kiều : chú giải", "斷腸新聲"],
        "creator": ["Nguyễn Du, 1765-1820", "B"],
        "contributor": ["Đào Duy Anh"],
        "subject": ["Thơ", "DDC 895.922"],
        "coverage": ["Thế kỷ 19", "Phú Yên"],
        "type": ["Truyện thơ", "Text"],
        "description": ["Tóm tắt"],
        "publisher": ["Văn học"],
        "date": ["2015"],
        "format": ["300 tr. ; 20 cm"],
        "language": ["vie"],
        "identifier": [
            "https://x.example/record/a/1",
            "urn:isbn:9786041012349",
            "urn:issn:0866-7349",
            "https://doi.org/10.1/x",
            "https://so.example/1",
        ],
        "relation": ["https://so.example/toc", "https://x.example/instance/i1", "https://x.example/work/w1"],
        "rights": ["Chỉ đọc tại chỗ", "Siêu dữ liệu / Metadata: https://licence.example/"],
    }
    assert root[1].get("{http://www.w3.org/XML/1998/namespace}lang") == "vi-Hani"


def test_marcxml_is_legal_whatever_the_record_holds() -> None:
    record = Record(
        "x" * 5 + "n|m a22" + "é" * 12,
        (
            ("001", "a&b\x1b"),
            ("245", "|#\x1fa<Kiều>\ufffe\x1f\x1f€bad\x1fb]]>"),
            ("9!9", "  \x1faX"),
            ("500", "no subfields"),
            ("ABC", "1"),
        ),
    )
    root = etree.fromstring(marc21(record))
    leader, control, data = root
    assert len(leader.text or "") == 24 and (leader.text or "").endswith("4500")
    assert control.text == "a&b\ufffd"
    assert (data.get("ind1"), data.get("ind2"), [(s.get("code"), s.text) for s in data]) == (
        " ",
        " ",
        [("a", "<Kiều>\ufffd"), ("b", "]]>")],
    )


@given(st.text())
def test_any_text_is_escaped_into_xml(text: str) -> None:
    root = etree.fromstring(f'<a b="{escaped(text)}">{escaped(text)}</a>')
    kept = "".join(c if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "\ufffd" for c in text)
    assert (root.text or "") == kept.replace("\r\n", "\n").replace("\r", "\n")

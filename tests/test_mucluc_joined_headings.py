# SPDX-License-Identifier: Apache-2.0
"""Headings that are one, from records to the store, the pages and the addresses; also when a run takes over from the last one."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import httpx
import pyoxigraph as ox

from mucluc.config import Config
from mucluc.converters.examples import record_of
from mucluc.converters.joined_headings import Joined, names_of
from mucluc.converters.record import Record
from mucluc.endpoint.marc import iso2709
from mucluc.publish import publish
from mucluc.publish.leads import Leads, led, write_leads
from mucluc.release import Release

from .conftest import NOW, small_network
from .endpoint_fixtures import served

DATED, TURNED, PLAIN = "100 1#$aTố Hữu,$d1920-2002", "100 1#$aHữu, Tố,$d1920-", "100 1#$aTố Hữu"


def book(number: str, creator: str, title: str) -> Record:
    fixed = "008 260101s2026####vm#|||||||||||||||||vie||"
    return record_of([f"001 {number}", fixed, creator, f"245 10$a{title}", "264 #1$aHà Nội :$bVăn học,$c1946"])


def agent(creator: str) -> str:
    return names_of(book("1", creator, "Nhan đề"))[0].path


def network(example: Path, into: Path, *records: Record) -> Config:
    config = small_network(example, into, records=3)
    file = into / "records.mrc"
    file.write_bytes(file.read_bytes() + b"".join(iso2709(each) for each in records))
    return Config.load(config)


def test_the_union_names_one_of_them_and_the_record_keeps_its_own(example: Path, tmp_path: Path) -> None:
    config = network(example, tmp_path, book("a1", DATED, "Từ ấy"), book("a2", TURNED, "Việt Bắc"), book("a3", PLAIN, "Gió lộng"))
    release = Release.open(publish(config, now=NOW).path)
    one, other = sorted((agent(DATED), agent(TURNED)))
    stays, gone = (one, other)
    made = {work.title: work.contributions[0].agent for work in release.works() if work.title in ("Từ ấy", "Việt Bắc", "Gió lộng")}
    assert made["Từ ấy"].path == made["Việt Bắc"].path == stays
    assert made["Từ ấy"].label == made["Việt Bắc"].label
    assert made["Gió lộng"].path == agent(PLAIN), "a name without dates is nobody's for certain"
    entity = release.entity(gone)
    assert entity is not None and (entity.status, entity.successors) == ("merged", (stays,))
    store = ox.Store.read_only(str(release.store))
    base = release.base
    found = store.query(f"ASK {{ <{base}{gone}> <http://www.loc.gov/mads/rdf/v1#useInstead> <{base}{stays}> }}")
    assert bool(found)
    assert not list(store.quads_for_pattern(None, ox.NamedNode("http://id.loc.gov/ontologies/bibframe/agent"), ox.NamedNode(base + gone)))
    graphs = [release.graph(each.path) or b"" for each in release.records()]
    assert any(gone.encode() in graph for graph in graphs) and any(stays.encode() in graph for graph in graphs)
    assert (release.path / "site" / f"{stays}.html").is_file() and not (release.path / "site" / f"{gone}.html").exists()
    assert len(release.forms(stays).variants) == 1
    with served(release.path.parent.parent) as url, httpx.Client(base_url=url) as client:
        answer = client.get(f"/{gone}", headers={"Accept": "text/turtle"})
        assert answer.status_code == 301 and answer.headers["location"].endswith(stays)


def test_taking_over_gives_the_same_when_headings_are_joined_and_come_apart(example: Path, tmp_path: Path) -> None:
    plain = [book("a1", DATED, "Từ ấy"), book("a2", PLAIN, "Việt Bắc")]
    config = network(example, tmp_path, *plain)
    publish(config, now=NOW)
    for hours, second in ((1, TURNED), (2, PLAIN), (3, TURNED)):
        network(example, tmp_path, plain[0], book("a2", second, "Việt Bắc"))
        made = publish(config, now=NOW + timedelta(hours=hours))
        assert made.changed
        joined = [e for e in (agent(DATED), agent(TURNED)) if (got := Release.open(made.path).entity(e)) and got.status == "merged"]
        assert len(joined) == (second == TURNED)
        again = publish(config, now=NOW + timedelta(hours=hours, minutes=1), whole=True)
        for part in ("graph", "site"):
            assert lines(made.path / "files.tsv", part) == lines(again.path / "files.tsv", part), part


def lines(listing: Path, part: str) -> list[str]:
    return [
        line for line in listing.read_text("utf-8").splitlines() if line.startswith(part + "/") and "quality" not in line
    ]  # which bears the time


def test_a_work_is_made_anew_when_the_heading_that_stays_is_called_something_else(example: Path, tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    home.mkdir()
    first = [book("a1", "100 1#$aTố, Hữu,$d1920-2002", "Từ ấy"), book("a2", TURNED, "Việt Bắc")]
    config = network(example, home, *first)
    publish(config, now=NOW)
    network(example, home, *first, book("a3", DATED, "Gió lộng"), book("a4", "100 1#$aHữu Tố,$d1920-", "Máu và hoa"))
    shutil.copytree(home, copy, symlinks=True)
    made = publish(config, now=NOW + timedelta(hours=1))
    whole = publish(Config.load(copy / config.path.name), now=NOW + timedelta(hours=1), whole=True)
    assert made.release == whole.release, "the name holds a digest of all but the store"
    for part in ("graph", "site"):
        assert lines(made.path / "files.tsv", part) == lines(whole.path / "files.tsv", part), part


def test_only_the_agents_that_a_record_names_lead_elsewhere_in_it(tmp_path: Path) -> None:
    stays, gone, topic = "agent/" + "a" * 26, agent(PLAIN), "topic/" + "b" * 26
    joined = Joined({gone: stays, topic: "topic/" + "c" * 26}, {}, {stays: "Tố Hữu", "topic/" + "c" * 26: "Thơ"})
    write_leads(tmp_path / "leads", joined)
    leads = Leads.read(tmp_path / "leads")
    assert set(leads.of(book("1", PLAIN, "Từ ấy"))) == {gone.encode(), topic.encode()}
    assert set(leads.of(book("1", DATED, "Từ ấy"))) == {topic.encode()}
    line = f"<\x01#work> <http://example.org/p> <\x03{gone}>".encode()
    assert led([line], leads.of(book("1", PLAIN, "Từ ấy")))[0] == [line.replace(gone.encode(), stays.encode())]
    assert led([line], leads.of(book("1", DATED, "Từ ấy")))[0] == [line]

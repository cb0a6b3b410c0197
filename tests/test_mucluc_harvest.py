# SPDX-License-Identifier: Apache-2.0
"""Harvests from a real server over real releases: our own OAI-PMH feed, taken in by another network."""

from __future__ import annotations

import json
import sqlite3
import time
import urllib.request
from datetime import datetime
from pathlib import Path

import pytest

from mucluc.cli import main
from mucluc.config import Config
from mucluc.converters.read import read
from mucluc.converters.record import Record
from mucluc.errors import ConfigError
from mucluc.harvest.client import Manners
from mucluc.harvest.run import Harvested, harvest
from mucluc.publish import publish
from mucluc.release import Release

from .endpoint_fixtures import served
from .test_endpoint_oai import CONFIG as PEER
from .test_endpoint_oai import TIMES, Books, collection, first, second, third

QUICK = Manners(tries=4, wait=0.01, longest_wait=2.0, timeout=5.0, page_seconds=10.0)
NETWORK = """
[network]
slug = "lien-hop"
title = {{ vi = "Mục lục liên hợp", en = "Union catalogue" }}
description = {{ vi = "Để thử", en = "For tests" }}
base = "https://lien-hop.example/"
license = "CC0-1.0"
publisher = {{ vi = "Thư viện thử", en = "Test library" }}
contact = "mailto:oai@lien-hop.example"
[[library]]
slug = "tinh"
title = {{ vi = "Thư viện tỉnh", en = "Provincial library" }}
isil = "TVTPY"
[[source]]
library = "tinh"
harvest = "{address}"
{more}
[output]
processes = 1
"""


def network(folder: Path, address: str, more: str = "") -> Config:
    folder.mkdir(exist_ok=True)
    file = folder / "lien-hop.toml"
    file.write_text(NETWORK.format(address=address, more=more), "utf-8")
    return Config.load(file)


def harvested(config: Config, *, full: bool = False, manners: Manners = QUICK) -> Harvested:
    (done,) = harvest(config, full=full, manners=manners)
    return done


def replica(config: Config) -> dict[str, Record]:
    """What the deliveries together say: the last record of each number stands, unless it says that it is deleted."""
    found: dict[str, Record] = {}
    for file in config.files(config.sources[0]):
        for record in read(file, format=config.sources[0].format):
            assert isinstance(record, Record), record
            if record.leader[5] == "d":
                found.pop(record.control_number, None)
            else:
                found[record.control_number] = record
    return found


def numbers(config: Config, kind: str) -> list[str]:
    """Control numbers in the last delivery of records that live, or of those that are deleted."""
    records = [each for each in read(config.files(config.sources[0])[-1], format=config.sources[0].format) if isinstance(each, Record)]
    return [each.control_number for each in records if (each.leader[5] == "d") == (kind == "deleted")]


class Peer:
    """A network that publishes what it is told and serves it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "thu.toml").write_text(PEER, "utf-8")
        self.root = folder / "var"
        self.made = 0

    def publish(self, books: dict[str, Books]) -> None:
        for library, each in books.items():
            (self.folder / f"{library}.xml").write_text(collection(each), "utf-8")
        publish(Config.load(self.folder / "thu.toml"), now=TIMES[self.made])
        self.made += 1

    def records(self, library: str) -> dict[str, Record]:
        """What is published of a library, by control number."""
        release = Release.open(self.root / "current")
        marc = {each.control_number: release.marc(each.path) for each in release.records(in_set=library) if each.status == "published"}
        return {number: record for number, record in marc.items() if record is not None}


@pytest.fixture
def peer(tmp_path: Path) -> Peer:
    made = Peer(tmp_path / "peer")
    made.publish(first())
    return made


def test_before_the_first_harvest_publish_says_what_to_run(tmp_path: Path) -> None:
    config = network(tmp_path / "union", "http://127.0.0.1:9/oai", 'prefix = "marc21"')
    with pytest.raises(ConfigError, match="run: mucluc harvest"):
        config.files(config.sources[0])


def test_a_full_and_then_incremental_harvests_give_what_the_peer_publishes(
    peer: Peer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mucluc.endpoint.oai.PAGE", 7)
    with served(peer.root) as address:
        config = network(tmp_path / "union", f"{address}/oai", 'prefix = "marc21"\nset = "tinh"')
        done = harvested(config)
        assert (done.kind, done.records, done.deleted, done.pages) == ("full", 20, 0, 3)
        assert done.file is not None and done.file.name.endswith("-full.xml.gz")
        assert replica(config) == peer.records("tinh")
        began = config.files(config.sources[0])

        peer.publish(second())
        served_now(address, TIMES[1])
        rewind(config, TIMES[0])
        done = harvested(config)
        assert done.kind == "changes"
        assert sorted(numbers(config, "living")) == ["t03", "t04", "t99"]
        assert numbers(config, "deleted") == ["t07"]
        assert replica(config) == peer.records("tinh")
        assert config.files(config.sources[0])[:1] == began

        peer.publish(third())
        served_now(address, TIMES[2])
        rewind(config, TIMES[1])
        harvested(config)
        assert numbers(config, "living") == ["t07"]
        assert numbers(config, "deleted") == ["t01"]
        assert replica(config) == peer.records("tinh")

        assert harvested(config).file is None
        assert harvested(config, full=True).records == 20
        assert replica(config) == peer.records("tinh")
        assert len(list(config.harvest_folder(config.sources[0]).glob("*.xml.gz"))) == 1


def served_now(address: str, moment: datetime) -> None:
    """Wait until the peer's server has taken up the release of this moment."""
    query = f"{address}/oai?verb=ListIdentifiers&metadataPrefix=marc21&from={moment:%Y-%m-%dT%H:%M:%SZ}"
    end = time.monotonic() + 10
    while b"noRecordsMatch" in urllib.request.urlopen(query).read():
        assert time.monotonic() < end
        time.sleep(0.02)


def rewind(config: Config, moment: datetime) -> None:
    """The peer's releases are dated in the past: so must be the last harvest."""
    with sqlite3.connect(config.harvest_folder(config.sources[0]) / "state.sqlite") as db:
        db.execute("UPDATE told SET value = ? WHERE key = 'since'", (f"{moment:%Y-%m-%dT%H:%M:%SZ}",))
    db.close()


def test_what_was_harvested_is_published_and_what_was_deleted_is_withdrawn(
    peer: Peer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(peer.root) as address:
        config = network(tmp_path / "union", f"{address}/oai", 'prefix = "marc21"\nset = "tinh"')
        assert main(["publish", str(config.path), "--harvest", "--quiet", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["counts"]["records"] == 20
        peer.publish(second())
        served_now(address, TIMES[1])
        rewind(config, TIMES[0])
        assert main(["harvest", str(config.path), "--json"]) == 0
        (told,) = json.loads(capsys.readouterr().out)
        assert (told["records"], told["deleted"]) == (3, 1)
    assert main(["publish", str(config.path), "--quiet", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert {key: made["changes"][key] for key in ("created", "withdrawn")} == {"created": 1, "withdrawn": 1}
    release = Release.open(config.root / "current")
    assert {each.control_number for each in release.records() if each.status == "published"} == set(peer.records("tinh"))

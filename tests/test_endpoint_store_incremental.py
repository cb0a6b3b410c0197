# SPDX-License-Identifier: Apache-2.0
"""A store made from the last one's is the store that would have been built whole; what is taken back is not in its files."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

from mucluc.config import Config
from mucluc.endpoint.increment import INCREMENTS, ReleaseStore
from mucluc.endpoint.store import StoreError, StoreReport, build_store, verify_store
from mucluc.publish import publish
from mucluc.publish.commit import current, verify_all
from mucluc.release import Release, layout
from mucluc.release.blocks import BlockWriter
from mucluc.release.difference import difference

from .conftest import NOW, ROOT

BASE = "https://e.example/"
SHARDS = 4
Catalogue = dict[int, list[bytes]]
"""By Work its lines."""


def work(number: int, version: int, rng: random.Random) -> list[bytes]:
    """Lines of a Work: titles in two languages, a number, an agent."""
    node = f"<{BASE}work/{number}>"
    said = [f'"Title {number} version {version}"@vi-Hani', f'"Nhan đề {version}"@vi', f"<{BASE}agent/{rng.randrange(9)}>"]
    said += [f'"{each}"^^<http://www.w3.org/2001/XMLSchema#integer>' for each in rng.sample(range(99), 3)]
    return sorted(f"{node} <{BASE}p{place}> {value} .\n".encode() for place, value in enumerate(said))


def write(path: Path, catalogue: Catalogue, measured: int, extra: Iterable[bytes] = ()) -> Release:
    """A release of this catalogue, without a store; Works lie in shards and members by their number."""
    graph = path / layout.GRAPH
    graph.mkdir(parents=True)
    for shard in range(SHARDS):
        with BlockWriter(graph / f"union-{shard:04}.nt.gz", 1) as out:
            for number in sorted(each for each in catalogue if each % SHARDS == shard):
                if number % 7 == 0:
                    out.cut()
                out.add(b"".join(catalogue[number]))
    agents = sorted({line.split(b" ")[2] for lines in catalogue.values() for line in lines if b"/agent/" in line})
    with BlockWriter(graph / "heading-0000.nt.gz", 1) as out:
        for agent in agents:
            out.cut()
            out.add(agent + b" <" + BASE.encode() + b'label> "x" .\n')
        out.add(b"".join(extra))
    with BlockWriter(graph / layout.QUALITY) as out:
        out.add(b"".join(b'<%squality> <%sn%d> "%d" .\n' % (BASE.encode(), BASE.encode(), each, measured) for each in range(5)))
    return Release(path)


def land(release: Release, report: StoreReport) -> Release:
    """The release with the part of its manifest that the next run asks for."""
    kept = {name: value for name, value in asdict(report).items() if name in ("quads", "digest", "lines", "since_whole")}
    (release.path / layout.MANIFEST).write_text(json.dumps({"store": kept}))
    return Release(release.path)


def made(release: Release, last: Release | None) -> StoreReport:
    store = ReleaseStore(release, last)
    store.core()
    return store.finish()


def dump(path: Path) -> list[bytes]:
    data = ox.Store.read_only(str(path)).dump(format=ox.RdfFormat.N_QUADS)
    assert data is not None
    return sorted(data.splitlines())


def first(tmp_path: Path, works: int = 200) -> tuple[Catalogue, Release]:
    rng = random.Random(5)
    catalogue = {number: work(number, 0, rng) for number in range(works)}
    release = write(tmp_path / "0", catalogue, 0)
    return catalogue, land(release, made(release, None))


def test_twenty_changed_stores_in_a_row_are_those_that_were_built_whole(tmp_path: Path) -> None:
    catalogue, last = first(tmp_path)
    rng = random.Random(11)
    since = []
    for step in range(1, INCREMENTS + 2):
        for number in rng.sample(sorted(catalogue), 5):
            catalogue[number] = work(number, step, rng)
        del catalogue[rng.choice(sorted(catalogue))]
        catalogue[1000 + step] = work(1000 + step, 0, rng)
        release = write(tmp_path / str(step), catalogue, step)
        report = made(release, last)
        whole = build_store(release, tmp_path / f"whole-{step}")
        assert (report.quads, report.digest, report.lines) == (whole.quads, whole.digest, whole.lines)
        assert dump(release.store) == dump(tmp_path / f"whole-{step}")
        verify_store(release.store, report.quads, report.digest)
        since.append(report.since_whole)
        last = land(release, report)
    assert since == [*range(1, INCREMENTS + 1), 0]
    verify_store(tmp_path / "0" / layout.STORE, *(Release(tmp_path / "0").manifest["store"][each] for each in ("quads", "digest")))


def test_members_that_are_equal_are_not_unpacked(tmp_path: Path) -> None:
    catalogue, last = first(tmp_path)
    catalogue[8] = work(8, 1, random.Random(1))
    release = write(tmp_path / "1", catalogue, 0)
    found = difference((last.graph_shards("union")[0], release.graph_shards("union")[0]))
    assert found.added and found.added < set(b"".join(catalogue[8]).splitlines())
    assert 0 < found.shorter < 6 * 50  # the member's lines, not those of fifty Works


def test_a_statement_in_two_shards_makes_the_store_whole_and_stays_when_one_goes(tmp_path: Path) -> None:
    catalogue, last = first(tmp_path)
    twice = catalogue[3][:1]
    release = write(tmp_path / "1", catalogue, 0, extra=twice)
    report = made(release, last)
    assert report.since_whole == 0
    assert report.lines == report.quads + 1
    last = land(release, report)
    release = write(tmp_path / "2", catalogue, 0)
    report = made(release, last)
    assert report.since_whole == 0
    assert (twice[0].rstrip().replace(b"Hani", b"hani")) in dump(release.store)


def test_a_statement_that_moves_to_another_shard_stays(tmp_path: Path) -> None:
    catalogue, last = first(tmp_path)
    moved = catalogue[3].pop()
    report = made(release := write(tmp_path / "1", catalogue, 0, extra=[moved]), last)
    assert report.since_whole == 1
    assert report.digest == last.manifest["store"]["digest"]
    assert dump(release.store) == dump(last.store)


@pytest.mark.parametrize("what", ["much", "shards", "older"])
def test_a_store_is_built_whole_where_a_difference_would_not_do(tmp_path: Path, what: str) -> None:
    catalogue, last = first(tmp_path)
    if what == "much":
        catalogue = {number: work(number, 1, random.Random(number)) for number in catalogue}
    release = write(tmp_path / "1", catalogue, 0)
    if what == "shards":
        (release.path / layout.GRAPH / "union-0009.nt.gz").write_bytes((release.path / layout.GRAPH / layout.QUALITY).read_bytes())
        (release.path / layout.GRAPH / layout.QUALITY).unlink()
    if what == "older":  # a release of an earlier version says less of its store
        del last.manifest["store"]["lines"]
    report = made(release, last)
    assert report.since_whole == 0
    verify_store(release.store, report.quads, report.digest)


def test_a_store_that_is_not_what_its_manifest_says_is_not_taken_over(tmp_path: Path) -> None:
    catalogue, last = first(tmp_path)
    store = ox.Store(str(last.store))
    store.remove(next(iter(store.quads_for_pattern(ox.NamedNode(f"{BASE}work/3"), None, None))))
    store.flush()
    del store
    catalogue[8] = work(8, 1, random.Random(1))
    with pytest.raises(StoreError, match="publish again with --full"):
        made(write(tmp_path / "1", catalogue, 0), last)


NETWORK = f"""[network]
slug = "n"
title = {{ vi = "n", en = "n" }}
base = "{BASE}"
license = "CC0-1.0"
description = {{ vi = "n", en = "n" }}
publisher = {{ vi = "n", en = "n" }}
[[library]]
slug = "mot"
title = {{ vi = "mot", en = "mot" }}
[[source]]
library = "mot"
files = ["mot.tsv"]
"""


def deliver(folder: Path, titles: dict[int, str]) -> Config:
    """A library that has delivered these titles."""
    from pymarc import Field, Indicators, Leader, Record, Subfield

    records = []
    for number, title in titles.items():
        record = Record(leader=Leader("00000nam a2200000 a 4500"), force_utf8=True)
        record.add_field(Field(tag="001", data=str(number)))
        record.add_field(Field(tag="245", indicators=Indicators("0", "0"), subfields=[Subfield("a", title)]))
        records.append(record.as_marc())
    (folder / "mot.mrc").write_bytes(b"".join(records))
    (folder / "n.toml").write_text(NETWORK.replace("mot.tsv", "mot.mrc") + '[output]\ndir = "out"\n', "utf-8")
    return Config.load(folder / "n.toml")


def greps(release: Path, text: str) -> bool:
    return any(text.encode() in file.read_bytes() for file in (release / layout.STORE).iterdir())


def test_what_is_withdrawn_makes_a_whole_store_whose_files_do_not_hold_it(tmp_path: Path) -> None:
    titles = {number: f"Nhan đề thứ {number}" for number in range(1, 40)}
    titles[7] = "Khuê Văn Các bí sử"
    publish(deliver(tmp_path, titles), now=NOW)
    titles[8] = "Tên đã sửa"
    edited = publish(deliver(tmp_path, titles), now=NOW + timedelta(days=1))
    assert Release.open(edited.path).manifest["store"]["since_whole"] == 1
    assert greps(edited.path, "Khuê Văn Các bí sử")
    assert greps(edited.path, "Nhan đề thứ 8")  # the engine keeps what was edited: this is why a withdrawal builds whole
    del titles[7]
    gone = publish(deliver(tmp_path, titles), now=NOW + timedelta(days=2), allow_withdrawals=True)
    assert Release.open(gone.path).manifest["store"]["since_whole"] == 0
    assert not greps(gone.path, "Khuê Văn Các bí sử")
    assert not greps(gone.path, "Nhan đề thứ 8")
    assert greps(gone.path, "Tên đã sửa")
    assert not verify_all(gone.path).wrong


KILLED = """
import os, signal, sys
from datetime import datetime
from mucluc.config import Config
from mucluc.endpoint import increment
from mucluc.publish import publish
whole = increment._Changed._extend
def half(self, lines):
    whole(self, list(lines)[:1])
    self.store.flush()
    os.kill(os.getpid(), signal.SIGKILL)
increment._Changed._extend = half
publish(Config.load(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]))
"""


def test_a_kill_in_the_middle_of_a_change_leaves_nothing_that_opens_as_a_release(tmp_path: Path) -> None:
    titles = {number: f"Nhan đề thứ {number}" for number in range(1, 40)}
    stands = publish(deliver(tmp_path, titles), now=NOW)
    titles[8] = "Tên đã sửa"
    config, later = deliver(tmp_path, titles), NOW + timedelta(days=1)
    command = [sys.executable, "-c", KILLED, str(config.path), later.isoformat()]
    died = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=120)
    assert died.returncode == -signal.SIGKILL, died.stderr
    releases = config.root / layout.RELEASES
    assert (releases / ".building" / layout.STORE).is_dir()
    assert [path.parent.name for path in releases.glob(f"*/{layout.MANIFEST}")] == [stands.release]
    now = current(config.root)
    assert now is not None and now.id == stands.release
    assert not verify_all(now.path).wrong
    again = publish(config, now=later)
    assert Release.open(again.path).manifest["store"]["since_whole"] == 1
    assert not verify_all(again.path).wrong
    whole = publish(config, now=later + timedelta(days=1), whole=True)
    stored = [Release.open(each.path).manifest["store"] for each in (again, whole)]
    assert stored[1]["since_whole"] == 0
    measured = [(each["quads"], each["lines"]) for each in stored]
    assert measured[0] == measured[1]


def test_each_statement_of_a_real_network_stands_in_one_shard_only(release: Release) -> None:
    stored = release.manifest["store"]
    assert stored["lines"] == stored["quads"]

# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import gzip
import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from mucluc.endpoint.statements import Distinct, Sum
from mucluc.endpoint.store import StoreError, build_store, verify_store
from mucluc.release import Release

from .endpoint_fixtures import BASE, BF, make_release, triple


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return Release.open(make_release(tmp_path_factory.mktemp("store")))


def shard(release: Release, name: str, lines: list[str]) -> Path:
    path = release.path / "graph" / name
    path.write_bytes(gzip.compress("".join(lines).encode()))
    return path


def test_a_store_holds_the_union_and_no_record_graph(release: Release, tmp_path: Path) -> None:
    report = build_store(release, tmp_path / "store")
    store = ox.Store.read_only(str(tmp_path / "store"))
    assert report.quads == len(store) == 40 * 14 + 4
    assert not list(store.named_graphs())


def test_record_graphs_are_loaded_when_asked_for(release: Release, tmp_path: Path) -> None:
    build_store(release, tmp_path / "store", record_graphs=True)
    graphs = list(ox.Store.read_only(str(tmp_path / "store")).named_graphs())
    assert graphs == [ox.NamedNode(BASE + "record/tinh/a%2F1")]


def test_the_digest_knows_neither_order_nor_repetition_but_every_change() -> None:
    lines = [b"line %d" % number for number in range(1000)]

    def of(*parts: list[bytes]) -> Sum:
        found = Distinct()
        for part in parts:
            found.add(part)
        return found.result()

    mixed = random.Random(1).sample(lines, len(lines))
    assert of(lines) == of(mixed[:300], mixed[200:])
    assert of(lines).lines == 1000
    assert of(lines).digest != of([*lines[:-1], b"line x"]).digest
    once = Sum()
    once.add([*mixed, b"line x", b"line y"])
    once.remove([b"line y", b"line x"])
    assert once == of(lines)


def test_a_statement_in_two_shards_is_one_statement(release: Release, tmp_path: Path) -> None:
    again = shard(release, "union-9999.nt.gz", [triple("agent/a0", "http://www.w3.org/2000/01/rdf-schema#label", '"Nguyễn Du 0"')])
    try:
        assert build_store(release, tmp_path / "store").quads == 40 * 14 + 4
    finally:
        again.unlink()


@pytest.mark.parametrize(
    "line",
    ["<https://thuvien.example/a b> <http://e/p> <http://e/o> .\n", "<http://e/s> <http://e/p> .\n"],
    ids=["illegal IRI", "no object"],
)
def test_a_broken_line_is_an_error_that_names_its_shard(release: Release, tmp_path: Path, line: str) -> None:
    broken = shard(release, "union-9999.nt.gz", [line])
    try:
        with pytest.raises(StoreError, match=r"union-9999\.nt\.gz"):
            build_store(release, tmp_path / "store")
    finally:
        broken.unlink()


def test_a_cut_shard_is_an_error(release: Release, tmp_path: Path) -> None:
    cut = shard(release, "union-9999.nt.gz", [triple("work/w1", BF + "note", f'"{number}"') for number in range(99)])
    cut.write_bytes(cut.read_bytes()[:-20])
    try:
        with pytest.raises(StoreError, match=r"union-9999\.nt\.gz"):
            build_store(release, tmp_path / "store")
    finally:
        cut.unlink()


def test_a_store_is_never_built_over_another(release: Release) -> None:
    with pytest.raises(StoreError, match="not empty"):
        build_store(release, release.store)


def test_a_store_that_misses_or_swaps_a_statement_is_found_out(release: Release, tmp_path: Path) -> None:
    into = tmp_path / "store"
    report = build_store(release, into)
    verify_store(into, report.quads, report.digest)
    store = ox.Store(str(into))
    first = next(iter(store))
    store.remove(first)
    store.flush()
    del store
    with pytest.raises(StoreError, match="not built to the end"):
        verify_store(into, report.quads)
    store = ox.Store(str(into))
    store.add(ox.Quad(first.subject, first.predicate, ox.Literal("swapped")))
    store.flush()
    del store
    verify_store(into, report.quads)
    with pytest.raises(StoreError, match="other statements"):
        verify_store(into, report.quads, report.digest)

# SPDX-License-Identifier: Apache-2.0
"""Datasets made from those of the last release are, byte for byte, those that would have been made whole; and by any runner."""

from __future__ import annotations

import marshal
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import mucluc.datasets.about as about
from mucluc.datasets import Kept, build_datasets
from mucluc.datasets.tables import Run, places, plan
from mucluc.release import Collection, Contribution, Heading, Instance, Item, Link, Release, Work, codec, layout
from mucluc.release.blocks import BlockWriter
from mucluc.runner import LocalRunner
from tests.datasets_fixtures import BASE, BF, NETWORK, RDFS, SPOILT_TITLES

Catalogue = dict[int, Work]
SHARDS = 3


def work(number: int, version: int, rng: random.Random) -> Work:
    """A Work of one or more editions, some of them digitised, with an agent and a topic."""
    agents = [Heading(f"agent/a{rng.randrange(40)}", "person", f"Người {rng.randrange(5)}") for _ in range(rng.randrange(3))]
    title = rng.choice((f"Nhan đề {number} {version}", *SPOILT_TITLES))
    instances = []
    for edition in range(rng.choice((1, 1, 1, 3))):
        held = tuple(sorted(rng.sample(("tinh", "xa"), rng.choice((1, 2)))))
        links = (Link(f"https://so.example/{number}.pdf", "", "version"),) if rng.random() < 0.2 else ()
        items = tuple(Item(f"item/{each}/{number}/{edition}", each) for each in held)
        record = f"record/{held[0]}/{number}-{edition}"
        year = rng.choice((None, 1900 + rng.randrange(120)))
        path = f"instance/i{number}-{edition}"
        instances.append(Instance(path=path, title=title, year=year, links=links, items=items, records=(record,), libraries=held))
    agents_of = tuple(Contribution(each, ("aut",), True) for each in dict.fromkeys(agents))
    subjects = (Heading(f"topic/t{rng.randrange(40)}", "topic", "Chủ đề"),)
    path = f"work/w{number}"
    return Work(path, title, f"{title} {number:05}", contributions=agents_of, subjects=subjects, instances=tuple(instances))


def lines(each: Work) -> bytes:
    found = [f'<{BASE}{each.path}> <{RDFS}label> "{len(each.title)}" .\n']
    for one in each.contributions:
        found.append(f"<{BASE}{each.path}#c> <{BF}agent> <{BASE}{one.agent.path}> .\n")
    found += [f"<{BASE}{each.path}> <{BF}subject> <{BASE}{one.path}> .\n" for one in each.subjects]
    for one in each.instances:
        found.append(f"<{BASE}{one.path}> <{BF}instanceOf> <{BASE}{each.path}> .\n")
        found += [f"<{BASE}{item.path}> <{BF}heldBy> <{BASE}library/{item.library}> .\n" for item in one.items]
    return "".join(found).encode()


def write(path: Path, catalogue: Catalogue, ring: int) -> Release:
    """A release's core. ring: each agent leads to a topic, and each topic to the one that lies so far on."""
    graph = path / layout.GRAPH
    graph.mkdir(parents=True)
    (path / layout.NETWORK).write_text(codec.dumps(NETWORK), "utf-8")
    for shard in range(SHARDS):
        with BlockWriter(graph / f"union-{shard:04}.nt.gz", 1) as out:
            for number in sorted(each for each in catalogue if each % SHARDS == shard):
                if number % 5 == 0:
                    out.cut()
                out.add(lines(catalogue[number]))
    with BlockWriter(graph / "heading-0000.nt.gz", 1) as out:
        for number in range(40):
            out.cut()
            agent, topic, other = (f"<{BASE}{each}>" for each in (f"agent/a{number}", f"topic/t{number}", f"topic/t{(number + ring) % 40}"))
            if number % 4 == 0:
                out.add(f"{agent} <{RDFS}seeAlso> {topic} .\n".encode())
            if number % 3 == 0:
                out.add(f"{topic} <{RDFS}seeAlso> {other} .\n".encode())
            out.add(f'{agent} <{RDFS}label> "{number}" .\n{topic} <{RDFS}label> "{number}" .\n'.encode())
    with sqlite3.connect(path / layout.ENTITIES) as db:
        db.executescript(layout.SCHEMA)
        works = sorted(catalogue.values(), key=lambda each: (each.sort_key, each.path))
        db.executemany("INSERT INTO work (path, json) VALUES (?, ?)", ((each.path, codec.dumps(each)) for each in works))
    db.close()
    return Release.open(path)


def files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def noted(folder: Path) -> dict[str, object]:
    return {name: data if name == "network" else marshal.loads(data) for name, data in files(folder).items()}


def changed(catalogue: Catalogue, step: int, rng: random.Random) -> None:
    for number in rng.sample(sorted(catalogue), 4):
        catalogue[number] = work(number, step, rng)
    del catalogue[rng.choice(sorted(catalogue))]
    catalogue[1000 + step] = work(1000 + step, 0, rng)


def test_a_chain_of_changes_gives_the_bytes_of_datasets_made_whole(tmp_path: Path) -> None:
    rng = random.Random(3)
    catalogue = {number: work(number, 0, rng) for number in range(150)}
    last = None
    for step in range(6):
        release = write(tmp_path / f"r{step}", catalogue, ring=7 if step < 4 else 9)
        made, notes = tmp_path / f"made-{step}", tmp_path / f"notes-{step}"
        report = build_datasets(release, made, last=last, keep=notes)
        whole = build_datasets(release, tmp_path / f"whole-{step}", keep=tmp_path / f"whole-notes-{step}")
        assert report == whole
        assert files(made) == files(tmp_path / f"whole-{step}")
        assert noted(notes) == noted(tmp_path / f"whole-notes-{step}")
        assert report.datasets[1].rows > 10 and report.datasets[0].protected > 10
        last = Kept(made, notes)
        changed(catalogue, step, rng)


def test_what_has_not_changed_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(4)
    catalogue = {number: work(number, 0, rng) for number in range(150)}
    build_datasets(write(tmp_path / "0", catalogue, 7), tmp_path / "d0", keep=tmp_path / "n0")
    changed(catalogue, 1, rng)
    asked: list[object] = []

    def mapped(function: object, tasks: Sequence[object]) -> list[object]:
        asked.extend(each for each in tasks if function.__name__ == "make_rows")  # type: ignore[attr-defined]
        return [function(each) for each in tasks]  # type: ignore[operator]

    read: list[int] = []
    whole = about._find
    monkeypatch.setattr(about, "_find", lambda text, *rest: read.append(len(text)) or whole(text, *rest))
    release = write(tmp_path / "1", catalogue, 7)
    build_datasets(release, tmp_path / "d1", last=Kept(tmp_path / "d0", tmp_path / "n0"), mapped=mapped)
    assert [len(each.numbers) for each in asked] == [5]  # type: ignore[attr-defined]
    assert 0 < len(read) < 20  # of some seventy members


def test_two_processes_give_the_bytes_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mucluc.datasets.tables.PART", 20)
    rng = random.Random(5)
    release = write(tmp_path / "0", {number: work(number, 0, rng) for number in range(100)}, 7)
    build_datasets(release, tmp_path / "two", mapped=LocalRunner(2).map)
    monkeypatch.setattr("mucluc.datasets.tables.PART", 1000)
    build_datasets(release, tmp_path / "one")
    assert files(tmp_path / "two") == files(tmp_path / "one")
    assert not (tmp_path / "one" / ".parts").exists()


def test_a_network_in_other_words_takes_nothing_over(tmp_path: Path) -> None:
    rng = random.Random(6)
    catalogue = {number: work(number, 0, rng) for number in range(30)}
    build_datasets(write(tmp_path / "0", catalogue, 7), tmp_path / "d0", keep=tmp_path / "n0")
    release = write(tmp_path / "1", catalogue, 7)
    village = replace(NETWORK.libraries[1], collections=(Collection("ban-so", {"vi": "Bản số", "en": "Copies"}, "digitised"),))
    other = replace(NETWORK, base="https://khac.example/", libraries=(NETWORK.libraries[0], village))
    (release.path / layout.NETWORK).write_text(codec.dumps(other), "utf-8")
    release = Release.open(release.path)
    build_datasets(release, tmp_path / "d1", last=Kept(tmp_path / "d0", tmp_path / "n0"))
    build_datasets(release, tmp_path / "whole")
    assert files(tmp_path / "d1") == files(tmp_path / "whole")


def test_works_are_taken_over_in_runs_and_only_in_their_old_order() -> None:
    from mucluc.datasets.parts import Entry

    old = [Entry(bytes([each]), (), (), (), None) for each in b"abcde"]
    assert places([bytes([each]) for each in b"abxde"], old) == [0, 1, None, 3, 4]
    assert places([bytes([each]) for each in b"bac"], old) == [1, None, 2]
    assert plan([0, 1, None, None, 3, 4, 7]) == [Run(0, 2), Run(None, 2), Run(3, 2), Run(7, 1)]
    assert plan([]) == []

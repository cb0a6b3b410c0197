# SPDX-License-Identifier: Apache-2.0
"""A small release written by hand for the endpoint's tests: the shape of a real one, a few hundred statements."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn

from mucluc.converters.record import Record
from mucluc.endpoint import ServeSettings, build_store, create_app
from mucluc.release import Release, codec, layout
from mucluc.release.blocks import BlockWriter
from mucluc.release.model import Library, Network

BASE = "https://thuvien.example/"
BF = "http://id.loc.gov/ontologies/bibframe/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
WITHHELD = "Bí mật không công bố"

HAN = f'<{BASE}agent/a0> <{LABEL}> "阮攸 \\"@vi-Hani ."@vi-Hani .\n'

NETWORK = Network(
    slug="thu",
    title={"vi": "Mạng thử", "en": "Test network"},
    description={"vi": "Mạng để thử", "en": "A network for tests"},
    base=BASE,
    license="CC0-1.0",
    publisher={"vi": "Thư viện thử", "en": "Test library"},
    libraries=(Library("tinh", {"vi": "Thư viện tỉnh", "en": "Provincial library"}),),
    example=True,
)
MARC = Record(
    "00000nam a2200000 a 4500",
    (("001", "a/1"), ("100", "1 \x1faNguyễn Du"), ("245", "10\x1faTruyện Kiều /\x1fcNguyễn Du")),
)


def triple(subject: str, predicate: str, value: str) -> str:
    """One line; a value that begins with a quote or `http` is taken as a literal or an IRI, else as a path after the base."""
    if value[0] != '"':
        value = f"<{value if value.startswith('http') else BASE + value}>"
    return f"<{BASE}{subject}> <{predicate}> {value} .\n"


def work(number: int, title: str, language: str = "vie") -> list[str]:
    """A Work with its title, contribution, Instance and Item."""
    path, edition = f"work/w{number}", f"instance/i{number}"
    return [
        triple(path, RDF + "type", BF + "Work"),
        triple(path, RDF + "type", BF + "Text"),
        triple(path, BF + "title", f"{path}#title-t"),
        triple(f"{path}#title-t", RDF + "type", BF + "Title"),
        triple(f"{path}#title-t", BF + "mainTitle", f'"{title}"@vi'),
        triple(path, BF + "contribution", f"{path}#contribution-c"),
        triple(f"{path}#contribution-c", BF + "agent", f"agent/a{number % 3}"),
        triple(f"{path}#contribution-c", BF + "role", "http://id.loc.gov/vocabulary/relators/aut"),
        triple(path, BF + "language", f"http://id.loc.gov/vocabulary/languages/{language}"),
        triple(path, BF + "hasInstance", edition),
        triple(edition, RDF + "type", BF + "Instance"),
        triple(edition, BF + "instanceOf", path),
        triple(edition, BF + "hasItem", f"item/tinh/{number}/x"),
        triple(f"item/tinh/{number}/x", BF + "heldBy", "library/tinh"),
    ]


def make_release(root: Path, name: str = "20261122T000000Z-aaaaaa", works: int = 40, extra: int = 0) -> Path:
    """A release `root/releases/{name}`, made current. extra: further statements, to tell releases apart and to give work."""
    path = root / layout.RELEASES / name
    for folder in (layout.GRAPH, layout.RECORDS, layout.SITE + "/en/work", layout.SITE + "/work", layout.DATASETS, layout.REPORTS):
        (path / folder).mkdir(parents=True)
    (path / layout.NETWORK).write_text(codec.dumps(NETWORK), "utf-8")
    lines = [line for number in range(works) for line in work(number, f"Truyện Kiều {number}")]
    lines += [triple(f"work/e{number}", BF + "note", f'"ghi chú {number}"') for number in range(extra)]
    _shard(path / layout.GRAPH / "union-0000.nt.gz", lines)
    _shard(path / layout.GRAPH / "heading-0000.nt.gz", [triple(f"agent/a{n}", LABEL, f'"Nguyễn Du {n}"') for n in range(3)] + [HAN])
    _records(path)
    _pages(path)
    build_store(Release.open(path), path / layout.STORE)
    (path / layout.MANIFEST).write_text(json.dumps({"counts": {"works": works}}), "utf-8")
    make_current(root, name)
    return path


def make_current(root: Path, name: str) -> None:
    """Let `current` point at a release, by one rename."""
    link = root / ".current"
    link.symlink_to(Path(layout.RELEASES) / name)
    os.replace(link, root / layout.CURRENT)


def _shard(path: Path, lines: list[str]) -> None:
    path.write_bytes(gzip.compress("".join(sorted(set(lines))).encode(), mtime=0))


def _records(path: Path) -> None:
    """One published record, whose control number needs escaping, one withdrawn, and the fates of a few paths."""
    record = "record/tinh/a%2F1"
    node = f"<{BASE}{record}#work>"
    graph = f'{node} <{RDF}type> <{BF}Work> <{BASE}{record}> .\n{node} <{LABEL}> "Truyện Kiều" <{BASE}{record}> .\n'.encode()
    with BlockWriter(path / layout.GRAPH / "0000.nq.gz") as graphs, BlockWriter(path / layout.RECORDS / "0000.marc.gz") as marc:
        place = f"{marc.add(MARC.pack())} {graphs.add(graph)}"
    with sqlite3.connect(path / layout.ENTITIES) as db:
        db.executescript(layout.SCHEMA)
        stamp = "2026-11-22T00:00:00Z"
        columns = "path, library, control_number, datestamp, status, work, instance, collections, former, shard, place"
        row = f"INSERT INTO record ({columns}) VALUES (?,?,?,?,?,?,?,'[]','[]',?,?)"
        db.execute(row, (record, "tinh", "a/1", stamp, "published", "work/w1", "instance/i1", "0000", place))
        db.execute(row, ("record/tinh/b2", "tinh", "b2", stamp, "withdrawn", "", "", "", ""))
        fates = [
            ("work/old", "merged", '["work/w1"]'),
            ("work/both", "split", '["work/w1", "work/w2"]'),
            ("work/gone", "withdrawn", "[]"),
            ("record/tinh/b2", "withdrawn", "[]"),
            *((path, "published", "[]") for path in (record, "work/w1", "work/w2", "instance/i1", "instance/i2")),
        ]
        db.executemany("INSERT INTO entity VALUES (?,?,?,?)", [(each, status, stamp, after) for each, status, after in fates])
    db.close()


def _pages(path: Path) -> None:
    site = path / layout.SITE
    (site / "index.html").write_text("<!doctype html><title>Mạng thử</title>", "utf-8")
    (site / "en" / "index.html").write_text("<!doctype html><title>Test network</title>", "utf-8")
    (site / "work" / "w1.html").write_text("<!doctype html><title>Truyện Kiều 1</title>", "utf-8")
    (site / "en" / "work" / "w1.html").write_text("<!doctype html><title>Kieu 1</title>", "utf-8")
    (path / layout.DATASETS / "catalogue.csv").write_text("\ufeffid,title\r\n" + "w1,Truyện Kiều\r\n" * 200, "utf-8")
    (path / layout.REPORTS / "tinh.json").write_text("{}", "utf-8")


@contextlib.contextmanager
def served(root: Path, **given: Any) -> Iterator[str]:
    """The application on a free port of loopback in a thread of its own; its address. given: settings."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    settings = ServeSettings(**{"deadline": 1.5, "poll": 0.05, "workers": 3, **given})
    config = uvicorn.Config(create_app(root, settings), log_level="critical", h11_max_incomplete_event_size=1 << 18, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        assert server.started
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def children() -> set[int]:
    """Process ids of this process's living children."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            facts = status.read_text().rpartition(")")[2].split()
            if int(facts[1]) == os.getpid() and facts[0] != "Z":
                found.add(int(status.parent.name))
    return found

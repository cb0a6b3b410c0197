# SPDX-License-Identifier: Apache-2.0
"""Step 5, seal: the shards' rows become `entities.sqlite`, Works numbered in dictionary order; nothing published is forgotten.

The file is written anew each time, for its bytes would tell its history; every table is filled in the order of its key, which is quick.
"""

from __future__ import annotations

import json
import marshal
import mmap
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from mucluc.release import Entity, layout
from mucluc.release.blocks import moved
from mucluc.runner.local import uncollected
from mucluc.state import Changes

from .convert_work import Row, Used
from .shard_kept import Place, ShardFiles, read_index
from .ties import read_ties

CACHE_KB = 256 * 1024
_SETTINGS = f"""PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192; PRAGMA encoding='UTF-8';
PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-{CACHE_KB};"""

Lies = tuple[str, str, int, int, int, int, int]
"""A Work: sort key, id, number of its shard, span of its row, and where its block begins in the shard's MARC and graphs."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Counts of what was sealed."""

    works: int
    instances: int
    records: int
    headings: int


def seal(
    shards: list[ShardFiles],
    into: Path,
    changes: Changes,
    fates: Iterable[Entity],
    authorities: Path | None = None,
    forms: Iterable[tuple[str, str, str, str]] = (),
    ties: Path | None = None,
) -> Sealed:
    """Write `entities.sqlite` into the release.

    shards: the shards' files. changes: datestamps and the records that are gone. fates: paths that were merged, split or withdrawn.
    authorities: the file of rows on authority records, when there are any. forms: more rows of `heading_form`. ties: the file of
    what tied records together.
    """
    db = sqlite3.connect(into / layout.ENTITIES, isolation_level=None)
    try:
        with uncollected():  # millions of rows without a cycle among them
            db.executescript(_SETTINGS + layout.TABLES)
            db.execute("BEGIN")
            sealed = _Sealer(db, changes).run(shards, fates)
            if authorities is not None:
                _write_authorities(db, authorities)
            db.executemany("INSERT OR IGNORE INTO heading_form VALUES (?, ?, ?, ?)", forms)
            if ties is not None:
                db.executemany("INSERT INTO joined VALUES (?, ?, ?, ?, ?)", read_ties(ties))
            db.execute("COMMIT")
            db.executescript(layout.INDEXES)
            db.execute("PRAGMA optimize")
            return sealed
    finally:
        db.close()


def _write_authorities(db: sqlite3.Connection, rows: Path) -> None:
    """Where each authority record lies and what it says of its heading; two records of one heading say it together."""
    with rows.open(encoding="utf-8") as lines:
        for line in lines:
            path, heading, shard, place, forms = json.loads(line)
            db.execute("INSERT INTO authority VALUES (?, ?, ?, ?)", (path, heading, shard, place))
            db.executemany("INSERT OR IGNORE INTO heading_form VALUES (?, ?, ?, ?)", [(heading, *form) for form in forms])


def _in_order(shards: list[ShardFiles]) -> Iterator[tuple[str, Row, list[Place], int, int]]:
    """Each Work in dictionary order: its shard, its row, its records' places and where these are counted from (MARC, graphs).

    Only keys are held; the rows are read where they lie.
    """
    order: list[Lies] = []
    for number, files in enumerate(shards):
        for block in read_index(files.index)[1]:
            (rows, _), (marc, _), (graph, _), _ = block.spans
            order.extend((each.order, each.work, number, rows + each.row[0], each.row[1], marc, graph) for each in block.works)
    order.sort()
    with ExitStack() as stack:
        opened = [_mapped(files.rows, stack) for files in shards]
        names = [files.rows.stem for files in shards]
        for _, _, number, start, length, marc, graph in order:
            row, places = marshal.loads(opened[number][start : start + length])
            yield names[number], row, places, marc, graph


def _mapped(path: Path, stack: ExitStack) -> mmap.mmap | bytes:
    """The bytes of a file, read when they are asked for."""
    if not path.stat().st_size:
        return b""
    file = stack.enter_context(path.open("rb"))
    return stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


@dataclass(slots=True)
class _Use:
    """A heading: what is said of it, and the Works that use it, with the relation."""

    said: Used
    works: list[tuple[str, int]] = field(default_factory=list)

    def count(self) -> int:
        """The number of its Works."""
        return 1 if len(self.works) == 1 else len({work for _, work in self.works})


class _Sealer:
    """Works are written as they come; what goes into the other tables is collected and written in the order of their keys."""

    def __init__(self, db: sqlite3.Connection, changes: Changes) -> None:
        self.db = db
        self.changes = changes
        self.stamps = changes.stamps
        self.headings: dict[str, _Use] = {}
        self.instances: list[tuple[str, int]] = []
        self.records: list[tuple[str, ...]] = []
        self.sets: dict[str, list[int]] = {}
        self.record_sets: dict[str, list[str]] = {}
        self.entities: dict[str, tuple[str, str, str]] = {}
        self.works = 0

    def run(self, shards: list[ShardFiles], fates: Iterable[Entity]) -> Sealed:
        self.db.executemany("INSERT INTO work VALUES (?, ?, ?)", self.work_rows(shards))
        records = len(self.records)
        for gone in self.changes.gone():
            held = json.dumps(gone.collections)
            more = (gone.control_number, gone.datestamp, "withdrawn", "", "", held, "[]", "", "")
            self.records.append((gone.path, gone.library, *more))
            self.in_sets(gone.path, gone.library, gone.collections)
            self.entities[gone.path] = ("withdrawn", gone.datestamp, "[]")
        for fate in fates:
            self.entities[fate.path] = (fate.status, fate.datestamp, json.dumps(fate.successors))
        self.write()
        return Sealed(self.works, len(self.instances), records, len(self.headings))

    def work_rows(self, shards: list[ShardFiles]) -> Iterator[tuple[int, str, str]]:
        """The rows of the Works; what the other tables get of them is noted on the way."""
        for number, (shard, row, places, marc, graph) in enumerate(_in_order(shards), 1):
            path, text, instances, sets, used, _ = row
            newest = ""
            for instance, records in instances:
                stamp = max(self.stamps[record] for record in records)
                newest = max(newest, stamp)
                self.instances.append((instance, number))
                self.entities[instance] = ("published", stamp, "[]")
            self.entities[path] = ("published", newest, "[]")
            for name in sets:
                self.sets.setdefault(name, []).append(number)
            self.use(used, number)
            self.sources(shard, row, places, marc, graph)
            self.works = number
            yield number, path, text

    def use(self, used: list[Used], number: int) -> None:
        headings = self.headings
        for each in used:
            use = headings.get(each[1])
            if use is None:
                use = headings[each[1]] = _Use(each)
            use.works.append((each[0], number))

    def sources(self, shard: str, row: Row, places: list[Place], marc: int, graph: int) -> None:
        for (path, number, held, instance), (in_marc, in_graph) in zip(row[5], places, strict=True):
            library, stamp, former = path.split("/", 2)[1], self.stamps[path], self.changes.former.get(path, ())
            place, left = f"{moved(in_marc, marc)} {moved(in_graph, graph)}", json.dumps(former) if former else "[]"
            self.records.append((path, library, number, stamp, "published", row[0], instance, held, left, shard, place))
            self.in_sets(path, library, (*(json.loads(held) if held != "[]" else ()), *former))
            self.entities[path] = ("published", stamp, "[]")

    def in_sets(self, path: str, library: str, collections: Iterable[str]) -> None:
        for name in (library, *collections):
            self.record_sets.setdefault(name, []).append(path)

    def write(self) -> None:
        """Fill all tables but that of the Works."""
        self.many("instance", 2, sorted(self.instances))
        uses = list(enumerate(self.headings.values(), 1))
        self.many("heading", 7, ((n, *use.said[1:], use.count()) for n, use in uses))
        self.many("heading_work", 3, ((n, *each) for n, use in uses for each in sorted(use.works)))
        self.many("work_set", 2, ((name, work) for name, works in sorted(self.sets.items()) for work in works))
        self.many("record", 11, sorted(self.records))
        self.many("record_set", 2, ((name, path) for name, paths in sorted(self.record_sets.items()) for path in sorted(paths)))
        self.many("entity", 4, ((path, *fate) for path, fate in sorted(self.entities.items())))

    def many(self, table: str, columns: int, rows: Iterable[tuple[object, ...]]) -> None:
        self.db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)

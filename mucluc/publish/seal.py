# SPDX-License-Identifier: Apache-2.0
"""Step 5, seal: the shards' rows become `entities.sqlite`, Works numbered in dictionary order; nothing published is forgotten."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mucluc.release import Entity, Heading, PublishedRecord, Work, codec, layout
from mucluc.state import Changes
from mucluc.vocab.text import sort_key

Source = tuple[str, str, list[str], str]
"""A record in a shard's row: path, control number, collections, place of its MARC and graph in the shard's files."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Counts of what was sealed."""

    works: int
    instances: int
    records: int
    headings: int


def seal(rows: list[Path], into: Path, changes: Changes, fates: Iterable[Entity], authorities: Path | None = None) -> Sealed:
    """Write `entities.sqlite` into the release.

    rows: the shards' files (JSON lines: sort key, path, Work, its records). changes: datestamps and the records that
    are gone. fates: paths that were merged, split or withdrawn. authorities: the file of rows
    on authority records, when there are any.
    """
    path = into / layout.ENTITIES
    db = sqlite3.connect(path)
    try:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192; PRAGMA encoding='UTF-8';" + layout.SCHEMA)
        sealed = _Sealer(db, changes).run(rows, fates)
        if authorities is not None:
            _write_authorities(db, authorities)
        db.commit()
        db.execute("PRAGMA optimize")
    finally:
        db.close()
    return sealed


def _write_authorities(db: sqlite3.Connection, rows: Path) -> None:
    """Where each authority record lies and what it says of its heading; two records of one heading say it together."""
    with rows.open(encoding="utf-8") as lines:
        for line in lines:
            path, heading, shard, place, forms = json.loads(line)
            db.execute("INSERT INTO authority VALUES (?, ?, ?, ?)", (path, heading, shard, place))
            db.executemany("INSERT OR IGNORE INTO heading_form VALUES (?, ?, ?, ?)", [(heading, *form) for form in forms])


def _in_order(rows: list[Path]) -> Iterator[tuple[str, Work, list[Source]]]:
    """`(shard, Work, its records)` in dictionary order; only keys are held, the rows are read again where they lie."""
    order: list[tuple[str, str, int, int]] = []
    for number, file in enumerate(rows):
        offset = 0
        with file.open("rb") as lines:
            for line in lines:
                key, path = json.loads(line)[:2]
                order.append((key, path, number, offset))
                offset += len(line)
    order.sort()
    opened = [file.open("rb") for file in rows]
    try:
        for _, _, number, offset in order:
            opened[number].seek(offset)
            _, _, text, sources = json.loads(opened[number].readline())
            yield rows[number].stem.removeprefix("shard-"), codec.loads(Work, text), sources
    finally:
        for each in opened:
            each.close()


class _Sealer:
    def __init__(self, db: sqlite3.Connection, changes: Changes) -> None:
        self.db = db
        self.changes = changes
        self.stamps = changes.stamps
        self.headings: dict[str, tuple[int, Heading]] = {}
        self.uses: dict[str, set[int]] = {}

    def run(self, rows: list[Path], fates: Iterable[Entity]) -> Sealed:
        works = instances = records = 0
        for number, (shard, work, sources) in enumerate(_in_order(rows), 1):
            self.work(number, work)
            records += self.records(shard, work, sources)
            works, instances = number, instances + len(work.instances)
        for record in self.changes.gone():
            self.gone(record)
        for fate in fates:
            self.db.execute(
                "INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?)", (fate.path, fate.status, fate.datestamp, json.dumps(fate.successors))
            )
        self.write_headings()
        return Sealed(works, instances, records, len(self.headings))

    def work(self, number: int, work: Work) -> None:
        self.db.execute("INSERT INTO work VALUES (?, ?, ?)", (number, work.path, codec.dumps(work)))
        self.db.executemany("INSERT INTO instance VALUES (?, ?)", [(i.path, number) for i in work.instances])
        newest = {i.path: max(self.stamps[path] for path in i.records) for i in work.instances}
        newest[work.path] = max(newest.values())
        self.db.executemany("INSERT INTO entity VALUES (?, 'published', ?, '[]')", newest.items())
        self.db.executemany("INSERT INTO work_set VALUES (?, ?)", [(name, number) for name in (*work.libraries, *work.collections)])
        used = [("contribution", c.agent) for c in work.contributions]
        for relation, headings in (("subject", work.subjects), ("place", work.places), ("genre", work.genres), ("series", work.series)):
            used.extend((relation, heading) for heading in headings)
        pairs = set()
        for relation, heading in used:
            if not heading.path:
                continue
            held = self.headings.setdefault(heading.path, (len(self.headings) + 1, heading))
            self.uses.setdefault(heading.path, set()).add(number)
            pairs.add((held[0], relation, number))
        self.db.executemany("INSERT INTO heading_work VALUES (?, ?, ?)", sorted(pairs))

    def records(self, shard: str, work: Work, sources: list[Source]) -> int:
        instance_of = {path: instance.path for instance in work.instances for path in instance.records}
        for path, number, collections, place in sources:
            library = path.split("/", 2)[1]
            former = self.changes.former.get(path, ())
            held, left, stamp = json.dumps(collections), json.dumps(former), self.stamps[path]
            row = (path, library, number, stamp, work.path, instance_of[path], held, left, shard, place)
            self.db.execute("INSERT INTO record VALUES (?, ?, ?, ?, 'published', ?, ?, ?, ?, ?, ?)", row)
            self.sets(path, library, [*collections, *former])
            self.db.execute("INSERT INTO entity VALUES (?, 'published', ?, '[]')", (path, stamp))
        return len(sources)

    def gone(self, record: PublishedRecord) -> None:
        self.db.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, 'withdrawn', '', '', ?, '[]', '', '')",
            (record.path, record.library, record.control_number, record.datestamp, json.dumps(record.collections)),
        )
        self.sets(record.path, record.library, list(record.collections))
        self.db.execute("INSERT INTO entity VALUES (?, 'withdrawn', ?, '[]')", (record.path, record.datestamp))

    def sets(self, path: str, library: str, collections: list[str]) -> None:
        self.db.executemany("INSERT INTO record_set VALUES (?, ?)", [(name, path) for name in (library, *collections)])

    def write_headings(self) -> None:
        self.db.executemany(
            "INSERT INTO heading VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (number, path, heading.kind, heading.label, heading.script, sort_key(heading.label), len(self.uses[path]))
                for path, (number, heading) in self.headings.items()
            ),
        )

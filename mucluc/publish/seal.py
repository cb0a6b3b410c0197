# SPDX-License-Identifier: Apache-2.0
"""Step 5, seal: the shards' rows become `entities.sqlite`, Works numbered in dictionary order; nothing published is forgotten."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mucluc.release import Entity, Heading, PublishedRecord, Work, codec, layout
from mucluc.vocab.text import sort_key


@dataclass(frozen=True, slots=True)
class Sealed:
    """Counts of what was sealed."""

    works: int
    instances: int
    records: int
    headings: int


def seal(rows: list[Path], into: Path, stamps: dict[str, str], gone: Iterable[PublishedRecord], fates: Iterable[Entity]) -> Sealed:
    """Write `entities.sqlite` into the release.

    rows: the shards' files (JSON lines: sort key, path, Work, places of its records). stamps: datestamp by record path.
    gone: records that were published once. fates: paths that were merged, split or withdrawn.
    """
    path = into / layout.ENTITIES
    db = sqlite3.connect(path)
    try:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=8192; PRAGMA encoding='UTF-8';" + layout.SCHEMA)
        sealed = _Sealer(db, stamps).run(rows, gone, fates)
        db.commit()
        db.execute("PRAGMA optimize")
    finally:
        db.close()
    return sealed


def _in_order(rows: list[Path]) -> Iterator[tuple[str, Work, list[list[str]]]]:
    """`(shard, Work, places)` in dictionary order; only keys are held, the rows are read again where they lie."""
    order: list[tuple[str, str, int, int]] = []
    for number, file in enumerate(rows):
        offset = 0
        with file.open("rb") as lines:
            for line in lines:
                key, path = json.loads(line)[:2]
                order.append((key, path, number, offset))
                offset += len(line)
    order.sort()
    files = [file.open("rb") for file in rows]
    try:
        for _, _, number, offset in order:
            files[number].seek(offset)
            _, _, text, places = json.loads(files[number].readline())
            yield rows[number].stem.removeprefix("shard-"), codec.loads(Work, text), places
    finally:
        for file in files:
            file.close()


class _Sealer:
    def __init__(self, db: sqlite3.Connection, stamps: dict[str, str]) -> None:
        self.db = db
        self.stamps = stamps
        self.headings: dict[str, tuple[int, Heading]] = {}
        self.uses: dict[str, set[int]] = {}

    def run(self, rows: list[Path], gone: Iterable[PublishedRecord], fates: Iterable[Entity]) -> Sealed:
        works = instances = records = 0
        for number, (shard, work, places) in enumerate(_in_order(rows), 1):
            self.work(number, work)
            records += self.records(shard, work, dict((path, place) for path, place in places))
            works, instances = number, instances + len(work.instances)
        for record in gone:
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

    def records(self, shard: str, work: Work, places: dict[str, str]) -> int:
        made = 0
        for instance in work.instances:
            for path in instance.records:
                _, library, number = path.split("/", 2)
                mine = [name for name in instance.collections if name.startswith(library + "/")]
                self.db.execute(
                    "INSERT INTO record VALUES (?, ?, ?, ?, 'published', ?, ?, ?, ?, ?)",
                    (path, library, number, self.stamps[path], work.path, instance.path, json.dumps(mine), shard, places[path]),
                )
                self.sets(path, library, mine)
                self.db.execute("INSERT INTO entity VALUES (?, 'published', ?, '[]')", (path, self.stamps[path]))
                made += 1
        return made

    def gone(self, record: PublishedRecord) -> None:
        self.db.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, 'withdrawn', '', '', ?, '', '')",
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

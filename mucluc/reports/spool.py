# SPDX-License-Identifier: Apache-2.0
"""Faults on disk: they come in any number and are read again by library and code, so memory does not grow with them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mucluc.converters.names import record_path
from mucluc.converters.record import Fault

from .model import Place

BATCH = 2_000
_TABLE = """CREATE TABLE fault (library TEXT, code TEXT, who TEXT, path TEXT, number TEXT, source TEXT, record INTEGER, offset INTEGER,
  tag TEXT, subfield TEXT, note TEXT, value TEXT);
ATTACH ':memory:' AS published; CREATE TABLE published.record (path TEXT PRIMARY KEY, status TEXT);"""


class Spool:
    """Faults by library and code. Counts stay in memory (libraries times codes times fields), the faults themselves in an SQLite file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._path = path
        self._database = sqlite3.connect(path.absolute().as_uri(), isolation_level=None, uri=True)
        self._database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLE}")
        self._rows: list[tuple[Any, ...]] = []
        self.counts: Counter[tuple[str, str, str, str]] = Counter()
        """By library, code, tag and subfield."""

    def add(self, fault: Fault) -> None:
        """Count a fault and keep it."""
        place, library = fault.place, fault.library
        number, tag, subfield = place.control_number or "", place.tag or "", place.subfield or ""
        self.counts[library, fault.code, tag, subfield] += 1
        path = record_path(library, number) if number and library else ""
        # A check before screening names no control number; what is said of a whole file is said of no record.
        who = number or (f"{place.source}\n{place.record}" if place.record is not None else None)
        row = (library, fault.code, who, path, number, place.source, place.record, place.offset, tag, subfield, fault.note, fault.value)
        self._rows.append(row)
        if len(self._rows) >= BATCH:
            self._spill()

    def end(self, entities: Path | None) -> None:
        """No more will come. entities: the release's `entities.sqlite`, which knows what records are published."""
        self._spill()
        self._database.execute("CREATE INDEX by_code ON fault (library, code)")
        if entities is not None:
            self._database.execute("DETACH published")
            self._database.execute("ATTACH ? AS published", (f"{entities.absolute().as_uri()}?mode=ro&immutable=1",))

    def records(self) -> dict[tuple[str, str], int]:
        """In how many records each code was met, by library and code."""
        rows = self._database.execute("SELECT library, code, count(DISTINCT who) FROM fault GROUP BY library, code")
        return {(library, code): count for library, code, count in rows}

    def places(self, library: str, code: str) -> Iterator[Place]:
        """The faults of a code in a library, in the order in which they came."""
        query = """SELECT number, source, fault.record, offset, tag, subfield, note, coalesce(value, ''),
          CASE WHEN status = 'published' THEN fault.path ELSE '' END
          FROM fault LEFT JOIN published.record ON published.record.path = fault.path
          WHERE fault.library = ? AND code = ? ORDER BY fault.rowid"""
        return (Place(*row) for row in self._database.execute(query, (library, code)))

    def close(self) -> None:
        """Close and delete the file."""
        self._database.close()
        self._path.unlink(missing_ok=True)

    def _spill(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._rows)
        self._database.execute("COMMIT")
        self._rows.clear()

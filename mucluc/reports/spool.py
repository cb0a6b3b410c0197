# SPDX-License-Identifier: Apache-2.0
"""Faults on disk: they come in any number and are read again by library and code, so memory does not grow with them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from mucluc.converters.names import record_path
from mucluc.converters.record import Fault

from .model import Place

BATCH = 2_000
_TABLE = """CREATE TABLE fault (library TEXT, code TEXT, who TEXT, path TEXT, number TEXT, source TEXT, record INTEGER, offset INTEGER,
  tag TEXT, subfield TEXT, note TEXT, value TEXT);"""
_PLACES = """SELECT number, source, fault.record, offset, tag, subfield, note, coalesce(value, ''),
  CASE WHEN status = 'published' THEN fault.path ELSE '' END
  FROM fault LEFT JOIN published.record ON published.record.path = fault.path"""


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

    def end(self) -> Path:
        """No more will come. The file, for `Places`."""
        self._spill()
        self._database.execute("CREATE INDEX by_code ON fault (library, code)")
        return self._path

    def records(self) -> dict[tuple[str, str], int]:
        """In how many records each code was met, by library and code."""
        rows = self._database.execute("SELECT library, code, count(DISTINCT who) FROM fault GROUP BY library, code")
        return {(library, code): count for library, code, count in rows}

    def close(self) -> None:
        """Close and delete the file."""
        self._database.close()
        self._path.unlink(missing_ok=True)

    def _spill(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._rows)
        self._database.execute("COMMIT")
        self._rows.clear()


class Places:
    """The faults in the file of a spool that has ended; to be closed.

    entities: the release's `entities.sqlite`, which knows what records are published; without it none is.
    """

    def __init__(self, path: Path, entities: Path | None) -> None:
        self._database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", isolation_level=None, uri=True)
        if entities is None:
            self._database.executescript(
                "ATTACH ':memory:' AS published; CREATE TABLE published.record (path TEXT PRIMARY KEY, status TEXT)"
            )
        else:
            self._database.execute("ATTACH ? AS published", (f"{entities.absolute().as_uri()}?mode=ro&immutable=1",))

    def of(self, library: str, code: str) -> Iterator[Place]:
        """The faults of a code in a library, in the order in which they came."""
        query = f"{_PLACES} WHERE fault.library = ? AND code = ? ORDER BY fault.rowid"
        return (Place(*row) for row in self._database.execute(query, (library, code)))

    def digest(self, library: str) -> bytes:
        """What all the faults of a library are known by."""
        digest = blake2b(digest_size=16)
        for row in self._database.execute(f"{_PLACES} WHERE fault.library = ? ORDER BY code, fault.rowid", (library,)):
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
        return digest.digest()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

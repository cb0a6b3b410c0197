# SPDX-License-Identifier: Apache-2.0
"""What has been harvested from one source: delivery files, and the state that says which of them count.

The state is one SQLite file, and its commit is the only moment at which a harvest becomes true: a delivery counts when the state lists
it. So a harvest that is killed leaves what was complete before it, and what it had fetched of a list stays to be gone on with.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from mucluc.release.durable import sync

STATE = "state.sqlite"
PARTIAL = "partial.xml.gz"
FULL, CHANGES = "full", "changes"

SCHEMA = """
CREATE TABLE IF NOT EXISTS told (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS delivery (name TEXT PRIMARY KEY, kind TEXT NOT NULL, made TEXT NOT NULL, items INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS item (identifier TEXT PRIMARY KEY, number TEXT NOT NULL, sort TEXT NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS item_number ON item (number);
CREATE TABLE IF NOT EXISTS fresh (identifier TEXT PRIMARY KEY,
  number TEXT NOT NULL, sort TEXT NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS fresh_number ON fresh (number);
"""
"""told: what the server said, and how far a list has come. item: the living items by OAI identifier. fresh: those of the list that is
being fetched; an empty digest stands for an item that it tells as deleted. sort: leader/06."""

_LIST = ("list.kind", "list.begun", "list.since", "list.token", "list.size", "list.pages", "list.items")


@dataclass(frozen=True, slots=True)
class Item:
    """A living item: its OAI identifier, the control number of its record, leader/06, a digest of what was fetched (empty: deleted)."""

    identifier: str
    number: str
    sort: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is being fetched. kind: full or changes. begun: the server's clock at its first answer. since: `from` that it was asked.

    token: to ask for the next page, empty when the last has come. size: bytes of the partial file that count. pages, items: fetched.
    """

    kind: str
    begun: str
    since: str
    token: str
    size: int = 0
    pages: int = 0
    items: int = 0


def delivered(folder: Path) -> list[Path]:
    """The delivery files to be read, the last full one and the changes since, in order; none before the first harvest is complete."""
    state = folder / STATE
    if not state.is_file():
        return []
    with _connected(state) as db:
        rows = db.execute("SELECT name, kind FROM delivery ORDER BY name").fetchall()
    start = max((number for number, (_, kind) in enumerate(rows) if kind == FULL), default=0)
    return [folder / name for name, _ in rows[start:]]


@contextmanager
def _connected(state: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(state, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous=FULL")
        db.executescript(SCHEMA)
        yield db
    finally:
        db.close()


class Deliveries:
    """The deliveries of one source, open for a harvest; a context manager. frame: what stands before and after the records of a file."""

    def __init__(self, folder: Path, frame: tuple[bytes, bytes]) -> None:
        self.folder = folder
        self.frame = frame
        self._open = _connected(folder / STATE)

    def __enter__(self) -> Deliveries:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.db = self._open.__enter__()
        self._clear()
        return self

    def __exit__(self, *error: object) -> None:
        self._open.__exit__(None, None, None)

    def _clear(self) -> None:
        """Take away files that a killed harvest left behind and the state does not know."""
        known = {name for (name,) in self.db.execute("SELECT name FROM delivery")} | {PARTIAL}
        for file in self.folder.glob("*.xml.gz"):
            if file.name not in known:
                file.unlink()

    @contextmanager
    def _change(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def told(self, key: str) -> str:
        """What is remembered under `key`; empty when nothing is. since: the server's clock at the first answer of the last harvest."""
        row = self.db.execute("SELECT value FROM told WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def last_full(self) -> str:
        """When the last full delivery was made (UTC); empty when there is none."""
        row = self.db.execute("SELECT max(made) FROM delivery WHERE kind = ?", (FULL,)).fetchone()
        return str(row[0] or "")

    def item(self, identifier: str, kind: str) -> Item | None:
        """The item as it is known now: by the list that is being fetched, else, when that is one of changes, by the harvests before.

        None when it is not known; its digest is empty when it was told as deleted.
        """
        for table in ("fresh", "item") if kind == CHANGES else ("fresh",):
            row = self.db.execute(f"SELECT identifier, number, sort, digest FROM {table} WHERE identifier = ?", (identifier,)).fetchone()
            if row:
                return Item(*row)
        return None

    def listed(self, identifier: str) -> bool:
        """Whether the list that is being fetched has had this item already."""
        return self.db.execute("SELECT 1 FROM fresh WHERE identifier = ?", (identifier,)).fetchone() is not None

    def others(self, item: Item, kind: str) -> bool:
        """Whether another living item has the item's control number."""
        query = "SELECT 1 FROM fresh WHERE number = :number AND identifier <> :me AND digest <> x''"
        if kind == CHANGES:
            query += " UNION ALL SELECT 1 FROM item WHERE number = :number AND identifier <> :me"
            query += " AND identifier NOT IN (SELECT identifier FROM fresh)"
        return self.db.execute(query + " LIMIT 1", {"number": item.number, "me": item.identifier}).fetchone() is not None

    def listing(self) -> Listing | None:
        """The list that an earlier harvest could not finish; None when there is none, or when its file is not there any more."""
        values = [self.told(key) for key in _LIST]
        if not values[0]:
            return None
        kind, begun, since, token, size, pages, items = values
        found = Listing(kind, begun, since, token, int(size), int(pages), int(items))
        file = self.folder / PARTIAL
        return found if file.is_file() and file.stat().st_size >= found.size else None

    def begin(self) -> None:
        """Forget the list that was being fetched."""
        with self._change():
            self.db.execute("DELETE FROM fresh")
            self.db.execute("DELETE FROM told WHERE key LIKE 'list.%'")
        (self.folder / PARTIAL).unlink(missing_ok=True)

    def add(self, listing: Listing, text: bytes, items: Iterable[Item]) -> Listing:
        """Keep a page for good: its text behind the partial file, its items, and how far the list has come now."""
        size = self._append(listing.size, text if listing.size else self.frame[0] + text)
        now = Listing(listing.kind, listing.begun, listing.since, listing.token, size, listing.pages + 1, listing.items)
        with self._change():
            self.db.executemany(
                "INSERT OR REPLACE INTO fresh VALUES (?,?,?,?)", [(each.identifier, each.number, each.sort, each.digest) for each in items]
            )
            values = (now.kind, now.begun, now.since, now.token, str(now.size), str(now.pages), str(now.items))
            self._tell(dict(zip(_LIST, values, strict=True)))
        return now

    def _next_moment(self) -> str:
        """The second after the last delivery: names are in order also when two are made in one second, or a clock was set back."""
        last = self.db.execute("SELECT max(made) FROM delivery").fetchone()[0]
        return f"{datetime.fromisoformat(last) + timedelta(seconds=1):%Y%m%dT%H%M%SZ}" if last else ""

    def _append(self, size: int, text: bytes) -> int:
        """Put a text behind the first `size` bytes of the partial file, as a gzip member of its own, and on the disk; the size then."""
        with (self.folder / PARTIAL).open("ab") as file:
            file.truncate(size)
            file.seek(0, os.SEEK_END)
            if text:
                file.write(gzip.compress(text, 6, mtime=0))
            file.flush()
            os.fsync(file.fileno())
            return file.tell()

    def _tell(self, values: dict[str, str]) -> None:
        self.db.executemany("INSERT OR REPLACE INTO told VALUES (?,?)", values.items())

    def finish(self, listing: Listing, made: str) -> Path | None:
        """Let the list be a delivery, in one step; its file, or None where nothing had changed. made: UTC, `20261122T101530Z`."""
        partial = self.folder / PARTIAL
        made = max(made, self._next_moment())
        file = self.folder / f"{made}-{listing.kind}.xml.gz" if listing.items or listing.kind == FULL else None
        if file is None:
            partial.unlink(missing_ok=True)
        else:
            self._append(listing.size, self.frame[1])
            os.replace(partial, file)
            sync(self.folder)
        with self._change():
            if listing.kind == FULL:
                self.db.execute("DELETE FROM item")
            self.db.execute("DELETE FROM item WHERE identifier IN (SELECT identifier FROM fresh WHERE digest = x'')")
            self.db.execute("INSERT OR REPLACE INTO item SELECT * FROM fresh WHERE digest <> x''")
            self.db.execute("DELETE FROM fresh")
            self.db.execute("DELETE FROM told WHERE key LIKE 'list.%'")
            self._tell({"since": listing.begun})
            if file is not None:
                if listing.kind == FULL:
                    self.db.execute("DELETE FROM delivery")
                self.db.execute("INSERT INTO delivery VALUES (?,?,?,?)", (file.name, listing.kind, made, listing.items))
        self._clear()
        return file

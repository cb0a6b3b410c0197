# SPDX-License-Identifier: Apache-2.0
"""What outlives releases, in one SQLite file: the identity log, the change log, and what each record was when it was last published.

A run only reads it. What a run would add, it writes into its release (`identity.jsonl`, `changes.jsonl`); when the release has
become current, `apply` enters both in one transaction. So a run that dies leaves the state as it was, and a run that dies
between the rename and the state is caught up from the current release at the next start.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby, islice
from pathlib import Path
from sys import intern
from typing import Any

from mucluc.converters.matching import WorkCluster
from mucluc.errors import UserError

from . import identity
from .changes import Before, Change, Changes, Seen, compare, entries, hashes
from .identity import Event, Known, Plan, Prior

__all__ = ["Change", "Changes", "Plan", "Seen", "State", "StateError"]

VERSION = 2
BATCH = 20_000

SCHEMA = """
CREATE TABLE run (number INTEGER PRIMARY KEY, release TEXT NOT NULL UNIQUE, landed TEXT NOT NULL, sequence INTEGER NOT NULL DEFAULT 0);
CREATE TABLE log (number INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, event TEXT NOT NULL);
CREATE TRIGGER log_keeps BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the identity log is append-only'); END;
CREATE TRIGGER log_grows BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the identity log is append-only'); END;
CREATE TABLE identity (id TEXT PRIMARY KEY, kind TEXT NOT NULL, number INTEGER NOT NULL UNIQUE, status TEXT NOT NULL,
  successors TEXT NOT NULL, since TEXT NOT NULL, hash TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE member (record TEXT PRIMARY KEY, work TEXT NOT NULL, instance TEXT NOT NULL, present INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE record (path TEXT PRIMARY KEY, status TEXT NOT NULL, datestamp TEXT NOT NULL, digest TEXT NOT NULL,
  surroundings TEXT NOT NULL, collections TEXT NOT NULL, former TEXT NOT NULL) WITHOUT ROWID;
"""
CHANGES = """
CREATE TABLE change (sequence INTEGER PRIMARY KEY, entity TEXT NOT NULL, kind TEXT NOT NULL, time TEXT NOT NULL, hash TEXT NOT NULL,
  library TEXT NOT NULL);
CREATE TRIGGER change_keeps BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END;
CREATE TRIGGER change_grows BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END;
"""
FROM_1 = """
ALTER TABLE run ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE identity ADD COLUMN hash TEXT NOT NULL DEFAULT '';
"""
"""What a state of version 1 lacks, beside the change log; the hashes are worked out from its records."""


class StateError(UserError):
    """The state and a release do not fit together; the message says which and what to do."""


class State:
    """The state file, opened by one process at a time (the run's lock sees to that)."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def open(cls, path: Path) -> State:
        """The state at `path`, made when there is none; raises StateError when the file is of another version or no state."""
        db = sqlite3.connect(path, isolation_level=None)
        try:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, 1, VERSION):
                raise StateError(
                    f"{path} is of version {version}; this software knows {VERSION}. Install the version that wrote it, or newer"
                )
            db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;")
            if version == 0:
                db.executescript(f"BEGIN IMMEDIATE; {SCHEMA} {CHANGES} PRAGMA user_version={VERSION}; COMMIT;")
            elif version == 1:
                cls(db)._renew()
        except sqlite3.Error as error:
            db.close()
            raise StateError(f"{path} cannot be used as the state: {error}. Put back the last backup of it") from error
        except StateError:
            db.close()
            raise
        return cls(db)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def applied_release(self) -> str | None:
        """The release whose events were applied last, or None."""
        row = self._db.execute("SELECT release FROM run ORDER BY number DESC LIMIT 1").fetchone()
        return str(row[0]) if row else None

    def has_landed(self, release: str) -> bool:
        """Whether this release was current once, so that what it added stands in the state."""
        return self._db.execute("SELECT 1 FROM run WHERE release = ?", (release,)).fetchone() is not None

    def landed(self) -> str:
        """The latest datestamp in the state; a new release is dated after it, so that datestamps never go back. Empty before the first."""
        return str(self._db.execute("SELECT coalesce(max(landed), '') FROM run").fetchone()[0])

    # ---- reading ----

    def prior(self) -> Prior:
        """What a plan starts from."""
        ids = self._ids()
        last: dict[str, tuple[str, str]] = {}
        present: list[str] = []
        for record, work, instance, here in self._db.execute("SELECT record, work, instance, present FROM member"):
            last[record] = (work, instance)
            if here:
                present.append(record)
        number = max((known.number for known in ids.values()), default=0) + 1
        return Prior(number, ids, last, frozenset(present))

    def _ids(self) -> dict[str, Known]:
        found: dict[str, Known] = {}
        columns = "id, kind, number, status, successors, since"
        for name, kind, number, status, into, since in self._db.execute(f"SELECT {columns} FROM identity"):
            found[name] = Known(intern(kind), number, intern(status), _list(into), intern(since))
        return found

    def plan(self, clusters: Iterable[WorkCluster]) -> Plan:
        """Which identifiers these clusters carry; see `mucluc.identity.plan`. Changes nothing."""
        return identity.plan(clusters, self.prior())

    def changes(self, current: Iterable[tuple[str, bytes, tuple[str, ...]]], plan: Plan, now: str) -> Changes:
        """Compare the records of this run with the state. Changes nothing.

        current: `(path, digest of the screened record, collections)`, each path once. plan: of the same records. now: the
        run's time (UTC, `YYYY-MM-DDThh:mm:ssZ`).

        A feed describes a record by its Work too, so a record also changes when another record of its Work does.
        """
        homes = self._homes([*plan.assigned, *(str(event["id"]) for event in plan.lost if event["kind"] == "record")])
        before = Before(self._seen(), homes, self._hash_of, self.applied_release(), self.last_sequence())
        return compare(current, plan, before, now)

    def _homes(self, paths: Iterable[str]) -> list[tuple[str, str]]:
        """The clusters in which these records were published."""
        sql = "SELECT work, instance FROM member WHERE record = ? AND present"
        rows = (self._db.execute(sql, (path,)).fetchone() for path in paths)
        return [row for row in rows if row is not None]

    def _hash_of(self, name: str) -> str:
        row = self._db.execute("SELECT hash FROM identity WHERE id = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def _seen(self) -> dict[str, Seen]:
        columns = "path, status, datestamp, digest, surroundings, collections, former"
        return {
            path: Seen(status, stamp, digest, around, _list(held), _list(left))
            for path, status, stamp, digest, around, held, left in self._db.execute(f"SELECT {columns} FROM record")
        }

    # ---- the change log ----

    def last_sequence(self) -> int:
        """The number of the last entry of the change log; 0 before the first."""
        return int(self._db.execute("SELECT coalesce(max(sequence), 0) FROM run").fetchone()[0])

    def changes_since(self, sequence: int = 0, limit: int = -1) -> Iterator[Change]:
        """The entries of the change log after a number, in order, at most `limit` (-1: all)."""
        columns = ", ".join(Change._fields)
        rows = self._db.execute(f"SELECT {columns} FROM change WHERE sequence > ? ORDER BY sequence LIMIT ?", (sequence, limit))
        return map(Change._make, rows)

    def log(self) -> Iterator[tuple[str, str, str]]:
        """The identity log from its beginning: `(release, landed, event as JSON)`."""
        sql = "SELECT release, landed, event FROM log JOIN run ON run.number = log.run ORDER BY log.number"
        yield from self._db.execute(sql)

    # ---- writing ----

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def apply(self, identity_file: Path, changes_file: Path, release: str, landed: str = "") -> bool:
        """Enter what a release that has become current adds to the state, in one transaction; False when it was entered before.

        landed: datestamp to keep for what changed, when it is to be later than the run's own time. Raises StateError when the
        release was made on another state than this one (the state was lost, or another release came between).
        """
        if self.has_landed(release):
            return False
        with changes_file.open(encoding="utf-8") as changes, identity_file.open(encoding="utf-8") as events, self._transaction():
            head = json.loads(next(changes))
            if head["previous"] != self.applied_release():
                raise StateError(
                    f"release {release} continues {head['previous']}, but the state has come to {self.applied_release()}. "
                    "Put back the state that belongs to it from a backup, or make another release current"
                )
            last = self.last_sequence()
            if head.get("sequence", last) != last:
                raise StateError(f"release {release} continues the change log at {head['sequence']}, but the state has come to {last}")
            now = landed or head["now"]
            self._enter(release, now, (line.rstrip("\n") for line in events))
            self._enter_changes(entries({"sequence": last} | head, changes), now)
        return True

    def _enter_changes(self, found: Iterator[dict[str, Any]], now: str) -> None:
        last = self.last_sequence()
        while some := list(islice(found, BATCH)):
            last = some[-1]["sequence"]
            self._db.executemany(
                "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?)",
                ((e["sequence"], e["entity"], e["kind"], now, e["hash"], e.get("library", "")) for e in some),
            )
            records = (_row(each, now) for each in some if each["entity"].startswith("record/"))
            self._db.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", records)
            clusters = ((e["hash"], e["entity"].partition("/")[2]) for e in some if not e["entity"].startswith("record/"))
            self._db.executemany("UPDATE identity SET hash = ? WHERE id = ?", clusters)
        self._db.execute("UPDATE run SET sequence = ? WHERE number = (SELECT max(number) FROM run)", (last,))

    def rebuild(self, lines: Iterable[str]) -> None:
        """Enter a whole identity log (as `export` gives it) into an empty state: the same identifiers come out, and numbers go on.

        What each record was is not in the log: the next run takes every record for created and gives it a new datestamp. Raises StateError
        when the state is not empty or the log no log, and then changes nothing.
        """
        if self.applied_release() is not None:
            raise StateError("the state is not empty: a log is entered into a new one only")
        head: dict[str, Any] = {}
        try:
            with self._transaction():
                for is_head, some in groupby(lines, key=lambda line: line.startswith('{"release":')):
                    for line in some if is_head else ():
                        if head:
                            self._enter_run(head, iter(()))
                        head = json.loads(line)
                    if not is_head:
                        self._enter_run(head, (line.rstrip("\n") for line in some))
                        head = {}
                if head:
                    self._enter_run(head, iter(()))
        except (ValueError, KeyError, TypeError, sqlite3.Error) as error:
            raise StateError(f"this is no identity log, or one that was changed: {error!r}. Nothing was entered") from error

    def _enter_run(self, head: dict[str, Any], events: Iterator[str]) -> None:
        self._enter(head["release"], head["landed"], events)
        self._db.execute("UPDATE run SET sequence = ? WHERE release = ?", (head["sequence"], head["release"]))

    def export(self) -> Iterator[str]:
        """The identity log as JSON lines that `rebuild` reads: a line a release (its id, when it landed, the last number of the
        change log), each followed by its events.
        """
        for number, release, landed, sequence in self._db.execute("SELECT number, release, landed, sequence FROM run ORDER BY number"):
            yield json.dumps({"release": release, "landed": landed, "sequence": sequence}, separators=(",", ":")) + "\n"
            for (event,) in self._db.execute("SELECT event FROM log WHERE run = ? ORDER BY number", (number,)):
                yield f"{event}\n"

    def _enter(self, release: str, landed: str, events: Iterator[str]) -> None:
        run = self._db.execute("INSERT INTO run (release, landed) VALUES (?, ?)", (release, landed)).lastrowid
        ids = _Lazily(self._known)
        for lines in iter(lambda: list(islice(events, BATCH)), []):
            parsed: list[Event] = [json.loads(line) for line in lines]
            self._db.executemany("INSERT INTO log (run, event) VALUES (?, ?)", ((run, line) for line in lines))
            for event in parsed:
                identity.note(ids, event, landed)
            assigned = [(e["record"], e["work"], e["instance"]) for e in parsed if e["event"] == "assign"]
            self._db.executemany("INSERT OR REPLACE INTO member VALUES (?, ?, ?, 1)", assigned)
            gone = [(e["id"],) for e in parsed if e.get("kind") == "record"]
            self._db.executemany("UPDATE member SET present = 0 WHERE record = ?", gone)
        rows = ((name, k.kind, k.number, k.status, json.dumps(k.successors), k.since) for name, k in sorted(ids.items()))
        self._db.executemany(
            "INSERT INTO identity (id, kind, number, status, successors, since) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
            "SET status = excluded.status, successors = excluded.successors, since = excluded.since",
            rows,
        )

    def _known(self, name: str) -> Known:
        """An identifier as the state holds it; raises KeyError for one that was never minted."""
        row = self._db.execute("SELECT kind, number, status, successors, since FROM identity WHERE id = ?", (name,)).fetchone()
        if row is None:
            raise KeyError(name)
        kind, number, status, into, since = row
        return Known(kind, number, status, _list(into), since)

    def _renew(self) -> None:
        """Let a state of version 1 have a change log, and the hash of every Work and Instance that is published."""
        self._db.execute("BEGIN IMMEDIATE")
        for sql in _statements(FROM_1 + CHANGES):
            self._db.execute(sql)
        columns = "work, path, instance, digest"
        rows = self._db.execute(f"SELECT {columns} FROM record JOIN member ON record = path WHERE status = 'published' ORDER BY work, path")
        for work, members in groupby(rows.fetchall(), key=lambda row: str(row[0])):
            found = hashes(work, [row[1:] for row in members])
            self._db.executemany("UPDATE identity SET hash = ? WHERE id = ?", ((h, path.partition("/")[2]) for path, h in found.items()))
        self._db.execute(f"PRAGMA user_version={VERSION}")
        self._db.execute("COMMIT")


class _Lazily(dict[str, Known]):
    """Identifiers that are looked up when they are first asked for."""

    def __init__(self, look: Callable[[str], Known]) -> None:
        super().__init__()
        self._look = look

    def __missing__(self, name: str) -> Known:
        self[name] = found = self._look(name)
        return found


def _statements(script: str) -> list[str]:
    """The statements of a script, apart, so that they are all in one transaction."""
    found, part = [], ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            found.append(part)
            part = ""
    return found


def _list(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


def _row(entry: dict[str, Any], now: str) -> tuple[str, ...]:
    status = "withdrawn" if entry["kind"] == "withdrawn" else "published"
    lists = (json.dumps(entry.get(key, [])) for key in ("collections", "former"))
    return (entry["entity"], status, now, entry["hash"], entry.get("surroundings", ""), *lists)

# SPDX-License-Identifier: Apache-2.0
"""What outlives releases, in one SQLite file: the identity log, and what each record was when it was last published.

A run only reads it. What a run would add, it writes into its release (`identity.jsonl`, `changes.jsonl`); when the release has
become current, `apply` enters both in one transaction. So a run that dies leaves the state as it was, and a run that dies
between the rename and the state is caught up from the current release at the next start.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby, islice
from pathlib import Path
from sys import intern
from typing import Any
from urllib.parse import unquote

from mucluc.converters.matching import WorkCluster
from mucluc.errors import UserError
from mucluc.release.model import PublishedRecord

from . import identity
from .identity import Event, Known, Plan, Prior

__all__ = ["Changes", "Plan", "Seen", "State", "StateError"]

VERSION = 1
BATCH = 20_000

SCHEMA = """
CREATE TABLE run (number INTEGER PRIMARY KEY, release TEXT NOT NULL UNIQUE, landed TEXT NOT NULL);
CREATE TABLE log (number INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, event TEXT NOT NULL);
CREATE TRIGGER log_keeps BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the identity log is append-only'); END;
CREATE TRIGGER log_grows BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the identity log is append-only'); END;
CREATE TABLE identity (id TEXT PRIMARY KEY, kind TEXT NOT NULL, number INTEGER NOT NULL UNIQUE, status TEXT NOT NULL,
  successors TEXT NOT NULL, since TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE member (record TEXT PRIMARY KEY, work TEXT NOT NULL, instance TEXT NOT NULL, present INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE record (path TEXT PRIMARY KEY, status TEXT NOT NULL, datestamp TEXT NOT NULL, digest TEXT NOT NULL,
  surroundings TEXT NOT NULL, collections TEXT NOT NULL, former TEXT NOT NULL) WITHOUT ROWID;
"""


class StateError(UserError):
    """The state and a release do not fit together; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the state holds of a record. status: published or withdrawn. former: collections that it has left."""

    status: str
    datestamp: str
    digest: str
    surroundings: str
    collections: tuple[str, ...]
    former: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run changes in the records, against the state.

    A record's status is created, updated (its own text or collections), regrouped (its Work's other records or its clusters),
    restored (withdrawn before), withdrawn, or unchanged. The first four and withdrawn take `now` as their datestamp.

    stamps: datestamp by path of each record that is published now. former: collections that a published record has left, by
    path (a harvester of such a collection must be told). counts: of created, updated, regrouped, restored, withdrawn, unchanged.
    """

    now: str
    previous: str | None
    lines: list[dict[str, Any]]
    stamps: dict[str, str]
    former: dict[str, tuple[str, ...]]
    counts: dict[str, int]
    withdrawn: dict[str, Seen]

    def text(self) -> str:
        """JSON lines for `changes.jsonl`: a head (`now`, `previous` release), then a line for each change, by path."""
        head = {"now": self.now, "previous": self.previous}
        return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in (head, *self.lines))

    def gone(self) -> Iterator[PublishedRecord]:
        """Records that were published once and are no more, by path, with the collections they were last in."""
        for path, seen in sorted(self.withdrawn.items()):
            _, library, number = path.split("/", 2)
            yield PublishedRecord(path, library, unquote(number), seen.datestamp, "withdrawn", collections=seen.collections)


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
            if version not in (0, VERSION):
                raise StateError(
                    f"{path} is of version {version}; this software knows {VERSION}. Install the version that wrote it, or newer"
                )
            db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;")
            if version == 0:
                db.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version={VERSION}; COMMIT;")
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
        rows = {path: (digest.hex(), tuple(sorted(collections))) for path, digest, collections in current}
        around = _surroundings({path: digest for path, (digest, _) in rows.items()}, plan)
        seen = self._seen()
        lines: list[dict[str, Any]] = []
        counts = Counter(created=0, updated=0, regrouped=0, restored=0, withdrawn=0, unchanged=0)
        stamps: dict[str, str] = {}
        former: dict[str, tuple[str, ...]] = {}
        for path, (digest, collections) in sorted(rows.items()):
            old = seen.pop(path, None)
            status = _status(old, digest, around[path], collections)
            counts[status] += 1
            left = tuple(sorted({*old.former, *old.collections} - set(collections))) if old else ()
            if left:
                former[path] = left
            stamps[path] = old.datestamp if old and status == "unchanged" else now
            if status != "unchanged":
                line = {"record": path, "status": status, "digest": digest, "surroundings": around[path]}
                lines.append(line | ({"collections": collections} if collections else {}) | ({"former": left} if left else {}))
        gone = {path: old for path, old in seen.items() if old.status == "withdrawn"}
        for path, old in seen.items():
            if old.status != "withdrawn":
                counts["withdrawn"] += 1
                held = tuple(sorted({*old.collections, *old.former}))
                lines.append({"record": path, "status": "withdrawn"} | ({"collections": held} if held else {}))
                gone[path] = Seen("withdrawn", now, "", "", held, ())
        lines.sort(key=lambda line: str(line["record"]))
        return Changes(now, self.applied_release(), lines, stamps, former, dict(counts), gone)

    def _seen(self) -> dict[str, Seen]:
        columns = "path, status, datestamp, digest, surroundings, collections, former"
        return {
            row[0]: Seen(row[1], row[2], row[3], row[4], _list(row[5]), _list(row[6]))
            for row in self._db.execute(f"SELECT {columns} FROM record")
        }

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
            now = landed or head["now"]
            self._enter(release, now, (line.rstrip("\n") for line in events))
            self._db.executemany(
                "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", (_row(json.loads(line), now) for line in changes)
            )
        return True

    def rebuild(self, log: Iterable[tuple[str, str, str]]) -> None:
        """Enter a whole identity log (as `log` gives it) into an empty state: the same identifiers come out.

        What each record was is not in the log: the next run takes every record for created and gives it a new datestamp.
        """
        with self._transaction():
            for (release, landed), events in groupby(log, key=lambda each: each[:2]):
                self._enter(release, landed, (event for _, _, event in events))

    def _enter(self, release: str, landed: str, events: Iterator[str]) -> None:
        run = self._db.execute("INSERT INTO run (release, landed) VALUES (?, ?)", (release, landed)).lastrowid
        ids = self._ids()
        touched: set[str] = set()
        for lines in iter(lambda: list(islice(events, BATCH)), []):
            parsed: list[Event] = [json.loads(line) for line in lines]
            self._db.executemany("INSERT INTO log (run, event) VALUES (?, ?)", ((run, line) for line in lines))
            for event in parsed:
                identity.note(ids, event, landed)
                touched.update(str(event[key]) for key in ("id", "work", "instance") if key in event)
            assigned = [(e["record"], e["work"], e["instance"]) for e in parsed if e["event"] == "assign"]
            self._db.executemany("INSERT OR REPLACE INTO member VALUES (?, ?, ?, 1)", assigned)
            gone = [(e["id"],) for e in parsed if e.get("kind") == "record"]
            self._db.executemany("UPDATE member SET present = 0 WHERE record = ?", gone)
        rows = (
            (name, k.kind, k.number, k.status, json.dumps(k.successors), k.since)
            for name in sorted(touched & ids.keys())
            if (k := ids[name])
        )
        self._db.executemany("INSERT OR REPLACE INTO identity VALUES (?, ?, ?, ?, ?, ?)", rows)


def _list(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


def _surroundings(digests: dict[str, str], plan: Plan) -> dict[str, str]:
    """For each record a short hash of the clusters it is in and of all the records of its Work."""
    members: dict[str, list[str]] = {}
    for path in sorted(digests):
        members.setdefault(plan.work_of[path], []).append(path)
    found: dict[str, str] = {}
    for work, paths in members.items():
        text = "\n".join([work, *(f"{path} {plan.instance_of[path]} {digests[path]}" for path in paths)])
        found.update(dict.fromkeys(paths, blake2b(text.encode(), digest_size=8).hexdigest()))
    return found


def _status(old: Seen | None, digest: str, around: str, collections: tuple[str, ...]) -> str:
    if old is None:
        return "created"
    if old.status == "withdrawn":
        return "restored"
    if (old.digest, old.collections) != (digest, collections):
        return "updated"
    return "unchanged" if old.surroundings == around else "regrouped"


def _row(line: dict[str, Any], now: str) -> tuple[str, ...]:
    status = "withdrawn" if line["status"] == "withdrawn" else "published"
    lists = (json.dumps(line.get(key, [])) for key in ("collections", "former"))
    return (line["record"], status, now, line.get("digest", ""), line.get("surroundings", ""), *lists)

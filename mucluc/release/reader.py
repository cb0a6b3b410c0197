# SPDX-License-Identifier: Apache-2.0
"""Reading a release: its counts, Works, headings, records and the fate of every path that was ever published."""

from __future__ import annotations

import fcntl
import functools
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mucluc.converters.matching import Join
from mucluc.converters.record import Record

from . import codec, layout
from .blocks import read_piece
from .model import Entity, Heading, HeadingForms, Network, PublishedRecord, Text, Work


class ReleaseError(Exception):
    """A directory is not a whole release; the message says what is missing or wrong."""


@dataclass(frozen=True, slots=True)
class HeadingUse:
    """A heading and the number of Works that use it."""

    heading: Heading
    works: int


class Release:
    """One release, read-only. Safe to share between threads: each thread gets its own database connection.

    A release that is still being built (core sealed, no manifest yet) opens too: the views are made from it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    @classmethod
    def open(cls, path: Path | str) -> Release:
        """The release at `path` (a link such as `current` is followed); raises ReleaseError."""
        real = Path(path).resolve()
        for name in (layout.NETWORK, layout.ENTITIES):
            if not (real / name).is_file():
                raise ReleaseError(f"{path} is not a release: {name} is missing. Publish first: mucluc publish CONFIG")
        return cls(real)

    @property
    def id(self) -> str:
        """The directory's name; not for page bytes."""
        return self.path.name

    @functools.cached_property
    def manifest(self) -> dict[str, Any]:
        """`manifest.json`; empty while the release is being built."""
        file = self.path / layout.MANIFEST
        made: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        return made

    @functools.cached_property
    def network(self) -> Network:
        """The network's titles, libraries, collections, licence and base."""
        return codec.loads(Network, (self.path / layout.NETWORK).read_text("utf-8"))

    @property
    def base(self) -> str:
        """What every path is after; ends in `/`."""
        return self.network.base

    def hold(self) -> BinaryIO:
        """Keep the release from being removed until the file returned is closed; many may hold it at a time."""
        file = (self.path / layout.NETWORK).open("rb")
        fcntl.flock(file, fcntl.LOCK_SH)
        return file

    @property
    def store(self) -> Path:
        """The Oxigraph directory; open it with `Store.read_only` and never otherwise."""
        return self.path / layout.STORE

    def graph_shards(self, kind: str = "record") -> list[Path]:
        """Paths of the gzipped shards in order. kind: record (N-Quads), union, heading or quality (N-Triples)."""
        folder = self.path / layout.GRAPH
        names = {"record": "*.nq.gz", "union": "union-*.nt.gz", "heading": "heading-*.nt.gz", "quality": layout.QUALITY}
        return sorted(folder.glob(names[kind]))

    def _db(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "db", None)
        if found is None:
            uri = f"{(self.path / layout.ENTITIES).as_uri()}?mode=ro&immutable=1"
            found = self._local.db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        return found

    def close(self) -> None:
        """Close this thread's connection."""
        found: sqlite3.Connection | None = getattr(self._local, "db", None)
        if found is not None:
            found.close()
            self._local.db = None

    @functools.cached_property
    def counts(self) -> dict[str, int]:
        """Numbers of works, instances, records (published), agents, subjects, places, libraries."""

        def one(sql: str) -> int:
            return int(self._db().execute(sql).fetchone()[0])

        agents = "'person','organization','jurisdiction','meeting','family'"
        return {
            "works": one("SELECT count(*) FROM work"),
            "instances": one("SELECT count(*) FROM instance"),
            "records": one("SELECT count(*) FROM record WHERE status = 'published'"),
            "agents": one(f"SELECT count(*) FROM heading WHERE kind IN ({agents})"),
            "subjects": one("SELECT count(*) FROM heading WHERE kind IN ('topic','temporal','genre')"),
            "places": one("SELECT count(*) FROM heading WHERE kind = 'place'"),
            "libraries": len(self.network.libraries),
        }

    def works(self, in_set: str | None = None) -> Iterator[Work]:
        """Works in dictionary order; in_set: a library's slug or `{library}/{collection}`."""
        if in_set is None:
            rows = self._db().execute("SELECT json FROM work ORDER BY id")
        else:
            rows = self._db().execute(
                "SELECT json FROM work_set JOIN work ON work.id = work_set.work WHERE set_name = ? ORDER BY work.id", (in_set,)
            )
        for (text,) in rows:
            yield codec.loads(Work, text)

    def work_texts(self, numbers: Sequence[int] | None = None) -> Iterator[tuple[int, bytes]]:
        """Works in dictionary order as `(number, JSON)`; two releases' texts of a Work are equal when nothing of it has changed.

        numbers: of those asked for, as this function gave them; None: all. `codec.loads(Work, text)` reads one.
        """
        if numbers is None:
            yield from self._db().execute("SELECT id, CAST(json AS BLOB) FROM work ORDER BY id")
        else:
            for number in numbers:
                yield from self._db().execute("SELECT id, CAST(json AS BLOB) FROM work WHERE id = ?", (number,))

    def work_order(self, in_set: str | None = None) -> Iterator[tuple[str, str]]:
        """`(sort key, path)` of the Works that `works` would give, in its order; quicker, for the Works are not made."""
        where = "" if in_set is None else "JOIN work_set ON work_set.work = work.id AND set_name = ?"
        given = () if in_set is None else (in_set,)
        yield from self._db().execute(f"SELECT json_extract(json, '$.sort_key'), path FROM work {where} ORDER BY id", given)

    def work_paths(self) -> Iterator[str]:
        """The paths of all Works in dictionary order."""
        for (path,) in self._db().execute("SELECT path FROM work ORDER BY id"):
            yield path

    def latest(self, until: int) -> Iterator[tuple[int, int, str, bool]]:
        """`(year, number, path, linked)` of each Work that has a title and an edition of a year up to `until`, in dictionary order.

        year: of its latest edition. number: its place in the order, from the first on. linked: whether an edition has a link.
        """
        edition = "json_extract(edition.value, '$.year')"
        for year, number, path, linked in self._db().execute(
            f"SELECT max(CASE WHEN {edition} <= ? THEN {edition} END) AS year, work.id, work.path, "
            "max(json_extract(edition.value, '$.links') IS NOT NULL) "
            "FROM work, json_each(work.json, '$.instances') AS edition "
            "WHERE json_extract(work.json, '$.title') <> '' GROUP BY work.id HAVING year IS NOT NULL",
            (until,),
        ):
            yield year, number, path, bool(linked)

    def sizes(self) -> dict[str, int]:
        """The number of Works of each library (slug) and collection (`{library}/{collection}`) that has some."""
        return dict(self._db().execute("SELECT set_name, count(*) FROM work_set GROUP BY set_name"))

    def work(self, path: str) -> Work | None:
        """The Work with this path, or None."""
        row = self._db().execute("SELECT json FROM work WHERE path = ?", (path,)).fetchone()
        return codec.loads(Work, row[0]) if row else None

    def work_of(self, instance: str) -> str | None:
        """Path of the Work of an Instance, or None."""
        row = (
            self._db()
            .execute("SELECT work.path FROM instance JOIN work ON work.id = instance.work WHERE instance.path = ?", (instance,))
            .fetchone()
        )
        return str(row[0]) if row else None

    def headings(self, *kinds: str) -> Iterator[HeadingUse]:
        """Headings of these kinds (all when none is named), each kind in dictionary order, with the number of Works."""
        where = f"WHERE kind IN ({','.join('?' * len(kinds))})" if kinds else ""
        for row in self._db().execute(f"SELECT path, kind, label, script, works FROM heading {where} ORDER BY kind, sort_key, path", kinds):
            yield HeadingUse(Heading(*row[:4]), row[4])

    def heading_order(self, *kinds: str) -> Iterator[tuple[str, str]]:
        """`(sort key, path)` of the headings of these kinds, in one dictionary order."""
        where = f"kind IN ({','.join('?' * len(kinds))})"
        yield from self._db().execute(f"SELECT sort_key, path FROM heading WHERE {where} ORDER BY sort_key, path", kinds)

    def heading(self, path: str) -> HeadingUse | None:
        """The heading with this path, or None."""
        row = self._db().execute("SELECT path, kind, label, script, works FROM heading WHERE path = ?", (path,)).fetchone()
        return HeadingUse(Heading(*row[:4]), row[4]) if row else None

    def forms(self, heading: str) -> HeadingForms:
        """What authority records say of the heading with this path; empty when there are none."""
        found: dict[str, list[Text]] = {"variant": [], "link": [], "note": []}
        if not self._has_authorities:
            return HeadingForms()
        rows = self._db().execute("SELECT kind, text, lang FROM heading_form WHERE heading = ? ORDER BY kind, text, lang", (heading,))
        for kind, text, lang in rows:
            found[kind].append(Text(text, lang))
        records = tuple(row[0] for row in self._db().execute("SELECT path FROM authority WHERE heading = ? ORDER BY path", (heading,)))
        return HeadingForms(tuple(found["variant"]), tuple(link.value for link in found["link"]), tuple(found["note"]), records)

    def variants(self) -> dict[str, tuple[str, ...]]:
        """The other forms of all headings that authority records give some, by the heading's path."""
        found: dict[str, tuple[str, ...]] = {}
        if not self._has_authorities:
            return found
        for path, text in self._db().execute("SELECT heading, text FROM heading_form WHERE kind = 'variant' ORDER BY heading, text"):
            found[path] = (*found.get(path, ()), text)
        return found

    def is_authority(self, path: str) -> bool:
        """Whether an authority record is published at this path: `authority/{library}/{001}`."""
        return self._has_authorities and self._db().execute("SELECT 1 FROM authority WHERE path = ?", (path,)).fetchone() is not None

    def authorities(self) -> Iterator[Entity]:
        """The authority records of the release, and those that an earlier one had (`withdrawn`)."""
        if self._has_authorities:
            for (path,) in self._db().execute("SELECT path FROM authority ORDER BY path"):
                yield Entity(path, "published", "")
        gone = "SELECT path, status, datestamp FROM entity WHERE path >= 'authority/' AND path < 'authority0' ORDER BY path"
        for path, status, datestamp in self._db().execute(gone):
            yield Entity(path, status, datestamp)

    def joins(self, records: Iterable[str]) -> list[Join] | None:
        """What tied the records of a Work together, by the smaller path of each pair; None in a release that does not say.

        records: the paths of all its records.
        """
        if not self._has("joined"):
            return None
        sql = "SELECT level, one, other, reason, points FROM joined WHERE one = ? ORDER BY other, level, reason"
        return [Join(*row) for path in sorted(records) for row in self._db().execute(sql, (path,))]

    @functools.cached_property
    def _has_authorities(self) -> bool:
        """Whether the release has the tables of authority records: one made by an earlier version of the software has not."""
        return self._has("authority")

    def _has(self, table: str) -> bool:
        return self._db().execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone() is not None

    def works_with(self, heading: str) -> Iterator[tuple[str, str]]:
        """`(path, relation)` for the Works that use a heading, in dictionary order.

        relation: contribution, subject, genre, series, place.
        """
        yield from self._db().execute(
            "SELECT work.path, relation FROM heading JOIN heading_work ON heading_work.heading = heading.id "
            "JOIN work ON work.id = heading_work.work WHERE heading.path = ? ORDER BY work.id, relation",
            (heading,),
        )

    def records(
        self, after: str = "", in_set: str | None = None, since: str = "", until: str = "9", limit: int = -1
    ) -> Iterator[PublishedRecord]:
        """Source records, withdrawn ones too, ordered by path, after the path `after`.

        since, until: inclusive bounds on the datestamp. in_set: a library's slug or `{library}/{collection}`, with the records that
        have left it. limit: at most so many.
        """
        columns = "path, library, control_number, datestamp, status, work, instance, collections, former"
        source, key, given = _listed(after, in_set, since, until)
        for row in self._db().execute(f"SELECT {columns} FROM {source} ORDER BY {key} LIMIT ?", (*given, limit)):
            yield _published(row)

    def count_records(self, in_set: str | None = None, since: str = "", until: str = "9") -> int:
        """Number of records that `records` would give with the same arguments."""
        source, _, given = _listed("", in_set, since, until)
        return int(self._db().execute(f"SELECT count(*) FROM {source}", given).fetchone()[0])

    @functools.cached_property
    def earliest(self) -> str:
        """The smallest datestamp of any record, withdrawn ones too; empty in a release without records."""
        return str(self._db().execute("SELECT coalesce(min(datestamp), '') FROM record").fetchone()[0])

    def record(self, path: str) -> PublishedRecord | None:
        """The source record with this path, withdrawn or not, or None if it was never published."""
        row = (
            self._db()
            .execute(
                "SELECT path, library, control_number, datestamp, status, work, instance, collections, former FROM record WHERE path = ?",
                (path,),
            )
            .fetchone()
        )
        return _published(row) if row else None

    def _piece(self, path: str, column: int, folder: str, suffix: str) -> bytes | None:
        if path.startswith("authority/") and not self._has_authorities:
            return None
        where = "authority WHERE path = ?" if path.startswith("authority/") else "record WHERE path = ? AND status = 'published'"
        row = self._db().execute(f"SELECT shard, place FROM {where}", (path,)).fetchone()
        if row is None:
            return None
        return read_piece(self.path / folder / f"{row[0]}{suffix}", row[1].split(" ")[column])

    def marc(self, path: str) -> Record | None:
        """The MARC of a record, or of an authority record, as screened; None when it is not published."""
        data = self._piece(path, 0, layout.RECORDS, ".marc.gz")
        return Record.unpack(data) if data is not None else None

    def graph(self, path: str) -> bytes | None:
        """The named graph of a record, or of an authority record, as N-Quads; None when it is not published."""
        return self._piece(path, 1, layout.GRAPH, ".nq.gz")

    def entity(self, path: str) -> Entity | None:
        """The fate of a path that was ever published (work, instance, record), or None."""
        row = self._db().execute("SELECT path, status, datestamp, successors FROM entity WHERE path = ?", (path,)).fetchone()
        return Entity(row[0], row[1], row[2], tuple(json.loads(row[3]))) if row else None


def _listed(after: str, in_set: str | None, since: str, until: str) -> tuple[str, str, tuple[str, ...]]:
    """FROM and WHERE of a listing of records, the key it is walked by, and the values: each page of a set costs the same, too."""
    if in_set is None:
        return "record WHERE path > ? AND datestamp >= ? AND datestamp <= ?", "path", (after, since, until)
    member = "record_set.record"
    where = f"set_name = ? AND {member} > ? AND datestamp >= ? AND datestamp <= ?"
    return f"record_set CROSS JOIN record ON path = {member} WHERE {where}", member, (in_set, after, since, until)


def _published(row: tuple[str, ...]) -> PublishedRecord:
    path, library, control_number, datestamp, status, work, instance, collections, former = row
    held, left = (tuple(json.loads(each)) for each in (collections, former))
    return PublishedRecord(path, library, control_number, datestamp, status, work, instance, held, left)

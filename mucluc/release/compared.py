# SPDX-License-Identifier: Apache-2.0
"""How a release differs from another of the same software, found by comparing their tables; no more is decoded than what differs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from . import codec, layout
from .model import Work
from .reader import Release

_HEADING = "kind, label, script, works"
_FORM = "heading, kind, text, lang"


def changed_works(release: Release, last: Release) -> Iterator[tuple[Work | None, Work | None]]:
    """`(now, before)` of each Work that is not the same in both; None where a release has none of that path."""
    with closing(_both(release, last)) as db:
        pairs = "FROM work now LEFT JOIN last.work before ON before.path = now.path WHERE before.json IS NOT now.json"
        for now, before in db.execute(f"SELECT now.json, before.json {pairs}"):
            yield codec.loads(Work, now), codec.loads(Work, before) if before is not None else None
        gone = "SELECT json FROM last.work before WHERE NOT EXISTS (SELECT 1 FROM work now WHERE now.path = before.path)"
        for (before,) in db.execute(gone):
            yield None, codec.loads(Work, before)


def changed_headings(release: Release, last: Release) -> set[str]:
    """Paths of the headings of `release` that are new, or have another name or number of Works, or other forms in authority records."""
    with closing(_both(release, last)) as db:
        rows = db.execute(
            "SELECT now.path FROM heading now LEFT JOIN last.heading before ON before.path = now.path "
            f"WHERE ({_row('before')}) IS NOT ({_row('now')})"
        )
        return {path for (path,) in rows} | changed_forms(release, last)


def changed_forms(release: Release, last: Release) -> set[str]:
    """Paths of the headings of which authority records say something else in the two releases."""
    with closing(_both(release, last)) as db:
        sides = (("main", "last"), ("last", "main"))
        some = (f"SELECT heading FROM (SELECT {_FORM} FROM {a}.heading_form EXCEPT SELECT {_FORM} FROM {b}.heading_form)" for a, b in sides)
        return {path for sql in some for (path,) in db.execute(sql)}


def _row(name: str) -> str:
    return ", ".join(f"{name}.{column}" for column in _HEADING.split(", "))


def _both(release: Release, last: Release) -> sqlite3.Connection:
    """The tables of both releases, the other's as `last`."""
    first, second = (f"{(each.path / layout.ENTITIES).as_uri()}?mode=ro&immutable=1" for each in (release, last))
    db = sqlite3.connect(first, uri=True)
    db.execute("ATTACH ? AS last", (second,))
    return db

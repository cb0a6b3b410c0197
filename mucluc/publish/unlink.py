# SPDX-License-Identifier: Apache-2.0
"""Public records that name a withheld one lose the field that does; between intake and resolve, in parallel by piece.

A name that a public record has too (the same edition in another library) tells nothing of the withheld one, and stays.
"""

from __future__ import annotations

import functools
import marshal
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mucluc.converters.record import Record
from mucluc.converters.release_policy import PUBLISH_WITHOUT, WITHHOLD
from mucluc.converters.withheld_links import HEADING_RULE, LINK_RULE, headings_of, names_of, unlinked
from mucluc.runner import Runner

from .audit_log import SUFFIX as AUDIT
from .audit_log import AuditLog, Judged, told
from .authorities import SUFFIX as AUTHORITIES
from .authorities import read_authorities, write_authorities
from .intake import Piece, Taken, cached_config, collection_tests, read_index, read_rows, row_of, write_rows
from .names_taken import MARKS, digest, mark, read_names
from .piece_cache import Hidden, forget, own

ALL, SECRET = "all.names", "secret.names"


@dataclass(frozen=True, slots=True)
class Search:
    """A piece to look through. names: the file of names of withheld records. replaced: rows that a later version took the place of."""

    piece: Piece
    library: str
    names: Path
    replaced: frozenset[int]
    headings: bool

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The configuration and all files of the piece."""
        into = self.piece.into
        return (self.piece.config, *sorted(into.parent.glob(f"{into.name}.*")))

    @property
    def common(self) -> tuple[Path, ...]:
        """The file of names, which is read for all pieces."""
        return (self.names,)


@dataclass(frozen=True, slots=True)
class Found:
    """owned: digests of the names that public records of the piece have too. hit: whether any of its records has such a name in a link."""

    owned: frozenset[bytes]
    hit: bool


@dataclass(slots=True)
class Cut:
    """What `unlink` took from a piece: subfields by tag and code, records by outcome and rule, authority records by withholding."""

    removed: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    authorities: int = 0


def cut_links(taken: Sequence[Taken], libraries: list[str], runner: Runner, into: Path) -> None:
    """Take from the pieces' public records the fields that name a withheld record, and note it in `taken`."""
    if not any(each.withheld for each in taken):
        return  # the usual delivery: its rows need not be read
    standing, replaced = _standing(taken)
    digests, lengths, marks = _withheld(taken, standing)
    if not digests:
        return
    _write(into / ALL, digests, lengths, marks)
    headings = any(each.authorities for each in taken)
    tasks = [
        Search(each.piece, libraries[each.piece.source], into / ALL, frozenset(gone), headings)
        for each, gone in zip(taken, replaced, strict=True)
    ]
    found = list(runner.map(search, tasks))
    digests.difference_update(*(each.owned for each in found))
    _write(into / SECRET, digests, lengths, marks)
    again = [
        (each, Search(task.piece, task.library, into / SECRET, task.replaced, headings))
        for each, task, seen in zip(taken, tasks, found, strict=True)
        if seen.hit and digests
    ]
    for (each, _), cut in zip(again, runner.map(unlink, [task for _, task in again]), strict=True):
        each.removed.update(cut.removed)
        each.outcomes.update(cut.outcomes)
        each.authorities -= cut.authorities


def _standing(taken: Sequence[Taken]) -> tuple[dict[str, tuple[int, int, int]], list[set[int]]]:
    """By path the last row, as piece, row and length, for a withheld version takes a public one's place and the other way round; and
    for each piece the rows that are not the last.
    """
    standing: dict[str, tuple[int, int, int]] = {}
    replaced: list[set[int]] = [set() for _ in taken]
    for number, each in enumerate(taken):
        for place, row in enumerate(read_index(each.piece)):
            if before := standing.get(row[0]):
                replaced[before[0]].add(before[1])
            standing[row[0]] = (number, place, row[3])
    return standing, replaced


def _withheld(taken: Sequence[Taken], standing: dict[str, tuple[int, int, int]]) -> tuple[set[bytes], list[int], bytearray]:
    """The digests of the names of records that stay withheld, the lengths of their titles, and their marks."""
    digests: set[bytes] = set()
    lengths: set[int] = set()
    marks = bytearray(MARKS)
    for each in taken:
        for path, names, words in read_names(each.piece.into):
            if path in standing and standing[path][2]:
                continue  # a later version is public
            digests.update(name for _, name in names)
            lengths.update(words)
            for at, _ in names:
                marks[at] = 1
    return digests, sorted(lengths), marks


def _write(path: Path, digests: set[bytes], lengths: list[int], marks: bytearray) -> None:
    path.write_bytes(marshal.dumps((frozenset(digests), lengths, bytes(marks))))


@functools.lru_cache(maxsize=1)
def _read(path: Path, _changed: int) -> tuple[frozenset[bytes], list[int], bytes]:
    names: tuple[frozenset[bytes], list[int], bytes] = marshal.loads(path.read_bytes())
    return names


class _Names:
    """Which names are those of withheld records."""

    def __init__(self, task: Search) -> None:
        self.digests, self.lengths, self.marks = _read(task.names, task.names.stat().st_mtime_ns)
        self.secret = task.piece.secret

    def known(self, name: str) -> bool:
        return bool(self.marks[mark(name, self.secret)]) and digest(name, self.secret) in self.digests

    def among(self, names: Iterable[str]) -> set[bytes]:
        return {digest(name, self.secret) for name in names if self.known(name)}


def search(task: Search) -> Found:
    """Which of the names public records of a piece have too, and whether one of them names a withheld record."""
    names, owned, hit = _Names(task), set[bytes](), False
    for number, _, record in _records(task):
        if number in task.replaced:
            continue
        owned |= names.among(names_of(record, task.library))
        if task.headings:
            owned |= names.among(headings_of(record))
        hit = hit or bool(unlinked(record, task.library, names.known, names.lengths).removed)
    return Found(frozenset(owned), hit or task.piece.into.with_suffix(AUTHORITIES).exists())


def _records(task: Search) -> Iterable[tuple[int, tuple[Any, ...], Record]]:
    with task.piece.into.with_suffix(".pack").open("rb") as pack:
        for number, row in enumerate(read_index(task.piece)):
            if row[3]:
                pack.seek(row[2])
                yield number, row, Record.unpack(pack.read(row[3]))


def unlink(task: Search) -> Cut:
    """Write the records of a piece anew, without the fields that name a withheld record."""
    config, names, made = cached_config(task.piece.config, task.piece.digest), _Names(task), Cut()
    own(task.piece.into.with_suffix(AUDIT))
    tests, rows, audit = collection_tests(config).get(task.library, []), read_rows(task.piece), AuditLog(task.piece.into)
    owner = config.network.library(task.library)
    fresh: dict[int, tuple[Record, str]] = {}
    for number, row, record in _records(task):
        left = unlinked(record, task.library, names.known, names.lengths)
        if left.removed:
            fresh[number] = (left.record, " ".join(sorted({*row[7].split(), *left.removed})))
            made.removed.update(left.removed)
            audit.add(Judged(row[1], None, PUBLISH_WITHOUT, (LINK_RULE,), told(left.removed)))
    whole = {number: (rows[number][2], rows[number][3]) for number in fresh}
    own(task.piece.into.with_suffix(".pack"))
    with task.piece.into.with_suffix(".pack").open("ab") as pack:
        for number, (record, cut) in fresh.items():
            data = record.pack()
            rows[number] = row_of(record, data, owner, pack.tell(), tests, cut)
            pack.write(data)
    write_rows(task.piece, rows)
    made.authorities, touched = _authorities(task, names, audit)
    forget(task.piece, Hidden(whole, touched))
    audit.close()
    made.outcomes = audit.counts
    return made


def _authorities(task: Search, names: _Names, audit: AuditLog) -> tuple[int, set[int]]:
    """The same for authority records; those whose heading only withheld records use are withheld too. How many were, and the numbers
    of all that were touched.
    """
    pack = task.piece.into.with_suffix(AUTHORITIES)
    if not pack.exists():
        return 0, set()
    kept, dropped, touched = [], 0, set[int]()
    for place, (library, number, data) in enumerate(read_authorities(pack)):
        record = Record.unpack(data) if data else None
        if record is not None and names.among(headings_of(record)):
            audit.add(Judged(number, None, WITHHOLD, (HEADING_RULE,)))
            data, dropped = b"", dropped + 1
            touched.add(place)
        elif record is not None:
            left = unlinked(record, library, names.known, names.lengths)
            if left.removed:
                audit.add(Judged(number, None, PUBLISH_WITHOUT, (LINK_RULE,), told(left.removed)))
                data = left.record.pack()
                touched.add(place)
        kept.append((library, number, data))
    if touched:
        write_authorities(pack, kept)
    return dropped, touched

# SPDX-License-Identifier: Apache-2.0
"""Step 1, intake: the pieces of the sources, and what is left of each: screened records, an index with match keys, counts (`taking`)."""

from __future__ import annotations

import functools
import hashlib
import marshal
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from mucluc.config import Config
from mucluc.converters.check_network import Keys, keys_of
from mucluc.converters.joined_headings import names_of
from mucluc.converters.matching import evidence
from mucluc.converters.names import record_path
from mucluc.converters.numbers import edition_keys
from mucluc.converters.other_forms import declared
from mucluc.converters.read import pieces
from mucluc.converters.record import Record
from mucluc.deliveries import FREE, Delivery
from mucluc.errors import PublishError
from mucluc.release.model import Library

from .remembered import Remembered, Remembers

T = TypeVar("T")
PIECE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """A byte range of one file of one source, and the stem of the files that intake makes of it.

    state: of the delivery (`mucluc.deliveries`): records of one that is not released only take back what was.
    today: the release's day (`YYYY-MM-DD`), for rules on dates. secret: of this run, for the digests of what is withheld.
    before: what the last run left of the same bytes, and where this one leaves it for the next; None: nothing is taken over or left.
    """

    config: Path
    digest: str
    source: int
    file: Path
    name: str
    start: int
    end: int | None
    into: Path
    state: str = FREE
    today: str = ""
    secret: bytes = b""
    before: Remembered | None = None

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that intake reads for this piece alone: the configuration, and what the last run left of the same piece."""
        return (self.config, *(self.before.files(self.before.whole) if self.before and self.before.whole else ()))

    @property
    def common(self) -> tuple[Path, ...]:
        """The file that other pieces are of too, and what the last run left of pieces with the same records."""
        return (self.file, *(self.before.files(*self.before.near) if self.before else ()))


@dataclass(slots=True)
class Taken:
    """What intake says of a piece; the records stand in the piece's files.

    authorities, holdings: such records taken, not counted in read. withheld: by rule id; removed: subfields by tag and code.
    outcomes: records of every kind by outcome and rule. until: the day on which the first embargo of the piece ends, if there is one.
    """

    piece: Piece
    read: int = 0
    authorities: int = 0
    holdings: int = 0
    published: int = 0
    rejected: int = 0
    withheld: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    until: str = ""

    @property
    def keys(self) -> list[Keys]:
        """What of each row's record is compared with others, in the order of the rows."""
        return [Keys(*(each or ("", 0))) for each in marshal.loads(self.piece.into.with_suffix(".keys").read_bytes())]

    @property
    def evidence(self) -> list[bytes]:
        """What each row's record is matched by, packed, in the order of the rows."""
        found: list[bytes] = marshal.loads(self.piece.into.with_suffix(".evidence").read_bytes())
        return found

    @property
    def names(self) -> list[tuple[Any, ...]]:
        """The names in each row's record (`converters.joined_headings.Name`), in the order of the rows."""
        found: list[tuple[Any, ...]] = marshal.loads(self.piece.into.with_suffix(".named").read_bytes())
        return found

    @property
    def index(self) -> list[Row]:
        """The piece's rows in order."""
        return [Row(*each) for each in marshal.loads(self.piece.into.with_suffix(".index").read_bytes())]


@dataclass(frozen=True, slots=True)
class Row:
    """One screened record: its path and control number, where its packed form is in the piece's file, digest, collections.

    A row of length 0 says that the record is not to be public any more, whatever an earlier delivery holds of it. cut: what of
    subfields was cut, such as `561a 952p`. edition_keys: ISBN with title and year (`converters.numbers`).
    """

    path: str
    control_number: str
    start: int
    length: int
    digest: bytes
    edition_keys: tuple[bytes, ...]
    collections: tuple[str, ...]
    cut: str = ""
    other_forms: tuple[str, ...] = ()


def plan_pieces(
    config: Config, delivered: Iterable[Delivery], into: Path, today: str = "", remembers: Remembers | None = None
) -> list[Piece]:
    """The pieces of all deliveries, in their order. today: the release's day. remembers: what the last run left."""
    planned: list[Piece] = []
    secret = os.urandom(32)
    delivered = list(delivered)
    for each in delivered:
        for start, end in pieces(each.file, max(1, each.size // PIECE_BYTES)):
            stem = into / f"piece-{len(planned):05}"
            name = each.file.name
            before = remembers.of(each, start, end) if remembers is not None else None
            planned.append(
                Piece(config.path, config.digest, each.source, each.file, name, start, end, stem, each.state, today, secret, before)
            )
    if remembers is not None:
        remembers.write()
    return planned


@functools.lru_cache(maxsize=1)
def cached_config(path: Path, digest: str) -> Config:
    """The configuration with this digest, read once a worker process; raises PublishError when the file is another by now."""
    config = Config.load(path)
    if config.digest != digest:
        raise PublishError(f"{path} was changed while the run went on; run it again")
    return config


def collection_tests(config: Config) -> dict[str, list[tuple[str, Callable[[Record], bool]]]]:
    """By library: its collections and how their records are known."""
    tests: dict[str, list[tuple[str, Callable[[Record], bool]]]] = {}
    for rule in config.collections:
        tests.setdefault(rule.name.partition("/")[0], []).append((rule.name, rule.compile()))
    return tests


def library_codes(config: Config) -> dict[str, str]:
    """The slug of each library by its slug and its ISIL, in lower case."""
    libraries = config.network.libraries
    return {each.isil.lower(): each.slug for each in libraries if each.isil} | {each.slug: each.slug for each in libraries}


def row_of(
    record: Record, data: bytes, owner: Library, offset: int, tests: list[tuple[str, Callable[[Record], bool]]], cut: str
) -> tuple[Any, ...]:
    """A `Row`'s values for a screened record, packed as `data` at `offset` of its piece's file; its `Keys`; its evidence; its names."""
    library, agency = owner.slug, owner.marc_code or owner.isil
    number, editions = record.control_number, edition_keys(record)
    digest = hashlib.blake2b(data, digest_size=16).digest()
    collections = tuple(name for name, test in tests if test(record))
    compared = tuple(keys_of(record, editions, agency))
    known_by = (digest, editions, collections, cut, declared(record))
    return (
        record_path(library, number),
        number,
        offset,
        len(data),
        *known_by,
        compared,
        evidence(record).pack(),
        tuple(map(tuple, names_of(record))),
    )


def standing_rows(
    taken: Iterable[Taken], standing: Mapping[str, tuple[str, int]], kept: Callable[[Taken], Sequence[T]]
) -> Iterator[tuple[Taken, str, T]]:
    """Of each record that stands its piece, its path, and what is kept of it beside its row; a piece's files in memory at a time.

    standing: name of the file and offset of the packed form, by path. kept: one of the lists of `Taken` that go by its rows.
    """
    for each in taken:
        pack = each.piece.into.with_suffix(".pack").name
        for row, beside in zip(read_index(each.piece), kept(each), strict=True):
            if row[3] and standing.get(row[0]) == (pack, row[2]):
                yield each, row[0], beside


def read_index(piece: Piece) -> list[tuple[Any, ...]]:
    """The rows of a piece, without what they are compared with others by."""
    rows: list[tuple[Any, ...]] = marshal.loads(piece.into.with_suffix(".index").read_bytes())
    return rows


def read_rows(piece: Piece) -> list[tuple[Any, ...]]:
    """The rows of a piece, each with what it is compared with others by, matched by, and the names in it at its end."""
    files = (piece.into.with_suffix(suffix) for suffix in (".index", ".keys", ".evidence", ".named"))
    return [(*row, *more) for row, *more in zip(*(marshal.loads(file.read_bytes()) for file in files), strict=True)]


def write_rows(piece: Piece, rows: list[tuple[Any, ...]]) -> None:
    """Write the rows of a piece."""
    for place, suffix in ((slice(0, -3), ".index"), (-3, ".keys"), (-2, ".evidence"), (-1, ".named")):
        path = piece.into.with_suffix(suffix)
        path.unlink(missing_ok=True)  # what a later run takes over may be the same file under another name
        path.write_bytes(marshal.dumps([row[place] for row in rows], 2))  # version 2: equal rows, equal bytes

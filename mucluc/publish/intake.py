# SPDX-License-Identifier: Apache-2.0
"""Step 1, intake: a piece of a source becomes a file of screened records, an index with match keys, faults and counts."""

from __future__ import annotations

import functools
import hashlib
import marshal
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mucluc.config import Config
from mucluc.converters.check import check, missing
from mucluc.converters.cluster import match_keys
from mucluc.converters.holdings_records import with_number
from mucluc.converters.local_fields import standardised
from mucluc.converters.names import record_path
from mucluc.converters.read import pieces, read
from mucluc.converters.record import Fault, Record
from mucluc.converters.screen import Policy, places, screen
from mucluc.errors import PublishError

from .audit_log import AuditLog
from .authorities import Taker
from .faultlog import FaultLog
from .holdings_taken import HoldingsTaker
from .names_taken import NamesTaker

PIECE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """A byte range of one file of one source, and the stem of the files that intake makes of it.

    today: the release's day (`YYYY-MM-DD`), for rules on dates. secret: of this run, for the digests of what is withheld.
    """

    config: Path
    digest: str
    source: int
    file: Path
    name: str
    start: int
    end: int | None
    into: Path
    today: str = ""
    secret: bytes = b""


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
    def index(self) -> list[Row]:
        """The piece's rows in order."""
        return [Row(*each) for each in read_rows(self.piece)]


@dataclass(frozen=True, slots=True)
class Row:
    """One screened record: its path and control number, where its packed form is in the piece's file, digest, match keys, collections.

    A row of length 0 says that the record is not to be public any more, whatever an earlier delivery holds of it. cut: what of
    subfields was cut, such as `561a 952p`.
    """

    path: str
    control_number: str
    start: int
    length: int
    digest: bytes
    instance_keys: tuple[bytes, ...]
    work_key: bytes | None
    collections: tuple[str, ...]
    cut: str = ""


def plan_pieces(config: Config, into: Path, today: str = "") -> list[Piece]:
    """The pieces of all sources, in the order of the configuration; raises ConfigError when a file is missing."""
    planned: list[Piece] = []
    secret = os.urandom(32)
    for number, source in enumerate(config.sources):
        for file in config.files(source):
            count = max(1, file.stat().st_size // PIECE_BYTES)
            for start, end in pieces(file, count):
                stem = into / f"piece-{len(planned):05}"
                planned.append(Piece(config.path, config.digest, number, file, file.name, start, end, stem, today, secret))
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


def take(piece: Piece) -> Taken:
    """Read, check, screen and pack the records of a piece."""
    config = cached_config(piece.config, piece.digest)
    source = config.sources[piece.source]
    kind = next((each.kind for each in config.network.libraries if each.slug == source.library), "")
    policy = config.policy.bound(kind, piece.today)
    tests = collection_tests(config).get(source.library, [])
    local = config.local.get(source.library, ())
    taken, audit, names = Taken(piece), AuditLog(piece.into), NamesTaker(piece.into, piece.secret)
    authorities, holdings = Taker(piece.into, source.library, audit), HoldingsTaker(piece.into)
    rows: list[tuple[Any, ...]] = []
    offset = 0
    with piece.into.with_suffix(".pack").open("wb") as pack, FaultLog(piece.into.with_suffix(".faults")) as faults:
        for found in _read(piece, source.format, source.encoding, source.id_field):
            if isinstance(found, Fault):
                faults.add(replace(found, library=source.library, value=None))
                taken.rejected += found.code in faults.fatal
                continue
            if found.is_authority:
                authorities.add(found)
                continue
            if local:
                found = standardised(found, local)
            if found.is_holdings:
                _take_holdings(found, policy, source.library, holdings, faults, audit)
                continue
            taken.read += 1
            for fault in missing(found):
                faults.add(replace(fault, library=source.library, value=None))
            screened = screen(found, policy)
            taken.removed.update(screened.removed)
            audit.screened(found.control_number, found.place.record, screened)
            if screened.record is None:
                taken.withheld[screened.rule] += 1
                names.add(record_path(source.library, found.control_number) if found.control_number else "", found, source.library)
                if found.control_number:
                    rows.append(_gone(source.library, found.control_number))
                continue
            record = screened.record
            number = record.control_number
            if not number:
                faults.add(Fault("control-number-missing", replace(record.place, control_number=None), library=source.library))
                taken.rejected += 1
                continue
            for fault in check(record):
                faults.add(replace(fault, library=source.library))
            data = record.pack()
            rows.append(row_of(record, data, source.library, offset, tests, " ".join(sorted(screened.removed))))
            pack.write(data)
            offset += len(data)
            taken.published += 1
    for each in (authorities, holdings, audit, names):
        each.close()
    taken.authorities, taken.holdings = authorities.taken, holdings.taken
    taken.outcomes, taken.until = audit.counts, audit.until
    write_rows(piece, rows)
    return taken


def row_of(
    record: Record, data: bytes, library: str, offset: int, tests: list[tuple[str, Callable[[Record], bool]]], cut: str
) -> tuple[Any, ...]:
    """The values of a `Row` for a screened record that lies packed (`data`) at `offset` of its piece's file."""
    number, keys = record.control_number, match_keys(record)
    digest = hashlib.blake2b(data, digest_size=16).digest()
    collections = tuple(name for name, test in tests if test(record))
    return (record_path(library, number), number, offset, len(data), digest, keys.instance, keys.work, collections, cut)


def read_rows(piece: Piece) -> list[tuple[Any, ...]]:
    """The rows of a piece as they are written."""
    rows: list[tuple[Any, ...]] = marshal.loads(piece.into.with_suffix(".index").read_bytes())
    return rows


def write_rows(piece: Piece, rows: list[tuple[Any, ...]]) -> None:
    """Write the rows of a piece."""
    piece.into.with_suffix(".index").write_bytes(marshal.dumps(rows))


def _gone(library: str, number: str) -> tuple[Any, ...]:
    """The row of a record that is withheld or deleted: it takes the place of what came before it under the same number."""
    return (record_path(library, number), number, 0, 0, b"", (), None, ())


def _take_holdings(record: Record, policy: Policy, library: str, holdings: HoldingsTaker, faults: FaultLog, audit: AuditLog) -> None:
    """Screen a holdings record and keep it for the record that its 004 names."""
    made = screen(record, policy)
    audit.screened(record.control_number, record.place.record, made)
    number = (record.get("004") or "").strip()
    if made.record is None:
        holdings.forget(record.control_number, number, " ".join(sorted(places(record))))
        return
    for fault in check(with_number(made.record, number)):
        faults.add(replace(fault, library=library))
    if number:
        holdings.add(number, made.record, " ".join(sorted(made.removed)))
    else:
        holdings.forget(record.control_number)


def _read(piece: Piece, form: str, encoding: str, id_field: str) -> Iterator[Record | Fault]:
    return read(piece.file, name=piece.name, format=form, encoding=encoding, id_field=id_field, start=piece.start, end=piece.end)

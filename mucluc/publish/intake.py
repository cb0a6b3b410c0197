# SPDX-License-Identifier: Apache-2.0
"""Step 1, intake: a piece of a source becomes a file of screened records, an index with match keys, faults and counts."""

from __future__ import annotations

import functools
import hashlib
import marshal
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mucluc.config import Config
from mucluc.converters.check import check, missing
from mucluc.converters.check_network import Keys, keys_of
from mucluc.converters.cluster import match_keys
from mucluc.converters.holdings_records import with_number
from mucluc.converters.local_fields import standardised
from mucluc.converters.names import record_path
from mucluc.converters.other_forms import declared
from mucluc.converters.read import pieces, read
from mucluc.converters.record import Fault, Record
from mucluc.converters.release_policy import WITHHOLD
from mucluc.converters.screen import Policy, Screened, places, screen
from mucluc.deliveries import FREE, PUBLIC, REFUSED, WAITING, Delivery
from mucluc.errors import PublishError
from mucluc.release.model import Library

from .audit_log import AuditLog
from .authorities import Taker
from .faultlog import FaultLog
from .holdings_taken import HoldingsTaker
from .names_taken import NamesTaker

PIECE_BYTES = 8 * 1024 * 1024
NOT_RELEASED = {WAITING: "appraisal-missing", REFUSED: "appraisal-refused"}
"""By state of a delivery that may not be released: the rule under which its records count as withheld."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A byte range of one file of one source, and the stem of the files that intake makes of it.

    state: of the delivery (`mucluc.deliveries`): records of one that is not released only take back what was.
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
    state: str = FREE
    today: str = ""
    secret: bytes = b""

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that intake reads for this piece alone."""
        return (self.config,)

    @property
    def common(self) -> tuple[Path, ...]:
        """The file that other pieces are of too."""
        return (self.file,)

    @property
    def released(self) -> bool:
        """Whether its records may become public."""
        return self.state in PUBLIC


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
    def index(self) -> list[Row]:
        """The piece's rows in order."""
        return [Row(*each) for each in marshal.loads(self.piece.into.with_suffix(".index").read_bytes())]


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
    other_forms: tuple[str, ...] = ()


def plan_pieces(config: Config, delivered: Iterable[Delivery], into: Path, today: str = "") -> list[Piece]:
    """The pieces of all deliveries, in their order. today: the release's day."""
    planned: list[Piece] = []
    secret = os.urandom(32)
    for each in delivered:
        for start, end in pieces(each.file, max(1, each.size // PIECE_BYTES)):
            stem = into / f"piece-{len(planned):05}"
            name = each.file.name
            planned.append(Piece(config.path, config.digest, each.source, each.file, name, start, end, stem, each.state, today, secret))
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


def take(piece: Piece) -> Taken:
    """Read, check, screen and pack the records of a piece."""
    with ExitStack() as files:
        return _Intake(piece, files).take()


class _Intake:
    """The intake of one piece: what is read goes through the policy, what may be public to the piece's files."""

    def __init__(self, piece: Piece, files: ExitStack) -> None:
        config = cached_config(piece.config, piece.digest)
        self.piece = piece
        self.source = source = config.sources[piece.source]
        self.library = source.library
        self.owner = config.network.library(source.library)
        self.policy = config.policy.bound(self.owner.kind, piece.today)
        self.tests = collection_tests(config).get(source.library, [])
        self.local = config.local.get(source.library, ())
        self.taken, self.rows, self.offset = Taken(piece), list[tuple[Any, ...]](), 0
        self.pack = files.enter_context(piece.into.with_suffix(".pack").open("wb"))
        self.faults = files.enter_context(FaultLog(piece.into.with_suffix(".faults")))
        self.audit = files.enter_context(closing(AuditLog(piece.into, fresh=True)))
        self.names = files.enter_context(closing(NamesTaker(piece.into, piece.secret)))
        self.authorities = files.enter_context(closing(Taker(piece.into, source.library)))
        self.holdings = files.enter_context(closing(HoldingsTaker(piece.into)))

    def take(self) -> Taken:
        source = self.source
        for found in _read(self.piece, source.format, source.encoding, source.id_field):
            if isinstance(found, Fault):
                self.fault(replace(found, value=None))
                self.taken.rejected += found.code in self.faults.fatal
            elif found.is_authority:
                self.authority(found)
            else:
                record = standardised(found, self.local) if self.local else found
                self.copies(record) if record.is_holdings else self.record(record)
        self.taken.authorities, self.taken.holdings = self.authorities.taken, self.holdings.taken
        self.taken.outcomes, self.taken.until = self.audit.counts, self.audit.until
        write_rows(self.piece, self.rows)
        return self.taken

    def fault(self, fault: Fault) -> None:
        self.faults.add(replace(fault, library=self.library))

    def judged(self, record: Record, policy: Policy) -> Screened:
        """What of a record may be public: what the policy lets pass of a delivery that is released. The audit is told."""
        made = screen(record, policy)
        if made.record is not None and not self.piece.released:
            made = Screened(made.record, WITHHOLD, NOT_RELEASED[self.piece.state])
        self.audit.screened(record.control_number, record.place.record, made)
        return made

    def authority(self, record: Record) -> None:
        """Keep what may be public of an authority record."""
        made = self.judged(record, Policy.authority())
        if made.record is None:
            self.authorities.forget(record.control_number)
        elif self.piece.released:
            self.authorities.add(made.record)
            for fault in check(made.record):
                self.fault(fault)

    def copies(self, record: Record) -> None:
        """Keep what may be public of a holdings record, for the record that its 004 names."""
        made = self.judged(record, self.policy)
        number = (record.get("004") or "").strip()
        if made.record is None:
            self.holdings.forget(record.control_number, number, " ".join(sorted(places(record))))
        elif not number:
            self.holdings.forget(record.control_number)
        if made.record is None or not self.piece.released:
            return
        for fault in check(with_number(made.record, number)):
            self.fault(fault)
        if number:
            self.holdings.add(number, made.record, " ".join(sorted(made.removed)))

    def record(self, record: Record) -> None:
        """Screen a catalogue record, check and pack what may be public."""
        taken = self.taken
        taken.read += 1
        if self.piece.released:
            for fault in missing(record):
                self.fault(replace(fault, value=None))
        made = self.judged(record, self.policy)
        number = record.control_number
        if made.outcome == WITHHOLD:
            taken.withheld[made.rule] += 1
            self.names.add(record_path(self.library, number) if number else "", record, self.library)
            if made.record is None and number:
                self.rows.append((record_path(self.library, number), number, *_GONE))
        elif made.record is None or not made.record.control_number:
            self.fault(Fault("control-number-missing", replace(record.place, control_number=None)))
            taken.rejected += 1
        else:
            taken.removed.update(made.removed)
            self.publishable(made.record, " ".join(sorted(made.removed)))

    def publishable(self, record: Record, cut: str) -> None:
        """Check a screened record, pack it, and say in the index what it is known by."""
        for fault in check(record):
            self.fault(fault)
        data = record.pack()
        self.rows.append(row_of(record, data, self.owner, self.offset, self.tests, cut))
        self.pack.write(data)
        self.offset += len(data)
        self.taken.published += 1


_GONE = (0, 0, b"", (), None, (), "", (), ())
"""The rest of the row of a record that is withheld or deleted: it takes the place of what came before it under the same number."""


def row_of(
    record: Record, data: bytes, owner: Library, offset: int, tests: list[tuple[str, Callable[[Record], bool]]], cut: str
) -> tuple[Any, ...]:
    """The values of a `Row` for a screened record that lies packed (`data`) at `offset` of its piece's file, and its `Keys`."""
    library, agency = owner.slug, owner.marc_code or owner.isil
    number, keys = record.control_number, match_keys(record)
    digest = hashlib.blake2b(data, digest_size=16).digest()
    collections = tuple(name for name, test in tests if test(record))
    compared = tuple(keys_of(record, keys, agency))
    known_by = (digest, keys.instance, keys.work, collections, cut, declared(record))
    return (record_path(library, number), number, offset, len(data), *known_by, compared)


def read_rows(piece: Piece) -> list[tuple[Any, ...]]:
    """The rows of a piece, each with what it is compared with others by at its end."""
    index, keys = (marshal.loads(piece.into.with_suffix(suffix).read_bytes()) for suffix in (".index", ".keys"))
    return [(*row, own) for row, own in zip(index, keys, strict=True)]


def write_rows(piece: Piece, rows: list[tuple[Any, ...]]) -> None:
    """Write the rows of a piece."""
    piece.into.with_suffix(".index").write_bytes(marshal.dumps([row[:-1] for row in rows]))
    piece.into.with_suffix(".keys").write_bytes(marshal.dumps([row[-1] for row in rows]))


def _read(piece: Piece, form: str, encoding: str, id_field: str) -> Iterator[Record | Fault]:
    return read(piece.file, name=piece.name, format=form, encoding=encoding, id_field=id_field, start=piece.start, end=piece.end)

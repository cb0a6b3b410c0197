# SPDX-License-Identifier: Apache-2.0
"""Step 1, intake: a piece of a source becomes a file of screened records, an index with match keys, faults and counts."""

from __future__ import annotations

import functools
import hashlib
import marshal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mucluc.config import Config
from mucluc.converters.check import check, missing
from mucluc.converters.cluster import match_keys
from mucluc.converters.local_fields import standardised
from mucluc.converters.names import record_path
from mucluc.converters.read import pieces, read
from mucluc.converters.record import Fault, Record
from mucluc.converters.screen import Policy, screen
from mucluc.deliveries import FREE, REFUSED, WAITING, Delivery
from mucluc.errors import PublishError

from .authorities import Taker
from .faultlog import FaultLog
from .holdings_taken import HoldingsTaker

PIECE_BYTES = 8 * 1024 * 1024
NOT_RELEASED = {WAITING: "appraisal-missing", REFUSED: "appraisal-refused"}
"""By state of a delivery that may not be released: the rule under which its records count as withheld."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A byte range of one file of one source, and the stem of the files that intake makes of it.

    state: of the delivery (`mucluc.deliveries`): records of one that is not released only take back what was.
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

    @property
    def released(self) -> bool:
        """Whether its records may become public."""
        return self.state not in NOT_RELEASED


@dataclass(slots=True)
class Taken:
    """What intake says of a piece; the records stand in the piece's files.

    authorities, holdings: such records taken, not counted in read. withheld: by rule id; removed: subfields by tag and code.
    """

    piece: Piece
    read: int = 0
    authorities: int = 0
    holdings: int = 0
    published: int = 0
    rejected: int = 0
    withheld: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    @property
    def index(self) -> list[Row]:
        """The piece's rows in order."""
        return [Row(*each) for each in marshal.loads(self.piece.into.with_suffix(".index").read_bytes())]


@dataclass(frozen=True, slots=True)
class Row:
    """One screened record: its path and control number, where its packed form is in the piece's file, digest, match keys, collections.

    A row of length 0 says that the record is not to be public any more, whatever an earlier delivery holds of it.
    """

    path: str
    control_number: str
    start: int
    length: int
    digest: bytes
    instance_keys: tuple[bytes, ...]
    work_key: bytes | None
    collections: tuple[str, ...]


def plan_pieces(config: Config, delivered: Iterable[Delivery], into: Path) -> list[Piece]:
    """The pieces of all deliveries, in their order."""
    planned: list[Piece] = []
    for each in delivered:
        for start, end in pieces(each.file, max(1, each.size // PIECE_BYTES)):
            stem = into / f"piece-{len(planned):05}"
            planned.append(Piece(config.path, config.digest, each.source, each.file, each.file.name, start, end, stem, each.state))
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
    with ExitStack() as files:
        return _Intake(piece, files).take()


class _Intake:
    """The intake of one piece: what is read goes through the policy, what may be public to the piece's files."""

    def __init__(self, piece: Piece, files: ExitStack) -> None:
        config = cached_config(piece.config, piece.digest)
        self.piece = piece
        self.source = source = config.sources[piece.source]
        self.library, self.policy = source.library, config.policy
        self.tests = collection_tests(config).get(source.library, [])
        self.local = config.local.get(source.library, ())
        self.taken, self.rows, self.offset = Taken(piece), list[tuple[Any, ...]](), 0
        self.pack = files.enter_context(piece.into.with_suffix(".pack").open("wb"))
        self.faults = files.enter_context(FaultLog(piece.into.with_suffix(".faults")))
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
        self.piece.into.with_suffix(".index").write_bytes(marshal.dumps(self.rows))
        return self.taken

    def fault(self, fault: Fault) -> None:
        self.faults.add(replace(fault, library=self.library))

    def authority(self, record: Record) -> None:
        """Keep what may be public of an authority record."""
        screened = screen(record, Policy.authority()).record
        if screened is None:
            self.authorities.forget(record.control_number)
        elif self.piece.released:
            self.authorities.add(screened)

    def copies(self, record: Record) -> None:
        """Keep what may be public of a holdings record, for the record that its 004 names."""
        screened = screen(record, self.policy).record
        number = (record.get("004") or "").strip()
        if screened is None or not number:
            self.holdings.forget(record.control_number)
        if screened is None or not self.piece.released:
            return
        for fault in check(record):
            self.fault(fault)
        if number:
            self.holdings.add(number, screened)

    def record(self, record: Record) -> None:
        """Screen a catalogue record, check and pack what may be public."""
        taken = self.taken
        taken.read += 1
        if self.piece.released:
            for fault in missing(record):
                self.fault(replace(fault, value=None))
        screened = screen(record, self.policy)
        if screened.record is None:
            taken.withheld[screened.rule] += 1
            if record.control_number:
                self.rows.append((record_path(self.library, record.control_number), record.control_number, *_GONE))
        elif not self.piece.released:
            taken.withheld[NOT_RELEASED[self.piece.state]] += 1
        elif not screened.record.control_number:
            self.fault(Fault("control-number-missing", replace(record.place, control_number=None)))
            taken.rejected += 1
        else:
            taken.removed.update(screened.removed)
            self.publishable(screened.record)

    def publishable(self, record: Record) -> None:
        """Check a screened record, pack it, and say in the index what it is known by."""
        for fault in check(record):
            self.fault(fault)
        number, data, keys = record.control_number, record.pack(), match_keys(record)
        digest = hashlib.blake2b(data, digest_size=16).digest()
        collections = tuple(name for name, test in self.tests if test(record))
        path = record_path(self.library, number)
        self.rows.append((path, number, self.offset, len(data), digest, keys.instance, keys.work, collections))
        self.pack.write(data)
        self.offset += len(data)
        self.taken.published += 1


_GONE = (0, 0, b"", (), None, ())
"""The rest of the row of a record that is withheld or deleted: it takes the place of what came before it under the same number."""


def _read(piece: Piece, form: str, encoding: str, id_field: str) -> Iterator[Record | Fault]:
    return read(piece.file, name=piece.name, format=form, encoding=encoding, id_field=id_field, start=piece.start, end=piece.end)

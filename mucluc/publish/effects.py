# SPDX-License-Identifier: Apache-2.0
"""All that intake makes of one record, as a value: applied to a piece's files when it is made, kept, and applied again by a later run.

Both go the same way, so that a record that was not read again leaves the bytes it would have left.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

from mucluc.converters.record import Fault, Record
from mucluc.converters.release_policy import WITHHOLD

from .audit_log import AuditLog, Judged
from .authorities import Taker
from .faultlog import FaultLog, packed, told
from .holdings_taken import HoldingsTaker
from .intake import Piece, Taken, write_rows
from .names_taken import NamesTaker

At = tuple[str, int, int]
"""Where a record stands: source, ordinal, offset."""
Stored = tuple[int, int, bytes, tuple[Any, ...] | None, tuple[Any, ...] | None, tuple[tuple[str, int], ...], Any, Any]
"""Read, rejected, faults, what was judged, row, subfields that were cut, authority record, holdings record; see Effects. Nothing in it
depends on where the record stands, and marshal takes it."""

_VERSION = 2  # of marshal: the last in which equal values give equal bytes


@dataclass(slots=True)
class Effects:
    """What is to be done for one record.

    read, rejected: what is counted. faults: in order. judged: for the audit. row: of the piece's index, with `data`, its packed
    record, at 0. removed: subfields cut by tag and code. authority: control number and packed record, empty when it is
    withheld. holdings: own number, 004, packed record (empty likewise), what was cut.
    withheld: the rule that withheld it, if one did; named: the path and the record whose names must not be in links.
    until: the day on which an embargo ends.
    """

    read: int = 0
    rejected: int = 0
    faults: list[Fault] = field(default_factory=list)
    judged: Judged | None = None
    row: tuple[Any, ...] | None = None
    data: bytes = b""
    removed: Mapping[str, int] = field(default_factory=dict)
    authority: tuple[str, bytes] | None = None
    holdings: tuple[str, str, bytes, str] | None = None
    withheld: str = ""
    named: tuple[str, Record] | None = None
    until: str = ""

    @property
    def lasting(self) -> bool:
        """Whether a later run may take it over: the record has passed screening, and no day will change what may be public of it."""
        passed = self.data or (self.authority and self.authority[1]) or (self.holdings and self.holdings[2])
        return bool(passed) and not self.until and (self.judged is None or self.judged.outcome != WITHHOLD)

    def stored(self, at: At) -> Stored:
        """All of it but what is withheld, and but `data`."""
        _, record, offset = at
        faults = packed(told(each, record, offset) for each in self.faults) if self.faults else b""
        judged: tuple[Any, ...] | None = None
        if (said := self.judged) is not None:
            judged = (said.number, None if said.record is None else said.record - record, said.outcome, said.rules, said.removed)
        return self.read, self.rejected, faults, judged, self.row, tuple(self.removed.items()), self.authority, self.holdings


def dumps(stored: Stored) -> bytes:
    """The bytes of a stored value; `marshal.loads` gives it back."""
    return marshal.dumps(stored, _VERSION)


class PieceFiles:
    """The files of a piece while they are written, and what is counted on the way."""

    def __init__(self, piece: Piece, library: str, files: ExitStack) -> None:
        self.piece, self.library = piece, library
        self.taken, self.rows, self.offset = Taken(piece), list[tuple[Any, ...]](), 0
        self.pack = files.enter_context(piece.into.with_suffix(".pack").open("wb"))
        self.faults = files.enter_context(FaultLog(piece.into.with_suffix(".faults")))
        self.audit = files.enter_context(closing(AuditLog(piece.into, fresh=True)))
        self.names = files.enter_context(closing(NamesTaker(piece.into, piece.secret)))
        self.authorities = files.enter_context(closing(Taker(piece.into, library)))
        self.holdings = files.enter_context(closing(HoldingsTaker(piece.into)))

    def withhold(self, made: Effects) -> None:
        """Note what is kept of a withheld record in this run alone."""
        if made.withheld:
            self.taken.withheld[made.withheld] += 1
        if made.named is not None:
            self.names.add(*made.named, self.library)
        if made.until:
            self.taken.until = min(self.taken.until or made.until, made.until)

    def apply(self, stored: Stored, data: bytes, at: At) -> None:
        """Write what was made of a record. data: its packed form, for its row."""
        read, rejected, faults, judged, row, removed, authority, holdings = stored
        source, record, offset = at
        taken = self.taken
        taken.read += read
        taken.rejected += rejected
        if faults:
            self.faults.group(self.library, source, record, offset, faults)
        if judged is not None:
            self.audit.add(Judged(judged[0], None if judged[1] is None else record + judged[1], *judged[2:]))
        if row is not None:
            if data:
                row = (*row[:2], self.offset, *row[3:])
                self.pack.write(data)
                self.offset += len(data)
                taken.published += 1
            self.rows.append(row)
        for place, count in removed:
            taken.removed[place] += count
        if authority is not None:
            self.authorities.write(*authority)
        if holdings is not None:
            self.holdings.write(*holdings)

    def finish(self) -> Taken:
        """Write the index; what was counted."""
        taken = self.taken
        taken.authorities, taken.holdings, taken.outcomes = self.authorities.taken, self.holdings.taken, self.audit.counts
        write_rows(self.piece, self.rows)
        return taken

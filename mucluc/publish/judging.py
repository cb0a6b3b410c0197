# SPDX-License-Identifier: Apache-2.0
"""What intake makes of one record that was read: screened, checked, packed, or held back. Writes nothing; see `effects`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mucluc.converters.check import check, missing
from mucluc.converters.holdings_records import with_number
from mucluc.converters.names import record_path
from mucluc.converters.record import Fault, Record
from mucluc.converters.release_policy import WITHHOLD
from mucluc.converters.screen import Policy, Screened, places, screen
from mucluc.deliveries import PUBLIC, REFUSED, WAITING
from mucluc.release.model import Library

from .audit_log import judged
from .effects import Effects
from .intake import row_of

NOT_RELEASED = {WAITING: "appraisal-missing", REFUSED: "appraisal-refused"}
"""By state of a delivery that may not be released: the rule under which its records count as withheld."""

_GONE = (0, 0, b"", (), (), "", (), (), b"", ())
"""The rest of the row of a record that is withheld or deleted: it takes the place of what came before it under the same number."""


class Judge:
    """Judges the records of one delivery. policy: bound to the library's kind and the day. state: of the delivery.

    tests: the library's collections and how their records are known.
    """

    def __init__(self, policy: Policy, state: str, owner: Library, tests: list[tuple[str, Callable[[Record], bool]]]) -> None:
        self.policy = policy
        self.state, self.released = state, state in PUBLIC
        self.owner, self.library = owner, owner.slug
        self.tests = tests

    def add(self, record: Record, made: Effects) -> None:
        """Enter into `made` what is to be done for a record."""
        if record.is_authority:
            self._authority(record, made)
        elif record.is_holdings:
            self._copies(record, made)
        else:
            self._record(record, made)

    def _judged(self, record: Record, policy: Policy, made: Effects) -> Screened:
        """What of a record may be public: what the policy lets pass of a delivery that is released."""
        screened = screen(record, policy)
        if screened.record is not None and not self.released:
            screened = Screened(screened.record, WITHHOLD, NOT_RELEASED[self.state])
        made.judged, made.until = judged(record.control_number, record.place.record, screened), screened.until
        return screened

    def _authority(self, record: Record, made: Effects) -> None:
        """Keep what may be public of an authority record."""
        left = self._judged(record, Policy.authority(), made).record
        if left is None:
            made.authority = (record.control_number, b"")
        elif self.released:
            made.authority = (left.control_number, left.pack())
            made.faults.extend(check(left))

    def _copies(self, record: Record, made: Effects) -> None:
        """Keep what may be public of a holdings record, for the record that its 004 names."""
        screened = self._judged(record, self.policy, made)
        left, number = screened.record, (record.get("004") or "").strip()
        if left is None:
            made.holdings = (record.control_number, number, b"", " ".join(sorted(places(record))))
        elif not number:
            made.holdings = (record.control_number, "", b"", "")
        if left is None or not self.released:
            return
        made.faults.extend(check(with_number(left, number)))
        if number:
            made.holdings = (left.control_number, number, left.pack(), " ".join(sorted(screened.removed)))

    def _record(self, record: Record, made: Effects) -> None:
        """Screen a catalogue record, check and pack what may be public."""
        made.read = 1
        if self.released:
            made.faults.extend(replace(fault, value=None) for fault in missing(record))
        screened = self._judged(record, self.policy, made)
        number, left = record.control_number, screened.record
        if screened.outcome == WITHHOLD:
            path = record_path(self.library, number) if number else ""
            made.withheld, made.named = screened.rule, (path, record)
            if left is None and number:
                made.row = (path, number, *_GONE)
        elif left is None or not left.control_number:
            made.faults.append(Fault("control-number-missing", replace(record.place, control_number=None)))
            made.rejected += 1
        else:
            made.removed = screened.removed
            self._publishable(left, made)

    def _publishable(self, record: Record, made: Effects) -> None:
        """Check a screened record, pack it, and say in the index what it is known by."""
        made.faults.extend(check(record))
        made.data = record.pack()
        made.row = row_of(record, made.data, self.owner, 0, self.tests, " ".join(sorted(made.removed)))

# SPDX-License-Identifier: Apache-2.0
"""Which of the elements that readers search and filter by a record has: the measure of completeness, as counts.

An element is there when the check for its absence (`check_missing`) finds nothing, so that measure and fault never disagree.
"""

from __future__ import annotations

from .check import missing
from .record import Record

_CHECKS = {
    "title": "title-missing",
    "date": "date-missing",
    "language": "language-missing",
    "class": "classification-missing",
    "subject": "subject-missing",
    "holdings": "holding-missing",
}
ELEMENTS = (*_CHECKS, "digital")
"""title 245 · date 008/07-10, 260, 264 · language 008/35-37, 041 · class 082, 084 … · subject 6XX · holdings 852 … · digital 856 $u."""


def present(record: Record) -> tuple[str, ...]:
    """The elements of `ELEMENTS` that a screened bibliographic record has, in their order. Pure; never raises on a Record."""
    lacks = {fault.code for fault in missing(record)}
    found = [name for name, code in _CHECKS.items() if code not in lacks]
    if any("\x1fu" in text for text in record.all("856")):
        found.append("digital")
    return tuple(found)

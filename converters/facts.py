# SPDX-License-Identifier: Apache-2.0
"""What a rule may know of the rest of the record, gathered once a record and asked for by name."""

from __future__ import annotations

from .record import SUBFIELD, Record

_NAMES = ("100", "110", "111")
_BLANK = " " * 40


class Facts:
    """The facts of one record. A rule lists those that it reads in `needs`; a test holds it to that.

    leader: 24 characters. fixed: field 008, padded to 40. first: text of the first field of each tag.
    fields: all `(tag, text)` pairs. dlc: whether the Library of Congress catalogued it (040 $a has DLC).
    dated: text of the field that the dates and the country of 008 belong to. creator: tag and field of the main entry, or None.
    library: slug of the library that holds the copies.
    """

    __slots__ = ("creator", "dated", "dlc", "fields", "first", "fixed", "leader", "library")

    def __init__(self, record: Record, library: str) -> None:
        self.fields = record.fields
        self.library = library
        self.first = first = dict(reversed(record.fields))
        leader = record.leader
        self.leader = leader if len(leader) == 24 else (leader + _BLANK)[:24]
        fixed = first.get("008", "")
        self.fixed = fixed if len(fixed) >= 40 else (fixed + _BLANK)[:40]
        self.dlc = "\x1faDLC" in first.get("040", "")
        self.creator: tuple[str, list[str]] | None = None
        for tag in _NAMES:
            if tag in first:
                self.creator = tag, first[tag].split(SUBFIELD)
                break
        self.dated = first.get("260") or self._publication()

    def _publication(self) -> str:
        if "264" not in self.first:
            return ""
        return next((text for tag, text in self.fields if tag == "264" and text[1:2] == "1"), "")

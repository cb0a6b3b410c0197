# SPDX-License-Identifier: Apache-2.0
"""What a rule may know of the rest of the record, gathered once a record and asked for by name."""

from __future__ import annotations

from .record import SUBFIELD, Record

_NAMES = ("100", "110", "111")
_IMPRINTS = frozenset(("260", "261", "262", "264"))
_LINK = SUBFIELD + "6"
_BLANK = " " * 40


class Facts:
    """The facts of one record. A rule lists those that it reads in `needs`; a test holds it to that.

    leader: 24 characters. fixed: field 008, padded to 40. first: text of the first field of each tag.
    fields: all `(tag, text)` pairs. dlc: whether the Library of Congress catalogued it (040 $a has DLC, also as `DGPO/DLC`).
    imprints: the fields that say who produced, published, distributed or made it, those in another script that stand alone last.
    creator: tag and field of the main entry, or None.
    library: slug of the library that holds the copies.
    """

    __slots__ = ("creator", "dlc", "fields", "first", "fixed", "imprints", "leader", "library")

    def __init__(self, record: Record, library: str) -> None:
        self.fields = record.fields
        self.library = library
        self.first = first = dict(reversed(record.fields))
        leader = record.leader
        self.leader = leader if len(leader) == 24 else (leader + _BLANK)[:24]
        fixed = first.get("008", "")
        self.fixed = fixed if len(fixed) >= 40 else (fixed + _BLANK)[:40]
        made = first.get("040", "")
        self.dlc = "\x1faDLC" in made or ("/DLC" in made and "DLC" in made.partition("\x1fa")[2].partition("\x1f")[0])
        self.creator: tuple[str, list[str]] | None = None
        for tag in _NAMES:
            if tag in first:
                self.creator = tag, first[tag].split(SUBFIELD)
                break
        self.imprints = [pair for pair in record.fields if pair[0] in _IMPRINTS]
        if "880" in first:
            self.imprints += self._alone()

    def _alone(self) -> list[tuple[str, str]]:
        links = [text[text.find(_LINK) + 2 :][:6] for tag, text in self.fields if tag in _IMPRINTS and _LINK in text]
        found = []
        for tag, text in self.fields:
            link = text[text.find(_LINK) + 2 :][:6] if tag == "880" else ""
            if link[:3] in _IMPRINTS and f"880-{link[4:]}" not in links:
                found.append((link[:3], text))
        return found

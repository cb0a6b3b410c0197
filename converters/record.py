# SPDX-License-Identifier: Apache-2.0
"""The two values that flow through everything: a Record, or a Fault that says why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

SUBFIELD = "\x1f"
FIELD_END = "\x1e"
RECORD_END = "\x1d"
_HOLDINGS = ("u", "v", "x", "y")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found. Every part is optional except the source.

    source: the file's name as the configuration gives it, never an absolute path.
    record: ordinal of the record in its source, from 1. offset: bytes from the start of the (uncompressed) file;
    for a spreadsheet, the row number counted as a spreadsheet does (the header is row 1).
    cell, column: of a spreadsheet, as it shows them (`D7`, or `D7:D9` of merged cells) and as the template calls it in Vietnamese.
    """

    source: str = ""
    record: int | None = None
    offset: int | None = None
    control_number: str | None = None
    tag: str | None = None
    subfield: str | None = None
    cell: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, as a value: a code of `vocab/faults.toml` (severity and texts stand there), a place, a note.

    note: facts in English that hold no catalogue value (lengths, positions, codes): safe in a public report.
    value: the offending text, only from stages that see screened data or for `var/private/`; never in a public report.
    library: slug of the library, set by the caller that knows it.
    """

    code: str
    place: Place = Place()
    note: str = ""
    value: str | None = None
    library: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One MARC 21 record: a leader of 24 characters and `(tag, text)` pairs in their order.

    The text of a control field (00X) is its data. The text of a data field is both indicators followed by the
    subfields, each introduced by U+001F and its code: `"10\\x1faTruyện Kiều /\\x1fcNguyễn Du."`. There is no field
    terminator in it. All text is NFC Unicode without C0 controls other than U+001F.

    proved: a reader has seen that all this holds, every data field with two indicators and no empty subfield; it need not be
    looked at again. No part of what the record is.
    """

    leader: str
    fields: tuple[tuple[str, str], ...]
    place: Place = field(default=Place(), compare=False)
    proved: bool = field(default=False, compare=False, repr=False)

    def get(self, tag: str) -> str | None:
        """Text of the first field with this tag, or None."""
        for name, text in self.fields:
            if name == tag:
                return text
        return None

    def all(self, tag: str) -> Iterator[str]:
        """Texts of all fields with this tag, in order."""
        return (text for name, text in self.fields if name == tag)

    @property
    def control_number(self) -> str:
        """Field 001 with blanks stripped; empty when there is none."""
        return (self.get("001") or "").strip()

    @property
    def is_authority(self) -> bool:
        """Whether the record establishes a heading (leader/06 is `z`) and describes no Work."""
        return self.leader[6:7] == "z"

    @property
    def is_holdings(self) -> bool:
        """Whether the record describes copies alone (leader/06 u, v, x, y), of what the record describes whose number stands in 004."""
        return self.leader[6:7] in _HOLDINGS

    def pack(self) -> bytes:
        """The record as UTF-8: leader and fields joined by U+001E, ended by U+001D. No length limit, unlike ISO 2709."""
        parts = [self.leader]
        parts.extend(tag + text for tag, text in self.fields)
        return (FIELD_END.join(parts) + RECORD_END).encode()

    @classmethod
    def unpack(cls, data: bytes) -> Record:
        """The inverse of `pack`; raises ValueError when `data` is not one packed record."""
        if not data.endswith(b"\x1d"):
            raise ValueError("not a packed record: no terminator")
        leader, *fields = data[:-1].decode().split(FIELD_END)
        return cls(leader, tuple((f[:3], f[3:]) for f in fields))


def subfields(text: str) -> list[tuple[str, str]]:
    """`(code, value)` pairs of a data field's text, in order; a subfield without a code is left out."""
    return [(part[0], part[1:]) for part in text.split(SUBFIELD)[1:] if part]


def values(text: str, codes: str) -> list[str]:
    """Values of the subfields whose code is in `codes`, in the field's order."""
    return [part[1:] for part in text.split(SUBFIELD)[1:] if part and part[0] in codes]

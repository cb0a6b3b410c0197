# SPDX-License-Identifier: Apache-2.0
"""From what a reader found in a file to a Record that keeps its promises, with a Fault for everything that had to be mended."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from . import encodings
from .path import MarcPath
from .record import FIELD_END, SUBFIELD, Fault, Place, Record
from .vietnamese.signs import suspicious
from .vietnamese.undo import AUTO, Legacy, undone

Field = tuple[str, str]

_TAG = re.compile("[0-9A-Za-z]{3}")
_TAGS = frozenset(f"{number:03}" for number in range(1, 1000))
_CONTROLS = bytes(set(range(0x20)) - {0x1E, 0x1F}) + b"\x7f"
_REPORTABLE = re.compile("[\x80-\x9f\ud800-\udfff\ufffd-\uffff]")
_ORDINARY_NUMBER = re.compile(r"(?!.*\.\.)[0-9A-Za-z(][0-9A-Za-z ._:()+-]*")
_LEADER_AS_WRITTEN = re.compile("[ -~]{10}22[ -~]{8}4500")


def leader_of(found: str) -> str:
    """The leader of a Record: 24 characters, of which 05–08 and 17–19 are the record's own.

    The rest describes the ISO 2709 file that the record came in (lengths, coding, entry map) and is set to the constant
    that MARCXML uses, so that the same record read from two formats is equal. Character 09 is `a`: the text is Unicode now.
    """
    whole = found.ljust(24)[:24]
    return f"00000{whole[5:9]}a2200000{whole[17:20]}4500"


def ordinary(control_number: str) -> bool:
    """Whether a control number has nothing that a person should look at: letters, digits and `. _ : ( ) + -`, no `..`."""
    return (control_number.isascii() and control_number.isalnum()) or _ORDINARY_NUMBER.fullmatch(control_number) is not None


def sound(leader: str, tags: list[str], parts: list[str], text: str, data: bytes, place: Place, looked: bool = False) -> Record | None:
    """The record made of these tags and field texts when there is nothing to mend and nothing to report; else None.

    text, data: all the field texts, each ended by U+001E, as text and as UTF-8. looked: whether they have been looked at for legacy
    Vietnamese text, so that signs of it are no reason to do so again. Every test is on the whole record where it can be:
    nearly all records pass here, and what it costs all of them pay.
    """
    if len(data.translate(None, _CONTROLS)) != len(data):
        return None
    if not text.isascii():
        # C1 controls are C2 80–9F in UTF-8, lone surrogates begin with ED, U+FFFD to U+FFFF with EF BF: most texts have none.
        if (b"\xc2" in data or b"\xed" in data or b"\xef\xbf" in data) and _REPORTABLE.search(text):
            return None
        try:
            parts = [part if part.isascii() else _normal(part, looked) for part in parts]
        except _SuspiciousError:
            return None
        if ("\u0302" in text or "\u0306" in text) and any(encodings.mend_marks(part) is not part for part in parts):
            return None
    if "^" in text and not looked and any(map(suspicious, parts)):
        return None
    first = bisect_left(tags, "010")
    if first and max(tags[:first]) >= "010":  # the tags are in no order, and the search means nothing
        return None
    for part in parts[:first]:
        if SUBFIELD in part:
            return None
    if [part for part in parts[first:] if part[2:3] != SUBFIELD or part[0] == SUBFIELD]:
        return None
    if "\x1f\x1f" in text or "\x1f\x1e" in text or (first < len(tags) and min(tags[first:]) < "010"):
        return None
    number = parts[0].strip()
    if tags[0] != "001" or tags.count("001") != 1 or not number or not ordinary(number) or not leader.isprintable():
        return None
    return Record(leader_of(leader), tuple(zip(tags, parts, strict=True)), place, proved=True)


class _SuspiciousError(Exception):
    """A field may be legacy Vietnamese text."""


def _normal(part: str, looked: bool) -> str:
    """A field beyond ASCII in NFC; raises _SuspiciousError when it should be looked at first."""
    made = encodings.nfc(part)
    if not looked and suspicious(made):
        raise _SuspiciousError
    return made


def settle(
    leader: str, fields: list[Field], place: Place, identity: MarcPath | None = None, legacy: Legacy = AUTO
) -> Iterator[Record | Fault]:
    """The faults of a record, then the Record itself unless it cannot be one. Legacy Vietnamese text is undone here, whatever the format.

    leader, fields: as the file has them, in the form that `Record` describes but not yet clean. identity: where the control
    number stands when there is no 001; the value found there becomes 001. A record without a control number is refused: it
    would have no name in the union. legacy: what the file's texts are taken to be.
    """
    record = None if legacy.everywhere else _plainly(leader, fields, place, looked=False)
    if record is None:
        found = undone(fields, place, legacy)
        if found is not None:
            fields = found[0]
            yield from found[1]
        record = _plainly(leader, fields, place, looked=True)
    if record is not None:
        yield record
        return
    kept: list[Field] = []
    for tag, text in fields:
        yield from _field(tag, text, place, kept)
    if identity is not None and not any(tag == "001" and text.strip() for tag, text in kept):
        kept = _identified(kept, identity)
    if _LEADER_AS_WRITTEN.fullmatch(leader) is None:
        yield Fault("leader-odd", replace(place, tag="LDR"), f"length {len(leader)}")
        leader = "".join(c if " " <= c <= "~" else " " for c in leader)
    yield from _numbered(Record(leader_of(leader), tuple(kept), place))


def _plainly(leader: str, fields: list[Field], place: Place, looked: bool) -> Record | None:
    """The record when there is nothing to mend in it; see `sound`."""
    tags = [tag for tag, _ in fields]
    if not tags or not _TAGS.issuperset(tags) or not _LEADER_AS_WRITTEN.fullmatch(leader):
        return None
    parts = [text for _, text in fields]
    text = FIELD_END.join([*parts, ""])
    if text.count(FIELD_END) != len(parts):  # only ISO 2709 cannot have one inside a field
        return None
    return sound(leader, tags, parts, text, text.encode("utf-8", "surrogatepass"), place, looked)


def _field(tag: str, text: str, place: Place, kept: list[Field]) -> Iterator[Fault]:
    """Put one field, cleaned, at the end of `kept` unless nothing sensible can be kept; yield what was wrong with it."""
    if _TAG.fullmatch(tag) is None:
        yield Fault("tag-bad", place, f"{len(text)} characters left out")
        return
    here = replace(place, tag=tag)
    text, removed = encodings.strip_controls(text)
    removed += text.count(FIELD_END)
    text = text.replace(FIELD_END, "")
    control = tag < "010"
    if control and SUBFIELD in text:
        removed += text.count(SUBFIELD)
        text = text.replace(SUBFIELD, "")
    if removed:
        yield Fault("control-characters", here, f"{removed} removed")
    if "\ufffd" in text:
        yield Fault("replacement-characters", here, f"{text.count(chr(0xFFFD))} shown as U+FFFD")
    normal = encodings.nfc(text)
    text = encodings.mend_marks(normal)
    if text != normal:
        yield Fault("mark-order", here)
    if not control:
        if SUBFIELD not in text:
            yield Fault("field-without-subfields", here, f"{len(text)} characters left out")
            return
        mended = _shaped(text)
        if mended != text:
            yield Fault("field-shape", here)
            text = mended
        if len(text) < 4:
            yield Fault("field-without-subfields", here)
            return
    if tag == "001" and any(name == "001" for name, _ in kept):
        yield Fault("control-number-doubled", here)
        return
    kept.append((tag, text))


def _shaped(text: str) -> str:
    """A data field's text with exactly two indicators (blank where missing) and no subfield without a code."""
    indicators, *parts = text.split(SUBFIELD)
    if len(indicators) > 2 and indicators[2:].strip():
        # Text between the indicators and the first delimiter belongs to no subfield: it cannot be screened, so it is not kept.
        indicators = indicators[:2]
    return SUBFIELD.join([indicators[:2].ljust(2), *(part for part in parts if part)])


def _identified(fields: list[Field], identity: MarcPath) -> list[Field]:
    """The fields with the first value found at `identity` as their 001; a blank 001 makes room for it."""
    number = next((value.strip() for value in identity.values_of(fields) if value.strip()), "")
    return [("001", number), *(field for field in fields if field[0] != "001")] if number else fields


def _numbered(record: Record) -> Iterator[Record | Fault]:
    """The record with a fault when its control number is odd; only a fault when it has none, or one of which no IRI can be made."""
    number = record.control_number
    if not number:
        yield Fault("control-number-missing", replace(record.place, tag="001"))
        return
    if number in (".", ".."):  # in an address they are a way up, however they are written: the record could have no IRI
        yield Fault("control-number-dots", replace(record.place, tag="001"))
        return
    if not ordinary(number):
        yield Fault("control-number-odd", replace(record.place, tag="001"), f"{len(number)} characters")
    yield record

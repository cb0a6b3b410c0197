# SPDX-License-Identifier: Apache-2.0
"""ISO 2709: one record's bytes to a Record, at once when everything agrees, by weighing the evidence when it does not.

Three witnesses say where a record and its fields end: the leader's length, the directory, and the terminators. A file that
was cut, edited or counted in characters contradicts itself; what two of the three confirm is kept, with a Fault that says so.
"""

from __future__ import annotations

import functools
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from operator import add
from typing import BinaryIO

from . import encodings, framing
from .framing import ENDED, OVERLONG, UNENDED, Frame
from .known import UNKNOWN, Known
from .path import MarcPath
from .record import Fault, Place, Record
from .tidy import settle, sound
from .vietnamese.tables import ENCODINGS
from .vietnamese.undo import AUTO, Legacy, legacy_field, of_bytes

_TAGS = {b"%03d" % number: f"{number:03d}" for number in range(1, 1000)}
_LENGTHS = [b"%04d" % number for number in range(10_000)]
_STARTS = [b"%05d" % number for number in range(10_000)]
_LEADER = re.compile(rb"[0-9]{5}[a-z][a-z][a-z ][ -~][a ]22([0-9]{5})[0-9A-Za-z ]{3}45")
_USUAL = 512  # entries of a directory; what cuts a longer one is large and not kept
_BETWEEN = b"\r\n\x00\x1a \t"
_BOM = b"\xef\xbb\xbf"
_FIRST = frozenset(_BETWEEN + _BOM[:1])
"""Bytes that may begin what is no part of a record."""
_MOST = 100_000  # fields of a record: ISO 2709 can address 8,000, and each costs memory that its bytes do not
_PULLED = 8  # terminators inside one field that are believed to be a slip and not the end of a record


def _entries(count: int) -> Callable[[bytes, int], tuple[bytes, ...]]:
    """What cuts a directory of `count` entries into tag, length and start, tag, length and start, …"""
    return struct.Struct("3s9s" * count).unpack_from


_usual_entries = functools.lru_cache(maxsize=_USUAL)(_entries)


def quick(piece: bytes, place: Place) -> Record | None:
    """The record in `piece` (without its terminator) when leader, directory, terminators, coding and text all agree; else None.

    One decode and one split; that the directory says of the parts exactly what they are proves that its order is theirs.
    Every test is on the whole record where it can be: this function is most of the time that reading takes.
    """
    if piece[10:12] != b"22" or piece[20:24] != b"4500":
        return None
    try:
        if int(piece[:5]) != len(piece) + 1:
            return None
        base = int(piece[12:17])
        count, rest = divmod(base - 25, 12)
        if rest or count < 1:
            return None
        found = (_usual_entries if count < _USUAL else _entries)(count)(piece, 24)
        data = piece[base:]
        text = data.decode()
        leader = piece[:24].decode("ascii")
        tags = list(map(_TAGS.__getitem__, found[::2]))
    except (ValueError, KeyError, struct.error):
        return None
    parts = text.split("\x1e")
    sizes = [len(part) + 1 for part in (parts if text.isascii() else data.split(b"\x1e"))]
    if len(parts) != count + 1 or parts.pop() or sizes.pop() != 1 or found[1::2] != _directory(sizes):
        return None
    if piece[9] != 0x61 and not text.isascii():
        return None
    return sound(leader, tags, parts, text, data, place)


def _directory(sizes: list[int]) -> tuple[bytes, ...]:
    """What a directory says, tags aside, of fields of these sizes that follow each other."""
    try:
        starts = accumulate(sizes, initial=0)
        return tuple(map(add, map(_LENGTHS.__getitem__, sizes), map(_STARTS.__getitem__, starts)))
    except IndexError:  # a long record
        return tuple(b"%04d%05d" % each for each in zip(sizes, accumulate(sizes, initial=0), strict=False))


class DamagedError(Exception):
    """The bytes are no record that can be trusted. code: of the Fault to report; note: lengths and positions only."""

    def __init__(self, code: str, note: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.note = note


@dataclass(frozen=True, slots=True)
class Found:
    """A record's parts as bytes. mended: codes and notes of what the directory or leader said wrongly."""

    leader: bytes
    fields: list[tuple[bytes, bytes]]
    mended: list[tuple[str, str]]


def exact(piece: bytes) -> Found:
    """The fields of a record whose leader or directory is wrong, when two witnesses agree; raises DamagedError."""
    end = piece.find(b"\x1e", 24)
    if len(piece) < 25 or end < 0:
        raise DamagedError("iso2709-not-a-record", f"{len(piece)} bytes")
    mended: list[tuple[str, str]] = []
    if piece[12:17] != b"%05d" % (end + 1):
        mended.append(("iso2709-base-address", f"the data begin at byte {end + 1} of the record"))
    directory = piece[24:end]
    if not directory or len(directory) % 12:
        raise DamagedError("iso2709-directory-unreadable", f"{len(directory)} bytes are no whole number of entries of 12")
    if len(directory) > 12 * _MOST or piece.count(b"\x1e", end) > _MOST:
        raise DamagedError("iso2709-too-many-fields", f"over {_MOST}")
    entries = [directory[i : i + 12] for i in range(0, len(directory), 12)]
    fields = piece[end + 1 :].split(b"\x1e")
    if fields.pop():
        raise DamagedError("iso2709-truncated", "the last field has no end")
    if any(len(field) > 9998 for field in fields) and len(piece) < 99_999:
        mended.append(("iso2709-too-long", "a field of over 9,999 bytes"))
    tags = [entry[:3] for entry in entries]
    lengths, starts = [_number(entry[3:7]) for entry in entries], [_number(entry[7:]) for entry in entries]
    places = {offset: number for number, offset in enumerate(accumulate((len(f) + 1 for f in fields), initial=0)) if number < len(fields)}
    if len(set(starts)) == len(starts) and all(start in places for start in starts):
        chosen = [fields[places[start]] for start in starts if start is not None]
        if len(chosen) < len(fields):
            mended.append(("iso2709-unlisted-fields", f"{len(fields) - len(chosen)} fields that the directory does not list"))
        if not _agree(lengths, chosen):
            mended.append(("iso2709-directory-mismatch", "the field terminators were believed"))
        return Found(piece[:24], list(zip(tags, chosen, strict=True)), mended)
    in_order = all(a is not None and b is not None and a < b for a, b in pairwise(starts))
    if len(fields) == len(entries) and (in_order or _agree(lengths, fields)):
        mended.append(("iso2709-directory-mismatch", "the order of the fields was believed"))
        return Found(piece[:24], list(zip(tags, fields, strict=True)), mended)
    raise DamagedError("iso2709-directory-unreadable", f"{len(entries)} entries, {len(fields)} fields, and they do not meet")


def _number(digits: bytes) -> int | None:
    return int(digits) if digits.isdigit() else None


def _agree(lengths: list[int | None], fields: list[bytes]) -> bool:
    """Whether the directory's lengths are those of the fields; a field over 9,999 bytes cannot be said in four digits."""
    sizes = [len(field) + 1 for field in fields]
    return all(said == size or (size > 9999 and said in (0, 9999, size % 10000)) for said, size in zip(lengths, sizes, strict=True))


class Iso2709Reader:
    """Reads one stream or one byte range of a file. encoding: as `encodings.known` gives it. identity, legacy: see `tidy.settle`."""

    def __init__(self, name: str, encoding: str = "auto", identity: MarcPath | None = None, legacy: Legacy = AUTO) -> None:
        self.name = name
        self.encoding = encoding
        self.identity = identity
        self.legacy = legacy
        self.ordinal = 0
        self.between: dict[str, tuple[Place, int]] = {}
        self.known: Known = UNKNOWN
        self.how = f"{encoding} {identity and identity.text} {legacy}"

    def read(self, stream: BinaryIO, start: int = 0, end: int | None = None, known: Known = UNKNOWN) -> Iterator[Record | Fault]:
        """Records in their order, each after the faults that belong to it; faults of the whole file come last.

        known: is asked of each record, filling aside, that its terminator ends.
        """
        source = framing.frames(stream, start, end)
        pending: list[Frame] = []
        plain, self.known = self._plain, known
        while frame := pending.pop() if pending else next(source, None):
            offset, piece, state = frame
            if piece and piece[0] not in _FIRST and self._is_known(piece, offset, state):
                continue
            if plain and state == ENDED:
                record = quick(piece, Place(self.name, self.ordinal + 1, offset))
                if record is not None:
                    self.ordinal += 1
                    yield record
                    continue
            yield from self._slow(frame, source, pending)
        known.apart()
        for code, (place, times) in self.between.items():
            yield Fault(code, place, f"{times} times; the first at byte {place.offset}")

    def _is_known(self, piece: bytes, offset: int, state: int) -> bool:
        """Whether a record need not be read, for the caller knows what is made of it; it is counted all the same."""
        if state != ENDED:
            self.known.apart()
            return False
        known = self.known.begins(piece, self.how, self.ordinal + 1, offset)
        self.ordinal += known
        return known

    def _slow(self, frame: Frame, source: Iterator[Frame], pending: list[Frame]) -> Iterator[Record | Fault]:
        offset, whole, state = frame
        piece = self._without_filling(whole, offset, state)
        if not piece:
            return
        offset += len(whole) - len(piece)
        if whole[0] in _FIRST and self._is_known(piece, offset, state):
            return
        place = Place(self.name, self.ordinal + 1, offset)
        self.ordinal += 1
        if state == OVERLONG:
            yield Fault("iso2709-no-end", place, f"no record terminator within {framing.LIMIT} bytes")
            return
        inner = _leader_inside(piece)
        if inner and not self._whole(piece):
            self.known.apart()
            pending.append((offset + inner, piece[inner:], state))
            piece, state = piece[:inner], UNENDED
        elif state == ENDED and (said := _said_longer(piece)):
            self.known.apart()
            piece = _with_slips(piece, said, source, pending)
        record = quick(piece, place) if self._plain else None
        if record is not None:
            if state == UNENDED:
                yield Fault("iso2709-no-terminator", place)
            yield record
            return
        yield from self._mended(piece, place, state)

    def _without_filling(self, piece: bytes, offset: int, state: int) -> bytes:
        """`piece` without the byte-order mark, line breaks and blanks that programs put between records; they are counted."""
        rest = piece
        if rest.startswith(_BOM):
            rest = rest[3:]
            self._count("iso2709-byte-order-mark", offset)
        bare = rest.lstrip(_BETWEEN)
        if bare != rest:
            self._count("iso2709-filling", offset)
        if not bare and not piece and state == ENDED:
            self._count("iso2709-stray-terminator", offset)
        return bare

    def _count(self, code: str, offset: int) -> None:
        place, times = self.between.get(code, (Place(self.name, None, offset), 0))
        self.between[code] = (place, times + 1)

    @property
    def _plain(self) -> bool:
        """Whether a record that is UTF-8 throughout needs no other look."""
        return self.encoding in ("auto", "utf-8") and not self.legacy.everywhere

    @staticmethod
    def _whole(piece: bytes) -> bool:
        """Whether the leader's length is that of the piece: then a leader inside it is text."""
        return _number(piece[:5]) == len(piece) + 1

    def _mended(self, piece: bytes, place: Place, state: int) -> Iterator[Record | Fault]:
        try:
            found = exact(piece)
        except DamagedError as damage:
            yield Fault("iso2709-truncated" if state == UNENDED else damage.code, place, damage.note)
            return
        said, size = _number(piece[:5]), len(piece) + 1
        if state == UNENDED:
            yield Fault("iso2709-no-terminator", place)
        if size > 99_999:
            yield Fault("iso2709-too-long", place, f"{size} bytes")
        elif said != size:
            yield Fault("iso2709-wrong-length", place, f"{size} bytes" + ("" if said is None else f", the leader says {said}"))
        for code, note in found.mended:
            yield Fault(code, place, note)
        fields: list[tuple[str, str]] = []
        legacy, noted = self._legacy(found)
        horns = b"\xad" not in piece
        for raw_tag, raw in found.fields:
            tag = raw_tag.decode("ascii", "replace")
            text, wrong = self._decoded(raw, found.leader[9:10], legacy, noted, horns)
            for code, note in wrong:
                yield Fault(code, replace(place, tag=tag if tag.isalnum() else None), note)
            fields.append((tag, text))
        if found.leader[9:10] not in (b"a", b" "):
            yield Fault("leader-odd", replace(place, tag="LDR"), "character 09 is neither a nor blank")
        yield from settle(found.leader.decode("latin-1"), fields, place, self.identity, self.legacy)

    def _legacy(self, found: Found) -> tuple[str, str]:
        """The encoding of those fields of a record that are not UTF-8 when it is a legacy Vietnamese one, and the note of a Fault that
        says so.
        """
        if self.encoding != "auto":
            return "", ""
        strange = [raw for tag, raw in found.fields if not raw.isascii() and tag > b"009" and not _is_utf8(raw)]
        verdict = of_bytes(strange, found.leader[9:10] != b"a", self.legacy) if strange else None
        if verdict is None or not verdict.sure:
            return "", ""
        return verdict.encoding, "" if verdict.encoding == self.legacy.encoding else verdict.said

    def _decoded(self, raw: bytes, coding: bytes, legacy: str, said: str, horns: bool) -> tuple[str, list[tuple[str, str]]]:
        """Text of a field, and codes and notes of Faults when its bytes are not what the record says they are.

        legacy: what the record's fields that are not UTF-8 are in, said: the Fault's note; both from `_legacy`.
        horns: whether the record has no soft hyphen; see `legacy_field`.
        """
        if legacy and not _is_utf8(raw):
            text, wrong = legacy_field(legacy, raw, horns)
            return text, [("text-legacy", said), *wrong] if said and (legacy != "marc-8" or coding == b"a") else wrong
        return decoded(raw, coding, self.encoding, horns)


def decoded(raw: bytes, coding: bytes, encoding: str, horns: bool = False) -> tuple[str, list[tuple[str, str]]]:
    """Text of a field, and codes and notes of Faults when its bytes are not what the record says they are.

    coding: leader/09. encoding: as `encodings.known` gives it. horns: see `legacy_field`.
    """
    if encoding in ENCODINGS:
        return legacy_field(encoding, raw, horns)
    if encoding == "auto":
        text, code, note = _guessed(raw, coding == b"a")
    elif encoding == "marc-8":
        text, code, note = _marc8(raw)
    else:
        text = raw.decode(encoding, "replace")
        code, note = ("encoding-undecodable", encoding) if "\ufffd" in text else ("", "")
    return text, [(code, note)] if code else []


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _guessed(raw: bytes, utf8: bool) -> tuple[str, str, str]:
    """UTF-8 when the bytes are valid UTF-8, for MARC-8 text with marks never is; else what the leader says."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        if not utf8:
            return _marc8(raw)
        return raw.decode("utf-8", "replace"), "encoding-invalid-utf8", f"at byte {error.start} of the field"
    if utf8 or raw.isascii():
        return (text, "", "") if utf8 or b"\x1b" not in raw else _marc8(raw)
    return text, "encoding-utf8-undeclared", ""


def _marc8(raw: bytes) -> tuple[str, str, str]:
    """MARC-8, subfield by subfield: every one begins with the default sets, and its code is no part of the text."""
    head, *parts = raw.split(b"\x1f")
    text, bad = encodings.from_marc8(head)
    for part in parts:
        value, worse = encodings.from_marc8(part[1:])
        text += "\x1f" + part[:1].decode("ascii", "replace") + value
        bad += worse
    return text, "encoding-marc8-unreadable" if bad else "", f"{bad} places"


def _leader_inside(piece: bytes) -> int:
    """Where a second record begins in `piece` because the first lacks its terminator; 0 when nowhere."""
    return next((found.start() for found in _LEADER.finditer(piece, 1) if _begins(piece, found.start())), 0)


def _begins(piece: bytes, position: int) -> bool:
    """Whether a record begins there: a leader whose base address is where a directory in whole entries ends."""
    found = _LEADER.match(piece, position)
    base = int(found[1]) if found else 0
    return base > 24 and (base - 25) % 12 == 0 and piece[position + base - 1 : position + base] == b"\x1e"


def _said_longer(piece: bytes) -> int:
    """The length that leader and directory both say, when it is more than there is; else 0."""
    said, base = _number(piece[:5]), _number(piece[12:17])
    if said is None or base is None or said <= len(piece) + 1 or piece[base - 1 : base] != b"\x1e" or (base - 25) % 12:
        return 0
    extents = [(_number(piece[i + 3 : i + 7]) or 0) + (_number(piece[i + 7 : i + 12]) or 0) for i in range(24, base - 1, 12)]
    return said if extents and base + max(extents) + 1 == said else 0


def _with_slips(piece: bytes, said: int, source: Iterator[Frame], pending: list[Frame]) -> bytes:
    """`piece`, joined with what follows when its said length shows that a terminator inside a field was a slip."""
    pulled: list[Frame] = []
    size = len(piece)
    while size + 1 < said and len(pulled) < _PULLED:
        following = pending.pop() if pending else next(source, None)
        if following is None:
            break
        if _begins(following[1], 0):  # a record of its own, whatever the one before says
            pending.append(following)
            break
        pulled.append(following)
        size += len(following[1]) + 1
    joined = b"\x1d".join([piece, *(frame[1] for frame in pulled)])
    if len(joined) + 1 == said and joined.endswith(b"\x1e") and pulled and pulled[-1][2] == ENDED:
        return joined
    pending.extend(reversed(pulled))
    return piece

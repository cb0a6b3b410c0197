# SPDX-License-Identifier: Apache-2.0
"""MARC-in-JSON (Ross Singer's form, which pymarc writes): an array, one object a line, one object, or objects inside an envelope.

What is looked for is the beginning of a record, an object that has a leader or fields. Unescaped, those bytes can stand in no JSON
string; so a record that is broken ends where the next one begins, and costs nothing but itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from .framing import CHUNK, LIMIT
from .path import MarcPath
from .record import SUBFIELD, Fault, Place, Record
from .streams import utf8
from .tidy import settle
from .vietnamese.tables import ENCODINGS
from .vietnamese.undo import AUTO, Legacy

# Short members may stand before the leader (`_id`, `status`). Possessive: each byte is looked at once a brace.
_MEMBER = rb'"[^"{}\[\]\\]{1,40}+"\s*+:\s*+(?:"[^"\\]{0,200}+"|[-+.\w]{1,40}+)\s*+,\s*+'
_START = re.compile(rb"\{\s*+(?:" + _MEMBER + rb'){0,20}?"(?:leader|fields)"\s*+:')
_OVERLAP = 8192  # a beginning that a chunk cuts is found with the next chunk
_LAYOUT = b" \t\r\n,]}\x1e\x00"
_NO_DELIMITER = "\x02"  # a control character like any other, which `settle` takes out and reports
_LOST = re.compile(rb'"(?:leader|fields|subfields|ind1)"')

Pairs = tuple[tuple[str, Any], ...]


class _Broken(Exception):
    """The JSON is a value but no record; the argument says why."""


class MarcJsonReader:
    """Reads one stream. encoding: `auto` and `utf-8` are UTF-8 (UTF-16 by its mark), else a codec. identity: see `tidy.settle`."""

    def __init__(self, name: str, encoding: str = "auto", identity: MarcPath | None = None, legacy: Legacy = AUTO) -> None:
        self.name = name
        self.encoding = "iso-8859-1" if legacy.raw else "utf-8" if encoding in ("auto", "marc-8", *ENCODINGS) else encoding
        self.identity = identity
        self.legacy = legacy
        self.ordinal = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=tuple, strict=False)  # pairs: a subfield that is repeated is no mistake

    def read(self, stream: BinaryIO, head: bytes) -> Iterator[Record | Fault]:
        """Records in their order, each after the faults that belong to it. head: the stream's first bytes, not taken from it."""
        array = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
        last = b""
        for offset, piece, whole in _pieces(utf8(stream, head)):
            if _START.match(piece):
                last = yield from self._record(offset, piece, whole)
            else:
                last = piece
                yield from self._between(offset, piece.removeprefix(b"\xef\xbb\xbf").lstrip(b"["))
        if array and not last.rstrip(_LAYOUT.replace(b"]", b"")).endswith(b"]"):
            yield Fault("json-unfinished", Place(self.name), "the array is not closed")

    def _record(self, offset: int, piece: bytes, whole: bool) -> Generator[Record | Fault, None, bytes]:
        """What one piece that begins like a record holds; returns the bytes after the record."""
        self.ordinal += 1
        place = Place(self.name, self.ordinal, offset)
        if not whole:
            yield Fault("json-too-long", place, f"over {LIMIT} bytes")
            return b""
        text = piece.decode(self.encoding, "replace")
        try:
            found, end = self._decoder.raw_decode(text)
        except (ValueError, RecursionError) as error:
            reason, at = _why(error)
            yield Fault("json-broken", place, f"{reason} at byte {offset + len(text[:at].encode(self.encoding, 'replace'))}")
            return b""
        if "\ufffd" in text[:end] and self.encoding == "utf-8" and (at := _not_utf8(piece)) >= 0:
            yield Fault("encoding-invalid-utf8", place, f"at byte {offset + at}")
        rest = text[end:].encode(self.encoding, "replace")
        yield from self._settled(found, place)
        yield from self._between(offset + len(piece) - len(rest), rest)
        return rest

    def _settled(self, found: Any, place: Place) -> Iterator[Record | Fault]:
        faults: list[Fault] = []
        try:
            leader, fields = _parts(found, place, faults)
        except _Broken as error:
            yield Fault("json-not-a-record", place, str(error))
            return
        yield from faults
        yield from settle(leader, fields, place, self.identity, self.legacy)

    def _between(self, offset: int, data: bytes) -> Iterator[Fault]:
        """What stands between two records: nothing but layout, an envelope, or what is left of a record whose beginning is broken."""
        rest = data.strip(_LAYOUT)
        if not rest:
            return
        place = Place(self.name, None, offset + data.index(rest))
        if _LOST.search(rest):
            self.ordinal += 1
            yield Fault("json-not-a-record", replace(place, record=self.ordinal), f"{len(rest)} bytes with parts of a record")
        elif not _ENVELOPE.fullmatch(rest):
            yield Fault("json-between", place, f"{len(rest)} bytes")


_ENVELOPE = re.compile(rb'[{"\w\s:,.+/\[\]-]*')


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """The bytes cut where records begin: offset, bytes up to the next beginning, and whether they are all there (else only the first)."""
    held, offset, dropped, searched = b"", 0, 0, 1
    while chunk := stream.read(CHUNK):
        held += chunk
        begun = 0
        while found := _START.search(held, searched):
            yield offset, held[begun : found.start()], not dropped
            offset += found.start() - begun + dropped
            begun, searched, dropped = found.start(), found.start() + 1, 0
        held = held[begun:]
        if len(held) > LIMIT:  # the beginning says that there was a record; the rest is let go
            dropped += len(held) - 2 * _OVERLAP
            held = held[:_OVERLAP] + held[-_OVERLAP:]
        searched = max(1, len(held) - _OVERLAP)
    if held:
        yield offset, held, not dropped


def _why(error: Exception) -> tuple[str, int]:
    """What the decoder says, and at which character. It raises bare errors for what is nested too deeply and for a number too long."""
    if isinstance(error, json.JSONDecodeError):
        return error.msg, error.pos
    return "nested too deeply, or a number too long,", 0


def _not_utf8(piece: bytes) -> int:
    """Where the bytes are not UTF-8; -1 when they are (the text itself holds U+FFFD)."""
    try:
        piece.decode()
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _parts(found: Any, place: Place, faults: list[Fault]) -> tuple[str, list[tuple[str, str]]]:
    """Leader and fields as `settle` takes them; raises _Broken when the object has no list of fields."""
    members = dict(found)
    leader, raw = members.get("leader", ""), members.get("fields")
    if not isinstance(leader, str):
        faults.append(Fault("json-value", replace(place, tag="LDR"), f"{_kind(leader)} and no string"))
        leader = ""
    if isinstance(raw, tuple):
        raw = [raw]  # one object with all fields: its members are pairs too, and may be repeated
    if not isinstance(raw, list):
        raise _Broken("there is no list of fields")
    fields = []
    for each in raw:
        if not isinstance(each, tuple):
            faults.append(Fault("json-value", place, f"{_kind(each)} among the fields"))
            continue
        for tag, value in each:
            if (text := _field(tag, value, place, faults)) is not None:
                fields.append((tag, text))
    return leader, fields


def _field(tag: str, value: Any, place: Place, faults: list[Fault]) -> str | None:
    """The text of a field; None, with a fault, when it has none."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        members = dict(value)
        parts, first, second = members.get("subfields"), members.get("ind1"), members.get("ind2")
        if isinstance(parts, list):
            if not (isinstance(first, str) and isinstance(second, str) and len(first) == len(second) == 1):
                faults.append(Fault("json-indicators", _at(place, tag)))
                first, second = (each if isinstance(each, str) and len(each) == 1 else " " for each in (first, second))
            return f"{first}{second}{''.join(_subfields(parts, tag, place, faults))}"
    faults.append(Fault("json-value", _at(place, tag), f"{_kind(value)} and neither a string nor subfields"))
    return None


def _at(place: Place, tag: str, subfield: str | None = None) -> Place:
    return replace(place, tag=tag if len(tag) == 3 and tag.isalnum() else None, subfield=subfield)


def _subfields(parts: list[Any], tag: str, place: Place, faults: list[Fault]) -> Iterator[str]:
    for part in parts:
        for code, text in part if isinstance(part, tuple) else (("", part),):
            if len(code) != 1 or code < " ":
                faults.append(Fault("json-subfield-code", _at(place, tag)))
            elif not isinstance(text, str):
                faults.append(Fault("json-value", _at(place, tag, code), f"{_kind(text)} and no string"))
            else:
                yield f"{SUBFIELD}{code}{text.replace(SUBFIELD, _NO_DELIMITER)}"


def _kind(value: Any) -> str:
    """What JSON calls such a value."""
    names = {tuple: "an object", list: "an array", bool: "true or false", type(None): "null", str: "a string"}
    return names.get(type(value), "a number")

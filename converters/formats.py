# SPDX-License-Identifier: Apache-2.0
"""The formats that are read: the name of each, how a file of it is known by its first bytes, and what reads it.

One table: `FORMATS` (the names that the configuration and the command line accept), `detect` and `records` follow it. A reader is
loaded when the first file of its format is met.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from .framing import BOUNDARY
from .known import UNKNOWN, Known
from .record import Fault, Place, Record
from .vietnamese.sample import look
from .vietnamese.undo import AUTO, Legacy

if TYPE_CHECKING:
    from .path import MarcPath

BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06")
"""How gzip and ZIP files begin; `archive` undoes them."""

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Options:
    """How a stream is read. name: what a Place calls it. encoding: as `encodings.known` gives it. identity: see `tidy.settle`.

    start, end: a byte range, which only ISO 2709 has. legacy: what the texts are taken to be; `records` finds it out.
    known: who is asked whether a record was read before.
    """

    name: str = ""
    encoding: str = "auto"
    identity: MarcPath | None = None
    start: int = 0
    end: int | None = None
    legacy: Legacy = AUTO
    known: Known = UNKNOWN


Found = Iterator[Record | Fault]


class Format(NamedTuple):
    """known: whether a file that begins with these bytes (as they are; without mark and blanks) is of the format. read: its reader.

    The reader takes a stream, the stream's first bytes (not taken from it), and the options.
    """

    known: Callable[[bytes, bytes], bool]
    read: Callable[[BinaryIO, bytes, Options], Found]


_LEADER = re.compile(rb"[0-9]{5}[a-z]|[^\x00-\x1f]{5}[a-z][a-z][a-z ][ -~][a ]22")
"""How an ISO 2709 file begins whose first terminator is far; also where the length is no number."""


_METADATA = {
    "mets": re.compile(rb"xmlns(:[\w.-]+)?\s*=\s*[\"']http://www\.loc\.gov/METS/"),
    "mods": re.compile(rb"xmlns(:[\w.-]+)?\s*=\s*[\"']http://www\.loc\.gov/mods/v3[\"']"),
    "dc": re.compile(rb"xmlns(:[\w.-]+)?\s*=\s*[\"']http://(purl\.org/dc/|www\.dspace\.org/xmlns/dspace/dim)|<dublin_core[\s>]"),
}
"""How XML of a repository names its metadata; METS may wrap the others, so it comes first."""


def _repository(name: str) -> Format:
    """The format of a repository's metadata in XML."""

    def known(head: bytes, bare: bytes) -> bool:
        return _is_marcxml(head, bare) and b"MARC21/slim" not in head and _METADATA[name].search(head) is not None

    def read(stream: BinaryIO, head: bytes, options: Options) -> Found:
        from .repository import RepositoryReader

        return RepositoryReader(options.name).read(stream)

    return Format(known, read)


def _is_marcxml(head: bytes, bare: bytes) -> bool:
    if head.startswith((b"\xff\xfe<", b"\xfe\xff\x00<", b"<\x00")):
        return True
    return bare.startswith(b"<") and BOUNDARY.search(head) is None  # else it is what a server said instead of the first record


def _marcxml(stream: BinaryIO, head: bytes, options: Options) -> Found:
    from .marcxml import MarcXmlReader

    return MarcXmlReader(options.name, options.encoding, options.identity, options.legacy).read(stream, options.known)


def _is_iso2709(head: bytes, bare: bytes) -> bool:
    if head.startswith((*_UTF16, _OLD_WORKBOOK)):
        return False
    if _LEADER.match(bare) or (bare.startswith(b"<") and BOUNDARY.search(head)):
        return True
    from .spreadsheet import names_columns

    return re.search(rb"[\x1d\x1e\x1f]", head) is not None and not names_columns(head)


def _iso2709(stream: BinaryIO, head: bytes, options: Options) -> Found:
    from .iso2709 import Iso2709Reader

    reader = Iso2709Reader(options.name, options.encoding, options.identity, options.legacy)
    return reader.read(stream, options.start, options.end, options.known)


def _is_json(head: bytes, bare: bytes) -> bool:
    return re.match(rb"\x1e?(?:\[\s*)?\{\s*[\"}]|\[\s*\]\s*$", bare) is not None


def _json(stream: BinaryIO, head: bytes, options: Options) -> Found:
    from .marc_json import MarcJsonReader

    return MarcJsonReader(options.name, options.encoding, options.identity, options.legacy).read(stream, head)


def _is_lines(head: bytes, bare: bytes) -> bool:
    from .marc_lines import looks_like_lines

    return looks_like_lines(bare)


def _lines(stream: BinaryIO, head: bytes, options: Options) -> Found:
    from .marc_lines import MarcLinesReader

    return MarcLinesReader(options.name, options.encoding, options.identity, options.legacy).read(stream, head)


def _is_sheet(head: bytes, bare: bytes) -> bool:
    if head.startswith(_OLD_WORKBOOK):
        return False
    from .spreadsheet import looks_like_sheet

    return looks_like_sheet(head)


def _sheet(stream: BinaryIO, head: bytes, options: Options) -> Found:
    from .spreadsheet import SpreadsheetReader

    return SpreadsheetReader(options.name, options.encoding, options.legacy).read(stream, head)


TABLE = {
    **{name: _repository(name) for name in _METADATA},
    "marcxml": Format(_is_marcxml, _marcxml),
    "json": Format(_is_json, _json),
    "lines": Format(_is_lines, _lines),
    "iso2709": Format(_is_iso2709, _iso2709),
    "csv": Format(_is_sheet, _sheet),
}
"""In the order in which a file is tried: a format that is known for certain stands before one that is guessed."""

FORMATS = ("auto", *TABLE)


def detect(head: bytes) -> str:
    """The format of a file that begins with `head`, one of FORMATS; the empty text when it is none of them. Archives are undone before."""
    bare = (head.decode("utf-16", "ignore").encode() if head.startswith(_UTF16) else head.removeprefix(BOM)).lstrip(b" \t\r\n\x00")
    return next((name for name, each in TABLE.items() if each.known(head, bare)), "")


def records(stream: BinaryIO, head: bytes, format_: str, options: Options) -> Found:
    """What a stream that is no archive holds. head: its first bytes, not taken from it. format_: one of FORMATS."""
    form = detect(head) if format_ == "auto" else format_
    if not head:
        if not stream.read(1):  # raises what is wrong with a gzip file
            yield Fault("file-empty", Place(options.name))
    elif form:
        stream, legacy, verdict = look(stream, options.encoding)
        if verdict.sure and not options.start:
            yield Fault("encoding-legacy", Place(options.name), verdict.said)
        yield from TABLE[form].read(stream, head, replace(options, legacy=legacy))
    else:
        yield Fault("file-is-workbook" if head.startswith(_OLD_WORKBOOK) else "file-format-unknown", Place(options.name))

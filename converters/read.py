# SPDX-License-Identifier: Apache-2.0
"""Reading a file of catalogue records, whatever its format, as a stream of Record and Fault in constant memory."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, cast

from . import encodings
from .framing import pieces
from .iso2709 import Iso2709Reader
from .path import MarcPath, compile_path
from .record import Fault, Place, Record
from .vietnamese.sample import look
from .vietnamese.undo import Legacy

__all__ = ["FORMATS", "detect", "pieces", "read"]

FORMATS = ("auto", "iso2709", "marcxml", "csv")
_SEEN = 4096


def read(
    source: Path | BinaryIO,
    *,
    name: str = "",
    format: str = "auto",  # noqa: A002
    encoding: str = "auto",
    id_field: str = "001",
    start: int = 0,
    end: int | None = None,
) -> Iterator[Record | Fault]:
    """Every record of `source` in its order, each after the faults that belong to it.

    source: a file's path, or a binary stream; gzip is undone. name: what a Place calls it (the path's last part when empty).
    format: `auto` looks at the content, never at the name. encoding: `auto` (legacy Vietnamese encodings are recognised, see
    `vietnamese`), the name of one of them, `utf-8`, `marc-8` or a Python codec: then it is applied and nothing is guessed.
    id_field: `001`, or a MARC path such as `035a` whose first value names a record that has no 001.
    start, end: a byte range of an ISO 2709 file, as `pieces` gives it: ordinals in Place then count from the range's beginning,
    offsets from the file's. Memory: one record (at most 16 MiB, see `framing.LIMIT`) and one chunk.
    Raises OSError when the file cannot be opened, ValueError for an unknown format, encoding or path. What is wrong inside
    the file is never raised: it is a Fault.
    """
    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}: write one of {', '.join(FORMATS)}")
    encoding = encodings.known(encoding)
    identity = None if id_field == "001" else compile_path(id_field)
    if isinstance(source, Path):
        return _from_path(source, name or source.name, format, encoding, identity, start, end)
    return _from_stream(source, name, format, encoding, identity, start, end)


def _from_path(
    path: Path, name: str, format_: str, encoding: str, identity: MarcPath | None, start: int, end: int | None
) -> Iterator[Record | Fault]:
    with path.open("rb") as stream:
        yield from _from_stream(stream, name, format_, encoding, identity, start, end)


def _from_stream(
    stream: BinaryIO, name: str, format_: str, encoding: str, identity: MarcPath | None, start: int, end: int | None
) -> Iterator[Record | Fault]:
    if start:
        stream.seek(start)
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream), 64 * 1024)
    try:
        yield from _unpacked(cast(io.BufferedReader, buffered), name, format_, encoding, identity, start, end)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        yield Fault("file-gzip-broken", Place(name))
    finally:
        if buffered is not stream:
            cast(io.BufferedReader, buffered).detach()  # the stream is the caller's to close


def _unpacked(
    stream: io.BufferedReader, name: str, format_: str, encoding: str, identity: MarcPath | None, start: int, end: int | None
) -> Iterator[Record | Fault]:
    head, source = stream.peek(_SEEN)[:_SEEN], cast(BinaryIO, stream)
    if head.startswith(b"\x1f\x8b"):
        packed = gzip.GzipFile(fileobj=stream)
        head, source = packed.peek(_SEEN)[:_SEEN], cast(BinaryIO, _Unpacked(packed))
    if not head:
        yield Fault("file-empty", Place(name))
        return
    yield from _records(source, head, detect(head) if format_ == "auto" else format_, name, encoding, identity, start, end)


class _Unpacked(io.RawIOBase):
    """The content of a gzip file in small reads, so that nothing before the damage of a broken one is lost."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self._packed = packed

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As RawIOBase asks; raises what gzip raises."""
        data = self._packed.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _records(
    stream: BinaryIO, head: bytes, format_: str, name: str, encoding: str, identity: MarcPath | None, start: int, end: int | None
) -> Iterator[Record | Fault]:
    stream, legacy, verdict = look(stream, encoding)
    said = [Fault("encoding-legacy", Place(name), verdict.said)] if verdict.sure and not start else []
    return chain(said, _of_format(stream, head, format_, name, encoding, identity, start, end, legacy))


def _of_format(
    stream: BinaryIO,
    head: bytes,
    format_: str,
    name: str,
    encoding: str,
    identity: MarcPath | None,
    start: int,
    end: int | None,
    legacy: Legacy,
) -> Iterator[Record | Fault]:
    if format_ == "iso2709":
        return Iso2709Reader(name, encoding, identity, legacy).read(stream, start, end)
    if format_ == "marcxml":
        from .marcxml import MarcXmlReader  # a short file of another format should not wait for it

        return MarcXmlReader(name, encoding, identity, legacy).read(stream)
    if format_ == "csv":
        from .spreadsheet import SpreadsheetReader

        return SpreadsheetReader(name, encoding, legacy).read(stream, head)
    code = "file-is-workbook" if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) else "file-format-unknown"
    return iter((Fault(code, Place(name)),))


def detect(head: bytes) -> str:
    """The format of a file that begins with `head`: iso2709, marcxml, csv, or the empty text when it is none of them."""
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00")
    if head.startswith((b"\xff\xfe<", b"\xfe\xff\x00<", b"<\x00")) or bare.startswith(b"<"):
        return "marcxml"
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return ""
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and (re.search(rb"[\x1d\x1e\x1f]", head) or re.match(rb"[0-9]{5}[a-z]", bare)):
        return "iso2709"
    from .spreadsheet import looks_like_sheet

    return "csv" if looks_like_sheet(head) else ""

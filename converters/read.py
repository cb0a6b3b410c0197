# SPDX-License-Identifier: Apache-2.0
"""Reading a file of catalogue records, whatever its format, as a stream of Record and Fault in constant memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from . import encodings
from .formats import FORMATS, PACKED, Options, detect, records
from .framing import pieces
from .known import UNKNOWN, Known
from .path import compile_path
from .record import Fault, Record

__all__ = ["FORMATS", "detect", "pieces", "read"]

_SEEN = 64 * 1024


def read(
    source: Path | BinaryIO,
    *,
    name: str = "",
    format: str = "auto",  # noqa: A002
    encoding: str = "auto",
    id_field: str = "001",
    start: int = 0,
    end: int | None = None,
    known: Known = UNKNOWN,
) -> Iterator[Record | Fault]:
    """Every record of `source` in its order, each after the faults that belong to it.

    source: a file's path, or a binary stream; gzip and ZIP are undone (`archive`). name: what a Place calls it (the path's last part
    when empty).
    format: `auto` looks at the content, never at the name. encoding: `auto` (legacy Vietnamese encodings are recognised, see
    `vietnamese`), the name of one of them, `utf-8`, `marc-8` or a Python codec: then it is applied and nothing is guessed.
    id_field: `001`, or a MARC path such as `035a` whose first value names a record that has no 001.
    start, end: a byte range of an ISO 2709 file, as `pieces` gives it: ordinals in Place then count from the range's beginning,
    offsets from the file's. known: who is asked of each record, in ISO 2709 and plain MARCXML that is not packed, whether it was read
    before. Memory: one record (at most 16 MiB, see `framing.LIMIT`) and one chunk.
    Raises OSError when the file cannot be opened, ValueError for an unknown format, encoding or path. What is wrong inside
    the file is never raised: it is a Fault.
    """
    if format not in FORMATS:
        raise ValueError(f"unknown format {format!r}: write one of {', '.join(FORMATS)}")
    identity = None if id_field == "001" else compile_path(id_field)
    if isinstance(source, Path):
        return _from_path(source, format, Options(name or source.name, encodings.known(encoding), identity, start, end, known=known))
    return _from_stream(source, format, Options(name, encodings.known(encoding), identity, start, end, known=known))


def _from_path(path: Path, format_: str, options: Options) -> Iterator[Record | Fault]:
    with path.open("rb", _SEEN) as stream:
        yield from _from_stream(stream, format_, options)


def _from_stream(stream: BinaryIO, format_: str, options: Options) -> Iterator[Record | Fault]:
    if options.start:
        stream.seek(options.start)
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream), _SEEN)
    try:
        yield from _contents(cast(io.BufferedReader, buffered), format_, options)
    finally:
        if buffered is not stream:
            cast(io.BufferedReader, buffered).detach()  # the stream is the caller's to close


def _contents(stream: io.BufferedReader, format_: str, options: Options) -> Iterator[Record | Fault]:
    head = stream.peek(_SEEN)[:_SEEN]
    if head.startswith(PACKED):
        from .archive import unpacked

        return unpacked(stream, format_, replace(options, known=UNKNOWN))
    return records(cast(BinaryIO, stream), head, format_, options)

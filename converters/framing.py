# SPDX-License-Identifier: Apache-2.0
"""Cutting a stream of bytes at MARC's record terminator without ever holding more than one record of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

LIMIT = 16 * 1024 * 1024
"""Bytes that one record may have. ISO 2709 allows 99,999; real files exceed it, and a stream without terminators must end somewhere."""

CHUNK = 256 * 1024

ENDED, UNENDED, OVERLONG = 1, 0, 2
Frame = tuple[int, bytes, int]
"""Offset of the first byte, bytes without the terminator, and ENDED, UNENDED (the stream stopped) or OVERLONG (only the first bytes)."""

BOUNDARY = re.compile(rb"\x1d[\r\n\x00 ]*(?=[0-9]{5}[a-z])")
"""The end of a record that the beginning of one follows."""


def frames(stream: BinaryIO, start: int = 0, end: int | None = None, limit: int = LIMIT) -> Iterator[Frame]:
    """Everything between record terminators, from where `stream` stands (byte `start` of the file) to `end`."""
    offset, position = start, start
    tail: list[bytes] = []
    held = 0
    while chunk := stream.read(CHUNK if end is None else max(0, min(CHUNK, end - position))):
        position += len(chunk)
        *ended, rest = chunk.split(b"\x1d")
        if ended and tail:
            held += len(ended[0])
            ended[0] = b"".join([*tail, ended[0]])
            if held > limit:
                yield offset, ended[0][:24], OVERLONG
                offset += held + 1
                del ended[0]
            tail, held = [], 0
        for piece in ended:
            yield offset, piece, ENDED
            offset += len(piece) + 1
        if rest:
            held += len(rest)
            if held <= limit or not tail:
                tail.append(rest)
            else:  # the head says what the record wanted to be; the rest is let go
                tail = [tail[0][:CHUNK]]
    if tail:
        yield (offset, b"".join(tail), UNENDED) if held <= limit else (offset, tail[0][:24], OVERLONG)


def pieces(path: Path, count: int) -> list[tuple[int, int]]:
    """At most `count` byte ranges that together are the whole file, each beginning where a record does.

    Only an ISO 2709 file that is not compressed can be cut; any other is one piece.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(CHUNK)
        if head.startswith((b"\x1f\x8b", b"PK\x03\x04")) or BOUNDARY.search(head) is None:
            return [(0, size)]
        cuts = [0]
        for number in range(1, count):
            cut = _next_boundary(file, max(size * number // count, cuts[-1]))
            if cut is not None and cuts[-1] < cut < size:
                cuts.append(cut)
    return list(zip(cuts, [*cuts[1:], size], strict=True))


def _next_boundary(file: BinaryIO, position: int) -> int | None:
    """Offset after the first record terminator from `position` on that a leader follows."""
    file.seek(position)
    window = b""
    while chunk := file.read(CHUNK):
        window = window[-64:] + chunk
        found = BOUNDARY.search(window)
        if found is not None:
            return file.tell() - len(window) + found.start() + 1
    return None

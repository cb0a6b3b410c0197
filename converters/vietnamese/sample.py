# SPDX-License-Identifier: Apache-2.0
"""What a whole file is in, from a sample that is the same for every piece of it: a single field is often too short to tell."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from mucluc.converters.encodings import nfc

from . import signs
from .recognise import NOTHING, Verdict, recognise, utf8_undone
from .tables import ENCODINGS, byte_text
from .undo import Legacy

BLOCKS, BLOCK = 16, 4096
"""The sample: so many blocks of so many bytes, evenly over the file; the whole of a file that has no more. Of a stream that cannot be
wound back its start.
"""

_OTHER = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b")
_BETWEEN = re.compile(rb"\x1f.|[\x1d-\x1f\r\n<>]+", re.DOTALL)


@dataclass(slots=True)
class _Parts:
    """Stretches of text between delimiters that are not plain ASCII, by what they look like."""

    raw: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    viqr: list[str] = field(default_factory=list)
    clean: int = 0


def look(stream: BinaryIO, encoding: str) -> tuple[BinaryIO, Legacy, Verdict]:
    """The stream to read on, what its texts are taken to be, and the verdict on its sample (not sure when nothing is to be said).

    encoding: as `encodings.known` gives it. A stream that can be wound is wound back; of any other one a replacement is given.
    """
    if encoding not in ("auto", *ENCODINGS):
        return stream, Legacy(given=True), NOTHING
    if stream.seekable():
        blocks = _blocks(stream)
    else:
        replayed = _Replayed(stream)
        blocks, stream = [replayed.start], replayed  # type: ignore[assignment]
    if blocks[0].startswith(_OTHER):
        return stream, Legacy(encoding, True) if encoding != "auto" else Legacy(), NOTHING
    parts = _parts(blocks)
    raw = len(parts.raw) > parts.clean + len(parts.damaged)
    if encoding != "auto":
        return stream, Legacy(encoding, True, raw), NOTHING
    verdict = _verdict(parts, raw)
    if not verdict.sure or verdict.encoding == "marc-8":
        return stream, Legacy(), NOTHING
    return stream, Legacy(verdict.encoding, False, raw), verdict


def _blocks(stream: BinaryIO) -> list[bytes]:
    at = stream.tell()
    try:
        size = stream.seek(0, io.SEEK_END)
        if size <= BLOCKS * BLOCK:
            stream.seek(0)
            return [stream.read(size)]
        found = []
        for number in range(BLOCKS):
            stream.seek((size - BLOCK) * number // (BLOCKS - 1))
            found.append(stream.read(BLOCK))
        return found
    finally:
        stream.seek(at)


def _parts(blocks: list[bytes]) -> _Parts:
    parts = _Parts()
    for block in blocks:
        if block.isascii() and b"^" not in block:
            continue
        found = _BETWEEN.split(block)
        for part in found if len(blocks) == 1 else found[1:-1]:  # the first and the last may be cut inside a character
            if not part.isascii() or b"^" in part:
                _sort(part, parts)
    return parts


def _sort(part: bytes, parts: _Parts) -> None:
    try:
        text = nfc(html.unescape(part.decode()))
    except UnicodeDecodeError:
        parts.raw.append(part.decode("latin-1"))
        return
    if not signs.suspicious(text):
        parts.clean += not text.isascii()
    elif text.isascii():
        parts.viqr.append(text)
    else:
        parts.damaged.append(byte_text(text) or "")


def _verdict(parts: _Parts, raw: bool) -> Verdict:
    """Of the kind that most parts are of; a file of which most is clean has none of its own."""
    if raw:
        return recognise(parts.raw, as_is=False, marc8=True)
    if len(parts.damaged) > parts.clean:
        if 2 * sum(utf8_undone(text) is not None for text in parts.damaged) > len(parts.damaged):
            return Verdict("utf-8", 1.0, sure=True)
        return recognise(parts.damaged, as_is=True)
    if len(parts.viqr) > max(parts.clean + len(parts.raw), 2):
        return recognise(parts.viqr, as_is=True)
    return NOTHING


class _Replayed(io.RawIOBase):
    """A stream that cannot be wound back, with its start read ahead; what went wrong in doing so is raised where it stands in the
    stream.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._error: Exception | None = None
        chunks: list[bytes] = []
        size = 0
        try:
            while size < BLOCKS * BLOCK and (chunk := stream.read(BLOCK)):
                chunks.append(chunk)
                size += len(chunk)
        except (OSError, EOFError, ValueError) as error:
            self._error = error
        self.start = b"".join(chunks)
        self._left = self.start

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As RawIOBase asks; raises what the stream raised."""
        if not self._left:
            if self._error is not None:
                raise self._error
            data = self._stream.read(len(buffer))
        else:
            data, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

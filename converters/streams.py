# SPDX-License-Identifier: Apache-2.0
"""Streams of bytes that become other bytes on the way, a little at a time: text in UTF-16 as UTF-8."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO, cast

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SOME = 64 * 1024


class _Recoded(io.RawIOBase):
    """What a decoder makes of a stream, as UTF-8; what cannot be decoded is U+FFFD."""

    def __init__(self, stream: BinaryIO, codec: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(codec)("replace")
        self._held = b""
        self._ended = False

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As RawIOBase asks."""
        while not self._held and not self._ended:
            data = self._stream.read(_SOME)
            self._ended = not data
            self._held = self._decoder.decode(data, self._ended).encode("utf-8", "replace")
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size


def utf8(stream: BinaryIO, head: bytes) -> BinaryIO:
    """`stream`, recoded when its first bytes are the mark of UTF-16; offsets are then those of the recoded text."""
    return cast(BinaryIO, io.BufferedReader(_Recoded(stream, "utf-16"), _SOME)) if head.startswith(_UTF16) else stream


def buffered(stream: BinaryIO) -> BinaryIO:
    """`stream`, with a buffer when it has none: one that gives lines a byte at a time would be slow."""
    return stream if hasattr(stream, "peek") else cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, stream), _SOME))

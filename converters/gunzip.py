# SPDX-License-Identifier: Apache-2.0
"""The content of a gzip file up to the very byte where it is damaged, in bounded memory and time.

The standard library's reader loses what stands before the damage in the same block, and unpacks a bomb to its end.
"""

from __future__ import annotations

import io
import zlib
from typing import Any, BinaryIO

BLOCK = 16 * 1024
UNSUSPECTED = 256 * 1024 * 1024
"""Bytes that any file may unpack to."""
RATIO = 200
"""How many times its size a larger file may unpack to: catalogues reach 20, what is made to fill a disk 1,000."""
_MAGIC = b"\x1f\x8b"


class GunzipError(Exception):
    """The file gives no more. code: of the Fault to report. offset: unpacked bytes that came before."""

    def __init__(self, code: str, offset: int) -> None:
        super().__init__(code)
        self.code = code
        self.offset = offset


class Gunzip(io.RawIOBase):
    """Unpacks `packed`, one member after another, as it is read. A read raises GunzipError when all before the damage has been given."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._fed = b""
        self._engine = zlib.decompressobj(wbits=31)
        self._ready = b""
        self._code = ""
        self._ended = False
        self._taken = self._made = self._given = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def head(self, size: int) -> bytes:
        """The first bytes, at most `size`; they are given again when read."""
        while len(self._ready) < size and not self._ended:
            self._ready += self._some(size - len(self._ready))
        return self._ready[:size]

    def readinto(self, buffer: Any) -> int:
        """As RawIOBase asks; raises GunzipError."""
        while not self._ready and not self._ended:
            self._ready = self._some(len(buffer))
        data, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        if not data and self._code:
            raise GunzipError(self._code, self._given)
        buffer[: len(data)] = data
        self._given += len(data)
        return len(data)

    def _some(self, size: int) -> bytes:
        """What the next bytes unpack to, about `size`; nothing when they only begin something, and after the end."""
        if not self._fed:
            self._fed = self._packed.read(BLOCK)
            self._taken += len(self._fed)
            if not self._fed:
                return self._end("file-gzip-broken")
        if self._engine.eof and not self._next_member():
            return b""
        before = self._engine.copy()
        try:
            made = self._engine.decompress(self._fed, size)
        except zlib.error:
            return self._until_damage(before)
        self._fed = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail
        self._made += len(made)
        if self._made > max(UNSUSPECTED, RATIO * self._taken):
            self._end("file-gzip-bomb")
        elif self._engine.eof and not self._fed:
            self._at_rest()
        return made

    def _at_rest(self) -> None:
        """A member has ended and nothing more is read: see whether the file has."""
        self._fed = self._packed.read(BLOCK)
        self._taken += len(self._fed)
        if not self._fed:
            self._end("")

    def _next_member(self) -> bool:
        """Begin another member; zeros may stand between, anything else is damage."""
        self._fed = self._fed.lstrip(b"\0")
        if not self._fed:
            self._at_rest()
            return False
        if not _MAGIC.startswith(self._fed[:2]):
            self._end("file-gzip-broken")
            return False
        self._engine = zlib.decompressobj(wbits=31)
        return True

    def _until_damage(self, engine: Any) -> bytes:
        made = []
        try:
            for at in range(len(self._fed)):
                made.append(engine.decompress(self._fed[at : at + 1]))
        except zlib.error:
            self._end("file-gzip-broken")
        return b"".join(made)

    def _end(self, code: str) -> bytes:
        self._ended, self._code = True, code
        return b""

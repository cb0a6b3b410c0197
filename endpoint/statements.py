# SPDX-License-Identifier: Apache-2.0
"""Statements as lines: how the engine writes them, their number and their digest, the same for any order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

_WHOLE = 1 << 128
_TAG = re.compile(rb'"@[A-Za-z0-9-]+(?=(?: <[^>]*>)? \.$)')


def stored(line: bytes) -> bytes:
    """A line as the engine gives it back: it writes language tags in small letters (they have no case)."""
    return _TAG.sub(lambda found: found[0].lower(), line) if b'"@' in line else line


@dataclass(slots=True)
class Sum:
    """How many lines there are and the sum of their 128-bit hashes: it knows no order, and what was taken can be taken away again.

    A line that comes twice counts twice; a caller that cannot be sure compares `lines` with the store's own count.
    """

    lines: int = 0
    total: int = 0

    @classmethod
    def of(cls, lines: int, digest: str) -> Sum:
        """The sum that a manifest states."""
        return cls(lines, int(digest, 16))

    def add(self, lines: Iterable[bytes]) -> None:
        """Take lines, without their ends."""
        count = total = 0
        for line in lines:
            count += 1
            total += int.from_bytes(blake2b(stored(line), digest_size=16).digest(), "big")
        self.lines += count
        self.total = (self.total + total) % _WHOLE

    def remove(self, lines: Iterable[bytes]) -> None:
        """Take lines away that were added before."""
        other = Sum()
        other.add(lines)
        self.lines -= other.lines
        self.total = (self.total - other.total) % _WHOLE

    def merge(self, other: Sum) -> None:
        """Take all that another has taken."""
        self.lines += other.lines
        self.total = (self.total + other.total) % _WHOLE

    @property
    def digest(self) -> str:
        """32 hexadecimal digits."""
        return f"{self.total:032x}"


class Distinct:
    """The lines that may come more than once, each counted once: 16 bytes of memory a line."""

    def __init__(self) -> None:
        self._hashes = bytearray()

    def add(self, lines: Iterable[bytes]) -> None:
        """Take lines, without their ends."""
        for line in lines:
            self._hashes += blake2b(stored(line), digest_size=16).digest()

    def result(self) -> Sum:
        """Each line once."""
        found = Sum()
        view = memoryview(self._hashes)
        # One part in sixteen at a time, so that the set of what was seen stays small.
        for part in range(16):
            seen = {bytes(view[at : at + 16]) for at in range(0, len(view), 16) if (view[at] >> 4) == part}
            found.merge(Sum(len(seen), sum(int.from_bytes(each, "big") for each in seen)))
        return found


class Lines:
    """A file whose lines are taken by a Sum or a Distinct as it is written."""

    def __init__(self, into: Sum | Distinct) -> None:
        self._into = into
        self._rest = b""

    def write(self, data: bytes) -> int:
        """Take the lines that end in this piece."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._into.add(lines)
        return len(data)

    def flush(self) -> None:
        """Take a last line that has no end."""
        if self._rest:
            self._into.add([self._rest])
            self._rest = b""

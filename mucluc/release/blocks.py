# SPDX-License-Identifier: Apache-2.0
"""Gzip files of many small members, so that one record is read without its neighbours; `gzip -d` reads the whole as usual.

Each member says its own length in an extra field of its header (`ML`, RFC 1952 §2.3.1.1), so that members are found, compared and
copied without being unpacked.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

BLOCK = 256 * 1024
_HEAD = struct.Struct("<4sLBBH2sHL")
"""Magic, method and flags; time; extra flags; system; length of the extra field; its name, its length, the member's length."""
_START, _NAME, _UNKNOWN_SYSTEM = b"\x1f\x8b\x08\x04", b"ML", 255
_TAIL = struct.Struct("<LL")


class BlockWriter:
    """Write pieces to a gzip file in members of about `block` bytes of text: smaller ones are found faster and packed less well.

    `add` returns the place of the piece as text, `member_offset:start:length` (bytes; start and length inside the member),
    which `read_piece` understands. The bytes written depend on the pieces only: no time, no name.
    """

    def __init__(self, path: Path, level: int = 6, block: int = BLOCK) -> None:
        self._file = path.open("wb")
        self._level = level
        self._block = block
        self._pieces: list[bytes] = []
        self._held = 0
        self._offset = 0

    def add(self, piece: bytes) -> str:
        """Append a piece; its place."""
        if self._held >= self._block:
            self._flush()
        place = f"{self._offset}:{self._held}:{len(piece)}"
        self._pieces.append(piece)
        self._held += len(piece)
        return place

    def cut(self) -> None:
        """End the member here; nothing happens where none has begun."""
        if self._held:
            self._flush()

    @property
    def offset(self) -> int:
        """Where the next member will lie, after `cut`."""
        return self._offset

    def copy(self, member: bytes | memoryview) -> int:
        """Append a whole member (or several) as it was written before; the offset at which it now lies."""
        self.cut()
        offset = self._offset
        self._file.write(member)
        self._offset += len(member)
        return offset

    def _flush(self) -> None:
        data = pack_member(b"".join(self._pieces), self._level)
        self._file.write(data)
        self._offset += len(data)
        self._pieces.clear()
        self._held = 0

    def close(self) -> None:
        """Write what is held and close; an empty file is still a gzip file."""
        if self._held or self._offset == 0:
            self._flush()
        self._file.close()

    def __enter__(self) -> BlockWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def pack_member(data: bytes, level: int) -> bytes:
    """One gzip member with its length in the header; no time, no name."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    length = _HEAD.size + len(packed) + _TAIL.size
    head = _HEAD.pack(_START, 0, 0, _UNKNOWN_SYSTEM, 8, _NAME, 4, length)
    return head + packed + _TAIL.pack(zlib.crc32(data), len(data) & 0xFFFFFFFF)


def members(path: Path) -> Iterator[tuple[int, int]]:
    """`(offset, length)` of each member of a file, in bytes as packed; raises ValueError when one does not say its length."""
    offset = 0
    with path.open("rb") as file:
        while head := file.read(_HEAD.size):
            if len(head) < _HEAD.size or head[:4] != _START:
                raise ValueError(f"{path.name}: no member at {offset}")
            *_, name, _, length = _HEAD.unpack(head)
            if name != _NAME or length <= _HEAD.size:
                raise ValueError(f"{path.name}: the member at {offset} does not say its length")
            yield offset, length
            offset += length
            file.seek(offset)


def unpack_member(data: bytes | memoryview, offset: int) -> bytes:
    """The text of the member at `offset` of a file's bytes; raises ValueError, struct.error or zlib.error when there is none."""
    *_, name, _, length = _HEAD.unpack_from(data, offset)
    if name != _NAME:
        raise ValueError(f"no member at {offset}")
    return zlib.decompress(data[offset : offset + length], 31)


def moved(place: str, by: int) -> str:
    """A place as it is when the members of its file lie `by` bytes further on."""
    offset, _, rest = place.partition(":")
    return f"{int(offset) + by}:{rest}"


def read_piece(path: Path, place: str) -> bytes:
    """The piece that `BlockWriter.add` put at `place`; raises ValueError or zlib.error when the file is not what it was."""
    offset, start, length = (int(each) for each in place.split(":"))
    reader = zlib.decompressobj(31)
    parts: list[bytes] = []
    held = 0
    with path.open("rb") as file:
        file.seek(offset)
        while not reader.eof and held < start + length:
            data = file.read(65536)
            if not data:
                raise ValueError(f"{path.name}: nothing at {place}")
            parts.append(reader.decompress(data))
            held += len(parts[-1])
    return b"".join(parts)[start : start + length]

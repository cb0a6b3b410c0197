# SPDX-License-Identifier: Apache-2.0
"""Gzip files of many small members, so that one record is read without its neighbours; `gzip -d` reads the whole as usual."""

from __future__ import annotations

import zlib
from pathlib import Path
from types import TracebackType

BLOCK = 256 * 1024


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

    def _flush(self) -> None:
        packer = zlib.compressobj(self._level, zlib.DEFLATED, 31)
        data = packer.compress(b"".join(self._pieces)) + packer.flush()
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

# SPDX-License-Identifier: Apache-2.0
"""Holdings records that intake meets, set aside until it is known which records there are (`holdings`)."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

SUFFIX = ".holdings"


class HoldingsTaker:
    """Writes the holdings records of a piece, screened, to a file beside the piece's others; the file is made when the first one comes."""

    def __init__(self, stem: Path) -> None:
        self._path = stem.with_suffix(SUFFIX)
        self._file: BinaryIO | None = None
        self.taken = self.entries = 0

    def write(self, own: str, number: str, data: bytes, cut: str) -> None:
        """Keep one record. own: its control number. number: its 004, which says what its copies are of. data: packed; empty lets the
        record be as if it had not come before: this version of it is not to be public. cut: what of subfields was cut (`852x 876p`).
        """
        self.taken += bool(data)
        self.entries += 1
        if self._file is None:
            self._file = self._path.open("wb")
        marshal.dump((own, number, data, cut), self._file, 2)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def read_holdings(path: Path) -> Iterator[tuple[str, str, bytes, str]]:
    """The holdings records of a piece's file in order, as `HoldingsTaker.write` was given them."""
    with path.open("rb") as entries:
        while True:
            try:
                yield marshal.load(entries)
            except EOFError:
                return

# SPDX-License-Identifier: Apache-2.0
"""Holdings records that intake meets, set aside until it is known which records there are (`holdings`)."""

from __future__ import annotations

import marshal
from pathlib import Path
from typing import BinaryIO

from mucluc.converters.record import Record

SUFFIX = ".holdings"


class HoldingsTaker:
    """Writes the holdings records of a piece, screened, to a file beside the piece's others; the file is made when the first one comes."""

    def __init__(self, stem: Path) -> None:
        self._path = stem.with_suffix(SUFFIX)
        self._file: BinaryIO | None = None
        self.taken = 0

    def add(self, number: str, screened: Record) -> None:
        """Keep one record. number: its 004, which says what its copies are of."""
        self._write(screened.control_number, number, screened.pack())
        self.taken += 1

    def forget(self, own: str) -> None:
        """Let the record with the control number `own` be as if it had not come before: this version of it is not to be public."""
        self._write(own, "", b"")

    def _write(self, own: str, number: str, data: bytes) -> None:
        if self._file is None:
            self._file = self._path.open("wb")
        marshal.dump((own, number, data), self._file)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

# SPDX-License-Identifier: Apache-2.0
"""N-Quads files back to MARC on standard output, a record at a time."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from mucluc.converters.backward.restore import records
from mucluc.converters.backward.write import COLLECTION, iso2709, marcxml
from mucluc.converters.framing import LIMIT
from mucluc.converters.record import Fault, Place

FORMS = ("marc", "marcxml")


def restore_files(files: list[Path], form: str, write: Callable[[bytes], object], note: Callable[[Fault], object]) -> int:
    """Rebuild the records of the files in their order; how many were written. form: one of FORMS."""
    count = 0
    if form == "marcxml":
        write(COLLECTION[0].encode())
    for file in files:
        with _opened(file) as stream:
            for found in records(_lines(stream), Place(file.name)):
                made = (
                    found if isinstance(found, Fault) else iso2709(found) if form == "marc" else marcxml(found).encode("utf-8", "replace")
                )
                if isinstance(made, Fault):
                    note(made)
                else:
                    write(made)
                    count += 1
    if form == "marcxml":
        write(COLLECTION[1].encode())
    return count


def _opened(file: Path) -> BinaryIO:
    stream = file.open("rb")
    packed = stream.peek(2)[:2] == b"\x1f\x8b"
    if not packed:
        return stream
    stream.close()
    return cast(BinaryIO, gzip.open(file, "rb"))


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; one of absurd length is cut, so that a file that is none of ours is not read whole."""
    while line := stream.readline(LIMIT):
        yield line

# SPDX-License-Identifier: Apache-2.0
"""What withheld records are called, as keyed digests: all that intake keeps of them, so that links to them can be found (`unlink`)."""

from __future__ import annotations

import hashlib
import marshal
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mucluc.converters.record import Record
from mucluc.converters.withheld_links import headings_of, names_of, phrase_start, title_words

SUFFIX = ".withheld"
MARKS = 1 << 22

Entry = tuple[str, list[tuple[int, bytes]], list[int]]
"""A withheld record: its path, the mark and digest of each of its names, the lengths of its titles in words."""


class NamesTaker:
    """Writes the digests of a piece's withheld records beside the piece's other files; the file is made when the first one comes.

    secret: of this run alone; without it, which is kept nowhere, a digest tells nothing.
    """

    def __init__(self, stem: Path, secret: bytes) -> None:
        self._path = stem.with_suffix(SUFFIX)
        self._secret = secret
        self._file: BinaryIO | None = None

    def add(self, path: str, record: Record, library: str) -> None:
        """Note one withheld record. path: its own, empty when it has no control number."""
        names = names_of(record, library)
        titles = [words for name in names if (words := title_words(name))]
        names |= {start for words in titles if (start := phrase_start(words))} | headings_of(record)
        marked = [(mark(name, self._secret), digest(name, self._secret)) for name in sorted(names)]
        if self._file is None:
            self._file = self._path.open("wb")
        marshal.dump((path, marked, sorted({len(words) for words in titles})), self._file)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def digest(name: str, secret: bytes) -> bytes:
    """A name so that only this run can tell it again."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=12, key=secret).digest()


def mark(name: str, secret: bytes) -> int:
    """A number below MARKS, the same for the same name: quick to compute, so that most names are known not to be there without a digest."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"), int.from_bytes(secret[:4], "big")) % MARKS


def read_names(stem: Path) -> Iterator[Entry]:
    """The withheld records of a piece."""
    path = stem.with_suffix(SUFFIX)
    if not path.exists():
        return
    with path.open("rb") as file:
        while True:
            try:
                yield marshal.load(file)
            except EOFError:
                return

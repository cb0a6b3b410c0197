# SPDX-License-Identifier: Apache-2.0
"""Which pieces of the last run a piece of this one may take over from: the same bytes as a whole, or others of the file that lie near.

What a record or a file is known by is a digest under a key that lies in `private/`: who has only the folder cannot prove by it what a
record held that was cut.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mucluc.deliveries import Delivery

from .reuse import Reuse

KEY = "private/cache.key"
WHOLE = ".taken"
"""The file that a piece has which may be taken over as a whole."""
_LIST = "pieces"
_NEAR = 12
_SLACK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Remembered:
    """key: of the digests. into: the stem under which this run leaves the piece. whole: the stem of the same piece of the last run, if
    it left one. near: stems of pieces that may hold the same records.
    """

    key: bytes
    into: Path
    whole: Path | None
    near: tuple[Path, ...]

    def files(self, *stems: Path) -> tuple[Path, ...]:
        """The files of pieces that the last run left."""
        return tuple(file for stem in stems for file in sorted(stem.parent.glob(f"{stem.name}.*")))


@dataclass(frozen=True, slots=True)
class _Left:
    """A piece that the last run left: of which source and file, known by which digest, the file's size, the piece's bytes, its stem."""

    source: int
    name: str
    digest: bytes
    size: int
    start: int
    end: int
    stem: Path


class Remembers:
    """The pieces that the last run left, and those of this one as they are planned."""

    def __init__(self, root: Path, reuse: Reuse, delivered: Sequence[Delivery]) -> None:
        self._key = _key(root / KEY)
        self._into = reuse.new
        self._names = {(each.source, each.file.name) for each in delivered}
        self._old = _left(reuse.old) if reuse.old is not None else []
        self._new: list[tuple[int, str, bytes, int, int, int]] = []

    def of(self, delivery: Delivery, start: int, end: int) -> Remembered:
        """What is remembered of the next piece: bytes `start` to `end` of a delivery."""
        name, into = delivery.file.name, _stem(self._into, len(self._new))
        said = f"{delivery.sha256} {start} {end} {delivery.state} {delivery.source} {name}"
        digest = hashlib.blake2b(said.encode("utf-8", "surrogateescape"), key=self._key, digest_size=16).digest()
        self._new.append((delivery.source, name, digest, delivery.size, start, end))
        whole = next((each.stem for each in self._old if each.digest == digest and each.stem.with_suffix(WHOLE).exists()), None)
        return Remembered(self._key, into, whole, self._near(delivery, start, end) if whole is None and delivery.released else ())

    def _near(self, delivery: Delivery, start: int, end: int) -> tuple[Path, ...]:
        """Pieces of the file of the same name or, when there was none, of those of the source that are not delivered any more, that
        lie where the piece may have lain before other parts of the file grew or shrank; the nearest come first.
        """
        mine = [each for each in self._old if each.source == delivery.source]
        same = [each for each in mine if each.name == delivery.file.name]
        found = []
        for each in same or [each for each in mine if (each.source, each.name) not in self._names]:
            slack = abs(delivery.size - each.size) + _SLACK
            if each.start < end + slack and start - slack < each.end:
                found.append((abs(each.start + each.end - start - end), each.stem))
        return tuple(stem for _, stem in sorted(found)[:_NEAR])

    def write(self) -> None:
        """Leave for the next run what the pieces are."""
        (self._into / _LIST).write_bytes(marshal.dumps(self._new, 2))


def _left(folder: Path) -> list[_Left]:
    try:
        listed = marshal.loads((folder / _LIST).read_bytes())
    except FileNotFoundError:
        return []
    return [
        _Left(source, name, digest, size, start, end, _stem(folder, n)) for n, (source, name, digest, size, start, end) in enumerate(listed)
    ]


def _stem(folder: Path, number: int) -> Path:
    return folder / f"piece-{number:05}"


def _key(path: Path) -> bytes:
    """The key of the digests, made when there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        key = os.urandom(32)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
        return key

# SPDX-License-Identifier: Apache-2.0
"""What a run leaves of a piece for the next one: its files under a second name, and what was made of each record by digest of its bytes.

Only of records that have passed screening. What is cut from a record afterwards (`unlink`) is taken out here as well.
"""

from __future__ import annotations

import hashlib
import marshal
import mmap
import os
import shutil
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from .authorities import SUFFIX as AUTHORITIES
from .effects import PieceFiles, Stored
from .intake import Piece, Taken
from .remembered import WHOLE

_MADE = (".index", ".keys", ".evidence", ".named", ".faults", ".audit", AUTHORITIES, ".holdings")
"""The piece's files, beside `.pack`, that stand for it as a whole; which of them there are is part of what they say."""
_PACK, _EFFECTS, _KNOWN = ".pack", ".effects", ".known"


@dataclass(slots=True)
class Hidden:
    """Records of a piece that are not to be kept. rows: of its index, with place and length of the packed record; authorities and
    holdings: of its files of such records; all by number.
    """

    rows: dict[int, tuple[int, int]] = field(default_factory=dict)
    authorities: set[int] = field(default_factory=set)
    holdings: set[int] = field(default_factory=set)

    def holds(self, entry: _Entry) -> bool:
        """Whether a kept record is among them."""
        return entry.row in self.rows or entry.authority in self.authorities or entry.holdings in self.holdings


class _Entry(NamedTuple):
    """A record that is kept: its digest, where its effects and its packed form lie; its row, authority or holdings record by number,
    or -1.
    """

    key: bytes
    start: int
    length: int
    data: int
    size: int
    row: int
    authority: int
    holdings: int


def take_over(piece: Piece) -> Taken | None:
    """The piece as the last run left it, its files linked to where this run looks for them; None when it cannot be taken over."""
    before = piece.before
    if before is None or before.whole is None:
        return None
    for suffix in (_PACK, *_MADE, _EFFECTS, _KNOWN, WHOLE):
        left = before.whole.with_suffix(suffix)
        if left.exists():
            _link(left, before.into.with_suffix(suffix))
            if suffix in (_PACK, *_MADE):
                _link(left, piece.into.with_suffix(suffix))
    counts = marshal.loads(before.into.with_suffix(WHOLE).read_bytes())
    read, authorities, holdings, published, rejected, removed, outcomes = counts
    return Taken(piece, read, authorities, holdings, published, rejected, removed=Counter(dict(removed)), outcomes=Counter(dict(outcomes)))


def keep_whole(taken: Taken) -> None:
    """Leave a piece for the next run: its packed records, and all of it when nothing was withheld and no day changes it."""
    before = taken.piece.before
    if before is None:
        return
    _link(taken.piece.into.with_suffix(_PACK), before.into.with_suffix(_PACK))
    if taken.withheld or taken.until or any(outcome == "withhold" for outcome, _ in taken.outcomes):
        return
    for suffix in _MADE:
        made = taken.piece.into.with_suffix(suffix)
        if made.exists():
            _link(made, before.into.with_suffix(suffix))
    removed, outcomes = list(taken.removed.items()), list(taken.outcomes.items())
    counts = (taken.read, taken.authorities, taken.holdings, taken.published, taken.rejected, removed, outcomes)
    before.into.with_suffix(WHOLE).write_bytes(marshal.dumps(counts, 2))


class Keeper:
    """Writes what is made of a piece's records to where the next run looks for it."""

    def __init__(self, piece: Piece) -> None:
        self._stem = piece.before.into if piece.before is not None else None
        self._file = self._stem.with_suffix(_EFFECTS).open("wb") if self._stem is not None else None
        self._entries: list[_Entry] = []
        self._end = 0

    def keep(self, key: bytes, blob: bytes, stored: Stored, size: int, files: PieceFiles) -> None:
        """Keep a record that is about to be applied to `files`. blob: `stored` as bytes. size: of its packed form."""
        if self._file is not None:
            row = len(files.rows) if stored[4] is not None else -1
            authority = files.authorities.entries if stored[6] is not None else -1
            holdings = files.holdings.entries if stored[7] is not None else -1
            self._entries.append(_Entry(key, self._end, len(blob), files.offset, size, row, authority, holdings))
            self._file.write(blob)
            self._end += len(blob)

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None and self._stem is not None:
            self._file.close()
            _write_known(self._stem, self._entries)


class Earlier:
    """What the last run left of records that may be in a piece."""

    def __init__(self, piece: Piece) -> None:
        before = piece.before
        self._key = before.key if before is not None else b""
        self._near = before.near if before is not None else ()
        self._started: dict[str, hashlib.blake2b] = {}
        self._known: dict[bytes, tuple[int, _Entry]] = {}
        self._maps: list[tuple[mmap.mmap | bytes, mmap.mmap | bytes]] = []
        self._files = ExitStack()

    def __enter__(self) -> Earlier:
        for stem in self._near:
            if not stem.with_suffix(_KNOWN).exists():
                continue
            number = len(self._maps)
            for each in _read_known(stem):
                self._known.setdefault(each.key, (number, each))
            self._maps.append((self._mapped(stem.with_suffix(_EFFECTS)), self._mapped(stem.with_suffix(_PACK))))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._files.close()

    def key(self, data: bytes, how: str) -> bytes:
        """What a record is known by. data: its bytes. how: what else decides how they are read."""
        started = self._started.get(how)
        if started is None:
            started = self._started[how] = hashlib.blake2b(how.encode() + b"\0", key=self._key, digest_size=16)
        digest = started.copy()
        digest.update(data)
        return digest.digest()

    def find(self, key: bytes) -> tuple[Stored, bytes, bytes] | None:
        """What was made of the record: as a value, as bytes, and its packed form."""
        found = self._known.get(key)
        if found is None:
            return None
        number, entry = found
        effects, pack = self._maps[number]
        blob = effects[entry.start : entry.start + entry.length]
        return marshal.loads(blob), blob, pack[entry.data : entry.data + entry.size]

    def _mapped(self, path: Path) -> mmap.mmap | bytes:
        if not path.stat().st_size:
            return b""
        with path.open("rb") as file:
            return self._files.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def forget(piece: Piece, hidden: Hidden) -> None:
    """Take records out of what is left for the next run, which reads them again; the piece is no longer left as a whole."""
    if piece.before is None or not (hidden.rows or hidden.authorities or hidden.holdings):
        return
    stem = piece.before.into
    for suffix in (WHOLE, *_MADE):
        stem.with_suffix(suffix).unlink(missing_ok=True)
    effects, pack = stem.with_suffix(_EFFECTS).read_bytes(), bytearray(stem.with_suffix(_PACK).read_bytes())
    for start, length in hidden.rows.values():
        if start + length <= len(pack):  # else `unlink` has written the record anew, where nothing is kept
            pack[start : start + length] = bytes(length)
    lasting, kept, at = [], [], 0
    for each in _read_known(stem):
        if not hidden.holds(each):
            lasting.append(effects[each.start : each.start + each.length])
            kept.append(each._replace(start=at))
            at += each.length
    for suffix, data in ((_EFFECTS, b"".join(lasting)), (_PACK, bytes(pack))):
        stem.with_suffix(suffix).unlink()
        stem.with_suffix(suffix).write_bytes(data)
    _write_known(stem, kept)


def own(path: Path) -> None:
    """Give a file that may have a second name bytes of its own, before it is written to."""
    if path.exists() and path.stat().st_nlink > 1:
        fresh = path.with_name(f"{path.name}.own")
        shutil.copyfile(path, fresh)
        os.replace(fresh, path)


def _link(path: Path, to: Path) -> None:
    try:
        os.link(path, to)
    except OSError:  # a file system without second names
        shutil.copyfile(path, to)


def _write_known(stem: Path, entries: list[_Entry]) -> None:
    path = stem.with_suffix(_KNOWN)
    path.unlink(missing_ok=True)  # the last run's may be the same file
    path.write_bytes(marshal.dumps([tuple(each) for each in entries], 2))


def _read_known(stem: Path) -> list[_Entry]:
    return [_Entry(*each) for each in marshal.loads(stem.with_suffix(_KNOWN).read_bytes())]

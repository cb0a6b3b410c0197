# SPDX-License-Identifier: Apache-2.0
"""What two versions of a shard have not in common, found member by member: equal members are compared as packed and stay packed."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .blocks import members

Pair = tuple[Path | None, Path | None]
"""A file as it was and as it is; None where there is none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Lines (without their ends, each once) that are only in the old file, and only in the new one.

    shorter, longer: lines of the old and of the new file's members that differ, repetitions too: a file grew by their difference.
    """

    removed: frozenset[bytes]
    added: frozenset[bytes]
    shorter: int
    longer: int


def packed_members(path: Path | None) -> list[bytes]:
    """The members of a gzip file as they are packed; one, the whole file, when they do not say their length; none of no file."""
    if path is None:
        return []
    data = path.read_bytes()
    try:
        return [data[offset : offset + length] for offset, length in members(path)]
    except ValueError:
        return [data]


def difference(pair: Pair) -> Difference:
    """Compare a shard with what it was; raises OSError or zlib.error when one cannot be read."""
    old, new = pair
    if old is not None and new is not None and old.samefile(new):
        return Difference(frozenset(), frozenset(), 0, 0)
    before, after = Counter(packed_members(old)), Counter(packed_members(new))
    was, now = _lines((before - after).elements()), _lines((after - before).elements())
    removed, added = frozenset(was), frozenset(now)
    return Difference(removed - added, added - removed, len(was), len(now))


def pairs(old: Sequence[Path], new: Sequence[Path]) -> list[Pair]:
    """Files of two releases side by side, by name."""
    before, after = ({each.name: each for each in some} for some in (old, new))
    return [(before.get(name), after.get(name)) for name in sorted(before.keys() | after.keys())]


def _lines(packed: Iterable[bytes]) -> list[bytes]:
    return b"".join(gzip.decompress(each) for each in packed).splitlines()

# SPDX-License-Identifier: Apache-2.0
"""Editions from scored pairs: best first, and two clusters become one only when no veto holds between any of their records."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from .compared import Compared, Signature
from .score import VETOES, Score, score, vetoes
from .sets import Pair, Sets

LOW = 0xFFFFFFFF
"""A pair of places is `first << 32 | second`: this takes the second."""


class Block(NamedTuple):
    """Records and the pairs of them to be compared: `first << 32 | second`, places in `data`. Everything that `score_block` needs."""

    data: tuple[bytes, ...]
    pairs: array[int]


def score_block(block: Block) -> list[int]:
    """The scores of a block's pairs in their order, as `encoded`; pure, for any process."""
    ready: list[Compared | None] = [None] * len(block.data)
    found = []
    for pair in block.pairs:
        first, second = pair >> 32, pair & 0xFFFFFFFF
        if (one := ready[first]) is None:
            one = ready[first] = Compared(block.data[first])
        if (other := ready[second]) is None:
            other = ready[second] = Compared(block.data[second])
        found.append(encoded(score(one, other)))
    return found


def encoded(found: Score) -> int:
    """A score as a number below 65536: points in the high byte, vetoes in the low; 0 for a pair that speaks against."""
    return min(found.points, 255) << 8 | found.vetoes if found.points > 0 else 0


def decoded(code: int) -> Score:
    """The inverse of `encoded`, but for what it leaves out."""
    return Score(code >> 8, code & 255)


AGAINST = 15
"""Two clusters stay apart when records of theirs, compared, have fewer points than this,"""
ON_AVERAGE = 45
"""or fewer than this on average."""
LOOKED_AT = 5
"""So many records of each of two clusters are compared before they are joined."""
FEW = 4
"""In an edition of so many records a year or an ordinal that less than a quarter of them has is a slip, and vetoes no more."""
SLIPS = VETOES["edition"] | VETOES["year"]


class Editions:
    """Clusters in the making, over the places 0 … of records; the root of a cluster is its smallest place. compared: by place."""

    def __init__(self, compared: Callable[[int], Compared], size: int) -> None:
        self.sets = Sets(size)
        self._compared = compared
        self._signatures: dict[int, dict[Signature, int]] = {}
        self._seen: dict[int, list[int]] = {}
        self._works: Sets | None = None

    def decide(self, apart: Iterable[Pair], same_work: Iterable[Pair], works_apart: Iterable[Pair]) -> None:
        """Take in what curators decided, before anything is joined: pairs that are not one edition, that are one Work, that are not."""
        self.sets.keep_apart(apart)
        if works_apart := list(works_apart):
            self._works = Sets(len(self.sets.parents))
            self._works.keep_apart(works_apart)
            for one, other in same_work:
                self._works.join(one, other)

    def join(self, one: int, other: int) -> None:
        """Join two clusters without asking (a curator's `same`, equal evidence)."""
        one, other = self.sets.root(one), self.sets.root(other)
        if one == other:
            return
        mine, their = self._of(one), self._of(other)
        if len(mine) < len(their):
            mine, their = their, mine
        for signature, count in their.items():
            mine[signature] = mine.get(signature, 0) + count
        root = self.sets.join(one, other)
        self._signatures.pop(one + other - root)
        self._signatures[root] = mine
        self._seen[root] = sorted(self._seen.pop(one, [one]) + self._seen.pop(other, [other]))[:LOOKED_AT]
        if self._works is not None:
            self._works.join(one, other)

    def try_join(self, one: int, other: int, points: Mapping[int, int]) -> bool:
        """Join the clusters of two places unless a veto or a decision holds between any of their records, or most of them are unlike.

        points: of pairs (`first << 32 | second`) that were compared; others are compared here.
        """
        one, other = self.sets.root(one), self.sets.root(other)
        if one == other:
            return True
        if self.sets.parted(one, other) or (self._works is not None and self._works.parted(one, other)):
            return False
        some, others = self._seen.get(one, [one]), self._seen.get(other, [other])
        if len(some) + len(others) > 2:
            if self._vetoed(self._of(one), self._of(other)):
                return False
            found = [self._points(min(mine, their), max(mine, their), points) for mine in some for their in others]
            if min(found) < AGAINST or sum(found) < ON_AVERAGE * len(found):
                return False
        self.join(one, other)
        return True

    def _points(self, first: int, second: int, points: Mapping[int, int]) -> int:
        found = points.get(first << 32 | second)
        return max(0, score(self._compared(first), self._compared(second)).points) if found is None else found

    @staticmethod
    def _vetoed(some: dict[Signature, int], others: dict[Signature, int]) -> bool:
        """Whether a veto holds between any two records; of years and ordinals only those count that are no slip in their cluster."""
        few, many = sum(some.values()), sum(others.values())
        if (
            min(few, many) > 1
            and 3 * min(few, many) > max(few, many)
            and (year := _year(some))
            and (another := _year(others))
            and year != another
        ):
            return True  # one record may err by a year, not two and two
        for mine, count in some.items():
            slip = few >= FEW and count * 4 < few
            for their, number in others.items():
                held = vetoes(mine, their)
                if held & ~SLIPS or (held and not slip and not (many >= FEW and number * 4 < many)):
                    return True
        return False

    def _of(self, root: int) -> dict[Signature, int]:
        found = self._signatures.get(root)
        if found is None:
            found = self._signatures[root] = {self._compared(root).signature: 1}
        return found


def _year(some: dict[Signature, int]) -> int:
    """The year of most of a cluster's records; 0 when no year has more than half."""
    counts: dict[int, int] = {}
    for signature, count in some.items():
        for year in signature.years[:1]:
            counts[year] = counts.get(year, 0) + count
    year = max(counts, key=lambda each: (counts[each], each), default=0)
    return year if year and counts[year] * 2 > sum(counts.values()) else 0


def join_best_first(editions: Editions, sure: Iterable[tuple[int, int]], points: Mapping[int, int], name: Sequence[str]) -> list[int]:
    """Join what the pairs say, the highest score first, equal ones by the names of their records; the pairs that joined two clusters.

    sure: `(points, pair)`. points: of all pairs that were compared between the same records.
    """
    used = []
    for _, _, pair in sorted([(-each, sorted((name[pair >> 32], name[pair & LOW])), pair) for each, pair in sure]):
        one, other = pair >> 32, pair & LOW
        if editions.sets.root(one) != editions.sets.root(other) and editions.try_join(one, other, points):
            used.append(pair)
    return used

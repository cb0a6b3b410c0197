# SPDX-License-Identifier: Apache-2.0
"""Disjoint sets of whole numbers, of which some must never meet."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

Pair = tuple[int, int]


class Sets:
    """Disjoint sets of the numbers below `size`, or of those that stand together in others (`parents`); a set's root is its smallest."""

    def __init__(self, size: int, parents: array[int] | None = None) -> None:
        self.parents = array("q", range(size)) if parents is None else array("q", parents)
        self._apart: dict[int, set[int]] = {}

    def root(self, member: int) -> int:
        """The smallest member of a number's set."""
        parents = self.parents
        while parents[member] != member:
            parents[member] = member = parents[parents[member]]
        return member

    def keep_apart(self, pairs: Iterable[Pair]) -> None:
        """Let the sets of each two numbers never meet; `join` does not ask, `parted` tells."""
        for one, other in pairs:
            self._apart.setdefault(self.root(one), set()).add(other)
            self._apart.setdefault(self.root(other), set()).add(one)

    def parted(self, one: int, other: int) -> bool:
        """Whether the sets of two numbers must not meet."""
        if not self._apart:
            return False
        one, other = self.root(one), self.root(other)
        return any(self.root(each) == other for each in self._apart.get(one, ()))

    def join(self, one: int, other: int) -> int:
        """Make one set of two; its root."""
        one, other = self.root(one), self.root(other)
        root = min(one, other)
        if one != other:
            self.parents[max(one, other)] = root
            if self._apart and (apart := self._apart.pop(one, set()) | self._apart.pop(other, set())):
                self._apart[root] = apart
        return root

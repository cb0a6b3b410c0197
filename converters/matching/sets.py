# SPDX-License-Identifier: Apache-2.0
"""Disjoint sets of whole numbers."""

from __future__ import annotations

from array import array


class Sets:
    """Disjoint sets of the numbers below `size`; the root of a set is its smallest member."""

    def __init__(self, size: int) -> None:
        self.parents = array("q", range(size))

    def root(self, member: int) -> int:
        """The smallest member of a number's set."""
        parents = self.parents
        while parents[member] != member:
            parents[member] = member = parents[parents[member]]
        return member

    def join(self, one: int, other: int) -> int:
        """Make one set of two; its root."""
        one, other = self.root(one), self.root(other)
        if one != other:
            self.parents[max(one, other)] = min(one, other)
        return min(one, other)

# SPDX-License-Identifier: Apache-2.0
"""How far two partitions of the same records agree: pairs, B³, clusters that hold too much, pairs that must stay apart.

Everything is counted from the sizes of clusters and of their intersections, so a million records cost two passes and no list of pairs.
Both partitions are mappings from the record's path to a label; labels are compared for equality alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class MeasureError(ValueError):
    """The two partitions are not of the same records."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, each 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 when both are 0."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """All that is said of one partition beside the truth.

    pairs: over pairs of records that are together (1 where there is none to be found, or none was said). bcubed: over records (Bagga and
    Baldwin 1998): the mean of the share of a record's cluster that belongs there, and of what belongs there that is in its cluster.
    over_merged: clusters that hold records of more than one true cluster. split: true clusters that lie in more than one.
    true_pairs, said_pairs, right_pairs: counts of pairs. records, true_clusters, said_clusters: counts.
    """

    pairs: Score
    bcubed: Score
    over_merged: int
    split: int
    true_pairs: int
    said_pairs: int
    right_pairs: int
    records: int
    true_clusters: int
    said_clusters: int


def agreement(truth: Mapping[str, str], said: Mapping[str, str]) -> Agreement:
    """Compare what a matcher said with the truth; raises MeasureError when a record stands in one of them only."""
    if truth.keys() != said.keys():
        only = sorted(truth.keys() ^ said.keys())
        raise MeasureError(f"{len(only)} records stand in one partition only, among them {only[0]}")
    true_sizes = Counter(truth.values())
    said_sizes = Counter(said.values())
    shared = Counter((truth[path], said[path]) for path in truth)
    true_pairs, said_pairs, right = _pairs(true_sizes.values()), _pairs(said_sizes.values()), _pairs(shared.values())
    precise = sum(size * size / said_sizes[label] for (_, label), size in shared.items())
    found = sum(size * size / true_sizes[label] for (label, _), size in shared.items())
    records = len(truth)
    return Agreement(
        pairs=Score(right / said_pairs if said_pairs else 1.0, right / true_pairs if true_pairs else 1.0),
        bcubed=Score(precise / records if records else 1.0, found / records if records else 1.0),
        over_merged=_met_by_several(label for _, label in shared),
        split=_met_by_several(label for label, _ in shared),
        true_pairs=true_pairs,
        said_pairs=said_pairs,
        right_pairs=right,
        records=records,
        true_clusters=len(true_sizes),
        said_clusters=len(said_sizes),
    )


def kept_apart(apart: Iterable[tuple[str, str]], said: Mapping[str, str]) -> tuple[int, int]:
    """Of pairs that must not be together: how many are apart, and how many there are. Paths that `said` does not know raise KeyError."""
    kept = total = 0
    for one, other in apart:
        total += 1
        kept += said[one] != said[other]
    return kept, total


def kept_together(together: Iterable[tuple[str, str]], said: Mapping[str, str]) -> tuple[int, int]:
    """Of pairs that must be together: how many are, and how many there are. Paths that `said` does not know raise KeyError."""
    kept = total = 0
    for one, other in together:
        total += 1
        kept += said[one] == said[other]
    return kept, total


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _met_by_several(labels: Iterable[str]) -> int:
    return sum(1 for times in Counter(labels).values() if times > 1)

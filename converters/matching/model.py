# SPDX-License-Identifier: Apache-2.0
"""What matching gives: editions and Works, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mucluc.converters.record import Fault

from .memo import Memo


@dataclass(frozen=True, slots=True)
class InstanceCluster:
    """Paths of the records of one edition, sorted."""

    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkCluster:
    """The editions of one Work, sorted by the smallest path of each."""

    instances: tuple[InstanceCluster, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Why two records stand together. level: instance or work. reason: see docs/clustering.md; points: of a score."""

    level: str
    one: str
    other: str
    reason: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair for a person to look at. vetoes: names of what forbids it; empty when the score lies just below the threshold."""

    level: str
    one: str
    other: str
    points: int
    vetoes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clustering:
    """All records, each in one edition, each edition in one Work, sorted by smallest path.

    joins: what tied the records together, enough to lead from any record of a Work to any other. doubts: for the review list, the
    likeliest first; doubts_left_off: how many more there were. counts: records, blocks, pairs, compared, … for the run's report.
    memo: every score of this run, for the next.
    """

    works: list[WorkCluster]
    faults: list[Fault] = field(default_factory=list)
    joins: Sequence[Join] = ()
    doubts: Sequence[Doubt] = ()
    doubts_left_off: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    memo: Memo = field(default_factory=Memo, compare=False)

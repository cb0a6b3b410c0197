# SPDX-License-Identifier: Apache-2.0
"""What building the datasets gives back: values for the next step and a report for the release's log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from .definitions import Dataset
from .files import File

S = TypeVar("S")
R = TypeVar("R")


class Mapped(Protocol):
    """`Runner.map`, or Python's own `map`: the results in the order of the tasks."""

    def __call__(self, function: Callable[[S], R], tasks: Sequence[S], /) -> Iterable[R]:  # noqa: D102
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a run finds what the last one left: its datasets, and the folder of its notes on them (`keep` of that run)."""

    datasets: Path
    notes: Path


@dataclass(frozen=True, slots=True)
class BuiltDataset:
    """A dataset as it was written. protected, shortened: cells of the CSV that begin with a guard, that were cut at Excel's limit."""

    definition: Dataset
    rows: int
    files: tuple[File, ...]
    protected: int
    shortened: int

    @property
    def version(self) -> str:
        """A digest of the files: equal data, equal version."""
        return hashlib.sha256("".join(each.sha256 for each in self.files).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class DatasetsReport:
    """What `build_datasets` wrote, in the order in which the datasets are offered."""

    datasets: tuple[BuiltDataset, ...]

    @property
    def rows(self) -> int:
        """Rows of all datasets together."""
        return sum(each.rows for each in self.datasets)

    @property
    def bytes(self) -> int:
        """Size of all downloads together."""
        return sum(file.bytes for each in self.datasets for file in each.files)

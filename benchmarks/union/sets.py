# SPDX-License-Identifier: Apache-2.0
"""A set of records with truth that matchers are run on, as `evaluate` takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .model import Known

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Records and what is known of them.

    apart, works_apart: by reason, pairs of paths that are not one Instance, not one Work. together, works_together: pairs that are.
    groups: catalogues that are matched each by itself; then truth is known of pairs alone, and labels of records are of no use.
    """

    name: str
    records: tuple[Known, ...]
    apart: Mapping[str, Pairs] = field(default_factory=dict)
    works_apart: Mapping[str, Pairs] = field(default_factory=dict)
    together: Pairs = ()
    works_together: Pairs = ()
    groups: tuple[tuple[str, ...], ...] = ()
    note: str = ""

    @property
    def instances(self) -> dict[str, str]:
        """Label of the Instance by path."""
        return {known.path: known.instance for known in self.records}

    @property
    def works(self) -> dict[str, str]:
        """Label of the Work by path, of the records whose Work is known."""
        return {known.path: known.work for known in self.records if known.work}


Maker = Callable[[], EvaluationSet]
"""Sets are made when their turn comes, so that one is in memory at a time."""

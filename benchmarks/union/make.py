# SPDX-License-Identifier: Apache-2.0
"""The sets that `evaluate` runs on, made from the generator and from real records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from random import Random

from .negatives import mined, told
from .sets import EvaluationSet, Pairs
from .silver import Silver, damaged, groups, half, sampled, silver
from .vietnamese import Settings, catalogue


def invented(settings: Settings) -> EvaluationSet:
    """The Vietnamese catalogue of these settings, in an order that says nothing, with its hard negatives."""
    made = list(catalogue(settings))
    apart, works_apart = told(made)
    Random(f"{settings.seed}/order").shuffle(made)
    missing = sum(each.known.record.get("020") is None for each in made) / len(made)
    damages = "all damages, held-out ones too" if settings.held_out else "open damages"
    note = f"{settings.libraries} libraries, {missing:.0%} without ISBN, {damages}."
    return EvaluationSet(f"Vietnamese, seed {settings.seed}", tuple(each.known for each in made), apart, works_apart, note=note)


class Real:
    """Silver sets of real records. files: in any format that Mục lục reads. wanted: about how many records a set has."""

    def __init__(self, files: tuple[Path, ...], wanted: int) -> None:
        self.files = files
        self.wanted = wanted

    @cached_property
    def found(self) -> list[Silver]:
        """All records with their truth, read once."""
        return silver(self.files)

    def silver(self, which: str) -> EvaluationSet:
        """Real records with their numbers hidden."""
        apart, works_apart = self.negatives
        chosen = self.chosen(which, self.wanted // 2)
        there = {each.known.path for each in chosen}
        records = tuple(each.known for each in chosen)
        note = "Real records of several institutions, numbers hidden."
        return EvaluationSet(f"Silver, {which}", records, _within(apart, there), _within(works_apart, there), note=note)

    @cached_property
    def negatives(self) -> tuple[dict[str, Pairs], dict[str, Pairs]]:
        """Hard negatives of all records."""
        return mined(self.found)

    def chosen(self, which: str, wanted: int) -> list[Silver]:
        """Of one half, all groups that hold a duplicate or a hard negative, and about so many other records."""
        others = {each.known.path for each in sampled(self.found, wanted, which)}
        times = Counter(each.known.instance for each in self.found)
        near = {path for pairs in self.negatives[0].values() for pair in pairs for path in pair}
        chosen = []
        for name, members in groups(self.found).items():
            if half(name) == which:
                telling = any(each.known.path in near or times[each.known.instance] > 1 for each in members)
                chosen += [each for each in members if telling or each.known.path in others]
        return chosen

    def damaged(self, which: str, numbers: bool = False) -> EvaluationSet:
        """Real records and their copies by other libraries; hard negatives are of the records that were copied."""
        apart, works_apart = self.negatives
        chosen = self.chosen(which, self.wanted // 4)
        there = {each.known.path for each in chosen}
        copies = list(damaged(chosen, numbers=numbers))
        Random(which).shuffle(copies)
        note = f"Real records, each copied one to three times; numbers {'visible' if numbers else 'hidden'}."
        name = f"Silver and damage, {which}{', numbers' if numbers else ''}"
        records = tuple(copy.known for copy in copies)
        return EvaluationSet(name, records, _within(apart, there), _within(works_apart, there), note=note)


def _within(pairs: Mapping[str, Pairs], there: Iterable[str]) -> dict[str, Pairs]:
    found = set(there)
    kept = {reason: tuple(pair for pair in each if found.issuperset(pair)) for reason, each in pairs.items()}
    return {reason: each for reason, each in kept.items() if each}

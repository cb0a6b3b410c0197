# SPDX-License-Identifier: Apache-2.0
"""How one record comes to differ from another of the same edition: each way a function with a name, a rate and a reason to be trusted.

A damage changes a draft in place and says whether it could. `held_out` damages serve the final table alone: whoever writes a matcher
does not look at what they make. `any_language` damages need no knowledge of the edition and work on records taken from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from .draft import Draft

Apply = Callable[[Draft, Random], bool]


@dataclass(frozen=True, slots=True)
class Damage:
    """One way. rate: share of records on which it is tried. habit: libraries differ in it (some nearly always, most hardly ever)."""

    name: str
    apply: Apply
    rate: float
    habit: bool
    held_out: bool
    any_language: bool


class Damages:
    """A group of damages, in the order in which they are done to a record."""

    def __init__(self, *, held_out: bool = False, any_language: bool = False) -> None:
        self.held_out = held_out
        self.any_language = any_language
        self.all: list[Damage] = []

    def add(self, name: str, rate: float, *, habit: bool = False, any_language: bool | None = None) -> Callable[[Apply], Apply]:
        """Register the decorated function under a name."""

        def registered(apply: Apply) -> Apply:
            anywhere = self.any_language if any_language is None else any_language
            self.all.append(Damage(name, apply, rate, habit, self.held_out, anywhere))
            return apply

        return registered


HABIT = 0.75
"""How often a library that has a habit follows it."""


def own_rate(damage: Damage, rate: float, habits: Random) -> float:
    """A library's own rate of a damage, so that the mean over libraries is `rate`: habits are of libraries, slips are anyone's."""
    if not damage.habit or rate >= HABIT:
        return rate
    follows = habits.random() < rate
    return HABIT if follows else rate * (1 - HABIT) / (1 - rate)


def done(draft: Draft, damages: tuple[Damage, ...], rates: Mapping[str, float], rng: Random) -> tuple[str, ...]:
    """Do each damage with its rate, in order; the names of those that changed something."""
    return tuple([damage.name for damage in damages if rng.random() < rates[damage.name] and damage.apply(draft, rng)])

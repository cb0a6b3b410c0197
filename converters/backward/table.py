# SPDX-License-Identifier: Apache-2.0
"""The rule table of the way back: which path of properties gives which subfield.

A rule is a pure function from a record's graph to fields. Its table says, for every subfield that it gives, the path that it comes
from; a test holds the rule to it. Rules know nothing of field 880: they are run once in each language of the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mucluc.converters.record import SUBFIELD

from .graph import Graph


class Made(NamedTuple):
    """A field that came back. parts: code and text together, `aTruyện Kiều`. about: the node it was read from.

    For a control field parts is one string, and there are no indicators.
    """

    tag: str
    indicators: str
    parts: list[str]
    about: str = ""

    @property
    def text(self) -> str:
        """The field as `Record` has it."""
        return SUBFIELD.join([self.indicators, *self.parts]) if self.tag > "009" else "".join(self.parts)


Make = Callable[[Graph], Iterable[Made]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. id: `245.title`. gives: subfield (`245a`) or position (`008/35`) → the path it comes from."""

    id: str
    gives: dict[str, str]
    make: Make


@dataclass(slots=True)
class Group:
    """The rules of a group of fields."""

    title: str
    rules: list[Rule] = field(default_factory=list)

    def rule(self, rule_id: str, gives: str) -> Callable[[Make], Make]:
        """Register the decorated function. gives: lines `245ab  path`."""

        def add(make: Make) -> Make:
            self.rules.append(Rule(rule_id, dict(_rows(gives)), make))
            return make

        return add


def _rows(gives: str) -> Iterator[tuple[str, str]]:
    for line in gives.strip().splitlines():
        places, path = line.strip().split(None, 1)
        if "/" in places or places[:3] in ("001", "003", "005", "006", "007", "008", "LDR"):
            yield places, path.strip()
        else:
            for code in places[3:]:
                yield places[:3] + code, path.strip()

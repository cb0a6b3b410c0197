# SPDX-License-Identifier: Apache-2.0
"""The rule engine: rules with a MARC path, run over a record once, giving lines of N-Triples.

A rule is a pure function `(tag, field, facts) -> lines`. `field` is the field's text split at its subfield delimiters:
`["10", "aTruyện Kiều /", "cNguyễn Du."]`; a control field is one string. `facts` are what the rule may know of the rest of
the record, built once; a rule declares which of them it needs. Its docstring says why it is so and carries its examples.

Lines that always come together may be one string with line ends between them, a block: it is made, compared and joined once
instead of once a line. No literal holds a line end, so a block can always be taken apart (`single`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .facts import Facts
from .path import MarcPath, compile_path

KEPT = 1_000_000
"""Characters that a cache keeps unless its rule asks for more."""

Field = list[str]
Lines = Iterable[str]
Make = Callable[[str, Field, Facts], Lines]

LEADER = "LDR"


def single(blocks: Lines) -> list[str]:
    """The lines of blocks, one by one."""
    text = "\n".join(blocks)
    return text.split("\n") if text else []


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. id: `245.title`. paths: what it reads. needs: the facts that it asks for.

    cached: 0, or for how many characters what it made is remembered, because the same fields come again.
    """

    id: str
    paths: tuple[MarcPath, ...]
    make: Make
    needs: frozenset[str]
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Ignored:
    """Subfields that are left out on purpose, and why."""

    path: MarcPath
    reason: str


@dataclass(slots=True)
class Group:
    """The rules of one published specification group, in the order in which they are written."""

    title: str
    rules: list[Rule] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)

    def rule(self, rule_id: str, paths: str, *, needs: str = "", cached: int = 0) -> Callable[[Make], Make]:
        """Register the decorated function. paths and needs are lists with blanks between; see `MarcPath` and `Facts`."""

        def add(make: Make) -> Make:
            self.rules.append(Rule(rule_id, tuple(map(compile_path, paths.split())), make, frozenset(needs.split()), cached))
            return make

        return add

    def ignore(self, paths: str, reason: str) -> None:
        """Leave subfields out on purpose."""
        self.ignored.extend(Ignored(compile_path(path), reason) for path in paths.split())


class Cache(dict[str, tuple[str, ...]]):
    """Lines by field text, for rules that see the same texts again and again.

    It holds two generations of at most `limit` characters each. When the younger is full the elder is let go, so what is asked for
    again and again stays.
    """

    __slots__ = ("elder", "held", "limit")

    def __init__(self, limit: int = KEPT) -> None:
        self.held, self.limit = 0, limit
        self.elder: dict[str, tuple[str, ...]] = {}

    def keep(self, text: str, make: Callable[[], Lines]) -> tuple[str, ...]:
        """The lines of a text that the younger generation has not: from the elder one, else made."""
        kept = self.elder.get(text)
        if kept is None:
            kept = tuple(make())
        self.held += len(text) + sum(map(len, kept)) + 64 * len(kept)
        if self.held > self.limit:
            self.elder, self.held = dict(self), 0
            self.clear()
        self[text] = kept
        return kept


class Step(NamedTuple):
    """A rule bound to one tag. A cache is the step's own, and only rules that need no fact have one: the text alone decides."""

    rule: Rule
    make: Make
    cache: Cache | None


class Rules:
    """All rules of a conversion, compiled: for each tag the steps to run, in the order of the groups.

    by_tag: with the rules they come from; plain: the same without, for runs that need not say which rule made what.
    """

    def __init__(self, groups: Iterable[Group]) -> None:
        self.groups = tuple(groups)
        self.by_tag: dict[str, tuple[Step, ...]] = {}
        self.plain: dict[str, tuple[tuple[Make, Cache | None], ...]] = {}
        for rule in self:
            if rule.cached and rule.needs:
                raise ValueError(f"{rule.id}: a rule that needs facts cannot be cached")
            for tag in dict.fromkeys(path.tag for path in rule.paths):
                step = Step(rule, rule.make, Cache(rule.cached) if rule.cached else None)
                self.by_tag[tag] = (*self.by_tag.get(tag, ()), step)
                self.plain[tag] = (*self.plain.get(tag, ()), (step.make, step.cache))
        ids = [rule.id for rule in self]
        if len(ids) != len(set(ids)):
            raise ValueError(f"a rule id is used twice: {sorted(i for i in set(ids) if ids.count(i) > 1)}")

    def __iter__(self) -> Iterator[Rule]:
        for group in self.groups:
            yield from group.rules

    def ignored(self) -> Iterator[Ignored]:
        """The subfields that are left out on purpose."""
        for group in self.groups:
            yield from group.ignored

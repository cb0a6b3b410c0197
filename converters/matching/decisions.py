# SPDX-License-Identifier: Apache-2.0
"""What curators decided of two records: the same edition or Work, or different ones. It holds whatever the scores say."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from mucluc.converters.record import Fault, Place

INSTANCE, WORK = "instance", "work"
SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. level: instance or work; verdict: same or different; one, other: paths of records (`record/{library}/{001}`).

    who, when (`YYYY-MM-DD`), why: for people; of two decisions that contradict each other the later one holds. line: in the file.
    """

    level: str
    verdict: str
    one: str
    other: str
    who: str
    when: str
    why: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"line {self.line} ({self.when}, {self.who}: {self.verdict} {self.level})"


@dataclass(slots=True)
class Settled:
    """The decisions that hold, the oldest first, and the faults of those that do not."""

    held: list[Decision] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def of(self, level: str, verdict: str) -> list[Decision]:
        """Those of a level and verdict."""
        return [each for each in self.held if (each.level, each.verdict) == (level, verdict)]

    @property
    def apart(self) -> list[Decision]:
        """Those by which two records are not one edition: different editions, or different Works."""
        return [each for each in self.held if each.verdict == DIFFERENT]


def settle(decisions: Iterable[Decision], known: Callable[[str], bool]) -> Settled:
    """Which decisions hold: those on records of the union (`known`) that no later decision contradicts.

    An edition is of one Work: `same instance` means `same work`, `different work` means `different instance`. Where several decisions
    together contradict one, it is the one of them that was made first which falls.
    """
    settled = Settled()
    links: dict[str, _Links] = {INSTANCE: _Links(), WORK: _Links()}
    apart: dict[str, list[Decision]] = {INSTANCE: [], WORK: []}
    for each in sorted(decisions, key=lambda decision: (decision.when, decision.line), reverse=True):
        if unknown := [path for path in (each.one, each.other) if not known(path)]:
            settled.faults.append(_fault("decision-record-unknown", each, f"{each}: no such record in the union", unknown[0]))
        elif against := _contradicted(each, links, apart):
            note = f"{each} is contradicted by {' and '.join(map(str, against))}, made later"
            settled.faults.append(_fault("decision-contradicted", each, note, each.one))
        else:
            settled.held.append(each)
            if each.verdict == SAME:
                links[WORK].add(each)
                if each.level == INSTANCE:
                    links[INSTANCE].add(each)
            else:
                apart[INSTANCE].append(each)
                if each.level == WORK:
                    apart[WORK].append(each)
    settled.held.reverse()
    settled.faults.reverse()
    return settled


class _Links:
    """Records tied by `same`, and by which decisions one leads to another."""

    def __init__(self) -> None:
        self.of: dict[str, list[Decision]] = defaultdict(list)

    def add(self, decision: Decision) -> None:
        self.of[decision.one].append(decision)
        self.of[decision.other].append(decision)

    def way(self, one: str, other: str, more: Decision | None = None) -> list[Decision] | None:
        """The decisions that lead from one record to another, `more` perhaps among them; None when none do."""
        came: dict[str, Decision | None] = {one: None}
        waiting = deque([one])
        while waiting:
            here = waiting.popleft()
            if here == other:
                return self._back(came, other)
            for decision in (*self.of.get(here, ()), *((more,) if more and here in (more.one, more.other) else ())):
                there = decision.other if decision.one == here else decision.one
                if there not in came:
                    came[there] = decision
                    waiting.append(there)
        return None

    @staticmethod
    def _back(came: dict[str, Decision | None], end: str) -> list[Decision]:
        found: list[Decision] = []
        while (decision := came[end]) is not None:
            found.append(decision)
            end = decision.other if decision.one == end else decision.one
        return found[::-1]


def _contradicted(new: Decision, links: dict[str, _Links], apart: dict[str, list[Decision]]) -> list[Decision]:
    """The decisions that hold already and forbid a new one; none when it may hold."""
    if new.verdict == DIFFERENT:
        way = links[new.level].way(new.one, new.other)
        return way if way is not None else []
    for level in (WORK, INSTANCE) if new.level == INSTANCE else (WORK,):
        for other in apart[level]:
            way = links[level].way(other.one, other.other, new)
            if way is not None:
                return [other, *(each for each in way if each is not new)]
    return []


def _fault(code: str, decision: Decision, note: str, path: str) -> Fault:
    _, _, rest = path.partition("/")
    library, _, number = rest.partition("/")
    return Fault(code, Place("", control_number=unquote(number)), note, library=library)

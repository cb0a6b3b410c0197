# SPDX-License-Identifier: Apache-2.0
"""What curators decided of two records: the same edition or Work, or different ones; and of two headings. It holds whatever scores say."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from mucluc.converters.record import Fault, Place

INSTANCE, WORK, HEADING = "instance", "work", "heading"
SAME, DIFFERENT = "same", "different"
# An edition is of one Work: what one level says of another.
_SAME_AT = {INSTANCE: (WORK, INSTANCE), WORK: (WORK,), HEADING: (HEADING,)}
_APART_AT = {INSTANCE: (INSTANCE,), WORK: (INSTANCE, WORK), HEADING: (HEADING,)}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. level: instance, work or heading; verdict: same or different; one, other: paths of records (`record/{library}/{001}`),
    of headings (`agent/{h}`) when it is on these.

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
    """Which decisions hold: those on records (or headings) of the union (`known`) that no later decision contradicts.

    An edition is of one Work: `same instance` means `same work`, `different work` means `different instance`. Where several decisions
    together contradict one, it is the one of them that was made first which falls.
    """
    settled = Settled()
    links = {level: _Links() for level in _SAME_AT}
    apart: dict[str, list[Decision]] = {level: [] for level in _APART_AT}
    for each in sorted(decisions, key=lambda decision: (decision.when, decision.line), reverse=True):
        if unknown := [path for path in (each.one, each.other) if not known(path)]:
            settled.faults.append(_fault("decision-record-unknown", each, f"{each}: no such record in the union", unknown[0]))
        elif against := _contradicted(each, links, apart):
            note = f"{each} is contradicted by {' and '.join(map(str, against))}, made later"
            settled.faults.append(_fault("decision-contradicted", each, note, each.one))
        else:
            settled.held.append(each)
            if each.verdict == SAME:
                for level in _SAME_AT[each.level]:
                    links[level].add(each)
            else:
                for level in _APART_AT[each.level]:
                    apart[level].append(each)
    settled.held.reverse()
    settled.faults.reverse()
    return settled


def of_records(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions on records, for `cluster`."""
    return [each for each in decisions if each.level != HEADING]


def of_headings(decisions: Iterable[Decision]) -> Settled:
    """The decisions on headings that hold, for `join_headings`, and the faults of those that do not."""
    return settle((each for each in decisions if each.level == HEADING), lambda path: True)


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
    for level in _SAME_AT[new.level]:
        for other in apart[level]:
            way = links[level].way(other.one, other.other, new)
            if way is not None:
                return [other, *(each for each in way if each is not new)]
    return []


def _fault(code: str, decision: Decision, note: str, path: str) -> Fault:
    room, _, rest = path.partition("/")
    library, _, number = rest.partition("/") if room == "record" else ("", "", "")
    return Fault(code, Place("", control_number=unquote(number)), note, library=library)

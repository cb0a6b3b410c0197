# SPDX-License-Identifier: Apache-2.0
"""Works from editions: the same agent and title, or uniform title; without an agent only a title that is nobody else's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from .agents import any_same, clash, stated
from .compared import Agent, Compared
from .likeness import likeness
from .sets import Pair, Sets
from .words import COLLECTIVE, SMALL, generic

GENERIC_AGENTS = 3
"""A title under which so many agents stand that cannot be one is generic."""
LARGEST = 60
"""A title with more editions than this is cut by agent."""


@dataclass(slots=True)
class Edition:
    """What of an edition tells its Work. root: place of its first record.

    titles: folded, the title proper first. agents: main ones, else the first of the others. content: text, map, …; statement, whole:
    words of its statement of responsibility and of its title.
    """

    root: int
    titles: list[str]
    agents: list[Agent]
    content: str
    statement: frozenset[str]
    subtitles: list[frozenset[str]]
    parts: list[frozenset[str]]
    publishers: list[frozenset[str]]
    whole: frozenset[str]
    others: list[Agent] = field(default_factory=list)


def edition_of(root: int, members: Iterable[Compared]) -> Edition:
    """The Edition of a cluster of records."""
    titles: dict[str, None] = {}
    mains: dict[Agent, None] = {}
    added: dict[Agent, None] = {}
    made = Edition(root, [], [], "-", frozenset(), [], [], [], frozenset())
    for each in members:
        if each.title:
            titles[each.title] = None
        for title in each.uniform:
            if title not in COLLECTIVE:
                titles[title] = None
        for agent in each.agents:
            (mains if agent.kind in "PCM" else added)[agent] = None
        if made.content == "-" and each.signature.form:
            made.content = each.signature.form[0]
        made.statement |= each.statement
        made.whole |= each.whole
        made.subtitles += [each.subtitle] if each.subtitle and each.subtitle not in made.subtitles else []
        made.parts += [each.part] if each.part and each.part not in made.parts else []
        made.publishers += [name for name in each.publishers if name not in made.publishers]
    made.titles = list(titles)
    made.others = [agent for agent in added if agent.kind != "t"]
    made.agents = list(mains) or made.others[:1]
    return made


@dataclass(frozen=True, slots=True)
class WorkJoin:
    """Two editions of one Work (places of their first records), by what: `title-agent`, `title-statement`, `title-alone`."""

    one: int
    other: int
    reason: str


def work_joins(editions: Sequence[Edition]) -> tuple[list[WorkJoin], int]:
    """The pairs of editions that are of one Work, each with its reason, and how many titles are generic. editions: sorted by root."""
    by_title: dict[str, list[Edition]] = defaultdict(list)
    for edition in editions:
        for title in dict.fromkeys(each.replace(" ", "") for each in edition.titles):
            by_title[title].append(edition)
    found: dict[tuple[int, int], WorkJoin] = {}
    count = 0
    for some in by_title.values():
        if len(some) > 1:
            common = _generic(some)
            count += common
            for one, other in _pairs(some):
                if (one.root, other.root) not in found and (reason := _one_work(one, other, common)):
                    found[one.root, other.root] = WorkJoin(one.root, other.root, reason)
    return list(found.values()), count


def _generic(some: list[Edition]) -> bool:
    """Whether a title stands under several agents of whom no two can be one, or is on the list."""
    if generic(some[0].titles[0]):
        return True
    unlike: list[Edition] = []
    for edition in some:
        if edition.agents and not any(any_same(edition.agents, other.agents) for other in unlike):
            unlike.append(edition)
            if len(unlike) >= GENERIC_AGENTS:
                return True
    return False


def _pairs(some: list[Edition]) -> Iterator[tuple[Edition, Edition]]:
    if len(some) <= LARGEST:
        yield from combinations(some, 2)
        return
    by_name: dict[tuple[str, ...], list[Edition]] = defaultdict(list)
    for edition in some:
        for name in dict.fromkeys(tuple(sorted(agent.words)) for agent in edition.agents) or [tuple(sorted(edition.whole))]:
            by_name[name].append(edition)
    for each in by_name.values():
        yield from pairwise(each) if len(each) > LARGEST else combinations(each, 2)


def _one_work(one: Edition, other: Edition, generic: bool) -> str:
    """Why two editions with a title in common are of one Work; empty when they are not, or nothing tells."""
    if one.content != other.content and "-" not in (one.content, other.content):
        return ""
    if _unlike(one.parts, other.parts) or _unlike(one.subtitles, other.subtitles):
        return ""
    if one.agents and other.agents:
        if any_same(one.agents, other.agents) or any_same(one.agents, other.others) or any_same(other.agents, one.others):
            return "title-agent"
        if clash(one.agents, other.agents):
            return ""
        mine = any(stated(agent, other.statement) for agent in one.agents)
        return "title-statement" if mine or any(stated(agent, one.statement) for agent in other.agents) else ""
    named, plain = (one, other) if one.agents else (other, one)
    if any(stated(agent, plain.statement) for agent in named.agents):
        return "title-statement"
    if named.agents:
        return ""
    if generic:
        return "title-alone" if one.whole == other.whole and len(one.whole) >= len(one.titles[0].split()) + 3 else ""
    same_statement = one.statement and other.statement and likeness(one.statement, other.statement) >= 0.6
    enough = len(one.whole & other.whole) >= (3 if any(name in other.publishers for name in one.publishers) else 4)
    return "title-alone" if enough and (same_statement or not (one.statement and other.statement)) else ""


def _unlike(some: list[frozenset[str]], others: list[frozenset[str]]) -> bool:
    """Whether both have such words and no two of them are alike."""
    if not some or not others:
        return False
    return not any(_half(one - SMALL, other - SMALL) for one in some for other in others)


def _half(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) * 2 >= min(len(one), len(other))


def works_of(editions: Sequence[Edition], joins: Iterable[WorkJoin], works: Sets, same: Iterable[Pair] = ()) -> list[WorkJoin]:
    """Join the editions in `works`, the surest reason first, never those of agents that cannot be one; the joins that counted.

    same: places of records that curators decided to be one Work; they come first.
    """
    agents = {edition.root: list(edition.agents) for edition in editions}

    def join(one: int, other: int) -> None:
        mine, their = agents.get(one, []), agents.get(other, [])
        agents[works.join(one, other)] = mine + [agent for agent in their if agent not in mine]

    for one, other in same:
        join(works.root(one), works.root(other))
    order = {"title-agent": 0, "title-statement": 1, "title-alone": 2}
    used = []
    for each in sorted(joins, key=lambda each: (order[each.reason], each.one, each.other)):
        one, other = works.root(each.one), works.root(each.other)
        mine, their = agents.get(one, []), agents.get(other, [])
        if one == other or works.parted(one, other):
            continue
        if mine and their and (clash(mine, their) or (each.reason != "title-agent" and not any_same(mine, their))):
            continue
        join(one, other)
        used.append(each)
    return used

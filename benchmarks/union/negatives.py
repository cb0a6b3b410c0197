# SPDX-License-Identifier: Apache-2.0
"""Hard negatives: pairs of records that look like one edition (or one Work) and are not, by the reason why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from random import Random

from .invented import Edition
from .sets import Pairs
from .silver import Silver
from .vietnamese import Made

MOST = 3000
"""Pairs of one reason at most."""

COMMON = 4
"""A title under so many headings, or more, is generic."""

_Found = Iterable[tuple[str, str, str]]


def _chosen(found: _Found) -> dict[str, Pairs]:
    """By reason, at most `MOST` pairs, the same ones each time."""
    pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for reason, one, other in found:
        pairs[reason].add((min(one, other), max(one, other)))
    return {reason: tuple(Random(reason).sample(sorted(each), min(MOST, len(each)))) for reason, each in sorted(pairs.items())}


# ---- real records ----------------------------------------------------------------------------------------------------------


def mined(found: Iterable[Silver]) -> tuple[dict[str, Pairs], dict[str, Pairs]]:
    """From real records: not one Instance, and of these not one Work either. Records of different numbers only."""
    alike: dict[tuple[str, str], list[Silver]] = defaultdict(list)
    titled: dict[str, dict[str, Silver]] = defaultdict(dict)
    numbered: dict[str, list[Silver]] = defaultdict(list)
    for each in found:
        if each.facts.proper:
            alike[each.facts.heading, each.facts.proper].append(each)
            if each.facts.heading:
                titled[each.facts.proper].setdefault(each.facts.heading, each)
        for isbn in each.facts.isbns:
            numbered[isbn].append(each)
    generic = [(f"generic title: {name}", members) for name, members in sorted(titled.items()) if len(members) >= COMMON]
    apart = [*_of_one_title(alike), *_of_one_isbn(numbered), *_of_generic(generic)]
    return _chosen(apart), _chosen(_of_generic(generic))


def _of_one_title(alike: dict[tuple[str, str], list[Silver]]) -> Iterator[tuple[str, str, str]]:
    for members in alike.values():
        for one, other in combinations(members[:40], 2):
            if one.known.instance != other.known.instance and (reason := _why(one, other)):
                yield reason, one.known.path, other.known.path


def _why(one: Silver, other: Silver) -> str:
    """The first of volume, language, edition, year in which both say something and it differs; empty when nothing does."""
    if not (one.facts.lccn and other.facts.lccn):
        return ""
    for name in ("volume", "language", "edition"):
        values = getattr(one.facts, name), getattr(other.facts, name)
        if all(values) and values[0] != values[1]:
            return f"same title, other {name}"
    years = one.facts.year, other.facts.year
    far = all(year.isdecimal() for year in years) and abs(int(years[0]) - int(years[1])) > 1
    return "same title, other year" if far else ""


def _of_one_isbn(numbered: dict[str, list[Silver]]) -> Iterator[tuple[str, str, str]]:
    for members in numbered.values():
        for one, other in combinations(members[:40], 2):
            if one.known.instance == other.known.instance:
                continue
            volumes = one.facts.volume, other.facts.volume
            if all(volumes) and volumes[0] != volumes[1]:
                yield "same ISBN, other volume", one.known.path, other.known.path
            elif not set(one.facts.title.split()) & set(other.facts.title.split()):
                yield "same ISBN, other title", one.known.path, other.known.path


def _of_generic(generic: list[tuple[str, dict[str, Silver]]]) -> Iterator[tuple[str, str, str]]:
    for _, members in generic:
        for one, other in combinations(list(members.values())[:20], 2):
            if one.known.work != other.known.work and one.known.instance != other.known.instance:
                yield "generic title, other heading", one.known.path, other.known.path


# ---- the Vietnamese catalogue ----------------------------------------------------------------------------------------------


def told(made: Iterable[Made]) -> tuple[dict[str, Pairs], dict[str, Pairs]]:
    """From the invented catalogue, whose truth is known whole: not one Instance; not one Work."""
    first: dict[str, list[Made]] = defaultdict(list)
    for each in made:
        if len(first[each.known.instance]) < 3:
            first[each.known.instance].append(each)
    return _chosen(_editions_apart(first)), _chosen(_works_apart(first))


def _editions_apart(first: dict[str, list[Made]]) -> Iterator[tuple[str, str, str]]:
    works: dict[str, list[str]] = defaultdict(list)
    numbered: dict[str, list[str]] = defaultdict(list)
    for label, members in first.items():
        works[members[0].known.work].append(label)
        if members[0].edition.isbn:
            numbered[members[0].edition.isbn].append(label)
    for labels in works.values():
        for one, other in combinations(labels, 2):
            if reason := _told_why(first[one][0].edition, first[other][0].edition):
                yield from ((reason, a.known.path, b.known.path) for a in first[one] for b in first[other])
    for labels in numbered.values():
        for one, other in combinations(labels, 2):
            yield "same ISBN", first[one][0].known.path, first[other][0].known.path


def _told_why(one: Edition, other: Edition) -> str:
    """The one thing in which two editions of a Work differ most plainly."""
    if one.language != other.language:
        return "same Work, other language"
    if one.electronic != other.electronic:
        return "same Work, e-book and print" if (one.volume, one.ordinal) == (other.volume, other.ordinal) else ""
    if one.volume and other.volume and one.volume != other.volume:
        same = (one.publisher, one.ordinal, one.year) == (other.publisher, other.ordinal, other.year)
        return "same set, other volume" if same else ""
    if one.volume != other.volume:
        return "volume and whole set"
    if one.translator and other.translator and one.translator != other.translator:
        return "same Work, other translation"
    if one.publisher != other.publisher:
        return "same Work, other house"
    return "same house, other printing"


_KINDS = {"about": "book about it", "twin": "twin title, same author", "textbook": "textbook of another series", "generic": "generic title"}


def _works_apart(first: dict[str, list[Made]]) -> Iterator[tuple[str, str, str]]:
    titled: dict[str, dict[str, Made]] = defaultdict(dict)
    for members in first.values():
        work = members[0].edition.work
        key = work.label.rsplit("t", 1)[0] if work.kind == "twin" else members[0].edition.title
        titled[key].setdefault(work.label, members[0])
    for alike in titled.values():
        for one, other in combinations(alike.values(), 2):
            kinds = {one.edition.work.kind, other.edition.work.kind}
            reason = next((name for kind, name in _KINDS.items() if kind in kinds), "same title, other author")
            yield reason, one.known.path, other.known.path

# SPDX-License-Identifier: Apache-2.0
"""Whether two names can be one person or body: inverted, with initials, without marks, with a middle name left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from .compared import Agent

PERSONS = "Ppt"


def same_name(one: Agent, other: Agent) -> bool:
    """Whether two headings can be one agent: words equal in any order, or one's in the other's, initials for words.

    Marks and years of life agree as far as both have them. A person is never a body.
    """
    if (one.kind in PERSONS) != (other.kind in PERSONS):
        return False
    if one.dates and other.dates and one.dates[:4] != other.dates[:4]:
        return False
    if one.words == other.words and one.marked == other.marked:
        return True
    return _agree(one.words, other.words) and _same_marks(one, other)


@lru_cache(maxsize=65536)
def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(one) > len(other):
        one, other = other, one
    left = list(other)
    initials: list[str] = []
    for word in one:
        if word in left:
            left.remove(word)
        elif len(word) <= 2 and word.isalpha():
            initials.extend(word)
        else:
            for short in left:
                if len(short) == 1 and short == word[0]:
                    left.remove(short)
                    break
            else:
                return False
    for letter in initials:
        for word in left:
            if word[0] == letter:
                left.remove(word)
                break
        else:
            return False
    spelt = sum(len(word) > 1 for word in one)
    # A lone name is too little when the other has more words; a short form needs two words in common, or one and an initial.
    return not left or (len(one) >= 2 and spelt >= 1 and len(left) <= 2)


@lru_cache(maxsize=65536)
def _marks(marked: str) -> tuple[str, ...]:
    return tuple(sorted(marked.split()))


def _same_marks(one: Agent, other: Agent) -> bool:
    """False when both names are written with marks and a word of the same letters has other ones."""
    if not one.marked or not other.marked or one.marked == other.marked:
        return True
    mine, others = _marks(one.marked), _marks(other.marked)
    if mine == others:
        return True
    if len(mine) != len(one.words) or len(others) != len(other.words):
        return True
    first = dict(zip(one.words, one.marked.split(), strict=True))
    second = dict(zip(other.words, other.marked.split(), strict=True))
    return all(second.get(word, marked) == marked for word, marked in first.items())


def stated(agent: Agent, statement: frozenset[str]) -> bool:
    """Whether all words of a name stand in a statement of responsibility; initials may stand for given names."""
    if not statement:
        return False
    words = [word for word in agent.words if len(word) > 1]
    return bool(words) and len(agent.words) > 1 and all(word in statement for word in words)


def clash(some: Iterable[Agent], others: Sequence[Agent]) -> bool:
    """Whether two names have the same letters and cannot be one all the same: marks or years of life differ."""
    names = {tuple(sorted(other.words)): other for other in others}
    return any((other := names.get(tuple(sorted(one.words)))) is not None and not same_name(one, other) for one in some)


def any_same(some: Sequence[Agent], others: Iterable[Agent]) -> bool:
    """Whether one of the agents can be one of the others."""
    for other in others:
        for one in some:
            if same_name(one, other):
                return True
    return False

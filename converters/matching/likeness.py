# SPDX-License-Identifier: Apache-2.0
"""How much two titles are alike: by words, and where words were misspelt, joined or split, by letters."""

from __future__ import annotations

from functools import lru_cache

from .compared import Compared
from .words import SPOKEN

APART = -1000
"""The points of a pair whose titles have nothing to do with each other."""


_DOUBTFUL = 12
"""Words alone that give fewer points than this are looked at by letters, and under other titles."""


def title_points(one: Compared, other: Compared) -> int:
    """The title proper; a short one says less. APART when the titles share too little to be one book."""
    if one.joined == other.joined and one.joined:
        return _weight(max(len(one.words), len(other.words)), len(one.joined))
    points = _by_words(one, other) if one.title and other.title else APART
    if points < _DOUBTFUL:
        points = max(points, _by_letters(one, other))
        if (one.others or other.others) and points < _DOUBTFUL:
            points = max(points, _by_other_titles(one, other))
    return points


def _by_words(one: Compared, other: Compared) -> int:
    if one.whole == other.whole:
        return _weight(len(one.whole), len(one.joined)) - 2
    if len(one.whole & other.whole) * 3 < min(len(one.words), len(other.words)):
        return APART
    mine, their = one.words - other.whole, other.words - one.whole
    exchanged = min(len(mine), len(their))
    lost = 32 * (exchanged - len(misspelt(mine, their))) if exchanged else 0
    alike = likeness(one.words, other.words)
    if alike >= 0.72:
        return int(_weight(min(len(one.words), len(other.words)), 9) * alike) - 3 - lost
    least = min(len(one.words), len(other.words))
    for small, large in ((one, other), (other, one)):
        if least >= 2 and len(small.words) == least and small.words <= large.whole:
            # A subtitle, a series or an author's name written into the title.
            return _weight(least, 9) - 10
    if likeness(one.whole, other.whole) >= 0.75:
        return 18 - lost
    return APART


def _by_letters(one: Compared, other: Compared) -> int:
    """Titles whose words were joined, split, misread or spelt out; or of which one stands within the other without its blanks."""
    if not one.joined or not other.joined:
        return APART
    mine, their = rests(one, other)
    words, letters = min(len(one.words), len(other.words)), min(len(one.joined), len(other.joined))
    if mine and their and (off := slips(mine, their)) >= 0:
        return _weight(words, letters) - 3 * off - 2
    small, large = (one, other) if letters == len(one.joined) else (other, one)
    if letters >= 7 and small.joined in large.letters:
        return _weight(len(small.words), letters) - 10
    if letters >= 5 and len(small.words) == 1 and small.joined in large.words:
        return _weight(1, letters) - 10
    return APART


def _by_other_titles(one: Compared, other: Compared) -> int:
    """The title proper of one under the parallel titles, 246 and 880 of the other."""
    shared = [each for each in other.others if each == one.title] + [each for each in one.others if each == other.title]
    return max([_weight(each.count(" ") + 1, len(each)) - 6 for each in shared], default=APART)


def rests(one: Compared, other: Compared) -> tuple[list[str], list[str]]:
    """The words of each title that do not stand in the other, in their order."""
    mine, their = one.words, other.words
    return [word for word in one.title.split() if word not in their], [word for word in other.title.split() if word not in mine]


def slips(one: list[str], other: list[str]) -> int:
    """In how many letters words differ, blanks aside, when they may be the same words all the same; else -1. Numbers never differ."""
    mine, their = "".join(one), "".join(other)
    if mine == their:
        return 0
    counted, others = [word for word in one if word.isdecimal()], [word for word in other if word.isdecimal()]
    if counted != others:
        read = SPOKEN.get(" ".join(one), ""), SPOKEN.get(" ".join(other), "")
        return 0 if (read[0] and read[0] in (" ".join(other), read[1])) or read[1] == " ".join(one) else -1
    if len(one) == len(other):
        paired = [_slip(*sorted(pair)) for pair in zip(one, other, strict=True)]
        if min(paired) >= 0:
            return sum(paired) if len(one) > 1 or paired == [1] else 5  # two letters of one word: for that much else must agree
        if len(one) == 1:
            return 1 if one_letter(mine, their) else -1
    longest = max(len(mine), len(their))
    most = 1 if longest < 8 else 2 if longest < 14 else 3
    off = _distance(*sorted((mine, their)), most) if longest > 2 else most + 1
    return off if off <= most else -1


def _slip(one: str, other: str) -> int:
    """In how many letters two words differ, if in few for their length; else -1."""
    off = _distance(one, other, 2)
    return off if off <= (2 if min(len(one), len(other)) >= 5 else 1) and max(len(one), len(other)) > 2 else -1


@lru_cache(maxsize=8192)
def _distance(one: str, other: str, most: int) -> int:
    """Letters to leave out, put in or exchange to make one of the other; `most` + 1 for any more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, each in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != each))
        if min(row) > most:
            return most + 1
    return row[-1]


def _weight(words: int, letters: int) -> int:
    return 30 if words >= 4 else 27 if words == 3 else 23 if words == 2 else 19 if letters > 6 else 16


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Words in common, as a share of all; a word with one letter wrong counts three quarters."""
    common = len(one & other)
    total = len(one) + len(other) - common
    if not total:
        return 0.0
    if common * 2 < min(len(one), len(other)):
        return common / total
    near = len(misspelt(one - other, other - one))
    return (common + 0.75 * near) / (total - near)


def misspelt(one: frozenset[str], other: frozenset[str]) -> list[tuple[str, str]]:
    """Pairs of words of the two that differ by one letter, each word once."""
    rest, left = sorted(one), sorted(other)
    if left < rest:
        rest, left = left, rest  # so that the order of the two never matters
    found = []
    for word in rest:
        for each in left:
            if (word[0] == each[0] or word[-1] == each[-1]) and one_letter(word, each):  # an end is left, whatever one letter does
                found.append((word, each))
                left.remove(each)
                break
    return found


def one_letter(one: str, other: str) -> bool:
    """Whether two words differ by one letter left out, put in, exchanged, or by two neighbours that changed places; never numbers."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(long) < 3 or len(long) - len(short) > 1 or one.isdecimal() or other.isdecimal():
        return False
    at = 0
    while at < len(short) and short[at] == long[at]:
        at += 1
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or (short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :])

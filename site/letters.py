# SPDX-License-Identifier: Apache-2.0
"""The letters under which a list is cut, in Vietnamese order, read from a sort key of `mucluc.vocab.text.sort_key`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

DIGITS = "0"
OTHER = "~"
# How a sort key writes the letters that Vietnamese has beyond a–z, and how one types them in Telex: the name of their page.
_OWN = {"a|": "Ă", "a}": "Â", "d~": "Đ", "e}": "Ê", "o}": "Ô", "o~": "Ơ", "u~": "Ư"}
_TELEX = {"Ă": "aw", "Â": "aa", "Đ": "dd", "Ê": "ee", "Ô": "oo", "Ơ": "ow", "Ư": "uw", DIGITS: "0-9", OTHER: "other"}


def letter(sort_key: str) -> str:
    """The letter of an entry: A, Ă, Â, B, …; `0` for a number, `~` for another script or nothing.

    >>> letter("d~u~o~ng.1"), letter("dak"), letter("21975"), letter("金雲翹")
    ('Đ', 'D', '0', '~')
    """
    own = _OWN.get(sort_key[:2])
    if own:
        return own
    first = sort_key[:1]
    if first.isdecimal():
        return DIGITS
    return first.upper() if "a" <= first <= "z" else OTHER


def slug(letter: str) -> str:
    """The letter in addresses: `d`, `dd` for Đ, `0-9`, `other`."""
    return _TELEX.get(letter, letter.lower())


@dataclass(frozen=True, slots=True)
class Run:
    """Entries in a row under one letter."""

    letter: str
    count: int


def runs(letters: Iterable[str]) -> list[Run]:
    """The letters of a list in its own order, with how many entries each has; a letter that comes again is counted at its first place."""
    counts: dict[str, int] = {}
    for each in letters:
        counts[each] = counts.get(each, 0) + 1
    return [Run(name, count) for name, count in counts.items()]

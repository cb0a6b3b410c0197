# SPDX-License-Identifier: Apache-2.0
"""How other libraries enter what the Library of Congress entered: imprint, edition, volume and extent in other words."""

from __future__ import annotations

import re
from random import Random

from .damage import Damages
from .draft import Draft, change

ABROAD = Damages(any_language=True)

LOCAL = frozenset(("042", "050", "051", "055", "060", "070", "072", "090", "099", "263", "541", "583", "590", "850", "852", "859", "880"))
"""Fields that a library's own hand puts in: a copy has none of them."""

_WORDS = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_VOLUME = {"vol.": ("Volume", "v.", "Vol."), "v.": ("Vol.", "Volume"), "part": ("Pt.",), "volume": ("Vol.", "v."), "bd.": ("Band",)}
_FIRM = re.compile(r",? (?:Press|Publishers?|Publishing|Pub\.|Co\.?|Company|Inc\.?|Ltd\.?|Verlag|Books|& Sons?|& Co\.?)\Z")


@ABROAD.add("abroad-publisher-form", 0.3, habit=True)
def _publisher(draft: Draft, rng: Random) -> bool:
    """Without Press, Co., Inc.; University as Univ.; with The or Published by."""
    kind = rng.randrange(3)

    def formed(value: str) -> str:
        if kind == 0:
            return _FIRM.sub("", value)
        if kind == 1:
            return value.replace("University", "Univ.").replace("Publishing", "Pub.").replace("Company", "Co.")
        return f"The {value}" if value[:1].isupper() and not value.startswith("The ") else value

    return change(draft.first("260", "264"), "b", formed)


@ABROAD.add("abroad-place-form", 0.25, habit=True)
def _place(draft: Draft, rng: Random) -> bool:
    """The town without state or country, or in brackets."""
    cut = rng.random() < 0.7
    return change(draft.first("260", "264"), "a", lambda value: re.sub(r",.*|\s*\(.*", "", value) if cut else f"[{value.strip('[]')}]")


@ABROAD.add("abroad-edition-form", 0.4, habit=True)
def _edition(draft: Draft, rng: Random) -> bool:
    """2nd ed. as Second edition, 2. ed., 2nd edition."""

    def formed(value: str) -> str:
        found = re.match(r"(\d{1,2})(?:st|nd|rd|th)?\.? (?:[Ee]d\b|edition)\.?(.*)", value)
        if not found:
            return value.replace("Rev. ed", "Revised edition").replace("1st U.S. ed", "First U.S. edition")
        number, rest = int(found[1]), found[2]
        word = _WORDS[number] if number < len(_WORDS) else f"{number}th"
        return rng.choice((f"{word} edition", f"{number}. ed", f"{number} ed", f"{word} ed")) + rest

    return change(draft.first("250"), "a", formed)


@ABROAD.add("abroad-volume-form", 0.4, habit=True)
def _volume(draft: Draft, rng: Random) -> bool:
    """v. 2 as Vol. 2, Volume 2; Part 2 as Pt. 2; Bd. 2 as Band 2."""
    words = (
        ("vol.", ("Volume", "v.", "Vol.")),
        ("v.", ("Vol.", "Volume")),
        ("part", ("Pt.",)),
        ("volume", ("Vol.", "v.")),
        ("bd.", ("Band",)),
    )

    def formed(value: str) -> str:
        for word, others in words:
            if value.lower().startswith(f"{word} "):
                return rng.choice(others) + value[len(word) :]
        return value

    return change(draft.first("245"), "n", formed)


@ABROAD.add("abroad-extent-form", 0.3, habit=True)
def _extent(draft: Draft, rng: Random) -> bool:
    """xii, 215 p. as 215 pages, 215 p."""

    def formed(value: str) -> str:
        shorter = re.sub(r"\A(?:\[?[ivxlc]+\]?|\d+ p\. l\.),? ", "", value) if rng.random() < 0.6 else value
        return re.sub(r"\bp\b\.?", "pages", shorter) if rng.random() < 0.5 else shorter

    return change(draft.first("300"), "a", formed)


@ABROAD.add("abroad-year-form", 0.15)
def _year(draft: Draft, rng: Random) -> bool:
    """c1990 as 1990, 1990 as [1990], ©1990."""
    form = rng.choice(("{}", "[{}]", "©{}", "c{}"))
    return change(draft.first("260", "264"), "c", lambda value: form.format(value.strip("[]c©. ")))

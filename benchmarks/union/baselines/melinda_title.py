# SPDX-License-Identifier: Apache-2.0
"""Points for the title by Melinda's rules, re-implemented; see `melinda.py` for the version."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from mucluc.converters.record import values

from .marc import Marc

MOST = 0.5
NEAR = 0.9
"""How much of two titles must agree, in letters, for four fifths of the points."""

_COUNTED = (
    ("1", "ein|ett|I|one|uno|yksi"),
    ("2", "dos|kaksi|II|two|zwei"),
    ("3", "drei|III|kolme|three|tre|tres"),
    ("4", "four|fyra|IV|quat+ro|vier"),
    ("5", "five|viisi|V"),
    ("6", "kuusi|sechts|sex|six|VI"),
    ("&", "and|ja|och|und"),
)
_WORDS = tuple((figure, re.compile(rf"\b(?:{words})\b", re.IGNORECASE | re.ASCII)) for figure, words in _COUNTED)
_MARK = re.compile(" [=/:](?: |$)")
_BRACKETED = re.compile(r"\[[^\]]*\]")


class Title(NamedTuple):
    """245 $a, $b, $n and $p, each as it is compared."""

    a: str = ""
    b: str = ""
    n: str = ""
    p: str = ""

    @property
    def whole(self) -> str:
        """All parts, run together."""
        return "".join(self)


def title(marc: Marc) -> Title:
    """The title of a record, all parts empty when it has no 245 $a."""
    if not (main := stated_title(marc, "a")):
        return Title()
    return Title(_normal(main), *(_normal(stated_title(marc, code)) for code in "bnp"))


def stated_title(marc: Marc, codes: str) -> str:
    """Subfields of the first 245 without ISBD marks, what stands in brackets and non-filing characters (cut from every part alike)."""
    text = next(iter(marc.texts("245")), "")
    plain = " ".join(_MARK.sub(" ", " ".join(values(text, codes))).split())
    plain = " ".join(_BRACKETED.sub(" ", plain).split()) or plain
    skipped = int(text[1]) if text[1:2] in tuple("12345678") else 0
    return plain[skipped:] or plain


def _normal(text: str) -> str:
    """Marks off, number words of four Nordic and western languages as figures, letters, digits and & alone, lower case.

    A word ends where ASCII does, also before a mark: `trẻ` becomes 3 as the Italian `tre` does.
    """
    text = unicodedata.normalize("NFD", text)
    for figure, words in _WORDS:
        text = words.sub(figure, text)
    return " ".join("".join(char for char in text if char in "& " or unicodedata.category(char)[0] in "LN").split()).lower()


def points(one: Title, other: Title) -> float:
    """0.5 for equal titles down to −0.5; −1 (a veto) when a title is missing or $n differs."""
    if not one.a or not other.a:
        return -1.0
    if one.whole == other.whole:
        return MOST
    if fewer := next(_without_shared(one, other), None):
        return points(*fewer)
    if one.n and one.n != other.n:
        return -1.0
    ours, theirs = one.whole.replace(" ", ""), other.whole.replace(" ", "")
    if 1 - Levenshtein.distance(ours, theirs) / max(len(ours), len(theirs)) >= NEAR:
        return MOST * 0.8
    return _points_of_parts(one, other)


def _without_shared(one: Title, other: Title) -> Iterator[tuple[Title, Title]]:
    """The titles without what is the same in both, tried in this order."""
    if bool(one.n) != bool(other.n) and (parted := (_parted(one) or one, _parted(other) or other)) != (one, other):
        yield parted
    for part in ("b", "n", "p"):
        if getattr(one, part) and getattr(one, part) == getattr(other, part):
            yield one._replace(**{part: ""}), other._replace(**{part: ""})
    if one.b and one.b == other.p:
        yield one._replace(b=""), other._replace(p="")
    if one.p and one.p == other.p:
        yield one._replace(p=""), other._replace(b="")
    if one.n and other.n and (number := _figures(one.n)) and number == _figures(other.n):
        yield one._replace(n=""), other._replace(n="")


def _figures(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _parted(one: Title) -> Title | None:
    """With a number at the end of $a moved to $n, where $n is empty."""
    words = one.a.split(" ")
    if one.n or len(words) < 2 or not re.fullmatch("[1-9][0-9]*", words[-1]):
        return None
    count = 2 if len(words) > 2 and words[-2] in ("del", "osa", "vol", "volume") else 1
    return one._replace(a=" ".join(words[:-count]), n=" ".join(words[-count:]))


def _points_of_parts(one: Title, other: Title) -> float:
    """When the whole differs: one $b begins the other, a $p or $b on one side alone, one record's $a is the other's $b."""
    if one.b and other.b:
        if one.b.startswith(other.b):
            return points(one._replace(b=one.b[len(other.b) :]), other._replace(b=""))
        if other.b.startswith(one.b):
            return points(one._replace(b=""), other._replace(b=other.b[len(one.b) :]))
    if bool(one.p) != bool(other.p):
        found = points(one._replace(p=""), other._replace(p=""))
        return found * 0.8 if found > 0 else found
    if one.n == other.n and one.p == other.p:
        if one.a == other.a and bool(one.b) != bool(other.b):
            return MOST / 2
        if (one.a == other.b and not one.b) or (other.a == one.b and not other.b):
            return MOST / 2
    return -0.5

# SPDX-License-Identifier: Apache-2.0
"""Points for everything but the title by Melinda's rules, re-implemented; see `melinda.py` for the version.

Each feature is a pair: what is taken of a record (None: nothing, then the feature is not asked), and the points of two of those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from mucluc.converters.numbers import isbn13
from mucluc.converters.record import values

from .marc import Marc

VETO = -1.0
_SET = re.compile(
    r"complete set|hela verket|helhet|koko kartasto|koko paketti|koko sarja|koko setti|koko teoksen isbn|koko teos|kokonaisuus"
    r"|^set\b|\bset$|\bsetti\b|vol.*set",
    re.IGNORECASE,
)
_ISSN = re.compile("[0-9]{4}-[0-9]{3}[0-9X]")
_YEAR = re.compile("1[89][0-9]{2}|20[012][0-9]")
_NOTHING = ("   ", "|||", "und")


# ---- ISBN ------------------------------------------------------------------------------------------------------------------

Isbns = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
"""Valid and invalid numbers of 020 $a, valid and invalid ones of $z."""


def isbns(marc: Marc) -> Isbns | None:
    """Numbers of 020; those of a whole set (by $q, in Finnish, Swedish or English) only when there are no others."""
    fields = [text for text in marc.texts("020") if any(values(text, "az"))]
    single = [text for text in fields if not any(_SET.search(value) for value in values(text, "q"))]
    found: list[set[str]] = [set(), set(), set(), set()]
    for text in single or fields:
        for at, code in ((0, "a"), (2, "z")):
            for value in values(text, code):
                number = _isbn(value.split(" ")[0]) or _isbn(value)
                found[at if number else at + 1].add(number or value.replace("-", ""))
    good, bad, good_z, bad_z = map(frozenset, found)
    return (good, bad, good_z, bad_z) if fields else None


def _isbn(value: str) -> str:
    plain = value.replace("-", "").replace(" ", "")
    return isbn13(plain) if len(plain) in (10, 13) else ""


def isbn_points(one: Isbns, other: Isbns) -> float:
    """0.75 for a valid number in common, less for each that is not; −0.75 when both have numbers and none agrees."""
    alone = len(one[0] ^ other[0])
    if one[0] & other[0]:
        return _lessened(0.75, alone)
    if one[0] & other[2] or other[0] & one[2]:
        return _lessened(0.75, alone - 1)
    if one[2] & other[2] or one[1] & (other[1] | other[3]) or other[1] & one[3]:
        return _lessened(0.5, alone)
    if not (one[0] | one[1]) or not (other[0] | other[1]) or frozenset().union(*one) & frozenset().union(*other):
        return 0.0
    return -0.75


def _lessened(full: float, times: int) -> float:
    return rounded(full * 0.8**times)


def rounded(value: float) -> float:
    """To two places, halves upwards."""
    return int(value * 100 + 0.5 + 1e-9) / 100 if value > 0 else -int(-value * 100 + 0.5 - 1e-9) / 100


# ---- other numbers ---------------------------------------------------------------------------------------------------------


def issns(marc: Marc) -> frozenset[str] | None:
    """ISSNs of 022 $a, $y, $z, by their form alone."""
    found = (re.split("[., :;]", value)[0] for value in marc.all("022", "ayz"))
    return frozenset(value for value in found if _ISSN.fullmatch(value)) or None


def issn_points(one: frozenset[str], other: frozenset[str]) -> float:
    """0.2 for one in common, else −0.2."""
    return 0.2 if one & other else -0.2


def publisher_numbers(marc: Marc) -> tuple[str, ...] | None:
    """028 $b with $a, and $a alone."""
    found: dict[str, None] = {}
    for text in marc.texts("028"):
        number, source = ("".join(values(text, code)[:1]) for code in "ab")
        if re.search("[0-9]", number):
            found |= dict.fromkeys(re.sub("[- .,:;]", "", each).lower() for each in ((source + number, number) if source else (number,)))
    return tuple(found) or None


def publisher_number_points(one: Sequence[str], other: Sequence[str]) -> float:
    """0.5 for a number with letters in common, 0.2 for one without; 0 when the figures agree, else −0.2."""
    if shared := set(one) & set(other):
        return 0.5 if any(re.search("[^0-9]", each) for each in shared) else 0.2
    figures = [{re.sub("[^0-9]", "", each) for each in numbers} - {""} for numbers in (one, other)]
    return 0.0 if figures[0] & figures[1] else -0.2


Numbers = tuple[tuple[str, str], ...]
"""Subfield code and number of 024 $a and $z."""


def standard_numbers(marc: Marc) -> Numbers | None:
    """024 $a and $z without hyphens, whatever their kind."""
    found = ((code, value.replace("-", "")) for text in marc.texts("024") for code in "az" for value in values(text, code))
    return tuple(dict.fromkeys(found)) or None


def standard_number_points(one: Numbers, other: Numbers) -> float:
    """0.75 less 0.1 for each missing and 0.2 for each other number, −0.75 when none agrees; of cancelled ones at most 0.2."""
    # Only the first record is asked whether it has valid numbers: so the original does.
    valid = any(code == "a" for code, _ in one)
    ours, theirs = ([value for code, value in numbers if code == "a" or not valid] for numbers in (one, other))
    less, most = sorted((len(ours), len(theirs)))
    shared = min(sum(value in theirs for value in ours), sum(value in ours for value in theirs))
    if not valid:
        return shared / most * 0.2
    return 0.75 - 0.2 * (less - shared) - 0.1 * (most - less) if shared else -0.75


# ---- authors ---------------------------------------------------------------------------------------------------------------

Author = tuple[str, str]
"""Identifier ($0) and name, letters and digits alone in lower case; either may be empty."""


def authors(marc: Marc) -> tuple[Author, ...] | None:
    """Persons of 100 and 700. Marks are not taken off."""
    found = []
    for text in marc.texts("100", "700"):
        name = "".join(char for char in "".join(values(text, "a")[-1:]) if char.isalnum()).lower()
        found.append(("".join(values(text, "0")[-1:]), name))
    return tuple(found) or None


def author_points(one: Sequence[Author], other: Sequence[Author]) -> float:
    """Up to 0.2 by the share of names and identifiers found twice among both records', 0.3 for three identifiers."""
    most = max(len(one), len(other))
    names = [name for _, name in (*one, *other) if name]
    numbers = [number for number, _ in (*one, *other) if number]
    same = sum(numbers.count(number) > 1 for number in numbers)
    if most >= 3 and same >= 3:
        return 0.3
    alike = sum(sum(_alike(name, each) for each in names) > 1 for name in names)
    return min(0.2, same / most * 0.3 + alike / most * 0.2)


def _alike(one: str, other: str) -> bool:
    return Levenshtein.distance(one, other) * 10 <= max(len(one), len(other))


# ---- coded -----------------------------------------------------------------------------------------------------------------


def part_points(one: bool, other: bool) -> float:
    """A veto when one alone is part of another (773 or 973)."""
    return 0.0 if one == other else VETO


def type_points(one: str, other: str) -> float:
    """Type of record (leader/06)."""
    return 0.1 if one == other else -0.5


def level_points(one: str, other: str) -> float:
    """Bibliographic level (leader/07); a and b are confused too often to count."""
    return 0.1 if one == other else 0.0 if {one, other} == {"a", "b"} else -0.2


Dates = tuple[str, str, str]
"""Type of date, first date, second date (008/06, 07-10, 11-14)."""


def dates(marc: Marc) -> Dates:
    """Dates of 008; without one, a type that is not stated."""
    coded = marc.control("008")
    return (coded[6], coded[7:11], coded[11:15]) if len(coded) >= 16 else ("|", "    ", "    ")


def date_points(one: Dates, other: Dates) -> float:
    """0.1 for the same year (`u` agrees with any figure), −0.125 for one year apart, else a veto."""
    kinds = one[0] + other[0]
    if kinds[0] == "b":
        return 0.0 if kinds[1] == "b" else VETO
    if "n" in kinds:
        return 0.0
    if "q" in kinds:
        return _questionable(one, other) if kinds[0] == "q" else _questionable(other, one)
    first, second = one[1], other[1]
    if {first, second} & {"    ", "||||", "uuuu"}:
        return 0.0
    if all("u" in pair or (pair[0] == pair[1] and pair[0].isdecimal()) for pair in zip(first, second, strict=False)):
        return 0.1
    near = _YEAR.fullmatch(first) and second.isdecimal() and abs(int(first) - int(second)) == 1
    return VETO / 8 if near else VETO


def _questionable(one: Dates, other: Dates) -> float:
    """The first has a span of years; the other's must lie in it. Two spans tell nothing."""
    if other[0] == "q":
        return 0.1 if one[1] == other[1] == other[2] else 0.0
    years = (one[1], other[1], one[2])
    return 0.1 if all(map(_YEAR.fullmatch, years)) and years[0] <= years[1] <= years[2] else VETO


# ---- language --------------------------------------------------------------------------------------------------------------

Languages = tuple[str, tuple[tuple[str, str, tuple[str, ...]], ...]]
"""The code of 008 (empty: no 008), and of each 041: first indicator, source of the codes, codes of $a and $d."""


def languages(marc: Marc) -> Languages:
    """Languages of 008 and 041; `zxx` counts as none."""
    fields = []
    for text in marc.texts("041"):
        source = "".join(values(text, "2")[:1]) or "MARC"
        source = f"ISO 639-{found[1]}" if (found := re.search("639.([23])", source)) else source
        codes = {code for code in values(text, "ad") if re.fullmatch("[a-zA-Z]{3}", code) and code != "zxx"}
        fields.append((text[:1], source, tuple(sorted(codes))))
    return marc.control("008")[35:38], tuple(fields)


def language_points(one: Languages, other: Languages) -> float:
    """Up to 0.1, down to −1.2: by 008 and by 041."""
    return min(0.1, _coded_language(one[0], other[0]) + _listed_languages(one[1], other[1]))


def _coded_language(one: str, other: str) -> float:
    if not one or not other or one in _NOTHING or other in _NOTHING:
        return 0.0
    if one == other:
        return 0.05
    return 0.0 if "mul" in (one, other) else -0.2


def _listed_languages(one: Sequence[tuple[str, str, tuple[str, ...]]], other: Sequence[tuple[str, str, tuple[str, ...]]]) -> float:
    if not one or not other:
        return 0.0
    if len(one) > 1 or len(other) > 1:
        return _codes(*(sorted({code for field in fields for code in field[2]}) for fields in (one, other)))
    (ours,), (theirs,) = one, other
    found = _codes(ours[2], theirs[2])
    indicators = -0.1 if found and " " not in (ours[0], theirs[0]) and ours[0] != theirs[0] else 0.0
    return found + indicators + (0.0 if ours[1] == theirs[1] else -0.05)


def _codes(one: Sequence[str], other: Sequence[str]) -> float:
    if all(code in _NOTHING for code in one) or all(code in _NOTHING for code in other):
        return 0.0
    if list(one) == list(other):
        return 0.1
    if (list(one) == ["mul"] and len(other) > 1) or (list(other) == ["mul"] and len(one) > 1):
        return 0.0
    ours, theirs = set(one) - set(_NOTHING), set(other) - set(_NOTHING)
    if not ours & theirs:
        return VETO
    left, right = len(ours - theirs), len(theirs - ours)
    apart = left + right
    if not left or not right:
        penalty = -0.3 if apart > 3 else 0.1 - apart * 0.1
    elif left == right == 1:
        penalty = -0.1
    else:
        penalty = VETO if apart > 3 else apart * -0.2
    return max(VETO, penalty / len(ours & theirs))

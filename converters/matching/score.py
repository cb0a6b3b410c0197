# SPDX-License-Identifier: Apache-2.0
"""Two records compared: points for and against their being one edition, and vetoes; docs/clustering.md says what each point is for.

A pure function of the two evidences, so that what was found once need not be found again.
"""

from __future__ import annotations

from typing import NamedTuple

from .agents import any_same, clash, stated
from .compared import Agent, Compared, Signature
from .evidence import INSIDE, SET
from .likeness import APART, likeness, misspelt, one_letter, title_points
from .words import SMALL, SPOKEN

THRESHOLD = 50
"""From here on two records are one edition, unless there is a veto."""
DOUBT = 40
"""From here on a pair is worth a person's look."""
VETOES = {"volume": 1, "edition": 2, "year": 4, "form": 8, "language": 16, "access": 32, "title-number": 64, "title-word": 128}
"""Names of the vetoes, and their bits. The last is none of a pair alone: `clusters` sets it, for it needs the frequencies of words."""


class Score(NamedTuple):
    """points; vetoes: the sum of the bits of those that hold (0: none)."""

    points: int
    vetoes: int

    @property
    def joins(self) -> bool:
        """Whether the pair is of one edition."""
        return self.points >= THRESHOLD and not self.vetoes


def score(one: Compared, other: Compared) -> Score:
    """Points and vetoes of a pair; the order does not matter."""
    points = title_points(one, other)
    if points == APART:
        return Score(APART, 0)
    for _, part in PARTS[1:]:
        points += part(one, other)
    return Score(points, vetoes(one.signature, other.signature))


def reasons(one: Compared, other: Compared) -> list[tuple[str, int]]:
    """Why: the parts that count in the score of a pair with their points, and the vetoes that hold with 0 points."""
    found = [(name, points) for name, part in PARTS if (points := part(one, other))]
    held = vetoes(one.signature, other.signature)
    return found + [(f"veto-{name}", 0) for name, bit in VETOES.items() if held & bit]


# ---- vetoes ------------------------------------------------------------------------------------------------------------------


def vetoes(one: Signature, other: Signature) -> int:
    """The bits of what forbids that two records are one edition, however much else agrees. Only what both say counts."""
    if one == other:
        return 0
    held = 0
    if one.volume != other.volume and one.volume and other.volume and not _one_volume(one.volume, other.volume):
        held |= 1
    if one.edition != other.edition and one.edition and other.edition and not _one_edition(one, other):
        held |= 2
    if one.years != other.years and one.years and other.years and min(abs(a - b) for a in one.years for b in other.years) > 1:
        held |= 4
    if one.form != other.form and not _one_form(one.form, other.form):
        held |= 8
    if one.languages != other.languages and one.languages and other.languages and not one.languages & other.languages:
        held |= 16
    if one.access != other.access:
        held |= 32
    if one.numbers != other.numbers and one.numbers - other.numbers and other.numbers - one.numbers:
        held |= 64
    return held


def _one_volume(one: str, other: str) -> bool:
    if one == "ha" or other == "ha":  # the last of two or three: thượng, (trung,) hạ
        return {one, other} & {"2", "3"} != set()
    if one == "trung" or other == "trung":
        return "2" in (one, other)
    return one.startswith(other + ".") or other.startswith(one + ".")


def _one_edition(one: Signature, other: Signature) -> bool:
    """Whether two unlike ordinals may be one edition: neighbours in one year: `Tái bản lần 1` is counted both ways."""
    mine, their = one.edition, other.edition
    if "r" in (mine, their):
        return "1" not in (mine, their) or bool({*one.years} & {*other.years})
    return abs(int(mine) - int(their)) == 1 and (bool({*one.years} & {*other.years}) or not (one.years and other.years))


def _one_form(one: str, other: str) -> bool:
    if not one or not other:
        return True
    if one[2] == other[2] == "e" and {one[0], other[0]} == {"e", "t"}:
        return True  # an e-book entered as a computer file
    return all(a == b or a == "-" or b == "-" for a, b in zip(one, other, strict=True))


# ---- points ------------------------------------------------------------------------------------------------------------------


def _subtitle(one: Compared, other: Compared) -> int:
    mine, their = one.parts, other.parts
    if mine.subtitle == their.subtitle and mine.part == their.part and mine.title == their.title:
        return (6 if mine.subtitle else 0) + (4 if mine.part else 0)
    points = 0
    if one.qualifiers != other.qualifiers:
        points -= 25
    if one.part and other.part:
        points += 4 if _one_part(one.part, other.part) else -60
    if one.figures != other.figures and _other_figures(one, other):
        points -= 25
    if one.subtitle and other.subtitle:
        if one.subtitle == other.subtitle:
            return points + 6
        common = len(one.subtitle & other.whole) + len(other.subtitle & one.whole)
        share = common / (len(one.subtitle) + len(other.subtitle))
        return points + (4 if share >= 0.6 else 0 if share >= 0.3 else -20)
    if one.signature.numbers != other.signature.numbers:
        missing = _alone(one, other) | _alone(other, one)
        spoken = {SPOKEN.get(word) for word in one.words ^ other.words}
        if missing and not missing & {one.signature.volume, other.signature.volume, *spoken}:
            points -= 14
    return points


def _alone(one: Compared, other: Compared) -> set[str]:
    """The numbers in one title that the other has nowhere, not even joined to a word."""
    joined = other.letters if not other.signature.numbers else ""
    return {number for number in one.signature.numbers if number not in other.whole and number not in joined}


def _one_part(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two part titles may be one: alike, and no word of weight exchanged for another (`Mexico, 1960`, `Cuba, 1960`)."""
    mine, their = one - other - SMALL, other - one - SMALL
    return likeness(one, other) >= 0.6 and len(misspelt(mine, their)) == min(len(mine), len(their))


def _other_figures(one: Compared, other: Compared) -> bool:
    """Whether subtitle or part of each has a number that the other has not: days, years, decimal numbers."""
    return bool(one.figures - other.whole - other.signature.numbers and other.figures - one.whole - one.signature.numbers)


def _agents(one: Compared, other: Compared) -> int:
    if one.parts.agents == other.parts.agents and one.parts.agents:
        return 20
    if one.agents and other.agents:
        mains, others = _main(one.agents), _main(other.agents)
        if any_same(mains, other.agents) or any_same(others, one.agents):
            return 20
        if clash(mains, other.agents) or clash(others, one.agents):
            return -30
        if any(stated(each, other.statement) for each in mains) or any(stated(each, one.statement) for each in others):
            return 16
        if any(_misspelt_name(mine, their) for mine in mains for their in others):
            return 6
        if any_same(one.agents, other.agents):
            return 10
        return -30 if (mains[0].kind in "Pp") == (others[0].kind in "Pp") else -12
    named, plain = (one, other) if one.agents else (other, one)
    if named.agents:
        if any(stated(each, plain.statement) for each in named.agents):
            return 16
        return -8 if plain.statement and named.statement and not plain.statement & named.statement else 0
    if one.statement and other.statement:
        share = len(one.statement & other.statement) / min(len(one.statement), len(other.statement))
        return 12 if share >= 0.6 else 0 if share >= 0.3 else -12
    return 0


def _misspelt_name(one: Agent, other: Agent) -> bool:
    """Whether two names differ by one letter, or in blanks alone."""
    if (one.kind in "Pp") != (other.kind in "Pp"):
        return False
    mine, their = set(one.words) - set(other.words), set(other.words) - set(one.words)
    if len(mine) == len(their) == 1 and len(one.words) == len(other.words) > 1:
        return one_letter(*mine, *their)
    return len(one.words) != len(other.words) and "".join(one.words) == "".join(other.words)


def _main(agents: list[Agent]) -> list[Agent]:
    return [each for each in agents if each.kind in "PCM"] or agents


def _years(one: Compared, other: Compared) -> int:
    mine, others = one.signature.years, other.signature.years
    if not mine or not others:
        if (decade := one.decade or other.decade) and (mine or others):
            return -8 if any(str(year)[:3] == decade for year in mine or others) else -40
        return -14
    if mine[0] == others[0]:
        return 15
    return 10 if any(year in others for year in mine) else -12


def _pages(one: Compared, other: Compared) -> int:
    if not one.pages or not other.pages:
        return 0
    more = max(one.pages, other.pages)
    apart = 2 * more - one.pages - other.pages
    if apart == 0:
        return 12
    if apart <= 2 or apart * 50 <= more:
        return 8
    if apart <= 10 or apart * 20 <= more:
        return 0
    return -30 if apart * 5 <= more else -50


def _publisher(one: Compared, other: Compared) -> int:
    if not one.parts.publisher or not other.parts.publisher:
        return 0
    if one.parts.publisher == other.parts.publisher:
        return 8
    for mine in one.publishers:
        for their in other.publishers:
            if mine == their or mine <= their or their <= mine or likeness(mine, their) >= 0.6 or _initials(mine, their):
                return 8
    return -8


def _initials(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a publisher is written by its first letters: `CTQG`, Chính trị quốc gia; order is not kept, so letters are counted."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    letters = sorted("".join(short))
    first = sorted(word[0] for word in long)
    return len(letters) >= 3 and len(short) == 1 and letters == first


def _edition(one: Compared, other: Compared) -> int:
    mine, their = one.signature.edition, other.signature.edition
    if mine == their:
        return 4 if mine else 0
    if mine and their and "r" not in (mine, their):
        # Counted in two ways in one year, when nothing else speaks against it; any other unlike ordinals are a veto.
        return -18 if one.pages and abs(one.pages - other.pages) * 50 <= one.pages + other.pages else -40
    if (mine or "1") == (their or "1"):
        return 0
    same_year = set(one.signature.years) & set(other.signature.years)
    return -4 if same_year or not one.signature.years or not other.signature.years else -25


def _volume(one: Compared, other: Compared) -> int:
    mine, their = one.signature.volume, other.signature.volume
    if mine == their:
        return 5 if mine else 0
    if mine and their:
        return -4
    if SET in (mine, their):
        return -40 if one.pages and other.pages else -4
    # Which volume is not said: only the same number of pages can tell.
    return -10 if one.pages and abs(one.pages - other.pages) <= 2 else -55


def _numbers(one: Compared, other: Compared) -> int:
    mine, their = one.parts, other.parts
    if not ((mine.isbns and their.isbns) or (mine.numbers and their.numbers)):
        return 0
    points = 0
    if one.isbns and other.isbns:
        points += 25 if one.isbns & other.isbns else -12
    if (one.set_isbns | one.isbns) & other.set_isbns or one.set_isbns & other.isbns:
        points += 6
    if one.numbers and other.numbers:
        if one.numbers & other.numbers:
            points += 30
        elif {each[0] for each in one.numbers} & {each[0] for each in other.numbers}:
            points -= 15
    return points


def _series(one: Compared, other: Compared) -> int:
    if not one.parts.series or not other.parts.series:
        return 0
    (mine, first), (their, second) = one.series.split(INSIDE), other.series.split(INSIDE)
    if mine != their:
        return 0
    return -16 if first and second and first != second else 3


PARTS = (
    ("title", title_points),
    ("subtitle", _subtitle),
    ("agents", _agents),
    ("year", _years),
    ("pages", _pages),
    ("publisher", _publisher),
    ("edition", _edition),
    ("volume", _volume),
    ("numbers", _numbers),
    ("series", _series),
)
"""What is compared, by name."""

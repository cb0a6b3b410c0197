# SPDX-License-Identifier: Apache-2.0
"""The fields that are given to splink, as they stand or folded, and the vetoes on volume, edition and year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from mucluc.converters.numbers import isbn13
from mucluc.converters.record import Record, values
from mucluc.vocab.text import fold

from .marc import Marc

_YEAR = re.compile("1[0-9]{3}|20[0-9]{2}")
_NUMBER = re.compile("[0-9]+")
_VOLUME = re.compile(r"\b(?:(?<!tuyen )(?<!toan )tap|t|quyen|q|cuon|phan|ph|so|vol|v|volume|bd|part|pt|book|no)(?: ?([0-9]+)| ([a-z]+))\b")
_REPRINT = re.compile(
    r"\b(?:tai ban|tb)(?: co)?(?: sua chua| bo sung| chinh li| chinh ly| va)*(?: lan)?(?: thu)?(?: ?([0-9]+)| ([a-z]+))\b"
)
_PRINTING = re.compile(r"\b(?:in|xuat ban|xb|an ban)(?: lai)?(?: lan)?(?: thu)?(?: ?([0-9]+)| ([a-z]+))\b")
_COUNTING: tuple[str, ...] = ("mot nhat i first one", "hai nhi ii second two", "ba iii third three", "bon tu iv fourth four")
_COUNTING += ("nam v fifth five", "sau vi sixth six", "bay vii", "tam viii", "chin ix", "muoi x")
_WORDS = {word: number for number, words in enumerate(_COUNTING, 1) for word in words.split()}


class Row(TypedDict):
    """One record as splink sees it; None where it says nothing."""

    unique_id: str
    title: str | None
    start: str | None
    volume: str | None
    author: str | None
    publisher: str | None
    year: str | None
    edition: str | None
    pages: str | None
    isbn: list[str] | None


def row(path: str, record: Record, *, folded: bool) -> Row:
    """The fields of one record: as they stand, or folded (`mucluc.vocab.text.fold`). start is what the title begins with, to block on."""
    marc = Marc(record)
    form = fold if folded else str.strip

    def text(parts: Iterable[str]) -> str | None:
        return form(" ".join(parts)) or None

    title = text(marc.all("245", "ab"))
    pages = _NUMBER.search(marc.any("300", "a"))
    return Row(
        unique_id=path,
        title=title,
        start=" ".join(title.split()[:3]) if title else None,
        volume=text(marc.all("245", "np")),
        author=text(next(([value] for tag in ("100", "110", "111", "700", "710") if (value := marc.any(tag, "a"))), [])),
        publisher=text(name for tag in ("264", "260") for name in [marc.any(tag, "b")]),
        year=_year(marc) or None,
        edition=text([marc.any("250", "a")]),
        pages=pages[0] if pages else None,
        isbn=sorted({number for value in marc.all("020", "a") if (number := isbn13(value))}) or None,
    )


def _year(marc: Marc) -> str:
    for tag in ("264", "260"):
        if found := _YEAR.search(marc.any(tag, "c")):
            return found[0]
    found = _YEAR.match(marc.control("008")[7:11])
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Traits:
    """What the members of one edition must agree in. Volumes and printings that are stated, and years."""

    volumes: frozenset[int] = frozenset()
    printings: frozenset[int] = frozenset()
    years: frozenset[int] = frozenset()

    def joined(self, other: Traits) -> Traits | None:
        """The traits of both together, None when they cannot be one edition: two volumes, two printings, years more than one apart."""
        volumes, printings, years = self.volumes | other.volumes, self.printings | other.printings, self.years | other.years
        if len(volumes) > 1 or len(printings) > 1 or (years and max(years) - min(years) > 1):
            return None
        return Traits(volumes, printings, years)


def traits(record: Record) -> Traits:
    """Traits of one record, from its MARC. What is not stated is compatible with everything."""
    marc = Marc(record)
    year = _year(marc)
    return Traits(_volume(marc), _printing(fold(marc.any("250", "a"))), frozenset({int(year)} if year else ()))


def _volume(marc: Marc) -> frozenset[int]:
    """The number in 245 $n, else one that follows a word for volume in 245 $p, $b or $a."""
    for text in marc.texts("245"):
        for part in values(text, "n"):
            words = fold(part)
            if number := _counted(_NUMBER, words) or _counted(_VOLUME, words):
                return frozenset({number})
        for code in "pba":
            if number := _counted(_VOLUME, fold(" ".join(values(text, code)))):
                return frozenset({number})
    return frozenset()


def _printing(words: str) -> frozenset[int]:
    """Which printing it is, from the folded 250 $a: the first reprint (`Tái bản lần 1`) is the second printing (`In lần thứ 2`)."""
    if number := _counted(_REPRINT, words):
        return frozenset({number + 1})
    if number := _counted(_PRINTING, words) or _counted(_NUMBER, words):
        return frozenset({number})
    return frozenset()


def _counted(pattern: re.Pattern[str], words: str) -> int:
    """The first number that the pattern finds, written in figures or as a word; 0 when there is none."""
    found = (match[match.lastindex or 0] for match in pattern.finditer(words))
    return next((number for word in found if (number := int(word[:4]) if word.isdecimal() else _WORDS.get(word, 0))), 0)

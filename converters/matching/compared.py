# SPDX-License-Identifier: Apache-2.0
"""Evidence made ready to be compared many times: words as sets, numbers as numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from .evidence import BETWEEN, INSIDE, LIST, Evidence
from .words import QUALIFIERS


class Agent(NamedTuple):
    """A name: kind (capital for the main entry), folded words, the same with marks (empty without any), years of life."""

    kind: str
    words: tuple[str, ...]
    marked: str
    dates: str


class Signature(NamedTuple):
    """What vetoes are decided by; equal for most records of an edition."""

    volume: str
    edition: str
    years: tuple[int, ...]
    form: str
    languages: frozenset[str]
    access: str
    numbers: frozenset[str]


class Compared:
    """The evidence of one record, ready. See `Evidence` for what each part is; words, whole: the words of 245 $a, of all of it.

    parts: as it came. joined, letters: the same without blanks. figures: the numbers in subtitle and part.
    What a comparison may never ask for is made when it is asked for.
    """

    __slots__ = (
        "agents", "decade", "figures", "isbns", "joined", "letters", "numbers", "others", "pages", "part", "parts", "publishers",
        "qualifiers", "series", "set_isbns", "signature", "statement", "subtitle", "title", "uniform", "whole", "words",
    )  # fmt: skip

    agents: list[Agent]
    decade: str
    figures: frozenset[str]
    isbns: frozenset[str]
    letters: str
    numbers: frozenset[str]
    others: list[str]
    part: frozenset[str]
    publishers: list[frozenset[str]]
    qualifiers: frozenset[str]
    series: str
    set_isbns: frozenset[str]
    statement: frozenset[str]
    subtitle: frozenset[str]
    uniform: list[str]
    whole: frozenset[str]

    def __init__(self, data: bytes) -> None:
        self.parts = parts = Evidence(*data.decode().split(BETWEEN))
        self.title = parts.title
        words = parts.title.split()
        self.joined = "".join(words)
        self.words = frozenset(words)
        self.pages = int(parts.pages) if parts.pages else 0
        counted = tuple([word for word in words if ("0" <= word[0] <= "9" and _counts(word)) or word in ("plus", "sharp")])
        self.signature = _signature(parts.volume, parts.edition, parts.years, parts.form, parts.languages, parts.access, counted)

    def __getattr__(self, name: str) -> object:
        made = _LATE[name](self, self.parts)
        setattr(self, name, made)
        return made


@lru_cache(maxsize=4096)
def _counts(word: str) -> bool:
    """Whether a word that begins with a figure is a number: `1920s`, `3d`, not a misread `1ich`."""
    return len(word.lstrip("0123456789")) <= 2


@lru_cache(maxsize=32768)
def _signature(volume: str, edition: str, years: str, form: str, languages: str, access: str, counted: tuple[str, ...]) -> Signature:
    return Signature(volume, edition, tuple(map(int, years.split())), form, frozenset(languages.split()), access, frozenset(counted))


@lru_cache(maxsize=32768)
def _qualifiers(told: str) -> frozenset[str]:
    return frozenset([kind for word, kind in QUALIFIERS if word in told])


@lru_cache(maxsize=32768)
def _agent(text: str) -> Agent:
    kind, folded, marked, dates = text.split(INSIDE)
    return Agent(kind, tuple(folded.split()), marked, dates)


_LATE: dict[str, Callable[[Compared, Evidence], object]] = {
    "agents": lambda _, parts: [_agent(text) for text in parts.agents.split(LIST)] if parts.agents else [],
    "decade": lambda _, parts: parts.decade,
    "figures": lambda self, _: frozenset([word for word in self.subtitle | self.part if word.isdecimal()]),
    "isbns": lambda _, parts: frozenset([each for each in parts.isbns.split() if each[0] != "s"]),
    "letters": lambda self, parts: f"{self.joined}{parts.subtitle}{parts.part}".replace(" ", ""),
    "numbers": lambda _, parts: frozenset(parts.numbers.split()),
    "others": lambda _, parts: parts.others.split(LIST) if parts.others else [],
    "part": lambda _, parts: frozenset(parts.part.split()),
    "publishers": lambda _, parts: [frozenset(name.split()) for name in parts.publisher.split(LIST)] if parts.publisher else [],
    "qualifiers": lambda _, parts: _qualifiers(f" {parts.title} {parts.subtitle} "),
    "series": lambda _, parts: parts.series,
    "set_isbns": lambda _, parts: frozenset([each[1:] for each in parts.isbns.split() if each[0] == "s"]),
    "statement": lambda _, parts: frozenset(parts.statement.split()),
    "subtitle": lambda _, parts: frozenset(parts.subtitle.split()),
    "uniform": lambda _, parts: parts.uniform.split(LIST) if parts.uniform else [],
    "whole": lambda self, _: self.words | self.subtitle | self.part,
}

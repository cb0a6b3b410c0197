# SPDX-License-Identifier: Apache-2.0
"""Evidence made ready to be compared many times: words as sets, numbers as numbers."""

from __future__ import annotations

from typing import NamedTuple

from .evidence import BETWEEN, INSIDE, LIST
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
    """The evidence of one record, ready. See `Evidence` for what each part is; words, whole: the words of 245 $a, of all of it."""

    __slots__ = (
        "agents", "isbns", "joined", "marked", "numbers", "originals", "pages", "part", "place", "publishers", "qualifiers", "series",
        "set_isbns", "signature", "statement", "subtitle", "title", "uniform", "whole", "words",
    )  # fmt: skip

    def __init__(self, data: bytes) -> None:
        (
            title, subtitle, part, volume, edition, years, pages, publisher, place, form, languages, originals, access, agents, statement,
            uniform, isbns, numbers, series, marked,
        ) = data.decode().split(BETWEEN)  # fmt: skip
        self.title = title
        words = title.split()
        self.joined = "".join(words)
        self.words = frozenset(words)
        self.subtitle = frozenset(subtitle.split())
        self.part = frozenset(part.split())
        self.whole = self.words | self.subtitle | self.part
        self.pages = int(pages) if pages else 0
        self.publishers = [frozenset(name.split()) for name in publisher.split(LIST)] if publisher else []
        self.place = place
        self.originals = originals
        self.agents = [_agent(text) for text in agents.split(LIST)] if agents else []
        self.statement = frozenset(statement.split())
        self.uniform = uniform.split(LIST) if uniform else []
        valid = isbns.split()
        self.isbns = frozenset(each for each in valid if each[0] != "s")
        self.set_isbns = frozenset(each[1:] for each in valid if each[0] == "s")
        self.numbers = frozenset(numbers.split())
        self.series = series
        self.marked = marked
        told = f" {title} {subtitle} "
        self.qualifiers = frozenset(kind for word, kind in QUALIFIERS if word in told)
        self.signature = Signature(
            volume, edition, tuple(map(int, years.split())), form, frozenset(languages.split()), access,
            frozenset(word for word in words if word.isdecimal() or word in ("plus", "sharp")),
        )  # fmt: skip


def _agent(text: str) -> Agent:
    kind, folded, marked, dates = text.split(INSIDE)
    return Agent(kind, tuple(folded.split()), marked, dates)

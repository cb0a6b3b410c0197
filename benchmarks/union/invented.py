# SPDX-License-Identifier: Apache-2.0
"""Invented Works, their editions and who made them: the truth that a union catalogue is written from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))

PER_FAMILY = 128
"""Numbers that a family has for its ISBNs."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Who made a Work. name: as a title page has it. heading: as a careful cataloguer enters it. other: the name in another script."""

    name: str
    heading: str
    kind: str = "person"
    born: int = 0
    died: int = 0
    other: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A Work. original: its title in its own language, where that is not Vietnamese. kind: which part of the generator made it."""

    label: str
    kind: str
    title: str
    subtitle: str
    agents: tuple[Agent, ...]
    language: str = "vie"
    original: str = ""
    variant: str = ""
    subject: str = ""
    place: str = ""
    classed: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """An Instance: one volume of one printing by one publisher on one carrier.

    volume: 0 for none or for the whole set. volumes: how many the set has, 0 for no set. ordinal: 1 for the first printing.
    stated: whether the book says so. damages: of its ISBN, which stand in the book itself and so in every record of it.
    """

    label: str
    work: Work
    title: str
    publisher: tuple[str, str, tuple[str, ...]]
    year: int
    pages: int
    size: int = 21
    volume: int = 0
    volumes: int = 0
    ordinal: int = 1
    stated: bool = True
    revised: bool = False
    isbn: str = ""
    set_isbn: str = ""
    language: str = "vie"
    translator: Agent | None = None
    electronic: bool = False
    series: str = ""
    damages: tuple[str, ...] = ()


def isbn(number: int, start: str = "") -> str:
    """The ISBN-13 of a publication's number: Viet Nam's 978-604 for the first million, spread so that neighbours look nothing alike."""
    start = start or ("978604" if number < 10**6 else f"9786{10 + number // 10**6:02}")
    body = start + str(number * 387_420_489 % 10 ** (12 - len(start))).zfill(12 - len(start))
    total = sum(map(int, body[::2])) + 3 * sum(map(int, body[1::2]))
    return body + str(-total % 10)


# ---- agents ----------------------------------------------------------------------------------------------------------------


def _vietnamese(rng: Random) -> Agent:
    names = WORDS["names"]
    family = rng.choices(names["family"], names["family_weight"])[0]
    middle = rng.sample(names["middle"], rng.choices((0, 1, 2), (15, 70, 15))[0])
    name = " ".join((family, *middle, rng.choice(names["given"])))
    born = rng.randrange(1900, 1990)
    return Agent(name, name, "person", born, born + rng.randrange(50, 90) if born < 1940 and rng.random() < 0.6 else 0)


def author(seed: int, number: int) -> Agent:
    """The Vietnamese author of this number: an author writes several books."""
    return _vietnamese(Random(f"{seed}/author/{number}"))


def foreign(rng: Random, language: str) -> Agent:
    names = WORDS["names"]
    born = rng.randrange(1850, 1985)
    if language == "chi":
        family, given = rng.choice(names["chinese_family"]), rng.sample(names["chinese_given"], rng.choice((1, 2)))
        name = " ".join((family[0], *(part[0] for part in given)))
        pinyin = f"{family[1]}, {given[0][1]}{''.join(part[1].lower() for part in given[1:])}"
        return Agent(name, name, "person", born, 0, pinyin)
    key = "english" if language == "eng" else "french"
    given_name, family_name = rng.choice(names[f"{key}_given"]), rng.choice(names[f"{key}_family"])
    return Agent(f"{given_name} {family_name}", f"{family_name}, {given_name}", "person", born)


# ---- editions of a Work ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Press:
    """Makes the editions of a family's Works, giving each a number of its own. reused, carried, of_set: shares of ISBNs that lie."""

    rng: Random
    first: int
    reused: float
    carried: float
    used: int = 0

    def moved(self, name: str) -> Random:
        """What follows depends on this name alone: the same Work, drawn again, has the same editions and ISBNs."""
        self.rng = Random(name)
        self.first = 30_000_000 + crc32(name.encode()) % 400_000 * PER_FAMILY
        return self.rng

    def number(self) -> int:
        """The next number of the family's."""
        self.used += 1
        return self.first + (self.used - 1) % PER_FAMILY

    def publisher(self) -> tuple[str, str, tuple[str, ...]]:
        """A Vietnamese house: name, place, other names."""
        name, place, others = self.rng.choice(WORDS["publishers"]["houses"])
        return name, place, tuple(others)

    def own_isbn(self, year: int) -> tuple[str, tuple[str, ...]]:
        """An ISBN for a book of this year, empty when it has none; and the damage when it is another book's."""
        number = self.number()
        if year < 2006 or self.rng.random() < 0.1:
            return "", ()
        if self.rng.random() < self.reused and number > 40 * PER_FAMILY:
            return isbn(number - PER_FAMILY * self.rng.randrange(1, 40)), ("isbn-reused",)
        return isbn(number), ()

    def printings(self, work: Work, count: int, title: str = "", **known: Any) -> list[list[Edition]]:
        """Printings of one text, each a list of its volumes: by the same house with an ordinal, or by another house anew."""
        rng = self.rng
        year = known.pop("year", 0) or rng.randrange(1990, 2021)
        volumes = known.pop("volumes", 0)
        house = known.pop("publisher", None) or self.publisher()
        base = Edition("", work, title or work.title, house, year, rng.randrange(60, 620), rng.choice((19, 20, 21, 21, 24, 27)), **known)
        base = replace(base, volumes=volumes)
        made: list[list[Edition]] = []
        for at in range(count):
            if at:
                base = self._next(base)
            made.append(self._volumes(base, f"{work.label}.{self.used:02}", made[0] if made else None))
        return made

    def _next(self, last: Edition) -> Edition:
        rng = self.rng
        year = last.year + rng.randrange(1, 6)
        if rng.random() < 0.35:
            pages = max(30, last.pages + rng.randrange(-40, 60))
            return replace(last, year=year, publisher=self.publisher(), pages=pages, ordinal=1, stated=True, revised=False)
        revised = rng.random() < 0.3
        pages = last.pages + rng.randrange(5, 60) if revised else last.pages
        return replace(last, year=year, pages=pages, ordinal=last.ordinal + 1, stated=rng.random() < 0.85, revised=revised)

    def _volumes(self, base: Edition, label: str, first: list[Edition] | None) -> list[Edition]:
        rng = self.rng
        if not base.volumes:
            number, why = self.own_isbn(base.year)
            if first and first[0].isbn and base.ordinal > 1 and rng.random() < self.carried:
                number, why = first[0].isbn, ("isbn-carried",)
            return [replace(base, label=label, isbn=number, damages=why)]
        set_isbn = isbn(self.number()) if base.year >= 2006 and rng.random() < 0.6 else ""
        of_set = bool(set_isbn) and rng.random() < 0.25
        made = []
        for volume in range(1, base.volumes + 1):
            number, why = (set_isbn, ("isbn-of-set",)) if of_set else self.own_isbn(base.year)
            pages = max(40, base.pages + rng.randrange(-90, 90))
            made.append(replace(base, label=f"{label}v{volume}", volume=volume, pages=pages, isbn=number, set_isbn=set_isbn, damages=why))
        if rng.random() < 0.15:
            made.append(replace(base, label=f"{label}v0", isbn=set_isbn, set_isbn=set_isbn, pages=0))
        return made

    def with_electronic(self, made: list[list[Edition]]) -> list[Edition]:
        """All editions, and of some of the newer ones the e-book too: an Instance of its own, with the print's text, year and house."""
        flat = [edition for volumes in made for edition in volumes]
        for edition in list(flat):
            if edition.year >= 2012 and edition.language == "vie" and self.rng.random() < 0.07:
                own = isbn(self.number()) if self.rng.random() < 0.5 else edition.isbn
                flat.append(replace(edition, label=f"{edition.label}e", electronic=True, isbn=own, damages=()))
        return flat

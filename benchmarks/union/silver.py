# SPDX-License-Identifier: Apache-2.0
"""Silver truth: real records that are the same edition because their numbers say so, with those numbers hidden from the matcher.

The same Instance: the same LCCN (010) or OCLC number (035, or 001 with 003 OCoLC), or the same valid ISBN with the same edition, volume and
year. ISBNs under more than three titles say nothing, nor does any number between records whose titles have nothing in common: half of what
a shared number would join in the Library of Congress's records are different books. The same Work: the same heading with the same uniform
title, or title proper where there is none; records without heading, and those under collective titles (Works, Poems, Selections), say
nothing of their Work.
`damaged` copies real records as other libraries would catalogue them, for real duplicates are few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import combinations
from pathlib import Path
from random import Random

from mucluc.converters.read import read
from mucluc.converters.record import SUBFIELD, Record

from .damage import done, own_rate
from .damage_abroad import ABROAD, LOCAL
from .damage_fields import FIELDS
from .damage_text import TEXT
from .draft import Draft
from .facts import Facts, facts
from .model import Known

HIDDEN = frozenset(("001", "003", "005", "010", "015", "016", "019", "020", "024", "035", "856"))
"""Fields that a matcher does not see: numbers, and links whose addresses hold numbers."""

_LINKED = range(760, 788)
MOST_TITLES = 3
COPIES = (*ABROAD.all, *FIELDS.all, *(damage for damage in TEXT.all if damage.name in ("capitals", "diacritics-lost", "punctuation-lost")))
"""Damages of copies of real records."""


@dataclass(frozen=True, slots=True)
class Silver:
    """A record with its facts (taken before hiding) and its truth. known.record has no numbers."""

    known: Known
    facts: Facts
    whole: Record


def records(files: Iterable[Path]) -> Iterator[tuple[str, Record]]:
    """Bibliographic records with the name of the folder they lie in; a record that is byte for byte an earlier one is left out."""
    seen: set[bytes] = set()
    for file in files:
        for found in read(file):
            if not isinstance(found, Record) or found.is_authority or found.is_holdings:
                continue
            digest = blake2b(found.pack(), digest_size=16).digest()
            if digest not in seen:
                seen.add(digest)
                yield file.resolve().parent.name, found


def silver(files: Iterable[Path]) -> list[Silver]:
    """The records of the files whose truth can be known, under paths that tell nothing.

    Left out: records without a title or without any number; and of records that say the same in every part that is compared, and have
    different numbers, all but the first, for they are duplicates that were numbered twice or differ in nothing that a record shows.
    """
    read_all = ((library, record, facts(record)) for library, record in records(files))
    found = [(library, record, each) for library, record, each in read_all if each.title and (each.numbers or each.isbns)]
    instances = _instances([each for _, _, each in found])
    first: dict[tuple[str, ...], str] = {}
    made = []
    for number, (library, record, each) in enumerate(found):
        if first.setdefault(_described(each), instances[number]) != instances[number]:
            continue
        path = f"record/{_slug(library)}/r{number:07}"
        made.append(Silver(Known(path, hidden(record), instances[number], _work(each)), each, record))
    return made


def _described(each: Facts) -> tuple[str, ...]:
    return each.title, each.heading, each.volume, each.edition, each.year, each.language, each.pages


def hidden(record: Record) -> Record:
    """The record without the fields of `HIDDEN`, and without the numbers in its linking fields."""
    kept = []
    for tag, text in record.fields:
        if tag.isdecimal() and int(tag) in _LINKED:
            head, *parts = text.split(SUBFIELD)
            text = SUBFIELD.join([head, *(part for part in parts if part[:1] not in ("w", "x", "z", "o"))])
        if tag not in HIDDEN and (tag < "010" or SUBFIELD in text):
            kept.append((tag, text))
    return replace(record, fields=tuple(kept), place=replace(record.place, control_number=None))


def half(label: str) -> str:
    """`dev` or `test`, by the label's hash: what is decided on one half is shown on the other."""
    return "test" if blake2b(label.encode(), digest_size=2).digest()[0] & 1 else "dev"


def groups(found: Iterable[Silver]) -> dict[str, list[Silver]]:
    """What is split and sampled whole: all records under one heading (one title where there is none), and their duplicates elsewhere."""
    first: dict[str, str] = {}
    made: dict[str, list[Silver]] = defaultdict(list)
    for each in found:
        name = first.setdefault(each.known.instance, each.facts.heading or each.facts.proper or each.known.path)
        made[name].append(each)
    return made


def _slug(name: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in name.lower())


def _instances(found: list[Facts]) -> list[str]:
    """A label for each record: the smallest number of those that are tied to it."""
    parents = list(range(len(found)))

    def root(member: int) -> int:
        while parents[member] != member:
            parents[member] = member = parents[parents[member]]
        return member

    for members in _ties(found):
        for first, member in combinations(members, 2):
            if _near(found[first].title, found[member].title):
                one, other = root(first), root(member)
                parents[max(one, other)] = min(one, other)
    return [f"i{root(number)}" for number in range(len(found))]


def _near(one: str, other: str) -> bool:
    """Half of the words of the shorter title stand in the longer; a record without title is near to any."""
    words, others = set(one.split()), set(other.split())
    return 2 * len(words & others) >= min(len(words), len(others))


def _ties(found: list[Facts]) -> Iterator[list[int]]:
    numbers: dict[str, list[int]] = defaultdict(list)
    isbns: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(found):
        for name in each.numbers:
            numbers[name].append(number)
        for name in each.isbns:
            isbns[name].append(number)
    yield from numbers.values()
    for members in isbns.values():
        if len({found[member].title for member in members}) <= MOST_TITLES:
            alike: dict[tuple[str, str, str], list[int]] = defaultdict(list)
            for member in members:
                alike[found[member].edition, found[member].volume, found[member].year].append(member)
            yield from (same for (_, _, year), same in alike.items() if year)


def _work(each: Facts) -> str:
    name = each.uniform or each.proper
    return f"{each.heading}|{name}" if each.heading and name else ""


# ---- copies ----------------------------------------------------------------------------------------------------------------


def sampled(found: Iterable[Silver], wanted: int, which: str) -> list[Silver]:
    """About so many records of one half (`dev`, `test`), whole groups at a time, the same ones each time."""
    there = {name: members for name, members in groups(found).items() if half(name) == which}
    share = wanted / max(1, sum(map(len, there.values())))
    return [each for name, members in there.items() if _draw(name) < share for each in members]


def _draw(name: str) -> float:
    return int.from_bytes(blake2b(f"sample/{name}".encode(), digest_size=4).digest(), "big") / 2**32


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy, or the record itself (no damages), and what was done to it."""

    known: Known
    damages: tuple[str, ...]


def damaged(found: Iterable[Silver], seed: int = 1, libraries: int = 24, numbers: bool = False) -> Iterator[Copy]:
    """Each record, and one to three copies of it by other libraries. numbers: leave the numbers in (a copy loses them half of the time)."""
    habits = [Random(f"{seed}/abroad/{number}") for number in range(libraries)]
    rates = [{damage.name: own_rate(damage, damage.rate, habit) for damage in COPIES} for habit in habits]
    for at, each in enumerate(found):
        rng = Random(f"{seed}/copy/{each.known.path}")
        own = replace(each.known, record=_renumbered(each.whole, f"o{at:07}")) if numbers else each.known
        yield Copy(own, ())
        for library in rng.sample(range(libraries), rng.choice((1, 1, 2, 3))):
            draft = Draft.of(own.record)
            draft.controls.pop("005", None)
            entered = rng.randrange(60, 120) % 100
            draft.controls["008"] = f"{entered:02}0{rng.randrange(1, 10)}{rng.randrange(10, 29)}{draft.controls.get('008', '')[6:]}"
            draft.fields = [field for field in draft.fields if field.tag not in LOCAL and not field.tag.startswith("9")]
            number = f"l{library:02}x{at:07}"
            if numbers:
                draft.controls["001"] = number
                draft.drop(*(tag for tag in ("010", "035") if rng.random() < 0.5))
            names = done(draft, COPIES, rates[library], rng)
            yield Copy(Known(f"record/l{library:02}/{number}", draft.record(), own.instance, own.work), names)


def _renumbered(record: Record, number: str) -> Record:
    kept = tuple((tag, text) for tag, text in record.fields if tag not in ("001", "003", "856"))
    return replace(record, fields=(("001", number), *kept))

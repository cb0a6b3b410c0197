# SPDX-License-Identifier: Apache-2.0
"""A Vietnamese union catalogue of which all is known: invented Works and editions as many libraries would catalogue them.

    python -m benchmarks.union.vietnamese --records 20000 --seed 1 --marc FILE.mrc --truth FILE.tsv

The same settings give the same records; the stream needs the same memory however long it is. What a matcher is given has been through
the product's own reading of legacy text (`as_read`): every matcher sees what Mục lục would see.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from random import Random

from mucluc.converters.backward.write import iso2709
from mucluc.converters.encodings import nfc
from mucluc.converters.record import Place, Record
from mucluc.converters.vietnamese.undo import undone

from .cataloguing import catalogued, punctuated
from .damage import Damage, done, own_rate
from .damage_fields import FIELDS
from .damage_forms import FORMS
from .damage_held_out import HELD_OUT
from .damage_text import TEXT
from .families import family
from .invented import Edition
from .model import Known

SEEDS = (1, 2, 3)
"""For writing and tuning."""

HELD_OUT_SEEDS = (8001, 8002, 8003)
"""For the final table alone."""

BEFORE_TEXT: tuple[Damage, ...] = (*FORMS.all, *FIELDS.all)
DAMAGES: tuple[Damage, ...] = (*BEFORE_TEXT, *TEXT.all)
"""Those that anyone may look at, in their order."""

ALL: tuple[Damage, ...] = (*BEFORE_TEXT, *HELD_OUT.all, *TEXT.all)
IN_BOOKS = {"isbn-reused": 0.01, "isbn-carried": 0.15}
"""Rates of what is wrong in the books themselves (a third kind, `isbn-of-set`, lies in how sets get their numbers)."""

_TEXT = frozenset(damage.name for damage in TEXT.all)
_RAW = frozenset(("decomposed", "tcvn3-leftover", "vni-leftover"))


@dataclass(frozen=True, slots=True)
class Settings:
    """What is made. records: about how many (the last family is written whole, then cut). libraries: how many take part.

    rates: by damage, in place of its own; a name that is no damage raises KeyError. held_out: whether the held-out damages are done too.
    copies: records of one edition at most. twice: share of records that their library has a second time.
    """

    records: int = 20_000
    seed: int = 1
    libraries: int = 64
    held_out: bool = False
    rates: Mapping[str, float] = field(default_factory=dict)
    copies: int = 40
    twice: float = 0.01
    as_read: bool = True

    @property
    def damages(self) -> tuple[Damage, ...]:
        """The damages in use, in their order."""
        return ALL if self.held_out else DAMAGES

    def rate(self, name: str) -> float:
        """The rate of a damage by its name; raises KeyError."""
        own = {damage.name: damage.rate for damage in ALL} | IN_BOOKS
        return self.rates.get(name, own[name])


@dataclass(frozen=True, slots=True)
class Made:
    """A record of the set, the edition it describes, and the names of the damages that changed it."""

    known: Known
    edition: Edition
    damages: tuple[str, ...]


@dataclass(slots=True)
class _Library:
    """A library: its slug, its habits, how many records it has."""

    slug: str
    rates: dict[str, float]
    punctuates: bool
    written: int = 0


def catalogue(settings: Settings) -> Iterator[Made]:
    """The records, those of one Work together; shuffle them where order may matter."""
    return islice(_endless(settings), settings.records)


def known(settings: Settings) -> list[Known]:
    """The records with their truth, in an order that says nothing (shuffled by the seed)."""
    found = [made.known for made in catalogue(settings)]
    Random(f"{settings.seed}/order").shuffle(found)
    return found


def _endless(settings: Settings) -> Iterator[Made]:
    for name in settings.rates:
        settings.rate(name)
    libraries = [_library(settings, number) for number in range(settings.libraries)]
    authors = max(60, settings.records // 14)
    books = settings.rate("isbn-reused"), settings.rate("isbn-carried")
    number = 0
    while True:
        rng = Random(f"{settings.seed}/copies/{number}")
        popular = rng.paretovariate(1.7)
        for edition in family(settings.seed, number, authors, *books):
            for library in _holders(edition, popular, libraries, settings, rng):
                yield _made(edition, library, settings, rng)
        number += 1


def _library(settings: Settings, number: int) -> _Library:
    habits = Random(f"{settings.seed}/library/{number}")
    rates = {damage.name: own_rate(damage, settings.rate(damage.name), habits) for damage in settings.damages}
    return _Library(f"tv{number + 1:02}", rates, habits.random() < 0.8)


def _holders(edition: Edition, popular: float, libraries: list[_Library], settings: Settings, rng: Random) -> list[_Library]:
    """Who has it: few have most books, nearly all have some; foreign editions and e-books are rare."""
    wanted = popular * rng.paretovariate(2)
    if edition.language != "vie" or edition.electronic:
        wanted /= 3
    held = rng.sample(libraries, max(1, min(len(libraries), settings.copies, int(wanted))))
    return [library for library in held for _ in range(1 + (rng.random() < settings.twice))]


def _made(edition: Edition, library: _Library, settings: Settings, rng: Random) -> Made:
    library.written += 1
    number = f"{library.slug}{library.written:07}"
    draft = catalogued(edition, number, rng)
    kept = tuple(damage for damage in settings.damages if damage.name not in _TEXT)
    names = done(draft, kept, library.rates, rng)
    if library.punctuates:
        for each in draft.fields:
            punctuated(each)
    names += done(draft, tuple(TEXT.all), library.rates, rng)
    record = draft.record()
    if settings.as_read and not _RAW.isdisjoint(names):
        record = as_read(record)
    return Made(Known(f"record/{library.slug}/{number}", record, edition.label, edition.work.label), edition, (*edition.damages, *names))


def as_read(record: Record) -> Record:
    """The record as Mục lục's readers would give it: NFC, legacy encodings undone where they can be recognised."""
    repaired = undone(record.fields, Place())
    fields = repaired[0] if repaired else record.fields
    return replace(record, fields=tuple((tag, text if text.isascii() else nfc(text)) for tag, text in fields))


def main() -> int:
    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("--records", type=int, default=20_000)
    options_of.add_argument("--seed", type=int, default=1)
    options_of.add_argument("--libraries", type=int, default=64)
    options_of.add_argument("--held-out", action="store_true", help="do the held-out damages too")
    options_of.add_argument("--marc", type=Path, help="write ISO 2709 here")
    options_of.add_argument("--truth", type=Path, help="write path, Instance and Work here, tab-separated")
    options = options_of.parse_args()
    settings = Settings(options.records, options.seed, options.libraries, options.held_out)
    instances, works, damages = Counter[str](), Counter[str](), Counter[str]()
    with (options.marc or Path("/dev/null")).open("wb") as marc, (options.truth or Path("/dev/null")).open("w", encoding="utf-8") as truth:
        for made in catalogue(settings):
            written = iso2709(made.known.record)
            assert isinstance(written, bytes), f"{made.known.path} is not too long for ISO 2709"
            marc.write(written)
            truth.write(f"{made.known.path}\t{made.known.instance}\t{made.known.work}\n")
            instances[made.known.instance] += 1
            works[made.known.work] += 1
            damages.update(made.damages)
    print(f"{instances.total()} records, {len(instances)} Instances, {len(works)} Works")
    for name, times in sorted(damages.items()):
        print(f"{name:28}{times:8}  {times / instances.total():.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

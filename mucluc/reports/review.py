# SPDX-License-Identifier: Apache-2.0
"""The review list: pairs of records and of headings that may be one, for a curator to decide; a CSV file and a page in each language.

The table begins with the columns of the decisions file (`mucluc.decisions`): filled in, it is that file, or its rows are appended to it.
It quotes records and is never published; the release says how many pairs there are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mucluc.converters.joined_headings import Name, Question
from mucluc.converters.matching import Doubt
from mucluc.converters.matching.compared import Compared
from mucluc.converters.matching.decisions import HEADING
from mucluc.converters.record import Record, values
from mucluc.datasets.sheet import SEPARATOR, protect
from mucluc.decisions import COLUMNS, written
from mucluc.reasons import Reasons, compared, question_reason, reasons_of_doubt, words
from mucluc.release import Release
from mucluc.vocab.labels import LANGUAGES

from . import pages

NAME = "review"
SHOWN = 300
"""How many pairs of records, and of headings, a page shows; the table has them all."""
PARTS = ("title", "responsibility", "edition", "publisher", "year", "extent", "identifiers", "works")
"""What is shown of each of the two."""
_SAID = ("points", *(f"{what}_{language}" for what in ("for", "against") for language in LANGUAGES))
HEAD = (*COLUMNS, *_SAID, *(f"{side}_{part}" for side in ("record", "other") for part in (*PARTS, "page")))


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. name: as the decisions file has it. path: of the page. Of a heading, year and identifiers are its own."""

    name: str
    path: str
    title: str
    responsibility: str = ""
    edition: str = ""
    publisher: str = ""
    year: str = ""
    extent: str = ""
    identifiers: str = ""
    works: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The texts of `PARTS`."""
        return tuple(getattr(self, name) for name in PARTS)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records or headings. reasons: of records. question: why two headings may be one."""

    level: str
    one: Side
    other: Side
    reasons: Reasons | None = None
    question: str = ""

    @property
    def line(self) -> str:
        """What a curator copies into the decisions file and fills in."""
        cells = (self.level, "", self.one.name, self.other.name, "", "", "")
        return ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if re.search('[",\n\r]', cell) else cell for cell in cells)

    def speaks_for(self, language: str) -> list[str]:
        """What speaks for one, in words."""
        return self.reasons.speaks_for(language) if self.reasons else [question_reason(self.question, language)]

    def speaks_against(self, language: str) -> list[str]:
        """What speaks against it, in words."""
        return self.reasons.speaks_against(language) if self.reasons else []


def write_review(folder: Path, release: Release, doubts: Sequence[Doubt], left_off: int, questions: Sequence[Question]) -> None:
    """Write `review.csv`, `review.html` and `review.en.html` into a folder that is never published.

    release: with the records and headings of the pairs; it may still be building. left_off: how many more doubts there were.
    """
    folder.mkdir(parents=True, exist_ok=True)
    read = lru_cache(maxsize=None)(lambda path: _record(release, path))
    records = [_of_doubt(each, read) for each in doubts]
    headings = [_of_question(each, release) for each in questions]
    pairs = records + headings
    with (folder / f"{NAME}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(_row(pair, release.base) for pair in pairs)
    pages.write_style(folder)
    shown = records[:SHOWN] + headings[:SHOWN]
    more = {"pairs": shown, "total": len(pairs), "left_off": left_off, "parts": PARTS, "columns": ",".join(COLUMNS)}
    for language in LANGUAGES:
        pages.write_page(folder, NAME, "review.html", language, release.network, **more)


def _of_doubt(doubt: Doubt, read: Callable[[str], tuple[Side, Compared]]) -> Pair:
    (one, mine), (other, their) = read(doubt.one), read(doubt.other)
    return Pair(doubt.level, one, other, reasons_of_doubt(doubt, mine, their))


def _of_question(question: Question, release: Release) -> Pair:
    return Pair(HEADING, _heading(question.one, release), _heading(question.other, release), question=question.reason)


def _record(release: Release, path: str) -> tuple[Side, Compared]:
    record = release.marc(path)
    if record is None:
        raise LookupError(f"{path} is in the review list and not in the release")
    imprint = [text for tag in ("264", "260") for text in record.all(tag)]
    side = Side(
        written(path),
        path,
        _said(record, "245", "abnp"),
        _said(record, "245", "c"),
        _said(record, "250", "ab"),
        SEPARATOR.join(value.strip(" ,:;") for text in imprint for value in values(text, "b")),
        SEPARATOR.join(value.strip() for text in imprint for value in values(text, "c")) or (record.get("008") or "")[7:11].strip(),
        _said(record, "300", "ac"),
        SEPARATOR.join(value.strip() for text in record.all("020") for value in values(text, "a")),
    )
    return side, compared(record)


def _said(record: Record, tag: str, codes: str) -> str:
    return SEPARATOR.join(" ".join(value.strip() for value in values(text, codes)) for text in record.all(tag))


def _heading(name: Name, release: Release) -> Side:
    use = release.heading(name.path)
    number = str(use.works) if use else ""
    numbers = SEPARATOR.join(each.strip("<>") for each in name.numbers)
    return Side(name.path, name.path, name.label, year=name.dates, identifiers=numbers, works=number)


def _row(pair: Pair, base: str) -> list[str | int]:
    head = (pair.level, "", pair.one.name, pair.other.name, "", "", "")
    points = pair.reasons.points if pair.reasons and pair.reasons.points is not None else ""
    said = [words(which(language)) for which in (pair.speaks_for, pair.speaks_against) for language in LANGUAGES]
    sides = [text for side in (pair.one, pair.other) for text in (*side.parts, base + side.path)]
    return [*map(protect, head), points, *map(protect, (*said, *sides))]

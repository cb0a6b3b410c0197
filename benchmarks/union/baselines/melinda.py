# SPDX-License-Identifier: Apache-2.0
"""Melinda's record matching (National Library of Finland), re-implemented from its published rules: points for and against, and vetoes.

The version is the repository NatLibFi/melinda-record-matching-js at commit 2048f71 (28 July 2026), with the features of its search by
content. Points are added up: at least one feature must give 0.4, none may give −1 or less, and the sum, at most 1 and rounded to two
places, must reach 0.8999. Its own fixtures are the check, see `../baseline_checks.py`.

Candidates: records that share a standard number (ISBN, ISSN, 024), and the first 1,000 whose title begins with this one's first thirty
characters (to the end of the word), with $b when $a is under twelve. The search there is the catalogue's; here it folds marks and đ, its
best case. Records come in the order of their paths and each joins its best match, as there; but what is stored stays the first record of
an edition, while there the two are merged by an operator's rules.

Kept as they are: number words are Finnish, Swedish, English, German, Spanish and Italian, and a word ends where ASCII does, so that `trẻ`
is 3; the marks of names count, so that a name without them gives no points; `Tập hai` and `Tập 2` in 245 $n are a veto.

Left out: the feature of component parts (773, asked when both records are parts), the host's year among the dates, Sami languages, the
exception for instrument tutors among the types. ISBNs are valid by their check digit; there the range of the publisher is asked too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from benchmarks.union.model import Partition
from mucluc.converters.record import Record
from mucluc.vocab.text import fold

from . import melinda_points as by
from . import melinda_title
from .marc import Marc

THRESHOLD = 0.8999
QUALIFIES = 0.4
CANDIDATES = 1000

FEATURES: dict[str, tuple[Callable[[Marc], Any], Callable[[Any, Any], float]]] = {
    "hostComponent": (lambda marc: "773" in marc or "973" in marc, by.part_points),
    "isbn": (by.isbns, by.isbn_points),
    "issn": (by.issns, by.issn_points),
    "publisherNumber": (by.publisher_numbers, by.publisher_number_points),
    "otherStandardIdentifier": (by.standard_numbers, by.standard_number_points),
    "title": (melinda_title.title, melinda_title.points),
    "authors": (by.authors, by.author_points),
    "recordType": (lambda marc: marc.leader[6:7], by.type_points),
    "publicationTime": (by.dates, by.date_points),
    "language": (by.languages, by.language_points),
    "bibliographicLevel": (lambda marc: marc.leader[7:8] or None, by.level_points),
}
"""By the name that the original gives a feature: what is taken of a record (None: do not ask), and the points of two."""

Taken = dict[str, Any]
"""What the features took of one record, by their names."""


def match(records: Sequence[tuple[str, Record]]) -> Partition:
    """Each record, in the order of paths, joins the best match among the first records of the editions so far. Knows no Works."""
    rows = sorted(records, key=lambda row: row[0])
    marcs = [Marc(record) for _, record in rows]
    taken = [take(marc) for marc in marcs]
    stored: dict[int, int] = {}
    for row, candidates in enumerate(_candidates(marcs)):
        scores = [(-probability(taken[row], taken[other]), other) for other in candidates if other < row and stored[other] == other]
        best, host = min(scores, default=(0.0, row))
        stored[row] = host if -best >= THRESHOLD else row
    return Partition({path: rows[stored[row]][0] for row, (path, _) in enumerate(rows)}, {})


def take(marc: Marc, names: Sequence[str] = tuple(FEATURES)) -> Taken:
    """What the features of these names find in a record."""
    return {name: value for name in names if (value := FEATURES[name][0](marc)) is not None}


def probability(one: Taken, other: Taken) -> float:
    """How sure it is that a new record is a stored one: the sum of points, at most 1; 0 when a feature vetoes or none gives enough."""
    points = [FEATURES[name][1](value, other[name]) for name, value in one.items() if name in other]
    if max(points, default=0.0) < QUALIFIES or min(points) <= by.VETO:
        return 0.0
    return by.rounded(min(1.0, sum(points)))


def _candidates(marcs: Sequence[Marc]) -> Iterator[set[int]]:
    """For each record in turn those to compare it with: by number, and by the beginning of the title."""
    numbered: dict[str, list[int]] = defaultdict(list)
    titles = sorted((fold(_searched(marc, whole=True)), row) for row, marc in enumerate(marcs))
    keys = [_numbers(marc) for marc in marcs]
    for row, found in enumerate(keys):
        for key in found:
            numbered[key].append(row)
    for row, marc in enumerate(marcs):
        others = {each for key in keys[row] for each in numbered[key]}
        if len(start := fold(_searched(marc, whole=False))) >= 5:
            begun = islice(titles, bisect_left(titles, (start, -1)), None)
            others |= {each for _, each in islice(_while_begun(begun, start), CANDIDATES)}
        yield others


def _while_begun(titles: Iterator[tuple[str, int]], start: str) -> Iterator[tuple[str, int]]:
    for each in titles:
        if not each[0].startswith(start):
            return
        yield each


def _searched(marc: Marc, *, whole: bool) -> str:
    """245 $a, with $b when it is short; not whole: to the end of the word in which the thirtieth character stands."""
    if whole:
        return melinda_title.stated_title(marc, "ab")
    text = melinda_title.stated_title(marc, "a")
    text = melinda_title.stated_title(marc, "ab") if len(text) < 12 else text
    end = text.find(" ", 30)
    return text if end < 0 else text[:end]


def _numbers(marc: Marc) -> set[str]:
    isbns = by.isbns(marc) or ()
    return {number for _, number in by.standard_numbers(marc) or ()}.union(by.issns(marc) or (), *isbns)

# SPDX-License-Identifier: Apache-2.0
"""The deduplication rules of RecordManager (National Library of Finland), re-implemented from what they are published to do.

The version is the repository NatLibFi/RecordManager at commit e34e0d5 (16 October 2024, after release 2.3.0) with its default settings;
`DedupHandler`, `MetadataUtils`, `Record/Marc` and the command `records:deduplicate` were read, the code here is our own.

A record's candidates are the records of **other** sources that share a key with it, at most 101 a step, oldest first: by ISBN, then by
number, among the records already in a group; by the same among those in none; then by title key (four long words or 35 letters, and the
surname) in the same order. The first step that finds matches ends the search. Two records match by these rules, in order:

| | when | then |
|---|---|---|
| 1 | formats differ | no |
| 2 | an ISBN in common | **yes, at once** |
| 3 | another number in common (010, 015, 016, 024, 035) | yes |
| 4 | both have ISSNs, none in common | no |
| 5 | both have a year and they differ | no |
| 6 | both have pages, more than ten apart | no |
| 7 | series ISSN or series number differ | no |
| 8 | a title (245 $abnp **and $c**) is missing, or the edit distance is a tenth or more | no |
| 9 | one has an author alone; or neither equal nor one the other's beginning, and the distance above a fifth | no |
| 10 | else | yes |

A record joins the largest group among its matches, at most one record of a source in each; a group left with one record is dissolved.
Sources are taken one after another and records in the order of their paths, once: what is marked on the way to be looked at again, after
its source had its turn, stays for the next run, as there.

Differs from the original: its folding turns other scripts to Latin by ICU, here they are kept; formats are codes rather than names, a
little finer (`_formats`); no record is a hidden component part and none has access restrictions, as by default.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from rapidfuzz.distance import Levenshtein

from benchmarks.union.model import Partition
from mucluc.converters.record import Record

from .record_manager_fields import Description, describe

CANDIDATES = 101
"""The most candidates that one step looks at."""

_STEPS = (("isbns", True), ("numbers", True), ("isbns", False), ("numbers", False), ("title_keys", True), ("title_keys", False))


def match(records: Sequence[tuple[str, Record]]) -> Partition:
    """Groups after one run over all sources. A path is `record/{library}/{number}` and the library is the source. Knows no Works."""
    rows = sorted(records, key=lambda row: row[0])
    catalogue = _Catalogue([path.split("/", 2)[1] for path, _ in rows], [describe(record) for _, record in rows])
    catalogue.run()
    labels = {number: rows[members[0]][0] for number, members in catalogue.groups.items()}
    return Partition({path: path if (group := catalogue.group[row]) is None else labels[group] for row, (path, _) in enumerate(rows)}, {})


def same(one: Description, other: Description) -> bool:
    """Whether two records match; `one` is the record for which a duplicate is searched, and the rule is not symmetric in the lengths."""
    if one.formats != other.formats:
        return False
    if set(one.isbns) & set(other.isbns) or set(one.numbers) & set(other.numbers):
        return True
    if one.issns and other.issns and not one.issns & other.issns:
        return False
    if one.year and other.year and one.year != other.year:
        return False
    if one.pages and other.pages and abs(one.pages - other.pages) > 10:
        return False
    if (one.series_issn, one.series_number) != (other.series_issn, other.series_number):
        return False
    return _titles_agree(one.title, other.title) and _authors_agree(one.author, other.author)


def _titles_agree(one: str, other: str) -> bool:
    """The distance in bytes of the first 255, below a tenth of the searching record's title."""
    if not one or not other:
        return False
    ours, theirs = one.encode(), other.encode()
    return Levenshtein.distance(ours[:255], theirs[:255]) * 10 < len(ours)


def _authors_agree(one: str, other: str) -> bool:
    if not one or not other:
        return one == other
    shorter = min(len(one), len(other))
    if one == other or (shorter >= 6 and one[:shorter] == other[:shorter]):
        return True
    return Levenshtein.distance(one.encode()[:255], other.encode()[:255]) * 5 <= len(one)


class _Catalogue:
    """The records of all sources with their groups, as the run finds and leaves them. A record is its place in the list."""

    def __init__(self, sources: Sequence[str], described: Sequence[Description]) -> None:
        self.sources, self.described = sources, described
        self.group: list[int | None] = [None] * len(sources)
        self.groups: dict[int, list[int]] = {}
        self.waiting = [True] * len(sources)
        self._minted = 0
        self._index: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row, each in enumerate(described):
            for kind in ("isbns", "numbers", "title_keys"):
                for key in getattr(each, kind):
                    self._index[kind, key].append(row)

    def run(self) -> None:
        """Each record that waits, once."""
        for row in range(len(self.sources)):
            if self.waiting[row]:
                self._search(row)

    def _search(self, row: int) -> None:
        refused: set[int] = set()
        for kind, grouped in _STEPS:
            matches: list[int] = []
            for candidate in islice(self._candidates(row, kind, grouped), CANDIDATES):
                if candidate in refused or self._is_taken(row, candidate, matches):
                    continue
                if same(self.described[row], self.described[candidate]):
                    matches.append(candidate)
                else:
                    refused.add(candidate)
            if matches:
                self._mark(row, self._best(matches))
                return
        self.waiting[row] = False
        self._leave(row)

    def _candidates(self, row: int, kind: str, grouped: bool) -> Iterator[int]:
        found = {other for key in getattr(self.described[row], kind) for other in self._index[kind, key]}
        return (each for each in sorted(found) if self.sources[each] != self.sources[row] and (self.group[each] is not None) == grouped)

    def _is_taken(self, row: int, candidate: int, matches: Sequence[int]) -> bool:
        """Whether the candidate's group is among the matches already or holds another record of this source."""
        group = self.group[candidate]
        if group is None:
            return False
        members = self.groups[group]
        return any(self.group[each] == group for each in matches) or any(
            each != row and self.sources[each] == self.sources[row] for each in members
        )

    def _best(self, matches: Sequence[int]) -> int:
        """Of several groups the largest, then the oldest; else the first match."""
        first = {group: each for each in reversed(matches) if (group := self.group[each]) is not None}
        return first[min(first, key=lambda group: (-len(self.groups[group]), group))] if len(first) > 1 else matches[0]

    def _mark(self, row: int, other: int) -> None:
        """Put two records into one group: the other's, else the record's own, else a new one."""
        host, guest = (other, row) if self.group[other] is not None or self.group[row] is None else (row, other)
        group, left = self.group[host], self.group[guest]
        if group is None or not self._has_room(group, guest):
            self._leave(host)
            group = self._minted
            self._minted += 1
            self.groups[group] = [host]
            self.group[host] = group
        if left is not None and left != group:
            self._leave(guest)
        if guest not in self.groups[group]:
            self.groups[group].append(guest)
        self.group[guest] = group
        self.waiting[row] = self.waiting[other] = False

    def _has_room(self, group: int, guest: int) -> bool:
        return not any(each != guest and self.sources[each] == self.sources[guest] for each in self.groups[group])

    def _leave(self, row: int) -> None:
        """Take a record out of its group; who stays behind waits to be looked at again, and alone is in none."""
        group, self.group[row] = self.group[row], None
        if group is None:
            return
        members = self.groups[group]
        members.remove(row)
        for each in members:
            self.waiting[each] = True
        if len(members) == 1:
            self.group[members[0]] = None
        if len(members) < 2:
            del self.groups[group]

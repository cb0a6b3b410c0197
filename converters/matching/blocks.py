# SPDX-License-Identifier: Apache-2.0
"""Which pairs of records are worth comparing: those that share a key. A block of too many records is cut finer, and said so.

Keys are learned from the whole input (the rarest words of a title by document frequency), and cheap: each run finds them anew.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from zlib import crc32

from .evidence import BETWEEN, INSIDE, LIST, Evidence

LARGEST = 48
"""A block of more records than this is cut finer."""
NEIGHBOURS = 16
"""What is left of a block that cannot be cut: each record is compared with so many after it in the order of their evidence."""
PARTITIONS = 64
_LETTERS = 10

_SEP = BETWEEN.encode()
_LIST, _INSIDE = LIST.encode(), INSIDE.encode()
_AT = {name: place for place, name in enumerate(Evidence._fields)}
_TITLE, _YEARS, _PAGES = _AT["title"], _AT["years"], _AT["pages"]
_AGENTS, _ISBNS, _NUMBERS = _AT["agents"], _AT["isbns"], _AT["numbers"]
_UNIFORM, _OTHERS, _PUBLISHER = _AT["uniform"], _AT["others"], _AT["publisher"]
_CUTS = (_TITLE, _AT["volume"], _YEARS, _AT["publisher"], _AGENTS, _PAGES)
"""By what a block that is too large is cut, one after another."""


@dataclass(slots=True)
class Candidates:
    """Pairs to be compared, as `first << 32 | second` with first < second, in partitions by ranges of first; each pair once.

    blocks: how many keys had two records or more; cut: how many of these were cut finer; windowed: records in blocks that could not be
    cut, by the smallest record of each.
    """

    partitions: list[array[int]] = field(default_factory=list)
    blocks: int = 0
    cut: int = 0
    windowed: dict[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many pairs there are."""
        return sum(map(len, self.partitions))


def frequencies(data: Iterable[bytes]) -> Counter[bytes]:
    """In how many titles (245 $a) each word stands."""
    found: Counter[bytes] = Counter()
    for each in data:
        found.update(set(title_of(each).split()))
    return found


def work_titles(data: bytes) -> set[bytes]:
    """The titles by which packed evidence may be of a Work with others: title proper, uniform titles; without blanks."""
    parts = data.split(_SEP, _UNIFORM + 1)
    found = {parts[_TITLE], *parts[_UNIFORM].split(_LIST)} if parts[_UNIFORM] else {parts[_TITLE]}
    return {title.replace(b" ", b"") for title in found if title}


def title_of(data: bytes) -> bytes:
    """The title proper of packed evidence."""
    return data[: data.index(_SEP)]


def candidates(data: Sequence[bytes]) -> Candidates:
    """The pairs of a union. data: packed evidence of its records, sorted; a pair names two places in it."""
    common = frequencies(data)
    pairs = _Pairs(data)
    for keys, any_year in KEYS:
        pairs.add(keys, common, any_year)
    return pairs.done()


def _key(*parts: bytes) -> int:
    """32 bits: two keys that fall together cost a comparison, no more."""
    return crc32(b"\0".join(parts))


_Keys = Callable[[list[bytes], "Counter[bytes]"], list[int]]


def _number_keys(parts: list[bytes], _: Counter[bytes]) -> list[int]:
    return [_key(b"n", number.lstrip(b"s")) for number in (*parts[_ISBNS].split(), *parts[_NUMBERS].split())]


def _word_keys(parts: list[bytes], common: Counter[bytes]) -> list[int]:
    """Two each of the three rarest words of the title that another title has too: one word may be misspelt."""
    rare = sorted([(count, word) for word in set(parts[_TITLE].split()) if (count := common[word]) > 1])[:3]
    return [_key(b"w", *sorted((one[1], other[1]))) for one, other in combinations(rare, 2)]


def _agent_keys(parts: list[bytes], _: Counter[bytes]) -> list[int]:
    year = parts[_YEARS][:4]
    if not parts[_AGENTS]:
        return []
    names = [agent.split(_INSIDE)[1].split() for agent in parts[_AGENTS].split(_LIST)[:3]]
    return [_key(b"a", year, *sorted(name)) for name in names]


def _title_keys(parts: list[bytes], _: Counter[bytes]) -> list[int]:
    title, year, pages = parts[_TITLE], parts[_YEARS][:4], parts[_PAGES]
    if not title:
        return []
    found = [_key(b"t", year, each.replace(b" ", b"")) for each in (title, *filter(None, parts[_OTHERS].split(_LIST)))]
    if year and pages:
        found.append(_key(b"p", year, pages, title.split(b" ", 1)[0]))
    return found


def _letter_keys(parts: list[bytes], _: Counter[bytes]) -> list[int]:
    """The first and the last letters of the title, without blanks: words may be joined, split or misread in between."""
    letters, year = parts[_TITLE].replace(b" ", b""), parts[_YEARS][:4]
    if len(letters) < _LETTERS:
        return []
    return [_key(b"h", year, letters[:_LETTERS]), _key(b"h", year, letters[-_LETTERS:])]


def _imprint_keys(parts: list[bytes], _: Counter[bytes]) -> list[int]:
    """Pages with publisher and year, or with an agent: the title may be another one altogether (parallel, in another script)."""
    year, pages = parts[_YEARS][:4], parts[_PAGES]
    if len(pages) < 2:
        return []
    found = [_key(b"i", year, pages, parts[_PUBLISHER].split(_LIST, 1)[0])] if year and parts[_PUBLISHER] else []
    if parts[_AGENTS]:
        found.append(_key(b"g", pages, *sorted(parts[_AGENTS].split(_LIST, 1)[0].split(_INSIDE)[1].split())))
    return found


KEYS: tuple[tuple[_Keys, bool], ...] = (
    (_number_keys, True), (_word_keys, False), (_agent_keys, False), (_title_keys, False), (_letter_keys, False), (_imprint_keys, False)
)  # fmt: skip
"""Kinds of keys, and whether records under one of them are compared whatever their years."""


class _Pairs:
    def __init__(self, data: Sequence[bytes]) -> None:
        self.data = data
        self.width = len(data) // PARTITIONS + 1
        self.found = Candidates([array("Q") for _ in range(PARTITIONS)])
        self.years = [int(year) if (year := each.split(_SEP, _YEARS + 1)[_YEARS][:4]) else 0 for each in data]

    def add(self, keys: _Keys, common: Counter[bytes], any_year: bool) -> None:
        """Add the pairs of all blocks of one kind of key."""
        entries = [key << 32 | place for place, each in enumerate(self.data) for key in keys(each.split(_SEP), common)]
        entries.sort()
        for block in _runs(entries):
            self.found.blocks += 1
            self.block(block, any_year)

    def block(self, members: list[int], any_year: bool) -> None:
        if len(members) <= LARGEST:
            self.pair(members, len(members), any_year)
            return
        self.found.cut += 1
        for part in self.finer(members, 0):
            if len(part) > LARGEST:
                self.found.windowed[part[0]] = max(len(part), self.found.windowed.get(part[0], 0))
            self.pair(part, NEIGHBOURS if len(part) > LARGEST else len(part), any_year)

    def finer(self, members: list[int], cut: int) -> Iterator[list[int]]:
        """Cut a block by one part of the evidence after another until what is left is small enough, or nothing is left to cut by.

        What does not say the part stays with all that do, and a year with the next.
        """
        if len(members) <= LARGEST or cut == len(_CUTS):
            yield members
            return
        at = _CUTS[cut]
        groups: dict[bytes, list[int]] = {}
        for place in members:
            groups.setdefault(self.data[place].split(_SEP, at + 1)[at], []).append(place)
        silent = groups.pop(b"", [])
        if not groups or len(silent) > LARGEST // 2:
            yield from self.finer(silent, cut + 1)
            silent = []
        for value, group in groups.items():
            following = groups.get(str(int(value[:4]) + 1).encode(), []) if at == _YEARS else []
            yield from self.finer(sorted((*group, *following, *silent)), cut + 1)

    def pair(self, members: list[int], reach: int, any_year: bool) -> None:
        years, partitions, width = self.years, self.found.partitions, self.width
        for at, first in enumerate(members):
            year, into = years[first], partitions[first // width].append
            for second in members[at + 1 : at + 1 + reach]:
                if any_year or -1 <= year - years[second] <= 1 or not year or not years[second]:
                    into(first << 32 | second)

    def done(self) -> Candidates:
        for number, part in enumerate(self.found.partitions):
            self.found.partitions[number] = array("Q", sorted(set(part)))
        return self.found


def _runs(entries: list[int]) -> Iterator[list[int]]:
    """The places under each key that has two or more; entries: sorted `key << 32 | place`."""
    key, members = -1, list[int]()
    for entry in entries:
        if entry >> 32 != key:
            if len(members) > 1:
                yield members
            key, members = entry >> 32, []
        place = entry & 0xFFFFFFFF
        if not members or members[-1] != place:
            members.append(place)
    if len(members) > 1:
        yield members

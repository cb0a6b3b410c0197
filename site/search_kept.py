# SPDX-License-Identifier: Apache-2.0
"""The last release's search index, read for the Works that are still the same: their words are not looked for again, only renumbered."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mucluc.release import Release
from mucluc.release.compared import changed_forms

from .kept import Kept

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
Facts = tuple[tuple[int, ...], tuple[str, ...], int, int]
"""What a query can be limited by: numbers of libraries, codes of languages, whether it can be read online, year."""


def kept_index(release: Release, last: Kept | None) -> KeptIndex | None:
    """The last index, when there is one and all its files are there."""
    try:
        return KeptIndex(release, last) if last else None
    except FileNotFoundError:
        return None


class KeptIndex:
    """The last index. Its Works are asked for in the order of the new release, all before its postings."""

    def __init__(self, release: Release, last: Kept) -> None:
        """Raises FileNotFoundError."""
        search = last.site / "search"
        index = _json(search / "index.json")
        self._folder = search / index["v"]
        self._terms = [self._folder / f"terms/{number}.json" for number in range(len(index["firsts"]))]
        shelves = [self._folder / f"works/{number}.json" for number in range(-(-index["works"] // index["size"]))]
        for file in self._terms:
            file.stat()
        rows = [row for file in shelves for row in _json(file)]
        self._codes = [code for code, *_ in index["languages"]]
        self._facets = _json(self._folder / "facets.json")
        stale = last.changes.works | {path for heading in changed_forms(release, last.release) for path, _ in release.works_with(heading)}
        self._places = {row[0]: (number, row) for number, row in enumerate(rows) if row[0] not in stale}
        self._moved = array("q", [-1]) * len(rows)

    def work(self, path: str, number: int) -> tuple[list[Any], Facts] | None:
        """The line of a Work that is still the same, and its facts; None for another. number: its place in the new release."""
        found = self._places.get(path)
        if found is None:
            return None
        before, row = found
        self._moved[before] = number
        coded = self._facets["rows"][5 * before : 5 * before + 5]
        libraries, languages, online = self._facets["combos"][_number(coded[2:])]
        return row, (tuple(libraries), tuple(self._codes[each] for each in languages), online, _number(coded[:2]))

    def merged(self, fresh: Iterable[tuple[str, array[int]]]) -> Iterator[tuple[str, array[int]]]:
        """The postings of the Works that are still the same, with those of the others, in the order of the keys."""
        more = iter(fresh)
        key, numbers = next(more, ("", None))
        for old, text in self._postings():
            while numbers is not None and key < old:
                yield key, numbers
                key, numbers = next(more, ("", None))
            found = self._renumbered(text)
            if numbers is not None and key == old:
                found = array("Q", sorted((*found, *numbers)))
                key, numbers = next(more, ("", None))
            if found:
                yield old, found
        while numbers is not None:
            yield key, numbers
            key, numbers = next(more, ("", None))

    def _postings(self) -> Iterator[tuple[str, str]]:
        for file in self._terms:
            for term, spellings in _json(file).items():
                for spelling, text in spellings.items():
                    yield f"{term}\t{spelling}", text

    def _renumbered(self, text: str) -> array[int]:
        """Postings as they stand in a file, with the new numbers of the Works; without those of Works that are not the same."""
        found = array("Q")
        number = value = shift = 0
        for digit in text:
            bits = _VALUES[digit]
            value |= (bits & 31) << shift
            if bits & 32:
                shift += 5
                continue
            number += value >> 4
            if (moved := self._moved[number]) >= 0:
                found.append(moved << 4 | value & 15)
            value = shift = 0
        return found


def _number(digits: str) -> int:
    """A number of fixed width, the lowest six bits first."""
    return sum(_VALUES[digit] << 6 * place for place, digit in enumerate(digits))


def _json(file: Path) -> Any:
    return json.loads(file.read_bytes())

# SPDX-License-Identifier: Apache-2.0
"""The last release's site, and what of it still holds: pages whose inputs are equal are taken over, of lists also the cards.

A page is rendered from values of the release and from its language's frame. What is compared is those values, never the pages:

| pages | inputs |
|---|---|
| a Work's | the Work |
| a heading's | the heading with its number of Works, its forms, and what it says of the Works on it (`cards.Use`) |
| lists of Works or headings | how many entries each letter has, the entries on the page, what it says of them (`cards.Line`, the heading) |
| all others | not compared: printed anew |

Where the frames are not equal, nothing is taken over.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from mucluc.release import HeadingUse, Release
from mucluc.release.compared import changed_headings, changed_works

from . import addresses
from .cards import line_of, uses_of
from .heading_page import Shelf, ShelfEntry, heading_shelves, page_of
from .letters import Run
from .links import Place
from .lists import Slice

_CARD = re.compile(r'<li><a class="to" .*?</li>\n', re.DOTALL)
_ENTRIES = re.compile(r'<ul class="entries">\n(.*?)</ul>', re.DOTALL)


INPUTS = {
    "works": {"work"},
    "headings": {"heading", "works_with", "work", "forms"},
    "titles": {"work_order", "work"},
    "list": {"heading_order", "heading"},
    "library": {"network", "work_order", "work"},
    "collection": {"network", "work_order", "work"},
}
"""What of a release the jobs read whose pages can be taken over: nothing else is compared. Tests hold the jobs to it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the last release, as paths. works: those that are new or not the same.

    lines: those of which lists and headings say something else. headings: those whose pages are to be looked at.
    """

    works: frozenset[str]
    lines: frozenset[str]
    headings: frozenset[str]


def changes(release: Release, last: Release) -> Changes:
    """Compare two releases of the same software whose frames are equal."""
    works, lines, headings = set(), set(), changed_headings(release, last)
    for now, before in changed_works(release, last):
        if now is not None:
            works.add(now.path)
        said, old = (uses_of(each) if each else {} for each in (now, before))
        touched = {path for path in said.keys() | old.keys() if said.get(path) != old.get(path)}
        headings |= touched
        path = (now or before).path  # type: ignore[union-attr]
        if touched or now is None or before is None or line_of(now) != line_of(before):
            lines.add(path)
    return Changes(frozenset(works), frozenset(lines), frozenset(headings))


class Kept:
    """The last release with its site, and what has changed since."""

    def __init__(self, release: Release, site: Path, changed: Changes) -> None:
        self.release = release
        self.site = site
        self.place = Place(site)
        self.changes = changed
        self._cards = functools.lru_cache(maxsize=64)(self._read_cards)

    def cards(self, page: str, language: str) -> list[Markup]:
        """The cards on a page of the last release's site, in order; none where there is no such page."""
        return self._cards(page, language)

    def entries(self, page: str, language: str) -> Markup | None:
        """All the cards on a page of a list; None where there is no such page."""
        found = _ENTRIES.search(self._page(page, language))
        return Markup(found[1]) if found else None

    def _read_cards(self, page: str, language: str) -> list[Markup]:
        return list(map(Markup, _CARD.findall(self._page(page, language))))

    def _page(self, page: str, language: str) -> str:
        try:
            return addresses.file(self.site, page, language).read_text("utf-8")
        except FileNotFoundError:
            return ""


class KeptShelves:
    """The pages of a heading (its path) as the last release had them."""

    def __init__(self, last: Kept, heading: str) -> None:
        self._last = last
        self._heading = heading
        self._shelves = heading_shelves(last.release, heading)
        self._at = {entry: (number, place) for number, shelf in enumerate(self._shelves, 1) for place, entry in enumerate(shelf)}

    def same(self, use: HeadingUse, shelves: list[Shelf]) -> frozenset[int]:
        """The numbers of the pages that are still the same, by their Works; the first never, for it shows what else is said."""
        if self._last.release.heading(self._heading) != use or len(shelves) == 1:
            return frozenset()
        pairs = enumerate(zip(shelves, self._shelves, strict=True), 1)
        lines = self._last.changes.lines
        return frozenset(number for number, (now, before) in pairs if now == before and lines.isdisjoint(path for path, _ in now)) - {1}

    def card(self, entry: ShelfEntry, language: str) -> Markup | None:
        """The printed card of a Work of which the same is said."""
        found = self._at.get(entry)
        if found is None or entry[0] in self._last.changes.lines:
            return None
        number, place = found
        cards = self._last.cards(page_of(self._heading, number), language)
        return cards[place] if len(cards) == len(self._shelves[number - 1]) else None


class KeptList:
    """A list as the last release had it."""

    def __init__(self, last: Kept, found: list[Run], parts: Iterable[Slice]) -> None:
        self._last = last
        self._found = found
        self._parts = {part.address: part for part in parts}
        self._at = {path: (part, place) for part in self._parts.values() for place, (_, path) in enumerate(part.entries)}
        self._stale = last.changes.lines | last.changes.headings

    def has(self, part: Slice, found: list[Run]) -> bool:
        """Whether a page of the list is still the same. found: the letters of the list."""
        same = self._found == found and self._parts.get(part.address) == part
        return same and self._stale.isdisjoint(path for _, path in part.entries)

    def cards(self, part: Slice, language: str) -> Markup | None:
        """All the cards of a page of a letter, when they are still the same."""
        before = self._parts.get(part.address)
        if not part.letter or not before or before.entries != part.entries or not self._stale.isdisjoint(path for _, path in part.entries):
            return None
        return self._last.entries(part.address, language)

    def card(self, path: str, language: str) -> Markup | None:
        """The printed card of an entry that is still the same."""
        found = self._at.get(path)
        if found is None or path in self._stale:
            return None
        part, place = found
        cards = self._last.cards(part.address, language)
        return cards[place] if len(cards) == len(part.entries) else None

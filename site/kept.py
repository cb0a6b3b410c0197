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

from markupsafe import Markup, escape

from mucluc.release import HeadingUse, Release
from mucluc.release.compared import changed_headings, changed_works

from . import addresses
from .cards import line_of, uses_of
from .heading_page import Shelf, heading_shelves
from .letters import Run
from .links import Place
from .lists import Slice

_CARD = re.compile(r'<li><a class="to" href="([^"]*)".*?</li>\n', re.DOTALL)


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

    def same_shelves(self, use: HeadingUse, shelves: list[Shelf]) -> frozenset[int]:
        """The numbers of the pages of a heading that are still the same, by its Works; the first never, for it shows what else is said."""
        if self.release.heading(use.heading.path) != use or len(shelves) == 1:
            return frozenset()
        pairs = enumerate(zip(shelves, heading_shelves(self.release, use.heading.path), strict=True), 1)
        same = (number for number, (now, before) in pairs if now == before and self.changes.lines.isdisjoint(path for path, _ in now))
        return frozenset(same) - {1}

    def cards(self, page: str, language: str) -> dict[str, Markup]:
        """The cards on a page of the last release's site by their addresses; none where there is no such page."""
        return self._cards(page, language)

    def _read_cards(self, page: str, language: str) -> dict[str, Markup]:
        try:
            text = addresses.file(self.site, page, language).read_text("utf-8")
        except FileNotFoundError:
            return {}
        return {each[1]: Markup(each[0]) for each in _CARD.finditer(text)}


class KeptList:
    """A list as the last release had it."""

    def __init__(self, last: Kept, found: list[Run], parts: Iterable[Slice]) -> None:
        self._last = last
        self._found = found
        self._parts = {part.address: part for part in parts}
        self._page = {path: part.address for part in self._parts.values() for _, path in part.entries}
        self._stale = last.changes.lines | last.changes.headings

    def has(self, part: Slice, found: list[Run]) -> bool:
        """Whether a page of the list is still the same. found: the letters of the list."""
        same = self._found == found and self._parts.get(part.address) == part
        return same and self._stale.isdisjoint(path for _, path in part.entries)

    def card(self, path: str, language: str) -> Markup | None:
        """The printed card of an entry that is still the same."""
        page = self._page.get(path)
        if page is None or path in self._stale:
            return None
        return self._last.cards(page, language).get(str(escape(addresses.of_path(path, language))))

# SPDX-License-Identifier: Apache-2.0
"""The pages there are many of: Works, headings, the lists of both, libraries and collections with their Works."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from mucluc.release import HeadingForms, HeadingUse, Library, Release, Work
from mucluc.vocab.labels import Labels

from . import structured
from .cards import Card, Use, heading_card, line_of, use_of, work_card
from .frame import Anchor, Frame, Page
from .heading_page import AGENTS, SUBJECTS, Shelf, ShelfEntry, heading_address, heading_page, heading_shelves, heading_view, shelf_card
from .kept import KeptList, KeptShelves
from .letters import Run, letter
from .lists import ListView, Slice, letter_label, letter_steps, list_view, runs, slices
from .render import Press
from .site_pages import LibraryLine, collection_lines
from .work_page import Fact, library_title, work_page, work_view

HEADING_LISTS = {"agents": AGENTS, "subjects": SUBJECTS, "places": ("place",), "series": ("series",)}
Order = Callable[[Release], Iterator[tuple[str, str]]]
"""`(sort key, path)` of a list's entries in a release."""
Maker = Callable[[Release, str, Labels], Card]


@dataclass(frozen=True, slots=True)
class BrowseView:
    """The context `view` of `browse.html`, `library.html` and `collection.html`: a heading, facts, and the list."""

    title: str
    works: ListView
    facts: tuple[Fact, ...] = ()
    note: str = ""
    kind: str = ""
    url: str = ""
    place: str = ""
    isil: str = ""
    marc_code: str = ""
    contact: str = ""
    licence: tuple[str, str] = ("", "")
    collections: tuple[LibraryLine, ...] = ()
    library: Anchor | None = None


def print_works(press: Press, paths: tuple[str, ...]) -> None:
    """The page of each Work."""
    for path in paths:
        work = press.release.work(path)
        if work is not None:
            press.print("work.html", lambda frame, work=work: (work_page(work, frame), work_view(work, frame)))  # type: ignore[misc]


def keep_works(press: Press, paths: tuple[str, ...]) -> None:
    """The page of each Work, taken over from the last release's site."""
    for path in paths:
        if not press.keep("work.html", f"{path}.html"):
            print_works(press, (path,))


def print_headings(press: Press, paths: tuple[str, ...]) -> None:
    """The pages of each heading; of a heading that the last release had, those that are still the same are taken over."""
    for path in paths:
        use = press.release.heading(path)
        if use is None:
            continue
        shelves = heading_shelves(press.release, path)
        kept = KeptShelves(press.last, path) if press.last else None
        same = kept.same(use, shelves) if kept else frozenset[int]()
        for number in range(1, len(shelves) + 1):
            if number not in same or not press.keep("heading.html", heading_address(use.heading, number)):
                _print_heading(press, use, number, shelves, kept)


def keep_headings(press: Press, paths: tuple[str, ...]) -> None:
    """Pages of headings, taken over from the last release's site. paths: of the pages, the second one is `{heading}/2`."""
    for path in paths:
        if press.keep("heading.html", f"{path}.html"):
            continue
        kind, name, *number = path.split("/")
        use = press.release.heading(f"{kind}/{name}")
        if use is not None:
            _print_heading(press, use, int(number[0]) if number else 1, heading_shelves(press.release, use.heading.path))


def _print_heading(press: Press, use: HeadingUse, number: int, shelves: list[Shelf], kept: KeptShelves | None = None) -> None:
    heading = use.heading.path
    forms = press.release.forms(heading) if number == 1 else HeadingForms()

    @functools.cache
    def use_by(entry: ShelfEntry) -> Use:
        return use_of(_work(press.release, entry[0]), heading, entry[1])

    def card(entry: ShelfEntry, text: Labels) -> Markup:
        return (kept.card(entry, text.language) if kept else None) or press.card(shelf_card(use_by(entry), text))

    def make(frame: Frame) -> tuple[Page, Any]:
        text = frame.labels
        listed = Markup("".join(card(entry, text) for entry in shelves[number - 1]))
        return heading_page(use, number, frame, forms), heading_view(use, number, len(shelves), listed, frame, forms)

    press.print("heading.html", make)


def print_titles(press: Press) -> None:
    """The list of all Works by title."""
    _print_list(press, "titles", lambda release: release.work_order(), _work_card)


def print_heading_list(press: Press, name: str) -> None:
    """The list of agents, subjects, places or series."""
    _print_list(press, name, lambda release: release.heading_order(*HEADING_LISTS[name]), _heading_card)


def print_library(press: Press, slug: str) -> None:
    """A library's page and the list of its Works."""
    library = press.release.network.library(slug)

    def make(part: Slice, frame: Frame, works: ListView) -> tuple[Page, BrowseView]:
        text = frame.labels
        title = library_title(slug, frame)
        crumbs = (Anchor(text("site.home"), frame.url("index.html")), frame.crumb("libraries"))
        data = structured.library(library, frame, part.address) if not part.letter else ""
        page = _list_page(part, title, frame, crumbs, "libraries", f"{title}. {works.total}.", data)
        return page, _library_view(library, title, frame, works, not part.letter)

    _print_set(press, "library.html", f"library/{slug}", slug, make)


def print_collection(press: Press, name: str) -> None:
    """A collection's page and the list of its Works. name: `{library}/{collection}`."""
    slug, _, collection_slug = name.partition("/")
    library = press.release.network.library(slug)
    collection = next(each for each in library.collections if each.slug == collection_slug)

    def make(part: Slice, frame: Frame, works: ListView) -> tuple[Page, BrowseView]:
        text = frame.labels
        title = text.pick(collection.title) or collection.slug
        owner = Anchor(library_title(slug, frame), frame.url(f"library/{slug}.html"))
        crumbs = (Anchor(text("site.home"), frame.url("index.html")), frame.crumb("libraries"), owner)
        page = _list_page(part, title, frame, crumbs, "libraries", f"{title} – {owner.text}. {works.total}.")
        return page, BrowseView(title, works, kind=text.kind("collection", collection.kind), library=owner)

    _print_set(press, "collection.html", f"collection/{name}", name, make)


def _library_view(library: Library, title: str, frame: Frame, works: ListView, first: bool) -> BrowseView:
    text = frame.labels
    return BrowseView(
        title=title,
        works=works,
        note=text.pick(library.note) if first else "",
        kind=text.kind("library", library.kind),
        url=library.url if library.url.startswith(("https://", "http://")) else "",
        place=library.place,
        isil=library.isil,
        marc_code=library.marc_code,
        contact=library.contact if library.contact.startswith("http") else library.contact.removeprefix("mailto:"),
        licence=text.licence(library.license) if library.license else ("", ""),
        collections=tuple(collection_lines(library, frame, {})) if first else (),
    )


def _print_list(press: Press, name: str, order: Order, card: Maker) -> None:
    """A list of the navigation: its index and the pages of its letters."""

    def make(part: Slice, frame: Frame, works: ListView) -> tuple[Page, BrowseView]:
        title = frame.labels(f"site.{name}")
        home = Anchor(frame.labels("site.home"), frame.url("index.html"))
        crumbs = (home, frame.crumb(name)) if part.letter else (home,)
        return _list_page(part, title, frame, crumbs, name, f"{title}. {works.total}."), BrowseView(title, works)

    unit = "n.works" if name == "titles" else "n.entries"
    _print_slices(press, "browse.html", f"browse/{name}", f"browse/{name}.html", unit, order, card, make)


def _print_set(
    press: Press, template: str, folder: str, in_set: str, make: Callable[[Slice, Frame, ListView], tuple[Page, BrowseView]]
) -> None:
    """The Works of a library or collection."""
    _print_slices(press, template, folder, f"{folder}.html", "n.works", lambda release: release.work_order(in_set), _work_card, make)


def _print_slices(
    press: Press,
    template: str,
    folder: str,
    index: str,
    unit: str,
    order: Order,
    card: Maker,
    make: Callable[[Slice, Frame, ListView], tuple[Page, BrowseView]],
) -> None:
    """The pages of a list; those that are still the same are taken over, and of the others the cards that are."""

    def cut(release: Release) -> tuple[list[Run], Iterator[Slice]]:
        entries = [(letter(key), path) for key, path in order(release)]
        found = runs(name for name, _ in entries)
        return found, slices(index, folder, found, entries)

    found, parts = cut(press.release)
    count = sum(run.count for run in found)
    kept = KeptList(press.last, *cut(press.last.release)) if press.last else None

    @functools.cache
    def letters(letter: str, whole: bool, language: str) -> Markup:
        frame = press.frames[language]
        return press.letters(letter_steps(found, letter, whole, folder, frame), frame)

    for part in parts:
        if kept and kept.has(part, found) and press.keep(template, part.address):
            continue

        def page(frame: Frame, part: Slice = part) -> tuple[Page, BrowseView]:
            text = frame.labels

            def cards(paths: Iterable[str]) -> Markup:
                same = kept.cards(part, text.language) if kept else None
                if same is not None:
                    return same
                made = ((kept.card(path, text.language) if kept else None) or press.card(card(press.release, path, text)) for path in paths)
                return Markup("".join(made))

            shown = letters(part.letter, part.whole, text.language) if len(found) > 1 or not part.whole else Markup("")
            return make(part, frame, list_view(part, folder, shown, frame, cards, text.count(unit, count)))

        press.print(template, page)


def _work_card(release: Release, path: str, text: Labels) -> Card:
    return work_card(line_of(_work(release, path)), text)


def _work(release: Release, path: str) -> Work:
    work = release.work(path)
    if work is None:
        raise KeyError(path)
    return work


def _heading_card(release: Release, path: str, text: Labels) -> Card:
    use = release.heading(path)
    if use is None:
        raise KeyError(path)
    return heading_card(use, text)


def _list_page(part: Slice, title: str, frame: Frame, crumbs: tuple[Anchor, ...], section: str, description: str, data: str = "") -> Page:
    if part.letter:
        letter = letter_label(part.letter, frame.labels)
        title = f"{title}: {letter}" + (f" ({frame.labels('browse.page', n=part.number)})" if part.number > 1 else "")
    return Page(part.address, title, description, crumbs, structured=data, section=section)

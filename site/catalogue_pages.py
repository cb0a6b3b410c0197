# SPDX-License-Identifier: Apache-2.0
"""The pages there are many of: Works, headings, the lists of both, libraries and collections with their Works."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from mucluc.release import HeadingForms, HeadingUse, Library, Release, Work
from mucluc.vocab.labels import Labels
from mucluc.vocab.text import sort_key

from . import structured
from .cards import Card, heading_card, work_card
from .frame import Anchor, Frame, Page
from .heading_page import AGENTS, SUBJECTS, heading_page, heading_pages, heading_view
from .lists import ListView, Slice, letter_label, list_view, runs, slices
from .render import Press
from .site_pages import LibraryLine, collection_lines
from .work_page import Fact, library_title, work_page, work_view

HEADING_LISTS = {"agents": AGENTS, "subjects": SUBJECTS, "places": ("place",), "series": ("series",)}
E = TypeVar("E")


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


def print_headings(press: Press, paths: tuple[str, ...]) -> None:
    """The pages of each heading."""
    for path in paths:
        use = press.release.heading(path)
        if use is None:
            continue
        said = press.release.forms(path)
        for number, of, works in heading_pages(press.release, use):
            forms = said if number == 1 else HeadingForms()

            def make(
                frame: Frame, use: HeadingUse = use, number: int = number, of: int = of, works: Any = works, forms: HeadingForms = forms
            ) -> tuple[Page, Any]:
                return heading_page(use, number, frame, forms), heading_view(use, number, of, works, frame, forms)

            press.print("heading.html", make)


def print_titles(press: Press) -> None:
    """The list of all Works by title."""
    _print_list(press, "titles", press.release.works, _work_key, work_card)


def print_heading_list(press: Press, name: str) -> None:
    """The list of agents, subjects, places or series."""
    _print_list(press, name, lambda: headings_in_order(press.release, HEADING_LISTS[name]), _heading_key, heading_card)


def headings_in_order(release: Release, kinds: tuple[str, ...]) -> Iterator[HeadingUse]:
    """Headings of several kinds in one dictionary order."""
    return heapq.merge(*(release.headings(kind) for kind in kinds), key=lambda use: (_heading_key(use), use.heading.path))


def print_library(press: Press, slug: str) -> None:
    """A library's page and the list of its Works."""
    library = press.release.network.library(slug)

    def make(part: Slice[Work], frame: Frame, works: ListView) -> tuple[Page, BrowseView]:
        text = frame.labels
        title = library_title(slug, frame)
        crumbs = (Anchor(text("site.home"), frame.url("index.html")), frame.crumb("libraries"))
        data = structured.library(library, frame, part.address) if not part.letter else ""
        page = _list_page(part, title, frame, crumbs, "libraries", f"{title}. {works.total}.", data)
        return page, _library_view(library, title, frame, works, not part.letter)

    _print_slices(press, "library.html", f"library/{slug}", f"library/{slug}.html", slug, make)


def print_collection(press: Press, name: str) -> None:
    """A collection's page and the list of its Works. name: `{library}/{collection}`."""
    slug, _, collection_slug = name.partition("/")
    library = press.release.network.library(slug)
    collection = next(each for each in library.collections if each.slug == collection_slug)

    def make(part: Slice[Work], frame: Frame, works: ListView) -> tuple[Page, BrowseView]:
        text = frame.labels
        title = text.pick(collection.title) or collection.slug
        owner = Anchor(library_title(slug, frame), frame.url(f"library/{slug}.html"))
        crumbs = (Anchor(text("site.home"), frame.url("index.html")), frame.crumb("libraries"), owner)
        page = _list_page(part, title, frame, crumbs, "libraries", f"{title} – {owner.text}. {works.total}.")
        return page, BrowseView(title, works, kind=text.kind("collection", collection.kind), library=owner)

    _print_slices(press, "collection.html", f"collection/{name}", f"collection/{name}.html", name, make)


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


def _print_list(
    press: Press, name: str, entries: Callable[[], Iterator[E]], key: Callable[[E], str], card: Callable[[E, Labels], Card]
) -> None:
    """A list of the navigation: its index and the pages of its letters."""
    folder, index = f"browse/{name}", f"browse/{name}.html"
    found = runs(map(key, entries()))
    count = sum(run.count for run in found)
    for part in slices(index, folder, found, ((key(each), each) for each in entries())):

        def make(frame: Frame, part: Slice[E] = part) -> tuple[Page, BrowseView]:
            text = frame.labels
            total = text.count("n.works" if name == "titles" else "n.entries", count)
            works = list_view(part, folder, found, frame, key, card, total)
            title = text(f"site.{name}")
            home = Anchor(text("site.home"), frame.url("index.html"))
            crumbs = (home, frame.crumb(name)) if part.letter else (home,)
            return _list_page(part, title, frame, crumbs, name, f"{title}. {total}."), BrowseView(title, works)

        press.print("browse.html", make)


def _print_slices(
    press: Press,
    template: str,
    folder: str,
    index: str,
    in_set: str,
    make: Callable[[Slice[Work], Frame, ListView], tuple[Page, BrowseView]],
) -> None:
    """The Works of a library or collection."""
    found = runs(map(_work_key, press.release.works(in_set)))
    count = sum(run.count for run in found)
    for part in slices(index, folder, found, ((_work_key(each), each) for each in press.release.works(in_set))):

        def page(frame: Frame, part: Slice[Work] = part) -> tuple[Page, BrowseView]:
            total = frame.labels.count("n.works", count)
            return make(part, frame, list_view(part, folder, found, frame, _work_key, work_card, total))

        press.print(template, page)


def _list_page(
    part: Slice[Any], title: str, frame: Frame, crumbs: tuple[Anchor, ...], section: str, description: str, data: str = ""
) -> Page:
    if part.letter:
        letter = letter_label(part.letter, frame.labels)
        title = f"{title}: {letter}" + (f" ({frame.labels('browse.page', n=part.number)})" if part.number > 1 else "")
    return Page(part.address, title, description, crumbs, structured=data, section=section)


def _work_key(work: Work) -> str:
    return work.sort_key


def _heading_key(use: HeadingUse) -> str:
    return sort_key(use.heading.label)

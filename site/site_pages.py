# SPDX-License-Identifier: Apache-2.0
"""The pages there is one of: home, libraries, collections, open data, about, accessibility, search, not found."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from mucluc.release import Library, Release, Work, layout, shell

from . import structured
from .cards import Card, Cover, cover, line_of, online, work_card
from .frame import Anchor, Frame, Page
from .phrases import cut
from .render import Press
from .reports_page import has_reports, reports_page

NEWEST = 12
ONLINE = 6
# A year beyond this in a record is a slip (or 9999, "still published"); a release knows no clock to compare with.
_LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class Shelf:
    """A Work on the home page: its drawn cover and its line."""

    cover: Cover
    card: Card


@dataclass(frozen=True, slots=True)
class LibraryLine:
    """A library or collection in a list."""

    title: str
    href: str
    kind: str
    works: str
    place: str = ""
    collections: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeView:
    """The context `view` of `home.html`. counts: number, label, address of the list (or empty)."""

    description: str
    counts: tuple[tuple[str, str, str], ...]
    newest: tuple[Shelf, ...]
    online: tuple[Shelf, ...]
    libraries: tuple[LibraryLine, ...]


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """A file to download."""

    name: str
    href: str
    note: str


@dataclass(frozen=True, slots=True)
class DatasetView:
    """A dataset to download. name: its fragment, the one of its IRI."""

    name: str
    title: str
    description: str
    rows: str
    files: tuple[DatasetFile, ...]


@dataclass(frozen=True, slots=True)
class Downloads:
    """The datasets of the release, and the files that describe them all."""

    datasets: tuple[DatasetView, ...]
    catalogue: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class ProseView:
    """The context `view` of a page that is mostly prose: `prose/{name}.{language}.html` with these values."""

    prose: str
    publisher: str
    downloads: Downloads | None = None
    libraries: tuple[LibraryLine, ...] = ()
    counts: tuple[str, ...] = ()


def print_site_pages(press: Press) -> None:
    """Print all of them."""
    release = press.release
    newest, readable = _gather(release)
    sizes = release.sizes()
    press.print("home.html", lambda frame: _home(release, frame, newest, readable, sizes))
    press.print("libraries.html", lambda frame: _libraries(frame, sizes))
    if any(library.collections for library in release.network.libraries):
        press.print("collections.html", lambda frame: _collections(frame, sizes))
    press.print("search.html", lambda frame: (_page("search", "search.title", frame, scripts=("fold.js", "search.js")), _languages(frame)))
    press.print("missing.html", lambda frame: (_page("404", "missing.title", frame, index=False), None))
    if has_reports(release):
        press.print("reports.html", lambda frame: reports_page(release, frame))
    press.print("shell.html", _shell)
    for name in ("data", "about", "accessibility"):
        press.print("prose.html", lambda frame, name=name: (_page(name, f"site.{name}", frame), _prose(name, release, frame, sizes)))  # type: ignore[misc]


def _gather(release: Release) -> tuple[list[Work], list[Work]]:
    """The latest Works by year, and the latest that can be read online; no more are read than may be among them."""
    latest: list[tuple[int, int, str]] = []
    readable: list[tuple[int, int, str]] = []
    for year, number, path, linked in release.latest(_LAST_YEAR):
        entry = (year, -number, path)
        if year and _among(entry, latest, NEWEST):
            _keep(entry, latest, NEWEST)
        if year and linked and _among(entry, readable, ONLINE) and any(online(work) for work in _works(release, [entry])):
            _keep(entry, readable, ONLINE)
    return _works(release, sorted(latest, reverse=True)), _works(release, sorted(readable, reverse=True))


def _among(entry: tuple[int, int, str], heap: list[tuple[int, int, str]], size: int) -> bool:
    return len(heap) < size or entry > heap[0]


def _keep(entry: tuple[int, int, str], heap: list[tuple[int, int, str]], size: int) -> None:
    (heapq.heappush if len(heap) < size else heapq.heappushpop)(heap, entry)


def _works(release: Release, entries: list[tuple[int, int, str]]) -> list[Work]:
    found = (release.work(path) for _, _, path in entries)
    return [work for work in found if work is not None]


def _home(release: Release, frame: Frame, newest: list[Work], readable: list[Work], sizes: dict[str, int]) -> tuple[Page, HomeView]:
    text = frame.labels
    pages = {"works": "browse/titles.html", "libraries": "browse/libraries.html"}
    pages |= {name: f"browse/{name}.html" for name in ("agents", "subjects", "places") if name in frame.sections}
    names = ("works", "instances", "agents", "subjects", "places", "libraries")
    counts = tuple(
        (
            text.number(release.counts[name]),
            text(f"home.{name}"),
            frame.url(pages[name]) if name in pages else "",
        )
        for name in names
        if release.counts[name]
    )
    description = text.pick(frame.network.description)
    view = HomeView(
        description=description,
        counts=counts,
        newest=tuple(Shelf(cover(each, text), work_card(line_of(each), text)) for each in newest),
        online=tuple(Shelf(cover(each, text), work_card(line_of(each), text)) for each in readable),
        libraries=tuple(_library_lines(frame, sizes)),
    )
    return Page("index.html", frame.name, cut(description, 300), structured=structured.website(frame)), view


def _libraries(frame: Frame, sizes: dict[str, int]) -> tuple[Page, tuple[LibraryLine, ...]]:
    return _page("browse/libraries", "site.libraries", frame, section="libraries"), tuple(_library_lines(frame, sizes))


def _collections(frame: Frame, sizes: dict[str, int]) -> tuple[Page, tuple[tuple[str, tuple[LibraryLine, ...]], ...]]:
    text = frame.labels
    groups = (
        (text.pick(library.title), tuple(collection_lines(library, frame, sizes)))
        for library in frame.network.libraries
        if library.collections
    )
    return _page("browse/collections", "site.collections", frame, section="collections"), tuple(groups)


def _library_lines(frame: Frame, sizes: dict[str, int]) -> Iterator[LibraryLine]:
    text = frame.labels
    for library in frame.network.libraries:
        yield LibraryLine(
            title=text.pick(library.title) or library.slug,
            href=frame.url(f"library/{library.slug}.html"),
            kind=text.kind("library", library.kind),
            works=text.count("n.works", sizes.get(library.slug, 0)),
            place=library.place,
            collections=tuple(Anchor(each.title, each.href) for each in collection_lines(library, frame, sizes)),
        )


def collection_lines(library: Library, frame: Frame, sizes: dict[str, int]) -> Iterator[LibraryLine]:
    """A library's collections; a size is shown where it is known."""
    text = frame.labels
    for each in library.collections:
        name = f"{library.slug}/{each.slug}"
        works = text.count("n.works", sizes[name]) if name in sizes else ""
        href = frame.url(f"collection/{name}.html")
        yield LibraryLine(text.pick(each.title) or each.slug, href, text.kind("collection", each.kind), works)


def _page(name: str, key: str, frame: Frame, section: str = "", index: bool = True, scripts: tuple[str, ...] = ()) -> Page:
    text = frame.labels
    home = Anchor(text("site.home"), frame.url("index.html"))
    title = text(key)
    return Page(f"{name}.html", title, f"{title} – {frame.name}", (home,), section=section or name, index=index, scripts=scripts)


def _shell(frame: Frame) -> tuple[Page, dict[str, Markup]]:
    """The page around the endpoint's own pages: part of the open data, without anything that only one page can say of itself."""
    home, data = Anchor(frame.labels("site.home"), frame.url("index.html")), frame.crumb("data")
    return Page(shell.FILE, "", crumbs=(home, data), section="data"), {name: Markup(shell.slot(name)) for name in shell.SLOTS}


def _languages(frame: Frame) -> dict[str, Any]:
    """What the search page shows before any script runs: the libraries to choose from."""
    text = frame.labels
    return {"libraries": tuple((each.slug, text.pick(each.title) or each.slug) for each in frame.network.libraries)}


def _prose(name: str, release: Release, frame: Frame, sizes: dict[str, int]) -> ProseView:
    text = frame.labels
    return ProseView(
        prose=f"prose/{name}.{frame.language}.html",
        publisher=text.pick(frame.network.publisher),
        downloads=_downloads(release, frame) if name == "data" else None,
        libraries=tuple(_library_lines(frame, sizes)) if name == "about" else (),
        counts=(text.count("n.works", release.counts["works"]), text.count("n.editions", release.counts["instances"])),
    )


def _downloads(release: Release, frame: Frame) -> Downloads | None:
    """What the release's `datasets/index.json` offers; None when it was made without datasets."""
    path = release.path / layout.DATASETS / "index.json"
    if not path.is_file():
        return None
    index = json.loads(path.read_text("utf-8"))
    catalogue = tuple(Anchor(name, f"/datasets/{name}") for name in index["catalogue"]["files"])
    return Downloads(tuple(_dataset(entry, frame) for entry in index["datasets"]), catalogue)


def _dataset(entry: dict[str, Any], frame: Frame) -> DatasetView:
    text = frame.labels
    files = [
        DatasetFile(text.pick(each["title"]), f"/datasets/{each['path']}", f"{each['format']}, {_size(each['bytes'], frame)}")
        for each in entry["files"]
    ]
    package = DatasetFile(text("data.package"), f"/datasets/{entry['package']}", "JSON")
    rows = text.count("n.rows", entry["rows"])
    return DatasetView(entry["id"], text.pick(entry["title"]), text.pick(entry["description"]), rows, (*files, package))


def _size(count: int, frame: Frame) -> str:
    """Bytes as people read them."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            shown = f"{count / factor:.1f}"
            return f"{shown.replace('.', ',') if frame.language == 'vi' else shown} {unit}"
    return f"{count} B"

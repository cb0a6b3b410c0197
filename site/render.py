# SPDX-License-Identifier: Apache-2.0
"""The press: a release, its templates and frames in one process, printing pages in both languages and counting them."""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.environment import TemplateModule
from markupsafe import Markup

from mucluc.release import Release
from mucluc.vocab.labels import LANGUAGES, Labels

from . import addresses, structured
from .cards import Card
from .frame import Frame, Page, frame
from .kept import Kept
from .links import Place, take_over
from .lists import Step
from .reports_page import has_reports
from .static_files import static_files

TEMPLATES = Path(__file__).resolve().parent / "templates"


class Press:
    """Prints the pages of one release below one directory; a page printed twice is an error.

    last: the last release's site, from which pages are taken over.
    """

    def __init__(self, release: Release, into: Path, last: Kept | None = None) -> None:
        self.release = release
        self.into = into
        self._into = str(into)
        self.place = Place(into)
        self.last = last
        self.clear()
        static = static_files()
        found = sections(release)
        self.frames = {language: frame(release.network, language, static, found) for language in LANGUAGES}
        self._environment = environment()
        self._templates: dict[str, Template] = {}
        self._folders: set[str] = set()
        self._parts: dict[tuple[str, str], dict[str, Markup]] = {}

    def clear(self) -> None:
        """Begin to count: pages by template, files, files taken over, bytes of the others."""
        self.pages: Counter[str] = Counter()
        self.files = self.kept = self.bytes = 0

    def print(self, template: str, make: Callable[[Frame], tuple[Page, Any]]) -> None:
        """Print a page in each language. make: what the page says of itself and its `view`, in a language's frame."""
        for language, each in self.frames.items():
            page, view = make(each)
            parts = {**_links(page, each), **self._constant(each, page.section)}
            html = self._template(template).render(page=page, view=view, frame=each, t=each.labels, **parts)
            self.write(addresses.file(self.into, page.address, language), html.encode())
        self.pages[template.removesuffix(".html")] += len(self.frames)

    def keep(self, template: str, address: str) -> bool:
        """Take a page over from the last release's site in each language; False when it is not there."""
        if self.last is None:
            return False
        names = [addresses.name(address, language) for language in self.frames]
        for number, name in enumerate(names):
            self._room(f"{self._into}/{name.rpartition('/')[0]}")
            try:
                take_over(name, self.last.place, self.place)
            except FileNotFoundError:
                for each in names[:number]:
                    (self.into / each).unlink()
                return False
        self.pages[template.removesuffix(".html")] += len(names)
        self.files += len(names)
        self.kept += len(names)
        return True

    def card(self, card: Card) -> Markup:
        """A card as it stands in lists."""
        macro: Callable[[Card], Markup] = self._macros.card  # type: ignore[attr-defined]
        return macro(card)

    def letters(self, steps: Iterable[Step], frame: Frame) -> Markup:
        """The letters of a list, to choose one."""
        macro: Callable[[Iterable[Step], Labels], Markup] = self._macros.letters  # type: ignore[attr-defined]
        return macro(steps, frame.labels)

    @functools.cached_property
    def _macros(self) -> TemplateModule:
        return self._template("_macros.html").module

    def write(self, path: Path, data: bytes) -> None:
        """Write one file, once."""
        self._room(str(path.parent))
        with open(path, "xb") as file:
            file.write(data)
        self.files += 1
        self.bytes += len(data)

    def _room(self, folder: str) -> None:
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)

    def _constant(self, frame: Frame, section: str) -> dict[str, Markup]:
        """What all pages of a section share is rendered once: it is half of a short page's time."""
        key = (frame.language, section)
        if key not in self._parts:
            names = ("nav", "find", "foot")
            parts = (self._template(f"_{name}.html").render(frame=frame, t=frame.labels, section=section) for name in names)
            self._parts[key] = {name: Markup(part.strip()) for name, part in zip(names, parts, strict=True)}
        return self._parts[key]

    def _template(self, name: str) -> Template:
        found = self._templates.get(name)
        if found is None:
            found = self._templates[name] = self._environment.get_template(name)
        return found


def environment() -> Environment:
    """The templates' environment: everything escaped, nothing undefined."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _links(page: Page, frame: Frame) -> dict[str, Any]:
    """What `base.html` needs of the page's addresses: itself, its other language, its breadcrumbs as data."""
    return {
        "canonical": frame.absolute(page.address),
        "languages": [(each, frame.absolute(page.address, each)) for each in LANGUAGES],
        "switch": addresses.url(page.address, frame.other_languages()[0]),
        "crumbs_data": structured.text_of({"@context": "https://schema.org", **structured.crumbs(frame, page.crumbs)})
        if page.crumbs
        else "",
    }


def sections(release: Release) -> frozenset[str]:
    """The lists that have something to show, and whether there are reports."""
    found = {name for name in ("agents", "subjects", "places") if release.counts[name]}
    if any(library.collections for library in release.network.libraries):
        found.add("collections")
    if next(release.headings("series"), None):
        found.add("series")
    if has_reports(release):
        found.add("reports")
    return frozenset(found)

# SPDX-License-Identifier: Apache-2.0
"""What every page shares: the network's name, navigation, addresses of the style and scripts; and what one page says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from mucluc.release import Network
from mucluc.vocab.labels import LANGUAGES, Labels, labels

from . import addresses
from .static_files import StaticFiles

SECTIONS = ("titles", "agents", "subjects", "places", "libraries")
_SECTION_PAGES = {name: f"browse/{name}.html" for name in (*SECTIONS, "series")}
_SECTION_PAGES |= {"libraries": "browse/libraries.html", "collections": "browse/collections.html", "data": "data.html"}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of the interface. name: of the section it leads to, in the navigation."""

    text: str
    href: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What one page says of itself, whatever it shows.

    address: after the language's root, `work/2f7k.html`. title: without the site's name. structured: JSON-LD, ready to stand in HTML.
    section: the part of the navigation it belongs to. index: whether search engines should list it. alternates: `(media type,
    address)` of its data.
    """

    address: str
    title: str
    description: str = ""
    crumbs: tuple[Anchor, ...] = ()
    structured: str = ""
    section: str = ""
    index: bool = True
    alternates: tuple[tuple[str, str], ...] = ()
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The constant part of a language's pages."""

    language: str
    labels: Labels
    network: Network
    static: StaticFiles
    name: str
    licence: tuple[str, str]
    nav: tuple[Anchor, ...]
    foot: tuple[Anchor, ...]
    sections: frozenset[str] = field(default_factory=frozenset)

    def url(self, page: str) -> str:
        """Root-absolute address of a page in this language."""
        return addresses.url(page, self.language)

    def absolute(self, page: str, language: str = "") -> str:
        """Full address of a page after the configured base."""
        return self.network.base + addresses.url(page, language or self.language)[1:]

    @property
    def contact(self) -> str:
        """The network's contact as something to click; empty when it is neither an address of mail nor of the web."""
        found = self.network.contact
        if found.startswith(("mailto:", "https://", "http://")):
            return found
        return f"mailto:{found}" if "@" in found else ""

    def other_languages(self) -> tuple[str, ...]:
        """The languages that are not this one."""
        return tuple(each for each in LANGUAGES if each != self.language)

    def crumb(self, section: str) -> Anchor:
        """The navigation's link to a section, for breadcrumbs."""
        return Anchor(self.labels(f"site.{section}"), self.url(_SECTION_PAGES[section]))


def frame(network: Network, language: str, static: StaticFiles, sections: frozenset[str]) -> Frame:
    """The frame of one language. sections: what there is to show (titles, agents, …, reports); the rest is not linked."""
    text = labels(language)
    shown = [name for name in (*SECTIONS, "data") if name in sections or name in ("titles", "libraries", "data")]
    nav = tuple(Anchor(text(f"site.{name}"), addresses.url(_SECTION_PAGES[name], language), name) for name in shown)
    more = [name for name in ("collections", "series") if name in sections]
    foot = [Anchor(text(f"site.{name}"), addresses.url(_SECTION_PAGES[name], language)) for name in more]
    foot += [Anchor(text(f"site.{name}"), addresses.url(f"{name}.html", language)) for name in ("about", "data")]
    foot.append(Anchor(text("site.sparql"), f"/sparql?lang={language}"))
    last = ("reports", "accessibility") if "reports" in sections else ("accessibility",)
    foot += [Anchor(text(f"site.{name}"), addresses.url(f"{name}.html", language)) for name in last]
    name = text.pick(network.title)
    return Frame(language, text, network, static, name, text.licence(network.license), nav, tuple(foot), sections)

# SPDX-License-Identifier: Apache-2.0
"""A heading (agent, topic, place, series, …) as its pages show it: what it is, and the Works that use it."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from mucluc.release import Heading, HeadingForms, HeadingUse, Release
from mucluc.vocab.labels import Labels

from . import addresses
from .cards import Card, Use, work_card
from .frame import Anchor, Frame, Page
from .lists import PAGE, ListView, plain_view
from .phrases import Phrase, cut, phrase
from .structured import text_of
from .work_page import DATA_FORMATS

AGENTS = ("person", "organization", "jurisdiction", "meeting", "family")
SUBJECTS = ("topic", "temporal", "genre")
SECTION = dict.fromkeys(AGENTS, "agents") | dict.fromkeys(SUBJECTS, "subjects") | {"place": "places", "series": "series", "hub": "titles"}
SOURCES = {
    "viaf.org": "VIAF", "id.loc.gov": "Library of Congress", "d-nb.info": "GND", "wikidata.org": "Wikidata", "isni.org": "ISNI",
    "orcid.org": "ORCID", "id.worldcat.org": "FAST", "sws.geonames.org": "GeoNames", "data.bnf.fr": "BnF",
}  # fmt: skip
_SCHEMA = {"person": "Person", "family": "Person", "place": "Place", "topic": "DefinedTerm", "temporal": "DefinedTerm"}
_SCHEMA |= {"genre": "DefinedTerm", "series": "CreativeWorkSeries", "hub": "CreativeWork"}


@dataclass(frozen=True, slots=True)
class HeadingView:
    """The context `view` of `heading.html`."""

    title: Phrase
    script: Phrase | None
    kind: str
    also: tuple[Phrase, ...]
    notes: tuple[Phrase, ...]
    links: tuple[Anchor, ...]
    works: ListView
    iri: str
    formats: tuple[Anchor, ...]
    correction: bool


ShelfEntry = tuple[str, tuple[str, ...]]
"""The path of a Work that uses a heading, with what the heading is to the Work."""
Shelf = tuple[ShelfEntry, ...]
"""The Works on a page of a heading."""


def heading_shelves(release: Release, heading: str) -> list[Shelf]:
    """The pages of a heading (its path), one after the other; one empty page for a heading that no Work uses."""
    pairs = itertools.groupby(release.works_with(heading), operator.itemgetter(0))
    works = [(path, tuple(relation for _, relation in found)) for path, found in pairs]
    return [tuple(works[start : start + PAGE]) for start in range(0, len(works), PAGE)] or [()]


def heading_view(
    use: HeadingUse,
    number: int,
    of: int,
    listed: Markup,
    frame: Frame,
    forms: HeadingForms | None = None,
) -> HeadingView:
    """What a page of a heading shows. listed: the cards of its Works. forms: what authority records say of it, on its first page."""
    heading, text = use.heading, frame.labels
    total = text.count("n.works", use.works)
    known = forms or HeadingForms()
    return HeadingView(
        title=phrase(heading.label, text.language) if heading.label.strip() else Phrase(text("site.unnamed")),
        script=phrase(heading.script, text.language) if heading.script else None,
        kind=text.kind("heading", heading.kind),
        also=tuple(phrase(each.value, text.language, each.lang) for each in known.variants if each.value != heading.script),
        notes=tuple(phrase(each.value, text.language, each.lang) for each in known.notes),
        links=tuple(Anchor(_source(link), link) for link in known.links),
        works=plain_view(listed, total, number, of, lambda n: addresses.url(heading_address(heading, n), frame.language), frame),
        iri=frame.network.base + heading.path,
        formats=tuple(Anchor(name, f"/{heading.path}.{suffix}") for suffix, _, name in DATA_FORMATS),
        correction=heading.kind == "person" and bool(frame.contact),
    )


def heading_page(use: HeadingUse, number: int, frame: Frame, forms: HeadingForms | None = None) -> Page:
    """What a page of a heading says of itself."""
    heading, text = use.heading, frame.labels
    name = cut(heading.label, 120) or text("site.unnamed")
    section = SECTION.get(heading.kind, "subjects")
    made: dict[str, object] = {
        "@context": "https://schema.org",
        "@id": frame.network.base + heading.path,
        "@type": _SCHEMA.get(heading.kind, "Organization"),
        "name": name,
        "url": frame.absolute(heading_address(heading, 1)),
    }
    if forms and forms.variants:
        made["alternateName"] = [each.value for each in forms.variants]
    if forms and forms.links:
        made["sameAs"] = list(forms.links)
    return Page(
        address=heading_address(heading, number),
        title=f"{name} ({text('browse.page', n=number)})" if number > 1 else name,
        description=f"{name}. {text.kind('heading', heading.kind)}. {text.count('n.works', use.works)}.",
        crumbs=(Anchor(text("site.home"), frame.url("index.html")), frame.crumb(section)),
        structured=text_of(made),
        section=section,
        alternates=tuple((media, f"/{heading.path}.{suffix}") for suffix, media, _ in DATA_FORMATS) if number == 1 else (),
    )


def _source(link: str) -> str:
    """The name of the file that a link leads to, else its host."""
    host = (urlsplit(link).hostname or "").removeprefix("www.")
    return SOURCES.get(host, host)


def heading_paths(use: HeadingUse) -> Iterator[str]:
    """The paths of a heading's pages: its own, `{path}/2`, …"""
    yield use.heading.path
    yield from (f"{use.heading.path}/{number}" for number in range(2, -(-use.works // PAGE) + 1))


def heading_address(heading: Heading, number: int) -> str:
    """The address of a page of a heading."""
    return page_of(heading.path, number)


def page_of(heading: str, number: int) -> str:
    """The address of a page of a heading by its path."""
    return f"{heading}.html" if number == 1 else f"{heading}/{number}.html"


def shelf_card(use: Use, text: Labels) -> Card:
    """The line of a Work on a page of a heading: with what the heading is to the Work."""
    return work_card(use.line, text, ", ".join(_note(use, relation, text) for relation in use.relations))


def _note(use: Use, relation: str, text: Labels) -> str:
    if relation != "contribution":
        return text(f"heading.as_{relation}")
    return ", ".join(dict.fromkeys(map(text.relator, use.roles))) or text("heading.as_contribution")

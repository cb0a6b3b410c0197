# SPDX-License-Identifier: Apache-2.0
"""A heading (agent, topic, place, series, …) as its pages show it: what it is, and the Works that use it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from mucluc.release import Heading, HeadingForms, HeadingUse, Release, Work
from mucluc.vocab.labels import Labels

from . import addresses
from .cards import Card, work_card
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


def heading_pages(release: Release, use: HeadingUse) -> Iterator[tuple[int, int, list[tuple[Work, list[str]]]]]:
    """`(number, of, Works with their relations)` for each page of a heading; one empty page for a heading that no Work uses."""
    of = max(1, -(-use.works // PAGE))
    uses = release.works_with(use.heading.path)
    works = ((pairs[0][1], [relation for relation, _ in pairs]) for _, found in itertools.groupby(uses, _path) if (pairs := list(found)))
    for number in range(1, of + 1):
        yield number, of, list(itertools.islice(works, PAGE))


def heading_view(
    use: HeadingUse, number: int, of: int, works: list[tuple[Work, list[str]]], frame: Frame, forms: HeadingForms | None = None
) -> HeadingView:
    """What a page of a heading shows. forms: what authority records say of it, on its first page."""
    heading, text = use.heading, frame.labels
    cards = (_card(work, relations, heading, text) for work, relations in works)
    total = text.count("n.works", use.works)
    known = forms or HeadingForms()
    return HeadingView(
        title=phrase(heading.label, text.language) if heading.label.strip() else Phrase(text("site.unnamed")),
        script=phrase(heading.script, text.language) if heading.script else None,
        kind=text.kind("heading", heading.kind),
        also=tuple(phrase(each.value, text.language, each.lang) for each in known.variants if each.value != heading.script),
        notes=tuple(phrase(each.value, text.language, each.lang) for each in known.notes),
        links=tuple(Anchor(_source(link), link) for link in known.links),
        works=plain_view(cards, total, number, of, lambda n: addresses.url(_address(heading, n), frame.language), frame),
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
        "url": frame.absolute(_address(heading, 1)),
    }
    if forms and forms.variants:
        made["alternateName"] = [each.value for each in forms.variants]
    if forms and forms.links:
        made["sameAs"] = list(forms.links)
    return Page(
        address=_address(heading, number),
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


def _path(use: tuple[str, Work]) -> str:
    return use[1].path


def _address(heading: Heading, number: int) -> str:
    return f"{heading.path}.html" if number == 1 else f"{heading.path}/{number}.html"


def _card(work: Work, relations: list[str], heading: Heading, text: Labels) -> Card:
    notes = [_note(work, relation, heading, text) for relation in relations]
    return work_card(work, text, ", ".join(notes))


def _note(work: Work, relation: str, heading: Heading, text: Labels) -> str:
    if relation != "contribution":
        return text(f"heading.as_{relation}")
    roles = [role for each in work.contributions if each.agent.path == heading.path for role in each.roles]
    return ", ".join(dict.fromkeys(map(text.relator, roles))) or text("heading.as_contribution")

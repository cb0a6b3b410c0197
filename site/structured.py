# SPDX-License-Identifier: Apache-2.0
"""schema.org statements (JSON-LD) for pages, written so that they can stand inside an HTML script element."""

from __future__ import annotations

import json
from typing import Any

from mucluc.release import Instance, Library, Work
from mucluc.vocab.labels import tag_of

from .frame import Anchor, Frame

_TYPES = (
    ("Cartography", "Map"),
    ("Serial", "Periodical"),
    ("NotatedMusic", "MusicComposition"),
    ("MusicAudio", "MusicRecording"),
    ("MovingImage", "Movie"),
    ("StillImage", "VisualArtwork"),
    ("Manuscript", "Manuscript"),
    ("Dataset", "Dataset"),
    ("Monograph", "Book"),
    ("Text", "Book"),
)
_AGENTS = {"person": "Person", "family": "Person"}
_AUTHORS = frozenset(("aut", "cre", "cmp", "art", "ctg", "pht"))
_IN_HTML = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def text_of(statements: object) -> str:
    """JSON that no HTML parser can take for the end of its script element."""
    return json.dumps(statements, ensure_ascii=False, separators=(",", ":")).translate(_IN_HTML)


def crumbs(frame: Frame, trail: tuple[Anchor, ...]) -> dict[str, Any]:
    """The breadcrumbs as a BreadcrumbList; addresses are made absolute with the base."""
    items = [
        {"@type": "ListItem", "position": n, "name": each.text, "item": frame.network.base + each.href.lstrip("/")}
        for n, each in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def work(work: Work, frame: Frame, address: str, title: str) -> str:
    """A Work with its editions; `Book` unless its BIBFRAME class says better."""
    base = frame.network.base
    kind = next((name for ours, name in _TYPES if ours in work.types), "CreativeWork")
    authors = [each for each in work.contributions if each.primary or _AUTHORS.intersection(each.roles)]
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": base + work.path,
        "@type": kind,
        "name": title,
        "url": frame.absolute(address),
        "alternateName": [each.value for each in work.titles if each.value != work.title][:5],
        "inLanguage": list(filter(None, map(tag_of, work.languages))),
        "author": [_named(each.agent.label, base, each.agent.path, _AGENTS.get(each.agent.kind, "Organization")) for each in authors],
        "about": [_named(each.label, base, each.path, "DefinedTerm") for each in work.subjects[:10]],
        "spatialCoverage": [_named(each.label, base, each.path, "Place") for each in work.places[:5]],
        "workExample": [_edition(each, base, kind) for each in work.instances[:20]],
    }
    return text_of({name: value for name, value in made.items() if value})


def _named(name: str, base: str, path: str, kind: str) -> dict[str, str]:
    made = {"@type": kind, "name": name}
    return {"@id": base + path, **made} if path else made


def _edition(instance: Instance, base: str, kind: str) -> dict[str, Any]:
    numbers = dict(reversed(instance.identifiers))
    made: dict[str, Any] = {
        "@id": base + instance.path,
        "@type": kind,
        "name": instance.title[:300],
        "bookEdition": instance.edition if kind == "Book" else "",
        "datePublished": str(instance.year) if instance.year is not None else "",
        "publisher": [{"@type": "Organization", "name": each} for each in instance.publishers],
        "isbn": numbers.get("isbn", "") if kind == "Book" else "",
        "issn": numbers.get("issn", "") if kind == "Periodical" else "",
    }
    return {name: value for name, value in made.items() if value}


def library(library: Library, frame: Frame, address: str) -> str:
    """A library of the network."""
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": f"{frame.network.base}library/{library.slug}",
        "@type": "Library",
        "name": frame.labels.pick(library.title),
        "url": library.url or frame.absolute(address),
        "address": library.place,
        "identifier": library.isil or library.marc_code,
        "email": "" if library.contact.startswith("http") else library.contact.removeprefix("mailto:"),
        "parentOrganization": {"@type": "Organization", "name": frame.labels.pick(frame.network.publisher)},
    }
    return text_of({name: value for name, value in made.items() if value})


def website(frame: Frame) -> str:
    """The site with its search, for the home page."""
    target = {"@type": "EntryPoint", "urlTemplate": frame.absolute("search.html") + "?q={search_term_string}"}
    made = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": frame.name,
        "url": frame.absolute("index.html"),
        "inLanguage": frame.language,
        "potentialAction": {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"},
    }
    return text_of(made)

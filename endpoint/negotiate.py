# SPDX-License-Identifier: Apache-2.0
"""Which of the forms on offer a client wants: Accept and Accept-Language with their weights (RFC 9110 §12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MEDIA: dict[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "html": "text/html; charset=utf-8",
    "mrc": "application/marc",
    "marcxml": "application/marcxml+xml",
}
"""Media type of each form, as it is sent."""

BINDINGS = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
GRAPHS = {
    "ttl": ("text/turtle", "application/x-turtle"),
    "jsonld": ("application/ld+json", "application/json"),
    "nt": ("application/n-triples",),
    "rdf": ("application/rdf+xml", "application/xml"),
}
HTML = {"html": ("text/html", "application/xhtml+xml")}
MARC = {"mrc": ("application/marc",), "marcxml": ("application/marcxml+xml",)}

# What people write in `?format=`; a media type works too.
ALIASES = {"turtle": "ttl", "ntriples": "nt", "n-triples": "nt", "json-ld": "jsonld", "rdfxml": "rdf", "rdf+xml": "rdf", "marc": "mrc"}


@dataclass(frozen=True, slots=True)
class _Range:
    kind: str
    weight: float


def _ranges(header: str) -> list[_Range]:
    made = []
    for part in header.split(","):
        kind, *parameters = (each.strip().lower() for each in part.split(";"))
        weight = 1.0
        for each in parameters:
            if each.startswith("q="):
                try:
                    weight = min(max(float(each[2:]), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        if kind:
            made.append(_Range(kind, weight))
    return made


def choose(accept: str, offers: Mapping[str, Sequence[str]]) -> str | None:
    """The key of the form wanted most, or None when none is acceptable. An empty header accepts all; ties go to the first offer."""
    ranges = _ranges(accept) or [_Range("*/*", 1.0)]
    best, best_weight = None, 0.0
    for key, kinds in offers.items():
        weight = max(_weight(kind, ranges) for kind in kinds)
        if weight > best_weight:
            best, best_weight = key, weight
    return best


def _weight(kind: str, ranges: list[_Range]) -> float:
    """The weight of the most specific range that covers a media type."""
    for pattern in (kind, kind.split("/")[0] + "/*", "*/*"):
        found = [each.weight for each in ranges if each.kind == pattern]
        if found:
            return max(found)
    return 0.0


def named(form: str, offers: Mapping[str, Sequence[str]]) -> str | None:
    """The form that `?format=` names: a key, an alias or a media type; None when it is not on offer."""
    name = form.strip().lower().replace(" ", "+")  # a plus sign in a URL arrives as a blank
    name = ALIASES.get(name, name)
    if name in offers:
        return name
    short = {"json": "jsonld", "xml": "marcxml" if "marcxml" in offers else "rdf"}.get(name)
    if short in offers:
        return short
    return next((key for key, kinds in offers.items() if name in kinds), None)


def is_known(form: str) -> bool:
    """Whether `?format=` names any form at all."""
    return any(named(form, offers) for offers in (BINDINGS, GRAPHS, HTML, MARC))


def language(header: str, given: str | None = None) -> str:
    """`vi` or `en`: what `?lang=` says, else Accept-Language; Vietnamese when neither is wanted more."""
    if given in ("vi", "en"):
        return given
    weights = {"vi": 0.0, "en": 0.0}
    for each in _ranges(header):
        code = each.kind.split("-")[0]
        if code in weights:
            weights[code] = max(weights[code], each.weight)
    return "en" if weights["en"] > weights["vi"] else "vi"

# SPDX-License-Identifier: Apache-2.0
"""Our own few terms at `{base}ns`: `vocab/ns.ttl` as it is, as JSON-LD and as a page."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from . import replies
from .describe import nodes
from .jsonld import document
from .live import serving
from .negotiate import GRAPHS, HTML, MEDIA, choose, language, named
from .pages import terms_page
from .problem import Problem

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def graph(base: str) -> list[ox.Triple]:
    """The statements of the vocabulary, its relative IRIs resolved against a base."""
    text = (files("mucluc.vocab") / "ns.ttl").read_bytes()
    return [each.triple for each in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=base)]


async def answer(request: Request) -> Response:
    """GET /ns and /ns.ttl, .jsonld, .nt, .rdf, .html."""
    now = serving()
    given = request.path_params.get("ending") or request.query_params.get("format", "")
    offers = {**GRAPHS, **HTML}
    form = named(given, offers) if given else choose(request.headers.get("accept", ""), offers)
    if form is None:
        raise Problem("not-found" if given else "not-acceptable")
    lang = language(request.headers.get("accept-language", ""), request.query_params.get("lang"))
    said = graph(now.release.base)
    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": replies.FRESH}
    if form == "html":
        page = terms_page(now, lang, _rows(said, lang, now.release.base))
        return replies.text(request, page, MEDIA[form], {**headers, "Content-Language": lang})
    return replies.text(request, _written(said, form, now.release.base), MEDIA[form], headers)


def _written(said: list[ox.Triple], form: str, base: str) -> bytes:
    context = serving().context
    if form == "jsonld":
        return json.dumps(document(nodes(said), base + "ns#", context), ensure_ascii=False, indent=1).encode()
    kinds = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML}
    prefixes = {name: context.prefixes[name] for name in ("ml", "rdfs", "owl", "rdf", "bf", "dcterms")}
    return ox.serialize(said, format=kinds[form], prefixes=None if form == "nt" else prefixes) or b""


def _rows(said: list[ox.Triple], lang: str, base: str) -> list[dict[str, Any]]:
    rows = []
    for iri, node in sorted(nodes(said).items()):
        name = iri.removeprefix(base + "ns#")
        if name and name != iri:
            rows.append({"iri": iri, "name": name, "label": _text(node, "label", lang), "comment": _text(node, "comment", lang)})
    return rows


def _text(node: Any, name: str, lang: str) -> str:
    return next((term.value for term in node.properties.get(_RDFS + name, ()) if term.language == lang), "")

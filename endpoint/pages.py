# SPDX-License-Identifier: Apache-2.0
"""The endpoint's own pages: query, statements, errors, programming interface, terms; in both languages, without scripts from elsewhere."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from .context import RDFS_LABEL
from .live import Serving
from .problem import KINDS, Problem
from .queries import Example

FORMS_OF = {"bindings": ("csv", "json", "xml", "tsv"), "boolean": ("json", "xml"), "graph": ("ttl", "nt", "jsonld", "rdf")}


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("mucluc.endpoint", "templates"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["link"] = safe_link
    return made


@functools.cache
def phrases(language: str) -> dict[str, str]:
    """The words of the interface in one language."""
    made: dict[str, dict[str, str]] = tomllib.loads((files("mucluc.endpoint") / "templates" / "phrases.toml").read_text("utf-8"))
    return made[language]


def safe_link(iri: str, base: str) -> str:
    """Where a page links to for an IRI: our own by path, so that it works on any host; others only over http(s)."""
    if iri.startswith(base):
        return "/" + iri[len(base) :]
    return iri if urlsplit(iri).scheme in ("http", "https") else ""


def _render(template: str, now: Serving, language: str, /, **given: Any) -> bytes:
    network = now.release.network
    title = network.title.get(language) or next(iter(network.title.values()))
    page = _environment().get_template(template)
    return page.render(lang=language, t=phrases(language), network=title, base=now.release.base, **given).encode()


def query_page(
    now: Serving,
    language: str,
    query: str,
    examples: Sequence[Example],
    *,
    table: dict[str, Any] | None = None,
    problem: Problem | None = None,
    example: str = "",
) -> bytes:
    """The query page. table: what the worker made of a query; problem: why there is none; example: the one to show in the editor."""
    chosen = next((each for each in examples if each.name == example), None)
    if not query:
        query = (chosen or examples[0]).text
    downloads = [(form, "/sparql?" + urlencode({"query": query, "format": form})) for form in FORMS_OF[table["kind"]]] if table else []
    return _render(
        "query.html",
        now,
        language,
        query=query,
        examples=examples,
        example=example,
        table=table,
        downloads=downloads,
        problem=problem.body(language) if problem else None,
        prefixes=sorted(now.context.prefixes.items()),
        compact=now.context.compact,
        other=f"/sparql?{urlencode({'lang': 'vi' if language == 'en' else 'en', **({'query': query} if table or problem else {})})}",
        deadline=now.settings.deadline,
    )


def statements_page(now: Serving, language: str, path: str, described: list[dict[str, Any]], forms: Sequence[str]) -> bytes:
    """All statements about one thing. path: after the base; forms: the endings under which it lies as data."""
    iri = now.release.base + path
    label = _first(described[:1], RDFS_LABEL) or _first(described, now.context.vocab + "mainTitle")
    return _render(
        "statements.html",
        now,
        language,
        path=path,
        iri=iri,
        label=label or path,
        nodes=described,
        forms=forms,
        compact=now.context.compact,
        other=f"/{'en/' if language == 'vi' else ''}{path}.html",
    )


def _first(described: list[dict[str, Any]], predicate: str) -> str:
    """The first text that some node says with a predicate, or empty."""
    texts = (cell.get("text", "") for node in described for row in node["rows"] if row["predicate"] == predicate for cell in row["values"])
    return next(texts, "")


def problem_page(now: Serving, language: str, problem: Problem) -> bytes:
    """An error for a person."""
    return _render("problem.html", now, language, problem=problem.body(language), other="")


def problems_page(now: Serving, language: str) -> bytes:
    """All kinds of problems: what the `type` of a problem document points to."""
    return _render("problems.html", now, language, kinds=KINDS, other=f"/problems?lang={'vi' if language == 'en' else 'en'}")


def api_page(now: Serving, language: str, operations: list[dict[str, Any]]) -> bytes:
    """The programming interface from its OpenAPI description."""
    other = f"/api?lang={'vi' if language == 'en' else 'en'}"
    return _render("api.html", now, language, operations=operations, settings=now.settings, other=other)


def terms_page(now: Serving, language: str, terms: list[dict[str, Any]]) -> bytes:
    """Our own terms, each at its own anchor."""
    return _render("terms.html", now, language, terms=terms, other=f"/ns.html?lang={'vi' if language == 'en' else 'en'}")

# SPDX-License-Identifier: Apache-2.0
"""The endpoint's own pages: query, statements, errors, programming interface, terms; in both languages, in the site's shell."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from mucluc.release import shell
from mucluc.release.layout import SITE

from .context import RDFS_LABEL, THINGS
from .live import Serving
from .negotiate import MEDIA
from .problem import KINDS, Problem
from .queries import Example

FORMS_OF = {"bindings": ("csv", "json", "xml", "tsv"), "boolean": ("json", "xml"), "graph": ("ttl", "nt", "jsonld", "rdf")}

NAMES = {
    "ttl": "Turtle",
    "nt": "N-Triples",
    "jsonld": "JSON-LD",
    "rdf": "RDF/XML",
    "mrc": "MARC 21",
    "marcxml": "MARCXML",
    "csv": "CSV",
    "tsv": "TSV",
    "json": "JSON",
    "xml": "XML",
}
_ADDRESS = re.compile(r"(?<![\w/])/(?:api|datasets/)(?!\w)")


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("mucluc.endpoint", "templates"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"link": safe_link, "linked": _linked}
    return made


@functools.cache
def phrases(language: str) -> dict[str, str]:
    """The words of the interface in one language."""
    made: dict[str, dict[str, str]] = tomllib.loads((files("mucluc.endpoint") / "templates" / "phrases.toml").read_text("utf-8"))
    return made[language]


def safe_link(iri: str, base: str, language: str) -> str:
    """Where a page links to for an IRI: our own by path, so that it works on any host, in the page's language; others only over http(s)."""
    if iri.startswith(base):
        path = iri[len(base) :]
        return f"/{'en/' if language == 'en' and path.partition('/')[0] in THINGS else ''}{path}"
    return iri if urlsplit(iri).scheme in ("http", "https") else ""


def _linked(text: str, language: str) -> Markup:
    """The addresses of our own that a problem's text names, as links."""
    return Markup(_ADDRESS.sub(lambda found: f'<a href="{found[0]}?lang={language}">{found[0]}</a>', str(escape(text))))


@functools.lru_cache(maxsize=8)
def _shell(site: Path, language: str, network: str) -> tuple[Markup, ...]:
    """The pieces of the release's shell; of a plain one where the release was made without a site. A release never changes."""
    own = shell.path(site, language)
    if own.is_file():
        text = own.read_text("utf-8")
    else:
        text = _environment().get_template("shell.html").render(lang=language, t=phrases(language), network=network)
    return tuple(Markup(piece) for piece in shell.cut(text))


def _render(template: str, now: Serving, language: str, /, **given: Any) -> bytes:
    title = now.release.network.title
    pieces = _shell(now.release.path / SITE, language, title.get(language) or next(iter(title.values())))
    page = _environment().get_template(template)
    return page.render(lang=language, t=phrases(language), shell=pieces, base=now.release.base, names=NAMES, **given).encode()


def _turned(language: str) -> str:
    return "vi" if language == "en" else "en"


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
        other="/sparql?"
        + urlencode(
            {"lang": _turned(language)} | ({"query": query} if table or problem else {}) | ({"example": example} if example else {})
        ),
        deadline=now.settings.deadline,
    )


def statements_page(now: Serving, language: str, path: str, described: list[dict[str, Any]], forms: dict[str, str]) -> bytes:
    """All statements about one thing. path: after the base; forms: ending and form of each kind of data that there is."""
    iri = now.release.base + path
    # A record says nothing of itself: its Work and its Instance come before what serves them.
    described = sorted(described, key=lambda node: (node["iri"] != iri, not node["iri"].endswith(("#work", "#instance"))))
    label = _first(described[:1], RDFS_LABEL) or _first(described, now.context.vocab + "mainTitle")
    return _render(
        "statements.html",
        now,
        language,
        path=path,
        iri=iri,
        label=label or path,
        nodes=described,
        forms=[(ending, NAMES[form], MEDIA[form].partition(";")[0]) for ending, form in forms.items()],
        compact=now.context.compact,
        other=f"/{'en/' if language == 'vi' else ''}{path}.html",
    )


def _first(described: list[dict[str, Any]], predicate: str) -> str:
    """The first text that some node says with a predicate, or empty."""
    texts = (cell.get("text", "") for node in described for row in node["rows"] if row["predicate"] == predicate for cell in row["values"])
    return next(texts, "")


def problem_page(now: Serving, language: str, problem: Problem, path: str) -> bytes:
    """An error for a person. path: of the request, without its language."""
    return _render("problem.html", now, language, problem=problem.body(language), other=f"{quote(path)}?lang={_turned(language)}")


def problems_page(now: Serving, language: str) -> bytes:
    """All kinds of problems: what the `type` of a problem document points to."""
    return _render("problems.html", now, language, kinds=KINDS, other=f"/problems?lang={_turned(language)}")


def api_page(now: Serving, language: str, operations: list[dict[str, Any]]) -> bytes:
    """The programming interface from its OpenAPI description."""
    other = f"/api?lang={_turned(language)}"
    return _render("api.html", now, language, operations=operations, settings=now.settings, other=other)


def terms_page(now: Serving, language: str, terms: list[dict[str, Any]]) -> bytes:
    """Our own terms, each at its own anchor."""
    return _render("terms.html", now, language, terms=terms, other=f"/ns.html?lang={_turned(language)}")

# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from mucluc.endpoint.negotiate import BINDINGS, GRAPHS, HTML, choose, language, named

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("application/sparql-results+xml, application/sparql-results+json;q=0.5", "xml"),
        ("application/sparql-results+xml;q=0.4, text/tab-separated-values;q=0.6", "tsv"),
        ("application/*;q=0.3, text/csv;q=0.9", "csv"),
        ("*/*;q=0.1, application/json;q=0, application/sparql-results+json;q=0", "xml"),
        ("application/json; charset=utf-8; q=0.7", "json"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("text/csv;q=much", None),
    ],
)
def test_accept_with_weights(accept: str, form: str | None) -> None:
    assert choose(accept, BINDINGS) == form


def test_a_browser_gets_the_page_and_a_program_the_data() -> None:
    offers = {**GRAPHS, **HTML}
    assert choose(BROWSER, offers) == "html"
    assert choose("*/*", offers) == "ttl"
    assert choose("application/json", offers) == "jsonld"


@pytest.mark.parametrize(
    ("given", "form"), [("json", "jsonld"), ("xml", "rdf"), ("TURTLE", "ttl"), ("application/ld json", "jsonld"), ("csv", None), ("", None)]
)
def test_the_format_parameter_takes_names_and_media_types(given: str, form: str | None) -> None:
    assert named(given, GRAPHS) == form


@pytest.mark.parametrize(
    ("header", "given", "expected"),
    [
        ("", None, "vi"),
        ("en-GB,en;q=0.9", None, "en"),
        ("en;q=0.5, vi", None, "vi"),
        ("fr", None, "vi"),
        ("vi", "en", "en"),
        ("en", "xx", "en"),
    ],
)
def test_vietnamese_unless_english_is_wanted_more(header: str, given: str | None, expected: str) -> None:
    assert language(header, given) == expected

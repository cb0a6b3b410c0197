# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import subprocess
import sys

import pytest

from mucluc.endpoint.guard import inspect

DEPTH = 100


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://e/> { ?s ?p ?o } }",
        "SELECT * { VALUES ?u { <http://e/> } SERVICE ?u { ?s ?p ?o } }",
        "SELECT*{VALUES ?u{<http://a>}SERVICE?u{}}",
        "SELECT * { # comment\r SERVICE <http://e/> {} }",
        "SELECT * { ?s ?p 'a # b' SERVICE <http://e/> {} }",
        "SELECT * { ?s ?p '''x''''' SERVICE <a> {} '''y''' }",
        "SELECT * { ex:it\\'s ?p ?o . SERVICE <http://e/> {} ex:it\\'s ?p ?o }",
        "SELECT * { ?s ex:a\\#b ?o . SERVICE <http://e/> {} }",
        "SELECT * { FILTER(?a<?b)SERVICE?u{?s ?p ?o} FILTER(?c>?d) }",
        "SELECT * { SERV\\u0049CE <http://e/> {} }",
        "SELECT * { \\U00000053ERVICE <http://e/> {} }",
        # The engine wants no space between a word or a number and the keyword, nor between the keyword and a name.
        "SELECT * { ?s ?p trueSERVICE <http://e/> {} }",
        "SELECT * { ?s ?p 1e5SERVICE <http://e/> {} }",
        "SELECT * { ?s ?p true.SERVICE <http://e/> {} }",
        "PREFIX ex: <http://e/> SELECT * { SERVICEex:y { ?s ?p ?o } }",
        "PREFIX : <http://e/> SELECT * { SERVICE:y { ?s ?p ?o } }",
    ],
)
def test_service_is_found_wherever_the_engine_would_find_it(query: str) -> None:
    assert inspect(query, DEPTH).refusal == "service-refused"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'SERVICE' } # SERVICE",
        'SELECT * { ?s ?p "dịch vụ \\" SERVICE" }',
        'SELECT * { ?s ?p """a " SERVICE \\""" b""" }',
        "SELECT * { ?service ?p <http://e/SERVICE#service> }",
        "SELECT * { ?s ex:service ?o ; ex:load 'DROP'@en }",
        "PREFIX insert: <http://e/> SELECT * { ?s insert:delete ?o }",
        "SELECT (1-1-1+?x*-2 AS ?n) { ?s ?p 1.5e-3, -1 . FILTER(!(!?o)) }",
        "SELECT * { ?s ?p 'it\\u0027s' }",
        "SELECT * { FILTER(?a < 3 && ?b > 4) }",
    ],
)
def test_words_in_strings_names_and_comments_are_no_keywords(query: str) -> None:
    assert not inspect(query, DEPTH).refusal


@pytest.mark.parametrize(
    "word", ["INSERT DATA", "delete where", "LOAD <http://e/>", "CLEAR ALL", "DROP ALL", "CREATE GRAPH <g>", "ADD a TO b"]
)
def test_updates_are_told_from_queries(word: str) -> None:
    assert inspect(f"PREFIX a: <http://a/>\n{word} {{ <a> <b> <c> }}", DEPTH).refusal == "update-refused"


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("SELECT * " + "{" * DEPTH + "}" * DEPTH, ""),
        ("SELECT * " + "{" * (DEPTH + 1) + "}" * (DEPTH + 1), "query-too-deep"),
        ("SELECT * { FILTER(" + "!" * 40 + "?a) }", "query-too-deep"),
        ("SELECT * { FILTER(" + "- " * 40 + "1) }", "query-too-deep"),
        ("SELECT * { ?s ?p '" + "(" * 500 + "' }", ""),
        ("SELECT (" + "?a+ex:b-1-'x'+" * 40 + "1 AS ?n) {}", ""),
        ("SELECT * { ?s ?p 'unclosed }", "query-malformed"),
    ],
)
def test_nesting_is_limited_outside_of_strings(query: str, refusal: str) -> None:
    assert inspect(query, DEPTH).refusal == refusal


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "uuid()", "STRUUID()", "BNODE()"])
def test_a_query_whose_answer_changes_by_itself_is_not_steady(call: str) -> None:
    assert not inspect(f"SELECT ({call} AS ?x) {{}}", DEPTH).steady
    assert inspect(f"SELECT ?x {{ ?x ?y '{call}' }}", DEPTH).steady


PIECES = ["\\'", "'", "'''", "''a", "a-", "a.b ", "1e", "@a-", ":\\'", "<", "<a", '"""\\', "_:", "\\u0041", "'a\n", "ex:a "]


def test_no_text_keeps_the_guard_for_ever() -> None:
    """Were any token quadratic, this would take an hour; the limit only keeps a failure short."""
    code = f"from mucluc.endpoint.guard import inspect\nfor piece in {PIECES!r}: inspect(piece * (300_000 // len(piece)), 10**9)"
    subprocess.run([sys.executable, "-P", "-c", code], check=True, timeout=120)

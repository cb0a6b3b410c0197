# SPDX-License-Identifier: Apache-2.0
"""SPARQL 1.1 Protocol, query operation, against a served release: the points of the W3C protocol tests that apply, and our own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from .endpoint_fixtures import BASE, make_release, served

ASK = "ASK { <work/w1> a bf:Work }"
SELECT = "SELECT ?t { <work/w1> bf:title/bf:mainTitle ?t }"
CONSTRUCT = "CONSTRUCT { ?w bf:mainTitle ?t } WHERE { VALUES ?w { <work/w1> } ?w bf:title/bf:mainTitle ?t }"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
GRAPH = BASE + "record/tinh/a%2F1"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    root = tmp_path_factory.mktemp("protocol")
    path = make_release(root)
    store = ox.Store(str(path / "store"))
    store.add(ox.Quad(ox.NamedNode(GRAPH + "#work"), ox.NamedNode(BASE + "p"), ox.Literal("named"), ox.NamedNode(GRAPH)))
    store.flush()
    del store
    with served(root) as url, httpx.Client(base_url=url) as client:
        yield client


def titles(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["t"]["value"] for row in response.json()["results"]["bindings"]]


def problem(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["type"].partition("#")[2]


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "GET", "params": {"query": SELECT}},
        {"method": "POST", "data": {"query": SELECT}},
        {"method": "POST", "content": SELECT, "headers": {"Content-Type": QUERY}},
        {"method": "POST", "content": SELECT, "headers": {"Content-Type": QUERY + "; charset=UTF-8"}},
    ],
    ids=["get", "form", "direct", "direct with charset"],
)
def test_the_three_ways_to_send_a_query(client: httpx.Client, request_: dict[str, Any]) -> None:
    assert titles(client.request(url="/sparql", **request_)) == ["Truyện Kiều 1"]


@pytest.mark.parametrize(
    ("accept", "query", "media"),
    [
        ("*/*", SELECT, "application/sparql-results+json"),
        ("application/json", SELECT, "application/sparql-results+json"),
        ("application/sparql-results+xml", SELECT, "application/sparql-results+xml"),
        ("text/csv", SELECT, "text/csv; charset=utf-8"),
        ("text/tab-separated-values, text/csv;q=0.9", SELECT, "text/tab-separated-values; charset=utf-8"),
        ("application/sparql-results+json;q=0.1, application/sparql-results+xml", ASK, "application/sparql-results+xml"),
        ("*/*", CONSTRUCT, "text/turtle; charset=utf-8"),
        ("application/n-triples", CONSTRUCT, "application/n-triples"),
        ("application/ld+json", CONSTRUCT, "application/ld+json"),
        ("application/rdf+xml", "DESCRIBE <work/w1>", "application/rdf+xml"),
        ("text/turtle;q=0.3, application/n-triples;q=0.5", "DESCRIBE <work/w1>", "application/n-triples"),
    ],
)
def test_content_negotiation(client: httpx.Client, accept: str, query: str, media: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, media)
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize(
    ("form", "query", "media"),
    [
        ("csv", SELECT, "text/csv"),
        ("xml", CONSTRUCT, "application/rdf+xml"),
        ("json", CONSTRUCT, "application/ld+json"),
        ("turtle", CONSTRUCT, "text/turtle"),
        ("text/csv", SELECT, "text/csv"),
    ],
)
def test_the_format_parameter_overrides_accept(client: httpx.Client, form: str, query: str, media: str) -> None:
    response = client.get("/sparql", params={"query": query, "format": form}, headers={"Accept": "application/n-triples"})
    assert response.headers["content-type"].startswith(media)


def test_results_are_what_they_say(client: httpx.Client) -> None:
    def get(query: str, form: str) -> httpx.Response:
        return client.get("/sparql", params={"query": query, "format": form})

    assert get(SELECT, "csv").text == "t\r\nTruyện Kiều 1\r\n"
    assert get(ASK, "json").json() == {"head": {}, "boolean": True}
    line = f'<{BASE}work/w1> <http://id.loc.gov/ontologies/bibframe/mainTitle> "Truyện Kiều 1"@vi .\n'
    assert get(CONSTRUCT, "nt").text == line
    for form, kind in (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD), ("rdf", ox.RdfFormat.RDF_XML)):
        assert [str(each.triple) for each in ox.parse(get(CONSTRUCT, form).content, kind)] == [line[:-3]]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"method": "GET", "params": [("query", ASK), ("query", ASK)]}, (400, "query-missing")),
        ({"method": "POST", "data": {"other": "x"}}, (400, "query-missing")),
        ({"method": "POST", "content": "query=ASK{}", "headers": {"Content-Type": "text/plain"}}, (415, "media-type")),
        ({"method": "POST", "content": ASK}, (415, "media-type")),
        ({"method": "POST", "content": ASK, "headers": {"Content-Type": QUERY + "; charset=utf-16"}}, (415, "media-type")),
        ({"method": "POST", "content": ASK, "headers": {"Content-Type": QUERY, "Content-Encoding": "gzip"}}, (415, "media-type")),
        ({"method": "POST", "content": ASK.encode("utf-16"), "headers": {"Content-Type": QUERY}}, (400, "query-malformed")),
        ({"method": "GET", "params": {"query": "SELECT * {"}}, (400, "query-malformed")),
        ({"method": "POST", "content": "", "headers": {"Content-Type": QUERY}}, (400, "query-malformed")),
        ({"method": "GET", "params": {"query": ASK, "format": "docx"}}, (400, "request-malformed")),
        ({"method": "GET", "params": {"query": ASK, "default-graph-uri": "not an iri"}}, (400, "request-malformed")),
        ({"method": "GET", "params": {"query": SELECT}, "headers": {"Accept": "image/png"}}, (406, "not-acceptable")),
        ({"method": "GET", "params": {"query": SELECT}, "headers": {"Accept": "text/turtle"}}, (406, "not-acceptable")),
        ({"method": "GET", "params": {"query": ASK, "format": "csv"}}, (406, "not-acceptable")),
        ({"method": "PUT", "content": ASK}, (405, "method")),
        ({"method": "DELETE"}, (405, "method")),
    ],
)
def test_bad_requests_say_what_is_wrong(client: httpx.Client, request_: dict[str, Any], expected: tuple[int, str]) -> None:
    response = client.request(url="/sparql", **request_)
    assert problem(response) == expected
    if expected[0] == 405:
        assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_bytes_that_are_not_utf8_in_the_address_are_refused(client: httpx.Client) -> None:
    assert problem(client.get("/sparql?query=ASK%7B%3Fs%20%3Fp%20%22%ff%22%7D")) == (400, "query-malformed")


def test_a_syntax_error_names_its_place_in_the_language_asked_for(client: httpx.Client) -> None:
    english = client.get("/sparql", params={"query": "SELECT *\n{ ?s ?p"}, headers={"Accept-Language": "en"}).json()
    assert "2:" in english["detail"] and english["title"] == "The query is not valid SPARQL"
    assert client.get("/sparql", params={"query": "SELECT"}).json()["title"] == "Truy vấn sai cú pháp"


@pytest.mark.parametrize(
    ("graphs", "query", "count"),
    [
        ([], "SELECT ?t { <record/tinh/a%2F1#work> <p> ?t }", 0),
        ([("default-graph-uri", GRAPH)], "SELECT ?t { <record/tinh/a%2F1#work> <p> ?t }", 1),
        ([("default-graph-uri", GRAPH)], SELECT, 0),
        ([("default-graph-uri", GRAPH)], "SELECT ?t { GRAPH ?g { ?s <p> ?t } }", 0),
        ([("named-graph-uri", GRAPH)], "SELECT ?t { GRAPH ?g { ?s <p> ?t } }", 1),
        ([("named-graph-uri", GRAPH)], "SELECT ?t { ?s <p> ?t }", 0),
        ([("named-graph-uri", BASE + "other")], "SELECT ?t { GRAPH ?g { ?s <p> ?t } }", 0),
        ([("default-graph-uri", GRAPH), ("default-graph-uri", BASE + "other")], "SELECT ?t { ?s <p> ?t }", 1),
        ([("default-graph-uri", GRAPH)], f"SELECT ?t FROM <{BASE}other> {{ ?s <p> ?t }}", 1),
    ],
)
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_data_set_of_the_request_is_the_whole_data_set(
    client: httpx.Client, graphs: list[tuple[str, str]], query: str, count: int, way: str
) -> None:
    if way == "get":
        response = client.get("/sparql", params=[("query", query), *graphs])
    elif way == "form":
        body = str(httpx.QueryParams([("query", query), *graphs]))
        response = client.post("/sparql", content=body, headers={"Content-Type": FORM})
    else:
        response = client.post("/sparql", params=graphs, content=query, headers={"Content-Type": QUERY})
    assert len(titles(response)) == count


def test_text_composed_otherwise_matches_all_the_same(client: httpx.Client) -> None:
    query = unicodedata.normalize("NFD", 'SELECT ?t { ?s bf:mainTitle ?t FILTER(STR(?t) = "Truyện Kiều 7") }')
    assert titles(client.get("/sparql", params={"query": query})) == ["Truyện Kiều 7"]


def test_an_unchanged_answer_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/sparql", params={"query": SELECT})
    again = client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = client.get("/sparql", params={"query": SELECT, "format": "csv"}, headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_an_answer_that_changes_by_itself_is_not_kept(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT (NOW() AS ?t) {}"})
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_head_is_get_without_a_body(client: httpx.Client) -> None:
    get, head = (client.request(method, "/sparql", params={"query": SELECT}) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    assert {**get.headers, "date": ""} == {**head.headers, "date": ""}


def test_large_answers_are_compressed_for_who_takes_it(client: httpx.Client) -> None:
    params = {"query": "SELECT * { ?s ?p ?o }"}
    plain = client.get("/sparql", params=params, headers={"Accept-Encoding": "identity"})
    packed = client.get("/sparql", params=params, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert len(packed.json()["results"]["bindings"]) == len(plain.json()["results"]["bindings"]) == 40 * 14 + 4


def test_pages_of_other_sites_may_query(client: httpx.Client) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    preflight = client.options("/sparql", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    assert client.get("/sparql", params={"query": ASK}).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(("accept", "kind"), [("*/*", ox.RdfFormat.TURTLE), ("application/rdf+xml", ox.RdfFormat.RDF_XML)])
def test_without_a_query_the_service_describes_itself(client: httpx.Client, accept: str, kind: ox.RdfFormat) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    graph = ox.Store()
    graph.load(response.content, format=kind)
    sd = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>"
    asked = f"{sd} ASK {{ ?s a sd:Service ; sd:endpoint <{BASE}sparql> ; sd:supportedLanguage sd:SPARQL11Query ; sd:defaultDataset ?d }}"
    assert graph.query(asked)
    assert not graph.query(f"{sd} ASK {{ ?s sd:feature sd:BasicFederatedQuery }}")


def test_the_query_page_works_as_a_form(client: httpx.Client) -> None:
    page = client.get("/sparql", headers=BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="vi">' in page.text and 'name="query"' in page.text
    assert client.get("/sparql?lang=en", headers=BROWSER).text.count('<html lang="en">') == 1
    result = client.get("/sparql", params={"query": SELECT, "format": "html"}, headers=BROWSER).text
    assert '<span lang="vi">Truyện Kiều 1</span>' in result and "format=csv" in result
    graph = client.get("/sparql", params={"query": "DESCRIBE <work/w1>"}, headers=BROWSER).text
    assert 'href="/agent/' in graph or 'href="/instance/i1"' in graph


def test_the_query_page_shows_errors_and_escapes_what_it_shows(client: httpx.Client) -> None:
    query = 'SELECT * { ?s ?p "<script>alert(1)</script>" '
    page = client.get("/sparql", params={"query": query}, headers=BROWSER)
    assert page.status_code == 400
    assert "<script>alert" not in page.text and "&lt;script&gt;" in page.text
    hidden = client.get("/sparql", params={"query": 'SELECT ("<b>x</b>" AS ?x) (<javascript:alert(1)> AS ?y) {}'}, headers=BROWSER).text
    assert "&lt;b&gt;" in hidden and 'href="javascript' not in hidden


def test_the_page_shows_the_first_rows_and_says_so(tmp_path: Path) -> None:
    make_release(tmp_path)
    with served(tmp_path, page_rows=10) as url:
        page = httpx.get(f"{url}/sparql", params={"query": "SELECT ?s { ?s ?p ?o }", "lang": "en"}, headers=BROWSER).text
    assert page.count("<tr><td>") == 10
    assert "Only the first rows are shown" in page

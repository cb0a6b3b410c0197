# SPDX-License-Identifier: Apache-2.0
"""Dereferencing, the fate of identifiers, the documents themselves, and the files of a release."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pymarc
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from .endpoint_fixtures import BASE, MARC, make_release, served

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
RECORD = "/record/tinh/a%2F1"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    root = tmp_path_factory.mktemp("documents")
    make_release(root)
    (root / "secret.txt").write_text("not for anyone")
    (root / "releases" / "20261122T000000Z-aaaaaa" / "site" / "out.txt").symlink_to(root / "secret.txt")
    with served(root) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "headers", "to"),
    [
        ("/work/w1", BROWSER, "/work/w1.html"),
        ("/work/w1", {**BROWSER, "Accept-Language": "en"}, "/en/work/w1.html"),
        ("/en/work/w1", BROWSER, "/en/work/w1.html"),
        ("/work/w1", {"Accept": "text/turtle"}, "/work/w1.ttl"),
        ("/work/w1", {"Accept": "application/ld+json, text/turtle;q=0.5"}, "/work/w1.jsonld"),
        ("/work/w1", {"Accept": "application/n-triples"}, "/work/w1.nt"),
        ("/work/w1?format=jsonld", {"Accept": "text/turtle"}, "/work/w1.jsonld"),
        ("/instance/i1", BROWSER, "/instance/i1.html"),
        (RECORD, {"Accept": "application/marcxml+xml"}, RECORD + ".xml"),
        (RECORD, {"Accept": "application/marc"}, RECORD + ".mrc"),
        ("/agent/a1", {"Accept": "application/rdf+xml"}, "/agent/a1.rdf"),
        ("/item/tinh/1/x", {"Accept": "text/turtle"}, "/item/tinh/1/x.ttl"),
    ],
)
def test_an_identifier_sends_to_the_document_asked_for(client: httpx.Client, path: str, headers: dict[str, str], to: str) -> None:
    response = client.get(path, headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, to)
    assert "Accept" in response.headers["vary"]
    assert client.get(to).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/work/never", 404),
        ("/record/tinh/never", 404),
        ("/agent/never.ttl", 404),
        ("/agent/never.html", 404),
        ("/work/w1.mrc", 404),
        ("/nothing", 404),
        ("/work/", 404),
        ("/work/gone", 410),
        ("/work/gone.ttl", 410),
        ("/record/tinh/b2", 410),
        ("/record/tinh/b2.mrc", 410),
    ],
)
@pytest.mark.parametrize("headers", [BROWSER, {"Accept": "text/turtle"}], ids=["page", "program"])
def test_what_is_not_there_says_so(client: httpx.Client, path: str, status: int, headers: dict[str, str]) -> None:
    response = client.get(path, headers=headers)
    assert response.status_code == status
    kind = "text/html; charset=utf-8" if headers is BROWSER else "application/problem+json"
    assert response.headers["content-type"] == kind


def test_merged_and_split_lead_on(client: httpx.Client) -> None:
    merged = client.get("/work/old.ttl")
    assert (merged.status_code, merged.headers["location"]) == (301, "/work/w1.ttl")
    assert client.get("/en/work/old").headers["location"] == "/en/work/w1"
    split = client.get("/work/both", headers={"Accept": "application/json"})
    assert (split.status_code, split.json()["successors"]) == (300, ["/work/w1", "/work/w2"])
    assert '<a href="/work/w2">' in client.get("/work/both", headers=BROWSER).text


def test_a_document_holds_its_parts_and_the_names_of_what_it_points_to(client: httpx.Client) -> None:
    graph = {str(each.triple) for each in ox.parse(client.get("/work/w1.nt").content, ox.RdfFormat.N_TRIPLES)}
    assert any("#title-t> <http://id.loc.gov/ontologies/bibframe/mainTitle>" in each for each in graph)
    assert any("agent/a1> <http://www.w3.org/2000/01/rdf-schema#label>" in each for each in graph)
    assert not any(f"<{BASE}work/w2" in each for each in graph)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD parser uses it
@pytest.mark.parametrize("path", ["/work/w1", "/instance/i1", "/agent/a1", RECORD])
def test_all_forms_say_the_same(client: httpx.Client, path: str) -> None:
    graphs = [
        rdflib.Graph().parse(data=client.get(f"{path}.{ending}").text, format=form)
        for ending, form in (("nt", "nt"), ("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld"))
    ]
    assert len(graphs[0]) > 0
    assert all(isomorphic(graphs[0], each) for each in graphs[1:])


def test_json_ld_reads_like_json(client: httpx.Client) -> None:
    made: dict[str, Any] = client.get("/work/w1.jsonld").json()
    assert made["id"] == BASE + "work/w1"
    assert made["title"]["mainTitle"] == {"@value": "Truyện Kiều 1", "@language": "vi"}
    assert made["contribution"]["agent"] == {"id": BASE + "agent/a1", "label": "Nguyễn Du 1"}
    context = client.get("/context.jsonld")
    assert context.headers["content-type"] == "application/ld+json"
    assert context.json()["@context"] == made["@context"]


def test_a_record_is_its_graph_and_its_marc(client: httpx.Client) -> None:
    graph = [str(each.triple) for each in ox.parse(client.get(RECORD + ".ttl").content, ox.RdfFormat.TURTLE)]
    assert len(graph) == 2 and all(f"<{BASE}record/tinh/a%2F1#work>" in each for each in graph)
    for ending, records in (
        ("mrc", list(pymarc.MARCReader(client.get(RECORD + ".mrc").content))),
        ("xml", pymarc.parse_xml_to_array(io.BytesIO(client.get(RECORD + ".xml").content))),
    ):
        (record,) = records
        assert record is not None, ending
        assert record["001"].data == "a/1" and record["245"]["a"] == dict(MARC.fields)["245"][4:].partition("\x1f")[0]
        assert record.leader[9] == "a"


def test_a_page_of_statements_stands_where_the_site_has_none(client: httpx.Client) -> None:
    page = client.get("/instance/i1.html")
    assert page.headers["content-language"] == "vi" and 'href="/work/w1"' in page.text
    assert "Statements about" in client.get("/en/instance/i1.html").text
    assert "<title>Truyện Kiều 1</title>" in client.get("/work/w1.html").text


def test_documents_are_not_sent_twice(client: httpx.Client) -> None:
    for path in ("/work/w1.ttl", RECORD + ".xml", "/work/w1.html", "/datasets/catalogue.csv"):
        first = client.get(path)
        assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304, path


def test_links_tell_programs_of_the_other_forms(client: httpx.Client) -> None:
    links = client.get("/work/w1.ttl").headers["link"]
    assert '</work/w1.jsonld>; rel="alternate"; type="application/ld+json"' in links
    assert f'<{BASE}work/w1>; rel="canonical"' in links and 'rel="license"' in links


def test_files_of_the_release(client: httpx.Client) -> None:
    assert "Mạng thử" in client.get("/").text
    assert "Test network" in client.get("/en/").text
    assert (client.get("/en").status_code, client.get("/en").headers["location"]) == (301, "/en/")
    table = client.get("/datasets/catalogue.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-encoding"] == "gzip" and table.text.startswith("\ufeffid,title")
    assert client.get("/reports/tinh.json").headers["content-type"] == "application/json"
    part = client.get("/datasets/catalogue.csv", headers={"Range": "bytes=0-2"})
    assert (part.status_code, part.content) == (206, b"\xef\xbb\xbf")
    assert client.head("/datasets/catalogue.csv").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2f..%2f..%2fsecret.txt",
        "/out.txt",
        "/datasets/../../../secret.txt",
        "/datasets/..%2f..%2f..%2fsecret.txt",
        "/datasets/../manifest.json",
        "/store/CURRENT",
        "/entities.sqlite",
        "/.building",
        "//etc/passwd",
        "/%00",
        "/_/..%2fapp.py",
    ],
)
def test_no_path_leads_out_of_what_is_public(client: httpx.Client, path: str) -> None:
    request = client.build_request("GET", client.base_url)
    request.url = request.url.copy_with(raw_path=path.encode())
    response = client.send(request)
    assert response.status_code in (400, 404)
    assert "not for anyone" not in response.text


def test_every_answer_carries_the_security_headers(client: httpx.Client) -> None:
    for path in ("/", "/work/never", "/sparql", "/datasets/catalogue.csv", "/health"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
        assert headers["x-release"] == "20261122T000000Z-aaaaaa"


def test_our_own_terms_are_documented_at_their_address(client: httpx.Client) -> None:
    graph = rdflib.Graph().parse(data=client.get("/ns", headers={"Accept": "text/turtle"}).text, format="turtle")
    terms = {str(each) for each in graph.subjects() if str(each).startswith(BASE + "ns#")}
    assert BASE + "ns#describes" in terms
    page = client.get("/ns", headers=BROWSER).text
    for term in terms - {BASE + "ns#"}:
        assert f'id="{term.rpartition("#")[2]}"' in page
        for language in ("vi", "en"):
            assert any(each.language == language for each in graph.objects(rdflib.URIRef(term), rdflib.RDFS.comment)), term


def test_the_interface_is_described_for_programs_and_people(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    assert {"/sparql", "/health", "/oai"} <= described["paths"].keys()
    page = client.get("/api", headers={"Accept-Language": "en"}).text
    assert "Programming interface" in page and "/sparql" in page
    problems = client.get("/problems").text
    assert 'id="deadline"' in problems


def test_health_says_what_holds(client: httpx.Client) -> None:
    health = json.loads(client.get("/health").text)
    assert health["status"] == "ok" and health["workers"]["isolation"] == "network namespace"
    assert health["workers"]["alive"] == health["workers"]["size"] == 3


def test_a_base_with_a_path_is_served_below_it_too(tmp_path: Path) -> None:
    release = make_release(tmp_path)
    network = release / "network.json"
    network.write_text(network.read_text("utf-8").replace(BASE, BASE + "catalogue/"), "utf-8")
    with served(tmp_path) as url:
        assert httpx.get(f"{url}/catalogue/work/w1.html").status_code == 200
        assert httpx.get(f"{url}/catalogue/health").status_code == 200

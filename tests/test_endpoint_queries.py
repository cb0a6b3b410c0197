# SPDX-License-Identifier: Apache-2.0
"""The example queries and the served documents, on the published example network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from mucluc.endpoint.queries import examples
from mucluc.endpoint.store import build_store, verify_store
from mucluc.endpoint.terms import graph
from mucluc.release import Release

from .endpoint_fixtures import served

NAMES = [each.name for each in examples("https://example.org/")]


@pytest.fixture(scope="module")
def release(published: Path) -> Release:
    return Release.open(published / "current")


@pytest.fixture(scope="module")
def client(published: Path) -> Iterator[httpx.Client]:
    with served(published, deadline=10) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


@pytest.mark.parametrize("name", NAMES)
def test_every_example_query_finds_something(client: httpx.Client, release: Release, name: str) -> None:
    (example,) = (each for each in examples(release.base) if each.name == name)
    for language in ("vi", "en"):
        assert example.title[language] and example.about[language].endswith(".")
    response = client.get("/sparql", params={"query": example.text}, headers={"Accept": "text/csv, text/turtle"})
    assert response.status_code == 200, response.text
    if response.headers["content-type"].startswith("text/turtle"):
        assert len(list(ox.parse(response.content, ox.RdfFormat.TURTLE))) > 10
    else:
        lines = response.text.splitlines()
        assert len(lines) > 1
        assert all(each.strip(",") for each in lines[1:])


def test_every_example_is_offered_on_the_page(client: httpx.Client) -> None:
    page = client.get("/sparql?lang=en", headers={"Accept": "text/html"}).text
    assert all(f"example={name}" in page for name in NAMES)
    assert "SELECT" in client.get(f"/sparql?lang=en&example={NAMES[2]}", headers={"Accept": "text/html"}).text


def test_the_store_holds_exactly_what_the_shards_say(release: Release, tmp_path: Path) -> None:
    report = build_store(release, tmp_path / "store", record_graphs=True)
    verify_store(tmp_path / "store", report.quads, report.digest)


def test_each_kind_of_thing_has_its_document(client: httpx.Client, release: Release) -> None:
    work = next(release.works())
    record = next(each for each in release.records() if each.status == "published")
    heading = next(release.headings("person")).heading
    paths = [work.path, work.instances[0].path, heading.path, record.path, f"library/{record.library}"]
    paths += [item.path for each in release.works() for edition in each.instances for item in edition.items][:1]
    for path in paths:
        for ending, form in (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD), ("nt", ox.RdfFormat.N_TRIPLES)):
            response = client.get(f"/{path}.{ending}")
            assert response.status_code == 200, (path, response.text)
            subjects = {str(each.subject) for each in ox.parse(response.content, form)}
            assert any(each.startswith(f"<{release.base}{path}") for each in subjects), path
        assert client.get(f"/{path}.html").status_code == 200
        assert client.get(f"/en/{path}.html").status_code == 200
    assert client.get(f"/{record.path}.mrc").content.endswith(b"\x1d")


def test_an_edition_is_read_on_the_page_of_its_work(client: httpx.Client, release: Release) -> None:
    work = next(release.works())
    path = work.instances[0].path
    response = client.get(f"/{path}", headers={"Accept": "text/html", "Accept-Language": "en"})
    page, _, place = response.headers["location"].partition("#")
    assert (response.status_code, page) == (303, f"/en/{work.path}.html")
    assert f'id="{place}"' in client.get(page).text


def test_every_term_of_ours_that_a_release_uses_is_documented(release: Release) -> None:
    ours = release.base + "ns#"
    documented = {each.subject.value for each in graph(release.base) if isinstance(each.subject, ox.NamedNode)}
    store = ox.Store.read_only(str(release.store))
    used = {quad.predicate.value for quad in store}
    used |= {quad.object.value for quad in store if isinstance(quad.object, ox.NamedNode)}
    assert {each for each in used if each.startswith(ours)} <= documented


def test_the_public_folders_are_served(client: httpx.Client) -> None:
    assert client.get("/").status_code == 200
    for folder, page in (("datasets", "data.html"), ("reports", "reports.html"), ("work", "browse/titles.html")):
        for slash in ("", "/"):
            for language, root in (("vi", "/"), ("en-GB,vi;q=0.5", "/en/")):
                response = client.get(f"/{folder}{slash}", headers={"Accept-Language": language})
                assert (response.status_code, response.headers["location"]) == (303, root + page)
                assert "Accept-Language" in response.headers["vary"]
        assert client.get(f"/{page}").status_code == client.get(f"/en/{page}").status_code == 200
    assert client.get("/reports/faults.csv").status_code == 200
    missing = client.get("/no-such-page", headers={"Accept": "text/html"})
    assert missing.status_code == 404 and "<html" in missing.text


@pytest.mark.parametrize(
    ("accept", "to"),
    [
        ("text/turtle", "/datasets/catalog.ttl"),
        ("application/ld+json", "/datasets/catalog.jsonld"),
        ("text/html", "/en/data.html"),
        ("*/*", "/datasets/catalog.ttl"),
    ],
)
def test_the_catalogue_of_datasets_answers_at_its_iri(client: httpx.Client, accept: str, to: str) -> None:
    response = client.get("/datasets/catalog", headers={"Accept": accept, "Accept-Language": "en"})
    assert (response.status_code, response.headers["location"]) == (303, to)
    assert client.get(to).status_code == 200
    assert client.get("/datasets/catalog", headers={"Accept": "image/png"}).status_code == 406


def test_what_carries_a_digest_is_kept_for_ever_and_what_names_it_is_asked_for_again(client: httpx.Client, release: Release) -> None:
    site = release.path / "site"
    lasting = [*(site / "static").iterdir(), *(each for each in (site / "search").rglob("*.json") if each.parent.name != "search")]
    assert len(lasting) > 5
    for file in lasting:
        assert client.get(f"/{file.relative_to(site)}").headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/search/index.json", "/", "/data.html", "/datasets/catalog.ttl"):
        assert client.get(path).headers["cache-control"] == "no-cache"


def test_the_shell_is_no_page(client: httpx.Client) -> None:
    assert client.get("/.shell").status_code == client.get("/en/.shell").status_code == 404

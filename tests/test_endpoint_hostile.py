# SPDX-License-Identifier: Apache-2.0
"""Queries that kill, hang or abuse a naive endpoint; each class is built here, against a served release."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from mucluc.endpoint.pool import Pool
from mucluc.endpoint.problem import Problem
from mucluc.endpoint.settings import ServeSettings

from .endpoint_fixtures import BASE, make_release, served

INNOCENT = f"SELECT ?t {{ <{BASE}work/w1> bf:title/bf:mainTitle ?t }}"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DEEP = {
    "groups": "SELECT * " + "{" * 5000 + "}" * 5000,
    "negations": "SELECT * { FILTER(" + "!" * 20000 + "true) }",
    "exists": "SELECT * { " + "FILTER NOT EXISTS { ?s ?p ?o " * 1000 + "}" * 1000 + " }",
    "unions": "SELECT * { " + "{ ?s ?p ?o } UNION " * 3000 + "{ ?s ?p ?o } }",
    "sum": "SELECT (" + "1+" * 20000 + "1 AS ?x) {}",
}
CONCAT = "SELECT (STRLEN(?v30) AS ?n) { BIND('0123456789abcdef' AS ?v0) " + "".join(
    f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(30)
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    make_release(root, extra=4000)
    return root


@pytest.fixture(scope="module")
def url(root: Path) -> Iterator[str]:
    with served(root, max_bytes=200_000, memory=400 * 1024 * 1024) as url:
        yield url


@pytest.fixture
def probe() -> Iterator[tuple[str, list[int]]]:
    """An address on loopback and the list of who came."""
    hits: list[int] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, peer = listening.accept()
            except OSError:
                return
            hits.append(peer[1])
            connection.close()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/", hits
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


def ask(url: str, query: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{url}/sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query", **headers}, timeout=30)


def refused(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["title"] and body["help"]
    return response.status_code, body["type"].partition("#")[2]


def well(url: str) -> bool:
    response = ask(url, INNOCENT)
    return response.status_code == 200 and response.json()["results"]["bindings"] == [
        {"t": {"type": "literal", "value": "Truyện Kiều 1", "xml:lang": "vi"}}
    ]


@pytest.mark.parametrize("name", sorted(DEEP))
def test_deep_nesting_never_stops_the_server(url: str, name: str) -> None:
    status, code = refused(ask(url, DEEP[name]))
    assert (status, code) in {(400, "query-too-deep"), (413, "result-too-large"), (500, "query-crashed"), (504, "deadline")}
    assert well(url)


def test_a_query_that_kills_its_worker_past_the_guard_is_an_error_and_the_worker_is_replaced(root: Path) -> None:
    with served(root, nesting=10**6) as url:
        assert refused(ask(url, DEEP["groups"])) == (500, "query-crashed")
        assert well(url)
        state = httpx.get(f"{url}/health").json()["workers"]
        assert state["lost"] == {"crashed": 1}
        deadline = time.monotonic() + 20
        while httpx.get(f"{url}/health").json()["workers"]["alive"] < state["size"] and time.monotonic() < deadline:
            time.sleep(0.05)
        assert httpx.get(f"{url}/health").json()["workers"]["alive"] == state["size"]


def test_a_cross_product_ends_at_the_deadline(url: str) -> None:
    assert refused(ask(url, CROSS)) == (504, "deadline")
    assert well(url)


def test_memory_is_bounded(url: str) -> None:
    status, code = refused(ask(url, CONCAT + "}"))
    assert (status, code) in {(500, "query-crashed"), (504, "deadline")}
    assert well(url)


@pytest.mark.parametrize("form", ["application/sparql-results+json", "text/csv"])
def test_a_result_over_the_limit_is_refused_and_never_cut(url: str, form: str) -> None:
    assert refused(ask(url, "SELECT * { ?s ?p ?o . ?x ?y ?z }", Accept=form)) == (413, "result-too-large")


def test_describing_everything_is_refused_too(url: str) -> None:
    assert refused(ask(url, "DESCRIBE * { ?s ?p ?o }", Accept="application/n-triples")) == (413, "result-too-large")


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize("form", ["SERVICE {silent}<{to}> {{ ?s ?p ?o }}", "VALUES ?u {{ <{to}> }} SERVICE {silent}?u {{ ?s ?p ?o }}"])
def test_the_guard_refuses_service(url: str, probe: tuple[str, list[int]], form: str, silent: str) -> None:
    to, hits = probe
    assert refused(ask(url, "SELECT * { " + form.format(silent=silent, to=to) + " }")) == (403, "service-refused")
    assert not hits


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_a_worker_reaches_no_network_even_when_the_guard_is_passed(root: Path, probe: tuple[str, list[int]], silent: str) -> None:
    to, hits = probe
    job = {
        "op": "query",
        "base": BASE,
        "query": f"SELECT * {{ SERVICE {silent}<{to}> {{ ?s ?p ?o }} }}",
        "default_graphs": [],
        "named_graphs": [],
        "formats": {"bindings": "json", "graph": "ttl", "boolean": "json"},
    }

    async def attempt() -> str:
        pool = Pool(root / "current" / "store", ServeSettings(workers=2))
        await pool.start()
        try:
            assert pool.state["isolation"] == "network namespace"
            return (await pool.run(job, "client")).read().decode()
        except Problem as problem:
            return problem.code
        finally:
            await pool.close()

    answer = asyncio.run(attempt())
    assert answer == "query-failed" if not silent else '"bindings":[{}]' in answer
    assert not hits


@pytest.mark.parametrize("query", ["INSERT DATA { <http://e/a> <http://e/b> <http://e/c> }", "LOAD <http://127.0.0.1:9/>", "CLEAR ALL"])
def test_updates_are_refused(url: str, query: str) -> None:
    assert refused(ask(url, query)) == (403, "update-refused")
    assert refused(httpx.post(f"{url}/sparql", data={"update": query})) == (403, "update-refused")
    assert refused(ask(url, query, **{"Content-Type": "application/sparql-update"})) == (403, "update-refused")


def test_a_long_query_and_a_long_body_are_refused(url: str) -> None:
    assert refused(ask(url, INNOCENT + " #" + "x" * 70_000)) == (413, "query-too-long")
    assert refused(httpx.post(f"{url}/sparql", data={"query": "!" * 100_000}, timeout=30)) == (413, "query-too-long")


def test_innocent_clients_are_answered_beside_hostile_ones(root: Path) -> None:
    """One client sends what hangs and what kills; another, from another address, gets every answer."""
    with served(root, workers=4, per_client=2, deadline=1.0, nesting=10**6) as url, ThreadPoolExecutor(4) as threads:
        hostile = [threads.submit(ask, url, query) for query in [CROSS, DEEP["groups"]] * 4]
        with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2"), timeout=30) as innocent:
            answers = 0
            while not all(each.done() for each in hostile):
                response = innocent.get(f"{url}/sparql", params={"query": INNOCENT})
                assert response.status_code == 200, response.text
                assert innocent.get(f"{url}/work/w1.ttl").status_code == 200
                answers += 1
        assert answers > 3
        assert {each.result().status_code for each in hostile} <= {429, 500, 504}
        assert 504 in {each.result().status_code for each in hostile}


def test_one_address_has_its_share_of_queries(root: Path) -> None:
    with served(root, workers=4, per_client=1, deadline=1.0) as url, ThreadPoolExecutor(2) as threads:
        answers = [each.result() for each in [threads.submit(ask, url, CROSS) for _ in range(2)]]
    assert sorted(refused(each) for each in answers) == [(429, "too-many"), (504, "deadline")]
    assert next(each for each in answers if each.status_code == 429).headers["retry-after"]


def test_a_full_queue_says_when_to_come_back(root: Path) -> None:
    with served(root, workers=2, queue=1, queue_wait=0.2, deadline=1.5) as url, ThreadPoolExecutor(4) as threads:
        answers = [each.result() for each in [threads.submit(ask, url, CROSS) for _ in range(3)]]
        assert sorted(refused(each) for each in answers) == [(503, "busy"), (503, "busy"), (504, "deadline")]
        assert all(each.headers["retry-after"] for each in answers if each.status_code == 503)
        assert well(url)

# SPDX-License-Identifier: Apache-2.0
"""Send hostile queries to a served release and count those that stop it, reach the network, or answer 200 with a broken body.

    python benchmarks/hostile_sparql.py FOLDER --root var     (starts a server of its own on a free port)
    python benchmarks/hostile_sparql.py FOLDER --url http://127.0.0.1:8000

FOLDER holds `*.rq`. A probe listens on loopback at the port that the queries name (18099): whatever connects to it was a request
that a query sent. An innocent query runs beside each hostile one; it must be answered.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import uvicorn

from mucluc.endpoint import ServeSettings, create_app

PROBE = 18099
INNOCENT = "SELECT ?s WHERE { ?s a <http://id.loc.gov/ontologies/bibframe/Work> } LIMIT 5"


class Probe:
    """A listener on loopback that counts who connects."""

    def __init__(self, port: int) -> None:
        self.hits = 0
        self._socket = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.hits += 1
            connection.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


@contextlib.contextmanager
def served(root: Path, deadline: float) -> Iterator[str]:
    """A server of our own on a free port of loopback; its address."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    # One address sends all the queries here, so its share must not be what is measured.
    settings = ServeSettings(deadline=deadline, per_client=16)
    server = uvicorn.Server(uvicorn.Config(create_app(root, settings), log_level="error", h11_max_incomplete_event_size=1 << 18))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def whole(response: httpx.Response) -> bool:
    """Whether a 200 holds a whole JSON result."""
    try:
        body = response.json()
    except ValueError:
        return False
    return "head" in body and ("results" in body or "boolean" in body)


def attempt(client: httpx.Client, url: str, query: str) -> tuple[str, bool]:
    """What came of a query, and whether it is a proper answer: a whole 200, or an error with a problem document."""
    accept = "application/sparql-results+json, application/n-triples;q=0.9"
    try:
        response = client.post(f"{url}/sparql", data={"query": query}, headers={"Accept": accept})
    except httpx.HTTPError as error:
        return type(error).__name__, False
    kind = response.headers.get("content-type", "")
    if response.status_code == 200:
        graph = kind.startswith("application/n-triples")
        return "200", response.content.endswith(b" .\n") if graph else whole(response)
    code = json.loads(response.content)["type"].partition("#")[2] if kind == "application/problem+json" else kind
    return f"{response.status_code} {code}", kind == "application/problem+json"


def run(folder: Path, url: str, wait: float) -> int:
    """Send every query of the folder; print a table; the number that failed."""
    probe = Probe(PROBE)
    failed = 0
    print(f"{'query':<34} {'answer':<28} {'s':>6} {'innocent':>9} {'network':>8}  verdict")
    with httpx.Client(timeout=wait) as client, httpx.Client(timeout=wait) as other:
        for file in sorted(folder.glob("*.rq")):
            hits, started = probe.hits, time.monotonic()
            innocent: list[bool] = []
            beside = threading.Timer(0.2, lambda into=innocent: into.append(attempt(other, url, INNOCENT) == ("200", True)))
            beside.start()
            said, proper = attempt(client, url, file.read_text("utf-8"))
            seconds = time.monotonic() - started
            beside.join()
            alive = client.get(f"{url}/health").status_code == 200
            reached = probe.hits - hits
            well = proper and alive and innocent == [True] and not reached
            failed += not well
            answered = "answered" if innocent == [True] else "failed"
            print(f"{file.stem:<34} {said:<28} {seconds:6.2f} {answered:>9} {reached:>8}  {'ok' if well else 'FAILED'}")
    probe.close()
    print(f"\n{failed} of {len(list(folder.glob('*.rq')))} hostile queries stopped the server, reached the network or broke an answer")
    return failed


def main() -> int:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of *.rq files")
    parser.add_argument("--root", type=Path, help="directory that holds `current`: serve it here, on a free port")
    parser.add_argument("--url", help="address of a server that runs already")
    parser.add_argument("--deadline", type=float, default=3.0, help="seconds that a query may take, with --root (3)")
    given = parser.parse_args()
    if bool(given.root) == bool(given.url):
        parser.error("give either --root or --url")
    if not any(given.folder.glob("*.rq")):
        parser.error(f"{given.folder} holds no .rq file")
    if given.url:
        return 1 if run(given.folder, given.url, 60.0) else 0
    with served(given.root, given.deadline) as url:
        return 1 if run(given.folder, url, 10 * given.deadline) else 0


if __name__ == "__main__":
    sys.exit(main())

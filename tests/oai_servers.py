# SPDX-License-Identifier: Apache-2.0
"""A small OAI-PMH server on loopback that misbehaves as it is told: what harvesters meet in the world."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

MARC = "http://www.loc.gov/MARC21/slim"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Items:
    """What a server has. items: payload by identifier, None when deleted, each with its datestamp. page: items in a page."""

    items: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    date: str = "2026-03-01T00:00:00Z"
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    deletions: str = "persistent"
    page: int = 2
    obeys_from: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    trouble: Callable[[dict[str, str], int], Answer | None] = lambda query, count: None
    """Gives an answer in place of the right one; is told the query and how many requests came before."""

    def put(self, name: str, title: str | None, stamp: str = "2026-01-01T00:00:00Z", number: str = "") -> None:
        self.items[f"oai:koha:{name}"] = (stamp, None if title is None else marc(number or name, title))

    def answer(self, query: dict[str, str]) -> Answer:
        self.asked.append(query)
        if found := self.trouble(query, len(self.asked) - 1):
            return found
        if query["verb"] == "Identify":
            return xml(
                self.date,
                f"<Identify><repositoryName>Koha</repositoryName><granularity>{self.granularity}</granularity>"
                f"<deletedRecord>{self.deletions}</deletedRecord></Identify>",
            )
        since, start = query.get("from", ""), 0
        if token := query.get("resumptionToken", ""):
            since, _, at = token.partition("|")
            start = int(at)
        rows = [each for each in self.items.items() if not self.obeys_from or each[1][0][: len(since) or None] >= since]
        if not rows:
            return error(self.date, "noRecordsMatch")
        body = "".join(record(name, *each) for name, each in rows[start : start + self.page])
        if start + self.page < len(rows):
            body += f'<resumptionToken completeListSize="{len(rows)}">{since}|{start + self.page}</resumptionToken>'
        return xml(self.date, f"<ListRecords>{body}</ListRecords>")


def marc(number: str, title: str) -> str:
    return (
        f'<record xmlns="{MARC}"><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">{number}</controlfield>'
        f'<datafield tag="245" ind1="0" ind2="0"><subfield code="a">{title}</subfield></datafield></record>'
    )


def record(name: str, stamp: str, payload: str | None) -> str:
    status, metadata = (' status="deleted"', "") if payload is None else ("", f"<metadata>{payload}</metadata>")
    return f"<record><header{status}><identifier>{name}</identifier><datestamp>{stamp}</datestamp></header>{metadata}</record>"


def xml(date: str, inner: str) -> Answer:
    text = f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>{date}</responseDate><request/>{inner}</OAI-PMH>'
    return 200, {}, text.encode()


def error(date: str, code: str) -> Answer:
    return xml(date, f'<error code="{code}">no</error>')


@contextlib.contextmanager
def serving(items: Items) -> Iterator[str]:
    """The address of a server of these items."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            items.agents.add(self.headers["User-Agent"])
            status, headers, body = items.answer(dict(parse_qsl(urlsplit(self.path).query)))
            with contextlib.suppress(ConnectionError):
                if status == 0:
                    self.connection.close()
                    return
                self.send_response(status)
                for name, value in {"Content-Type": "text/xml", "Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/oai"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

# SPDX-License-Identifier: Apache-2.0
"""A small in-memory search index that speaks as much of Solr's HTTP interface as CKAN 2.12 asks for; for tests, on loopback.

It is not Solr: no ranking, stemming, highlighting or geography. CKAN itself is untouched. Standard library only.
Usage: `python search_index.py SCHEMA.xml`; the port is chosen by the system and printed as the first line.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

Document = dict[str, Any]
Test = Callable[[Document], bool]

# Fields that Solr's schema analyses as text; the others compare whole.
ANALYSED = frozenset({"text", "title", "name", "notes", "title_ngram", "name_ngram", "author", "maintainer", "res_name", "res_description"})
COPIED = {"title_ngram": "title", "name_ngram": "name", "title_string": "title"}
TOKEN = re.compile(
    r"""\s*(?:
      (?P<mark>[()]|\+|-(?=\S)|!|&&|\|\||\b(?:AND|OR|NOT)\b)
    | (?P<field>[A-Za-z_][\w.-]*):(?=\S)
    | (?P<range>[\[{][^\]}]+\sTO\s[^\]}]+[\]}])
    | "(?P<phrase>(?:\\.|[^"\\])*)"
    | (?P<word>(?:\\.|[^\s()"])+)
    )""",
    re.VERBOSE,
)


def plain(value: object) -> str:
    """Text without case and marks, as the index compares it."""
    spread = unicodedata.normalize("NFD", str(value).casefold().replace("đ", "d"))
    return "".join(each for each in spread if not unicodedata.combining(each))


def values(document: Document, field: str) -> list[str]:
    """A field's values as text; `text` is every text of the document."""
    if field == "text":
        kinds = ("extras_", "res_extras_", "vocab_")
        names = [name for name in document if name in ANALYSED | {"tags", "groups", "organization", "license"} or name.startswith(kinds)]
        return [each for name in names for each in values(document, name)]
    held = document.get(COPIED.get(field, field))
    listed = held if isinstance(held, list) else [] if held is None else [held]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in listed]


class Query:
    """The part of Lucene's query language that CKAN writes, compiled to a test of a document."""

    def __init__(self, text: str, operator: str) -> None:
        text = re.sub(r"^\s*\{![^}]*\}", "", text)
        self._tokens = [(each.lastgroup or "", each.group(each.lastgroup or 0)) for each in TOKEN.finditer(text) if each.lastgroup]
        self._operator = operator
        self._at = 0

    def compile(self, field: str = "text") -> Test:
        """The test up to the closing parenthesis or the end."""
        clauses: list[tuple[str, Test]] = []
        occurrence = "must" if self._operator == "AND" else "may"
        while self._at < len(self._tokens) and self._tokens[self._at] != ("mark", ")"):
            kind, text = self._tokens[self._at]
            if kind == "mark" and text in ("AND", "&&", "OR", "||"):
                self._at += 1
                occurrence = "must" if text in ("AND", "&&") else "may"
                if clauses and clauses[-1][0] != "not":
                    clauses[-1] = (occurrence, clauses[-1][1])
                continue
            if kind == "mark" and text in ("+", "-", "!", "NOT"):
                self._at += 1
                clauses.append(("must" if text == "+" else "not", self._clause(field)))
            else:
                clauses.append((occurrence, self._clause(field)))
            occurrence = "must" if self._operator == "AND" else "may"
        return _combined(clauses)

    def _clause(self, field: str) -> Test:
        kind, text = self._tokens[self._at] if self._at < len(self._tokens) else ("word", "*")
        self._at += 1
        if (kind, text) == ("mark", "("):
            test = self.compile(field)
            self._at += 1
            return test
        if kind == "field":
            return self._clause(text)
        if kind == "range":
            low, high = re.split(r"\s+TO\s+", text[1:-1])
            return lambda document: any((low == "*" or low <= each) and (high == "*" or each <= high) for each in values(document, field))
        return _term(field, re.sub(r"\\(.)", r"\1", text), phrase=kind == "phrase")


def _combined(clauses: list[tuple[str, Test]]) -> Test:
    must = [test for occurrence, test in clauses if occurrence == "must"]
    may = [test for occurrence, test in clauses if occurrence == "may"]
    never = [test for occurrence, test in clauses if occurrence == "not"]

    def test(document: Document) -> bool:
        if any(each(document) for each in never) or not all(each(document) for each in must):
            return False
        return bool(must) or not may or any(each(document) for each in may)

    return test


def _term(field: str, text: str, phrase: bool) -> Test:
    if text in ("*", "*:*"):
        return lambda document: field == "text" or bool(values(document, field))
    if field not in ANALYSED and not field.startswith("extras_"):
        return lambda document: text in values(document, field)
    wanted = plain(text)
    if phrase:
        return lambda document: any(wanted in plain(each) for each in values(document, field))
    pattern = re.compile("".join(".*" if each == "*" else re.escape(each) for each in wanted))
    return lambda document: any(pattern.search(plain(each)) for each in values(document, field))


class Index:
    """The documents and the two requests, add or delete and select."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._lock = threading.Lock()

    def update(self, body: bytes, kind: str) -> None:
        """Take a list of documents in JSON, or a deletion in XML; a commit has nothing to do."""
        with self._lock:
            if "json" in kind:
                for each in json.loads(body):
                    self._documents[each["index_id"]] = each
                return
            root = ElementTree.fromstring(body)
            for node in root if root.tag == "delete" else ():
                test = Query(node.text or "", "AND").compile() if node.tag == "query" else _term("id", node.text or "", phrase=True)
                self._documents = {key: each for key, each in self._documents.items() if not test(each)}

    def select(self, asked: dict[str, list[str]]) -> dict[str, Any]:
        """The answer to a search, in the shape of Solr's JSON response."""
        operator = asked.get("q.op", ["AND"])[0]
        tests = [Query(each, operator).compile() for each in [*asked.get("q", ["*:*"]), *asked.get("fq", [])]]
        with self._lock:
            found = [each for each in self._documents.values() if all(test(each) for test in tests)]
        for part in reversed(asked.get("sort", ["metadata_modified desc"])[0].split(",")):
            field, _, direction = part.strip().partition(" ")
            if field != "score":
                found.sort(key=lambda each: values(each, field), reverse=direction.strip() == "desc")
        start, rows = int(asked.get("start", ["0"])[0]), int(asked.get("rows", ["10"])[0])
        fields = re.split(r"[\s,]+", asked.get("fl", ["*"])[0])
        page = found[start : start + rows]
        documents = page if "*" in fields else [{name: each[name] for name in fields if name in each} for each in page]
        facets = {}
        for field in asked.get("facet.field", []):
            counted = Counter(value for each in found for value in values(each, field))
            facets[field] = [part for pair in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])) for part in pair]
        return {
            "responseHeader": {"status": 0},
            "response": {"numFound": len(found), "start": start, "docs": documents},
            "facet_counts": {"facet_fields": facets},
        }


class Handler(BaseHTTPRequestHandler):
    """The four addresses that CKAN asks: schema, update, select, ping."""

    protocol_version = "HTTP/1.1"
    index = Index()
    schema = b""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Stay silent: the tests read CKAN's log, not this one's."""

    def do_GET(self) -> None:
        """Schema, search by address, or ping."""
        asked = urlsplit(self.path)
        if asked.path.endswith("/schema") or asked.path.endswith("/admin/file/"):
            self._answer(self.schema, "application/xml")
        elif asked.path.rstrip("/").endswith("/select"):
            self._answer(self._json(self.index.select(parse_qs(asked.query))))
        else:
            self._answer(self._json({"status": "OK"}))

    def do_POST(self) -> None:
        """Search by form, or an update."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if urlsplit(self.path).path.rstrip("/").endswith("/select"):
            self._answer(self._json(self.index.select(parse_qs(body.decode()))))
        else:
            self.index.update(body, self.headers.get("Content-Type", ""))
            self._answer(self._json({"responseHeader": {"status": 0}}))

    def _json(self, value: object) -> bytes:
        return json.dumps(value).encode()

    def _answer(self, body: bytes, kind: str = "application/json") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until killed; the supervisor ends it."""
    Handler.schema = Path(sys.argv[1]).read_bytes()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

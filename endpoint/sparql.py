# SPDX-License-Identifier: Apache-2.0
"""The SPARQL 1.1 Protocol query operation: from a request to a job, from an answer to a reply."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from . import replies
from .description import service_description
from .guard import inspect
from .live import Serving, serving
from .negotiate import BINDINGS, GRAPHS, HTML, MEDIA, choose, is_known, language, named
from .pages import query_page
from .pool import Answer
from .problem import Problem
from .queries import examples

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_GRAPHS = 64
VARY = "Accept, Accept-Language"
# A form writes one byte as up to three, and has other fields than the query.
FORM_ROOM = 16 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """A query operation. text: the query in NFC. form: what `format` names, or empty."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    form: str = ""


async def asked(request: Request, limit: int) -> Asked | None:
    """The query operation of a request, or None when a GET has no query; raises Problem."""
    pairs = _pairs(request.scope["query_string"])
    text = None
    if request.method == "POST":
        kind, charset = _content_type(request)
        if kind not in (FORM, QUERY, UPDATE):
            raise Problem("media-type", kind or "no Content-Type")
        if kind == UPDATE:
            raise Problem("update-refused")
        if charset not in ("", "utf-8", "utf8") or request.headers.get("content-encoding", "identity") != "identity":
            raise Problem("media-type", "not plain UTF-8")
        body = await _body(request, 3 * limit + FORM_ROOM if kind == FORM else limit, limit)
        if kind == FORM:
            pairs = [pair for pair in pairs if pair[0] in ("format", "lang")] + _pairs(body)
        else:
            text = _utf8(body, "query-malformed")
    return _read(pairs, text, limit, request.method == "POST")


def _read(pairs: list[tuple[str, str]], text: str | None, limit: int, must: bool) -> Asked | None:
    names = [name for name, _ in pairs]
    if "update" in names or "using-graph-uri" in names:
        raise Problem("update-refused")
    queries = [value for name, value in pairs if name == "query"] + ([text] if text is not None else [])
    if len(queries) > 1:
        raise Problem("query-missing", f"{len(queries)} queries were sent")
    if not queries:
        if must:
            raise Problem("query-missing")
        return None
    if len(queries[0].encode()) > limit:
        raise Problem("query-too-long", f"{len(queries[0].encode()):,} bytes; {limit:,} are allowed")
    forms = [value for name, value in pairs if name in ("format", "output") and value]
    if forms and not is_known(forms[0]):
        raise Problem("request-malformed", f"format: {forms[0][:80]!r} names no form; see /api")
    default, graphs = (tuple(value for name, value in pairs if name == key) for key in ("default-graph-uri", "named-graph-uri"))
    for iri in default + graphs:
        if ":" not in iri or any(letter <= " " or letter in '<>"{}|\\^`' for letter in iri):
            raise Problem("request-malformed", f"not an absolute IRI of a graph: {iri[:80]!r}")
    if len(default) + len(graphs) > MOST_GRAPHS:
        raise Problem("request-malformed", f"more than {MOST_GRAPHS} graphs")
    # The data is NFC, and text composed otherwise would silently match nothing.
    return Asked(unicodedata.normalize("NFC", queries[0]), default, graphs, forms[0] if forms else "")


def _content_type(request: Request) -> tuple[str, str]:
    kind, *parameters = (each.strip().lower() for each in request.headers.get("content-type", "").split(";"))
    charset = next((each[8:].strip('"') for each in parameters if each.startswith("charset=")), "")
    return kind, charset


def _utf8(data: bytes, code: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Problem(code, f"not UTF-8 at byte {error.start}") from None


def _pairs(data: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(data.decode(), keep_blank_values=True, errors="strict", max_num_fields=256)
    except UnicodeDecodeError as error:
        raise Problem("query-malformed", f"not UTF-8 at byte {error.start}") from None
    except ValueError:
        raise Problem("request-malformed", "more than 256 parameters") from None


async def _body(request: Request, room: int, limit: int) -> bytes:
    # A client that is still sending does not read an answer, so the rest of a body that is too long is read and thrown away.
    held, length = bytearray(), 0
    try:
        async for part in request.stream():
            length += len(part)
            if length <= room:
                held += part
    except ClientDisconnect:
        raise Problem("query-missing", "the request broke off") from None
    if length > room:
        raise Problem("query-too-long", f"more than {limit:,} bytes")
    return bytes(held)


def _forms(request: Request, form: str) -> tuple[dict[str, str | None], bool]:
    """The form wanted for each kind of answer, and whether it is the page."""
    if form:
        wanted: dict[str, str | None] = {kind: named(form, offers) for kind, offers in (("bindings", BINDINGS), ("graph", GRAPHS))}
        wanted["boolean"] = wanted["bindings"] if wanted["bindings"] in ("json", "xml") else None
        return wanted, named(form, HTML) == "html"
    accept = request.headers.get("accept", "")
    # A page is only for who prefers it to every form of data.
    page = choose(accept, {**BINDINGS, **GRAPHS, **HTML}) == "html"
    simple = {key: BINDINGS[key] for key in ("json", "xml")}
    return {"bindings": choose(accept, BINDINGS), "graph": choose(accept, GRAPHS), "boolean": choose(accept, simple)}, page


async def _evaluate(request: Request, now: Serving, job: dict[str, Any]) -> Answer:
    """Run a job for a client, and stop it when the client has left."""
    client = request.client.host if request.client else "unknown"
    work = asyncio.ensure_future(now.pool.run(job, client))
    gone = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise Problem("busy", "the client has left")
        return work.result()
    finally:
        for task in (work, gone):
            if not task.done():
                task.cancel()
        await asyncio.gather(work, gone, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def answer(request: Request) -> Response:
    """GET, HEAD and POST /sparql."""
    now = serving()
    settings = now.settings
    lang = language(request.headers.get("accept-language", ""), request.query_params.get("lang"))
    operation = await asked(request, settings.query_limit)
    if operation is None or (not operation.text.strip() and request.method != "POST"):
        return _nothing_asked(request, now, lang)
    forms, page = _forms(request, operation.form)
    try:
        verdict = inspect(operation.text, settings.nesting)
        if verdict.refusal:
            raise Problem(verdict.refusal, verdict.detail)
        etag = replies.tag(now.release.id, json.dumps(forms), lang if page else "", repr(operation))
        headers = {"Vary": VARY, "Cache-Control": replies.FRESH, "ETag": etag}
        if not verdict.steady or request.method == "POST":
            headers = {"Vary": VARY, "Cache-Control": "no-store"}
        elif replies.unchanged(request, etag):
            return replies.not_modified(headers)
        if page:
            return await _page(request, now, operation, lang, headers)
        return await _data(request, now, operation, forms, headers)
    except Problem as problem:
        if not page or problem.code == "not-acceptable":
            raise
        data = query_page(now, lang, operation.text, examples(now.release.base), problem=problem)
        said = {**problem.headers, "Cache-Control": "no-store", "Content-Language": lang, "Vary": VARY}
        return replies.text(request, data, MEDIA["html"], said, problem.kind.status)


def _job(now: Serving, operation: Asked, op: str) -> dict[str, Any]:
    return {
        "op": op,
        "base": now.release.base,
        "query": operation.text,
        "default_graphs": operation.default_graphs,
        "named_graphs": operation.named_graphs,
    }


async def _data(request: Request, now: Serving, operation: Asked, forms: dict[str, str | None], headers: dict[str, str]) -> Response:
    if not any(forms.values()):
        raise Problem("not-acceptable")
    job = {**_job(now, operation, "query"), "formats": forms, "gzip": replies.takes_gzip(request)}
    found = await _evaluate(request, now, job)
    form = found.head["format"]
    if form is None:
        found.close()
        raise Problem("not-acceptable", "a graph has no such form" if found.head["kind"] == "graph" else "this result has no such form")
    return replies.FromWorker(found, MEDIA[form], headers, now.settings.send_limit)


async def _page(request: Request, now: Serving, operation: Asked, lang: str, headers: dict[str, str]) -> Response:
    found = await _evaluate(request, now, {**_job(now, operation, "table"), "rows": now.settings.page_rows})
    table = json.loads(found.read())
    data = query_page(now, lang, operation.text, examples(now.release.base), table=table)
    return replies.text(request, data, MEDIA["html"], {**headers, "Content-Language": lang})


def _nothing_asked(request: Request, now: Serving, lang: str) -> Response:
    """The query page for a person, the service description for a program (SPARQL 1.1 Service Description §2)."""
    form = request.query_params.get("format", "")
    wanted = named(form, {**GRAPHS, **HTML}) if form else choose(request.headers.get("accept", ""), {**GRAPHS, **HTML})
    if wanted is None:
        raise Problem("not-acceptable")
    etag = replies.tag(now.release.id, wanted, lang, str(request.url.query))
    headers = {"Vary": VARY, "Cache-Control": replies.FRESH, "ETag": etag}
    if replies.unchanged(request, etag):
        return replies.not_modified(headers)
    if wanted == "html":
        name = request.query_params.get("example", "")
        data = query_page(now, lang, "", examples(now.release.base), example=name)
        return replies.text(request, data, MEDIA["html"], {**headers, "Content-Language": lang})
    return replies.text(request, service_description(now, wanted), MEDIA[wanted], headers)


def _string(description: str) -> dict[str, Any]:
    return {"schema": {"type": "string"}, "description": description, "in": "query"}


_RESULTS = {
    "content": {MEDIA[key].split(";")[0]: {} for key in (*BINDINGS, *GRAPHS)},
    "description": "The whole result. A result over the limit is refused, never cut.",
}
_PROBLEMS = {
    str(status): {"description": text, "content": {"application/problem+json": {}}}
    for status, text in (
        (400, "Malformed query or request"),
        (403, "SERVICE or an update"),
        (406, "No such form"),
        (413, "Query or result too large"),
        (429, "Too many queries of one address at once; see Retry-After"),
        (500, "The query was too much and was stopped"),
        (503, "Busy; see Retry-After"),
        (504, "Stopped at the deadline"),
    )
}
_EXTRA: dict[str, Any] = {
    "parameters": [
        {"name": "query", **_string("SPARQL 1.1 query; without one, the service description")},
        {"name": "format", **_string("json, xml, csv, tsv; ttl, nt, jsonld, rdf; html. Overrides Accept.")},
        {"name": "default-graph-uri", **_string("A graph of the default graph; repeatable")},
        {"name": "named-graph-uri", **_string("A named graph; repeatable")},
    ],
    "responses": {"200": _RESULTS, **_PROBLEMS},
}


def router() -> APIRouter:
    """The routes of this module."""
    made = APIRouter(tags=["SPARQL"])
    made.add_api_route("/sparql", answer, methods=["GET"], summary="Evaluate a query, or describe the service", openapi_extra=_EXTRA)
    body = {"requestBody": {"required": True, "content": {QUERY: {"schema": {"type": "string"}}, FORM: {"schema": {"type": "object"}}}}}
    responses = {"responses": _EXTRA["responses"]}
    made.add_api_route(
        "/sparql",
        answer,
        methods=["POST"],
        summary="Evaluate a query from the body",
        openapi_extra={**body, **responses},
        operation_id="post",
    )
    made.add_api_route("/sparql", answer, methods=["HEAD"], include_in_schema=False)
    return made

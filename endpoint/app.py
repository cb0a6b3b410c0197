# SPDX-License-Identifier: Apache-2.0
"""The web application: which address is answered by what."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mucluc import __version__
from mucluc.release.layout import DATASETS, REPORTS, SITE

from . import documents, files, oai, replies, sparql, terms
from .context import THINGS, Context
from .front import Front, allowed, wants_page
from .live import Live, Serving, release, serving
from .negotiate import GRAPHS, HTML, MEDIA, choose, language
from .pages import api_page, problem_page, problems_page
from .problem import Problem
from .settings import ServeSettings

FOLDERS = {"datasets": DATASETS, "reports": REPORTS}
# The catalogue's IRI in its own RDF, that of the measures of quality, and the site's page about each address that is no file.
CATALOGUE = f"{DATASETS}/catalog"
QUALITY = f"{REPORTS}/quality"
LISTS = {
    "work": "titles",
    "agent": "agents",
    "topic": "subjects",
    "place": "places",
    "series": "series",
    "library": "libraries",
    "collection": "collections",
}
ABOUT = {DATASETS: "data.html", CATALOGUE: "data.html", REPORTS: "reports.html", QUALITY: "reports.html"} | {
    room: f"browse/{page}.html" for room, page in LISTS.items()
}
OWN = Path(str(resources("mucluc.endpoint"))) / "static"


def create_app(root: Path, settings: ServeSettings | None = None) -> FastAPI:
    """The application that serves what `root/current` points at, and each later release within a second or two of its commit.

    Its start raises ReleaseError when there is no release and UserError when the workers cannot start.
    """
    live = Live(root, settings or ServeSettings())

    @contextlib.asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        await live.start()
        try:
            yield
        finally:
            await live.stop()

    app = FastAPI(
        title="Mục lục",
        version=__version__,
        description="SPARQL and linked data of a union catalogue. Read-only, open, without keys.",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.add_middleware(Front, live=live)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(documents.Moved, _moved)
    app.add_exception_handler(HTTPException, _http)
    app.include_router(sparql.router())
    app.include_router(oai.router(release))
    app.include_router(_pages(app, live))
    app.include_router(_things())
    return app


def _pages(app: FastAPI, live: Live) -> APIRouter:
    made = APIRouter(tags=["Service"])

    @made.get("/health", summary="Which release is served, by how many workers, and how isolated they are")
    async def health() -> dict[str, Any]:
        now = serving()
        return {
            "status": "ok",
            "version": __version__,
            "release": now.release.id,
            "uptime": round(time.time() - live.started, 1),
            "switches": live.switches,
            "workers": now.pool.state,
            "refused": live.refused,
        }

    async def own(request: Request, name: str) -> Response:
        file = files.find(OWN, name)
        if file is None:
            raise Problem("not-found", name)
        return files.reply(request, file)

    async def api(request: Request) -> Response:
        lang = language(request.headers.get("accept-language", ""), request.query_params.get("lang"))
        return _page(request, api_page(serving(), lang, _operations(app)), lang)

    async def problems(request: Request) -> Response:
        lang = language(request.headers.get("accept-language", ""), request.query_params.get("lang"))
        return _page(request, problems_page(serving(), lang), lang)

    async def context(request: Request) -> Response:
        data = Context(serving().release.base).document()
        return replies.text(request, data, MEDIA["jsonld"], {"Cache-Control": replies.FRESH})

    for path, function in (("/_/{name}", own), ("/api", api), ("/problems", problems), ("/context.jsonld", context)):
        made.add_api_route(path, function, methods=["GET", "HEAD"], include_in_schema=False)
    for path in ("/ns", "/ns.{ending}"):
        made.add_api_route(path, terms.answer, methods=["GET", "HEAD"], include_in_schema=False)
    return made


def _page(request: Request, data: bytes, lang: str) -> Response:
    return replies.text(request, data, MEDIA["html"], {"Content-Language": lang, "Vary": "Accept-Language", "Cache-Control": replies.FRESH})


def _operations(app: FastAPI) -> list[dict[str, Any]]:
    return [
        {"method": method.upper(), "path": path, "summary": facts["summary"], "parameters": facts.get("parameters", [])}
        for path, methods in app.openapi()["paths"].items()
        for method, facts in methods.items()
    ]


def _things() -> APIRouter:
    """What is left of the address space: things, their documents, the files of the release."""
    made = APIRouter(tags=["Linked data"])
    kinds = ", ".join(THINGS)
    parameters = {
        "parameters": [
            {"name": "kind", "in": "path", "required": True, "schema": {"enum": list(THINGS)}, "description": kinds},
            {
                "name": "name",
                "in": "path",
                "required": True,
                "schema": {"type": "string"},
                "description": "With .ttl, .nt, …: that form",
            },
            {"name": "format", "in": "query", "schema": {"type": "string"}, "description": "ttl, jsonld, nt, rdf, html; records: mrc, xml"},
        ],
        "responses": {
            "200": {"description": "A document"},
            "300": {"description": "Split: its successors"},
            "301": {"description": "Merged into another"},
            "303": {"description": "See the document in the form that Accept asks for"},
            "404": {"description": "Never published"},
            "410": {"description": "Withdrawn"},
        },
    }
    made.add_api_route("/{kind}/{name:path}", _anything, methods=["GET"], summary="A thing of the catalogue", openapi_extra=parameters)
    made.add_api_route("/{path:path}", _anything, methods=["GET"], include_in_schema=False)
    made.add_api_route("/{path:path}", _anything, methods=["HEAD"], include_in_schema=False)
    return made


async def _anything(request: Request) -> Response:
    now = serving()
    path = request.scope["path"].lstrip("/")
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    site = now.release.path / SITE
    page = files.find(site, path)
    address = documents.read_address(raw, now)
    if address is not None and (page is None or not address.form):
        return await documents.reply(request, now, address)
    if page is not None:
        return files.reply(request, page, cache=replies.FOREVER if files.is_for_ever(path) else replies.CHECK)
    for at, below in _folder(now, path):
        if file := files.find(at, below):
            return files.reply(request, file)
    if path.removesuffix("/") in ABOUT:
        return _about(request, now, path.removesuffix("/"))
    if not path.endswith("/") and any(files.find(at, below) for at, below in ((site, path + "/"), *_folder(now, path + "/"))):
        return RedirectResponse("/" + path + "/", 301)
    raise Problem("not-found", "/" + path[:200])


def _about(request: Request, now: Serving, path: str) -> Response:
    """To the page about a folder of the release, in the reader's language; for the IRI of a document in RDF also to its data."""
    described = path in (CATALOGUE, QUALITY)
    data = {form: GRAPHS[form] for form in ("ttl", "jsonld") if described and files.find(now.release.path, f"{path}.{form}")}
    offers = {**data, **HTML}
    form = choose(request.headers.get("accept", ""), offers) if described else "html"
    if form is None:
        raise Problem("not-acceptable", "forms: " + ", ".join(offers))
    lang = language(request.headers.get("accept-language", ""), request.query_params.get("lang"))
    page = f"{'en/' if lang == 'en' else ''}{ABOUT[path]}"
    if form == "html" and files.find(now.release.path / SITE, page) is None:
        raise Problem("not-found", "/" + path)
    to = f"/{page}" if form == "html" else f"/{path}.{form}"
    return RedirectResponse(to, 303, {"Vary": documents.VARY, "Cache-Control": replies.FRESH})


def _folder(now: Serving, path: str) -> list[tuple[Path, str]]:
    """The folder of the release that an address begins with, and the rest of the address."""
    folder, slash, rest = path.partition("/")
    return [(now.release.path / FOLDERS[folder], rest)] if slash and folder in FOLDERS else []


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    lang = language(request.headers.get("accept-language", ""), request.query_params.get("lang"))
    path = request.scope["path"]
    if path.startswith("/en/") and "lang" not in request.query_params:
        lang = "en"
    if not wants_page(request):
        return error.response(lang)
    headers = {"Content-Language": lang, "Cache-Control": "no-store", "Vary": documents.VARY, **error.headers}
    own = files.find(serving().release.path / SITE, "en/404.html" if lang == "en" else "404.html") if error.code == "not-found" else None
    if own is not None:
        return replies.text(request, own.read_bytes(), MEDIA["html"], headers, 404)
    return replies.text(request, problem_page(serving(), lang, error, path.removeprefix("/en")), MEDIA["html"], headers, error.kind.status)


async def _moved(request: Request, error: Exception) -> Response:
    assert isinstance(error, documents.Moved)
    return RedirectResponse(error.to, 301, {"Cache-Control": replies.FRESH})


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return await _problem(request, Problem("method", request.method, {"Allow": allowed(request.url.path)}))
    return await _problem(request, Problem("not-found" if error.status_code == 404 else "request-malformed", str(error.detail)))

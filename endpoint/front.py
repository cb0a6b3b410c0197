# SPDX-License-Identifier: Apache-2.0
"""What every request passes: the release it belongs to, the base's path, CORS, security headers, errors as problems."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .live import Live
from .negotiate import HTML, choose, language
from .problem import Problem

log = logging.getLogger("mucluc.endpoint")

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After, X-Release",
}
# Nothing here takes much; past this a body is not even read to its end.
LONGEST_BODY = 4 * 1024 * 1024
METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}


class Front:
    """The outermost layer around the application."""

    def __init__(self, app: ASGIApp, live: Live) -> None:
        self._app = app
        self._live = live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        release = ""
        received = 0

        async def inward() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > LONGEST_BODY:
                raise Problem("query-too-long", f"more than {LONGEST_BODY:,} bytes", {"Connection": "close"})
            return message

        async def outward(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
                if release:
                    headers["X-Release"] = release
            await send(message)

        try:
            with self._live.request() as serving:
                release = serving.release.id
                if scope["method"] == "OPTIONS":
                    await _options(scope)(scope, receive, outward)
                else:
                    await self._app(_below(scope, serving.release.base), inward, outward)
        except Problem as problem:
            if started:
                raise
            await problem.response(language(Headers(scope=scope).get("accept-language", "")))(scope, receive, outward)
        except Exception:
            if started:
                raise
            log.exception("%s %s", scope["method"], scope["path"])
            wanted = language(Headers(scope=scope).get("accept-language", ""))
            await Problem("internal").response(wanted)(scope, receive, outward)


def allowed(path: str) -> str:
    """The methods of an address, as the Allow header lists them."""
    return "GET, HEAD, POST, OPTIONS" if path == "/sparql" else METHODS


def _options(scope: Scope) -> Response:
    return Response(status_code=204, headers={**PREFLIGHT, "Allow": allowed(scope["path"])})


def _below(scope: Scope, base: str) -> Scope:
    """The scope with the path after the base: `https://example.org/catalogue/` is served at `/catalogue/` as well as at `/`."""
    prefix = urlsplit(base).path.rstrip("/")
    if not prefix or not scope["path"].startswith(prefix + "/"):
        return scope
    raw = scope.get("raw_path") or scope["path"].encode()
    return {**scope, "path": scope["path"][len(prefix) :], "raw_path": raw[len(prefix.encode()) :], "root_path": ""}


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks: HTML before anything else."""
    offers = {"problem": ("application/problem+json", "application/json"), **HTML}
    return choose(request.headers.get("accept", ""), offers) == "html"

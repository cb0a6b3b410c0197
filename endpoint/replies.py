# SPDX-License-Identifier: Apache-2.0
"""What goes out: bytes or a worker's answer with validators, conditional requests, compression, and nothing for HEAD."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import Mapping
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .pool import Answer

log = logging.getLogger("mucluc.endpoint")
PIECE = 64 * 1024
GZIP_FROM = 1024
FRESH = "public, max-age=60"
CHECK = "no-cache"
FOREVER = "public, max-age=31536000, immutable"


def tag(*parts: str) -> str:
    """A weak validator over these facts: weak, because compressed and plain bytes share it."""
    return f'W/"{blake2b(chr(0).join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()}"'


def unchanged(request: Request, etag: str) -> bool:
    """Whether the client already has this (If-None-Match, weak comparison)."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or etag.removeprefix("W/") in [each.strip().removeprefix("W/") for each in given.split(",")]


def not_modified(headers: Mapping[str, str]) -> Response:
    """304 with the headers that a 200 would have had."""
    return Response(status_code=304, headers={name: value for name, value in headers.items() if name.lower() != "content-type"})


def takes_gzip(request: Request) -> bool:
    """Whether the client takes gzip."""
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def text(request: Request, data: bytes, media: str, headers: Mapping[str, str], status: int = 200) -> Response:
    """Bytes made by the front; compressed when that pays."""
    sent = {**headers, "Vary": _vary(headers.get("Vary", "")), "Content-Type": media}
    if len(data) >= GZIP_FROM and takes_gzip(request):
        data = gzip.compress(data, 5, mtime=0)
        sent["Content-Encoding"] = "gzip"
    return Response(data, status, sent)


def _vary(given: str) -> str:
    return f"{given}, Accept-Encoding" if given else "Accept-Encoding"


class FromWorker(Response):
    """A worker's answer, sent from where it is held. Should sending fail or take too long, the connection is cut, never ended well."""

    def __init__(self, answer: Answer, media: str, headers: Mapping[str, str], limit: float) -> None:
        self._answer = answer
        self._limit = limit
        sent = {**headers, "Vary": _vary(headers.get("Vary", "")), "Content-Type": media, "Content-Length": str(answer.length)}
        if answer.head.get("encoding"):
            sent["Content-Encoding"] = answer.head["encoding"]
        super().__init__(None, 200, sent)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer and give its place back."""
        try:
            async with asyncio.timeout(self._limit):
                await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                if scope["method"] == "HEAD":
                    await send({"type": "http.response.body", "body": b""})
                    return
                while piece := self._answer.body.read(PIECE):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        except TimeoutError:
            log.warning("a client took longer than %g s for one answer and was cut off", self._limit)
        finally:
            self._answer.close()

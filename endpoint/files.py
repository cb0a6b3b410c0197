# SPDX-License-Identifier: Apache-2.0
"""The files of a release over HTTP: its site, its datasets, its reports; and the endpoint's own style."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from . import replies

SMALL = 4 * 1024 * 1024
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".parquet": "application/vnd.apache.parquet",
    ".rdf": "application/rdf+xml",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
}
TEXT = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/rdf+xml",
    "application/xml",
    "image/svg+xml",
    "application/n-triples",
)

# Addresses of the site that carry a digest of what they hold.
_DIGESTED = re.compile(r"static/[^/]+\.[0-9a-f]{8,}\.[a-z]+|search/[0-9a-f]{8,}/.+")


def is_for_ever(path: str) -> bool:
    """Whether what lies at an address of the site (without its first slash) can never change."""
    return _DIGESTED.fullmatch(path) is not None


def find(folder: Path, path: str) -> Path | None:
    """The file of `folder` at an address path (without its first slash), an index for a folder; None when there is none.

    No path leads out of the folder: neither by `..`, nor by a link, nor to a hidden file.
    """
    parts = path.split("/")
    if "\0" in path or "\\" in path or any(part.startswith(".") for part in parts) or "" in parts[:-1]:
        return None
    file = folder.joinpath(*parts)
    if not parts[-1]:
        file = file / "index.html"
    try:
        inside = file.resolve().is_relative_to(folder.resolve())
    except OSError:
        return None
    return file if inside and file.is_file() else None


def media_type(file: Path) -> str:
    """The media type by the file's name."""
    return TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def reply(request: Request, file: Path, *, cache: str = replies.CHECK, headers: dict[str, str] | None = None) -> Response:
    """A file with validators, ranges and, for text, compression."""
    facts = file.stat()
    media = media_type(file)
    etag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    sent = {"ETag": etag, "Cache-Control": cache, **(headers or {})}
    if replies.unchanged(request, etag):
        return replies.not_modified(sent)
    ranged = "range" in request.headers
    if not ranged and facts.st_size <= SMALL and media.startswith(TEXT) and replies.takes_gzip(request):
        return replies.text(request, file.read_bytes(), media, {**sent, "ETag": f"W/{etag}"})
    sent["Vary"] = "Accept-Encoding"
    response = FileResponse(file, headers=sent, media_type=media, stat_result=facts)
    # FileResponse adds a charset of its own to text; the table above has said it already.
    response.headers["Content-Type"] = media
    return response

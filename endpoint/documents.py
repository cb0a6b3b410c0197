# SPDX-License-Identifier: Apache-2.0
"""Linked data: an IRI answers 303 to its page or its data; what was merged, split or withdrawn says so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from starlette.requests import Request
from starlette.responses import Response

from mucluc.release.layout import SITE

from . import files, replies
from .context import THINGS
from .live import Serving
from .marc import TooLong, iso2709, marcxml
from .negotiate import GRAPHS, HTML, MARC, MEDIA, choose, is_known, language, named
from .pages import statements_page
from .problem import Problem

# Kinds whose every published path stands in the entity table.
LISTED = ("work", "instance", "record")
RECORDS = ("record", "authority")
ENDINGS = {"html": "html", "ttl": "ttl", "jsonld": "jsonld", "nt": "nt", "rdf": "rdf", "mrc": "mrc", "xml": "marcxml"}
ENDING_OF = {form: ending for ending, form in ENDINGS.items()}
VARY = "Accept, Accept-Language"


@dataclass(frozen=True, slots=True)
class Address:
    """What a request path names. path: after the base, percent-encoded as in the IRI. form: by its ending, or empty. lang: by `/en/`."""

    path: str
    form: str = ""
    lang: str = ""

    @property
    def kind(self) -> str:
        """The first part: `work`, …"""
        return self.path.partition("/")[0]


def read_address(raw: bytes, now: Serving) -> Address | None:
    """The address of a raw request path, or None when it names no thing of ours.

    An ending counts only where no such path was published: a control number may end in `.xml` too.
    """
    parts = [quote(unquote_to_bytes(part), safe="") for part in raw.lstrip(b"/").split(b"/")]
    lang = "en" if parts[0] == "en" else ""
    parts = parts[1:] if lang else parts
    if len(parts) < 2 or parts[0] not in THINGS or not all(parts):
        return None
    path = "/".join(parts)
    stem, _, ending = path.rpartition(".")
    published = now.release.entity(path) is not None or (parts[0] == "authority" and now.release.is_authority(path))
    if ending in ENDINGS and stem and not stem.endswith("/") and not published:
        return Address(stem, ENDINGS[ending], lang)
    return Address(path, "", lang)


def _offers(kind: str) -> Mapping[str, Sequence[str]]:
    return {**GRAPHS, **MARC, **HTML} if kind in RECORDS else {**GRAPHS, **HTML}


def _links(path: str, now: Serving) -> str:
    links = [
        f'</{path}.{ENDING_OF[form]}>; rel="alternate"; type="{MEDIA[form].split(";")[0]}"' for form in _offers(path.partition("/")[0])
    ]
    licence = f'<https://spdx.org/licenses/{now.release.network.license}>; rel="license"'
    return ", ".join([*links, f'<{now.release.base}{path}>; rel="canonical"', licence])


async def reply(request: Request, now: Serving, address: Address) -> Response:
    """The answer to a request for a thing or one of its documents; raises Problem."""
    _check_fate(now, address)
    lang = address.lang or language(request.headers.get("accept-language", ""), request.query_params.get("lang"))
    form = address.form or _wanted(request, address)
    if not address.form:
        return _see_other(now, address.path, form, lang)
    if form not in _offers(address.kind):
        raise Problem("not-found", f"{address.path} has no form .{ENDING_OF[form]}")
    lang = address.lang or (language("", request.query_params.get("lang")) if form == "html" else "")
    return await _document(request, now, address.path, form, lang)


def _check_fate(now: Serving, address: Address) -> None:
    path = address.path
    fate = now.release.entity(path)
    if fate is None or fate.status == "published":
        if address.kind == "authority" and not now.release.is_authority(path):
            raise Problem("not-found", f"no authority record was ever published at {path}")
        if fate is None and address.kind in LISTED:
            raise Problem("not-found", f"nothing was ever published at {path}")
        return
    ending = f".{ENDING_OF[address.form]}" if address.form else ""
    prefix = "/en/" if address.lang else "/"
    after = [prefix + each + ending for each in fate.successors]
    if fate.status == "merged":
        raise Moved(after[0])
    if fate.status == "split":
        links = ", ".join(f'<{each}>; rel="alternate"' for each in after)
        raise Problem("split", "", {"Link": links, "Cache-Control": replies.FRESH}, {"successors": after})
    raise Problem("withdrawn", headers={"Cache-Control": replies.FRESH})


class Moved(Exception):
    """A thing is described under another path for good."""

    def __init__(self, to: str) -> None:
        self.to = to


def _wanted(request: Request, address: Address) -> str:
    offers = _offers(address.kind)
    given = request.query_params.get("format", "")
    if given:
        form = named(given, offers)
        if form is None and not is_known(given):
            raise Problem("request-malformed", f"format: {given[:80]!r} names no form; see /api")
    else:
        # Turtle for who takes everything: a thing's IRI is asked for by programs, and browsers say that they want HTML.
        form = choose(request.headers.get("accept", ""), offers)
    if form is None:
        raise Problem("not-acceptable", "forms: " + ", ".join(ENDING_OF[each] for each in offers))
    return form


def _see_other(now: Serving, path: str, form: str, lang: str) -> Response:
    to = f"/{path}.{ENDING_OF[form]}"
    if form == "html" and lang == "en":
        to = "/en" + to
    work = now.release.work_of(path) if form == "html" and path.startswith("instance/") else None
    if work is not None and files.find(now.release.path / SITE, f"{work}.html"):
        # An edition is read on the page of its Work, at its own place.
        to = f"{'/en' if lang == 'en' else ''}/{work}.html#{path.replace('/', '-')}"
    headers = {"Location": to, "Vary": VARY, "Cache-Control": replies.FRESH, "Link": _links(path, now)}
    return Response(b"", 303, headers)


async def _document(request: Request, now: Serving, path: str, form: str, lang: str) -> Response:
    etag = replies.tag(now.release.id, path, form, lang)
    headers = {"ETag": etag, "Cache-Control": replies.FRESH, "Link": _links(path, now)}
    if lang:
        headers["Content-Language"] = lang
    if replies.unchanged(request, etag):
        return replies.not_modified(headers)
    if form in MARC:
        return replies.text(request, _marc(now, path, form), MEDIA[form], headers)
    job: dict[str, Any] = {"op": "describe", "base": now.release.base, "iri": now.release.base + path}
    if path.partition("/")[0] in RECORDS:
        graph = now.release.graph(path)
        if graph is None:
            raise Problem("not-found", path)
        job = {**job, "op": "document", "quads": graph.decode()}
    job |= {"format": "statements" if form == "html" else form, "gzip": form != "html" and replies.takes_gzip(request)}
    found = await now.pool.run(job)
    if not found.head["found"]:
        found.close()
        raise Problem("not-found", f"this release says nothing about {path}")
    if form != "html":
        return replies.FromWorker(found, MEDIA[form], headers, now.settings.send_limit)
    forms = {ENDING_OF[each]: each for each in _offers(path.partition("/")[0]) if each != "html"}
    page = statements_page(now, lang, path, json.loads(found.read()), forms)
    return replies.text(request, page, MEDIA["html"], headers)


def _marc(now: Serving, path: str, form: str) -> bytes:
    record = now.release.marc(path)
    if record is None:
        raise Problem("not-found", path)
    try:
        return marcxml(record) if form == "marcxml" else iso2709(record)
    except TooLong as error:
        raise Problem("not-acceptable", f"{error}; take .xml") from None

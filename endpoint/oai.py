# SPDX-License-Identifier: Apache-2.0
"""OAI-PMH 2.0 over a release: the records of the union, one by one, for harvesters.

Specification: http://www.openarchives.org/OAI/openarchivesprotocol.html. What harvesters may rely on, also when a release lands
while they harvest, is argued in docs/feeds.md.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from mucluc.release import PublishedRecord, Release, Work
from mucluc.vocab.labels import Labels

from .oai_formats import FORMATS, escaped, marc21, oai_dc
from .oai_requests import Arguments, Cursor, OaiError, Stamps, bounds, checked

PAGE = 500
"""Records in a page of ListRecords; ListIdentifiers takes four times as many."""

FORM_BYTES = 64 * 1024
DELETED = ' status="deleted"'


def router(get_release: Callable[[], Release]) -> APIRouter:
    """The feed at `/oai`, by GET and POST; `get_release` gives the release that is current when a request comes."""
    made = APIRouter(prefix="/oai", tags=["Feed"])

    async def answer(request: Request, given: list[tuple[str, str]]) -> Response:
        body = await run_in_threadpool(respond, get_release(), given)
        headers = {"Vary": "Accept-Encoding", "Cache-Control": "no-cache"}
        if _takes_gzip(request.headers.get("accept-encoding", "")):
            body = await run_in_threadpool(zlib.compress, body, 3, 31)
            headers["Content-Encoding"] = "gzip"
        return Response(body, media_type="text/xml; charset=utf-8", headers=headers)

    @made.get("", summary="OAI-PMH 2.0: harvest the records", response_class=Response)
    async def get(request: Request) -> Response:
        return await answer(request, request.query_params.multi_items())

    @made.post("", summary="OAI-PMH 2.0 by POST, arguments as a form", response_class=Response)
    async def post(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > FORM_BYTES:
                return Response("a form of this feed is far shorter", 413, media_type="text/plain")
        text = body.decode("utf-8", "replace")
        return await answer(request, request.query_params.multi_items() + parse_qsl(text, keep_blank_values=True))

    return made


def _takes_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header asks for gzip."""
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in ("gzip", "x-gzip"):
            return re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight) is None
    return False


def respond(release: Release, given: list[tuple[str, str]]) -> bytes:
    """The answer to a request with these arguments: a whole OAI-PMH document in UTF-8."""
    provider = _Provider(release)
    try:
        arguments = checked(given)
        inner = provider.answer(arguments)
        shown = "".join(f' {name}="{escaped(value)}"' for name, value in arguments.items())
    except OaiError as error:
        inner = f'<error code="{error.code}">{escaped(str(error))}</error>'
        plain = error.code in ("badVerb", "badArgument")
        shown = "" if plain else "".join(f' {name}="{escaped(value)}"' for name, value in dict(given).items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
        f"<responseDate>{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}</responseDate>\n"
        f"<request{shown}>{escaped(release.base)}oai</request>\n{inner}\n</OAI-PMH>\n"
    ).encode()


# ---- the six verbs -----------------------------------------------------------------------------------------------------------


class _Provider:
    """The verbs over one release."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.network = release.network
        self.host = urlsplit(release.base).hostname or "localhost"
        self.licence = Labels("en").licence(self.network.license)[1]
        self.stamps = Stamps.of(release)
        self.works: dict[str, Work | None] = {}

    def answer(self, arguments: Arguments) -> str:
        verb = arguments["verb"]
        verbs: dict[str, Callable[[Arguments], str]] = {
            "Identify": self.identify,
            "ListMetadataFormats": self.formats,
            "ListSets": self.sets,
            "GetRecord": self.get,
            "ListIdentifiers": self.identifiers,
            "ListRecords": self.records,
        }
        return f"<{verb}>{verbs[verb](arguments)}</{verb}>"

    def identify(self, arguments: Arguments) -> str:
        contact = self.network.contact.removeprefix("mailto:")
        # The protocol demands an address; RFC 2142 says that this one exists at every domain with mail.
        email = contact if re.fullmatch(r"\S+@(\S+\.)+\S+", contact) else f"postmaster@{self.host}"
        earliest = self.stamps.shown(self.release.earliest or "1970-01-01T00:00:00Z")
        return (
            f"<repositoryName>{escaped(Labels('vi').pick(self.network.title))}</repositoryName>"
            f"<baseURL>{escaped(self.release.base)}oai</baseURL><protocolVersion>2.0</protocolVersion>"
            f"<adminEmail>{escaped(email)}</adminEmail><earliestDatestamp>{earliest}</earliestDatestamp>"
            "<deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
            f"<compression>gzip</compression>{self._scheme()}"
        )

    def _scheme(self) -> str:
        """How our identifiers are built, where the base has a host name that the scheme allows."""
        sample = next(self.release.records(limit=1), None)
        if sample is None or not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+", self.host):
            return ""
        return (
            '<description><oai-identifier xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier" '
            'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai-identifier '
            'http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"><scheme>oai</scheme>'
            f"<repositoryIdentifier>{self.host}</repositoryIdentifier><delimiter>:</delimiter>"
            f"<sampleIdentifier>{escaped(self._identifier(sample.path))}</sampleIdentifier></oai-identifier></description>"
        )

    def formats(self, arguments: Arguments) -> str:
        if "identifier" in arguments:
            self._find(arguments["identifier"])
        return "".join(
            f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>{each.schema}</schema>"
            f"<metadataNamespace>{each.namespace}</metadataNamespace></metadataFormat>"
            for prefix, each in FORMATS.items()
        )

    def sets(self, arguments: Arguments) -> str:
        if "resumptionToken" in arguments:
            raise OaiError("badResumptionToken", "the list of sets is never cut; ask without a token")
        found = []
        for library in self.network.libraries:
            found.append(_set(library.slug, library.title))
            for collection in library.collections:
                title = {lang: f"{Labels(lang).pick(library.title)}: {Labels(lang).pick(collection.title)}" for lang in ("vi", "en")}
                found.append(_set(f"{library.slug}:{collection.slug}", title))
        if not found:
            raise OaiError("noSetHierarchy", "this network has no libraries yet")
        return "".join(found)

    def get(self, arguments: Arguments) -> str:
        record = self._find(arguments["identifier"])
        self._known_prefix(arguments["metadataPrefix"])
        return self._record(record, arguments["metadataPrefix"])

    def identifiers(self, arguments: Arguments) -> str:
        return self._list(arguments, 4 * PAGE, lambda record, cursor: self._header(record, cursor.in_set))

    def records(self, arguments: Arguments) -> str:
        return self._list(arguments, PAGE, lambda record, cursor: self._record(record, cursor.prefix, cursor.in_set))

    def _list(self, arguments: Arguments, page: int, shown: Callable[[PublishedRecord, Cursor], str]) -> str:
        token = arguments.get("resumptionToken")
        cursor = Cursor.read(token) if token is not None else self._begin(arguments)
        since, until = self.stamps.stored(cursor.since, cursor.until)
        name = cursor.in_set.replace(":", "/", 1) or None
        if token is None:
            cursor = replace(cursor, size=self.release.count_records(name, since, until))
            if not cursor.size:
                raise OaiError("noRecordsMatch", "no record has this set and these dates")
        rows = list(self.release.records(cursor.last, name, since, until, page + 1))
        more, rows = len(rows) > page, rows[:page]
        if not rows:
            raise OaiError("badResumptionToken", "nothing is left of this list; begin again, with from, to learn what has changed")
        parts = [shown(record, cursor) for record in rows]
        if more or token is not None:
            delivered = cursor.delivered + len(rows)
            following = replace(cursor, last=rows[-1].path, delivered=delivered, size=max(cursor.size, delivered + more))
            size = following.size if more else delivered
            text = following.token() if more else ""
            parts.append(f'<resumptionToken completeListSize="{size}" cursor="{cursor.delivered}">{text}</resumptionToken>')
        return "".join(parts)

    def _begin(self, arguments: Arguments) -> Cursor:
        since, until = bounds(arguments)
        self._known_prefix(arguments["metadataPrefix"])
        return Cursor(arguments["metadataPrefix"], since, until, arguments.get("set", ""))

    def _known_prefix(self, prefix: str) -> None:
        if prefix not in FORMATS:
            raise OaiError("cannotDisseminateFormat", f"there is no format {prefix}, only {' and '.join(FORMATS)}")

    def _find(self, identifier: str) -> PublishedRecord:
        start = f"oai:{self.host}:"
        record = self.release.record(identifier.removeprefix(start)) if identifier.startswith(start) else None
        if record is None:
            raise OaiError("idDoesNotExist", "no record of this feed has this identifier")
        return record

    def _identifier(self, path: str) -> str:
        return f"oai:{self.host}:{path}"

    def _header(self, record: PublishedRecord, in_set: str = "") -> str:
        deleted, sets = _membership(record, in_set)
        return (
            f"<header{DELETED if deleted else ''}><identifier>{escaped(self._identifier(record.path))}</identifier>"
            f"<datestamp>{self.stamps.shown(record.datestamp)}</datestamp>"
            f"{''.join(f'<setSpec>{each}</setSpec>' for each in sets)}</header>"
        )

    def _record(self, record: PublishedRecord, prefix: str, in_set: str = "") -> str:
        header = self._header(record, in_set)
        if _membership(record, in_set)[0]:
            return f"<record>{header}</record>"
        return f"<record>{header}<metadata>{self._metadata(record, prefix)}</metadata></record>"

    def _metadata(self, record: PublishedRecord, prefix: str) -> str:
        if prefix == "marc21":
            marc = self.release.marc(record.path)
            if marc is None:
                raise LookupError(f"{record.path} is published without its MARC")
            return marc21(marc)
        if record.work not in self.works:
            self.works[record.work] = self.release.work(record.work)
        work = self.works[record.work]
        instance = next((each for each in work.instances if each.path == record.instance), None) if work else None
        if work is None or instance is None:
            raise LookupError(f"{record.path} is published without its Work")
        return oai_dc(record.path, work, instance, self.release.base, self.licence)


def _membership(record: PublishedRecord, in_set: str) -> tuple[bool, list[str]]:
    """Whether this harvest sees the record as deleted (withdrawn, or gone from the set that is harvested), and its sets."""
    sets = [record.library, *(name.replace("/", ":", 1) for name in record.collections)]
    if in_set and in_set not in sets:
        return True, [in_set]
    return record.status != "published", sets


def _set(name: str, title: dict[str, str]) -> str:
    titles = "".join(f'<dc:title xml:lang="{lang}">{escaped(text)}</dc:title>' for lang, text in sorted(title.items()))
    return (
        f"<set><setSpec>{name}</setSpec><setName>{escaped(Labels('vi').pick(title))}</setName><setDescription>"
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
        f"{titles}</oai_dc:dc></setDescription></set>"
    )

# SPDX-License-Identifier: Apache-2.0
"""What a harvester asks: arguments by the protocol's rules, the cursor in a resumption token, and datestamps as harvesters see them."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from mucluc.release import Release

from .oai_formats import FORMATS

Arguments = dict[str, str]


class OaiError(Exception):
    """An error of the protocol: one of its eight codes and a sentence for the harvester's administrator."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


# ---- arguments ---------------------------------------------------------------------------------------------------------------

_LISTING = (frozenset(("metadataPrefix",)), frozenset(("from", "until", "set")))
_VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset(("identifier",))),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset(("identifier", "metadataPrefix")), frozenset()),
    "ListIdentifiers": _LISTING,
    "ListRecords": _LISTING,
}
"""Required and optional arguments; the three lists also take a resumptionToken, alone."""


def checked(given: list[tuple[str, str]]) -> Arguments:
    """The arguments of a request, where the protocol allows them together; raises OaiError (badVerb, badArgument)."""
    found = dict(given)
    verb = found.get("verb", "")
    if sum(name == "verb" for name, _ in given) != 1 or verb not in _VERBS:
        raise OaiError("badVerb", f"one verb is needed, of these: {', '.join(_VERBS)}")
    if len(found) != len(given):
        raise OaiError("badArgument", "an argument is given twice")
    names = found.keys() - {"verb"}
    if "resumptionToken" in names and verb.startswith("List") and verb != "ListMetadataFormats":
        if len(names) > 1:
            raise OaiError("badArgument", "resumptionToken stands alone, without any other argument")
        return found
    required, optional = _VERBS[verb]
    if wrong := sorted(names - required - optional):
        raise OaiError("badArgument", f"{verb} has no argument {', '.join(wrong)}")
    if missing := sorted(required - names):
        raise OaiError("badArgument", f"{verb} needs {', '.join(missing)}")
    for name in names & {"metadataPrefix", "set"}:
        if not _NAME.match(found[name]):
            raise OaiError("badArgument", f"{name} has a character that the protocol does not allow there")
    return found


_NAME = re.compile(r"[A-Za-z0-9_.!~*'()-]+(?::[A-Za-z0-9_.!~*'()-]+)*\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")


def bounds(arguments: Arguments) -> tuple[str, str]:
    """`from` and `until` to the second, empty where not given; raises OaiError (badArgument)."""
    since, until = arguments.get("from", ""), arguments.get("until", "")
    for name, value in (("from", since), ("until", until)):
        if name in arguments and not _is_date(value):
            raise OaiError("badArgument", f"{name} is a UTC date such as 2026-11-22 or 2026-11-22T10:15:30Z")
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until are to be of one granularity, both days or both seconds")
    if since and until and since > until:
        raise OaiError("badArgument", "from is later than until")
    day = len(since or until) == 10
    return since + "T00:00:00Z" if since and day else since, until + "T23:59:59Z" if until and day else until


def _is_date(value: str) -> bool:
    form = "%Y-%m-%d" if _DAY.match(value) else "%Y-%m-%dT%H:%M:%SZ" if _SECOND.match(value) else ""
    try:
        return bool(form) and datetime.strptime(value, form) is not None
    except ValueError:
        return False


# ---- resumption --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a list stands, all of it in the token: no session, so a token works after a restart and on any server.

    last: path of the last record delivered. delivered: how many so far. size: of the whole list when it began.
    """

    VERSION: ClassVar[str] = "1"

    prefix: str
    since: str
    until: str
    in_set: str
    last: str = ""
    delivered: int = 0
    size: int = 0

    def token(self) -> str:
        """The cursor as text without characters that a URL would escape."""
        values = [self.VERSION, self.prefix, self.since, self.until, self.in_set, self.last, self.delivered, self.size]
        data = json.dumps(values, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(data + zlib.crc32(data).to_bytes(4, "big")).rstrip(b"=").decode()

    @classmethod
    def read(cls, token: str) -> Cursor:
        """The inverse of `token`; raises OaiError (badResumptionToken) for anything that is not one of ours."""
        try:
            packed = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
            data, check = packed[:-4], packed[-4:]
            if zlib.crc32(data).to_bytes(4, "big") != check:
                raise ValueError("check sum")
            version, prefix, since, until, in_set, last, delivered, size = json.loads(data)
            found = cls(prefix, since, until, in_set, last, delivered, size)
            texts = (prefix, since, until, in_set, last)
            "".join(texts).encode()
            if version != cls.VERSION or not all(isinstance(each, str) for each in texts) or prefix not in FORMATS:
                raise ValueError("content")
            if not all(type(each) is int and each >= 0 for each in (delivered, size)) or not all(
                not d or _is_date(d) for d in (since, until)
            ):
                raise ValueError("content")
        except (ValueError, TypeError, RecursionError) as error:
            raise OaiError("badResumptionToken", "this is no resumption token of this feed; begin the list again") from error
        return found


# ---- datestamps --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stamps:
    """Datestamps as harvesters see them: what a release changed counts from its landing, not from the start of its run.

    A run takes time. Did its records bear its beginning, a harvester that came between beginning and landing would ask next time
    from a moment that is past them, and never see them. The manifest says both moments; older records bear their landing already.
    """

    created: str
    landed: str

    @classmethod
    def of(cls, release: Release) -> Stamps:
        """The moments of a release; the same one twice where the manifest names no landing."""
        created = str(release.manifest.get("created", ""))
        return cls(created, str(release.manifest.get("landed", created)))

    def shown(self, stamp: str) -> str:
        """A stored datestamp as it is told."""
        return self.landed if stamp == self.created else stamp

    def stored(self, since: str, until: str) -> tuple[str, str]:
        """Bounds on what is told, as bounds on what is stored; for `Release.records`."""
        if self.created < since <= self.landed:
            since = self.created
        if self.created <= until < self.landed:
            until = self.created[:-1]  # sorts after the second before
        return since, until or "9"

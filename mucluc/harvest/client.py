# SPDX-License-Identifier: Apache-2.0
"""The client: oaipmh-scythe for the protocol, over a transport that waits when it is told to and bounds what it takes.

Scythe asks one request after the other and makes an exception of each error of the protocol. What it leaves to others is here:
`Retry-After` as a date, waiting longer each time, a limit on time and size, and saying who asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
from oaipmh_scythe import Scythe
from oaipmh_scythe.config import HTTPConfig

from mucluc import __version__
from mucluc.errors import UserError

RETRIED = frozenset((429, 500, 502, 503, 504))
REDIRECTS = 5
_CHUNK = 64 * 1024


class HarvestError(UserError):
    """A harvest could not be finished; what was complete before it still counts."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server is asked. tries: of one request. wait: seconds after the first failure, twice as long after each next one.

    longest_wait: seconds; a server that wants more is asked another day. timeout: seconds without a sign of life. page_seconds: for a whole
    answer. page_bytes: of an answer, unpacked.
    """

    tries: int = 6
    wait: float = 2.0
    longest_wait: float = 900.0
    timeout: float = 60.0
    page_seconds: float = 600.0
    page_bytes: int = 32 * 1024 * 1024


class PoliteTransport(httpx2.BaseTransport):
    """HTTP with patience and limits. say: hears of each wait. Raises HarvestError when patience or a limit is at its end."""

    def __init__(self, manners: Manners, say: Callable[[str], object], inner: httpx2.BaseTransport | None = None) -> None:
        self.manners = manners
        self.say = say
        self.inner = inner or httpx2.HTTPTransport()

    def close(self) -> None:
        """Close the connections."""
        self.inner.close()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The whole answer; tried again where the server or the network may do better next time."""
        for attempt in range(1, self.manners.tries + 1):
            try:
                response = self._whole(request)
            except httpx2.UnsupportedProtocol:
                raise HarvestError(f"it sends on to {request.url.scheme}: addresses, which are not followed") from None
            except httpx2.TransportError as error:
                why, asked = f"{request.url.host}: {error or type(error).__name__}", None
            else:
                if response.status_code not in RETRIED:
                    return response
                why, asked = f"{request.url.host} answers {response.status_code}", retry_after(response.headers.get("retry-after", ""))
            pause = max(asked or 0.0, min(self.manners.wait * 2 ** (attempt - 1), self.manners.longest_wait))
            if pause > self.manners.longest_wait:
                raise HarvestError(f"{why} and asks to come again in {pause:,.0f} seconds; what was fetched is kept, harvest again then")
            if attempt < self.manners.tries:
                self.say(f"{why}; asking again in {pause:,.1f} s")
                time.sleep(pause)
        raise HarvestError(f"{why}, {self.manners.tries} times; what was fetched is kept, the next harvest goes on from there")

    def _whole(self, request: httpx2.Request) -> httpx2.Response:
        """The answer with its body read and unpacked, within the limits."""
        response = self.inner.handle_request(request)
        end = time.monotonic() + self.manners.page_seconds
        body = bytearray()
        try:
            for chunk in response.iter_bytes(_CHUNK):
                body += chunk
                if len(body) > self.manners.page_bytes:
                    raise HarvestError(f"{request.url.host} sends more than {self.manners.page_bytes:,} bytes in one answer")
                if time.monotonic() > end:
                    raise httpx2.ReadTimeout(f"an answer took longer than {self.manners.page_seconds:,.0f} seconds", request=request)
        finally:
            response.close()
        headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in _OF_THE_WAY]
        return httpx2.Response(response.status_code, headers=headers, content=bytes(body), request=request)


_OF_THE_WAY = ("content-encoding", "content-length", "transfer-encoding")
"""Headers that described the bytes on their way."""


def retry_after(text: str, now: datetime | None = None) -> float | None:
    """Seconds that a `Retry-After` header asks to wait: a number or a date (RFC 9110, 10.2.3); None when it says neither."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - (now or datetime.now(UTC))).total_seconds(), 0.0)


class Client(Scythe):
    """Scythe over the polite transport. who: how the harvester introduces itself."""

    def __init__(self, endpoint: str, manners: Manners, who: str, say: Callable[[str], object]) -> None:
        super().__init__(endpoint, http_config=HTTPConfig(timeout=manners.timeout, user_agent=who))
        self.polite = PoliteTransport(manners, say)

    @property
    def client(self) -> httpx2.Client:
        """The HTTP client, which follows a few redirects, to http and https alone."""
        if self._client is None or self._client.is_closed:
            self._client = httpx2.Client(
                headers={"Accept": "text/xml, application/xml", "User-Agent": self.http_config.user_agent},
                timeout=self.timeout,
                transport=self.polite,
                follow_redirects=True,
                max_redirects=REDIRECTS,
            )
        return self._client


def who_asks(base: str, contact: str) -> str:
    """The user agent: this software, the network it asks for, and whom its administrator may write to."""
    said = f"mucluc/{__version__} (OAI-PMH harvester; {base}; {contact.removeprefix('mailto:') or 'no contact given'})"
    return said.encode("ascii", "ignore").decode()

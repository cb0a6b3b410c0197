# SPDX-License-Identifier: Apache-2.0
"""A harvest: one source's list, page after page, into one delivery file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import httpx2
from lxml import etree
from oaipmh_scythe import exceptions
from oaipmh_scythe.models import Identify
from oaipmh_scythe.response import OAIResponse

from mucluc.config import Config
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Place, Record
from mucluc.publish.commit import run_lock
from mucluc.sources import Source
from mucluc.talk import Talk

from .client import Client, HarvestError, Manners, who_asks
from .deliveries import CHANGES, FULL, Deliveries, Item, Listing
from .pages import OAI, Listed, Page, PageError, page

RESTARTS = 3
IDLE_PAGES = 100
"""Pages in a row with nothing new in them: a server that gives more of them gives the same for ever."""
STALE = timedelta(days=30)
"""A server that does not keep deletions for good is asked for everything again when its last full list is older."""

MARC_FRAME = (b'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n', b"</collection>\n")
OAI_FRAME = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">\n<ListRecords>\n',
    b"</ListRecords>\n</OAI-PMH>\n",
)


@dataclass(slots=True)
class Harvested:
    """What a harvest brought. kind: full or changes. file: None when nothing had changed. resumed: it went on with an earlier list.

    records, deleted: items that the delivery has as living and as deleted. pages: fetched in this run. faults: what was wrong, by code.
    """

    library: str
    address: str
    kind: str = FULL
    file: Path | None = None
    records: int = 0
    deleted: int = 0
    unchanged: int = 0
    pages: int = 0
    resumed: bool = False
    faults: list[Fault] = field(default_factory=list)


def harvest(
    config: Config, *, library: str = "", full: bool = False, manners: Manners | None = None, talk: Talk | None = None
) -> Iterator[Harvested]:
    """Harvest each source of the configuration that has an address, one after the other.

    library: only the sources of this one. full: ask for everything, not only for what has changed. Holds the lock of the releases, so
    that no run reads a delivery while it changes. Raises HarvestError where a list cannot be finished: what was fetched of it is kept.
    """
    talk = talk or Talk(quiet=True)
    for source in config.sources:
        if source.harvest and library in ("", source.library):
            with run_lock(config.root):
                yield _Harvest(config, source, full, manners or Manners(), talk).run()


class _Harvest:
    def __init__(self, config: Config, source: Source, full: bool, manners: Manners, talk: Talk) -> None:
        self.source = source
        self.full = full
        self.manners = manners
        self.talk = talk
        self.folder = config.harvest_folder(source)
        self.name = f"{source.library}: {source.harvest}"
        network = config.network
        self.client = Client(source.harvest, manners, who_asks(network.base, network.contact), lambda text: talk.say(f"  {text}"))
        self.marc = source.format == "marcxml"
        self.done = Harvested(source.library, source.harvest)

    def run(self) -> Harvested:
        frame = MARC_FRAME if self.marc else OAI_FRAME
        with Deliveries(self.folder, frame) as self.kept, self.client, self.talk.stage("harvest", "records") as stage:
            try:
                self._list()
            except httpx2.HTTPError as error:
                raise HarvestError(f"{self.name}: {error or type(error).__name__}") from None
            except HarvestError as error:
                raise HarvestError(f"{self.name}: {error}") from None
            stage.items = self.done.records
        return self.done

    # ---- what is asked for -------------------------------------------------------------------------------------------------------

    def _list(self) -> None:
        """Go on with the list that could not be finished, else begin one; begin anew when the server has forgotten its token."""
        listing = self.kept.listing()
        self.done.resumed = listing is not None and not (self.full and listing.kind == CHANGES)
        if listing is None or not self.done.resumed:
            listing = self._first()
        for _ in range(RESTARTS):
            try:
                listing = self._pages(listing)
                break
            except exceptions.BadResumptionToken:
                self.talk.say(f"  {self.source.library}: the server has forgotten the list; it is begun anew")
                self.done.resumed = False
                listing = self._first()
        else:
            raise HarvestError(f"the server forgot its list {RESTARTS} times before it was at its end")
        self.done.kind = listing.kind
        self.done.file = self.kept.finish(listing, f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}")

    def _first(self) -> Listing:
        """Ask what may be asked, then the first page."""
        self.kept.begin()
        granularity, deletions, date = self._identify()
        since = self.kept.told("since")[: 10 if granularity == "YYYY-MM-DD" else None]
        whole = self.full or not since or deletions == "no" or (deletions != "persistent" and self._stale())
        query = {"verb": "ListRecords", "metadataPrefix": self.source.prefix}
        if self.source.set:
            query["set"] = self.source.set
        if not whole:
            query["from"] = since
        self.done.records = self.done.deleted = self.done.unchanged = 0
        answer = self._ask(query)
        begun = _utc(answer.date) or date
        return self._take(answer, Listing(FULL if whole else CHANGES, begun, query.get("from", ""), answer.token))

    def _stale(self) -> bool:
        last = self.kept.last_full()
        return not last or datetime.now(UTC) - datetime.fromisoformat(last) > STALE

    def _identify(self) -> tuple[str, str, str]:
        """The server's granularity, how long it remembers deletions, and its clock."""
        answer = self._checked({"verb": "Identify"})
        try:
            identify = Identify(answer)
        except ValueError:
            raise HarvestError("the answer to Identify is not OAI-PMH; is this the address of the server's OAI-PMH interface?") from None
        date = _utc(answer.xml.findtext(f"{OAI}responseDate") or "")
        granularity, deletions = (str(getattr(identify, name, "") or "").strip() for name in ("granularity", "deletedRecord"))
        if granularity not in ("YYYY-MM-DD", "YYYY-MM-DDThh:mm:ssZ"):
            granularity = "YYYY-MM-DD"  # a day is understood everywhere
        return granularity, deletions if deletions in ("no", "transient", "persistent") else "no", date

    def _ask(self, query: dict[str, str]) -> Page:
        """The page that answers a query, an empty one when nothing matches; one that cannot be read is asked for once more."""
        for attempt in (1, 2):
            try:
                answer = page(self._checked(query).http_response.content, self.source.library)
                if attempt == 1 and answer.faults:
                    continue  # perhaps the network broke it
                break
            except exceptions.NoRecordsMatch:
                return Page("", (), "")
            except PageError as error:
                if attempt == 2:
                    raise HarvestError(f"an answer cannot be used: {error}; what was fetched is kept, the next harvest goes on") from None
        self.done.faults += answer.faults
        return answer

    def _checked(self, query: dict[str, str]) -> OAIResponse:
        """The answer to a query; raises HarvestError for an error that no harvester can mend."""
        try:
            return self.client.harvest(query)
        except (exceptions.NoRecordsMatch, exceptions.BadResumptionToken):
            raise
        except exceptions.OAIPMHException as error:
            said = " ".join(str(error).split())[:200]
            raise HarvestError(f"the server says {type(error).__name__}: {said}") from None
        except (etree.XMLSyntaxError, AttributeError):  # its lenient parser gives None for what is no XML at all
            raise HarvestError("an answer is not XML; is this the address of the server's OAI-PMH interface?") from None

    # ---- page after page ---------------------------------------------------------------------------------------------------------

    def _pages(self, listing: Listing) -> Listing:
        seen = {listing.token}
        idle = 0
        while listing.token:
            answer = self._ask({"verb": "ListRecords", "resumptionToken": listing.token})
            new = any(not self.kept.listed(each.identifier) for each in answer.items)
            idle = 0 if new else idle + 1
            if answer.token and not new and (answer.token in seen or idle > IDLE_PAGES):
                self.kept.begin()
                raise HarvestError("the server gives the same page again and again; nothing was changed")
            seen.add(answer.token)
            listing = self._take(answer, replace(listing, token=answer.token))
        return listing

    def _take(self, answer: Page, listing: Listing) -> Listing:
        """Keep a page: what has changed goes to the delivery, everything to the state."""
        items: dict[str, Item] = {}
        texts: list[bytes] = []
        for each in answer.items:
            before = items[each.identifier] if each.identifier in items else self.kept.item(each.identifier, listing.kind)
            now = self._item(each)
            items[each.identifier] = now
            if before and before.digest == now.digest:
                self.done.unchanged += bool(now.digest)
                continue
            if before and before.digest and before.number and before.number != now.number and not self._still_there(before, items, listing):
                texts.append(self._deletion(before))
                self.done.deleted += 1
            if now.digest:
                texts.append(each.xml)
                self.done.records += 1
        self.done.pages += 1
        return self.kept.add(replace(listing, items=listing.items + len(texts)), b"".join(texts), items.values())

    def _still_there(self, gone: Item, items: dict[str, Item], listing: Listing) -> bool:
        """Whether another item has the control number of one that is gone."""
        here = (each for each in items.values() if each.identifier != gone.identifier)
        return any(each.number == gone.number and each.digest for each in here) or self.kept.others(gone, listing.kind)

    def _item(self, each: Listed) -> Item:
        """What the state remembers of an item; its number is that under which the delivery will be read."""
        if each.deleted:
            return Item(each.identifier, "", "", b"")
        found = read(BytesIO(each.xml), format=self.source.format, id_field=self.source.id_field)
        record = next((one for one in found if isinstance(one, Record)), None)
        digest = blake2b(each.xml, digest_size=16).digest()
        if record is None:
            self.done.faults.append(Fault("harvest-record-unusable", Place(self.source.library), f"OAI identifier {each.identifier}"))
            return Item(each.identifier, "", "", digest)
        return Item(each.identifier, record.control_number, record.leader[6], digest)

    def _deletion(self, gone: Item) -> bytes:
        """A record that says of a control number that it is gone (leader/05 d)."""
        if not self.marc:
            return f'<record><header status="deleted"><identifier>{escape(gone.identifier)}</identifier></header></record>\n'.encode()
        leader = f"00000d{gone.sort}m a2200000   4500"
        number = escape(gone.number)
        return f'<record><leader>{leader}</leader><controlfield tag="001">{number}</controlfield></record>\n'.encode()


def _utc(date: str) -> str:
    """A server's date as `YYYY-MM-DDThh:mm:ssZ`; empty when it is none."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return ""
    return f"{moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def fault_counts(faults: list[Fault]) -> Counter[str]:
    """How often each code was found."""
    return Counter(fault.code for fault in faults)

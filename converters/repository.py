# SPDX-License-Identifier: Apache-2.0
"""Metadata of repositories (Dublin Core, MODS, METS), alone or in OAI-PMH's envelope, as a stream of Record and Fault.

One item is held at a time. As for MARCXML, a document that declares entities is refused and nothing external is ever opened; the faults
are the same too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from lxml import etree

from . import dublin_core, mets, mods
from .digital import Draft, deleted, name_of
from .framing import LIMIT
from .record import Fault, Place, Record
from .tidy import settle

OAI = "http://www.openarchives.org/OAI/2.0/"
DIM = "http://www.dspace.org/xmlns/dspace/dim"
_DESCRIBED: dict[str, Callable[[etree._Element, Draft], None]] = {"dc": dublin_core.describe, "mods": mods.describe, "mets": mets.describe}
_ROOTS = ("dc", "qualifieddc", "dim", "dublin_core", "mods", "mets")


class _Measured:
    """A stream that says how much was read since the last item, and refuses what has no end."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        """Bytes of the stream; raises OverflowError past the limit of one record."""
        data = self.stream.read(min(size, 64 * 1024) if size > 0 else 64 * 1024)
        self.since += len(data)
        if self.since > LIMIT + 64 * 1024:
            raise OverflowError
        return data


class RepositoryReader:
    """Reads one stream; each item's own namespace says what it is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ordinal = 0

    def read(self, stream: BinaryIO) -> Iterator[Record | Fault]:
        """Records in their order, each after the faults that belong to it."""
        measured = _Measured(stream)
        try:
            events = etree.iterparse(measured, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False)
            depth = 0
            for event, element in events:
                depth += 1 if event == "start" else -1
                if event == "start":
                    if depth == 1 and element.getroottree().docinfo.internalDTD is not None:
                        yield Fault("marcxml-entities", Place(self.name, 1))
                        return
                    continue
                if _is_item(element):
                    yield from self._item(element)
                    measured.since = 0
                    _forget(element)
        except etree.XMLSyntaxError as error:
            place = Place(self.name, self.ordinal + 1)
            ends = "unfinished" if error.code in _UNFINISHED else "not-well-formed"
            yield Fault(f"marcxml-{ends}", place, f"line {error.lineno}, column {error.offset}")
        except OverflowError:
            yield Fault("marcxml-too-long", Place(self.name, self.ordinal + 1), f"over {LIMIT} bytes")

    def _item(self, element: etree._Element) -> Iterator[Record | Fault]:
        self.ordinal += 1
        place = Place(self.name, self.ordinal)
        header = element.find(f"{{{OAI}}}header")
        identifier = local_part(header.findtext(f"{{{OAI}}}identifier", "")) if header is not None else ""
        if header is not None and header.get("status") == "deleted":
            yield from settle(*deleted(identifier, place))
            return
        payload = element if header is None else element.find(f"{{{OAI}}}metadata/*")
        if payload is None:
            yield Fault("dc-nothing-described", place, "no metadata")
            return
        draft = Draft(place, identifier)
        _DESCRIBED[_kind(payload) or "dc"](payload, draft)
        draft.identifier = draft.identifier or _named(draft)
        leader, fields = draft.marc()
        yield from draft.faults
        if fields:
            yield from settle(leader, fields, place)


_UNFINISHED = frozenset((4, 5, 77, 74))
"""libxml2's codes for a document that is empty, or ends inside an element or a tag."""


def local_part(identifier: str) -> str:
    """What follows `oai:{host}:` in an OAI identifier, in DSpace the item's handle; the whole when it is of no such form."""
    identifier = identifier.strip()
    found = re.match(r"oai:[^:]*:(.+)", identifier)
    return found[1] if found else identifier


def _named(draft: Draft) -> str:
    """The item's handle, DOI or other number, else its address."""
    for tag, text in draft.fields:
        if tag == "024":
            return text.split("\x1f")[1][1:]
    return next(iter(draft.addresses), "")


def _kind(element: etree._Element) -> str:
    name = name_of(element)
    if name.namespace == mods.MODS:
        return "mods"
    if name.namespace == mets.METS:
        return "mets"
    return "dc" if name.localname in _ROOTS or name.namespace == DIM else ""


def _is_item(element: etree._Element) -> bool:
    """Whether an element that has ended is an item: a `record` of OAI-PMH, or a description that stands in none."""
    if not isinstance(element.tag, str):
        return False
    name = name_of(element)
    if name.namespace == OAI and name.localname == "record":
        return True
    if name.localname not in _ROOTS or not _kind(element):
        return False
    if element.get("element"):
        return False
    return not any(_kind(above) or (name_of(above).namespace == OAI) for above in element.iterancestors())


def _forget(element: etree._Element) -> None:
    """Let go of an item that was read, and of what stood before it."""
    parent = element.getparent()
    element.clear()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]

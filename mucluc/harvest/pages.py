# SPDX-License-Identifier: Apache-2.0
"""One answer of an OAI-PMH server as records and a token. Pure. What is not XML is mended where that is safe, and said.

A client that reads broken XML leniently loses the resumption token with it and takes the page for the last one: so a page is read
strictly, and only a page that is known to be whole is mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from mucluc.converters.record import Fault, Place

OAI = "{http://www.openarchives.org/OAI/2.0/}"
MARC = "http://www.loc.gov/MARC21/slim"
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?OAI-PMH\b[^>]*>")
_BEGINS = re.compile(r"<(?:([\w.-]+):)?record\b[^>]*>(?=\s*<(?:[\w.-]+:)?header\b)")
_WHOLE = re.compile(r"</(?:[\w.-]+:)?OAI-PMH>\s*\Z")
_TOKEN = re.compile(r"<(?:[\w.-]+:)?resumptionToken\b[^>]*?(?:/>|>([^<]*)</)")
_IDENTIFIER = re.compile(r"<(?:[\w.-]+:)?identifier>\s*([^<\s]+)")


class PageError(ValueError):
    """An answer that cannot be used; the message says why, without a word of what is in it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a list. datestamp: as the server writes it. xml: its `record` as the delivery keeps it, UTF-8; empty when deleted."""

    identifier: str
    datestamp: str
    deleted: bool
    xml: bytes = b""


@dataclass(frozen=True, slots=True)
class Page:
    """What an answer to ListRecords holds. date: the server's clock. token: empty on the last page. size: of the whole list, 0 unknown."""

    date: str
    items: tuple[Listed, ...]
    token: str
    size: int = 0
    faults: tuple[Fault, ...] = field(default=())


def _parsed(data: bytes) -> etree._Element:
    """The root of a document; raises XMLSyntaxError, and PageError for one that declares anything of its own."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    if root.getroottree().docinfo.internalDTD is not None:
        raise PageError("it declares a document type; entities are refused")
    return root


def page(data: bytes, source: str) -> Page:
    """The page in these bytes; raises PageError when it is not whole or not OAI-PMH. source: what a fault's Place calls the harvest."""
    try:
        return _page(_parsed(data), ())
    except etree.XMLSyntaxError as error:
        return _mended(data, source, error)


def _page(root: etree._Element, faults: tuple[Fault, ...]) -> Page:
    if _name(root) != "OAI-PMH":
        raise PageError(f"it is not OAI-PMH: its first element is {_name(root)[:40]!r}")
    items = tuple(_listed(each) for each in root.iterfind(f"{OAI}ListRecords/{OAI}record"))
    token = root.find(f"{OAI}ListRecords/{OAI}resumptionToken")
    size = token.get("completeListSize", "") if token is not None else ""
    text = (token.text or "").strip() if token is not None else ""
    return Page(root.findtext(f"{OAI}responseDate", "").strip(), items, text, int(size) if size.isdecimal() else 0, faults)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _listed(record: etree._Element) -> Listed:
    header = record.find(f"{OAI}header")
    if header is None:
        raise PageError("a record has no header")
    identifier = header.findtext(f"{OAI}identifier", "").strip()
    if not identifier:
        raise PageError("a header has no identifier")
    deleted = header.get("status") == "deleted"
    return Listed(identifier, header.findtext(f"{OAI}datestamp", "").strip(), deleted, b"" if deleted else _kept(record))


def _kept(record: etree._Element) -> bytes:
    """MARC as it is; anything else with its header, which names it."""
    marc = [each for each in record.iterfind(f"{OAI}metadata//*") if isinstance(each.tag, str) and _is_marc(each)]
    return b"".join(etree.tostring(each, encoding="utf-8", with_tail=False) + b"\n" for each in marc or [record])


def _is_marc(element: etree._Element) -> bool:
    name = etree.QName(element)
    return name.localname == "record" and (name.namespace == MARC or (name.namespace is None and element.find("leader") is not None))


# ---- broken XML --------------------------------------------------------------------------------------------------------------


def _mended(data: bytes, source: str, error: etree.XMLSyntaxError) -> Page:
    """A page that is whole but not well-formed: what XML does not allow is taken out, and a record that is broken costs itself alone."""
    declared = re.match(rb"[^<]*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", data[:200])
    try:
        text = data.decode(declared[1].decode() if declared else "utf-8", "replace")
    except LookupError:
        raise PageError("it names an encoding that nobody knows") from None
    where = f"line {error.lineno}, column {error.offset}"
    if not _WHOLE.search(text) or "<!DOCTYPE" in text[: text.find("OAI-PMH")]:
        raise PageError(f"it is not well-formed XML and breaks off ({where})")
    plain = _ILLEGAL.sub("", text)
    try:
        root = _parsed(_declared(plain))
    except etree.XMLSyntaxError:
        return _salvaged(plain, source, where)
    return _page(root, (Fault("harvest-page-mended", Place(source), f"{where}; {len(text) - len(plain)} characters taken out"),))


def _declared(text: str) -> bytes:
    """The text as UTF-8 without a declaration, which may name another encoding."""
    return re.sub(r"\A\s*<\?xml[^>]*\?>", "", text).encode()


def _salvaged(text: str, source: str, where: str) -> Page:
    """The records of a broken page, one by one."""
    root = _ROOT.search(text)
    if root is None:
        raise PageError(f"it is not well-formed XML and not OAI-PMH ({where})")
    last = re.search(r"<(?:[\w.-]+:)?resumptionToken\b|</(?:[\w.-]+:)?ListRecords>", text)
    starts = [found.start() for found in _BEGINS.finditer(text)]
    items: list[Listed] = []
    faults = [Fault("harvest-page-mended", Place(source), where)]
    for begin, end in zip(starts, [*starts[1:], last.start() if last else len(text)], strict=True):
        found = list(_one(root[0], text[begin:end]))
        items += found
        if not found:
            named = _IDENTIFIER.search(text, begin, end)
            faults.append(Fault("harvest-record-broken", Place(source), f"OAI identifier {named[1] if named else 'unknown'}"))
    token = _TOKEN.search(text)
    date = re.search(r"responseDate>\s*([^<\s]+)", text)
    return Page(date[1] if date else "", tuple(items), (token[1] or "").strip() if token else "", 0, tuple(faults))


def _one(root: str, text: str) -> Iterator[Listed]:
    """The record in a text between two records' beginnings, if it is well-formed; what follows its end is let go."""
    name = re.match(r"<([\w.:-]+)", text)
    end = text.rfind(f"</{name[1]}>") if name else -1
    if name is None or end < 0:
        return
    whole = f"{root}{text[:end]}</{name[1]}></{root[1:].split()[0].rstrip('>')}>"
    try:
        yield _listed(_parsed(whole.encode())[0])
    except (etree.XMLSyntaxError, PageError, IndexError):
        return

# SPDX-License-Identifier: Apache-2.0
"""A record as harvesters take it: Dublin Core made from the union's description of it, and the library's own MARC as MARCXML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mucluc.converters.record import SUBFIELD, Record
from mucluc.release import Contribution, Instance, Work


@dataclass(frozen=True, slots=True)
class Format:
    """A metadata format: where its schema is and its namespace."""

    schema: str
    namespace: str


FORMATS = {
    "oai_dc": Format("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
    "marc21": Format("http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", "http://www.loc.gov/MARC21/slim"),
}

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_ILLEGAL = re.compile(f"[{_CONTROLS}]")
_MARKED = re.compile(f'[{_CONTROLS}&<>"]')


def escaped(text: str) -> str:
    """Text for the content of an element or an attribute; a character that XML does not know becomes U+FFFD."""
    if not _MARKED.search(text):
        return text
    text = _ILLEGAL.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


# ---- Dublin Core -------------------------------------------------------------------------------------------------------------

# BIBFRAME classes of Works and the terms of the DCMI Type Vocabulary; the first that fits.
_TYPES = {
    "StillImage": "StillImage",
    "Cartography": "StillImage",
    "MovingImage": "MovingImage",
    "MusicAudio": "Sound",
    "NonMusicAudio": "Sound",
    "Audio": "Sound",
    "Dataset": "Dataset",
    "Object": "PhysicalObject",
    "Kit": "Collection",
    "MixedMaterial": "Collection",
    "Collection": "Collection",
    "NotatedMusic": "Text",
    "NotatedMovement": "Text",
    "Text": "Text",
}
_CREATORS = frozenset(("aut", "cre", "cmp", "art", "pht", "ctg", "dis"))
_URNS = {"isbn": "urn:isbn:{}", "issn": "urn:issn:{}", "doi": "https://doi.org/{}", "handle": "https://hdl.handle.net/{}", "urn": "{}"}
_SCHEMES = {"ddc": "DDC", "lcc": "LCC", "nlm": "NLM", "udc": "UDC"}
_DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
)

Element = tuple[str, str] | tuple[str, str, str]
"""Name, text, and where known the language of the text."""


def oai_dc(record: str, work: Work, instance: Instance, base: str, licence: str) -> str:
    """The edition that a record describes, as simple Dublin Core. record: its path. licence: address of the metadata's licence."""
    seen: set[Element] = set()
    parts = [_DC]
    for element in _elements(record, work, instance, base, licence):
        name, text, *lang = element
        if text and element not in seen:
            seen.add(element)
            mark = f' xml:lang="{escaped(lang[0])}"' if lang and lang[0] else ""
            parts.append(f"<dc:{name}{mark}>{escaped(text)}</dc:{name}>")
    parts.append("</oai_dc:dc>")
    return "".join(parts)


def _elements(record: str, work: Work, instance: Instance, base: str, licence: str) -> Iterator[Element]:
    yield "title", instance.title or work.title
    yield from (("title", title.value, title.lang) for title in (*instance.titles, *work.titles))
    yield from _agents(work.contributions)
    for heading in (*work.subjects, *work.genres):
        yield "coverage" if heading.kind == "temporal" else "type" if heading.kind == "genre" else "subject", heading.label
    yield from (("subject", f"{_SCHEMES[scheme]} {number}") for scheme, number in work.classifications if scheme in _SCHEMES)
    yield from (("coverage", place.label) for place in work.places)
    yield from (("description", text) for text in (work.summary, work.contents, *work.notes, *instance.notes))
    yield from (("publisher", name) for name in instance.publishers)
    yield "date", str(instance.year) if instance.year else instance.date
    yield "type", next((term for name, term in _TYPES.items() if name in work.types), "")
    yield "format", " ; ".join(text for text in (instance.extent, instance.dimensions) if text)
    yield from (("language", code) for code in work.languages)
    yield "identifier", base + record
    yield from _identifiers(instance)
    yield from (("relation", text) for text in (*(heading.label for heading in work.series), *instance.series))
    yield from (("relation", base + path) for path in (instance.path, work.path))
    yield from (("rights", text) for text in instance.rights)
    # Said of the metadata: nobody shall take a catalogue's CC0 for the book's.
    yield "rights", f"Siêu dữ liệu / Metadata: {licence}"


def _agents(contributions: Iterable[Contribution]) -> Iterator[Element]:
    for each in contributions:
        yield "creator" if each.primary or not _CREATORS.isdisjoint(each.roles) else "contributor", each.agent.label


def _identifiers(instance: Instance) -> Iterator[Element]:
    for scheme, value in instance.identifiers:
        if scheme in _URNS:
            yield "identifier", _URNS[scheme].format(value.split(" ")[0] if scheme in ("isbn", "issn") else value)
    yield from (("identifier", link.url) for link in instance.links if link.kind in ("resource", "version", "iiif"))
    yield from (("relation", link.url) for link in instance.links if link.kind in ("part", "related", "contents"))


# ---- MARCXML -----------------------------------------------------------------------------------------------------------------

_MARC = (
    '<record xmlns="http://www.loc.gov/MARC21/slim" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.loc.gov/MARC21/slim http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd" '
    'type="Bibliographic">'
)
_CONTROL = re.compile(r"00[1-9A-Za-z]\Z")
_DATA = re.compile(r"(?:0[1-9A-Z][0-9A-Z]|0[1-9a-z][0-9a-z]|[1-9A-Z][0-9A-Z]{2}|[1-9a-z][0-9a-z]{2})\Z")
_INDICATORS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz ")
_CODES = {chr(code): escaped(chr(code)) for code in range(0x21, 0x7F) if chr(code) not in "@|"}
_FIXED = re.compile(r"[A-Za-z0-9 ]")


def marc21(record: Record) -> str:
    """A screened record as MARCXML that its schema accepts.

    What depends on the carrier is set as for UTF-8 in XML: lengths are zero, 09 is a. An indicator that the schema refuses
    becomes a blank; a field without any legal tag or subfield, which MARCXML cannot hold, is left out (reading reports both).
    """
    parts = [_MARC, "<leader>", _leader(record.leader), "</leader>"]
    for tag, text in record.fields:
        if _CONTROL.match(tag):
            parts.append(f'<controlfield tag="{tag}">{escaped(text)}</controlfield>')
        elif _DATA.match(tag):
            # Escaped once a field; the separator, a control character itself, is taken out first.
            first, *rest = text.split(SUBFIELD)
            if _MARKED.search("".join(rest)):
                rest = [part[:1] + escaped(part[1:]) for part in rest]
            inner = "".join([f'<subfield code="{_CODES[part[0]]}">{part[1:]}</subfield>' for part in rest if part and part[0] in _CODES])
            if inner:
                one, two = (mark if mark in _INDICATORS else " " for mark in first.ljust(2)[:2])
                parts.append(f'<datafield tag="{tag}" ind1="{one}" ind2="{two}">{inner}</datafield>')
    parts.append("</record>")
    return "".join(parts)


def _leader(leader: str) -> str:
    """Twenty-four characters: status, types and levels as they are, the rest as it has to be."""
    kept = "".join(char if _FIXED.match(char) else " " for char in leader.ljust(24)[:24])
    kind = kept[6] if kept[6] != " " else "a"
    return f"00000{kept[5]}{kind}{kept[7:9]}a2200000{kept[17:20]}4500"

# SPDX-License-Identifier: Apache-2.0
"""METS of a repository (DSpace's DIP and AIP): the description inside it (MODS or Dublin Core), and its files as addresses (856).

See loc.gov/standards/mets. The structural map says the order of the pages, which no MARC field holds; what the administrative
sections say of the making of the files is not of the item. Rights are: they reach 506 or 540.
"""

from __future__ import annotations

from lxml import etree

from . import dublin_core, mods
from .digital import Draft, name_of

METS = "http://www.loc.gov/METS/"
_METS = f"{{{METS}}}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DERIVED = frozenset(("TEXT", "THUMBNAIL", "LICENSE", "CC-LICENSE", "METADATA", "ORE", "SWORD", "BRANDED_PREVIEW"))
"""What a repository makes of the files or keeps beside them; readers open the originals."""


def describe(payload: etree._Element, draft: Draft) -> None:
    """Enter what a `mets` element says."""
    number = payload.get("OBJID", "").strip().removeprefix("hdl:")
    draft.identifier = draft.identifier or number
    described = False
    for wrap in payload.iterfind(f"{_METS}dmdSec/{_METS}mdWrap"):
        for inner in wrap.iterfind(f"{_METS}xmlData/*"):
            kind = wrap.get("OTHERMDTYPE") or wrap.get("MDTYPE") or ""
            if name_of(inner).namespace == mods.MODS:
                if described:
                    continue  # the same in a second form
                mods.describe(inner, draft)
            elif kind.upper() in ("DC", "DIM", "QDC", "DCTERMS") or _has_dc(inner):
                if described:
                    continue
                dublin_core.describe(_parent(inner), draft)
            else:
                draft.complain("dc-element-unused", f"dmdSec, {kind or 'metadata of no known kind'}")
                continue
            described = True
    _rights(payload, draft)
    _files(payload, draft)


def _has_dc(element: etree._Element) -> bool:
    return any(
        name_of(each).namespace in (dublin_core.DC, dublin_core.TERMS) or each.get("element") for each in element.iter(etree.Element)
    )


def _parent(element: etree._Element) -> etree._Element:
    """The element that holds the description: xmlData itself where Dublin Core elements stand right in it."""
    above = element.getparent()
    bare = name_of(element).namespace in (dublin_core.DC, dublin_core.TERMS)
    return above if bare and above is not None else element


def _rights(payload: etree._Element, draft: Draft) -> None:
    for data in payload.iterfind(f"{_METS}amdSec/{_METS}rightsMD/{_METS}mdWrap/{_METS}xmlData"):
        text = draft.take(data)
        if text:
            draft.rights(text[:1000])


def _files(payload: etree._Element, draft: Draft) -> None:
    for group in payload.iterfind(f"{_METS}fileSec//{_METS}fileGrp"):
        if group.get("USE", "").upper() in _DERIVED:
            continue
        for file in group.iterfind(f"{_METS}file"):
            for where in file.iterfind(f"{_METS}FLocat"):
                address = where.get(_HREF, "").strip()
                if address.lower().startswith(("http://", "https://")):
                    size = file.get("SIZE", "")
                    draft.address(address, ("q", file.get("MIMETYPE", "")), ("s", f"{size} bytes" if size else ""))
                elif address:
                    draft.complain("dc-element-unused", "fileSec, a file without an address of the web")

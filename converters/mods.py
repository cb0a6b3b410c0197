# SPDX-License-Identifier: Apache-2.0
"""MODS 3 of a repository to MARC, after the Library of Congress's mapping (loc.gov/standards/mods/mods2marc-mapping.html).

An element that no line here uses is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from .digital import Draft, name_of, role_code

MODS = "http://www.loc.gov/mods/v3"
XLINK = "{http://www.w3.org/1999/xlink}href"
Parts = tuple[tuple[str, str], ...]


def describe(payload: etree._Element, draft: Draft) -> None:
    """Enter what a `mods` element says."""
    for element in _children(payload):
        if use := _USES.get(_local(element)):
            use(element, draft)
    draft.left_over(payload)


def _local(element: etree._Element) -> str:
    return name_of(element).localname


def _children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (each for each in element.iterchildren(etree.Element) if not names or _local(each) in names)


def _first(element: etree._Element, name: str) -> etree._Element | None:
    return next(_children(element, name), None)


def _title_parts(info: etree._Element, draft: Draft) -> Parts:
    main = [draft.take(each) for each in _children(info, "nonSort", "title")]
    rest = (("b", "subTitle"), ("n", "partNumber"), ("p", "partName"))
    return (("a", " ".join(main)), *((code, draft.take(_first(info, name))) for code, name in rest))


def _title(info: etree._Element, draft: Draft) -> None:
    kind, parts = info.get("type", ""), _title_parts(info, draft)
    if kind == "uniform":
        draft.add("240", "10", *parts)
    elif kind == "translated":
        draft.add("242", "00", *parts)
    elif kind == "abbreviated":
        draft.add("210", "0 ", parts[0])
    elif kind:
        draft.add("246", "3 ", *parts)
    else:
        draft.title(*parts)


def _name(name: etree._Element, draft: Draft) -> None:
    parts: dict[str, list[str]] = {}
    for each in _children(name, "namePart"):
        parts.setdefault(each.get("type", ""), []).append(draft.take(each))
    family, given = " ".join(parts.get("family", ())), " ".join(parts.get("given", ()))
    # Family and given are Western names' parts; put together in the order of Vietnamese names they need no comma.
    text = " ".join(parts.get("", ())) or (f"{family}, {given}" if family and given else family or given)
    roles = [draft.take(each) for role in _children(name, "role") for each in _children(role, "roleTerm")]
    role = next((each for each in roles if len(each) == 3 and role_code(each)), roles[0] if roles else "")
    more = (("c", " ".join(parts.get("termsOfAddress", ()))), ("d", " ".join(parts.get("date", ()))))
    body = name.get("type", "personal") in ("corporate", "conference")
    main = name.get("usage") == "primary" or role_code(role) in ("aut", "cre") or not role
    if text:
        draft.name(text, role, body=body, main=main, more=more)
    for each in _children(name, "displayForm", "nameIdentifier", "affiliation"):
        value = draft.take(each)
        if _local(each) == "displayForm" and not text:
            draft.name(value, role, body=body, main=main)


def _origin(origin: etree._Element, draft: Draft) -> None:
    for each in _children(origin):
        name = _local(each)
        if name == "place":
            terms = list(_children(each, "placeTerm"))
            words = [term for term in terms if term.get("type") != "code"]
            draft.published["a"] += [draft.take(term) for term in words]
            for term in terms:
                if term not in words:
                    draft.add("044", "  ", ("a", draft.take(term)))
        elif name == "publisher":
            draft.published["b"].append(draft.take(each))
        elif name == "dateIssued":
            text = draft.take(each)
            if not (each.get("encoding") and draft.published["c"]) and each.get("point") != "end":
                draft.date(text)
        elif name in _DATES:
            draft.add("264", _DATES[name], ("c", draft.take(each)))
        elif name == "edition":
            draft.add("250", "  ", ("a", draft.take(each)))
        elif name == "frequency":
            draft.add("310", "  ", ("a", draft.take(each)))
        elif name in ("issuance", "dateCaptured", "dateModified", "dateValid"):
            draft.take(each)  # said by the leader, or of the entry and not of the item


_DATES = {"dateCreated": " 0", "copyrightDate": " 4", "dateOther": " 1"}


def _physical(described: etree._Element, draft: Draft) -> None:
    for each in _children(described):
        text = draft.take(each)
        if _local(each) == "extent":
            draft.add("300", "  ", ("a", text))
        elif _local(each) == "internetMediaType":
            draft.mimes.append(text)
        elif _local(each) == "form":
            draft.add("340", "  ", ("a", text))
        elif _local(each) in ("note", "reformattingQuality", "digitalOrigin"):
            draft.add("500", "  ", ("a", text))
        else:
            draft.used.discard(each)


def _subject(subject: etree._Element, draft: Draft) -> None:
    """The first part makes the heading, the others subdivide it; alone each stands for itself."""
    scheme = subject.get("authority", "")
    parts = [(_local(each), each) for each in _children(subject)]
    if not parts:
        draft.subject(draft.take(subject), scheme)
        return
    (kind, first), *others = parts
    rest = tuple((_DIVISIONS.get(name, "x"), draft.take(each)) for name, each in others)
    source = {"lcsh": " 0", "mesh": " 2"}.get(scheme, " 7" if scheme else " 4")
    tail = (*rest, *((("2", scheme),) if source == " 7" else ()))
    if kind == "titleInfo":
        draft.add("630", f"0{source[1]}", _title_parts(first, draft)[0], *tail)
    elif kind == "name":
        text = " ".join(draft.take(each) for each in _children(first, "namePart"))
        body = first.get("type") == "corporate"
        draft.take(first)
        draft.add("610" if body else "600", f"{'2' if body else '1' if ',' in text else '0'}{source[1]}", ("a", text), *tail)
    elif kind == "hierarchicalGeographic":
        levels = {"country": "a", "province": "b", "state": "b", "county": "c", "city": "d"}
        draft.add("752", "  ", *((levels.get(_local(each), "f"), draft.take(each)) for each in _children(first)))
    elif kind == "cartographics":
        draft.add("255", "  ", *((_MAP.get(_local(each), "c"), draft.take(each)) for each in _children(first)))
    elif kind == "topic" and not rest and source == " 4":
        draft.subject(draft.take(first))
    else:
        draft.add(_HEADINGS.get(kind, "650"), source, ("a", draft.take(first)), *tail)


_DIVISIONS = {"geographic": "z", "temporal": "y", "genre": "v"}
_HEADINGS = {"geographic": "651", "temporal": "648", "genre": "655"}
_MAP = {"scale": "a", "projection": "b", "coordinates": "c"}


def _related(item: etree._Element, draft: Draft) -> None:
    """Another resource: 776 for the printed original and other forms, else the linking field of the kind."""
    kind = item.get("type", "")
    info = _first(item, "titleInfo")
    title = " ".join(text for _, text in _title_parts(info, draft) if text) if info is not None else ""
    names = [draft.take(part) for name in _children(item, "name") for part in _children(name, "namePart")]
    numbers = list(_numbers(item, draft))
    detail = " ".join(draft.take(part) for part in _children(item, "part"))
    note = tuple(("n", draft.take(each)) for each in _children(item, "note"))
    tag, indicators = _LINKS.get(kind, ("787", "0 "))
    if tag == "490":
        draft.add(tag, indicators, ("a", title), *((code, text) for code, text in numbers if code == "x"), ("v", detail))
        return
    lead = (("i", "Bản gốc:"),) if kind in ("original", "otherFormat", "otherVersion") and numbers else ()
    said = (("a", names[0] if names else ""), ("t", title), ("g", detail), *note, *numbers, ("o", item.get(XLINK, "")))
    if any(text for _, text in said):
        draft.add(tag, indicators, *lead, *said)


_LINKS = {
    "original": ("776", "08"), "otherFormat": ("776", "08"), "otherVersion": ("776", "08"), "host": ("773", "0 "), "series": ("490", "0 "),
    "constituent": ("774", "0 "), "preceding": ("780", "00"), "succeeding": ("785", "00"), "isReferencedBy": ("787", "0 "),
}  # fmt: skip


def _numbers(item: etree._Element, draft: Draft) -> Iterator[tuple[str, str]]:
    """Numbers and addresses of a related item, as subfields of a linking field."""
    for each in _children(item, "identifier"):
        text, kind = draft.take(each), each.get("type", "").lower()
        yield {"isbn": "z", "issn": "x", "local": "w"}.get(kind, "w" if text.startswith("(") or "/record/" in text else "o"), text
    for info in _children(item, "recordInfo"):
        for each in _children(info, "recordIdentifier"):
            text, source = draft.take(each), each.get("source", "")
            yield "w", text if text.startswith("(") or not source else f"({source}){text}"
    for location in _children(item, "location"):
        for each in _children(location, "url"):
            text = draft.take(each)
            yield "w" if "/record/" in text else "o", text


def _identifier(each: etree._Element, draft: Draft) -> None:
    text, kind = draft.take(each), each.get("type", "").lower()
    if each.get("invalid") == "yes":
        draft.add("024", "8 ", ("z", text))
    elif kind == "isbn":
        draft.number(f"isbn {text}")
    elif kind in ("doi", "hdl", "handle") and ":" not in text:
        draft.number(f"{'doi' if kind == 'doi' else 'hdl'}:{text}")
    elif kind == "lccn":
        draft.add("010", "  ", ("a", text))
    else:
        draft.number(text)


def _location(location: etree._Element, draft: Draft) -> None:
    for each in _children(location, "url"):
        draft.address(draft.take(each), ("y", each.get("displayLabel", "")), ("z", each.get("note", "")))
    place = tuple(
        (code, draft.take(_first(location, name)))
        for code, name in (("a", "physicalLocation"), ("b", "subLocation"), ("h", "shelfLocator"))
    )
    draft.add("852", "8 ", *place)


def _access(condition: etree._Element, draft: Draft) -> None:
    text = draft.take(condition)
    if "restriction" in condition.get("type", "").lower():
        draft.access(text)
    else:
        draft.rights(text)
    if link := condition.get(XLINK):
        draft.rights(link)


def _language(language: etree._Element, draft: Draft) -> None:
    terms = list(_children(language, "languageTerm"))
    chosen = next((term for term in terms if term.get("type") == "code"), terms[0] if terms else None)
    text = draft.take(chosen)
    for each in _children(language):
        draft.take(each)
    if text:
        draft.language(text)


def _record_info(info: etree._Element, draft: Draft) -> None:
    """How the entry was made; its number names the item where nothing else does."""
    number = draft.take(_first(info, "recordIdentifier"))
    draft.identifier = draft.identifier or number
    draft.take(info)


def _plain(tag: str, indicators: str) -> Callable[[etree._Element, Draft], None]:
    return lambda element, draft: draft.add(tag, indicators, ("a", draft.take(element)))


def _classification(element: etree._Element, draft: Draft) -> None:
    text, scheme = draft.take(element), element.get("authority", "")
    if scheme == "ddc":
        draft.subject(text, "ddc")
    else:
        draft.add("084", "  ", ("a", text), ("2", scheme))


_USES: dict[str, Callable[[etree._Element, Draft], None]] = {
    "titleInfo": _title,
    "name": _name,
    "typeOfResource": lambda element, draft: draft.type(draft.take(element)),
    "genre": lambda element, draft: draft.type(draft.take(element)),
    "originInfo": _origin,
    "language": _language,
    "physicalDescription": _physical,
    "abstract": _plain("520", "3 "),
    "tableOfContents": _plain("505", "0 "),
    "targetAudience": _plain("521", "  "),
    "note": _plain("500", "  "),
    "subject": _subject,
    "classification": _classification,
    "relatedItem": _related,
    "identifier": _identifier,
    "location": _location,
    "accessCondition": _access,
    "recordInfo": _record_info,
}

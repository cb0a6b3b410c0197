# SPDX-License-Identifier: Apache-2.0
"""Dublin Core of a repository (oai_dc, qualified DC, DSpace's dim and Simple Archive Format) to MARC.

Which element becomes which field follows the Library of Congress's crosswalk from Dublin Core to MARC 21 (loc.gov/marc/dccross.html), with
what DSpace's registry of metadata adds. Where we differ, the reason stands at the line. An element that is in no table is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from .digital import Draft, day_of, name_of

DC, TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
Use = Callable[[Draft, str], object]

_TERM_NAMES = {
    "alternative": "title.alternative", "abstract": "description.abstract", "tableofcontents": "description.tableofcontents",
    "created": "date.created", "issued": "date.issued", "available": "date.available", "datesubmitted": "date.submitted",
    "datecopyrighted": "date.copyright", "dateaccepted": "date.accepted", "modified": "date.modified", "valid": "date.valid",
    "extent": "format.extent", "medium": "format.medium", "spatial": "coverage.spatial", "temporal": "coverage.temporal",
    "accessrights": "rights.accessrights", "license": "rights.license", "rightsholder": "rights.holder",
    "bibliographiccitation": "identifier.citation", "isformatof": "relation.isformatof", "isversionof": "relation.isversionof",
    "ispartof": "relation.ispartof", "hasformat": "relation.hasformat", "hasversion": "relation.hasversion", "haspart": "relation.haspart",
    "isreplacedby": "relation.isreplacedby", "replaces": "relation.replaces", "requires": "relation.requires",
    "isrequiredby": "relation.isrequiredby", "references": "relation.references", "isreferencedby": "relation.isreferencedby",
    "conformsto": "relation.conformsto", "educationlevel": "audience.educationlevel",
}  # fmt: skip
"""What a DCMI term is called as an element with a qualifier; all others keep their names."""


def _field(tag: str, indicators: str, code: str) -> Use:
    return lambda draft, text: draft.add(tag, indicators, (code, text))


def _name(role: str = "", *, main: bool = False) -> Use:
    return lambda draft, text: draft.name(text, role, main=main)


def _related(tag: str, indicators: str, code: str = "t") -> Use:
    return lambda draft, text: draft.related(text, tag, indicators, code)


def _subject(scheme: str) -> Use:
    return lambda draft, text: draft.subject(text, scheme)


def _same_form(draft: Draft, text: str) -> None:
    """Another form of the same thing: the printed original, named in whatever way."""
    draft.related(text, "776", "08")


_USES: dict[str, Use] = {
    "title": lambda draft, text: draft.title(("a", text)),
    "title.alternative": _field("246", "3 ", "a"),
    "title.translated": _field("242", "00", "a"),
    "creator": _name(main=True),  # the crosswalk has 720, for DC does not say whether it is a person; headings need 100 or 110
    "contributor.author": _name(main=True),
    "contributor": _name(),
    "contributor.advisor": _name("ths"),
    "contributor.editor": _name("edt"),
    "contributor.illustrator": _name("ill"),
    "contributor.translator": _name("trl"),
    "contributor.other": _name(),
    "contributor.department": lambda draft, text: draft.name(text, body=True),
    "contributor.corporatename": lambda draft, text: draft.name(text, body=True),
    "publisher": lambda draft, text: draft.published["b"].append(text),
    "publisher.place": lambda draft, text: draft.published["a"].append(text),
    "date": Draft.date,
    "date.issued": Draft.date,
    "date.copyright": _field("264", " 4", "c"),
    "date.created": _field("264", " 0", "c"),
    "date.submitted": _field("502", "  ", "d"),
    "date.embargo": Draft.embargo,
    "date.embargoend": Draft.embargo,
    "embargo": Draft.embargo,
    "embargo.lift": Draft.embargo,
    "embargo.terms": Draft.embargo,
    "rights.embargo": Draft.embargo,
    "rights.embargodate": Draft.embargo,
    "description.embargo": Draft.embargo,
    "subject": _subject(""),
    "subject.other": _subject(""),
    "subject.keyword": _subject(""),
    "subject.classification": _field("084", "  ", "a"),
    "subject.ddc": _subject("ddc"),
    "subject.lcc": _field("050", " 4", "a"),
    "subject.lcsh": _subject("lcsh"),
    "subject.mesh": _subject("mesh"),
    "coverage": _field("522", "  ", "a"),
    "coverage.spatial": _field("651", " 4", "a"),
    "coverage.temporal": _field("648", " 4", "a"),
    "description": _field("520", "  ", "a"),
    "description.abstract": _field("520", "3 ", "a"),
    "description.tableofcontents": _field("505", "0 ", "a"),
    "description.sponsorship": _field("536", "  ", "a"),
    "description.statementofresponsibility": _field("500", "  ", "a"),
    "description.version": _field("562", "  ", "c"),
    "description.uri": Draft.address,
    "description.provenance": _field(
        "561", "0 ", "a"
    ),  # who handed it in, with addresses of people: 561 0# is private, and never published
    "provenance": _field("561", "0 ", "a"),
    "type": Draft.type,
    "format": lambda draft, text: draft.mimes.append(text) if _is_mime(text) else draft.add("300", "  ", ("a", text)),
    "format.mimetype": lambda draft, text: draft.mimes.append(text),
    "format.extent": _field("300", "  ", "a"),
    "format.medium": _field("340", "  ", "a"),
    "language": Draft.language,
    "language.iso": Draft.language,
    "language.rfc3066": Draft.language,
    "identifier": Draft.number,
    "identifier.uri": Draft.number,
    "identifier.isbn": lambda draft, text: draft.number(f"isbn {text}"),
    "identifier.issn": Draft.number,
    "identifier.doi": lambda draft, text: draft.number(text if ":" in text else f"doi:{text}"),
    "identifier.other": _field("024", "8 ", "a"),
    "identifier.govdoc": _field("086", "  ", "a"),
    "identifier.citation": _field("524", "  ", "a"),
    # The crosswalk has $n for 786 and 787: what stands there is nearly always a title, and $t is what readers are shown.
    "source": _related("786", "0 "),
    "source.uri": _related("786", "0 "),
    "relation": _related("787", "0 "),
    "relation.uri": _related("787", "0 "),
    "relation.isformatof": _same_form,
    "relation.isversionof": _same_form,
    "relation.isbasedon": _same_form,
    "relation.hasformat": _same_form,
    "relation.hasversion": _same_form,
    "relation.ispartof": _related("773", "0 "),
    "relation.ispartofseries": _field("490", "0 ", "a"),
    "relation.haspart": _related("774", "0 "),
    "relation.replaces": _related("780", "00"),
    "relation.isreplacedby": _related("785", "00"),
    "relation.requires": _field("538", "  ", "a"),
    "relation.isrequiredby": _related("787", "0 "),
    "relation.references": _related("787", "0 "),
    "relation.isreferencedby": _field("510", "4 ", "a"),
    "relation.conformsto": _field("500", "  ", "a"),
    "rights": Draft.rights,
    "rights.uri": Draft.rights,
    "rights.license": Draft.rights,
    "rights.accessrights": Draft.access,
    "rights.access": Draft.access,
    "rights.holder": _field("542", "1 ", "d"),
    "audience": _field("521", "  ", "a"),
    "audience.educationlevel": _field("521", "8 ", "a"),
    "degree.name": _field("502", "  ", "b"),
    "degree.level": _field("502", "  ", "b"),
    "degree.grantor": _field("502", "  ", "c"),
    "degree.discipline": _field("502", "  ", "g"),
}

_OF_THE_REPOSITORY = frozenset(
    ("date.accessioned", "date.updated", "date.modified", "date.accepted", "date.valid", "date.digitised", "date.digitized")
)
"""When something was done to the entry: nothing of the item. `date.available` is not among them, see `_available`."""


def _is_mime(text: str) -> bool:
    kind, slash, rest = text.strip().partition("/")
    return bool(slash) and kind.isalpha() and kind.islower() and " " not in rest


def describe(payload: etree._Element, draft: Draft) -> None:
    """Enter what the elements of a Dublin Core description say."""
    available: list[str] = []
    entered = ""
    for name, element in _elements(payload):
        text = draft.take(element)
        if not text:
            continue
        if name == "date.available":
            available.append(text)
        elif name == "date.accessioned":
            entered = entered or day_of(text)
        elif use := _use_of(name):
            use(draft, text)
        elif name not in _OF_THE_REPOSITORY:
            draft.used.discard(element)
    _available(available, entered, draft)
    draft.left_over(payload)


def _use_of(name: str) -> Use | None:
    """What to do with an element; a qualifier that nobody knows leaves the element's own meaning, but for dates and descriptions."""
    if use := _USES.get(name):
        return use
    base = name.partition(".")[0]
    if "embargo" in name:
        return Draft.embargo
    return (
        _USES.get(base) if base in ("title", "subject", "contributor", "identifier", "relation", "rights", "coverage", "language") else None
    )


def _available(dates: list[str], entered: str, draft: Draft) -> None:
    """DSpace writes when an item became available: with the day it was entered, or, under an embargo, the day when that ends.

    Without the day of entry nothing tells the two apart, so the date is kept as one that a policy can look at.
    """
    for text in dates:
        day = day_of(text)
        if not day or (entered and day > entered):
            draft.embargo(text)


def _elements(payload: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """`(element.qualifier, element)` in lower case, of any of the four ways to write it."""
    for element in payload.iter(etree.Element):
        if element is payload:
            continue
        name = name_of(element)
        if element.get("element"):  # dim:field, dcvalue
            qualifier = (element.get("qualifier") or "").lower()
            base = (element.get("element") or "").lower()
            if element.get("mdschema") == "dcterms":
                yield _TERM_NAMES.get(base, base), element
            else:
                yield base + (f".{qualifier}" if qualifier not in ("", "none") else ""), element
        elif name.namespace == TERMS:
            yield _TERM_NAMES.get(name.localname.lower(), name.localname.lower()), element
        elif name.namespace == DC:
            yield name.localname.lower(), element

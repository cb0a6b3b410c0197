# SPDX-License-Identifier: Apache-2.0
"""The less common numbers of 01X-03X, 074 and 088: of national bibliographies, agencies, reports, copyright, studies; fingerprints."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .control_subfields import applies_to
from .edtf import day
from .identifiers import QUALIFIER, STATUS, apart, given_by, identifier
from .subfields import cut, first, join, only, unwrapped
from .write import DATE, INSTANCE, LABEL, VALUE, VOCABULARY, A, bf, literal, local, source, source_lines

group = Group("01X-03X Other numbers")

group.ignore("011", "numbers of linked records, obsolete since 1993: the fields that link (76X-78X) name them")
group.ignore("012 014", "no field of MARC 21 for books any more, or of holdings records only")
group.ignore("0359 0229 0889", "a local subfield: no standard says what it means")

_SOURCE, _NOTE = f" {bf.source} ", f" {bf.note} "


def _note(text: str) -> tuple[str, str]:
    node = local(INSTANCE, "note", "number" + text)
    return _NOTE + node, f"{node} {A} {bf.Note}\n{node} {LABEL} {literal(text)}"


@group.rule("013.patent", "013abcdef")
def patent(tag: str, field: Field, facts: Facts) -> Lines:
    """A patent's number qualified by its kind ($c), with the country that gave it, the date, the status and the party to it.

    013 ##$a24168$bVN$cbằng độc quyền sáng chế$d20200616$ehiệu lực
    →
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Identifier
      rdf:value "24168"
      bf:assigner instance-agent-1
      bf:qualifier "bằng độc quyền sáng chế"
      bf:date "2020-06-16"^^xsd:date
      bf:note instance-note-1
    instance-agent-1 a bf:Organization
      rdfs:label "VN"
    instance-note-1 a bf:Note
      rdfs:label "hiệu lực"
    """
    value = first(field, "a")
    if not value:
        return []
    said, about = given_by(field)
    for part in field[1:]:
        text = cut(part[1:])
        if part[0] == "c" and text:
            said.append(QUALIFIER + literal(text))
        elif part[0] == "d" and (date := day(text)):
            said.append(f' {bf.date} "{date}"^^{DATE}')
        elif part[0] in "def" and text:
            noted, lines = _note(text)
            said.append(noted)
            about.append(lines)
    return [*identifier(bf.Identifier, value, *said), *about]


@group.rule("015.bibliography", "015azq2")
def bibliography(tag: str, field: Field, facts: Facts) -> Lines:
    """The number in a national bibliography; $2 says which. Three asterisks stand for a number that was not known.

    015 ##$aGBB295256$2bnb
    ⇄
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Nbn
      rdf:value "GBB295256"
      bf:source id:vocabulary/nationalbibschemes/bnb
    id:vocabulary/nationalbibschemes/bnb a bf:Source
      bf:code "bnb"
    """
    return _qualified(field, bf.Nbn, "nationalbibschemes")


@group.rule("027.report", "027azq")
def technical_report(tag: str, field: Field, facts: Facts) -> Lines:
    """The standard technical report number (ISO 10444), as others cite the report by it.

    027 ##$aMETU/CE--77/11$q(bản in)
    ⇄
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Strn
      rdf:value "METU/CE--77/11"
      bf:qualifier "bản in"
    """
    return _qualified(field, bf.Strn, "")


def _qualified(field: Field, kind: str, stem: str) -> list[str]:
    if "***" in first(field, "a"):
        return []
    said = [QUALIFIER + literal(text) for part in field[1:] if part[0] == "q" and (text := unwrapped(part[1:]))]
    about: list[str] = []
    code = first(field, "2").partition("/")[0]
    if code and stem:
        where, lines = source(INSTANCE, code, stem)
        said.append(_SOURCE + where)
        about.append(lines)
    found: list[str] = []
    for part in field[1:]:
        if part[0] in "az":
            value, qualifiers, behind = apart(part[1:])
            if value:
                more = [QUALIFIER + literal(text) for text in (*qualifiers, *([behind] if behind else ()))]
                found += identifier(kind, value, *more, *said, status=STATUS.get(part[0]))
    return found + about if found else []


_CANADA = "<http://id.loc.gov/authorities/names/no2004037399>"
_CANADA_LINES = source_lines(_CANADA, "Library and Archives Canada", LABEL)


@group.rule("016.agency", "016az2")
def agency(tag: str, field: Field, facts: Facts) -> Lines:
    """The control number that a national agency gave the record; $2 says which, and without it Library and Archives Canada is meant.

    016 7#$a012634638$2DE-101
    ⇄
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Local
      rdf:value "012634638"
      bf:source id:vocabulary/organizations/de-101
    id:vocabulary/organizations/de-101 a bf:Source
      bf:code "DE-101"
    """
    if "***" in first(field, "a"):
        return []
    code = first(field, "2")
    if field[0][0] == " ":
        where, about = _CANADA, _CANADA_LINES
    else:
        where, about = source(INSTANCE, code, "organizations") if code else ("", "")
    lines: list[str] = []
    for part in field[1:]:
        if part[0] in "az" and (value := part[1:].strip()):
            lines += identifier(bf.Local, value, *([_SOURCE + where] if where else ()), status=STATUS.get(part[0]))
    return [*lines, about] if lines and about else lines


@group.rule("017.copyright", "017azbdi2")
def copyright_number(tag: str, field: Field, facts: Facts) -> Lines:
    """The number of a copyright registration or legal deposit, the office that gave it and the day.

    017 ##$aM44120-2006$bU.S. Copyright Office$d20060504
    →
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:CopyrightNumber
      rdf:value "M44120-2006"
      bf:assigner instance-agent-1
      bf:date "2006-05-04"^^xsd:date
    instance-agent-1 a bf:Organization
      rdfs:label "U.S. Copyright Office"
    """
    said, about = given_by(field)
    for part in field[1:]:
        text = part[1:].strip()
        if part[0] == "d" and (date := day(text)):
            said.append(f' {bf.date} "{date}"^^{DATE}')
        elif part[0] in "di" and text:
            noted, lines = _note(cut(text))
            said.append(noted)
            about.append(lines)
        elif part[0] == "2" and text:
            where, lines = source(INSTANCE, text)
            said.append(_SOURCE + where)
            about.append(lines)
    found: list[str] = []
    for part in field[1:]:
        if part[0] in "az" and (value := part[1:].strip()):
            found += identifier(bf.CopyrightNumber, value, *said, status=STATUS.get(part[0]))
    return found + about if found else []


@group.rule("018.fee", "018a")
def article_fee(tag: str, field: Field, facts: Facts) -> Lines:
    """The code of the fee for copying an article is one of the terms on which it can be had.

    018 ##$a0844-1464/86/010050-06
    →
    instance bf:acquisitionTerms "0844-1464/86/010050-06"
    """
    return [f"{INSTANCE} {bf.acquisitionTerms} {literal(value.strip())}" for value in only(field, "a")]


@group.rule("026.fingerprint", "026abcde2")
def fingerprint(tag: str, field: Field, facts: Facts) -> Lines:
    """The fingerprint of an early printed book: characters from agreed pages tell its editions apart. $e is one that was not parsed.

    026 ##$adete nkck$bvess lodo$cAnno Domini MDCXXXVI$d3$2fei
    →
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Fingerprint
      rdf:value "dete nkck vess lodo Anno Domini MDCXXXVI 3"
      bf:source id:vocabulary/fingerprintschemes/fei
    id:vocabulary/fingerprintschemes/fei a bf:Source
      bf:code "fei"
    """
    value = join(field, "abcd").strip() or join(field, "e").strip()
    if not value:
        return []
    code = first(field, "2")
    if not code:
        return identifier(bf.Fingerprint, value)
    where, about = source(INSTANCE, code, "fingerprintschemes")
    return [*identifier(bf.Fingerprint, value, _SOURCE + where), about]


_GPO = f"{VOCABULARY}organizations/dgpo>"
_SIMPLE = {"025": bf.LcOverseasAcq, "030": bf.Coden, "074": bf.Identifier, "088": bf.ReportNumber}


@group.rule("0XX.number", "025a 030az 074az 088az")
def number(tag: str, field: Field, facts: Facts) -> Lines:
    """Numbers of which the class says all: overseas acquisitions (025), CODEN (030), items of the US Government (074), reports (088).

    088 ##$aNASA-RP-1124-REV-3$zNASA-RP-1124-REV-2
    →
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:ReportNumber
      rdf:value "NASA-RP-1124-REV-3"
    instance bf:identifiedBy instance-id-2
    instance-id-2 a bf:ReportNumber
      rdf:value "NASA-RP-1124-REV-2"
      bf:status id:vocabulary/mstatus/cancinv
    id:vocabulary/mstatus/cancinv a bf:Status
      rdfs:label "invalid"
    """
    lines: list[str] = []
    said = [f" {bf.assigner} {_GPO}"] if tag == "074" else []
    for part in field[1:]:
        if part[0] in "az" and (value := part[1:].strip()):
            lines += identifier(_SIMPLE[tag], value, *said, status=STATUS.get(part[0]))
    return [*lines, f"{_GPO} {A} {bf.Agent}"] if lines and said else lines


@group.rule("032.registration", "032ab 036abc")
def registration(tag: str, field: Field, facts: Facts) -> Lines:
    """The number of a serial at a postal service (032), or of a study whose data a file holds (036), and who gave it.

    032 ##$a686310$bUSPS
    ⇄
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:PostalRegistration
      rdf:value "686310"
      bf:assigner instance-agent-1
    instance-agent-1 a bf:Organization
      rdfs:label "USPS"
    """
    value = first(field, "a")
    if not value:
        return []
    said, about = given_by(field)
    if tag == "036":
        said += [f" {bf.acquisitionTerms} {literal(text)}" for part in field[1:] if part[0] == "c" and (text := cut(part[1:]))]
    return [*identifier(bf.StudyNumber if tag == "036" else bf.PostalRegistration, value, *said), *about]


@group.rule("037.source", "037abcfgn3")
def acquisition(tag: str, field: Field, facts: Facts) -> Lines:
    """Where the edition can be had, its stock number there, price and form; the first indicator says whether the source is a former one.

    037 ##$bLibrary of Congress -- Jakarta Overseas Office$c[VND] 60,000
    ⇄
    instance bf:acquisitionSource instance-source-1
    instance-source-1 a bf:AcquisitionSource
      rdfs:label "Library of Congress -- Jakarta Overseas Office"
      bf:acquisitionTerms "[VND] 60,000"
    """
    node = local(INSTANCE, "source", "037" + "\x1f".join(field[1:]))
    lines: list[str] = []
    notes = [{"2": "intervening source", "3": "current source"}.get(field[0][0], "")]
    for part in field[1:]:
        text = cut(part[1:])
        if not text:
            continue
        if part[0] == "b":
            lines.append(f"{node} {LABEL} {literal(text)}")
        elif part[0] == "c":
            lines.append(f"{node} {bf.acquisitionTerms} {literal(text)}")
        elif part[0] in "fgn":
            notes.append(text)
        elif part[0] == "a":
            stock = local(INSTANCE, "id", bf.StockNumber + part[1:])
            lines.append(f"{node} {bf.identifiedBy} {stock}\n{stock} {A} {bf.StockNumber}\n{stock} {VALUE} {literal(part[1:].strip())}")
        elif part[0] == "3":
            lines += applies_to(node, part[1:])
    if not lines and len(notes) < 2:
        return []
    for text in filter(None, notes):
        noted, about = _note(text)
        lines += [node + noted, about]
    return [f"{INSTANCE} {bf.acquisitionSource} {node}\n{node} {A} {bf.AcquisitionSource}", *lines]

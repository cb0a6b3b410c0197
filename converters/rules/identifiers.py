# SPDX-License-Identifier: Apache-2.0
"""Fields 010, 020-024, 028 and 035: the numbers by which others know the edition, or all editions of the Work."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import POSITIONS

from .control_subfields import iri
from .subfields import cut, first, unwrapped
from .write import INSTANCE, LABEL, VALUE, WORK, A, bf, literal, local, named, organization, source, start

group = Group("01X-03X Identifiers")

_ID, _IDENTIFIED, _IS, _VALUE = start(INSTANCE, "id"), f"{INSTANCE} {bf.identifiedBy} ", f" {A} ", f" {VALUE} "
_STATUS = f" {bf.status} "
QUALIFIER, _ASSIGNER, _TERMS, _SOURCE = f" {bf.qualifier} ", f" {bf.assigner} ", f" {bf.acquisitionTerms} ", f" {bf.source} "


def _status(code: str, label: str = "") -> tuple[str, str]:
    what = POSITIONS["number-status"][code]
    return f"<{what.iri}>", f'<{what.iri}> {A} {bf.Status}\n<{what.iri}> {LABEL} "{label or what.label}"'


STATUS = {"z": _status("z"), "y": _status("y")}
CANCELED = {"z": _status("z", "canceled"), "m": _status("z", "canceled"), "y": _status("y")}
"""What the code of a subfield says of the number in it, and the lines that describe that."""


def identifier(kind: str, value: str, *said: str, owner: str = INSTANCE, status: tuple[str, str] | None = None, iri: str = "") -> list[str]:
    """An identifier, one block. said: `{predicate}{object}` pairs, a blank before each. status: what is wrong with it.

    iri: where the identifier is a resource of its own elsewhere, its IRI.
    """
    content = kind + value
    if said or status:
        content += "".join(said) + (status[0] if status else "")
    node = iri or named(_ID if owner is INSTANCE else start(owner, "id"), content)
    head = _IDENTIFIED if owner is INSTANCE else f"{owner} {bf.identifiedBy} "
    block = f"{head}{node}\n{node}{_IS}{kind}\n{node}{_VALUE}{literal(value)}"
    for each in said:
        block += f"\n{node}{each}"
    return [block] if not status else [f"{block}\n{node}{_STATUS}{status[0]}", status[1]]


@group.rule("010.lccn", "010abz")
def lccn(tag: str, field: Field, facts: Facts) -> Lines:
    """The Library of Congress control number joins records of the same edition across catalogues; its blanks are part of it.

    010 ##$a   00236597 $z  2000236597
    ⇄
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Lccn
      rdf:value "   00236597 "
    instance bf:identifiedBy instance-id-2
    instance-id-2 a bf:Lccn
      rdf:value "  2000236597"
      bf:status id:vocabulary/mstatus/cancinv
    id:vocabulary/mstatus/cancinv a bf:Status
      rdfs:label "invalid"
    """
    lines: list[str] = []
    for part in field[1:]:
        if part[0] in "abz" and not part[1:].isspace() and len(part) > 1:
            lines += identifier(bf.Local if part[0] == "b" else bf.Lccn, part[1:], status=STATUS["z"] if part[0] == "z" else None)
    return lines


def apart(text: str) -> tuple[str, list[str], str]:
    """A number, the words in parentheses that qualify it, and what stands behind a colon, as it was typed into one subfield."""
    qualifiers: list[str] = []
    while "(" in text:
        before, _, rest = text.partition("(")
        inner, _, after = rest.partition(")")
        text = before + after
        if inner := _word(inner):
            qualifiers.append(inner)
    number, _, behind = text.partition(" :")
    return cut(number), qualifiers, cut(behind) if behind else ""


@lru_cache(4096)
def _word(text: str) -> str:
    """What qualifies a number: the same few words stand behind most."""
    return cut(text)


@group.rule("020.isbn", "020ayzqc")
def isbn(tag: str, field: Field, facts: Facts) -> Lines:
    """The ISBN, without the words that were typed behind it: those qualify it (binding, volume) or are its price; $z marks it as wrong.

    020 ##$a9786043005028 (bìa cứng) :$c85000đ
    ⇄
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Isbn
      rdf:value "9786043005028"
      bf:qualifier "bìa cứng"
      bf:acquisitionTerms "85000đ"
    """
    if len(field) == 2 and field[1][0] == "a" and field[1][1:].isalnum():
        return identifier(bf.Isbn, field[1][1:])
    lines: list[str] = []
    terms: list[str] = []
    common: list[str] = []
    if len(field) != 2 or field[1][0] in "cq":
        terms = [f"{_TERMS}{literal(text)}" for part in field[1:] if part[0] == "c" and (text := cut(part[1:]))]
        common = [f"{QUALIFIER}{literal(text)}" for part in field[1:] if part[0] == "q" and (text := unwrapped(part[1:]))]
    for part in field[1:]:
        if part[0] not in "ayz":
            continue
        number, qualifiers, behind = apart(part[1:])
        if not number:
            terms += [f"{QUALIFIER}{literal(text)}" for text in qualifiers]
            continue
        said = [f"{QUALIFIER}{literal(text)}" for text in qualifiers]
        if behind:
            said.append(f"{_TERMS if any(map(str.isdigit, behind)) else QUALIFIER}{literal(behind)}")
        lines += identifier(bf.Isbn, number, *said, *terms, *common, status=STATUS.get(part[0]))
    return lines or [INSTANCE + each for each in terms]


@group.rule("022.issn", "022ayzlm20")
def issn(tag: str, field: Field, facts: Facts) -> Lines:
    """The ISSN is of the serial itself and so of the Work; the linking ISSN ($l) is of all its media. $y is incorrect, $z and $m canceled.

    022 0#$a0866-7349$l0866-7349$y0866-7340
    →
    work bf:identifiedBy work-id-1
    work-id-1 a bf:Issn
      rdf:value "0866-7349"
    work bf:identifiedBy work-id-2
    work-id-2 a bf:IssnL
      rdf:value "0866-7349"
    work bf:identifiedBy work-id-3
    work-id-3 a bf:Issn
      rdf:value "0866-7340"
      bf:status id:vocabulary/mstatus/incorrect
    id:vocabulary/mstatus/incorrect a bf:Status
      rdfs:label "incorrect"
    """
    return _serial(field, {"a": bf.Issn, "y": bf.Issn, "z": bf.Issn, "l": bf.IssnL, "m": bf.IssnL})


@group.rule("023.cluster", "023ayz20")
def cluster_issn(tag: str, field: Field, facts: Facts) -> Lines:
    """The number of a cluster of serials: with a first indicator 0 it is the linking ISSN of the media of one serial.

    023 0#$a0866-7349
    →
    work bf:identifiedBy work-id-1
    work-id-1 a bf:IssnL
      rdf:value "0866-7349"
    """
    kind = bf.IssnL if field[0][0] == "0" else bf.Identifier
    return _serial(field, {"a": kind, "y": kind, "z": kind})


def _serial(field: Field, kinds: dict[str, str]) -> list[str]:
    lines: list[str] = []
    centre = first(field, "2")
    about: list[str] = []
    if centre:
        by = local(WORK, "agent", "issn" + centre)
        about = [f"{by} {A} {bf.Agent}\n{by} {bf.code} {literal(centre)}"]
    own = _own_iri(field)
    for part in field[1:]:
        value, qualifiers, _ = apart(part[1:]) if "(" in part else (part[1:].strip(), [], "")
        if part[0] in kinds and value:
            kind = kinds[part[0]]
            said = [f"{QUALIFIER}{literal(text)}" for text in qualifiers]
            if centre:
                said.append(f"{_ASSIGNER}{by}")
            where = own if part[0] == "a" else ""
            lines += [*identifier(kind, value, *said, owner=WORK, status=CANCELED.get(part[0]), iri=where), *about]
    return lines


def _own_iri(field: Field) -> str:
    """The IRI in $0, which is the identifier's own: nothing but an address counts here."""
    for part in field[1:]:
        if part[0] == "0" and "://" in part and (found := iri(part[1:])):
            return found
    return ""


_BY_INDICATOR = {"0": bf.Isrc, "1": bf.Upc, "2": bf.Ismn, "3": bf.Ean, "4": bf.Sici}
_BY_SOURCE = {
    "ansi": bf.Ansi, "doi": bf.Doi, "eidr": bf.Eidr, "gtin-14": bf.Gtin14Number, "hdl": bf.Hdl, "isan": bf.Isan, "isni": bf.Isni,
    "iso": bf.Iso, "istc": bf.Istc, "iswc": bf.Iswc, "matrix-number": bf.MatrixNumber, "music-plate": bf.MusicPlate,
    "music-publisher": bf.MusicPublisherNumber, "stock-number": bf.StockNumber, "urn": bf.Urn,
    "videorecording-identifier": bf.VideoRecordingNumber,
}  # fmt: skip


@group.rule("024.standard", "024ayzcdq20")
def standard(tag: str, field: Field, facts: Facts) -> Lines:
    """Other standard numbers, by the first indicator or the code in $2; of an unknown scheme the code is the source. An EIDR is the Work's.

    024 7#$a10.15625/0866-708X/54/2/9185$2doi
    ⇄
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Doi
      rdf:value "10.15625/0866-708X/54/2/9185"
    """
    scheme = first(field, "2")
    kind = _BY_INDICATOR.get(field[0][0]) or (_BY_SOURCE.get(scheme.lower()) if field[0][0] == "7" else None) or bf.Identifier
    owner = WORK if kind == bf.Eidr else INSTANCE
    said = [f"{_TERMS}{literal(text)}" for part in field[1:] if part[0] == "c" and (text := cut(part[1:]))]
    said += [f"{QUALIFIER}{literal(text)}" for part in field[1:] if part[0] == "q" and (text := unwrapped(part[1:]))]
    about: list[str] = []
    if scheme and kind == bf.Identifier:
        where, lines = source(owner, scheme)
        said.append(_SOURCE + where)
        about.append(lines)
    found: list[str] = []
    own = _own_iri(field)
    for part in field[1:]:
        if part[0] not in "ayz":
            continue
        value, qualifiers, behind = apart(part[1:]) if kind != bf.Sici else (part[1:].strip(), [], "")
        if not value:
            continue
        more = [f"{QUALIFIER}{literal(text)}" for text in (*qualifiers, *([behind] if behind else ()))]
        found += identifier(kind, value, *said, *more, owner=owner, status=STATUS.get(part[0]), iri=own if part[0] == "a" else "")
        if part[0] == "a":
            found += _further(found[0], field)
    return found + about if found else []


def _further(block: str, field: Field) -> list[str]:
    """$d, digits printed behind the number: a note of the identifier that begins `block`."""
    node = block[: block.index("\n")].rsplit(" ", 1)[1]
    lines: list[str] = []
    for part in field[1:]:
        if part[0] == "d" and (text := part[1:].strip()):
            about = local(INSTANCE, "note", "024d" + text)
            lines.append(f"{node} {bf.note} {about}\n{about} {A} {bf.Note}\n{about} {LABEL} {literal(text)}")
    return lines


_PUBLISHER = {
    "0": bf.AudioIssueNumber, "1": bf.MatrixNumber, "2": bf.MusicPlate, "3": bf.MusicPublisherNumber, "4": bf.VideoRecordingNumber,
    "6": bf.MusicDistributorNumber,
}  # fmt: skip


@group.rule("028.publisher", "028abq")
def publisher(tag: str, field: Field, facts: Facts) -> Lines:
    """The number that a publisher of music or recordings gave, and who that is.

    028 02$aSG-001$bSaigon Audio
    ⇄
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:AudioIssueNumber
      rdf:value "SG-001"
      bf:assigner instance-agent-1
    instance-agent-1 a bf:Organization
      rdfs:label "Saigon Audio"
    """
    said, about = given_by(field)
    said += [f"{QUALIFIER}{literal(text)}" for part in field[1:] if part[0] == "q" and (text := unwrapped(part[1:]))]
    lines: list[str] = []
    for part in field[1:]:
        if part[0] == "a" and (value := cut(part[1:])):
            lines += identifier(_PUBLISHER.get(field[0][0], bf.PublisherNumber), value, *said)
    return lines + about if lines else []


def given_by(field: Field) -> tuple[list[str], list[str]]:
    """Who gave a number, as $b names them: what is said of the number, and the lines that describe them."""
    said: list[str] = []
    about: list[str] = []
    for part in field[1:]:
        if part[0] == "b" and (name := cut(part[1:])):
            by = local(INSTANCE, "agent", name)
            said.append(_ASSIGNER + by)
            about.append(f"{by} {A} {bf.Organization}\n{by} {LABEL} {literal(name)}")
    return said, about


@group.rule("035.system", "035azq")
def system(tag: str, field: Field, facts: Facts) -> Lines:
    """A number of another system; the code in brackets says whose. OCLC's has its own class, because it joins catalogues.

    035 ##$a(OCoLC)19695643
    ⇄
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:OclcNumber
      rdf:value "19695643"
    """
    lines: list[str] = []
    said = [f"{QUALIFIER}{literal(text)}" for part in field[1:] if part[0] == "q" and (text := unwrapped(part[1:]))]
    for part in field[1:]:
        if part[0] not in "az":
            continue
        prefix, closed, number = part[1:].partition(")")
        status = STATUS["z"] if part[0] == "z" else None
        value = number.strip() if closed else prefix.strip()
        if not value:
            continue
        if "OCoLC" in part:
            lines += identifier(bf.OclcNumber, value, *said, status=status)
            continue
        by = organization(prefix.rpartition("(")[2]) if closed else None
        if by:
            lines += identifier(bf.Local, value, _ASSIGNER + by, *said, status=status)
            lines.append(f"{by}{_IS}{bf.Agent}")
        else:
            lines += identifier(bf.Local, part[1:].strip(), *said, status=status)
    return lines

# SPDX-License-Identifier: Apache-2.0
"""Fields 01X-03X: the numbers by which others know the edition."""

from __future__ import annotations

import re

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .subfields import chop, first
from .write import INSTANCE, LABEL, VALUE, VOCABULARY, A, bf, literal, local, named, organization, start

group = Group("01X-03X Identifiers")

INVALID = f"{VOCABULARY}mstatus/cancinv>"
_ID, _IDENTIFIED, _IS, _VALUE = start(INSTANCE, "id"), f"{INSTANCE} {bf.identifiedBy} ", f" {A} ", f" {VALUE} "
_INVALID_LINES = [f'{INVALID} {A} {bf.Status}\n{INVALID} {LABEL} "invalid"']


def identifier(kind: str, value: str, *extra: str, invalid: bool = False, qualifiers: list[str] | tuple[str, ...] = ()) -> list[str]:
    """An identifier of the Instance. kind: its class. extra: predicate-object pairs, ready to write."""
    node = named(_ID, kind + value + ("z" if invalid else ""))
    lines = [f"{_IDENTIFIED}{node}", f"{node}{_IS}{kind}\n{node}{_VALUE}{literal(value)}"]
    if qualifiers:
        lines += [f"{node} {bf.qualifier} {literal(text)}" for text in qualifiers if text]
    if extra:
        lines += [f"{node} {pair}" for pair in extra]
    if invalid:
        lines.append(f"{node} {bf.status} {INVALID}")
        lines += _INVALID_LINES
    return lines


@group.rule("010.lccn", "010az")
def lccn(tag: str, field: Field, facts: Facts) -> Lines:
    """The Library of Congress control number joins records of the same edition across catalogues; its blanks are part of it.

    010 ##$a   00236597 $z  2000236597
    →
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
        if part[0] in "az" and part[1:].strip():
            lines += identifier(bf.Lccn, part[1:], invalid=part[0] == "z")
    return lines


_QUALIFIER = re.compile(r"\(([^()]*)\)?")


@group.rule("020.isbn", "020azqc")
def isbn(tag: str, field: Field, facts: Facts) -> Lines:
    """The ISBN, without the words that were typed behind it: those qualify it (binding, volume), and $z marks it as wrong.

    020 ##$a9786043005028 (bìa cứng) :$c85000đ
    →
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Isbn
      rdf:value "9786043005028"
      bf:qualifier "bìa cứng"
    instance bf:acquisitionTerms "85000đ"
    """
    lines: list[str] = []
    terms = chop(first(field, "c"))
    qualifiers = [chop(part[1:]).strip("()") for part in field[1:] if part[0] == "q"]
    for part in field[1:]:
        if part[0] not in "az":
            continue
        value, bracket, _ = part[1:].partition("(")
        value = value.strip(" :;")
        if value:
            found = qualifiers or ([match[1].strip() for match in _QUALIFIER.finditer(part[1:])] if bracket else [])
            lines += identifier(bf.Isbn, value, invalid=part[0] == "z", qualifiers=found)
    if terms:
        lines.append(f"{INSTANCE} {bf.acquisitionTerms} {literal(terms)}")
    return lines


@group.rule("035.system", "035az")
def system(tag: str, field: Field, facts: Facts) -> Lines:
    """A number of another system; the code in brackets says whose. OCLC's has its own class, because it joins catalogues.

    035 ##$a(OCoLC)19695643
    →
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:OclcNumber
      rdf:value "19695643"
    """
    lines: list[str] = []
    for part in field[1:]:
        if part[0] not in "az" or not part[1:].strip():
            continue
        prefix, number = _assigned(part[1:].strip())
        if prefix == "OCoLC":
            lines += identifier(bf.OclcNumber, number, invalid=part[0] == "z")
            continue
        by = organization(prefix) if prefix else None
        lines += identifier(bf.Local, number if by else part[1:].strip(), *([f"{bf.assigner} {by}"] if by else []), invalid=part[0] == "z")
        if by:
            lines.append(f"{by} {A} {bf.Agent}")
    return lines


def _assigned(value: str) -> tuple[str, str]:
    if value.startswith("(") and ")" in value:
        prefix, _, number = value[1:].partition(")")
        return prefix.strip(), number.strip()
    return "", value


_SIMPLE = {
    "015": bf.Nbn, "016": bf.Local, "022": bf.Issn, "025": bf.LcOverseasAcq,
    "027": bf.Strn, "030": bf.Coden, "074": bf.Identifier, "088": bf.ReportNumber,
}  # fmt: skip
_BY_INDICATOR = {"0": bf.Isrc, "1": bf.Upc, "2": bf.Ismn, "3": bf.Ean, "4": bf.Sici}
_BY_SOURCE = {"doi": bf.Doi, "hdl": bf.Hdl, "urn": bf.Urn, "isni": bf.Isni, "isan": bf.Isan, "iswc": bf.Iswc}
_PUBLISHER = {
    "0": bf.AudioIssueNumber, "1": bf.MatrixNumber, "2": bf.MusicPlate, "3": bf.MusicPublisherNumber, "4": bf.VideoRecordingNumber,
    "5": bf.PublisherNumber, "6": bf.MusicDistributorNumber,
}  # fmt: skip


@group.rule("01X.number", "015aqz2 016az2 022ayz 025a 027aqz 030az 074az 088az")
def number(tag: str, field: Field, facts: Facts) -> Lines:
    """Numbers of national bibliographies, agencies and reports, each of its class; $y and $z are wrong or cancelled ones.

    022 ##$a0866-7349
    →
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Issn
      rdf:value "0866-7349"
    """
    lines: list[str] = []
    scheme = first(field, "2")
    qualifiers = [chop(part[1:]).strip("()") for part in field[1:] if part[0] == "q"]
    for part in field[1:]:
        if part[0] in "ayz" and part[1:].strip():
            by = organization(scheme) if tag == "016" and field[0][0] == "7" else None
            more = [f"{bf.source} {by}"] if by else []
            value = part[1:].strip()
            lines += identifier(_SIMPLE[tag], value, *more, invalid=part[0] in "yz", qualifiers=qualifiers)
            if by:
                lines += [f"{by} {A} {bf.Source}", f"{by} {bf.code} {literal(scheme)}"]
            elif scheme and tag == "015":
                lines.append(f"{lines[0].rsplit(' ', 1)[1]} {bf.qualifier} {literal(scheme)}")
    return lines


@group.rule("022.linking", "022l")
def linking_issn(tag: str, field: Field, facts: Facts) -> Lines:
    """The linking ISSN is of the Work in all its media.

    022 ##$a0866-7349$l0866-7349
    →
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:IssnL
      rdf:value "0866-7349"
    """
    value = first(field, "l")
    return identifier(bf.IssnL, value) if value else []


@group.rule("024.standard", "024acdqz2")
def standard(tag: str, field: Field, facts: Facts) -> Lines:
    """Other standard numbers: by the first indicator, or by the code in $2 (doi, hdl, isni).

    024 7#$a10.1000/182$2doi
    →
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:Doi
      rdf:value "10.1000/182"
    """
    lines: list[str] = []
    scheme = first(field, "2")
    kind = _BY_INDICATOR.get(field[0][0]) or _BY_SOURCE.get(scheme.lower(), bf.Identifier)
    more = [chop(part[1:]).strip("()") for part in field[1:] if part[0] in "cdq"]
    for part in field[1:]:
        if part[0] in "az" and part[1:].strip():
            named = [scheme] if kind == bf.Identifier and scheme else []
            lines += identifier(kind, part[1:].strip(), invalid=part[0] == "z", qualifiers=more + named)
    return lines


@group.rule("028.publisher", "028abq")
def publisher(tag: str, field: Field, facts: Facts) -> Lines:
    """The number that a publisher of music or recordings gave, and who that is.

    028 02$aSG-001$bSaigon Audio
    →
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:AudioIssueNumber
      rdf:value "SG-001"
      bf:assigner instance-agent-1
    instance-agent-1 a bf:Agent
      rdfs:label "Saigon Audio"
    """
    value = first(field, "a")
    if not value:
        return []
    who = chop(first(field, "b"))
    more = [chop(part[1:]).strip("()") for part in field[1:] if part[0] == "q"]
    lines = identifier(_PUBLISHER.get(field[0][0], bf.PublisherNumber), value, qualifiers=more)
    if who:
        by = local(INSTANCE, "agent", "028" + who)
        lines += [f"{lines[0].rsplit(' ', 1)[1]} {bf.assigner} {by}", f"{by} {A} {bf.Agent}", f"{by} {LABEL} {literal(who)}"]
    return lines

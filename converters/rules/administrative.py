# SPDX-License-Identifier: Apache-2.0
"""Leader, 001-005, 008/00-05, 040 and 042: who described it, when, by which rules."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import LANGUAGES, POSITIONS

from .subfields import only
from .write import DATE, INSTANCE, VALUE, VOCABULARY, A, bf, bflc, literal, organization, term

group = Group("Administrative metadata")


@group.rule("001.description", "001 003", needs="admin first")
def control_number(tag: str, field: Field, facts: Facts) -> Lines:
    """One node holds what is said of the description; it is named by the control number and whose number that is.

    001 py0001
    003 VN-PYTV
    →
    instance bf:adminMetadata instance-admin-1
    instance-admin-1 a bf:AdminMetadata
      bf:identifiedBy instance-admin-1-number
    instance-admin-1-number a bf:Local
      rdf:value "py0001"
      bf:assigner id:vocabulary/organizations/vnpytv
    """
    node = facts.admin
    if tag == "003" and "001" in facts.first:
        return []
    lines = [f"{INSTANCE} {bf.adminMetadata} {node}", f"{node} {A} {bf.AdminMetadata}"]
    number = facts.first.get("001", "").strip()
    if number:
        local = inside_record(node, "number")
        lines += [f"{node} {bf.identifiedBy} {local}", f"{local} {A} {bf.Local}", f"{local} {VALUE} {literal(number)}"]
        by = organization(facts.first.get("003", "").strip())
        if by:
            lines.append(f"{local} {bf.assigner} {by}")
    return lines


def inside_record(node: str, part: str) -> str:
    """A node that belongs to a node of the record."""
    return f"{node[:-1]}-{part}>"


@group.rule("005.changed", "005 008[0-5]", needs="admin")
def dates(tag: str, field: Field, facts: Facts) -> Lines:
    """When the record was made and last changed: harvesters and cataloguers ask for it.

    005 20211109083000.0
    008 200101s2019####vm############000#0#vie##
    →
    instance-admin-1 bf:changeDate "2021-11-09"^^xsd:date
      bf:creationDate "2020-01-01"^^xsd:date
    """
    digits = field[0]
    if tag == "005":
        date = _date(digits[:4], digits[4:6], digits[6:8])
        return [f'{facts.admin} {bf.changeDate} "{date}"^^{DATE}'] if date else []
    year = digits[:2]
    date = _date(("19" if year > "65" else "20") + year, digits[2:4], digits[4:6])
    return [f'{facts.admin} {bf.creationDate} "{date}"^^{DATE}'] if date else []


def _date(year: str, month: str, day: str) -> str:
    text = year + month + day
    if not (len(text) == 8 and text.isascii() and text.isdigit()):
        return ""
    return f"{year}-{month}-{day}" if year >= "1000" and "01" <= month <= "12" and "01" <= day <= _DAYS[month] else ""


_DAYS = {f"{m:02}": "28" if m == 2 else "30" if m in (4, 6, 9, 11) else "31" for m in range(1, 13)}


@group.rule("leader.level", "LDR[17] LDR[18]", needs="admin first leader")
def level(tag: str, field: Field, facts: Facts) -> Lines:
    """How full the description is and by which rules it was made.

    LDR 00000nam a2200000 a 4500
    001 py0001
    →
    instance-admin-1 bflc:encodingLevel id:vocabulary/menclvl/f
    id:vocabulary/menclvl/f a bflc:EncodingLevel
      rdfs:label "full"
    instance-admin-1 bf:descriptionConventions id:vocabulary/descriptionConventions/aacr
    id:vocabulary/descriptionConventions/aacr a bf:DescriptionConventions
      rdfs:label "aacr"
    """
    lines: list[str] = []
    if "001" not in facts.first and "003" not in facts.first:
        return lines
    full = POSITIONS["encoding-level"].get(facts.leader[17].replace(" ", "0"))
    if full:
        lines += term(facts.admin, bflc.encodingLevel, bflc.EncodingLevel, full)
    rules = POSITIONS["description-rules"].get(facts.leader[18])
    if rules:
        lines += term(facts.admin, bf.descriptionConventions, bf.DescriptionConventions, rules)
    return lines


@group.rule("040.cataloguer", "040abcde", needs="admin first")
def cataloguer(tag: str, field: Field, facts: Facts) -> Lines:
    """Who catalogued and changed the description, in which language and by which rules.

    040 ##$aVN-PYTV$bvie$eaacr2
    →
    instance-admin-1 bf:assigner id:vocabulary/organizations/vnpytv
    id:vocabulary/organizations/vnpytv a bf:Agent
    instance-admin-1 bf:descriptionLanguage id:vocabulary/languages/vie
      bf:descriptionConventions id:vocabulary/descriptionConventions/aacr2
    id:vocabulary/descriptionConventions/aacr2 a bf:DescriptionConventions
    """
    lines: list[str] = []
    node = facts.admin
    for part in field[1:]:
        code, value = part[0], part[1:].strip()
        if code in "acd":
            by = organization(value)
            lines += [f"{node} {bf.assigner if code == 'a' else bf.descriptionModifier} {by}", f"{by} {A} {bf.Agent}"] if by else []
            if not by and value:
                lines.append(f"{node} {bf.source} {literal(value)}")
        elif code == "b" and value in LANGUAGES:
            lines.append(f"{node} {bf.descriptionLanguage} {VOCABULARY}languages/{value}>")
        elif code == "e" and value.isascii() and value.isalnum():
            rules = f"{VOCABULARY}descriptionConventions/{value}>"
            lines += [f"{node} {bf.descriptionConventions} {rules}", f"{rules} {A} {bf.DescriptionConventions}"]
    return lines


@group.rule("042.authentication", "042a", needs="admin")
def authentication(tag: str, field: Field, facts: Facts) -> Lines:
    """The programme that vouches for the description.

    042 ##$apcc
    →
    instance-admin-1 bf:descriptionAuthentication id:vocabulary/marcauthen/pcc
    id:vocabulary/marcauthen/pcc a bf:DescriptionAuthentication
    """
    lines: list[str] = []
    for value in only(field, "a"):
        code = value.strip().lower()
        if code.isascii() and code.isalnum():
            iri = f"{VOCABULARY}marcauthen/{code}>"
            lines += [f"{facts.admin} {bf.descriptionAuthentication} {iri}", f"{iri} {A} {bf.DescriptionAuthentication}"]
    return lines

# SPDX-License-Identifier: Apache-2.0
"""Leader, 001-005, 008/00-05, 040 and 042: who described it, when, by which rules."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import ADMIN
from mucluc.vocab.codes import LANGUAGES, POSITIONS

from .subfields import only
from .write import DATE, INSTANCE, VALUE, VOCABULARY, A, bf, bflc, literal, organization, term

group = Group("Administrative metadata")


@group.rule("001.description", "001 003", needs="first")
def control_number(tag: str, field: Field, facts: Facts) -> Lines:
    """One node, the record's own, holds what is said of the description: the number is the library's (003), not the edition's.

    001 py0001
    003 VN-PYTV
    →
    admin bf:identifiedBy admin-number
    admin-number a bf:Local
      rdf:value "py0001"
      bf:assigner id:vocabulary/organizations/vnpytv
    """
    if tag == "003":
        by = organization(field[0].strip())
        return [f"{_NUMBER} {bf.assigner} {by}"] if by and "001" in facts.first else []
    number = field[0].strip()
    return [*_NUMBER_LINES, _NUMBER_IS + literal(number)] if number else []


_NUMBER = f"{ADMIN[:-1]}-number>"
_NUMBER_IS = f"{_NUMBER} {VALUE} "
_NUMBER_LINES = (f"{ADMIN} {bf.identifiedBy} {_NUMBER}", f"{_NUMBER} {A} {bf.Local}")


@group.rule("005.changed", "005 008[0-5]")
def dates(tag: str, field: Field, facts: Facts) -> Lines:
    """When the record was made and last changed: harvesters and cataloguers ask for it.

    005 20211109083000.0
    008 200101s2019####vm############000#0#vie##
    →
    admin bf:changeDate "2021-11-09"^^xsd:date
      bf:creationDate "2020-01-01"^^xsd:date
    """
    digits = field[0]
    if tag == "005":
        date = _date(digits[:4], digits[4:6], digits[6:8])
        return [f'{_CHANGED}{date}"^^{DATE}'] if date else []
    return _created(digits[:6])


@lru_cache(4096)
def _created(day: str) -> tuple[str, ...]:
    year = day[:2]
    date = _date(("19" if year > "65" else "20") + year, day[2:4], day[4:6])
    return (f'{_CREATED}{date}"^^{DATE}',) if date else ()


_CHANGED, _CREATED = f'{ADMIN} {bf.changeDate} "', f'{ADMIN} {bf.creationDate} "'


def _date(year: str, month: str, day: str) -> str:
    text = year + month + day
    if not (len(text) == 8 and text.isascii() and text.isdigit()):
        return ""
    return f"{year}-{month}-{day}" if year >= "1000" and "01" <= month <= "12" and "01" <= day <= _DAYS[month] else ""


_DAYS = {f"{m:02}": "28" if m == 2 else "30" if m in (4, 6, 9, 11) else "31" for m in range(1, 13)}


@group.rule("leader.level", "LDR[17] LDR[18]", needs="leader")
def level(tag: str, field: Field, facts: Facts) -> Lines:
    """How full the description is and by which rules it was made.

    LDR 00000nam a2200000 a 4500
    001 py0001
    →
    instance bf:adminMetadata admin
    admin a bf:AdminMetadata
      bflc:encodingLevel id:vocabulary/menclvl/f
    id:vocabulary/menclvl/f a bflc:EncodingLevel
      rdfs:label "full"
    admin bf:descriptionConventions id:vocabulary/descriptionConventions/aacr
    id:vocabulary/descriptionConventions/aacr a bf:DescriptionConventions
      rdfs:label "aacr"
    """
    return _level(facts.leader[17], facts.leader[18])


@lru_cache(512)
def _level(full: str, rules: str) -> tuple[str, ...]:
    lines = [f"{INSTANCE} {bf.adminMetadata} {ADMIN}", f"{ADMIN} {A} {bf.AdminMetadata}"]
    if found := POSITIONS["encoding-level"].get(full.replace(" ", "0")):
        lines += term(ADMIN, bflc.encodingLevel, bflc.EncodingLevel, found)
    if found := POSITIONS["description-rules"].get(rules):
        lines += term(ADMIN, bf.descriptionConventions, bf.DescriptionConventions, found)
    return tuple(lines)


@group.rule("040.cataloguer", "040abcde", cached=True)
def cataloguer(tag: str, field: Field, facts: Facts) -> Lines:
    """Who catalogued and changed the description, in which language and by which rules.

    040 ##$aVN-PYTV$bvie$eaacr2
    →
    admin bf:assigner id:vocabulary/organizations/vnpytv
    id:vocabulary/organizations/vnpytv a bf:Agent
    admin bf:descriptionLanguage id:vocabulary/languages/vie
      bf:descriptionConventions id:vocabulary/descriptionConventions/aacr2
    id:vocabulary/descriptionConventions/aacr2 a bf:DescriptionConventions
    """
    lines: list[str] = []
    for part in field[1:]:
        code, value = part[0], part[1:].strip()
        if code in "acd":
            by = organization(value)
            lines += [f"{ADMIN} {bf.assigner if code == 'a' else bf.descriptionModifier} {by}", f"{by} {A} {bf.Agent}"] if by else []
            if not by and value:
                lines.append(f"{ADMIN} {bf.source} {literal(value)}")
        elif code == "b" and value in LANGUAGES:
            lines.append(f"{ADMIN} {bf.descriptionLanguage} {VOCABULARY}languages/{value}>")
        elif code == "e" and value.isascii() and value.isalnum():
            rules = f"{VOCABULARY}descriptionConventions/{value}>"
            lines += [f"{ADMIN} {bf.descriptionConventions} {rules}", f"{rules} {A} {bf.DescriptionConventions}"]
    return lines


@group.rule("042.authentication", "042a", cached=True)
def authentication(tag: str, field: Field, facts: Facts) -> Lines:
    """The programme that vouches for the description.

    042 ##$apcc
    →
    admin bf:descriptionAuthentication id:vocabulary/marcauthen/pcc
    id:vocabulary/marcauthen/pcc a bf:DescriptionAuthentication
    """
    lines: list[str] = []
    for value in only(field, "a"):
        code = value.strip().lower()
        if code.isascii() and code.isalnum():
            iri = f"{VOCABULARY}marcauthen/{code}>"
            lines += [f"{ADMIN} {bf.descriptionAuthentication} {iri}", f"{iri} {A} {bf.DescriptionAuthentication}"]
    return lines

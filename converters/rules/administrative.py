# SPDX-License-Identifier: Apache-2.0
"""Leader, 001-005, 008/00-05, 038, 040 and 042: who described it, when, by which rules."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import ADMIN
from mucluc.vocab.codes import LANGUAGES, POSITIONS

from .subfields import only
from .write import DATE, DATE_TIME, INSTANCE, LABEL, VALUE, VOCABULARY, A, bf, bflc, encoded, literal, local, organization, term

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
        said = [f"{_NUMBER} {bf.assigner} {by}"] if by and "001" in facts.first else []
        return [*said, DLC_LINES] if said and by == _DLC else said
    number = field[0].strip()
    return [*_NUMBER_LINES, _NUMBER_IS + literal(number)] if number else []


_DLC = f"{VOCABULARY}organizations/dlc>"
DLC_LINES = f'{_DLC} {A} {bf.Agent}\n{_DLC} {bf.code} "DLC"'
"""The Library of Congress is described where the record is its, or it made the description or was the last to change it."""
_NUMBER = f"{ADMIN[:-1]}-number>"
_NUMBER_IS = f"{_NUMBER} {VALUE} "
_NUMBER_LINES = (f"{ADMIN} {bf.identifiedBy} {_NUMBER}", f"{_NUMBER} {A} {bf.Local}")


@group.rule("005.changed", "005 008[0-5]")
def dates(tag: str, field: Field, facts: Facts) -> Lines:
    """When the record was made and last changed: harvesters and cataloguers ask for it.

    005 20211109083000.0
    008 200101s2019####vm############000#0#vie##
    →
    admin bf:changeDate "2021-11-09T08:30:00"^^xsd:dateTime
      bf:creationDate "2020-01-01"^^xsd:date
    """
    digits = field[0]
    if tag == "005":
        date = _date(digits[:4], digits[4:6], digits[6:8])
        time = digits[8:14]
        if date and time.isascii() and time.isdigit() and len(time) == 6 and time[:2] < "24" and time[2] < "6" and time[4] < "6":
            return [f'{_CHANGED}{date}T{time[:2]}:{time[2:4]}:{time[4:]}"^^{DATE_TIME}']
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
    if not (year >= "1000" and "01" <= month <= "12"):
        return ""
    leap = month + day == "0229" and int(year) % 4 == 0 and (year[2:] != "00" or int(year) % 400 == 0)
    return f"{year}-{month}-{day}" if leap or "01" <= day <= _DAYS[month] else ""


_DAYS = {f"{m:02}": "28" if m == 2 else "30" if m in (4, 6, 9, 11) else "31" for m in range(1, 13)}


@group.rule("leader.level", "LDR[5] LDR[17] LDR[18]", needs="leader first")
def level(tag: str, field: Field, facts: Facts) -> Lines:
    """Whether the description is new or changed, how full it is and by which rules it was made: where 040 says RDA, by no older ones.

    LDR 00000nam a2200000 a 4500
    001 py0001
    ⇄
    instance bf:adminMetadata admin
    admin a bf:AdminMetadata
      bf:status id:vocabulary/mstatus/n
    id:vocabulary/mstatus/n a bf:Status
      rdfs:label "new"
    admin bflc:encodingLevel id:vocabulary/menclvl/f
    id:vocabulary/menclvl/f a bflc:EncodingLevel
      rdfs:label "full"
    admin bf:descriptionConventions id:vocabulary/descriptionConventions/aacr
    id:vocabulary/descriptionConventions/aacr a bf:DescriptionConventions
      bf:code "aacr"
    """
    leader = facts.leader
    return _level(leader[5], leader[17], leader[18] if "\x1ferda" not in facts.first.get("040", "") else "")


@lru_cache(512)
def _level(status: str, full: str, rules: str) -> tuple[str, ...]:
    lines = [f"{INSTANCE} {bf.adminMetadata} {ADMIN}\n{ADMIN} {A} {bf.AdminMetadata}"]
    if found := POSITIONS["record-status"].get(status):
        lines += term(ADMIN, bf.status, bf.Status, found)
    if found := POSITIONS["encoding-level"].get(full.replace(" ", "0")):
        lines += term(ADMIN, bflc.encodingLevel, bflc.EncodingLevel, found)
    if found := POSITIONS["description-rules"].get(rules):
        lines.append(_conventions(found.label))
    return ("\n".join(lines),)


def _conventions(code: str) -> str:
    node = f"{VOCABULARY}descriptionConventions/{encoded(code)}>"
    return f"{ADMIN} {bf.descriptionConventions} {node}\n{node} {A} {bf.DescriptionConventions}\n{node} {bf.code} {literal(code)}"


_BY = {"a": bf.assigner, "c": bf.assigner, "d": bf.descriptionModifier}


@group.rule("040.cataloguer", "040abcde", cached=KEPT)
def cataloguer(tag: str, field: Field, facts: Facts) -> Lines:
    """Who catalogued, transcribed and changed the description, in which language and by which rules.

    040 ##$aVN-PYTV$bvie$cVN-PYTV$eaacr2
    →
    admin bf:assigner id:vocabulary/organizations/vnpytv
    id:vocabulary/organizations/vnpytv bf:code "VN-PYTV"
    admin bf:descriptionLanguage id:vocabulary/languages/vie
    id:vocabulary/languages/vie a bf:Language
    admin bf:descriptionConventions id:vocabulary/descriptionConventions/aacr2
    id:vocabulary/descriptionConventions/aacr2 a bf:DescriptionConventions
      bf:code "aacr2"
    """
    lines: dict[str, None] = {}
    changed = ""
    for part in field[1:]:
        code, value = part[0], part[1:].strip()
        if not value:
            continue
        if code in _BY:
            lines |= dict.fromkeys(_organization(_BY[code], value))
            if value == "DLC":
                changed = code
                if code == "a":
                    lines[DLC_LINES] = None
            elif code == "d":
                changed = ""
        elif code == "b":
            iri = f"{VOCABULARY}languages/{value}>" if value in LANGUAGES else local(ADMIN, "language", value)
            known = "" if value in LANGUAGES else f"\n{iri} {bf.code} {literal(value)}"
            lines[f"{ADMIN} {bf.descriptionLanguage} {iri}\n{iri} {A} {bf.Language}{known}"] = None
        elif code == "e" and " " not in value:
            lines[_conventions(value)] = None
        elif code == "e":
            node = local(ADMIN, "conventions", value)
            lines[
                f"{ADMIN} {bf.descriptionConventions} {node}\n{node} {A} {bf.DescriptionConventions}\n{node} {LABEL} {literal(value)}"
            ] = None
    if changed == "d":
        lines[DLC_LINES] = None
    return list(lines)


@lru_cache(1024)
def _organization(predicate: str, code: str) -> tuple[str, ...]:
    """An organization by its code, which is said as well where its IRI does not show it."""
    by = organization(code)
    if not by:
        return (f"{ADMIN} {bf.source} {literal(code)}",)
    shown = code.isalnum() and code == code.upper()
    return (f"{ADMIN} {predicate} {by}" + ("" if shown else f"\n{by} {bf.code} {literal(code)}"),)


@group.rule("042.authentication", "042a", cached=KEPT)
def authentication(tag: str, field: Field, facts: Facts) -> Lines:
    """The programme that vouches for the description.

    042 ##$apcc
    ⇄
    admin bf:descriptionAuthentication id:vocabulary/marcauthen/pcc
    id:vocabulary/marcauthen/pcc a bf:DescriptionAuthentication
      bf:code "pcc"
    """
    lines: list[str] = []
    for value in only(field, "a"):
        code = value.strip()
        iri = f"{VOCABULARY}marcauthen/{encoded(code)}>"
        lines.append(
            f"{ADMIN} {bf.descriptionAuthentication} {iri}\n{iri} {A} {bf.DescriptionAuthentication}\n{iri} {bf.code} {literal(code)}"
        )
    return lines


@group.rule("038.licensor", "038a")
def licensor(tag: str, field: Field, facts: Facts) -> Lines:
    """Who licenses the record itself.

    038 ##$aThư viện Quốc gia Việt Nam
    →
    admin bflc:metadataLicensor admin-licensor-1
    admin-licensor-1 a bflc:MetadataLicensor
      rdfs:label "Thư viện Quốc gia Việt Nam"
    """
    lines: list[str] = []
    for value in only(field, "a"):
        node = local(ADMIN, "licensor", value)
        lines.append(f"{ADMIN} {bflc.metadataLicensor} {node}\n{node} {A} {bflc.MetadataLicensor}\n{node} {LABEL} {literal(value.strip())}")
    return lines

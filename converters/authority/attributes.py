# SPDX-License-Identifier: Apache-2.0
"""Fields 046 and 370-378: what is known of the person, family or body behind the heading."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.rules.control_subfields import iri as known_iri
from mucluc.converters.rules.subfields import chop, only
from mucluc.converters.rules.write import EDTF_TYPE, LABEL, VOCABULARY, A, bf, inside, literal, mads
from mucluc.vocab.codes import LANGUAGES

from .headings import established

group = Group("046 and 37X Attributes")

_DATES = {
    "f": mads.birthDate, "g": mads.deathDate, "q": mads.establishDate, "r": mads.terminateDate, "s": mads.activityStartDate,
    "t": mads.activityEndDate, "k": mads.creationDateStart, "l": mads.creationDateEnd,
}  # fmt: skip


@group.rule("auth.dates", "046fgklqrst", needs="fields first fixed")
def dates(tag: str, field: Field, facts: Facts) -> Lines:
    """When the person lived or the body existed, where the field gives ISO 8601 or EDTF dates; other text stays text.

    LDR 00000nz##a2200000n##4500
    046 ##$f17650103$g18200918
    100 0#$aNguyễn Du,$d1765-1820
    →
    agent/1 madsrdf:identifiesRWO agent/1#thing
    agent/1#thing a madsrdf:RWO
      madsrdf:birthDate "1765-01-03"^^id:datatypes/edtf
      madsrdf:deathDate "1820-09-18"^^id:datatypes/edtf
    """
    said = [
        f"{{}} {_DATES[part[0]]} " + (f'"{edtf}"^^{EDTF_TYPE}' if (edtf := _edtf(part[1:].strip())) else literal(part[1:].strip()))
        for part in field[1:]
        if part[0] in _DATES and part[1:].strip()
    ]
    return _of_the_thing(facts, said)


def _edtf(text: str) -> str:
    """A date of 046 as EDTF: `1765`, `176501`, `17650103`, `1765-01`, with `~` or `?` behind; empty when it is none of them."""
    end = text[-1:] if text[-1:] in ("~", "?", "%") else ""
    digits = text.removesuffix(end).replace("-", "") if end else text.replace("-", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (4, 6, 8):
        return ""
    parts = [digits[:4], digits[4:6], digits[6:8]]
    if (parts[1] and not "01" <= parts[1] <= "12") or (parts[2] and not "01" <= parts[2] <= "31"):
        return ""
    return "-".join(part for part in parts if part) + end


def _of_the_thing(facts: Facts, said: list[str]) -> list[str]:
    """Statements, `{}` standing for their subject, about what the heading names."""
    mine = established(facts)
    if mine is None or not said:
        return []
    thing = inside(mine.node, "thing")
    return [f"{mine.node} {mads.identifiesRWO} {thing}", f"{thing} {A} {mads.RWO}", *[line.replace("{}", thing, 1) for line in said]]


_PLACES = {"a": mads.birthPlace, "b": mads.deathPlace, **dict.fromkeys("cef", mads.associatedLocale)}
_TEXTS = {
    "368": ({"a": mads.entityDescriptor, "c": mads.entityDescriptor}, mads.Topic), "370": (_PLACES, mads.Geographic),
    "372": ({"a": mads.fieldOfActivity}, mads.Topic), "373": ({"a": mads.hasAffiliation}, mads.CorporateName),
    "374": ({"a": mads.occupation}, mads.Occupation), "375": ({"a": mads.gender}, mads.Topic),
    "376": ({"a": mads.entityDescriptor}, mads.Topic), "378": ({"q": mads.fullerName}, mads.PersonalName),
}  # fmt: skip


@group.rule("auth.attribute", " ".join(f"{tag}{''.join(codes)}" for tag, (codes, _) in _TEXTS.items()), needs="fields first fixed")
def attribute(tag: str, field: Field, facts: Facts) -> Lines:
    """Places, field of activity, affiliation, occupation: terms of a list, each with its label.

    LDR 00000nz##a2200000n##4500
    100 0#$aNguyễn Du,$d1765-1820
    374 ##$aNhà thơ
    →
    agent/1 madsrdf:identifiesRWO agent/1#thing
    agent/1#thing a madsrdf:RWO
      madsrdf:occupation agent/1#thing-1
    agent/1#thing-1 a madsrdf:Occupation
      rdfs:label "Nhà thơ"
    """
    codes, kind = _TEXTS[tag]
    mine = established(facts)
    said: list[str] = []
    addresses = [found for text in only(field, "01") if (found := known_iri(text))]
    for part in field[1:]:
        text = chop(part[1:])
        if mine is None or part[0] not in codes or not text:
            continue
        node = addresses.pop(0) if addresses and len(addresses) == 1 else inside(mine.node, "thing-" + local_hash(kind + text))
        said.append(f"{{}} {codes[part[0]]} {node}\n{node} {A} {kind}\n{node} {LABEL} {literal(text)}")
    return _of_the_thing(facts, said)


@group.rule("auth.language", "377al", needs="fields first fixed")
def language(tag: str, field: Field, facts: Facts) -> Lines:
    """The languages in which the person writes.

    LDR 00000nz##a2200000n##4500
    100 0#$aNguyễn Du,$d1765-1820
    377 ##$avie
    →
    agent/1 madsrdf:identifiesRWO agent/1#thing
    agent/1#thing a madsrdf:RWO
      madsrdf:associatedLanguage id:vocabulary/languages/vie
    """
    said = [
        f"{{}} {mads.associatedLanguage} {VOCABULARY}languages/{code.strip()}>" for code in only(field, "a") if code.strip() in LANGUAGES
    ]
    said += [f"{{}} {mads.associatedLanguage} {literal(text.strip())}" for text in only(field, "l")]
    return _of_the_thing(facts, said)


@group.rule("auth.area", "043a", needs="fields first fixed")
def area(tag: str, field: Field, facts: Facts) -> Lines:
    """The region that the heading belongs to, by its MARC code.

    LDR 00000nz##a2200000n##4500
    043 ##$aa-vt---
    151 ##$aTuy Hoà
    →
    place/1 bf:geographicCoverage id:vocabulary/geographicAreas/a-vt
    """
    mine = established(facts)
    codes = [code.strip().rstrip("-") for code in only(field, "a")] if mine else []
    return [f"{mine.node} {bf.geographicCoverage} {VOCABULARY}geographicAreas/{code}>" for code in codes if mine and _is_area(code)]


def _is_area(code: str) -> bool:
    return code.isascii() and code.replace("-", "").isalnum() and len(code) <= 7

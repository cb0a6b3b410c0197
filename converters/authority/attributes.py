# SPDX-License-Identifier: Apache-2.0
"""Fields 046, 075 and 368-378: what is known of the person, family, body or place behind the heading."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.rules.characteristics import Value, values
from mucluc.converters.rules.control_subfields import authority
from mucluc.converters.rules.control_subfields import iri as known_iri
from mucluc.converters.rules.edtf import dated, of_creation
from mucluc.converters.rules.subfields import chop, first, only
from mucluc.converters.rules.write import LABEL, VOCABULARY, A, bf, inside, literal, mads, source
from mucluc.vocab.codes import LANGUAGES

from .headings import established

group = Group("046 and 37X Attributes")

_DATES = {
    "f": mads.birthDate, "g": mads.deathDate, "q": mads.establishDate, "r": mads.terminateDate, "s": mads.activityStartDate,
    "t": mads.activityEndDate,
}  # fmt: skip


@group.rule("auth.dates", "046fgqrst", needs="fields first fixed")
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
    said = [f"{{}} {_DATES[part[0]]} {dated(of_creation(part[1:]))}" for part in field[1:] if part[0] in _DATES and part[1:].strip()]
    return _of_the_thing(facts, said)


def _of_the_thing(facts: Facts, said: list[str]) -> list[str]:
    """Statements, `{}` standing for their subject, about what the heading names."""
    mine = established(facts)
    if mine is None or not said:
        return []
    thing = inside(mine.node, "thing")
    return [f"{mine.node} {mads.identifiesRWO} {thing}", f"{thing} {A} {mads.RWO}", *[line.replace("{}", thing, 1) for line in said]]


_PLACES = {"a": mads.birthPlace, "b": mads.deathPlace, **dict.fromkeys("cefg", mads.associatedLocale)}
_ATTRIBUTES = {
    "075": ({"a": mads.entityDescriptor, "b": mads.entityDescriptor}, mads.Topic),
    "368": (dict.fromkeys("abcd", mads.entityDescriptor), mads.Topic), "370": (_PLACES, mads.Geographic),
    "372": ({"a": mads.fieldOfActivity}, mads.Topic), "373": ({"a": mads.hasAffiliation}, mads.CorporateName),
    "374": ({"a": mads.occupation}, mads.Occupation), "375": ({"a": mads.gender}, mads.Topic),
    "376": (dict.fromkeys("abc", mads.entityDescriptor), mads.Topic), "378": ({"q": mads.fullerName}, mads.PersonalName),
}  # fmt: skip
"""By tag: the property of each subfield, and the class of what it names."""
_MORE = {"075": "012", "378": "01"}


@group.rule(
    "auth.attribute",
    " ".join(f"{tag}{''.join(codes)}{_MORE.get(tag, '012st')}" for tag, (codes, _) in _ATTRIBUTES.items()),
    needs="fields first fixed",
)
def attribute(tag: str, field: Field, facts: Facts) -> Lines:
    """Places, field of activity, affiliation, occupation: terms of a list, each with its label; with dates it holds for a time.

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
    codes, kind = _ATTRIBUTES[tag]
    mine = established(facts)
    if mine is None:
        return []
    when = _period(field)
    said: list[str] = []
    for value in values(field, "".join(codes)):
        said += _term(mine.node, codes[value.code], kind, tag, value, when, first(field, "2"))
    return _of_the_thing(facts, said)


def _term(owner: str, predicate: str, kind: str, tag: str, value: Value, when: str, listed: str) -> list[str]:
    """A term: the address that stands right behind it, else a node of the heading that is known by its label."""
    label = chop(value.text)
    known = next((found for part in value.here if (found := known_iri(part[1:]))), "") if not when else ""
    node = known or inside(owner, "thing-" + local_hash(f"{kind}{label}{when}"))
    lines = [f"{{}} {predicate} {node}\n{node} {A} {kind}\n{node} {bf.code if tag + value.code == '075b' else LABEL} {literal(label)}"]
    if when:
        lines.append(f"{node} {bf.date} {when}")
    if listed and not known:
        where, about = source(node, listed, "subjectSchemes")
        lines += [f"{node} {bf.source} {where}", about]
    for part in (*value.here, *value.later):
        if known_iri(part[1:]) != known:
            lines += authority(node, part)
    return lines


def _period(field: Field) -> str:
    """When something holds, by $s and $t, as a literal; empty when neither says."""
    start, end = of_creation(first(field, "s")), of_creation(first(field, "t"))
    return dated(f"{start}/{end or '..'}" if start else f"../{end}") if start or end else ""


@group.rule("auth.language", "377al01", needs="fields first fixed")
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
    said: list[str] = []
    for part in field[1:]:
        text = part[1:].strip()
        if part[0] == "a" and text in LANGUAGES and field[0][1] != "7":
            said.append(f"{{}} {mads.associatedLanguage} {VOCABULARY}languages/{text}>")
        elif part[0] in "al" and text:
            said.append(f"{{}} {mads.associatedLanguage} {literal(text)}")
        elif part[0] in "01" and (found := known_iri(text)):
            said.append(f"{{}} {mads.associatedLanguage} {found}")
    return _of_the_thing(facts, list(dict.fromkeys(said)))


@group.rule("auth.page", "371u", needs="fields first fixed")
def page(tag: str, field: Field, facts: Facts) -> Lines:
    """The page of the body or person on the web. Where they live and how to reach them is nobody's affair here.

    LDR 00000nz##a2200000n##4500
    110 2#$aThư viện tỉnh Phú Yên
    371 ##$aTuy Hòa$uhttps://thuvien.example.vn/
    →
    agent/1 bf:electronicLocator <https://thuvien.example.vn/>
    """
    mine = established(facts)
    return [f"{mine.node} {bf.electronicLocator} {known_iri(text) or literal(text.strip())}" for text in only(field, "u") if mine]


group.ignore("371abcdemnstvz4", "addresses and telephone numbers: personal data of the living")

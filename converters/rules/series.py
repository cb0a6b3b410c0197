# SPDX-License-Identifier: Apache-2.0
"""Fields 440, 490 and 8XX: the series that an edition belongs to, as printed and as traced."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END

from .agents import split_title
from .control_subfields import applies_to, authority, below, control_number
from .hubs import CODES, hub, issn, titled_hub
from .subfields import chop
from .write import LABEL, VOCABULARY, WORK, A, bf, bflc, heading, inside, literal, named, start

group = Group("4XX and 8XX Series")

_SERIES = f"{VOCABULARY}relationship/series>"
_SERIES_LINES = f'{_SERIES} {A} {bf.Relationship}\n{_SERIES} {LABEL} "series"'
_RELATED, _RESOURCE = f"{WORK} {bf.relation} ", f" {bf.associatedResource} "
_IS_RELATION, _IS_SERIES = f" {A} {bf.Relation}", f" {bf.relationship} {_SERIES}"
_TIE, _NUMBER = start(WORK, "series"), f" {bf.seriesEnumeration} "
_TRANSCRIBED, _TRACED = f"{VOCABULARY}mstatus/t>", f"{VOCABULARY}mstatus/tr>"
_TRANSCRIBED_LINES = f'{_TRANSCRIBED} {A} {bf.Status}\n{_TRANSCRIBED} {LABEL} "transcribed"'
_TRACED_LINES = f'{_TRACED} {A} {bf.Status}\n{_TRACED} {LABEL} "traced"'
_HAS_TRANSCRIBED, _HAS_TRACED = f" {bf.status} {_TRANSCRIBED}", f" {bf.status} {_TRACED}"
_IS_A_SERIES, _TITLE, _IS_TITLE, _MAIN_TITLE = f" {A} {bf.Series}", f" {bf.title} ", f" {A} {bf.Title}", f" {bf.mainTitle} "
_DLC = f"{VOCABULARY}organizations/dlc>"
_TYPES = {
    "a": bf.Text, "c": bf.NotatedMusic, "d": bf.NotatedMusic, "e": bf.Cartography, "f": bf.Cartography, "g": bf.MovingImage, "i": bf.Audio,
    "j": bf.Audio, "k": bf.StillImage, "o": bf.MixedMaterial, "p": bf.MixedMaterial, "r": bf.Object, "t": bf.Text,
}  # fmt: skip
_ISSUANCE = {"a": "m", "b": "s", "d": "d", "i": "i", "m": "m", "s": "s"}


def _relation(node: str, content: str, parts: list[str]) -> tuple[str, list[str]]:
    """The relation from the Work to its series, with the number of the volume."""
    tie = named(_TIE, content)
    lines = [f"{_RELATED}{tie}\n{tie}{_IS_RELATION}\n{tie}{_IS_SERIES}\n{tie}{_RESOURCE}{node}", _SERIES_LINES]
    for part in parts:
        if part[0] == "v" and (number := chop(part[1:])):
            lines.append(f"{tie}{_NUMBER}{literal(number)}")
    return tie, lines


@group.rule("490.statement", "440anpvxyzw03 490anpvxyzl3")
def statement(tag: str, field: Field, facts: Facts) -> Lines:
    """The series as printed on the edition, a heading of the union so that its volumes are found together; $v is the volume.

    A call number or a $3 holds for each series of the field.

    490 0#$aVăn học cổ điển Việt Nam ;$vtập 5
    ⇄
    work bf:relation work-series-1
    work-series-1 a bf:Relation
      bf:relationship id:vocabulary/relationship/series
    id:vocabulary/relationship/series a bf:Relationship
      rdfs:label "series"
    work-series-1 bf:associatedResource series/1
      bf:seriesEnumeration "tập 5"
    series/1 a bf:Series
      bf:title series/1#title
    series/1#title a bf:Title
      bf:mainTitle "Văn học cổ điển Việt Nam"
    series/1 bf:status id:vocabulary/mstatus/t
    id:vocabulary/mstatus/t a bf:Status
      rdfs:label "transcribed"
    """
    lines: list[str] = []
    whole = [part for part in field[1:] if part[0] in "l3"]
    for parts in _statements(field):
        titles = [part.rstrip(END) for part in parts if part[0] in "anp"]
        if not any(part[0] == "a" and len(part) > 1 for part in titles):
            continue
        node = heading("series", "490" + "\x1f".join(titles))
        further = [part for part in whole if part not in parts]
        tie, said = _relation(node, "490" + "\x1f".join(parts + further), parts)
        lines += said
        lines.append(f"{node}{_IS_A_SERIES}\n{node}{_HAS_TRANSCRIBED}")
        lines.append(_TRANSCRIBED_LINES)
        if field[0][0] == "1" and tag == "490":
            lines += [node + _HAS_TRACED, _TRACED_LINES]
        lines += _titles(node, parts, field[0][1] if tag == "440" else "0")
        for part in parts + further:
            if part[0] not in "anpv":
                lines += _rare(node, tie, part)
    return lines


def _statements(field: Field) -> list[list[str]]:
    """The series of one field: another begins after a parallel title's ` =`, or with a $a after the number or ISSN of the one before."""
    found: list[list[str]] = []
    last = ""
    for part in field[1:]:
        if part[0] in "68":
            continue
        if not found or last[-1:] == "=" or (part[0] == "a" and last[:1] not in ("a", "3")):
            found.append([])
        found[-1].append(part)
        last = part.rstrip()
    return found


def _titles(node: str, parts: list[str], skip: str) -> list[str]:
    """The titles of a series as printed, each with its part; several where the title stands in two languages."""
    lines: list[str] = []
    title = ""
    several = sum(part[0] == "a" for part in parts) > 1
    for part in parts:
        text = chop(part[1:]) if part[0] in "anp" else ""
        if not text:
            continue
        if part[0] == "a":
            title = named(f"{node[:-1]}#title-", part) if several else inside(node, "title")
            lines.append(f"{node}{_TITLE}{title}\n{title}{_IS_TITLE}\n{title}{_MAIN_TITLE}{literal(text)}")
            if skip in "123456789":
                lines.append(f'{title} {bflc.nonSortNum} "{skip}"')
        elif title:
            lines.append(f"{title} {bf.partNumber if part[0] == 'n' else bf.partName} {literal(text)}")
    return lines


def _rare(node: str, tie: str, part: str) -> list[str]:
    """What few statements have: ISSN, the call number of the series, the volumes that it holds for, identifiers."""
    code = part[0]
    if code in "xyz":
        return issn(node, part)
    if code == "3":
        return applies_to(tie, part[1:])
    if code == "l" and (number := part[1:].strip()):
        about = below(tie, "class")
        tied = f"{tie} {bf.classification} {about}\n{about} {A} {bf.ClassificationLcc}\n{about} {bf.assigner} {_DLC}\n{_DLC} {A} {bf.Agent}"
        return [f"{tied}\n{about} {bf.classificationPortion} {literal(number)}"]
    if code == "0":
        return authority(node, part)
    return control_number(node, part[1:]) if code == "w" else []


@group.rule(
    "8XX.series",
    "400abcdgqtfklnpvxe4 410abcdgntfklpvxe4 411acdegnqtfklpvxj4 800abcdgjqtfhklmnoprsvwxyze401273 810abcdgntfhklmoprsvwxyze401273 "
    "811acdegnqtfhklpsvwxyzj401273 830adfghklmnoprstvwxyz01273",
)
def traced(tag: str, field: Field, facts: Facts) -> Lines:
    """The series under its established heading; the transcribed form of 490 stands beside it. 400, 410 and 411 are its old tags.

    830 #0$aVăn học cổ điển Việt Nam ;$v5.
    ⇄
    work bf:relation work-series-1
    work-series-1 a bf:Relation
      bf:relationship id:vocabulary/relationship/series
    id:vocabulary/relationship/series a bf:Relationship
      rdfs:label "series"
    work-series-1 bf:associatedResource hub/1
      bf:seriesEnumeration "5"
    hub/1 a bf:Hub
      a bf:Series
      bf:title hub/1#title
      bflc:marcKey "130 0$aVăn học cổ điển Việt Nam"
    hub/1#title a bf:Title
      bf:mainTitle "Văn học cổ điển Việt Nam"
    """
    if tag == "830":
        node, lines = titled_hub(tag, field, CODES)
    else:
        before, title = split_title(field)
        node, lines = hub(tag, field[0], before, title, field=field)
    if not node:
        return []
    numbers = [part for part in field[1:] if part[0] == "v"]
    tie, said = _relation(node, tag + node + "\x1f".join(numbers), numbers)
    lines = [*said, *lines, node + _IS_A_SERIES]
    for part in field[1:]:
        if part[0] in "xyz3w":
            lines += _rare(node, tie, part)
        elif part[0] == "7":
            lines += _kind(node, part[1:])
    return lines


def _kind(node: str, text: str) -> list[str]:
    """What sort of material the series is, and how it is issued ($7)."""
    lines = [f"{node} {A} {_TYPES[text[0]]}"] if text[:1] in _TYPES and text[:1] else []
    code = _ISSUANCE.get(text[1:2])
    if code and lines:
        issuance = inside(node, "issuance-" + code)
        lines.append(f'{node} {bf.issuance} {issuance}\n{issuance} {A} {bf.Issuance}\n{issuance} {bf.code} "{code}"')
    return lines

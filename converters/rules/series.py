# SPDX-License-Identifier: Apache-2.0
"""Fields 440, 490 and 8XX: the series that an edition belongs to, as printed and as traced."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END

from .names import hub, split_title
from .subfields import chop
from .uniform_titles import CODES, titled_hub
from .write import LABEL, VALUE, VOCABULARY, WORK, A, bf, bflc, heading, inside, literal, local

group = Group("4XX and 8XX Series")

_SERIES = f"{VOCABULARY}relationship/series>"
_SERIES_LINES = (f"{_SERIES} {A} {bf.Relationship}", f'{_SERIES} {LABEL} "series"')
_RELATED, _RESOURCE = f"{WORK} {bf.relation} ", f" {bf.associatedResource} "
_IS_RELATION, _IS_SERIES = f" {A} {bf.Relation}", f" {bf.relationship} {_SERIES}"
_TRANSCRIBED, _TRACED = f"{VOCABULARY}mstatus/t>", f"{VOCABULARY}mstatus/tr>"
_TRANSCRIBED_LINES = (f"{_TRANSCRIBED} {A} {bf.Status}", f'{_TRANSCRIBED} {LABEL} "transcribed"')
_TRACED_LINES = (f"{_TRACED} {A} {bf.Status}", f'{_TRACED} {LABEL} "traced"')


def _relation(node: str, content: str, numbers: list[str]) -> tuple[str, list[str]]:
    tie = local(WORK, "series", content)
    lines = [f"{_RELATED}{tie}\n{tie}{_IS_RELATION}\n{tie}{_IS_SERIES}\n{tie}{_RESOURCE}{node}", *_SERIES_LINES]
    lines += [f"{tie} {bf.seriesEnumeration} {literal(number)}" for number in numbers]
    return tie, lines


@group.rule("490.statement", "440anpvx 490avxly3")
def statement(tag: str, field: Field, facts: Facts) -> Lines:
    """The series as printed on the edition, a heading of the union so that its volumes are found together; $v is the volume.

    490 0#$aVăn học cổ điển Việt Nam ;$vtập 5
    →
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
    for parts in _statements(field):
        titles = [part for part in parts if part[0] in "anp"]
        text = chop(" ".join([part[1:] for part in titles if part[0] == "a"]))
        if not text:
            continue
        numbers = [part[1:].strip() for part in parts if part[0] == "v" and part[1:].strip()]
        node = heading("series", "490" + "\x1f".join([part.rstrip(END) for part in titles]))
        named = inside(node, "title")
        tie, said = _relation(node, "490" + "\x1f".join(parts), numbers)
        lines += said
        lines += [
            f"{node} {A} {bf.Series}\n{node} {bf.title} {named}\n{named} {A} {bf.Title}\n{named} {bf.mainTitle} {literal(text)}",
            f"{node} {bf.status} {_TRANSCRIBED}",
            *_TRANSCRIBED_LINES,
        ]
        if tag == "490" and field[0][0] == "1":
            lines += [f"{tie} {bf.status} {_TRACED}", *_TRACED_LINES]
        skip = field[0][1] if tag == "440" else ""
        if skip and skip in "123456789":
            lines.append(f'{named} {bflc.nonSortNum} "{skip}"')
        for part in titles:
            if part[0] != "a" and (text := chop(part[1:])):
                lines.append(f"{named} {bf.partNumber if part[0] == 'n' else bf.partName} {literal(text)}")
        for part in parts:
            if part[0] == "x":
                lines += issn(node, part[1:])
    return lines


def _statements(field: Field) -> list[list[str]]:
    found: list[list[str]] = []
    for part in field[1:]:
        if part[0] == "a" or not found:
            found.append([])
        found[-1].append(part)
    return found


def issn(node: str, text: str) -> list[str]:
    """The ISSN of a series."""
    value = chop(text)
    if not value:
        return []
    number = inside(node, "issn-" + "".join(c for c in value if c.isascii() and c.isalnum()))
    return [f"{node} {bf.identifiedBy} {number}", f"{number} {A} {bf.Issn}", f"{number} {VALUE} {literal(value)}"]


@group.rule("8XX.series", "800abcdjqtfghklmnoprsvx 810abcdgntfghklmoprsvx 811acdegnqtfhklpsvx 830adfghklmnoprstvx")
def traced(tag: str, field: Field, facts: Facts) -> Lines:
    """The series under its established heading; the transcribed form of 490 stands beside it.

    830 #0$aVăn học cổ điển Việt Nam ;$v5.
    →
    work bf:relation work-series-1
    work-series-1 a bf:Relation
      bf:relationship id:vocabulary/relationship/series
    id:vocabulary/relationship/series a bf:Relationship
      rdfs:label "series"
    work-series-1 bf:associatedResource hub/1
      bf:seriesEnumeration "5."
    hub/1 a bf:Hub
      bf:title hub/1#title
    hub/1#title a bf:Title
      bf:mainTitle "Văn học cổ điển Việt Nam"
    hub/1 a bf:Series
    """
    rest = [field[0], *[part for part in field[1:] if part[0] not in "vxw3"]]
    if tag == "830":
        node, lines = titled_hub(tag, rest, CODES)
    else:
        before, title = split_title(rest)
        node, lines = hub(tag, field[0], before, title) if title else ("", [])
    if not node:
        return []
    numbers = [part[1:].strip() for part in field[1:] if part[0] == "v" and part[1:].strip()]
    _, said = _relation(node, tag + node + "\x1f".join(numbers), numbers)
    lines = [*said, *lines, f"{node} {A} {bf.Series}"]
    for part in field[1:]:
        if part[0] == "x":
            lines += issn(node, part[1:])
    return lines

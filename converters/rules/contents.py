# SPDX-License-Identifier: Apache-2.0
"""Fields 502, 505, 507, 518 and 520-522: thesis, contents, scale, where and when it was recorded, summary, audience, area."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import POSITIONS

from .control_subfields import authority
from .described import beneath, more, number, thing
from .subfields import cut, first, join, only
from .write import LABEL, WORK, A, bf, literal, source

group = Group("50X-52X Contents, summary, audience")


@group.rule("502.dissertation", "502abcdgou3")
def dissertation(tag: str, field: Field, facts: Facts) -> Lines:
    """A thesis: its degree, institution, year and number apart where the record keeps them apart, else in one line.

    502 ##$bLuận văn thạc sĩ$cTrường Đại học Phú Yên$d2019
    ⇄
    work bf:dissertation work-dissertation-1
    work-dissertation-1 a bf:Dissertation
      bf:degree "Luận văn thạc sĩ"
      bf:grantingInstitution work-dissertation-1-institution-1
    work-dissertation-1-institution-1 a bf:Agent
      rdfs:label "Trường Đại học Phú Yên"
    work-dissertation-1 bf:date "2019"
    """
    node, lines = thing(WORK, bf.dissertation, bf.Dissertation, "dissertation", "502" + "\x1f".join(field[1:]))
    for part in field[1:]:
        code, text = part[0], cut(part[1:])
        if not text:
            continue
        if code == "a":
            lines.append(f"{node} {LABEL} {literal(part[1:].strip())}")
        elif code == "b":
            lines.append(f"{node} {bf.degree} {literal(text)}")
        elif code == "d":
            lines.append(f"{node} {bf.date} {literal(text)}")
        elif code == "c":
            lines.append(beneath(node, bf.grantingInstitution, bf.Agent, "institution", text))
        elif code == "g":
            lines.append(beneath(node, bf.note, bf.Note, "note", text))
        elif code == "o":
            lines.append(number(node, bf.DissertationIdentifier, text))
        elif code in "u3":
            lines += more(node, [part])
    return lines if len(lines) > 1 else []


_STATUS = {
    code: f" {bf.status} <{term.iri}>\n<{term.iri}> {A} {bf.Status}\n<{term.iri}> {LABEL} {literal(term.label)}"
    for code, term in POSITIONS["contents-status"].items()
}


@group.rule("505.contents", "505agrtu3")
def contents(tag: str, field: Field, facts: Facts) -> Lines:
    """The table of contents, in one piece also where titles ($t) and names ($r) are told apart, and whether it is complete.

    505 0#$aQ. 1. Thơ -- Q. 2. Văn xuôi.
    ⇄
    work bf:tableOfContents work-contents-1
    work-contents-1 a bf:TableOfContents
      rdfs:label "Q. 1. Thơ -- Q. 2. Văn xuôi."
    """
    return _said(bf.tableOfContents, bf.TableOfContents, "contents", tag, field, "agrt", _STATUS.get(field[0][0], ""))


def _said(predicate: str, kind: str, short: str, tag: str, field: Field, codes: str, status: str = "") -> list[str]:
    """What a field says in one piece, with its address and the part that it is about."""
    text = join(field, codes).strip()
    rest = [part for part in field[1:] if part[0] in "u3"] if len(field) > 2 or not text else []
    if not text and not rest:
        return []
    node, lines = thing(WORK, predicate, kind, short, "\x1f".join([tag, text, *rest]), text)
    if status:
        lines.append(node + status)
    return lines + more(node, rest) if rest else lines


@group.rule("507.scale", "507ab")
def scale(tag: str, field: Field, facts: Facts) -> Lines:
    """The scale of a drawing or map, in older records (today 255).

    507 ##$aTỷ lệ 1:1.000.
    ⇄
    work bf:scale work-scale-1
    work-scale-1 a bf:Scale
      rdfs:label "Tỷ lệ 1:1.000."
    """
    text = join(field, "ab").strip()
    return thing(WORK, bf.scale, bf.Scale, "scale", tag + text, text)[1] if text else []


@group.rule("518.capture", "518adop013")
def capture(tag: str, field: Field, facts: Facts) -> Lines:
    """When and where it was recorded or filmed.

    518 ##$oGhi âm$d1995$pTuy Hòa.
    →
    work bf:capture work-capture-1
    work-capture-1 a bf:Capture
      bf:note work-capture-1-note-1
    work-capture-1-note-1 a bf:Note
      rdfs:label "Ghi âm"
    work-capture-1 bf:date "1995"
      bf:place work-capture-1-place-1
    work-capture-1-place-1 a bf:Place
      rdfs:label "Tuy Hòa"
    """
    node, lines = thing(WORK, bf.capture, bf.Capture, "capture", "518" + "\x1f".join(field[1:]))
    place = ""
    for part in field[1:]:
        code, text = part[0], cut(part[1:])
        if code == "a" and text:
            lines.append(f"{node} {LABEL} {literal(part[1:].strip())}")
        elif code == "d" and text:
            lines.append(f"{node} {bf.date} {literal(text)}")
        elif code == "o" and text:
            lines.append(beneath(node, bf.note, bf.Note, "note", text))
        elif code == "p" and text:
            lines.append(beneath(node, bf.place, bf.Place, "place", text))
            place = lines[-1].rsplit(f" {LABEL} ", 1)[0].rsplit("\n", 1)[1]
        elif code in "01" and place:
            lines += authority(place, part)
        elif code == "3":
            lines += more(node, [part])
    return lines if only(field, "adop") else []


_NO_SUMMARY = {"1": "Review", "4": "Content advice"}


@group.rule("520.summary", "520abcu23")
def summary(tag: str, field: Field, facts: Facts) -> Lines:
    """What it is about. A review (1) and a warning (4) stand here too, and say what they are.

    520 ##$aTruyện thơ Nôm 3.254 câu lục bát.
    ⇄
    work bf:summary work-summary-1
    work-summary-1 a bf:Summary
      rdfs:label "Truyện thơ Nôm 3.254 câu lục bát."
    """
    lines = _said(bf.summary, bf.Summary, "summary", tag, field, "abc")
    if lines and (field[0][0] in _NO_SUMMARY or len(field) > 2):
        node = lines[0].split("\n", 1)[0].rsplit(" ", 1)[1]
        if field[0][0] in _NO_SUMMARY:
            lines.append(beneath(node, bf.note, bf.Note, "note", _NO_SUMMARY[field[0][0]]))
        if scheme := first(field, "2"):
            listed, described = source(node, scheme)
            lines += [f"{node} {bf.source} {listed}", described]
    return lines


_AUDIENCES = {"0": "reading grade level", "1": "interest age level", "2": "interest grade level"}


@group.rule("521.audience", "521ab3")
def audience(tag: str, field: Field, facts: Facts) -> Lines:
    """Whom it is for, by age or school year, and who says so.

    521 1#$a008-010.
    ⇄
    work bf:intendedAudience work-audience-1
    work-audience-1 a bf:IntendedAudience
      rdfs:label "008-010."
      bf:note work-audience-1-note-1
    work-audience-1-note-1 a bf:Note
      rdfs:label "interest age level"
    """
    values = [" ".join(value.split()) for value in only(field, "a")]
    text = " ".join([value if value[-1] in ".:,;/" else value + ";" for value in values[:-1]] + values[-1:])
    if not text and not only(field, "b"):
        return []
    node, lines = thing(WORK, bf.intendedAudience, bf.IntendedAudience, "audience", "\x1f".join(["521", *field]), text)
    if field[0][0] in _AUDIENCES:
        lines.append(beneath(node, bf.note, bf.Note, "note", _AUDIENCES[field[0][0]]))
    for value in only(field, "b"):
        lines.append(beneath(node, bf.source, bf.Source, "source", value.strip()))
    return lines + more(node, field[1:])


@group.rule("522.area", "522a")
def area(tag: str, field: Field, facts: Facts) -> Lines:
    """The area that a map or data set covers.

    522 ##$aHuyện Đồng Xuân, tỉnh Phú Yên.
    ⇄
    work bf:geographicCoverage work-area-1
    work-area-1 a bf:GeographicCoverage
      rdfs:label "Huyện Đồng Xuân, tỉnh Phú Yên."
    """
    return [
        line
        for value in only(field, "a")
        for line in thing(WORK, bf.geographicCoverage, bf.GeographicCoverage, "area", "522" + value, value.strip())[1]
    ]

# SPDX-License-Identifier: Apache-2.0
"""Fields 5XX: notes, each with its own property or type where BIBFRAME has one."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .subfields import chop, first, join, only
from .write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, bflc, link, literal, local, note

group = Group("5XX Notes")

_TYPES = {
    "500": (INSTANCE, "", "a"), "501": (INSTANCE, "with", "a"), "504": (INSTANCE, "biblio", "ab"),
    "507": (WORK, "scale", "ab"), "508": (WORK, "credits", "a"), "511": (WORK, "participant", "a"),
    "362": (INSTANCE, "", "az"), "310": (INSTANCE, "", "ab"), "321": (INSTANCE, "", "ab"),
    "513": (INSTANCE, "report", "ab"), "515": (INSTANCE, "number", "a"), "516": (INSTANCE, "computer", "a"),
    "518": (WORK, "capture", "adop"), "522": (WORK, "geo", "a"), "525": (WORK, "suppl", "a"),
    "530": (INSTANCE, "addphys", "abcdu"), "534": (INSTANCE, "orig", "pabcefklmnotxz"), "535": (INSTANCE, "loc", "abcdg"),
    "536": (WORK, "finance", "abcdefgh"), "544": (INSTANCE, "related", "abcden"), "545": (WORK, "biogdata", "abu"),
    "546": (WORK, "lang", "ab"), "547": (WORK, "", "a"), "550": (WORK, "issuing", "a"), "552": (INSTANCE, "", "aop"),
    "555": (INSTANCE, "index", "abcdu"), "556": (INSTANCE, "doc", "az"), "562": (INSTANCE, "copy", "abcde"),
    "563": (INSTANCE, "binding", "au"), "580": (WORK, "", "a"), "581": (WORK, "pub", "az"), "584": (WORK, "", "ab"),
    "585": (INSTANCE, "exhibition", "a"), "588": (INSTANCE, "datasource", "a"),
}  # fmt: skip


def text_of(field: Field, codes: str) -> str:
    """The note as catalogued, its subfields joined; $3, which says what it applies to, stands before it."""
    text = " ".join(join(field, codes).split())
    what = first(field, "3").rstrip(":")
    return f"{what}: {text}" if what and text else text


@group.rule("5XX.note", " ".join(f"{tag}{codes}3" for tag, (_, _, codes) in _TYPES.items()))
def typed_note(tag: str, field: Field, facts: Facts) -> Lines:
    """A note, typed by its tag with a term of the note types of the Library of Congress.

    504 ##$aThư mục: tr. 320-325.
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/biblio
      rdfs:label "Thư mục: tr. 320-325."
    """
    owner, kind, codes = _TYPES[tag]
    text = text_of(field, codes)
    if not text:
        return []
    return note(owner, tag + text, text, *([f"{VOCABULARY}mnotetype/{kind}>"] if kind else []))


_NODES = {
    "505": (WORK, bf.tableOfContents, bf.TableOfContents, "contents", "agrtu"),
    "506": (INSTANCE, bf.usageAndAccessPolicy, bf.AccessPolicy, "access", "abcdefg"),
    "520": (WORK, bf.summary, bf.Summary, "summary", "abc"),
    "521": (WORK, bf.intendedAudience, bf.IntendedAudience, "audience", "ab"),
    "538": (INSTANCE, bf.systemRequirement, bf.SystemRequirement, "system", "ai"),
    "540": (INSTANCE, bf.usageAndAccessPolicy, bf.UsePolicy, "use", "abcdfgn"),
}  # fmt: skip


@group.rule("5XX.described", " ".join(f"{tag}{codes}u3" if "u" not in codes else f"{tag}{codes}3" for tag, (*_, codes) in _NODES.items()))
def described(tag: str, field: Field, facts: Facts) -> Lines:
    """Contents, summary, audience, system requirements, and who may read and reuse it: each a thing with its own class.

    520 ##$aTruyện thơ Nôm 3.254 câu lục bát.
    →
    work bf:summary work-summary-1
    work-summary-1 a bf:Summary
      rdfs:label "Truyện thơ Nôm 3.254 câu lục bát."
    """
    owner, predicate, kind, short, codes = _NODES[tag]
    text = text_of(field, codes.replace("u", ""))
    lines: list[str] = []
    node = local(owner, short, tag + text)
    if text:
        lines += [f"{owner} {predicate} {node}", f"{node} {A} {kind}", f"{node} {LABEL} {literal(text)}"]
    for url in only(field, "u"):
        place = link(url) or literal(url.strip())
        if text:
            lines.append(f"{node} {bf.electronicLocator} {place}")
        elif place[0] == "<":
            lines.append(f"{owner} {predicate} {place}")
    if tag == "505" and (status := _COMPLETE.get(field[0][0])) and text:
        iri = f"{VOCABULARY}mstatus/{status[0]}>"
        lines += [f"{node} {bf.status} {iri}", f"{iri} {A} {bf.Status}", f'{iri} {LABEL} "{status[1]}"']
    if tag == "521" and (display := _AUDIENCES.get(field[0][0])) and text:
        about = local(WORK, "note", "521" + display)
        lines += [f"{node} {bf.note} {about}", f"{about} {A} {bf.Note}", f'{about} {LABEL} "{display}"']
    return lines


_COMPLETE = {"1": ("incmp", "incomplete"), "2": ("part", "partial")}
_AUDIENCES = {"0": "reading grade level", "1": "interest age level", "2": "interest grade level"}


@group.rule("502.dissertation", "502abcdgo")
def dissertation(tag: str, field: Field, facts: Facts) -> Lines:
    """A thesis: its degree, institution and year apart where the record keeps them apart, else as one note.

    502 ##$bLuận văn thạc sĩ$cTrường Đại học Phú Yên$d2019
    →
    work bf:dissertation work-dissertation-1
    work-dissertation-1 a bf:Dissertation
      bf:degree "Luận văn thạc sĩ"
      bf:grantingInstitution work-institution-1
    work-institution-1 a bf:Agent
      rdfs:label "Trường Đại học Phú Yên"
    work-dissertation-1 bf:date "2019"
    """
    node = local(WORK, "dissertation", "502" + "\x1f".join(field[1:]))
    lines: list[str] = []
    for part in field[1:]:
        text = chop(part[1:])
        if not text:
            continue
        if part[0] in "ago":
            lines.append(f"{node} {LABEL} {literal(part[1:].strip())}")
        elif part[0] == "b":
            lines.append(f"{node} {bf.degree} {literal(text)}")
        elif part[0] == "d":
            lines.append(f"{node} {bf.date} {literal(text)}")
        elif part[0] == "c":
            body = local(WORK, "institution", text)
            lines += [f"{node} {bf.grantingInstitution} {body}", f"{body} {A} {bf.Agent}", f"{body} {LABEL} {literal(text)}"]
    return [f"{WORK} {bf.dissertation} {node}", f"{node} {A} {bf.Dissertation}", *lines] if lines else []


@group.rule("510.cited", "510abcx3")
def cited(tag: str, field: Field, facts: Facts) -> Lines:
    """Where the edition is cited or described, with the place in that source.

    510 4#$aTrần Văn Giáp. Tìm hiểu kho sách Hán Nôm,$ctập 1, số 12
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/refcitation
      rdfs:label "Trần Văn Giáp. Tìm hiểu kho sách Hán Nôm,"
      bflc:citation "tập 1, số 12"
    """
    text = text_of(field, "ab")
    if not text:
        return []
    lines = note(INSTANCE, "510" + "\x1f".join(field[1:]), text, f"{VOCABULARY}mnotetype/refcitation>")
    node = lines[0].rsplit(" ", 1)[1]
    return [*lines, *[f"{node} {bflc.citation} {literal(chop(value))}" for value in only(field, "c")]]


@group.rule("533.reproduction", "533abcdefmn3")
def reproduction(tag: str, field: Field, facts: Facts) -> Lines:
    """A reproduction is another Instance of the same Work, and a note on this one for readers who see only it.

    533 ##$aBản số hoá.$bTuy Hoà :$cThư viện tỉnh Phú Yên,$d2021.
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/repro
      rdfs:label "Bản số hoá. Tuy Hoà : Thư viện tỉnh Phú Yên, 2021."
    work bf:hasInstance instance-reproduction-1
    instance-reproduction-1 a bf:Instance
      bf:instanceOf work
    instance bf:hasReproduction instance-reproduction-1
    instance-reproduction-1 rdfs:label "Bản số hoá"
      bf:provisionActivity instance-reproduction-1-publication
    instance-reproduction-1-publication a bf:ProvisionActivity
      a bf:Publication
      bflc:simplePlace "Tuy Hoà"
      bflc:simpleAgent "Thư viện tỉnh Phú Yên"
      bflc:simpleDate "2021"
    """
    text = text_of(field, "abcdefmn")
    if not text:
        return []
    node = local(INSTANCE, "reproduction", "533" + text)
    lines = note(INSTANCE, "533" + text, text, f"{VOCABULARY}mnotetype/repro>")
    lines += [f"{WORK} {bf.hasInstance} {node}", f"{node} {A} {bf.Instance}", f"{node} {bf.instanceOf} {WORK}"]
    lines += [f"{INSTANCE} {bf.hasReproduction} {node}", f"{node} {LABEL} {literal(chop(first(field, 'a')) or text)}"]
    parts = [part for part in field[1:] if part[0] in "bcd" and chop(part[1:])]
    if parts:
        made = f"{node[:-1]}-publication>"
        lines += [f"{node} {bf.provisionActivity} {made}", f"{made} {A} {bf.ProvisionActivity}", f"{made} {A} {bf.Publication}"]
        lines += [f"{made} {_PROVISION[part[0]]} {literal(chop(part[1:]))}" for part in parts]
    if extent := chop(first(field, "e")):
        lines += [f"{node} {bf.extent} {node[:-1]}-extent>", f"{node[:-1]}-extent> {A} {bf.Extent}"]
        lines.append(f"{node[:-1]}-extent> {LABEL} {literal(extent)}")
    return lines


_PROVISION = {"b": bflc.simplePlace, "c": bflc.simpleAgent, "d": bflc.simpleDate}
_LITERALS = {"524": (INSTANCE, bf.preferredCitation, "a"), "561": (INSTANCE, bf.custodialHistory, "a"), "586": (WORK, bf.awards, "a")}


@group.rule("5XX.text", " ".join(f"{tag}{codes}3" for tag, (*_, codes) in _LITERALS.items()))
def said(tag: str, field: Field, facts: Facts) -> Lines:
    """Preferred citation, custodial history and awards, as text.

    561 ##$aSách của gia đình cụ Trần Suyền, tặng thư viện năm 1998.
    →
    instance bf:custodialHistory "Sách của gia đình cụ Trần Suyền, tặng thư viện năm 1998."
    """
    owner, predicate, codes = _LITERALS[tag]
    text = text_of(field, codes)
    return [f"{owner} {predicate} {literal(text)}"] if text else []


@group.rule("583.action", "583abcklz3")
def action(tag: str, field: Field, facts: Facts) -> Lines:
    """What was done to the copy: appraised, digitised, conserved; with its date and the one who did it.

    583 ##$aSố hoá$c2021$kThư viện tỉnh Phú Yên
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/action
      rdfs:label "Số hoá"
      bf:date "2021"
      bf:agent instance-agent-1
    instance-agent-1 a bf:Agent
      rdfs:label "Thư viện tỉnh Phú Yên"
    """
    text = text_of(field, "ablz")
    if not text:
        return []
    lines = note(INSTANCE, "583" + "\x1f".join(field[1:]), text, f"{VOCABULARY}mnotetype/action>")
    node = lines[0].rsplit(" ", 1)[1]
    lines += [f"{node} {bf.date} {literal(chop(value))}" for value in only(field, "c")]
    for value in only(field, "k"):
        who = local(INSTANCE, "agent", "583" + value)
        lines += [f"{node} {bf.agent} {who}", f"{who} {A} {bf.Agent}", f"{who} {LABEL} {literal(chop(value))}"]
    return lines

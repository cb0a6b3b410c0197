# SPDX-License-Identifier: Apache-2.0
"""Fields 533 and 534: a reproduction of what is described, and the original of what is a reproduction itself."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .control_subfields import applies_to
from .described import TYPES, beneath, more, note_of, number
from .subfields import cut, first, join, only
from .write import INSTANCE, LABEL, WORK, A, bf, bflc, literal, local

group = Group("533-534 Reproductions and originals")

group.ignore("5337", "repeats the dates and place of the reproduction in code")

_MADE = {"b": bflc.simplePlace, "c": bflc.simpleAgent, "d": bflc.simpleDate}


@group.rule("533.reproduction", "533abcdefmnu3")
def reproduction(tag: str, field: Field, facts: Facts) -> Lines:
    """A reproduction is another Instance of the same Work, and a note on this one for readers who see only it.

    533 ##$aBản số hoá.$bTuy Hoà :$cThư viện tỉnh Phú Yên,$d2021.
    ⇄
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/repro
      rdfs:label "Bản số hoá. Tuy Hoà : Thư viện tỉnh Phú Yên, 2021."
    work bf:hasInstance instance-reproduction-1
    instance-reproduction-1 a bf:Instance
      bf:instanceOf work
      bf:reproductionOf instance
      rdfs:label "Bản số hoá"
      bf:provisionActivity instance-reproduction-1-publication
    instance-reproduction-1-publication a bf:ProvisionActivity
      a bf:Publication
      bflc:simplePlace "Tuy Hoà"
      bflc:simpleAgent "Thư viện tỉnh Phú Yên"
      bflc:simpleDate "2021"
    """
    text = join(field, "abcdefn").strip()
    if not text:
        return []
    about, lines = note_of(INSTANCE, tag, text, [part for part in field[1:] if part[0] in "mu3"], TYPES[tag])
    for value in only(field, "m"):
        lines += applies_to(about, value)
    lines += more(about, field[1:])
    node, said = _another("reproduction", "533" + "\x1f".join(field[1:]), bf.reproductionOf, cut(first(field, "a")) or text)
    lines += said
    parts = [part for part in field[1:] if part[0] in "bcd" and cut(part[1:])]
    if parts:
        made = f"{node[:-1]}-publication>"
        lines += [f"{node} {bf.provisionActivity} {made}", f"{made} {A} {bf.ProvisionActivity}", f"{made} {A} {bf.Publication}"]
        lines += [f"{made} {_MADE[part[0]]} {literal(cut(part[1:]))}" for part in parts]
    return lines + _described(node, field, "e", "f", "n") + more(node, [part for part in field[1:] if part[0] == "u"])


def _another(short: str, content: str, tie: str, label: str) -> tuple[str, list[str]]:
    """Another Instance of the Work. What ties it to this one is said by it: that its inverse holds is the vocabulary's to say."""
    node = local(INSTANCE, short, content)
    lines = f"{WORK} {bf.hasInstance} {node}\n{node} {A} {bf.Instance}\n{node} {bf.instanceOf} {WORK}\n{node} {tie} {INSTANCE}"
    return node, [f"{lines}\n{node} {LABEL} {literal(label)}"]


def _described(node: str, field: Field, extent: str, series: str, notes: str) -> list[str]:
    """Extent, series and notes of another Instance, by the codes that they have in this field."""
    lines: list[str] = []
    for part in field[1:]:
        text = cut(part[1:])
        if not text:
            continue
        if part[0] in extent:
            lines.append(beneath(node, bf.extent, bf.Extent, "extent", text))
        elif part[0] in series:
            lines.append(f"{node} {bf.seriesStatement} {literal(text.strip('()'))}")
        elif part[0] in notes:
            lines.append(beneath(node, bf.note, bf.Note, "note", text))
    return lines


@group.rule("534.original", "534abcefklmnoptuxz3")
def original(tag: str, field: Field, facts: Facts) -> Lines:
    """The original of a reproduction is another Instance of the same Work, and a note on this one for readers who see only it.

    534 ##$pBản gốc:$cSài Gòn : Khai Trí, 1965.
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/orig
      rdfs:label "Sài Gòn : Khai Trí, 1965."
      bflc:appliesTo instance-note-1-applies-1
    instance-note-1-applies-1 a bflc:AppliesTo
      rdfs:label "Bản gốc"
    work bf:hasInstance instance-original-1
    instance-original-1 a bf:Instance
      bf:instanceOf work
      bf:hasReproduction instance
      rdfs:label "Sài Gòn : Khai Trí, 1965."
      bf:publicationStatement "Sài Gòn : Khai Trí, 1965"
    """
    text = join(field, "abcefkmnt").strip()
    numbers = [(part[0], value) for part in field[1:] if part[0] in "xz" and (value := cut(part[1:]))]
    if not text and not numbers:
        return []
    about, lines = note_of(INSTANCE, tag, text, field[1:], TYPES[tag])
    for value in only(field, "p"):
        lines += applies_to(about, value)
    lines += [number(about, bf.Issn if code == "x" else bf.Isbn, value) for code, value in numbers]
    lines += more(about, field[1:])
    node, said = _another("original", "534" + "\x1f".join(field[1:]), bf.hasReproduction, text or numbers[0][1])
    lines += said
    for part in field[1:]:
        value = cut(part[1:])
        if part[0] in _STATED and value:
            lines.append(f"{node} {_STATED[part[0]]} {literal(value)}")
        elif part[0] in "kt" and value:
            title, kind = local(node, "title", part), bf.KeyTitle if part[0] == "k" else bf.Title
            lines.append(f"{node} {bf.title} {title}\n{title} {A} {kind}\n{title} {bf.mainTitle} {literal(value)}")
    lines += [number(node, bf.Issn if code == "x" else bf.Isbn, value) for code, value in numbers]
    return lines + _described(node, field, "e", "f", "lmno")


_STATED = {"a": bf.responsibilityStatement, "b": bf.editionStatement, "c": bf.publicationStatement}

# SPDX-License-Identifier: Apache-2.0
"""Fields 053-083, 260-360 and 6XX: where the heading is classed, where it was found, and what is said of it."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.rules.control_subfields import authority, control_number
from mucluc.converters.rules.subfields import join, only
from mucluc.converters.rules.write import LABEL, A, bf, inside, link, literal, mads, sourced

from .headings import established

group = Group("6XX Notes")

_NOTES = {
    "260": (mads.scopeNote, "ai"), "360": (mads.scopeNote, "ai"), "640": (mads.note, "az"), "641": (mads.note, "az"),
    "643": (mads.note, "ab"),
    "663": (mads.scopeNote, "abt"), "664": (mads.scopeNote, "abt"), "665": (mads.historyNote, "at"), "666": (mads.scopeNote, "a"),
    "677": (mads.definitionNote, "a"), "678": (mads.note, "ab"), "680": (mads.scopeNote, "ai"), "681": (mads.exampleNote, "ai"),
    "682": (mads.deletionNote, "ai"), "688": (mads.changeNote, "a"), "788": (mads.scopeNote, "ai"),
}  # fmt: skip


@group.rule("auth.note", " ".join(f"{tag}{codes}" for tag, (_, codes) in _NOTES.items()), needs="fields first fixed")
def note(tag: str, field: Field, facts: Facts) -> Lines:
    """What readers should know of the heading: a life in short, its scope, its history.

    LDR 00000nz##a2200000n##4500
    100 0#$aNguyễn Du,$d1765-1820
    678 0#$aNhà thơ, danh nhân văn hoá.
    →
    agent/1 madsrdf:note "Nhà thơ, danh nhân văn hoá."
    """
    mine = established(facts)
    predicate, codes = _NOTES[tag]
    text = join(field, codes).strip()
    return [f"{mine.node} {predicate} {literal(text)}"] if mine and text else []


@group.rule("auth.source", "670abuw01 672abfw01 673abfw01 675abu", needs="fields first fixed")
def source(tag: str, field: Field, facts: Facts) -> Lines:
    """Where the cataloguer found the heading (670), or looked for it in vain (675): the evidence behind it. A title that is (672) or is
    not (673) by the person is evidence as well.

    LDR 00000nz##a2200000n##4500
    100 0#$aNguyễn Du,$d1765-1820
    670 ##$aTruyện Kiều, 2019:$btr. tên sách (Nguyễn Du)
    →
    agent/1 madsrdf:hasSource agent/1#source-1
    agent/1#source-1 a madsrdf:Source
      madsrdf:citationSource "Truyện Kiều, 2019:"
      madsrdf:citationStatus "found"
      madsrdf:citationNote "tr. tên sách (Nguyễn Du)"
    """
    mine = established(facts)
    if mine is None:
        return []
    titles = [join(field, "abf")] if tag in ("672", "673") else only(field, "a") if tag == "675" else only(field, "a")[:1]
    more = [] if tag in ("672", "673") else [text.strip() for text in only(field, "b")]
    status = "found" if tag in ("670", "672") else "notfound"
    lines: list[str] = []
    for text in filter(None, map(str.strip, titles)):
        node = inside(mine.node, "source-" + local_hash(tag + text + "".join(more)))
        lines.append(f"{mine.node} {mads.hasSource} {node}\n{node} {A} {mads.Source}\n{node} {mads.citationSource} {literal(text)}")
        lines.append(f'{node} {mads.citationStatus} "{status}"')
        lines += [f"{node} {mads.citationNote} {literal(each)}" for each in more]
        for part in field[1:]:
            if part[0] == "u" and part[1:].strip():
                lines.append(f"{node} {bf.electronicLocator} {link(part[1:]) or literal(part[1:].strip())}")
            elif part[0] == "w":
                lines += control_number(node, part[1:])
            elif part[0] in "01":
                lines += authority(node, part)
    return lines


_CLASSES = {"053": bf.ClassificationLcc, "065": bf.Classification, "083": bf.ClassificationDdc}


@group.rule("auth.class", "053abc01 065abc201 083acyz201", needs="fields first fixed")
def classed(tag: str, field: Field, facts: Facts) -> Lines:
    """The class number that goes with the heading, or the first and the last of a range of them, with what it is for ($c of 053).

    LDR 00000nz##a2200000n##4500
    083 04$a895.9221$223
    100 0#$aNguyễn Du,$d1765-1820
    →
    agent/1 bf:classification agent/1#class-1
    agent/1#class-1 a bf:ClassificationDdc
      bf:classificationPortion "895.9221"
      bf:source agent/1#class-1-source
    agent/1#class-1-source a bf:Source
      bf:code "23"
    """
    mine = established(facts)
    numbers = [text.strip() for text in only(field, "a")]
    if mine is None or not numbers:
        return []
    end, words = ("c", "") if tag == "083" else ("b", "c")
    text = "-".join([numbers[0], *[last.strip() for last in only(field, end)[:1]]])
    if tag == "083" and (table := "--".join(value.strip() for value in only(field, "zy"))):
        text = f"T{table}--{text}"
    node = inside(mine.node, "class-" + local_hash(tag + text))
    lines = [f"{mine.node} {bf.classification} {node}\n{node} {A} {_CLASSES[tag]}\n{node} {bf.classificationPortion} {literal(text)}"]
    for part in field[1:]:
        value = part[1:].strip()
        if part[0] in "01":
            lines += authority(node, part)
        elif part[0] == words and value:
            lines.append(f"{node} {LABEL} {literal(value)}")
        elif part[0] == "2" and value:
            lines.append(sourced(node, f"{node[:-1]}-source>", value))
    return lines

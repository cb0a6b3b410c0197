# SPDX-License-Identifier: Apache-2.0
"""Fields 053-083 and 6XX: where the heading is classed, where it was found, and what is said of it."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.rules.control_subfields import iri as known_iri
from mucluc.converters.rules.subfields import first, join, only
from mucluc.converters.rules.write import A, bf, inside, link, literal, mads

from .headings import established

group = Group("6XX Notes")

_NOTES = {
    "678": (mads.note, "abu"), "680": (mads.scopeNote, "ai"), "665": (mads.historyNote, "a"), "681": (mads.exampleNote, "ai"),
    "688": (mads.historyNote, "a"), "260": (mads.scopeNote, "ai"), "360": (mads.scopeNote, "ai"), "663": (mads.scopeNote, "ab"),
    "664": (mads.scopeNote, "ab"), "666": (mads.scopeNote, "a"),
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


@group.rule("auth.source", "670abu 675a", needs="fields first fixed")
def source(tag: str, field: Field, facts: Facts) -> Lines:
    """Where the cataloguer found the heading (670), or looked for it in vain (675): the evidence behind it.

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
    found, lines = ("found", only(field, "a")[:1]) if tag == "670" else ("notfound", only(field, "a")), []
    for text in found[1]:
        node = inside(mine.node, "source-" + local_hash(tag + text + first(field, "b")))
        lines += [
            f"{mine.node} {mads.hasSource} {node}",
            f"{node} {A} {mads.Source}",
            f"{node} {mads.citationSource} {literal(text.strip())}",
            f'{node} {mads.citationStatus} "{found[0]}"',
        ]
        lines += [f"{node} {mads.citationNote} {literal(more.strip())}" for more in only(field, "b")]
        lines += [f"{node} {bf.electronicLocator} {link(address) or literal(address.strip())}" for address in only(field, "u")]
    return lines


_CLASSES = {"053": bf.ClassificationLcc, "060": bf.ClassificationNlm, "083": bf.ClassificationDdc, "082": bf.ClassificationDdc}


@group.rule("auth.class", " ".join(f"{tag}abc0" for tag in _CLASSES), needs="fields first fixed")
def classed(tag: str, field: Field, facts: Facts) -> Lines:
    """The class number that goes with the heading.

    LDR 00000nz##a2200000n##4500
    083 04$a895.9221$223
    100 0#$aNguyễn Du,$d1765-1820
    →
    agent/1 bf:classification agent/1#class-1
    agent/1#class-1 a bf:ClassificationDdc
      bf:classificationPortion "895.9221"
    """
    mine = established(facts)
    numbers = only(field, "a")
    if mine is None or not numbers:
        return []
    text = "-".join([numbers[0].strip(), *[end.strip() for end in only(field, "b")[:1] if tag == "053"]])
    node = inside(mine.node, "class-" + local_hash(tag + text))
    lines = [f"{mine.node} {bf.classification} {node}", f"{node} {A} {_CLASSES[tag]}", f"{node} {bf.classificationPortion} {literal(text)}"]
    return lines + [f"{node} {mads.hasExactExternalAuthority} {found}" for value in only(field, "0") if (found := known_iri(value))]


group.ignore("667", "a note of the cataloguers among themselves")

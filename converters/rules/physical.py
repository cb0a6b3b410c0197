# SPDX-License-Identifier: Apache-2.0
"""Fields 300-338: extent, dimensions, content, media and carrier."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import POSITIONS, Term

from .subfields import chop, first, key
from .write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, literal, local, named, note, start, term

group = Group("3XX Physical description")

_PHYSICAL = f"{VOCABULARY}mnotetype/physical>"
_EXTENT, _A_NOTE = start(INSTANCE, "extent"), start(INSTANCE, "note")
_HAS_EXTENT, _IS_EXTENT, _DIMENSIONS = f"{INSTANCE} {bf.extent} ", f" {A} {bf.Extent}", f"{INSTANCE} {bf.dimensions} "
_NOTE, _IS_NOTE, _IS_PHYSICAL, _LABEL = f" {bf.note} ", f" {A} {bf.Note}", f" {A} {_PHYSICAL}", f" {LABEL} "
_ACCOMPANYING = f"{VOCABULARY}mnotetype/accmat>"


@group.rule("300.extent", "300abcefg3")
def extent(tag: str, field: Field, facts: Facts) -> Lines:
    """How much there is and how large; illustrations and the like are a note on the extent.

    300 ##$a325 tr. :$bminh hoạ ;$c21 cm +$e1 CD-ROM
    →
    instance bf:extent instance-extent-1
    instance-extent-1 a bf:Extent
      rdfs:label "325 tr."
      bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/physical
      rdfs:label "minh hoạ"
    instance bf:dimensions "21 cm"
      bf:note instance-note-2
    instance-note-2 a bf:Note
      a id:vocabulary/mnotetype/accmat
      rdfs:label "1 CD-ROM"
    """
    lines: list[str] = []
    node = named(_EXTENT, key(field, "abfg3"))
    count = len(field)
    for index in range(1, count):
        code, text = field[index][0], field[index][1:]
        if code == "a":
            for more in field[index + 1 : count]:
                if more[0] not in "fg":
                    break
                text += " " + more[1:]
            lines.append(f"{_HAS_EXTENT}{node}\n{node}{_IS_EXTENT}\n{node}{_LABEL}{literal(_end(text))}")
        elif code == "c":
            lines.append(_DIMENSIONS + literal(_end(text)))
        elif code == "b" and text.strip():
            about, said = _illustrated(text) if len(text) < _SHORT else _illustrated.__wrapped__(text)
            lines.append((node if lines else INSTANCE) + about)
            lines.append(said)
        elif code == "e" and text.strip():
            lines += note(INSTANCE, "300e" + text, _end(text), _ACCOMPANYING)
        elif code == "3" and text.strip():
            lines.append(f"{node} {bf.appliesTo} {literal(_end(text))}")
    return lines


_SHORT = 100


@lru_cache(2048)
def _illustrated(text: str) -> tuple[str, str]:
    """The note on illustrations: how a line that has it ends, and what is said of it. A few short texts stand in most records."""
    about = named(_A_NOTE, "300b" + text)
    return _NOTE + about, f"{about}{_IS_NOTE}\n{about}{_IS_PHYSICAL}\n{about}{_LABEL}{literal(_end(text))}"


def _end(text: str) -> str:
    return text.strip().rstrip(" /:;,+=")


_RDA = {
    "336": (WORK, bf.content, bf.Content, "content"),
    "337": (INSTANCE, bf.media, bf.Media, "media"),
    "338": (INSTANCE, bf.carrier, bf.Carrier, "carrier"),
}


@group.rule("33X.type", "336ab3 337ab3 338ab3", cached=True)
def rda_type(tag: str, field: Field, facts: Facts) -> Lines:
    """RDA's content, media and carrier type by code; a term without a known code is kept as text.

    338 ##$avolume$bnc$2rdacarrier
    →
    instance bf:carrier id:vocabulary/carriers/nc
    id:vocabulary/carriers/nc a bf:Carrier
      rdfs:label "volume"
    """
    owner, predicate, kind, table = _RDA[tag]
    code, text = first(field, "b"), chop(first(field, "a"))
    known: Term | None = POSITIONS[table].get(code)
    if not known and text:
        known = next((found for found in POSITIONS[table].values() if found.label == text.lower()), None)
    if known:
        return term(owner, predicate, kind, known)
    if not text:
        return []
    node = local(owner, table, tag + text)
    return [f"{owner} {predicate} {node}", f"{node} {A} {kind}", f"{node} {LABEL} {literal(text)}"]


_CARRIERS = {"cj": "cd", "cm": "cd", "co": "cd", "ta": "nc", "tb": "nc", "td": "nc"}


@group.rule("007.carrier", "007[0-1]", needs="first")
def carrier(tag: str, field: Field, facts: Facts) -> Lines:
    """What the thing is carried by, from the first two characters of 007, where 337 and 338 do not say it.

    007 cr#|||||||||||
    →
    instance bf:carrier id:vocabulary/carriers/cr
    id:vocabulary/carriers/cr a bf:Carrier
      rdfs:label "online resource"
    instance bf:media id:vocabulary/mediaTypes/c
    id:vocabulary/mediaTypes/c a bf:Media
      rdfs:label "computer"
    """
    code = field[0][:2]
    lines: list[str] = []
    found = POSITIONS["carrier"].get(_CARRIERS.get(code, code))
    if not found:
        return lines
    if "338" not in facts.first:
        lines += term(INSTANCE, bf.carrier, bf.Carrier, found)
    media = POSITIONS["media"].get("n" if code[0] == "t" else "g" if code[0] == "m" else code[0])
    if media and "337" not in facts.first:
        lines += term(INSTANCE, bf.media, bf.Media, media)
    return lines

# SPDX-License-Identifier: Apache-2.0
"""Fields 300-306: extent, dimensions, duration."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .control_subfields import applies_to
from .subfields import join, key, only
from .write import INSTANCE, LABEL, VOCABULARY, A, bf, duration, literal, named, note, start

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
    amount, about, lines, which = "", [], [], []
    for part in field[1:]:
        code = part[0]
        if code == "a" or code == "f" or code == "g":
            amount = f"{amount} {part[1:]}" if amount else part[1:].strip()
        elif code == "b":
            if part[1:].strip():
                about.append(part[1:])
        elif code == "c":
            if text := _end(part[1:]):
                lines.append(_DIMENSIONS + literal(text if text[-1] != "." or "." in text[:-1] else text[:-1]))
        elif code == "3":
            which.append(part[1:])
        elif code == "e" and part[1:].strip():
            lines += _accompanying(part[1:], only(field, "3"))
    if amount:
        node = named(_EXTENT, key(field, "abfg3"))
        said = [f"{_HAS_EXTENT}{node}\n{node}{_IS_EXTENT}\n{node}{_LABEL}{literal(_end(amount))}"]
        for text in which:
            if text != "all":
                said += applies_to(node, text)
    else:
        node, said = INSTANCE, []
    for text in about:
        ends, note_said = _illustrated(text) if len(text) < _SHORT else _illustrated.__wrapped__(text)
        said += (node + ends, note_said)
    return said + lines if lines else said


_SHORT = 100


@lru_cache(2048)
def _illustrated(text: str) -> tuple[str, str]:
    """The note on illustrations: how a line that has it ends, and what is said of it. A few short texts stand in most records."""
    about = named(_A_NOTE, "300b" + text)
    return _NOTE + about, f"{about}{_IS_NOTE}\n{about}{_IS_PHYSICAL}\n{about}{_LABEL}{literal(_end(text))}"


def _accompanying(text: str, which: list[str]) -> list[str]:
    lines = note(INSTANCE, "\x1f".join(["300e" + text, *which]), _end(text), _ACCOMPANYING)
    for part in which:
        lines += applies_to(lines[0].rsplit(" ", 1)[1], part)
    return lines


def _end(text: str) -> str:
    """Text without the ISBD mark that leads to the next subfield; its full stop stays, for most are those of abbreviations."""
    text = text.strip().rstrip(" /:;,+=")
    if "  " in text:
        text = " ".join(text.split())
    return balanced(text.lstrip(" :;=+")) if "(" in text or ")" in text or "[" in text or "]" in text or text[:1] in _LEADS else text


_LEADS = (":", ";", "=", "+")


def balanced(text: str) -> str:
    """Text without a round bracket whose partner is not there, and with the square bracket that is wanting."""
    at = text.find("(")
    if at >= 0 and ")" not in text[at:]:
        return balanced(text[:at] + text[at + 1 :])
    at = text.find(")")
    if at >= 0 and "(" not in text[:at]:
        return balanced(text[:at] + text[at + 1 :])
    at = text.find("[")
    if at >= 0 and "]" not in text[at:]:
        return text + "]"
    at = text.find("]")
    return "[" + text if at >= 0 and "[" not in text[:at] else text


@group.rule("305.recording", "305abcdefmn3")
def recording(tag: str, field: Field, facts: Facts) -> Lines:
    """The extent of a sound recording in records older than 1981, where its subfields were used this way and that: one text.

    305 ##$a2 s.$b12 in.$c33 1/3 rpm.$dmicrogroove.$estereophonic.
    →
    instance bf:extent instance-extent-1
    instance-extent-1 a bf:Extent
      rdfs:label "2 s. 12 in. 33 1/3 rpm. microgroove. stereophonic."
    """
    text = _end(join(field, "abcdefmn"))
    node = named(_EXTENT, "305" + "\x1f".join(field[1:]))
    if not text:
        return []
    lines = [f"{_HAS_EXTENT}{node}\n{node}{_IS_EXTENT}\n{node}{_LABEL}{literal(text)}"]
    for part in only(field, "3"):
        lines += applies_to(node, part)
    return lines


@group.rule("306.duration", "306a")
def playing_time(tag: str, field: Field, facts: Facts) -> Lines:
    """How long it plays: hours, minutes and seconds in six digits are a duration, anything else is text.

    306 ##$a014500
    ⇄
    instance bf:duration "PT1H45M"^^xsd:duration
    """
    lines = []
    for text in only(field, "a"):
        text = text.strip()
        if len(text) == 6 and text.isascii() and text.isdigit():
            lines.append(f"{INSTANCE} {bf.duration} {duration(3600 * int(text[:2]) + 60 * int(text[2:4]) + int(text[4:]))}")
        else:
            lines.append(f"{INSTANCE} {bf.duration} {literal(text)}")
    return lines

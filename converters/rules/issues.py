# SPDX-License-Identifier: Apache-2.0
"""Fields 853-855, 863-865 and 866-868: which volumes and issues a copy has."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.record import SUBFIELD
from mucluc.vocab.codes import POSITIONS

from .control_subfields import applies_to, below
from .copies import described, exists, says_something
from .enumeration import DATES, Level, expand, levels, pattern
from .holdings import LOCAL, barcode, note
from .subfields import chop, first, only
from .write import LABEL, VALUE, A, bf, literal, sourced

group = Group("853-868 Enumeration and chronology")

_KINDS, _NOTES = POSITIONS["holding-kind"], POSITIONS["holding-note"]
_PATTERN = "publication pattern"


def _parts(node: str, found: list[Level]) -> list[str]:
    """Each level with its caption and value, so that issues can be sorted and asked for."""
    lines: list[str] = []
    for code, caption, value in found:
        about = below(node, f"{code}-" + local_hash(value or caption))
        kind = bf.Chronology if code in DATES or code == "m" else bf.Enumeration
        lines.append(f"{node} {bf.enumerationAndChronology} {about}\n{about} {A} {kind}")
        lines += [f"{about} {LABEL} {literal(caption)}"] if caption else []
        lines += [f"{about} {VALUE} {literal(value)}"] if value else []
    return lines


def _kind(node: str, tag: str) -> list[str]:
    return applies_to(node, _KINDS[tag].label) if tag in _KINDS else []


@group.rule("853.pattern", "853 854 855", needs="library first fields leader")
def captions(tag: str, field: Field, facts: Facts) -> Lines:
    """How the issues are numbered and dated: the captions stand before the values of 863-865, and what is expected is kept.

    853 20$81$aTập$bsố$u12$vr$i(năm)$j(tháng)
    →
    instance bf:hasItem item/1
    item/1 a bf:Item
      bf:itemOf instance
      bf:heldBy library/thu-vien
      bf:note item/1#pattern-1
    item/1#pattern-1 a bf:Note
      bf:noteType "publication pattern"
      rdfs:label "Tập:số (năm:tháng)"
      bf:enumerationAndChronology item/1#pattern-1-a-1
    item/1#pattern-1-a-1 a bf:Enumeration
      rdfs:label "Tập"
    item/1#pattern-1 bf:enumerationAndChronology item/1#pattern-1-b-1
    item/1#pattern-1-b-1 a bf:Enumeration
      rdfs:label "số"
      bf:count "12"
      bf:code "r"
    item/1#pattern-1 bf:enumerationAndChronology item/1#pattern-1-i-1
    item/1#pattern-1-i-1 a bf:Chronology
      rdfs:label "(năm)"
    item/1#pattern-1 bf:enumerationAndChronology item/1#pattern-1-j-1
    item/1#pattern-1-j-1 a bf:Chronology
      rdfs:label "(tháng)"
    """
    found = levels(field, None)
    said = [part for part in field[1:] if part[0] not in "68" and part[1:].strip()]
    lines: list[str] = []
    for node in described(tag, field, facts) if said else ():
        about = below(node, "pattern-" + local_hash("\x1f".join(said)))
        lines.append(f"{exists(node, facts)}\n{node} {bf.note} {about}\n{about} {A} {bf.Note}\n{about} {bf.noteType} {literal(_PATTERN)}")
        lines += [f"{about} {LABEL} {literal(pattern(found))}"] if found else []
        lines += [*_kind(about, tag), *_parts(about, found)]
        level = about
        for part in said:
            code, text = part[0], part[1:].strip()
            if any(code == each.code for each in found):
                level = below(about, f"{code}-" + local_hash(first(field, code)))
            elif code in "nopt":
                lines.append(f"{about} {bf.count if code == 'p' else LABEL} {literal(text)}")
            elif code in "uv":
                lines.append(f"{level} {bf.count if code == 'u' else bf.code} {literal(text)}")
            elif code == "3":
                lines += applies_to(about, text)
            else:
                lines.append(f"{about} {bf.code} {literal(text)}")
    return lines


@group.rule("863.issues", "863 864 865", needs="library first fields leader")
def coded(tag: str, field: Field, facts: Facts) -> Lines:
    """Volumes and issues by level, written out with the captions of the pattern of the same link number ($8).

    853 20$81$av.$bno.$i(year)
    863 41$81.1$a36$b1$i2014
    →
    instance bf:hasItem item/1
    item/1 a bf:Item
      bf:itemOf instance
      bf:heldBy library/thu-vien
      bf:enumerationAndChronology item/1#issues-1
    item/1#issues-1 a bf:EnumerationAndChronology
      rdfs:label "v.36:no.1 (2014)"
      bf:enumerationAndChronology item/1#issues-1-a-1
    item/1#issues-1-a-1 a bf:Enumeration
      rdfs:label "v."
      rdf:value "36"
    item/1#issues-1 bf:enumerationAndChronology item/1#issues-1-b-1
    item/1#issues-1-b-1 a bf:Enumeration
      rdfs:label "no."
      rdf:value "1"
    item/1#issues-1 bf:enumerationAndChronology item/1#issues-1-i-1
    item/1#issues-1-i-1 a bf:Chronology
      rdfs:label "(year)"
      rdf:value "2014"
    """
    found = levels(_captions(tag, field, facts), field)
    text = ": ".join([*only(field, "o"), expand(found)]) if found else ": ".join(only(field, "o"))
    lines: list[str] = []
    for node in described(tag, field, facts) if says_something(field) else ():
        lines.append(exists(node, facts))
        if text:
            about = below(node, "issues-" + local_hash(tag + "\x1f".join([part for part in field[1:] if part[0] not in "68"])))
            lines.append(f"{node} {bf.enumerationAndChronology} {about}\n{about} {A} {bf.EnumerationAndChronology}")
            lines += [f"{about} {LABEL} {literal(text)}", *_kind(about, tag), *_parts(about, found)]
            lines += [f"{about} {bf.date} {literal(value.strip())}" for value in only(field, "nv")]
            lines += [f"{about} {bf.code} {literal(value.strip())}" for value in only(field, "w")]
        lines += _rest(node, field, "abcdefghijklmnovw268")
    return lines


def _captions(tag: str, field: Field, facts: Facts) -> Field | None:
    """The pattern of a field: the tag ten below, with the link number before the full stop."""
    link = first(field, "8").partition(".")[0]
    wanted = f"85{tag[2]}"
    for other, text in facts.fields:
        if other == wanted and link:
            parts = text.split(SUBFIELD)
            if first(parts, "8").partition("\\")[0].partition(".")[0] == link:
                return parts
    return None


def _rest(node: str, field: Field, known: str) -> list[str]:
    lines: list[str] = []
    for part in field[1:]:
        code, text = part[0], part[1:].strip()
        if code in known or not text:
            continue
        if code == "p":
            lines += barcode(node, text)
        elif code == "3":
            lines += applies_to(node, text)
        else:
            lines += note(node, text, "" if code == "z" else _NOTES[code].label if code in _NOTES else LOCAL)
    return lines


@group.rule("866.text", "866 867 868", needs="library first fields leader")
def textual(tag: str, field: Field, facts: Facts) -> Lines:
    """Volumes and issues in words; supplements (867) and indexes (868) say that they are.

    852 ##$bKho báo
    867 #0$a1998-2005
    →
    instance bf:hasItem item/1
    item/1 a bf:Item
      bf:itemOf instance
      bf:heldBy library/thu-vien
      bf:enumerationAndChronology item/1#issues-1
    item/1#issues-1 a bf:EnumerationAndChronology
      rdfs:label "1998-2005"
      bflc:appliesTo item/1#issues-1-applies-1
    item/1#issues-1-applies-1 a bflc:AppliesTo
      rdfs:label "supplements"
    """
    lines: list[str] = []
    for node in described(tag, field, facts) if says_something(field) else ():
        lines.append(exists(node, facts))
        for value in only(field, "a"):
            text = chop(" ".join(value.split()))
            about = below(node, "issues-" + local_hash(tag + text))
            lines.append(f"{node} {bf.enumerationAndChronology} {about}\n{about} {A} {bf.EnumerationAndChronology}")
            lines += [f"{about} {LABEL} {literal(text)}", *_kind(about, tag)]
            for code in only(field, "2"):
                lines.append(sourced(about, below(about, "source-" + local_hash(code)), code.strip()))
        lines += _rest(node, field, "a268")
    return lines

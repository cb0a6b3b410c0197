# SPDX-License-Identifier: Apache-2.0
"""Fields 307, 310, 321, 362 and 363: how often a serial comes out, its first and last issue, and when it can be had."""

from __future__ import annotations

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts

from .characteristics import listed, rest, values
from .control_subfields import authority, below, related_authority
from .subfields import cut, join, only
from .write import INSTANCE, LABEL, VOCABULARY, A, bf, literal, local, note, sourced

group = Group("307-363 Frequency and numbering")

_STATUS = {"310": "current", "321": "former"}
_NUMBER = f"{VOCABULARY}mnotetype/number>"


@group.rule("310.frequency", "310ab012 321ab012", cached=KEPT)
def frequency(tag: str, field: Field, facts: Facts) -> Lines:
    """How often it comes out now (310) or came out before (321), and since when. The list's term in $0 is another authority for it: a
    date of this serial is not said of the term that all serials share.

    321 ##$aHai tháng một kỳ,$b1990-1995
    →
    instance bf:frequency instance-frequency-1
    instance-frequency-1 a bf:Frequency
      rdfs:label "Hai tháng một kỳ"
      bf:status id:vocabulary/mstatus/former
    id:vocabulary/mstatus/former a bf:Status
      rdfs:label "former"
    instance-frequency-1 bf:date "1990-1995"
    """
    status = _STATUS[tag]
    iri = f"{VOCABULARY}mstatus/{status}>"
    dates = [date for text in only(field, "b") if (date := cut(text))]
    lines: list[str] = []
    for value in values(field, "a") or values([field[0], *rest(field, "b")], "b")[:1]:
        node = local(INSTANCE, "frequency", "\x1f".join([tag + value.text, *dates, *rest(field, "02")]))
        lines.append(f"{INSTANCE} {bf.frequency} {node}\n{node} {A} {bf.Frequency}")
        if value.code == "a":
            lines.append(f"{node} {LABEL} {literal(cut(value.text))}")
        lines.append(f'{node} {bf.status} {iri}\n{iri} {A} {bf.Status}\n{iri} {LABEL} "{status}"')
        lines += [f"{node} {bf.date} {literal(date)}" for date in dates]
        for part in value.here + value.later:
            lines += authority(node, part) if part[0] == "1" else related_authority(node, part)
        for part in rest(field, "2"):
            lines += listed(INSTANCE, node, part[1:])
    return lines


@group.rule("362.numbering", "362az")
def numbering(tag: str, field: Field, facts: Facts) -> Lines:
    """The first and the last issue where the statement is formatted (first indicator 0) and can be taken apart, else a note on numbering.

    362 0#$aSố 1 (tháng 1/1990)-số 12 (tháng 12/1995).
    ⇄
    instance bf:firstIssue "Số 1 (tháng 1/1990)"
      bf:lastIssue "số 12 (tháng 12/1995)"

    362 1#$aBắt đầu ra từ năm 1990.
    ⇄
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/number
      rdfs:label "Bắt đầu ra từ năm 1990."
    """
    lines: list[str] = []
    origin = join(field, "z").strip()
    for text in only(field, "a"):
        for predicate, said in _statements(text.strip()) if field[0][0] == "0" else [("", text.strip())]:
            if predicate:
                lines.append(f"{INSTANCE} {predicate} {literal(said)}")
            else:
                lines += _note(said, origin)
                origin = ""
    return [*lines, *_note(origin, "")] if origin else lines


def _note(text: str, origin: str) -> list[str]:
    lines = note(INSTANCE, f"362{text}\x1f{origin}", text, _NUMBER)
    if origin:
        node = lines[0].rsplit(" ", 1)[1]
        lines.append(sourced(node, below(node, "source"), cut(origin), LABEL))
    return lines


def _statements(text: str) -> list[tuple[str, str]]:
    """A formatted statement as `(property, value)`; the property is empty where it stays a note. `=` parts parallel numberings."""
    if ";" in text or "-" not in text or text.count("=") > 1:
        return [("", text)]
    return [found for half in text.split("=") for found in _issues(half.strip())]


def _issues(text: str) -> list[tuple[str, str]]:
    begin, mark, end = text.partition(")-")
    if mark:
        begin += ")"
    elif text.count("-") == 1:
        begin, _, end = text.partition("-")
    else:
        return [("", text)] if text else []
    return [(predicate, said) for predicate, half in ((bf.firstIssue, begin), (bf.lastIssue, end)) if (said := cut(half))]


@group.rule("363.designation", "363abcdefghijklmuvz", needs="first")
def designation(tag: str, field: Field, facts: Facts) -> Lines:
    """The first or last issue in a form for machines, where the record does not say it for readers (362).

    363 01$a1$b3$i1990$j02
    →
    instance bf:firstIssue "1:3 (1990:02)"
    """
    lines = [line for text in only(field, "z") for line in note(INSTANCE, "363" + text, text.strip(), _NUMBER)]
    if "362" in facts.first:
        return lines
    numbers = " ".join([text for text in [*only(field, "u"), ":".join(only(field, "abcdef"))] if text])
    dates = ":".join(only(field, "ijkl"))
    others = [f"({':'.join(found)})" for codes in ("gh", "m") if (found := only(field, codes))]
    text = " ".join([part for part in [numbers, f"({dates})" if numbers and dates else dates, *others, *only(field, "v")] if part])
    if not text:
        return lines
    predicate = {"0": bf.firstIssue, "1": bf.lastIssue}.get(field[0][0])
    return [*lines, f"{INSTANCE} {predicate} {literal(text)}"] if predicate else [*lines, *note(INSTANCE, "363" + text, text, _NUMBER)]


@group.rule("307.hours", "307ab")
def hours(tag: str, field: Field, facts: Facts) -> Lines:
    """When it can be had: the hours of a service or a data bank.

    307 ##$aThứ Hai-thứ Sáu, 8.00-17.00;$btrừ ngày lễ
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      rdfs:label "Thứ Hai-thứ Sáu, 8.00-17.00; trừ ngày lễ"
    """
    text = join(field, "ab").strip()
    return note(INSTANCE, "307" + text, text) if text else []


group.ignore("363x", "a note that the cataloguer keeps from the public")
group.ignore("365 366", "prices and availability of the book trade, out of date soon after they are written")

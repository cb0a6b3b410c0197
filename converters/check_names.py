# SPDX-License-Identifier: Apache-2.0
"""Checks of personal names and of entries that stand twice."""

from __future__ import annotations

import re

from .check_content import SURNAMES
from .check_engine import NOTHING, Context, Field, Finding, Findings, Room
from .record import SUBFIELD

CHECKS = Room()

_PEOPLE = "100 600 700"
_DEGREE = re.compile(r"(?:GS|PGS|TSKH|TS|ThS|Th\.S|BS|KS|CN|NSND|NSƯT|NGND|NGƯT|Giáo sư|Tiến sĩ|Thạc sĩ|Bác sĩ|Kỹ sư)[.\s]", re.UNICODE)
_SEVERAL = re.compile(r";|\.\.\.|…|\w \w+\s(?:và|&)\s\w")
_NUMBERED = frozenset("abcdq")
_TITLED = "tkflo"


def _name(field: Field) -> str:
    """What names the person or body: heading subfields without end punctuation."""
    return SUBFIELD.join([part.rstrip(" .,;:") for part in field[1:] if part[:1] in _NUMBERED])


@CHECKS.field("name-degree", _PEOPLE, good="100 0#$aTrần Văn Giàu", bad="100 0#$aGS. Trần Văn Giàu | 700 0#$aPGS.TS. Nguyễn Văn A")
def name_degree(tag: str, field: Field, context: Context) -> Findings:
    """A heading is the name alone; with a degree before it the author sorts under G or T and has two pages. $c can hold it."""
    return [Finding("a degree before the name", "a", part[1:]) for part in field[1:] if part[:1] == "a" and _DEGREE.match(part[1:])][:1]


@CHECKS.field(
    "name-several",
    _PEOPLE,
    good="700 0#$aNguyễn Du | 100 1#$aHugo, Victor | 100 1#$aKing, Martin Luther, Jr.",
    bad="100 0#$aNguyễn Du; Đoàn Thị Điểm | 700 0#$aNguyễn Văn A và Trần Thị B | 700 0#$aNguyễn Du... | 100 0#$aVũ Ngọc Phan, Trần Thị B",
)
def name_several(tag: str, field: Field, context: Context) -> Findings:
    """One field names one person. Several in one field are found under the first alone."""
    for part in field[1:]:
        if part[:1] == "a":
            one, _, other = part[1:].partition(", ")
            found = ";" in part or (not part.isascii() and _SEVERAL.search(part))
            listed = " " in one and " " in other.strip() and other.split(" ", 1)[0] in SURNAMES and one.split(" ", 1)[0] in SURNAMES
            return (Finding("more than one name", "a", part[1:]),) if found or listed else NOTHING
    return NOTHING


@CHECKS.field(
    "name-order-indicator", _PEOPLE, good="100 1#$aHugo, Victor | 100 0#$aNguyễn Du", bad="100 0#$aHugo, Victor | 700 3#$aHugo, Victor"
)
def name_order_indicator(tag: str, field: Field, context: Context) -> Findings:
    """First indicator 0 is a name in direct order, 1 begins with the family name and a comma follows; 3 is a family as a whole."""
    ind = field[0][:1]
    if ind not in ("0", "3"):
        return NOTHING
    for part in field[1:]:
        if part[:1] == "a":
            family, comma, rest = part[1:].rstrip(" ,").partition(", ")
            wrong = comma and " " not in family and rest[:1].isupper() and (ind == "0" or "gia" not in rest.casefold())
            return (
                (Finding(f"indicator 1 is {ind} and $a is inverted", "a", part[1:]),)
                if wrong and "family" not in rest.casefold()
                else NOTHING
            )
    return NOTHING


@CHECKS.field("name-capitals", "100 700", good="100 0#$aNguyễn Du | 110 2#$aUNESCO", bad="100 0#$aNGUYỄN DU | 700 1#$aHUGO, VICTOR")
def name_capitals(tag: str, field: Field, context: Context) -> Findings:
    """A name all in capitals is another heading than the same name written as usual."""
    for part in field[1:]:
        if part[:1] == "a":
            wrong = part[1:].isupper() and len([word for word in part[1:].replace(",", " ").split() if len(word.strip(".")) > 1]) > 1
            return (Finding("all capitals", "a", part[1:]),) if wrong else NOTHING
    return NOTHING


@CHECKS.record(
    "name-doubled",
    needs="700 710 711",
    good="100 0#$aNguyễn Du // 700 0#$aNguyễn Du$tTruyện Kiều // 700 0#$aĐào Duy Anh",
    bad="100 0#$aNguyễn Du // 700 0#$aNguyễn Du | 700 0#$aĐào Duy Anh$edịch // 700 0#$aĐào Duy Anh$egiới thiệu",
)
def name_doubled(context: Context) -> Findings:
    """One person or body is entered once; several roles stand in one field. An entry with a title ($t) is a work, not the person."""
    first = context.first
    if "700" not in first and "710" not in first and "711" not in first:
        return NOTHING
    seen: dict[str, str] = {}
    out = []
    for tag, field in context.all("100", "110", "111", "700", "710", "711"):
        if any(part[:1] in _TITLED for part in field[1:]):
            continue
        name = _name(field)
        if name in seen and name:
            out.append(Finding(f"stands in {seen[name]} too", "a", name.replace(SUBFIELD, " $"), tag))
        seen.setdefault(name, tag)
    return out


@CHECKS.record(
    "subject-doubled",
    needs="600 610 611 630 647 648 650 651 653 654 655",
    good="650 #4$aĐịa chí // 650 #7$aĐịa chí$2fast",
    bad="650 #4$aĐịa chí // 650 #4$aĐịa chí.",
)
def subject_doubled(context: Context) -> Findings:
    """A subject stands once for each list it is from."""
    seen: set[str] = set()
    out = []
    for tag, text in context.fields:
        if tag[:1] == "6" and tag > "599":
            key = tag + text.rstrip(" .")
            if key in seen:
                out.append(Finding("the same heading", tag=tag, value=text[2:].replace(SUBFIELD, " $")))
            seen.add(key)
    return out


@CHECKS.record("note-doubled", good="500 ##$aA // 500 ##$aB", bad="500 ##$aPhụ lục // 500 ##$aPhụ lục")
def note_doubled(context: Context) -> Findings:
    """The same note twice is left over from copying or merging records."""
    notes = [tag + text for tag, text in context.fields if tag[:1] == "5"]
    if len(notes) == len(set(notes)):
        return NOTHING
    return [Finding("the same note", tag=each[:3]) for each in sorted({note for note in notes if notes.count(note) > 1})]

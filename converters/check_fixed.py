# SPDX-License-Identifier: Apache-2.0
"""Checks of the leader and of the coded fields 006, 007, 008 and 041: lengths, positions, languages, countries, dates."""

from __future__ import annotations

import re

from mucluc.vocab import marc21
from mucluc.vocab.codes import LANGUAGES

from .check_engine import NOTHING, Context, Field, Finding, Findings, Room

CHECKS = Room()

_LEADER = marc21.coded("LDR")
_FIXED = {form: marc21.coded("008", form) for form in marc21.FORMS}
_COUNTRIES = frozenset(code.ljust(3) for code in marc21.codes("countries") | marc21.codes("discontinued")) | {"|||", "   "}
_LANGUAGES = frozenset(LANGUAGES) | {"|||", "   "}
# 007: the number of characters by category of material; a computer file may stop after position 05.
_LENGTHS = {"a": 8, "c": 14, "d": 6, "f": 10, "g": 9, "h": 13, "k": 6, "m": 23, "o": 2, "q": 2, "r": 11, "s": 14, "t": 2, "v": 9, "z": 2}
_DATE = re.compile(r"[0-9u]{4}|    |\|\|\|\||[0-9]{1,3}u{1,3}")
_YEAR = re.compile(r"[0-9]{4}")
_RANGES = frozenset("cdikmqu")
_SINGLE = frozenset("srt")


@CHECKS.record("leader-length", good="LDR 00000nam a2200000 a 4500", bad="LDR 00000nam a22")
def leader_length(context: Context) -> Findings:
    """The leader is 24 characters: everything else is found by counting in it."""
    length = len(context.leader)
    return NOTHING if length == 24 else (Finding(f"{length} characters", tag="LDR"),)


@CHECKS.record("leader-value", good="LDR 00000nam a2200000 a 4500", bad="LDR 00000xam a2200000 a 4500 | LDR 00000naz a2200000 a 4500")
def leader_value(context: Context) -> Findings:
    """The type of record decides how 008 is read and which class the Work gets, so an undefined code misleads everything after it."""
    if _LEADER.match(context.leader) or len(context.leader) != 24:
        return NOTHING
    return [Finding(f"position {at:02d} holds {code!r}", tag="LDR") for at, code in marc21.undefined("LDR", "all", context.leader)]


@CHECKS.field(
    "fixed-length", "006 007 008", good="008 190612s2003####vm#abf###b###s001#0#vie##", bad="008 190612s2003####vm | 006 a | 007 vd"
)
def fixed_length(tag: str, field: Field, context: Context) -> Findings:
    """Coded fields are read by position: one character more or less shifts language, place and date."""
    length = len(field[0])
    wanted = 40 if tag == "008" else 18 if tag == "006" else _LENGTHS.get(field[0][:1], length)
    if length == wanted or (tag == "007" and field[0][:1] == "c" and 6 <= length <= 14):
        return NOTHING
    return (Finding(f"{length} characters instead of {wanted}"),)


@CHECKS.field("fixed-value", "008", good="008 190612s2003####vm#abf###b###s001#0#vie##", bad="008 190612x2003####vm#abf###b###s001#0#vie##")
def fixed_value(tag: str, field: Field, context: Context) -> Findings:
    """A code that the form of 008 does not define is read as nothing. Which form it is, leader/06-07 say."""
    text = field[0]
    if len(text) != 40 or _FIXED[context.form].match(text):
        return NOTHING
    return [Finding(f"position {at:02d} ({context.form}) holds {code!r}") for at, code in marc21.undefined("008", context.form, text)]


@CHECKS.field(
    "country-unknown", "008", good="008 190612s2003####vm#abf###b###s001#0#vie##", bad="008 190612s2003####zz#abf###b###s001#0#vie##"
)
def country_unknown(tag: str, field: Field, context: Context) -> Findings:
    """008/15-17 is a code of the MARC list for countries; discontinued codes are accepted."""
    code = field[0][15:18]
    return NOTHING if code in _COUNTRIES or len(field[0]) != 40 else (Finding("positions 15-17", value=code),)


@CHECKS.field(
    "language-unknown",
    "008 041",
    good="008 190612s2003####vm#abf###b###s001#0#vie## | 041 0#$avie$bfre | 041 #7$avi$2rfc5646",
    bad="008 190612s2003####vm#abf###b###s001#0#vni## | 041 0#$avn | 041 0#$aTiếng Việt",
)
def language_unknown(tag: str, field: Field, context: Context) -> Findings:
    """Languages are three letters of the MARC list (`vie`, not `vn` or `vi`): facets and language tags come from them."""
    if tag == "008":
        code = field[0][35:38]
        return NOTHING if code in _LANGUAGES or len(field[0]) != 40 else (Finding("positions 35-37", value=code),)
    if field[0][1:2] == "7":
        return NOTHING
    return [
        Finding("", part[0], part[1:]) for part in field[1:] if part[1:] not in _LANGUAGES and part[:1].isalpha() and not _packed(part[1:])
    ]


@CHECKS.field("language-packed", "041", good="041 1#$aeng$avie", bad="041 1#$aengvie")
def language_packed(tag: str, field: Field, context: Context) -> Findings:
    """Until 2001 several codes stood in one subfield; each now has its own."""
    return [Finding("", part[0], part[1:]) for part in field[1:] if part[:1].isalpha() and field[0][1:2] != "7" and _packed(part[1:])]


@CHECKS.field(
    "language-differs",
    "041",
    good="008 190612s2003####vm#abf###b###s001#0#vie## // 041 1#$avie$hchi",
    bad="008 190612s2003####vm#abf###b###s001#0#eng## // 041 0#$avie",
)
def language_differs(tag: str, field: Field, context: Context) -> Findings:
    """The first language of 041 is that of 008/35-37; where they differ, one is an unchanged default of the software."""
    code = context.fixed[35:38]
    first = next((part[1:] for part in field[1:] if part[:1] in "ad"), code)
    if len(code) != 3 or code in ("mul", "|||", "   ", "zxx", "und") or first[:3] == code or field[0][1:2] == "7":
        return NOTHING
    return (Finding("041 and 008/35-37 differ", "a", first),)


@CHECKS.field(
    "date-malformed", "008", good="008 190612s199u####vm############000#0#vie##", bad="008 190612s03######vm############000#0#vie##"
)
def date_malformed(tag: str, field: Field, context: Context) -> Findings:
    """A date in 008 is four digits, `u` for an unknown digit."""
    text = field[0]
    if len(text) != 40 or text[6] == "b":
        return NOTHING
    return [Finding(f"positions {at:02d}-{at + 3}", value=text[at : at + 4]) for at in (7, 11) if not _DATE.fullmatch(text[at : at + 4])]


@CHECKS.field(
    "date-impossible",
    "008",
    good="005 20240115083000.0 // 008 190612m19962003vm############000#0#vie##",
    bad="008 190612m20031996vm############000#0#vie## | 005 20190612083000.0 // 008 190612s2091####vm############000#0#vie##",
)
def date_impossible(tag: str, field: Field, context: Context) -> Findings:
    """A range that ends before it begins, or a year more than two years after the record was last changed (005), is a typing error."""
    text = field[0]
    first, last = text[7:11], text[11:15]
    if not first.isdecimal():
        return NOTHING
    if text[6:7] in _RANGES and last.isdecimal() and last < first:
        return (Finding("the second date is before the first", value=f"{first}-{last}"),)
    changed = context.first.get("005", "")[:4]
    if changed.isdecimal() and len(changed) == 4 and int(first) > int(changed) + 2:
        return (Finding("the date is later than the record", value=first),)
    return NOTHING


@CHECKS.field(
    "date-differs",
    "260 264",
    good="008 190612s2003####vm############000#0#vie## // 260 ##$aHà Nội :$bVăn học,$c2003.",
    bad="008 190612s2003####vm############000#0#vie## // 260 ##$aHà Nội :$bVăn học,$c2013.",
)
def date_differs(tag: str, field: Field, context: Context) -> Findings:
    """Sorting and the timeline use 008, readers see 260 or 264: they should name the same year."""
    fixed = context.fixed
    year = fixed[7:11]
    if fixed[6:7] not in _SINGLE or not year.isdecimal() or (tag == "264" and field[0][1:2] != "1"):
        return NOTHING
    for part in field[1:]:
        if part[:1] == "c":
            years = _YEAR.findall(part)
            if years and year not in years:
                return (Finding("008/07-10 has another year", "c", part[1:]),)
    return NOTHING


def _packed(text: str) -> bool:
    return len(text) > 3 and len(text) % 3 == 0 and all(text[at : at + 3] in _LANGUAGES for at in range(0, len(text), 3))

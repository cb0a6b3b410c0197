# SPDX-License-Identifier: Apache-2.0
"""Checks of the leader and of the coded fields 006, 007, 008 and 041: lengths, positions, languages, countries, dates."""

from __future__ import annotations

import functools
import re

from mucluc.vocab import marc21
from mucluc.vocab.codes import LANGUAGES

from .check_engine import NOTHING, Context, Field, Finding, Findings, Room

CHECKS = Room()

ALL = "bibliographic authority holdings"
_LEADER = {form: marc21.coded("LDR", form if form != "bibliographic" else "all") for form in marc21.FORMATS}
_FIXED = {form: marc21.coded("008", form) for form in (*marc21.FORMS, "authority", "holdings")}
_FURTHER = {form: marc21.coded("006", form) for form in marc21.FORMS}
_COUNTRIES = frozenset(code.ljust(3) for code in marc21.codes("countries") | marc21.codes("discontinued")) | {"|||", "   "}
_LANGUAGES = frozenset(LANGUAGES) | {"|||", "   "}
# 007: the number of characters by category of material; a computer file may stop after position 05.
_LENGTHS = {"a": 8, "c": 14, "d": 6, "f": 10, "g": 9, "h": 13, "k": 6, "m": 23, "o": 2, "q": 2, "r": 11, "s": 14, "t": 2, "v": 9, "z": 2}
_MATERIAL = {category: marc21.coded("007", category) for category in _LENGTHS}
_STAMP = re.compile(r"[12][0-9]{3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]\.[0-9]")
_ENTERED = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])|\|{6}")  # the fill of a source that does not say
_DATE = re.compile(r"[0-9u]{4}|    |\|\|\|\||[0-9]{1,3}u{1,3}")
_YEAR = re.compile(r"[0-9]{4}")
_RANGES = frozenset("cdikmqu")
_SINGLE = frozenset("srt")


@CHECKS.record("leader-length", good="LDR 00000nam a2200000 a 4500", bad="LDR 00000nam a22", formats=ALL)
def leader_length(context: Context) -> Findings:
    """The leader is 24 characters: everything else is found by counting in it."""
    length = len(context.leader)
    return NOTHING if length == 24 else (Finding(f"{length} characters", tag="LDR"),)


@CHECKS.record(
    "leader-value",
    good="LDR 00000nam#a2200000#a#4500 | LDR 00000nz##a2200000n##4500",
    bad="LDR 00000xam#a2200000#a#4500 | LDR 00000naz#a2200000#a#4500 | LDR 00000nz##a2200000x##4500",
    formats=ALL,
)
def leader_value(context: Context) -> Findings:
    """The type of record decides how 008 is read and which class the Work gets, so an undefined code misleads everything after it."""
    return _leader(context, obsolete=False)


@CHECKS.record("leader-obsolete", good="LDR 00000nam#a2200000#a#4500", bad="LDR 00000nam#a2200000#p#4500", formats=ALL)
def leader_obsolete(context: Context) -> Findings:
    """Older records have codes that the format has given up; systems of today may not know them."""
    return _leader(context, obsolete=True)


def _leader(context: Context, *, obsolete: bool) -> Findings:
    """The codes of the leader that are not, or no more, defined."""
    form = context.format
    if _LEADER[form].match(context.leader) or len(context.leader) != 24:
        return NOTHING
    found = marc21.undefined("LDR", form if form != "bibliographic" else "all", context.leader)
    return [Finding(f"position {each.at:02d} holds {each.code!r}", tag="LDR") for each in found if each.obsolete is obsolete]


@CHECKS.field(
    "fixed-length",
    "006 007 008",
    good="008 190612s2003####vm#abf###b###s001#0#vie## | LDR 00000nx##a22000001n#4500 // 008 2401151p####8###0001uu###0000000",
    bad="008 190612s2003####vm | 006 a | 007 vd | LDR 00000nx##a22000001n#4500 // 008 2401151p####8###0001uu###",
    formats=ALL,
)
def fixed_length(tag: str, field: Field, context: Context) -> Findings:
    """Coded fields are read by position: one character more or less shifts language, place and date."""
    length = len(field[0])
    wanted = _LENGTHS.get(field[0][:1], length) if tag == "007" else 18 if tag == "006" else 32 if context.format == "holdings" else 40
    if length == wanted or (tag == "007" and field[0][:1] == "c" and 6 <= length <= 14):
        return NOTHING
    return (Finding(f"{length} characters instead of {wanted}"),)


@CHECKS.field(
    "fixed-value",
    "006 007 008",
    good="008 190612s2003####vm#abf###b###s001#0#vie## | 006 m#####o##d######## | 007 cr#nn#---uuuuu",
    bad="008 190612x2003####vm#abf###b###s001#0#vie## | 006 m########X######## | 007 cX#nnn",
    formats=ALL,
)
def fixed_value(tag: str, field: Field, context: Context) -> Findings:
    """A code that the form of the field does not define is read as nothing. Which form it is, leader/06-07 or the first character says."""
    return _coded(tag, field[0], context, obsolete=False)


@CHECKS.field(
    "fixed-obsolete",
    "006 007 008",
    good="008 190612s2003####vm#abf###b###s001#0#vie##",
    bad="008 190612s2003####vm#abf###b###s001#c#vie##",
    formats=ALL,
)
def fixed_obsolete(tag: str, field: Field, context: Context) -> Findings:
    """Older records have codes that the format has given up."""
    return _coded(tag, field[0], context, obsolete=True)


def _coded(tag: str, text: str, context: Context, *, obsolete: bool) -> Findings:
    """The codes of 006, 007 or 008 that are not, or no more, defined; nothing when length or form is wrong, which other checks say."""
    if tag == "008":
        form, pattern = context.form, _FIXED[context.form]
        sound = len(text) != (32 if form == "holdings" else 40)
    elif tag == "006":
        form = marc21.form_of_type(text[:1]) or ""
        sound = form not in _FURTHER or len(text) != 18
        pattern = _FURTHER.get(form, _FURTHER["books"])
    else:
        form = text[:1]
        sound = form not in _MATERIAL
        pattern = _MATERIAL.get(form, _MATERIAL["z"])
    if sound or pattern.match(text):
        return NOTHING
    # Dates, country and language are no codes of the form, and nearly every record has others.
    shape = f"{' ' * 6}{text[6]}{' ' * 11}{text[18:35]}   {text[38:]}" if tag == "008" and form in marc21.FORMS else text
    found = _undefined(tag, form, shape)
    return [Finding(f"position {each.at:02d} ({form}) holds {each.code!r}") for each in found if each.obsolete is obsolete]


@functools.lru_cache(maxsize=8192)
def _undefined(tag: str, form: str, text: str) -> tuple[marc21.Undefined, ...]:
    """The undefined codes of a text, remembered: records of one library repeat each other."""
    return tuple(marc21.undefined(tag, form, text))


@CHECKS.field("material-unknown", "006 007", good="007 ta | 006 a#################", bad="007 wa | 006 x#################")
def material_unknown(tag: str, field: Field, context: Context) -> Findings:
    """The first character says what the other positions mean; without it the field says nothing."""
    code = field[0][:1]
    known = marc21.form_of_type(code) in marc21.FORMS if tag == "006" else code in _LENGTHS
    return NOTHING if known else (Finding(f"position 00 holds {code!r}"),)


@CHECKS.field("stamp-malformed", "005", good="005 20240115083000.0", bad="005 20241315083000.0 | 005 2024-01-15", formats=ALL)
def stamp_malformed(tag: str, field: Field, context: Context) -> Findings:
    """005 says when the record was last changed: year, month, day, hour, minute, second. Harvests ask for changes by it."""
    return NOTHING if _STAMP.fullmatch(field[0]) else (Finding("not yyyymmddhhmmss.f", value=field[0]),)


@CHECKS.field(
    "entered-malformed",
    "008",
    good="008 190612s2003####vm#abf###b###s001#0#vie##",
    bad="008 191332s2003####vm#abf###b###s001#0#vie## | 008 ######s2003####vm#abf###b###s001#0#vie##",
    formats=ALL,
)
def entered_malformed(tag: str, field: Field, context: Context) -> Findings:
    """008/00-05 is the day on which the record was made: year, month, day, two digits each."""
    return NOTHING if _ENTERED.match(field[0]) else (Finding("positions 00-05", value=field[0][:6]),)


@CHECKS.field(
    "country-unknown",
    "008 044",
    good="008 190612s2003####vm#abf###b###s001#0#vie## | 044 ##$avm$axxu",
    bad="008 190612s2003####zz#abf###b###s001#0#vie## | 044 ##$avn$aViệt Nam",
)
def country_unknown(tag: str, field: Field, context: Context) -> Findings:
    """008/15-17 and 044 hold codes of the MARC list for countries; discontinued codes are accepted."""
    if tag == "044":
        return [Finding("", "a", part[1:]) for part in field[1:] if part[:1] == "a" and part[1:].strip().ljust(3) not in _COUNTRIES]
    code = field[0][15:18]
    return NOTHING if code in _COUNTRIES or len(field[0]) != 40 else (Finding("positions 15-17", value=code),)


@CHECKS.field(
    "language-unknown",
    "008 040 041",
    good="008 190612s2003####vm#abf###b###s001#0#vie## | 041 0#$avie$bfre | 041 #7$avi$2rfc5646 | 040 ##$aTVTPY$bvie",
    bad="008 190612s2003####vm#abf###b###s001#0#vni## | 041 0#$avn | 041 0#$aTiếng Việt | 040 ##$aTVTPY$bvi",
)
def language_unknown(tag: str, field: Field, context: Context) -> Findings:
    """Languages are three letters of the MARC list (`vie`, not `vn` or `vi`): facets and language tags come from them."""
    if tag == "008":
        code = field[0][35:38]
        return NOTHING if code in _LANGUAGES or len(field[0]) != 40 else (Finding("positions 35-37", value=code),)
    if field[0][1:2] == "7":
        return NOTHING
    if tag == "040":
        return [Finding("", "b", part[1:]) for part in field[1:] if part[:1] == "b" and part[1:] not in _LANGUAGES]
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
    "date-type-differs",
    "008",
    good="008 190612s2003####vm############000#0#vie## | 008 190612r20031972vm############000#0#vie## | "
    "008 190612nuuuuuuuuvm############000#0#vie##",
    bad="008 190612s20031972vm############000#0#vie## | 008 190612r2003####vm############000#0#vie## | "
    "008 190612n2003####vm############000#0#vie##",
)
def date_type_differs(tag: str, field: Field, context: Context) -> Findings:
    """008/06 says how many dates follow: one (s), two (m, r, t, p, q, c, d, i, k, u) or none (n, b)."""
    text = field[0]
    kind, first, last = text[6:7], text[7:11], text[11:15]
    if len(text) != 40 or "|" in first + last:
        return NOTHING
    none = not first.strip(" u") and not last.strip(" u")
    wrong = (
        (kind == "s" and (last != "    " or first == "    "))
        or (kind in _RANGES | {"r", "t", "p"} and (first == "    " or last == "    "))
        or (kind in "nb" and not none)
    )
    return (Finding(f"type {kind!r} with {_dates(first, last)}"),) if wrong else NOTHING


def _dates(first: str, last: str) -> str:
    """How many dates stand there, in words."""
    return ("no date", "one date", "two dates")[(first != "    ") + (last != "    ")]


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

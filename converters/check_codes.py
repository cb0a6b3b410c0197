# SPDX-License-Identifier: Apache-2.0
"""Checks of codes in data fields against their lists: areas, periods, content, media and carrier types, sources named in $2."""

from __future__ import annotations

import re

from mucluc.vocab import marc21
from mucluc.vocab.codes import POSITIONS

from .check_engine import NOTHING, Context, Field, Finding, Findings, Room

CHECKS = Room()

_AREAS = marc21.codes("areas")
_RELATORS = marc21.codes("relators")
_SOURCES = marc21.codes("subject-sources")
_TYPES = {"336": POSITIONS["content"], "337": POSITIONS["media"], "338": POSITIONS["carrier"]}
_TERMS = {tag: {term.label: code for code, term in table.items()} for tag, table in _TYPES.items()}
_PERIOD = re.compile("(?:[a-y][0-9-]){1,2}")
_DATED = re.compile("[cd][0-9]{1,10}")
# 338: the first character of a carrier is its medium, but for projected ones whose codes begin with m.
_MEDIA = {"m": "g"}
# Fields whose indicator 7 (first, second) says that $2 names the source.
_FIRST = "016 024 052 082 083 086 852 856 857"
_SECOND = "041 047 048 072 377 600 610 611 630 647 648 650 651 655 656 657 688 866 867 868"
_SUBJECTS = "600 610 611 630 647 648 650 651 655"


@CHECKS.field("area-unknown", "043", good="043 ##$aa-vt---$an-us-ny", bad="043 ##$aa-vt | 043 ##$avm | 043 ##$aa-vn-xx")
def area_unknown(tag: str, field: Field, context: Context) -> Findings:
    """043 $a is a code of the MARC list of areas, seven characters with hyphens at its end: Viet Nam is `a-vt---`."""
    return [Finding("", "a", part[1:]) for part in field[1:] if part[:1] == "a" and (len(part) != 8 or part[1:].rstrip("-") not in _AREAS)]


@CHECKS.field("period-malformed", "045", good="045 ##$aw5x9 | 045 0#$bd1945 | 045 2#$bd1954$bd1975", bad="045 ##$a1945-1975 | 045 0#$b1945")
def period_malformed(tag: str, field: Field, context: Context) -> Findings:
    """045 is coded: $a letters for centuries with a digit (`x4x7`), $b `d` (our era) or `c` (before) and the year."""
    return [
        Finding("", part[0], part[1:])
        for part in field[1:]
        if (part[:1] == "a" and not _PERIOD.fullmatch(part[1:])) or (part[:1] == "b" and not _DATED.fullmatch(part[1:]))
    ]


@CHECKS.field(
    "type-code-unknown",
    "336 337 338",
    good="336 ##$atext$btxt$2rdacontent | 338 ##$atập$bnc",
    bad="336 ##$atext$btext | 337 ##$bu | 338 ##$bvolume",
)
def type_code_unknown(tag: str, field: Field, context: Context) -> Findings:
    """$b of 336, 337 and 338 is a code of the RDA lists (`txt`, `n`, `nc`): programs read the code, people the term."""
    return [Finding("", "b", part[1:]) for part in field[1:] if part[:1] == "b" and part[1:].strip() not in _TYPES[tag]]


@CHECKS.field(
    "type-term-differs",
    "336 337 338",
    good="336 ##$atext$btxt | 336 ##$avăn bản$btxt | 337 ##$aunmediated$bn",
    bad="336 ##$atext$bspw | 337 ##$acomputer$bn | 338 ##$avolume$bcr",
)
def type_term_differs(tag: str, field: Field, context: Context) -> Findings:
    """Term ($a) and code ($b) name the same type. Only RDA's English terms are compared."""
    terms = [part[1:].strip() for part in field[1:] if part[:1] == "a"]
    given = [part[1:].strip() for part in field[1:] if part[:1] == "b"]
    if len(terms) != 1 or len(given) != 1:
        return NOTHING
    code = _TERMS[tag].get(terms[0])
    return (Finding("$a and $b differ", "b", given[0]),) if code and code != given[0] and given[0] in _TYPES[tag] else NOTHING


@CHECKS.record(
    "carrier-medium-differs",
    needs="338",
    good="337 ##$bn // 338 ##$bnc | 337 ##$bg // 338 ##$bmr",
    bad="337 ##$bn // 338 ##$bcr | 337 ##$bc // 338 ##$bsd",
)
def carrier_medium_differs(context: Context) -> Findings:
    """A carrier (338) is read by one medium (337): a volume is unmediated, an online resource needs a computer."""
    if "337" not in context.first or "338" not in context.first:
        return NOTHING
    codes: dict[str, set[str]] = {"337": set(), "338": set()}
    for tag, field in context.all("337", "338"):
        codes[tag].update(part[1:].strip() for part in field[1:] if part[:1] == "b" and part[1:].strip() in _TYPES[tag])
    wanted = {_MEDIA.get(code[0], code[0]) for code in codes["338"]}
    return (Finding("no 337 has the medium", "b", tag="338"),) if codes["337"] and wanted - codes["337"] - {"z"} else NOTHING


@CHECKS.field("role-coded-in-term", "100 110 111 600 610 611 700 710 711", good="700 0#$aĐào Duy Anh$edịch", bad="700 0#$aĐào Duy Anh$etrl")
def role_coded_in_term(tag: str, field: Field, context: Context) -> Findings:
    """$e is a word for readers, $4 the code; a code in $e is shown as it stands."""
    if tag in ("111", "611", "711"):
        return NOTHING
    return [
        Finding("a code of the relator list", "e", part[1:]) for part in field[1:] if part[:1] == "e" and part[1:].strip(" ,") in _RELATORS
    ]


@CHECKS.field(
    "source-missing", f"{_FIRST} {_SECOND}", good="082 74$a895.922$2vie | 072 #7$aFIC$2bisacsh", bad="024 7#$a10.1000/182 | 072 #7$aFIC"
)
def source_missing(tag: str, field: Field, context: Context) -> Findings:
    """Indicator 7 says that $2 names the source of the code or number; headings (6XX) have a check of their own."""
    if "7" not in field[0] or any(part[:1] == "2" for part in field[1:]) or tag in _SUBJECTS:
        return NOTHING
    at = 0 if tag in _FIRST else 1
    return (Finding(f"indicator {at + 1} is 7", "2"),) if field[0][at : at + 1] == "7" else NOTHING


@CHECKS.field("subject-source-unexpected", _SUBJECTS, good="650 #7$aĐịa chí$2lcsh | 650 #4$aĐịa chí", bad="650 #0$aĐịa chí$2lcsh")
def subject_source_unexpected(tag: str, field: Field, context: Context) -> Findings:
    """$2 counts only with second indicator 7; another indicator names another list, and two sources contradict each other."""
    if field[0][1:2] == "7":
        return NOTHING
    return [Finding(f"indicator 2 is {field[0][1:2]!r}", "2", part[1:]) for part in field[1:] if part[:1] == "2"][:1]


@CHECKS.field("subject-source-unknown", _SUBJECTS, good="650 #7$aĐịa chí$2fast", bad="650 #7$aĐịa chí$2FAST | 650 #7$aĐịa chí$2btkvn")
def subject_source_unknown(tag: str, field: Field, context: Context) -> Findings:
    """$2 is a code of the list of subject sources. A list that has no code yet may be named in words."""
    if field[0][1:2] != "7":
        return NOTHING
    return [
        Finding("not in the list of sources", "2", part[1:])
        for part in field[1:]
        if part[:1] == "2" and part[1:].isascii() and part[1:].strip().partition("/")[0] not in _SOURCES
    ]

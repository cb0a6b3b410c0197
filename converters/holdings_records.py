# SPDX-License-Identifier: Apache-2.0
"""Holdings records of their own (leader/06 u, v, x, y): copies of what another record describes, whose number stands in 004.

Alone, they are converted by the rules of holdings, and what these say of an edition is said of that record's. In a release their fields
join that record before it is converted (`joined`): so copies look the same however a library's system keeps them.
"""

from __future__ import annotations

import re

from .engine import Group, Rules, single
from .names import RECORD, record_path
from .record import SUBFIELD, Record
from .rules import RULES, left_out
from .rules.copies import HOLDINGS as FIELDS

_TAGS = FIELDS | {"506", "538", "540", "541", "561", "562", "563", "583", "850", "856", "857"}

group = Group("Holdings records")
group.rules.extend(rule for rule in RULES if {path.tag for path in rule.paths} & _TAGS)
group.ignored.extend(each for one in RULES.groups for each in one.ignored if each.path.tag in _TAGS)
group.ignore("LDR[5-9] LDR[17-19]", "kind, control and encoding of the exchanged record, not of the copies")
group.ignore("001 003 004 005 014 035 040 042", "numbers of the record; copies are said to be of what 004 names")
group.ignore("006 007 008", "how the library reports its holdings in general; 852-878 say what it has")

HOLDINGS = Rules([group, left_out.group])
"""The rules of holdings records."""


def described(lines: list[str], record: Record, library: str) -> list[str]:
    """The lines of a holdings record, said of the Instance and the Work of the record that 004 names; as they are when it names none."""
    number = (record.get("004") or "").strip()
    if not number:
        return lines
    owner = f"<\x03{record_path(library, number)}#"
    return list(dict.fromkeys(single([line.replace(f"<{RECORD}#", owner) for line in lines])))


_LINK = re.compile("8([0-9]+)")
_PAIR = re.compile("6([0-9]{3})-([0-9]{2})")


def with_number(screened: Record, number: str) -> Record:
    """A screened holdings record with its 004: policies name fields for readers, and without it nothing can be said of the copies."""
    if not number or screened.get("004"):
        return screened
    return Record(screened.leader, (*screened.fields[:1], ("004", number), *screened.fields[1:]), screened.place)


def joined(record: Record, fields: tuple[tuple[str, str], ...]) -> Record:
    """A record with the fields of a holdings record behind its own. Their link numbers ($6, $8) go on from those that it has."""
    links = max((int(each[:6]) for tag, text in record.fields if tag > "009" for each in _LINK.findall(_numbers(text, "8"))), default=0)
    pairs = max((int(each) for tag, text in record.fields if tag > "009" for _, each in _PAIR.findall(_numbers(text, "6"))), default=0)
    more = tuple((tag, _renumbered(text, links, pairs)) for tag, text in fields if tag >= "500")
    return Record(record.leader, (*record.fields, *more), record.place)


def _numbers(text: str, code: str) -> str:
    return SUBFIELD.join([part for part in text.split(SUBFIELD)[1:] if part[:1] == code]) if SUBFIELD + code in text else ""


def _renumbered(text: str, links: int, pairs: int) -> str:
    if not (links and SUBFIELD + "8" in text) and not (pairs and SUBFIELD + "6" in text):
        return text
    return SUBFIELD.join([_moved(part, links, pairs) for part in text.split(SUBFIELD)])


def _moved(part: str, links: int, pairs: int) -> str:
    if part[:1] == "8" and (match := _LINK.match(part)):
        return f"8{int(match[1][:6]) + links}{part[match.end() :]}"
    if part[:1] == "6" and (match := _PAIR.match(part)) and match[2] != "00":
        return f"6{match[1]}-{min(int(match[2]) + pairs, 99):02}{part[match.end() :]}"
    return part

# SPDX-License-Identifier: Apache-2.0
"""Checks of links inside a record and to others: $6 and $8, linking entries, system numbers, electronic addresses."""

from __future__ import annotations

import re
from collections import Counter

from .check_engine import NOTHING, Context, Field, Finding, Findings, Room

CHECKS = Room()

_SIX = re.compile(r"[0-9]{3}-[0-9]{2}(?:/[^/]{0,4}(?:/r)?)?")
_EIGHT = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,5})?(?:\\[acprux])?")
_OCCURRENCE = re.compile("\x1f6([0-9]{3})-([0-9]{2})")
_ENTRIES = "760 762 765 767 770 772 773 774 775 776 777 780 785 786 787"
_METHODS = {"1": "ftp", "4": "http", "0": "mailto"}


@CHECKS.record(
    "script-link-malformed",
    good="245 10$6880-01$aA // 880 10$6245-01/{dollar}1$a傳翹",
    bad="245 10$6880-1$aA // 880 10$6245-1$a傳翹 | 245 10$6880$aA",
    formats="bibliographic authority",
)
def script_link_malformed(context: Context) -> Findings:
    """$6 is a tag, a hyphen and two digits (`880-01`), after a slash the code of the script. Otherwise no program sees the pair."""
    if "\x1f6" not in context.text:
        return NOTHING
    return [
        Finding("not of the form 880-01", "6", part[1:], tag)
        for tag, text in context.fields
        if "\x1f6" in text and tag > "009"
        for part in text.split("\x1f")[1:]
        if part[:1] == "6" and not _SIX.fullmatch(part[1:])
    ]


@CHECKS.record(
    "script-doubled",
    needs="880",
    good="245 10$6880-01$aA // 880 10$6245-01/{dollar}1$a傳翹 | 880 10$6500-00$aA // 880 10$6500-00$aB",
    bad="245 10$6880-01$aA // 880 10$6245-01/{dollar}1$a傳翹 // 880 10$6245-01/{dollar}1$a金雲翹",
    formats="bibliographic authority",
)
def script_doubled(context: Context) -> Findings:
    """Each pair has its own number: with one number twice a program joins the wrong fields."""
    if "880" not in context.first:
        return NOTHING
    found = (_OCCURRENCE.search(text) for tag, text in context.fields if tag == "880")
    counted = Counter((each[1], each[2]) for each in found if each and each[2] != "00")
    return [Finding(f"{times} fields have the number {number}", "6", tag="880") for (_, number), times in counted.items() if times > 1]


@CHECKS.record(
    "field-link-malformed", good="245 10$aA // 505 0#$81.1\\x$aB", bad="505 0#$8a.1$aB", formats="bibliographic authority holdings"
)
def field_link_malformed(context: Context) -> Findings:
    """$8 ties fields together: a number, a point and a second number, after a backslash the kind of tie."""
    if "\x1f8" not in context.text:
        return NOTHING
    return [
        Finding("not of the form 1.1", "8", part[1:], tag)
        for tag, text in context.fields
        if "\x1f8" in text and tag > "009"
        for part in text.split("\x1f")[1:]
        if part[:1] == "8" and not _EIGHT.fullmatch(part[1:])
    ]


@CHECKS.field("link-number-source", f"{_ENTRIES} 830 800 810 811", good="773 0#$tXưa và Nay$w(VN-TVTPY)123", bad="773 0#$tXưa và Nay$w123")
def link_number_source(tag: str, field: Field, context: Context) -> Findings:
    """A number in $w belongs to a system, which stands before it in parentheses; a bare number is looked for in the same library alone."""
    return [
        Finding("no (code) before the number", "w", part[1:])
        for part in field[1:]
        if part[:1] == "w" and not part.startswith(("w(", "whttp"))
    ]


@CHECKS.field("system-number-source", "035", good="035 ##$a(OCoLC)814782", bad="035 ##$a814782", formats="bibliographic authority holdings")
def system_number_source(tag: str, field: Field, context: Context) -> Findings:
    """035 holds numbers of other systems, each with the system's code in parentheses: by it records of two catalogues are known as one."""
    return [Finding("no (code) before the number", "a", part[1:]) for part in field[1:] if part[:1] == "a" and part[1:2] != "("]


@CHECKS.record(
    "system-number-doubled", needs="035", good="035 ##$a(OCoLC)1 // 035 ##$a(OCoLC)2", bad="035 ##$a(OCoLC)1 // 035 ##$a(OCoLC)1"
)
def system_number_doubled(context: Context) -> Findings:
    """The same number twice says nothing more; it is left over from an import."""
    if context.text.count("\x1e035") < 2:
        return NOTHING
    counted = Counter(part for _, field in context.all("035") for part in field[1:] if part[:1] == "a")
    return [Finding(f"{times} times", "a", part[1:], "035") for part, times in counted.items() if times > 1]


@CHECKS.field(
    "address-method-differs",
    "856",
    good="856 40$uhttps://a.example/ | 856 10$uftp://a.example/b",
    bad="856 10$uhttps://a.example/ | 856 40$uftp://a.example/b | 856 00$uhttps://a.example/",
)
def address_method_differs(tag: str, field: Field, context: Context) -> Findings:
    """The first indicator says how the address is opened: 4 for http and https, 1 for ftp, 0 for mail."""
    wanted = _METHODS.get(field[0][:1])
    if wanted is None:
        return NOTHING
    return [
        Finding(f"indicator 1 is {field[0][0]}", "u", part[1:])
        for part in field[1:]
        if part[:1] == "u"
        and ":" in part
        and part[1:].partition(":")[0].casefold() not in (wanted, wanted + "s")
        and part[1:].partition(":")[0].casefold() in ("http", "https", "ftp", "mailto")
    ]


@CHECKS.record(
    "address-doubled",
    needs="856",
    good="856 40$uhttps://a.example/1 // 856 42$uhttps://a.example/2",
    bad="856 40$uhttps://a.example/1 // 856 41$uhttps://a.example/1",
)
def address_doubled(context: Context) -> Findings:
    """One address twice shows readers two links to one thing."""
    if context.text.count("\x1e856") < 2:
        return NOTHING
    counted = Counter(part for _, field in context.all("856") for part in field[1:] if part[:1] == "u")
    return [Finding(f"{times} times", "u", part[1:], "856") for part, times in counted.items() if times > 1]

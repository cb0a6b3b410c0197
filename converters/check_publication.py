# SPDX-License-Identifier: Apache-2.0
"""Checks of the description: title statement, publication, extent, series."""

from __future__ import annotations

import re

from .check_engine import NOTHING, Context, Field, Finding, Findings, Room

CHECKS = Room()

_PAIRS = (("[", "]"), ("(", ")"))
_EXTENT = re.compile(r"[0-9] ?(?:tr|p|pages|trang)\b[^;]*; ?[0-9]", re.IGNORECASE)
_NUMBER = re.compile(r" ?; ?(?:[0-9]|v\.|no\.|T\.|Tập|số)", re.IGNORECASE)
_PLACE_AND_NAME = re.compile(r"\S ?: ?\S.*[,;] ?\[?c?[12][0-9]{3}")
_MARK = re.compile(r"[©℗]|copyright|phonogram|bản quyền|[cp][12][0-9]{3}|\bp\.? ?[12][0-9]{3}", re.IGNORECASE)


@CHECKS.field("title-unsplit", "245", good="245 10$aTruyện Kiều /$cNguyễn Du | 245 10$aAC/DC", bad="245 10$aTruyện Kiều / Nguyễn Du")
def title_unsplit(tag: str, field: Field, context: Context) -> Findings:
    """The statement of responsibility stands in $c. Left in $a it becomes part of the title, and no edition is matched by it."""
    for part in field[1:]:
        if part[:1] == "c":
            return NOTHING
        if part[:1] in "ab" and " / " in part:
            return (Finding("` / ` and no $c", part[0], part[1:]),)
    return NOTHING


@CHECKS.field(
    "brackets-unbalanced",
    "245 250 260 264 300 490",
    good="260 ##$a[Hà Nội :$bVăn học],$c2003 | 264 #1$aHà Nội :$bVăn học,$c[2003]",
    bad="260 ##$aHà Nội :$bVăn học,$c[2003 | 300 ##$a251 tr. (minh họa",
)
def brackets_unbalanced(tag: str, field: Field, context: Context) -> Findings:
    """A bracket that opens closes in the same field: between brackets stands what the cataloguer supplied."""
    text = "".join(field[1:])
    for opening, closing in _PAIRS:
        if text.count(opening) != text.count(closing):
            # `a)` and `1)` number the parts of a text and open nothing.
            if opening == "(" and re.search(r"\b\w\)", text):
                continue
            return (Finding(f"{text.count(opening)} {opening} and {text.count(closing)} {closing}", value=" $".join(field[1:])),)
    return NOTHING


@CHECKS.field(
    "publication-unsplit",
    "260 264",
    good="260 ##$aHà Nội :$bVăn học,$c2003 | 260 ##$aHà Nội",
    bad="260 ##$aHà Nội : Văn học, 2003",
)
def publication_unsplit(tag: str, field: Field, context: Context) -> Findings:
    """Place, publisher and date each have a subfield: all in $a gives neither a publisher nor a year."""
    if len(field) != 2 or field[1][:1] != "a" or not _PLACE_AND_NAME.search(field[1]):
        return NOTHING
    return (Finding("place, name and year in $a", "a", field[1][1:]),)


@CHECKS.field("copyright-place", "264", good="264 #4$c©2003", bad="264 #4$aHà Nội$c©2003")
def copyright_place(tag: str, field: Field, context: Context) -> Findings:
    """264 with second indicator 4 is the copyright date alone; place and publisher stand in a 264 with indicator 1."""
    if field[0][1:2] != "4":
        return NOTHING
    return [Finding("indicator 2 is 4", part[0], part[1:]) for part in field[1:] if part[:1] in "ab"][:1]


@CHECKS.field("copyright-unmarked", "264", good="264 #4$c©2003 | 264 #4$cBản quyền 2003", bad="264 #4$c2003")
def copyright_unmarked(tag: str, field: Field, context: Context) -> Findings:
    """A copyright date is written with its sign (© or ℗): readers take a bare year for the year of publication."""
    if field[0][1:2] != "4":
        return NOTHING
    return [Finding("no sign", "c", part[1:]) for part in field[1:] if part[:1] == "c" and not _MARK.search(part[1:])][:1]


@CHECKS.record(
    "publication-doubled",
    needs="264",
    good="260 ##$aHà Nội | 264 #1$aHà Nội // 264 #4$c©2003",
    bad="260 ##$aHà Nội$c2003 // 264 #1$aHà Nội$c2003",
)
def publication_doubled(context: Context) -> Findings:
    """260 and 264 say the same in two ways: use 264 (RDA) or 260, not both."""
    if "260" not in context.first or "264" not in context.first:
        return NOTHING
    return (Finding("with 264", tag="260"),) if any(field[0][1:2] == "1" for _, field in context.all("264")) else NOTHING


@CHECKS.field("extent-unsplit", "300", good="300 ##$a251 tr. ;$c21 cm", bad="300 ##$a251 tr. ; 21 cm")
def extent_unsplit(tag: str, field: Field, context: Context) -> Findings:
    """Pages stand in $a, illustrations in $b, size in $c."""
    if any(part[:1] == "c" for part in field[1:]):
        return NOTHING
    return [Finding("` ; ` and no $c", "a", part[1:]) for part in field[1:] if part[:1] == "a" and _EXTENT.search(part)][:1]


@CHECKS.field("size-unit-missing", "300", good="300 ##$a251 tr. ;$c21 cm", bad="300 ##$a251 tr. ;$c21 | 300 ##$a1 đĩa ;$c24 x 30")
def size_unit_missing(tag: str, field: Field, context: Context) -> Findings:
    """A number alone does not say whether it is centimetres, millimetres or inches."""
    return [
        Finding("a number without a unit", "c", part[1:])
        for part in field[1:]
        if part[:1] == "c" and re.fullmatch(r"[0-9., x×-]*[0-9][0-9., x×-]*", part[1:])
    ]


@CHECKS.field(
    "series-unsplit",
    "490 830",
    good="490 0#$aTủ sách Vàng ;$v12 | 490 0#$aTủ sách",
    bad="490 0#$aTủ sách Vàng ; 12 | 830 #0$aTủ sách Vàng ; T. 3",
)
def series_unsplit(tag: str, field: Field, context: Context) -> Findings:
    """The number of the volume stands in $v: in $a each volume makes a series of its own."""
    if any(part[:1] == "v" for part in field[1:]):
        return NOTHING
    return [Finding("a number after `;` and no $v", "a", part[1:]) for part in field[1:] if part[:1] == "a" and _NUMBER.search(part)][:1]


@CHECKS.record("series-unstated", needs="830", good="490 1#$aTủ sách // 830 #0$aTủ sách", bad="830 #0$aTủ sách", formats="bibliographic")
def series_unstated(context: Context) -> Findings:
    """830 is how the series is sorted; as it stands on the book it is stated in 490."""
    first = context.first
    if "830" not in first or "490" in first or "440" in first or "533" in first:
        return NOTHING
    return (Finding("no 490", tag="830"),)

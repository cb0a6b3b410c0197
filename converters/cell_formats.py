# SPDX-License-Identifier: Apache-2.0
"""How a workbook shows a number: as it is, with leading zeros, with decimals, or as a date (ECMA-376, part 1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_SHIPPED = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 49: "@"}
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ZEROS = re.compile(r"0+")
_DECIMALS = re.compile(r"[#0,]*\.(0+)")
_WHOLE = 1e15  # beyond it a number of a workbook has lost digits


class Look(NamedTuple):
    """date: shown as a date or a time. pattern: the format without what is quoted."""

    date: bool
    pattern: str


def looks(styles: list[tuple[str, dict[str, str]]]) -> list[Look]:
    """The formats of a workbook's cells in the order in which cells name them. styles: the elements of its part of styles."""
    own: dict[int, str] = {}
    found: list[Look] = []
    inside = False
    for name, attributes in styles:
        if name == "numFmt":
            own[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "/cellXfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            found.append(_look(int(attributes.get("numFmtId", "0")), own))
    return found


def _look(number: int, own: dict[int, str]) -> Look:
    pattern = _QUOTED.sub("", (own.get(number) or _SHIPPED.get(number, "")).split(";")[0])
    date = (
        number in _DATES if number not in own else pattern.lower() != "general" and re.search("[ymdhs]", pattern, re.IGNORECASE) is not None
    )
    return Look(date, pattern)


def shown(value: str, look: Look | None, since_1904: bool) -> tuple[str, str]:
    """A number as the cell shows it, and the code of a Fault: a date is one that nobody meant to type.

    value: as the file has it. A date is given as `2015-03-12`; a whole number between 1000 and 2100 that is shown as a date is a year
    that was typed into a cell of dates.
    """
    number = float(value)
    if look is not None and look.date:
        if number.is_integer() and 1000 <= number <= 2100:
            return str(int(number)), "sheet-date"
        return _date(number, since_1904), "sheet-date"
    if number.is_integer() and abs(number) < _WHOLE:
        text = str(int(number))
        if look is not None and _ZEROS.fullmatch(look.pattern):
            return text.zfill(len(look.pattern)), ""
    else:
        text = repr(number)
    if look is not None and (decimals := _DECIMALS.fullmatch(look.pattern)):
        return f"{number:.{len(decimals[1])}f}", ""
    return text, ""


def _date(number: float, since_1904: bool) -> str:
    """A day counted as Excel counts (its year 1900 has a 29 February); empty when there is no such day."""
    begun = datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 30 if number >= 60 else 31)
    try:
        return (begun + datetime.timedelta(days=int(number))).isoformat()
    except (OverflowError, ValueError):
        return ""

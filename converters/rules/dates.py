# SPDX-License-Identifier: Apache-2.0
"""Coded dates as EDTF (https://www.loc.gov/standards/datetime/): an unknown digit is X, an approximate date ends in ~, an open range in /..

Only what is well formed is written: a date that is none is left out, one with a month that is none keeps its year.
"""

from __future__ import annotations

import re
from calendar import monthrange

_ONE = r"(?:-?[0-9X]{4}(?:-(?:0[1-9]|1[0-2]|2[1-4]|XX)(?:-(?:0[1-9]|[12][0-9]|3[01]|XX))?)?[~?%]?)"
_DAY, _CLOCK = "(?:0[1-9]|[12][0-9]|3[01])", "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_TIME = rf"(?:[0-9]{{4}}-(?:0[1-9]|1[0-2])-{_DAY}T{_CLOCK}:[0-5][0-9](?:Z|[+-]{_CLOCK})?)"
_EDTF = re.compile(rf"{_ONE}|{_TIME}|(?:{_ONE}|\.\.)?/(?:{_ONE}|\.\.)?")
_INTERVALS = "dikmu|"
"""Values of 008/06 whose two dates are a beginning and an end."""


def dates(kind: str, first: str, second: str) -> str:
    """008/06-14 as EDTF, empty when there is no date to state."""
    if kind == "n" and not first.strip(" |"):
        return "XXXX"
    start, end = year(first), year(second)
    if not start:
        return ""
    if kind == "q":
        return f"{start}~/{end}~" if end and end != start else f"{start}~"
    if kind == "c":
        return f"{start}/.."
    if kind == "e":
        return start + _month_and_day(second)
    if kind in _INTERVALS:
        return f"{start}/{end}" if end else f"{start}/.." if second == "9999" else start
    if kind == "n":
        return f"{start}/{end}" if end else start
    return start if kind in "prst" else ""


def year(text: str) -> str:
    """Four places, unknown ones as X; empty for 9999 and for what is no year."""
    if not text.isascii() or len(text) != 4 or text == "9999":
        return ""
    found = text.replace("u", "X").replace("U", "X")
    return found if found.replace("X", "0").isdigit() else ""


def _month_and_day(text: str) -> str:
    text = text.lower().replace("u", "X")
    month, day = text[:2], text[2:]
    if not _EDTF.fullmatch(f"2000-{month}"):
        return ""
    return f"-{month}-{day}" if _EDTF.fullmatch(f"2000-{month}-{day}") and _in_month(month, day) else f"-{month}"


def _in_month(month: str, day: str) -> bool:
    return not (month + day).isdigit() or (int(month) <= 12 and int(day) <= monthrange(2000, int(month))[1])


def marc_date(text: str) -> str:
    """A date as MARC writes it elsewhere (`yyyymmdd`) or as EDTF does, as EDTF; empty when it is neither."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) in (4, 6, 8):
        text = "-".join(filter(None, (text[:4], text[4:6], text[6:])))
    if not _EDTF.fullmatch(text):
        return ""
    month, day = text[5:7], text[8:10]
    return text if "/" in text or "T" in text or len(day) < 2 or _in_month(month, day) else ""

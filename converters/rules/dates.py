# SPDX-License-Identifier: Apache-2.0
"""The dates of 008 as EDTF: an unknown digit is X, an approximate date ends in ~, an open range in /..

Only what is well formed is written: a date that is none is left out, one with a month that is none keeps its year.
"""

from __future__ import annotations

from .edtf import is_edtf

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
    text = text.replace("u", "X").replace("U", "X")
    month, day = text[:2], text[2:]
    if not is_edtf(f"2000-{month}"):
        return ""
    return f"-{month}-{day}" if is_edtf(f"2000-{month}-{day}") else f"-{month}"

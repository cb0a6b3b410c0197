# SPDX-License-Identifier: Apache-2.0
"""Coded dates to EDTF (ISO 8601-2): a date is typed only when it is one, other text stays text."""

from __future__ import annotations

import re
from functools import lru_cache

from .write import EDTF_TYPE, literal

_DAYS = {f"{month:02}": 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31 for month in range(1, 13)}
_DATE = re.compile(
    r"(?P<year>-?[0-9X]{4})(?:-(?P<month>0[1-9]|1[0-2]|2[1-4]|XX)(?:-(?P<day>0[1-9]|[12][0-9]|3[01]|XX)"
    r"(?P<time>T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-][01][0-9]:[0-5][0-9])?)?)?)?[~?%]?"
)
_LONG_YEAR = re.compile("Y-?[1-9][0-9]{4,}")


def _leap(year: str) -> bool:
    number = abs(int(year)) if year.lstrip("-").isdigit() else 0
    return number % 4 == 0 and (number % 100 != 0 or number % 400 == 0)


def _one(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return _LONG_YEAR.fullmatch(text) is not None
    month, day = match["month"], match["day"]
    if not day or day == "XX" or month == "XX":
        return True
    last = _DAYS.get(month, 0)
    return int(day) <= last or (month == "02" and day == "29" and _leap(match["year"]))


@lru_cache(2048)
def is_edtf(text: str) -> bool:
    """Whether the text is a date or an interval of EDTF, levels 0 and 1, with `X` wherever a digit of a year is not known."""
    first, slash, last = text.partition("/")
    if not slash:
        return _one(first)
    return all(side in ("", "..") or _one(side) for side in (first, last)) and text not in ("/", "../..")


def dated(text: str) -> str:
    """The date as a literal: typed as EDTF when it is that, else as it stands."""
    return f'"{text}"^^{EDTF_TYPE}' if is_edtf(text) else literal(text)


def day(text: str) -> str:
    """`20200616` or `2020-06-16` as an ISO 8601 day; empty when there is no such day, or no whole one."""
    digits = text.replace("-", "")[:8]
    if len(digits) < 8 or not (digits.isascii() and digits.isdigit()) or digits < "1000":
        return ""
    found = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    return found if _one(found) and digits[4:6] <= "12" else ""


def of_event(text: str) -> str:
    """A date of 033 (`197809102000-0400`, `197009--`) as EDTF; what is none comes back as it is."""
    text = text.strip()
    whole = text[:12].replace("-", "X").replace("u", "X")
    parts = [whole[:4], *[part for part in (whole[4:6], whole[6:8]) if part]]
    found = "-".join(parts)
    if len(whole) == 12:
        found += f"T{whole[8:10]}:{whole[10:12]}:00"
        if len(text) == 17:
            found += f"{text[12:15]}:{text[15:17]}"
    elif len(whole) > 8:
        return text
    return found if _one(found) else text


def of_creation(text: str) -> str:
    """A date of 046 (`1760`, `19981022`, `19991231235959.0`) as EDTF, also when it is that already; what is none comes back as it is."""
    text = text.strip()
    if is_edtf(text) or not text[:4].replace("u", "X").replace("X", "0").isdigit():
        return text
    digits = text.partition(".")[0].replace("u", "X").replace("-", "X" if len(text) > 8 else "")
    found = "-".join([digits[:4], *[part for part in (digits[4:6], digits[6:8]) if part]])
    if len(digits) == 14:
        found += f"T{digits[8:10]}:{digits[10:12]}:{digits[12:14]}"
    elif len(digits) > 8:
        return text
    return found if _one(found) else text

# SPDX-License-Identifier: Apache-2.0
"""Dates until which something is closed, read as cataloguers write them; what cannot be read for certain is not guessed."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?",
        r"(?<!\d)(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?!\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?",
        r"(?<!\d)(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})(?!\d)",
        r"(?:ngày\s+)?(?<!\d)(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s+(?P<n>{_NAMES})\.?,?\s+(?P<y>\d{{4}})(?!\d)",
        rf"\b(?P<n>{_NAMES})\.?\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})(?!\d)",
        r"tháng\s+(?P<m>\d{1,2})\s*(?:năm|/)\s*(?P<y>\d{4})(?!\d)",
        r"(?<!\d)(?P<m>\d{1,2})/(?P<y>\d{4})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})-(?P<m>\d\d)(?!\d)",
        rf"\b(?P<n>{_NAMES})\.?\s+(?P<y>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})(?!\d)",
    )
)
_COUNTED = re.compile(r"kể\s+từ|tính\s+từ|\byears?\b|\bmonths?\b|\bfrom\s+(?:the\s+)?date\b", re.IGNORECASE)

_THROUGH = re.compile(r"đến\s+hết|hết\s+(?:ngày|tháng|năm)|\bthrough\b|\binclusive\b|\bend\s+of\b", re.IGNORECASE)


def closed_until(text: str) -> str | None:
    """The latest date in a text, from which on it is open (`YYYY-MM-DD`); None when there is none, or a number is left that is no date.

    A month stands for its last day, a year for 31 December; "to the end of" (đến hết) gives the day after. Periods that would have
    to be counted ("five years from 2026", "10 năm kể từ …") are not read, for a wrong reading would publish too early.
    """
    text = unicodedata.normalize("NFC", text)
    if _COUNTED.search(text):
        return None
    found: list[str] = []
    for form in _FORMS:
        for match in form.finditer(text):
            day = _day(match.groupdict())
            if day is None:
                return None
            found.append(day)
        text = form.sub(" ", text)
    if not found or any(char.isdigit() for char in text):
        return None
    return _after(max(found)) if _THROUGH.search(text) else max(found)


def _after(day: str) -> str | None:
    try:
        return f"{date.fromisoformat(day) + timedelta(days=1):%Y-%m-%d}"
    except OverflowError:
        return None


def _day(parts: dict[str, str | None]) -> str | None:
    """The last day of what a form matched, or None when the calendar has no such day."""
    name = parts.get("n")
    year, month = int(parts["y"] or 0), _MONTHS[name.lower()] if name else int(parts.get("m") or 12)
    if not (year >= 1000 and 1 <= month <= 12):
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(parts.get("d") or last)
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= last else None

# SPDX-License-Identifier: Apache-2.0
"""Captions and patterns (853-855) with enumeration and chronology (863-865): which issues a copy has, as one reads them.

`853 $a v. $b no. $i (year)` and `863 $a 36 $b 1 $i 2014` are `v.36:no.1 (2014)`; a range is `v.1 (1980)-v.35 (2014)`.
"""

from __future__ import annotations

from typing import NamedTuple

from mucluc.converters.engine import Field

from .subfields import first

NUMBERS, OTHERS, DATES, OTHER_DATES = "abcdef", "gh", "ijkl", "m"
LEVELS = NUMBERS + OTHERS + DATES + OTHER_DATES


class Level(NamedTuple):
    """One level: its subfield code, its caption as catalogued, its value."""

    code: str
    caption: str
    value: str


def levels(caption: Field | None, values: Field | None) -> list[Level]:
    """The levels of a field in the order of their codes: with the captions of its pattern, or those of the pattern alone."""
    source = values if values is not None else caption or []
    found: list[Level] = []
    for code in LEVELS:
        value = first(source, code) if source else ""
        named = first(caption, code) if caption else ""
        if value:
            found.append(Level(code, named, value if values is not None else ""))
    return found


def expand(found: list[Level]) -> str:
    """The levels as text. A range in some of them (`1-35`) is one from the first of each to the last of each."""
    if not any("-" in level.value for level in found):
        return _text(found)
    begins, ends = [], []
    for level in found:
        begin, dash, end = level.value.partition("-")
        if "-" in end:
            return _text(found)
        begins.append(level._replace(value=begin))
        ends.append(level._replace(value=end if dash else begin))
    open_end = not any(end.value for end, level in zip(ends, found, strict=True) if "-" in level.value)
    return f"{_text(begins)}-{'' if open_end else _text(ends)}"


def pattern(found: list[Level]) -> str:
    """The captions of a pattern as text: `v.:no. (year:month)`."""
    return _text([level._replace(caption="", value=level.caption.strip("()")) for level in found])


def _shown(level: Level) -> str:
    caption = level.caption.strip()
    if not caption or caption[0] in "(*":
        return level.value
    return f"{caption} {level.value}" if caption[-1].isalnum() else caption + level.value


def _text(found: list[Level]) -> str:
    held = [level for level in found if level.value]
    # A pattern without enumeration has its dates in $a, $b, … under captions such as (year).
    dated = [level for level in held if level.code in DATES]
    numbers = ":".join([_shown(level) for level in held if level.code in NUMBERS])
    others = ":".join([_shown(level) for level in held if level.code in OTHERS])
    dates = ":".join([_shown(level) for level in dated])
    if extra := ":".join([_shown(level) for level in held if level.code in OTHER_DATES]):
        dates = f"{dates}={extra}" if dates else extra
    text = f"{numbers}={others}" if numbers and others else numbers or others
    return f"{text} ({dates})" if text and dates else text or dates

# SPDX-License-Identifier: Apache-2.0
"""What stands in one cell of the spreadsheet template: lists, names with a role, years, ISBNs."""

from __future__ import annotations

import re

_ROLE = re.compile(r"(.+?)\s*\(([^()]+)\)\s*")
_YEAR = re.compile(r"(?:©|c|khoảng|ca\.?)?\s*(\d{4})\??(?:\s*[-–]\s*(\d{4}))?\.?", re.IGNORECASE)


def parted(cell: str) -> list[str]:
    """The values of a cell that may hold several, parted by semicolons; empty ones left out."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def person(name: str) -> str:
    """Indicators of a personal name: entered under the surname when there is a comma (`Nguyễn, Du`), else in direct order."""
    return "1 " if "," in name else "0 "


def with_role(entry: str) -> tuple[str, str]:
    """Name and role of `Đào Duy Anh (hiệu đính)`; the role is empty when there is none."""
    found = _ROLE.fullmatch(entry)
    return (found[1], found[2].strip()) if found else (entry, "")


def digits(cell: str) -> bool:
    """Whether the cell is a plain number."""
    return cell.isascii() and cell.isdigit()


def years(cell: str) -> tuple[str, str]:
    """First and last year of `2015`, `1998-2003` or `khoảng 1930`; the last is empty for one year, both when no year can be meant."""
    found = _YEAR.fullmatch(cell.strip("[] "))
    if found is None or not "1000" <= found[1] <= (found[2] or found[1]) < "2100":
        return "", ""
    return found[1], found[2] or ""


def isbn_is_right(number: str) -> bool:
    """Whether 10 or 13 digits (blanks and hyphens aside) end in the right check digit (ISO 2108)."""
    bare = re.sub(r"[\s-]", "", number).upper()
    if re.fullmatch(r"\d{9}[\dX]", bare):
        return sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(bare)) % 11 == 0
    return bool(re.fullmatch(r"97[89]\d{10}", bare)) and sum(int(c) * (1, 3)[i % 2] for i, c in enumerate(bare)) % 10 == 0

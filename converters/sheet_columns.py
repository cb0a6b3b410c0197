# SPDX-License-Identifier: Apache-2.0
"""The columns of the spreadsheet template: names in both languages, what is accepted for them, and the MARC that they become.

They are data: `spreadsheet-schema.json`, a Frictionless Table Schema.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any

from mucluc.vocab.text import fold

from . import encodings


@functools.cache
def schema() -> dict[str, Any]:
    """The Table Schema as it stands in the file."""
    found: dict[str, Any] = json.loads((resources.files("mucluc.converters") / "spreadsheet-schema.json").read_text("utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template. name, title: Vietnamese and English. many: values parted by semicolons. values: words to codes."""

    name: str
    title: str
    required: bool
    many: bool
    values: dict[str, str]
    examples: tuple[str, str]


@functools.cache
def columns() -> dict[str, Column]:
    """The template's columns by Vietnamese name, in their order."""
    found = {}
    for raw in schema()["fields"]:
        values = {fold(word): code for word, code in raw.get("values", {}).items()}
        required = bool(raw.get("constraints", {}).get("required"))
        found[raw["name"]] = Column(raw["name"], raw["title"], required, bool(raw.get("many")), values, tuple(raw["examples"]))
    return found


@functools.cache
def _names() -> dict[str, str]:
    """Every accepted spelling of a column's name to its Vietnamese name: as written, and without marks (`Khổ` is not `Kho`)."""
    spelled = [(name, raw["name"]) for raw in schema()["fields"] for name in (raw["name"], raw["title"], *raw.get("aliases", ()))]
    found = {name.casefold(): column for name, column in spelled}
    for name, column in spelled:
        found.setdefault(fold(name), column)
    return found


def column_of(cell: str) -> str | None:
    """The Vietnamese name of the column that a header cell names, in any accepted spelling; None when it names none."""
    bare = " ".join(encodings.nfc(cell).replace("*", " ").split())
    for spelling in (bare, re.sub(r"\(.*\)", "", bare).strip()):
        if found := _names().get(spelling.casefold()) or _names().get(fold(spelling)):
            return found
    return None


def header(cells: list[str]) -> list[str | None]:
    """The columns that a header row names, None for those it does not; empty when it is no header row."""
    named = [column_of(cell) for cell in cells]
    found = [name for name in named if name]
    return named if "Nhan đề" in found and len(set(found)) > 1 else []


@functools.cache
def column_for(tag: str, subfield: str | None = None) -> str | None:
    """The Vietnamese name of the column that becomes this field or subfield of MARC; None when no column does."""
    for raw in schema()["fields"]:
        for made in raw["marc"].split(","):
            name, *codes = re.split(r"[$/ ]", made.strip())
            if name == tag and (subfield is None or not codes or subfield in codes):
                return str(raw["name"])
    return None


def letters(position: int) -> str:
    """What a spreadsheet calls a column, counted from 0: A, B, … Z, AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name

# SPDX-License-Identifier: Apache-2.0
"""A record while it is written or damaged: fields that can be changed in place, the end marks of a subfield kept where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mucluc.converters.record import SUBFIELD, Record

from .invented import Edition

_END = re.compile(r"(.*?)(\s*[/:;=,]|(?<!\b[A-Z])\.)?\s*\Z", re.DOTALL)


@dataclass(slots=True)
class Field:
    """A data field: tag, two indicators, subfields as lists of code and value."""

    tag: str
    indicators: str
    parts: list[list[str]]

    def value(self, codes: str) -> str:
        """The first value with one of these codes, without its end mark; empty when there is none."""
        return next((split(value)[0] for code, value in self.parts if code in codes), "")


def split(value: str) -> tuple[str, str]:
    """A value and the mark that ends it (a full stop behind one capital is an initial's, and stays)."""
    found = _END.match(value)
    return (found[1], found[2] or "") if found else (value, "")


@dataclass(slots=True)
class Draft:
    """Leader, control fields and data fields; edition: what is catalogued, None for a record taken from elsewhere."""

    leader: str
    controls: dict[str, str]
    fields: list[Field]
    edition: Edition | None = None

    @classmethod
    def of(cls, record: Record) -> Draft:
        """A draft of a record; a repeated control field keeps its last text."""
        controls = {tag: text for tag, text in record.fields if tag < "010"}
        fields = []
        for tag, text in record.fields:
            if tag >= "010":
                indicators, *parts = text.split(SUBFIELD)
                fields.append(Field(tag, indicators, [[part[0], part[1:]] for part in parts if part]))
        return cls(record.leader, controls, fields)

    def record(self) -> Record:
        """The record: control fields, then data fields, each by its tag; subfields without a value are left out."""
        fields = sorted(self.controls.items())
        for field in sorted(self.fields, key=lambda field: field.tag):
            text = "".join(f"{SUBFIELD}{code}{value}" for code, value in field.parts if value)
            if text:
                fields.append((field.tag, field.indicators + text))
        return Record(self.leader, tuple(fields))

    def all(self, *tags: str) -> list[Field]:
        """The fields with one of these tags."""
        return [field for field in self.fields if field.tag in tags]

    def first(self, *tags: str) -> Field | None:
        """The first field with one of these tags."""
        return next((field for field in self.fields if field.tag in tags), None)

    def value(self, tag: str, codes: str) -> str:
        """The first value of the first such field that has one, without its end mark."""
        return next((value for field in self.all(tag) if (value := field.value(codes))), "")

    def add(self, tag: str, indicators: str, *parts: tuple[str, str]) -> None:
        """A new field; parts without a value are left out, and a field without parts is not made."""
        kept = [[code, value] for code, value in parts if value]
        if kept:
            self.fields.append(Field(tag, indicators, kept))

    def drop(self, *tags: str) -> bool:
        """Take all fields with these tags out; whether there was one."""
        kept = [field for field in self.fields if field.tag not in tags]
        gone = len(kept) < len(self.fields)
        self.fields = kept
        return gone


def change(field: Field | None, codes: str, make: Callable[[str], str]) -> bool:
    """Give each such subfield what `make` makes of its value, its end mark kept; whether anything changed."""
    changed = False
    for part in field.parts if field else ():
        if part[0] in codes:
            value, mark = split(part[1])
            made = make(value)
            if made != value:
                part[1] = made + mark if made else ""
                changed = True
    return changed


def put(field: Field, code: str, value: str, after: str) -> None:
    """Put a subfield behind the last one with a code of `after`, or last of all."""
    at = max((at for at, part in enumerate(field.parts) if part[0] in after), default=len(field.parts) - 1)
    field.parts.insert(at + 1, [code, value])


def take(field: Field | None, codes: str) -> list[str]:
    """Take all subfields with these codes out and give their values without end marks."""
    if field is None:
        return []
    taken = [split(value)[0] for code, value in field.parts if code in codes]
    field.parts = [part for part in field.parts if part[0] not in codes]
    return taken

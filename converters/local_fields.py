# SPDX-License-Identifier: Apache-2.0
"""Local fields (9XX, X9X): a library's own profile says which standard field says the same; all else then treats it as that field.

No standard says what 952 $o is: in one system it is the shelf mark, in another the price. A profile is applied before screening, so a
local field is published only as the standard field that the release policy allows.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from .path import MarcPath, compile_path
from .record import SUBFIELD, Record

_LOCAL = re.compile("9..|.9.|..9|[A-Za-z]..")
_TAG = re.compile("[0-8][0-9]{2}")
_CODE = re.compile("[a-z0-9]")
NAMED = ("koha",)
"""Profiles that are shipped, by the name of the system that writes such fields: `converters/local/{name}.toml`."""


class ProfileError(ValueError):
    """A profile is not written rightly; the message names the key and what is wrong."""


@dataclass(frozen=True, slots=True)
class LocalField:
    """One line of a profile: fields that `path` (a tag, perhaps with indicators) names are read as the field `to`.

    indicators: those of the standard field. subfields: standard code by local code; others are left in a field of the local tag.
    constants: subfields that every such field gets.
    """

    path: MarcPath
    to: str
    subfields: Mapping[str, str]
    indicators: str = "  "
    constants: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_table(cls, raw: Mapping[str, object]) -> LocalField:
        """The line of a configuration; raises ProfileError."""
        unknown = set(raw) - {"field", "to", "indicators", "subfields", "with"}
        if unknown:
            raise ProfileError(f"unknown key {sorted(unknown)[0]!r}; the keys are field, to, indicators, subfields, with")
        try:
            path = compile_path(str(raw.get("field", "")))
        except ValueError as error:
            raise ProfileError(f"field: {error}") from None
        if not _LOCAL.fullmatch(path.tag) or path.codes or path.start is not None:
            raise ProfileError(
                f'field = {raw.get("field")!r} must be a local tag (9XX, X9X, XX9), such as "952" or "952|1*|", without subfields'
            )
        to, indicators = str(raw.get("to", "")), str(raw.get("indicators", "  ")).replace("#", " ")
        if not _TAG.fullmatch(to) or to < "010" or "9" in to:
            raise ProfileError(f'to = {to!r} must be a standard field of MARC 21, such as "852"')
        if len(indicators) != 2:
            raise ProfileError(f"indicators = {indicators!r} must be two characters; # is a blank")
        codes, constants = raw.get("subfields"), raw.get("with", {})
        if not _texts(codes) or not codes or not _texts(constants):
            raise ProfileError(
                'subfields must be a table of local and standard codes, such as { o = "h", p = "p" }; with, of codes and texts'
            )
        assert isinstance(codes, Mapping) and isinstance(constants, Mapping)
        if any(not _CODE.fullmatch(code) for code in (*codes, *codes.values(), *constants)):
            raise ProfileError("subfields: a code is one of a-z and 0-9")
        return cls(path, to, dict(codes), indicators, dict(constants))


def _texts(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values())


@cache
def named(system: str) -> tuple[LocalField, ...]:
    """The shipped profile of a system; raises ProfileError when there is none of this name."""
    if system not in NAMED:
        raise ProfileError(f"there is no shipped profile {system!r}; there are {', '.join(NAMED)}")
    text = (resources.files("mucluc.converters") / "local" / f"{system}.toml").read_text("utf-8")
    return tuple(LocalField.from_table(raw) for raw in tomllib.loads(text)["local"])


def standardised(record: Record, profile: tuple[LocalField, ...]) -> Record:
    """The record with its local fields read as the profile says; the record itself when none of them is there."""
    if not any(line.path.holds_tag(tag) for tag, _ in record.fields for line in profile):
        return record
    fields = tuple(each for tag, text in record.fields for each in _read(tag, text, profile))
    return Record(record.leader, fields, record.place)


def _read(tag: str, text: str, profile: tuple[LocalField, ...]) -> Iterator[tuple[str, str]]:
    parts = text.split(SUBFIELD)[1:]
    for line in profile:
        if line.path.holds_field(tag, text):
            said = [line.subfields[part[0]] + part[1:] for part in parts if part[:1] in line.subfields]
            if said:
                given = [code + value for code, value in line.constants.items()]
                yield line.to, SUBFIELD.join([line.indicators, *given, *said])
                parts = [part for part in parts if part[:1] not in line.subfields]
    if parts or SUBFIELD not in text:
        yield tag, SUBFIELD.join([text[:2], *parts]) if SUBFIELD in text else text

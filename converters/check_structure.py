# SPDX-License-Identifier: Apache-2.0
"""Whether fields, indicators and subfields are those that MARC 21 defines; answered once for each shape of field, then remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mucluc.vocab import marc21

from .check_engine import Context, Field, Finding
from .record import FIELD_END, SUBFIELD

CODES = (
    "field-unknown",
    "field-local",
    "field-obsolete",
    "field-repeated",
    "field-empty",
    "subfield-unknown",
    "subfield-obsolete",
    "subfield-local",
    "subfield-repeated",
    "subfield-empty",
    "indicator-unknown",
    "indicator-obsolete",
    "control-subfields",
)
"""The codes that this module can give."""

_FIELDS = {form: marc21.fields(form) for form in marc21.FORMATS}
_ONCE = {form: frozenset(tag for tag, field in table.items() if not field.repeatable) for form, table in _FIELDS.items()}
_EMPTY = re.compile("\x1f.?[\x1e\x1f]|\x1f.?$")
# Tag, indicators and codes of every field of a text of `Context`, without its values.
_SKELETON = re.compile("\x1e.{5}|\x1f.", re.DOTALL)
_LIMIT = 20_000
_sound: dict[str, set[str]] = {form: set() for form in marc21.FORMATS}


def field_faults(context: Context) -> Iterator[tuple[str, Finding]]:
    """What is wrong with tags, indicators and codes as `(code, finding)`, field by field.

    Values play no part, so the shapes of field that were found sound are kept (at most 20,000 a format): most records have no other.
    """
    sound = _sound[context.format]
    if not sound.issuperset("".join(_SKELETON.findall(context.text)).split(FIELD_END)):
        table = _FIELDS[context.format]
        for tag, text in context.fields:
            if tag > "009":
                field = text.split(SUBFIELD)
                shape = SUBFIELD.join([tag + field[0], *[part[:1] for part in field[1:]]])
                if shape in sound:
                    continue
                codes = "".join([part[:1] for part in field[1:]])
                faults = tuple(_judge(table.get(_linked(field, table) if tag == "880" else tag), field[0], codes, tag))
                yield from faults
                if not faults and tag != "880":
                    _remember(sound, shape)
    for tag, text in context.fields:
        if tag < "010" and SUBFIELD in text:
            yield "control-subfields", Finding(tag=tag)


def _remember(sound: set[str], shape: str) -> None:
    if len(sound) >= _LIMIT:
        sound.clear()
    sound.update(("", shape))


def empty_subfields(context: Context) -> Iterator[Finding]:
    """The subfields of the record that have no code or no text."""
    if context.proved or not _EMPTY.search(context.text):
        return
    for tag, text in context.fields:
        if tag > "009":
            for part in text.split(SUBFIELD)[1:]:
                if len(part) < 2:
                    yield Finding(subfield=part or None, tag=tag)


def repeated_fields(context: Context) -> Iterator[Finding]:
    """Fields that stand more than once although they may not; a tag that MARC 21 does not know is no fault here."""
    once = _ONCE[context.format]
    single = [tag for tag, _ in context.fields if tag in once]
    if len(single) != len(set(single)):
        for tag in sorted({tag for tag in single if single.count(tag) > 1}):
            yield Finding(f"{single.count(tag)} times", tag=tag)


def _linked(field: Field, table: dict[str, marc21.FieldDefinition]) -> str:
    """The tag that an 880 stands for, which gives it indicators and subfields; `880` itself when $6 does not say."""
    for part in field[1:]:
        if part[:1] == "6":
            return part[1:4] if part[1:4] in table else "880"
    return "880"


def _judge(definition: marc21.FieldDefinition | None, indicators: str, codes: str, tag: str) -> Iterator[tuple[str, Finding]]:
    """The faults of a shape. definition: what holds for it; tag: the field's own."""
    if definition is None:
        yield ("field-local" if marc21.is_local(tag) else "field-unknown"), Finding(tag=tag)
        return
    if definition.obsolete:
        yield "field-obsolete", Finding(tag=tag)
        return
    if not codes:
        yield "field-empty", Finding(tag=tag)
    for number, allowed, old in (1, definition.ind1, definition.old1), (2, definition.ind2, definition.old2):
        have = indicators[number - 1 : number]
        if allowed is not None and have not in allowed:
            yield ("indicator-obsolete" if have in old else "indicator-unknown"), Finding(f"indicator {number} is {have!r}", tag=tag)
    if definition.many is not None:
        yield from _codes(definition, definition.many, codes, tag)


def _codes(definition: marc21.FieldDefinition, many: frozenset[str], codes: str, tag: str) -> Iterator[tuple[str, Finding]]:
    """The faults of a field's subfield codes."""
    for code in dict.fromkeys(codes):
        if code in definition.once:
            if codes.count(code) > 1:
                yield "subfield-repeated", Finding(f"{codes.count(code)} times", subfield=code, tag=tag)
        elif code in definition.old:
            yield "subfield-obsolete", Finding(tag=tag, subfield=code)
        elif code not in many:
            yield ("subfield-local" if code == "9" else "subfield-unknown"), Finding(tag=tag, subfield=code)

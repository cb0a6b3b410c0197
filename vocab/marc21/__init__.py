# SPDX-License-Identifier: Apache-2.0
"""What MARC 21 defines, as tables: fields with their indicators and subfields, the coded positions of leader, 006, 007 and 008, codes.

Three formats of the family: bibliographic, authority and holdings.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

FORMATS = {"bibliographic": "fields.tsv", "authority": "authority.tsv", "holdings": "holdings.tsv"}
"""The formats of records, each with the table of its fields."""

FORMS = ("books", "continuing", "maps", "visual", "music", "computer", "mixed")
"""The forms of field 008 of a bibliographic record, named as the documentation names them."""

_BY_TYPE = {"e": "maps", "f": "maps", "g": "visual", "k": "visual", "o": "visual", "r": "visual", "m": "computer", "p": "mixed"}
_BY_TYPE.update(dict.fromkeys("cdij", "music"), t="books", a="books", z="authority", s="continuing")
_BY_TYPE.update(dict.fromkeys("uvxy", "holdings"))
# 006/01-17 holds for further material what 008/18-34 holds for the main one.
_FURTHER = range(18, 35)


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One field.

    ind1, ind2: the values allowed, None when not checked. once, many: subfield codes; many is None when any may stand.
    obsolete: older records have it. old1, old2, old: indicators and subfields that older records have.
    """

    tag: str
    repeatable: bool
    ind1: frozenset[str] | None
    ind2: frozenset[str] | None
    once: frozenset[str]
    many: frozenset[str] | None
    obsolete: bool
    old1: frozenset[str]
    old2: frozenset[str]
    old: frozenset[str]


class Undefined(NamedTuple):
    """A code that does not belong where it stands. at: its first position. obsolete: older records have it."""

    at: int
    code: str
    obsolete: bool


class _Stretch(NamedTuple):
    """Coded positions first…last. pattern: what they may hold; old: the same with what older records have; step: characters of a code."""

    first: int
    last: int
    pattern: str
    old: str
    step: int


@functools.cache
def fields(form: str = "bibliographic") -> dict[str, FieldDefinition]:
    """The fields of a format (one of FORMATS) by tag; raises KeyError."""
    table: dict[str, FieldDefinition] = {}
    for tag, *row in _rows(FORMATS[form]):
        table[tag] = _definition(tag, *row) if row else fields()[tag]
    return table


@functools.cache
def coded(field: str, form: str = "all") -> re.Pattern[str]:
    """A pattern that a leader (`LDR`), 006, 007 or 008 of this form matches from its start when every coded position holds a defined code.

    For 007 the form is its first character, the category of material. A pattern that matches everything when the form has no positions.
    """
    parts, at = [], 0
    for stretch in _stretches(field, form):
        parts.append("." * (stretch.first - at) + f"(?:{stretch.pattern})")
        at = stretch.last + 1
    return re.compile("".join(parts), re.DOTALL)


def undefined(field: str, form: str, text: str) -> Iterator[Undefined]:
    """The codes of `text` that the format does not define; positions that the text does not reach are left out."""
    for stretch in _stretches(field, form):
        for at in range(stretch.first, stretch.last + 1, stretch.step):
            code = text[at : at + stretch.step]
            if len(code) == stretch.step and not re.fullmatch(_one(stretch.pattern), code):
                yield Undefined(at, code, bool(re.fullmatch(_one(stretch.old), code)))


@functools.cache
def codes(name: str) -> frozenset[str]:
    """The codes of a list of `codes.tsv`: countries, discontinued, relators, …; raises KeyError."""
    return {name: frozenset(text.split()) for name, text in _rows("codes.tsv")}[name]


def form_of(leader: str) -> str:
    """Which form of 008 a record has, by leader/06 and 07; `books` when the leader does not say."""
    if leader[6:7] == "a" and leader[7:8] in "bis":
        return "continuing"
    return form_of_type(leader[6:7]) or "books"


def form_of_type(code: str) -> str | None:
    """Which form a code of leader/06 or 006/00 stands for; None when there is no such code."""
    return _BY_TYPE.get(code)


def format_of(leader: str) -> str:
    """Of which format a record is, by leader/06; `bibliographic` when the leader does not say."""
    form = _BY_TYPE.get(leader[6:7], "")
    return form if form in FORMATS else "bibliographic"


def is_local(tag: str) -> bool:
    """Whether MARC 21 leaves this tag to each library: a 9 in any place (9XX, X9X, XX9, but 490) or a letter."""
    return not tag.isdigit() or ("9" in tag and tag != "490")


def _definition(tag: str, repeat: str, ind1: str, ind2: str, once: str, many: str, old1: str, old2: str, old: str) -> FieldDefinition:
    """A row of a table of fields."""
    return FieldDefinition(
        tag,
        repeat != "n",
        _indicators(ind1),
        _indicators(ind2),
        frozenset(once.strip("-")),
        None if many == "*" else frozenset(many.strip("-")),
        repeat == "o",
        _indicators(old1) or frozenset(),
        _indicators(old2) or frozenset(),
        frozenset(old.strip("-")),
    )


@functools.cache
def _stretches(field: str, form: str) -> tuple[_Stretch, ...]:
    """The coded positions of a field in their order; for 006 those of 008, 17 positions lower."""
    name = "008" if field == "006" else field
    found = []
    for of, kind, first, last, allowed, old in _rows("positions.tsv"):
        if of != name or kind not in ("all", form) or (kind == "all" and form in FORMATS):
            continue
        start, end = int(first), int(last)
        if field == "006":
            if start not in _FURTHER:
                continue
            start, end = start - 17, end - 17
        found.append(_stretch(start, end, allowed, old))
    return tuple(sorted(found))


def _stretch(first: int, last: int, allowed: str, old: str) -> _Stretch:
    """One row of positions as patterns."""
    if allowed[0] in "=~":
        words = allowed[1:] if allowed[0] == "~" else "|".join(re.escape(word.replace("#", " ")) for word in allowed[1:].split())
        return _Stretch(first, last, words, words, last - first + 1)
    chars = allowed.replace("#", " ")
    times = f"{{{last - first + 1}}}"
    return _Stretch(first, last, _class(chars) + times, _class(chars + old.strip("-").replace("#", " ")) + times, 1)


def _class(chars: str) -> str:
    return f"[{re.escape(''.join(sorted(set(chars))))}]"


def _one(pattern: str) -> str:
    """The pattern of a single code of a stretch: without how often the class stands."""
    return re.sub(r"\{[0-9]+\}$", "", pattern) if pattern.startswith("[") and "|" not in pattern[pattern.rfind("]") :] else pattern


def _indicators(text: str) -> frozenset[str] | None:
    return None if text in "*-" else frozenset(text.replace("#", " "))


def _rows(name: str) -> Iterator[list[str]]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("# ")]
    return (line.split("\t") for line in lines[1:])

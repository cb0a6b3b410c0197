# SPDX-License-Identifier: Apache-2.0
"""What MARC 21 defines, as tables: fields with their indicators and subfields, and the coded positions of leader and 008."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

FORMS = ("books", "continuing", "maps", "visual", "music", "computer", "mixed")
"""The forms of field 008, named as the documentation names them."""

_BY_TYPE = {"e": "maps", "f": "maps", "g": "visual", "k": "visual", "o": "visual", "r": "visual", "m": "computer", "p": "mixed"}
_BY_TYPE.update(dict.fromkeys("cdij", "music"), t="books")


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One field.

    ind1, ind2: the values allowed, None when not checked. once, many: subfield codes; many is None when any may stand.
    obsolete: older records have it.
    """

    tag: str
    repeatable: bool
    ind1: frozenset[str] | None
    ind2: frozenset[str] | None
    once: frozenset[str]
    many: frozenset[str] | None
    obsolete: bool = False


@functools.cache
def fields() -> dict[str, FieldDefinition]:
    """The fields of the bibliographic format by tag."""
    return {
        tag: FieldDefinition(
            tag, repeat != "n", _indicators(ind1), _indicators(ind2), frozenset(once.strip("-")), _codes(many), repeat == "o"
        )
        for tag, repeat, ind1, ind2, once, many in _rows("fields.tsv")
    }


@functools.cache
def coded(field: str, form: str = "all") -> re.Pattern[str]:
    """A pattern that a leader (`LDR`) or an 008 of this form matches from its start when every coded position holds a defined code."""
    allowed = _positions(field, form)
    return re.compile("".join(f"[{re.escape(''.join(sorted(allowed[n])))}]" if n in allowed else "." for n in range(max(allowed) + 1)))


def undefined(field: str, form: str, text: str) -> Iterator[tuple[int, str]]:
    """`(position, character)` of each coded position of `text` that holds a code the format does not define."""
    for position, codes in sorted(_positions(field, form).items()):
        if position < len(text) and text[position] not in codes:
            yield position, text[position]


@functools.cache
def codes(name: str) -> frozenset[str]:
    """The codes of a list of `codes.tsv`: countries, discontinued, relators; raises KeyError."""
    return {name: frozenset(text.split()) for name, text in _rows("codes.tsv")}[name]


def form_of(leader: str) -> str:
    """Which form of 008 a record has, by leader/06 and 07; `books` when the leader does not say."""
    if leader[6:7] == "a" and leader[7:8] in "bis":
        return "continuing"
    return _BY_TYPE.get(leader[6:7], "books")


def is_local(tag: str) -> bool:
    """Whether MARC 21 leaves this tag to each library: a 9 in any place (9XX, X9X, XX9, but 490) or a letter."""
    return not tag.isdigit() or ("9" in tag and tag != "490")


@functools.cache
def _positions(field: str, form: str) -> dict[int, frozenset[str]]:
    allowed: dict[int, frozenset[str]] = {}
    for name, of, first, last, codes in _rows("positions.tsv"):
        if name == field and of in ("all", form):
            allowed.update(dict.fromkeys(range(int(first), int(last) + 1), frozenset(codes.replace("#", " "))))
    return allowed


def _indicators(text: str) -> frozenset[str] | None:
    return None if text in "*-" else frozenset(text.replace("#", " "))


def _codes(text: str) -> frozenset[str] | None:
    return None if text == "*" else frozenset(text.strip("-"))


def _rows(name: str) -> Iterator[list[str]]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("# ")]
    return (line.split("\t") for line in lines[1:])

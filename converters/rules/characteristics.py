# SPDX-License-Identifier: Apache-2.0
"""How 33X-38X say a characteristic: a term in words, with the identifiers, the list and the part of the material that go with it."""

from __future__ import annotations

from typing import NamedTuple

from mucluc.converters.engine import Field

from .control_subfields import applies_to, authority, iri, related_authority
from .write import LABEL, A, bf, literal, local, source


class Value(NamedTuple):
    """A subfield of a field of terms. here: the $0 that follow it at once; later: other $0 and $1 behind it."""

    code: str
    text: str
    here: list[str]
    later: list[str]


def values(field: Field, codes: str) -> list[Value]:
    """The subfields with these codes that say something, each with its identifiers."""
    found: list[Value] = []
    owned = at_once = False
    for part in field[1:]:
        code = part[0]
        if code in "01":
            if owned:
                (found[-1].here if at_once and code == "0" else found[-1].later).append(part)
        elif code in codes:
            text = part[1:].strip()
            owned = at_once = bool(text)
            if text:
                found.append(Value(code, text, [], []))
        else:
            at_once = False
    return found


def coded(field: Field, codes: str) -> list[tuple[Value, str]]:
    """Terms with the codes that say the same: of `ab`, each $a with the $b behind it. A code alone is a value without a text."""
    found: list[tuple[Value, str]] = []
    for value in values(field, codes):
        at = codes.index(value.code)
        if at % 2 == 0:
            found.append((value, ""))
        elif found and found[-1][0].code == codes[at - 1] and not found[-1][1]:
            term = found[-1][0]
            found[-1] = term._replace(here=term.here + value.here, later=term.later + value.later), value.text
        else:
            found.append((value._replace(code=codes[at - 1], text=""), value.text))
    return found


def rest(field: Field, codes: str) -> list[str]:
    """The subfields with these codes, as they stand: `2rda`."""
    return [part for part in field[1:] if part[0] in codes]


def named_by_identifier(value: Value) -> str:
    """The first $0 behind a term that is an IRI, `<iri>`; empty when there is none."""
    return next((found for part in value.here if "://" in part and (found := iri(part[1:]))), "")


class Kind(NamedTuple):
    """What a term says: the property, the class of the term, the word in its node's name, and the property of its text."""

    predicate: str
    type: str
    short: str
    text: str = LABEL


def characteristic(owner: str, kind: Kind, label: str, ids: list[str], more: list[str], node: str = "", stem: str = "") -> list[str]:
    """A term of a field. more: $2 and $3 as they stand; node: the term's IRI where one is known; stem: the vocabulary that has $2."""
    if not node:
        node = local(owner, kind.short, "\x1f".join([kind.type, label.rstrip(" .,:;/="), *ids, *more]))
    lines = [f"{owner} {kind.predicate} {node}\n{node} {A} {kind.type}\n{node} {kind.text} {literal(label)}"]
    for part in ids:
        lines += authority(node, part) if part[0] == "1" else related_authority(node, part)
    for part in more:
        lines += applies_to(node, part[1:]) if part[0] == "3" else listed(owner, node, part[1:], stem)
    return lines


def listed(owner: str, node: str, code: str, stem: str = "") -> list[str]:
    """The list that a term is from ($2). stem: the vocabulary whose terms name such lists, `genreFormSchemes`."""
    code = code.partition("%2F")[0].partition("/")[0].strip().rstrip(".")
    if not code:
        return []
    about, described = source(owner, code, stem)
    said = f"{node} {bf.source} {about}"
    return [said] if stem and code.startswith("fast") else [said, described]

# SPDX-License-Identifier: Apache-2.0
"""Fields 01X-03X: the numbers by which others know the edition."""

from __future__ import annotations

import re

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .subfields import chop, first
from .write import INSTANCE, LABEL, VALUE, VOCABULARY, A, bf, literal, local, organization

group = Group("01X-03X Identifiers")

INVALID = f"{VOCABULARY}mstatus/cancinv>"
_INVALID_LINES = [f"{INVALID} {A} {bf.Status}", f'{INVALID} {LABEL} "invalid"']


def identifier(kind: str, value: str, *extra: str, invalid: bool = False, qualifiers: list[str] | tuple[str, ...] = ()) -> list[str]:
    """An identifier of the Instance. kind: its class. extra: predicate-object pairs, ready to write."""
    node = local(INSTANCE, "id", kind + value + ("z" if invalid else ""))
    lines = [f"{INSTANCE} {bf.identifiedBy} {node}", f"{node} {A} {kind}", f"{node} {VALUE} {literal(value)}"]
    lines += [f"{node} {bf.qualifier} {literal(text)}" for text in qualifiers if text]
    lines += [f"{node} {pair}" for pair in extra]
    if invalid:
        lines.append(f"{node} {bf.status} {INVALID}")
        lines += _INVALID_LINES
    return lines


@group.rule("010.lccn", "010az")
def lccn(tag: str, field: Field, facts: Facts) -> Lines:
    """The Library of Congress control number joins records of the same edition across catalogues; its blanks are part of it.

    010 ##$a   00236597 $z  2000236597
    """
    lines: list[str] = []
    for part in field[1:]:
        if part[0] in "az" and part[1:].strip():
            lines += identifier(bf.Lccn, part[1:], invalid=part[0] == "z")
    return lines


_QUALIFIER = re.compile(r"\(([^()]*)\)?")


@group.rule("020.isbn", "020azqc")
def isbn(tag: str, field: Field, facts: Facts) -> Lines:
    """The ISBN, without the words that were typed behind it: those qualify it (binding, volume), and $z marks it as wrong.

    020 ##$a9786043005028 (bìa cứng) :$c85000đ
    """
    lines: list[str] = []
    terms = chop(first(field, "c"))
    qualifiers = [chop(part[1:]).strip("()") for part in field[1:] if part[0] == "q"]
    for part in field[1:]:
        if part[0] not in "az":
            continue
        value, bracket, _ = part[1:].partition("(")
        value = value.strip(" :;")
        if value:
            found = qualifiers or ([match[1].strip() for match in _QUALIFIER.finditer(part[1:])] if bracket else [])
            lines += identifier(bf.Isbn, value, invalid=part[0] == "z", qualifiers=found)
    if terms:
        lines.append(f"{INSTANCE} {bf.acquisitionTerms} {literal(terms)}")
    return lines


@group.rule("035.system", "035az")
def system(tag: str, field: Field, facts: Facts) -> Lines:
    """A number of another system; the code in brackets says whose. OCLC's has its own class, because it joins catalogues.

    035 ##$a(OCoLC)19695643
    """
    lines: list[str] = []
    for part in field[1:]:
        if part[0] not in "az" or not part[1:].strip():
            continue
        prefix, number = _assigned(part[1:].strip())
        if prefix == "OCoLC":
            lines += identifier(bf.OclcNumber, number, invalid=part[0] == "z")
            continue
        by = organization(prefix) if prefix else None
        lines += identifier(bf.Local, number if by else part[1:].strip(), *([f"{bf.assigner} {by}"] if by else []), invalid=part[0] == "z")
        if by:
            lines.append(f"{by} {A} {bf.Agent}")
    return lines


def _assigned(value: str) -> tuple[str, str]:
    if value.startswith("(") and ")" in value:
        prefix, _, number = value[1:].partition(")")
        return prefix.strip(), number.strip()
    return "", value

# SPDX-License-Identifier: Apache-2.0
"""The parameters of constraints that refer to no other shape: read, checked, and refused when they are not supported."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox

from mucluc.vocab.terms import XSD

from .model import SH, Constraint, Pattern, ShapeError, Sparql
from .terms import RANGES

NODE_KINDS = {
    "IRI": (b"<",),
    "Literal": (b'"',),
    "BlankNode": (b"_",),
    "BlankNodeOrIRI": (b"_", b"<"),
    "BlankNodeOrLiteral": (b"_", b'"'),
    "IRIOrLiteral": (b"<", b'"'),
}
"""How the terms begin that are of a kind."""

_NUMBERS = ("minCount", "maxCount", "minLength", "maxLength")
_IRIS = ("class", "datatype", "equals", "disjoint", "lessThan", "lessThanOrEquals")
_BOUNDS = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")


def term(node: Any) -> bytes:
    """A term as the lines write it."""
    return str(node).encode()


def plain(feature: str, value: Any, name: str) -> Constraint | None:
    """A constraint whose parameter is one number, IRI or literal; None for `sh:uniqueLang false`. Raises ShapeError."""
    if feature in _NUMBERS:
        return Constraint(feature, number(value, feature, name))
    if feature in _IRIS:
        if not isinstance(value, ox.NamedNode):
            raise ShapeError(f"{name}: sh:{feature} needs an IRI, not {value}")
        return Constraint(feature, value.value if feature == "datatype" else term(value))
    if feature in _BOUNDS:
        if not isinstance(value, ox.Literal):
            raise ShapeError(f"{name}: sh:{feature} needs a literal, not {value}")
        return Constraint(feature, term(value))
    if feature == "nodeKind":
        kind = getattr(value, "value", "").removeprefix(SH)
        if kind not in NODE_KINDS:
            raise ShapeError(f"{name}: sh:nodeKind {value} is none of {', '.join(NODE_KINDS)}")
        return Constraint(feature, kind)
    if feature == "hasValue":
        if isinstance(value, ox.BlankNode):
            raise ShapeError(f"{name}: sh:hasValue with a blank node is not supported")
        return Constraint(feature, term(value))
    if feature == "uniqueLang":
        return Constraint(feature, True) if boolean(value, feature, name) else None
    raise ShapeError(f"{name}: sh:{feature} is not supported; docs/checks.md lists what is")


def number(value: Any, feature: str, name: str) -> int:
    """A whole number, zero or more."""
    if isinstance(value, ox.Literal) and value.datatype.value in RANGES and value.value.lstrip("+").isdigit():
        return int(value.value)
    raise ShapeError(f"{name}: sh:{feature} needs a whole number, not {value}")


def boolean(value: Any, feature: str, name: str) -> bool:
    """true or false."""
    if isinstance(value, ox.Literal) and value.datatype.value == XSD + "boolean" and value.value in ("true", "false", "1", "0"):
        return value.value in ("true", "1")
    raise ShapeError(f"{name}: sh:{feature} is true or false, not {value}")


def listed(feature: str, members: tuple[Any, ...]) -> tuple[Any, ...]:
    """The terms of sh:in; the ranges of sh:languageIn in small letters."""
    if feature == "in":
        return tuple(term(each) for each in members)
    return tuple(each.value.lower() for each in members)


def pattern(value: Any, flags: Any, name: str) -> Pattern:
    """A regular expression that Python understands, with the flags i, m and s."""
    text, letters = value.value, "" if flags is None else flags.value
    if set(letters) - set("ims"):
        raise ShapeError(f"{name}: sh:flags {letters!r} is not supported, only i, m and s")
    try:
        re.compile(text)
    except re.error as error:
        raise ShapeError(f"{name}: sh:pattern {text!r}: {error}") from None
    return Pattern(text, letters)


def sparql(graph: dict[Any, dict[str, list[Any]]], node: Any, name: str) -> Sparql | None:
    """A SPARQL-based constraint with its prefixes written out; None when it is deactivated."""
    about = graph.get(node, {})
    selects = about.get(SH + "select", ())
    if len(selects) != 1:
        raise ShapeError(f"{name}: sh:sparql needs one sh:select (sh:ask is not supported)")
    if any(each.value in ("true", "1") for each in about.get(SH + "deactivated", ())):
        return None
    text = selects[0].value
    for feature in ("MINUS", "VALUES", "SERVICE"):  # https://www.w3.org/TR/shacl/#pre-binding forbids them
        if re.search(rf"\b{feature}\b", text, re.IGNORECASE):
            raise ShapeError(f"{name}: sh:select may not use {feature}")
    for place in ("$PATH", "$shapesGraph", "$currentShape"):
        if place in text:
            raise ShapeError(f"{name}: {place} in sh:select is not supported")
    prefixes = []
    for holder in about.get(SH + "prefixes", ()):
        for each in graph.get(holder, {}).get(SH + "declare", ()):
            said = graph.get(each, {})
            if SH + "prefix" not in said or SH + "namespace" not in said:
                raise ShapeError(f"{name}: sh:declare needs sh:prefix and sh:namespace")
            prefixes.append(f"PREFIX {said[SH + 'prefix'][0].value}: <{said[SH + 'namespace'][0].value}>")
    message = about.get(SH + "message", ())
    return Sparql("\n".join([*sorted(prefixes), text]), message[0].value if message else "")

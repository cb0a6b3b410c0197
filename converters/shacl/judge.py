# SPDX-License-Identifier: Apache-2.0
"""Constraints as functions: some judge one value, some all the values of a focus node."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from mucluc.vocab.terms import XSD

from .graph import Graph
from .model import Closed, Constraint, Pattern, Qualified, Shape, ShapeError
from .parameters import NODE_KINDS
from .terms import FORMS, LANG_STRING, language, less, lexical, matches_language, well_formed

if TYPE_CHECKING:
    from .checker import Compiled

Test = Callable[[bytes, Graph], bool]
"""Whether a value keeps a constraint."""
Group = Callable[[bytes, list[bytes], Graph], Iterable[bytes]]
"""The values of the results that a constraint gives for a focus node and its values; an empty one when a result has no value."""
Compile = Callable[[Shape], "Compiled"]

_NONE: tuple[bytes, ...] = ()
_ONE = (b"",)


def test_of(constraint: Constraint, shape: Shape, compile_: Compile) -> Test | None:
    """The test of a constraint that judges each value alone; None when it is of another sort."""
    value = constraint.value
    make = _TESTS.get(constraint.name)
    if make is not None:
        return make(value)
    if constraint.name in ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive"):
        return _bound(constraint.name, value)
    if constraint.name == "node":
        return compile_(value).conforms
    if constraint.name == "not":
        denied = compile_(value).conforms
        return lambda have, graph: not denied(have, graph)
    if constraint.name in ("and", "or", "xone"):
        return _logical(constraint.name, [compile_(each).conforms for each in value])
    return None


def group_of(constraint: Constraint, shape: Shape, compile_: Compile) -> Group:
    """The function of a constraint that judges all values of a focus node together; raises ShapeError for sh:sparql."""
    name, value = constraint.name, constraint.value
    if name == "minCount":
        return lambda focus, values, graph: _ONE if len(values) < value else _NONE
    if name == "maxCount":
        return lambda focus, values, graph: _ONE if len(values) > value else _NONE
    if name == "hasValue":
        return lambda focus, values, graph: _NONE if value in values else _ONE
    if name == "uniqueLang":
        return _doubled_languages
    if name in ("equals", "disjoint", "lessThan", "lessThanOrEquals"):
        return _pair(name, value)
    raise ShapeError(f"{shape.name}: sh:{name} needs a store; it cannot be checked record by record")


def _bound(name: str, limit: bytes) -> Test:
    equal = name.endswith("Inclusive")
    if name.startswith("min"):
        return lambda have, graph: less(limit, have, equal)
    return lambda have, graph: less(have, limit, equal)


def _logical(name: str, choices: list[Test]) -> Test:
    if name == "and":
        return lambda have, graph: all(choice(have, graph) for choice in choices)
    if name == "or":
        return lambda have, graph: any(choice(have, graph) for choice in choices)
    return lambda have, graph: sum(choice(have, graph) for choice in choices) == 1


def _node_kind(kind: str) -> Test:
    begins = NODE_KINDS[kind]
    return lambda have, graph: have.startswith(begins)


def _class(wanted: bytes) -> Test:
    return lambda have, graph: wanted in graph.types.get(have, _NONE)


def _in(allowed: tuple[bytes, ...]) -> Test:
    known = frozenset(allowed)
    return lambda have, graph: have in known


def _language_in(ranges: tuple[str, ...]) -> Test:
    return lambda have, graph: matches_language(language(have), ranges)


def _min_length(limit: int) -> Test:
    return lambda have, graph: limit == 0 or (not have.startswith(b"_") and len(lexical(have)) >= limit)


def _max_length(limit: int) -> Test:
    return lambda have, graph: not have.startswith(b"_") and len(lexical(have)) <= limit


def _datatype(iri: str) -> Test:
    if iri == XSD.string:
        return lambda have, graph: have.startswith(b'"') and have.endswith(b'"')
    if iri == LANG_STRING:
        return lambda have, graph: language(have) != ""
    end = f'"^^<{iri}>'.encode()
    if iri not in FORMS:
        return lambda have, graph: have.endswith(end)
    return lambda have, graph: have.endswith(end) and well_formed(have, iri)


def _pattern(pattern: Pattern) -> Test:
    flags = functools.reduce(lambda have, letter: have | getattr(re, letter.upper()), pattern.flags, re.NOFLAG)
    find = re.compile(pattern.text, flags).search
    return lambda have, graph: not have.startswith(b"_") and find(lexical(have)) is not None


_TESTS: dict[str, Callable[[Any], Test]] = {
    "nodeKind": _node_kind,
    "class": _class,
    "datatype": _datatype,
    "in": _in,
    "languageIn": _language_in,
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
}


def _doubled_languages(focus: bytes, values: list[bytes], graph: Graph) -> Iterable[bytes]:
    tags = [tag for tag in map(language, values) if tag]
    return [b"" for tag in set(tags) if tags.count(tag) > 1]


def _pair(name: str, predicate: bytes) -> Group:
    def others(focus: bytes, graph: Graph) -> list[bytes]:
        return graph.objects[predicate].get(focus, [])

    if name == "equals":
        return lambda focus, values, graph: set(values) ^ set(others(focus, graph))
    if name == "disjoint":
        return lambda focus, values, graph: set(values) & set(others(focus, graph))
    equal = name == "lessThanOrEquals"
    return lambda focus, values, graph: [value for value in values for other in others(focus, graph) if not less(value, other, equal)]


def qualified_of(qualified: Qualified, compile_: Compile) -> Callable[[list[bytes], Graph], list[str]]:
    """A function that gives the names of the constraint components that the number of conforming values breaks."""
    conforms = compile_(qualified.shape).conforms
    siblings = [compile_(each).conforms for each in qualified.siblings]

    def broken(values: list[bytes], graph: Graph) -> list[str]:
        count = sum(conforms(value, graph) and not any(each(value, graph) for each in siblings) for value in values)
        found = []
        if qualified.least is not None and count < qualified.least:
            found.append("QualifiedMinCount")
        if qualified.most is not None and count > qualified.most:
            found.append("QualifiedMaxCount")
        return found

    return broken


def closed_of(closed: Closed) -> Callable[[bytes, Graph], list[tuple[bytes, bytes]]]:
    """A function that gives the predicates and values of a node that sh:closed does not allow."""
    allowed = closed.allowed
    return lambda node, graph: [(predicate, value) for predicate, value in graph.about.get(node, ()) if predicate not in allowed]

# SPDX-License-Identifier: Apache-2.0
"""SHACL shapes as values, https://www.w3.org/TR/shacl/: what the reader makes and both compilers take.

Terms are bytes as N-Triples write them: `<iri>`, `_:label`, `"text"`, `"text"@vi`, `"3"^^<…integer>`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

SH = "http://www.w3.org/ns/shacl#"
VIOLATION = SH + "Violation"


class ShapeError(ValueError):
    """A shape that is not well formed, or uses a feature of SHACL that is not supported; names shape and feature."""


@dataclass(frozen=True, slots=True)
class Path:
    """A property path. kind: `iri`, `inverse`, `sequence`, `alternative`, `*`, `+` or `?`. iri: with kind `iri`, in brackets."""

    kind: str
    iri: bytes = b""
    parts: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint. name: the local name of its parameter (`minCount`). value: a number, a term, terms, shapes or one of the below."""

    name: str
    value: Any

    @property
    def component(self) -> str:
        """The local name of its constraint component, without `ConstraintComponent`."""
        return component_name(self.name)


def component_name(parameter: str) -> str:
    """`minCount` → `MinCount`; `sparql` → `SPARQL`."""
    return "SPARQL" if parameter == "sparql" else parameter[0].upper() + parameter[1:]


@dataclass(frozen=True, slots=True)
class Pattern:
    """sh:pattern with sh:flags, some of `i`, `m` and `s`."""

    text: str
    flags: str


@dataclass(frozen=True, slots=True)
class Closed:
    """sh:closed: the predicates that are allowed, in brackets."""

    allowed: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Qualified:
    """sh:qualifiedValueShape with its bounds and, when they are to be disjoint, the sibling shapes."""

    shape: Shape
    least: int | None
    most: int | None
    siblings: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Sparql:
    """sh:sparql: a SELECT whose every solution is a result for `$this`. message: with `{?variable}`s to fill in."""

    select: str
    message: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A node shape (path is None) or a property shape.

    iri: of the shape, in brackets; blank shapes are given one that is made of their name. name: what people and fault codes call it.
    targets: pairs of `targetClass`, `targetNode`, `targetSubjectsOf` or `targetObjectsOf` and a term. severity: an IRI.
    properties: nested property shapes, which give results of their own.
    """

    iri: bytes
    name: str
    path: Path | None = None
    targets: tuple[tuple[str, bytes], ...] = ()
    constraints: tuple[Constraint, ...] = ()
    properties: tuple[Shape, ...] = ()
    severity: str = VIOLATION
    message: str = ""

    def within(self) -> Iterator[Shape]:
        """The shape and all that it refers to, each time it does."""
        yield self
        for shape in self.properties:
            yield from shape.within()
        for constraint in self.constraints:
            for shape in referred(constraint):
                yield from shape.within()

    def reported(self) -> Iterator[Shape]:
        """The shapes that a top-level result may name: the shape and its nested properties."""
        yield self
        for shape in self.properties:
            yield from shape.reported()


def referred(constraint: Constraint) -> tuple[Shape, ...]:
    """The shapes that a constraint refers to."""
    value = constraint.value
    if isinstance(value, Shape):
        return (value,)
    if isinstance(value, Qualified):
        return (value.shape, *value.siblings)
    if isinstance(value, tuple) and value and isinstance(value[0], Shape):
        return value
    return ()


class Result(NamedTuple):
    """One validation result. value: empty when there is none. path: the predicate that sh:closed met. details: what sh:node found."""

    focus: bytes
    shape: Shape
    component: str
    value: bytes = b""
    path: bytes = b""
    details: tuple[Result, ...] = ()


@dataclass(slots=True)
class Shapes:
    """A document of shapes: those with targets, in the order of their names; empty: shapes that are referred to and say nothing."""

    targeted: tuple[Shape, ...]
    empty: tuple[str, ...] = field(default=())

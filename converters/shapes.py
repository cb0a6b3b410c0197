# SPDX-License-Identifier: Apache-2.0
"""The shapes that Mục lục ships: of one record (`vocab/shapes/bibframe.ttl`) and of the whole union (`vocab/shapes/union.ttl`).

A property shape's or, where the node itself is judged, a node shape's IRI begins with PREFIX; the rest is the code of its faults.
A record is judged by its own graph, so a heading is judged once in each record that uses it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from importlib.resources import files

from .record import Fault, Place
from .shacl import Checker, Result, ShapeError, Shapes, read_shapes

PREFIX = "urn:mucluc:shape:"
"""What the IRIs of our shapes begin with."""


class RecordChecker(Checker):
    """The compiled shapes of a record; call it with its lines. codes: what it can find."""

    def __init__(self, shapes: Shapes) -> None:
        super().__init__(shapes)
        self.codes = codes(shapes)

    def __call__(self, lines: Iterable[bytes]) -> Iterator[Fault]:
        """The faults of a record, in the order of the shapes. note: the constraint; value: focus node and offending value."""
        for result in self.results(lines):
            yield fault(result)


def codes(shapes: Shapes) -> tuple[str, ...]:
    """The codes of the faults that shapes can give; raises ShapeError when one of them has no name of ours."""
    found = [each for shape in shapes.targeted for each in shape.reported() if each.constraints]
    for shape in found:
        if not shape.iri.startswith(f"<{PREFIX}".encode()):
            raise ShapeError(f"{shape.name}: a shape that finds faults needs an IRI that begins with {PREFIX}")
    return tuple(sorted({code(shape.name) for shape in found}))


def code(name: str) -> str:
    """The code of a shape's faults."""
    return name.removeprefix(PREFIX)


def fault(result: Result) -> Fault:
    """A result as a fault: the constraint as its note, focus node and value as its value."""
    value = "" if result.value == result.focus else _shown(result.value)
    return Fault(code(result.shape.name), Place(), parameter(result.component), " ".join(filter(None, (_shown(result.focus), value))))


def parameter(component: str) -> str:
    """`MinCount` → `minCount`."""
    return component[:1].lower() + component[1:]


def compile_shapes(turtle: str) -> RecordChecker:
    """Compile shapes of ours in Turtle; raises ShapeError."""
    return RecordChecker(read_shapes(turtle))


@functools.cache
def shipped_checker() -> RecordChecker:
    """The shapes of a record, compiled once a process."""
    return compile_shapes(shipped_shapes())


def shipped_shapes(name: str = "bibframe") -> str:
    """Shipped shapes as a Turtle document. name: `bibframe` (a record) or `union`."""
    return (files("mucluc.vocab") / "shapes" / f"{name}.ttl").read_text("utf-8")


def _shown(term: bytes) -> str:
    """A term for people: without the placeholders of `convert`."""
    return term.decode().replace("\x01", "").replace("\x02", "item").replace("\x03", "")

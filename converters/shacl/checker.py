# SPDX-License-Identifier: Apache-2.0
"""Shapes compiled to a check of one graph's lines, such as a record's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .graph import SUBCLASS, TYPE, Graph
from .judge import Group, Test, closed_of, group_of, qualified_of, test_of
from .model import Closed, Qualified, Result, Shape, Shapes
from .paths import predicates, values_of


class Compiled:
    """A shape as functions; compiled once, however often it is referred to."""

    __slots__ = ("closed", "groups", "iri", "properties", "qualified", "shape", "tests", "values")

    def __init__(self, shape: Shape, compile_: Callable[[Shape], Compiled]) -> None:
        self.shape = shape
        self.values = values_of(shape.path) if shape.path else None
        self.iri = shape.path.iri if shape.path and shape.path.kind == "iri" else b""
        self.tests: list[tuple[str, Test, Compiled | None]] = []
        self.groups: list[tuple[str, Group]] = []
        self.qualified: list[Callable[[list[bytes], Graph], list[str]]] = []
        self.closed: list[Callable[[bytes, Graph], list[tuple[bytes, bytes]]]] = []
        self.properties = [compile_(each) for each in shape.properties]
        for each in shape.constraints:
            test = test_of(each, shape, compile_)
            if test is not None:
                self.tests.append((each.component, test, compile_(each.value) if each.name == "node" else None))
            elif isinstance(each.value, Qualified):
                self.qualified.append(qualified_of(each.value, compile_))
            elif isinstance(each.value, Closed):
                self.closed.append(closed_of(each.value))
            else:
                self.groups.append((each.component, group_of(each, shape, compile_)))

    def conforms(self, focus: bytes, graph: Graph) -> bool:
        """Whether a node has no result for this shape."""
        values = self.values(focus, graph) if self.values else [focus]
        for _, group in self.groups:
            for _ in group(focus, values, graph):
                return False
        for value in values:
            for _, test, _ in self.tests:
                if not test(value, graph):
                    return False
            if any(closed(value, graph) for closed in self.closed):
                return False
            if not all(each.conforms(value, graph) for each in self.properties):
                return False
        return not any(each(values, graph) for each in self.qualified)

    def results(self, focus: bytes, graph: Graph) -> Iterator[Result]:
        """Every result of a focus node."""
        shape = self.shape
        values = self.values(focus, graph) if self.values else [focus]
        for component, group in self.groups:
            for value in group(focus, values, graph):
                yield Result(focus, shape, component, value)
        for component, test, nested in self.tests:
            for value in values:
                if not test(value, graph):
                    yield Result(focus, shape, component, value, b"", tuple(nested.results(value, graph)) if nested else ())
        for broken in self.qualified:
            for component in broken(values, graph):
                yield Result(focus, shape, component)
        for closed in self.closed:
            for value in values:
                for predicate, met in closed(value, graph):
                    yield Result(focus, shape, "Closed", met, predicate)
        for each in self.properties:
            for value in values:
                yield from each.results(value, graph)


class Checker:
    """The compiled shapes; `results` takes lines `subject predicate object` in N-Triples, distinct, without full stop.

    Raises ShapeError for a shape that cannot be judged without a store (sh:sparql).
    """

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes.targeted
        self._known: dict[int, Compiled] = {}
        self._compiled = [(shape.targets, self._compile(shape)) for shape in self.shapes]
        self._everything, self._wanted = _needs(self.shapes)

    def _compile(self, shape: Shape) -> Compiled:
        found = self._known.get(id(shape))
        if found is None:
            found = self._known[id(shape)] = Compiled(shape, self._compile)
        return found

    def graph(self, lines: Iterable[bytes]) -> Graph:
        """The lines, indexed as far as these shapes need it."""
        return Graph(lines, self._wanted, self._everything)

    def results(self, lines: Iterable[bytes]) -> Iterator[Result]:
        """The results that SHACL defines for a graph, in the order of the shapes."""
        return self.judge(self.graph(lines))

    def judge(self, graph: Graph) -> Iterator[Result]:
        """The results for a graph that `graph` indexed."""
        for targets, compiled in self._compiled:
            for focus in focus_nodes(targets, graph):
                yield from compiled.results(focus, graph)


def _needs(shapes: Iterable[Shape]) -> tuple[bool, frozenset[bytes]]:
    """Whether shapes need all that is said of a node, and the predicates that they follow."""
    everything = False
    wanted: set[bytes] = set()
    for shape in shapes:
        for each in shape.within():
            wanted.update(term for kind, term in each.targets if kind in ("targetSubjectsOf", "targetObjectsOf"))
            if each.path:
                wanted.update(predicate for predicate, _ in predicates(each.path))
            if any(kind == "targetClass" for kind, _ in each.targets):
                wanted.add(SUBCLASS)
            for constraint in each.constraints:
                everything = everything or isinstance(constraint.value, Closed)
                if constraint.name == "class":
                    wanted.add(SUBCLASS)
                elif constraint.name in ("equals", "disjoint", "lessThan", "lessThanOrEquals"):
                    wanted.add(constraint.value)
    return everything, frozenset(wanted)


def focus_nodes(targets: tuple[tuple[str, bytes], ...], graph: Graph) -> Iterable[bytes]:
    """The distinct nodes that targets select."""
    if len(targets) == 1 and targets[0][0] == "targetClass":
        return graph.members.get(targets[0][1], ())
    found: dict[bytes, None] = {}
    for kind, term in targets:
        if kind == "targetClass":
            found.update(dict.fromkeys(graph.members.get(term, ())))
        elif kind == "targetNode":
            found[term] = None
        elif kind == "targetSubjectsOf":
            found.update(dict.fromkeys(graph.objects[term]))
        else:
            found.update(dict.fromkeys(graph.subjects(term)))
    return found


__all__ = ["TYPE", "Checker", "Compiled", "focus_nodes"]

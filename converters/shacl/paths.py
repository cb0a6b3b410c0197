# SPDX-License-Identifier: Apache-2.0
"""Property paths: as functions from a node of a graph to its values, as SPARQL, and as the Turtle of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .graph import Graph
from .model import Path

Values = Callable[[bytes, Graph], list[bytes]]
_EMPTY: list[bytes] = []
_TURTLE = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath", "inverse": "inversePath"}


def inverted(path: Path) -> Path:
    """The inverse of a path, with `inverse` only at predicates."""
    if path.kind == "iri":
        return Path("inverse", parts=(path,))
    if path.kind == "inverse":
        return path.parts[0]
    parts = tuple(inverted(part) for part in path.parts)
    return Path(path.kind, parts=tuple(reversed(parts)) if path.kind == "sequence" else parts)


def predicates(path: Path) -> Iterator[tuple[bytes, bool]]:
    """The predicates that a path walks, with whether backwards."""
    if path.kind == "iri":
        yield path.iri, False
    elif path.kind == "inverse":
        yield path.parts[0].iri, True
    else:
        for part in path.parts:
            yield from predicates(part)


def values_of(path: Path) -> Values:
    """A function that gives the distinct values of the path at a node."""
    if path.kind == "iri":
        iri = path.iri
        return lambda node, graph: graph.objects[iri].get(node, _EMPTY)
    if path.kind == "inverse":
        back = path.parts[0].iri
        return lambda node, graph: graph.subjects(back).get(node, _EMPTY)
    parts = [values_of(part) for part in path.parts]
    if path.kind == "sequence":
        return lambda node, graph: _sequence(parts, node, graph)
    if path.kind == "alternative":
        return lambda node, graph: list(dict.fromkeys(value for part in parts for value in part(node, graph)))
    if path.kind == "?":
        return lambda node, graph: list(dict.fromkeys([node, *parts[0](node, graph)]))
    return lambda node, graph: _closure(parts[0], node, graph, path.kind == "*")


def _sequence(parts: list[Values], node: bytes, graph: Graph) -> list[bytes]:
    here = [node]
    for part in parts:
        here = list(dict.fromkeys(value for each in here for value in part(each, graph)))
    return here


def _closure(step: Values, node: bytes, graph: Graph, itself: bool) -> list[bytes]:
    """What is reached by one or more steps, and the node itself with `itself`."""
    found: dict[bytes, None] = {node: None} if itself else {}
    todo = list(step(node, graph))
    while todo:
        value = todo.pop()
        if value not in found:
            found[value] = None
            todo.extend(step(value, graph))
    return list(found)


def sparql_of(path: Path) -> str:
    """The path in SPARQL's notation."""
    if path.kind == "iri":
        return path.iri.decode()
    if path.kind == "inverse":
        return f"^{sparql_of(path.parts[0])}"
    if path.kind in ("sequence", "alternative"):
        return "(" + ("/" if path.kind == "sequence" else "|").join(sparql_of(part) for part in path.parts) + ")"
    return f"({sparql_of(path.parts[0])}){path.kind}"


def turtle_of(path: Path) -> str:
    """The path as SHACL writes it in Turtle, with the prefix sh:."""
    if path.kind == "iri":
        return path.iri.decode()
    parts = " ".join(turtle_of(part) for part in path.parts)
    if path.kind == "sequence":
        return f"( {parts} )"
    if path.kind == "alternative":
        return f"[ sh:alternativePath ( {parts} ) ]"
    return f"[ sh:{_TURTLE[path.kind]} {parts} ]"

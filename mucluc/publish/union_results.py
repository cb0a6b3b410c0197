# SPDX-License-Identifier: Apache-2.0
"""The results of the union's shapes, of the whole store or of what has changed in it; they are kept for the next run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path

import pyoxigraph as ox

from mucluc.converters.shacl import Result, read_shapes
from mucluc.converters.shacl.sparql import StoreChecker
from mucluc.converters.shapes import code
from mucluc.endpoint.increment import Change

from .union_change import SCOPES, SUBCLASS, Graph, Moved, Node

FILE = "union-shapes.json"
FEW = 200_000
"""Statements that came and went, up to which the surroundings of what they touch are fetched: for more, the whole is quicker."""


class UnionResults:
    """The shapes of the union for a network whose IRIs begin with `base`. Results are ordered, so that equal stores give equal lists."""

    def __init__(self, shapes: str, base: str) -> None:
        self.base = base
        self.checker = StoreChecker(read_shapes(shapes))
        self._shapes = {shape.name: shape for shape, _ in self.checker.queries()}

    def whole(self, store: ox.Store, threads: int = 2) -> list[Result]:
        """The results of the whole store."""
        return _ordered(self.checker.results(store, threads))

    def changed(self, store: ox.Store, change: Change, old: Path, threads: int = 2) -> list[Result]:
        """The same results, found from those that the last run left in the folder `old`."""
        before = self._read(old / FILE)
        if before is None or len(change.removed) + len(change.added) > FEW:
            return self.whole(store, threads)
        quads = tuple(_quads((*change.removed, *change.added)))
        if any(each.predicate == SUBCLASS for each in quads) or any(store.quads_for_pattern(None, SUBCLASS, None)):
            return self.whole(store, threads)  # then a node is of more classes than its own statements say
        graph = Graph(store, self.base)
        touched, some = self._touched(quads, before, graph)
        bounded = {name for name in self._shapes if code(name) in SCOPES}
        kept = [each for each in before if each.shape.name in bounded and each.focus not in touched[each.shape.name]]
        anew = [each for each in self.checker.results(some, names=bounded) if each.focus in touched[each.shape.name]]
        rest = self._shapes.keys() - bounded
        return _ordered([*kept, *anew, *(self.checker.results(store, threads, rest) if rest else ())])

    def write(self, results: Sequence[Result], folder: Path) -> None:
        """Leave results for the next run; what sh:node found inside is not kept, so such results are not left at all."""
        if any(each.details for each in results):
            return
        rows = [[each.shape.name, each.component, *(part.decode() for part in (each.focus, each.value, each.path))] for each in results]
        (folder / FILE).write_text(json.dumps(rows, ensure_ascii=False), "utf-8")

    def _touched(self, quads: tuple[ox.Quad, ...], before: list[Result], graph: Graph) -> tuple[dict[str, set[bytes]], ox.Store]:
        """By shape the nodes to be judged again, and a store of what their results depend on."""
        touched: dict[str, set[bytes]] = {}
        some = ox.Store()
        for name in self._shapes:
            scope = SCOPES.get(code(name))
            if scope is None:
                continue
            had = frozenset(ox.NamedNode(each.focus.decode()[1:-1]) for each in before if each.shape.name == name)
            nodes: Set[Node] = set(scope.touched(Moved(quads, had), graph))
            touched[name] = {str(node).encode() for node in nodes}
            some.extend(quad for node in nodes for quad in scope.around(graph, node))
        return touched, some

    def _read(self, file: Path) -> list[Result] | None:
        """What the last run left; None when it left nothing."""
        if not file.is_file():
            return None
        rows = json.loads(file.read_text("utf-8"))
        return [Result(focus.encode(), self._shapes[name], part, value.encode(), path.encode()) for name, part, focus, value, path in rows]


def _ordered(results: Iterable[Result]) -> list[Result]:
    return sorted(results, key=lambda each: (each.shape.name, each.component, each.focus, each.value, each.path))


def _quads(lines: Iterable[bytes]) -> Iterator[ox.Quad]:
    """The statements of the default graph."""
    for each in ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS):
        assert isinstance(each, ox.Quad)
        if isinstance(each.graph_name, ox.DefaultGraph):
            yield each

# SPDX-License-Identifier: Apache-2.0
"""Which nodes the shapes of the union must be asked about again after a change, and what of the store the answer depends on.

For each shape two functions. `touched`: every node whose result may be another than before, given the statements that came and
went. `around`: for one node, statements of the store by which its result is that of the whole store: shapes are then asked of these
alone. A shape that is not in the table is asked of the whole store. Reasons stand at each; the tests compare with the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from mucluc.vocab.terms import BF, RDF, RDFS

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def _bf(name: str) -> ox.NamedNode:
    return ox.NamedNode(BF + name)


TYPE, VALUE = ox.NamedNode(RDF + "type"), ox.NamedNode(RDF + "value")
SUBCLASS = ox.NamedNode(RDFS.subClassOf)
INSTANCE_OF, HELD_BY, PART_OF, HAS_PART, ISBN = _bf("instanceOf"), _bf("heldBy"), _bf("partOf"), _bf("hasPart"), _bf("Isbn")
IDENTIFIED_BY = _bf("identifiedBy")
WORK, INSTANCE, ITEM = _bf("Work"), _bf("Instance"), _bf("Item")
KINDS = tuple(map(_bf, ("Person", "Family", "Organization", "Jurisdiction", "Meeting")))
"""The classes of which a heading has one."""
_LINKS = "instanceOf itemOf expressionOf partOf associatedResource agent subject place genreForm geographicCoverage heldBy"
LINKS = tuple(_bf(name) for name in _LINKS.split())
"""The predicates whose objects `iri-dangling` judges."""


class Graph:
    """The default graph of a store, and the network's own terms."""

    def __init__(self, store: ox.Store, base: str) -> None:
        self._store = store
        self.describes = ox.NamedNode(f"{base}ns#describes")
        self.library = ox.NamedNode(f"{base}ns#Library")

    def of(self, subject: Node | None, predicate: ox.NamedNode | None, value: Node | None = None) -> Iterator[ox.Quad]:
        """The statements of a pattern; none of a literal as subject."""
        if isinstance(subject, ox.Literal):
            return iter(())
        return iter(self._store.quads_for_pattern(subject, predicate, value, ox.DefaultGraph()))

    def one(self, subject: Node | None, predicate: ox.NamedNode | None, value: Node | None = None) -> Iterator[ox.Quad]:
        """One statement of a pattern, where any will do."""
        yield from (each for each in (next(self.of(subject, predicate, value), None),) if each is not None)


@dataclass(frozen=True, slots=True)
class Moved:
    """The statements that came and went. before: the nodes that had a result of the shape in question."""

    quads: tuple[ox.Quad, ...]
    before: frozenset[ox.NamedNode]

    def subjects(self, *predicates: ox.NamedNode) -> Iterator[Node]:
        """Those of statements with these predicates; of all when none is named."""
        return (each.subject for each in self.quads if not predicates or each.predicate in predicates)

    def typed(self, *classes: ox.NamedNode) -> Iterator[Node]:
        """What came into one of these classes or left it."""
        return (each.subject for each in self.quads if each.predicate == TYPE and each.object in classes)

    def objects(self, *predicates: ox.NamedNode) -> Iterator[Node]:
        """Those of statements with these predicates."""
        return (each.object for each in self.quads if each.predicate in predicates)


@dataclass(frozen=True, slots=True)
class Scope:
    """See the module."""

    touched: Callable[[Moved, Graph], Iterable[Node]]
    around: Callable[[Graph, Node], Iterable[ox.Quad]]


def _dangling_touched(moved: Moved, graph: Graph) -> Iterator[Node]:
    # A node's result asks whether a link leads to it and whether anything is said of it.
    yield from moved.subjects()
    yield from moved.objects(*LINKS)


def _dangling_around(graph: Graph, node: Node) -> Iterator[ox.Quad]:
    said = next(graph.of(node, None), None)
    if said is not None:  # then the node has no result, whatever leads to it
        yield said
        return
    for link in LINKS:
        yield from graph.one(None, link, node)


def _instance_touched(moved: Moved, graph: Graph) -> Iterator[Node]:
    yield from moved.typed(INSTANCE)
    yield from moved.subjects(INSTANCE_OF)


def _instance_around(graph: Graph, node: Node) -> Iterator[ox.Quad]:
    for typed in graph.of(node, TYPE, INSTANCE):
        yield typed
        yield from graph.of(node, INSTANCE_OF)


def _work_touched(moved: Moved, graph: Graph) -> Iterator[Node]:
    yield from moved.typed(WORK)
    yield from moved.objects(INSTANCE_OF, graph.describes)


def _work_around(graph: Graph, node: Node) -> Iterator[ox.Quad]:
    for typed in graph.of(node, TYPE, WORK):
        yield typed
        yield from graph.one(None, INSTANCE_OF, node)
        yield from graph.one(None, graph.describes, node)


def _item_touched(moved: Moved, graph: Graph) -> Iterator[Node]:
    yield from moved.typed(ITEM)
    yield from moved.subjects(HELD_BY)
    # A holder that became a library, or is one no more: all that it holds.
    for holder in set(moved.typed(graph.library)):
        yield from (each.subject for each in graph.of(None, HELD_BY, holder))


def _item_around(graph: Graph, node: Node) -> Iterator[ox.Quad]:
    for typed in graph.of(node, TYPE, ITEM):
        yield typed
        for held in graph.of(node, HELD_BY):
            yield held
            yield from graph.of(held.object, TYPE, graph.library)


def _heading_touched(moved: Moved, graph: Graph) -> Iterator[Node]:
    return moved.typed(*KINDS)


def _heading_around(graph: Graph, node: Node) -> Iterator[ox.Quad]:
    return graph.of(node, TYPE)


def _cycle_touched(moved: Moved, graph: Graph) -> Iterable[Node]:
    # A node left a cycle: it had a result. A node came into one: from a part or a whole that is tied anew it is reached upwards.
    ties = (*moved.subjects(PART_OF, HAS_PART), *moved.objects(PART_OF, HAS_PART))
    return moved.before | _above(graph, ties).keys()


def _cycle_around(graph: Graph, node: Node) -> Iterator[ox.Quad]:
    for ties in _above(graph, (node,)).values():
        yield from ties


def _above(graph: Graph, nodes: Iterable[Node]) -> dict[Node, list[ox.Quad]]:
    """All that these nodes are parts of, directly or through others, and they themselves, each with its ties upwards."""
    found: dict[Node, list[ox.Quad]] = {}
    front = list(nodes)
    while front:
        node = front.pop()
        if node not in found:
            found[node] = [*graph.of(node, PART_OF), *graph.of(None, HAS_PART, node)]
            front += [tie.object if tie.predicate == PART_OF else tie.subject for tie in found[node]]
    return found


def _isbn_touched(moved: Moved, graph: Graph) -> Iterator[Node]:
    # The numbers that moved themselves, or what they identify did, or the Works of that; and all that share a value with one of them.
    numbers = {*moved.typed(ISBN), *moved.subjects(VALUE), *moved.objects(IDENTIFIED_BY)}
    for edition in set(moved.subjects(INSTANCE_OF)):
        numbers.update(each.object for each in graph.of(edition, IDENTIFIED_BY))
    were = set(moved.typed(ISBN))
    numbers = {each for each in numbers if each in were or any(graph.of(each, TYPE, ISBN))}
    values = {each.object for each in moved.quads if each.predicate == VALUE and each.subject in numbers}
    for number in numbers:
        values.update(each.object for each in graph.of(number, VALUE))
    yield from numbers
    for value in values:
        yield from (each.subject for each in graph.of(None, VALUE, value))


def _isbn_around(graph: Graph, node: Node) -> Iterator[ox.Quad]:
    for said in graph.of(node, VALUE):
        for same in graph.of(None, VALUE, said.object):
            yield same
            yield from graph.of(same.subject, TYPE, ISBN)
            for identified in graph.of(None, IDENTIFIED_BY, same.subject):
                yield identified
                yield from graph.of(identified.subject, INSTANCE_OF)


SCOPES = {
    "iri-dangling": Scope(_dangling_touched, _dangling_around),
    "instance-of-several-works": Scope(_instance_touched, _instance_around),
    "work-without-instance": Scope(_work_touched, _work_around),
    "item-library-unknown": Scope(_item_touched, _item_around),
    "heading-types": Scope(_heading_touched, _heading_around),
    "part-cycle": Scope(_cycle_touched, _cycle_around),
    "isbn-of-several-works": Scope(_isbn_touched, _isbn_around),
}
"""By code of the shape's faults."""

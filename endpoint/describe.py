# SPDX-License-Identifier: Apache-2.0
"""What is said of one thing: its own statements, those of its parts (`#…` of the same IRI), and the names of what it points to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from .context import RDF_TYPE, RDFS_LABEL


@dataclass(slots=True)
class Node:
    """A subject and its statements, objects by predicate in the order in which they came."""

    iri: str
    properties: dict[str, list[object]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The first rdfs:label, or empty."""
        for term in self.properties.get(RDFS_LABEL, ()):
            if isinstance(term, ox.Literal):
                return term.value
        return ""

    @property
    def only_label(self) -> bool:
        """Whether nothing but a name is known."""
        return self.properties.keys() <= {RDFS_LABEL}


def about(store: ox.Store, iri: str) -> Iterator[ox.Triple]:
    """The statements of `iri` in the union and of its parts that it points to, directly or through each other."""
    waiting, seen = [iri], {iri}
    while waiting:
        for quad in store.quads_for_pattern(ox.NamedNode(waiting.pop()), None, None, ox.DefaultGraph()):
            yield quad.triple
            part = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
            if part.startswith(iri + "#") and part not in seen:
                seen.add(part)
                waiting.append(part)


def labels(store: ox.Store, graph: list[ox.Triple], iri: str) -> list[ox.Triple]:
    """The rdfs:label statements of what the graph points to outside of `iri` itself."""
    found: list[ox.Triple] = []
    seen = set()
    for triple in graph:
        term = triple.object
        if not isinstance(term, ox.NamedNode) or triple.predicate.value == RDF_TYPE or term.value in seen:
            continue
        seen.add(term.value)
        if term.value != iri and not term.value.startswith(iri + "#"):
            found.extend(each.triple for each in store.quads_for_pattern(term, ox.NamedNode(RDFS_LABEL), None, ox.DefaultGraph()))
    return found


def nodes(graph: Iterable[ox.Triple]) -> dict[str, Node]:
    """The statements by subject; a blank node's name is `_:` and its identifier."""
    made: dict[str, Node] = {}
    for triple in graph:
        subject = triple.subject
        iri = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
        node = made.get(iri)
        if node is None:
            node = made[iri] = Node(iri)
        node.properties.setdefault(triple.predicate.value, []).append(triple.object)
    return made

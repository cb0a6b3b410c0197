# SPDX-License-Identifier: Apache-2.0
"""A graph as JSON-LD that a person can read: compact names, parts and names nested where they are first mentioned."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from .context import RDF_TYPE, Context
from .describe import Node

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
# Lists are chains of nodes: beyond this depth a node is mentioned by its IRI and stands at the top.
DEPTH = 40


def document(described: dict[str, Node], root: str, context: Context) -> dict[str, Any]:
    """The JSON-LD document of these nodes, `root` first. Its context stands in the document, so that reading it needs no network."""
    tree = _Tree(described, context)
    order = sorted(described, key=lambda iri: (iri != root, iri))
    # Names of other things have no place of their own at the top while something still mentions them.
    mentioned = {value for node in described.values() for value in _targets(node)}
    tops = [tree.node(iri, 0) for iri in order if iri == root or iri not in mentioned]
    tops += [tree.node(iri, 0) for iri in order if iri not in tree.placed]
    if len(tops) == 1:
        return {"@context": context.value, **tops[0]}
    return {"@context": context.value, "@graph": tops}


def _targets(node: Node) -> list[str]:
    return [
        _name(term) for terms in node.properties.values() for term in terms if not isinstance(term, ox.Literal) and _name(term) != node.iri
    ]


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


class _Tree:
    def __init__(self, described: dict[str, Node], context: Context) -> None:
        self._described = described
        self._context = context
        self.placed: set[str] = set()

    def node(self, iri: str, depth: int) -> dict[str, Any]:
        self.placed.add(iri)
        made: dict[str, Any] = {"id": iri}
        properties = self._described[iri].properties
        types = [self._context.name(_name(term)) for term in properties.get(RDF_TYPE, ())]
        if types:
            made["type"] = types[0] if len(types) == 1 else sorted(types)
        for predicate in sorted(properties):
            if predicate != RDF_TYPE:
                values = [self._value(term, depth) for term in properties[predicate]]
                made[self._context.name(predicate)] = values[0] if len(values) == 1 else values
        return made

    def _value(self, term: object, depth: int) -> Any:
        if isinstance(term, ox.Literal):
            if term.language:
                return {"@value": term.value, "@language": term.language}
            if term.datatype.value == XSD_STRING:
                return term.value
            return {"@value": term.value, "@type": self._context.name(term.datatype.value)}
        iri = _name(term)
        if iri in self._described and iri not in self.placed and depth < DEPTH:
            return self.node(iri, depth + 1)
        return {"id": iri}

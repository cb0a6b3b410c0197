# SPDX-License-Identifier: Apache-2.0
"""Shapes in Turtle become values; what is not supported, or not well formed, stops the reading and names shape and feature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from mucluc.vocab.terms import OWL, RDF, RDFS

from . import parameters
from .model import SH, VIOLATION, Closed, Constraint, Path, Qualified, Shape, ShapeError, Shapes
from .paths import inverted

BLANK = "urn:mucluc:blank-shape:"
"""What the IRI begins with that a shape without one is given."""

TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_ABOUT = frozenset(
    SH + each for each in ("severity", "message", "name", "description", "order", "group", "deactivated", "path", "property")
)
_WITH_OTHERS = frozenset(
    SH + each for each in ("flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint")
)
_SHAPE_LISTS = ("and", "or", "xone")
_ONE_SHAPE = ("node", "not")
_STEPS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
_COUNTS = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape")


def read_shapes(turtle: str | bytes) -> Shapes:
    """The shapes of a Turtle document that have targets; raises ShapeError."""
    return _Reader(turtle).shapes()


class _Reader:
    """Walks a small graph in memory. A shape is read once, however often it is referred to."""

    def __init__(self, turtle: str | bytes) -> None:
        self.graph: dict[Any, dict[str, list[Any]]] = {}
        self.known: dict[Any, Shape] = {}
        self.open: list[Any] = []
        self.empty: list[str] = []
        self.parents: dict[Any, list[Any]] = {}
        try:
            for triple in ox.parse(turtle.encode() if isinstance(turtle, str) else turtle, format=ox.RdfFormat.TURTLE):
                self.graph.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
        except SyntaxError as error:
            raise ShapeError(f"the shapes are no Turtle: {error}") from None
        for node, about in self.graph.items():
            for shape in about.get(SH + "property", ()):
                self.parents.setdefault(shape, []).append(node)

    def shapes(self) -> Shapes:
        self.refuse()
        found = []
        for node in sorted(self.graph, key=self.order):
            if self.is_shape(node) and self.targets(node):
                found.append(self.shape(node, "shape"))
        if not found:
            raise ShapeError("no shape has a target (sh:targetClass, …): nothing would be checked")
        return Shapes(tuple(shape for shape in found if shape.constraints or shape.properties), tuple(self.empty))

    def refuse(self) -> None:
        """Features of a whole document that are not supported."""
        for node, about in self.graph.items():
            kinds = {kind.value for kind in about.get(RDF.type, ())}
            for feature in ("ConstraintComponent", "SPARQLFunction", "JSConstraint", "SPARQLTargetType"):
                if SH + feature in kinds:
                    raise ShapeError(f"{node}: sh:{feature} is not supported")
            for feature in ("entailment", "shapesGraph"):
                if SH + feature in about:
                    raise ShapeError(f"{node}: sh:{feature} is not supported")
            if OWL + "imports" in about:
                raise ShapeError(f"{node}: owl:imports is not supported; give the shapes in one file")

    # --- The graph ---------------------------------------------------------------------------------------------

    def objects(self, node: Any, name: str) -> list[Any]:
        """The values of a SHACL property, in a stable order."""
        return sorted(self.graph.get(node, {}).get(SH + name, ()), key=self.order)

    def order(self, node: Any, depth: int = 0) -> str:
        """A text to sort by that does not depend on the labels of blank nodes."""
        if not isinstance(node, ox.BlankNode):
            return str(node)
        if depth > 12:
            return "_:"
        about = self.graph.get(node, {})
        return "_:" + " ".join(f"{key} {sorted(self.order(value, depth + 1) for value in about[key])}" for key in sorted(about))

    def members(self, node: Any, name: str, feature: str) -> Iterator[Any]:
        """The members of an RDF list; raises ShapeError."""
        seen = set()
        while getattr(node, "value", "") != RDF.nil:
            about = self.graph.get(node, {})
            if node in seen or len(about.get(RDF.first, ())) != 1 or len(about.get(RDF.rest, ())) != 1:
                raise ShapeError(f"{name}: sh:{feature} needs a well-formed list")
            seen.add(node)
            yield about[RDF.first][0]
            node = about[RDF.rest][0]

    def one(self, node: Any, feature: str, name: str) -> Any:
        """The only value of a SHACL property, or None."""
        found = self.objects(node, feature)
        if len(found) > 1:
            raise ShapeError(f"{name}: sh:{feature} may have one value")
        return found[0] if found else None

    def is_shape(self, node: Any) -> bool:
        about = self.graph[node]
        kinds = {kind.value for kind in about.get(RDF.type, ())}
        return bool(kinds & {SH + "NodeShape", SH + "PropertyShape"} or any(SH + each in about for each in (*TARGETS, "property", "path")))

    def targets(self, node: Any) -> tuple[tuple[str, bytes], ...]:
        found = [(kind, parameters.term(value)) for kind in TARGETS for value in self.objects(node, kind)]
        kinds = self.graph.get(node, {}).get(RDF.type, ())
        classes = {RDFS.Class} | {
            each.value for each, about in self.graph.items() if any(above.value == RDFS.Class for above in about.get(RDFS.subClassOf, ()))
        }
        if any(kind.value in classes for kind in kinds) and isinstance(node, ox.NamedNode):
            found.append(("targetClass", parameters.term(node)))
        return tuple(found)

    # --- Shapes ------------------------------------------------------------------------------------------------

    def shape(self, node: Any, role: str) -> Shape:
        """The shape of a node; role: what a blank one is called by."""
        if node in self.known:
            return self.known[node]
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            raise ShapeError(f"{role}: a shape is an IRI or a blank node, not {node}")
        name = node.value if isinstance(node, ox.NamedNode) else role
        if node in self.open:
            raise ShapeError(f"{name}: a shape that refers to itself is not supported")
        self.open.append(node)
        shape = self.known[node] = self.new_shape(node, name)
        self.open.pop()
        return shape

    def new_shape(self, node: Any, name: str) -> Shape:
        iri = parameters.term(node) if isinstance(node, ox.NamedNode) else f"<{BLANK}{quote(name, safe='/:#.-')}>".encode()
        if not self.graph.get(node):
            self.empty.append(name)
        severity = self.one(node, "severity", name)
        message = "; ".join(each.value for each in self.objects(node, "message"))
        about = (severity.value if severity is not None else VIOLATION, message)
        path = self.shape_path(node, name)
        if any(each.value in ("true", "1") for each in self.objects(node, "deactivated")):
            return Shape(iri, name, path, (), (), (), *about)
        constraints = self.constraints(node, name, path)
        return Shape(iri, name, path, self.targets(node), constraints, self.properties(node, name), *about)

    def properties(self, node: Any, name: str) -> tuple[Shape, ...]:
        found, names = [], set()
        for each in self.objects(node, "property"):
            paths = self.graph.get(each, {}).get(SH + "path", ())
            if len(paths) != 1:
                raise ShapeError(f"{each if isinstance(each, ox.NamedNode) else name}: a property shape needs one sh:path")
            role = f"{name}/{_local(paths[0])}"
            number = 2
            while role in names:
                role = f"{name}/{_local(paths[0])}-{number}"
                number += 1
            names.add(role)
            found.append(self.shape(each, role))
        return tuple(found)

    def shape_path(self, node: Any, name: str) -> Path | None:
        paths = self.objects(node, "path")
        if len(paths) > 1:
            raise ShapeError(f"{name}: a property shape needs one sh:path")
        if not paths and any(kind.value == SH + "PropertyShape" for kind in self.graph.get(node, {}).get(RDF.type, ())):
            raise ShapeError(f"{name}: a property shape needs one sh:path")
        return self.path(paths[0], name) if paths else None

    def path(self, node: Any, name: str, depth: int = 0) -> Path:
        if isinstance(node, ox.NamedNode):
            return Path("iri", parameters.term(node))
        about = self.graph.get(node, {})
        if not isinstance(node, ox.BlankNode) or depth > 20:
            raise ShapeError(f"{name}: {node} is no property path")
        if RDF.first in about:
            parts = [self.path(each, name, depth + 1) for each in self.members(node, name, "path")]
            kind = "sequence"
        elif set(about) == {SH + "inversePath"}:
            return inverted(self.path(about[SH + "inversePath"][0], name, depth + 1))
        elif set(about) == {SH + "alternativePath"}:
            parts = [self.path(each, name, depth + 1) for each in self.members(about[SH + "alternativePath"][0], name, "alternativePath")]
            kind = "alternative"
        else:
            step = next((each for each in _STEPS if set(about) == {SH + each}), None)
            if step is None:
                raise ShapeError(f"{name}: sh:path has {', '.join(sorted(about)) or 'nothing'}, which is no property path")
            return Path(_STEPS[step], parts=(self.path(about[SH + step][0], name, depth + 1),))
        if len(parts) < 2:
            raise ShapeError(f"{name}: a {kind} path needs two members or more")
        return Path(kind, parts=tuple(parts))

    # --- Constraints -------------------------------------------------------------------------------------------

    def constraints(self, node: Any, name: str, path: Path | None) -> tuple[Constraint, ...]:
        found: list[Constraint] = []
        for predicate in sorted(self.graph.get(node, {})):
            if not predicate.startswith(SH) or predicate in _ABOUT or predicate.removeprefix(SH) in TARGETS:
                continue
            feature = predicate.removeprefix(SH)
            if predicate in _WITH_OTHERS:
                self.check_companion(node, feature, name)
                continue
            if path is None and feature in _COUNTS:
                raise ShapeError(f"{name}: sh:{feature} judges the values of a path and belongs in a property shape")
            for number, value in enumerate(self.objects(node, feature)):
                constraint = self.constraint(node, feature, value, name, f"{name}/{feature}{number or ''}")
                if constraint is not None:
                    found.append(constraint)
        return tuple(found)

    def check_companion(self, node: Any, feature: str, name: str) -> None:
        """A parameter that means nothing without another one."""
        needed = {"flags": "pattern", "ignoredProperties": "closed"}.get(feature, "qualifiedValueShape")
        if SH + needed not in self.graph[node]:
            raise ShapeError(f"{name}: sh:{feature} without sh:{needed}")

    def constraint(self, node: Any, feature: str, value: Any, name: str, role: str) -> Constraint | None:
        if feature in _ONE_SHAPE:
            return Constraint(feature, self.shape(value, role))
        if feature in _SHAPE_LISTS:
            shapes = tuple(self.shape(each, f"{role}/{at}") for at, each in enumerate(self.members(value, name, feature), 1))
            if not shapes:
                raise ShapeError(f"{name}: sh:{feature} needs a list of shapes")
            return Constraint(feature, shapes)
        if feature == "qualifiedValueShape":
            return Constraint(feature, self.qualified(node, value, name, role))
        if feature == "closed":
            return Constraint(feature, self.closed(node, name)) if parameters.boolean(value, feature, name) else None
        if feature == "sparql":
            select = parameters.sparql(self.graph, value, name)
            return None if select is None else Constraint(feature, select)
        if feature in ("in", "languageIn"):
            members = tuple(self.members(value, name, feature))
            return Constraint(feature, parameters.listed(feature, members))
        if feature == "pattern":
            flags = self.one(node, "flags", name)
            return Constraint(feature, parameters.pattern(value, flags, name))
        return parameters.plain(feature, value, name)

    def closed(self, node: Any, name: str) -> Closed:
        allowed = {parameters.term(path[0]) for each in self.objects(node, "property") if (path := self.objects(each, "path"))}
        listed = self.one(node, "ignoredProperties", name)
        ignored = self.members(listed, name, "ignoredProperties") if listed is not None else ()
        return Closed(frozenset(allowed) | {parameters.term(each) for each in ignored})

    def qualified(self, node: Any, value: Any, name: str, role: str) -> Qualified:
        least, most = (self.one(node, feature, name) for feature in ("qualifiedMinCount", "qualifiedMaxCount"))
        if least is None and most is None:
            raise ShapeError(f"{name}: sh:qualifiedValueShape needs sh:qualifiedMinCount or sh:qualifiedMaxCount")
        disjoint = self.one(node, "qualifiedValueShapesDisjoint", name)
        siblings: list[Shape] = []
        if disjoint is not None and parameters.boolean(disjoint, "qualifiedValueShapesDisjoint", name):
            others = {
                other
                for parent in self.parents.get(node, ())
                for each in self.objects(parent, "property")
                for other in self.objects(each, "qualifiedValueShape")
                if other != value
            }
            siblings = [self.shape(other, f"{role}/sibling{at}") for at, other in enumerate(sorted(others, key=self.order), 1)]
        bounds = [None if bound is None else parameters.number(bound, "qualifiedCount", name) for bound in (least, most)]
        return Qualified(self.shape(value, role), bounds[0], bounds[1], tuple(siblings))


def _local(node: Any) -> str:
    """What a path is called in the name of a blank property shape."""
    return re.split(r"[/#:]", node.value.rstrip("/#"))[-1] if isinstance(node, ox.NamedNode) else "path"

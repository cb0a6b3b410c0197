# SPDX-License-Identifier: Apache-2.0
"""SHACL shapes compiled to a check of one record's lines; a feature of SHACL that is not understood stops the compilation.

Supported (https://www.w3.org/TR/shacl/): node shapes with sh:targetClass, sh:targetSubjectsOf, sh:targetObjectsOf; property shapes with
an IRI or sh:inversePath as sh:path; sh:minCount, maxCount, hasValue, uniqueLang, nodeKind, datatype, class, pattern with flags, in,
minLength, maxLength, and sh:or of such constraints. Every property shape has an IRI; its local name is the code of the fault.
A record is judged by its own graph, so a heading is judged once in each record that uses it.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import pyoxigraph as ox

from mucluc.vocab.terms import RDF, XSD

from .record import Fault, Place

SH = "http://www.w3.org/ns/shacl#"
PREFIX = "urn:mucluc:shape:"
"""What the IRIs of our shapes begin with."""

_TYPE = f"<{RDF.type}>".encode()
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_ABOUT = frozenset(SH + name for name in ("severity", "message", "name", "description", "order", "group", "deactivated"))
_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf")
_NODE_KINDS = {
    "IRI": (b"<",),
    "Literal": (b'"',),
    "BlankNode": (b"_",),
    "BlankNodeOrIRI": (b"_", b"<"),
    "BlankNodeOrLiteral": (b"_", b'"'),
    "IRIOrLiteral": (b"<", b'"'),
}
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[tbnrf"\'\\])')
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class ShapeError(ValueError):
    """A shape that is not well formed, or uses a feature of SHACL that this compiler does not know; names shape and feature."""


@dataclass(slots=True)
class Index:
    """The lines of one record, as far as the shapes ask: classes of nodes, and objects by predicate and subject."""

    types: dict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    members: dict[bytes, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    objects: dict[bytes, dict[bytes, list[bytes]]] = field(default_factory=dict)


Test = Callable[[bytes, Index], bool]
Count = Callable[[list[bytes]], int]


@dataclass(slots=True)
class Constraints:
    """What one property shape asks of the values at its path. A count says how many results there are, a test judges one value."""

    code: str
    path: bytes = b""
    inverse: bool = False
    counts: list[tuple[str, Count]] = field(default_factory=list)
    tests: list[tuple[str, Test]] = field(default_factory=list)


@dataclass(slots=True)
class NodeShape:
    """Whom a shape is for, and what it asks of them."""

    name: str
    targets: list[tuple[str, bytes]]
    own: Constraints
    properties: list[Constraints]


class Checker:
    """The compiled shapes; call it with the lines of a record: `subject predicate object` in N-Triples, distinct, without full stop."""

    def __init__(self, shapes: Iterable[NodeShape]) -> None:
        self.shapes = tuple(shapes)
        everything = [each for shape in self.shapes for each in (*shape.properties, shape.own)]
        self.codes = tuple(sorted({each.code for each in everything if each.counts or each.tests}))
        forward = {each.path for each in everything if each.path} | {
            name for shape in self.shapes for kind, name in shape.targets if kind != "targetClass"
        }
        self._wanted = frozenset(forward)

    def __call__(self, lines: Iterable[bytes]) -> Iterator[Fault]:
        """The faults of a record, in the order of the shapes. note: the constraint; value: focus node and offending value."""
        for code, component, focus, value in self.results(lines):
            shown = f"{_shown(focus)} {_shown(value)}" if value else _shown(focus)
            yield Fault(code, Place(), component, shown)

    def results(self, lines: Iterable[bytes]) -> Iterator[tuple[str, str, bytes, bytes]]:
        """`(code, constraint component, focus node, value)` for each result that SHACL defines; the value is empty for counts."""
        index = self._index(lines)
        for shape in self.shapes:
            for focus in _focus_nodes(shape, index):
                for component, test in shape.own.tests:
                    if not test(focus, index):
                        yield shape.own.code, component, focus, focus
                for constraints in shape.properties:
                    values = (
                        index.objects[constraints.path].get(focus, _EMPTY)
                        if not constraints.inverse
                        else _subjects(constraints, focus, index)
                    )
                    for component, count in constraints.counts:
                        for _ in range(count(values)):
                            yield constraints.code, component, focus, b""
                    if values:
                        for component, test in constraints.tests:
                            for value in values:
                                if not test(value, index):
                                    yield constraints.code, component, focus, value

    def _index(self, lines: Iterable[bytes]) -> Index:
        index = Index(objects={predicate: defaultdict(list) for predicate in self._wanted})
        types, members, find = index.types, index.members, index.objects.get
        for subject, predicate, value in [line.split(b" ", 2) for line in lines]:
            if predicate == _TYPE:
                types[subject].add(value)
                members[value].append(subject)
            wanted = find(predicate)
            if wanted is not None:
                wanted[subject].append(value)
        return index


def compile_shapes(turtle: str) -> Checker:
    """Compile the node shapes of a Turtle document; raises ShapeError."""
    return _Compiler(turtle).checker()


@functools.cache
def shipped_checker() -> Checker:
    """The shapes of `vocab/shapes/`, compiled once a process."""
    return compile_shapes(shipped_shapes())


def shipped_shapes() -> str:
    """The shipped shapes as one Turtle document."""
    folder = files("mucluc.vocab") / "shapes"
    return "\n".join(file.read_text("utf-8") for file in sorted(folder.iterdir(), key=lambda f: f.name) if file.name.endswith(".ttl"))


def _focus_nodes(shape: NodeShape, index: Index) -> Iterable[bytes]:
    if len(shape.targets) == 1 and shape.targets[0][0] == "targetClass":
        return index.members.get(shape.targets[0][1], ())
    found: dict[bytes, None] = {}
    for kind, name in shape.targets:
        if kind == "targetClass":
            found.update(dict.fromkeys(index.members.get(name, ())))
        elif kind == "targetSubjectsOf":
            found.update(dict.fromkeys(index.objects[name]))
        else:
            found.update(dict.fromkeys(value for values in index.objects[name].values() for value in values))
    return found


def _subjects(constraints: Constraints, focus: bytes, index: Index) -> list[bytes]:
    """The values of an inverse path."""
    return [subject for subject, values in index.objects[constraints.path].items() if focus in values]


_EMPTY: list[bytes] = []


class _Compiler:
    """Reads shapes from a small graph in memory."""

    def __init__(self, turtle: str) -> None:
        self.graph: dict[Any, dict[str, list[Any]]] = {}
        try:
            for triple in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE):
                self.graph.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
        except SyntaxError as error:
            raise ShapeError(f"the shapes are no Turtle: {error}") from None

    def checker(self) -> Checker:
        shape_class = ox.NamedNode(SH + "NodeShape")
        named = sorted((node for node, about in self.graph.items() if shape_class in about.get(RDF.type, ())), key=str)
        return Checker(self.node_shape(node) for node in named if not self.deactivated(node))

    def deactivated(self, node: Any) -> bool:
        return any(value.value == "true" for value in self.objects(node, SH + "deactivated"))

    def objects(self, node: Any, predicate: str) -> list[Any]:
        return self.graph.get(node, {}).get(predicate, [])

    def node_shape(self, node: Any) -> NodeShape:
        name = self.name(node)
        targets = [(kind, _term(value)) for kind in _TARGETS for value in self.objects(node, SH + kind)]
        if not targets:
            raise ShapeError(f"{name}: has no target (sh:targetClass, sh:targetSubjectsOf or sh:targetObjectsOf)")
        skip = {RDF.type, SH + "property", *(SH + kind for kind in _TARGETS)}
        own = self.constraints(node, name, skip)
        if own.counts:
            raise ShapeError(f"{name}: {own.counts[0][0]} counts values and belongs in a property shape")
        properties = [
            self.property_shape(each) for each in sorted(self.objects(node, SH + "property"), key=str) if not self.deactivated(each)
        ]
        return NodeShape(name, targets, own, properties)

    def property_shape(self, node: Any) -> Constraints:
        name = self.name(node)
        paths = self.objects(node, SH + "path")
        if len(paths) != 1:
            raise ShapeError(f"{name}: needs one sh:path")
        inverse = False
        path = paths[0]
        if isinstance(path, ox.BlankNode):
            about = self.graph.get(path, {})
            if set(about) != {SH + "inversePath"} or not isinstance(about[SH + "inversePath"][0], ox.NamedNode):
                raise ShapeError(f"{name}: only an IRI or [ sh:inversePath IRI ] is supported as sh:path")
            inverse, path = True, about[SH + "inversePath"][0]
        found = self.constraints(node, name, {RDF.type, SH + "path"})
        found.path, found.inverse = _term(path), inverse
        return found

    def constraints(self, node: Any, name: str, skip: set[str]) -> Constraints:
        """The constraints of a shape; raises ShapeError for what is not supported."""
        found = Constraints(name)
        for predicate, values in self.graph.get(node, {}).items():
            if predicate in skip or predicate in _ABOUT or predicate == SH + "flags":
                continue
            component = predicate.removeprefix(SH)
            for value in values:
                if component in ("minCount", "maxCount", "hasValue", "uniqueLang"):
                    found.counts.append((component, _count(component, value, name)))
                else:
                    found.tests.append((component, self.test(component, value, node, name)))
        return found

    def test(self, component: str, value: Any, node: Any, name: str) -> Test:
        if component == "pattern":
            flags = "".join(each.value for each in self.objects(node, SH + "flags"))
            return _pattern(value.value, flags, name)
        if component == "in":
            allowed = frozenset(_term(each) for each in self.members(value))
            return lambda have, index: have in allowed
        if component == "or":
            choices = [self.choice(each, name) for each in self.members(value)]
            return lambda have, index: any(all(test(have, index) for test in tests) for tests in choices)
        return _simple(component, value, name)

    def choice(self, node: Any, name: str) -> list[Test]:
        found = self.constraints(node, name, {RDF.type})
        if found.counts or self.objects(node, SH + "path"):
            raise ShapeError(f"{name}: sh:or is supported for constraints on the value itself only")
        return [test for _, test in found.tests]

    def members(self, node: Any) -> Iterator[Any]:
        while node.value != RDF.nil:
            yield self.objects(node, RDF.first)[0]
            node = self.objects(node, RDF.rest)[0]

    def name(self, node: Any) -> str:
        if not isinstance(node, ox.NamedNode) or not node.value.startswith(PREFIX):
            raise ShapeError(f"{node}: every node shape and property shape needs an IRI that begins with {PREFIX}")
        return node.value.removeprefix(PREFIX)


def _count(component: str, value: Any, name: str) -> Count:
    """A function of the values at the path that says how many results the constraint gives."""
    if component == "hasValue":
        term = _term(value)
        return lambda values: term not in values
    if component == "uniqueLang":
        if value.value != "true":
            raise ShapeError(f"{name}: sh:uniqueLang is true or left out")
        return _doubled_languages
    limit = int(value.value)
    if component == "minCount":
        return lambda values: len(values) < limit
    return lambda values: len(values) > limit


def _doubled_languages(values: list[bytes]) -> int:
    tags = [value.rpartition(b'"')[2].lower() for value in values if value.startswith(b'"')]
    tags = [tag for tag in tags if tag.startswith(b"@")]
    return len({tag for tag in tags if tags.count(tag) > 1})


def _simple(component: str, value: Any, name: str) -> Test:
    """A test that needs nothing but its parameter."""
    if component == "nodeKind":
        begins = _NODE_KINDS[value.value.removeprefix(SH)]
        return lambda have, index: have.startswith(begins)
    if component == "class":
        wanted = _term(value)
        return lambda have, index: wanted in index.types.get(have, ())
    if component == "datatype":
        return _datatype(value.value, name)
    if component == "minLength":
        limit = int(value.value)
        return lambda have, index: not have.startswith(b"_") and len(_lexical(have)) >= limit
    if component == "maxLength":
        limit = int(value.value)
        return lambda have, index: not have.startswith(b"_") and len(_lexical(have)) <= limit
    raise ShapeError(f"{name}: {component} is not supported; see converters/shapes.py for what is")


def _datatype(iri: str, name: str) -> Test:
    if iri == XSD.string:
        return lambda have, index: have.startswith(b'"') and have.endswith(b'"')
    if iri == _LANG_STRING:
        return lambda have, index: have.startswith(b'"') and b"@" in have.rpartition(b'"')[2]
    if iri.startswith(XSD):
        raise ShapeError(f"{name}: sh:datatype {iri} would need a check of the lexical form; only xsd:string is supported")
    end = f'"^^<{iri}>'.encode()
    return lambda have, index: have.endswith(end)


def _pattern(text: str, flags: str, name: str) -> Test:
    if set(flags) - {"i"}:
        raise ShapeError(f"{name}: sh:flags {flags!r} is not supported, only 'i'")
    try:
        found = re.compile(text, re.IGNORECASE if flags else 0).search
    except re.error as error:
        raise ShapeError(f"{name}: sh:pattern {text!r}: {error}") from None
    return lambda have, index: not have.startswith(b"_") and found(_lexical(have)) is not None


def _term(node: Any) -> bytes:
    """A term as the lines write it."""
    return str(node).encode()


def _lexical(term: bytes) -> str:
    """The text of a literal, or an IRI without brackets."""
    if term.startswith(b"<"):
        return term[1:-1].decode()
    text = term[1 : term.rindex(b'"')].decode()
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _LETTERS.get(code, code)


def _shown(term: bytes) -> str:
    """A term for people: without the placeholders of `convert`."""
    return term.decode().replace("\x01", "").replace("\x02", "item").replace("\x03", "")

# SPDX-License-Identifier: Apache-2.0
"""Shapes compiled to SPARQL and asked of an Oxigraph store: for what only many records together show.

A constraint is one query, whose solutions are its results. A store keeps numbers by value: `01` comes out as `1`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pyoxigraph as ox

from mucluc.vocab.terms import RDFS

from .expressions import Expressions, regex, walked
from .model import Closed, Constraint, Pattern, Qualified, Result, Shape, ShapeError, Shapes, Sparql

_EXISTS = re.compile(r"\b(?:NOT\s+)?EXISTS\s*\{", re.IGNORECASE)
_SELECT = re.compile(r"^(?P<head>.*?\bSELECT\b(?P<asked>.*?)(?:\bWHERE\b)?\s*)\{(?P<body>.*)\}(?P<tail>[^{}]*)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Focus:
    """A pattern that binds `?this` to focus nodes. origins: variables by which a focus node counts once more each time it is reached."""

    pattern: str
    origins: str = ""

    @property
    def root(self) -> str:
        """The name of the variable that holds the outermost focus node."""
        return (self.origins.split() or ["?this"])[0].removeprefix("?")


class StoreChecker:
    """The compiled shapes; `results` asks them of a store's default graph. Raises ShapeError for what SPARQL cannot express."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes.targeted
        for shape in self.shapes:
            for each in shape.within():
                _check_patterns(each)
        self._compiled = {inherit: [list(_Compiler(inherit).shape(shape)) for shape in self.shapes] for inherit in (False, True)}

    def queries(self, inherit: bool = False) -> Iterator[tuple[Shape, str]]:
        """Each query with its shape. inherit: as they are for data that have rdfs:subClassOf."""
        for queries in self._compiled[inherit]:
            for query in queries:
                yield query.shape, query.text

    def results(self, store: ox.Store, threads: int = 1, names: Collection[str] | None = None) -> Iterator[Result]:
        """The results that SHACL defines for the default graph, in the order of the shapes. threads: queries asked at a time.

        names: of the shapes whose results are asked for; None: all.
        """
        inherit = next(store.quads_for_pattern(None, ox.NamedNode(RDFS.subClassOf), None, ox.DefaultGraph()), None) is not None
        queries = [query for each in self._compiled[inherit] for query in each if names is None or query.shape.name in names]
        if threads < 2:
            for query in queries:
                yield from query.results(store)
            return
        with ThreadPoolExecutor(threads) as pool:  # the engine works without the interpreter's lock
            for found in pool.map(lambda query: list(query.results(store)), queries):
                yield from found


@dataclass(frozen=True, slots=True)
class Query:
    """A query whose solutions are results: `?this`, and `?value` and `?path` where there are any.

    root: the variable of the focus node that the outermost shape was given. nested: the queries of the shape that sh:node names, for
    the details. each: a query for the focus nodes, when `text` has to be asked of each of them alone.
    """

    shape: Shape
    component: str
    text: str
    root: str = "this"
    nested: tuple[Query, ...] = ()
    each: str = ""

    def results(self, store: ox.Store) -> Iterator[Result]:
        """Ask the store."""
        for _, result in self.found(store):
            yield result

    def found(self, store: ox.Store) -> Iterator[tuple[bytes, Result]]:
        """The results, each with the outermost focus node."""
        rows = self._rows(store)
        judges_node = self.component == "SPARQL" and self.shape.path is None
        details: dict[bytes, list[Result]] = {}
        if rows:
            for query in self.nested:
                for node, result in query.found(store):
                    details.setdefault(node, []).append(result)
        for root, focus, value, path in rows:
            value = value or (focus if judges_node else b"")
            yield root, Result(focus, self.shape, self.component, value, path, tuple(details.get(value, ())))

    def _rows(self, store: ox.Store) -> list[tuple[bytes, ...]]:
        if not self.each:
            solutions = self._solutions(store.query(self.text))
            return list(dict.fromkeys(solutions) if self.component == "SPARQL" else solutions)
        rows: list[tuple[bytes, ...]] = []
        for solution in _solutions(store.query(self.each)):
            answer = store.query(self.text, substitutions={ox.Variable("this"): solution["this"]})
            rows.extend(dict.fromkeys(self._solutions(answer, solution)))
        return rows

    def _solutions(self, answer: object, focus: ox.QuerySolution | None = None) -> Iterator[tuple[bytes, ...]]:
        """Root, focus node, value and path of each solution; empty where a variable is not bound."""
        solutions = _solutions(answer)
        held = {each.value for each in solutions.variables}
        names = (self.root, "this", "value", "path")
        for solution in solutions:
            found = [solution[name] if name in held else None for name in names]
            if focus is not None:
                found[:2] = focus[self.root], focus["this"]
            yield tuple(b"" if each is None else str(each).encode() for each in found)


def _solutions(answer: object) -> ox.QuerySolutions:
    assert isinstance(answer, ox.QuerySolutions)
    return answer


class _Compiler:
    def __init__(self, inherit: bool) -> None:
        self.make = Expressions(inherit)
        self.inherit = inherit

    def shape(self, shape: Shape) -> Iterator[Query]:
        return self.queries(shape, Focus(self.targets(shape)))

    def targets(self, shape: Shape) -> str:
        """A pattern that binds ?this to each target once."""
        patterns = []
        for kind, term in shape.targets:
            named = term.decode()
            patterns.append(
                {
                    "targetClass": f"?this {self.make.instance} {named} .",
                    "targetNode": f"VALUES ?this {{ {named} }}",
                    "targetSubjectsOf": f"?this {named} {self.make.fresh()} .",
                    "targetObjectsOf": f"{self.make.fresh()} {named} ?this .",
                }[kind]
            )
        if len(patterns) == 1 and (shape.targets[0][0] == "targetNode" or (shape.targets[0][0] == "targetClass" and not self.inherit)):
            return patterns[0]
        return f"{{ SELECT DISTINCT ?this WHERE {{ {{ {' } UNION { '.join(patterns)} }} }} }}"

    def queries(self, shape: Shape, focus: Focus) -> Iterator[Query]:
        """The queries of a shape for the focus nodes of a pattern."""
        for constraint in shape.constraints:
            yield from self.constraint(shape, constraint, focus)
        for nested in shape.properties:
            if shape.path is None:
                yield from self.queries(nested, focus)
            else:
                above = self.make.fresh()
                there = re.sub(r"\?this\b", above, focus.pattern)
                yield from self.queries(nested, Focus(f"{there} {walked(shape, above, '?this')}", f"{focus.origins} {above}"))

    def constraint(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Query]:
        name, asked, make = constraint.name, constraint.value, self.make

        def query(body: str, asked_for: str = "?value", component: str = constraint.component) -> Query:
            return Query(
                shape, component, f"SELECT DISTINCT ?this {asked_for} {focus.origins} WHERE {{ {focus.pattern} {body} }}", focus.root
            )

        if isinstance(asked, Sparql):
            yield self.select(shape, asked, focus)
        elif isinstance(asked, Closed):
            v = make.fresh()
            yield query(f"{walked(shape, '?this', v)} {make.closed(asked, v, '?path', '?value')}", f"?value ?path {v}")
        elif isinstance(asked, Qualified):
            yield from self.qualified(shape, asked, focus)
        elif name in ("minCount", "maxCount"):
            yield from self.count(shape, name, asked, focus)
        elif name == "hasValue":
            has = f"EXISTS {{ {walked(shape, '?this', asked.decode())} }}" if shape.path else f"sameTerm(?this, {asked.decode()})"
            yield query(f"FILTER(!{has})", "")
        elif name == "uniqueLang":
            one, other = make.fresh(), make.fresh()
            yield query(f"{make.doubled(shape, '?this', one, other)} BIND(LCASE(LANG({one})) AS ?tag)", "?tag")
        elif name in ("equals", "disjoint", "lessThan", "lessThanOrEquals"):
            for body in make.pairs(shape, name, asked, "?this", "?value", "?other"):
                yield query(body, "?value ?other" if name.startswith("less") else "?value")
        else:
            yield from self.value(shape, constraint, focus)

    def value(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Query]:
        """A constraint that judges each value alone."""
        test = self.make.value(constraint, "?value")
        if test is None:
            raise ShapeError(f"{shape.name}: sh:{constraint.name} is not supported in a store")
        if test == "true":
            return
        body = f"{focus.pattern} {walked(shape, '?this', '?value')} FILTER(!{test})"
        nested: tuple[Query, ...] = ()
        if constraint.name == "node":
            failing = re.sub(r"\?value\b", "?this", re.sub(r"\?this\b", self.make.fresh(), body))
            nested = tuple(self.queries(constraint.value, Focus(f"{{ SELECT DISTINCT ?this WHERE {{ {failing} }} }}")))
        yield Query(shape, constraint.component, f"SELECT DISTINCT ?this ?value {focus.origins} WHERE {{ {body} }}", focus.root, nested)

    def count(self, shape: Shape, name: str, limit: int, focus: Focus) -> Iterator[Query]:
        v = self.make.fresh()
        walk, keys = walked(shape, "?this", v), f"?this {focus.origins}"
        component = "MinCount" if name == "minCount" else "MaxCount"
        if limit == 0 and name == "minCount":
            return
        if limit <= 1 and (name == "minCount" or limit == 0):
            text = f"SELECT DISTINCT {keys} WHERE {{ {focus.pattern} FILTER {'NOT ' * (limit == 1)}EXISTS {{ {walk} }} }}"
        elif name == "minCount":
            text = f"SELECT {keys} WHERE {{ {focus.pattern} OPTIONAL {{ {walk} }} }} GROUP BY {keys} HAVING (COUNT(DISTINCT {v}) < {limit})"
        else:
            text = f"SELECT {keys} WHERE {{ {focus.pattern} {walk} }} GROUP BY {keys} HAVING (COUNT(DISTINCT {v}) > {limit})"
        yield Query(shape, component, text, focus.root)

    def qualified(self, shape: Shape, asked: Qualified, focus: Focus) -> Iterator[Query]:
        v, keys = self.make.fresh(), f"?this {focus.origins}"
        inner = f"{walked(shape, '?this', v)} FILTER({self.make.counted(asked, v)})"
        for component, sign, bound in (("QualifiedMinCount", "<", asked.least), ("QualifiedMaxCount", ">", asked.most)):
            if bound is not None:
                having = f"GROUP BY {keys} HAVING (COUNT(DISTINCT {v}) {sign} {bound})"
                yield Query(shape, component, f"SELECT {keys} WHERE {{ {focus.pattern} OPTIONAL {{ {inner} }} }} {having}", focus.root)

    def select(self, shape: Shape, asked: Sparql, focus: Focus) -> Query:
        """A SPARQL-based constraint: over all focus nodes at once where that means the same, else for each of them."""
        text = asked.select.replace("$", "?")
        parsed = _SELECT.match(text)
        if parsed is None:
            raise ShapeError(f"{shape.name}: sh:select is not a SELECT with one group graph pattern")
        every = f"SELECT DISTINCT ?this {focus.origins} WHERE {{ {focus.pattern} }}"
        if "{" in _without_exists(parsed["body"]) or parsed["tail"].strip() or focus.origins:
            return Query(shape, "SPARQL", text, focus.root, each=every)
        return Query(shape, "SPARQL", f"{parsed['head']} {{ {{ {every} }} {parsed['body']} }}", focus.root)


def _without_exists(body: str) -> str:
    """A group's text without its (NOT) EXISTS groups."""
    while (found := _EXISTS.search(body)) is not None:
        depth, at = 1, found.end()
        while depth and at < len(body):
            depth += {"{": 1, "}": -1}.get(body[at], 0)
            at += 1
        body = body[: found.start()] + body[at:]
    return body


def _check_patterns(shape: Shape) -> None:
    """Raise ShapeError for a regular expression that the store's engine does not understand."""
    for constraint in shape.constraints:
        if isinstance(constraint.value, Pattern):
            text = regex('""', constraint.value.text, constraint.value.flags)
            if next(iter(ox.Store().query(f"SELECT ?x WHERE {{ BIND({text} AS ?x) }}")))["x"] is None:  # type: ignore[arg-type]
                raise ShapeError(f"{shape.name}: sh:pattern {constraint.value.text!r} is not understood by the store's engine")


def store_of(triples: Iterable[ox.Triple]) -> ox.Store:
    """Triples in a store in memory."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(each.subject, each.predicate, each.object) for each in triples)
    return store

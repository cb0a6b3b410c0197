# SPDX-License-Identifier: Apache-2.0
"""Constraints as SPARQL: expressions that are true when a node or value keeps them, and never an error."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from mucluc.vocab.terms import RDF, RDFS

from .model import Closed, Constraint, Pattern, Qualified, Shape, ShapeError, referred
from .paths import sparql_of
from .terms import FORMS, LANG_STRING, RANGES

_KINDS = {
    "IRI": "isIRI({v})",
    "Literal": "isLiteral({v})",
    "BlankNode": "isBlank({v})",
    "BlankNodeOrIRI": "!isLiteral({v})",
    "BlankNodeOrLiteral": "!isIRI({v})",
    "IRIOrLiteral": "!isBlank({v})",
}
_COMPARED = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}
LESS = {"lessThan": "<", "lessThanOrEquals": "<="}
_CASTS = ("date", "dateTime", "time")
MOST = 6
"""How many values a count within another shape may ask for: each costs a variable of its own."""


class Expressions:
    """Makes expressions with variables of their own. inherit: whether the data say rdfs:subClassOf of any class."""

    def __init__(self, inherit: bool) -> None:
        self.instance = f"<{RDF.type}>/<{RDFS.subClassOf}>*" if inherit else f"<{RDF.type}>"
        self._numbers = itertools.count(1)

    def fresh(self) -> str:
        """A variable that nothing else uses."""
        return f"?v{next(self._numbers)}"

    # --- One value ---------------------------------------------------------------------------------------------

    def value(self, constraint: Constraint, v: str) -> str | None:
        """Whether the value v keeps a constraint that judges each value alone; None when it is of another sort."""
        name, asked = constraint.name, constraint.value
        if name == "class":
            return f"EXISTS {{ {v} {self.instance} {asked.decode()} }}"
        if name == "in":
            return _any(f"sameTerm({v}, {each.decode()})" for each in asked)
        if name == "languageIn":
            return _any(f'langMatches(COALESCE(LANG({v}), ""), {_quoted(each)})' for each in asked)
        if name == "minLength":
            return "true" if asked == 0 else f"(!isBlank({v}) && STRLEN(STR({v})) >= {asked})"
        if name == "maxLength":
            return f"(!isBlank({v}) && STRLEN(STR({v})) <= {asked})"
        if name in _COMPARED:
            return f"COALESCE({v} {_COMPARED[name]} {asked.decode()}, false)"
        if isinstance(asked, Pattern):
            return f"COALESCE(!isBlank({v}) && {regex(f'STR({v})', asked.text, asked.flags)}, false)"
        if name == "nodeKind":
            return _KINDS[asked].format(v=v)
        return self._datatype(asked, v) if name == "datatype" else self._logical(constraint, v)

    def _datatype(self, iri: str, v: str) -> str:
        if iri == LANG_STRING:
            return f'(COALESCE(LANG({v}), "") != "")'
        parts = [f"isLiteral({v})", f"datatype({v}) = <{iri}>"]
        if iri in FORMS:
            parts.append(regex(f"STR({v})", f"^({FORMS[iri]})$", ""))
        least, most = RANGES.get(iri, (None, None))
        parts.extend(f"<{_xsd('integer')}>(STR({v})) {sign} {bound}" for sign, bound in ((">=", least), ("<=", most)) if bound is not None)
        parts.extend(f"isLiteral(<{iri}>(STR({v})))" for name in _CASTS if iri == _xsd(name))
        return f"COALESCE({' && '.join(parts)}, false)"

    def _logical(self, constraint: Constraint, v: str) -> str | None:
        shapes = [self.conforms(each, v) for each in referred(constraint)] if not isinstance(constraint.value, Qualified) else []
        if constraint.name == "node":
            return shapes[0]
        if constraint.name == "not":
            return f"(!{shapes[0]})"
        if constraint.name == "and":
            return _all(shapes)
        if constraint.name == "or":
            return _any(shapes)
        return f"({' + '.join(f'IF({each}, 1, 0)' for each in shapes)} = 1)" if constraint.name == "xone" else None

    # --- A shape -----------------------------------------------------------------------------------------------

    def conforms(self, shape: Shape, node: str) -> str:
        """Whether a node has no result for a shape."""
        asked: tuple[Constraint | Shape, ...] = (*shape.constraints, *shape.properties)
        return _all(self._keeps(shape, each, node) for each in asked)

    def _keeps(self, shape: Shape, asked: Constraint | Shape, node: str) -> str:
        """Whether a node keeps one constraint, or one nested property shape, of a shape."""
        if shape.path is None:
            test = self._of_value(asked, node)
            if test is not None:
                return test
        v = self.fresh()
        walk = walked(shape, node, v)
        test = self._of_value(asked, v) if shape.path else None
        if test is not None:
            return "true" if test == "true" else f"NOT EXISTS {{ {walk} FILTER(!{test}) }}"
        assert isinstance(asked, Constraint)
        return self._of_all(shape, asked, node)

    def _of_value(self, asked: Constraint | Shape, v: str) -> str | None:
        if isinstance(asked, Shape):
            return self.conforms(asked, v)
        if isinstance(asked.value, Closed):
            return f"NOT EXISTS {{ {self.closed(asked.value, v, self.fresh(), self.fresh())} }}"
        return self.value(asked, v)

    def _of_all(self, shape: Shape, constraint: Constraint, node: str) -> str:
        """Whether a node keeps a constraint that judges all its values together."""
        name, asked = constraint.name, constraint.value
        if name == "minCount":
            return self._at_least(shape, node, asked)
        if name == "maxCount":
            return f"(!{self._at_least(shape, node, asked + 1)})"
        if name == "hasValue":
            return f"(sameTerm({node}, {asked.decode()}))" if shape.path is None else f"EXISTS {{ {walked(shape, node, asked.decode())} }}"
        if name == "uniqueLang":
            return f"NOT EXISTS {{ {self.doubled(shape, node, self.fresh(), self.fresh())} }}"
        if isinstance(asked, Qualified):
            least = self._at_least(shape, node, asked.least or 0, asked)
            return least if asked.most is None else f"({least} && !{self._at_least(shape, node, asked.most + 1, asked)})"
        if name in ("equals", "disjoint", *LESS):
            return _all(f"NOT EXISTS {{ {pattern} }}" for pattern in self.pairs(shape, name, asked, node, self.fresh(), self.fresh()))
        raise ShapeError(f"{shape.name}: sh:{name} within another shape is not supported")

    def _at_least(self, shape: Shape, node: str, count: int, only: Qualified | None = None) -> str:
        """Whether a path has so many distinct values at a node (only: that conform)."""
        if count > MOST:
            raise ShapeError(f"{shape.name}: a count of {count} within another shape is not supported, only up to {MOST}")
        names = [self.fresh() for _ in range(count)]
        if not names:
            return "true"
        parts = [walked(shape, node, v) for v in names]
        parts.extend(f"FILTER(!sameTerm({one}, {other}))" for one, other in itertools.combinations(names, 2))
        if only is not None:
            parts.extend(f"FILTER({self.counted(only, v)})" for v in names)
        return f"EXISTS {{ {' '.join(parts)} }}"

    # --- Patterns ----------------------------------------------------------------------------------------------

    def counted(self, qualified: Qualified, v: str) -> str:
        """Whether a value counts for sh:qualifiedValueShape."""
        return _all([self.conforms(qualified.shape, v), *(f"(!{self.conforms(each, v)})" for each in qualified.siblings)])

    def closed(self, closed: Closed, node: str, predicate: str, value: str) -> str:
        """What is said of a node with a predicate that sh:closed does not allow."""
        allowed = ", ".join(each.decode() for each in sorted(closed.allowed) if each.startswith(b"<"))
        return f"{node} {predicate} {value} ." + (f" FILTER({predicate} NOT IN ({allowed}))" if allowed else "")

    def doubled(self, shape: Shape, node: str, one: str, other: str) -> str:
        """Two values of one language."""
        tags = f'LANG({one}) != "" && LCASE(LANG({one})) = LCASE(LANG({other}))'
        return f"{walked(shape, node, one)} {walked(shape, node, other)} FILTER(!sameTerm({one}, {other}) && {tags})"

    def pairs(self, shape: Shape, name: str, predicate: bytes, node: str, value: str, other: str) -> list[str]:
        """Patterns for the values that break sh:equals, sh:disjoint, sh:lessThan or sh:lessThanOrEquals (with another value each)."""
        there = f"{node} {predicate.decode()} "
        if name == "equals":
            here, beyond = walked(shape, node, value), f"{there}{value} ."
            itself = f"FILTER(!sameTerm({node}, {value}))" if shape.path is None else f"FILTER NOT EXISTS {{ {here} }}"
            return [f"{here} FILTER NOT EXISTS {{ {beyond} }}", f"{beyond} {itself}"]
        if name == "disjoint":
            return [f"{walked(shape, node, value)} {there}{value} ." if shape.path else f"{there}{node} . BIND({node} AS {value})"]
        return [f"{walked(shape, node, value)} {there}{other} . FILTER(!COALESCE({value} {LESS[name]} {other}, false))"]


def walked(shape: Shape, node: str, value: str) -> str:
    """From a node to its value: along the path, or the node itself."""
    return f"{node} {sparql_of(shape.path)} {value} ." if shape.path else f"BIND({node} AS {value})"


def regex(text: str, pattern: str, flags: str) -> str:
    """A match, in SPARQL."""
    return f"REGEX({text}, {_quoted(pattern)}{f', {_quoted(flags)}' if flags else ''})"


def _xsd(name: str) -> str:
    return f"http://www.w3.org/2001/XMLSchema#{name}"


def _quoted(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def _all(parts: Iterable[str]) -> str:
    texts = [each for each in parts if each != "true"]
    return f"({' && '.join(texts)})" if texts else "true"


def _any(parts: Iterable[str]) -> str:
    texts = list(parts)
    return f"({' || '.join(texts)})" if texts else "false"

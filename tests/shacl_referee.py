# SPDX-License-Identifier: Apache-2.0
"""What pyshacl says of a graph, in a form that compares with our results: focus node, shape, component, value, path, severity, details."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib

from mucluc.converters.shacl import Result
from mucluc.converters.shacl.model import SH
from mucluc.converters.shacl.read import BLANK

Judged = tuple[str, str, str, str, str, str, tuple[Any, ...]]
_SH = rdflib.Namespace(SH)
PREFIXES = f"""@prefix sh: <{SH}> . @prefix s: <urn:mucluc:shape:> . @prefix e: <urn:e:> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def lines_of(turtle: str) -> list[bytes]:
    """The distinct lines of a Turtle document."""
    return list(dict.fromkeys(str(triple).encode() for triple in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)))


def judged(shapes: str, data: str, form: str = "turtle") -> Counter[Judged]:
    """The results of pyshacl, the details of sh:node within theirs."""
    graph, shacl = rdflib.Graph().parse(data=data, format=form), rdflib.Graph().parse(data=shapes, format="turtle")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, report, _ = pyshacl.validate(graph, shacl_graph=shacl, inference="none")
    assert isinstance(report, rdflib.Graph)
    return Counter(of_report(report, result) for result in report.objects(None, _SH.result))


def of_report(report: rdflib.Graph, result: Any) -> Judged:
    """One result of a validation report."""

    def text(name: str) -> str:
        return _text(report.value(result, _SH[name]))

    component = text("sourceConstraintComponent").removeprefix(SH).removesuffix("ConstraintComponent")
    path = text("resultPath")
    details = tuple(sorted(of_report(report, each) for each in report.objects(result, _SH.detail)))
    severity = text("resultSeverity").removeprefix(SH)
    shape, value = text("sourceShape"), text("value")
    return text("focusNode"), shape, component, value, "" if path.startswith("_:") else path, severity, details


def _text(term: Any) -> str:
    if term is None:
        return ""
    if isinstance(term, rdflib.BNode):
        return "_:"
    return f'"{term}"@{term.language or ""}^{term.datatype or ""}' if isinstance(term, rdflib.Literal) else str(term)


def ours(results: Iterable[Result]) -> Counter[Judged]:
    """Our results in the same form."""
    return Counter(_ours(result) for result in results)


def _ours(result: Result) -> Judged:
    shape = result.shape
    path = result.path or (shape.path.iri if shape.path else b"")
    name = "_:" if shape.iri.startswith(f"<{BLANK}".encode()) else shape.iri.decode().strip("<>")
    details = tuple(sorted(_ours(each) for each in result.details))
    severity = shape.severity.removeprefix(SH)
    return _term(result.focus), name, result.component, _term(result.value), _term(path), severity, details


def _term(term: bytes) -> str:
    if not term:
        return ""
    if term.startswith(b"_"):
        return "_:"
    if term.startswith(b"<"):
        return term[1:-1].decode()
    node = rdflib.util.from_n3(term.decode())
    return _text(node)

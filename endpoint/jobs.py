# SPDX-License-Identifier: Apache-2.0
"""What a worker does with a job: evaluate a query, or describe one thing; always query and serialise on the same thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

import pyoxigraph as ox

from .context import RDF_TYPE, Context
from .describe import Node, about, labels, nodes
from .jsonld import document


class Output(Protocol):
    """Where an answer goes."""

    def write(self, data: bytes) -> int:
        """Take bytes."""

    def flush(self) -> None:
        """Nothing is due."""

    def close(self) -> None:
        """The answer is whole."""


Open = Callable[[dict[str, Any]], Output]

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.STREAMING_JSON_LD,
}


class Desk:
    """One store, opened read-only, and the work on it. A job is a dict of plain values; its `op` names the method."""

    def __init__(self, store: str) -> None:
        self._store = ox.Store.read_only(store)
        next(iter(self._store.quads_for_pattern(None, None, None)), None)  # a store that cannot be read fails here

    def answer(self, job: dict[str, Any], output: Open) -> None:
        """Write the answer to one job."""
        context = Context(job["base"])
        if job["op"] == "query":
            self._query(job, context, output)
        elif job["op"] == "table":
            self._table(job, context, output)
        elif job["op"] == "describe":
            iri = job["iri"]
            graph = list(about(self._store, iri))
            _write(_described(graph, iri, job["format"], context, labels(self._store, graph, iri)), graph, job, output)
        else:
            graph = _parsed(job["quads"])
            _write(_described(graph, job["iri"], job["format"], context, []), graph, job, output)

    def _results(self, job: dict[str, Any], context: Context) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        given: dict[str, Any] = {}
        if job["default_graphs"] or job["named_graphs"]:
            # A dataset in the request is the whole dataset (SPARQL 1.1 Protocol §2.1.4), so an absent half is an empty one.
            given["default_graph"] = [ox.NamedNode(each) for each in job["default_graphs"]]
            given["named_graphs"] = [ox.NamedNode(each) for each in job["named_graphs"]]
        return self._store.query(job["query"], base_iri=job["base"], prefixes=context.prefixes, **given)

    def _query(self, job: dict[str, Any], context: Context, output: Open) -> None:
        found = self._results(job, context)
        kind = "graph" if isinstance(found, ox.QueryTriples) else "bindings"
        form = job["formats"][kind]
        if kind == "bindings" and form in ("csv", "tsv") and isinstance(found, ox.QueryBoolean):
            form = job["formats"]["boolean"]
        sink = output({"kind": kind, "format": form})
        if form is None:
            pass  # the front answers 406: it knows what was asked for
        elif isinstance(found, ox.QueryTriples):
            ox.serialize(found, sink, GRAPHS[form], prefixes=context.prefixes if form != "nt" else None)  # type: ignore[arg-type]
        else:
            found.serialize(sink, RESULTS[form])  # type: ignore[arg-type]
        sink.close()

    def _table(self, job: dict[str, Any], context: Context, output: Open) -> None:
        """At most `rows` rows as JSON for the query page, and whether there are more."""
        found = self._results(job, context)
        made: dict[str, Any]
        if isinstance(found, ox.QueryBoolean):
            made = {"kind": "boolean", "value": bool(found)}
        elif isinstance(found, ox.QueryTriples):
            rows = [[_cell(each.subject), _cell(each.predicate), _cell(each.object)] for each in islice(found, job["rows"] + 1)]
            made = {"kind": "graph", "columns": ["subject", "predicate", "object"], "rows": rows}
        else:
            names = [each.value for each in found.variables]
            rows = [[_cell(row[name]) for name in names] for row in islice(found, job["rows"] + 1)]
            made = {"kind": "bindings", "columns": names, "rows": rows}
        if "rows" in made:
            made["more"] = len(made["rows"]) > job["rows"]
            del made["rows"][job["rows"] :]
        sink = output({"kind": "table"})
        sink.write(json.dumps(made, ensure_ascii=False).encode())
        sink.close()


def _parsed(quads: str) -> list[ox.Triple]:
    return [each.triple for each in ox.parse(quads.encode(), ox.RdfFormat.N_QUADS)]


def _described(graph: list[ox.Triple], iri: str, form: str, context: Context, names: list[ox.Triple]) -> bytes:
    whole = graph + names
    if form == "jsonld":
        return json.dumps(document(nodes(whole), iri, context), ensure_ascii=False, indent=1).encode()
    if form == "statements":
        return json.dumps(list(_statements(nodes(whole), iri)), ensure_ascii=False).encode()
    data = ox.serialize(whole, format=GRAPHS[form], prefixes=_used(whole, context) if form != "nt" else None)
    return data or b""


def _write(data: bytes, graph: list[ox.Triple], job: dict[str, Any], output: Open) -> None:
    sink = output({"kind": "document", "found": bool(graph), "format": job["format"]})
    sink.write(data)
    sink.close()


def _used(graph: Iterable[ox.Triple], context: Context) -> dict[str, str]:
    """The prefixes that this graph needs."""
    names: set[str] = set()
    for each in graph:
        for term in (each.predicate, each.object):
            if isinstance(term, ox.NamedNode) and ":" in (short := context.compact(term.value)):
                names.add(short.split(":", 1)[0])
    return {name: space for name, space in context.prefixes.items() if name in names}


def _cell(term: object) -> dict[str, str] | None:
    """A term for a table cell."""
    if isinstance(term, ox.NamedNode):
        return {"iri": term.value, "label": ""}
    if isinstance(term, ox.Literal):
        kind = "" if term.language or term.datatype.value.endswith("#string") else term.datatype.value
        return {"text": term.value, "lang": term.language or "", "datatype": kind}
    return None if term is None else {"text": str(term), "lang": "", "datatype": ""}


def _statements(described: dict[str, Node], root: str) -> Iterator[dict[str, Any]]:
    """The nodes as rows for a page, the root first, then its parts; nodes known by their label only are left to `label`."""
    named = {iri: node.label for iri, node in described.items()}
    order = sorted(described, key=lambda iri: (iri != root, not iri.startswith(root), iri))
    for iri in order:
        node = described[iri]
        if iri != root and not iri.startswith(root + "#") and node.only_label:
            continue
        rows = []
        for predicate in sorted(node.properties, key=lambda each: (each != RDF_TYPE, each)):
            cells = [{**(_cell(term) or {}), "label": named.get(getattr(term, "value", ""), "")} for term in node.properties[predicate]]
            rows.append({"predicate": predicate, "values": cells})
        yield {"iri": iri, "rows": rows}

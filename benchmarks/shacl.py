# SPDX-License-Identifier: Apache-2.0
"""Our SHACL engines against pyshacl: the same graphs, the same shapes, the report built, the results equal at the level of focus nodes.

    python benchmarks/shacl.py var/bench/loc-20000.mrc [--records 2000] [--dctap PATH_TO_DCTAP]

judges converted records by the shipped shapes and, with --dctap, that repository's graphs by its Monograph work profile. Blank nodes
are made IRIs first, the same ones for all, so that results compare. Times are processor seconds of one process, the engines one after
another; `load` is from N-Triples in memory to the engine's own graph, `validate` from shapes in Turtle and that graph to the report's text.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib

from mucluc.converters.convert import record_graph
from mucluc.converters.read import read
from mucluc.converters.record import Record
from mucluc.converters.shacl import SH, Checker, read_shapes
from mucluc.converters.shacl.report import report
from mucluc.converters.shacl.sparql import StoreChecker
from mucluc.converters.shapes import shipped_shapes

Found = Counter[tuple[str, str, str]]
_BLANK = "urn:blank:"


def converted(path: Path, records: int) -> bytes:
    """The graphs of so many records, as distinct N-Triples."""
    lines: dict[bytes, None] = {}
    some = islice((each for each in read(path) if isinstance(each, Record)), records)
    for record in some:
        graph = record_graph(record, "loc", "https://benchmark.example/")
        for quad in ox.parse(graph, format=ox.RdfFormat.N_QUADS):
            lines[str(quad.triple).encode() + b" .\n"] = None
    return b"".join(lines)


def graphs_of(dctap: Path) -> bytes:
    """All graphs of the repository's tests that load, as N-Triples without blank nodes."""
    out: list[bytes] = []
    for number, path in enumerate(sorted(each for each in (dctap / "tests").rglob("*") if each.suffix in (".ttl", ".rdf"))):
        form = ox.RdfFormat.TURTLE if path.suffix == ".ttl" else ox.RdfFormat.RDF_XML
        try:
            triples = list(ox.parse(path=str(path), format=form))
        except SyntaxError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
        for each in triples:
            terms = (_named(each.subject, number), each.predicate, _named(each.object, number))
            out.append(" ".join(map(str, terms)).encode() + b" .\n")
    return b"".join(dict.fromkeys(out))


def _named(term: Any, number: int) -> Any:
    return ox.NamedNode(f"{_BLANK}{number}-{term.value}") if isinstance(term, ox.BlankNode) else term


def timed(load: Callable[[], Any], validate: Callable[[Any], Any]) -> tuple[float, float, Any]:
    """Processor seconds of loading and of validating, and what was found."""
    gc.collect()
    gc.freeze()  # what earlier engines left is not this one's to sweep
    started = time.process_time()
    loaded = load()
    between = time.process_time()
    found = validate(loaded)
    return between - started, time.process_time() - between, found


def _reported(results: Any) -> list[Any]:
    """The results, their report written."""
    kept = list(results)
    assert "".join(report(kept))
    return kept


def _ours(kept: list[Any]) -> Found:
    return Counter((each.focus.decode().strip("<>"), each.component, _plain(each.value.decode())) for each in kept)


def _plain(term: str) -> str:
    if term.startswith("<"):
        return term[1:-1]
    return str(rdflib.util.from_n3(term)) if term else ""


def by_lines(shapes: str) -> Callable[[list[bytes]], list[Any]]:
    """The engine for one record's lines, given all lines at once."""
    return lambda lines: _reported(Checker(read_shapes(shapes)).results(lines))


def by_store(shapes: str) -> Callable[[ox.Store], list[Any]]:
    """The engine that asks a store by SPARQL."""
    return lambda store: _reported(StoreChecker(read_shapes(shapes)).results(store))


def by_pyshacl(shapes: str) -> Callable[[rdflib.Graph], rdflib.Graph]:
    """pyshacl on a graph in memory."""

    def judge(graph: rdflib.Graph) -> rdflib.Graph:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _, made, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(data=shapes, format="turtle"), inference="none")
        assert isinstance(made, rdflib.Graph)
        return made

    return judge


def _theirs(made: rdflib.Graph) -> Found:
    sh = rdflib.Namespace(SH)
    found: Found = Counter()
    for each in made.objects(None, sh.result):
        component = str(made.value(each, sh.sourceConstraintComponent)).removeprefix(SH).removesuffix("ConstraintComponent")
        value = made.value(each, sh.value)
        found[str(made.value(each, sh.focusNode)), component, "" if value is None else str(value)] += 1
    return found


def load_store(data: bytes) -> ox.Store:
    store = ox.Store()
    store.bulk_load(data, format=ox.RdfFormat.N_TRIPLES)
    return store


def compare(name: str, data: bytes, shapes: str) -> None:
    rows = {
        "ours, lines": timed(lambda: [line[:-2] for line in data.splitlines()], by_lines(shapes)),
        "ours, SPARQL": timed(lambda: load_store(data), by_store(shapes)),
        "pyshacl": timed(lambda: rdflib.Graph().parse(data=data, format="nt"), by_pyshacl(shapes)),
    }
    load, validate, made = rows["pyshacl"]
    theirs = _theirs(made)
    print(f"\n{name}: {data.count(bytes([10])):,} triples, {theirs.total():,} results of pyshacl {pyshacl.__version__}")
    print("| engine | load s | validate s | total s | validate × | total × | same results |\n|---|---|---|---|---|---|---|")
    for engine, (here, there, kept) in rows.items():
        found = theirs if engine == "pyshacl" else _ours(kept)
        same = "yes" if found == theirs else f"no, {(found - theirs).total()} more, {(theirs - found).total()} less"
        ratios = f"{validate / there:.1f} | {(load + validate) / (here + there):.1f}"
        print(f"| {engine} | {here:.2f} | {there:.2f} | {here + there:.2f} | {ratios} | {same} |")


def per_record(path: Path, records: int) -> None:
    """Microseconds a record of the check in the main job."""
    from mucluc.converters.convert import convert
    from mucluc.converters.shapes import shipped_checker

    made = [convert(each, library="loc").lines for each in islice((each for each in read(path) if isinstance(each, Record)), records)]
    checker = shipped_checker()
    best = min(_seconds(checker, made) for _ in range(3))
    print(f"record by record: {best / len(made) * 1e6:.0f} µs a record of {sum(map(len, made)) / len(made):.0f} statements")


def _seconds(checker: Any, made: list[list[bytes]]) -> float:
    started = time.process_time()
    for lines in made:
        for _ in checker(lines):
            pass
    return time.process_time() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("marc", type=Path)
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--dctap", type=Path)
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    per_record(arguments.marc, arguments.records)
    compare("converted records, shipped shapes", converted(arguments.marc, arguments.records), shipped_shapes())
    if arguments.dctap:
        from shacl_oracle import PROFILES, shapes_of

        data = graphs_of(arguments.dctap)
        compare("bf-interop graphs, work profile", data, shapes_of(arguments.dctap / PROFILES["monograph_text_works.csv"]))
        compare("bf-interop graphs, shipped shapes", data, shipped_shapes())
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""`mucluc validate`: any RDF against any shapes."""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mucluc.errors import UserError

from .printable import say

if TYPE_CHECKING:
    import pyoxigraph as ox

    from mucluc.converters.shacl import Result, Shapes

    from . import Verbs

SHOWN = 20


def add(verbs: Verbs) -> None:
    """Add the verb of this module."""
    validate = verbs.add_parser("validate", help="RDF against SHACL shapes; exit 1 from a warning up", description=_validate.__doc__)
    validate.add_argument("shapes", metavar="SHAPES", type=Path, help="SHACL shapes in Turtle")
    validate.add_argument("data", metavar="DATA", nargs="+", type=Path, help="N-Triples, N-Quads, Turtle, TriG or RDF/XML, also gzipped")
    validate.add_argument("--format", choices=("table", "json", "turtle"), default="table", help="of the report (default: table)")
    validate.add_argument(
        "--engine",
        choices=("auto", "lines", "sparql"),
        default="auto",
        help="in memory, or by SPARQL in a store (default: as needed)",
    )
    validate.set_defaults(run=_validate)


def _validate(arguments: argparse.Namespace) -> int:
    """Judge RDF by SHACL shapes: all files together as one graph, named graphs within them included.

    The report stands on standard output: a table, JSON lines, or a sh:ValidationReport in Turtle. A feature of SHACL that is not
    supported is an error (exit 2). Exit 1 when there is a warning or worse.
    """
    from mucluc.converters.shacl import SH, ShapeError, read_shapes

    for file in (arguments.shapes, *arguments.data):
        if not file.is_file():
            raise UserError(f"{file}: there is no such file")
    try:
        shapes = read_shapes(arguments.shapes.read_bytes())
        results = list(_results(shapes, arguments.data, arguments.engine))
    except ShapeError as error:
        raise UserError(f"{arguments.shapes}: {error}") from None
    for name in shapes.empty:
        print(f"mucluc: {name} is referred to as a shape and says nothing", file=sys.stderr)
    _show(results, arguments.format)
    counts = Counter(result.shape.severity.removeprefix(SH) for result in results)
    said = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items())) or "conforms"
    print(f"mucluc: {len(results):,} results ({said})", file=sys.stderr)
    return 1 if set(counts) - {"Info"} else 0


def _results(shapes: Shapes, data: list[Path], engine: str) -> Iterator[Result]:
    from mucluc.converters.shacl import Checker
    from mucluc.converters.shacl.model import Sparql
    from mucluc.converters.shacl.sparql import StoreChecker, store_of

    asked = any(isinstance(each.value, Sparql) for shape in shapes.targeted for part in shape.within() for each in part.constraints)
    if engine == "sparql" or (engine == "auto" and asked):
        checker = StoreChecker(shapes)
        return checker.results(store_of(_triples(data)))
    lines = dict.fromkeys(str(triple).encode() for triple in _triples(data))
    return Checker(shapes).results(lines)


def _triples(data: list[Path]) -> Iterator[ox.Triple]:
    """The triples of the files; blank nodes of two files are two."""
    import pyoxigraph as ox

    for file in data:
        name = file.name.removesuffix(".gz")
        form = ox.RdfFormat.from_extension(name.rpartition(".")[2])
        if form is None:
            raise UserError(f"{file}: the ending is none of .nt, .nq, .ttl, .trig, .rdf (nor one of these with .gz)")
        try:
            opening: Any = gzip.open if file.suffix == ".gz" else open
            with opening(file, "rb") as stream:
                for quad in ox.parse(stream, format=form, rename_blank_nodes=len(data) > 1):
                    yield quad if isinstance(quad, ox.Triple) else quad.triple
        except (SyntaxError, EOFError, gzip.BadGzipFile) as error:
            raise UserError(f"{file}: {error}") from None


def _show(results: list[Result], form: str) -> None:
    from mucluc.converters.shacl.report import flat, report

    if form == "turtle":
        sys.stdout.writelines(report(results))
    elif form == "json":
        sys.stdout.writelines(json.dumps(flat(result), ensure_ascii=False) + "\n" for result in results)
    else:
        _table(results)


def _table(results: list[Result]) -> None:
    """Each kind of result with its number and its first focus nodes."""
    from mucluc.converters.shacl.report import flat

    kinds: dict[tuple[str, str, str], list[Result]] = {}
    for result in results:
        kinds.setdefault((result.shape.severity.rpartition("#")[2], result.shape.name, result.component), []).append(result)
    for (severity, name, component), found in sorted(kinds.items(), key=lambda each: (-len(each[1]), each[0])):
        say(f"{severity:<10} {len(found):>7,}  {name}  {component}")
        for result in found[:SHOWN]:
            said = flat(result)
            say(f"{'':<20} {said['focus']} {said['value']}".rstrip())
        if len(found) > SHOWN:
            print(f"{'':<20} … and {len(found) - SHOWN:,} more (--format json lists all)")

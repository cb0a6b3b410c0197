# SPDX-License-Identifier: Apache-2.0
"""The BIBFRAME Interoperability Group's own expectations as an outside judge: their profiles, graphs and counts (bf-interop/DCTap, CC0).

    python benchmarks/shacl_oracle.py PATH_TO_DCTAP [--pyshacl N]

converts their TSV profiles to SHACL as their dctap2shacl does, judges each graph named in tests/*.csv and compares the numbers of
violations and warnings, results in sh:detail counted, with the expected ones. --pyshacl: also ask pyshacl for N rows of each file
(0: none, -1: all), evenly chosen, and for every row where ours differ.
"""

from __future__ import annotations

import argparse
import csv
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from mucluc.converters.shacl import SH, Checker, Result, read_shapes

PROFILES = {
    "monograph_text_works.csv": "Monograph DCTAP/Monograph_Work_Text.tsv",
    "monograph_print_instances.csv": "Monograph DCTAP/Monograph_Instance_Print.tsv",
    "monograph_admin_metadata.csv": "Monograph DCTAP/Monograph_AdminMetadata.tsv",
    "serial_text_works.csv": "Serials DCTAP/Serial_Work_Text.tsv",
    "serial_instances.csv": "Serials DCTAP/Serial_Instance_Electronic.tsv",
    "serial_admin_metadata.csv": "Serials DCTAP/Serial_AdminMetadata.tsv",
}
"""Which profile tests/test_monograph.py and tests/test_serials.py judge the rows of a file by."""
PREFIXES = {
    "bf": "http://id.loc.gov/ontologies/bibframe/",
    "bflc": "http://id.loc.gov/ontologies/bflc/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
SEVERITIES = {"violation": "Violation", "warning": "Warning"}


def shapes_of(profile: Path) -> str:
    """A TSV profile as SHACL in Turtle: what dctap2shacl makes of it, without its rows of blanks."""
    lines = [f"@prefix sh: <{SH}> ."]
    with profile.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if not (row["shapeID"] or "").strip() or ":" not in (row["propertyID"] or ""):
                continue
            shape = _shape(row["shapeID"])
            lines.append(f"{shape} a sh:NodeShape .")
            lines.extend(f"{shape} sh:targetClass {_term(each)} ." for each in (row["target"] or "").split(";") if ":" in each)
            parts = [f"sh:path {_term(row['propertyID'])}"]
            severity = (row["severity"] or "").strip().casefold()
            if row["severity"]:
                parts.append(f"sh:severity sh:{SEVERITIES.get(severity, 'Info')}")
            if (row["mandatory"] or "").startswith("true"):
                parts.append("sh:minCount 1")
            if (row["repeatable"] or "").startswith("false"):
                parts.append("sh:maxCount 1")
            if (row["valueShape"] or "").strip():
                parts.append(f"sh:node {_shape(row['valueShape'])}")
            lines.append(f"{shape} sh:property [ {' ; '.join(parts)} ] .")
    return "\n".join(lines)


def _shape(name: str) -> str:
    """A shape's identifier; dctap2shacl takes it as an IRI as it stands, `big:Title` with `big` as a scheme."""
    return f"<{name if ':' in name else 'urn:dctap:' + quote(name)}>"


def _term(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix.strip()]}{local.strip()}>"


def lines_of(path: Path) -> list[bytes]:
    """The distinct lines of a graph; raises SyntaxError."""
    form = ox.RdfFormat.TURTLE if path.suffix == ".ttl" else ox.RdfFormat.RDF_XML
    return list(dict.fromkeys(str(triple).encode() for triple in ox.parse(path=str(path), format=form)))


def counted(results: Iterable[Result]) -> Counter[str]:
    """Results by severity, those in sh:detail too."""
    found: Counter[str] = Counter()
    for result in results:
        found[result.shape.severity.removeprefix(SH)] += 1
        found.update(counted(result.details))
    return found


def by_pyshacl(path: Path, shapes: str) -> tuple[int, int]:
    """Violations and warnings as the group's tests count them, with pyshacl."""
    import logging

    import pyshacl
    import rdflib

    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, report, _ = pyshacl.validate(str(path), shacl_graph=rdflib.Graph().parse(data=shapes, format="turtle"), allow_warnings=True)
    assert isinstance(report, rdflib.Graph)
    sh = rdflib.Namespace(SH)
    violations, warned = (len(set(report.subjects(sh.resultSeverity, each))) for each in (sh.Violation, sh.Warning))
    return violations, warned


def rows_of(root: Path, name: str) -> Iterator[tuple[str, int, int]]:
    """`(graph, violations, warnings)` of one of the expectations' files."""
    with (root / "tests" / name).open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if row and row[0] != "rdf_file_path":
                yield row[0], int(row[1]), int(row[2])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dctap", type=Path)
    parser.add_argument("--pyshacl", type=int, default=0, metavar="N")
    arguments = parser.parse_args()
    total: Counter[str] = Counter()
    for name, profile in PROFILES.items():
        shapes = shapes_of(arguments.dctap / profile)
        checker = Checker(read_shapes(shapes))
        rows = list(rows_of(arguments.dctap, name))
        every = 1 if arguments.pyshacl < 0 else max(1, len(rows) // arguments.pyshacl) if arguments.pyshacl else 0
        found: Counter[str] = Counter(rows=len(rows))
        for number, (graph, violations, warned) in enumerate(rows):
            path = arguments.dctap / "tests" / graph
            found["not (0, 0)"] += (violations, warned) != (0, 0)
            try:
                made = counted(checker.results(lines_of(path)))
            except SyntaxError as error:
                found["not loaded"] += 1
                print(f"{name} {graph}: {error}", file=sys.stderr)
                continue
            ours = (made["Violation"], made["Warning"])
            same = ours == (violations, warned)
            found["agree"] += same
            found["agree, not (0, 0)"] += same and (violations, warned) != (0, 0)
            if arguments.pyshacl and (not same or number % every == 0):
                found["asked of pyshacl"] += 1
                theirs = by_pyshacl(path, shapes)
                found["ours = pyshacl"] += theirs == ours
                if theirs != ours:
                    print(f"{name} {graph}: expected {(violations, warned)}, ours {ours}, pyshacl {theirs}", file=sys.stderr)
            if not same:
                found[f"differs by {ours[0] - violations:+} violations, {ours[1] - warned:+} warnings"] += 1
        print(name, dict(found))
        total.update(found)
    print("all", {key: value for key, value in total.items() if not key.startswith("differs")})
    return 0


if __name__ == "__main__":
    sys.exit(main())

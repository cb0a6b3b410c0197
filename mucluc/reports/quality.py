# SPDX-License-Identifier: Apache-2.0
"""The public counts as measures in the W3C Data Quality Vocabulary (DQV), one a library and metric and one for the whole catalogue.

A share is written with its numerator and denominator: it can be added up, and a small library is not mistaken for a large one.
Every node has an IRI below `{base}reports/quality`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from mucluc.converters.completeness import ELEMENTS
from mucluc.datasets.triples import write_lines
from mucluc.datasets.turtle import turtle
from mucluc.release import layout
from mucluc.release.model import Network
from mucluc.vocab.faults import SEVERITIES
from mucluc.vocab.labels import LANGUAGES

from .model import LibraryReport
from .texts import texts

FILE = "quality.ttl"
DQV = "http://www.w3.org/ns/dqv#"
PROV = "http://www.w3.org/ns/prov#"
SDMX = "http://purl.org/linked-data/sdmx/2009/attribute#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LDQD = "http://www.w3.org/2016/05/ldqd#"
UNITS = {"decimal": "http://qudt.org/vocab/unit/UNITLESS", "integer": "http://qudt.org/vocab/unit/NUM"}
PREFIXES = {"dqv": DQV, "prov": PROV, "sdmx-attribute": SDMX, "skos": SKOS, "dcterms": DCT, "dcat": DCAT, "xsd": XSD}


def write_quality(reports_dir: Path, graph_dir: Path, network: Network, reports: Sequence[LibraryReport], moment: str) -> int:
    """Write `reports/quality.ttl` and the same statements for the store, `graph/quality.nt.gz`; the number of statements.

    moment: the release's time (UTC, `YYYY-MM-DDThh:mm:ssZ`).
    """
    said = _Measures(network).all([each for each in reports if each.library.slug], moment)
    ordered = sorted(set(said), key=str)
    prefixes = {**PREFIXES, "ml": network.base + "ns#"}
    (reports_dir / FILE).write_text(turtle(ordered, prefixes, f"{network.base}reports/quality"), "utf-8")
    write_lines((f"{each} .\n".encode() for each in ordered), graph_dir / layout.QUALITY)
    return len(ordered)


class _Measures:
    def __init__(self, network: Network) -> None:
        self._network = network
        self._home = f"{network.base}reports/quality"
        self._catalogue = f"{network.base}datasets/catalog#union-catalogue"

    def all(self, reports: Sequence[LibraryReport], moment: str) -> Iterator[ox.Triple]:
        network, home, catalogue = self._network, self._home, self._catalogue
        yield self._iri(home, TYPE, DQV + "QualityMetadata")
        yield from self._texts(home, DCT + "title", {each: texts(each)["public_heading"] for each in LANGUAGES})
        yield self._iri(home, PROV + "wasDerivedFrom", catalogue)
        yield self._typed(home, PROV + "generatedAtTime", moment, "dateTime")
        yield self._iri(catalogue, DQV + "hasQualityMetadata", home)
        yield from self._metrics(reports)
        for report in reports:
            node, name = f"{network.base}library/{report.library.slug}", f"library/{report.library.slug}"
            for element, records, of in report.completeness:
                yield from self._share(node, name, f"complete-{element}", records, of)
            for issue in report.issues:
                if issue.records and issue.of >= issue.records:
                    yield from self._share(node, name, f"fault-{issue.about.code}", issue.records, issue.of)
            for severity in SEVERITIES:
                yield from self._count(node, name, f"faults-{severity}", report.severity(severity))
        yield from self._whole(reports)

    def _whole(self, reports: Sequence[LibraryReport]) -> Iterator[ox.Triple]:
        name = "union-catalogue"
        for element in ELEMENTS:
            found = [(records, of) for each in reports for key, records, of in each.completeness if key == element]
            if found:
                yield from self._share(self._catalogue, name, f"complete-{element}", *map(sum, zip(*found, strict=True)))
        for severity in SEVERITIES:
            yield from self._count(self._catalogue, name, f"faults-{severity}", sum(each.severity(severity) for each in reports))

    def _metrics(self, reports: Iterable[LibraryReport]) -> Iterator[ox.Triple]:
        category = f"{self._home}#category/records"
        yield self._iri(category, TYPE, DQV + "Category")
        yield from self._named(category, "category_records")
        for dimension in ("completeness", "conformance"):
            node = f"{self._home}#dimension/{dimension}"
            yield self._iri(node, TYPE, DQV + "Dimension")
            yield self._iri(node, DQV + "inCategory", category)
            yield from self._named(node, f"dimension_{dimension}")
        yield self._iri(f"{self._home}#dimension/completeness", SKOS + "closeMatch", LDQD + "completeness")
        for element in ELEMENTS:
            words = {each: f"{texts(each)['metric_complete']}: {texts(each)[f'element_{element}']}" for each in LANGUAGES}
            yield from self._metric(f"complete-{element}", "completeness", "decimal", words)
        for severity in SEVERITIES:
            words = {each: texts(each)["metric_severity"].format(severity=texts(each)[severity]) for each in LANGUAGES}
            yield from self._metric(f"faults-{severity}", "conformance", "integer", words)
        for about in {issue.about.code: issue.about for report in reports for issue in report.issues}.values():
            words = {each: f"{texts(each)['metric_fault']}: {about.title[each]}" for each in LANGUAGES}
            yield from self._metric(f"fault-{about.code}", "conformance", "decimal", words)
            yield from self._texts(f"{self._home}#metric/fault-{about.code}", SKOS + "scopeNote", about.help)

    def _metric(self, name: str, dimension: str, kind: str, words: dict[str, str]) -> Iterator[ox.Triple]:
        node = f"{self._home}#metric/{name}"
        yield self._iri(node, TYPE, DQV + "Metric")
        yield self._iri(node, DQV + "inDimension", f"{self._home}#dimension/{dimension}")
        yield self._iri(node, DQV + "expectedDataType", XSD + kind)
        yield from self._texts(node, SKOS + "prefLabel", words)

    def _measurement(self, on: str, name: str, metric: str, value: str, kind: str) -> Iterator[ox.Triple]:
        node = f"{self._home}#{name}/{metric}"
        yield self._iri(node, TYPE, DQV + "QualityMeasurement")
        yield self._iri(node, DQV + "isMeasurementOf", f"{self._home}#metric/{metric}")
        yield self._iri(node, DQV + "computedOn", on)
        yield self._iri(on, DQV + "hasQualityMeasurement", node)
        yield self._typed(node, DQV + "value", value, kind)
        yield self._iri(node, SDMX + "unitMeasure", UNITS[kind])
        yield self._iri(node, DCT + "isPartOf", self._home)

    def _share(self, on: str, name: str, metric: str, records: int, of: int) -> Iterator[ox.Triple]:
        # The canonical form, which is the one that a store gives back: its digest is compared with that of these lines.
        value = f"{records / of:.4f}".rstrip("0").rstrip(".")
        yield from self._measurement(on, name, metric, value, "decimal")
        node, ours = f"{self._home}#{name}/{metric}", self._network.base + "ns#"
        yield self._typed(node, ours + "numerator", str(records), "integer")
        yield self._typed(node, ours + "denominator", str(of), "integer")

    def _count(self, on: str, name: str, metric: str, count: int) -> Iterator[ox.Triple]:
        return self._measurement(on, name, metric, str(count), "integer")

    def _named(self, node: str, key: str) -> Iterator[ox.Triple]:
        return self._texts(node, SKOS + "prefLabel", {each: texts(each)[key] for each in LANGUAGES})

    def _texts(self, subject: str, predicate: str, said: dict[str, str]) -> Iterator[ox.Triple]:
        for language, text in said.items():
            yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(text, language=language))

    def _iri(self, subject: str, predicate: str, value: str) -> ox.Triple:
        return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value))

    def _typed(self, subject: str, predicate: str, value: str, kind: str) -> ox.Triple:
        return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(value, datatype=ox.NamedNode(XSD + kind)))

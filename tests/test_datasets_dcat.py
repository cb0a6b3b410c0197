# SPDX-License-Identifier: Apache-2.0
"""The DCAT catalogue: its Turtle and JSON-LD say the same, it names what DCAT-AP wants, and its digests are those of the files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef

from mucluc.datasets import build_datasets
from mucluc.datasets.definitions import definitions
from mucluc.datasets.licences import licence
from tests.datasets_fixtures import BASE, write_release

DCAT, DCT, SPDX = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://purl.org/dc/terms/"), Namespace("http://spdx.org/rdf/terms#")
CATALOG = BASE + "datasets/catalog"

# DCAT-AP 3: mandatory and recommended properties that the network's data can fill.
DATASET = [
    DCT.title,
    DCT.description,
    DCT.identifier,
    DCT.publisher,
    DCT.spatial,
    DCT.temporal,
    DCT.language,
    DCT.accessRights,
    DCT.conformsTo,
]
DATASET += [DCT.accrualPeriodicity, DCAT.contactPoint, DCAT.distribution, DCAT.keyword, DCAT.landingPage, DCAT.theme, DCAT.version]
DISTRIBUTION = [
    DCAT.accessURL,
    DCAT.downloadURL,
    DCAT.mediaType,
    DCAT.byteSize,
    SPDX.checksum,
    DCT["format"],
    DCT.license,
    DCT.title,
    DCT.conformsTo,
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("dcat")
    build_datasets(write_release(home / "r"), home / "datasets")
    return home / "datasets"


@pytest.fixture(scope="module")
def graph(home: Path) -> Graph:
    return Graph().parse(home / "catalog.ttl")


def test_turtle_and_json_ld_say_the_same(home: Path, graph: Graph) -> None:
    linked = pyoxigraph.parse((home / "catalog.jsonld").read_bytes(), format=pyoxigraph.RdfFormat.JSON_LD)
    assert {str(quad.triple) for quad in linked} == {f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in graph}
    assert len(graph) > 150


def test_every_node_has_an_iri(graph: Graph) -> None:
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]


def test_each_dataset_has_what_dcat_ap_asks_for(graph: Graph) -> None:
    for dataset in definitions():
        node = URIRef(f"{CATALOG}#{dataset.id}")
        assert (URIRef(CATALOG), DCAT.dataset, node) in graph
        assert [each for each in DATASET if (node, each, None) not in graph] == []
        assert {each.language for each in graph.objects(node, DCT["title"]) if isinstance(each, Literal)} == {"vi", "en"}
        assert len(list(graph.objects(node, DCAT.distribution))) == 3
        for distribution in graph.objects(node, DCAT.distribution):
            assert [each for each in DISTRIBUTION if (distribution, each, None) not in graph] == []
            assert graph.value(distribution, DCT.license) == URIRef("https://creativecommons.org/publicdomain/zero/1.0/")


def test_sizes_and_digests_are_those_of_the_files(home: Path, graph: Graph) -> None:
    for distribution in graph.subjects(RDF.type, DCAT.Distribution):
        data = (home / str(graph.value(distribution, DCAT.downloadURL)).removeprefix(BASE + "datasets/")).read_bytes()
        checksum = graph.value(distribution, SPDX.checksum)
        assert int(str(graph.value(distribution, DCAT.byteSize))) == len(data)
        value = graph.value(checksum, SPDX.checksumValue)
        assert isinstance(value, Literal) and value.toPython() == hashlib.sha256(data).digest()


def test_no_time_of_a_release_is_in_the_catalogue(graph: Graph) -> None:
    assert not set(graph.predicates()) & {DCT.issued, DCT.modified}


def test_a_licence_that_the_table_does_not_know_is_named_by_its_spdx_page() -> None:
    assert licence("EUPL-1.2").iri == "https://spdx.org/licenses/EUPL-1.2"

# SPDX-License-Identifier: Apache-2.0
"""What the SPARQL service says of itself (SPARQL 1.1 Service Description), with the data set that it serves (VoID)."""

from __future__ import annotations

import pyoxigraph as ox

from mucluc.release import Release

from .live import Serving

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
DCTERMS = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)
PREFIXES = {"sd": SD, "void": VOID, "dcterms": DCTERMS, "xsd": XSD, "formats": "http://www.w3.org/ns/formats/"}
_WRITTEN = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def service_description(now: Serving, form: str) -> bytes:
    """The description in one of the forms `ttl`, `nt`, `rdf`, `jsonld`. No federated query is advertised: there is none."""
    written = ox.serialize(_graph(now.release), format=_WRITTEN[form], prefixes=None if form == "nt" else PREFIXES)
    return written or b""


def _graph(release: Release) -> list[ox.Triple]:
    network, base = release.network, release.base
    iri = ox.NamedNode
    service, dataset, graph = iri(base + "sparql#service"), iri(base + "sparql#dataset"), iri(base + "sparql#union")
    made = [
        ox.Triple(service, iri(RDF + "type"), iri(SD + "Service")),
        ox.Triple(service, iri(SD + "endpoint"), iri(base + "sparql")),
        ox.Triple(service, iri(SD + "supportedLanguage"), iri(SD + "SPARQL11Query")),
        ox.Triple(service, iri(SD + "feature"), iri(SD + "EmptyGraphs")),
        ox.Triple(service, iri(SD + "defaultDataset"), dataset),
        ox.Triple(dataset, iri(RDF + "type"), iri(SD + "Dataset")),
        ox.Triple(dataset, iri(RDF + "type"), iri(VOID + "Dataset")),
        ox.Triple(dataset, iri(SD + "defaultGraph"), graph),
        ox.Triple(dataset, iri(DCTERMS + "license"), iri(f"https://spdx.org/licenses/{network.license}")),
        ox.Triple(dataset, iri(VOID + "uriSpace"), ox.Literal(base)),
        ox.Triple(dataset, iri(VOID + "sparqlEndpoint"), iri(base + "sparql")),
        ox.Triple(dataset, iri(VOID + "vocabulary"), iri("http://id.loc.gov/ontologies/bibframe/")),
        ox.Triple(graph, iri(RDF + "type"), iri(SD + "Graph")),
    ]
    made += [ox.Triple(service, iri(SD + "resultFormat"), iri("http://www.w3.org/ns/formats/" + name)) for name in FORMATS]
    for language, title in network.title.items():
        made.append(ox.Triple(dataset, iri(DCTERMS + "title"), ox.Literal(title, language=language)))
    for language, text in network.description.items():
        made.append(ox.Triple(dataset, iri(DCTERMS + "description"), ox.Literal(text, language=language)))
    entities = release.counts["works"] + release.counts["instances"]
    made.append(ox.Triple(dataset, iri(VOID + "entities"), ox.Literal(str(entities), datatype=iri(XSD + "integer"))))
    return made

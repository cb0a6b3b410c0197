# SPDX-License-Identifier: Apache-2.0
"""The catalogue in DCAT 3, after DCAT-AP 3, as JSON-LD and Turtle with the same statements; every node has an IRI.

No time of a release is in it, so that equal data give equal bytes: `dcat:version` is a digest of the files, and it changes when they do.
Left out on purpose, because ckanext-dcat 2.4 breaks on them: `adms:status`, and a contact point on a data service.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import pyoxigraph

from mucluc.release import Network

from .files import FORMATS, MEDIA
from .licences import licence
from .results import BuiltDataset
from .turtle import turtle as written

AUTHORITY = "http://publications.europa.eu/resource/authority/"
STABLE = {"vi": "ổn định", "en": "stable"}
LANGUAGES = ("VIE", "ENG")
THEMES = {
    "EDUC": {"vi": "Giáo dục, văn hóa và thể thao", "en": "Education, culture and sport"},
    "GOVE": {"vi": "Chính quyền và khu vực công", "en": "Government and public sector"},
}
TABLE_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
BIBFRAME = "http://id.loc.gov/ontologies/bibframe/"
SPARQL = "https://www.w3.org/TR/sparql11-protocol/"
OAI = "http://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm"

Node = dict[str, Any]


def catalog_iri(network: Network) -> str:
    """The catalogue's IRI; what it describes is named by its fragments."""
    return network.base + "datasets/catalog"


def catalogue(
    network: Network, datasets: Sequence[BuiltDataset], years: tuple[int, int] | None, quality: Mapping[str, Sequence[str]] | None = None
) -> Node:
    """The catalogue as a JSON-LD document with its context inside.

    years: first and last year of publication in the union, the datasets' temporal coverage. quality: by dataset's IRI, the
    measurements of its quality.
    """
    context = json.loads(files("mucluc.vocab").joinpath("dcat-context.json").read_text("utf-8"))
    node = _Catalogue(network, quality or {})
    return {**context, **node.catalogue(datasets, years)}


def turtle(document: Node) -> str:
    """The same statements in Turtle, the catalogue first."""
    statements = pyoxigraph.parse(json.dumps(document, ensure_ascii=False), format=pyoxigraph.RdfFormat.JSON_LD)
    prefixes = {name: iri for name, iri in document["@context"].items() if isinstance(iri, str)}
    return written(statements, prefixes, document["@id"])


class _Catalogue:
    def __init__(self, network: Network, quality: Mapping[str, Sequence[str]]) -> None:
        self._network = network
        self._quality = quality
        self._iri = catalog_iri(network)
        self._licence = {"@id": licence(network.license).iri, "@type": "dct:LicenseDocument"}
        self._publisher = {"@id": f"{self._iri}#publisher", "@type": "foaf:Agent", "foaf:name": _texts(network.publisher)}
        self._spatial = [_place(self._iri, each) for each in sorted({lib.place for lib in network.libraries if lib.place})]

    def catalogue(self, datasets: Sequence[BuiltDataset], years: tuple[int, int] | None) -> Node:
        made: Node = {
            "@id": self._iri,
            "@type": "dcat:Catalog",
            "dct:title": _texts(self._network.title),
            "dct:description": _texts(self._network.description),
            "dct:publisher": self._publisher,
            "dct:license": self._licence,
            "dct:language": [_authority("language", each, "dct:LinguisticSystem") for each in LANGUAGES],
            "foaf:homepage": {"@id": self._network.base, "@type": "foaf:Document"},
            "dcat:themeTaxonomy": {"@id": AUTHORITY + "data-theme", "@type": "skos:ConceptScheme", "dct:title": _text("Data theme", "en")},
            "dcat:dataset": [self._dataset(each, years) for each in datasets],
            "dcat:service": [
                self._service("sparql", "sparql", SPARQL, {"vi": "Điểm truy vấn SPARQL", "en": "SPARQL endpoint"}),
                self._service("oai", "oai", OAI, {"vi": "Cổng thu hoạch OAI-PMH", "en": "OAI-PMH interface"}),
            ],
        }
        if self._spatial:
            made["dct:spatial"] = self._spatial
        return made

    def _dataset(self, built: BuiltDataset, years: tuple[int, int] | None) -> Node:
        dataset, iri = built.definition, f"{self._iri}#{built.definition.id}"
        made: Node = {
            "@id": iri,
            "@type": "dcat:Dataset",
            "dct:identifier": iri,
            "dct:title": _texts(dataset.title),
            "dct:description": _texts(dataset.description),
            "dcat:keyword": [text for tag, words in dataset.keywords.items() for text in (_text(word, tag) for word in words)],
            "dcat:theme": [
                {**_authority("data-theme", each, "skos:Concept"), "skos:prefLabel": _texts(THEMES[each])} for each in dataset.themes
            ],
            "dct:publisher": self._publisher,
            "dcat:contactPoint": self._contact(),
            "dct:language": [_authority("language", each, "dct:LinguisticSystem") for each in LANGUAGES],
            "dct:accrualPeriodicity": _authority("frequency", "IRREG", "dct:Frequency"),
            "dct:accessRights": _authority("access-right", "PUBLIC", "dct:RightsStatement"),
            "dct:conformsTo": {"@id": BIBFRAME, "@type": "dct:Standard"},
            "dcat:landingPage": {"@id": f"{self._network.base}datasets/", "@type": "foaf:Document"},
            "foaf:page": {"@id": f"{self._network.base}datasets/{dataset.id}/datapackage.json", "@type": "foaf:Document"},
            "dcat:version": built.version,
            "dcat:distribution": [self._distribution(built, iri, position) for position in range(len(FORMATS))],
        }
        if iri in self._quality:
            made["dqv:hasQualityMeasurement"] = list(self._quality[iri])
            made["dqv:hasQualityMetadata"] = f"{self._network.base}reports/quality"
        if self._spatial:
            made["dct:spatial"] = self._spatial
        if years:
            period = {"@id": f"{self._iri}#years", "@type": "dct:PeriodOfTime"}
            made["dct:temporal"] = {**period, "dcat:startDate": f"{years[0]:04d}", "dcat:endDate": f"{years[1]:04d}"}
        return made

    def _distribution(self, built: BuiltDataset, dataset: str, position: int) -> Node:
        kind, file = FORMATS[position], built.files[position]
        url, iri = f"{self._network.base}datasets/{built.definition.id}/{file.name}", f"{dataset}-{kind.key}"
        made: Node = {
            "@id": iri,
            "@type": "dcat:Distribution",
            "dct:title": _texts(kind.title),
            "dct:description": _texts(kind.description),
            "dcatap:availability": {**_authority("planned-availability", "STABLE", "skos:Concept"), "skos:prefLabel": _texts(STABLE)},
            "dcat:accessURL": url,
            "dcat:downloadURL": url,
            "dct:format": _authority("file-type", kind.type, "dct:MediaTypeOrExtent"),
            "dcat:mediaType": {"@id": MEDIA + kind.media_type, "@type": "dct:MediaType"},
            "dcat:byteSize": str(file.bytes),
            "dct:license": self._licence,
            "spdx:checksum": {
                "@id": f"{iri}-sha256",
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"},
                "spdx:checksumValue": file.sha256,
            },
            "dct:conformsTo": {"@id": BIBFRAME if kind.key == "ntriples" else TABLE_SCHEMA, "@type": "dct:Standard"},
        }
        if kind.packed:
            made["dcat:compressFormat"] = {"@id": MEDIA + kind.packed, "@type": "dct:MediaType"}
        return made

    def _contact(self) -> Node:
        contact, name = self._network.contact, self._network.publisher["vi"]
        made: Node = {"@id": f"{self._iri}#contact", "@type": ["vcard:Kind", "vcard:Organization"], "vcard:fn": name}
        if "@" in contact and ":" not in contact:
            made["vcard:hasEmail"] = f"mailto:{contact}"
        else:
            made["vcard:hasURL"] = contact if "://" in contact else self._network.base
        return made

    def _service(self, name: str, path: str, standard: str, title: dict[str, str]) -> Node:
        return {
            "@id": f"{self._iri}#{name}",
            "@type": "dcat:DataService",
            "dct:title": _texts(title),
            "dcat:endpointURL": self._network.base + path,
            "dct:conformsTo": {"@id": standard, "@type": "dct:Standard"},
            "dcat:servesDataset": f"{self._iri}#union-catalogue",
        }


def _text(value: str, tag: str) -> Node:
    return {"@value": value, "@language": tag}


def _texts(by_language: dict[str, str]) -> list[Node]:
    return [_text(by_language[tag], tag) for tag in ("vi", "en") if by_language.get(tag)]


def _authority(scheme: str, code: str, kind: str) -> Node:
    """A concept of the European Union's authority tables; its scheme is said here, so that DCAT-AP's shapes need not fetch it."""
    return {"@id": f"{AUTHORITY}{scheme}/{code}", "@type": kind, "skos:inScheme": {"@id": AUTHORITY + scheme}}


def _place(catalog: str, label: str) -> Node:
    name = hashlib.sha256(label.encode()).hexdigest()[:12]
    return {"@id": f"{catalog}#place-{name}", "@type": "dct:Location", "skos:prefLabel": label}

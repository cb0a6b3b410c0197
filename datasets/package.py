# SPDX-License-Identifier: Apache-2.0
"""`datapackage.json`: a dataset described as a Data Package, in the part of version 2 that version 1 tools accept too."""

from __future__ import annotations

from typing import Any

from mucluc.release import Network

from .definitions import Column, Dataset
from .files import File
from .licences import licence
from .sheet import SEPARATOR

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def data_package(network: Network, dataset: Dataset, files: tuple[File, ...], version: str) -> dict[str, Any]:
    """The descriptor. The CSV comes with its Table Schema; texts are Vietnamese, with the English beside them (`title_en`, …)."""
    held = licence(network.license)
    return {
        "$schema": PROFILE,
        "name": dataset.id,
        "id": f"{network.base}datasets/catalog#{dataset.id}",
        "title": full_title(network, dataset, "vi"),
        "title_en": full_title(network, dataset, "en"),
        "description": dataset.description["vi"],
        "description_en": dataset.description["en"],
        "version": version,
        "homepage": network.base,
        "keywords": dataset.keywords["vi"],
        "keywords_en": dataset.keywords["en"],
        "licenses": [{"name": held.id, "path": held.iri, "title": held.title["vi"], "title_en": held.title["en"]}],
        "contributors": [{"title": network.publisher["vi"], "role": "publisher", "roles": ["publisher"]}],
        "resources": [_resource(dataset, each) for each in files],
    }


def full_title(network: Network, dataset: Dataset, language: str) -> str:
    """The dataset's title as it stands among those of other publishers: with the network's, unless that says the same."""
    own, network_title = dataset.title[language], network.title.get(language) or network.title["vi"]
    return network_title if network_title.casefold().startswith(own.casefold()) else f"{own} – {network_title}"


def _resource(dataset: Dataset, file: File) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": file.key,
        "path": file.name,
        "title": file.title["vi"],
        "title_en": file.title["en"],
        # A lower-case `parquet` would make frictionless look for a table reader that few have; so named, it is a file with size and digest.
        "format": "csv" if file.key == "csv" else file.format,
        "mediatype": file.media_type,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.key != "csv":
        return made
    return {
        **made,
        "type": "table",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
        "schema": {"fields": [_field(dataset, each) for each in dataset.columns], "primaryKey": list(dataset.primary_key)},
    }


def _field(dataset: Dataset, column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": column.name,
        "type": "integer" if column.type == "integer" else "string",
        "title": column.title["vi"],
        "title_en": column.title["en"],
        "description": column.description["vi"],
        "description_en": column.description["en"],
    }
    if column.type == "iri":
        made["format"] = "uri"
    if column.type == "list":
        made["separator"] = SEPARATOR
    if column.name in dataset.primary_key:
        made["constraints"] = {"required": True, "unique": True}
    return made

# SPDX-License-Identifier: Apache-2.0
"""What a portal should hold of a release: CKAN datasets and resources made from the release's own `datasets/index.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mucluc.release import Release, layout
from mucluc.release.digest import file_digest

from .settings import CkanError, CkanSettings


@dataclass(frozen=True, slots=True)
class WantedResource:
    """A file. fields: what we write of its description. path: the file to upload, or None when `url` is to be linked."""

    key: str
    fields: dict[str, str]
    media_type: str
    bytes: int
    sha256: str
    url: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class WantedDataset:
    """A dataset. id: its IRI, which marks it as ours. name: the portal's address for it. fields: what we write of its description."""

    id: str
    name: str
    fields: dict[str, str]
    tags: tuple[str, ...]
    resources: tuple[WantedResource, ...]


def wanted(release: Release, settings: CkanSettings) -> tuple[WantedDataset, ...]:
    """The datasets of a release as the portal should hold them; raises CkanError when the release has none."""
    folder = release.path / layout.DATASETS
    try:
        index = json.loads((folder / "index.json").read_text("utf-8"))
    except FileNotFoundError:
        raise CkanError(f"the release {release.path} has no datasets; publish again: mucluc publish CONFIG") from None
    return tuple(_dataset(release, settings, folder, index, each) for each in index["datasets"])


def _dataset(release: Release, settings: CkanSettings, folder: Path, index: dict[str, Any], raw: dict[str, Any]) -> WantedDataset:
    network = release.network
    fields = {
        "title": raw["full_title"]["vi"],
        "notes": f"{raw['description']['vi']}\n\n{raw['description']['en']}",
        "url": network.base,
        "version": raw["version"],
        "license_id": index["licence"]["ckan"],
        "author": network.publisher["vi"],
    }
    if "@" in network.contact and ":" not in network.contact:
        fields["maintainer_email"] = network.contact
    package = folder / raw["package"]
    described = {
        "key": "datapackage",
        "path": raw["package"],
        "format": "JSON",
        "media_type": "application/json",
        "title": {"vi": "Từ điển dữ liệu (Data Package)", "en": "Data dictionary (Data Package)"},
        "bytes": package.stat().st_size,
        "sha256": file_digest(package),
    }
    return WantedDataset(
        id=raw["iri"],
        name=settings.prefix + raw["id"],
        fields=fields,
        tags=tuple(dict.fromkeys([*raw["keywords"]["vi"], *raw["keywords"]["en"]])),
        resources=tuple(_resource(settings, folder, network.base, each) for each in [*raw["files"], described]),
    )


def _resource(settings: CkanSettings, folder: Path, base: str, raw: dict[str, Any]) -> WantedResource:
    uploaded = settings.upload and raw["bytes"] <= settings.upload_limit
    return WantedResource(
        key=raw["key"],
        fields={"name": raw["title"]["vi"], "description": raw["title"]["en"], "format": raw["format"]},
        media_type=raw["media_type"],
        bytes=raw["bytes"],
        sha256=raw["sha256"],
        url=f"{base}datasets/{raw['path']}",
        path=folder / raw["path"] if uploaded else None,
    )

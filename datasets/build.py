# SPDX-License-Identifier: Apache-2.0
"""The datasets of a release, written in one walk through its Works: memory does not grow with the catalogue.

datasets/{id}/{id}.csv  .parquet  .nt.gz    datasets/{id}/datapackage.json
datasets/catalog.ttl  .jsonld    datasets/index.json (for the site's page)    datasets/checksums.txt
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from mucluc.release import Network, Release
from mucluc.release.digest import file_digest

from . import dcat, rows, triples
from .definitions import Dataset, definitions
from .files import FORMATS, measured
from .licences import licence
from .package import data_package, full_title
from .parquet import ParquetWriter
from .results import BuiltDataset, DatasetsReport
from .rows import Row
from .sheet import SheetWriter


def build_datasets(release: Release, into: Path) -> DatasetsReport:
    """Write the datasets of a release under `into` (created; files of the same name are replaced). The same release gives the same bytes.

    Raises OSError when the disk refuses.
    """
    with ExitStack() as stack:
        tables = {each.rows: stack.enter_context(_Table(into / each.id, each)) for each in definitions()}
        walk = _Walk(release, tables)
    built = []
    for dataset in definitions():
        folder, table = into / dataset.id, tables[dataset.rows]
        _write_triples(release, dataset, walk.digitised, folder / f"{dataset.id}.nt.gz")
        files = tuple(measured(folder, dataset.id, each) for each in FORMATS)
        built.append(BuiltDataset(dataset, table.rows, files, table.sheet.protected, table.sheet.shortened))
    _describe(release.network, tuple(built), walk.tally, into)
    return DatasetsReport(tuple(built))


class _Table:
    """The CSV and the Parquet of a dataset, fed with the same rows."""

    def __init__(self, folder: Path, dataset: Dataset) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.rows = 0
        self.sheet = SheetWriter(folder / f"{dataset.id}.csv", dataset)
        self._parquet = ParquetWriter(folder / f"{dataset.id}.parquet", dataset)

    def write(self, row: Row) -> None:
        self.rows += 1
        self.sheet.write(row)
        self._parquet.write(row)

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, *error: Any) -> None:
        self.sheet.__exit__(*error)
        self._parquet.__exit__(*error)


class _Walk:
    """One pass over the Works: the rows, what each library holds, and the paths of what is digitised."""

    def __init__(self, release: Release, tables: dict[str, _Table]) -> None:
        network = release.network
        chosen = rows.Digitised(network)
        self.tally = rows.Tally()
        self.digitised: set[str] = set()
        for work in release.works():
            self.tally.work(work)
            for instance in work.instances:
                digitised = chosen.has(instance)
                self.tally.instance(instance, digitised)
                tables["editions"].write(rows.edition(network, work, instance))
                if digitised:
                    tables["digitised"].write(chosen.row(work, instance))
                    self.digitised.update((work.path, instance.path, *(each.path for each in instance.items)))
        for row in rows.libraries(network, self.tally):
            tables["libraries"].write(row)


def _write_triples(release: Release, dataset: Dataset, digitised: set[str], path: Path) -> None:
    if dataset.triples == "union":
        triples.write_union(release, path)
    elif dataset.triples == "union-of-rows":
        triples.write_lines(triples.lines_about(release, digitised), path)
    else:
        triples.write_lines(triples.library_lines(release.network), path)


def _describe(network: Network, built: tuple[BuiltDataset, ...], tally: rows.Tally, into: Path) -> None:
    for each in built:
        descriptor = data_package(network, each.definition, each.files, each.version)
        _write_json(into / each.definition.id / "datapackage.json", descriptor)
    catalogue = dcat.catalogue(network, built, tally.years)
    _write_json(into / "catalog.jsonld", catalogue)
    (into / "catalog.ttl").write_text(dcat.turtle(catalogue), "utf-8")
    _write_json(into / "index.json", _index(network, built))
    names = [f"{each.definition.id}/{file}" for each in built for file in (*(f.name for f in each.files), "datapackage.json")]
    names += ["catalog.jsonld", "catalog.ttl", "index.json"]
    (into / "checksums.txt").write_text("".join(f"{file_digest(into / name)}  {name}\n" for name in sorted(names)), "utf-8")


def _index(network: Network, built: tuple[BuiltDataset, ...]) -> dict[str, Any]:
    """What a page about the datasets needs; paths are relative to the folder of the datasets."""
    held = licence(network.license)
    return {
        "catalogue": {"iri": dcat.catalog_iri(network), "files": ["catalog.ttl", "catalog.jsonld", "checksums.txt"]},
        "licence": {"id": held.id, "iri": held.iri, "ckan": held.ckan, "title": held.title},
        "datasets": [
            {
                "id": each.definition.id,
                "iri": f"{dcat.catalog_iri(network)}#{each.definition.id}",
                "title": each.definition.title,
                "full_title": {tag: full_title(network, each.definition, tag) for tag in ("vi", "en")},
                "description": each.definition.description,
                "keywords": each.definition.keywords,
                "rows": each.rows,
                "version": each.version,
                "package": f"{each.definition.id}/datapackage.json",
                "files": [_file(each, position) for position in range(len(each.files))],
                "columns": [
                    {"name": c.name, "type": c.type, "title": c.title, "description": c.description} for c in each.definition.columns
                ],
            }
            for each in built
        ],
    }


def _file(built: BuiltDataset, position: int) -> dict[str, Any]:
    file = built.files[position]
    return {
        "key": file.key,
        "path": f"{built.definition.id}/{file.name}",
        "format": file.format,
        "media_type": file.media_type,
        "title": file.title,
        "bytes": file.bytes,
        "sha256": file.sha256,
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")

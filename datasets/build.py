# SPDX-License-Identifier: Apache-2.0
"""The datasets of a release: its tables in parts of some Works each, its statements shard by shard, both by any runner.

datasets/{id}/{id}.csv  .parquet  .nt.gz    datasets/{id}/datapackage.json
datasets/catalog.ttl  .jsonld    datasets/index.json (for the site's page)    datasets/checksums.txt
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mucluc.release import Network, Release, codec
from mucluc.release.digest import file_digest

from . import dcat, rows, triples
from .about import write_about
from .definitions import Dataset, definitions
from .files import FORMATS, measured
from .licences import licence
from .package import data_package, full_title
from .parquet import ParquetWriter, table
from .parts import NOTHING, TABLES, Entry, Share, read_entries, write_entries
from .results import BuiltDataset, DatasetsReport, Kept, Mapped
from .sheet import Sheet
from .tables import make_tables

NOTES = "works"
BASIS = "network"


def build_datasets(
    release: Release, into: Path, *, last: Kept | None = None, keep: Path | None = None, mapped: Mapped = map
) -> DatasetsReport:
    """Write the datasets of a release under `into` (created; files of the same name are replaced). The same release gives the same bytes.

    last: what an earlier release's run left, to be taken over where nothing has changed. keep: a folder for what the next run may
    take over. mapped: `Runner.map`, over pure functions and tasks that name files. Raises OSError when the disk refuses.
    """
    parts = into / ".parts"
    parts.mkdir(parents=True, exist_ok=True)
    of, old = {each.rows: each for each in definitions()}, _notes(release, last)
    for each in of.values():
        (into / each.id).mkdir(exist_ok=True)
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
    last = last if old else None
    entries = make_tables(release, of, into, parts, old, last.datasets if last else None, mapped)
    if keep is not None:
        write_entries(keep / NOTES, entries)
        (keep / BASIS).write_text(_basis(release), "utf-8")
    tally = _tally(entries)
    counted = [_sum(entry.shares[position] for entry in entries) for position in range(len(TABLES))]
    counted.append(_write_libraries(release.network, tally, of["libraries"], into))
    names = {name for entry in entries for name in entry.names}
    built = []
    for name, share in zip((*TABLES, "libraries"), counted, strict=True):
        dataset = of[name]
        target = into / dataset.id / f"{dataset.id}.nt.gz"
        if dataset.triples == "union":
            triples.write_union(release, target)
        elif dataset.triples == "union-of-rows":
            write_about(release, names, target, parts=parts, kept=last.notes if last else None, keep=keep, mapped=mapped)
        else:
            triples.write_lines(triples.library_lines(release.network), target)
        files = tuple(measured(into / dataset.id, dataset.id, each) for each in FORMATS)
        built.append(BuiltDataset(dataset, share.rows, files, share.protected, share.shortened))
    _describe(release, tuple(built), tally, into)
    shutil.rmtree(parts)
    return DatasetsReport(tuple(built))


def _notes(release: Release, last: Kept | None) -> list[Entry]:
    """What the last run noted of each Work; nothing when it noted nothing, or of a network that was described in other words."""
    if last is None or not (last.notes / NOTES).is_file() or (last.notes / BASIS).read_text("utf-8") != _basis(release):
        return []
    return read_entries(last.notes / NOTES)


def _tally(entries: Iterable[Entry]) -> rows.Tally:
    tally = rows.Tally()
    for entry in entries:
        tally.add(entry.counts, entry.years)
    return tally


def _basis(release: Release) -> str:
    return codec.dumps(release.network)


def _sum(shares: Iterable[Share]) -> Share:
    return Share._make(map(sum, zip(*shares, strict=True))) if (shares := list(shares)) else NOTHING


def _write_libraries(network: Network, tally: rows.Tally, dataset: Dataset, into: Path) -> Share:
    sheet, made = Sheet(dataset), list(rows.libraries(network, tally))
    lines = b"".join(map(sheet.line, made))
    (into / dataset.id / f"{dataset.id}.csv").write_bytes(sheet.head() + lines)
    with ParquetWriter(into / dataset.id / f"{dataset.id}.parquet", dataset) as out:
        out.write(table(made, dataset))
    return Share(len(made), len(lines), sheet.protected, sheet.shortened)


def _describe(release: Release, built: tuple[BuiltDataset, ...], tally: rows.Tally, into: Path) -> None:
    network = release.network
    for each in built:
        descriptor = data_package(network, each.definition, each.files, each.version)
        _write_json(into / each.definition.id / "datapackage.json", descriptor)
    catalogue = dcat.catalogue(network, built, tally.years, triples.measurements(release))
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

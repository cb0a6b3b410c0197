# SPDX-License-Identifier: Apache-2.0
"""The downloads of a release: what is in each format, that the formats agree, and that equal releases give equal bytes."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pyoxigraph
import pytest

from mucluc.datasets import DatasetsReport, build_datasets
from mucluc.datasets.definitions import definitions
from mucluc.datasets.package import full_title
from mucluc.release import Release
from tests.datasets_fixtures import BASE, HEADINGS, LONG, NETWORK, SPOILT_TITLES, UNION, WORKS, write_release

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DatasetsReport]:
    home = tmp_path_factory.mktemp("release")
    return home / "datasets", build_datasets(write_release(home / "r"), home / "datasets")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / name / f"{name}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read_back(cell: str, kind: str) -> Any:
    """What docs/datasets.md tells a program to do with a cell."""
    text = cell.removeprefix("'")
    if kind == "list":
        return [each.replace("||", "|") for each in text.split(" | ")] if text else []
    if kind == "integer":
        return int(text) if text else None
    return text or None


def test_each_edition_is_a_row_with_its_work(built: tuple[Path, DatasetsReport]) -> None:
    first, second, *_ = table(built[0], "union-catalogue")
    assert first["edition"] == BASE + "instance/kieu-1"
    assert first["work"] == second["work"] == BASE + "work/kieu"
    assert first["creators"] == "Nguyễn Du, 1765-1820"
    assert first["creator_iris"] == BASE + "agent/nd"
    assert first["contributors"] == "Khuyết danh [trl, edt]"
    assert first["subjects"] == "Lịch sử || địa phương"
    assert first["identifiers"] == "isbn:0123456789 | lccn:00123456"
    assert first["libraries"] == "tinh | xa"
    assert (first["year"], first["copies"]) == ("1998", "3")
    assert second["other_titles"] == "Đoạn trường tân thanh | 斷腸新聲"


def test_digitised_rows_have_their_object_manifest_collection_and_rights(built: tuple[Path, DatasetsReport]) -> None:
    (row,) = table(built[0], "digitised-collections")
    assert row["edition"] == BASE + "instance/kieu-2"
    assert row["digital_objects"] == "https://so.example/kieu.pdf"
    assert row["iiif_manifests"] == "https://so.example/iiif/kieu/manifest.json"
    assert (row["collections"], row["collection_titles"], row["libraries"]) == ("tinh/so-hoa", "Sách số hóa", "tinh")
    assert row["rights"] == "Chỉ đọc tại chỗ"


def test_libraries_are_counted_once_for_each_work(built: tuple[Path, DatasetsReport]) -> None:
    tinh, xa = table(built[0], "libraries")
    assert (tinh["works"], tinh["editions"], tinh["copies"], tinh["digitised"]) == ("1", "2", "3", "1")
    assert (xa["works"], xa["editions"], xa["copies"], xa["digitised"]) == (str(1 + len(WORKS) - 1), str(len(WORKS)), "1", "0")
    assert (tinh["name_vi"], tinh["name_en"], tinh["isil"], tinh["place"]) == ("Thư viện tỉnh", "Provincial library", "VN-TEST", "Phú Yên")


def test_the_csv_has_the_marks_that_excel_needs(built: tuple[Path, DatasetsReport]) -> None:
    data = (built[0] / "union-catalogue" / "union-catalogue.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfedition,work,title,")
    assert data.count(b"\n") == data.count(b"\r\n") == 1 + sum(len(each.instances) for each in WORKS)


def test_no_cell_of_the_csv_is_run_or_changed_by_a_spreadsheet(built: tuple[Path, DatasetsReport]) -> None:
    titles = {row["edition"].rsplit("/", 1)[1]: row["title"] for row in table(built[0], "union-catalogue")}
    shown = [titles[f"s{n}"] for n in range(len(SPOILT_TITLES))]
    assert shown == [each if each == "1984" else "'" + each for each in SPOILT_TITLES]
    assert len(titles["dai"]) == 32_767 and titles["dai"].endswith("…")


def test_the_report_counts_what_the_csv_changed(built: tuple[Path, DatasetsReport]) -> None:
    union = built[1].datasets[0]
    assert (union.rows, union.shortened) == (sum(len(each.instances) for each in WORKS), 1)
    assert union.protected == 2 * (len(SPOILT_TITLES) - 1)  # the title and the Work's title
    assert built[1].rows == union.rows + 1 + 2


@pytest.mark.parametrize("dataset", definitions(), ids=lambda each: each.id)
def test_parquet_has_the_values_that_the_csv_gives_back(built: tuple[Path, DatasetsReport], dataset: Any) -> None:
    kinds = {each.name: each.type for each in dataset.columns}
    typed = pq.read_table(built[0] / dataset.id / f"{dataset.id}.parquet").to_pylist()
    back = [{name: read_back(cell, kinds[name]) for name, cell in row.items()} for row in table(built[0], dataset.id)]
    assert [list(row) for row in typed] == [list(kinds)] * len(typed)
    for mine, theirs in zip(typed, back, strict=True):
        if mine.get("edition") == BASE + LONG.instances[0].path:
            mine, theirs = {**mine, "title": None}, {**theirs, "title": None}
        assert mine == theirs


def frictionless(descriptor: Path) -> dict[str, list[str]]:
    """What frictionless, run as its user runs it, finds wrong in each resource."""
    command = [sys.executable, "-m", "frictionless", "validate", "--json", descriptor.name]
    done = subprocess.run(command, capture_output=True, text=True, cwd=descriptor.parent, timeout=120)
    assert done.stdout.startswith("{"), done.stderr
    return {task["name"]: [error["message"] for error in task["errors"]] for task in json.loads(done.stdout)["tasks"]}


WHOLE: dict[str, list[str]] = {"csv": [], "parquet": [], "ntriples": []}


@pytest.mark.parametrize("dataset", definitions(), ids=lambda each: each.id)
def test_frictionless_finds_the_package_valid(built: tuple[Path, DatasetsReport], dataset: Any) -> None:
    assert frictionless(built[0] / dataset.id / "datapackage.json") == WHOLE


def test_frictionless_sees_a_changed_file(built: tuple[Path, DatasetsReport], tmp_path: Path) -> None:
    source = built[0] / "libraries"
    for file in source.iterdir():
        data = file.read_bytes()
        (tmp_path / file.name).write_bytes(data.replace(b"tinh", b"TINH") if file.suffix == ".csv" else data)
    found = frictionless(tmp_path / "datapackage.json")
    assert found["csv"] and not found["parquet"] and not found["ntriples"]


def test_the_union_download_is_the_shards_of_the_release(built: tuple[Path, DatasetsReport]) -> None:
    lines = gzip.decompress((built[0] / "union-catalogue" / "union-catalogue.nt.gz").read_bytes()).decode().splitlines()
    assert lines == UNION + HEADINGS


def test_the_digitised_triples_are_those_of_its_rows_and_their_headings(built: tuple[Path, DatasetsReport]) -> None:
    lines = gzip.decompress((built[0] / "digitised-collections" / "digitised-collections.nt.gz").read_bytes()).decode().splitlines()
    assert lines == [*UNION[:3], UNION[4], UNION[5], UNION[6], *HEADINGS[:3]]


def test_the_library_triples_load_in_a_strict_parser(built: tuple[Path, DatasetsReport]) -> None:
    data = gzip.decompress((built[0] / "libraries" / "libraries.nt.gz").read_bytes())
    found = {(quad.subject.value, quad.object.value) for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_TRIPLES)}  # type: ignore[union-attr]
    assert (BASE + "library/tinh", "Thư viện tỉnh") in found
    assert (BASE + "library/tinh#collection-so-hoa", "Sách số hóa") in found


def test_checksums_cover_every_file(built: tuple[Path, DatasetsReport]) -> None:
    listed = dict(reversed(line.split("  ")) for line in (built[0] / "checksums.txt").read_text().splitlines())
    files = {str(file.relative_to(built[0])): file for file in built[0].rglob("*") if file.is_file() and file.name != "checksums.txt"}
    assert listed == {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in files.items()}


def test_the_index_names_every_file_with_its_size_and_digest(built: tuple[Path, DatasetsReport]) -> None:
    index = json.loads((built[0] / "index.json").read_text("utf-8"))
    assert [each["id"] for each in index["datasets"]] == [each.id for each in definitions()]
    for dataset in index["datasets"]:
        assert set(dataset["title"]) == set(dataset["description"]) == {"vi", "en"}
        for file in dataset["files"]:
            data = (built[0] / file["path"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])


BUILD = "import sys; from pathlib import Path; from mucluc.datasets import build_datasets; from mucluc.release import Release; "
BUILD += "build_datasets(Release.open(sys.argv[1]), Path(sys.argv[2]))"


def test_the_same_release_gives_the_same_bytes_in_any_place_and_hash_order(built: tuple[Path, DatasetsReport], tmp_path: Path) -> None:
    release = write_release(tmp_path / "elsewhere")
    for seed in ("1", "2"):
        again = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", BUILD, str(release.path), str(again)], check=True, cwd=ROOT, env=environment, timeout=120)
        assert {str(f.relative_to(again)): f.read_bytes() for f in again.rglob("*") if f.is_file()} == {
            str(f.relative_to(built[0])): f.read_bytes() for f in built[0].rglob("*") if f.is_file()
        }


def test_a_release_without_works_still_gives_whole_valid_datasets(tmp_path: Path) -> None:
    report = build_datasets(write_release(tmp_path / "r", works=()), tmp_path / "d")
    assert [each.rows for each in report.datasets] == [0, 0, 2]
    for dataset in definitions():
        assert frictionless(tmp_path / "d" / dataset.id / "datapackage.json") == WHOLE


def test_the_example_network_gives_whole_valid_datasets(release: Release, tmp_path: Path) -> None:
    report = build_datasets(release, tmp_path)
    assert report.datasets[0].rows == release.counts["instances"]
    assert report.datasets[1].rows > 0
    for dataset in definitions():
        assert frictionless(tmp_path / dataset.id / "datapackage.json") == WHOLE


def test_a_title_does_not_repeat_the_networks() -> None:
    union = definitions()[0]
    named = dataclasses.replace(NETWORK, title={"vi": "Mục lục liên hợp Phú Yên", "en": "Phú Yên union catalogue"})
    assert full_title(named, union, "vi") == "Mục lục liên hợp Phú Yên"
    assert full_title(named, union, "en") == "Union catalogue – Phú Yên union catalogue"

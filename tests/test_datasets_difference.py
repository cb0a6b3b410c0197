# SPDX-License-Identifier: Apache-2.0
"""Whose a field on the portal is: three values decide, and nothing is sent when nothing differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mucluc.datasets.ckan import CkanError, CkanSettings
from mucluc.datasets.ckan.difference import difference
from mucluc.datasets.ckan.sync import plan
from mucluc.datasets.ckan.wanted import WantedDataset, WantedResource
from mucluc.release import Release
from tests.datasets_fixtures import write_release


def resource(sha256: str = "a" * 64, path: Path | None = Path("x.csv")) -> WantedResource:
    return WantedResource(
        "csv", {"name": "Bảng CSV", "description": "CSV table", "format": "CSV"}, "text/csv", 10, sha256, "https://d.example/x.csv", path
    )


def dataset(notes: str = "mô tả", tags: tuple[str, ...] = ("thư viện",), held: WantedResource | None = None) -> WantedDataset:
    return WantedDataset("https://d.example/c#x", "x", {"title": "Tên", "notes": notes}, tags, (held or resource(),))


def portal_after(wanted: WantedDataset, **changed: Any) -> dict[str, Any]:
    """`package_show` after a first sync, then changed by the portal's staff."""
    create = difference(wanted, None, "tv").revision.create
    assert create is not None
    found = {**create, "id": "1", "metadata_modified": "m", "state": "active", "organization": {"name": "tv"}, "resources": []}
    for held in difference(wanted, found, "tv").revision.parameters["update__resources__extend"]:
        found["resources"].append({"id": "r1", "url_type": "upload", **held})
    return {**found, **changed}


def test_a_portal_that_holds_all_is_left_alone() -> None:
    step = difference(dataset(), portal_after(dataset()), "tv")
    assert (step.verb, step.revision.parameters, step.revision.files) == ("leave", {}, {})


def test_our_own_text_is_renewed_and_the_staffs_is_kept() -> None:
    renewed = difference(dataset(notes="mới"), portal_after(dataset()), "tv")
    assert renewed.revision.parameters["update"] == {"notes": "mới"}
    kept = difference(dataset(notes="mới"), portal_after(dataset(), notes="lời của cán bộ"), "tv")
    assert ("update" in kept.revision.parameters, kept.kept) == (False, ("notes",))


def test_a_text_that_the_staff_emptied_is_ours_again() -> None:
    step = difference(dataset(), portal_after(dataset(), notes=""), "tv")
    assert step.revision.parameters["update"] == {"notes": "mô tả"}


def test_a_tag_that_the_staff_took_away_stays_away_until_ours_change() -> None:
    assert difference(dataset(), portal_after(dataset(), tags=[]), "tv").verb == "leave"
    step = difference(dataset(tags=("thư viện", "sách")), portal_after(dataset(), tags=[{"name": "thư viện"}, {"name": "Phú Yên"}]), "tv")
    assert step.revision.parameters["update__tags__extend"] == [{"name": "sách"}]


def test_a_changed_file_is_sent_and_only_it() -> None:
    step = difference(dataset(held=resource("b" * 64)), portal_after(dataset()), "tv")
    assert set(step.revision.parameters) == {"match", "update__resources__r1"}
    assert step.revision.files == {"update__resources__r1__upload": Path("x.csv")}
    assert step.upload == 10


def test_a_linked_file_is_never_sent() -> None:
    step = difference(dataset(held=resource(path=None)), portal_after(dataset()), "tv")
    assert step.revision.files == {}
    assert step.revision.parameters["update__resources__r1"]["url"] == "https://d.example/x.csv"
    assert step.revision.parameters["update__resources__r1"]["clear_upload"] == "true"


def test_the_match_names_the_state_that_was_read() -> None:
    step = difference(dataset(notes="mới"), portal_after(dataset()), "tv")
    assert step.revision.parameters["match"] == {"id": "1", "metadata_modified": "m"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"state": "deleted"}, "was deleted there"),
        ({"extras": []}, "was not made by us"),
        ({"extras": [{"key": "mucluc_id", "value": "https://other.example/"}]}, "belongs to https://other.example/"),
        ({"organization": {"name": "khác"}}, "'khác', not 'tv'"),
    ],
)
def test_what_is_not_ours_is_refused_with_the_way_out(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(CkanError, match=told):
        difference(dataset(), portal_after(dataset(), **changed), "tv")


def test_a_missing_token_names_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MUCLUC_TEST_TOKEN", raising=False)
    release = write_release(tmp_path / "r")
    with pytest.raises(CkanError, match="no datasets"):
        plan(release, CkanSettings("http://127.0.0.1:9", "tv", "MUCLUC_TEST_TOKEN"))
    built(release)
    with pytest.raises(CkanError, match="environment variable MUCLUC_TEST_TOKEN"):
        plan(release, CkanSettings("http://127.0.0.1:9", "tv", "MUCLUC_TEST_TOKEN"))


def built(release: Release) -> None:
    from mucluc.datasets import build_datasets

    build_datasets(release, release.path / "datasets")


def test_a_portal_that_is_down_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUCLUC_TEST_TOKEN", "x")
    release = write_release(tmp_path / "r")
    built(release)
    with pytest.raises(CkanError, match=r"http://127\.0\.0\.1:9 cannot be reached"):
        plan(release, CkanSettings("http://127.0.0.1:9", "tv", "MUCLUC_TEST_TOKEN", timeout=5))

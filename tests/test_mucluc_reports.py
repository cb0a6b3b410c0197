# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from mucluc.converters.record import Fault, Place
from mucluc.release.model import Library, Network
from mucluc.reports import ReportBuilder, Totals
from mucluc.reports.builder import SHOWN
from mucluc.vocab.faults import FaultTableError, explain

NETWORK = Network(
    slug="n",
    title={"vi": "Mục lục <thử>", "en": "Trial <catalogue>"},
    description={"vi": "a", "en": "b"},
    base="https://e.example/",
    license="CC0-1.0",
    publisher={"vi": "a", "en": "b"},
    libraries=(
        Library("tinh", {"vi": "Thư viện tỉnh", "en": "Provincial library"}),
        Library("truong", {"vi": "Thư viện trường", "en": "School library"}),
    ),
    example=True,
)
SECRET = "CANARY-7f3a"


def fault(code: str, library: str = "tinh", **place: object) -> Fault:
    return Fault(code, Place(source="a.mrc", record=3, offset=1234, **place), "a note", SECRET, library)  # type: ignore[arg-type]


FAULTS = [
    fault("isbn-check-digit", control_number="PYVD1", tag="020", subfield="a"),
    fault("isbn-check-digit", control_number="=PYVD2", tag="020", subfield="a"),
    fault("title-missing", tag="245"),
    fault("field-local", tag="952"),
    fault("iso2709-truncated"),
]
TOTALS = {"tinh": Totals(read=1200, rejected=1, published=1100, withheld=Counter({"secret": 99, "deleted": 1}))}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    builder = ReportBuilder(tmp_path / "work")
    for each in FAULTS:
        builder.add(each)
    builder.finish(tmp_path / "public", tmp_path / "private", NETWORK, TOTALS)
    return tmp_path


def test_the_public_report_counts_and_shows_no_value(written: Path) -> None:
    found = json.loads((written / "public" / "faults.json").read_text("utf-8"))
    tinh, truong = found["libraries"]
    assert (tinh["read"], tinh["published"], tinh["withheld"], tinh["rejected"]) == (1200, 1100, 100, 1)
    assert [(each["code"], each["count"]) for each in tinh["faults"]] == [
        ("iso2709-truncated", 1),
        ("title-missing", 1),
        ("isbn-check-digit", 2),
        ("field-local", 1),
    ]
    assert tinh["faults"][2]["fields"] == [{"tag": "020", "subfield": "a", "count": 2}]
    assert truong["faults"] == []
    public = "".join(path.read_text("utf-8") for path in sorted((written / "public").iterdir()))
    assert "isbn-check-digit" in public
    for hidden in (SECRET, "PYVD", "a.mrc", "1234", "a note"):
        assert hidden not in public
    assert not re.search(r">secret<|\"secret\"", public), "the rule that withheld records is for the library alone"


def test_the_private_report_shows_where_and_what(written: Path) -> None:
    with (written / "private" / "tinh.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(FAULTS)
    isbn = [row for row in rows if row["code"] == "isbn-check-digit"]
    assert (isbn[0]["control_number"], isbn[0]["field"], isbn[0]["subfield"], isbn[0]["value"]) == ("PYVD1", "020", "a", SECRET)
    assert isbn[0]["help"] == explain("isbn-check-digit").help["vi"]
    page = (written / "private" / "tinh.html").read_text("utf-8")
    assert SECRET in page
    assert "PYVD1" in page
    assert "secret" in page
    assert SECRET not in (written / "private" / "truong.html").read_text("utf-8")


def test_a_cell_that_looks_like_a_formula_is_defused(written: Path) -> None:
    text = (written / "private" / "tinh.csv").read_text("utf-8-sig")
    assert "'=PYVD2" in text
    assert ",=PYVD2" not in text


@pytest.mark.parametrize("name", ["private/tinh.html", "private/tinh.en.html"])
def test_pages_are_whole_accessible_and_need_nothing_from_elsewhere(written: Path, name: str) -> None:
    path = written / name
    page = html.fromstring(path.read_text("utf-8"))
    english = name.endswith(("en.html",))
    assert page.get("lang") == ("en" if english else "vi")
    assert len(page.xpath("//h1")) == 1
    assert not page.xpath("//script | //style | //*[@style] | //img")
    for link in page.xpath("//@href"):
        assert not link.startswith(("http:", "https:", "//"))
        if not link.startswith(("#", "/")):
            assert (path.parent / link).is_file(), link
    for anchor in page.xpath("//a[starts-with(@href, '#')]/@href"):
        assert page.get_element_by_id(anchor[1:]) is not None
    assert all(cell.get("scope") for cell in page.xpath("//th"))
    assert "<thử>" not in path.read_text("utf-8")
    title = explain("isbn-check-digit").title["en" if english else "vi"]
    assert title in page.text_content()


def test_the_same_faults_give_the_same_bytes(written: Path, tmp_path: Path) -> None:
    builder = ReportBuilder(tmp_path / "again")
    for each in FAULTS:
        builder.add(each)
    builder.finish(tmp_path / "public2", tmp_path / "private2", NETWORK, TOTALS)
    for folder in ("public", "private"):
        for path in (written / folder).iterdir():
            assert path.read_bytes() == (tmp_path / f"{folder}2" / path.name).read_bytes()


def test_many_faults_stay_out_of_memory_and_the_page_stays_short(tmp_path: Path) -> None:
    with ReportBuilder(tmp_path / "work") as builder:
        for number in range(5000):
            builder.add(fault("field-local", control_number=f"N{number}", tag="952"))
            assert len(builder._rows) <= 2000
        builder.finish(tmp_path / "public", tmp_path / "private", NETWORK, {})
    page = (tmp_path / "private" / "tinh.html").read_text("utf-8")
    assert page.count('<th scope="row">N') == SHOWN
    assert f"{5000 - SHOWN:,}".replace(",", ".") in page
    assert (tmp_path / "private" / "tinh.csv").read_text("utf-8-sig").count("field-local") == 5000
    assert not (tmp_path / "work" / "faults.sqlite").exists()


def test_a_fault_without_a_library_is_not_lost(tmp_path: Path) -> None:
    builder = ReportBuilder(tmp_path / "work")
    builder.add(fault("iso2709-truncated", library=""))
    builder.finish(tmp_path / "public", tmp_path / "private", NETWORK, {})
    found = json.loads((tmp_path / "public" / "faults.json").read_text("utf-8"))
    assert found["libraries"][-1]["faults"][0]["code"] == "iso2709-truncated"
    assert (tmp_path / "private" / "unknown.html").is_file()


def test_a_code_that_no_table_explains_is_an_error(tmp_path: Path) -> None:
    with ReportBuilder(tmp_path / "work") as builder:
        builder.add(fault("no-such-code"))
        with pytest.raises(FaultTableError, match="no-such-code"):
            builder.finish(tmp_path / "public", tmp_path / "private", NETWORK, {})

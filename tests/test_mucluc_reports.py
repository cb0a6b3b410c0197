# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import csv
import json
import re
import tracemalloc
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from mucluc.converters.record import Fault, Place
from mucluc.release.model import Library, Network
from mucluc.reports import PrivateNotes, ReportBuilder, Totals
from mucluc.reports.pages import SHOWN
from mucluc.reports.private import LISTED
from mucluc.runner.local import Beside
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


def text_of(path: Path) -> str:
    """All text of a file, an archive's parts unpacked."""
    if path.suffix != ".xlsx":
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8") for name in archive.namelist())


def finish(builder: ReportBuilder, into: Path, totals: dict[str, Totals] | None = None, **more: Path | None) -> Path:
    builder.finish(into / "public", into / "private", NETWORK, TOTALS if totals is None else totals, **more)
    return into


@pytest.fixture
def written(tmp_path: Path) -> Path:
    builder = ReportBuilder(tmp_path / "work")
    for each in FAULTS:
        builder.add(each)
    return finish(builder, tmp_path)


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
    public = "".join(text_of(path) for path in sorted((written / "public").iterdir()))
    assert "isbn-check-digit" in public
    for hidden in (SECRET, "PYVD", "a.mrc", "1234", "a note"):
        assert hidden not in public
    assert not re.search(r">secret<|\"secret\"", public), "the rule that withheld records is for the library alone"


def test_the_private_report_shows_where_and_what(written: Path) -> None:
    with (written / "private" / "tinh.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(FAULTS)
    isbn = [row for row in rows if row["code"] == "isbn-check-digit"]
    assert (isbn[0]["control_number"], isbn[0]["field"], isbn[0]["value"]) == ("PYVD1", "020 $a", SECRET)
    for language in ("vi", "en"):
        assert isbn[0][f"help_{language}"] == explain("isbn-check-digit").help[language]
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
        made = sorted((written / folder).iterdir())
        assert len(made) >= 4
        for path in made:
            assert path.read_bytes() == (tmp_path / f"{folder}2" / path.name).read_bytes(), path.name


def test_many_faults_stay_out_of_memory_and_the_page_stays_short(tmp_path: Path) -> None:
    with ReportBuilder(tmp_path / "work") as builder:
        for number in range(5000):
            builder.add(fault("field-local", control_number=f"N{number}", tag="952"))
            assert len(builder._spool._rows) <= 2000
        finish(builder, tmp_path, {})
    page = (tmp_path / "private" / "tinh.html").read_text("utf-8")
    assert page.count("<bdi>N") == SHOWN
    assert f"{5000 - SHOWN:,}".replace(",", ".") in page
    assert (tmp_path / "private" / "tinh.csv").read_text("utf-8-sig").count("field-local") == 5000
    assert len(json.loads((tmp_path / "private" / "tinh.json").read_text("utf-8"))["faults"][0]["places"]) == 5000
    book = openpyxl.load_workbook(tmp_path / "private" / "tinh.xlsx", read_only=True)
    assert len(list(book.worksheets[1].iter_rows())) == LISTED + 1
    assert LISTED in [cell.value for row in book.worksheets[0].iter_rows(min_row=2) for cell in row], "the summary says how many are listed"
    assert not (tmp_path / "work" / "faults.sqlite").exists()


def test_the_working_set_does_not_grow_with_the_faults(tmp_path: Path) -> None:
    peaks = []
    for count in (4_000, 16_000):
        tracemalloc.start()
        with ReportBuilder(tmp_path / f"work{count}") as builder:
            for number in range(count):
                builder.add(fault("field-local", control_number=f"N{number}", tag="952"))
            finish(builder, tmp_path / str(count), {})
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2, peaks


def test_the_workbook_has_a_sheet_a_severity_with_a_frozen_head_and_runs_nothing(written: Path) -> None:
    book = openpyxl.load_workbook(written / "private" / "tinh.xlsx")
    assert [sheet.title for sheet in book][1:] == ["Mất · lost", "Lỗi · error", "Cảnh báo · warning", "Lưu ý · note"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
        assert all(each.width > 8 for each in sheet.column_dimensions.values())
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    warnings = book["Cảnh báo · warning"]
    head = [cell.value for cell in warnings[1]]
    rows = [dict(zip(head, (cell.value for cell in row), strict=True)) for row in warnings.iter_rows(min_row=2)]
    assert [row["Số kiểm soát (001) · Control number (001)"] for row in rows] == ["PYVD1", "=PYVD2"]
    assert rows[0]["Nội dung · Text"] == SECRET
    assert rows[0]["Cách sửa · How to mend, in Vietnamese"] == explain("isbn-check-digit").help["vi"]


def test_a_value_that_no_cell_holds_is_cut_there_and_whole_elsewhere(tmp_path: Path) -> None:
    builder = ReportBuilder(tmp_path / "work")
    long = "ắ" * 40_000
    builder.add(replace(fault("text-replaced", control_number="N1", tag="520"), value=long))
    finish(builder, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "private" / "tinh.xlsx")
    (cell,) = [each for row in book.worksheets[1].iter_rows(min_row=2) for each in row if str(each.value).startswith("ắ")]
    assert len(cell.value) == 32_767 and cell.value.endswith("…")
    assert json.loads((tmp_path / "private" / "tinh.json").read_text("utf-8"))["faults"][0]["places"][0]["value"] == long


def test_what_comes_out_of_a_record_is_inert_on_the_page(tmp_path: Path) -> None:
    nasty = '<script>alert(1)</script>" onmouseover="x'
    builder = ReportBuilder(tmp_path / "work")
    builder.add(Fault("text-replaced", Place("<b>.mrc", 1, 2, nasty, "245", "a"), "", nasty, "tinh"))
    finish(builder, tmp_path)
    for name in ("tinh.html", "tinh.en.html"):
        page = html.fromstring((tmp_path / "private" / name).read_text("utf-8"))
        assert not page.xpath("//script | //b[text()='.mrc'] | //*[@onmouseover]")
        assert nasty in page.text_content()


def test_records_are_counted_once_and_of_those_that_the_check_saw(tmp_path: Path) -> None:
    builder = ReportBuilder(tmp_path / "work")
    for number in ("A", "A", "B"):
        builder.add(fault("isbn-check-digit", control_number=number, tag="020", subfield="a"))
    builder.add(Fault("title-missing", Place("a.mrc", 1, 0, None, "245"), library="tinh"))
    builder.add(Fault("title-missing", Place("a.mrc", 2, 9, None, "245"), library="tinh"))
    builder.add(Fault("iso2709-truncated", Place("a.mrc"), library="tinh"))
    finish(builder, tmp_path)
    found = {each["code"]: each for each in json.loads((tmp_path / "public" / "faults.json").read_text("utf-8"))["libraries"][0]["faults"]}
    counted = {code: (each["count"], each["records"], each["of"]) for code, each in found.items()}
    # An ISBN is looked at in what is published, a missing title in all that was read, a cut-off file in no record that is known.
    assert counted == {"isbn-check-digit": (3, 2, 1100), "title-missing": (2, 2, 1200), "iso2709-truncated": (1, 0, 1201)}


def test_what_most_records_suffer_from_comes_first_within_a_severity(tmp_path: Path) -> None:
    builder = ReportBuilder(tmp_path / "work")
    for _ in range(9):
        builder.add(fault("isbn-check-digit", control_number="A", tag="020"))
    for number in "AB":
        builder.add(fault("issn-check-digit", control_number=number, tag="022"))
    builder.add(fault("title-empty", control_number="A", tag="245"))
    finish(builder, tmp_path)
    faults = json.loads((tmp_path / "private" / "tinh.json").read_text("utf-8"))["faults"]
    assert [each["code"] for each in faults] == ["title-empty", "issn-check-digit", "isbn-check-digit"]


def test_the_first_report_says_that_there_is_nothing_to_compare_with(written: Path) -> None:
    said = json.loads((written / "public" / "faults.json").read_text("utf-8"))
    assert said["first"] is True and all(each["change"] is None for each in said["libraries"])
    assert "chưa có gì để so sánh" in (written / "private" / "tinh.html").read_text("utf-8")


def test_the_change_since_the_last_release_is_counted_by_code(written: Path, tmp_path: Path) -> None:
    builder = ReportBuilder(tmp_path / "second")
    builder.add(fault("isbn-check-digit", control_number="PYVD1", tag="020", subfield="a"))
    for number in "AB":
        builder.add(fault("field-local", control_number=number, tag="952"))
    builder.add(fault("title-missing", tag="245"))
    builder.add(fault("issn-check-digit", control_number="A", tag="022"))
    last = written / "public"
    said = json.loads((last / "faults.json").read_text("utf-8"))
    said["checks"].remove("issn-check-digit")
    said["codes"]["forgotten"] = {"severity": "info", "title": {"vi": "Cũ", "en": "Old"}, "help": {"vi": "a", "en": "b"}}
    said["libraries"][0]["faults"].append({"code": "forgotten", "severity": "info", "count": 4, "fields": []})
    (last / "faults.json").write_text(json.dumps(said), "utf-8")
    finish(builder, tmp_path / "b", last=last)
    now = json.loads((tmp_path / "b" / "public" / "faults.json").read_text("utf-8"))
    change = now["libraries"][0]["change"]
    assert now["first"] is False and now["libraries"][1]["change"] is None, "a library that has nothing to say has not changed"
    assert {each["code"]: (each["before"], each["now"], each["difference"], each["kind"]) for each in change["codes"]} == {
        "iso2709-truncated": (1, 0, -1, "solved"),
        "issn-check-digit": (0, 1, 1, "check-new"),
        "isbn-check-digit": (2, 1, -1, "fewer"),
        "field-local": (1, 2, 1, "more"),
        "forgotten": (4, 0, -4, "check-gone"),
    }
    assert (change["faults_before"], change["faults_now"], change["read_before"]) == (9, 5, 1200)
    with (tmp_path / "b" / "public" / "faults.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert (rows["iso2709-truncated"]["count"], rows["iso2709-truncated"]["difference"]) == ("0", "-1")
    assert (rows["title-missing"]["difference"], rows["issn-check-digit"]["before"]) == ("0", "")
    page = html.fromstring((tmp_path / "b" / "private" / "tinh.html").read_text("utf-8"))
    assert "đã sửa hết" in page.text_content() and "phép kiểm tra mới" in page.text_content()


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


def again(tmp_path: Path, into: str, faults: list[Fault], before: str = "") -> Path:
    """The private files of a run; before: the folder of those of an earlier one."""
    notes = PrivateNotes(tmp_path / before if before else None, tmp_path / "notes" if before else None, tmp_path / "notes")
    with ReportBuilder(tmp_path / "work") as builder:
        for each in faults:
            builder.add(each)
        builder.finish(tmp_path / "public", tmp_path / into, NETWORK, TOTALS, notes=notes)
    return tmp_path / into


def same_files(one: Path, other: Path) -> set[str]:
    return {each.stem.split(".")[0] for each in one.iterdir() if each.suffix != ".css" and each.samefile(other / each.name)}


def test_a_library_of_which_the_same_is_said_keeps_its_files(tmp_path: Path) -> None:
    first = again(tmp_path, "first", FAULTS)
    second = again(tmp_path, "second", FAULTS, "first")
    assert same_files(second, first) == {"tinh", "truong"}
    third = again(tmp_path, "third", [*FAULTS, fault("title-missing", "truong", tag="245")], "second")
    assert same_files(third, second) == {"tinh"}
    assert "title-missing" in (third / "truong.csv").read_text("utf-8-sig")
    (third / "tinh.csv").unlink()
    (third / "tinh.csv").write_text("changed by hand")
    fourth = again(tmp_path, "fourth", FAULTS, "third")
    whole = again(tmp_path, "whole", FAULTS)
    assert same_files(fourth, third) == set()
    assert {each.name: each.read_bytes() for each in fourth.iterdir()} == {each.name: each.read_bytes() for each in whole.iterdir()}


def test_files_written_beside_the_run_are_those_written_at_once(written: Path, tmp_path: Path) -> None:
    builder = ReportBuilder(tmp_path / "aside")
    for each in FAULTS:
        builder.add(each)
    with Beside(2) as beside:
        builder.finish(tmp_path / "public", tmp_path / "beside", NETWORK, TOTALS, give=beside.give)
        beside.wait()
    builder.close()
    for each in (written / "private").iterdir():
        assert (tmp_path / "beside" / each.name).read_bytes() == each.read_bytes()

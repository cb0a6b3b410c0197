# SPDX-License-Identifier: Apache-2.0
"""The template as a workbook: what the librarian sees is what is read, and each doubtful cell is named as Excel names it."""

from __future__ import annotations

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pytest
import xlsxwriter
from frictionless.formats import ExcelControl
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters import archive
from mucluc.converters import workbook as reading
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record
from mucluc.converters.screen import Policy, screen
from mucluc.converters.sheet_columns import column_for, columns, letters, schema
from mucluc.converters.sheet_template import example_rows, workbook
from mucluc.vocab.codes import LANGUAGES as CODES

Told = list[tuple[str, str | None]]


def found(data: bytes, name: str = "b.xlsx") -> tuple[list[Record], list[Fault]]:
    both = list(read(io.BytesIO(data), name=name))
    return [x for x in both if isinstance(x, Record)], [x for x in both if isinstance(x, Fault)]


def told(faults: list[Fault]) -> Told:
    return [(fault.code, fault.place.cell) for fault in faults]


def saved(change: Callable[[Any], object], *rows: list[Any]) -> bytes:
    """A workbook written by openpyxl: a header, the rows, and what `change` does to the sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows or (["Mã số", "Nhan đề", "Năm xuất bản", "Ký hiệu xếp giá", "ISBN"], ["K1", "Tên", "2015", "VH 1", None]):
        sheet.append(row)
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(address: str, value: Any, shape: str = "General") -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet[address].value = value
        sheet[address].number_format = shape

    return change


def one(records: list[Record]) -> dict[str, str]:
    return dict(records[0].fields) if records else {}


@pytest.mark.parametrize(
    ("change", "field", "text", "faults"),
    [
        (put("C2", 2015), "264", " 1\x1fc2015", []),
        (put("A2", 7, "0000"), "001", "0007", []),
        (put("A2", 7.0), "001", "7", []),
        (put("E2", 9786046915010), "020", "  \x1fa9786046915010", []),
        (put("E2", 306406152), "020", "  \x1fz306406152", [("sheet-isbn-length", "E2")]),
        (put("D2", 895.9, "0.00"), "852", "8 \x1fh895.90", []),
        (put("D2", 895.92), "852", "8 \x1fh895.92", []),
        (put("D2", True), "852", "8 \x1fhTRUE", []),
        (put("D2", datetime.date(2026, 3, 12), "d-mmm"), "852", None, [("sheet-date", "D2")]),
        (put("D2", datetime.datetime(2026, 3, 12, 8), "dd/mm/yyyy hh:mm"), "852", None, [("sheet-date", "D2")]),
        (put("D2", 46093, "[$-42A]dd mmmm yyyy"), "852", None, [("sheet-date", "D2")]),
        (put("D2", 12.5, '0.0 "md"'), "852", "8 \x1fh12.5", []),
        (put("C2", datetime.date(2015, 5, 1), "dd/mm/yyyy"), "264", " 1\x1fc2015", [("sheet-year-date", "C2")]),
        (put("C2", 2015, "dd/mm/yyyy"), "264", " 1\x1fc2015", [("sheet-year-date", "C2")]),
        (put("C2", 3015), "008", "||||||nuuuuuuuu||||||||||||||||||||vie||", [("sheet-year", "C2")]),
        (put("D2", '="VH "&1'), "852", None, [("sheet-formula-empty", "D2")]),
        (put("D2", "#N/A"), "852", None, [("sheet-cell-error", "D2")]),
        (put("A2", None), None, None, [("sheet-cell-missing", "A2")]),
        (put("B2", "  "), None, None, [("sheet-cell-missing", "B2")]),
        (put("A2", "sách số 1"), "001", "sách số 1", [("sheet-id-odd", "A2")]),
    ],
)
def test_what_a_cell_shows_is_what_is_read(change: Callable[[Any], None], field: str | None, text: str | None, faults: Told) -> None:
    records, complaints = found(saved(change))
    assert told(complaints) == faults
    assert bool(records) == (field is not None)
    if field:
        assert one(records).get(field) == text


def test_a_formula_is_not_computed_but_its_result_is_used_and_told() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Mã số", "Nhan đề"])
        sheet.write_row(1, 0, ["K1"])
        sheet.write_formula(1, 1, '="Không "&"tính"', None, "Kết quả đã lưu")
    records, faults = found(out.getvalue())
    assert one(records)["245"] == "00\x1faKết quả đã lưu"
    assert told(faults) == [("sheet-formula", "B2")]


@pytest.mark.parametrize("char", ["\x1d", "\x1e", "\x1f"])
def test_no_cell_can_open_a_field_or_a_subfield(char: str) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Mã số", "Nhan đề"])
        sheet.write_row(1, 0, ["K1", f"một{char}506 1"])
    records, _ = found(out.getvalue())
    assert one(records)["245"] == "00\x1famột 506 1"
    assert found(f"Mã số,Nhan đề\nK1,một{char}506 1\n".encode(), "b.csv")[0] in ([], records)


def test_merged_cells_are_told_below_the_header_only() -> None:
    def merge(sheet: Any) -> None:
        sheet.insert_rows(1)
        sheet["A1"].value = "DANH MỤC"
        sheet.merge_cells("A1:E1")
        sheet.merge_cells("D3:D4")

    records, faults = found(saved(merge, ["Mã số", "Nhan đề", "x", "Tác giả"], ["K1", "A", "", "An"], ["K2", "B", "", "Ba"]))
    assert [r.control_number for r in records] == ["K1", "K2"]
    assert told(faults) == [("sheet-column-unknown", "C2"), ("sheet-merged", "D3:D4")]


def test_a_doubled_id_names_the_cell_of_the_first() -> None:
    _, (fault,) = found(saved(lambda sheet: sheet.append(["K1", "Khác"])))
    assert (fault.code, fault.place.cell, fault.place.column, fault.note) == (
        "sheet-id-twice",
        "A3",
        "Mã số",
        "cell A3, column “Mã số”; = A2",
    )


def test_the_first_sheet_with_the_columns_is_read_and_the_others_are_told() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Ghi chú chung"])
    for name, number in (("Văn học", "K1"), ("Ẩn", "K0"), ("Thiếu nhi", "K2"), ("Ví dụ", "K3")):
        sheet = book.create_sheet(name)
        sheet.append(["Mã số", "Nhan đề"])
        sheet.append([number, "Tên"])
    book["Ẩn"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    records, faults = found(out.getvalue())
    assert [r.control_number for r in records] == ["K1"]
    assert [(fault.code, fault.note) for fault in faults] == [("sheet-others", "sheets 3")]


def test_a_workbook_without_the_columns_says_so() -> None:
    assert [f.code for f in found(saved(lambda sheet: None, ["a", "b"], ["1", "2"]))[1]] == ["sheet-no-header"]
    assert [f.code for f in found(saved(lambda sheet: None, ["Mã số", "Nhan đề"]))[1]] == ["sheet-no-rows"]


def test_a_workbook_inside_an_archive_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("tủ sách/b.xlsx", saved(lambda sheet: None))
    records, faults = found(out.getvalue(), "a.zip")
    assert ([r.place.source for r in records], faults) == (["a.zip!tủ sách/b.xlsx"], [])


TEXT = st.text(st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=20)
ROWS = st.lists(st.lists(TEXT | st.sampled_from(["_x000D_", "_x0041_", "=1+1", "  ", "0012"]), min_size=5, max_size=5), max_size=5)
HEAD = ["Mã số", "Nhan đề", "Tác giả", "Ghi chú", "Tóm tắt"]


@settings(max_examples=80, deadline=None)
@given(ROWS)
def test_a_workbook_and_the_csv_of_the_same_cells_give_the_same_records(rows: list[list[str]]) -> None:
    table = [[f"K{number}", *row[1:]] for number, row in enumerate(rows)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows([HEAD, *table])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEAD, *table]):
            for position, cell in enumerate(row):
                sheet.write_string(number, position, cell)
    assert found(out.getvalue())[0] == found(text.getvalue().encode(), "b.csv")[0]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.integers(-(10**15), 10**15), st.floats(-1e6, 1e6), st.booleans(), st.dates(datetime.date(1901, 1, 1))), max_size=6
    )
)
def test_openpyxl_sees_the_same_numbers_and_dates(cells: list[Any]) -> None:
    data = saved(lambda sheet: None, HEAD, ["K1", "A", *cells])
    theirs = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(data)).active[2][2:]]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        book = reading._Book(packed)
        _, line = reading._Sheet(book, book.sheets[0]).lines()
    for ours, wanted in zip([*line.cells, *[""] * len(HEAD)][2:], theirs, strict=False):
        if isinstance(wanted, datetime.datetime):
            year = wanted.year == 1905 or wanted.year < 1906  # a number between 1000 and 2100 is a year that was typed
            assert ours == wanted.date().isoformat() or (year and 1000 <= int(ours) <= 2100)
        elif wanted is None:
            assert ours == ""
        elif isinstance(wanted, bool):
            assert ours == str(wanted).upper()
        else:
            assert float(ours) == wanted


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed_again(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def filled() -> bytes:
    """A workbook written by xlsxwriter, which keeps its texts in a table of their own."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Mã số", "Nhan đề"])
        sheet.write_row(1, 0, ["K1", "Tên"])
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "change", "code"),
    [
        (SHEET, lambda data: data.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1), "workbook-broken"),
        (SHEET, lambda data: data[:-30], "workbook-broken"),
        (SHEET, lambda data: data.replace(b"</row>", b"</raw>"), "workbook-broken"),
        ("xl/workbook.xml", lambda data: b"", "workbook-broken"),
        ("xl/sharedStrings.xml", lambda data: data.replace(b"<si>", b"<no>").replace(b"</si>", b"</no>"), "workbook-broken"),
        (SHEET, lambda data: b" " * (archive.RATIO_FROM + 1), "archive-bomb"),
    ],
)
def test_a_damaged_or_hostile_workbook_is_a_fault(part: str, change: Callable[[bytes], bytes], code: str) -> None:
    parts = parts_of(filled())
    assert code in [fault.code for fault in found(packed_again({**parts, part: change(parts[part])}))[1]]


def test_rows_before_the_damage_are_kept() -> None:
    parts = parts_of(saved(lambda sheet: [sheet.append([f"K{n}", "Tên"]) for n in range(2, 5000)]))
    records, faults = found(packed_again({**parts, SHEET: parts[SHEET][: len(parts[SHEET]) * 9 // 10]}))
    assert len(records) > 4000
    assert [fault.code for fault in faults] == ["workbook-broken"]


def test_what_is_held_whole_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "TEXTS", 100)
    assert [fault.code for fault in found(filled())[1]] == ["workbook-too-large"]


def test_a_cell_at_the_end_of_the_world_takes_no_memory() -> None:
    records, faults = found(saved(put("XFD2", "xa")))
    assert ([r.control_number for r in records], faults) == (["K1"], [])
    records, _ = found(saved(put("A1048576", "K9")))
    assert [r.control_number for r in records] == ["K1"]


def test_a_row_without_end_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROW_LIMIT", 10_000)
    data = saved(lambda sheet: [sheet.append(row) for row in (["K2", "A"], ["K3", "B"])])
    parts = parts_of(data)
    row = (
        b'<row r="3"><c r="A3" t="inlineStr"><is><t>K2</t></is></c><c r="B3" t="inlineStr"><is><t>' + b"x" * 20_000 + b"</t></is></c></row>"
    )
    begun, ended = parts[SHEET].index(b'<row r="3"'), parts[SHEET].index(b'<row r="4"')
    records, faults = found(packed_again({**parts, SHEET: parts[SHEET][:begun] + row + parts[SHEET][ended:]}))
    assert [r.control_number for r in records] == ["K1", "K3"]
    assert [(fault.code, fault.place.offset) for fault in faults] == [("sheet-row-unreadable", 3)]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_a_part_makes_reading_raise(draw: st.DataObject) -> None:
    parts = parts_of(saved(lambda sheet: sheet.merge_cells("D2:D3")))
    name = draw.draw(st.sampled_from([name for name in parts if name.endswith((".xml", ".rels"))]))
    seed = parts[name]
    at, cut = draw.draw(st.integers(0, len(seed))), draw.draw(st.integers(0, 40))
    changed = seed[:at] + draw.draw(st.binary(max_size=12) | st.sampled_from([b"-1", b"99999999999999999999", b'"'])) + seed[at + cut :]
    for each in read(io.BytesIO(packed_again({**parts, name: changed}))):
        assert isinstance(each, (Record, Fault))


# The template


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_template_is_empty_until_it_is_filled_in(language: str) -> None:
    assert [fault.code for fault in found(workbook(language))[1]] == ["sheet-no-rows"]
    assert workbook(language) == workbook(language)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_filled_example_reads_without_a_word(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(language)))
    first, example = book.worksheets[:2]
    for number, row in enumerate(example.iter_rows(min_row=2, values_only=True), 2):
        for position, value in enumerate(row, 1):
            first.cell(number, position).value = value
    out = io.BytesIO()
    book.save(out)
    records, faults = found(out.getvalue())
    assert (len(records), faults) == (12, [])
    assert {record.leader[6:8] for record in records} == {"am", "as", "em", "tm"}
    assert [screen(record, Policy.default()).record is None for record in records].count(True) == 1
    text = (resources.files("mucluc.converters") / "spreadsheet-example.csv").read_bytes()
    plain, faults = found(text, "e.csv")
    assert faults == []
    kept = {"001", "008", "041", "245", "506", "LDR"}
    mine, theirs = ([[(t, x) for t, x in r.fields if t in kept] for r in each] for each in (records, plain))
    assert mine == theirs


def test_frictionless_finds_the_workbook_valid(tmp_path: Path) -> None:
    (tmp_path / "mau.xlsx").write_bytes(workbook("vi"))
    descriptor = frictionless.Schema.from_descriptor(json.loads(json.dumps(schema())))
    for sheet, rows in (("Tài liệu", 0), ("Ví dụ", 12)):
        control = ExcelControl(sheet=sheet)
        report = frictionless.Resource(path="mau.xlsx", basepath=str(tmp_path), schema=descriptor, control=control).validate()
        assert report.valid, report.flatten(["type", "note"])
        assert report.tasks[0].stats.get("rows", 0) == rows


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_column_has_a_note_is_text_and_offers_its_words(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(language)))
    sheet = book.worksheets[0]
    fields = schema()["fields"]
    assert [cell.value for cell in sheet[1]] == [field["name" if language == "vi" else "title"] for field in fields]
    for cell, field in zip(sheet[1], fields, strict=True):
        assert field["description" if language == "vi" else "description_en"] in cell.comment.text
    text = {n for each in sheet.column_dimensions.values() if each.number_format == "@" for n in range(each.min, each.max + 1)}
    assert text == set(range(1, len(fields) + 1))
    assert sheet.freeze_panes == "B2"
    lists = [str(rule.sqref).partition(":")[0].rstrip("0123456789") for rule in sheet.data_validations.dataValidation]
    coded = [(letters(n), field) for n, field in enumerate(fields) if "choices" in field]
    assert sorted(lists) == sorted(letter for letter, _ in coded)
    hidden = book.worksheets[-1]
    assert hidden.sheet_state == "hidden"
    offered = [[cell for cell in column if cell] for column in hidden.iter_cols(values_only=True)]
    assert offered == [field["choices"][language] for _, field in coded]


def test_every_word_that_is_offered_is_understood() -> None:
    for field in schema()["fields"]:
        if "choices" in field:
            assert len(field["choices"]["vi"]) == len(field["choices"]["en"])
            if "values" in field:
                words = [word for each in field["choices"].values() for word in each]
                assert [word for word in words if word.casefold() not in field["values"] and word.lower() not in CODES] == []


def test_the_example_uses_every_column() -> None:
    rows = example_rows()
    assert [name for name in columns() if not any(row[name] for row in rows)] == []


@pytest.mark.parametrize(
    ("tag", "subfield", "column"),
    [
        ("020", "a", "ISBN"),
        ("264", "c", "Năm xuất bản"),
        ("008", None, "Năm xuất bản"),
        ("082", "2", None),
        ("100", None, "Tác giả"),
        ("999", None, None),
    ],
)
def test_a_field_of_marc_is_traced_to_its_column(tag: str, subfield: str | None, column: str | None) -> None:
    assert column_for(tag, subfield) == column


@pytest.mark.parametrize(("position", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_in_a_spreadsheet(position: int, name: str) -> None:
    assert (letters(position), reading._position(name)) == (name, position)

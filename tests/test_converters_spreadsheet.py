# SPDX-License-Identifier: Apache-2.0
"""The spreadsheet template: columns in any order and spelling, and a message for each cell that a volunteer can act on."""

from __future__ import annotations

import io
import json
from importlib import resources
from pathlib import Path

import frictionless
import pytest

from mucluc.converters import sheet_cells
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record
from mucluc.converters.screen import Policy, screen
from mucluc.converters.spreadsheet import column_of, columns, template
from mucluc.vocab.codes import LANGUAGES


def sheet(*rows: str, encoding: str = "utf-8", **options: str) -> tuple[list[Record], list[Fault]]:
    data = "\r\n".join(rows).encode(encoding)
    found = list(read(io.BytesIO(data), name="b.csv", **options))  # type: ignore[arg-type]
    return [x for x in found if isinstance(x, Record)], [x for x in found if isinstance(x, Fault)]


def one(header: str, row: str) -> tuple[dict[str, list[str]], set[str]]:
    records, faults = sheet("Mã số,Nhan đề," + header, "K1,Tên," + row)
    fields: dict[str, list[str]] = {}
    for tag, text in records[0].fields:
        fields.setdefault(tag, []).append(text.replace("\x1f", "$"))
    return fields, {fault.code for fault in faults}


def test_the_template_reads_without_a_fault() -> None:
    records, faults = sheet(*template().splitlines())
    assert faults == []
    assert [record.control_number for record in records] == ["TVCD-0001", "TVCD-0002"]
    assert [len(record.get("008") or "") for record in records] == [40, 40]
    assert all(screen(record, Policy.default()).record is not None for record in records)


def test_a_row_becomes_a_record() -> None:
    records, _ = sheet(*template().splitlines())
    fields = [f"{tag} {text}".replace("\x1f", "$") for tag, text in records[0].fields]
    assert records[0].leader == "00000nam a22000007c 4500"
    assert fields == [
        "001 TVCD-0001",
        "008 ||||||s1996    ||||||||||||||||||||vie||",
        "040   $bvie",
        "082 04$a895.92212",
        "100 0 $aNguyễn Du",
        "245 10$6880-01$aTruyện Kiều",
        "246 3 $aĐoạn trường tân thanh",
        "250   $aTái bản lần thứ 3",
        "264  1$aH.$bVăn học$c1996",
        "300   $a323 tr.$c19 cm",
        "520   $aTruyện thơ Nôm về cuộc đời Thúy Kiều.",
        "650  4$aVăn học trung đại",
        "653   $atruyện thơ",
        "653   $atruyện Nôm",
        "700 0 $aĐào Duy Anh$ehiệu đính$4edt",
        "852 8 $cKho mượn$h895.9221 NG-D$pCD00012",
        "852 8 $cKho mượn$h895.9221 NG-D$pCD00013",
        "880 10$6245-01/$1$a傳翹",
    ]


def test_frictionless_finds_the_template_valid_and_the_schema_right(tmp_path: Path) -> None:
    raw = json.loads((resources.files("mucluc.converters") / "spreadsheet-schema.json").read_text("utf-8"))
    schema = frictionless.Schema.from_descriptor(raw)
    (tmp_path / "mau.csv").write_text(template(), "utf-8", newline="")
    report = frictionless.Resource(path="mau.csv", basepath=str(tmp_path), schema=schema).validate()
    assert report.valid, report.flatten(["code", "note"])


def test_the_columns_are_told_in_both_languages_and_their_codes_exist() -> None:
    raw = json.loads((resources.files("mucluc.converters") / "spreadsheet-schema.json").read_text("utf-8"))
    for field in raw["fields"]:
        assert field["title"].isascii() and field["description"] and field["description_en"] and field["marc"]
        assert column_of(field["name"]) == column_of(field["title"]) == field["name"]
        assert all(column_of(alias) == field["name"] for alias in field.get("aliases", ()))
    assert set(columns()["Ngôn ngữ"].values.values()) <= set(LANGUAGES)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_delimiter_and_unicode_is_read(delimiter: str, encoding: str) -> None:
    rows = [delimiter.join(cells) for cells in (["Nhan đề", "Mã số", "Tác giả"], ["Tên", "K1", "An"])]
    records, faults = sheet(*rows, encoding=encoding)
    assert faults == []
    assert [(r.control_number, r.get("100")) for r in records] == [("K1", "0 \x1faAn")]


@pytest.mark.parametrize("header", ["NHAN ĐỀ *,MÃ SỐ", "Nhan de,Ma so", "Title,ID", "Tên sách (bắt buộc),Mã tài liệu", "Nhan đề,Mã số"])
def test_a_header_may_be_spelled_in_many_ways(header: str) -> None:
    records, faults = sheet(header, "Tên,K1")
    assert (len(records), faults) == (1, [])


def test_kho_is_not_kho_sach() -> None:
    assert (column_of("Kho"), column_of("Khổ"), column_of("Khổ sách")) == ("Kho", "Khổ sách", "Khổ sách")


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    records, faults = sheet(
        "DANH MỤC SÁCH,,", "", "Mã số,Nhan đề,Năm xuất bản", '"K1","Nhiều', 'dòng",1999', ",,", "K2,,2000", "K3,C,hai nghìn"
    )
    assert [(r.control_number, r.place.record, r.place.offset) for r in records] == [("K1", 1, 4), ("K3", 3, 7)]
    assert records[0].get("245") == "00\x1faNhiều dòng"
    assert [(f.code, f.place.offset, f.note) for f in faults] == [
        ("sheet-cell-missing", 6, "cell B6, column “Nhan đề”"),
        ("sheet-year", 7, "cell C7, column “Năm xuất bản”"),
    ]


CELLS = [
    ("Tác giả", "An; Bình; ", {"100": ["0 $aAn"], "700": ["0 $aBình"]}, set()),
    ("Tác giả", '"Nguyễn, Du"', {"100": ["1 $aNguyễn, Du"]}, set()),
    ("Tác giả tập thể", "Hội A; Hội B", {"110": ["2 $aHội A"], "710": ["2 $aHội B"], "245": ["10$aTên"]}, set()),
    ("Người tham gia", "Đào Duy Anh (dịch)", {"700": ["0 $aĐào Duy Anh$edịch$4trl"]}, set()),
    ("Người tham gia", "Đào Duy Anh (bạn)", {"700": ["0 $aĐào Duy Anh$ebạn"]}, {"sheet-role"}),
    ("Năm xuất bản", "1998-2003", {"008": ["||||||m19982003||||||||||||||||||||vie||"], "264": [" 1$c1998-2003"]}, set()),
    ("Năm xuất bản", "năm ngoái", {"008": ["||||||nuuuuuuuu||||||||||||||||||||vie||"]}, {"sheet-year"}),
    ("ISBN", "978-604-902-707-9", {"020": ["  $a978-604-902-707-9"]}, set()),
    ("ISBN", "9786049027078", {"020": ["  $z9786049027078"]}, {"sheet-isbn"}),
    ("Ngôn ngữ", "tiếng Anh; vie", {"041": ["0 $aeng$avie"], "008": ["||||||nuuuuuuuu||||||||||||||||||||eng||"]}, set()),
    ("Ngôn ngữ", "tiếng Tày", {"008": ["||||||nuuuuuuuu||||||||||||||||||||und||"]}, {"sheet-language-unknown"}),
    ("Loại tài liệu", "Luận văn", {"502": ["  $aLuận văn"]}, set()),
    ("Loại tài liệu", "tượng", {}, {"sheet-type-unknown"}),
    ("Tùng thư", "Tủ sách Vàng; tập 5", {"490": ["0 $aTủ sách Vàng$vtập 5"]}, set()),
    ("Số bản", "3", {"852": ["8 $z3 bản"]}, set()),
    ("Số bản", "vài", {}, {"sheet-copies"}),
    ("Liên kết số", "https://a.vn/1;x http://b.vn", {"856": ["40$uhttps://a.vn/1;x", "40$uhttp://b.vn"]}, set()),
    ("Liên kết số", "javascript:alert(1)", {}, {"sheet-link"}),
    ("Hạn chế", "Không phục vụ", {"506": ["1 $aKhông phục vụ"]}, set()),
    ("Người tặng", "Bà Lan", {"541": ["0 $aBà Lan"]}, set()),
]


@pytest.mark.parametrize(("column", "cell", "made", "codes"), CELLS, ids=[f"{column}: {cell}" for column, cell, _, _ in CELLS])
def test_what_a_cell_becomes(column: str, cell: str, made: dict[str, list[str]], codes: set[str]) -> None:
    fields, found = one(column, cell)
    assert {tag: fields.get(tag) for tag in made} == made
    assert found == codes


def test_what_a_volunteer_keeps_back_is_kept_back() -> None:
    (secret, gift), _ = sheet("Mã số,Nhan đề,Hạn chế,Người tặng", "K1,A,Không phục vụ,", "K2,B,Đọc tại chỗ,Bà Lan")
    assert screen(secret, Policy.default()).rule == "secret-words"
    kept = screen(gift, Policy.default())
    assert kept.record is not None and kept.removed == {"541a": 1}


def test_a_map_or_a_serial_has_its_leader() -> None:
    records, _ = sheet("Mã số,Nhan đề,Loại tài liệu", "K1,A,Bản đồ", "K2,B,Tạp chí")
    assert [r.leader[6:8] for r in records] == ["em", "as"]


def test_what_is_wrong_with_the_table_is_said() -> None:
    assert {f.code for f in sheet("a,b,c", "1,2,3")[1]} == {"sheet-no-header"}
    assert [f.code for f in sheet("Nhan đề,Tác giả", "A,B")[1]] == ["sheet-no-id-column", "sheet-cell-missing"]
    assert [f.code for f in sheet("Mã số,Nhan đề,Giá tiền", "K,A,9")[1]] == ["sheet-column-unknown"]
    assert [f.code for f in sheet("Mã số,Nhan đề,Tên sách", "K,A,B")[1]] == ["sheet-column-twice"]
    assert [f.code for f in sheet("Mã số,Nhan đề", "K,A,thừa")[1]] == ["sheet-too-many-cells"]


def test_a_legacy_encoding_is_recognised_and_can_be_given() -> None:
    rows = ("ID,Title,Author", "K1,Truye\u0323\u0302n,Nguyê\u0303n Du", "K2,Plain,An")
    records, faults = sheet(*rows[:2], rows[2], encoding="utf-8")
    assert len(records) == 2 and not faults
    legacy = ("ID,Title,Author", "K1,Truyê\u0323n,Nguyê\u0303n Du", "K2,Plain,An")
    records, faults = sheet(*legacy, encoding="cp1258")
    assert ([r.get("245") for r in records], [f.code for f in faults]) == (["10\x1faTruyện", "10\x1faPlain"], ["encoding-legacy"])
    records, faults = sheet("ID,Title", "K1,Zm\u011bna", "K2,Plain", encoding="cp1250")
    assert ([r.control_number for r in records], [(f.code, f.place.offset) for f in faults]) == (["K2"], [("sheet-not-utf8", 2)])
    data = "\r\n".join(legacy).encode("cp1258")
    (first, _) = (found for found in read(io.BytesIO(data), encoding="cp1258") if isinstance(found, Record))
    assert first.get("245") == "10\x1faTruyện"


@pytest.mark.parametrize("rows", [300, 3000])
def test_an_unclosed_quotation_mark_costs_its_line_and_nothing_else(rows: int) -> None:
    records, faults = sheet("Mã số,Nhan đề", "K1,A", 'K2,"B', *["K3," + "x" * 1000] * rows)
    assert [r.control_number for r in records] == ["K1", *["K3"] * rows]
    assert [(f.code, f.place.offset) for f in faults if f.code != "sheet-id-twice"] == [("sheet-row-unreadable", 3)]


def test_a_misplaced_quotation_mark_costs_its_row() -> None:
    records, faults = sheet("Mã số,Nhan đề", 'K1,"A"B', "K2,C")
    assert [r.control_number for r in records] == ["K2"]
    assert [(f.code, f.place.offset) for f in faults] == [("sheet-row-unreadable", 2)]


@pytest.mark.parametrize(
    ("number", "right"), [("0306406152", True), ("030640615X", False), ("080442957X", True), ("9790000000000", False), ("123", False)]
)
def test_isbn_check_digits(number: str, right: bool) -> None:
    assert sheet_cells.isbn_is_right(number) is right

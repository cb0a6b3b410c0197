# SPDX-License-Identifier: Apache-2.0
"""The same records in every format give the same answers; a volunteer's table is judged in her words; the template is written."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pymarc
import pytest

from mucluc.cli import main
from mucluc.converters.sheet_template import workbook

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "phu-yen"
SHIPPED = EXAMPLES / "loc-vietnamese-121.mrc"

Out = pytest.CaptureFixture[str]


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.mrc", data)
    return out.getvalue()


def theirs() -> list[pymarc.Record]:
    return [record for record in pymarc.MARCReader(SHIPPED.read_bytes(), to_unicode=True, force_utf8=True) if record]


def as_text(_: bytes) -> bytes:
    return "\n".join(map(str, theirs())).encode()


def as_json(_: bytes) -> bytes:
    return f"[{','.join(record.as_json() for record in theirs())}]".encode()


def as_json_lines(_: bytes) -> bytes:
    return "\n".join(record.as_json(ensure_ascii=False) for record in theirs()).encode()


FORMS: list[Callable[[bytes], bytes]] = [as_text, as_json, as_json_lines, gzip.compress, zipped, lambda data: gzip.compress(as_text(data))]
NAMES = ["lines", "json", "json lines", "gzip", "zip", "lines in gzip"]


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_the_shipped_records_give_the_same_in_every_format(
    form: Callable[[bytes], bytes], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = SHIPPED.read_bytes()
    answers = []
    for name, content in (("a", data), ("b", form(data))):
        folder = tmp_path / name
        folder.mkdir()
        file = folder / "a.mrc"
        file.write_bytes(content)
        code = main(["check", str(file)])
        checked = capfdbinary.readouterr().out.replace(b"a.mrc!a.mrc", b"a.mrc")
        main(["convert", "--jobs", "1", str(file)])
        answers.append((code, checked, capfdbinary.readouterr().out))
    assert answers[0] == answers[1]
    assert answers[0][2].count(b"\n") > 10_000


def wrong(path: Path) -> Path:
    """The template as a volunteer might fill it in."""
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    sheet = book["Tài liệu"]
    names = {cell.value: cell.column for cell in sheet[1]}
    rows = [
        {"Mã số": "TV-1", "Nhan đề": "A", "Năm xuất bản": "20155", "ISBN": "9786046915011", "Ngôn ngữ": "tiếng Tày", "DDC": "895"},
        {"Nhan đề": "B"},
        {"Mã số": "TV-1", "Nhan đề": "C"},
    ]
    for number, row in enumerate(rows, 2):
        for name, value in row.items():
            sheet.cell(number, names[name]).value = value
    book.save(path)
    return path


def test_a_volunteer_sees_which_cell_is_wrong_and_why(tmp_path: Path, capsys: Out) -> None:
    assert main(["check", str(wrong(tmp_path / "tủ sách.xlsx"))]) == 1
    out = capsys.readouterr().out
    table, advice = out.split("\n\n  ✗ phải sửa")
    assert [line.split()[0] for line in table.splitlines()[3:]] == ["M2", "Q2", "R2", "A3", "A4"]
    assert "M2           Năm xuất bản          ! Năm xuất bản không phải bốn chữ số · The year is not four digits" in table
    assert "A4           Mã số                 ✗ Mã số bị trùng với một dòng ở trên · The ID is the same as in a row above (= A2)" in table
    assert "sheet-year × 1" in advice and "Hãy viết 2015" in advice
    assert "082" not in out and "$" not in table


def test_nothing_is_kept_from_who_asks_for_all(tmp_path: Path, capsys: Out) -> None:
    file = wrong(tmp_path / "b.xlsx")
    main(["check", "--all", str(file)])
    out = capsys.readouterr().out
    assert "dòng/row 2" in out
    assert "dewey-edition-missing" in out
    main(["check", "--json", str(file)])
    faults = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ("sheet-isbn", "R2", "ISBN") in [(each["code"], each["place"]["cell"], each["place"]["column"]) for each in faults]


def test_an_id_that_is_in_two_files_is_told(tmp_path: Path, capsys: Out) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("ID,Title\r\nK1,A\r\n", "utf-8")
    main(["check", "--json", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])
    faults = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["place"]["source"] for each in faults if each["code"] == "control-number-repeated"] == ["b.csv"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("name", "options"), [("mau.xlsx", []), ("mau.csv", []), ("mau.tsv", ["--format", "csv"])])
def test_the_template_is_written_and_never_over_somebodys_work(
    name: str, options: list[str], language: str, tmp_path: Path, capsys: Out
) -> None:
    file = tmp_path / name
    assert main(["template", *options, "--language", language, str(file)]) == 0
    written = file.read_bytes()
    assert main(["template", *options, str(file)]) == 2
    assert file.read_bytes() == written
    assert "not written over" in capsys.readouterr().err
    assert main(["check", str(file)]) == (1 if name.endswith(".xlsx") else 0)


def test_the_template_goes_to_standard_output_as_csv(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["template"]) == 0
    assert capfdbinary.readouterr().out.startswith("\ufeffMã số,".encode())
    assert main(["template", "--format", "xlsx"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"PK\x03\x04")
    assert main(["template", "mau.ods"]) == 2

# SPDX-License-Identifier: Apache-2.0
"""One row of the spreadsheet template as a MARC record, with a Fault for each cell that a volunteer should look at."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from mucluc.vocab.codes import LANGUAGES
from mucluc.vocab.text import fold

from .record import SUBFIELD, Fault, Place
from .sheet_cells import digits, isbn_is_right, parted, person, with_role, years
from .sheet_columns import columns


@dataclass(slots=True)
class Row:
    """One row while it becomes a record: its cells by column, where each stands, and the faults found.

    place: of the row. at: the place of a column's cell in it.
    """

    cells: dict[str, str]
    place: Place
    at: Callable[[str], Place]
    faults: list[Fault] = field(default_factory=list)

    def one(self, column: str) -> str:
        """The text of a cell; empty when there is none."""
        return self.cells.get(column, "")

    def several(self, column: str) -> list[str]:
        """The values of a cell that may hold several."""
        return parted(self.one(column))

    def complain(self, code: str, column: str, note: str = "") -> None:
        """Say that a cell is doubtful. note: facts without a value."""
        place = self.at(column)
        where = f"cell {place.cell}" if place.cell else f"row {place.offset}"
        self.faults.append(Fault(code, place, f"{where}, column “{column}”{'; ' if note else ''}{note}"))


def marc(row: Row) -> tuple[str, list[tuple[str, str]]]:
    """Leader and fields of the record that a row describes, in tag order."""
    kind = _coded(row, "Loại tài liệu", "am", "sheet-type-unknown")
    first, last = years(row.one("Năm xuất bản"))
    if row.one("Năm xuất bản") and not first:
        row.complain("sheet-year", "Năm xuất bản")
    languages = _languages(row)
    made = [("001", row.one("Mã số")), ("008", _fixed(first, last, languages))]
    made += _numbers(row)
    if len(languages) > 1:
        made.append(("041", "0 " + "".join(f"{SUBFIELD}a{code}" for code in languages)))
    made.append(("040", f"  {SUBFIELD}bvie"))
    made += _names_of(row)
    made += _titles(row)
    made += _edition(row, kind)
    made += _subjects(row)
    made += _copies(row)
    return f"00000n{kind} a22000007c 4500", sorted(made, key=lambda each: each[0])


def _text(indicators: str, *parts: tuple[str, str]) -> str:
    """A data field of the parts that are not empty, `(code, value)`; empty when all are."""
    filled = "".join(f"{SUBFIELD}{code}{value}" for code, value in parts if value)
    return indicators + filled if filled else ""


def _given(*fields: tuple[str, str]) -> list[tuple[str, str]]:
    return [each for each in fields if each[1]]


def _coded(row: Row, column: str, default: str, code: str) -> str:
    """The code that a cell's word stands for; the default, with a fault, when it stands for none."""
    if not row.one(column):
        return default
    found = columns()[column].values.get(fold(row.one(column)))
    if found is None:
        row.complain(code, column)
    return found or default


def _languages(row: Row) -> list[str]:
    found: list[str] = []
    for word in row.several("Ngôn ngữ"):
        code = columns()["Ngôn ngữ"].values.get(fold(word)) or (word.lower() if word.lower() in LANGUAGES else None)
        if code is None:
            row.complain("sheet-language-unknown", "Ngôn ngữ")
        elif code not in found:
            found.append(code)
    return found or (["und"] if row.one("Ngôn ngữ") else ["vie"])


def _fixed(first: str, last: str, languages: list[str]) -> str:
    """Field 008. What the sheet does not say is coded `|`, no attempt to code."""
    dates = f"m{first}{last}" if last else f"s{first}    " if first else "nuuuuuuuu"
    return f"||||||{dates}|||{'|' * 17}{languages[0]}||"


def _numbers(row: Row) -> list[tuple[str, str]]:
    made = []
    for number in row.several("ISBN"):
        right = isbn_is_right(number)
        if not right:
            length = len(re.sub(r"[\s-]", "", number))
            row.complain("sheet-isbn" if length in (10, 13) else "sheet-isbn-length", "ISBN", "" if length in (10, 13) else str(length))
        made.append(("020", _text("  ", ("a" if right else "z", number))))
    return made + _given(("082", _text("04", ("a", row.one("DDC")))))


def _names_of(row: Row) -> list[tuple[str, str]]:
    people, bodies = row.several("Tác giả"), row.several("Tác giả tập thể")
    made = [("700" if number else "100", _text(person(name), ("a", name))) for number, name in enumerate(people)]
    made += [("710" if people or number else "110", _text("2 ", ("a", name))) for number, name in enumerate(bodies)]
    for entry in row.several("Người tham gia"):
        name, role = with_role(entry)
        code = columns()["Người tham gia"].values.get(fold(role), "")
        if not code:
            row.complain("sheet-role", "Người tham gia")
        made.append(("700", _text(person(name), ("a", name), ("e", role), ("4", code))))
    return made


def _titles(row: Row) -> list[tuple[str, str]]:
    added = "1" if row.one("Tác giả") or row.one("Tác giả tập thể") else "0"
    script = row.one("Nhan đề Hán Nôm")
    link = ("6", "880-01") if script else ("6", "")
    made = [("245", _text(added + "0", link, ("a", row.one("Nhan đề")), ("b", row.one("Phụ đề"))))]
    made += [("246", _text("3 ", ("a", title))) for title in row.several("Nhan đề khác")]
    return made + ([("880", _text(added + "0", ("6", "245-01/$1"), ("a", script)))] if script else [])


def _edition(row: Row, kind: str) -> list[tuple[str, str]]:
    pages, size = row.one("Số trang"), row.one("Khổ sách")
    extent = _text(
        "  ", ("a", f"{pages} tr." if digits(pages) else pages), ("b", row.one("Minh họa")), ("c", f"{size} cm" if digits(size) else size)
    )
    series, _, volume = row.one("Tùng thư").partition(";")
    publication = _text(" 1", ("a", row.one("Nơi xuất bản")), ("b", row.one("Nhà xuất bản")), ("c", row.one("Năm xuất bản")))
    thesis = (
        row.one("Loại tài liệu")
        if kind == "am" and fold(row.one("Loại tài liệu")) in ("luan van", "luan an", "khoa luan", "thesis")
        else ""
    )
    restriction = row.one("Hạn chế")
    return _given(
        ("250", _text("  ", ("a", row.one("Lần xuất bản")))),
        ("264", publication),
        ("300", extent),
        ("490", _text("0 ", ("a", series.strip()), ("v", volume.strip()))),
        ("500", _text("  ", ("a", row.one("Ghi chú")))),
        ("502", _text("  ", ("a", thesis))),
        ("506", _text("1 ", ("a", restriction))),
        ("520", _text("  ", ("a", row.one("Tóm tắt")))),
        ("541", _text("0 ", ("a", row.one("Người tặng")))),
    )


def _subjects(row: Row) -> list[tuple[str, str]]:
    made = [("650", _text(" 4", ("a", each))) for each in row.several("Chủ đề")]
    made += [("651", _text(" 4", ("a", each))) for each in row.several("Địa danh")]
    return made + [("653", _text("  ", ("a", each))) for each in row.several("Từ khóa")]


def _copies(row: Row) -> list[tuple[str, str]]:
    """852, one for each accession number, and 856 for each address."""
    shelf = (("b", row.one("Bộ sưu tập")), ("c", row.one("Kho")), ("h", row.one("Ký hiệu xếp giá")))
    copies = row.one("Số bản")
    if copies and not digits(copies):
        row.complain("sheet-copies", "Số bản")
    numbers = row.several("Số đăng ký cá biệt") or [""]
    note = f"{copies} bản" if digits(copies) and len(numbers) == 1 and copies != "1" else ""
    made = [("852", _text("8 ", *shelf, ("p", number), ("z", note))) for number in numbers]
    for address in row.one("Liên kết số").split():
        if re.fullmatch(r"https?://[^\s<>\"]+", address, re.IGNORECASE):
            made.append(("856", _text("40", ("u", address))))
        else:
            row.complain("sheet-link", "Liên kết số")
    return _given(*made)

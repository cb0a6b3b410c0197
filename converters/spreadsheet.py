# SPDX-License-Identifier: Apache-2.0
"""The CSV template of a volunteer librarian: each row becomes a MARC record, each doubtful cell a Fault that says how to write it.

The columns are data: `spreadsheet-schema.json`, a Frictionless Table Schema with names in Vietnamese and English.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import BinaryIO

from mucluc.vocab.codes import LANGUAGES
from mucluc.vocab.text import fold

from . import encodings
from .record import SUBFIELD, Fault, Place, Record
from .sheet_cells import digits, isbn_is_right, parted, person, with_role, years
from .tidy import settle
from .vietnamese.tables import ENCODINGS
from .vietnamese.undo import AUTO, Legacy, cells_undone

ROW_LIMIT = 1024 * 1024
"""Characters that one row may have; what is longer has a quotation mark that never closes."""

_HEADER_ROWS = 20  # volunteers put titles above the table
_DELIMITERS = ",;\t"
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the template. name, title: Vietnamese and English. many: values parted by semicolons. values: words to codes."""

    name: str
    title: str
    required: bool
    many: bool
    values: dict[str, str]
    examples: tuple[str, str]


@functools.cache
def columns() -> dict[str, Column]:
    """The template's columns by Vietnamese name, in their order."""
    text = (resources.files("mucluc.converters") / "spreadsheet-schema.json").read_text("utf-8")
    found = {}
    for raw in json.loads(text)["fields"]:
        values = {fold(word): code for word, code in raw.get("values", {}).items()}
        required = bool(raw.get("constraints", {}).get("required"))
        found[raw["name"]] = Column(raw["name"], raw["title"], required, bool(raw.get("many")), values, tuple(raw["examples"]))
    return found


@functools.cache
def _names() -> dict[str, str]:
    """Every accepted spelling of a column's name to its Vietnamese name: as written, and without marks (`Khổ` is not `Kho`)."""
    text = (resources.files("mucluc.converters") / "spreadsheet-schema.json").read_text("utf-8")
    spelled = [(name, raw["name"]) for raw in json.loads(text)["fields"] for name in (raw["name"], raw["title"], *raw.get("aliases", ()))]
    found = {name.casefold(): column for name, column in spelled}
    for name, column in spelled:
        found.setdefault(fold(name), column)
    return found


def template() -> str:
    """The template as CSV text: the header in Vietnamese and two rows filled in as examples."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns())
    writer.writerows(zip(*(column.examples for column in columns().values()), strict=True))
    return out.getvalue()


def column_of(cell: str) -> str | None:
    """The Vietnamese name of the column that a header cell names, in any accepted spelling; None when it names none."""
    bare = " ".join(encodings.nfc(cell).replace("*", " ").split())
    for spelling in (bare, re.sub(r"\(.*\)", "", bare).strip()):
        if found := _names().get(spelling.casefold()) or _names().get(fold(spelling)):
            return found
    return None


def looks_like_sheet(head: bytes) -> bool:
    """Whether a file that begins with `head` is text in rows with a delimiter."""
    text = head.decode(_codec(head, "auto"), "replace").lstrip("\ufeff\r\n ")
    return _BINARY.search(text) is None and any(mark in text.split("\n", 1)[0] for mark in _DELIMITERS)


def _codec(head: bytes, encoding: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8-sig" if encoding in ("auto", "utf-8", "marc-8", *ENCODINGS) else encoding


@dataclass(slots=True)
class _Row:
    """One row while it becomes a record: its cells by column, and where faults are put."""

    cells: dict[str, str]
    place: Place
    faults: list[Fault] = field(default_factory=list)

    def one(self, column: str) -> str:
        return self.cells.get(column, "")

    def several(self, column: str) -> list[str]:
        return parted(self.one(column))

    def complain(self, code: str, column: str) -> None:
        self.faults.append(Fault(code, self.place, f"row {self.place.offset}, column “{column}”"))


class SpreadsheetReader:
    """Reads one stream row by row. encoding: as `encodings.known` gives it; a byte-order mark goes before it. legacy: see `tidy.settle`."""

    def __init__(self, name: str, encoding: str = "auto", legacy: Legacy = AUTO) -> None:
        self.name = name
        self.encoding = encoding
        self.legacy = legacy
        self.ordinal = 0

    def read(self, stream: BinaryIO, head: bytes) -> Iterator[Record | Fault]:
        """A record for each row, after its faults. Place.offset is the row as a spreadsheet counts: the file's first row is 1.

        head: the stream's first bytes, not taken from it.
        """
        codec = _codec(head, self.encoding)
        errors = "surrogateescape" if codec == "utf-8-sig" else "replace"
        text = io.TextIOWrapper(stream, codec, errors, newline="")
        try:
            yield from self._rows(_numbered(text, _delimiter(head.decode(codec, "replace"))))
        finally:
            text.detach()  # the stream is the caller's

    def _rows(self, rows: Iterator[tuple[int, list[str] | str]]) -> Iterator[Record | Fault]:
        named: list[str | None] = []
        code, note = "sheet-no-header", f"no row among the first {_HEADER_ROWS} names “Mã số” and “Nhan đề”"
        for number, cells in rows:
            place = Place(self.name, None, number)
            if not isinstance(cells, str) and (self.legacy.encoding or any(_NOT_UTF8.search(cell) for cell in cells)):
                cells = cells_undone(cells, self.legacy)
            if isinstance(cells, str):
                yield Fault(cells, place, f"row {number}")
            elif any(cell.strip() for cell in cells):
                if not named:
                    named = _header(cells)
                    if code != "sheet-not-utf8" and any(_NOT_UTF8.search(cell) for cell in cells):
                        code, note = "sheet-not-utf8", f"row {number}; no row was used"
                    if named:
                        yield from _header_faults(cells, named, place)
                    elif number >= _HEADER_ROWS:
                        break
                else:
                    self.ordinal += 1
                    yield from self._row(cells, named, Place(self.name, self.ordinal, number))
        if not named:
            yield Fault(code, Place(self.name), note)

    def _row(self, cells: list[str], named: list[str | None], place: Place) -> Iterator[Record | Fault]:
        if any(_NOT_UTF8.search(cell) for cell in cells):
            yield Fault("sheet-not-utf8", place, f"row {place.offset}")
            return
        if any(cell.strip() for cell in cells[len(named) :]):
            yield Fault("sheet-too-many-cells", place, f"row {place.offset}: {len(cells)} cells under {len(named)} columns")
        found = {name: " ".join(cell.split()) for name, cell in zip(named, cells, strict=False) if name and cell.strip()}
        row = _Row(found, place)
        missing = [column.name for column in columns().values() if column.required and not row.one(column.name)]
        for name in missing:
            row.complain("sheet-cell-missing", name)
        if missing:
            yield from row.faults
            return
        leader, fields = marc(row)
        yield from row.faults
        yield from settle(leader, fields, place, None, AUTO if self.legacy.encoding else self.legacy)  # that of the file is undone


class _Lines:
    """Lines of a text, with a bound on what one row may take: the csv module's own is global and others change it."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.taken = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(ROW_LIMIT)
        self.taken += len(line)
        if self.taken > ROW_LIMIT:
            raise EOFError
        if not line:
            raise StopIteration
        return line.removeprefix("\ufeff")


def _numbered(text: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Rows and their numbers, counted as a spreadsheet does; a code of a Fault in place of a row that cannot be read."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)  # strict: an unclosed quotation mark is an error, not a long cell
    number = 0
    while True:
        number += 1
        lines.taken = 0
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, "sheet-row-unreadable"
        except EOFError:
            yield number, "sheet-row-unreadable"
            return


def _delimiter(head: str) -> str:
    """The mark that parts the cells of the first row that has any."""
    for line in head.lstrip("\ufeff").splitlines()[:_HEADER_ROWS]:
        if line.startswith("sep=") and len(line) == 5:
            return line[4]
        if column_count := max(sum(column_of(cell.strip('" ')) is not None for cell in line.split(mark)) for mark in _DELIMITERS):
            return max(
                _DELIMITERS, key=lambda mark: sum(column_of(cell.strip('" ')) is not None for cell in line.split(mark)) == column_count
            )
    return ","


def _header(cells: list[str]) -> list[str | None]:
    """The columns that a header row names, None for those it does not; empty when it is no header row."""
    named = [column_of(cell) for cell in cells]
    found = [name for name in named if name]
    return named if "Nhan đề" in found and len(set(found)) > 1 else []


def _header_faults(cells: list[str], named: list[str | None], place: Place) -> Iterator[Fault]:
    for number, (cell, name) in enumerate(zip(cells, named, strict=True), 1):
        if cell.strip() and name is None:
            yield Fault("sheet-column-unknown", place, f"column {number}")
        elif name and name in named[: number - 1]:
            yield Fault("sheet-column-twice", place, f"“{name}”, column {number}; the last one with a value is used")
    if "Mã số" not in named:
        yield Fault("sheet-no-id-column", place, "column “Mã số”")


def marc(row: _Row) -> tuple[str, list[tuple[str, str]]]:
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


def _coded(row: _Row, column: str, default: str, code: str) -> str:
    """The code that a cell's word stands for; the default, with a fault, when it stands for none."""
    if not row.one(column):
        return default
    found = columns()[column].values.get(fold(row.one(column)))
    if found is None:
        row.complain(code, column)
    return found or default


def _languages(row: _Row) -> list[str]:
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


def _numbers(row: _Row) -> list[tuple[str, str]]:
    made = []
    for number in row.several("ISBN"):
        right = isbn_is_right(number)
        if not right:
            row.complain("sheet-isbn", "ISBN")
        made.append(("020", _text("  ", ("a" if right else "z", number))))
    return made + _given(("082", _text("04", ("a", row.one("DDC")))))


def _names_of(row: _Row) -> list[tuple[str, str]]:
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


def _titles(row: _Row) -> list[tuple[str, str]]:
    added = "1" if row.one("Tác giả") or row.one("Tác giả tập thể") else "0"
    script = row.one("Nhan đề Hán Nôm")
    link = ("6", "880-01") if script else ("6", "")
    made = [("245", _text(added + "0", link, ("a", row.one("Nhan đề")), ("b", row.one("Phụ đề"))))]
    made += [("246", _text("3 ", ("a", title))) for title in row.several("Nhan đề khác")]
    return made + ([("880", _text(added + "0", ("6", "245-01/$1"), ("a", script)))] if script else [])


def _edition(row: _Row, kind: str) -> list[tuple[str, str]]:
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


def _subjects(row: _Row) -> list[tuple[str, str]]:
    made = [("650", _text(" 4", ("a", each))) for each in row.several("Chủ đề")]
    made += [("651", _text(" 4", ("a", each))) for each in row.several("Địa danh")]
    return made + [("653", _text("  ", ("a", each))) for each in row.several("Từ khóa")]


def _copies(row: _Row) -> list[tuple[str, str]]:
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

# SPDX-License-Identifier: Apache-2.0
"""The template of a volunteer librarian: each row becomes a MARC record, each doubtful cell a Fault that says how to write it.

Here is what CSV and workbooks have in common, and CSV; `workbook` reads .xlsx, `sheet_columns` knows the columns, `sheet_marc` the MARC.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from .record import Fault, Place, Record
from .sheet_columns import column_for, column_of, columns, header, letters
from .sheet_marc import Row, marc
from .sheet_rows import numbered
from .tidy import settle
from .vietnamese.tables import ENCODINGS
from .vietnamese.undo import AUTO, Legacy, cells_undone

HEADER_ROWS = 20  # volunteers put titles above the table
_REMEMBERED = 100_000  # rows whose ID is compared with those after it
_DELIMITERS = ",;\t"
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


class Line(NamedTuple):
    """A row as it is in the file. number: counted from 1 as a spreadsheet does. cells: texts, or the code of a Fault when unreadable.

    odd: by position of a cell, the code of a Fault and a note, of what the cell is beside its text.
    """

    number: int
    cells: list[str] | str
    odd: Mapping[int, tuple[str, str]] = {}


def template(language: str = "vi") -> str:
    """The template as CSV text: the header in a language (`vi`, `en`) and two rows filled in as examples."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.name if language == "vi" else column.title for column in columns().values())
    writer.writerows(zip(*(column.examples for column in columns().values()), strict=True))
    return out.getvalue()


def looks_like_sheet(head: bytes) -> bool:
    """Whether a file that begins with `head` is text in rows with a delimiter, or names the template's columns whatever follows."""
    text = head.decode(_codec(head, "auto"), "replace").lstrip("\ufeff\r\n ")
    return (_BINARY.search(text) is None and any(mark in text.split("\n", 1)[0] for mark in _DELIMITERS)) or names_columns(head)


def names_columns(head: bytes) -> bool:
    """Whether one of the first rows is a header of the template."""
    text = head.decode(_codec(head, "auto"), "replace")
    mark = _delimiter(text)
    return any(header([cell.strip('" ') for cell in line.split(mark)]) for line in text.splitlines()[:HEADER_ROWS] if len(line) < 4096)


def _codec(head: bytes, encoding: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8-sig" if encoding in ("auto", "utf-8", "marc-8", *ENCODINGS) else encoding


class Table:
    """Makes records of rows, whatever the file was. name: what a Place calls it. legacy: see `tidy.settle`."""

    def __init__(self, name: str, legacy: Legacy = AUTO) -> None:
        self.name = name
        self.legacy = legacy
        self.ordinal = 0
        self.header_row = 0
        self._named: list[str | None] = []
        self._positions: dict[str, int] = {}
        self._rows_of: dict[str, int] = {}

    def read(self, lines: Iterator[Line]) -> Iterator[Record | Fault]:
        """A record for each row under the header, after its faults."""
        code, note = "sheet-no-header", f"no row among the first {HEADER_ROWS} names “Mã số” and “Nhan đề”"
        found = 0
        for line in map(self._undone, lines):
            place = Place(self.name, None, line.number)
            if isinstance(line.cells, str):
                yield Fault(line.cells, place, f"row {line.number}")
                found += 1
            elif any(cell.strip() for cell in line.cells) or line.odd:
                if self._named:
                    found += 1
                    self.ordinal += 1
                    yield from self._row(line, line.cells)
                    continue
                self._begin(header(line.cells), line.number)
                if code != "sheet-not-utf8" and any(_NOT_UTF8.search(cell) for cell in line.cells):
                    code, note = "sheet-not-utf8", f"row {line.number}; no row was used"
                if self._named:
                    yield from self._header_faults(line.cells, place)
                elif line.number >= HEADER_ROWS:
                    break
        if not self._named:
            yield Fault(code, Place(self.name), note)
        elif not found:
            yield Fault("sheet-no-rows", Place(self.name, None, self.header_row))

    def _undone(self, line: Line) -> Line:
        """The row with cells in a legacy Vietnamese encoding as they were meant."""
        cells = line.cells
        if isinstance(cells, str) or not (self.legacy.encoding or any(_NOT_UTF8.search(cell) for cell in cells)):
            return line
        return line._replace(cells=cells_undone(cells, self.legacy))

    def _begin(self, named: list[str | None], number: int) -> None:
        self._named, self.header_row = named, number
        self._positions = {name: position for position, name in enumerate(named) if name}

    def _header_faults(self, cells: list[str], place: Place) -> Iterator[Fault]:
        for position, (cell, name) in enumerate(zip(cells, self._named, strict=True)):
            here = replace(place, cell=f"{letters(position)}{place.offset}")
            if cell.strip() and name is None:
                yield Fault("sheet-column-unknown", here, f"cell {here.cell}")
            elif name and name in self._named[:position]:
                yield Fault(
                    "sheet-column-twice", replace(here, column=name), f"cell {here.cell}, “{name}”; the last one with a value is used"
                )
        if "Mã số" not in self._named:
            yield Fault("sheet-no-id-column", place, "column “Mã số”")

    def _row(self, line: Line, cells: list[str]) -> Iterator[Record | Fault]:
        bare = Place(self.name, self.ordinal, line.number)

        def at(column: str) -> Place:
            position = self._positions.get(column)
            return replace(bare, cell=None if position is None else f"{letters(position)}{line.number}", column=column)

        if any(_NOT_UTF8.search(cell) for cell in cells):
            yield Fault("sheet-not-utf8", bare, f"row {line.number}")
            return
        if any(cell.strip() for cell in cells[len(self._named) :]):
            yield Fault("sheet-too-many-cells", bare, f"row {line.number}: {len(cells)} cells under {len(self._named)} columns")
        texts = {name: " ".join(cell.split()) for name, cell in zip(self._named, cells, strict=False) if name and cell.strip()}
        row = Row(texts, bare, at)
        for position, (code, note) in line.odd.items():
            if position < len(self._named) and (name := self._named[position]):
                row.complain(_judged(code, name, texts), name, note)
        missing = [column.name for column in columns().values() if column.required and not row.one(column.name)]
        for name in missing:
            row.complain("sheet-cell-missing", name)
        if missing:
            yield from row.faults
            return
        self._told_twice(row, line.number)
        leader, fields = marc(row)
        yield from row.faults
        legacy = AUTO if self.legacy.encoding else self.legacy  # that of the file is undone
        for found in settle(leader, fields, replace(at("Mã số"), column=None), None, legacy):
            yield _in_its_cell(found, row) if isinstance(found, Fault) else found

    def _told_twice(self, row: Row, number: int) -> None:
        first = self._rows_of.get(row.one("Mã số"))
        if first:
            row.complain("sheet-id-twice", "Mã số", f"= {letters(self._positions['Mã số'])}{first}")
        elif len(self._rows_of) < _REMEMBERED:
            self._rows_of[row.one("Mã số")] = number


def _judged(code: str, column: str, texts: dict[str, str]) -> str:
    """The code of a Fault about an odd cell. A date is of use where a year is asked for; elsewhere nobody typed it, so it is taken out."""
    if code == "sheet-date" and column in texts:
        if column == "Năm xuất bản":
            texts[column] = texts[column][:4]
            return "sheet-year-date"
        del texts[column]
    return code


def _in_its_cell(fault: Fault, row: Row) -> Fault:
    """A fault of the MARC that a row became, placed at the cell that it became of."""
    if fault.code == "control-number-odd":
        fault = replace(fault, code="sheet-id-odd", note="")
    column = column_for(fault.place.tag or "", fault.place.subfield)
    return replace(fault, place=replace(row.at(column), tag=fault.place.tag)) if column else replace(fault, place=row.place)


class SpreadsheetReader:
    """Reads one stream of CSV row by row. encoding: as `encodings.known` gives it; a byte-order mark goes before it. legacy: see
    `tidy.settle`.
    """

    def __init__(self, name: str, encoding: str = "auto", legacy: Legacy = AUTO) -> None:
        self.name = name
        self.encoding = encoding
        self.legacy = legacy

    def read(self, stream: BinaryIO, head: bytes) -> Iterator[Record | Fault]:
        """A record for each row, after its faults. Place.offset is the row as a spreadsheet counts: the file's first row is 1.

        head: the stream's first bytes, not taken from it.
        """
        codec = _codec(head, self.encoding)
        errors = "surrogateescape" if codec == "utf-8-sig" else "replace"
        text = io.TextIOWrapper(stream, codec, errors, newline="")
        try:
            yield from Table(self.name, self.legacy).read(Line(*row) for row in numbered(text, _delimiter(head.decode(codec, "replace"))))
        finally:
            text.detach()  # the stream is the caller's


def _delimiter(head: str) -> str:
    """The mark that parts the cells of the first row that has any."""
    for line in head.lstrip("\ufeff").splitlines()[:HEADER_ROWS]:
        if line.startswith("sep=") and len(line) == 5:
            return line[4]
        if column_count := max(sum(column_of(cell.strip('" ')) is not None for cell in line.split(mark)) for mark in _DELIMITERS):
            return max(
                _DELIMITERS, key=lambda mark: sum(column_of(cell.strip('" ')) is not None for cell in line.split(mark)) == column_count
            )
    return ","

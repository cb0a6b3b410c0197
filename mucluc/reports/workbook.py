# SPDX-License-Identifier: Apache-2.0
"""XLSX for people who mend records in a spreadsheet: a frozen head with a filter, set widths, text that stays text.

Rows go to disk as they are written (constant memory). Every text is written as a text: a spreadsheet runs none as a formula and follows
none as a link. No time is in the file, so that equal reports give equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from mucluc.datasets.sheet import LIMIT

ROWS = 1_048_576
"""Rows of a sheet, its head included."""
NAME = 31
"""Characters of a sheet's name."""
# What a spreadsheet refuses in a sheet's name.
_REFUSED = re.compile(r"[\[\]:*?/\\']")
_SINCE = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head and its width in characters."""

    head: str
    width: int


class Workbook:
    """An XLSX file. title: stands in its properties. Close it, or use it with `with`."""

    def __init__(self, path: Path, title: str) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "use_zip64": True})
        self._book.set_properties({"title": title, "created": _SINCE.replace(tzinfo=None)})
        self._sheets: list[Sheet] = []
        self.head = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(self, name: str, columns: Sequence[Column]) -> Sheet:
        """A new sheet with its head; the rows of one sheet must be written before the next is begun."""
        made = Sheet(self, self._book.add_worksheet(_REFUSED.sub(" ", name)[:NAME].strip()), columns)
        self._sheets.append(made)
        return made

    def close(self) -> None:
        """Write the file."""
        for each in self._sheets:
            each.end()
        self._book.close()

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class Sheet:
    """A sheet that is written row by row."""

    def __init__(self, book: Workbook, sheet: Any, columns: Sequence[Column]) -> None:
        self._sheet = sheet
        self._wrapped = book.wrapped
        self._rows = 0
        for position, column in enumerate(columns):
            sheet.set_column(position, position, column.width)
        sheet.freeze_panes(1, 0)
        self._columns = len(columns)
        for position, column in enumerate(columns):
            sheet.write_string(0, position, column.head, book.head)
        self._rows = 1

    def row(self, cells: Sequence[str | int | None]) -> None:
        """Append a row; a text that no cell can hold is cut and ends in `…`. Raises IndexError when the sheet is full."""
        if self._rows >= ROWS:
            raise IndexError(f"a sheet holds {ROWS:,} rows")
        row, wrapped, write_string = self._rows, self._wrapped, self._sheet.write_string
        for position, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(row, position, cell, wrapped)
            elif cell:
                write_string(row, position, cell if len(cell) <= LIMIT else cell[: LIMIT - 1] + "…", wrapped)
        self._rows += 1

    def end(self) -> None:
        """Put a filter over what was written."""
        self._sheet.autofilter(0, 0, self._rows - 1, self._columns - 1)

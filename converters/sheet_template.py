# SPDX-License-Identifier: Apache-2.0
"""The template as an Excel workbook: an empty sheet to fill in, a filled example, and a page that says how.

Every column is text, so that Excel makes no dates of shelf marks and keeps the zeros at the beginning of an ID.
"""

from __future__ import annotations

import csv
import datetime
import io
import tomllib
from importlib import resources
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from mucluc.vocab.text import fold

from .sheet_columns import columns, letters, schema

LANGUAGES = ("vi", "en")
ROWS = 5000
"""Rows that offer the words of a coded column as a list."""

_MADE = datetime.datetime(2026, 1, 1)  # a fixed time, so that the same template has the same bytes
_NOTE_WIDTH = 300
_WIDTHS = {"Nhan đề": 36, "Phụ đề": 26, "Tác giả": 24, "Chủ đề": 26, "Tóm tắt": 36, "Ghi chú": 26, "Nhà xuất bản": 22}


def example_rows() -> list[dict[str, str]]:
    """The filled example, a dozen rows by Vietnamese column name."""
    text = (resources.files("mucluc.converters") / "spreadsheet-example.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def workbook(language: str = "vi") -> bytes:
    """The template as .xlsx with names, notes and lists in a language (`vi`, `en`); the same language gives the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": schema()["title" if language == "vi" else "title_en"], "created": _MADE})
        _Template(book, language).write()
    return out.getvalue()


class _Template:
    """Writes the sheets of one template."""

    def __init__(self, book: xlsxwriter.Workbook, language: str) -> None:
        self.book = book
        self.language = language
        self.texts: dict[str, Any] = tomllib.loads((resources.files("mucluc.converters") / "spreadsheet-guide.toml").read_text("utf-8"))[
            language
        ]
        style = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#9AA5B1"}
        self.head = book.add_format({**style, "bold": True, "bg_color": "#DCE9F5"})
        self.needed = book.add_format({**style, "bold": True, "bg_color": "#FCE4B0"})
        self.text = book.add_format({"num_format": "@"})
        self.cell = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.columns = schema()["fields"]

    def write(self) -> None:
        """All sheets, the one to fill in first."""
        documents = self._table(self.texts["documents"], self.text)
        example = self._table(self.texts["example"], self.cell)
        self._guide()
        self._lists(documents)
        for number, row in enumerate(example_rows(), 1):
            for position, column in enumerate(self.columns):
                if value := self._in_language(column, row[column["name"]]):
                    example.write_string(number, position, value, self.cell)
        documents.activate()

    def _name(self, column: dict[str, Any]) -> str:
        return str(column["name"] if self.language == "vi" else column["title"])

    def _described(self, column: dict[str, Any]) -> str:
        return str(column["description" if self.language == "vi" else "description_en"])

    def _table(self, name: str, kind: Any) -> Any:
        """A sheet with the header, a note on each column, and nothing but text below."""
        sheet = self.book.add_worksheet(name)
        for position, column in enumerate(self.columns):
            required = columns()[column["name"]].required
            sheet.set_column(position, position, _WIDTHS.get(column["name"], 16), kind)
            sheet.write_string(0, position, self._name(column), self.needed if required else self.head)
            note = "\n".join(part for part in (self.texts["required"] if required else "", self._described(column)) if part)
            sheet.write_comment(0, position, note, {"width": _NOTE_WIDTH, "height": 30 + 18 * (len(note) // 45 + 1), "author": ""})
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{letters(len(self.columns) - 1)}1048576"})
        return sheet

    def _in_language(self, column: dict[str, Any], value: str) -> str:
        """A cell of the example, with the words of a coded column in the template's language."""
        choices = column.get("choices")
        if not choices or self.language == "vi":
            return value
        words = {fold(vi): other for vi, other in zip(choices["vi"], choices[self.language], strict=True)}
        return "; ".join(words.get(fold(part.strip()), part.strip()) for part in value.split(";"))

    def _lists(self, documents: Any) -> None:
        """The words of the coded columns on a hidden sheet, offered in each row; others may be typed."""
        sheet = self.book.add_worksheet(self.texts["lists"])
        sheet.hide()
        for number, (position, column) in enumerate((p, c) for p, c in enumerate(self.columns) if "choices" in c):
            words = column["choices"][self.language]
            sheet.write_column(0, number, words)
            source = f"='{self.texts['lists']}'!${letters(number)}$1:${letters(number)}${len(words)}"
            rule = {"validate": "list", "source": source, "ignore_blank": True, "show_error": False, "input_title": self._name(column)[:32]}
            documents.data_validation(1, position, ROWS, position, {**rule, "input_message": self._described(column)[:255]})

    def _guide(self) -> None:
        """The page that says how, and what each column is for."""
        sheet = self.book.add_worksheet(self.texts["guide"])
        sheet.set_column(0, 0, 24, self.cell)
        sheet.set_column(1, 1, 12, self.cell)
        sheet.set_column(2, 2, 90, self.cell)
        sheet.write_string(0, 0, schema()["title" if self.language == "vi" else "title_en"], self.title)
        number = 2
        for step, text in enumerate(self.texts["steps"], 1):
            sheet.write_string(number, 0, f"{self.texts['step']} {step}", self.cell)
            sheet.write_string(number, 2, text, self.cell)
            number += 1
        for position, text in enumerate(self.texts["about_columns"]):
            sheet.write_string(number + 1, position, text, self.head)
        for each, column in enumerate(self.columns, number + 2):
            sheet.write_string(each, 0, self._name(column), self.cell)
            sheet.write_string(each, 1, self.texts["yes"] if columns()[column["name"]].required else "", self.cell)
            sheet.write_string(each, 2, self._described(column), self.cell)

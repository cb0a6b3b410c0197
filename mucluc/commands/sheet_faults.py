# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a spreadsheet, for the volunteer who filled it in: cell by cell, in the words of the table and not of MARC."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mucluc.converters.sheet_columns import column_for
from mucluc.vocab.faults import explain

from .printable import say

if TYPE_CHECKING:
    from mucluc.converters.record import Fault, Place

MARKS = {"fatal": "✗", "error": "✗", "warning": "!", "info": "i"}
LEGEND = "✗ phải sửa · must be mended    ! nên sửa · should be mended    i nên biết · good to know"
_OF_TABLES = ("sheet-", "workbook-")


def at_its_cell(fault: Fault, record: Place) -> Fault:
    """A fault of the MARC that a row became, placed in the table: at no column when none decides it. record: where the row's record is."""
    tag, subfield = fault.place.tag, fault.place.subfield
    return replace(fault, place=replace(record, tag=tag, subfield=subfield, cell=None, column=column_for(tag or "", subfield) or ""))


class SheetFaults:
    """Prints the faults of spreadsheets as tables, one a file, and keeps count of what it leaves out.

    A volunteer mends cells. What a check of MARC says of no column, or of a column that may be empty, is shown when everything is.
    """

    def __init__(self, everything: bool = False) -> None:
        self._everything = everything
        self._source = ""
        self._sheets: set[str] = set()
        self.left_out = 0

    def takes(self, fault: Fault) -> bool:
        """Whether the fault is one of a spreadsheet, or of a file that was seen to be one."""
        place = fault.place
        if place.cell or place.column is not None or fault.code.startswith(_OF_TABLES):
            self._sheets.add(place.source)
        return place.source in self._sheets

    def show(self, fault: Fault) -> bool:
        """One line of the table, with its head when the file is another than before; whether it is shown."""
        place, why = fault.place, explain(fault.code)
        mendable = place.cell or fault.code.startswith(_OF_TABLES) or (place.column and why.severity != "info")
        if not (mendable or self._everything):
            self.left_out += 1
            return False
        if place.source != self._source:
            self._source = place.source
            say()
            say(place.source)
            say(f"  {'Ô · Cell':<12} {'Cột · Column':<20}    Cần xem lại · To look at")
        where = place.cell or (f"dòng/row {place.offset}" if place.offset else "")
        column = place.column or (f"{place.tag}{'$' + place.subfield if place.subfield else ''}" if place.tag else "")
        _, _, fact = fault.note.partition("; ")
        value = f": {fault.value!r}" if fault.value else ""
        say(f"  {where:<12} {column:<20}  {MARKS[why.severity]} {why.title['vi']} · {why.title['en']}{f' ({fact})' if fact else ''}{value}")
        return True

    def end(self) -> None:
        """What the marks mean, and how much was left out."""
        if self._source:
            print(f"\n  {LEGEND}")
        if self.left_out:
            print(f"  {self.left_out:,} nhận xét dành cho người biên mục, xem bằng --all · remarks for a cataloguer, shown by --all")

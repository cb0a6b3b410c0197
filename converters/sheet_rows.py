# SPDX-License-Identifier: Apache-2.0
"""The rows of a CSV file, each on its own: a misplaced quotation mark costs the line that has it and not those that it swallows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

ROW_LIMIT = 1024 * 1024
"""Characters that one row may have; what is longer has a quotation mark that never closes."""


class _Lines:
    """Lines of a text, with a bound on what one row may take: the csv module's own is global and others change it."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._again: list[str] = []
        self.begin()

    def begin(self) -> None:
        """A row begins."""
        self._taken = 0
        self._row: list[str] = []

    def skip(self) -> None:
        """Leave out the line with which the row began, and give the lines again that it has swallowed."""
        ends = (number for number, line in enumerate(self._row, 1) if line.endswith(("\n", "\r")))
        lines = self._row[next(ends, len(self._row)) :]
        while not lines and self._row and not self._row[-1].endswith(("\n", "\r")):
            self._row = [self._again.pop() if self._again else self._text.readline(ROW_LIMIT)]
            if not self._row[0]:
                break
        self._again += reversed(lines)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._text.readline(ROW_LIMIT)
        self._taken += len(line)
        if not line:
            raise StopIteration
        self._row.append(line)
        if self._taken > ROW_LIMIT:
            raise EOFError
        return line.removeprefix("\ufeff")


def numbered(text: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Rows and their numbers, counted as a spreadsheet does; a code of a Fault in place of a row that cannot be read."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)  # strict: an unclosed quotation mark is an error, not a long cell
    number = 0
    while True:
        number += 1
        lines.begin()
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except (csv.Error, EOFError):
            lines.skip()
            yield number, "sheet-row-unreadable"

# SPDX-License-Identifier: Apache-2.0
"""CSV that spreadsheet programs open rightly and that a program can still read back exactly.

UTF-8 with a byte-order mark (without it Excel shows Vietnamese as mojibake), CR LF, commas, RFC 4180 quoting. Two reversible conventions:

- A cell that a spreadsheet would run as a formula (also behind a tab or a line end, which some cut), or would turn into a number, a date
  or a truth value and so change its text, begins with an apostrophe, and so does one that begins with an apostrophe by itself: to
  read, cut one leading apostrophe.
- The values of a list are joined by space, bar, space; a bar inside a value is doubled: to read, split at " | ", then undouble.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence

from .definitions import Dataset
from .rows import Row, Value

SEPARATOR = " | "
LIMIT = 32_767  # characters that a cell of Excel holds; it cuts or spills what is longer
FORMULA = tuple("=+-@＝＋－＠'\t\r\n")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
CHANGED = re.compile(
    rf"""(?:
      (?!(?:0|[1-9]\d{{0,10}})\Z) [$€£]?\s?\(?[$€£]?\s?\d[\d.,]*\)?\s?[-+%]?  # 007, 3.50, 1,000, 9786041234567, (1998), 1999-, 5%; not 1984
    | \d+(?:[.,]\d+)?e[+-]?\d+                                               # 1E5
    | (?:\d+\s)?\d+/\d+                                                      # 1/2, 1 1/2
    | \d{{1,2}}[-/.]\d{{1,4}} | \d{{1,4}}[-/.]\d{{1,2}}                      # 10-2, 5/1968
    | \d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}                                  # 2001-05-30
    | \d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s?[ap]m)?                            # 12:30
    | (?:\d{{1,4}}[\s/,-]*)?{MONTH}[\s/,-]*\d{{1,4}}(?:[\s/,-]+\d{{1,4}})?   # May 1968
    | \d{{1,4}}[\s/,-]*{MONTH}                                               # 2-June
    | true | false
    )\Z""",
    re.IGNORECASE | re.VERBOSE,
)


def protect(text: str) -> str:
    """A text as it stands in a cell."""
    return f"'{text}" if text.startswith(FORMULA) or CHANGED.match(text) else text


def join(values: tuple[str, ...]) -> str:
    """The values of a list as one text."""
    return SEPARATOR.join(each.replace("|", "||") for each in values)


class Sheet:
    """The lines of a dataset's CSV, as bytes. `protected` and `shortened` count the cells that were changed."""

    def __init__(self, dataset: Dataset) -> None:
        self._names = [each.name for each in dataset.columns]
        self.protected = 0
        self.shortened = 0

    def head(self) -> bytes:
        """What a file begins with: the byte-order mark and the names of the columns."""
        return codecs.BOM_UTF8 + _line(self._names)

    def line(self, row: Row) -> bytes:
        """A row."""
        return _line([self._cell(row[name]) for name in self._names])

    def _cell(self, value: Value) -> str | int:
        if value is None or isinstance(value, int):
            return "" if value is None else value
        plain = join(value) if isinstance(value, tuple) else value
        text = protect(plain)
        self.protected += text != plain
        if len(text) > LIMIT:
            self.shortened += 1
            text = text[: LIMIT - 1] + "…"
        return text


def _line(cells: Sequence[str | int]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode("utf-8")

# SPDX-License-Identifier: Apache-2.0
"""The curators' decisions on records or headings that are the same or different: a CSV file beside the configuration.

level,verdict,record,other,who,when,why
instance,same,thu-vien-tinh/000123,dai-hoc/A-7,Lê Thị Hoa,2026-11-20,cùng một bản in

The review list (`reports/review.py`) has these columns first and empty cells to be filled in. So rows of it may be appended as they are:
further cells are not read, a row without a verdict is not yet decided, and the line of the columns may stand again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from mucluc.converters.matching.decisions import DIFFERENT, HEADING, INSTANCE, SAME, WORK, Decision
from mucluc.converters.names import record_path

from .errors import ConfigError
from .tables import nearest

COLUMNS = ("level", "verdict", "record", "other", "who", "when", "why")
_HEADING = re.compile(r"(agent|topic|place|hub|series)/[a-z2-7]{13}(?:[a-z2-7]{13})?\Z")
_RECORD = re.compile(r"(?:record/)?([a-z0-9]+(?:-[a-z0-9]+)*)/(\S.*)\Z")


def read_decisions(path: Path | None, libraries: set[str]) -> list[Decision]:
    """The decisions of a file, in its order; none without a file. Raises ConfigError with file and line, column and nearest right word."""
    if path is None:
        return []
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: [matching] decisions names this file, and it is not there; make it with the line {','.join(COLUMNS)}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as UTF-8 ({error})") from None
    try:
        return list(_decisions(text, libraries))
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def written(path: str) -> str:
    """A record's path as a person writes it here, `library/001`; the whole path where that could not be read back."""
    library, _, number = path.removeprefix("record/").partition("/")
    found = _RECORD.match(text := f"{library}/{unquote(number)}")
    return text if found and text == text.strip() and record_path(found[1], found[2]) == path else path


def _decisions(text: str, libraries: set[str]) -> Iterator[Decision]:
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        head = tuple(name.strip() for name in next(rows, []))
        if head[: len(COLUMNS)] != COLUMNS:
            raise ConfigError(f"line 1: the columns must be {','.join(COLUMNS)}")
        for row in rows:
            cells = [cell.strip().removeprefix("\ufeff") for cell in row]
            if any(cells) and tuple(cells[: len(COLUMNS)]) != COLUMNS and _decided(cells, rows.line_num):
                yield _decision(cells[: len(COLUMNS)], rows.line_num, libraries)
    except csv.Error as error:
        raise ConfigError(f"line {rows.line_num}: not valid CSV: {error}") from None


def _decided(row: list[str], line: int) -> bool:
    """Whether a row has a verdict; raises ConfigError when it has too few cells to tell."""
    if len(row) < len(COLUMNS):
        raise ConfigError(f"line {line}: {len(row)} cells instead of {len(COLUMNS)}")
    return bool(row[1])


def _decision(row: list[str], line: int, libraries: set[str]) -> Decision:
    level, verdict, one, other, who, when, why = row
    for name, value, known in (("level", level, {INSTANCE, WORK, HEADING}), ("verdict", verdict, {SAME, DIFFERENT})):
        if value not in known:
            raise ConfigError(f"line {line}: {name} {value!r}{nearest(value, known)}")
    if not who:
        raise ConfigError(f"line {line}: who decided is missing")
    try:
        date.fromisoformat(when)
    except ValueError:
        raise ConfigError(f"line {line}: when = {when!r} must be a day such as 2026-11-20") from None
    given = (("record", one.removeprefix("'")), ("other", other.removeprefix("'")))  # a sheet guards a text like 12/5 with an apostrophe
    if level == HEADING:
        paths = [_heading(name, value, line) for name, value in given]
        if verdict == SAME and len({path.partition("/")[0] for path in paths}) > 1:
            raise ConfigError(f"line {line}: {one!r} and {other!r} are of two kinds and cannot be the same")
    else:
        paths = [_path(name, value, line, libraries) for name, value in given]
    if paths[0] == paths[1]:
        raise ConfigError(f"line {line}: both records are {one!r}" if level != HEADING else f"line {line}: both headings are {one!r}")
    return Decision(level, verdict, paths[0], paths[1], who, when, why, line)


def _heading(name: str, value: str, line: int) -> str:
    if not _HEADING.match(value):
        raise ConfigError(f"line {line}: {name} {value!r} must be the path of a heading, as the review list has it: agent/…")
    return value


def _path(name: str, value: str, line: int, libraries: set[str]) -> str:
    """The path of a record that is written `library/001`, or as its whole path with the number percent-encoded."""
    found = _RECORD.match(value)
    if not found:
        raise ConfigError(f"line {line}: {name} {value!r} must be library/control number, such as thu-vien-tinh/000123")
    if found[1] not in libraries:
        raise ConfigError(f"line {line}: {name}: no library {found[1]!r}{nearest(found[1], libraries)}")
    return value if value.startswith("record/") else record_path(found[1], found[2])

# SPDX-License-Identifier: Apache-2.0
"""The curators' decisions on records that are the same or different: a CSV file beside the configuration.

level,verdict,record,other,who,when,why
instance,same,thu-vien-tinh/000123,dai-hoc/A-7,Lê Thị Hoa,2026-11-20,cùng một bản in
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from mucluc.converters.matching.decisions import DIFFERENT, INSTANCE, SAME, WORK, Decision
from mucluc.converters.names import record_path

from .errors import ConfigError
from .tables import nearest

COLUMNS = ("level", "verdict", "record", "other", "who", "when", "why")
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


def _decisions(text: str, libraries: set[str]) -> Iterator[Decision]:
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        head = [name.strip() for name in next(rows, [])]
        if tuple(head) != COLUMNS:
            raise ConfigError(f"line 1: the columns must be {','.join(COLUMNS)}")
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _decision([cell.strip() for cell in row], rows.line_num, libraries)
    except csv.Error as error:
        raise ConfigError(f"line {rows.line_num}: not valid CSV: {error}") from None


def _decision(row: list[str], line: int, libraries: set[str]) -> Decision:
    if len(row) != len(COLUMNS):
        raise ConfigError(f"line {line}: {len(row)} cells instead of {len(COLUMNS)}")
    level, verdict, one, other, who, when, why = row
    for name, value, known in (("level", level, {INSTANCE, WORK}), ("verdict", verdict, {SAME, DIFFERENT})):
        if value not in known:
            raise ConfigError(f"line {line}: {name} {value!r}{nearest(value, known)}")
    if not who:
        raise ConfigError(f"line {line}: who decided is missing")
    try:
        date.fromisoformat(when)
    except ValueError:
        raise ConfigError(f"line {line}: when = {when!r} must be a day such as 2026-11-20") from None
    paths = [_path(name, value, line, libraries) for name, value in (("record", one), ("other", other))]
    if paths[0] == paths[1]:
        raise ConfigError(f"line {line}: both records are {one!r}")
    return Decision(level, verdict, paths[0], paths[1], who, when, why, line)


def _path(name: str, value: str, line: int, libraries: set[str]) -> str:
    """The path of a record that is written `library/001`, or as its whole path with the number percent-encoded."""
    found = _RECORD.match(value)
    if not found:
        raise ConfigError(f"line {line}: {name} {value!r} must be library/control number, such as thu-vien-tinh/000123")
    if found[1] not in libraries:
        raise ConfigError(f"line {line}: {name}: no library {found[1]!r}{nearest(found[1], libraries)}")
    return value if value.startswith("record/") else record_path(found[1], found[2])

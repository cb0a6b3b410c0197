# SPDX-License-Identifier: Apache-2.0
"""Collects faults as they come, in bounded memory, and writes the reports at the end."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from mucluc.converters.record import Fault
from mucluc.release.model import Library, Network
from mucluc.vocab.faults import SEVERITIES, Explanation, explain

from . import pages

BATCH = 2_000
SHOWN = 200
"""How many places of one code a private page shows; its CSV has them all."""

_TABLE = """CREATE TABLE fault (library TEXT, code TEXT, source TEXT, record INTEGER, offset INTEGER, number TEXT, tag TEXT, subfield TEXT,
  note TEXT, value TEXT)"""
_INSERT = "INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COLUMNS = ("code", "severity", "control_number", "source", "record", "offset", "field", "subfield", "note", "value", "title", "help")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True)
class Totals:
    """How many records of a library were read, rejected (unreadable), published and withheld (by rule id)."""

    read: int = 0
    rejected: int = 0
    published: int = 0
    withheld: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often a code was met in a library. fields: `(tag, subfield, count)`, the most frequent first."""

    about: Explanation
    count: int
    fields: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """What a report says of one library."""

    library: Library
    totals: Totals
    codes: tuple[CodeCount, ...]

    def severity(self, name: str) -> int:
        """The number of faults of a severity."""
        return sum(each.count for each in self.codes if each.about.severity == name)


class ReportBuilder:
    """Takes faults in any number and writes the reports.

    Counts stay in memory (libraries times codes times fields); the faults themselves go to an SQLite file in `work`, a private directory
    that the caller deletes. The same faults in the same order give the same bytes.
    """

    def __init__(self, work: Path) -> None:
        work.mkdir(parents=True, exist_ok=True)
        self._path = work / "faults.sqlite"
        self._path.unlink(missing_ok=True)
        self._database = sqlite3.connect(self._path, isolation_level=None)
        self._database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLE}")
        self._counts: Counter[tuple[str, str, str, str]] = Counter()
        self._rows: list[tuple[Any, ...]] = []

    def add(self, fault: Fault) -> None:
        """Count a fault and keep it for its library; raises FaultTableError, at `finish`, for a code that no table explains."""
        place = fault.place
        tag, subfield = place.tag or "", place.subfield or ""
        self._counts[fault.library, fault.code, tag, subfield] += 1
        row = (fault.library, fault.code, place.source, place.record, place.offset, place.control_number, tag, subfield, fault.note)
        self._rows.append((*row, fault.value))
        if len(self._rows) >= BATCH:
            self._spill()

    def finish(self, public_dir: Path, private_dir: Path, network: Network, totals: dict[str, Totals]) -> None:
        """Write `faults.json` and `faults.csv` to public_dir, and a page in each language and a CSV for each library to private_dir.

        The public files hold counts and codes only; the site makes their page. totals: by library slug.
        """
        self._spill()
        self._database.execute("CREATE INDEX by_code ON fault (library, code)")
        reports = [self._library(library, totals.get(library.slug, Totals())) for library in network.libraries]
        rest = self._library(Library("", {"vi": "Chưa rõ thư viện", "en": "No library named"}), Totals())
        if rest.codes:
            reports.append(rest)
        public_dir.mkdir(parents=True, exist_ok=True)
        (public_dir / "faults.json").write_text(_json(reports), "utf-8")
        (public_dir / "faults.csv").write_text(_public_csv(reports), "utf-8-sig", newline="")
        private_dir.mkdir(parents=True, exist_ok=True)
        for report in reports:
            name = report.library.slug or "unknown"
            with (private_dir / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                self._private_csv(report, file)
            pages.write_private(private_dir, name, network, report, self._places)
        self.close()

    def close(self) -> None:
        """Close and delete the working file."""
        self._database.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> ReportBuilder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _spill(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany(_INSERT, self._rows)
        self._database.execute("COMMIT")
        self._rows.clear()

    def _library(self, library: Library, totals: Totals) -> LibraryReport:
        fields: dict[str, Counter[tuple[str, str]]] = {}
        for (slug, code, tag, subfield), count in self._counts.items():
            if slug == library.slug:
                fields.setdefault(code, Counter())[tag, subfield] += count
        codes = [CodeCount(explain(code), found.total(), _most(found)) for code, found in fields.items()]
        codes.sort(key=lambda each: (SEVERITIES.index(each.about.severity), -each.count, each.about.code))
        return LibraryReport(library, totals, tuple(codes))

    def _places(self, slug: str, code: str, limit: int = SHOWN) -> list[tuple[Any, ...]]:
        """`(source, record, offset, control number, tag, subfield, note, value)` of a code's first faults in a library."""
        columns = "source, record, offset, number, tag, subfield, note, value"
        query = f"SELECT {columns} FROM fault WHERE library = ? AND code = ? ORDER BY rowid LIMIT ?"
        return self._database.execute(query, (slug, code, limit)).fetchall()

    def _private_csv(self, report: LibraryReport, file: TextIO) -> None:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for each in report.codes:
            about = each.about
            for source, record, offset, number, tag, subfield, note, value in self._places(report.library.slug, about.code, -1):
                cells = (
                    about.code,
                    about.severity,
                    number,
                    source,
                    record,
                    offset,
                    tag,
                    subfield,
                    note,
                    value,
                    about.title["vi"],
                    about.help["vi"],
                )
                writer.writerow([_cell(cell) for cell in cells])


def _most(found: Counter[tuple[str, str]]) -> tuple[tuple[str, str, int], ...]:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple((tag, subfield, count) for (tag, subfield), count in ordered if tag)


def _json(reports: list[LibraryReport]) -> str:
    """The public counts as JSON: libraries with their totals and codes, and what each code means."""
    met = {each.about.code: each.about for report in reports for each in report.codes}
    libraries = [
        {
            "library": report.library.slug,
            "title": report.library.title,
            "read": report.totals.read,
            "published": report.totals.published,
            "withheld": report.totals.withheld.total(),
            "rejected": report.totals.rejected,
            "faults": [_code(each) for each in report.codes],
        }
        for report in reports
    ]
    codes = {code: {"severity": about.severity, "title": about.title, "help": about.help} for code, about in sorted(met.items())}
    return json.dumps({"libraries": libraries, "codes": codes}, ensure_ascii=False, indent=1) + "\n"


def _code(each: CodeCount) -> dict[str, object]:
    fields = [{"tag": tag, "subfield": subfield, "count": count} for tag, subfield, count in each.fields]
    return {"code": each.about.code, "severity": each.about.severity, "count": each.count, "fields": fields}


def _public_csv(reports: list[LibraryReport]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("library", "code", "severity", "count", "title_vi", "title_en"))
    for report in reports:
        for each in report.codes:
            about = each.about
            writer.writerow((report.library.slug, about.code, about.severity, each.count, about.title["vi"], about.title["en"]))
    return file.getvalue()


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula (CWE-1236): a text that begins like one is given an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value

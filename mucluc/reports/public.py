# SPDX-License-Identifier: Apache-2.0
"""The public reports: counts and codes only, as JSON, CSV and XLSX. No value, no control number, no file name is given to them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mucluc.vocab.faults import SEVERITIES, Explanation, all_codes

from .earlier import FILE
from .model import Change, Issue, LibraryReport
from .texts import both
from .workbook import Column, Workbook

CSV = "faults.csv"
XLSX = "faults.xlsx"
COMPLETENESS = "completeness.csv"


def write_public(folder: Path, reports: Sequence[LibraryReport], first: bool, review: tuple[int, int] = (0, 0)) -> None:
    """Write the public files. first: there is no release to compare with. review: pairs of records, of headings, in the review list."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(json.dumps(document(reports, first, review), ensure_ascii=False, indent=1) + "\n", "utf-8")
    _write_csv(folder / CSV, _COLUMNS, _rows(reports))
    _write_csv(folder / COMPLETENESS, ("library", "element", "records", "of"), _completeness(reports))
    _write_workbook(folder / XLSX, reports)


def document(reports: Sequence[LibraryReport], first: bool, review: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    """The counts as they stand in `faults.json`: libraries with their totals and codes, what each code means, what was looked for, and
    how many pairs wait for a curator.
    """
    met = {each.about.code: each.about for report in reports for each in report.issues}
    met |= {each.about.code: each.about for report in reports if report.change for each in report.change.codes}
    return {
        "first": first,
        "libraries": [counts(report) for report in reports],
        "codes": {code: _about(about) for code, about in sorted(met.items())},
        "checks": list(all_codes()),
        "review": {"records": review[0], "headings": review[1]},
    }


def counts(report: LibraryReport) -> dict[str, Any]:
    """What may be known to everybody of a library's report."""
    totals = report.totals
    return {
        "library": report.library.slug,
        "title": report.library.title,
        "read": totals.read,
        "published": totals.published,
        "withheld": totals.withheld.total(),
        "rejected": totals.rejected,
        "completeness": [{"element": name, "records": records, "of": of} for name, records, of in report.completeness],
        "faults": [_issue(each) for each in report.issues],
        "change": _change(report.change) if report.change else None,
    }


def _about(about: Explanation) -> dict[str, Any]:
    return {"severity": about.severity, "title": about.title, "help": about.help}


def _issue(each: Issue) -> dict[str, Any]:
    return {
        "code": each.about.code,
        "severity": each.about.severity,
        "count": each.count,
        "records": each.records,
        "of": each.of,
        "before": each.before,
        "fields": [{"tag": tag, "subfield": subfield, "count": count} for tag, subfield, count in each.fields],
    }


def _change(change: Change) -> dict[str, Any]:
    said = asdict(change)
    said["codes"] = [
        {"code": each.about.code, "before": each.before, "now": each.now, "difference": each.difference, "kind": each.kind}
        for each in change.codes
    ]
    return said


_COLUMNS = ("library", "code", "severity", "count", "records", "of", "before", "difference", "change", "title_vi", "title_en")
_WIDTHS = (42, 26, 14, 10, 10, 10, 12, 12, 18, 48, 48)
_TOTALS = ("read", "published", "withheld", "rejected")


def _rows(reports: Iterable[LibraryReport]) -> Iterator[tuple[Any, ...]]:
    """A row a library and code, those that are met no more too."""
    for report in reports:
        slug, changes = report.library.slug, report.change.codes if report.change else ()
        changed = {each.about.code: each for each in changes}
        for each in report.issues:
            other = changed.get(each.about.code)
            difference = other.difference if other else (None if each.before is None else 0)
            yield _row(slug, each.about, (each.count, each.records, each.of, each.before, difference), other.kind if other else "")
        for gone in changes:
            if not gone.now:
                yield _row(slug, gone.about, (0, 0, None, gone.before, gone.difference), gone.kind)


def _row(slug: str, about: Explanation, numbers: tuple[int | None, ...], kind: str) -> tuple[Any, ...]:
    return (slug, about.code, about.severity, *numbers, kind, about.title["vi"], about.title["en"])


def _completeness(reports: Iterable[LibraryReport]) -> Iterable[tuple[Any, ...]]:
    return ((report.library.slug, *each) for report in reports for each in report.completeness)


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def _write_workbook(path: Path, reports: Sequence[LibraryReport]) -> None:
    names = {report.library.slug: both(report.library.title) for report in reports}
    with Workbook(path, both("public_heading")) as book:
        sheet = book.sheet(both("overview"), _heads({"library": 42} | dict.fromkeys((*_TOTALS, *SEVERITIES), 14), ""))
        for report in reports:
            totals = report.totals
            read = (totals.read, totals.published, totals.withheld.total(), totals.rejected)
            sheet.row((names[report.library.slug], *read, *map(report.severity, SEVERITIES)))
        sheet = book.sheet(both("faults"), _heads(dict(zip(_COLUMNS, _WIDTHS, strict=True))))
        for slug, code, severity, *numbers, kind, vi, en in _rows(reports):
            sheet.row((names[slug], code, both(severity), *numbers, both(f"change_{kind}") if kind else "", vi, en))
        sheet = book.sheet(both("completeness"), _heads({"library": 42, "element": 30, "has": 14, "of": 14}))
        for slug, element, records, of in _completeness(reports):
            sheet.row((names[slug], both(f"element_{element}"), records, of))


def _heads(widths: dict[str, int], prefix: str = "column_") -> list[Column]:
    return [Column(both(prefix + name), width) for name, width in widths.items()]

# SPDX-License-Identifier: Apache-2.0
"""The page of the quality reports: what `reports/faults.json` of the release counts, by library, and how to mend it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mucluc.release import Release, layout

from .frame import Anchor, Frame, Page

COUNTS = {"read": "reports.read", "published": "reports.published", "withheld": "reports.withheld", "rejected": "reports.rejected"}
SEVERITIES = ("fatal", "error", "warning", "info")
# Most faults of a code sit in a few fields; the files have the rest.
_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of fault in a library. severity: its name for the style; level: the same for people."""

    severity: str
    level: str
    title: str
    code: str
    count: str
    fields: tuple[str, ...]
    more: bool
    help: str


@dataclass(frozen=True, slots=True)
class LibraryFindings:
    """A library's row in the overview (`numbers`, in the order of the columns) and what was found there. anchor: its fragment."""

    anchor: str
    title: str
    numbers: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReportsView:
    """The context `view` of `reports.html`. columns: heads of the overview after the library; a severity's name, or empty, with each."""

    columns: tuple[tuple[str, str], ...]
    libraries: tuple[LibraryFindings, ...]
    files: tuple[Anchor, ...]


def has_reports(release: Release) -> bool:
    """Whether the release was made with reports."""
    return (release.path / layout.REPORTS / "faults.json").is_file()


def reports_page(release: Release, frame: Frame) -> tuple[Page, ReportsView]:
    """The page in a language's frame."""
    text = frame.labels
    counted = json.loads((release.path / layout.REPORTS / "faults.json").read_text("utf-8"))
    columns = [("", text(key)) for key in COUNTS.values()] + [(name, text.kind("severity", name)) for name in SEVERITIES]
    libraries = tuple(_library(each, counted["codes"], frame) for each in counted["libraries"])
    files = tuple(Anchor(name, f"/reports/faults.{ending}") for name, ending in (("CSV", "csv"), ("JSON", "json")))
    title = text("site.reports")
    crumbs = (Anchor(text("site.home"), frame.url("index.html")), frame.crumb("data"))
    page = Page("reports.html", title, f"{title} – {frame.name}", crumbs, section="data")
    return page, ReportsView(tuple(columns), libraries, files)


def _library(entry: dict[str, Any], codes: dict[str, Any], frame: Frame) -> LibraryFindings:
    text = frame.labels
    severities = {name: sum(each["count"] for each in entry["faults"] if each["severity"] == name) for name in SEVERITIES}
    numbers = tuple(text.number(each) for each in (*(entry[name] for name in COUNTS), *severities.values()))
    findings = tuple(_finding(each, codes[each["code"]], frame) for each in entry["faults"])
    # A fault may belong to no library that is known: a file that could not be read at all.
    return LibraryFindings(f"library-{entry['library'] or 'unknown'}", text.pick(entry["title"]), numbers, findings)


def _finding(entry: dict[str, Any], about: dict[str, Any], frame: Frame) -> Finding:
    text = frame.labels
    fields = [each["tag"] + (f" ${each['subfield']}" if each["subfield"] else "") for each in entry["fields"]]
    return Finding(
        severity=entry["severity"],
        level=text.kind("severity", entry["severity"]),
        title=text.pick(about["title"]),
        code=entry["code"],
        count=text.number(entry["count"]),
        fields=tuple(fields[:_FIELDS]),
        more=len(fields) > _FIELDS,
        help=text.pick(about["help"]),
    )

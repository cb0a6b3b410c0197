# SPDX-License-Identifier: Apache-2.0
"""The page of the quality reports: what `reports/faults.json` of the release counts, by library, how to mend it, and what has changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mucluc.release import Release, layout
from mucluc.vocab.faults import SEVERITIES

from .frame import Anchor, Frame, Page

COUNTS = {"read": "reports.read", "published": "reports.published", "withheld": "reports.withheld", "rejected": "reports.rejected"}
# Most faults of a code sit in a few fields; the files have the rest.
_FIELDS = 6
_FILES = (("CSV", "faults.csv"), ("XLSX", "faults.xlsx"), ("JSON", "faults.json"))
_MORE = (("reports.completeness_file", "completeness.csv"), ("reports.measures", "quality.ttl"))


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of fault in a library. severity: its name for the style; level: the same for people. met: how often and where."""

    severity: str
    level: str
    title: str
    code: str
    met: tuple[str, ...]
    fields: tuple[str, ...]
    more: bool
    help: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A code whose count has changed. kind: its name for the style; how: the same for people."""

    kind: str
    how: str
    title: str
    numbers: str


@dataclass(frozen=True, slots=True)
class LibraryFindings:
    """A library's row in the overview (`numbers`, in the order of the columns) and what was found there. anchor: its fragment.

    change: what is said of the last release; turns: the codes that differ.
    """

    anchor: str
    title: str
    numbers: tuple[str, ...]
    findings: tuple[Finding, ...]
    change: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many records have which element: heads of the columns, and a row a library: its title, `39 of 40` a column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ReportsView:
    """The context `view` of `reports.html`. columns: heads of the overview after the library; a severity's name, or empty, with each."""

    columns: tuple[tuple[str, str], ...]
    libraries: tuple[LibraryFindings, ...]
    completeness: Completeness
    files: tuple[Anchor, ...]


def has_reports(release: Release) -> bool:
    """Whether the release was made with reports."""
    return (release.path / layout.REPORTS / "faults.json").is_file()


def reports_page(release: Release, frame: Frame) -> tuple[Page, ReportsView]:
    """The page in a language's frame."""
    text, folder = frame.labels, release.path / layout.REPORTS
    counted = json.loads((folder / "faults.json").read_text("utf-8"))
    columns = [("", text(key)) for key in COUNTS.values()] + [(name, text.kind("severity", name)) for name in SEVERITIES]
    libraries = tuple(_library(each, counted, frame) for each in counted["libraries"])
    named = (*_FILES, *((text(key), name) for key, name in _MORE))
    files = tuple(Anchor(said, f"/reports/{name}") for said, name in named if (folder / name).is_file())
    title = text("site.reports")
    crumbs = (Anchor(text("site.home"), frame.url("index.html")), frame.crumb("data"))
    page = Page("reports.html", title, f"{title} – {frame.name}", crumbs, section="data")
    return page, ReportsView(tuple(columns), libraries, _completeness(counted["libraries"], frame), files)


def _library(entry: dict[str, Any], counted: dict[str, Any], frame: Frame) -> LibraryFindings:
    text, codes = frame.labels, counted["codes"]
    severities = {name: sum(each["count"] for each in entry["faults"] if each["severity"] == name) for name in SEVERITIES}
    numbers = tuple(text.number(each) for each in (*(entry[name] for name in COUNTS), *severities.values()))
    change = entry["change"]
    findings = tuple(_finding(each, codes[each["code"]], change is not None, frame) for each in entry["faults"])
    turns = tuple(_turn(each, codes[each["code"]], frame) for each in change["codes"]) if change else ()
    said = _change(entry, frame) if change else text("reports.first" if counted["first"] else "reports.first_here")
    # A fault may belong to no library that is known: a file that could not be read at all.
    return LibraryFindings(f"library-{entry['library'] or 'unknown'}", text.pick(entry["title"]), numbers, findings, said, turns)


def _change(entry: dict[str, Any], frame: Frame) -> str:
    text, change = frame.labels, entry["change"]
    numbers = {"before": change["faults_before"], "now": change["faults_now"], "read_before": change["read_before"], "read": entry["read"]}
    said = text("reports.change_totals", **{key: text.number(each) for key, each in numbers.items()})
    return said if change["codes"] else f"{said} {text('reports.change_none')}"


def _finding(entry: dict[str, Any], about: dict[str, Any], compared: bool, frame: Frame) -> Finding:
    text = frame.labels
    fields = [each["tag"] + (f" ${each['subfield']}" if each["subfield"] else "") for each in entry["fields"]]
    met = [text("reports.times", n=text.number(entry["count"]))]
    if 0 < entry["records"] <= entry["of"]:
        met.append(text("reports.records", records=text.number(entry["records"]), of=text.number(entry["of"])))
    if compared:
        before = entry["before"]
        met.append(text("reports.unlooked") if before is None else text("reports.before", n=text.number(before)))
    return Finding(
        severity=entry["severity"],
        level=text.kind("severity", entry["severity"]),
        title=text.pick(about["title"]),
        code=entry["code"],
        met=tuple(met),
        fields=tuple(fields[:_FIELDS]),
        more=len(fields) > _FIELDS,
        help=text.pick(about["help"]),
    )


def _turn(entry: dict[str, Any], about: dict[str, Any], frame: Frame) -> Turn:
    text = frame.labels
    key = "reports.risen" if entry["difference"] > 0 else "reports.from_to"
    numbers = text(key, before=text.number(entry["before"]), now=text.number(entry["now"]))
    return Turn(entry["kind"], text.kind("change", entry["kind"]), text.pick(about["title"]), numbers)


def _completeness(libraries: list[dict[str, Any]], frame: Frame) -> Completeness:
    text = frame.labels
    measured = [each for each in libraries if each["completeness"]]
    elements = [each["element"] for each in measured[0]["completeness"]] if measured else []
    rows = [(text.pick(each["title"]), [(found["records"], found["of"]) for found in each["completeness"]]) for each in measured]
    if len(rows) > 1:
        sums = [tuple(map(sum, zip(*column, strict=True))) for column in zip(*(pairs for _, pairs in rows), strict=True)]
        rows.append((text("reports.whole"), [(records, of) for records, of in sums]))
    said = tuple(
        (title, tuple(text("reports.ratio", records=text.number(records), of=text.number(of)) for records, of in pairs))
        for title, pairs in rows
    )
    return Completeness(tuple(text.kind("element", each) for each in elements), said)

# SPDX-License-Identifier: Apache-2.0
"""`mucluc report`: what stands in the reports of the current release, for a person at a terminal or a program."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mucluc.errors import UserError

from . import config_argument
from .printable import say

if TYPE_CHECKING:
    from . import Verbs

WORST = 5
"""How many issues of a library the table lists; with --library it lists all."""


def add(verbs: Verbs) -> None:
    """Add the verb of this module."""
    report = verbs.add_parser("report", help="what to mend in each library's records, and what has changed", description=_report.__doc__)
    config_argument(report)
    report.add_argument(
        "--library", metavar="SLUG", help="one library: all its issues; as JSON, CSV or XLSX its private report, with values"
    )
    report.add_argument(
        "--format",
        choices=("table", "json", "csv", "xlsx"),
        default="table",
        help="json, csv: on standard output; xlsx: where the file lies (default: table)",
    )
    report.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of the table (default: vi)")
    report.set_defaults(run=_report)


def _report(arguments: argparse.Namespace) -> int:
    """Show the quality reports of the current release: totals, what to mend first, what has changed since the last release, the files.

    Without --library only counts are shown. With it, JSON, CSV and XLSX are the library's own report, which quotes records: do not
    publish it.
    """
    from mucluc.config import Config

    root = Config.load(arguments.config).root
    public = root / "current" / "reports"
    if not (public / "faults.json").is_file():
        raise UserError(f"there is no release with reports in {root} yet; make one: mucluc publish {arguments.config}")
    counted = json.loads((public / "faults.json").read_text("utf-8"))
    chosen = _chosen(counted, arguments.library)
    if arguments.format == "table":
        for line in _table(counted, chosen, arguments.lang, arguments.library is not None):
            say(line)
        for line in _files(root, chosen, counted):
            say(line, sys.stderr)
        waiting = sum(counted.get("review", {}).values())
        if waiting and arguments.library is None:
            say(f"mucluc: {waiting} pairs of records or headings to review: {root / 'private' / 'reports' / 'review.html'}", sys.stderr)
        return 0
    file = public / f"faults.{arguments.format}"
    if arguments.library is not None:
        file = _private(root, chosen[0], counted, arguments.format)
    if arguments.format == "xlsx":
        print(file)
    else:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for line in lines:
                sys.stdout.write(line)
    return 0


def _chosen(counted: dict[str, Any], library: str | None) -> list[dict[str, Any]]:
    libraries: list[dict[str, Any]] = counted["libraries"]
    if library is None:
        return libraries
    found = [each for each in libraries if (each["library"] or "unknown") == library]
    if not found:
        raise UserError(f"no library {library!r} in the reports; there are {', '.join(each['library'] or 'unknown' for each in libraries)}")
    return found


def _private(root: Path, entry: dict[str, Any], counted: dict[str, Any], ending: str) -> Path:
    """The private file of a library; raises UserError when it is not there or is of another run than the current release."""
    folder, name = root / "private" / "reports", entry["library"] or "unknown"
    if not (folder / f"{name}.{ending}").is_file():
        raise UserError(f"{folder} has no report of {name!r}: private reports are made anew by each run of mucluc publish")
    if not _of_this_release(folder / f"{name}.json", entry):
        print(f"mucluc: the reports in {folder} are of another run than the current release", file=sys.stderr)
    return folder / f"{name}.{ending}"


def _of_this_release(file: Path, entry: dict[str, Any]) -> bool:
    """Whether a private report begins with the counts of this release; its head is its first line, however long the report."""
    with file.open(encoding="utf-8") as lines:
        head = json.loads(lines.readline().rstrip("\n").rstrip("[]} ").removesuffix(', "faults":') + "}")
    return all(head[key] == entry[key] for key in ("read", "published", "withheld", "rejected", "completeness", "change"))


def _table(counted: dict[str, Any], chosen: list[dict[str, Any]], lang: str, everything: bool) -> Iterator[str]:
    from mucluc.vocab.labels import labels

    text = labels(lang)
    for entry in chosen:
        yield f"{text.pick(entry['title'])} ({entry['library'] or 'unknown'})"
        totals = [f"{text(f'reports.{key}')} {text.number(entry[key])}" for key in ("read", "published", "withheld", "rejected")]
        yield "  " + " · ".join(totals)
        if entry["completeness"]:
            shares = (f"{text.kind('element', each['element'])} {each['records']}/{each['of']}" for each in entry["completeness"])
            yield f"  {text('reports.completeness')}: " + " · ".join(shares)
        yield from _changes(counted, entry, lang)
        issues = entry["faults"]
        for each in issues if everything else issues[:WORST]:
            about = counted["codes"][each["code"]]
            records = f"{text.number(each['records'])}/{text.number(each['of'])}" if each["records"] else "–"
            level = text.kind("severity", each["severity"])
            yield f"  {level:<9} {records:>15} {text.number(each['count']):>9}  {text.pick(about['title'])}  [{each['code']}]"
            if everything:
                yield f"            {text.pick(about['help'])}"
        if not issues:
            yield f"  {text('reports.none')}"
        elif len(issues) > WORST and not everything:
            yield f"  … --library {entry['library']}: {len(issues) - WORST} +"
        yield ""


def _changes(counted: dict[str, Any], entry: dict[str, Any], lang: str) -> Iterator[str]:
    from mucluc.vocab.labels import labels

    text, change = labels(lang), entry["change"]
    if change is None:
        yield "  " + text("reports.first" if counted["first"] else "reports.first_here")
        return
    numbers = {"before": change["faults_before"], "now": change["faults_now"], "read_before": change["read_before"], "read": entry["read"]}
    yield "  " + text("reports.change_totals", **{key: text.number(each) for key, each in numbers.items()})
    for kind in ("new", "solved"):
        codes = [each["code"] for each in change["codes"] if each["kind"] == kind]
        if codes:
            yield f"    {text.kind('change', kind)}: {', '.join(codes)}"


def _files(root: Path, chosen: list[dict[str, Any]], counted: dict[str, Any]) -> Iterator[str]:
    """Where the files lie: the public ones of the release, the libraries' own."""
    yield f"mucluc: public, counts only: {root / 'current' / 'reports'} (faults.json, .csv, .xlsx; completeness.csv; quality.ttl)"
    for entry in chosen:
        page = root / "private" / "reports" / f"{entry['library'] or 'unknown'}.html"
        if page.is_file():
            of_now = _of_this_release(page.with_suffix(".json"), entry)
            yield f"mucluc: with values, for the library only: {page}{'' if of_now else ' (of another run)'}"

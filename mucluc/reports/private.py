# SPDX-License-Identifier: Apache-2.0
"""The private report of one library as JSON, CSV and XLSX: where the faults are, what stands there, how to mend it.

One walk through the faults feeds all three; memory does not grow with them.
"""

from __future__ import annotations

import csv
import functools
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol, TextIO

from mucluc.datasets.sheet import protect
from mucluc.release.model import Network

from . import pages, public
from .model import Issue, LibraryReport, Place
from .private_kept import PrivateNotes
from .spool import Places
from .texts import both
from .workbook import Column, Workbook

LISTED = 2_000
"""How many places of one code the workbook lists; CSV and JSON have them all."""

_protected = functools.lru_cache(maxsize=10_000)(protect)
"""For texts that come again and again: to look at each would cost more than all the rest of a row."""

Found = Callable[[str, str], Iterator[Place]]
SUFFIXES = (".html", ".en.html", ".json", ".csv", ".xlsx")

COLUMNS = (
    *("code", "severity", "control_number", "field", "value", "note", "source", "record", "offset", "page"),
    *("title_vi", "help_vi", "title_en", "help_en"),
)

_SHEET = (
    *("title_vi", "control_number", "field", "value", "help_vi", "note", "page"),
    *("source", "record", "offset", "code", "title_en", "help_en"),
)


@dataclass(frozen=True, slots=True)
class PrivateTask:
    """What the files of a library are made of. folder: where they go, never published. faults: the file of a spool that has ended.

    entities: the release's `entities.sqlite`, to link records that are published. notes: where it is noted, and was by the last run,
    what the files of a library were made of; before: the folder of those files.
    """

    folder: Path
    network: Network
    report: LibraryReport
    faults: Path
    entities: Path | None
    notes: PrivateNotes


def write_private(task: PrivateTask) -> None:
    """Write a library's files, or take them over from the last run where they were made of the same."""
    places = Places(task.faults, task.entities)
    try:
        report = task.report
        said = repr((task.network, report, list(report.totals.withheld.items()))).encode("utf-8", "surrogatepass")
        made_of = blake2b(said + places.digest(report.library.slug), digest_size=16).hexdigest()
        if not task.notes.take_over(report.name, made_of, task.folder):
            write_library(task.folder, task.network, report, places.of)
        task.notes.note(report.name, made_of, [task.folder / f"{report.name}{suffix}" for suffix in SUFFIXES])
    finally:
        places.close()


def write_library(folder: Path, network: Network, report: LibraryReport, places: Found) -> None:
    """Write `{library}.html`, `.en.html`, `.json`, `.csv` and `.xlsx` to a folder that is never published."""
    samples: dict[str, list[Place]] = {}
    with ExitStack() as stack:
        sinks: list[_Sink] = [
            _Csv(stack.enter_context((folder / f"{report.name}.csv").open("w", encoding="utf-8-sig", newline="")), network),
            _Json(stack.enter_context((folder / f"{report.name}.json").open("w", encoding="utf-8")), network, report),
            _Book(stack.enter_context(Workbook(folder / f"{report.name}.xlsx", both(report.library.title))), network, report),
        ]
        for issue in report.issues:
            for sink in sinks:
                sink.issue(issue)
            shown = samples.setdefault(issue.about.code, [])
            for place in places(report.library.slug, issue.about.code):
                if len(shown) < pages.SHOWN:
                    shown.append(place)
                for sink in sinks:
                    sink.place(place)
        for sink in sinks:
            sink.end()
    pages.write_pages(folder, network, report, samples)


class _Sink(Protocol):
    """What takes the issues in order, each followed by its places."""

    def issue(self, issue: Issue) -> None: ...

    def place(self, place: Place) -> None: ...

    def end(self) -> None: ...


class _Csv:
    """Every fault on a line of its own, complete in itself: it can be sorted, filtered and handed on in parts."""

    def __init__(self, file: TextIO, network: Network) -> None:
        self._writer = csv.writer(file)
        self._writer.writerow(COLUMNS)
        self._base = network.base

    def issue(self, issue: Issue) -> None:
        about = issue.about
        self._head = (about.code, about.severity)
        self._tail = tuple(protect(text) for said in ("vi", "en") for text in (about.title[said], about.help[said]))

    def place(self, place: Place) -> None:
        field, note, source = map(_protected, (place.field, place.note, place.source))
        texts = [protect(place.control_number), field, protect(place.value), note, source]
        page = self._base + place.page if place.page else ""
        self._writer.writerow((*self._head, *texts, place.record, place.offset, page, *self._tail))

    def end(self) -> None:
        """Nothing is left to write."""


class _Json:
    """The public counts, and under each code all its places; written as they come."""

    def __init__(self, file: TextIO, network: Network, report: LibraryReport) -> None:
        self._file, self._base, self._first = file, network.base, True
        said = {**public.counts(report), "withheld_by_rule": dict(sorted(report.totals.withheld.items()))}
        self._counts = {each["code"]: each for each in said.pop("faults")}
        file.write(_dumps(said)[:-1] + ', "faults": [')

    def issue(self, issue: Issue) -> None:
        about = issue.about
        said = {**self._counts[about.code], "title": about.title, "help": about.help}
        self._file.write(("" if self._first else "\n]},") + "\n" + _dumps(said)[:-1] + ', "places": [')
        self._first, self._between = False, "\n"

    def place(self, place: Place) -> None:
        said = {
            "control_number": place.control_number,
            "source": place.source,
            "record": place.record,
            "offset": place.offset,
            "tag": place.tag,
            "subfield": place.subfield,
            "note": place.note,
            "value": place.value,
            "page": self._base + place.page if place.page else None,
        }
        self._file.write(self._between + _dumps(said))
        self._between = ",\n"

    def end(self) -> None:
        self._file.write("]}\n" if self._first else "\n]}\n]}\n")


class _Book:
    """A summary, then a sheet a severity."""

    def __init__(self, book: Workbook, network: Network, report: LibraryReport) -> None:
        self._book, self._base = book, network.base
        self._severity, self._left = "", 0
        self._summary(report)

    def _summary(self, report: LibraryReport) -> None:
        widths = {"severity": 20, "title_vi": 42, "help_vi": 60, "title_en": 42, "help_en": 60, "code": 26}
        names = ("severity", "title_vi", "help_vi", "records", "of", "count", "before", "listed", "code", "title_en", "help_en")
        sheet = self._book.sheet(both("summary"), [Column(both(f"column_{name}"), widths.get(name, 12)) for name in names])
        for each in report.issues:
            about, listed = each.about, min(each.count, LISTED)
            numbers = (each.records, each.of, each.count, each.before, listed)
            vi, en = ((about.title[said], about.help[said]) for said in ("vi", "en"))
            sheet.row((both(about.severity), *vi, *numbers, about.code, *en))

    def issue(self, issue: Issue) -> None:
        self._about, self._left = issue.about, LISTED
        severity = issue.about.severity
        if severity != self._severity:
            widths = {"control_number": 18, "field": 10, "value": 48, "note": 36, "source": 26, "page": 44, "code": 26}
            heads = [Column(both(f"column_{name}"), widths.get(name, 12 if name in ("record", "offset") else 42)) for name in _SHEET]
            self._sheet = self._book.sheet(both(severity).capitalize(), heads)
            self._severity = severity

    def place(self, place: Place) -> None:
        if not self._left:
            return
        self._left -= 1
        about = self._about
        page = self._base + place.page if place.page else ""
        here = (
            place.control_number,
            place.field,
            place.value,
            about.help["vi"],
            place.note,
            page,
            place.source,
            place.record,
            place.offset,
        )
        self._sheet.row((about.title["vi"], *here, about.code, about.title["en"], about.help["en"]))

    def end(self) -> None:
        """The summary was written first."""


_dumps: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False).encode

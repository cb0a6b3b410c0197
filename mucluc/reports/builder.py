# SPDX-License-Identifier: Apache-2.0
"""Collects faults as they come, in bounded memory, and writes the reports at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from mucluc.converters.check import MISSING
from mucluc.converters.record import Fault
from mucluc.release.model import Library, Network
from mucluc.vocab.faults import SEVERITIES, Explanation, explain

from .earlier import Earlier, read_earlier
from .model import Issue, LibraryReport, Totals
from .pages import write_style
from .private import PrivateTask, write_private
from .private_kept import PrivateNotes
from .public import write_public
from .spool import Spool

EARLY = frozenset(check.code for check in MISSING)
"""The codes of checks that see a record before screening: what is withheld is looked at too."""
NOBODY = Library("", {"vi": "Chưa rõ thư viện", "en": "No library named"})


class ReportBuilder:
    """Takes faults in any number and writes the reports.

    The faults go to a file in `work`, a private directory that the caller deletes. The same faults in the same order give the same bytes.
    """

    def __init__(self, work: Path) -> None:
        self._spool = Spool(work / "faults.sqlite")

    def add(self, fault: Fault) -> None:
        """Count a fault and keep it for its library; raises FaultTableError, at `finish`, for a code that no table explains."""
        self._spool.add(fault)

    def finish(
        self,
        public_dir: Path,
        private_dir: Path,
        network: Network,
        totals: dict[str, Totals],
        *,
        last: Path | None = None,
        entities: Path | None = None,
        review: tuple[int, int] = (0, 0),
        notes: PrivateNotes | None = None,
        give: Callable[[Callable[[PrivateTask], None], PrivateTask], None] | None = None,
    ) -> tuple[LibraryReport, ...]:
        """Write the public counts to public_dir, and pages and tables for each library to private_dir; what they say.

        totals: by library slug. last: the reports of the last release, to say what changed. entities: the release's
        `entities.sqlite`, to link records that are published. review: how many pairs of records and of headings wait for a curator.
        notes: what the last run left of the private files. give: takes the writing of a library's private files, to be done when it
        suits; the working file stays in that case, and so do `entities`.
        """
        spool = self._spool
        faults = spool.end()
        earlier, records = read_earlier(last), spool.records()
        reports = [self._report(library, totals.get(library.slug, Totals()), records, earlier) for library in network.libraries]
        rest = self._report(NOBODY, Totals(), records, earlier)
        if rest.issues or rest.change:
            reports.append(rest)
        write_public(public_dir, reports, earlier is None, review)
        private_dir.mkdir(parents=True, exist_ok=True)
        write_style(private_dir)
        for report in reports:
            task = PrivateTask(private_dir, network, report, faults, entities, notes or PrivateNotes())
            if give is None:
                write_private(task)
            else:
                give(write_private, task)
        if give is None:
            self.close()
        return tuple(reports)

    def close(self) -> None:
        """Close and delete the working file."""
        self._spool.close()

    def __enter__(self) -> ReportBuilder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _report(self, library: Library, totals: Totals, records: dict[tuple[str, str], int], earlier: Earlier | None) -> LibraryReport:
        slug = library.slug
        fields: dict[str, Counter[tuple[str, str]]] = {}
        for (owner, code, tag, subfield), count in self._spool.counts.items():
            if owner == slug:
                fields.setdefault(code, Counter())[tag, subfield] += count
        issues = []
        for code, found in fields.items():
            about, before = explain(code), earlier.count(slug, code) if earlier else None
            issues.append(Issue(about, found.total(), records[slug, code], _looked_at(about, totals), _most(found), before))
        # What keeps a record out or hides it comes first; then what most records suffer from.
        issues.sort(key=lambda each: (SEVERITIES.index(each.about.severity), -each.records, -each.count, each.about.code))
        report = LibraryReport(library, totals, tuple(issues))
        return replace(report, change=earlier.change(slug, report.issues, totals.read)) if earlier else report


def _looked_at(about: Explanation, totals: Totals) -> int:
    """How many records a code could have been met in."""
    if about.room == "reading":
        return totals.read + totals.rejected
    return totals.read if about.code in EARLY else totals.published + totals.holdings


def _most(found: Counter[tuple[str, str]]) -> tuple[tuple[str, str, int], ...]:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple((tag, subfield, count) for (tag, subfield), count in ordered if tag)

# SPDX-License-Identifier: Apache-2.0
"""The last release's counts, from its public `faults.json`: what a change is measured against."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mucluc.vocab.faults import SEVERITIES, Explanation, all_codes, explain

from .model import Change, CodeChange, Issue

FILE = "faults.json"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the last release counted. counts: by library, then code. read: records by library. known: the codes it looked for."""

    counts: dict[str, dict[str, int]]
    read: dict[str, int]
    known: frozenset[str]
    texts: dict[str, Explanation]

    def count(self, library: str, code: str) -> int | None:
        """How often a code was met in a library; None when the library was not there, or the code not looked for."""
        if library not in self.counts:
            return None
        found = self.counts[library].get(code)
        return found if found is not None else (0 if code in self.known else None)

    def change(self, library: str, issues: Iterable[Issue], read_now: int) -> Change | None:
        """How a library's counts changed; None when it was not in the last release."""
        if library not in self.counts:
            return None
        before, now = self.counts[library], {each.about.code: each for each in issues}
        if not read_now and not now and not self.read[library]:
            return None
        abouts = {code: now[code].about if code in now else self._about(code) for code in {*before, *now}}
        changes = [
            CodeChange(about, before.get(code, 0), now[code].count if code in now else 0, self._kind(library, code, now.get(code)))
            for code, about in abouts.items()
        ]
        differing = [each for each in changes if each.difference]
        differing.sort(key=lambda each: (SEVERITIES.index(each.about.severity), -abs(each.difference), each.about.code))
        return Change(sum(before.values()), sum(each.count for each in now.values()), self.read[library], tuple(differing))

    def _kind(self, library: str, code: str, issue: Issue | None) -> str:
        before = self.counts[library].get(code, 0)
        if issue is None:
            return "solved" if code in all_codes() else "check-gone"
        if not before:
            return "new" if code in self.known else "check-new"
        return "more" if issue.count > before else "fewer"

    def _about(self, code: str) -> Explanation:
        """What a code means that is met no more; the release's own words when the software has forgotten it."""
        return explain(code) if code in all_codes() else self.texts[code]


def read_earlier(reports: Path | None) -> Earlier | None:
    """The counts in a release's folder of reports; None before the first release, and after one that was made without reports."""
    if reports is None or not (reports / FILE).is_file():
        return None
    said: dict[str, Any] = json.loads((reports / FILE).read_text("utf-8"))
    counts = {each["library"]: {fault["code"]: fault["count"] for fault in each["faults"]} for each in said["libraries"]}
    read = {each["library"]: each["read"] for each in said["libraries"]}
    texts = {code: Explanation(code, each["severity"], each["title"], each["help"], "") for code, each in said["codes"].items()}
    # A release of an earlier version of the software does not name what it looked for: what is not counted there counts as none.
    return Earlier(counts, read, frozenset(said.get("checks", all_codes())), texts)

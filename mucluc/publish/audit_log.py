# SPDX-License-Identifier: Apache-2.0
"""What the release policy decided of each record, from the workers to the audit: a JSON line each, in the run's private directory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from mucluc.converters.release_policy import PUBLISH, PUBLISH_WITHOUT, WITHHOLD
from mucluc.converters.screen import Screened

SUFFIX = ".audit"
ALLOW_LIST = "allow-list"
"""The id under which cuts are counted that no rule made, but that the list of what may be published does not name."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Judged:
    """One decision. number: the control number; record: the ordinal in its delivery. rules: of a cut, every rule that had a part in it."""

    number: str
    record: int | None
    outcome: str
    rules: tuple[str, ...]
    removed: str = ""


def judged(number: str, record: int | None, made: Screened) -> Judged | None:
    """What is to be told of a record that was screened; None when it passed whole and no rule spoke of it."""
    if made.outcome == WITHHOLD:
        return Judged(number, record, WITHHOLD, (made.rule,))
    if made.removed:
        return Judged(number, record, PUBLISH_WITHOUT, made.cutting or (ALLOW_LIST,), told(made.removed))
    return Judged(number, record, PUBLISH, (made.rule,)) if made.rule else None


class AuditLog:
    """Writes decisions beside the piece's other files, the file made when the first comes; counts outcomes by rule.

    A record that a rule let pass whole is only counted.
    """

    def __init__(self, stem: Path, *, fresh: bool = False) -> None:
        self._path = stem.with_suffix(SUFFIX)
        if fresh:  # an earlier try of the piece whose worker died may have left half a log
            self._path.unlink(missing_ok=True)
        self._file: TextIO | None = None
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, judged: Judged) -> None:
        """Write one decision."""
        number, record, outcome, rules, removed = judged.number, judged.record, judged.outcome, judged.rules, judged.removed
        for rule in rules:
            self.counts[outcome, rule] += 1
        if outcome == PUBLISH:
            return
        if self._file is None:
            self._file = self._path.open("a", encoding="utf-8")
        said = {"number": number, "record": record, "outcome": outcome, "rules": rules, "removed": removed}
        self._file.write(_encode(said) + "\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def told(removed: Mapping[str, int]) -> str:
    """What was cut as one text: `561a 952p×3`."""
    return " ".join(place if count == 1 else f"{place}×{count}" for place, count in sorted(removed.items()))


def read_audit(stem: Path) -> Iterator[Judged]:
    """The decisions on a piece, in order; none when nothing was held back."""
    path = stem.with_suffix(SUFFIX)
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            yield Judged(**{**raw, "rules": tuple(raw["rules"])})

# SPDX-License-Identifier: Apache-2.0
"""What a report says, as values: pages, tables and measures are made from these alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from mucluc.converters.completeness import ELEMENTS
from mucluc.release.model import Library
from mucluc.vocab.faults import Explanation

KINDS = ("new", "more", "fewer", "solved", "check-new", "check-gone")
"""How a code's count changed since the last release. new: it was looked for and not met then; check-new: it was not looked for then.
solved: none is left; check-gone: it is no longer looked for."""


@dataclass(slots=True)
class Totals:
    """How many records of a library were read, rejected (unreadable), published and withheld (by rule id).

    holdings: holdings records, which are checked and not counted in read. present: published records by element of `ELEMENTS` that
    they have.
    """

    read: int = 0
    rejected: int = 0
    published: int = 0
    holdings: int = 0
    withheld: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Issue:
    """A fault code as it was met in a library.

    count: how often. records: in how many records, of the `of` that were looked at. fields: `(tag, subfield, count)`, the most
    frequent first. before: the count in the last release, None when nothing is known of it.
    """

    about: Explanation
    count: int
    records: int = 0
    of: int = 0
    fields: tuple[tuple[str, str, int], ...] = ()
    before: int | None = None


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A code whose count is another than in the last release. kind: one of KINDS."""

    about: Explanation
    before: int
    now: int
    kind: str

    @property
    def difference(self) -> int:
        """How many more there are now; negative when there are fewer."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in a library since the last release: all its faults and records read then and now, and the codes that differ."""

    faults_before: int
    faults_now: int
    read_before: int
    codes: tuple[CodeChange, ...]

    def of_kind(self, *kinds: str) -> tuple[CodeChange, ...]:
        """The codes that changed in these ways."""
        return tuple(each for each in self.codes if each.kind in kinds)


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """What a report says of one library. issues: what to mend first comes first. change: None when there is no release to compare with."""

    library: Library
    totals: Totals
    issues: tuple[Issue, ...]
    change: Change | None = None

    @property
    def name(self) -> str:
        """The stem of the library's files."""
        return self.library.slug or "unknown"

    def severity(self, name: str) -> int:
        """The number of faults of a severity."""
        return sum(each.count for each in self.issues if each.about.severity == name)

    @property
    def completeness(self) -> tuple[tuple[str, int, int], ...]:
        """`(element, records that have it, records published)` in the order of `ELEMENTS`; empty for a library without records."""
        published = self.totals.published
        return tuple((name, self.totals.present[name], published) for name in ELEMENTS) if published else ()


@dataclass(frozen=True, slots=True)
class Place:
    """One fault for a library. page: path of the record as it is published, empty when it is not; field: `020 $a`."""

    control_number: str
    source: str
    record: int | None
    offset: int | None
    tag: str
    subfield: str
    note: str
    value: str
    page: str

    @property
    def field(self) -> str:
        """Tag and subfield as a cataloguer writes them."""
        return f"{self.tag} ${self.subfield}" if self.subfield else self.tag

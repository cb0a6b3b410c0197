# SPDX-License-Identifier: Apache-2.0
"""What a check is: a function that finds faults in a field or a record, registered with an example that fails and one that passes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mucluc.vocab.marc21 import FORMATS, form_of, format_of

from .record import FIELD_END, SUBFIELD, Record

Field = list[str]
"""A field split at its delimiters: `["10", "aTruyện Kiều /", "cNguyễn Du."]`; a control field is one string."""


class Finding(NamedTuple):
    """One thing found.

    note: facts in English without a catalogue value. value: the offending text, for the library alone.
    tag: set by a check of the whole record.
    """

    note: str = ""
    subfield: str | None = None
    value: str | None = None
    tag: str | None = None


Findings = Iterable[Finding]
NOTHING: Findings = ()
_LIMIT = 1_000
# Characters that the checks of letters look for, in one look: private, invisible, Cyrillic, look-alikes of đ, beginnings of misread UTF-8.
_ODD = re.compile(
    "[\u00ad\u00c2-\u00c4\u00c6\u00d0\u00f0\u0189\u0256\u0400-\u04ff\u200b\u2060\ufeff\ue000-\uf8ff\U000f0000-\U0010ffff]|\u00e1[\u00ba\u00bb]"
)


class Context:
    """What a check may know of the whole record, gathered once.

    first: text of the first field of each tag. fixed: field 008 or empty. form: which form of 008 the leader asks for.
    format: bibliographic, authority or holdings. language: 008/35-37 of a bibliographic record.
    proved: a reader has seen that no subfield is empty.
    text: the data fields one after the other, each as U+001E, its tag and its text.
    odd: it has characters that some check of letters asks for.
    """

    __slots__ = ("fields", "first", "fixed", "form", "format", "language", "leader", "odd", "proved", "text")
    text: str
    odd: bool

    def __init__(self, record: Record) -> None:
        self.leader = record.leader
        self.fields = record.fields
        self.first = first = dict(reversed(record.fields))
        self.fixed = first.get("008", "")
        self.proved = record.proved
        self.form = form_of(record.leader)
        self.format = format_of(record.leader)
        self.language = self.fixed[35:38] if self.format == "bibliographic" else ""

    def __getattr__(self, name: str) -> Any:
        """`text` and `odd` when they are first asked for; the checks for missing data do without."""
        if name == "text":
            self.text = "".join([FIELD_END + tag + text for tag, text in self.fields if tag > "009"])
            return self.text
        if name == "odd":
            self.odd = not self.text.isascii() and _ODD.search(self.text) is not None
            return self.odd
        raise AttributeError(name)

    def all(self, *tags: str) -> Iterator[tuple[str, Field]]:
        """The data fields with these tags, split, in the record's order."""
        return ((tag, text.split(SUBFIELD)) for tag, text in self.fields if tag in tags)


FieldCheck = Callable[[str, Field, Context], Findings]
RecordCheck = Callable[[Context], Findings]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. tags: the fields that it looks at, none when it looks at the whole record.

    good, bad: mnemonic records (see `example`) without and with the fault. early: it looks for missing data, so it must see
    the record before screening; its findings then hold no value. formats: the formats of record that it is for.
    needs: a check of the whole record finds nothing in one that has none of these fields.
    """

    code: str
    run: Callable[..., Findings]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    tags: tuple[str, ...] = ()
    early: bool = False
    formats: tuple[str, ...] = ("bibliographic",)
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Compiled:
    """The checks of one format: those of whole records and, for each tag, those of its fields."""

    whole: tuple[tuple[tuple[str, RecordCheck], frozenset[str]], ...]
    by_tag: dict[str, tuple[tuple[str, FieldCheck], ...]]
    asked: frozenset[str]
    chosen: dict[frozenset[str], tuple[tuple[str, RecordCheck], ...]] = field(default_factory=dict)

    def of(self, tags: Iterable[str]) -> tuple[tuple[str, RecordCheck], ...]:
        """The checks of a whole record that can find something in one with these fields; remembered for at most 1,000 sets of fields."""
        have = self.asked.intersection(tags)
        found = self.chosen.get(have)
        if found is None:
            if len(self.chosen) >= _LIMIT:
                self.chosen.clear()
            found = tuple(pair for pair, needs in self.whole if not needs or not needs.isdisjoint(have))
            self.chosen[have] = found
        return found


class Checks:
    """A set of checks, compiled for each format of record."""

    def __init__(self, checks: Iterable[Check]) -> None:
        self.all = tuple(checks)
        self.of = {form: self._compile(form) for form in FORMATS}

    def _compile(self, form: str) -> Compiled:
        mine = [check for check in self.all if form in check.formats]
        by_tag: dict[str, tuple[tuple[str, FieldCheck], ...]] = {}
        for check in mine:
            for tag in check.tags:
                by_tag[tag] = (*by_tag.get(tag, ()), (check.code, check.run))
        whole = tuple(((check.code, check.run), check.needs) for check in mine if not check.tags)
        return Compiled(whole, by_tag, frozenset().union(*(needs for _, needs in whole)))

    def without(self, *codes: str) -> Checks:
        """The same set but for the checks with these codes; raises ValueError for a code that no check has."""
        unknown = set(codes) - {check.code for check in self.all}
        if unknown:
            raise ValueError(f"no check has the code {', '.join(sorted(unknown))}")
        return Checks(check for check in self.all if check.code not in codes)

    def __iter__(self) -> Iterator[Check]:
        return iter(self.all)


class Room:
    """Where a module registers its checks, in the order in which they are written."""

    def __init__(self) -> None:
        self.checks: list[Check] = []

    def field(self, code: str, tags: str, *, good: str, bad: str, formats: str = "bibliographic") -> Callable[[FieldCheck], FieldCheck]:
        """Register a check of the fields with these tags (blanks between). good, bad: examples, ` | ` between several."""

        def add(run: FieldCheck) -> FieldCheck:
            self.checks.append(Check(code, run, _examples(good), _examples(bad), tuple(tags.split()), formats=tuple(formats.split())))
            return run

        return add

    def record(
        self, code: str, *, good: str, bad: str, early: bool = False, formats: str = "bibliographic", needs: str = ""
    ) -> Callable[[RecordCheck], RecordCheck]:
        """Register a check of the whole record. early: before screening, for missing data. needs: for records with one of these tags."""

        def add(run: RecordCheck) -> RecordCheck:
            self.checks.append(
                Check(
                    code, run, _examples(good), _examples(bad), early=early, formats=tuple(formats.split()), needs=frozenset(needs.split())
                )
            )
            return run

        return add


_LEADER = "00000nam a2200000 a 4500"


def example(text: str) -> Record:
    """A record from mnemonic lines: `245 10$aTruyện Kiều`, fields apart by ` // `, `#` for a blank in indicators and control fields."""
    leader, fields = _LEADER, []
    for line in re.split(r" // ", text.strip()):
        tag, _, rest = line.partition(" ")
        if tag == "LDR":
            leader = rest.replace("#", " ")
        elif tag < "010":
            fields.append((tag, rest.replace("#", " ").replace("$", SUBFIELD)))
        else:
            fields.append((tag, rest[:2].replace("#", " ") + rest[2:].replace("$", SUBFIELD).replace("{dollar}", "$")))
    return Record(leader, tuple(fields))


def _examples(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(" | "))

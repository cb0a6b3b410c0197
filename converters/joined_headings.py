# SPDX-License-Identifier: Apache-2.0
"""Headings that name the same person, body, topic or place: which are joined, which are left to a curator.

A heading is joined with another only where an authority record, an identifier ($0, $1) or dates say so; a like name alone is a question.
Joining renames nothing: the path that gives way leads to the one that stays. The rules stand in docs/headings.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product
from typing import NamedTuple

from mucluc.vocab.text import fold, sort_key

from .authority.headings import established, heading_of, scheme
from .facts import Facts
from .record import SUBFIELD, Record
from .rules.agents import agent, split_title
from .rules.control_subfields import iri

AGENTS = ("100", "110", "111", "600", "610", "611", "700", "710", "711", "800", "810", "811")
SUBJECTS = ("650", "651", "655")
_ALONE = re.compile(f"{SUBFIELD}6(\\d{{3}})-00")
_YEAR = re.compile(r"\d{3,4}")
MOST_ALIKE = 20
"""More headings of one name than this are not compared in pairs for the list of questions: the name says nothing."""


class Name(NamedTuple):
    """A heading as one record has it. path: `agent/{h}`; dates: its $d as written; numbers: IRIs in $0 and $1, sorted."""

    path: str
    label: str
    dates: str = ""
    numbers: tuple[str, ...] = ()


Variants = tuple[str, str, tuple[tuple[str, str], ...]]
"""The path and the label of an established heading, and those of the headings that lead to it."""


@dataclass(frozen=True, slots=True)
class Question:
    """Two headings that may be one. reason: what speaks for it and what is missing."""

    one: Name
    other: Name
    reason: str


@dataclass(frozen=True, slots=True)
class Joined:
    """leads_to: by path of a heading that gives way the one that stays. reasons: by path that gives way. labels: of both.

    questions: in the order of their labels.
    """

    leads_to: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


Names = tuple[Name, ...]

AUTHORITY, NUMBER, DATES, DECISION = "authority record", "identifier", "name and dates", "curator's decision"


# ---- what one record says ----------------------------------------------------------------------------------------------------


def names_of(record: Record) -> tuple[Name, ...]:
    """The names of a screened record, each once, and its subjects that carry an identifier. Pure; about 10 µs a name."""
    found: dict[Name, None] = {}
    for tag, text in record.fields:
        if tag == "880":  # a name without its twin in Latin letters stands for itself
            tag = link[1] if (link := _ALONE.search(text)) else ""
        if tag in AGENTS:
            name = _agent(tag, text)
        elif tag in SUBJECTS and (SUBFIELD + "0" in text or SUBFIELD + "1" in text):
            name = _subject(tag, text)
        else:
            continue
        if name is not None:
            found[name] = None
    return tuple(found)


def _agent(tag: str, text: str) -> Name | None:
    field_ = text.split(SUBFIELD)
    parts, title = split_title([field_[0], *(part for part in field_[1:] if part)])
    node, label, _ = agent(tag, field_[0], parts)
    if not node:
        return None
    dates = next((part[1:].strip() for part in parts if part[0] == "d"), "") if tag[1:] == "00" else ""
    return Name(node[2:-1], label, dates, () if title else _numbers(parts))


def _subject(tag: str, text: str) -> Name | None:
    indicators, *parts = [part for part in text.split(SUBFIELD) if part]
    source = next((part[1:].strip() for part in parts if part[0] == "2"), "")
    second = indicators[1:2]
    of = ("7", source) if second == "7" else (second, "")
    made = heading_of("1" + tag[1:], [indicators, *parts], of)
    return Name(made.node[2:-1], made.label[1:].rpartition('"')[0], "", _numbers(parts)) if made else None


def _numbers(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({found for part in parts if part[0] in "01" and (found := iri(part[1:]))}))


def variants_of(record: Record) -> Variants:
    """The heading that an authority record establishes, and what its see-from headings (4XX) would be; empty without one."""
    facts = Facts(record, "")
    mine = established(facts)
    if mine is None:
        return "", "", ()
    of = scheme(facts)
    found: dict[str, str] = {}
    for tag, text in record.fields:
        if tag[0] == "4" and len(tag) == 3:
            other = heading_of(tag, [part for part in text.split(SUBFIELD) if part] or ["  "], of)
            if other is not None and other.node != mine.node:
                found.setdefault(other.node[2:-1], other.label[1:].rpartition('"')[0])
    return mine.node[2:-1], mine.label[1:].rpartition('"')[0], tuple(found.items())


# ---- all of them -------------------------------------------------------------------------------------------------------------


def join_headings(
    names: Iterable[Name],
    variants: Iterable[Variants] = (),
    same: Iterable[tuple[str, str]] = (),
    different: Iterable[tuple[str, str]] = (),
) -> Joined:
    """Which headings are one. names: of all records, repetitions allowed, in any order: the result does not depend on it.

    variants: what `variants_of` says of each authority record. same, different: pairs of paths that a curator has decided; they win.
    """
    return _Joiner(names, variants, different).run(same)


class _Joiner:
    def __init__(self, names: Iterable[Name], variants: Iterable[Variants], different: Iterable[tuple[str, str]]) -> None:
        self.all: dict[str, tuple[Name, ...]] = {}
        for name in names:
            held = self.all.get(name.path, ())
            if name not in held:
                self.all[name.path] = (*held, name)
        self.established: dict[str, str] = {}
        self.claimed: dict[str, set[str]] = defaultdict(set)
        self.see_from: dict[str, str] = {}
        for path, label, others in variants:
            if path:
                self.established[path] = min(label, self.established.get(path, label))
                for other, said in others:
                    if other in self.all or not other.startswith("agent/"):  # a name that no record has leads nowhere
                        self.claimed[other].add(path)
                        self.see_from[other] = min(said, self.see_from.get(other, said))
        self.apart = {frozenset(pair) for pair in different}
        self.group: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}
        self.why: dict[frozenset[str], str] = {}
        self.questions: dict[frozenset[str], str] = {}

    def run(self, same: Iterable[tuple[str, str]]) -> Joined:
        for one, other in sorted(same):
            self.join(one, other, DECISION, sure=True)
        for variant, paths in sorted(self.claimed.items()):
            if variant in self.established:
                continue
            if len(paths) == 1:
                self.join(variant, next(iter(paths)), AUTHORITY)
            else:
                for one, other in pairwise(sorted({variant, *paths})):
                    self.ask(one, other, "the see-from heading of several authority records")
        self.by_number()
        self.by_name()
        return self.result()

    def root(self, path: str) -> str:
        return self.group.get(path, path)

    def join(self, one: str, other: str, why: str, *, sure: bool = False) -> None:
        one_root, other_root = sorted((self.root(one), self.root(other)))
        if one_root == other_root:
            return
        mine, theirs = (self.members.get(root, [root]) for root in (one_root, other_root))
        if not sure and (conflict := self.conflict(mine, theirs)):
            self.ask(one, other, f"same {why}, but {conflict}")
            return
        self.members[one_root] = sorted([*mine, *theirs])
        self.members.pop(other_root, None)
        self.group.update(dict.fromkeys(theirs, one_root))
        self.why.setdefault(frozenset((one, other)), why)

    def conflict(self, mine: list[str], theirs: list[str]) -> str:
        """What keeps two groups apart, whatever joins two of their headings; empty when nothing does."""
        if any(frozenset((one, other)) in self.apart for one in mine for other in theirs):
            return "a curator keeps them apart"
        if not self.established.keys().isdisjoint(mine) and not self.established.keys().isdisjoint(theirs):
            return "each has an authority record"
        some = [name for path in (*mine, *theirs) for name in self.all.get(path, ())]
        years = [span for name in some if (span := _span(name.dates))]
        for ends in zip(*years, strict=True):
            if len({end for end in ends if end}) > 1:
                return "their dates differ"
        schemes: dict[str, set[str]] = defaultdict(set)
        for name in some:
            for number in name.numbers:
                scheme, _, value = number.strip("<>").rpartition("/")
                schemes[scheme].add(value)
        mine_or_theirs = (set(mine), set(theirs))
        for scheme, values in schemes.items():
            if len(values) > 1 and all(self.in_scheme(paths, scheme) for paths in mine_or_theirs):
                return "their identifiers differ"
        if len({path.split("/", 1)[0] for path in (*mine, *theirs)}) > 1:
            return "they are of two kinds"
        return ""

    def in_scheme(self, paths: set[str], scheme: str) -> bool:
        names = (name for path in paths for name in self.all.get(path, ()))
        return any(number.strip("<>").rpartition("/")[0] == scheme for name in names for number in name.numbers)

    def by_number(self) -> None:
        shared: dict[str, list[str]] = defaultdict(list)
        for path, names in sorted(self.all.items()):
            for number in {number for name in names for number in name.numbers}:
                shared[number].append(path)
        for _, paths in sorted(shared.items()):
            for one, other in pairwise(paths):
                if _alike(self.all[one], self.all[other]):
                    self.join(one, other, NUMBER)
                else:
                    self.ask(one, other, "the same identifier, but names that have nothing in common")

    def by_name(self) -> None:
        named: dict[str, list[str]] = defaultdict(list)
        for path, names in self.all.items():
            if path.startswith("agent/"):
                for form in {_form(name.label) for name in names}:
                    named[form].append(path)
        for _, paths in sorted(named.items()):
            ordered = sorted(paths)
            if len(ordered) > MOST_ALIKE:
                dated = [path for path in ordered if any(name.dates for name in self.all[path])]
                self.compare(combinations(dated, 2), ask=False)
            else:
                self.compare(combinations(ordered, 2), ask=True)

    def compare(self, pairs: Iterable[tuple[str, str]], *, ask: bool) -> None:
        for one, other in pairs:
            mine, theirs = self.all[one], self.all[other]
            agreed = _dates_agree(mine, theirs)
            if agreed and _marks_agree(mine, theirs):
                self.join(one, other, DATES)
            elif agreed is None and ask:
                self.ask(one, other, "the same name; no dates or identifiers that would tell")
            elif agreed and ask:
                self.ask(one, other, "the same dates, and names that differ in their marks")

    def ask(self, one: str, other: str, reason: str) -> None:
        pair = frozenset((one, other))
        if pair not in self.apart and len(pair) == 2:
            self.questions.setdefault(pair, reason)

    def result(self) -> Joined:
        leads: dict[str, str] = {}
        reasons: dict[str, str] = {}
        labels: dict[str, str] = {}
        for members in self.members.values():
            stays = min(members, key=self.standing)
            for path in members:
                labels[path] = self.named(path).label
                if path != stays:
                    leads[path] = stays
                    reasons[path] = self.reason(path, members)
        return Joined(dict(sorted(leads.items())), reasons, labels, tuple(self.asked()))

    def named(self, path: str) -> Name:
        """A heading as all records have it together."""
        names = self.all.get(path, ())
        label = self.established.get(path) or min((name.label for name in names), default=self.see_from.get(path, ""))
        dates = min((name.dates for name in names if name.dates), default="")
        return Name(path, label, dates, tuple(sorted({number for name in names for number in name.numbers})))

    def standing(self, path: str) -> tuple[bool, bool, bool, str]:
        """What decides which heading of several stays: nothing in it depends on how often a heading is used, which changes."""
        name = self.named(path)
        return path not in self.established, not name.numbers, not name.dates, path

    def reason(self, path: str, members: list[str]) -> str:
        found = [self.why[pair] for other in members if (pair := frozenset((path, other))) in self.why]
        return min(found, default=DATES)

    def asked(self) -> Iterator[Question]:
        rows = []
        for pair, reason in self.questions.items():
            one, other = sorted(pair)
            if self.root(one) != self.root(other):
                rows.append(Question(self.named(one), self.named(other), reason))
        return iter(sorted(rows, key=lambda each: (sort_key(each.one.label), each.one.path, each.other.path)))


def _form(label: str) -> str:
    """A name without dates, marks and order of its parts: `Nguyễn, Du, 1765-1820` and `Nguyễn Du` are `du nguyen`."""
    words = [word for word in fold(label).split() if not any(letter.isdigit() for letter in word)]
    return " ".join(sorted(words))


def _alike(some: Names, others: Names) -> bool:
    """Whether names have half of their words in common."""
    for one, other in product(some, others):
        words, more = set(_form(one.label).split()), set(_form(other.label).split())
        if 2 * len(words & more) >= min(len(words), len(more)):
            return True
    return False


def _span(dates: str) -> tuple[str, str] | None:
    """Years of birth and death (empty where not given) of a $d such as `1765-1820`, `b. 1931`, `-1820`; None where there is none."""
    years = _YEAR.findall(dates)
    if not years:
        return None
    born = dates.find(years[0])
    if len(years) == 1 and ("-" in dates[:born] or dates.strip().startswith(("d.", "m.", "mất"))):
        return "", years[0]
    return years[0], years[1] if len(years) > 1 else ""


def _dates_agree(some: Names, others: Names) -> bool | None:
    """Whether the years of birth agree and nothing speaks against it; None when one has none."""
    mine, theirs = ([span for name in names if (span := _span(name.dates))] for names in (some, others))
    if not mine or not theirs:
        return None
    ends = list(zip(*mine, *theirs, strict=True))
    if any(len({end for end in some if end}) > 1 for some in ends):
        return False
    return bool(set(next(zip(*mine, strict=True))) & set(next(zip(*theirs, strict=True))) - {""}) or None


def _marks_agree(some: Names, others: Names) -> bool:
    """Whether the names are one with their marks too, wherever a tone stands; a name that has lost all of its marks agrees with any."""
    forms = [{" ".join(sorted(sort_key(_undated(name.label)).split())) for name in names} for names in (some, others)]
    return bool(forms[0] & forms[1]) or any(all(name.label.isascii() for name in names) for names in (some, others))


def _undated(label: str) -> str:
    return " ".join(word for word in label.replace(",", " ").split() if not any(letter.isdigit() for letter in word))

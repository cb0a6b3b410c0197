# SPDX-License-Identifier: Apache-2.0
"""Screening: what of a record may be public, decided on MARC before anything is converted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .path import MarcPath
from .record import SUBFIELD, Record
from .release_policy import PUBLISH, PUBLISH_WITHOUT, WITHHOLD, Policy, PolicyError, Rule

__all__ = ["Policy", "PolicyError", "Rule", "Screened", "places", "screen"]

Field = tuple[str, str]
_LINK = re.compile(SUBFIELD + "6([0-9A-Za-z]{3})-([0-9]{2})")
_NOTHING: Mapping[str, int] = {}
_ALL = None


@dataclass(frozen=True, slots=True)
class Screened:
    """What screening made of a record.

    record: the part that may be public, or None. outcome: publish, publish-without (a rule cut something) or withhold. rule: the id
    of the rule that decided, empty when none did. removed: how many subfields were cut, by tag and code (`561a`), never a value.
    cutting: the ids of the rules that cut. until: the day (`YYYY-MM-DD`) on which a rule on dates holds no more; empty when none was read.
    """

    record: Record | None
    outcome: str
    rule: str = ""
    removed: Mapping[str, int] = field(default_factory=dict)
    cutting: tuple[str, ...] = ()
    until: str = ""


def screen(record: Record, policy: Policy) -> Screened:
    """The part of `record` that `policy` lets be public.

    Rules see the record as it came, an 880 also as the field that it repeats. Of what they leave, a subfield passes only when the
    policy allows it; a field that keeps nothing but links and numbers goes whole, and so does the 880 that repeats what went.
    """
    fields = record.fields
    tags = {tag for tag, _ in fields}
    decided = _UNTOUCHED
    if "880" in tags or policy.concerns(record, tags):
        decided = _decide(record, policy)
        if decided.outcome == WITHHOLD:
            return Screened(None, decided.outcome, decided.rule, until=decided.until)
    if not decided.cutting and "880" not in tags and _all_pass(fields, policy):
        return Screened(record, decided.outcome, decided.rule, _NOTHING)
    removed: Counter[str] = Counter()
    kept = tuple(_cut(fields, policy, decided, removed))
    left = Record(record.leader, kept, record.place) if removed else record
    return Screened(left, decided.outcome, decided.rule, removed or _NOTHING, decided.cutting, decided.until)


def places(record: Record) -> set[str]:
    """The tag and code of every data subfield of a record."""
    return {tag + part[:1] for tag, text in record.fields if tag >= "010" for part in text.split(SUBFIELD)[1:]}


@dataclass(frozen=True, slots=True)
class _Decided:
    """What the rules say of a record. without: paths to cut. whole: places of fields to cut, as the record has them."""

    outcome: str
    rule: str
    without: tuple[MarcPath, ...] = ()
    whole: frozenset[int] = frozenset()
    cutting: tuple[str, ...] = ()
    until: str = ""


_UNTOUCHED = _Decided(PUBLISH, "")


def _decide(record: Record, policy: Policy) -> _Decided:
    """The first matching `publish` or `withhold` decides; every matching `publish-without` cuts, wherever it stands."""
    fields = record.fields
    twins = [(number, (link[1], text)) for number, (tag, text) in enumerate(fields) if tag == "880" and (link := _LINK.search(text))]
    seen = Record(record.leader, (*fields, *(twin for _, twin in twins)), record.place)
    place = [*range(len(fields)), *(number for number, _ in twins)]
    tags = {tag for tag, _ in seen.fields}
    decided, until = "", ""
    without: tuple[MarcPath, ...] = ()
    whole: set[int] = set()
    cutting: list[str] = []
    for rule in policy.standing:
        if (decided and rule.outcome != PUBLISH_WITHOUT) or not rule.concerns(tags) or not rule.holds(seen, policy.today):
            continue
        if rule.condition == "after_release" and (day := rule.until(seen)):
            until = min(until or day, day) if rule.outcome != WITHHOLD else day
        if rule.outcome == WITHHOLD:
            return _Decided(WITHHOLD, rule.id, until=until)
        if rule.outcome == PUBLISH:
            decided = rule.id
            continue
        without += rule.without
        cutting.append(rule.id)
        if rule.the_field:
            whole.update(place[number] for number in rule.met(seen, policy.today))
    if not cutting:
        return _Decided(PUBLISH, decided)
    return _Decided(PUBLISH_WITHOUT, cutting[0], without, frozenset(_with_twins(fields, whole)), tuple(cutting), until)


def _with_twins(fields: tuple[Field, ...], whole: set[int]) -> set[int]:
    """The places of `whole`, and of the fields that the 880s among them repeat."""
    repeated = {f"{link[1]}-{link[2]}" for number in whole if fields[number][0] == "880" and (link := _LINK.search(fields[number][1]))}
    if not repeated:
        return whole
    named = ((number, tag, _LINK.search(text)) for number, (tag, text) in enumerate(fields))
    return whole | {number for number, tag, link in named if link and link[1] == "880" and f"{tag}-{link[2]}" in repeated}


def _all_pass(fields: Iterable[Field], policy: Policy) -> bool:
    """Whether nothing at all would be cut, the usual case: no lists are built, only codes looked up."""
    passing = policy.passing
    for tag, text in fields:
        if tag < "010":
            if (passing[tag] if tag in passing else policy.codes(tag, "")) is not _ALL:
                return False
            continue
        key = tag + text[:2]
        codes = passing[key] if key in passing else policy.codes(tag, key[3:])
        if codes is _ALL:
            continue
        if text[2:3] != SUBFIELD:
            return False
        for part in text[3:].split(SUBFIELD):
            if not part or part[0] not in codes:
                return False
    return True


def _cut(fields: Sequence[Field], policy: Policy, decided: _Decided, removed: Counter[str]) -> list[Field]:
    """The fields without what may not pass; each cut is counted in `removed`."""
    without = decided.without
    lost: dict[str, str | None] = {}  # by `245-01`: the codes cut from a field that an 880 repeats; None when it went whole
    kept: list[tuple[int, Field]] = []
    for twin in (False, True):  # an 880 can be judged only when the field that it repeats has been
        for number, (tag, text) in enumerate(fields):
            if (tag == "880") is twin and number in decided.whole:
                _cut_whole(tag, text, lost, removed)
            elif (tag == "880") is twin:
                left = _cut_twin(text, policy, without, lost, removed) if twin else _cut_field(tag, text, policy, without, lost, removed)
                if left is not None:
                    kept.append((number, (tag, left)))
    return [each for _, each in sorted(kept)]


def _cut_whole(tag: str, text: str, lost: dict[str, str | None], removed: Counter[str]) -> None:
    removed.update([tag] if tag < "010" else [tag + part[:1] for part in text.split(SUBFIELD)[1:]])
    link = _LINK.search(text)
    if link is not None and link[1] == "880":
        lost[f"{tag}-{link[2]}"] = None


def _cut_field(
    tag: str, text: str, policy: Policy, without: tuple[MarcPath, ...], lost: dict[str, str | None], removed: Counter[str]
) -> str | None:
    if tag < "010":
        if policy.codes(tag, "") is _ALL and not any(path.holds_tag(tag) for path in without):
            return text
        removed[tag] += 1
        return None
    left, cut = _filter(tag, tag, text, policy.codes(tag, text[:2]), without, removed)
    link = _LINK.search(text)
    if link is not None and link[1] == "880" and (left is None or cut):
        lost[f"{tag}-{link[2]}"] = None if left is None else cut
    return left


def _cut_twin(text: str, policy: Policy, without: tuple[MarcPath, ...], lost: dict[str, str | None], removed: Counter[str]) -> str | None:
    """An 880 is judged as the field that it repeats, and loses whatever that field lost."""
    link = _LINK.search(text)
    tag, occurrence = (link[1], link[2]) if link else ("880", "00")
    denied = tuple(path for path in (*policy.deny, *without) if path.holds_field("880", text) or path.holds_field(tag, text))
    codes = policy.codes(tag, text[:2])
    gone = lost.get(f"{tag}-{occurrence}", "")
    if gone is None:
        codes = ""
    elif gone:
        codes = "".join(set(codes if codes is not None else {part[:1] for part in text.split(SUBFIELD)[1:]}) - set(gone))
    return _filter("880", tag, text, codes, denied, removed)[0]


def _filter(
    name: str, tag: str, text: str, codes: str | None, without: tuple[MarcPath, ...], removed: Counter[str]
) -> tuple[str | None, str]:
    """A data field's text with the subfields in `codes` (None: all) that no path of `without` names, and the codes that were cut.

    name: the tag under which cuts are counted; tag: the one that paths speak of. None when no subfield with content is left.
    """
    denied = [path.codes for path in without if path.holds_field(tag, text) or (name != tag and path.holds_field(name, text))]
    head, *parts = text.split(SUBFIELD)
    kept: list[str] = []
    cut: list[str] = []
    for part in parts:
        code = part[:1]
        passes = bool(code) and (codes is None or code in codes) and not any(not each or code in each for each in denied)
        (kept if passes else cut).append(part)
    if len(head) > 2:
        removed[name] += 1  # text in front of the first subfield belongs to no code, so no list can allow it
        head = head[:2]
    if cut and not any(part[0].isalpha() for part in kept):
        cut, kept = cut + kept, []
    removed.update(name + part[:1] for part in cut)
    return (SUBFIELD.join([head, *kept]) if kept else None), "".join(part[:1] for part in cut)

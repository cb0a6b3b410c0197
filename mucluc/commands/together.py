# SPDX-License-Identifier: Apache-2.0
"""Why the records of a Work stand together, and its editions apart: what the run noted, with its reasons found again from the records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, product
from typing import Any

from mucluc.converters.matching import Join
from mucluc.converters.matching.compared import Compared
from mucluc.converters.matching.decisions import DIFFERENT, INSTANCE, Decision
from mucluc.converters.matching.score import THRESHOLD
from mucluc.reasons import Reasons, compared, reasons_of, words
from mucluc.release import Release, Work
from mucluc.vocab.labels import LANGUAGES, labels

from .printable import say

EDITIONS = 40
"""Of so many editions of a Work it is said why they are apart, two by two,"""
RECORDS = 5
"""and so many records of each are compared for it."""
SCORE, DECISION = "score", "decision"
WHOLE = {
    "vi": "do toàn mục lục quyết định: từ trong nhan đề phổ biến đến đâu, hoặc các biểu ghi khác của hai ấn bản",
    "en": "decided by the whole union: how common the words of the titles are, or other records of the two editions",
}
FEW = {"vi": f"chưa đủ {THRESHOLD} điểm", "en": f"fewer than {THRESHOLD} points"}


@dataclass(frozen=True, slots=True)
class Tie:
    """What tied two records together, or keeps two editions apart. reasons: of the two records. decision: a curator's, that says so."""

    join: Join
    reasons: Reasons | None = None
    decision: Decision | None = None

    def said(self, language: str) -> str:
        """The reason in words."""
        reason = self.join.reason.partition(":")[0]
        if self.decision is not None:
            made = self.decision
            return f"{labels(language).kind('join', DECISION)}: {made.who}, {made.when}{f' ({made.why})' if made.why else ''}"
        if self.reasons is None:
            return labels(language).kind("join", reason)
        return words(self.reasons.speaks_for(language) + self.reasons.speaks_against(language))

    def as_dict(self) -> dict[str, Any]:
        """All of it, for a program."""
        found = asdict(self.join)
        if self.reasons is not None:
            found["parts"] = self.reasons.parts
        if self.decision is not None:
            found["decision"] = asdict(self.decision)
        return found


@dataclass(frozen=True, slots=True)
class Apart:
    """Two editions of the Work, by the two of their records that are most alike."""

    one: str
    other: str
    reasons: Reasons
    decision: Decision | None = None

    def said(self, language: str) -> str:
        """Why they are two, in words."""
        kind, points = labels(language).kind, self.reasons.points
        if self.decision is not None:
            return f"{kind('join', DECISION)}: {self.decision.who}, {self.decision.when}"
        if self.reasons.vetoes:
            return words(kind("veto", name) for name in self.reasons.vetoes)
        return words([FEW[language], *self.reasons.speaks_against(language)]) if (points or 0) < THRESHOLD else WHOLE[language]

    def as_dict(self) -> dict[str, Any]:
        """All of it, for a program."""
        found = {"one": self.one, "other": self.other, **asdict(self.reasons)}
        return found | ({"decision": asdict(self.decision)} if self.decision else {})


class Together:
    """ties: what joined the records; None when the release does not say. apart: why the editions are not one; `left_off` are not said."""

    def __init__(self, release: Release, work: Work, decisions: Sequence[Decision]) -> None:
        paths = [path for instance in work.instances for path in instance.records]
        records = {path: compared(record) for path in paths if (record := release.marc(path)) is not None}
        decided = {frozenset((each.one, each.other)): each for each in decisions}
        joins = release.joins(paths)
        self.ties = None if joins is None else [_tie(join, records, decided) for join in joins]
        some = [instance.records for instance in work.instances]
        self.apart = list(_apart(some[:EDITIONS], records, decided))
        self.left_off = max(0, len(some) - EDITIONS)

    def as_dict(self) -> dict[str, Any]:
        """All of it, for a program."""
        joins = None if self.ties is None else [each.as_dict() for each in self.ties]
        return {"joins": joins, "apart": [each.as_dict() for each in self.apart], "editions_left_off": self.left_off}

    def show(self, numbers: Mapping[str, int]) -> None:
        """Print it; numbers: by which the records are cited."""
        if len(numbers) < 2:
            return
        print("\nwhy they stand together / vì sao đứng chung:")
        if self.ties is None:
            print("  this release does not say; the next one will / bản phát hành này không ghi; bản sau sẽ ghi")
        for tie in self.ties or ():
            join = tie.join
            points = f"  {join.points}" if join.points else ""
            say(f"  [{numbers.get(join.one, '?')}]–[{numbers.get(join.other, '?')}]  {join.level}{points}")
            _explain(tie)
        if self.apart:
            print("\nwhy they are not one edition / vì sao không phải một ấn bản:")
        for each in self.apart:
            score = "–" if each.reasons.points is None else str(each.reasons.points)
            say(f"  [{numbers[each.one]}]–[{numbers[each.other]}]  {score}")
            _explain(each)
        if self.left_off:
            print(f"  … {self.left_off} +")


def _explain(what: Tie | Apart) -> None:
    for language in LANGUAGES:
        say(f"      {what.said(language)}")


def _tie(join: Join, records: Mapping[str, Compared], decided: Mapping[frozenset[str], Decision]) -> Tie:
    if join.reason.startswith(DECISION):
        return Tie(join, decision=decided.get(frozenset((join.one, join.other))))
    if join.reason == SCORE and join.one in records and join.other in records:
        return Tie(join, reasons_of(records[join.one], records[join.other]))
    return Tie(join)


def _apart(
    editions: Sequence[Sequence[str]], records: Mapping[str, Compared], decided: Mapping[frozenset[str], Decision]
) -> Iterator[Apart]:
    for some, others in combinations(editions, 2):
        for each in product(some, others):
            decision = decided.get(frozenset(each))
            if decision is not None and (decision.level, decision.verdict) == (INSTANCE, DIFFERENT):
                yield Apart(*each, reasons_of(records[each[0]], records[each[1]]), decision)
                break
        else:
            pairs = list(product(some[:RECORDS], others[:RECORDS]))
            found = [(reasons_of(records[one], records[other]), one, other) for one, other in pairs]
            best = max(found, key=lambda each: (each[0].points or 0, -len(each[0].vetoes)))
            yield Apart(best[1], best[2], best[0])

# SPDX-License-Identifier: Apache-2.0
"""Why two records are one edition or not, and two headings one or not: found again from the records, and said in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mucluc.converters.matching import Doubt, evidence
from mucluc.converters.matching.compared import Compared
from mucluc.converters.matching.likeness import APART
from mucluc.converters.matching.score import reasons, score
from mucluc.converters.record import Record
from mucluc.vocab.labels import labels

VETO = "veto-"


@dataclass(frozen=True, slots=True)
class Reasons:
    """points: the score, None when the titles have too little in common for any. parts: points by what was compared, the heaviest
    first. vetoes: by name.
    """

    points: int | None
    parts: dict[str, int]
    vetoes: tuple[str, ...] = ()

    def speaks_for(self, language: str) -> list[str]:
        """What speaks for one edition, in words, with its points."""
        kind = labels(language).kind
        return [f"{kind('speaks-for', name)} (+{points})" for name, points in self.parts.items() if points > 0]

    def speaks_against(self, language: str) -> list[str]:
        """What forbids one edition, then what speaks against it, in words, with its points."""
        kind = labels(language).kind
        counted = [(name, points) for name, points in self.parts.items() if points < 0]
        said = [f"{kind('speaks-against', name)}" + (f" (−{-points})" if points != APART else "") for name, points in counted]
        return [kind("veto", name) for name in self.vetoes] + said


def compared(record: Record) -> Compared:
    """A record's evidence, ready to be compared."""
    return Compared(evidence(record).pack())


def reasons_of(one: Compared, other: Compared) -> Reasons:
    """What the two records alone say; what the frequencies of words in the union say is not among it (`title-word`)."""
    points, _ = score(one, other)
    found = reasons(one, other)
    parts = sorted(((name, points) for name, points in found if points), key=lambda part: -abs(part[1]))
    return Reasons(points if points != APART else None, dict(parts), tuple(name.removeprefix(VETO) for name, points in found if not points))


def reasons_of_doubt(doubt: Doubt, one: Compared, other: Compared) -> Reasons:
    """Why a pair is in doubt: the vetoes as the run found them."""
    return replace(reasons_of(one, other), vetoes=doubt.vetoes)


def question_reason(reason: str, language: str) -> str:
    """The reason of a question on headings (`joined_headings.Question`) in words."""
    kind = labels(language).kind
    if reason.startswith("same ") and ", but " in reason:
        said, _, against = reason.partition(", ")
        return f"{kind('heading-question', said)}, {kind('heading-question', against)}"
    return kind("heading-question", reason)


def words(said: Iterable[str]) -> str:
    """Several reasons as one text."""
    return "; ".join(said)

# SPDX-License-Identifier: Apache-2.0
"""What was public and is no more: which older releases hold it, and the guard against a delivery that lacks what the last one had.

What is withdrawn is gone for harvesters, so it must be meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from mucluc.config import IntakeTable
from mucluc.converters.screen import places
from mucluc.deliveries import WAITING, Delivery
from mucluc.errors import PublishError
from mucluc.release import Release
from mucluc.state import Changes


def refuse_losses(changes: Changes, table: IntakeTable, ask: Callable[[str], bool] | None = None) -> None:
    """Raise PublishError when a library would lose all its records, or more than the configured share and number of them.

    ask: shows a question to a person and says whether the answer was yes; then nothing is raised.
    """
    lost: Counter[str] = Counter()
    new: Counter[str] = Counter()
    for line in changes.lines:
        library = _library(str(line["record"]))
        lost[library] += line["status"] == "withdrawn"
        new[library] += line["status"] in ("created", "restored")
    now = Counter(_library(path) for path in changes.stamps)
    losses = []
    for library, count in sorted(lost.items()):
        before = now[library] - new[library] + count
        if count and (count == before or (count >= table.missing_few and count > table.missing_share * before)):
            losses.append(f"{library} would lose {count:,} of its {before:,} records")
    if not losses:
        return
    said = "; ".join(losses)
    if ask is not None and ask(f"{said}. Withdraw them?"):
        return
    raise PublishError(
        f"{said}. Is a file cut off, empty or missing, or a policy rule too wide? (mucluc deliveries CONFIG, mucluc check FILE) "
        "When it is meant, add --allow-withdrawals; withdrawn records answer 410 from then on"
    )


def nothing_left(delivered: Iterable[Delivery]) -> PublishError:
    """The error of a run in which no record is left to publish."""
    if any(each.state == WAITING for each in delivered):
        return PublishError("no record was left to publish: deliveries wait for their appraisal; see: mucluc deliveries CONFIG")
    return PublishError("no record was left to publish; see: mucluc check FILE, and the release policy of the configuration")


def formerly_public(changes: Changes, cuts: Mapping[str, str], last: Release | None) -> Iterator[str]:
    """The paths of records that are withdrawn or withheld now, or that have lost a subfield that the last release shows.

    cuts: what was cut of the records that have changed, by path (`561a 952p`).
    """
    yield from (str(line["record"]) for line in changes.lines if line["status"] == "withdrawn")
    for path, cut in cuts.items():
        before = last.marc(path) if last is not None else None
        if before is not None and not places(before).isdisjoint(cut.split()):
            yield path


def _library(path: str) -> str:
    return path.split("/", 2)[1]

# SPDX-License-Identifier: Apache-2.0
"""The guard against a delivery that lacks what the last one had: what is withdrawn is gone for harvesters, so it must be meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from mucluc.config import IntakeTable
from mucluc.deliveries import WAITING, Delivery
from mucluc.errors import PublishError
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


def _library(path: str) -> str:
    return path.split("/", 2)[1]

# SPDX-License-Identifier: Apache-2.0
"""The guard against a delivery that lacks what the last one had: what is withdrawn is gone for harvesters, so it must be meant."""

from __future__ import annotations

from collections import Counter

from mucluc.errors import PublishError
from mucluc.state import Changes

SHARE = 0.2
FEW = 10


def refuse_losses(changes: Changes) -> None:
    """Raise PublishError when a library would lose all its records, or at least ten that are more than a fifth of them."""
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
        if count and (count == before or (count >= FEW and count > SHARE * before)):
            losses.append(f"{library} would lose {count:,} of its {before:,} records")
    if losses:
        raise PublishError(
            f"{'; '.join(losses)}. Each delivery is the library's whole catalogue: is a file cut off, empty or missing, or a policy rule "
            "too wide? (mucluc check FILE) When it is meant, add --allow-withdrawals; withdrawn records answer 410 from then on"
        )


def _library(path: str) -> str:
    return path.split("/", 2)[1]

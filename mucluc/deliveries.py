# SPDX-License-Identifier: Apache-2.0
"""Deliveries: the files of the sources that a run reads, each with its digest and the decision on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mucluc.release.digest import file_digest
from mucluc.vocab.text import fold

from .appraisal import REFUSE, Decision, Register
from .config import Config

FREE, RELEASED, WAITING, REFUSED = "free", "released", "waiting", "refused"
"""States of a delivery: no appraisal is asked for; a decision releases it; it waits for one; a decision refuses it."""

PUBLIC = (FREE, RELEASED)
"""The states in which its records may become public."""

_FULL = re.compile(r"\b(full|day ?du)\b")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file of one source. source: its number in the configuration. decision: the one that holds, if any.

    One that is not released adds nothing to the release; but what it withholds or deletes goes at once.
    """

    source: int
    library: str
    file: Path
    size: int
    sha256: str
    state: str
    decision: Decision | None = None

    @property
    def released(self) -> bool:
        """Whether its records may become public."""
        return self.state in PUBLIC


def deliveries(config: Config, today: date) -> tuple[Delivery, ...]:
    """The deliveries that make the catalogues as they are today, in the order in which they apply; reads every file once.

    Of a source whose files follow one another (`delivery = "latest"` or `"changes"`) those before the last released full set have
    had their time. Raises ConfigError when a file is missing or the register is wrong.
    """
    register = Register.load(config.register, {library.slug for library in config.network.libraries})
    found: list[Delivery] = []
    for number, source in enumerate(config.sources):
        mine = [_delivery(config, register, number, file, today) for file in config.files(source)]
        if source.delivery == "latest":
            mine = mine[_begin(mine, full=False) :]
        elif source.delivery == "changes":
            mine = mine[_begin(mine, full=True) :]
        found.extend(mine)
    return tuple(found)


def is_full(name: str) -> bool:
    """Whether a file among sets of changes is a full set by its name: it has the word `full` or `day-du` (đầy đủ)."""
    return _FULL.search(fold(name)) is not None


def _begin(some: Sequence[Delivery], *, full: bool) -> int:
    """Where the last released (full) set stands; 0 when there is none."""
    return max((n for n, each in enumerate(some) if each.released and (not full or is_full(each.file.name))), default=0)


def _delivery(config: Config, register: Register, number: int, file: Path, today: date) -> Delivery:
    library, digest = config.sources[number].library, file_digest(file)
    decision = register.on(library, digest, today)
    if decision is not None:
        state = REFUSED if decision.outcome == REFUSE else RELEASED
    else:
        state = WAITING if config.appraisal.required else FREE
    return Delivery(number, library, file, file.stat().st_size, digest, state, decision)

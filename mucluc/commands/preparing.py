# SPDX-License-Identifier: Apache-2.0
"""What a network's configuration makes of a record before it is converted: local fields are read, its policy is applied."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path

from mucluc.config import Config
from mucluc.converters.holdings_records import with_number
from mucluc.converters.local_fields import LocalField, standardised
from mucluc.converters.record import Record
from mucluc.converters.screen import Policy, Screened, screen
from mucluc.errors import UserError


@dataclass(frozen=True, slots=True)
class Preparation:
    """A library's profile of local fields and the policies of its network, one for each kind of record."""

    base: str
    local: tuple[LocalField, ...]
    policy: Policy
    authorities: Policy

    def read(self, record: Record) -> Record:
        """The record with its local fields as the standard ones that they are."""
        return record if record.is_authority else standardised(record, self.local)

    def screened(self, record: Record) -> Screened:
        """What of a record, read so, may be public."""
        if record.is_authority:
            return screen(record, self.authorities)
        made = screen(record, self.policy)
        number = record.get("004") if record.is_holdings else None
        if made.record is None or not number or made.record.get("004"):
            return made
        removed = {place: count for place, count in made.removed.items() if place != "004"}
        return replace(made, record=with_number(made.record, number), removed=removed)


def preparation(network: Path, library: str, today: str = "") -> Preparation:
    """What the configuration says for records of `library`; raises UserError (ConfigError too).

    today: the day (`YYYY-MM-DD`) of the release; without one every date is still to come.
    """
    config = Config.load(network)
    slugs = [each.slug for each in config.network.libraries]
    if library not in slugs:
        near = difflib.get_close_matches(library, slugs, 1)
        raise UserError(
            f"--library {library!r} is no library of {network}; "
            + (f"did you mean {near[0]!r}?" if near else f"there are {', '.join(slugs)}")
        )
    kind = next(each.kind for each in config.network.libraries if each.slug == library)
    return Preparation(config.network.base, config.local.get(library, ()), config.policy.bound(kind, today), Policy.authority())

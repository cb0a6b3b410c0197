# SPDX-License-Identifier: Apache-2.0
"""Screening: what of a record may be public, decided on MARC before anything is converted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .record import Record


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be published. Make one with `open`."""

    name: str
    digest: str

    @classmethod
    def open(cls) -> Policy:
        """The policy for a bare file that its owner looks at: everything passes."""
        return cls("open", "open")


@dataclass(frozen=True, slots=True)
class Screened:
    """What screening made of a record. record: None when withheld. removed: counts by tag and code, never a value."""

    record: Record | None
    outcome: str
    rule: str = ""
    removed: Mapping[str, int] = field(default_factory=dict)


def screen(record: Record, policy: Policy) -> Screened:
    """The part of `record` that `policy` lets be public."""
    return Screened(record, "publish")

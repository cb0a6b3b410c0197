# SPDX-License-Identifier: Apache-2.0
"""Checks of a field's characters: what was lost before the record came here and can only be reported."""

from __future__ import annotations

from .check_engine import NOTHING, Context, Field, Finding, Findings, Room
from .vietnamese.signs import lost_letters

CHECKS = Room()


@CHECKS.field(
    "text-marks-lost",
    "100 110 245 246 250 260 264 490 500 505 520 600 650 651 700 710 830",
    good="245 10$aAi? Ở đâu? | 245 10$aCái gì?Vì sao",
    bad="245 10$aTi?ng Vi?t | 520 ##$aL?ch s? Phú Yên, v?n h?c",
)
def marks_lost(tag: str, field: Field, context: Context) -> Findings:
    """Question marks inside words stand where an encoding had no letter: what they were cannot be known."""
    times = sum(lost_letters(part) for part in field[1:] if "?" in part and "://" not in part)
    return (Finding(f"{times} question marks inside words"),) if times > 1 else NOTHING

# SPDX-License-Identifier: Apache-2.0
"""The matchers that ours is compared with, by the name they have in tables."""

from __future__ import annotations

from benchmarks.union.model import Matcher

from . import gold_rush, isbn_only, record_manager

MATCHERS: dict[str, Matcher] = {
    "ISBN only": isbn_only.match,
    "Gold Rush 2024": gold_rush.match,
    "RecordManager rules": record_manager.match,
}

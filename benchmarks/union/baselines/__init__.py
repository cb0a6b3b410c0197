# SPDX-License-Identifier: Apache-2.0
"""The matchers that ours is compared with, by the name they have in tables.

MISSING says why the rows of splink are not there, and is empty when they are.
"""

from __future__ import annotations

from benchmarks.union.model import Matcher

from . import gold_rush, isbn_only, melinda, record_manager

MATCHERS: dict[str, Matcher] = {
    "ISBN only": isbn_only.match,
    "Gold Rush 2024": gold_rush.match,
    "RecordManager rules": record_manager.match,
    "Melinda rules": melinda.match,
}
MISSING = ""
try:
    from . import splink_matcher
except ModuleNotFoundError as error:
    if error.name not in ("splink", "duckdb"):
        raise
    MISSING = f"splink 5 is left out: {error.name} is not installed (pip install -c constraints.txt splink)"
else:
    MATCHERS |= splink_matcher.MATCHERS

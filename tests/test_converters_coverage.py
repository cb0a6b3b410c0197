# SPDX-License-Identifier: Apache-2.0
"""What docs/coverage.md says is what the rules do: made from them, and made again when they change."""

from __future__ import annotations

import runpy

import pytest

from mucluc.converters.coverage import Carried, covered
from mucluc.converters.examples import record_of
from mucluc.converters.rules import RULES

from .conftest import ROOT

ENTRIES = {entry.place: entry for entry in covered(RULES)}


def test_the_page_is_made_of_the_rules_as_they_are() -> None:
    written = runpy.run_path(str(ROOT / "benchmarks" / "coverage.py"))["written"]
    assert (ROOT / "docs" / "coverage.md").read_text("utf-8") == written(), "run benchmarks/coverage.py"


def test_a_path_leads_to_where_the_value_stands() -> None:
    assert "instance bf:title / bf:mainTitle" in ENTRIES["245$a"].paths
    assert "work bf:contribution / bf:agent / rdfs:label" in ENTRIES["100$a"].paths
    assert ENTRIES["245$a"].example.startswith("245 10$aTruyện Kiều")


@pytest.mark.parametrize(
    "place", ["010$a", "041$h", "245$n", "300$e", "490$v", "533$b", "650$z", "700$t", "776$w", "852$h", "856$u", "880$6"]
)
def test_what_a_common_field_says_is_read_or_left_out_for_a_reason(place: str) -> None:
    entry = ENTRIES.get(place) or ENTRIES.get(f"***{place[3:]}") or ENTRIES["880"]
    assert entry.rules or entry.ignored


def test_a_verbatim_copy_of_a_heading_does_not_count_as_carried() -> None:
    carried = Carried()
    carried.add(record_of(["001 1", "100 0#$aNguyễn Du$6880-01$9nowhere", "245 10$aTruyện Kiều"]))
    assert carried.kept["100$a"] == carried.seen["100$a"] == 1
    assert carried.kept["100$9"] == 0
    assert carried.seen["100$9"] == 1

# SPDX-License-Identifier: Apache-2.0
"""CSV cells: what a spreadsheet would run or change is guarded, and every cell can be read back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.datasets.rows import clean
from mucluc.datasets.sheet import join, protect

RUN = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", "'quoted", "\t=1+1", "\r=1+1", "\n@x"]
CHANGED = [
    "007",
    "9786041234567",
    "3.50",
    "1,000",
    "(1998)",
    "1999-",
    "2000 +",
    "5%",
    "$5",
    "1E5",
    "1/2",
    "1 1/2",
    "10-2",
    "5/1968",
    "2001-05-30",
    "12:30",
    "9:05 AM",
]
CHANGED += ["May 1968", "2-June", "Mar 5, 1999", "TRUE", "false", "895.10"]
KEPT = [
    "1984",
    "0",
    "Truyện Kiều",
    "isbn:0123456789",
    "ddc:895.10",
    "1998-1999",
    "[1998?]",
    "<1999->",
    "March",
    "Tập 1/2",
    "c1998",
    "12 truyện ngắn",
    "",
    "Maybe 5 more",
]


@pytest.mark.parametrize("text", RUN + CHANGED)
def test_a_cell_that_a_spreadsheet_would_run_or_change_is_guarded(text: str) -> None:
    assert protect(text) == "'" + text


@pytest.mark.parametrize("text", KEPT)
def test_a_cell_that_a_spreadsheet_leaves_alone_stands_as_it_is(text: str) -> None:
    assert protect(text) == text


@given(st.text())
def test_cutting_one_apostrophe_gives_the_text_back(text: str) -> None:
    assert protect(text).removeprefix("'") == text


@given(st.lists(st.text(alphabet="a| '", min_size=1).map(clean).filter(bool), min_size=1).map(tuple))
def test_splitting_a_list_gives_its_values_back(values: tuple[str, ...]) -> None:
    back = protect(join(values)).removeprefix("'").split(" | ")
    assert tuple(each.replace("||", "|") for each in back) == values


def test_a_cell_is_one_line_of_composed_text() -> None:
    assert clean(" Truyê\u0323n\r\n  Kiều\t") == "Truyện Kiều"

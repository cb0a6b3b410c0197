# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of benchmarks/round_trip.py: what it counts as back, as lost and as new is what it says. Nothing is timed here."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from mucluc.converters.examples import record_of

FOLDER = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("round_trip")


def test_the_script_says_what_it_does(bench: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["round_trip.py", "--help"])
    with pytest.raises(SystemExit) as stopped:
        bench.main()
    assert stopped.value.code == 0
    assert (bench.__doc__ or "").split()[:4] == capsys.readouterr().out.partition("\n\n")[2].split()[:4]


def test_end_marks_count_apart_and_blanks_do_not_count(bench: ModuleType) -> None:
    score = bench.Score()
    there = record_of(["001 1", "245 10$aTruyện  Kiều :$bthơ /$cNguyễn Du."])
    score.compare(there, record_of(["001 1", "245 10$aTruyện Kiều :$bthơ$cNguyễn Trãi."]))
    title = score.of(["245"])
    assert (title.there, title.exact, title.loose, title.extra) == (3, 1, 2, 1)
    assert (score.fields.there, score.fields.loose, score.lost) == (1, 0, 0)


def test_a_value_that_came_back_once_counts_once(bench: ModuleType) -> None:
    score = bench.Score()
    score.compare(record_of(["040 ##$aDLC$dDLC$dDLC"]), record_of(["040 ##$aDLC$dDLC"]))
    assert (score.places["040$d"].there, score.places["040$d"].exact) == (2, 1)


def test_blank_and_fill_positions_are_no_values(bench: ModuleType) -> None:
    values = bench.values(record_of(["008 200101s2019####vm#||||#######000#0#vie##"]))
    assert ("008/07-10", "2019") in values and ("008/35-37", "vie") in values
    assert not [place for place, _ in values if place in ("008/18", "008/11-14", "008/38")]


def test_a_lost_record_loses_all_its_values(bench: ModuleType) -> None:
    score = bench.Score()
    score.compare(record_of(["001 1", "500 ##$aGhi chú"]), None)
    assert score.lost == 1
    assert (score.places["500$a"].there, score.places["500$a"].loose) == (1, 0)


def test_both_sides_stand_in_one_table(bench: ModuleType) -> None:
    mine, theirs = bench.Score(), bench.Score()
    record = record_of(["001 1", "300 ##$a325 tr. ;$c21 cm"])
    mine.compare(record, record)
    theirs.compare(record, record_of(["001 1", "300 ##$a325 tr.$c21 cm", "884 ##$aX"]))
    lines = bench.report(mine, theirs, 1, codes=False).splitlines()
    assert [line for line in lines if line.startswith("| 300")] == ["| 300 | 2 | 1.000 | 0.500 | 1.000 | 1.000 | 0 | 0 |"]
    assert [line for line in lines if line.startswith("| 884")] == ["| 884 | 0 | – | – | – | – | 0 | 1 |"]

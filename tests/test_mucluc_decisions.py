# SPDX-License-Identifier: Apache-2.0
"""Curators' decisions: how their file is read, which of them hold, and that they win over scores and vetoes."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters.matching import Clustering, Evidence, cluster
from mucluc.converters.matching.decisions import DIFFERENT, INSTANCE, SAME, WORK, Decision, settle
from mucluc.decisions import read_decisions
from mucluc.errors import ConfigError

HEAD = "level,verdict,record,other,who,when,why\n"
BOOK = Evidence(title="truyen kieu", years="2015", pages="251", publisher="van hoc", form="tmp", agents="P|nguyen du||")


def given_file(folder: Path, text: str) -> Path:
    path = folder / "decisions.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    text = (
        HEAD
        + 'instance,same,tinh/000 1,record/so/2,Lê Hoa,2026-11-20,"một bản, hai thư viện"\n\nwork,different,tinh/1,so/3,An,2026-11-21,\n'
    )
    assert read_decisions(given_file(tmp_path, "\ufeff" + text), {"tinh", "so"}) == [
        Decision(INSTANCE, SAME, "record/tinh/000%201", "record/so/2", "Lê Hoa", "2026-11-20", "một bản, hai thư viện", 2),
        Decision(WORK, DIFFERENT, "record/tinh/1", "record/so/3", "An", "2026-11-21", "", 4),
    ]
    assert read_decisions(None, set()) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the columns must be level,verdict"),
        (HEAD + "instance,same,tinh/1,tinh/2,An,2026-11-20\n", "line 2: 6 cells instead of 7"),
        (HEAD + "\ninstanse,same,tinh/1,tinh/2,An,2026-11-20,\n", "line 3: level 'instanse'; did you mean 'instance'"),
        (HEAD + "work,equal,tinh/1,tinh/2,An,2026-11-20,\n", "line 2: verdict 'equal'; known are different, same"),
        (HEAD + "work,same,tinh/1,tinhh/2,An,2026-11-20,\n", "line 2: other: no library 'tinhh'; did you mean 'tinh'"),
        (HEAD + "work,same,000123,tinh/2,An,2026-11-20,\n", "line 2: record '000123' must be library/control number"),
        (HEAD + "work,same,tinh/1,tinh/2,An,20/11/2026,\n", "line 2: when = '20/11/2026' must be a day"),
        (HEAD + "work,same,tinh/1,tinh/2,,2026-11-20,\n", "line 2: who decided is missing"),
        (HEAD + "work,same,tinh/1,tinh/1,An,2026-11-20,\n", "line 2: both records are 'tinh/1'"),
        (HEAD + 'work,same,"tinh/1,tinh/2,An,2026-11-20,\n', "not valid CSV"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"decisions\.csv: ") as raised:
        read_decisions(given_file(tmp_path, text), {"tinh"})
    assert message in str(raised.value)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="it is not there"):
        read_decisions(tmp_path / "none.csv", {"tinh"})


def decision(level: str, verdict: str, one: str, other: str, when: str = "2026-01-01", line: int = 2) -> Decision:
    return Decision(level, verdict, f"record/{one}", f"record/{other}", "An", when, "", line)


def grouped(made: Clustering) -> list[list[str]]:
    """Works as lists of editions, each as its records joined by `+`."""
    return [["+".join(path.removeprefix("record/") for path in i.records) for i in w.instances] for w in made.works]


def union(*books: Evidence) -> list[tuple[str, bytes]]:
    return [(f"record/a/{number}", each.pack()) for number, each in enumerate(books, 1)]


def test_different_parts_what_is_equal_in_every_way() -> None:
    entries = union(BOOK, BOOK, BOOK)
    assert grouped(cluster(entries)) == [["a/1+a/2+a/3"]]
    assert grouped(cluster(entries, decisions=[decision(INSTANCE, DIFFERENT, "a/1", "a/2")])) == [["a/1+a/3", "a/2"]]
    assert grouped(cluster(entries, decisions=[decision(WORK, DIFFERENT, "a/1", "a/2")])) == [["a/1+a/3"], ["a/2"]]


def test_same_joins_over_vetoes_and_without_any_likeness() -> None:
    entries = union(BOOK, BOOK._replace(volume="2", years="1999"), Evidence(title="song ba", form="tme"))
    assert grouped(cluster(entries)) == [["a/1", "a/2"], ["a/3"]]
    made = cluster(entries, decisions=[decision(INSTANCE, SAME, "a/1", "a/2"), decision(WORK, SAME, "a/2", "a/3", line=3)])
    assert grouped(made) == [["a/1+a/2", "a/3"]]
    assert [(join.level, join.reason) for join in made.joins] == [("instance", "decision:2"), ("work", "decision:3")]


def test_a_record_that_is_not_there_is_a_fault_and_stops_nothing() -> None:
    made = cluster(union(BOOK, BOOK), decisions=[decision(INSTANCE, SAME, "a/1", "b/000%209")])
    (fault,) = made.faults
    assert (fault.code, fault.library, fault.place.control_number) == ("decision-record-unknown", "b", "000 9")
    assert "line 2" in fault.note


def test_the_later_of_two_decisions_holds_and_the_fault_names_both() -> None:
    old = decision(INSTANCE, SAME, "a/1", "a/2", "2026-01-01", 2)
    new = decision(INSTANCE, DIFFERENT, "a/2", "a/1", "2026-02-01", 3)
    made = cluster(union(BOOK, BOOK), decisions=[new, old])
    assert grouped(made) == [["a/1", "a/2"]]
    (fault,) = made.faults
    assert fault.code == "decision-contradicted"
    assert "line 2" in fault.note
    assert "line 3" in fault.note


def test_decisions_contradict_each_other_by_a_way_over_others() -> None:
    ways = [decision(INSTANCE, SAME, "a/1", "a/2", line=2), decision(WORK, SAME, "a/2", "a/3", line=3)]
    settled = settle([*ways, decision(WORK, DIFFERENT, "a/1", "a/3", "2025-01-01", 4)], lambda path: True)
    assert settled.held == ways
    assert all(f"line {line}" in settled.faults[0].note for line in (2, 3, 4))


PATHS = [f"record/a/{number}" for number in range(1, 6)]
DECISIONS = st.lists(
    st.builds(
        lambda level, verdict, pair, day, line: Decision(level, verdict, *pair, "An", f"2026-01-{day:02}", "", line),
        st.sampled_from([INSTANCE, WORK]), st.sampled_from([SAME, DIFFERENT]), st.sampled_from(list(combinations(PATHS, 2))),
        st.integers(1, 5), st.integers(2, 99),
    ),
    max_size=8, unique_by=lambda each: each.line,
)  # fmt: skip
BOOKS = st.lists(st.sampled_from([BOOK, BOOK._replace(volume="2"), BOOK._replace(title="song ba")]), min_size=5, max_size=5)


@settings(max_examples=300, deadline=None)
@given(DECISIONS, BOOKS)
def test_every_decision_that_holds_is_kept_and_every_other_is_a_fault(decisions: list[Decision], books: list[Evidence]) -> None:
    made = cluster(union(*books), decisions=decisions)
    held = settle(decisions, lambda path: True).held
    assert len(held) + len(made.faults) == len(decisions)
    instance = {path: each.records for work in made.works for each in work.instances for path in each.records}
    work_of = {path: number for number, work in enumerate(made.works) for each in work.instances for path in each.records}
    for each in held:
        place = instance if each.level == INSTANCE else work_of
        assert (place[each.one] == place[each.other]) == (each.verdict == SAME), each

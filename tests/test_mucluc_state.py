# SPDX-License-Identifier: Apache-2.0
"""The state: changes against it, applying a release once, catching up after a crash, and rebuilding from the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mucluc.converters.matching import InstanceCluster, WorkCluster
from mucluc.state import Changes, Plan, State, StateError

T1, T2, T3 = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"
Union = dict[str, tuple[str, str, tuple[str, ...]]]
"""Record path: text, Work key, collections."""

FIRST: Union = {
    "record/a/1": ("one", "w", ("a/old",)),
    "record/a/2%2F3": ("two", "w", ()),
    "record/b/1": ("three", "x", ("b/rare", "b/old")),
}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State.open(tmp_path / "state.sqlite")
    yield opened
    opened.close()


def compute(state: State, union: Union, now: str) -> tuple[Plan, Changes]:
    works: dict[str, list[InstanceCluster]] = {}
    for path, (_, key, _) in sorted(union.items()):
        works.setdefault(key, []).append(InstanceCluster((path,)))
    plan = state.plan(WorkCluster(tuple(instances)) for instances in works.values())
    return plan, state.changes(((path, text.encode(), collections) for path, (text, _, collections) in union.items()), plan, now)


def write(folder: Path, plan: Plan, changes: Changes) -> tuple[Path, Path]:
    folder.mkdir()
    identity, changed = folder / "identity.jsonl", folder / "changes.jsonl"
    identity.write_text(plan.events_text(), "utf-8")
    changed.write_text(changes.text(), "utf-8")
    return identity, changed


def release(state: State, folder: Path, union: Union, now: str, landed: str = "") -> tuple[Plan, Changes]:
    plan, changes = compute(state, union, now)
    assert state.apply(*write(folder, plan, changes), folder.name, landed)
    return plan, changes


def test_a_first_release_creates_every_record(state: State, tmp_path: Path) -> None:
    _, changes = release(state, tmp_path / "r1", FIRST, T1)
    assert changes.counts == {"created": 3, "updated": 0, "regrouped": 0, "restored": 0, "withdrawn": 0, "unchanged": 0}
    assert changes.stamps == dict.fromkeys(FIRST, T1)
    assert state.applied_release() == "r1"


def test_the_same_again_changes_nothing(state: State, tmp_path: Path) -> None:
    first, _ = release(state, tmp_path / "r1", FIRST, T1)
    plan, changes = compute(state, FIRST, T2)
    assert list(plan.events()) == [] and plan.work_of == first.work_of
    assert changes.counts["unchanged"] == 3
    assert changes.stamps == dict.fromkeys(FIRST, T1)
    assert changes.text() == '{"now":"2026-02-01T00:00:00Z","previous":"r1"}\n'


def test_a_changed_record_takes_the_other_records_of_its_work_along(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    _, changes = compute(state, FIRST | {"record/a/1": ("new", "w", ("a/old",))}, T2)
    assert [(line["record"], line["status"]) for line in changes.lines] == [("record/a/1", "updated"), ("record/a/2%2F3", "regrouped")]
    assert changes.stamps == {"record/a/1": T2, "record/a/2%2F3": T2, "record/b/1": T1}


def test_a_withdrawn_record_stays_told_and_its_text_is_gone(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    rest = {path: each for path, each in FIRST.items() if path != "record/b/1"}
    _, changes = release(state, tmp_path / "r2", rest, T2)
    assert changes.counts["withdrawn"] == 1
    _, later = compute(state, rest, T3)
    assert later.counts["unchanged"] == 2 and later.counts["withdrawn"] == 0
    for told in (changes, later):
        (gone,) = told.gone()
        assert (gone.path, gone.library, gone.control_number, gone.status, gone.datestamp) == ("record/b/1", "b", "1", "withdrawn", T2)
        assert gone.collections == ("b/old", "b/rare")
    assert b"three".hex() not in later.text() + changes.text()


def test_a_withdrawn_record_comes_back_under_its_old_identifier(state: State, tmp_path: Path) -> None:
    first, _ = release(state, tmp_path / "r1", FIRST, T1)
    release(state, tmp_path / "r2", {"record/a/1": FIRST["record/a/1"]}, T2)
    plan, changes = release(state, tmp_path / "r3", FIRST, T3)
    assert plan.work_of == first.work_of and plan.instance_of == first.instance_of
    assert changes.counts["restored"] == 2
    assert list(changes.gone()) == [] and list(plan.fates(T3)) == []


def test_a_record_that_leaves_a_collection_is_changed_and_the_collection_is_told(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    moved = FIRST | {"record/a/1": ("one", "w", ("a/new",))}
    _, changes = release(state, tmp_path / "r2", moved, T2)
    assert changes.former == {"record/a/1": ("a/old",)}
    assert changes.stamps["record/a/1"] == T2
    _, later = compute(state, moved, T3)
    assert later.former == {"record/a/1": ("a/old",)} and later.counts["unchanged"] == 3
    _, back = compute(state, FIRST, T3)
    assert back.former == {"record/a/1": ("a/new",)}


def test_what_landed_later_is_stamped_with_the_landing(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1, landed=T2)
    _, changes = compute(state, FIRST, T3)
    assert set(changes.stamps.values()) == {T2}


def test_applying_a_release_twice_is_applying_it_once(state: State, tmp_path: Path) -> None:
    plan, changes = compute(state, FIRST, T1)
    files = write(tmp_path / "r1", plan, changes)
    assert state.apply(*files, "r1") is True
    log = list(state.log())
    assert state.apply(*files, "r1") is False
    assert list(state.log()) == log


def test_a_run_that_died_before_the_state_is_caught_up_from_its_release(tmp_path: Path) -> None:
    first = State.open(tmp_path / "state.sqlite")
    plan, changes = compute(first, FIRST, T1)
    files = write(tmp_path / "r1", plan, changes)
    first.close()
    again = State.open(tmp_path / "state.sqlite")
    assert again.applied_release() is None
    again.apply(*files, "r1")
    assert compute(again, FIRST, T2)[0].work_of == plan.work_of
    again.close()


def test_the_events_of_a_release_that_never_became_current_are_dropped(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    more = FIRST | {"record/c/1": ("four", "y", ())}
    lost = write(tmp_path / "lost", *compute(state, more, T2))
    plan, _ = release(state, tmp_path / "r2", more, T2)
    assert lost[0].read_text("utf-8") == (tmp_path / "r2" / "identity.jsonl").read_text("utf-8")
    with pytest.raises(StateError, match="release lost continues r1, but the state has come to r2"):
        state.apply(*lost, "lost")
    assert compute(state, more, T3)[0].work_of == plan.work_of


def test_a_lost_state_is_noticed(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    files = write(tmp_path / "r2", *compute(state, {}, T2))
    fresh = State.open(tmp_path / "fresh.sqlite")
    with pytest.raises(StateError, match="Put back the state"):
        fresh.apply(*files, "r2")
    fresh.close()


def test_a_failure_in_the_middle_leaves_the_state_as_it_was(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    log = list(state.log())
    identity, changes = write(tmp_path / "r2", *compute(state, FIRST | {"record/c/1": ("four", "y", ())}, T2))
    identity.write_text(identity.read_text("utf-8") + "not json\n", "utf-8")
    with pytest.raises(json.JSONDecodeError):
        state.apply(identity, changes, "r2")
    assert list(state.log()) == log and state.applied_release() == "r1"
    assert compute(state, FIRST, T3)[1].counts["unchanged"] == 3


def test_the_log_alone_gives_the_same_identifiers(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    release(state, tmp_path / "r2", {"record/a/1": ("one", "w", ()), "record/b/1": ("three", "w", ())}, T2)
    release(state, tmp_path / "r3", FIRST | {"record/c/1": ("four", "y", ())}, T3)
    rebuilt = State.open(tmp_path / "rebuilt.sqlite")
    rebuilt.rebuild(state.log())
    assert rebuilt.prior() == state.prior()
    assert list(rebuilt.log()) == list(state.log())
    assert rebuilt.applied_release() == "r3"
    union = FIRST | {"record/d/1": ("five", "x", ())}
    assert compute(rebuilt, union, T3)[0] == compute(state, union, T3)[0]
    rebuilt.close()


def test_equal_inputs_and_state_give_equal_bytes_in_any_order(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    union = FIRST | {"record/0/1": ("new", "w", ("z/y", "z/x")), "record/b/1": ("other", "q", ())}
    plan, changes = compute(state, union, T2)
    again = compute(state, dict(reversed(union.items())), T2)
    assert (again[0].events_text(), again[1].text()) == (plan.events_text(), changes.text())


def test_the_log_cannot_be_rewritten(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    db = sqlite3.connect(tmp_path / "state.sqlite")
    try:
        for sql in ("UPDATE log SET event = ''", "DELETE FROM log"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(sql)
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    finally:
        db.close()


def test_a_file_of_another_version_or_kind_is_refused(tmp_path: Path) -> None:
    newer = tmp_path / "newer.sqlite"
    db = sqlite3.connect(newer)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StateError, match="is of version 99"):
        State.open(newer)
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database, but long enough to be taken for one" * 100)
    with pytest.raises(StateError, match="cannot be used as the state"):
        State.open(broken)

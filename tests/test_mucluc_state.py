# SPDX-License-Identifier: Apache-2.0
"""The state: changes against it, applying a release once, catching up after a crash, and rebuilding from the log."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mucluc.changes import hashes
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
    assert changes.text() == '{"now":"2026-02-01T00:00:00Z","previous":"r1","sequence":8}\n'


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
    rebuilt.rebuild(state.export())
    assert rebuilt.prior() == state.prior()
    assert list(rebuilt.log()) == list(state.log())
    assert rebuilt.applied_release() == "r3"
    union = FIRST | {"record/d/1": ("five", "x", ())}
    assert list(rebuilt.export()) == list(state.export())
    assert compute(rebuilt, union, T3)[0] == compute(state, union, T3)[0]
    assert compute(rebuilt, union, T3)[1].sequence == state.last_sequence()
    rebuilt.close()


def test_equal_inputs_and_state_give_equal_bytes_in_any_order(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    union = FIRST | {"record/0/1": ("new", "w", ("z/y", "z/x")), "record/b/1": ("other", "q", ())}
    plan, changes = compute(state, union, T2)
    again = compute(state, dict(reversed(union.items())), T2)
    assert (again[0].events_text(), again[1].text()) == (plan.events_text(), changes.text())


def test_the_logs_cannot_be_rewritten(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    db = sqlite3.connect(tmp_path / "state.sqlite")
    try:
        for sql in ("UPDATE log SET event = ''", "DELETE FROM log", "UPDATE change SET hash = ''", "DELETE FROM change"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(sql)
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    finally:
        db.close()


def kinds(state: State, since: int = 0) -> dict[str, str]:
    return {change.entity: change.kind for change in state.changes_since(since)}


def test_the_change_log_says_what_became_of_records_works_and_instances(state: State, tmp_path: Path) -> None:
    first, _ = release(state, tmp_path / "r1", FIRST, T1)
    begun = list(state.changes_since())
    assert [change.sequence for change in begun] == list(range(1, 9))
    assert {change.time for change in begun} == {T1} and all(change.hash for change in begun)
    assert [change.kind for change in begun] == ["created"] * 3 + ["minted"] * 5
    assert [change.library for change in begun[:4]] == ["a", "a", "b", ""]
    work = {path: f"work/{name}" for path, name in first.work_of.items()}
    instance = {path: f"instance/{name}" for path, name in first.instance_of.items()}

    release(state, tmp_path / "r2", FIRST | {"record/a/1": ("new", "w", ("a/old",))}, T2)
    assert kinds(state, 8) == {
        "record/a/1": "updated",
        "record/a/2%2F3": "regrouped",
        work["record/a/1"]: "changed",
        instance["record/a/1"]: "changed",
    }
    last = state.last_sequence()
    release(state, tmp_path / "r3", {path: (text, "w", held) for path, (text, _, held) in FIRST.items()}, T3)
    merged = kinds(state, last)
    assert merged[work["record/b/1"]] == "merged" and merged["record/b/1"] == "regrouped"
    assert merged[work["record/a/1"]] == "changed" and merged[instance["record/b/1"]] == "changed"
    last = state.last_sequence()
    release(state, tmp_path / "r4", {"record/b/1": ("three", "w", ())}, "2026-04-01T00:00:00Z")
    gone = kinds(state, last)
    assert gone["record/a/1"] == "withdrawn" == gone[instance["record/a/1"]]
    ends = [change for change in state.changes_since(last) if change.kind == "withdrawn"]
    assert all(change.hash == "" for change in ends)
    last = state.last_sequence()
    release(state, tmp_path / "r5", FIRST, "2026-05-01T00:00:00Z")
    back = kinds(state, last)
    assert back["record/a/1"] == "restored" == back[instance["record/a/1"]]
    every = list(state.changes_since())
    assert [change.sequence for change in every] == list(range(1, len(every) + 1))
    assert [change.time for change in every] == sorted(change.time for change in every)
    assert list(state.changes_since(3, 2)) == every[3:5]


def test_a_cluster_is_changed_exactly_when_its_hash_is(state: State, tmp_path: Path) -> None:
    chance = random.Random(5)
    union = dict(FIRST)
    known: dict[str, str] = {}
    for number in range(25):
        now = f"2026-01-{number + 1:02}T00:00:00Z"
        for _ in range(chance.randint(0, 4)):
            path = f"record/{chance.choice('ab')}/{chance.randrange(12)}"
            if union.pop(path, None) is None or chance.random() < 0.6:
                union[path] = (chance.choice("xyz"), chance.choice("uvw"), chance.choice([(), ("a/p",), ("a/p", "a/q")]))
        last = state.last_sequence()
        plan, _ = release(state, tmp_path / f"r{number}", union, now)
        whole = whole_hashes(union, plan)
        told = {change.entity: change for change in state.changes_since(last) if not change.entity.startswith("record/")}
        assert {path: digest for path, digest in whole.items() if known.get(path) != digest} == {
            path: change.hash for path, change in told.items() if change.hash
        }
        assert {path for path in known if path not in whole} == {path for path, change in told.items() if not change.hash}
        known = whole


def whole_hashes(union: Union, plan: Plan) -> dict[str, str]:
    """The hashes of all Works and Instances, made without regard to what changed."""
    found: dict[str, str] = {}
    for work in set(plan.work_of.values()):
        members = sorted(path for path in union if plan.work_of[path] == work)
        found |= hashes(work, [(path, plan.instance_of[path], union[path][0].encode().hex()) for path in members])
    return found


VERSION_1 = """
CREATE TABLE run (number INTEGER PRIMARY KEY, release TEXT NOT NULL UNIQUE, landed TEXT NOT NULL);
CREATE TABLE log (number INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, event TEXT NOT NULL);
CREATE TRIGGER log_keeps BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the identity log is append-only'); END;
CREATE TRIGGER log_grows BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the identity log is append-only'); END;
CREATE TABLE identity (id TEXT PRIMARY KEY, kind TEXT NOT NULL, number INTEGER NOT NULL UNIQUE, status TEXT NOT NULL,
  successors TEXT NOT NULL, since TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE member (record TEXT PRIMARY KEY, work TEXT NOT NULL, instance TEXT NOT NULL, present INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE record (path TEXT PRIMARY KEY, status TEXT NOT NULL, datestamp TEXT NOT NULL, digest TEXT NOT NULL,
  surroundings TEXT NOT NULL, collections TEXT NOT NULL, former TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version=1;
"""


def as_version_1(path: Path, old: Path) -> None:
    """A state as the first version of the software left it, with what `path` holds."""
    db = sqlite3.connect(old)
    db.executescript(VERSION_1)
    db.execute("ATTACH ? AS new", (str(path),))
    for table, columns in (
        ("run", "number, release, landed"),
        ("log", "number, run, event"),
        ("identity", "id, kind, number, status, successors, since"),
        ("member", "record, work, instance, present"),
        ("record", "path, status, datestamp, digest, surroundings, collections, former"),
    ):
        db.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new.{table}")
    db.commit()
    db.close()


def test_a_state_of_the_first_version_goes_on(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    release(state, tmp_path / "r2", {path: FIRST[path] for path in ("record/a/1", "record/b/1")}, T2)
    as_version_1(tmp_path / "state.sqlite", tmp_path / "old.sqlite")
    for _ in range(2):  # it is renewed once
        old = State.open(tmp_path / "old.sqlite")
        assert old.prior() == state.prior() and list(old.log()) == list(state.log())
        assert list(old.changes_since()) == []
        changed = {"record/a/1": ("other", "w", ()), "record/b/1": FIRST["record/b/1"]}
        mine, theirs = compute(old, changed, T3)[1], compute(state, changed, T3)[1]
        assert (mine.lines, mine.clusters, mine.counts) == (theirs.lines, theirs.clusters, theirs.counts)
        old.close()
    old = State.open(tmp_path / "old.sqlite")
    release(old, tmp_path / "r3", changed, T3)
    assert [change.sequence for change in old.changes_since()] == list(range(1, len(mine.lines) + len(mine.clusters) + 1))
    old.close()


def test_a_release_of_the_first_version_that_had_not_been_entered_is_entered(state: State, tmp_path: Path) -> None:
    plan, changes = compute(state, FIRST, T1)
    identity, changed = write(tmp_path / "r1", plan, changes)
    head, *lines = map(json.loads, changed.read_text("utf-8").splitlines())
    del head["sequence"]
    before = [head]
    for line in lines:
        if line["entity"].startswith("record/"):
            more = {key: line[key] for key in ("surroundings", "collections") if key in line}
            before.append({"record": line["entity"], "status": line["kind"], "digest": line["hash"], **more})
    changed.write_text("".join(json.dumps(line) + "\n" for line in before), "utf-8")
    assert state.apply(identity, changed, "r1", T2)
    assert [(change.sequence, change.entity) for change in state.changes_since()] == list(enumerate(sorted(FIRST), 1))
    assert compute(state, FIRST, T3)[1].counts["unchanged"] == 3


def test_a_log_that_is_none_or_comes_too_late_enters_nothing(state: State, tmp_path: Path) -> None:
    release(state, tmp_path / "r1", FIRST, T1)
    with pytest.raises(StateError, match="not empty"):
        state.rebuild(state.export())
    lines = list(state.export())
    fresh = State.open(tmp_path / "fresh.sqlite")
    for wrong in (lines[1:], [*lines, "no JSON\n"], [*lines, '{"event":"assign","record":"r","work":"?","instance":"?"}\n'], ["x\n"]):
        with pytest.raises(StateError, match="no identity log"):
            fresh.rebuild(wrong)
        assert fresh.applied_release() is None and list(fresh.log()) == []
    fresh.rebuild(lines)
    assert fresh.prior() == state.prior()
    fresh.close()


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

# SPDX-License-Identifier: Apache-2.0
"""Identifiers: spelling, and what becomes of them when clusters grow, join, fall apart, go and come back."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters.matching import InstanceCluster, WorkCluster
from mucluc.identity import ALPHABET, KINDS, Known, Plan, Prior, identifier, note, number_of, plan

T1, T2 = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
Shape = list[list[list[str]]]


def clusters(shape: Shape) -> list[WorkCluster]:
    """Works of editions of record names, sorted as `cluster` sorts them."""
    works = [
        WorkCluster(tuple(sorted((InstanceCluster(tuple(sorted(f"record/a/{n}" for n in i))) for i in w), key=lambda i: i.records)))
        for w in shape
    ]
    return sorted(works, key=lambda w: w.instances[0].records)


def after(prior: Prior, made: Plan, now: str = T1) -> Prior:
    """The state that a plan leaves behind, by its events alone."""
    ids, last, present = dict(prior.ids), dict(prior.last), set(prior.present)
    for line in made.events_text().splitlines():
        event = json.loads(line)
        note(ids, event, now)
        if event["event"] == "assign":
            last[event["record"]] = (event["work"], event["instance"])
            present.add(event["record"])
        elif event["kind"] == "record":
            present.discard(event["id"])
    return Prior(max((known.number for known in ids.values()), default=0) + 1, ids, last, frozenset(present))


def run(*shapes: Shape) -> tuple[list[Plan], Prior]:
    prior, plans = Prior(), []
    for shape in shapes:
        plans.append(plan(clusters(shape), prior))
        prior = after(prior, plans[-1])
    return plans, prior


def fates(made: Plan) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {each.path: (each.status, each.successors) for each in made.fates(T2)}


def test_identifiers_are_pinned() -> None:
    assert [identifier(number) for number in (1, 2, 3, 1_000_000)] == ["5h0r18vj", "1jy3w891", "54q85av5", "mnjmfw4w"]


@given(st.integers(1, 32**7 - 1))
def test_an_identifier_tells_its_number(number: int) -> None:
    assert number_of(identifier(number)) == number


@given(st.integers(1, 32**7 - 1), st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_found(number: int, place: int, letter: str) -> None:
    text = identifier(number)
    wrong = text[:place] + letter + text[place + 1 :]
    if wrong != text:
        with pytest.raises(ValueError, match="is not an identifier"):
            number_of(wrong)


@given(st.integers(1, 32**7 - 1), st.integers(0, 7), st.integers(0, 7))
def test_two_exchanged_letters_are_found(number: int, one: int, other: int) -> None:
    letters = list(identifier(number))
    letters[one], letters[other] = letters[other], letters[one]
    if "".join(letters) != identifier(number):
        with pytest.raises(ValueError, match="is not an identifier"):
            number_of("".join(letters))


@pytest.mark.parametrize("text", ["", "5h0r18v", "5h0r18vjj", "5H0R18VJ", "ihorl8vj"])
def test_what_was_never_an_identifier_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an identifier"):
        number_of(text)


@pytest.mark.parametrize("number", [0, -1, 32**7])
def test_numbers_outside_the_log_have_no_identifier(number: int) -> None:
    with pytest.raises(OverflowError):
        identifier(number)


def test_new_clusters_are_numbered_by_smallest_path_a_work_before_its_editions() -> None:
    (first,), _ = run([[["3"]], [["1"], ["2", "4"]]])
    names = [str(event["id"]) for event in first.events() if event["event"] == "mint"]
    assert names == [identifier(number) for number in range(1, 6)]
    assert [event["kind"] for event in first.events() if event["event"] == "mint"] == ["work", "instance", "instance", "work", "instance"]
    assert first.work_of["record/a/1"] == first.work_of["record/a/4"] == names[0]
    assert first.instance_of["record/a/2"] == first.instance_of["record/a/4"] == names[2]
    assert first.work_of["record/a/3"] == names[3]


def test_nothing_new_gives_no_events() -> None:
    shape: Shape = [[["1", "2"]], [["3"]]]
    (_, second), _ = run(shape, shape)
    assert list(second.events()) == [] and second.events_text() == ""
    assert fates(second) == {}


def test_a_cluster_keeps_its_identifier_while_it_grows_and_loses_members() -> None:
    (first, second, third), _ = run([[["1", "2"]]], [[["0", "1", "2"]]], [[["0"]]])
    name = first.work_of["record/a/1"]
    assert set(second.work_of.values()) == set(third.work_of.values()) == {name}
    assert fates(third) == {}


def test_merged_clusters_keep_the_larger_and_the_other_leads_there() -> None:
    (first, second), _ = run([[["1"]], [["2", "3"]]], [[["1", "2", "3"]]])
    small, large = first.work_of["record/a/1"], first.work_of["record/a/2"]
    assert second.work_of["record/a/1"] == large
    assert fates(second)[f"work/{small}"] == ("merged", (f"work/{large}",))
    merge = next(event for event in second.events() if event["event"] == "merge" and event["kind"] == "work")
    assert merge == {"event": "merge", "kind": "work", "id": small, "into": [large], "records": [1]}


def test_of_two_equal_clusters_the_older_identifier_stays() -> None:
    (first, second), _ = run([[["1"]], [["2"]]], [[["1", "2"]]])
    assert set(second.work_of.values()) == {first.work_of["record/a/1"]}


def test_a_cluster_that_falls_apart_leaves_its_identifier_with_the_larger_part() -> None:
    (first, second), _ = run([[["1", "2", "3"]]], [[["1"]], [["2", "3"]]])
    name = first.work_of["record/a/1"]
    assert second.work_of["record/a/2"] == name != second.work_of["record/a/1"]
    split = next(event for event in second.events() if event["event"] == "split" and event["kind"] == "work")
    assert split["into"] == [name, second.work_of["record/a/1"]] and split["records"] == [2, 1]
    assert fates(second) == {}


def test_an_identifier_whose_records_went_to_several_others_is_split() -> None:
    shapes: list[Shape] = [[[["1", "2", "3"]], [["4", "5", "6"]], [["7", "8"]]], [[["1", "2", "3", "7"]], [["4", "5", "6", "8"]]]]
    (first, second), _ = run(*shapes)
    one, other, gone = (first.work_of[f"record/a/{n}"] for n in (1, 4, 7))
    assert fates(second)[f"work/{gone}"] == ("split", (f"work/{one}", f"work/{other}"))


def test_a_redirect_follows_its_target() -> None:
    (first, _, third), _ = run([[["1"]], [["2", "3"]], [["4", "5", "6", "7"]]], [[["1", "2", "3"]], [["4", "5", "6", "7"]]],
                               [[["1", "2", "3", "4", "5", "6", "7"]]])  # fmt: skip
    last = first.work_of["record/a/4"]
    assert fates(third)[f"work/{first.work_of['record/a/1']}"] == ("merged", (f"work/{last}",))
    assert fates(third)[f"work/{first.work_of['record/a/2']}"] == ("merged", (f"work/{last}",))


def test_a_withdrawn_identifier_comes_back_with_its_records() -> None:
    (first, second, third, fourth), _ = run([[["1", "2"]], [["3"]]], [[["3"]]], [[["3"]]], [[["2"]], [["3"]]])
    name = first.work_of["record/a/1"]
    assert fates(second)[f"work/{name}"] == ("withdrawn", ())
    assert {"event": "withdraw", "kind": "record", "id": "record/a/1"} in second.events()
    assert list(third.events()) == []
    assert fourth.work_of["record/a/2"] == name
    assert fates(fourth) == {}


def test_a_record_that_comes_back_to_a_merged_cluster_joins_the_survivor() -> None:
    (first, *_, last), _ = run(
        [[["1", "2"]], [["3", "4", "5"]]], [[["2"]], [["3", "4", "5"]]], [[["2", "3", "4", "5"]]], [[["1"]], [["2", "3", "4"]]]
    )
    assert last.work_of["record/a/2"] == first.work_of["record/a/3"]
    assert number_of(last.work_of["record/a/1"]) > number_of(first.work_of["record/a/3"])


def test_a_fate_keeps_the_date_from_which_it_holds() -> None:
    first = plan(clusters([[["1"]], [["2", "3"]]]), Prior())
    prior = after(Prior(), first, "2026-01-01T00:00:00Z")
    prior = after(prior, plan(clusters([[["1", "2", "3"]]]), prior), "2026-02-01T00:00:00Z")
    again = plan(clusters([[["1", "2", "3"]]]), prior)
    assert {each.datestamp for each in again.fates("2026-03-01T00:00:00Z")} == {"2026-02-01T00:00:00Z"}


@st.composite
def histories(draw: st.DrawFn) -> list[Shape]:
    """Some unions of up to nine records, each a random partition in Works and editions of a random part of them."""
    history: list[Shape] = []
    for _ in range(draw(st.integers(1, 6))):
        works: dict[int, dict[int, list[str]]] = {}
        for record in draw(st.lists(st.integers(0, 8), unique=True)):
            works.setdefault(draw(st.integers(0, 3)), {}).setdefault(draw(st.integers(0, 1)), []).append(str(record))
        history.append([list(editions.values()) for editions in works.values()])
    return history


@settings(max_examples=300, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_no_identifier_ever_dies_and_the_order_of_clusters_does_not_matter(history: list[Shape], chance: random.Random) -> None:
    prior = Prior()
    for shape in history:
        made = plan(clusters(shape), prior)
        shuffled = clusters(shape)
        chance.shuffle(shuffled)
        assert plan(shuffled, prior) == made
        before, prior = prior, after(prior, made)
        living = {f"work/{name}" for name in made.work_of.values()} | {f"instance/{name}" for name in made.instance_of.values()}
        told = fates(made)
        assert not living & told.keys()
        assert {f"{known.kind}/{name}" for name, known in prior.ids.items()} == living | told.keys()
        for status, into in told.values():
            assert len(into) == {"withdrawn": 0, "merged": 1}.get(status, len(into))
            assert all(each in living or told[each][0] == "withdrawn" for each in into)
        check_steady(shape, before, made)
        assert {path for path, _ in prior.last.items()} >= prior.present == made.work_of.keys()


def check_steady(shape: Shape, before: Prior, made: Plan) -> None:
    """Who was together and alone before and still is, keeps the identifier; different clusters never share one."""
    for kind, names in zip(KINDS, (made.work_of, made.instance_of), strict=True):
        groups: dict[str, set[str]] = {}
        for path, name in names.items():
            groups.setdefault(name, set()).add(path)
        wanted = [{f"record/a/{n}" for i in work for n in i} for work in shape] if kind == "work" else [
            {f"record/a/{n}" for n in i} for work in shape for i in work]  # fmt: skip
        assert sorted(map(sorted, groups.values())) == sorted(map(sorted, wanted))
        old: dict[str, set[str]] = {}
        for path in before.present:
            old.setdefault(before.last[path][KINDS.index(kind)], set()).add(path)
        for name, paths in old.items():
            if paths in groups.values():
                assert {names[path] for path in paths} == {name}


def test_a_known_identifier_is_found_again_by_its_number() -> None:
    _, prior = run([[["1"]]])
    assert [known for known in prior.ids.values()] == [
        Known("work", 1, "published", (), T1),
        Known("instance", 2, "published", (), T1),
    ]

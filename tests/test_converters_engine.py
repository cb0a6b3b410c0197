# SPDX-License-Identifier: Apache-2.0
"""The engine: registration refuses what cannot work, caches stay small, steps run in order."""

import pytest

from mucluc.converters.convert import run
from mucluc.converters.engine import Cache, Field, Group, Lines, Rules
from mucluc.converters.examples import examples, reason, record_of
from mucluc.converters.facts import Facts
from mucluc.converters.path import PathError
from mucluc.converters.record import Record


def group_with(rule_id: str, path: str = "500a", **more: object) -> Group:
    group = Group("test")

    @group.rule(rule_id, path, **more)  # type: ignore[arg-type]
    def make(tag: str, field: Field, facts: Facts) -> Lines:
        """Because it is so.

        500 ##$aA
        →
        work bf:note "A"
        """
        return [f"<\x01#work> <p> {tag}{field}"]

    return group


def test_a_rule_id_is_used_once() -> None:
    with pytest.raises(ValueError, match=r"twice: \['x'\]"):
        Rules([group_with("x"), group_with("x")])


def test_a_path_must_be_a_path() -> None:
    with pytest.raises(PathError):
        group_with("x", "5")


def test_a_rule_that_needs_facts_cannot_be_cached() -> None:
    with pytest.raises(ValueError, match="cannot be cached"):
        Rules([group_with("x", needs="fixed", cached=True)])


def test_rules_run_for_their_tags_in_the_order_of_the_groups() -> None:
    rules = Rules([group_with("b", "500a 501a"), group_with("a", "500a")])
    assert [step.rule.id for step in rules.by_tag["500"]] == ["b", "a"]
    assert len(run(record_of(["500 ##$aX", "501 ##$aY", "502 ##$aZ"]), "", rules)) == 3


def test_missing_indicators_are_blanks_to_a_rule() -> None:
    rules = Rules([group_with("x")])
    assert run(Record("", (("500", "\x1faX"), ("500", "1\x1faX"), ("500", "123\x1faX"))), "", rules) == [
        "<\x01#work> <p> 500['  ', 'aX']",
        "<\x01#work> <p> 500['1 ', 'aX']",
        "<\x01#work> <p> 500['12', 'aX']",
    ]


def test_empty_subfields_never_reach_a_rule() -> None:
    rules = Rules([group_with("x")])
    assert run(Record("", (("500", "  \x1f\x1faX\x1f"),)), "", rules) == ["<\x01#work> <p> 500['  ', 'aX']"]


def test_a_cache_gives_the_same_lines_and_stays_small() -> None:
    cache = Cache(limit=2000)
    for number in range(500):
        assert cache.keep(f"text {number}", lambda number=number: [f"line {number}"]) == (f"line {number}",)  # type: ignore[misc]
    assert len(cache) + len(cache.elder) < 100
    assert cache.get("text 499") == ("line 499",)


def test_what_is_asked_for_again_stays_in_a_cache() -> None:
    cache, made = Cache(limit=2000), []

    def ask(text: str) -> None:
        if cache.get(text) is None:
            cache.keep(text, lambda: [made.append(text) or text])  # type: ignore[func-returns-value]

    for number in range(500):
        ask(f"text {number}")
        ask("again")
    assert made.count("again") == 1
    assert len(made) == 501


def test_reason_and_example_are_read_from_the_docstring() -> None:
    (rule,) = Rules([group_with("x")])
    assert reason(rule) == "Because it is so."
    (example,) = examples(rule)
    assert example.record.fields == (("500", "  \x1faA"),)
    assert example.lines == ['work bf:note "A"']


def test_an_example_without_an_arrow_is_refused() -> None:
    group = Group("test")

    @group.rule("x", "500a")
    def make(tag: str, field: Field, facts: Facts) -> Lines:
        """Because.

        500 ##$aA
        """
        return []

    with pytest.raises(ValueError, match="without →"):
        examples(next(iter(Rules([group]))))

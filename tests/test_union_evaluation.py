# SPDX-License-Identifier: Apache-2.0
"""What matching is measured by: the measures agree with counting every pair, and the sets are what they say. Nothing is timed here."""

from __future__ import annotations

import importlib
import sys
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent.parent))
measures = importlib.import_module("benchmarks.union.measures")

# ---- measures --------------------------------------------------------------------------------------------------------------


def test_a_worked_example_of_every_measure() -> None:
    truth = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2"}
    said = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"}
    found = measures.agreement(truth, said)
    assert (found.true_pairs, found.said_pairs, found.right_pairs) == (4, 4, 2)
    assert (found.pairs.precision, found.pairs.recall, found.pairs.f1) == (0.5, 0.5, 0.5)
    # a, b: 2 of 2 belong; c: 1 of 3; d, e: 2 of 3. And of what belongs: 2 of 3, 2 of 3, 1 of 3, 2 of 2, 2 of 2.
    assert found.bcubed.precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert found.bcubed.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert (found.over_merged, found.split) == (1, 1)


def test_what_is_never_said_is_never_wrong_and_finds_nothing() -> None:
    alone = measures.agreement({"a": "1", "b": "1"}, {"a": "x", "b": "y"})
    assert (alone.pairs.precision, alone.pairs.recall, alone.pairs.f1) == (1.0, 0.0, 0.0)
    assert alone.bcubed.precision == 1.0


def test_a_partition_of_other_records_is_refused() -> None:
    with pytest.raises(measures.MeasureError, match="1 records"):
        measures.agreement({"a": "1"}, {"a": "1", "b": "2"})


def test_pairs_that_must_be_apart_or_together_are_counted() -> None:
    said = {"a": "x", "b": "x", "c": "y"}
    assert measures.kept_apart([("a", "b"), ("a", "c")], said) == (1, 2)
    assert measures.kept_together([("a", "b"), ("a", "c")], said) == (1, 2)


@given(st.lists(st.tuples(st.sampled_from("123456"), st.sampled_from("uvwxyz")), max_size=40))
def test_measures_agree_with_counting_every_pair(labels: list[tuple[str, str]]) -> None:
    truth = {str(at): one for at, (one, _) in enumerate(labels)}
    said = {str(at): other for at, (_, other) in enumerate(labels)}
    found = measures.agreement(truth, said)
    true = {pair for pair in combinations(truth, 2) if truth[pair[0]] == truth[pair[1]]}
    joined = {pair for pair in combinations(said, 2) if said[pair[0]] == said[pair[1]]}
    assert (found.true_pairs, found.said_pairs, found.right_pairs) == (len(true), len(joined), len(true & joined))
    each = [_record_score(path, truth, said) for path in truth]
    if each:
        assert found.bcubed.precision == pytest.approx(sum(p for p, _ in each) / len(each))
        assert found.bcubed.recall == pytest.approx(sum(r for _, r in each) / len(each))
    mixed = {label for label in said.values() if len({truth[path] for path in said if said[path] == label}) > 1}
    assert found.over_merged == len(mixed)


def _record_score(path: str, truth: dict[str, str], said: dict[str, str]) -> tuple[float, float]:
    cluster = {other for other in said if said[other] == said[path]}
    belongs = {other for other in truth if truth[other] == truth[path]}
    return len(cluster & belongs) / len(cluster), len(cluster & belongs) / len(belongs)

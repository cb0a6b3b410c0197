# SPDX-License-Identifier: Apache-2.0
"""What matching is measured by: the measures agree with counting every pair, and the sets are what they say. Nothing is timed here."""

from __future__ import annotations

import importlib
import io
import sys
import unicodedata
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.backward.write import iso2709
from mucluc.converters.read import read
from mucluc.converters.record import Record

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


# ---- the Vietnamese catalogue ----------------------------------------------------------------------------------------------

vietnamese = importlib.import_module("benchmarks.union.vietnamese")
SMALL = vietnamese.Settings(records=4000, seed=5, held_out=True)


@pytest.fixture(scope="module")
def made() -> list[Any]:
    return list(vietnamese.catalogue(SMALL))


def test_the_same_settings_give_the_same_records_and_another_seed_gives_others(made: list[Any]) -> None:
    again = list(vietnamese.catalogue(replace(SMALL, records=300)))
    assert [each.known.record.pack() for each in again] != [each.known.record.pack() for each in made[:300]], "authors follow the size"
    once, twice = (vietnamese.known(replace(SMALL, records=300)) for _ in range(2))
    assert once == twice
    other = vietnamese.known(replace(SMALL, records=300, seed=6))
    assert {known.record.pack() for known in once}.isdisjoint(known.record.pack() for known in other)


def test_every_path_is_unique_and_every_instance_is_of_one_work(made: list[Any]) -> None:
    assert len({each.known.path for each in made}) == len(made) == SMALL.records
    works: dict[str, set[str]] = {}
    for each in made:
        works.setdefault(each.known.instance, set()).add(each.known.work)
    assert all(len(labels) == 1 for labels in works.values())
    assert all(each.known.work and each.known.instance for each in made)


def test_every_instance_has_one_volume_year_house_language_and_carrier(made: list[Any]) -> None:
    facts: dict[str, set[Any]] = {}
    for each in made:
        edition = each.edition
        fact = (edition.volume, edition.year, edition.publisher[0], edition.language, edition.electronic, edition.ordinal)
        facts.setdefault(each.known.instance, set()).add(fact)
    assert all(len(found) == 1 for found in facts.values())
    whole = {(each.known.work, *next(iter(facts[each.known.instance])), each.edition.pages): each.known.instance for each in made}
    assert len(whole) == len(facts), "two Instances that nothing tells apart"


def test_every_damage_is_met_in_a_pair_of_records_of_one_edition(made: list[Any]) -> None:
    editions: dict[str, list[Any]] = {}
    for each in made:
        editions.setdefault(each.known.instance, []).append(each)
    met = {name for each in made if len(editions[each.known.instance]) > 1 for name in each.damages}
    everything = {damage.name for damage in vietnamese.ALL} | set(vietnamese.IN_BOOKS)
    assert everything - met == set()


def test_held_out_damages_are_done_only_when_asked_for() -> None:
    held_out = {damage.name for damage in vietnamese.ALL if damage.held_out}
    assert held_out
    open_ones = vietnamese.catalogue(vietnamese.Settings(records=1500, seed=5))
    assert held_out.isdisjoint({name for each in open_ones for name in each.damages})
    assert set(vietnamese.SEEDS).isdisjoint(vietnamese.HELD_OUT_SEEDS)


def test_a_library_keeps_its_habits_and_the_mean_rate_is_the_one_asked_for(made: list[Any]) -> None:
    by_library: dict[str, list[bool]] = {}
    for each in made:
        by_library.setdefault(each.known.path.split("/")[1], []).append("diacritics-lost" in each.damages)
    shares = sorted(sum(found) / len(found) for found in by_library.values() if len(found) > 30)
    assert shares[-1] > 0.6 and shares[len(shares) // 2] < 0.15
    some = vietnamese.catalogue(vietnamese.Settings(records=3000, seed=9, libraries=400, rates={"tone-placement": 0.5}))
    assert 0.2 < sum("tone-placement" in each.damages for each in some) / 3000 < 0.5


def test_a_rate_of_a_damage_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError, match="teleported"):
        next(vietnamese.catalogue(vietnamese.Settings(rates={"teleported": 1.0})))


def test_records_are_what_a_reader_gives(made: list[Any]) -> None:
    for each in made[:1500]:
        record = each.known.record
        written = iso2709(record)
        assert isinstance(written, bytes)
        assert unicodedata.is_normalized("NFC", "".join(text for _, text in record.fields))
        assert len(record.get("008") or "") == 40 and len(record.leader) == 24
        assert record.control_number == each.known.path.rsplit("/", 1)[1]
    text = b"".join(data for each in made[:400] if isinstance(data := iso2709(each.known.record), bytes))
    back = [found for found in read(io.BytesIO(text)) if isinstance(found, Record)]
    assert [found.control_number for found in back] == [each.known.record.control_number for each in made[:400]]

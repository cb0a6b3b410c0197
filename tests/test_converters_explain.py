# SPDX-License-Identifier: Apache-2.0
"""Explaining a record is the conversion itself with a trace: it cannot tell another story."""

import json
from collections import Counter

from mucluc.converters.convert import Trace, run
from mucluc.converters.examples import record_of
from mucluc.converters.explain import Names, explain, ignored, readable, unused
from mucluc.converters.rules import RULES

RECORD = record_of(
    [
        "001 py0001",
        "008 200101s2019####vm#a#####b####001#1#vie##",
        "100 0#$6880-01$aNguyễn Du,$d1765-1820",
        "245 10$aTruyện Kiều :$bthơ /$cNguyễn Du.",
        "653 ##$aVăn học",
        "880 0#$6100-01/$1$a阮攸",
        "999 ##$amã nội bộ",
    ]
)


def test_the_explanation_is_the_conversion() -> None:
    told = Counter(line for _, lines in explain(RECORD, library="a") for line in lines)
    assert told == Counter(readable(run(RECORD, "a", RULES), Names()))


def test_tracing_changes_nothing() -> None:
    trace: list[Trace] = []
    assert run(RECORD, "a", RULES, trace) == run(RECORD, "a", RULES)
    assert [line for step in trace for line in step.lines] == run(RECORD, "a", RULES)


def test_what_no_rule_uses_is_listed_with_its_value() -> None:
    left = unused(record_of(["245 10$aX$wy", "777 ##$aZ", "880 10$6245-00$aA$wB"]))
    assert ("245$w", "y") in left
    assert ("245$w", "B") in left
    assert not [place for place, _ in left if place == "245$a"]


def test_what_is_left_out_on_purpose_has_a_reason_and_is_not_called_unused() -> None:
    places = dict(ignored(RECORD))
    assert places["100$6"]
    assert "100$6" not in dict(unused(RECORD))


def test_every_character_of_a_fixed_field_is_accounted_for() -> None:
    record = record_of(["008 200101s2019####vm#a#####b####001#1#vie#z"])
    assert "008/39" in {place for place, _ in unused(record)} | {place for place, _ in ignored(record)}


def test_json_can_hold_it() -> None:
    assert json.dumps([explain(RECORD), unused(RECORD), ignored(RECORD)], ensure_ascii=False)


def test_nodes_have_short_names_that_differ() -> None:
    lines = list(readable(run(record_of(["246 30$aMột", "246 30$aHai"]), "", RULES)))
    assert {"work bf:title work-title-1", "work bf:title work-title-2"} <= set(lines)
    assert not [line for line in lines if "\x01" in line or "\x03" in line]

# SPDX-License-Identifier: Apache-2.0
"""What holds for every input: no bytes make reading or converting raise, hang or write a bad line; a field more renames nothing."""

from __future__ import annotations

import io
import re

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters.authority import AUTHORITIES
from mucluc.converters.convert import convert, record_graph
from mucluc.converters.examples import LEADER_OF_A_BOOK, examples
from mucluc.converters.explain import explain, unused
from mucluc.converters.read import read
from mucluc.converters.record import SUBFIELD, Record
from mucluc.converters.rules import RULES

from .conftest import ROOT

BASE = "http://example.org/"
REAL = [data + b"\x1d" for data in (ROOT / "examples/phu-yen/loc-vietnamese-121.mrc").read_bytes().split(b"\x1d") if data]
POOL = sorted(
    {(tag, text) for rules in (RULES, AUTHORITIES) for rule in rules for shown in examples(rule) for tag, text in shown.record.fields}
)
LEADERS = sorted({shown.record.leader for rules in (RULES, AUTHORITIES) for rule in rules for shown in examples(rule)})
"""Every field and leader of every rule's examples: records made of them reach every rule."""

fields = st.sampled_from(POOL)
records = st.builds(Record, st.sampled_from(LEADERS), st.lists(fields, max_size=10).map(tuple))


def parsed(record: Record) -> list[ox.Quad]:
    return list(ox.parse(io.BytesIO(record_graph(record, "l", BASE)), format=ox.RdfFormat.N_QUADS))


@settings(max_examples=300, deadline=2000)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    for found in read(io.BytesIO(data), name="x"):
        if isinstance(found, Record):
            parsed(found)


@settings(max_examples=200, deadline=2000)
@given(st.sampled_from(REAL), st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=3), st.booleans()), max_size=6))
def test_a_damaged_record_is_read_and_converted_or_reported(data: bytes, changes: list[tuple[int, bytes, bool]]) -> None:
    for at, change, insert in changes:
        at %= len(data)
        data = data[:at] + change + data[at if insert else at + len(change) :]
    found = list(read(io.BytesIO(data + REAL[0]), name="x"))
    assert found
    for each in found:
        if isinstance(each, Record):
            parsed(each)


@pytest.mark.parametrize("mark", ['"', "\\", ">", "<"])
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_mark_that_could_end_a_literal_or_an_iri_ends_none(mark: str, place: int) -> None:
    """As either indicator or as a subfield's code, in every field of every rule's examples."""
    for tag, text in POOL:
        if tag > "009":
            parsed(Record(LEADER_OF_A_BOOK, (("001", "1"), (tag, text[:place] + mark + text[place + 1 :]))))


@settings(max_examples=200, deadline=2000)
@given(st.sampled_from(POOL), st.integers(0, 200), st.text(max_size=4), st.sampled_from(LEADERS))
def test_a_value_changed_anywhere_is_still_converted_to_valid_lines(field: tuple[str, str], at: int, change: str, leader: str) -> None:
    tag, text = field
    at %= len(text) + 1
    record = Record(leader, (("001", "1"), ("008", " " * 40), (tag, text[:at] + change + text[at + len(change) :])))
    parsed(record)
    convert(record)


@settings(max_examples=300, deadline=2000)
@given(records)
def test_every_statement_has_a_rule_and_every_value_a_fate(record: Record) -> None:
    lines = convert(record, library="l").lines
    told = [line for _, some in explain(record, library="l") for line in some]
    assert len(set(told)) == len(lines)
    unused(record)


@settings(max_examples=200, deadline=2000)
@given(records, records)
def test_a_record_is_converted_alike_whatever_came_before(first: Record, second: Record) -> None:
    alone = record_graph(second, "l", BASE)
    record_graph(first, "l", BASE)
    assert record_graph(second, "l", BASE) == alone


NODES = re.compile(rb"<[\x01\x02\x03][^>]*>")
TAKES_THE_PLACE = ("100", "110", "111", "240", "260", "261", "262", "264", "382", "852", "876", "877", "878")
"""Fields that say better what another says too, and so take over its node: the main entry names the Hub of 240; a publication as printed
has the date and country of 008, which else stand alone; 382 has the instruments of 048; a copy (852) and its pieces
(876-878) say together what else one says alone."""


@settings(max_examples=400, deadline=2000)
@given(st.sampled_from(LEADERS), st.lists(fields, max_size=8), fields, st.integers(0, 8))
def test_a_field_more_renames_nothing(leader: str, some: list[tuple[str, str]], more: tuple[str, str], at: int) -> None:
    if more[0] < "010" or (more[0] == "880" and SUBFIELD + "6" in more[1]) or more[0] in TAKES_THE_PLACE:
        return
    before = convert(Record(leader, tuple(some)), library="l").lines
    after = convert(Record(leader, (*some[:at], more, *some[at:])), library="l").lines
    assert names(before) <= names(after)


@pytest.mark.parametrize("tag", sorted({tag for tag, _ in POOL if tag > "009" and tag not in (*TAKES_THE_PLACE, "880")}))
def test_a_second_field_of_a_tag_renames_nothing_of_the_first(tag: str) -> None:
    texts = [text for name, text in POOL if name == tag][:12]
    for one in texts:
        alone = names(convert(Record(LEADER_OF_A_BOOK, ((tag, one),)), library="l").lines)
        for other in texts:
            for some in (((tag, other), (tag, one)), ((tag, one), (tag, other))):
                assert alone <= names(convert(Record(LEADER_OF_A_BOOK, some), library="l").lines)


def names(lines: list[bytes]) -> set[bytes]:
    return {node for line in lines for node in NODES.findall(line)}


def test_there_are_records_enough_to_reach_every_rule() -> None:
    tags = {tag for tag, _ in POOL}
    assert all(any(path.tag in tags or path.tag == "LDR" for path in rule.paths) for rule in RULES)
    assert LEADER_OF_A_BOOK in LEADERS

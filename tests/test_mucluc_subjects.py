# SPDX-License-Identifier: Apache-2.0
"""What readers are told of a Work's subjects: topics, places, genres."""

from __future__ import annotations

from mucluc.converters.convert import convert, union_lines
from mucluc.converters.examples import record_of
from mucluc.publish.describe import Member, describe
from mucluc.release.model import Work

BASE = "http://example.org/"


def work(*marc: str) -> Work:
    lines = convert(record_of(["001 1", "245 10$aX", *marc]), library="tinh").lines
    text = union_lines(lines, "w1", "i1", BASE, BASE + "item/tinh/1", BASE + "record/tinh/1")
    return describe(text.splitlines(), "work/w1", [Member("record/tinh/1", "instance/i1", "tinh", ())], BASE)


def test_the_genre_of_a_genre_with_subdivisions_is_a_genre_of_the_work() -> None:
    found = work("655 #7$aTranh khắc gỗ$zViệt Nam$2gmgpc", "655 #7$aTranh dân gian$2gmgpc")
    assert {heading.label for heading in found.genres} == {"Tranh khắc gỗ", "Tranh dân gian"}
    assert [heading.label for heading in found.subjects] == ["Tranh khắc gỗ--Việt Nam"]


def test_a_place_in_a_place_leads_to_both_and_is_a_subject() -> None:
    found = work("651 #4$aViệt Nam$zPhú Yên")
    assert {heading.label for heading in found.places} == {"Việt Nam", "Phú Yên"}
    assert [heading.label for heading in found.subjects] == ["Việt Nam--Phú Yên"]


def test_keywords_are_of_their_kind() -> None:
    found = work("653 #1$aNguyễn Du", "653 #4$aThế kỷ 19", "653 #5$aTuy Hoà", "653 #6$aTruyện thơ", "653 ##$aNôm")
    assert {(heading.kind, heading.label) for heading in found.subjects} == {
        ("person", "Nguyễn Du"), ("temporal", "Thế kỷ 19"), ("topic", "Nôm"),
    }  # fmt: skip
    assert [heading.label for heading in found.places] == ["Tuy Hoà"]
    assert [heading.label for heading in found.genres] == ["Truyện thơ"]


def test_how_else_a_work_is_related_to_a_subject_makes_no_second_one() -> None:
    found = work("600 04$aPhan Bội Châu,$ehonoree$4hon")
    assert [heading.label for heading in found.subjects] == ["Phan Bội Châu"]
    assert not found.series


def test_a_subject_shows_its_form_in_another_script() -> None:
    found = work("008 200101s2019####vm############000#0#vie##", "650 #4$6880-01$aThơ$zPhú Yên", "880 #4$6650-01/$1$a詩$z富安")
    assert [(heading.label, heading.script) for heading in found.subjects] == [("Thơ--Phú Yên", "詩--富安")]
    assert [(heading.label, heading.script) for heading in found.places] == [("Phú Yên", "富安")]

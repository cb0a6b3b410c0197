# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters import check_network, check_structure
from mucluc.converters.check import MISSING, STANDARD, check, missing
from mucluc.converters.check_engine import Check, Context, example
from mucluc.converters.check_numbers import isbn_valid, issn_valid
from mucluc.converters.record import Place, Record
from mucluc.vocab.faults import all_codes, explain

ALL = [*STANDARD, *MISSING]
DOCS = Path(__file__).parent.parent / "docs" / "checks.md"

# Structure faults are given for any field, so their examples stand here: code, with the fault, without it.
STRUCTURE = [
    ("field-unknown", "425 ##$aA", "255 ##$aTỷ lệ 1:100 000"),
    ("field-unknown", "123 ##$aA", "245 10$aA"),
    ("field-local", "952 ##$aTV", "852 1#$aTV"),
    ("field-local", "691 ##$aTV", "651 #4$aPhú Yên"),
    ("field-obsolete", "440 #0$aTủ sách", "490 0#$aTủ sách"),
    ("field-repeated", "245 10$aA // 245 10$aB", "246 3#$aA // 246 3#$aB"),
    ("field-empty", "245 10", "245 10$aA"),
    ("subfield-unknown", "245 10$aA$zB", "245 10$aA$bB"),
    ("subfield-local", "100 0#$aNguyễn Du$9123", "100 0#$aNguyễn Du"),
    ("subfield-repeated", "245 10$aA$aB", "020 ##$a9786046915010$qbìa$qcứng"),
    ("subfield-empty", "245 10$a$cB", "245 10$aA$cB"),
    ("indicator-unknown", "245 1x$aA", "245 10$aA"),
    ("indicator-unknown", "100 7#$aNguyễn Du", "100 0#$aNguyễn Du"),
    ("indicator-obsolete", "082 #4$a959.755$223", "082 04$a959.755$223"),
    ("indicator-obsolete", "260 1#$aHà Nội", "260 3#$aHà Nội"),
    ("subfield-obsolete", "022 ##$a0317-8471$l0317-8471", "022 ##$a0317-8471$y0317-8472"),
    ("control-subfields", "003 ##$aVN-TVTPY", "003 VN-TVTPY"),
    ("subfield-unknown", "LDR 00000nz##a2200000n##4500 // 100 0#$aNguyễn Du$wA", "LDR 00000nz##a2200000n##4500 // 100 0#$aNguyễn Du$xA"),
    ("field-unknown", "LDR 00000nz##a2200000n##4500 // 245 10$aA", "LDR 00000nz##a2200000n##4500 // 150 ##$aA"),
    ("field-unknown", "LDR 00000nx##a22000001n#4500 // 245 10$aA", "LDR 00000nx##a22000001n#4500 // 853 00$81$aT."),
    ("indicator-unknown", "LDR 00000nx##a22000001n#4500 // 863 90$81.1$a1", "LDR 00000nx##a22000001n#4500 // 863 40$81.1$a1"),
]


def codes(record: Record) -> set[str]:
    return {fault.code for fault in (*check(record), *missing(record))}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_each_check_finds_its_fault_and_passes_its_good_example(rule: Check) -> None:
    assert rule.good and rule.bad
    for text in rule.bad:
        assert rule.code in codes(example(text)), text
    for text in rule.good:
        assert rule.code not in codes(example(text)), text


@pytest.mark.parametrize(("code", "bad", "good"), STRUCTURE)
def test_each_structure_fault_is_found_and_not_invented(code: str, bad: str, good: str) -> None:
    assert code in codes(example(bad))
    assert code not in codes(example(good))


def test_every_code_has_one_explanation_and_an_example() -> None:
    known = {code for code in all_codes() if explain(code).room.startswith("checks") or code == "holdings-without-record"}
    given_codes = [rule.code for rule in ALL] + list(check_structure.CODES) + list(check_network.CODES)
    assert len(given_codes) == len(set(given_codes))
    assert set(given_codes) == known
    assert {code for code, _, _ in STRUCTURE} == set(check_structure.CODES)


def test_every_check_says_why() -> None:
    assert [rule.code for rule in ALL if not (rule.run.__doc__ or "").strip()] == []


def test_the_documentation_lists_every_check_as_the_tables_have_it() -> None:
    text = DOCS.read_text("utf-8")
    for code in all_codes():
        about = explain(code)
        if about.room == "shapes" or about.room.startswith("checks"):
            assert f"| `{code}` | {about.severity} | {about.title['vi']} | {about.title['en']} |" in text


def test_local_fields_are_never_an_error() -> None:
    record = example("952 ##$aA$aB$zC // 999 zz$a // 09A ##$aD // X10 ##$aE")
    found = {fault.code for fault in check(record)}
    assert "field-local" in found
    assert not found & {"field-unknown", "subfield-unknown", "subfield-repeated", "indicator-unknown"}
    assert explain("field-local").severity == explain("subfield-local").severity == "info"


def test_a_linked_field_is_judged_by_the_field_it_repeats() -> None:
    assert "indicator-unknown" not in codes(example("245 10$6880-01$aA // 880 10$6245-01/{dollar}1$a傳翹"))
    assert "indicator-unknown" in codes(example("245 10$6880-01$aA // 880 x0$6245-01/{dollar}1$a傳翹"))
    assert "subfield-unknown" in codes(example("245 10$6880-01$aA // 880 10$6245-01/{dollar}1$a傳翹$z翹"))


def test_checks_before_screening_show_neither_value_nor_number() -> None:
    record = Record("x", (("001", "SECRET-1"), ("100", "0 \x1faSECRET-2")), Place("a.mrc", 7, 512, "SECRET-1"))
    found = list(missing(record))
    assert {fault.code for fault in found} >= {"title-missing", "holding-missing"}
    assert all((fault.value, fault.place.control_number) == (None, None) for fault in found)
    assert all((fault.place.source, fault.place.record, fault.place.offset) == ("a.mrc", 7, 512) for fault in found)
    assert "SECRET" not in repr(found)


def test_checks_of_a_screened_record_say_where_and_what() -> None:
    record = example("001 PYVD1 // 245 10$aA // 020 ##$a9786046915011")
    (fault,) = [fault for fault in check(record) if fault.code == "isbn-check-digit"]
    assert (fault.place.control_number, fault.place.tag, fault.place.subfield, fault.value) == ("PYVD1", "020", "a", "9786046915011")
    assert "978" not in fault.note


def test_a_check_can_be_left_out_and_a_wrong_code_is_refused() -> None:
    record = example("100 1#$aNguyễn, Nhật Ánh")
    assert "name-inverted" in {fault.code for fault in check(record)}
    assert "name-inverted" not in {fault.code for fault in check(record, rules=STANDARD.without("name-inverted"))}
    with pytest.raises(ValueError, match="name-invertd"):
        STANDARD.without("name-invertd")


@pytest.mark.parametrize("isbn", ["9786046915010", "0300028733", "080442957X"])
def test_a_changed_digit_breaks_an_isbn(isbn: str) -> None:
    assert isbn_valid(isbn)
    for at in range(len(isbn) - 1):
        other = isbn[:at] + str((int(isbn[at]) + 1) % 10) + isbn[at + 1 :]
        assert not isbn_valid(other)


def test_an_issn_may_end_in_x() -> None:
    assert issn_valid("2434-561X")
    assert not issn_valid("2434-5611")


def test_a_form_of_008_is_read_as_the_leader_says() -> None:
    film = "008 190612s2015####vm#103#g##########vl|vie##"[:44]
    as_film = example(f"LDR 00000ngm a2200000 a 4500 // {film}")
    as_book = example(f"LDR 00000nam a2200000 a 4500 // {film}")
    assert "fixed-value" in codes(as_book)
    assert len([fault for fault in check(as_film) if fault.code == "fixed-value"]) < len(
        [f for f in check(as_book) if f.code == "fixed-value"]
    )


TEXT = st.text(st.characters(exclude_characters="\x1d\x1e", exclude_categories=("Cs",)), max_size=24)
FIELDS = st.tuples(st.sampled_from(["001", "005", "006", "007", "008", "010", "020", "022", "041", "082", "100", "245", "260", "490", "533", "650", "773", "852", "856", "880", "9XX", "è\x00"]), TEXT)  # fmt: skip  # noqa: E501


@given(TEXT, st.lists(FIELDS, max_size=6))
def test_no_record_makes_a_check_raise(leader: str, fields: list[tuple[str, str]]) -> None:
    record = Record(leader, tuple(fields))
    first = [*check(record), *missing(record)]
    assert first == [*check(record), *missing(record)]
    assert all(explain(fault.code) for fault in first)


def test_sound_shapes_of_fields_are_remembered_within_a_bound() -> None:
    assert list(check(example("245 10$aA // 650 #4$aB"))) == list(check(example("245 10$aA // 650 #4$aB")))
    sound = check_structure._sound["bibliographic"]
    for number in range(check_structure._LIMIT + 50):
        assert not list(check_structure.field_faults(Context(Record("", (("650", " 4\x1fa" + "\x1fx".join(["a"] * (number % 300 + 1))),)))))
        check_structure._remember(sound, str(number))
    assert 0 < len(sound) <= check_structure._LIMIT + 1


def test_a_remembered_shape_does_not_hide_the_fault_of_another_field() -> None:
    assert "subfield-unknown" not in codes(example("245 10$aA // 650 #4$aB"))
    assert "subfield-unknown" in codes(example("245 10$aA // 650 #4$aB$qC"))
    assert "field-empty" in codes(Record("", (("245", "10\x1faA"), ("650", ""), ("650", " 4\x1faB"))))

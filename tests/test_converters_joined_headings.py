# SPDX-License-Identifier: Apache-2.0
"""Which headings are one: by authority, identifier or dates; a like name alone is a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.convert import convert
from mucluc.converters.joined_headings import AUTHORITY, DATES, DECISION, NUMBER, Joined, Name, join_headings, names_of, variants_of
from mucluc.converters.record import Record

LOC = "http://id.loc.gov/authorities/names/"


def marc(*fields: tuple[str, str], leader: str = "00000nam a2200000   4500") -> Record:
    return Record(leader, tuple((tag, text.replace("$", "\x1f")) for tag, text in fields))


def name(text: str, tag: str = "100") -> Name:
    found = names_of(marc((tag, text)))
    assert len(found) == 1
    return found[0]


DU = name("1 $aNguyễn Du,$d1765-1820")


def joined(*names: Name, **more: object) -> Joined:
    return join_headings(names, **more)  # type: ignore[arg-type]


def test_a_name_is_the_node_that_the_conversion_writes() -> None:
    record = marc(
        ("001", "1"),
        ("100", "1 $aNguyễn Du,$d1765-1820$0(DLC)n 80046042$eauthor"),
        ("245", "10$aTruyện Kiều"),
        ("650", " 0$aPoetry$0(DLC)sh 85103704"),
        ("650", " 4$aThơ"),
        ("700", "1 $aĐào Duy Anh"),
    )
    found = names_of(record)
    text = b"\n".join(convert(record, library="x").lines).decode()
    assert [each.label for each in found] == ["Nguyễn Du, 1765-1820", "Poetry", "Đào Duy Anh"]
    assert all(f"<\x03{each.path}>" in text for each in found)
    assert found[0].numbers == (f"<{LOC}n80046042>",) and found[0].dates == "1765-1820"


@pytest.mark.parametrize("occurrence", ["00", "01"])
def test_a_name_in_another_script_alone_stands_for_itself_and_one_with_a_twin_does_not(occurrence: str) -> None:
    latin = ("700", f"1 $6880-{occurrence}$aNguyễn Du")
    record = marc(("001", "1"), ("245", "10$aA"), *([latin] if occurrence != "00" else []), ("880", f"1 $6700-{occurrence}/$1$a阮攸"))
    text = b"\n".join(convert(record, library="x").lines).decode()
    assert [each.label for each in names_of(record)] == ["阮攸" if occurrence == "00" else "Nguyễn Du"]
    assert all(f"<\x03{each.path}>" in text for each in names_of(record))


def test_the_same_name_with_the_same_dates_is_one_however_it_is_ordered_and_marked() -> None:
    others = [name("1 $aDu, Nguyễn,$d1765-1820"), name("1 $aNguyen Du,$d1765-1820"), name("1 $aNGUYỄN DU,$d1765-")]
    found = joined(DU, *others)
    assert len(found.leads_to) == 3 and len(set(found.leads_to.values())) == 1 and not found.questions
    assert set(found.reasons.values()) == {DATES}


def test_a_name_without_dates_is_a_question() -> None:
    found = joined(DU, name("1 $aNguyễn Du"))
    assert not found.leads_to and len(found.questions) == 1
    assert found.questions[0].reason == "the same name; no dates or identifiers that would tell"


def test_other_dates_keep_two_of_one_name_apart_without_a_question() -> None:
    assert joined(DU, name("1 $aNguyễn Du,$d1901-1980")) == Joined()
    assert joined(name("1 $aLê An,$d1950-2001"), name("1 $aLê An,$d1950-1999")) == Joined()


def test_names_whose_marks_differ_are_a_question_even_with_the_same_year() -> None:
    found = joined(name("1 $aTrần Hoa,$d1950-"), name("1 $aTrần Hoà,$d1950-"))
    assert not found.leads_to and found.questions[0].reason == "the same dates, and names that differ in their marks"
    assert len(joined(name("1 $aTrần Hoà,$d1950-"), name("1 $aTrần Hòa,$d1950-")).leads_to) == 1, "where the tone stands is no difference"


def test_an_identifier_joins_names_that_have_something_in_common() -> None:
    number = "$0(DLC)n 80046042"
    one, other = name(f"1 $aNguyễn Du{number}"), name(f"1 $aNguyễn, Du,$d1765-1820{number}")
    assert set(joined(one, other).reasons.values()) == {NUMBER}
    found = joined(one, name(f"1 $aVictor Hugo{number}"))
    assert not found.leads_to and "nothing in common" in found.questions[0].reason


def test_identifiers_that_differ_keep_apart_what_dates_would_join() -> None:
    one, other = name("1 $aLê An,$d1950-$0(DLC)n 80046042"), name("1 $aLê, An,$d1950-2001$0(DLC)n 79000001")
    found = joined(one, other)
    assert not found.leads_to and "their identifiers differ" in found.questions[0].reason


def test_an_authority_record_joins_what_it_refers_from() -> None:
    fixed = ("008", "240101n| azannaabn          |n aaa      ")
    fields = (("001", "a1"), fixed, ("100", "1 $aNguyễn Du,$d1765-1820"), ("400", "1 $aTố Như"))
    record = marc(*fields, leader="00000nz  a2200000n  4500")
    found = joined(DU, name("1 $aTố Như"), variants=[variants_of(record)])
    assert found.leads_to == {name("1 $aTố Như").path: DU.path} and set(found.reasons.values()) == {AUTHORITY}


def test_a_name_that_no_record_has_leads_nowhere_and_a_topic_may() -> None:
    topic = ("topic/" + "a" * 26, "Thơ", (("topic/" + "b" * 26, "Thi ca"),))
    found = joined(DU, variants=[(DU.path, DU.label, (("agent/" + "a" * 26, "Tố Như"),)), topic])
    assert found.leads_to == {"topic/" + "b" * 26: "topic/" + "a" * 26}
    assert found.labels["topic/" + "b" * 26] == "Thi ca"


def test_a_reference_that_two_authority_records_have_is_a_question() -> None:
    pen = name("1 $aTân Việt")
    others = [(name(text).path, text, ((pen.path, "Tân Việt"),)) for text in ("1 $aLê An,$d1950-", "1 $aHồ Bá,$d1960-")]
    found = joined(pen, variants=others)
    assert not found.leads_to and found.questions


def test_the_established_heading_stays_else_the_one_with_identifiers_else_dates() -> None:
    plain, dated = name("1 $aTố Như"), DU
    assert joined(plain, dated, same=[(plain.path, dated.path)]).leads_to == {plain.path: dated.path}
    numbered = name("1 $aTố Như Tử$0(DLC)n 80046042")
    assert joined(numbered, dated, same=[(numbered.path, dated.path)]).leads_to == {dated.path: numbered.path}


def test_a_curator_wins_both_ways() -> None:
    other = name("1 $aNguyễn Du,$d1901-1980")
    found = joined(DU, other, same=[(DU.path, other.path)])
    assert len(found.leads_to) == 1 and set(found.reasons.values()) == {DECISION}
    twin = name("1 $aDu, Nguyễn,$d1765-1820")
    assert not joined(DU, twin, different=[(twin.path, DU.path)]).leads_to


_NAMES = st.builds(
    lambda label, dates, number: name(f"1 $a{label}{',$d' + dates if dates else ''}{'$0(DLC)n 8000000' + number if number else ''}"),
    st.sampled_from(["Nguyễn Du", "Nguyễn, Du", "Nguyen Du", "Du Nguyễn", "Lê An", "An, Lê"]),
    st.sampled_from(["", "1765-1820", "1765-", "1901-1980"]),
    st.sampled_from(["", "", "1", "2"]),
)


@given(st.lists(_NAMES, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_names_plays_no_part_and_nobody_is_joined_against_dates(names: list[Name], random: object) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = joined(*names)
    assert joined(*shuffled) == found
    assert not set(found.leads_to) & set(found.leads_to.values()), "one step leads to the heading that stays"
    groups: dict[str, set[str]] = {}
    for each in names:
        if each.dates:
            groups.setdefault(found.leads_to.get(each.path, each.path), set()).add(each.dates.split("-")[0])
    assert all(len(born) == 1 for born in groups.values())

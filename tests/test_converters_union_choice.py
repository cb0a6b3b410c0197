# SPDX-License-Identifier: Apache-2.0
"""What the union says where records of one edition differ: each rule, and that nothing else is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.convert import convert
from mucluc.converters.record import Record
from mucluc.converters.union_choice import INSTANCE, WORK, Choice, Source, choose

BOOK = {
    "245": "10$aTruyện Kiều /$cNguyễn Du",
    "250": "  $aTái bản lần 1",
    "264": " 1$aHà Nội :$bVăn học,$c2015",
    "300": "  $a250 tr. ;$c21 cm",
    "650": " 4$aThơ",
}


def source(path: str, instance: str = "instance/1", **changes: str) -> Source:
    fields = BOOK | {tag[1:]: text for tag, text in changes.items()}
    pairs = [("001", path.rsplit("/", 1)[-1]), *((tag, text.replace("$", "\x1f")) for tag, text in sorted(fields.items()) if text)]
    library = path.split("/")[1]
    return Source(path, library, instance, convert(Record("00000nam a2200000   4500", tuple(pairs)), library=library).lines)


def choice(choices: list[Choice], group: str) -> Choice:
    return next(each for each in choices if each.group == group)


def texts(lines: list[bytes], about: bytes = INSTANCE) -> str:
    return b"\n".join(line for line in lines if line.startswith(about[:-1])).decode()


def test_one_record_and_equal_records_leave_nothing_to_choose() -> None:
    one, two = source("record/a/1"), source("record/b/1")
    assert choose([one]) == ([one.lines], [])
    assert choose([one, two]) == ([one.lines, two.lines], [])


def test_most_libraries_decide_and_copies_in_one_library_count_once() -> None:
    some = [source(f"record/a/{n}", t250="  $aTái bản") for n in range(3)] + [source("record/b/1"), source("record/c/1")]
    kept, choices = choose(some)
    made = choice(choices, "edition")
    assert (made.kept, made.reason) == ("Tái bản lần 1", "most libraries say so")
    assert made.givers == ("record/b/1", "record/c/1") and len(made.dropped) == 3
    assert not any("editionStatement" in texts(lines) for lines in kept[:3])


def test_text_with_its_marks_comes_before_text_that_lost_them() -> None:
    some = [source(f"record/{library}/1", t245="10$aTruyen Kieu") for library in "abc"] + [source("record/d/1")]
    kept, choices = choose(some)
    made = choice(choices, "title")
    assert made.kept == "Truyện Kiều" and made.reason == "written with its marks"
    assert all(b"Truyen Kieu" not in b"".join(lines) for lines in kept[:3])
    assert choice(choices, "work title").kept == "Truyện Kiều"


def test_marks_tell_nothing_between_values_that_say_different_things() -> None:
    some = [source("record/a/1", t300="  $a336 tr., [79] tr. ảnh"), source("record/b/1", t300="  $a336 p.", t500="  $aCó bản đồ")]
    assert choice(choose(some)[1], "physical description").reason == "the record says more"


def test_the_publication_comes_from_one_record_with_all_its_nodes() -> None:
    some = [source("record/a/1"), source("record/b/1"), source("record/c/1", t264=" 1$aH. :$bNXB Văn học,$c2015")]
    kept, choices = choose(some)
    assert choice(choices, "publication").dropped == (("record/c/1", "H.: NXB Văn học, 2015"),)
    loser = texts(kept[2])
    assert "provision" not in loser and "publicationStatement" not in loser and "NXB" not in loser
    assert "extent" in loser and "Truyện Kiều" in loser, "other groups stay"
    assert [line for line in some[2].lines if b"topic/" in line] == [line for line in kept[2] if b"topic/" in line]


def test_a_title_that_says_something_else_stays_beside_the_chosen_one() -> None:
    kept, choices = choose([source("record/a/1"), source("record/b/1"), source("record/c/1", t245="10$aKim Vân Kiều tân truyện")])
    assert "Kim Vân Kiều tân truyện" in texts(kept[2]) and choices == []


def test_trust_then_the_fuller_record_decide_between_equals() -> None:
    some = [source("record/a/1", t250="  $aIn lần thứ hai"), source("record/b/1", t500="  $aCó bản đồ")]
    assert choice(choose(some)[1], "edition").reason == "the record says more"
    assert choice(choose(some, trust=["a"])[1], "edition").kept == "In lần thứ hai"
    assert choice(choose(some, trust=["a"])[1], "edition").reason == "the library is trusted more"


def test_editions_are_chosen_for_each_by_itself() -> None:
    some = [source("record/a/1"), source("record/b/1", "instance/2", t250="  $aIn lần thứ 3"), source("record/c/1", "instance/2")]
    kept, choices = choose(some)
    assert [each.instance for each in choices] == ["instance/2"]
    assert kept[0] == some[0].lines


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from(["instance/1", "instance/2"]),
            st.sampled_from(["10$aTruyện Kiều", "10$aTruyen Kieu", "10$aTruyện Kiều :$bthơ", "10$aKiều"]),
            st.sampled_from(["", "  $aTái bản", "  $aTái bản lần 1"]),
        ),
        min_size=1,
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_records_plays_no_part_and_each_kind_is_left_with_one_value(
    described: list[tuple[str, str, str, str]], random: object
) -> None:
    some = [source(f"record/{lib}/{n}", instance, t245=title, t250=edition) for n, (lib, instance, title, edition) in enumerate(described)]
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    kept, choices = choose(some)
    again, same = choose(shuffled)
    assert same == choices
    assert {source.path: lines for source, lines in zip(shuffled, again, strict=True)} == {
        source.path: lines for source, lines in zip(some, kept, strict=True)
    }
    for instance in {each.instance for each in some}:
        lines = {line for each, mine in zip(some, kept, strict=True) if each.instance == instance for line in mine}
        assert len({line for line in lines if line.startswith(INSTANCE) and b"editionStatement" in line}) <= 1
    for each, mine in zip(some, kept, strict=True):
        assert set(mine) <= set(each.lines)
        said = {line.split(b" ", 1)[0] for line in mine}
        for line in mine:  # no node without what leads to it, no link into nothing
            if line.startswith(b"<\x01#instance-title") or line.startswith(b"<\x01#work-title"):
                assert any(other.endswith(b" " + line.split(b" ", 1)[0]) for other in mine)
            value = line.split(b" ", 2)[2]
            if value.startswith(b"<\x01#") and value not in (WORK, INSTANCE) and b"admin" not in value:
                assert value in said or value not in {other.split(b" ", 1)[0] for other in each.lines}

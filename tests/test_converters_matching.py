# SPDX-License-Identifier: Apache-2.0
"""The rules of matching, one by one, and that the order of the records never matters."""

from __future__ import annotations

import dataclasses
import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters.matching import Evidence, InstanceCluster, WorkCluster, cluster, evidence
from mucluc.converters.matching.clusters import FEW, SLIPS
from mucluc.converters.matching.compared import Compared
from mucluc.converters.matching.disputed import MAX_SHARED
from mucluc.converters.matching.memo import Memo
from mucluc.converters.matching.score import score, vetoes
from mucluc.converters.record import Fault, Record
from mucluc.vocab.faults import explain

KIEU = {"100": "1 $aNguyễn, Du,$d1765-1820", "245": "10$aTruyện Kiều /$cNguyễn Du", "264": " 1$aHà Nội :$bVăn học,$c2015"}


def marc(**fields: str | list[str]) -> Record:
    """`t245="10$aTitle"`; several of a tag as a list."""
    pairs = []
    for name, given_texts in fields.items():
        for text in [given_texts] if isinstance(given_texts, str) else given_texts:
            pairs.append((name[1:], text.replace("$", "\x1f")))
    return Record(" " * 24, tuple(pairs))


def kieu(**changes: str | list[str]) -> Record:
    fields: dict[str, str | list[str]] = {f"t{tag}": text for tag, text in KIEU.items()}
    return marc(**(fields | changes))


def bare(**changes: str | list[str]) -> Record:
    """Too little for an edition by itself: no year and no publisher."""
    return kieu(**({"t264": " 1$aHà Nội"} | changes))


def group(*records: Record) -> tuple[list[list[list[int]]], list[Fault]]:
    """Works as lists of editions as lists of positions."""
    made = cluster((f"record/lib{number}/{number}", evidence(each).pack()) for number, each in enumerate(records))
    return [[[int(path.rsplit("/", 1)[1]) for path in i.records] for i in w.instances] for w in made.works], made.faults


def test_the_same_lccn_however_typed_is_one_edition() -> None:
    made, faults = group(bare(t010="  $a  2015012345 "), bare(t010="  $a2015-12345/AC/r86"), bare(t010="  $a2015012346"))
    assert made == [[[0, 1], [2]]]
    assert faults == []


@pytest.mark.parametrize(
    "other",
    [
        {"t035": "  $a(OCoLC)12345"},
        {"t035": ["  $a(DLC)777", "  $a(OCoLC)ocm00012345 "]},
        {"t035": "  $a(ocolc)on12345"},
        {"t001": "ocm00012345 ", "t003": "OCoLC"},
    ],
)
def test_the_same_oclc_number_in_any_of_its_places_is_one_edition(other: dict[str, str | list[str]]) -> None:
    made, _ = group(bare(t035="  $a(OCoLC)12345"), bare(**other))
    assert made == [[[0, 1]]]


@pytest.mark.parametrize(
    "other",
    [{"t035": "  $a12345"}, {"t035": "  $z(OCoLC)12345"}, {"t001": "12345", "t003": "VN-PY"}, {"t001": "12345"}, {"t010": "  $a12345"}],
)
def test_a_number_of_another_kind_is_no_oclc_number(other: dict[str, str | list[str]]) -> None:
    made, _ = group(bare(t035="  $a(OCoLC)12345"), bare(**other))
    assert made == [[[0], [1]]]


def test_an_isbn_is_evidence_and_neither_a_reprint_nor_a_volume_is_joined_by_it() -> None:
    first = kieu(t020="  $a604-1-01234-3 :$c50000đ")
    same = kieu(t020=["  $axxx", "  $a9786041012349 (bìa cứng)"], t245="10$aTRUYỆN KIỀU$cng. Du", t264=" 1$cIn năm 2015.")
    wrong_digit = kieu(t020="  $a6041012344")
    other_year = kieu(t020="  $a6041012343", t264=" 1$c2017")
    subtitle = kieu(t020="  $a6041012343", t245="10$aTruyện Kiều :$bchú giải")
    volume = kieu(t020="  $a6041012343", t245="10$aTruyện Kiều.$nTập 2")
    other_book = kieu(t020="  $a6041012343", t245="10$aVăn chiêu hồn")
    made, _ = group(first, same, other_year, subtitle, volume, wrong_digit, other_book)
    assert made == [[[0, 1, 3, 5], [2], [4]], [[6]]]


def test_the_year_of_008_goes_before_that_of_the_imprint() -> None:
    coded = "150101s2015    vm            000 0 vie d"
    made, _ = group(kieu(t020="  $a6041012343", t008=coded, t264=" 1$c[c1999]"), kieu(t020="  $a6041012343"))
    assert made == [[[0, 1]]]


def test_a_work_is_its_heading_and_title() -> None:
    direct = kieu(t100="0 $aNGUYỄN DU,$d1765-1820.", t264=" 1$c1972")
    uniform = kieu(t240="10$aTruyện Kiều", t245="10$aKim Vân Kiều", t264=" 1$c1950")
    translated = kieu(t240="10$aTruyện Kiều.$lAnh", t245="14$aThe tale of Kieu")
    no_dates = kieu(t100="1 $aNguyễn, Du")
    another = kieu(t100="1 $aNguyễn, Dũ,$d1765-1820")
    made, _ = group(kieu(), direct, uniform, translated, no_dates, another)
    assert made == [[[0, 4], [1], [2], [3]], [[5]]]


def test_relator_and_links_are_no_part_of_a_heading() -> None:
    made, _ = group(kieu(), kieu(t100="1 $6880-01$aNguyễn, Du,$d1765-1820,$etác giả$4aut$0(viaf)1"))
    assert made == [[[0, 1]]]


def test_tone_placement_is_one_heading_and_other_marks_are_another() -> None:
    made, _ = group(*(kieu(t100=f"1 $a{name}", t245="10$aTruyện Kiều") for name in ("Trần Hoà", "Trần Hòa", "Trần Hoa", "Tran Hoa")))
    assert made == [[[0, 1, 3]], [[2]]]


@pytest.mark.parametrize("title", ["Địa chí", "Tuyển tập", "Ngữ văn 6", "Thơ", "Báo cáo tổng kết"])
def test_a_generic_title_without_an_agent_joins_no_work(title: str) -> None:
    books = [marc(t245=f"00$a{title}", t264=f" 1$aHuế :$bThuận Hoá,$c{year}") for year in (1990, 1999)]
    assert group(*books)[0] == [[[0]], [[1]]]


def test_a_title_that_names_its_place_joins_a_work_without_an_agent() -> None:
    books = [marc(t245="00$aLịch sử Đảng bộ tỉnh Phú Yên", t264=f" 1$aHà Nội :$bChính trị quốc gia,$c{year}") for year in (1990, 1999)]
    assert group(*books)[0] == [[[0], [1]]]


def test_languages_of_programming_stay_apart() -> None:
    made, _ = group(*(kieu(t245=f"10$aLập trình {name}") for name in ("C", "C++", "C#", "C")))
    assert made == [[[0, 3]], [[1]], [[2]]]


def test_editions_joined_by_number_bring_their_works_together() -> None:
    made, _ = group(kieu(t035="  $a(OCoLC)5"), kieu(t035="  $a(OCoLC)5", t100="1 $aNguyễn Du"), kieu(t100="1 $aNguyễn Du", t264=" 1$c1911"))
    assert made == [[[0, 1], [2]]]


def test_one_number_under_unlike_titles_joins_only_the_like_and_says_so() -> None:
    one, like = kieu(t010="  $a2015012345"), kieu(t010="  $a2015012345", t245="10$aTruyện Kiều chú giải")
    alien = marc(t010="  $a2015012345", t245="00$aKỹ thuật nuôi tôm hùm")
    made, faults = group(one, alien, like)
    assert made == [[[0, 2]], [[1]]]
    assert {(fault.code, fault.library, fault.place.control_number, fault.value) for fault in faults} == {
        ("cluster-number-disputed", f"lib{number}", str(number), "2015012345") for number in range(3)
    }
    assert all("2015012345" not in fault.note for fault in faults)


def test_the_volumes_of_a_set_under_one_number_stay_apart_without_a_fault() -> None:
    volumes = [kieu(t010="  $a2015012345", t245=f"10$aTruyện Kiều.$n{name}") for name in ("Tập 1", "T. 2", "tập 1")]
    made, faults = group(*volumes, kieu(t010="  $a2015012345"))
    assert made == [[[0, 2], [1], [3]]]
    assert faults == []


def test_a_number_all_over_one_library_is_no_proof_and_is_reported() -> None:
    titles = ["Sông Ba", "Núi Nhạn", "Đầm Ô Loan", "Vịnh Xuân Đài", "Tháp Chàm", "Đá Bia", "Gành Đá Đĩa", "Hòn Yến", "Chùa Từ Quang"]
    assert len(titles) == MAX_SHARED + 1
    records = [
        (f"record/copycat/{number}", evidence(bare(t010="  $a2015012345", t245=f"10$a{title}")).pack())
        for number, title in enumerate(titles)
    ]
    records += [(f"record/careful{number}/1", evidence(bare(t010="  $a2015012345")).pack()) for number in range(2)]
    made = cluster(records)
    editions = [instance.records for work in made.works for instance in work.instances]
    assert ("record/careful0/1", "record/careful1/1") in editions
    assert len(editions) == MAX_SHARED + 2
    assert [fault.code for fault in made.faults] == ["cluster-number-overused"] * (MAX_SHARED + 1)


@pytest.mark.parametrize("code", ["cluster-number-disputed", "cluster-number-overused"])
def test_both_faults_say_how_to_mend_them(code: str) -> None:
    assert explain(code).severity == "warning"


def test_a_path_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="record/a/1 is given twice"):
        cluster([("record/a/1", Evidence().pack()), ("record/a/1", Evidence(title="a").pack())])


def test_nothing_in_nothing_out() -> None:
    assert cluster([]).works == []
    assert evidence(Record(" " * 24, ())) == Evidence(form="---")


@st.composite
def unions(draw: st.DrawFn) -> list[tuple[str, bytes]]:
    """Records of few titles, names, years and volumes, so that many are alike and many are nearly so."""
    some = st.fixed_dictionaries(
        dict(
            title=st.sampled_from(
                ["truyen kieu", "truyen kieu chu giai", "dia chi", "lich su dang bo tinh phu yen", "song ba", "song ba ha"]
            ),
            subtitle=st.sampled_from(["", "", "tho", "chu giai"]),
            volume=st.sampled_from(["", "", "1", "2", "2.1"]),
            edition=st.sampled_from(["", "", "1", "2", "r"]),
            years=st.sampled_from(["", "2014", "2015", "2015", "2015 2014", "1999"]),
            pages=st.sampled_from(["", "100", "100", "101", "250"]),
            publisher=st.sampled_from(["", "van hoc", "tre"]),
            form=st.sampled_from(["tmp", "tmp", "tme", "---"]),
            languages=st.sampled_from(["vie", "vie", "eng", "eng vie", ""]),
            agents=st.sampled_from(
                ["", "P|nguyen du|nguyên3 du|1765 1820", "P|du nguyen||", "p|tran hoa|trân1 hoa1|", "P|tran hoa|trân1 hoa|"]
            ),
            statement=st.sampled_from(["", "nguyen du", "tran hoa bien soan"]),
            isbns=st.sampled_from(["", "9786041012349", "s9786041012349", "9786046915010"]),
            numbers=st.sampled_from(["", "l2015012345", "o5"]),
        )
    ).map(lambda parts: Evidence(**parts))
    made = draw(st.lists(st.tuples(st.sampled_from("aab"), some), max_size=25))
    return [(f"record/{library}/{number}", each.pack()) for number, (library, each) in enumerate(made)]


@settings(max_examples=200, deadline=None)
@given(unions(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_never_matters(entries: list[tuple[str, bytes]], chance: random.Random) -> None:
    shuffled = entries[:]
    chance.shuffle(shuffled)
    made = cluster(entries)
    assert cluster(shuffled) == made
    paths = [path for work in made.works for instance in work.instances for path in instance.records]
    assert sorted(paths) == sorted(path for path, _ in entries)
    assert [work.instances[0].records[0] for work in made.works] == sorted(work.instances[0].records[0] for work in made.works)


@settings(max_examples=200, deadline=None)
@given(unions())
def test_no_veto_holds_between_records_of_one_edition(entries: list[tuple[str, bytes]]) -> None:
    """But for a year or an ordinal in which one record of many differs."""
    ready = {path: Compared(data) for path, data in entries}
    for work in cluster(entries).works:
        for instance in work.instances:
            for one, other in combinations(instance.records, 2):
                held = vetoes(ready[one].signature, ready[other].signature)
                assert not held & ~SLIPS
                assert not held or len(instance.records) > FEW


@settings(max_examples=300, deadline=None)
@given(unions())
def test_a_score_does_not_depend_on_which_comes_first(entries: list[tuple[str, bytes]]) -> None:
    ready = [Compared(data) for _, data in entries]
    for one, other in combinations(ready, 2):
        assert score(one, other) == score(other, one)


def test_clusters_are_sorted_by_their_smallest_path() -> None:
    book, alone = evidence(kieu()).pack(), evidence(kieu(t245="10$aSông Ba", t100="1 $aLê Lợi")).pack()
    made = cluster([("record/b/1", book), ("record/a/2", alone), ("record/a/1", evidence(kieu(t264=" 1$c1911")).pack())])
    assert made.works == [
        WorkCluster((InstanceCluster(("record/a/1",)), InstanceCluster(("record/b/1",)))),
        WorkCluster((InstanceCluster(("record/a/2",)),)),
    ]


@settings(max_examples=150, deadline=None)
@given(unions(), unions(), st.integers(0, 25))
def test_a_memo_of_any_run_changes_nothing_but_what_is_compared(
    entries: list[tuple[str, bytes]], others: list[tuple[str, bytes]], kept: int
) -> None:
    made = cluster(entries)
    changed = entries[:kept] + others[kept:]
    for memo in (cluster(others).memo, cluster(changed).memo):
        assert cluster(entries, memo=Memo.unpack(memo.pack())) == dataclasses.replace(made, counts=cluster(entries, memo=memo).counts)
    again = cluster(entries, memo=made.memo)
    assert again.counts["pairs_compared"] == 0
    assert again.memo.pack() == made.memo.pack()


def test_a_memo_that_is_cut_off_is_refused() -> None:
    data = cluster([(f"record/a/{number}", evidence(kieu(t300=f"  $a{number} tr.")).pack()) for number in range(9)]).memo.pack()
    assert len(Memo.unpack(data)) == 36
    with pytest.raises(ValueError, match="not a packed memo"):
        Memo.unpack(data[:-1])

# SPDX-License-Identifier: Apache-2.0
"""What matching sees of a record: volumes, editions, forms and names as catalogues write them."""

from __future__ import annotations

import pytest

from mucluc.converters.check_engine import example as record
from mucluc.converters.matching import Evidence, evidence
from mucluc.converters.matching.agents import same_name, stated
from mucluc.converters.matching.compared import Compared
from mucluc.converters.matching.evidence import SET, publisher_of
from mucluc.converters.matching.likeness import one_letter
from mucluc.converters.matching.ordinals import edition, numbering, out_of_title, volume
from mucluc.converters.matching.score import reasons, score


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tập 2", "2"),
        ("T. II", "2"),
        ("T.2", "2"),
        ("Tập hai", "2"),
        ("Quyển thứ ba", "3"),
        ("Q.1", "1"),
        ("Vol. 2", "2"),
        ("2. Band", "2"),
        ("Bd. 3", "3"),
        ("Tome premier", "1"),
        ("Tập 2, phần I", "2.1"),
        ("Tập thượng", "1"),
        ("Tập mười hai", "12"),
        ("2 v.", ""),
        ("345 tr.", ""),
    ],
)
def test_a_volume_however_written(text: str, expected: str) -> None:
    assert volume(text) == expected


def test_a_number_alone_is_a_volume_and_other_words_are_themselves() -> None:
    assert [numbering(text) for text in ("2", "III", "1930-1954", "")] == ["2", "3", "1930", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tái bản lần 1", "2"),
        ("Tái bản lần thứ nhất, có sửa chữa", "2"),
        ("In lần thứ 2", "2"),
        ("Xuất bản lần thứ hai", "2"),
        ("Tái bản, có sửa chữa", "r"),
        ("Tái bản có bổ sung lần thứ 3", "4"),
        ("Ấn bản 2", "2"),
        ("In năm 2015", ""),
        ("2nd ed.", "2"),
        ("Second edition", "2"),
        ("3rd rev. ed.", "3"),
        ("2e éd.", "2"),
        ("2., überarb. Aufl.", "2"),
        ("New ed.", ""),
    ],
)
def test_an_edition_however_written(text: str, expected: str) -> None:
    assert edition(text) == expected


@pytest.mark.parametrize(
    ("text", "title", "found"),
    [
        ("Toán học cao cấp. Tập hai", "Toán học cao cấp", "2"),
        ("Toán 6 T1", "Toán 6", "1"),
        ("Wolves vol. 2", "Wolves", "2"),
        ("Học tập 5 điều Bác Hồ dạy", "Học tập 5 điều Bác Hồ dạy", ""),
        ("Bài tập 2", "Bài tập 2", ""),
        ("Tập 1", "Tập 1", ""),
    ],
)
def test_a_volume_is_taken_out_of_the_title(text: str, title: str, found: str) -> None:
    left, number = out_of_title(text)
    assert (left.strip(), number) == (title, found)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nhà xuất bản Thanh niên", "thanh nien"),
        ("NXB. Thanh Niên", "thanh nien"),
        ("Nxb Giáo dục", "giao duc"),
        ("Harper & Bros.,", "harper"),
        ("[k.n.x.b.]", ""),
        ("[s.n.],", ""),
        ("Press", "press"),
    ],
)
def test_a_publisher_is_known_by_its_name_alone(name: str, expected: str) -> None:
    assert publisher_of(name) == expected


BOOK = (
    "001 1 // 008 190612s2007####vm############000#0#vie## // 020 ##$a9786046915010 // 041 1#$avie$heng"
    " // 100 1#$aCampbell, Neil A.,$d1946-2004"
    " // 240 10$aBiology.$lTiếng Việt // 245 10$aSinh học.$nTập 2 :$bgiáo trình /$cNeil A. Campbell ; Hải Anh dịch"
    " // 250 ##$aTái bản lần 1 // 264 #1$aHà Nội :$bNxb. Giáo dục,$c2007 // 300 ##$axii, 344 tr. // 700 1#$aHải Anh$edịch"
)


def test_the_evidence_of_a_whole_record() -> None:
    found = evidence(record(BOOK))
    assert found._replace(form="") == Evidence(
        title="sinh hoc",
        subtitle="giao trinh",
        volume="2",
        edition="2",
        years="2007",
        pages="344",
        publisher="giao duc",
        place="ha noi",
        languages="vie",
        originals="eng",
        agents="P|campbell neil a||1946 2004;t|hai anh|hai2 anh|",
        statement="neil a campbell hai anh dich",
        uniform="biology",
        isbns="9786046915010",
        marked="sinh hoc5",
    )
    assert Evidence.unpack(found.pack()) == found


def test_a_set_is_no_volume() -> None:
    assert evidence(record("245 00$aA // 300 ##$a3 tập")).volume == SET


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("P|nguyen du|nguyên3 du|1765 1820", "P|du nguyen||", True),
        ("P|smith j||", "p|smith john||", True),
        ("P|nguyen thi lan||", "P|nguyen lan||", True),
        ("P|tran hoa|trân1 hoa1|", "P|tran hoa|trân1 hoa|", False),
        ("P|tran hoa|trân1 hoa1|", "P|tran hoa||", True),
        ("P|nguyen a||1950", "P|nguyen a||1960", False),
        ("P|nguyen van||", "P|tran van||", False),
        ("P|hoang anh||", "C|hoang anh||", False),
        ("P|hoang||", "P|hoang van an||", False),
    ],
)
def test_whether_two_names_can_be_one(one: str, other: str, same: bool) -> None:
    mine, their = (Compared(Evidence(agents=text).pack()).agents[0] for text in (one, other))
    assert same_name(mine, their) is same_name(their, mine) is same


def test_a_name_of_one_word_is_never_found_in_a_statement() -> None:
    lone, whole = (Compared(Evidence(agents=text).pack()).agents[0] for text in ("P|du||", "P|nguyen du||"))
    assert (stated(lone, frozenset({"du", "lich"})), stated(whole, frozenset({"du", "nguyen"}))) == (False, True)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("kieu", "kiu", True),
        ("kieu", "kiue", True),
        ("kieu", "kiau", True),
        ("kieu", "kieu", True),
        ("kieu", "chieu", False),
        ("2001", "2002", False),
    ],
)
def test_one_letter_wrong(one: str, other: str, near: bool) -> None:
    assert one_letter(one, other) is near


def test_the_reasons_of_a_pair_add_up_to_its_points() -> None:
    one, other = (Compared(evidence(record(text)).pack()) for text in (BOOK, BOOK.replace("Tập 2", "Tập 3").replace("344", "300")))
    found = reasons(one, other)
    assert sum(points for _, points in found) == score(one, other).points
    assert ("veto-volume", 0) in found


VIETNAMESE = ("008 200101s2019    vm            000 0 vie d", "260   $aHà Nội$bGiáo dục$c2019", "300   $a212 tr.$c21 cm")


def _points(one: str, other: str, *more: str) -> tuple[int, int]:
    """Points and vetoes of two records that differ in one field."""
    first, second = (Compared(evidence(record(" // ".join((field, *VIETNAMESE, *more)))).pack()) for field in (one, other))
    found = score(first, second)
    assert found == score(second, first)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("245 10$aĐịa lý tỉnh Phú Yên$cLê Thị Hoa", "245 10$aĐịa lí tỉnh Phú Yên$cLê Thị Hoa"),
        ("245 10$aKinh tế TP. HCM$cLê Thị Hoa", "245 10$aKinh tế thành phố Hồ Chí Minh$cLê Thị Hoa"),
        ("245 10$aLịch sử địa phương$cLê Thị Hoa", "245 10$a1ịch sử đia phưong$cLê Thị Hoa"),
        ("245 10$aLịch sử địa phương$cLê Thị Hoa", "245 10$aLịchSửĐịaPhương$cLê Thị Hoa"),
        ("245 10$aLịch sử địa phương$bkhảo cứu$cLê Thị Hoa", "245 10$aLịch sử địa phương : khảo cứu / Lê Thị Hoa"),
        ("245 10$aĐường quê =$bCountry road$cLê Thị Hoa", "245 10$aĐường quê$cLê Thị Hoa"),
        ("245 10$aBài giảng Toán 8$cLê Thị Hoa", "245 10$aBài giảng Toán tám$cLê Thị Hoa"),
        ("245 10$aDòng sông$cLê Thị Hoa", "245 10$aLê Thị Hoa: Dòng sông"),
    ],
)
def test_titles_as_other_hands_type_them(one: str, other: str) -> None:
    points, vetoes = _points(one, other, "100 1 $aLê Thị Hoa")
    assert points >= 50
    assert not vetoes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("245 10$aTư liệu chiến tranh.$pMiền Trung, 1960-1963", "245 10$aTư liệu chiến tranh.$pMiền Nam, 1960-1963"),
        ("245 10$aNhật ký chiến trường$bngày 10 tháng 5", "245 10$aNhật ký chiến trường$bngày 11 tháng 6"),
        ("245 10$aTin học ứng dụng", "245 10$aSinh học ứng dụng"),
    ],
)
def test_other_parts_days_and_subjects_are_other_books(one: str, other: str) -> None:
    plain = VIETNAMESE[:2]
    first, second = (Compared(evidence(record(" // ".join((field, *plain)))).pack()) for field in (one, other))
    assert not score(first, second).joins


def test_a_parallel_title_is_known_by_246_and_880() -> None:
    other = "245 10$aA history of the province$cLê Thị Hoa"
    first = Compared(evidence(record(" // ".join(("245 10$aLịch sử tỉnh ta$cLê Thị Hoa", *VIETNAMESE)))).pack())
    second = Compared(evidence(record(" // ".join((other, "246 31$aLịch sử tỉnh ta", *VIETNAMESE)))).pack())
    assert score(first, second).joins
    assert not score(first, Compared(evidence(record(" // ".join((other, *VIETNAMESE)))).pack())).joins


@pytest.mark.parametrize(("extent", "pages"), [("578", "578"), ("tr. 1-212", "212"), ("xii, 212 tr.", "212"), ("1 v.", "")])
def test_pages_without_their_word(extent: str, pages: str) -> None:
    assert evidence(record(f"245 00$aX // 300   $a{extent}")).pages == pages


def test_a_decade_is_kept_where_the_year_is_not_known() -> None:
    assert evidence(record("245 00$aX // 260   $c[199-?]")).decade == "199"
    assert evidence(record("245 00$aX // 260   $c1994")).decade == ""


def test_a_house_named_with_the_place_is_the_publisher() -> None:
    assert evidence(record("245 00$aX // 260   $aNXB Giáo dục$c1994")).publisher == "giao duc"

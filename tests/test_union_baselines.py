# SPDX-License-Identifier: Apache-2.0
"""The matchers that ours is compared with do what their published rules say, also where that fails on Vietnamese."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from mucluc.converters.record import SUBFIELD, Record

sys.path.append(str(Path(__file__).parent.parent))
baselines = importlib.import_module("benchmarks.union.baselines")
gold_rush = importlib.import_module("benchmarks.union.baselines.gold_rush")
record_manager = importlib.import_module("benchmarks.union.baselines.record_manager")
fields = importlib.import_module("benchmarks.union.baselines.record_manager_fields")
evidence = importlib.import_module("benchmarks.union.baselines.evidence")

CODED = "260101s2019    vm ||||||||||||||||||vie||"


def book(*data: str, leader: str = "00000nam a2200000   4500", coded: str = CODED) -> Record:
    """A record of these fields, written `245 10$aNhan đề`; 008 stands before them."""
    return Record(leader, (("008", coded), *((text[:3], text[4:].replace("$", SUBFIELD)) for text in data)))


def groups(name: str, **records: Record) -> set[frozenset[str]]:
    """The editions of more than one record; a keyword `a_1` is record 1 of library a."""
    paths = {f"record/{name.replace('_', '/')}": record for name, record in records.items()}
    partition = baselines.MATCHERS[name](list(paths.items()))
    assert set(partition.instances) == set(paths)
    assert partition.works == {}
    found: dict[str, set[str]] = {}
    for path, label in partition.instances.items():
        found.setdefault(label, set()).add(path.removeprefix("record/").replace("/", "_"))
    return {frozenset(each) for each in found.values() if len(each) > 1}


def sets(*names: str) -> set[frozenset[str]]:
    return {frozenset(each.split()) for each in names}


# ---- ISBN only -------------------------------------------------------------------------------------------------------------


def test_isbn_only_joins_through_others_and_reads_isbn_10_as_13() -> None:
    one, both, other = (
        book("020 ##$a0-306-40615-2"),
        book("020 ##$a9780306406157", "020 ##$a9786046915010"),
        book("020 ##$a9786046915010 (T.2)"),
    )
    assert groups("ISBN only", a_1=one, b_1=both, c_1=other) == sets("a_1 b_1 c_1")


def test_isbn_only_asks_for_the_check_digit_and_for_subfield_a() -> None:
    wrong, cancelled = book("020 ##$a9786046915011"), book("020 ##$z9786046915010")
    assert groups("ISBN only", a_1=wrong, b_1=wrong, c_1=cancelled, d_1=cancelled, e_1=book("245 00$aA"), f_1=book("245 00$aA")) == set()


# ---- Gold Rush -------------------------------------------------------------------------------------------------------------

KIEU = book(
    "100 1#$aNguyễn, Du",
    "245 10$aTruyện Kiều :$bthơ",
    "250 ##$aTái bản lần 2",
    "264 #1$aHà Nội :$bNhà xuất bản Văn học,$c2019",
    "300 ##$a180 tr.",
)


def test_a_gold_rush_key_has_its_components_at_their_places() -> None:
    key = gold_rush.gold_rush_key(KIEU)
    assert len(key) == 148
    assert key[:70] == "truyenkieutho".ljust(70, "_")
    assert (key[70:74], key[74:78], key[78:81], key[81:86], key[86]) == ("2019", "____", "1__", "nhaxu", "a")
    assert (key[87:117], key[117:127], key[127:132], key[132:147], key[147:]) == ("_" * 30, "_" * 10, "nguye", "_" * 15, "p")


@pytest.mark.parametrize(
    "data,part,value",
    [
        ("264 #1$bNhà xuất bản Trẻ", slice(81, 86), "nhaxu"),
        ("264 #1$bNXB Trẻ", slice(81, 86), "nxbtr"),
        ("245 00$aĐịa chí", slice(0, 7), "điachi_"),
        ("245 00$aThe art of war & peace", slice(0, 14), "artofwarandpea"),
        ("245 00$aTuyển tập.$nTập 2", slice(117, 127), "tập_2_____"),
        ("245 00$aA$pMột$pHai ba bốn năm$pBa", slice(87, 117), "hai_ba_bonba".ljust(30, "_")),
        ("100 0#$aĐặng Thai Mai", slice(127, 132), "angth"),
        ("250 ##$aSecond edition", slice(78, 81), "2__"),
        ("250 ##$a12th ed.", slice(78, 81), "12_"),
        ("250 ##$aIn lần thứ ba", slice(78, 81), "1__"),
        ("300 ##$a1024 tr.", slice(74, 78), "1024"),
        ("245 00$aA$h[electronic resource]", slice(147, None), "e"),
        ("337 ##$aphương tiện$bn", slice(147, None), "p"),
        ("086 0#$aY 1.2:3", slice(147, None), "y_1_2_3p"),
    ],
)
def test_gold_rush_takes_each_field_as_its_rule_says(data: str, part: slice, value: str) -> None:
    assert gold_rush.gold_rush_key(book(data))[part] == value


@pytest.mark.parametrize(
    "coded,stated,year",
    [
        ("260101s2019    vm", "", "0000"),
        ("260101s2019    vm", "In lần 3, 2007, c2001", "3200"),
        ("260101r20191987vm", "2007", "2019"),
        ("260101m20102015vm", "2007", "2015"),
        ("", "[2007]", "2007"),
    ],
)
def test_gold_rush_asks_for_the_second_date_unless_it_is_a_reissue(coded: str, stated: str, year: str) -> None:
    assert gold_rush.gold_rush_key(book(f"260 ##$c{stated}", coded=coded))[70:74] == year


def test_gold_rush_misses_two_forms_of_one_publisher_and_joins_reprints() -> None:
    title, reprint = "245 10$aLão Hạc", ("250 ##$aTái bản lần 1", "250 ##$aTái bản lần 2")
    long = [book(title, each, "264 #1$bNhà xuất bản Trẻ$c2019") for each in reprint]
    short = book(title, reprint[0], "264 #1$bNXB Trẻ$c2019")
    assert groups("Gold Rush 2024", a_1=long[0], b_1=long[1], c_1=short) == sets("a_1 b_1")


# ---- RecordManager ---------------------------------------------------------------------------------------------------------


def kieu(*data: str, author: str = "Nguyễn, Du", title: str = "Truyện Kiều", year: str = "2019", extent: str = "180 tr.") -> Record:
    return book(f"100 1#$a{author}", f"245 10$a{title}", f"260 ##$aHà Nội :$bVăn học,$c{year}", f"300 ##$a{extent}", *data)


def test_record_manager_matches_by_title_and_author_across_sources_only() -> None:
    assert groups("RecordManager rules", a_1=kieu(), b_1=kieu()) == sets("a_1 b_1")
    assert groups("RecordManager rules", a_1=kieu(), a_2=kieu()) == set()
    assert groups("RecordManager rules", a_1=kieu(), a_2=kieu(), b_1=kieu()) == sets("a_1 b_1")


@pytest.mark.parametrize(
    "other,joined",
    [
        (kieu(title="Truyen Kieu"), True),
        (kieu(title="TRUYỆN KIỀU !"), True),
        (kieu(author="Nguyễn, Du, 1765-1820"), True),
        (kieu(author="Nguyễn, Trãi"), False),
        (kieu(year="2018"), False),
        (kieu(extent="190 trang"), True),
        (kieu(extent="191 trang"), False),
        (kieu("490 0#$aTủ sách$vTập 1"), False),
        (kieu("022 ##$a1859-0100"), True),
        (book("245 10$aTruyện Kiều", "260 ##$c2019"), False),
        (kieu(title="Truyện Kiều$nTập 1"), False),
        (kieu(title="Truyện Kiều$cNguyễn Du ; Đào Duy Anh hiệu khảo"), False),
    ],
)
def test_record_manager_asks_its_rules_in_their_order(other: Record, joined: bool) -> None:
    assert (groups("RecordManager rules", a_1=kieu(), b_1=other) == sets("a_1 b_1")) is joined


def test_record_manager_takes_a_shared_isbn_for_proof_whatever_else_differs() -> None:
    first, second = (kieu("020 ##$a978-604-69-1501-0", title=f"Tuyển tập. Tập {n}", year=f"201{n}", author=f"Tác giả {n}") for n in "12")
    assert groups("RecordManager rules", a_1=first, b_1=second) == sets("a_1 b_1")


def test_record_manager_asks_for_the_same_format_before_the_isbn() -> None:
    video = book("020 ##$a9786046915010", "245 10$aTruyện Kiều", leader="00000ngm a2200000   4500")
    assert groups("RecordManager rules", a_1=video, b_1=kieu("020 ##$a9786046915010")) == set()


def test_record_manager_matches_by_the_numbers_of_other_systems() -> None:
    one, other = kieu("035 ##$a(OCoLC)123456"), kieu("035 ##$a(OCoLC)123456", title="Đoạn trường tân thanh", year="2001")
    local = [kieu("035 ##$a123456", title=title) for title in ("Một", "Hai")]
    assert groups("RecordManager rules", a_1=one, b_1=other) == sets("a_1 b_1")
    assert groups("RecordManager rules", a_1=local[0], b_1=local[1]) == set()


def test_record_manager_keeps_one_record_of_a_source_in_a_group() -> None:
    same = kieu("020 ##$a9786046915010")
    found = groups("RecordManager rules", a_1=same, a_2=same, b_1=same, c_1=same)
    assert found == sets("a_1 b_1 c_1") or found == sets("a_1 b_1", "a_2 c_1")


def test_record_manager_folds_marks_but_not_d_with_a_stroke() -> None:
    assert fields.folded("Địa chí Phú-Yên (T.2)") == "điachiphuyent2"
    assert not record_manager.same(*(fields.describe(kieu(title=title)) for title in ("Đất Đỏ", "Dat Do")))


def test_record_manager_turns_a_direct_name_around_and_so_splits_vietnamese_names() -> None:
    direct = fields.describe(book("100 0#$aNguyễn Du", "245 10$aTruyện Kiều"))
    inverted = fields.describe(book("100 1#$aNguyễn, Du", "245 10$aTruyện Kiều"))
    assert direct.title_keys == ("truyenkieu du",)
    assert inverted.title_keys == ("truyenkieu nguyen",)


# ---- what splink is given --------------------------------------------------------------------------------------------------


def test_splink_has_its_rows_or_a_reason() -> None:
    named = {name for name in baselines.MATCHERS if name.startswith("splink")}
    assert named == (set() if baselines.MISSING else {"splink 5, raw", "splink 5, folded", "splink 5, folded, vetoes"})


def test_fields_for_splink_stand_raw_or_folded() -> None:
    raw, folded = (evidence.row("record/a/1", KIEU, folded=way) for way in (False, True))
    assert (raw["title"], raw["author"], raw["publisher"]) == ("Truyện Kiều : thơ", "Nguyễn, Du", "Nhà xuất bản Văn học,")
    assert (folded["title"], folded["author"], folded["publisher"]) == ("truyen kieu tho", "nguyen du", "nha xuat ban van hoc")
    assert (folded["year"], folded["pages"], folded["volume"], folded["isbn"]) == ("2019", "180", None, None)


@pytest.mark.parametrize(
    "data,volume,printing",
    [
        ("245 00$aTuyển tập.$nTập 2", {2}, set()),
        ("245 00$aTuyển tập.$nT. Hai", {2}, set()),
        ("245 00$aTuyển tập Nam Cao. Quyển III", {3}, set()),
        ("245 00$aTuyển tập truyện ngắn", set(), set()),
        ("245 00$aThành phố không có nỗi cô đơn", set(), set()),
        ("245 00$aTuyển tập.$nT2", {2}, set()),
        ("250 ##$aTái bản lần thứ 1", set(), {2}),
        ("250 ##$aIn lần thứ hai", set(), {2}),
        ("250 ##$aTái bản có sửa chữa, bổ sung lần thứ 3", set(), {4}),
        ("250 ##$aTái bản", set(), set()),
    ],
)
def test_vetoes_read_volume_and_printing(data: str, volume: set[int], printing: set[int]) -> None:
    found = evidence.traits(book(data))
    assert (found.volumes, found.printings) == (volume, printing)


def test_vetoes_hold_for_the_whole_cluster_and_not_for_what_is_not_stated() -> None:
    first, second, silent = (evidence.traits(book(data)) for data in ("245 00$aA$nTập 1", "245 00$aA$nTập 2", "245 00$aA"))
    assert first.joined(second) is None
    both = first.joined(silent)
    assert both is not None
    assert both.joined(second) is None
    late = evidence.traits(book(coded="260101s2021    vm"))
    assert silent.joined(late) is None
    assert silent.joined(evidence.traits(book(coded="260101s2020    vm"))) is not None


# ---- Melinda ---------------------------------------------------------------------------------------------------------------

melinda = importlib.import_module("benchmarks.union.baselines.melinda")


def full(*data: str, title: str = "Truyện Kiều", **more: str) -> Record:
    return book("020 ##$a9786046915010", "100 1#$aNguyễn, Du", f"245 10$a{title}", *data, **more)


@pytest.mark.parametrize(
    "other,joined",
    [
        (full(), True),
        (full(title="Truyen Kieu"), True),
        (full(coded="260101s2020    vm ||||||||||||||||||vie||"), True),
        (full(coded="260101s2021    vm ||||||||||||||||||vie||"), False),
        (full("773 0#$tTuyển tập"), False),
        (full(title="Truyện Kiều.$nTập 1"), False),
        (book("020 ##$a9786046915027", "100 1#$aNguyễn, Du", "245 10$aTruyện Kiều"), False),
        (book("100 1#$aNguyễn, Du", "245 10$aTruyện Kiều"), True),
        (book("100 1#$aNguyen, Du", "245 10$aTruyện Kiều"), False),
    ],
)
def test_melinda_adds_up_points_and_vetoes(other: Record, joined: bool) -> None:
    assert (groups("Melinda rules", a_1=full(), b_1=other) == sets("a_1 b_1")) is joined


def test_melinda_reads_number_words_of_other_languages_into_vietnamese() -> None:
    title = importlib.import_module("benchmarks.union.baselines.melinda_title").title
    marc = importlib.import_module("benchmarks.union.baselines.marc").Marc
    assert title(marc(book("245 10$aNhà xuất bản Trẻ"))).a == "nha xuat ban 3"
    hai, two = (full(title=f"Truyện Kiều.$n{number}") for number in ("Tập hai", "Tập 2"))
    assert groups("Melinda rules", a_1=hai, b_1=two) == set()

# SPDX-License-Identifier: Apache-2.0
"""The strict rules of matching, one by one, and that the order of the records never matters."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters.cluster import MAX_SHARED, InstanceCluster, MatchKeys, WorkCluster, cluster, isbn13, lccn, match_keys
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


def group(*records: Record) -> tuple[list[list[list[int]]], list[Fault]]:
    """Works as lists of editions as lists of positions."""
    clusters, faults = cluster((f"record/lib{number}/{number}", match_keys(each)) for number, each in enumerate(records))
    return [[[int(path.rsplit("/", 1)[1]) for path in i.records] for i in w.instances] for w in clusters], faults


def test_the_same_lccn_however_typed_is_one_edition() -> None:
    made, faults = group(kieu(t010="  $a  2015012345 "), kieu(t010="  $a2015-12345/AC/r86"), kieu(t010="  $a2015012346"))
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
    made, _ = group(kieu(t035="  $a(OCoLC)12345"), kieu(**other))
    assert made == [[[0, 1]]]


@pytest.mark.parametrize(
    "other",
    [{"t035": "  $a12345"}, {"t035": "  $z(OCoLC)12345"}, {"t001": "12345", "t003": "VN-PY"}, {"t001": "12345"}, {"t010": "  $a12345"}],
)
def test_a_number_of_another_kind_is_no_oclc_number(other: dict[str, str | list[str]]) -> None:
    made, _ = group(kieu(t035="  $a(OCoLC)12345"), kieu(**other))
    assert made == [[[0], [1]]]


def test_an_isbn_joins_only_with_title_and_year() -> None:
    first = kieu(t020="  $a604-1-01234-3 :$c50000đ")
    same = kieu(t020=["  $axxx", "  $a9786041012349 (bìa cứng)"], t245="10$aTRUYỆN KIỀU$cng. Du", t264=" 1$cIn năm 2015.")
    wrong_digit = kieu(t020="  $a6041012344")
    other_year = kieu(t020="  $a6041012343", t264=" 1$c2016")
    other_title = kieu(t020="  $a6041012343", t245="10$aTruyện Kiều :$bchú giải")
    volume = kieu(t020="  $a6041012343", t245="10$aTruyện Kiều.$nTập 2")
    no_year = kieu(t020="  $a6041012343", t264=" 1$aHà Nội")
    made, _ = group(first, same, other_year, other_title, volume, no_year, no_year, wrong_digit)
    assert made == [[[0, 1], [2], [3], [4], [5], [6], [7]]]


def test_the_year_of_008_goes_before_that_of_the_imprint() -> None:
    coded = "150101s2015    vm            000 0 vie d"
    made, _ = group(kieu(t020="  $a6041012343", t008=coded, t264=" 1$c[c1999]"), kieu(t020="  $a6041012343"))
    assert made == [[[0, 1]]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0306406152", "9780306406157"),
        ("0-306-40615-2 (pbk.)", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("9780306406157", "9780306406157"),
        ("0306406153", ""),
        ("9780306406158", ""),
        ("1234567890123", ""),
        ("97803064061570", ""),
        ("50000đ", ""),
        ("", ""),
    ],
)
def test_isbn13_takes_valid_numbers_only(text: str, expected: str) -> None:
    assert isbn13(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("   85000002 ", "85000002"),
        ("n78-890351", "n78890351"),
        ("85-2 ", "85000002"),
        ("75-425165//r75", "75425165"),
        (" 79139101 /AC/r932", "79139101"),
        ("sn2000001234", "sn2000001234"),
        ("12", ""),
        ("(OCoLC)1", ""),
        ("", ""),
    ],
)
def test_lccn_is_normalised_as_the_library_of_congress_says(text: str, expected: str) -> None:
    assert lccn(text) == expected


def test_a_work_is_its_heading_and_title() -> None:
    direct = kieu(t100="0 $aNGUYỄN DU,$d1765-1820.", t264=" 1$c1972")
    uniform = kieu(t240="10$aTruyện Kiều", t245="10$aKim Vân Kiều", t264=" 1$c1950")
    translated = kieu(t240="10$aTruyện Kiều.$lAnh", t245="14$aThe tale of Kieu")
    no_dates = kieu(t100="1 $aNguyễn, Du")
    another = kieu(t100="1 $aNguyễn, Dũ,$d1765-1820")
    made, _ = group(kieu(), direct, uniform, translated, no_dates, another)
    assert made == [[[0], [1], [2]], [[3]], [[4]], [[5]]]


def test_relator_and_links_are_no_part_of_a_heading() -> None:
    made, _ = group(kieu(), kieu(t100="1 $6880-01$aNguyễn, Du,$d1765-1820,$etác giả$4aut$0(viaf)1"))
    assert made == [[[0], [1]]]


def test_tone_placement_is_one_heading_and_other_marks_are_another() -> None:
    made, _ = group(kieu(t100="1 $aTrần Hoà"), kieu(t100="1 $aTrần Hòa"), kieu(t100="1 $aTrần Hoa"))
    assert made == [[[0], [1]], [[2]]]


def test_without_a_heading_no_work_is_joined() -> None:
    plain = marc(t245="00$aĐịa chí Phú Yên")
    made, _ = group(plain, plain)
    assert made == [[[0]], [[1]]]


def test_languages_of_programming_stay_apart() -> None:
    made, _ = group(*(kieu(t245=f"10$aLập trình {name}") for name in ("C", "C++", "C#", "C")))
    assert made == [[[0], [3]], [[1]], [[2]]]


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


def test_a_number_all_over_one_library_is_not_believed_there() -> None:
    records = [(f"record/copycat/{number}", match_keys(kieu(t010="  $a2015012345"))) for number in range(MAX_SHARED + 1)]
    records += [(f"record/careful{number}/1", match_keys(kieu(t010="  $a2015012345"))) for number in range(2)]
    clusters, faults = cluster(records)
    editions = [instance.records for work in clusters for instance in work.instances]
    assert ("record/careful0/1", "record/careful1/1") in editions
    assert len(editions) == MAX_SHARED + 2
    assert [fault.code for fault in faults] == ["cluster-number-overused"] * (MAX_SHARED + 1)


@pytest.mark.parametrize("code", ["cluster-number-disputed", "cluster-number-overused"])
def test_both_faults_say_how_to_mend_them(code: str) -> None:
    assert explain(code).severity == "warning"


def test_a_path_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="record/a/1 is given twice"):
        cluster([("record/a/1", MatchKeys()), ("record/a/1", MatchKeys((b"i1",)))])


def test_nothing_in_nothing_out() -> None:
    assert cluster([]) == ([], [])
    assert match_keys(Record(" " * 24, ())) == MatchKeys()


@st.composite
def unions(draw: st.DrawFn) -> list[tuple[str, MatchKeys]]:
    """Records that share numbers, ISBNs and headings at random; signatures agree or not."""
    words = [bytes((0, 0, 0, volume)) + bytes((0, word, 0, word + 1)) for volume in (0, 0, 1, 2) for word in (1, 2, 7)]
    numbers = st.builds(lambda kind, n, word: kind + str(n).encode() + b"\0" + word, st.sampled_from([b"l", b"o"]), st.integers(1, 4),
                        st.sampled_from(words))  # fmt: skip
    isbns = st.builds(lambda n: b"i" + str(n).encode(), st.integers(1, 6))
    keys = st.builds(
        MatchKeys,
        st.lists(numbers | isbns, max_size=3, unique=True).map(tuple),
        st.none() | st.integers(1, 6).map(lambda n: str(n).encode()),
    )
    libraries = st.sampled_from(["a", "a", "a", "b", "c"])
    made = draw(st.lists(st.tuples(libraries, keys), max_size=25))
    return [(f"record/{library}/{number}", key) for number, (library, key) in enumerate(made)]


@settings(max_examples=200, deadline=None)
@given(unions(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_never_matters(entries: list[tuple[str, MatchKeys]], chance: random.Random) -> None:
    shuffled = entries[:]
    chance.shuffle(shuffled)
    clusters, faults = cluster(entries)
    assert cluster(shuffled) == (clusters, faults)
    paths = [path for work in clusters for instance in work.instances for path in instance.records]
    assert sorted(paths) == sorted(path for path, _ in entries)
    assert [work.instances[0].records[0] for work in clusters] == sorted(work.instances[0].records[0] for work in clusters)


def test_clusters_are_sorted_by_their_smallest_path() -> None:
    made, _ = cluster([("record/b/1", MatchKeys((), b"w")), ("record/a/2", MatchKeys()), ("record/a/1", MatchKeys((), b"w"))])
    assert made == [
        WorkCluster((InstanceCluster(("record/a/1",)), InstanceCluster(("record/b/1",)))),
        WorkCluster((InstanceCluster(("record/a/2",)),)),
    ]

# SPDX-License-Identifier: Apache-2.0
"""Which fields of a public record name a withheld one, and which only look alike."""

from __future__ import annotations

import pytest

from mucluc.converters.record import Record
from mucluc.converters.withheld_links import headings_of, names_of, phrase_start, title_words, unlinked

LEADER = "00000nam a2200000   4500"
TITLE = "Báo cáo điều tra rừng phòng hộ năm 2019"
HIDDEN = Record(
    LEADER,
    (
        ("001", "k77"),
        ("003", "VN-PY"),
        ("010", "  \x1fa   2019123456"),
        ("020", "  \x1fa9786041234567 (bìa mềm)"),
        ("022", "  \x1fa0866-7373"),
        ("035", "  \x1fa(VN-PY)k77"),
        ("100", "1 \x1faNguyễn, Văn Kín,\x1fd1950-"),
        ("245", f"10\x1f6880-01\x1fa{TITLE} /\x1fcNguyễn Văn Kín"),
        ("246", "3 \x1faRừng kín"),
        ("880", "10\x1f6245-01/$1\x1fa調查報告書之森林"),
    ),
)
NAMES = names_of(HIDDEN, "loc")
KNOWN = NAMES | {start for name in NAMES if (start := phrase_start(title_words(name)))}
LENGTHS = sorted({len(words) for name in NAMES if (words := title_words(name))})


def left(*fields: tuple[str, str], library: str = "loc", known: set[str] = KNOWN) -> list[str]:
    """The tags that are left of a record of these fields."""
    made = unlinked(Record(LEADER, fields), library, known.__contains__, LENGTHS)
    return [tag for tag, _ in made.record.fields]


@pytest.mark.parametrize(
    "field",
    [
        pytest.param(("773", "0 \x1ftTạp chí\x1fwk77"), id="number"),
        pytest.param(("787", "08\x1fiXem thêm\x1fw(VN-PY)k77"), id="number with the prefix of its system"),
        pytest.param(("830", " 0\x1faTùng thư\x1fwk77"), id="number in a series"),
        pytest.param(("776", "08\x1fz978-604-1234-56-7"), id="ISBN with hyphens"),
        pytest.param(("776", "08\x1fiBản in\x1fz6041234567"), id="ISBN without its prefix"),
        pytest.param(("780", "00\x1fx08667373"), id="ISSN without hyphen"),
        pytest.param(("490", "1 \x1faTùng thư\x1fx0866-7373"), id="ISSN of a series"),
        pytest.param(("787", f"08\x1ft{TITLE}"), id="title"),
        pytest.param(("700", f"1 \x1faNguyễn, A.\x1ft{TITLE.upper()}."), id="title in capitals"),
        pytest.param(("740", "0 \x1faRung kin"), id="other title without marks"),
        pytest.param(("630", "00\x1faRừng kín\x1fxLịch sử"), id="title as a subject"),
        pytest.param(("775", "08\x1ft調查報告書之森林"), id="title in its other script"),
        pytest.param(("500", f"  \x1faTrích từ {TITLE}, do Sở lập"), id="phrase in a note"),
        pytest.param(("501", f"  \x1faĐóng cùng: {TITLE} / Nguyễn Văn Kín"), id="title and author in a note"),
        pytest.param(("505", "0 \x1faTập 1 -- Rừng kín -- Tập 3"), id="short title as a part of the contents"),
        pytest.param(("505", "00\x1ftRừng kín /\x1frTác giả"), id="title of its own in the contents"),
    ],
)
def test_a_field_that_names_it_goes(field: tuple[str, str]) -> None:
    assert left(("245", "10\x1faSách"), field) == ["245"]


@pytest.mark.parametrize(
    "field",
    [
        pytest.param(("787", "08\x1fwk78"), id="another number"),
        pytest.param(("787", "08\x1fw(OCoLC)k77"), id="the same number in another system"),
        pytest.param(("776", "08\x1fz9786041234581"), id="another ISBN"),
        pytest.param(("780", "00\x1fx0866-7381"), id="another ISSN"),
        pytest.param(("787", "08\x1ftBáo cáo điều tra rừng phòng hộ năm 2020"), id="another title"),
        pytest.param(("500", "  \x1faBáo cáo điều tra rừng ở tỉnh"), id="a note that only begins alike"),
        pytest.param(("520", "  \x1faNói về một khu rừng kín ở Sông Hinh"), id="a short title among other words"),
        pytest.param(("650", " 4\x1faRừng kín"), id="a topic that is no title"),
    ],
)
def test_a_field_that_only_looks_alike_stays(field: tuple[str, str]) -> None:
    assert left(("245", "10\x1faSách"), field) == ["245", field[0]]


def test_the_records_own_title_stays() -> None:
    assert left(("245", f"10\x1fa{TITLE}")) == ["245"]


def test_a_title_that_a_public_record_has_too_stays() -> None:
    link = ("787", f"08\x1ft{TITLE}")
    public = names_of(Record(LEADER, (("001", "p1"), ("245", f"10\x1fa{TITLE}"))), "loc")
    assert left(link) == []
    assert left(link, known=KNOWN - public) == ["787"]
    assert left(("787", f"08\x1ft{TITLE}\x1fwk77"), known=KNOWN - public) == []


def test_its_880_goes_along_and_each_subfield_is_counted() -> None:
    fields = (
        ("245", "10\x1faSách"),
        ("773", "0 \x1f6880-02\x1fwk77\x1fgTr. 5"),
        ("880", "0 \x1f6773-02/$1\x1fg頁"),
        ("880", "  \x1f6500-03\x1fa註"),
    )
    made = unlinked(Record(LEADER, fields), "loc", KNOWN.__contains__, LENGTHS)
    assert [text for _, text in made.record.fields] == [fields[0][1], fields[3][1]]
    assert made.removed == {"7736": 1, "773w": 1, "773g": 1, "8806": 1, "880g": 1}


def test_headings_of_it_are_known_with_and_without_their_subdivisions() -> None:
    fields = (("600", "10\x1faNguyễn, Văn Kín,\x1fd1950-\x1fxThư từ"), ("650", " 4\x1faRừng\x1fzPhú Yên"))
    assert headings_of(Record(LEADER, fields)) == {"anguyen van kin 1950 thu tu", "anguyen van kin 1950", "arung phu yen", "arung"}

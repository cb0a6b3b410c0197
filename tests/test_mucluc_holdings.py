# SPDX-License-Identifier: Apache-2.0
"""What a page says of copies and links: holdings as libraries catalogue them, gathered to copies; addresses by what they lead to."""

from __future__ import annotations

from mucluc.converters.convert import convert, union_lines
from mucluc.converters.examples import record_of
from mucluc.publish.describe import Member, describe
from mucluc.release.model import Instance

BASE = "https://muc-luc.example/"
BOOK = ["001 1", "008 200101s2019####vm##################vie##", "245 10$aTruyện Kiều"]
EBOOK = ["001 1", "008 200101s2019####vm######o###########vie##", "245 10$aTruyện Kiều"]


def instance(*marc: str) -> Instance:
    lines = convert(record_of([*marc]), library="tinh").lines
    text = union_lines(lines, "w1", "i1", BASE, f"{BASE}item/tinh/1", f"{BASE}record/tinh/1")
    work = describe(text.splitlines(), "work/w1", [Member("record/tinh/1", "instance/i1", "tinh", ())], BASE)
    (found,) = work.instances
    return found


def test_a_copy_and_its_item_field_are_one_copy() -> None:
    (item,) = instance(*BOOK, "852 0#$aLFM$bLFMM$cGeneral Collection$hDS181 .P3813 1989$t1", "876 ##$p0111500537803$jAvailable").items
    assert (item.library, item.shelf_mark, item.copy, item.status) == ("tinh", "DS181 .P3813 1989", "1", "Available")


def test_three_volumes_with_barcodes_stand_at_their_place() -> None:
    volumes = [f"876 ##$3V.{n}$p01115036150{n}" for n in (1, 2, 3)]
    items = instance(*BOOK, "852 0#$bLFMM$cGeneral Collection$hBX8695 .S6 A3 2008", *volumes).items
    assert [item.holdings for item in items] == ["V.1", "V.2", "V.3"]
    assert {item.shelf_mark for item in items} == {"BX8695 .S6 A3 2008"}


def test_the_issues_of_a_journal_are_read_at_the_place_that_has_them() -> None:
    items = instance(
        *BOOK,
        "852 ##$bALDERMAN$cSTACKS", "853 20$82$av.$bno.$u3$vr$i(year)$j(month)", "853 20$83$av.$bno.$u2$vr$i(year)$j(month)",
        "866 #0$81$aIssue 2-17  (1979-1984)", "866 #0$81$av.10-35  (1988-2013)", "863 #1$83.31$a36$b1$i2014$j05",
        "852 ##$bSPEC-COLL$cSTACKS", "853 20$83$av.$bno.$u2$vr$i(year)$j(month)", "863 #1$83.1$a35$b1$i2013$j05",
    ).items  # fmt: skip
    assert [item.location for item in items] == ["ALDERMAN, STACKS", "SPEC-COLL, STACKS"]
    assert items[0].holdings == "Issue 2-17 (1979-1984); v.10-35 (1988-2013); v.36:no.1 (2014:05)"
    assert items[1].holdings == "v.35:no.1 (2013:05)"


def test_notes_for_the_staff_and_patterns_are_not_shown_and_institutions_outside_are_no_copies_here() -> None:
    (item,) = instance(*BOOK, "852 ##$bKho$xĐang kiểm kê$zHỏi thủ thư", "853 20$81$av.", "850 ##$aDLC$aViU").items
    assert item.note == "Hỏi thủ thư"


def test_an_online_version_is_a_link_of_the_printed_book_and_its_words_are_the_links() -> None:
    found = instance(*BOOK, "856 41$uhttps://so.example/kieu.pdf$3Tập 1$zMiễn phí", "856 42$uhttps://nxb.example/bia.jpg$3Bìa")
    assert [(link.url, link.label, link.kind) for link in found.links] == [
        ("https://so.example/kieu.pdf", "Tập 1; Miễn phí", "version"),
        ("https://nxb.example/bia.jpg", "Bìa", "related"),
    ]
    assert found.items == ()


def test_the_addresses_of_an_online_book_are_links_and_no_copies() -> None:
    found = instance(*EBOOK, "856 40$uhttps://so.example/1$3Tập 1", "856 40$uhttps://so.example/2", "852 ##$bKho số")
    assert sorted((link.url, link.label, link.kind) for link in found.links) == [
        ("https://so.example/1", "Tập 1", "resource"), ("https://so.example/2", "", "resource"),
    ]  # fmt: skip
    assert [item.location for item in found.items] == ["Kho số"]


def test_contents_parts_and_manifests_are_told_apart() -> None:
    found = instance(
        *EBOOK,
        "856 41$3Mục lục$uhttps://nxb.example/muc-luc",
        "856 43$3Chương 1$uhttps://so.example/c1",
        "856 40$uhttps://so.example/iiif/kieu/manifest.json",
    )
    assert {(link.kind, link.label) for link in found.links} == {("contents", "Mục lục"), ("part", "Chương 1"), ("iiif", "")}

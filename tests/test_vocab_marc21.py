# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from mucluc.vocab import marc21


@pytest.mark.parametrize(
    ("tag", "repeatable", "ind1", "ind2", "once", "many"),
    [
        ("020", True, " ", " ", "ac6", "qz8"),
        ("100", False, "013", " ", "abdflqtu26", "cegjknp0148"),
        ("245", False, "01", "0123456789", "abcfghs6", "knp8"),
        ("264", True, " 23", "01234", "36", "abc8"),
        ("490", True, "01", " ", "l36", "avxyz8"),
        ("830", True, " ", "0123456789", "afhlortvx2367", "dgkmnpswy0158"),
    ],
)
def test_fields_as_the_format_defines_them(tag: str, repeatable: bool, ind1: str, ind2: str, once: str, many: str) -> None:
    field = marc21.fields()[tag]
    assert (field.repeatable, field.ind1, field.ind2) == (repeatable, frozenset(ind1), frozenset(ind2))
    assert (field.once | (field.many or frozenset())) >= frozenset(once + many)
    assert "a" in field.once or "a" in (field.many or "")


def test_a_subfield_stands_once_or_often_not_both() -> None:
    for field in marc21.fields().values():
        assert not field.once & (field.many or frozenset()), field.tag


@pytest.mark.parametrize(
    ("tag", "local"),
    [("900", True), ("099", True), ("590", True), ("490", False), ("690", True), ("049", True), ("245", False), ("X10", True)],
)
def test_which_tags_are_local(tag: str, local: bool) -> None:
    assert marc21.is_local(tag) is local


def test_positions_name_the_form_they_are_for() -> None:
    book = "190612s2003    vm abf   b   s001 0 vie  "
    assert marc21.coded("008", "books").match(book)
    assert list(marc21.undefined("008", "books", book[:28] + "9" + book[29:])) == [(28, "9", False)]
    assert list(marc21.undefined("008", "books", book[:28] + "n" + book[29:])) == [(28, "n", True)]
    assert marc21.form_of("00000cas a2200000 a 4500") == "continuing"
    assert marc21.form_of("00000cem a2200000 a 4500") == "maps"
    assert marc21.form_of("") == "books"


def test_code_lists() -> None:
    assert {"vm", "us", "xxu"} - marc21.codes("countries") == {"us"}
    assert "vn" in marc21.codes("discontinued")
    assert {"aut", "trl", "ths", "edt"} <= marc21.codes("relators")
    with pytest.raises(KeyError):
        marc21.codes("planets")

# SPDX-License-Identifier: Apache-2.0
"""Names are pinned: a change of one letter here would rename every heading of a published union."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.names import heading, item_path, link, literal, local_hash, record_path, shared_hash


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("00aNguyễn Du\x1fd1765-1820", "xu7nqfn7r72nk7bkdg3ded57yl"),
        ("650\x1faThơ", "76of6q5ofixn2kunvhhh5l6veh"),
        ("", "yvvpoingpswb2nnudamcenptb6"),
    ],
)
def test_a_headings_name_is_pinned(content: str, name: str) -> None:
    assert shared_hash(content) == name


def test_a_local_name_is_the_beginning_of_no_shared_one_and_is_pinned() -> None:
    assert local_hash("245aTruyện Kiều") == "dfaiu6emh375l"
    assert not shared_hash("245aTruyện Kiều").startswith(local_hash("245aTruyện Kiều"))


def test_spacing_and_end_punctuation_do_not_name() -> None:
    assert shared_hash("aNguyễn  Du.") == shared_hash("aNguyễn Du") == shared_hash("aNguyễn   Du :")


def test_case_and_marks_do_name() -> None:
    assert len({shared_hash("aMã"), shared_hash("aMa"), shared_hash("amã")}) == 3


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_hash_is_lower_case_base_32(content: str) -> None:
    assert len(shared_hash(content)) == 26
    assert set(shared_hash(content) + local_hash(content)) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_a_heading_stands_in_its_room() -> None:
    assert heading("agent", "x") == f"<\x03agent/{shared_hash('x')}>"


def test_control_numbers_are_percent_encoded_whole() -> None:
    assert record_path("thu-vien", " ocm/1 2 ") == "record/thu-vien/ocm%2F1%202"
    assert item_path("thu-vien", "đ") == "item/thu-vien/%C4%91"


@pytest.mark.parametrize(
    "text",
    [
        "http://a.vn", "https://a.vn/x?y=z#t", "https://thuvien.vn/sách/%20", "ftp://a/b", "http://user@a.vn:80/", " http://a.vn/ ",
    ],
)  # fmt: skip
def test_a_legal_link_is_an_iri(text: str) -> None:
    assert link(text) == f"<{text.strip()}>"


@pytest.mark.parametrize(
    "text",
    [
        "", "a.vn", "javascript:alert(1)", "http://a b", "http://a/<x>", "http://", "http://a/%zz", "http://a:b:c/", "data:text/html,x",
        "http://a\u200b", "http://a/#b#c", "http://[1]/", "http://a.vn/ http://b.vn/", 'http://a/"', "http://a/\\",
        "http://a/{x}", "//a/b", "mailto:a@b",
    ],
)  # fmt: skip
def test_anything_else_stays_text(text: str) -> None:
    assert link(text) is None


def test_a_literal_escapes_quotes_and_backslashes() -> None:
    assert literal('a "b" \\c') == '"a \\"b\\" \\\\c"'

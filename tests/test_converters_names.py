# SPDX-License-Identifier: Apache-2.0
"""Names are pinned: a change of one letter here would rename every heading of a published union."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.names import heading, item_path, link, literal, local_hash, record_path, shared_hash
from mucluc.converters.rules.agents import agent, marc_key, name_key
from mucluc.converters.rules.control_subfields import iri
from mucluc.converters.rules.hubs import hub, titled_hub


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


def named(tag: str, indicators: str, *parts: str) -> str:
    return agent(tag, indicators, list(parts))[0]


@pytest.mark.parametrize(
    ("tag", "indicators", "parts", "name"),
    [
        ("100", "0 ", ["aNguyễn Du,", "d1765-1820."], "xu7nqfn7r72nk7bkdg3ded57yl"),
        ("600", "17", ["aNguyễn, Du,", "d1765-1820"], "xu7nqfn7r72nk7bkdg3ded57yl"),
        ("700", "3 ", ["aNguyễn Du,", "d1765-1820."], "sqapep357lzqc47cwo6pe74igu"),
        ("110", "2 ", ["aHuế"], "geio7jz44goy5jzskhrel5q6vq"),
        ("110", "1 ", ["aHuế"], "fr2bni42unvxgvvpcs3g2kt337"),
        ("111", "2 ", ["aFestival Huế", "n(1 :", "d2000)"], "4vyn4ne2opss4ifbdya3ceek7t"),
    ],
)  # fmt: skip
def test_a_names_node_is_pinned(tag: str, indicators: str, parts: list[str], name: str) -> None:
    assert named(tag, indicators, *parts) == f"<\x03agent/{name}>"


def test_with_dates_direct_and_inverted_order_are_one_person_and_without_they_are_two() -> None:
    assert named("100", "0 ", "aNguyễn Du,", "d1765-1820") == named("100", "1 ", "aNguyễn, Du,", "d1765-1820.")
    assert named("100", "0 ", "aNguyễn Du") != named("100", "1 ", "aNguyễn, Du")
    assert named("100", "0 ", "aNguyễn Du,", "d1765-1820") != named("100", "1 ", "aNguyễn, Du,", "d1766-1820")
    assert named("100", "0 ", "aNguyễn Dư,", "d1765-1820") != named("100", "1 ", "aNguyễn, Du,", "d1765-1820")
    assert named("110", "2 ", "aSách, Báo,", "d1990") != named("110", "2 ", "aSách Báo,", "d1990")


def test_a_kind_of_agent_is_part_of_its_name() -> None:
    assert len({named("100", "0 ", "aHuế"), named("100", "3 ", "aHuế"), named("110", "2 ", "aHuế"), named("110", "1 ", "aHuế")}) == 4
    assert named("110", "1 ", "aViệt Nam.", "bBộ Y tế") == named("710", "2 ", "aViệt Nam.", "bBộ Y tế")


@pytest.mark.parametrize(
    ("key", "written"),
    [
        (marc_key("100", "1 ", ["aHugo, Victor,", "d1802-1885."]), "1001 $aHugo, Victor,$d1802-1885"),
        (marc_key("110", "2 ", ["aTrường Đại học Phú Yên."]), "1102 $aTrường Đại học Phú Yên"),
        (marc_key("130", " 0", ["aKinh thánh.", "lTiếng Việt /"]), "130 0$aKinh thánh.$lTiếng Việt"),
        (marc_key("150", "  ", ["aThơ"]), "150  $aThơ"),
        (marc_key("100", "1 ", ["aSmith, John A."]), "1001 $aSmith, John A."),
        (marc_key("100", "0 ", ["aA$AP Rocky"]), "1000 $aA{dollar}AP Rocky"),
        (name_key("700", "1 ", ["aArthur, Kay,", "d1933-", "eauthor."]), "1001 $aArthur, Kay,$d1933-"),
        (name_key("710", "1 ", ["aViệt Nam"]), "1101 $aViệt Nam."),
    ],
)
def test_a_heading_has_the_key_of_its_authority_record(key: str, written: str) -> None:
    assert key == written


def test_a_uniform_title_and_a_title_after_a_name_are_one_hub() -> None:
    owner = named("100", "1 ", "aHugo, Victor,", "d1802-1885.")
    of_240, lines = titled_hub(
        "240", ["10", "aMisérables.", "lTiếng Việt"], "al", owner, name_key("100", "1 ", ["aHugo, Victor,", "d1802-1885."])
    )
    of_700, more = hub("700", "12", ["aHugo, Victor,", "d1802-1885."], ["tMisérables.", "lTiếng Việt."])
    assert of_240 == of_700
    key = '"1001 $aHugo, Victor,$d1802-1885.$tMisérables.$lTiếng Việt"'
    assert key in "\n".join(lines)
    assert key in "\n".join(more)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("http://viaf.org/viaf/1", "http://viaf.org/viaf/1"), ("(uri) http://viaf.org/viaf/1", "http://viaf.org/viaf/1"),
        ("https://id.loc.gov/authorities/names/n1", "https://id.loc.gov/authorities/names/n1"),
        ("(DE-588)4025098-6", "https://d-nb.info/gnd/4025098-6"), ("(DE-588)https://d-nb.info/gnd/1", "https://d-nb.info/gnd/1"),
        ("(OCoLC)fst01919741", "http://id.worldcat.org/fast/1919741"), ("(OCoLC)1919741", None), ("(viaf)22146457", "http://viaf.org/viaf/22146457"),
        ("(ISNI) 0000 0001 2128 0213", "https://isni.org/isni/0000000121280213"),
        ("(orcid)0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("(DLC)sh 85093240", "http://id.loc.gov/authorities/subjects/sh85093240"), ("(DLC)   93012345 ", None), ("(DE-101)1", None),
        ("(DE-588)12<3", None), ("(DE-588)", None), ("(", None), ("()x", None), ("", None), ("http://a b", None), ("n81059187", None),
    ],
)  # fmt: skip
def test_an_identifier_with_a_known_prefix_has_an_iri(text: str, found: str | None) -> None:
    assert iri(text) == (found and f"<{found}>")

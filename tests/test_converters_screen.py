# SPDX-License-Identifier: Apache-2.0
"""Screening: what is not allowed never passes, what is allowed always does, and each rule earns its place."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.embargo import closed_until
from mucluc.converters.record import Record
from mucluc.converters.screen import Policy, PolicyError, Screened, screen
from mucluc.vocab.marc21 import fields as marc21_fields

LEADER = "00000nam a2200000   4500"
CANARY = "hoàng-yến"
CODES = "abcdefghijklmnopqrstuvwxyz0123456789"
DEFAULT = Policy.default()
REASON = {"vi": "Vì thế.", "en": "Because."}


def record(*fields: tuple[str, str], leader: str = LEADER) -> Record:
    return Record(leader, (("001", "k1"), *fields))


def rule(path: str, outcome: str = "withhold", **more: Any) -> dict[str, Any]:
    return {"id": "r", "path": path, "outcome": outcome, "reason": REASON, **more}


def policy(*rules: dict[str, Any], **table: Any) -> Policy:
    return Policy.from_table({"extends": "default", "rule": list(rules), **table}, name="t")


def shipped() -> dict[str, Any]:
    return tomllib.loads((resources.files("mucluc.converters") / "policy" / "default.toml").read_text("utf-8"))


def texts(screened: Screened) -> list[tuple[str, str]]:
    assert screened.record is not None
    return [each for each in screened.record.fields if each[0] != "001"]


def test_an_ordinary_record_passes_whole_and_is_the_same_object() -> None:
    ordinary = record(
        ("008", "x" * 40), ("100", "0 \x1faNguyễn Du"), ("245", "10\x1faTruyện Kiều\x1fcNguyễn Du"), ("852", "8 \x1fbKD\x1fhN-D")
    )
    screened = screen(ordinary, DEFAULT)
    assert screened.record is ordinary
    assert (screened.outcome, screened.rule, dict(screened.removed)) == ("publish", "", {})


def test_no_canary_outside_the_allow_list_survives_and_every_one_inside_does() -> None:
    """Every tag, every indicator pair that a policy tells apart, every code: one subfield at a time beside an allowed one."""
    rules = Policy.from_table({"allow": shipped()["allow"]}, name="list only")
    allowed = {path.text: path for path in rules.allow}
    for number in range(10, 1000):
        tag = f"{number:03}"
        for indicators in ("  ", "0 ", "1 "):
            for code in CODES:
                subject = record((tag, f"{indicators}\x1f{code}{CANARY}\x1fzgood"))
                survived = any(CANARY in text for _, text in texts(screen(subject, rules)))
                listed = any(path.holds_field(tag, indicators) and code in path.codes for path in allowed.values())
                digits_only = code.isdigit() and not any(
                    path.holds_field(tag, indicators) and "z" in path.codes for path in allowed.values()
                )
                assert survived is (listed and not digits_only), (tag, indicators, code)


# tag, indicators (# is a blank), code
PRIVATE = """
363 ## x, 754 ## x, 541 0# a,
541 ## a, 541 1# b, 541 1# h, 542 0# d, 561 0# a, 561 ## a, 583 0# a, 583 1# x, 852 8# x, 856 40 x, 856 40 k, 856 40 l,
866 #0 x, 876 ## a, 876 ## x, 877 ## c, 886 0# b, 887 ## a, 090 ## a, 590 ## a, 690 ## a, 900 ## a, 952 ## p, 999 ## c, CAT ## a,
245 10 x, 245 10 A
"""


@pytest.mark.parametrize("case", PRIVATE.replace("\n", " ").split(","))
def test_what_marc_calls_private_or_leaves_to_the_library_does_not_pass(case: str) -> None:
    tag, indicators, code = case.split()
    indicators = indicators.replace("#", " ")
    screened = screen(record((tag, f"{indicators}\x1f{code}{CANARY}")), DEFAULT)
    assert texts(screened) == []
    assert dict(screened.removed) == {tag + code: 1}
    assert CANARY not in repr(screened)


@pytest.mark.parametrize(
    ("tag", "text"),
    [("541", "1 \x1faQuỹ"), ("561", "1 \x1faHọ Lê"), ("583", "1 \x1fathẩm định"), ("506", "0 \x1faMở"), ("540", "  \x1faCC0")],
)
def test_what_is_said_to_be_public_passes(tag: str, text: str) -> None:
    assert texts(screen(record((tag, text)), DEFAULT)) == [(tag, text)]


def test_only_what_may_not_pass_is_cut() -> None:
    screened = screen(record(("852", "8 \x1fbKD\x1fxhỏng\x1fhN-D"), ("009", "local"), ("505", "0 \x1faN")), DEFAULT)
    assert texts(screened) == [("852", "8 \x1fbKD\x1fhN-D"), ("505", "0 \x1faN")]
    assert dict(screened.removed) == {"852x": 1, "009": 1}


def test_a_field_that_keeps_only_links_and_numbers_goes_whole() -> None:
    assert texts(screen(record(("245", "10\x1f6880-01\x1fxsecret")), DEFAULT)) == []


def test_text_before_the_first_subfield_does_not_pass() -> None:
    assert texts(screen(record(("245", f"10{CANARY}\x1faT")), DEFAULT)) == [("245", "10\x1faT")]
    assert texts(screen(record(("245", f"10{CANARY}")), DEFAULT)) == []


LINKED = [
    ("its field is private", [("561", f"0 \x1f6880-01\x1fa{CANARY}"), ("880", f"0 \x1f6561-01/$1\x1fa{CANARY}")]),
    ("its field is private, itself not", [("561", f"0 \x1f6880-01\x1fa{CANARY}"), ("880", f"1 \x1f6561-01/$1\x1fa{CANARY}")]),
    ("itself private", [("561", "1 \x1f6880-01\x1faok"), ("880", f"0 \x1f6561-01/$1\x1fa{CANARY}")]),
    ("unpaired and private", [("880", f"0 \x1f6561-00/$1\x1fa{CANARY}")]),
    ("a local field", [("880", f"  \x1f6952-00/$1\x1fa{CANARY}")]),
    ("without a link", [("880", f"  \x1fa{CANARY}")]),
    ("a wrong link", [("880", f"  \x1f6nonsense\x1fa{CANARY}")]),
    ("a subfield that its field lost", [("852", f"8 \x1f6880-02\x1fbKD\x1fx{CANARY}"), ("880", f"8 \x1f6852-02/$1\x1fb庫\x1fx{CANARY}")]),
]


@pytest.mark.parametrize("fields", [fields for _, fields in LINKED], ids=[name for name, _ in LINKED])
def test_an_880_goes_with_what_it_repeats(fields: list[tuple[str, str]]) -> None:
    assert CANARY not in repr(texts(screen(record(*fields), DEFAULT)))


def test_an_880_of_a_public_field_stays_in_its_place() -> None:
    fields = (("880", "10\x1f6245-01/$1\x1fa傳翹"), ("245", "10\x1f6880-01\x1faTruyện Kiều"), ("952", "  \x1fax"))
    assert texts(screen(record(*fields), DEFAULT)) == list(fields[:2])


def test_an_880_goes_with_a_subfield_that_a_rule_cuts() -> None:
    cutting = policy(rule("852c", "publish-without", equals="kín", without=["852c"]))
    fields = [("852", "8 \x1f6880-01\x1fbA\x1fckín"), ("880", f"8 \x1f6852-01\x1fbA\x1fc{CANARY}")]
    assert texts(screen(record(*fields), cutting)) == [("852", "8 \x1f6880-01\x1fbA"), ("880", "8 \x1f6852-01\x1fbA")]


# For each rule that ships: a record that only this rule withholds.
WITHHELD = {
    "deleted": record(leader="00000dam a2200000   4500"),
    "security-class": record(("355", "0 \x1faMật")),
    "dissemination-control": record(("357", "  \x1faNội bộ")),
    "secret-words": record(("506", "  \x1faTài liệu không phục vụ bạn đọc.")),
    "use-forbidden": record(("540", "  \x1faCấm phổ biến dưới mọi hình thức.")),
    "unknown-restriction-source": record(("506", "0 \x1faMở\x1f2la-lung")),
    "unknown-restriction-term": record(("506", "0 \x1ffVùng 3")),
    "restricted": record(("506", "1 \x1faTheo quyết định của Sở.")),
    "embargo-date": record(("506", "0 \x1fg20301231")),
    "embargo-note": record(("540", "  \x1faKhông công bố trước ngày 1 tháng 3 năm 2027.")),
    "opac-suppressed": record(("942", "  \x1fn1")),
    "armed-forces": record(("245", "10\x1faSổ tay")),
}
CUT = {
    "address-with-login": ("856", "40\x1fuhttps://docgia:matkhau@tv.example/1"),
    "embargoed-link": ("856", "40\x1fuhttps://tv.example/1\x1fzEmbargo until 2027-06-30"),
    "unknown-access-status": ("856", "40\x1fuhttps://tv.example/1\x1f7z"),
    "unknown-rights": ("857", "40\x1fuhttps://tv.example/1\x1frtheo hợp đồng"),
}
RELEASED = DEFAULT.bound("armed-forces", "2026-11-22")


def without(name: str) -> Policy:
    """The shipped policy without one of its rules, for a library of the armed forces."""
    table = shipped()
    return Policy.from_table({**table, "rule": [raw for raw in table["rule"] if raw["id"] != name]}, name="t").bound(
        "armed-forces", "2026-11-22"
    )


def open_to_all(subject: Record) -> Record:
    """The record with a 506 that says so, which libraries of the armed forces must give."""
    return Record(subject.leader, (*subject.fields, ("506", "0 \x1faKhông hạn chế")))


def test_every_shipped_rule_has_its_record() -> None:
    assert [raw["id"] for raw in shipped()["rule"]] == [*WITHHELD, *CUT]


@pytest.mark.parametrize("name", WITHHELD)
def test_each_shipped_rule_withholds_and_dropping_it_lets_its_record_through(name: str) -> None:
    subject = WITHHELD[name] if name == "armed-forces" else open_to_all(WITHHELD[name])
    screened = screen(subject, RELEASED)
    assert (screened.record, screened.outcome, screened.rule) == (None, "withhold", name)
    assert screen(subject, without(name)).outcome == "publish"


@pytest.mark.parametrize("name", CUT)
def test_each_shipped_rule_that_cuts_takes_its_field_and_dropping_it_leaves_the_field(name: str) -> None:
    tag, text = CUT[name]
    kept = (tag, "40\x1fuhttps://tv.example/mo")
    subject = record(("506", "0 \x1faMở"), (tag, text), kept, ("880", f"{text[:2]}\x1f6{tag}-00\x1fa1{text[2:]}"))
    screened = screen(subject, RELEASED)
    assert texts(screened) == [("506", "0 \x1faMở"), kept]
    assert (screened.outcome, screened.cutting) == ("publish-without", (name,))
    assert (tag, text) in texts(screen(subject, without(name)))


def test_a_field_goes_when_its_880_says_what_it_does_not() -> None:
    fields = [("856", "40\x1f6880-01\x1fuhttps://a.example/"), ("880", "40\x1f6856-01\x1fuhttps://a.example/\x1fzEmbargo until 2031")]
    assert texts(screen(record(*fields), DEFAULT)) == []


@pytest.mark.parametrize(
    ("date", "open_on"),
    [
        ("20301231", "2030-12-31"),
        ("2030-12-31", "2030-12-31"),
        ("31/12/2030", "2030-12-31"),
        ("1.2.2027", "2027-02-01"),
        ("ngày 5 tháng 3 năm 2027", "2027-03-05"),
        ("đến hết ngày 31/12/2026", "2027-01-01"),
        ("tháng 2/2028", "2028-02-29"),
        ("02/2027", "2027-02-28"),
        ("2027-06", "2027-06-30"),
        ("March 5, 2027", "2027-03-05"),
        ("5 Mar. 2027", "2027-03-05"),
        ("June 2027", "2027-06-30"),
        ("năm 2030", "2030-12-31"),
        ("2020-01-01/2031-01-01", "2031-01-01"),
        ("2030-12-31T00:00:00Z", "2030-12-31"),
        ("20301331", None),
        ("31/02/2030", None),
        ("203u", None),
        ("sắp tới", None),
        ("", None),
        ("5 năm kể từ 2026", None),
        ("2026 (15 năm)", None),
        ("ten years from 2026", None),
        ("9999", "9999-12-31"),
        ("đến hết năm 9999", None),
    ],
)
def test_a_date_is_read_as_cataloguers_write_it_or_not_at_all(date: str, open_on: str | None) -> None:
    assert closed_until(date) == open_on
    subject = record(("506", f"0 \x1fg{date}"))
    screened = screen(subject, DEFAULT.bound("", "2026-11-22"))
    assert screened.rule == "embargo-date" and screened.until == (open_on or "")
    assert screen(subject, DEFAULT.bound("", open_on or "9999-12-31")).rule == ("" if open_on else "embargo-date")


@pytest.mark.parametrize(
    ("tag", "text", "rule"),
    [
        ("506", "  \x1faEmbargo until 2027-01-01.", "embargo-note"),
        ("506", "  \x1faEmbargo lifted on request.", "embargo-note"),
        ("506", "  \x1faNo embargo.", ""),
        ("506", "  \x1faTài liệu đã giải mật.", ""),
        ("583", "0 \x1faGiải mật\x1fc20310101", "embargo-note"),
        ("583", "0 \x1faGiải mật\x1fc20200101", ""),
        ("542", "  \x1fnChưa công bố đến hết năm 2026", "embargo-note"),
        ("540", "  \x1faOpen on request.", ""),
        ("880", "  \x1f6506-00\x1faClosed until 2031", "embargo-note"),
    ],
)
def test_a_note_that_closes_until_a_day_withholds_until_then(tag: str, text: str, rule: str) -> None:
    assert screen(record((tag, text)), DEFAULT.bound("", "2026-11-22")).rule == rule


def test_without_a_day_every_date_is_still_to_come() -> None:
    assert screen(record(("506", "0 \x1fg19990101")), DEFAULT).rule == "embargo-date"


def test_a_rule_for_a_kind_of_library_is_for_no_other() -> None:
    subject = record(("245", "10\x1faT"))
    assert screen(subject, DEFAULT.bound("provincial", "2026-11-22")).outcome == "publish"
    assert screen(subject, RELEASED).rule == "armed-forces"
    assert screen(open_to_all(subject), RELEASED).outcome == "publish"


def test_an_authority_880_without_its_field_does_not_pass() -> None:
    broken = Record("00000nz  a2200000n  4500", (("001", "k1"), ("150", "  \x1faT"), ("880", f"  \x1f6667x\x1fa{CANARY}")))
    assert CANARY not in repr(screen(broken, Policy.authority()))


@pytest.mark.parametrize(
    "text",
    [
        "1 \x1faĐọc tại chỗ",
        "1 \x1faChỉ phục vụ tại Phòng đọc.",
        "1 \x1faAccess limited to authenticated users.",
        "0 \x1ffUnrestricted online access\x1f2star",
        "  \x1faMở",
    ],
)
def test_conditions_of_use_do_not_withhold_a_description(text: str) -> None:
    assert screen(record(("506", text)), DEFAULT).outcome == "publish"


@pytest.mark.parametrize("word", ["Mật", "TUYỆT MẬT", "Tối mật.", "Lưu hành nội bộ", "Không được phép công bố", "Confidential"])
def test_secret_words_withhold_however_they_are_written(word: str) -> None:
    assert screen(record(("506", f"  \x1fa{word}")), DEFAULT).rule == "secret-words"
    assert screen(record(("880", f"  \x1f6506-00\x1fa{word}")), DEFAULT).rule == "secret-words"


def test_one_open_statement_does_not_excuse_a_closed_one() -> None:
    assert screen(record(("506", "1 \x1faĐọc tại chỗ"), ("506", "1 \x1faTheo quyết định.")), DEFAULT).rule == "restricted"


def test_rules_are_asked_in_order_and_the_configurations_come_first() -> None:
    closed = record(("355", "0 \x1faMật"))
    assert screen(closed, policy(rule("355", "publish"))).outcome == "publish"
    assert screen(closed, policy(rule("001", "publish", equals="khác"))).rule == "security-class"


def test_cuts_add_up_and_a_withholding_still_holds() -> None:
    cut = policy(rule("500", "publish-without", without=["500a"]), {**rule("520", "publish-without", without=["520"]), "id": "s"})
    screened = screen(record(("500", "  \x1faA"), ("520", "  \x1faB"), ("505", "0 \x1faC")), cut)
    assert texts(screened) == [("505", "0 \x1faC")]
    assert (screened.outcome, screened.rule, dict(screened.removed)) == ("publish-without", "r", {"500a": 1, "520a": 1})
    assert screen(record(("500", "  \x1faA"), ("355", "  \x1faB")), cut).outcome == "withhold"


@pytest.mark.parametrize(
    ("given_", "text", "met"),
    [
        ({}, "  \x1fbx", True),
        ({"path": "500a"}, "  \x1fbx", False),
        ({"path": "500a", "exists": True}, "  \x1fax", True),
        ({"path": "500|1*|a"}, "  \x1fax", False),
        ({"path": "500a", "equals": "Mật"}, "  \x1fa MẬT. ", True),
        ({"path": "500a", "equals": ["A", "B"]}, "  \x1fab", True),
        ({"path": "500a", "equals": ["A", "B"]}, "  \x1fac", False),
        ({"path": "500a", "not_equals": ["A"]}, "  \x1faa", False),
        ({"path": "500a", "not_equals": ["A"]}, "  \x1faa\x1fab", True),
        ({"path": "500a", "not_equals": ["A"]}, "  \x1fbb", False),
        ({"path": "500a", "matches": "nội bộ$"}, "  \x1faLưu hành NỘI BỘ", True),
        ({"path": "500a", "matches": "^nội"}, "  \x1faLưu hành nội bộ", False),
        ({"path": "500a", "not_matches": "mở"}, "  \x1faMở", False),
        ({"path": "500a", "not_matches": "mở"}, "  \x1fbkhác", True),
        ({"path": "5XXa", "equals": "x"}, "  \x1fax", True),
        ({"path": "LDR[5]", "equals": "n"}, "", True),
        ({"path": "LDR[5]", "equals": "c"}, "", False),
    ],
)
def test_conditions(given_: dict[str, Any], text: str, met: bool) -> None:
    asked = policy({**rule("500"), **given_})
    assert (screen(record(("500", text)) if text else record(), asked).outcome == "withhold") is met


def test_a_configuration_extends_or_replaces_the_list() -> None:
    koha = ("952", "  \x1faPhòng đọc\x1fpCD1")
    assert texts(screen(record(koha), policy(allow=["952a"]))) == [("952", "  \x1faPhòng đọc")]
    assert texts(screen(record(koha), policy(allow=["9**"]))) == [koha]
    assert texts(screen(record(koha), policy(allow=["952"], deny=["952p"]))) == [("952", "  \x1faPhòng đọc")]
    linked = ("773", "0 \x1ftTạp chí\x1fw(VN)1")
    assert texts(screen(record(linked), DEFAULT)) == [linked]
    assert texts(screen(record(linked), policy(deny=["773"]))) == []
    assert texts(screen(record(linked), policy(deny=["77X|0*|w"]))) == [("773", "0 \x1ftTạp chí")]
    alone = Policy.from_table({"allow": ["245a"]}, name="t")
    assert texts(screen(record(("245", "10\x1faT\x1fbU"), ("500", "  \x1faN")), alone)) == [("245", "10\x1faT")]


def test_the_open_policy_lets_everything_pass() -> None:
    everything = record(("355", "0 \x1faMật"), ("952", "  \x1fax"), ("880", "  \x1faB"), leader="00000dam a2200000   4500")
    assert screen(everything, Policy.open()).record is everything


def test_the_digest_is_of_what_the_policy_says() -> None:
    assert Policy.default().digest == Policy.from_table(shipped(), name="another name").digest
    assert policy(allow=["952a", "952b"]).digest == policy(allow=["952b", "952a"]).digest
    digests = {
        p.digest for p in (DEFAULT, Policy.open(), policy(allow=["952a"]), policy(deny=["952a"]), policy(rule("500")), policy(rule("501")))
    }
    assert len(digests) == 6
    assert all(len(digest) == 64 for digest in digests)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, "nothing would be published"),
        ({"extends": "defaults"}, "extends = 'defaults'"),
        ({"extend": "default"}, "no key 'extend'; did you mean 'extends'"),
        ({"extends": "default", "allow": "952a"}, "allow must be a list of texts"),
        ({"extends": "default", "allow": ["95"]}, "allow: '95' is no MARC path"),
        ({"extends": "default", "deny": ["008[35-37]"]}, "names characters or the leader"),
        ({"extends": "default", "rule": [{"id": "a", "outcome": "withhold"}]}, "rule 'a': path is missing"),
        ({"extends": "default", "rule": [{}]}, "rule 1: id is missing"),
        ({"extends": "default", "rule": [rule("500", "withold")]}, "did you mean 'withhold'"),
        ({"extends": "default", "rule": [rule("500", mathces="x")]}, "no key 'mathces'; did you mean 'matches'"),
        ({"extends": "default", "rule": [rule("500", equals="x", matches="y")]}, "equals and matches are two conditions"),
        ({"extends": "default", "rule": [rule("500", matches="(")]}, "no regular expression"),
        ({"extends": "default", "rule": [rule("500", equals=[])]}, "needs a text or a list"),
        ({"extends": "default", "rule": [rule("500", exists=False)]}, "exists can only be true"),
        ({"extends": "default", "rule": [rule("500", absent=False)]}, "absent can only be true"),
        ({"extends": "default", "rule": [rule("500", after_release=1)]}, "no regular expression"),
        ({"extends": "default", "rule": [rule("LDR[5]", "publish-without", without="field")]}, "or the leader, cannot be left out"),
        ({"extends": "default", "rule": [rule("500", "publish-without")]}, "`without` goes with"),
        ({"extends": "default", "rule": [rule("500", without=["500"])]}, "`without` goes with"),
        ({"extends": "default", "rule": [{**rule("500"), "reason": {"en": "x"}}]}, "reason needs a text in vi and in en"),
        ({"extends": "default", "rule": [rule("500"), rule("501")]}, "two rules have the id 'r'"),
    ],
)
def test_a_wrong_policy_is_told_what_and_where(table: dict[str, Any], says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        Policy.from_table(table, name="t")


def test_the_allow_list_names_only_what_marc21_defines() -> None:
    defined = marc21_fields()
    for path in DEFAULT.allow:
        if path.tag >= "010" and (known := defined[path.tag]).many is not None and not known.obsolete:
            assert set(path.codes) <= known.once | known.many | known.old, path.text


def test_the_documentations_policy_does_what_it_says() -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "release-policy.md").read_text("utf-8")
    table = tomllib.loads(page.split("```toml\n")[1].split("```")[0])
    written = Policy.from_table(table["policy"], name="docs")
    thesis = record(("506", "1 \x1faChỉ đọc toàn văn trong mạng của trường"), ("952", "  \x1faA\x1fbB"))
    assert texts(screen(thesis, written)) == [("506", "1 \x1faChỉ đọc toàn văn trong mạng của trường"), ("952", "  \x1faA")]
    donor = record(("500", "  \x1faN"), ("561", "  \x1faBà Lan hiến tặng"), ("505", "0 \x1faC"))
    assert texts(screen(donor, written)) == [("505", "0 \x1faC")]
    assert screen(record(("852", "8 \x1fbDCNB")), written).rule == "dia-chi-noi-bo"


FIELD = st.tuples(
    st.from_regex("[0-9]{3}", fullmatch=True),
    st.from_regex("[0-9 ]{2}(\x1f[0-9a-z][a-zư6-]{0,9}){1,4}", fullmatch=True),
)


@given(st.lists(FIELD, max_size=8))
def test_screening_twice_is_screening_once_and_nothing_is_made_up(fields: list[tuple[str, str]]) -> None:
    subject = Record(LEADER, tuple(fields))
    once = screen(subject, DEFAULT)
    if once.record is not None:
        assert sum(t.count("\x1f") or 1 for _, t in subject.fields) >= sum(t.count("\x1f") or 1 for _, t in once.record.fields)
        for tag, text in once.record.fields:
            assert any(tag == t and set(text.split("\x1f")) <= set(whole.split("\x1f")) for t, whole in subject.fields)
        again = screen(once.record, DEFAULT)
        assert again.record == once.record


@pytest.mark.parametrize("said", ["công bố", "phổ biến", "phục vụ"])
@pytest.mark.parametrize("how", ["Không {} trước tháng 6 năm {}", "Không được phép {} trước năm {}", "Chưa được {} đến hết năm {}"])
@pytest.mark.parametrize("field", ["506 1", "506  ", "506 0", "540  "])
def test_what_is_closed_until_a_day_is_withheld_until_then_and_no_longer(said: str, how: str, field: str) -> None:
    tag, indicators = field[:3], field[4:].ljust(2)
    for year, withheld in (("2028", True), ("2019", False)):
        text = f"{indicators}\x1fa{how.format(said, year)}, theo thỏa thuận"
        record = Record("00000nam a2200000   4500", (("001", "1"), ("245", "10\x1faA"), (tag, text)))
        made = screen(record, DEFAULT.bound("provincial", "2026-11-27"))
        assert (made.record is None) is withheld, (text, made.rule)

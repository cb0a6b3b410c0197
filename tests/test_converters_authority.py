# SPDX-License-Identifier: Apache-2.0
"""Authority records: their headings are the nodes that catalogue records have, and nothing of the format is lost without a reason."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters.authority import AUTHORITIES
from mucluc.converters.authority.headings import CODES, established
from mucluc.converters.convert import convert
from mucluc.converters.examples import record_of
from mucluc.converters.explain import explain, readable, unused
from mucluc.converters.facts import Facts
from mucluc.converters.record import SUBFIELD, Record
from mucluc.converters.rules import RULES
from mucluc.converters.screen import Policy, screen

LEADER = "00000nz  a2200000n  4500"

FORMAT = """
010az8 014ab68 016az28 020acqz68 022almyz01268 023ayz01268 024acdqz01268 031abcdegmnopqrstuyz268 034abcdefghjkmnprstxyz012368 035az68
040abcdef68 042a 043abc01268 045abc68 046fgklopqrstuvxz2368 050ab0158 052abd01268 053abc01568 055ab01258 060ab0158 065abc01258 066abc
070ab0158 072ax2568 073az68 075ab01268 080abx012568 082ab2568 083acyz2568 084abq01268 086az01268 087az2568
100abcdefghjklmnopqrstvxyz68 110abcdefghklmnoprstvxyz68 111acdefghjklnpqstvxyz68 130adfghklmnoprstvxyz68 147acdgvxyz68 148avxyz68
150abgvxyz68 151agvxyz68 155avxyz68 162a68 180vxyz68 181vxyz68 182vxyz68 185vxyz68 260ai68 335ab012368 336ab012368 348abcd012368 360ai68
368abcdstuv012368 370abcefgistuv0123468 371abcdemstuvz468 372astuv012368 373astuv012368 374astuv012368 375astuv012368 376abcstuv012368
377alu01268 378quv68 380a012368 381auv012368 382abdenprstv012368 383abcde2368 384a01368 385abmn012368 386abimn0123468 388a012368
400abcdefghijklmnopqrstvwxyz4568 410abcdefghiklmnoprstvwxyz4568 411acdefghijklnpqstvwxyz4568 430adfghiklmnoprstvwxyz4568
447acdgivwxyz4568 448aivwxyz4568 450abgivwxyz4568 451agivwxyz4568 455aivwxyz4568 462aiw4568 480ivwxyz4568 481ivwxyz4568 482ivwxyz4568
485ivwxyz4568 500abcdefghijklmnopqrstvwxyz014568 510abcdefghiklmnoprstvwxyz014568 511acdefghijklnpqstvwxyz014568
530adfghiklmnoprstvwxyz014568 547acdgivwxyz014568 548aivwxyz014568 550abgivwxyz014568 551agivwxyz014568 555aivwxyz014568 562aiw014568
580ivwxyz014568 581ivwxyz014568 582ivwxyz014568 585ivwxyz014568
640az68 641az68 642ad568 643abd568 644abd568 645ad568 646ad568 663abt68 664abt68 665at68 666a68 667a568 670abuw68 672abfw01268 673abfw01268
675a68 677auv568 678abu68 680ai568 681ai68 682ai068 688a568
700abcdefghijklmnopqrstvwxyz0124568 710abcdefghiklmnoprstvwxyz0124568 711acdefghijklnpqstvwxyz0124568 730adfghiklmnoprstvwxyz0124568
747acdgivwxyz0124568 748aivwxyz0124568 750abgivwxyz0124568 751agivwxyz0124568 755aivwxyz0124568 762aiw0124568 780ivwxyz0124568
781ivwxyz0124568 782ivwxyz0124568 785ivwxyz0124568 788aiw0124568
856abcdfghijklmnopqrstuvwxyz2368 857bcdefghlmnopqrstuxyz2368 883acdquwx018 884agkqu 885abcdwxz0125
"""
"""The fields and subfields of the MARC 21 Format for Authority Data."""


def marc(tag: str, indicators: str, parts: list[str]) -> tuple[str, str]:
    return tag, SUBFIELD.join([indicators, *parts])


def test_every_subfield_of_the_format_is_used_or_left_out_with_a_reason() -> None:
    fields = [marc(each[:3], "  ", [f"{code}x" for code in each[3:]]) for each in FORMAT.split()]
    record = Record(LEADER.replace(" ", "x"), (("001", "1"), ("003", "x"), ("005", "x"), ("008", "a" * 40), *fields))
    assert unused(record, rules=AUTHORITIES) == []


def test_what_the_release_policy_lets_pass_has_a_rule() -> None:
    """A subfield that is published and that no rule uses would be there for nobody."""
    allowed = {
        each[:3]: "".join(code for code in each[3:] if (codes := Policy.authority().codes(each[:3], "  ")) is None or code in codes)
        for each in FORMAT.split()
    }
    fields = [marc(tag, "  ", [f"{code}x" for code in codes]) for tag, codes in allowed.items() if codes.strip("0123456789")]
    assert unused(Record(LEADER, tuple(fields)), rules=AUTHORITIES) == []


words = st.sampled_from(["Nguyễn Du", "Nguyễn, Du", "Phú Yên", "Thơ.", "Văn học,", "Hà Nội /", "1765-1820", "a$b", "Bộ Văn hóa.", "阮攸"])
THESAURI = {
    "a": ("0", ""), "b": ("1", ""), "c": ("2", ""), "d": ("3", ""), "k": ("5", ""), "v": ("6", ""), "z": ("7", "btkkhcn"),
    "r": ("7", "aat"),
}  # fmt: skip


@st.composite
def headings(draw: st.DrawFn, forms: list[str], codes: str | None = None) -> tuple[str, str, list[str]]:
    form = draw(st.sampled_from(forms))
    known = codes or "".join(code for code in CODES[form] if code not in "hbcdfg")
    first = "t" if form == "00" and codes is None and draw(st.booleans()) else ""
    parts = ["a" + draw(words), *([first + draw(words)] if first else [])]
    parts += [code + draw(words) for code in sorted(draw(st.sets(st.sampled_from([c for c in known if c not in "at"]), max_size=3)))]
    return form, draw(st.sampled_from("0123 ")), parts


def nodes_of(record: Record) -> set[str]:
    return {line.decode().split(" ")[0] for line in convert(record).lines}


def authority(form: str, indicators: str, parts: list[str], system: str, source: str = "") -> Record:
    fixed = f"240301n| az{system}nnaabn{' ' * 10}|a aaa     d"
    return Record(
        LEADER, (("008", fixed), marc("040", "  ", ["aX", f"f{source}"] if source else ["aX"]), marc("1" + form, indicators, parts))
    )


@settings(max_examples=300, deadline=2000)
@given(headings(["47", "48", "50", "51", "55"]), st.sampled_from(sorted(THESAURI)))
def test_a_term_is_the_node_that_subjects_of_its_list_have(heading: tuple[str, str, list[str]], system: str) -> None:
    form, _, parts = heading
    second, source = THESAURI[system]
    mine = established(Facts(authority(form, "  ", parts, system, source if system == "z" else ""), ""))
    book = Record("00000nam a2200000 a 4500", (marc("6" + form, f" {second}", [*parts, *([f"2{source}"] if source else [])]),))
    theirs = [line.decode() for line in convert(book).lines]
    about = [line.split(" ")[2] for line in theirs if line.startswith("<\x01#work> <http://id.loc.gov/ontologies/bibframe/")]
    assert (mine.node if mine else None) in ([*about, None] if mine is None else about)


@settings(max_examples=300, deadline=2000)
@given(headings(["00", "10", "11"], "cdnq"), st.sampled_from(sorted(THESAURI)), st.sampled_from(["1", "7", "6"]))
def test_a_name_is_the_node_that_it_is_as_author_and_as_subject_of_any_list(
    heading: tuple[str, str, list[str]], system: str, hundred: str
) -> None:
    form, first, parts = heading
    mine = established(Facts(authority(form, first + " ", parts, system), ""))
    assert mine is not None
    book = Record("00000nam a2200000 a 4500", (marc(hundred + form, first + ("4" if hundred == "6" else " "), parts),))
    assert mine.node in nodes_of(book)


@settings(max_examples=200, deadline=2000)
@given(words, st.lists(st.tuples(st.sampled_from("npl"), words), max_size=2), st.sampled_from(["700", "600", "800"]))
def test_a_name_with_a_title_is_the_hub_of_added_entries_subjects_and_series(title: str, more: list[tuple[str, str]], tag: str) -> None:
    parts = ["aHugo, Victor,", "d1802-1885.", "t" + title, *(code + text for code, text in more)]
    mine = established(Facts(authority("00", "1 ", parts, "a"), ""))
    assert mine is not None
    assert mine.node in nodes_of(Record("00000nam a2200000 a 4500", (marc(tag, "14" if tag == "600" else "1 ", parts),)))


@settings(max_examples=200, deadline=2000)
@given(words, st.lists(st.tuples(st.sampled_from("npl"), words), max_size=2), st.sampled_from(["130", "240", "630", "730", "830"]))
def test_a_uniform_title_is_one_hub_wherever_it_stands(title: str, more: list[tuple[str, str]], tag: str) -> None:
    parts = ["a" + title, *(code + text for code, text in more)]
    mine = established(Facts(authority("30", " 0", parts, "z"), ""))
    assert mine is not None
    assert mine.node in nodes_of(Record("00000nam a2200000 a 4500", (marc(tag, "04" if tag == "630" else "00", parts),)))


@pytest.mark.parametrize("system", sorted(THESAURI))
@pytest.mark.parametrize(("form", "part"), [("80", "xLịch sử"), ("81", "zPhú Yên"), ("82", "yThế kỷ 19"), ("85", "vThư mục")])
def test_a_subdivision_is_the_part_that_subjects_have(form: str, part: str, system: str) -> None:
    second, source = THESAURI[system]
    mine = established(Facts(authority(form, "  ", [part], system, source if system == "z" else ""), ""))
    assert mine is not None
    book = Record("00000nam a2200000 a 4500", (marc("650", f" {second}", ["aThơ", part, *([f"2{source}"] if source else [])]),))
    assert mine.node in nodes_of(book)


def test_a_place_and_the_place_that_a_subject_is_about_are_one() -> None:
    mine = established(Facts(authority("51", "  ", ["aPhú Yên"], "z", "btkkhcn"), ""))
    book = Record("00000nam a2200000 a 4500", (marc("650", " 7", ["aThơ", "zPhú Yên", "2btkkhcn"]),))
    assert mine is not None
    assert mine.node in nodes_of(book)


def test_the_rules_of_subjects_need_no_fact_of_a_record() -> None:
    assert all(not step.rule.needs for form in CODES if f"6{form}" in RULES.by_tag for step in RULES.by_tag[f"6{form}"])


HAN_NOM = [
    "LDR 00000nz##a2200000n##4500", "001 1", "040 ##$aTVTPY$bvie", "100 0#$6880-01$aNguyễn Du,$d1765-1820", "400 0#$6880-02$aTố Như",
    "550 ##$6880-03$aThơ", "880 0#$6100-01/Hani$a阮攸,$d1765-1820", "880 0#$6400-02/Hani$a素如", "880 ##$6550-03/Hani$a詩",
    "880 0#$6400-00/Hani$a清軒",
]  # fmt: skip


def test_forms_in_another_script_are_said_of_the_same_nodes() -> None:
    lines = set(readable(line.decode() for line in convert(record_of(HAN_NOM)).lines))
    assert {
        'agent/1 rdfs:label "阮攸, 1765-1820"@vi-Hani',
        'agent/1 madsrdf:authoritativeLabel "阮攸, 1765-1820"@vi-Hani',
        'agent/1#variant-1 madsrdf:variantLabel "Tố Như"',
        'agent/1#variant-1 madsrdf:variantLabel "素如"@vi-Hani',
        'topic/1 rdfs:label "詩"@vi-Hani',
        "agent/1 madsrdf:hasVariant agent/1#variant-2",
        'agent/1#variant-2 madsrdf:variantLabel "清軒"@vi-Hani',
    } <= lines
    assert len({line.split(" ")[0] for line in lines if line.startswith("agent/") and "#" not in line.split(" ")[0]}) == 1


def test_the_script_of_a_chinese_author_is_chinese() -> None:
    marc = [*HAN_NOM[:3], "377 ##$achi", *HAN_NOM[3:]]
    assert 'agent/1 rdfs:label "阮攸, 1765-1820"@zh-Hani' in set(readable(line.decode() for line in convert(record_of(marc)).lines))


def test_explain_lists_nothing_unused_of_an_authority_record() -> None:
    record = record_of(HAN_NOM)
    assert unused(record) == []
    assert {rule for rule, _ in explain(record)} >= {"auth.heading", "auth.variant", "auth.related"}


@pytest.mark.parametrize("status", "dosx")
def test_a_deleted_authority_record_is_withheld(status: str) -> None:
    record = record_of([HAN_NOM[0].replace("00000nz", f"00000{status}z"), *HAN_NOM[1:]])
    assert screen(record, Policy.authority()).record is None

# SPDX-License-Identifier: Apache-2.0
"""Field 880: which language tag its text has, where it is said, and that nothing of it is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.convert import Trace, clean, run
from mucluc.converters.examples import record_of
from mucluc.converters.explain import readable
from mucluc.converters.record import SUBFIELD, Record
from mucluc.converters.rules import RULES
from mucluc.converters.rules.scripts import Link, link, written
from mucluc.vocab.codes import LANGUAGES, SCRIPTS, WRITING

HAN, CYRILLIC, ARABIC, HEBREW, KANA, HANGUL, GREEK, THAI = (
    "阮攸",
    "Москва",
    "حافظ",
    "ירושלים",
    "源氏ものがたり",
    "한국 文學",
    "Ἀθῆναι",
    "กรุงเทพ",
)


def lines_of(*marc: str) -> list[str]:
    return list(readable(run(clean(record_of([*marc])), "", RULES)))


def fixed(language: str) -> str:
    return f"008 200101s1871####vm############000#0#{language}##"


@pytest.mark.parametrize(
    ("language", "six", "text", "tag"),
    [
        ("vie", "$1", HAN, "vi-Hani"), ("chi", "$1", HAN, "zh-Hani"), ("jpn", "$1", HAN, "ja-Jpan"), ("kor", "$1", HAN, "ko-Kore"),
        ("jpn", "$1", KANA, "ja-Jpan"), ("kor", "$1", HANGUL, "ko-Kore"), ("chi", "Hans", HAN, "zh-Hans"), ("chi", "500", HAN, "zh-Hani"),
        ("rus", "(N", CYRILLIC, "ru-Cyrl"), ("srp", "(Q", CYRILLIC, "sr-Cyrl"), ("kaz", "220", CYRILLIC, "kk-Cyrl"),
        ("ara", "(3/r", ARABIC, "ar-Arab"), ("per", "(4/r", ARABIC, "fa-Arab"), ("per", "(3/r\u200f", ARABIC, "fa-Arab"),
        ("ota", "(3/r", ARABIC, "ota-Arab"), ("heb", "(2/r", HEBREW, "he-Hebr"), ("gre", "(S", GREEK, "el-Grek"),
        ("tha", "Thai", THAI, "th-Thai"),
        # The script of another language than the record's.
        ("eng", "$1", HAN, "und-Hani"), ("eng", "(N", CYRILLIC, "und-Cyrl"), ("vie", "(2/r", HEBREW, "und-Hebr"),
        # Kana and Hangul are of one language each.
        ("eng", "$1", KANA, "ja-Jpan"), ("vie", "$1", HANGUL, "ko-Kore"),
        # Latin text.
        ("vie", "(B", "Truyện Kiều", "vi"), ("chi", "(B", "Chuan qiao", "zh-Latn"), ("rus", "Latn", "Moskva", "ru-Latn"),
        ("eng", "(B", "A", "en"),
        # No script is named, or none that there is: the characters tell.
        ("vie", "", HAN, "vi-Hani"), ("xxx", "", HAN, "und-Hani"), ("ara", "r", ARABIC, "ar-Arab"), ("ara", "/r", ARABIC, "ar-Arab"),
        ("rus", "Zyxw", CYRILLIC, "ru-Cyrl"), ("vie", "", "Kiều", "vi"), ("   ", "", "A", "und"),
        # The code says what no character is.
        ("vie", "(B", HAN, "vi-Hani"), ("rus", "$1", CYRILLIC, "ru-Cyrl"),
    ],
)  # fmt: skip
def test_the_language_tag_is_of_script_and_record(language: str, six: str, text: str, tag: str) -> None:
    linked = f"500-00/{six}" if six else "500-00"
    record = Record("00000nam a2200000 a 4500", (("008", " " * 35 + language + "  "), ("880", f"  \x1f6{linked}\x1fa{text}")))
    assert f'instance-note-1 rdfs:label "{text}"@{tag}' in list(readable(run(record, "", RULES)))


def test_a_language_of_041_is_the_languages_that_are_written_so() -> None:
    lines = lines_of(fixed("eng"), "041 1#$aeng$hchi", f"880 ##$6500-00/$1$a{HAN}")
    assert f'instance-note-1 rdfs:label "{HAN}"@zh-Hani' in lines
    lines = lines_of(fixed("fre"), "041 0#$afrevie", f"880 ##$6500-00/$1$a{HAN}")
    assert f'instance-note-1 rdfs:label "{HAN}"@vi-Hani' in lines


def test_the_cataloguers_own_tag_comes_first() -> None:
    lines = lines_of(fixed("chi"), f"880 ##$6500-00/$1$a{HAN}$7(bcp47)ZH-hant-tw")
    assert f'instance-note-1 rdfs:label "{HAN}"@zh-Hant-TW' in lines


@pytest.mark.parametrize(
    ("six", "found"),
    [
        ("245-01/(3/r", Link("245", "01", "(3")), ("245-01", Link("245", "01", "")), ("245-00/$1", Link("245", "", "$1")),
        (" 245-01/(N", Link("245", "01", "(N")), ("24501", Link("245", "01", "")), ("245 01", Link("245", "01", "")),
        ("245", Link("245", "", "")), ("245-1/$1", Link("245", "", "$1")), ("245-001", Link("245", "", "")),
        ("245-07/r", Link("245", "07", "")),
        ("100-02/(3/r\u200f", Link("100", "02", "(3")), ("700-03//r", Link("700", "03", "")), ("880-02", Link("880", "02", "")),
        ("24X-01", None), ("", None), ("nonsense", None), ("-01", None),
    ],
)  # fmt: skip
def test_a_link_is_read_as_far_as_it_goes(six: str, found: Link | None) -> None:
    assert link(["  ", "6" + six, "aA"]) == found


@pytest.mark.parametrize(
    ("text", "script"),
    [
        (HAN, "Hani"), (KANA, "Jpan"), (HANGUL, "Kore"), (CYRILLIC, "Cyrl"), (ARABIC, "Arab"), (HEBREW, "Hebr"), (GREEK, "Grek"),
        (THAI, "Thai"), ("Nguyễn Du", ""), ("", ""), ("1987 — «»", ""), ("世界经济・国际政治", "Hani"), ("Москва: Moskva", "Cyrl"),
        ("हिन्दी", "Deva"), ("𡨸喃", "Hani"),
    ],
)  # fmt: skip
def test_characters_tell_their_script(text: str, script: str) -> None:
    assert written(text) == script


def test_the_tables_of_languages_and_scripts_agree() -> None:
    names = set(SCRIPTS.values())
    assert {script for language in LANGUAGES.values() for script in language.scripts} <= names
    assert all(low <= high for low, high, _ in WRITING)
    assert all(one[1] < other[0] for one, other in pairwise(WRITING))
    assert SCRIPTS["$1"] == "Hani" and SCRIPTS["220"] == "Cyrl" and SCRIPTS["arab"] == "Arab"


# ── where it is said ──


def test_a_topic_has_both_forms() -> None:
    lines = lines_of(fixed("vie"), "650 #7$6880-01$aThơ$2btkkhcn", "880 #7$6650-01/$1$a詩$2btkkhcn")
    assert 'topic/1 madsrdf:authoritativeLabel "Thơ"' in lines
    assert 'topic/1 madsrdf:authoritativeLabel "詩"@vi-Hani' in lines
    assert len([line for line in lines if line.startswith("work bf:subject")]) == 1


def test_parts_of_a_subject_have_both_forms_in_their_order() -> None:
    lines = lines_of(fixed("chi"), "651 #0$6880-01$aChina$xHistory", "880 #0$6651-01/$1$a中国$x历史")
    assert 'topic/1 madsrdf:authoritativeLabel "中国--历史"@zh-Hani' in lines
    assert 'place/1 madsrdf:authoritativeLabel "中国"@zh-Hani' in lines
    assert 'topic/2 madsrdf:authoritativeLabel "历史"@zh-Hani' in lines
    assert sum("componentList" in line for line in lines) == 1


def test_a_name_without_the_subdivisions_of_its_partner_is_the_name_of_the_first_part() -> None:
    lines = lines_of(fixed("per"), "600 00$6880-01$aḤāfiẓ$xCriticism", f"880 04$6600-01/(3/r$a{ARABIC}")
    assert f'agent/1 rdfs:label "{ARABIC}"@fa-Arab' in lines
    assert f'topic/1 madsrdf:authoritativeLabel "{ARABIC}"@fa-Arab' in lines
    assert f'topic/1 rdfs:label "{ARABIC}"@fa-Arab' not in lines


def test_a_topic_without_the_subdivisions_of_its_partner_is_the_first_part() -> None:
    lines = lines_of(fixed("vie"), "650 #4$6880-01$aThơ$zPhú Yên", "880 #4$6650-01/$1$a詩")
    assert 'topic/1 madsrdf:authoritativeLabel "詩"@vi-Hani' in lines
    assert 'topic/2 madsrdf:authoritativeLabel "詩"@vi-Hani' in lines
    assert 'topic/2 rdfs:label "詩"@vi-Hani' not in lines


def test_subdivisions_that_only_the_other_script_has_make_no_list_on_the_partner() -> None:
    lines = lines_of(fixed("vie"), "650 #4$6880-01$aThơ", "880 #4$6650-01/$1$a詩$z富安")
    assert 'topic/1 madsrdf:authoritativeLabel "詩--富安"@vi-Hani' in lines
    assert not any("componentList" in line for line in lines)
    lines = lines_of(fixed("vie"), "600 04$6880-01$aNguyễn Du", f"880 04$6600-01/$1$a{HAN}$x小史")
    assert f'agent/1 rdfs:label "{HAN}"@vi-Hani' in lines
    assert f'agent/1 madsrdf:authoritativeLabel "{HAN}--小史"@vi-Hani' in lines
    assert not any("componentList" in line for line in lines)


def test_the_title_of_a_name_title_subject_is_said_of_its_hub() -> None:
    lines = lines_of(fixed("jpn"), "600 14$6880-01$aKubo, Sakae.$tKazanbaichi", "880 14$6600-01/$1$a久保栄.$t火山灰地")
    assert 'hub/1#title bf:mainTitle "火山灰地"@ja-Jpan' in lines
    assert 'agent/1 rdfs:label "久保栄"@ja-Jpan' in lines


def test_who_the_other_form_is_elsewhere_is_said_of_the_same_heading() -> None:
    lines = lines_of(
        fixed("chi"), "650 #0$6880-01$aLandscape painting", "880 #7$6650-01/$1$a山水畫$2csht$0http://catld.ncl.edu.tw/subject/1"
    )
    assert "topic/1 madsrdf:hasExactExternalAuthority <http://catld.ncl.edu.tw/subject/1>" in lines
    assert "topic/1 bf:source id:vocabulary/subjectSchemes/csht" in lines
    assert 'id:vocabulary/subjectSchemes/csht bf:code "csht"' in lines


def test_two_forms_in_other_scripts_are_both_said() -> None:
    lines = lines_of(fixed("vie"), "245 00$6880-01$aKiều", f"880 00$6245-01/$1$a{HAN}", f"880 00$6245-01/(N$a{CYRILLIC}")
    assert f'instance-title-1 bf:mainTitle "{HAN}"@vi-Hani' in lines
    assert f'instance-title-1 bf:mainTitle "{CYRILLIC}"@und-Cyrl' in lines


def test_an_edition_and_a_series_are_said_beside_those_of_the_partner() -> None:
    lines = lines_of(
        fixed("chi"), "250 ##$6880-01$aDi 1 ban", "490 0#$6880-02$aCong shu", "880 ##$6250-01/$1$a第1版", "880 0#$6490-02/$1$a丛书"
    )
    assert 'instance bf:editionStatement "第1版"@zh-Hani' in lines
    assert any('"丛书"@zh-Hani' in line for line in lines)


@pytest.mark.parametrize("tag", ["210", "222", "242", "246", "247", "250", "260", "264", "490", "500", "501", "502", "504", "505", "506", "507", "508", "510", "511", "513", "515", "516", "518", "520", "521", "522", "524", "525", "530", "532", "533", "534", "536", "538", "540", "541", "544", "545", "546", "547", "550", "555", "556", "561", "563", "580", "581", "583", "585", "586", "588", "600", "610", "611", "630", "648", "650", "651", "653", "655", "656", "662", "700", "710", "711", "720", "730", "740", "752", "780", "800", "810", "830"])  # fmt: skip  # noqa: E501
@pytest.mark.parametrize("paired", [False, True])
def test_the_text_of_an_880_is_there_with_its_tag(tag: str, paired: bool) -> None:
    one = "01" if paired else "00"
    first = "1" if tag in ("541", "561", "583") else " "  # not private
    both = {"800": "tTruyện", "810": "tTruyện"}.get(tag, "bB") if tag in ("800", "810") else ""
    more = [both] if both else []
    fields: list[tuple[str, str]] = [("008", " " * 35 + "vie  ")]
    if paired:
        fields.append((tag, SUBFIELD.join([f"{first} ", "6880-01", "aNguyễn", *more])))
    fields.append(("880", SUBFIELD.join([f"{first} ", f"6{tag}-{one}/$1", f"a{HAN}", *more])))
    lines = run(Record("00000nam a2200000 a 4500", tuple(fields)), "thu-vien", RULES)
    assert [line for line in lines if HAN in line and line.endswith("@vi-Hani")]


# ── nothing is lost, nothing breaks ──


@pytest.mark.parametrize("six", ["$6X45-01/$1", "$6", "$6880-01/$1", "$6008-01/$1", "$6000-00", "$6678-00/$1", ""])
def test_a_field_that_stands_for_none_is_a_note(six: str) -> None:
    lines = lines_of(fixed("vie"), f"880 10{six}$a{HAN}$b詩")
    assert f'instance-note-1 rdfs:label "{HAN} 詩"@vi-Hani' in lines


def test_a_field_whose_rules_make_nothing_of_it_is_a_note_that_has_its_rule() -> None:
    trace: list[Trace] = []
    run(clean(record_of([fixed("vie"), f"880 10$6100-00/$1$e{HAN}"])), "", RULES, trace)
    found = [step for step in trace if step.rule.id == "880.note" and step.lines]
    assert found and any(HAN in line for line in found[0].lines)


def test_a_local_field_stays_out_in_every_script() -> None:
    assert not [line for line in lines_of(fixed("vie"), f"880 ##$6596-00$a{HAN}", f"880 ##$6952-00$a{HAN}") if HAN in line]


def test_what_is_said_of_a_term_of_elsewhere_is_in_no_language() -> None:
    lines = lines_of(fixed("vie"), f"880 #7$6650-00/$1$a{HAN}$2btkkhcn", f"880 ##$6020-00$z{HAN}")
    assert not [line for line in lines if line.startswith("id:") and "@" in line]


_PART = st.tuples(
    st.sampled_from("abcdtvxz0123456789eg"), st.sampled_from(["", " ", HAN, "X", "(DE-588)1", "http://a.b/c", ".", "$", '"\\'])
).map("".join)


@given(
    st.sampled_from(sorted({path.tag for rule in RULES for path in rule.paths if path.tag.isdigit() and path.tag > "009"})),
    st.lists(_PART, max_size=5),
    st.lists(_PART, max_size=5),
    st.sampled_from(["01/$1", "00", "01", "", "1", "01/(3/r", "/"]),
)
def test_no_pair_raises_or_makes_a_bad_line(tag: str, one: list[str], other: list[str], six: str) -> None:
    record = Record(
        "00000nam a2200000 a 4500",
        ((tag, SUBFIELD.join(["10", "6880-01", *one])), ("880", SUBFIELD.join(["10", f"6{tag}-{six}", *other]))),
    )
    for line in run(record, "thu-vien", RULES):
        subject, predicate, value = line.split(" ", 2)
        assert subject[0] == predicate[0] == "<" and value[0] in '<"'
        assert "@" not in value.rpartition('"')[2] or subject[1] in "\x01\x02\x03"

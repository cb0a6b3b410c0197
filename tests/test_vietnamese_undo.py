# SPDX-License-Identifier: Apache-2.0
"""Legacy Vietnamese text undone while a file is read, in every format, and clean text left alone."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from mucluc.converters.encodings import known
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Place, Record
from mucluc.converters.vietnamese.recognise import recognise
from mucluc.converters.vietnamese.syllables import is_syllable
from mucluc.converters.vietnamese.tables import ENCODINGS, encode
from mucluc.converters.vietnamese.undo import undone
from tests.marc_builder import good, iso, xml, xml_record

EXAMPLES = Path(__file__).parents[1] / "examples/phu-yen"
TCVN3 = "Nh÷ng nguyªn t¾c cÇn tu©n thñ khi ¸p dông chuÈn biªn môc"
MEANT = "Những nguyên tắc cần tuân thủ khi áp dụng chuẩn biên mục"


def found(data: bytes, **options: str) -> tuple[list[str], list[str]]:
    """The titles of the records in `data`, and the codes of the faults."""
    each = list(read(io.BytesIO(data), **options))  # type: ignore[arg-type]
    titles = [(record.get("245") or "")[4:] for record in each if isinstance(record, Record)]
    return titles, [fault.code for fault in each if isinstance(fault, Fault)]


def titled(title: str | bytes, coding: str = "a") -> bytes:
    raw = title.encode() if isinstance(title, str) else title
    return iso([("001", "x"), ("245", b"10\x1fa" + raw)], coding=coding)


@pytest.mark.parametrize("coding", ["a", " "])
def test_bytes_in_a_legacy_encoding_are_undone_whatever_the_leader_says(coding: str) -> None:
    assert found(titled(TCVN3.encode("latin-1"), coding)) == ([MEANT], ["encoding-legacy"])


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        (TCVN3, MEANT),
        ("Nguyeãn", "Nguyễn"),
        ("PHÊÌN MÏÌM QUAÃN TRÕ THÛ VIÏÅN … KOHA", "PHẦN MỀM QUẢN TRỊ THƯ VIỆN … KOHA"),
        ("Bän Tin LEAF-VN cûa H¶i H‡ Tr® ThÜ ViŚn", "Bản Tin LEAF-VN của Hội Hỗ Trợ Thư Viện"),
        ("Nguyễn Du".encode().decode("latin-1"), "Nguyễn Du"),
        ("Đường".encode().decode("cp1252", "replace"), None),
        ("Nguyễn Đình Ưng".encode().decode("latin-1").encode().decode("latin-1"), "Nguyễn Đình Ưng"),
        ("Truye\u0302\u0323n Kie\u0302\u0300u", "Truyện Kiều"),
    ],
)
def test_single_fields_of_a_unicode_file_are_undone(seen: str, meant: str | None) -> None:
    clean = [good(f"c{number}", f"Truyện Kiều và Thư viện tỉnh {number}") for number in range(5)]
    titles, codes = found(b"".join([*clean, titled(seen)]))
    assert titles[:5] == [f"Truyện Kiều và Thư viện tỉnh {number}" for number in range(5)]
    if meant is not None:
        assert titles[5] == meant
        assert set(codes) <= {"text-legacy"}
        assert found(xml(*(xml_record(f"c{n}", "Truyện Kiều") for n in range(5)), xml_record("x", seen)))[0][5] == meant


def test_a_fault_says_the_encoding_and_how_sure_and_no_value() -> None:
    faults = [
        each for each in read(io.BytesIO(good("c", "Truyện Kiều") + good("d", "Thư viện") + titled(TCVN3))) if isinstance(each, Fault)
    ]
    assert [(fault.code, fault.place.tag, fault.note, fault.value) for fault in faults] == [
        ("text-legacy", "245", "TCVN3 (ABC), confidence 0.97", None)
    ]


def test_marcxml_and_csv_in_legacy_bytes_are_undone() -> None:
    document = xml(xml_record("x", "X")).replace(b">X<", b">" + TCVN3.encode("latin-1") + b"<")
    assert found(document) == ([MEANT], ["encoding-legacy"])
    sheet = "M· sè,Nhan ®Ò,T¸c gi¶\nK1,TruyÖn KiÒu,NguyÔn Du\nK2,§Êt n\xadíc ®øng lªn,Nguyªn Ngäc"
    assert found(sheet.encode("latin-1")) == (["Truyện Kiều", "Đất nước đứng lên"], ["encoding-legacy"])
    assert found(sheet.encode()) == (["Truyện Kiều", "Đất nước đứng lên"], ["encoding-legacy"])


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_named_encoding_is_applied_without_a_look(name: str) -> None:
    text = "thư viện" if name == "tcvn3" else "Thư viện Đắk"
    written = encode(name, text)
    assert known(name.upper()) == name
    assert found(titled(written.encode("latin-1")), encoding=name)[0] == [text]
    assert found(xml(xml_record("x", written)), encoding=name)[0] == [text]


def test_utf8_named_means_that_nothing_is_undone() -> None:
    assert found(titled(TCVN3), encoding="utf-8") == ([TCVN3], [])


def test_an_unknown_encoding_is_told_what_there_is() -> None:
    with pytest.raises(ValueError, match="tcvn3, vni, vps, viscii, bkhcm2, cp1258, viqr"):
        known("tcvn9")


def test_a_lost_soft_hyphen_is_put_back_where_it_is_sure_and_capitals_are_capitals() -> None:
    assert found(titled("Th viÖn Quèc gia ViÖt Nam")) == (["Thư viện Quốc gia Việt Nam"], ["encoding-legacy", "text-soft-hyphen"])
    assert found(titled("Ch¬ng tr×nh ph¸t triÓn nguån lùc ®îc b¸o c¸o"))[0] == ["Chương trình phát triển nguồn lực được báo cáo"]
    assert found(titled("VIÖT NAM QUèC §¶NG"))[0] == ["VIỆT NAM QUỐC ĐẢNG"]


@pytest.mark.parametrize(
    "title",
    ["Les Misérables", "thé", "Caïn et Abel", "né à Huế", "Größe und Maß", "Leïla Sebbar", "João Leão", "Seán", "Tú y mí", "x^2 + a(b)"],
)
def test_text_of_other_languages_stays(title: str) -> None:
    assert found(titled(title)) == ([title], [])


def test_no_clean_vietnamese_record_is_touched() -> None:
    for file in ("loc-vietnamese-121.mrc", "thu-vien-tinh.mrc", "thu-vien-dai-hoc.xml", "tu-sach-cong-dong.csv", "tieu-de-chuan.mrc"):
        each = list(read(EXAMPLES / file))
        assert [r for r in each if isinstance(r, Record)] == [r for r in read(EXAMPLES / file, encoding="utf-8") if isinstance(r, Record)]
        assert not [f.code for f in each if isinstance(f, Fault) and f.code.startswith(("text-", "encoding-"))]


@pytest.mark.parametrize("char", ["\U00020021", "\U0002a700", "\U0002b740", "\U0002b820", "\U0002ceb0", "\U00030000", "\U000323af"])
def test_nom_survives_beside_legacy_text(char: str) -> None:
    data = iso([("001", "x"), ("245", f"10\x1fa{TCVN3}"), ("880", f"10\x1fa{char} 喃")])
    (record,) = (each for each in read(io.BytesIO(data)) if isinstance(each, Record))
    assert (record.get("245"), record.get("880")) == (f"10\x1fa{MEANT}", f"10\x1fa{char} 喃")


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize(("size", "least"), [(12, 0.97), (40, 0.99)])
def test_encodings_are_recognised_in_short_texts(name: str, size: int, least: float) -> None:
    words = [
        word
        for record in read(EXAMPLES / "loc-vietnamese-121.mrc")
        if isinstance(record, Record)
        for part in (record.get("245") or "").split("\x1f")[1:]
        for word in part[1:].split()
    ]
    draw, right = random.Random(2026), 0
    for _ in range(100):
        at, written, count = draw.randrange(len(words)), "", 0
        while count < size:
            made = encode(name, words[at % len(words)].lower())
            written, at = f"{written} {made}", at + 1
            count += sum(char > "\x7f" or (name == "viqr" and char in "(^+`'?~") for char in made)
        verdict = recognise([written], as_is=False)
        right += verdict.encoding == name and verdict.sure
    assert right >= least * 100


def test_syllables_are_told_from_other_words() -> None:
    assert all(map(is_syllable, ["Nguyễn", "hoà", "hòa", "quý", "gì", "giếng", "nghiêng", "thuở", "khuỷu", "quyết"]))
    assert not any(map(is_syllable, ["thủât", "ngiêng", "ká", "hôp", "café", "naïf", "Straße", "gwen"]))


def test_marc8_that_a_program_took_for_latin_1_is_read_as_marc8() -> None:
    """Fuzzing found it: the encoding that fits best is none of our own tables. The circumflex is E3, the tilde E4, the grave E1."""
    text = "10\x1faNguy\xe3\xe4en V\xe6an Th\xe3am, L\xe3e Th\xf2i H\xe1ong, Tr\xe3\xe1an V\xe6an H\xe1ung, l\xf2ich s\xbd Vi\xe3\xf2et Nam"
    found = undone([("245", text)], Place())
    assert found is not None
    assert found[0][0][1].startswith("10\x1faNguyễn Văn Thâm, Lê Thị Hòng, Trần Văn Hùng, lịch s")
    assert [fault.code for fault in found[1]] == ["text-legacy"]

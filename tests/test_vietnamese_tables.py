# SPDX-License-Identifier: Apache-2.0
"""The legacy encodings' tables against other programs' own: recode, glibc, Python, Perl and UniKey, as Debian has them."""

from __future__ import annotations

import ctypes
import functools
import glob
import subprocess
import unicodedata

import pytest

from mucluc.converters.vietnamese.tables import ENCODINGS, byte_text, decode, encode, letters

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES] + ["đ"]
LETTERS = [letter for each in SMALL for letter in (each, each.upper()) if not letter.isascii()]
TONED_CAPITALS = [letter for letter in LETTERS if letter.isupper() and letter not in "ĂÂĐÊÔƠƯ"]


def program(command: list[str], data: bytes) -> str:
    """What another program makes of these bytes, in NFC."""
    return unicodedata.normalize("NFC", subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode())


@functools.cache
def unikey(charset: int, letter: str) -> str:
    """A letter as UniKey's conversion library writes it, as text of byte characters."""
    (path,) = glob.glob("/usr/lib/*/scim-1.0/*/IMEngine/unikey.so")
    data = letter.encode()
    out = ctypes.create_string_buffer(64)
    taken, room = ctypes.c_int(len(data)), ctypes.c_int(64)
    assert ctypes.CDLL(path).VnConvert(1, charset, data, out, ctypes.byref(taken), ctypes.byref(room)) == 0
    return out.raw[: room.value].decode("latin-1")


def raw(name: str, letter: str) -> bytes:
    return letters(name)[letter].encode("latin-1")


def test_there_are_134_letters() -> None:
    assert len(set(LETTERS)) == 134


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_letter_is_exact_both_ways(name: str) -> None:
    can = [letter for letter in LETTERS if not (name == "tcvn3" and letter in TONED_CAPITALS)]
    assert list(letters(name)) == [letter for letter in letters(name) if letter in can] and len(letters(name)) == len(can)
    kept = {"viscii": "Ỵ", "vps": "Ữ"}.get(name, "")  # their bytes are MARC's own terminators
    for letter in can:
        assert encode(name, letter) == letters(name)[letter]
        if letter not in kept:
            assert decode(name, letters(name)[letter] + "n") == letter + "n"
            assert decode(name, letters(name)[letter] + "n", strict=True) == letter + "n"


def test_what_an_encoding_cannot_write_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode("tcvn3", "Ế")
    with pytest.raises(UnicodeEncodeError):
        encode("vni", "喃")


@pytest.mark.parametrize("name", ["vni", "vps", "viscii", "viqr", "tcvn3"])
def test_the_tables_are_those_of_recode(name: str) -> None:
    # recode has VNI Ằ and Ắ crossed (its small letters are not), and no VPS Ỗ.
    missing = {"vni": "ẰẮ", "vps": "Ỗ"}.get(name, "")
    charset = {"tcvn3": "TCVN"}.get(name, name.upper())
    wanted = [letter for letter in letters(name) if letter not in missing]
    data = b"\n".join(raw(name, letter) for letter in wanted)
    assert program(["recode", "-q", f"{charset}/..UTF-8"], data).split("\n") == wanted


@pytest.mark.parametrize(("name", "charset"), [("tcvn3", "TCVN5712-1"), ("viscii", "VISCII"), ("cp1258", "CP1258")])
def test_the_tables_are_those_of_glibc(name: str, charset: str) -> None:
    data = b"\n".join(raw(name, letter) for letter in letters(name))
    assert program(["iconv", "-f", charset, "-t", "UTF-8"], data).split("\n") == list(letters(name))


def test_the_tables_are_those_of_python_and_perl() -> None:
    for letter in LETTERS:
        assert unicodedata.normalize("NFC", raw("cp1258", letter).decode("cp1258")) == letter
    data = b"\n".join(raw("viscii", letter) for letter in LETTERS)
    perl = ["perl", "-MEncode", "-e", 'undef $/; print encode("UTF-8", decode("viscii", <STDIN>))']
    assert program(perl, data).split("\n") == LETTERS


@pytest.mark.parametrize(
    ("name", "charset"), [("cp1258", 5), ("viqr", 10), ("tcvn3", 20), ("vps", 21), ("viscii", 22), ("vni", 40), ("bkhcm2", 41)]
)
def test_the_tables_are_those_of_unikey(name: str, charset: int) -> None:
    for letter, written in letters(name).items():
        theirs = unikey(charset, letter)
        if name in ("vps", "viscii") and written < " ":
            assert theirs == letters(name).get(letter.lower()), "UniKey writes a small letter for one among the control codes"
        elif (name, letter) == ("viscii", "Õ"):
            assert theirs == letters(name)["õ"]
        elif (name, letter) == ("bkhcm2", "Ệ"):
            assert (theirs, decode(name, theirs)) == ("\xcf\xe5", "Ệ"), "documents have CF C5, UniKey CF E5: both are read"
        else:
            assert theirs == written, letter


@pytest.mark.parametrize(
    ("name", "seen", "meant"),
    [
        (
            "tcvn3",
            "Nh÷ng nguyªn t¾c cÇn tu©n thñ khi ¸p dông chuÈn biªn môc Anh Mü (AACR2)",
            "Những nguyên tắc cần tuân thủ khi áp dụng chuẩn biên mục Anh Mỹ (AACR2)",
        ),
        ("bkhcm2", "PHÊÌN MÏÌM QUAÃN TRÕ THÛ VIÏÅN … KOHA", "PHẦN MỀM QUẢN TRỊ THƯ VIỆN … KOHA"),
        ("vps", "Bän Tin LEAF-VN cûa H¶i H‡ Tr® ThÜ ViŚn", "Bản Tin LEAF-VN của Hội Hỗ Trợ Thư Viện"),
    ],
)
def test_strings_seen_in_documents_of_libraries_read_right(name: str, seen: str, meant: str) -> None:
    assert decode(name, byte_text(seen) or "") == meant


def test_viqr_knows_a_full_stop_from_a_tone() -> None:
    assert decode("viqr", "Nguye^~n Du.") == "Nguyễn Du."
    assert decode("viqr", "Ha` No^.i. Ta^.p 2") == "Hà Nội. Tập 2"
    assert decode("viqr", "Vie^.t Nam, DDa\\.ng") == "Việt Nam, Đa.ng"

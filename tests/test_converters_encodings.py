# SPDX-License-Identifier: Apache-2.0
"""Characters: MARC-8, NFC, control characters, and Vietnamese marks in the order that Unicode wants."""

from __future__ import annotations

import io
import unicodedata

import pymarc.marc8
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters import encodings
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record
from tests.marc_builder import iso

GOOD_MARC8 = [
    b"Nguy\xe3\xe4en Du",  # circumflex, tilde: Nguyễn
    b"\xb3\xe2\xe3at \xbd\xe2\xbd",
    b"Tr\xbd\xe0\xbdng \xb3\xe2o\xa3",
    b"Andre\xe6i \xa1od\xe2z \xc7",
    b"\x1b$1!0!!0\x22\x1b(B ok",
    b"\x1b(N\x4d\x4f\x53\x4b\x57\x41\x1b(B Moskva",
    b"H\x1bb2\x1bsO x\x1bp2\x1bs.",
    b"\x1b)Q\xc0\x1b)E\xe2a",
]


@pytest.mark.parametrize("data", GOOD_MARC8)
def test_marc8_is_read_as_pymarc_reads_it(data: bytes) -> None:
    theirs = pymarc.marc8.marc8_to_unicode(data, hide_utf8_warnings=True)
    assert encodings.from_marc8(data) == (encodings.mend_marks(theirs), 0)


def test_marc8_vietnamese_is_exact() -> None:
    assert encodings.from_marc8(b"Nguy\xe3\xe4en \xb3\xe2\xe3at") == ("Nguyễn đất", 0)
    assert encodings.from_marc8(b"Tr\xbd\xe1\xbcng") == ("Trường", 0)


TONES = {"\u0300": 0xE1, "\u0301": 0xE2, "\u0303": 0xE4, "\u0309": 0xE0, "\u0323": 0xF2}
SHAPES = {"\u0302": 0xE3, "\u0306": 0xE6}


@pytest.mark.parametrize("letter", [base + shape for base in "aeoAEO" for shape in ("\u0302",)] + ["a\u0306", "A\u0306"])
@pytest.mark.parametrize("tone", TONES)
def test_both_orders_of_marks_give_the_same_letter(letter: str, tone: str) -> None:
    wanted = unicodedata.normalize("NFC", letter + tone)
    assert len(wanted) == 1
    base, shape = letter[0].encode(), bytes([SHAPES[letter[1]]])
    mark = bytes([TONES[tone]])
    assert encodings.from_marc8(shape + mark + base) == (wanted, 0)
    assert encodings.from_marc8(mark + shape + base) == (wanted, 0)
    assert encodings.mend_marks(encodings.nfc(letter[0] + tone + letter[1])) == wanted
    assert encodings.mend_marks(wanted) == wanted


def test_what_marc8_cannot_say_is_shown_and_counted() -> None:
    assert encodings.from_marc8(b"\x1b$1!0") == ("\ufffd\ufffd", 2)
    assert encodings.from_marc8(b"a\x1bzb") == ("a\ufffdzb", 1)
    assert encodings.from_marc8(b"\xffb") == ("\ufffdb", 1)
    assert encodings.from_marc8(b"a\xe2")[1] == 1, "a mark with no letter after it"


def test_a_mark_at_the_start_of_a_subfield_does_not_join_its_code() -> None:
    text = "10\x1fa\u0301bc\x1fbe\u0301"
    assert encodings.nfc(text) == "10\x1fa\u0301bc\x1fbé"


@given(st.text(max_size=40))
def test_nfc_is_nfc_of_each_subfield(value: str) -> None:
    text = "10\x1fa" + value.replace("\x1f", "")
    made = encodings.nfc(text)
    assert made[:4] == "10\x1fa"
    assert made[4:] == unicodedata.normalize("NFC", text[4:])


@given(st.binary(max_size=40))
def test_no_bytes_make_marc8_raise_and_nothing_is_lost_unsaid(data: bytes) -> None:
    text, bad = encodings.from_marc8(data)
    assert ("\ufffd" in text) <= (bad > 0)
    assert unicodedata.is_normalized("NFC", text)


def test_controls_go_and_breaks_become_blanks() -> None:
    assert encodings.strip_controls("A\x00B\x85C\x1fd\ufffe") == ("ABC\x1fd", 3)
    assert encodings.strip_controls("một\r\n hai\tba") == ("một hai ba", 2)


@pytest.mark.parametrize(
    ("given_", "name"), [("UTF8", "utf-8"), ("marc8", "marc-8"), ("MARC_8", "marc-8"), ("auto", "auto"), ("windows-1258", "cp1258")]
)
def test_encodings_have_one_spelling(given_: str, name: str) -> None:
    assert encodings.known(given_) == name


def read_title(data: bytes, **options: str) -> tuple[str, set[str]]:
    found = list(read(io.BytesIO(data), **options))  # type: ignore[arg-type]
    (record,) = (each for each in found if isinstance(each, Record))
    return (record.get("245") or "")[4:], {each.code for each in found if isinstance(each, Fault)}


def test_a_record_in_marc8_is_read_as_its_leader_says() -> None:
    assert read_title(iso([("001", "x"), ("245", b"10\x1faNguy\xe3\xe4en")], coding=" ")) == ("Nguyễn", set())


def test_a_configured_encoding_is_believed() -> None:
    raw = b"10\x1fa" + "Tiê\u0301ng Viê\u0323t".encode("cp1258")
    assert read_title(iso([("001", "x"), ("245", raw)]), encoding="cp1258") == ("Tiếng Việt", set())
    assert read_title(iso([("001", "x"), ("245", b"10\x1faNguy\xe3\xe4en")]), encoding="marc-8") == ("Nguyễn", set())
    assert read_title(iso([("001", "x"), ("245", b"10\x1fa\xc3\xa9")]), encoding="ascii")[1] == {
        "encoding-undecodable",
        "replacement-characters",
    }


def test_marks_in_the_wrong_order_are_put_right_and_reported() -> None:
    assert read_title(iso([("001", "x"), ("245", "10\x1faNguye\u0303\u0302n")])) == ("Nguyễn", {"mark-order"})


@pytest.mark.parametrize("char", ["\U00020000", "\U0002a6df", "\U0002b740", "\U0002ceb0", "\U00030000", "\U000323af"])
def test_characters_outside_the_first_plane_survive(char: str) -> None:
    assert read_title(iso([("001", "x"), ("245", f"10\x1fa{char}")])) == (char, set())

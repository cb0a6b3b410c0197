# SPDX-License-Identifier: Apache-2.0
"""Characters: MARC-8 to Unicode, NFC without touching subfield codes, control characters out, Vietnamese mark order mended."""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata

from .vietnamese.tables import ENCODINGS

_BASIC_LATIN, _ANSEL, _EACC = 0x42, 0x45, 0x31
_ESCAPE = 0x1B
# ISO 2022: the byte after the escape says which half is designated; `$` announces a set with several bytes a character.
_G0, _G1 = b"(,", b")-"
_SHORT_ESCAPES = {0x67: 0x67, 0x62: 0x62, 0x70: 0x70, 0x73: _BASIC_LATIN}  # Greek symbols, subscript, superscript, back to Latin

# What no text of a catalogue holds: C0, DEL, C1, and the two characters that XML forbids. U+001E and U+001F are MARC's own.
UNWANTED = re.compile("[\x00-\x1d\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_BREAK = re.compile(" *[\t\r\n]+ *")
_LOOSE_MARK = re.compile("\x1f(?:[^\x00-\x7f]|[^\x1f][\u0300-\u036f])")
_WRONG_ORDER = re.compile("([AaEeOo]\u0323?)([\u0300\u0301\u0303\u0309])([\u0302\u0306])")


def nfc(text: str) -> str:
    """NFC of a field's text, the same object when it is so already. A mark that begins a subfield never joins the subfield's code."""
    if text.isascii():
        return text
    made = unicodedata.normalize("NFC", text)
    if made == text:
        return text
    if _LOOSE_MARK.search(text) is None:
        return made
    head, *parts = text.split("\x1f")
    return "\x1f".join([unicodedata.normalize("NFC", head), *(p[:1] + unicodedata.normalize("NFC", p[1:]) for p in parts)])


def mend_marks(text: str) -> str:
    """NFC text with a tone that stands before a circumflex or breve put after it: `ẽ` + U+0302 becomes `ễ`.

    MARC-8 writes marks before their letter and some cataloguing clients wrote the tone last, so the decoded order is wrong;
    NFC cannot repair it because both marks have combining class 230. No language writes the wrong order on purpose.
    """
    if "\u0302" not in text and "\u0306" not in text:
        return text
    mended, times = _WRONG_ORDER.subn(r"\1\3\2", unicodedata.normalize("NFD", text))
    return nfc(mended) if times else text


def strip_controls(text: str) -> tuple[str, int]:
    """`text` without C0 (U+001E and U+001F stay), DEL, C1, surrogates, U+FFFE and U+FFFF; and how many places were mended.

    Line breaks and tabs part words: they become one blank.
    """
    text, breaks = _BREAK.subn(" ", text)
    text, others = UNWANTED.subn("", text)
    return text, breaks + others


@functools.cache
def _sets() -> dict[int, dict[int, tuple[int, int]]]:
    from pymarc.marc8_mapping import CODESETS, ODD_MAP  # 16,000 entries: loaded only when a MARC-8 record is met

    made = {name: dict(table) for name, table in CODESETS.items()}
    made[_EACC] = {code: (char, 0) for code, char in ODD_MAP.items()} | made[_EACC]
    return made


def from_marc8(data: bytes) -> tuple[str, int]:
    """One MARC-8 subfield (without its delimiter) as NFC text, and how many bytes or escapes could not be read.

    What cannot be read becomes U+FFFD; nothing is dropped. Each subfield begins with Basic Latin and ANSEL, as MARC 21
    (Character Sets and Encoding Options, part 2) asks. The code tables are those of pymarc.
    """
    if data.isascii() and _ESCAPE not in data:
        return data.decode("ascii"), 0
    out: list[str] = []
    marks: list[str] = []
    bad = position = 0
    half = [_BASIC_LATIN, _ANSEL]
    while position < len(data):
        byte = data[position]
        if byte == _ESCAPE:
            length = _designate(data, position, half)
            if not length:
                out.append("\ufffd")
                bad += 1
            position += length or 1
            continue
        if byte < 0x21 or byte == 0x7F:
            char, is_mark, width = chr(byte), False, 1
        else:
            char, is_mark, width = _character(data, position, half[byte >> 7])
        position += width
        bad += char == "\ufffd"
        if is_mark:
            marks.append(char)
        else:
            out.append(char)
            out.extend(marks)
            marks.clear()
    out.extend(marks)
    bad += len(marks)
    return mend_marks(unicodedata.normalize("NFC", "".join(out))), bad


def _designate(data: bytes, position: int, half: list[int]) -> int:
    """Length of the escape sequence at `position`, whose set is put in `half`; 0 when it is none."""
    rest = data[position + 1 : position + 4]
    if rest[:1] and rest[0] in _SHORT_ESCAPES:
        half[0] = _SHORT_ESCAPES[rest[0]]
        return 2
    several = rest[:1] == b"$"
    if several:
        rest = rest[1:]
    side = 1 if rest[:1] and rest[0] in _G1 else 0
    introduced = bool(rest[:1]) and rest[0] in _G0 + _G1
    if introduced:
        rest = rest[1:]
    if not (introduced or several) or not rest or rest[0] not in _sets():
        return 0
    half[side] = rest[0]
    return 2 + several + introduced


def _character(data: bytes, position: int, name: int) -> tuple[str, bool, int]:
    """The character at `position` in the set `name`, whether it is a mark for the letter that follows, and its width in bytes."""
    table = _sets()[name]
    width = 3 if name == _EACC else 1
    code = int.from_bytes(data[position : position + width], "big")
    high = 0x808080 if name == _EACC else 0x80
    found = table.get(code) or table.get(code & ~high) or table.get(code | high)
    if found is None or position + width > len(data):
        return "\ufffd", False, 1
    return chr(found[0]), bool(found[1]), width


_ALIASES = {"abc": "tcvn3", "tcvn": "tcvn3", "tcvn5712": "tcvn3", "vniwindows": "vni", "bkhcm": "bkhcm2", "windows1258": "cp1258"}


def known(encoding: str) -> str:
    """`encoding` in the one spelling that the readers use: `auto`, `utf-8`, `marc-8`, a name of `vietnamese.tables.ENCODINGS` or a
    Python codec's name; raises ValueError.
    """
    name = encoding.strip().lower().replace("_", "-")
    if name in ("auto", "marc-8", "utf-8", *ENCODINGS):
        return name
    if found := _ALIASES.get(name.replace("-", "").replace(" ", "")):
        return found
    if name in ("marc8", "utf8"):
        return name[:-1] + "-8"
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise ValueError(f"unknown encoding {encoding!r}: write auto, utf-8, marc-8, {', '.join(ENCODINGS)} or a Python codec") from None

# SPDX-License-Identifier: Apache-2.0
"""The legacy encodings as tables (`vocab/vietnamese/encodings.tsv`), both ways. Bytes are given as text, a character U+0000–U+00FF each.

So bytes of a file (decoded as Latin-1) and text that some program has already mistaken for Latin-1 or Windows-1252 are undone alike.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from importlib import resources

ENCODINGS = ("tcvn3", "vni", "vps", "viscii", "bkhcm2", "cp1258", "viqr")
"""Their names, as the configuration writes them."""

NAMES = {
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI",
    "vps": "VPS",
    "viscii": "VISCII",
    "bkhcm2": "BK HCM2",
    "cp1258": "Windows-1258",
    "viqr": "VIQR",
    "utf-8": "UTF-8 read as Windows-1252",
    "marc-8": "MARC-8",
}
WITHOUT_CAPITALS = frozenset({"tcvn3"})
"""Encodings that have no marked capitals: their capital fonts show the bytes of the small letters."""

# UniKey writes CF E5 where documents have CF C5.
_ALSO = {"bkhcm2": {"\xcf\xe5": "Ệ"}}
_MARC = "\x1d\x1e\x1f"
_SINGLE = ("tcvn3", "vps", "viscii")


def _windows(codec: str) -> dict[int, int]:
    found = {}
    for byte in range(0x80, 0xA0):
        char = bytes([byte]).decode(codec, "ignore")
        if char:
            found[ord(char)] = byte
    return found


_AS_BYTE = _windows("cp1250") | _windows("cp1252")
_NO_BYTE = re.compile("[^\x00-\xff]")
_WINDOWS = {byte: chr(char) for char, byte in _windows("cp1252").items()}


def byte_text(text: str) -> str | None:
    """`text` as characters U+0000–U+00FF, those that Windows-1252 (or -1250) shows for 80–9F put back; None when it has any other."""
    made = text.translate(_AS_BYTE) if not text.isascii() else text
    return None if _NO_BYTE.search(made) else made


@functools.cache
def letters(name: str) -> dict[str, str]:
    """Letter to bytes, for the letters that the encoding can write."""
    lines = (resources.files("mucluc.vocab") / "vietnamese" / "encodings.tsv").read_text("utf-8").splitlines()
    header, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    column = header.index(name)
    if name == "viqr":
        return {row[0]: row[column] for row in rows}
    return {row[0]: bytes.fromhex(row[column]).decode("latin-1") for row in rows if row[column]}


@functools.cache
def _units(name: str) -> dict[str, str]:
    """Bytes to letter; bytes that the encoding does not use to what Windows-1252 shows for them."""
    found = {chr(byte): _WINDOWS.get(byte, chr(byte)) for byte in range(0x80, 0x100)}
    found |= {written: letter for letter, written in letters(name).items()} | _ALSO.get(name, {})
    return {written: letter for written, letter in found.items() if written not in _MARC}


@functools.cache
def _strict_units(name: str) -> dict[str, str]:
    """The same, with U+FFFD for a byte that Windows-1252 shows as a letter and the encoding does not use, and for controls."""
    used = set(letters(name).values()) | set(_ALSO.get(name, {}))

    def shown(written: str, letter: str) -> str:
        return letter if written in used or not (letter.isalpha() or "\x80" <= letter < "\xa0") else "\ufffd"

    return {written: shown(written, letter) for written, letter in _units(name).items()}


@functools.cache
def _decoder(name: str, strict: bool) -> Callable[[str], str]:
    if name == "cp1258":
        return functools.partial(_from_cp1258, strict=strict)
    if name == "viqr":
        return _from_viqr
    units = _strict_units(name) if strict else _units(name)
    if name in _SINGLE:
        table = {ord(written): letter for written, letter in units.items()}
        return lambda text: text.translate(table)
    found = re.compile("|".join(map(re.escape, sorted(units, key=len, reverse=True))))
    return lambda text: found.sub(lambda unit: units[unit[0]], text)


def decode(name: str, text: str, strict: bool = False) -> str:
    """What the bytes in `text` say in the encoding `name`, in NFC.

    A byte that the encoding does not use reads as in Windows-1252, for the fonts show it so; strict: as U+FFFD where that would be a
    letter.
    U+001D to U+001F stay: they are MARC's own before they are anybody's letters.
    """
    return unicodedata.normalize("NFC", _decoder(name, strict)(text))


def encode(name: str, text: str) -> str:
    """The bytes of `text` as characters; raises UnicodeEncodeError at what the encoding cannot write."""
    table = letters(name)
    made: list[str] = []
    for at, char in enumerate(unicodedata.normalize("NFC", text)):
        written = table.get(char, char if char.isascii() else None)
        if written is None:
            raise UnicodeEncodeError(name, text, at, at + 1, "no such letter")
        made.append("\\" + written if name == "viqr" and made and char in "(^+`'?~.*" and made[-1][-1].isalpha() else written)
    return "".join(made)


def _from_cp1258(text: str, strict: bool) -> str:
    return text.translate(_cp1258(strict))


@functools.cache
def _cp1258(strict: bool) -> dict[int, str]:
    found = {}
    for byte in range(0x80, 0x100):
        said = bytes([byte]).decode("cp1258", "replace")
        found[byte] = said if said != "\ufffd" or strict else chr(byte)
    return found


# A letter with its modifier and tone, or a backslash and the mark that it says is none.
_VIQR = re.compile(r"\\([(^+*`'?~.\\dD])|([dD])([dD])|([aAeEiIoOuUyY])([(^+*]?)([`'?~.]?)")
_MODIFIER = {"(": "\u0306", "^": "\u0302", "+": "\u031b", "*": "\u031b"}
_TONE = {"`": "\u0300", "'": "\u0301", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_TAKES = {"(": "aA", "^": "aAeEoO", "+": "oOuU", "*": "oOuU"}
_INSIDE = re.compile(r"[A-Za-z(^+*]*")
_ENDS = re.compile(r"\s*(?:[/:;=,\])\"]|$)")


def _from_viqr(text: str) -> str:
    toned = -1  # where the last letter with a tone ended: a syllable has one tone, what follows is punctuation

    def letter(unit: re.Match[str]) -> str:
        nonlocal toned
        if unit[1]:
            return unit[1]
        if unit[2]:
            return "Đ" if unit[2] == "D" else "đ"
        vowel, modifier, tone = unit[4], unit[5], unit[6]
        if modifier and vowel not in _TAKES[modifier]:
            return unit[0]
        made = vowel + _MODIFIER.get(modifier, "")
        if tone:
            ends = tone in (".", "?") and _ENDS.match(text, unit.end())  # of a statement, as cataloguing rules want it
            if ends or (toned >= 0 and _INSIDE.fullmatch(text, toned, unit.start())):
                return unicodedata.normalize("NFC", made) + tone
            toned = unit.end()
        return unicodedata.normalize("NFC", made + _TONE.get(tone, ""))

    return _VIQR.sub(letter, text)

# SPDX-License-Identifier: Apache-2.0
"""Text folded for search and matching, and sort keys in Vietnamese dictionary order: what Unicode alone does not give.

The site's JavaScript folds in the same way; both are held to `fold-vectors.json`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose. ƀ, ɓ, ɗ stand in the alphabets of Ê-đê, Ba Na and Mnông; ς is sigma at a word's end.
_LETTERS = {"đ": "d", "ð": "d", "ɗ": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "ƀ": "b", "ɓ": "b", "ŋ": "ng"}
_LETTERS |= {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ς": "σ"}

# Marks over and under Latin, Greek and Cyrillic letters, with the half marks of library romanisation. Marks of other scripts
# (Devanagari vowels, Japanese voicing) make another letter and stay. Modifier letters (ʻ, ʹ) are romanisation's apostrophes.
_DROPPED = frozenset(
    (
        *range(0x0300, 0x0370),
        *range(0x1AB0, 0x1B00),
        *range(0x1DC0, 0x1E00),
        *range(0x20D0, 0x2100),
        *range(0xFE00, 0xFE10),
        *range(0xFE20, 0xFE30),
        *range(0x02B0, 0x0300),
        *range(0xE0100, 0xE01F0),
    )
)


def nfc(text: str) -> str:
    """The text in Unicode normalisation form C."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text as search and matching see it: `"Địa chí Phú-Yên."` gives `"dia chi phu yen"`.

    Compatibility forms undone (NFKD), lower case, marks stripped (so that `hoà` and `hòa` are one), đ as d, what is neither
    letter nor digit as a space, single spaces, none at the ends. Ideographs (Hán, Nôm) and other scripts are kept, in NFC.
    """
    # The table takes Latin letters and common punctuation in one pass; only what is left beyond ASCII takes the long way.
    quick = text.translate(_QUICK)
    return " ".join((quick if quick.isascii() else _fold(text)).split())


def _fold(text: str) -> str:
    kept: list[str] = []
    for char in unicodedata.normalize("NFKD", text).lower():
        if char in _LETTERS:
            kept.append(_LETTERS[char])
        elif char.isalnum() or "\U00020000" <= char < "\U0003fffe":  # ideographs, also those that this Python's Unicode does not know yet
            if not 0x02B0 <= ord(char) < 0x0300:
                kept.append(char)
        elif ord(char) in _DROPPED:
            continue
        else:
            category = unicodedata.category(char)
            if category[0] == "M":
                kept.append(char)
            elif category != "Cf":
                kept.append(" ")
    return unicodedata.normalize("NFC", "".join(kept))


# Up to Latin Extended-B, the marks, Latin Extended Additional (the Vietnamese letters) and general punctuation.
_QUICK = {code: _fold(chr(code)) for code in (*range(0x0250), *range(0x02B0, 0x0370), *range(0x1E00, 0x1F00), *range(0x2000, 0x2070))}


# Rank of a tone: ngang (no mark), huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_OTHER_MARK = "6"
# ă, â, ê, ô, ơ, ư, đ are letters of their own: they follow their plain letter and all that begins with it, and `|}~` follow z.
_OWN_LETTERS = {"a\u0306": "a|", "a\u0302": "a}", "e\u0302": "e}", "o\u0302": "o}", "o\u031b": "o~", "u\u031b": "u~"}
_WORD = re.compile(r"\d+|(?:[^\W\d_]|[\u0300-\u036f\u3099\u309a\U00020000-\U0003fffd])+")
_SILENT = re.compile("[\u00ad\u02b0-\u02ff\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")


def letters_and_tones(word: str) -> tuple[str, str]:
    """A word's letters in lower case with the marks that make them letters (NFC), and its tones as digits, ngang none.

    Wherever the tone mark stands: `hoà` and `hòa` are both `("hoa", "1")`, `Đường` is `("đương", "1")`. A `y` that ends a word after a
    consonant stays `y`: `lý` and `lí` are spelled differently, not marked differently.
    """
    plain = word.lower()
    if plain.isascii():
        return plain, ""
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", plain):
        if tone := _TONES.get(char):
            tones.append(tone)
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)), "".join(tones)


def exact(text: str) -> str:
    """The text for comparing with its marks: words in lower case, each with its tone after it, single spaces; `Tuy Hoà` gives `tuy hoa1`.

    As strict as the spelling and no stricter: case, punctuation and the letter on which a tone is written do not count
    (`hoà` and `hòa`, `thuý` and `thúy` are one), marks do (`hoa`, `hòa` and `hoá` are three).
    """
    plain = text if text.isascii() else _SILENT.sub("", unicodedata.normalize("NFKC", text))
    return " ".join("".join(letters_and_tones(word)) for word in _WORD.findall(plain))


def sort_key(text: str) -> str:
    """A key that sorts as plain text (Python, SQLite BINARY, bytes of UTF-8) in the order of a Vietnamese dictionary.

    Syllable by syllable; in a syllable the letters first (a ă â b c d đ e ê … u ư v w x y z), then the tone (ngang, huyền,
    hỏi, ngã, sắc, nặng), wherever its mark stands. Numbers come before letters and by value: `Tập 2` before `Tập 10`.
    Case, punctuation and leading zeros do not count. Other marks follow the tones; other scripts follow Latin, by code point.
    Initial articles are the caller's affair. Equal keys are possible: break ties by something of your own.

    Rule: Vũ Xuân Lương, Vietnam Lexicography Centre, on ordering by syllable, letter, tone (the order of ICU's `vi` differs:
    it looks at the letters of the whole string first).
    """
    plain = text if text.isascii() else _SILENT.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(map(_syllable, _WORD.findall(plain.lower())))


@lru_cache(maxsize=16384)
def _syllable(word: str) -> str:
    if word.isdecimal():
        return _number(word)
    if word.isascii():
        return word
    letters: list[str] = []
    tones = ""
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tones += _TONES[char]
        elif not unicodedata.combining(char):
            letters.append("d~" if char == "đ" else _LETTERS.get(char, char))
        elif own := letters and _OWN_LETTERS.get(letters[-1] + char):
            letters[-1] = own
        else:
            tones += _OTHER_MARK
    key = "".join(letters)
    # A full stop sorts after the space that ends a syllable without a tone and before any letter or digit that would go on.
    return f"{key}.{tones}" if tones else key


def _number(digits: str) -> str:
    """Digits led by their count, so that a longer number is a larger key; nine of a count go on to the next digit."""
    value = str(int(digits)) if len(digits) < 1000 else digits
    return "9" * (len(value) // 9) + str(len(value) % 9) + value

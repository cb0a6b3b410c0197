# SPDX-License-Identifier: Apache-2.0
"""Volumes and editions as catalogues write them, in Vietnamese, English, French and German: `Tập hai`, `T. II` and `Vol. 2` are one volume,
`Tái bản lần 1` and `In lần thứ 2` one edition.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mucluc.vocab.text import fold

from .words import NUMERALS

_ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l)(ix|iv|v?i{0,3})\Z")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}

_VOLUME_WORDS = r"tap|tâp|quyen|cuon|vol|volume|volumes|tome|tomo|tom|band|bd|bo|book|bk|t|q|v"
_PART_WORDS = r"phan|part|parts|pt|partie|teil|tl|p|ky|so|no|nr|hoc ky|chuong"
_WORD_OF_NUMBER = "|".join(sorted(NUMERALS, key=len, reverse=True))
_NUMBER = rf"(?:[0-9]{{1,4}}|[ivxl]{{1,6}}|{_WORD_OF_NUMBER}|[a-d]|trung|ha)"
_NAMED = re.compile(rf"\b(?:({_VOLUME_WORDS})|({_PART_WORDS})) ?(?:thu )?({_NUMBER})\b")
_BEFORE = re.compile(rf"\b({_NUMBER}) ?(?:st|nd|rd|th|e|eme)? (?:(band|volume|vol|tome)|(teil|part|partie))\b")
_BARE = re.compile(rf"({_NUMBER})\b")

# Where a volume stands in a title, as written: after a stop or at the end.
_LETTERS = "tập|tâp|tạp|tap|quyển|quyen|cuốn|cuon|phần|volume|vol|tome|band|bd|part|book|teil"
_SPOKEN = "một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười|nhất|mot|bon|nam|bay|tam|chin|muoi|one|two|three|four|five|i{1,3}|iv|vi{0,3}|ix|x"
_COUNT = rf"(?:thứ |thu )?(?:[0-9]{{1,3}}|(?:{_SPOKEN})\b)"
_STOP = r"[.,;:(\[\]/=–—-]"
_IN_TITLE = re.compile(
    rf"(?:(?:^|{_STOP})\s*(?:(?:{_LETTERS})\b\.?|[tqv]\.)\s*{_COUNT}|"
    rf"(?<!học)(?<!bài)(?<!hoc)(?<!bai)(?<!luyện)(?<!thực)(?<!tuyển)(?<!tuyen)\s(?:(?:{_LETTERS})\b\.?|[tqv]\.?)\s*{_COUNT}(?=\s*(?:{_STOP}|$)))",
    re.IGNORECASE,
)
_LAST_ROMAN = re.compile(r"(?<=\s)([IVX]{1,5})(?=\s*[.,:/]?\s*$)")

_REPRINT = re.compile(rf"\btai ban\b(?:.*?\blan (?:thu )?({_NUMBER})\b| (?:thu )?([0-9]+)\b)?")
_PRINTED = re.compile(rf"\blan (?:xuat ban |in )?(?:thu )?({_NUMBER})\b|\b(?:in|xuat ban|an ban) thu ({_NUMBER})\b|\ban ban ([0-9]+)\b")
_EDITION = re.compile(
    rf"\b({_NUMBER}) ?(?:st|nd|rd|th|er|ere|e|eme|a|o|te)?(?: [a-z]{{3,12}}){{0,3}} "
    r"(?:ed|edn|edition|editions|edicion|edicao|aufl|auflage|ausg|izd)\b"
)


@lru_cache(maxsize=4096)
def number(word: str) -> str:
    """A folded numeral as digits (`hai`, `ii`, `second`, `02` give `2`); `trung` and `ha` stay; anything else as it is."""
    if word.isdecimal():
        return str(int(word))
    if known := NUMERALS.get(word):
        return known
    if word and _ROMAN.match(word):
        total = 0
        for letter, following in zip(word, (*word[1:], ""), strict=True):
            value = _ROMAN_VALUES[letter]
            total += -value if following and _ROMAN_VALUES[following] > value else value
        return str(total)
    return word


@lru_cache(maxsize=16384)
def volume(text: str) -> str:
    """The volume that a text names (245 $n, 300 $a), a part of a volume after a point: `Tập 2, phần I` gives `2.1`; empty without."""
    folded = fold(text)
    volumes: list[str] = []
    parts: list[str] = []
    for found in _NAMED.finditer(folded):
        (volumes if found[1] else parts).append(number(found[3]))
    if not volumes and not parts:
        for found in _BEFORE.finditer(folded):
            (volumes if found[2] else parts).append(number(found[1]))
    return ".".join([*volumes[:1], *parts[:1]])


def numbering(text: str) -> str:
    """As `volume`, of a subfield that holds nothing else: a number alone is a volume, what is not understood is itself."""
    if found := volume(text):
        return found
    folded = fold(text)
    bare = _BARE.match(folded)
    return number(bare[1]) if bare else folded[:24]


def out_of_title(text: str) -> tuple[str, str]:
    """A title without the volume that stands in it, and the volume: `Toán học cao cấp. Tập hai` gives `("Toán học cao cấp", "2")`."""
    found = _IN_TITLE.search(text)
    if found is None:
        return text, ""
    before, after = text[: found.start()], text[found.end() :]
    named = volume(found[0])
    if not named or not fold(before):
        return text, ""
    return f"{before} {after}", named


def last_roman(text: str) -> str:
    """A title whose last word is a Roman numeral, with digits in its place: `Giải tích II` as `Giải tích 2`."""
    return _LAST_ROMAN.sub(lambda found: number(found[1].lower()), text)


@lru_cache(maxsize=16384)
def edition(text: str) -> str:
    """The ordinal of an edition statement as digits, `r` for a reprint without number, empty for none.

    `Tái bản lần thứ nhất` is the second edition, `In lần thứ 2` too.
    """
    folded = fold(text)
    if found := _REPRINT.search(folded):
        counted = number(found[1] or found[2] or "")
        return str(int(counted) + 1) if counted.isdecimal() else "r"
    for pattern in (_PRINTED, _EDITION):
        if found := pattern.search(folded):
            counted = number(next(filter(None, found.groups())))
            if counted.isdecimal():
                return counted
    return ""

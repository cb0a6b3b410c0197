# SPDX-License-Identifier: Apache-2.0
"""Whether a word can be a Vietnamese syllable, and how much of a text is made of such: what tells one legacy encoding from another."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib import resources
from typing import NamedTuple

_TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")
_STOPPED_TONES = frozenset("\u0301\u0323")
# Letters, their marks, and the signs that stand inside the words of a text that is read in the wrong encoding.
_WORD = re.compile("(?:[^\\W\\d_]|[\u0300-\u036f\u00a1-\u00a9\u00ac-\u00af\u00b1-\u00b6\u00b8\u00b9\u00bc-\u00be\u00d7\u00f7\ufffd])+")
_MARKED = frozenset("ăâêôơư")
_HEAVIEST = 6  # letters beyond the first that count: a longer word proves no more


class Score(NamedTuple):
    """Weights of the words of a text that are not plain ASCII: of those that are Vietnamese syllables, and of all.

    A word weighs its letters but one, for a short one is legal by chance (`thé`), a long one (`Nguyễn`) never.
    plain, plain_legal: words of plain ASCII, and how many of them could be syllables.
    """

    legal: int = 0
    total: int = 0
    plain: int = 0
    plain_legal: int = 0

    def __add__(self, other: tuple[int, ...]) -> Score:  # type: ignore[override]
        return Score(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    @property
    def share(self) -> float:
        """The share that is legal, by Laplace's rule: 1 of 1 is two thirds sure, 40 of 40 nearly certain."""
        return (self.legal + 1) / (self.total + 2)

    @property
    def value(self) -> int:
        """What the legal words say for a reading less what the others say against it."""
        return self.legal - 3 * (self.total - self.legal)


@functools.cache
def _rules() -> dict[str, dict[str, bool]]:
    """Rimes by onset, each with whether it takes the tones sắc and nặng alone."""
    raw = tomllib.loads((resources.files("mucluc.vocab") / "vietnamese" / "syllables.toml").read_text("utf-8"))
    rimes = dict.fromkeys(raw["open"].split(), False) | dict.fromkeys(raw["stopped"].split(), True)
    front = tuple(raw["front"])
    found: dict[str, dict[str, bool]] = {}
    for onset in raw["onsets"]:
        found[onset] = {rime: stopped for rime, stopped in rimes.items() if onset not in raw["not_front"] or not rime.startswith(front)}
    for onset in raw["front_onsets"]:
        found[onset] = {rime: stopped for rime, stopped in rimes.items() if rime.startswith(front)}
    found["g"] |= {rime: stopped for rime, stopped in rimes.items() if rime.startswith("i")}
    found["q"] = dict.fromkeys(raw["after_q_open"].split(), False) | dict.fromkeys(raw["after_q_stopped"].split(), True)
    return found


@functools.lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether `word` (any case, NFC) is built as a Vietnamese syllable, its tone on the letter where it is written: `hoà`, `hòa`, not
    `thủât`.
    """
    letters: list[str] = []
    tones: list[tuple[str, int]] = []
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tones.append((char, len(letters) - 1))
        elif unicodedata.combining(char):
            letters[-1:] = [unicodedata.normalize("NFC", "".join(letters[-1:]) + char)]
        else:
            letters.append(char)
    if len(tones) > 1 or len(letters) > 7:
        return False
    plain = "".join(letters)
    rules = _rules()
    for cut in range(min(3, len(plain)), -1, -1):
        stopped = rules.get(plain[:cut], {}).get(plain[cut:])
        if stopped is None:
            continue
        if stopped and (not tones or tones[0][0] not in _STOPPED_TONES):
            continue
        if not tones or _is_place(plain, cut, tones[0][1]):
            return True
    return False


def _is_place(word: str, rime_at: int, tone_at: int) -> bool:
    """Whether the tone may stand on the letter `tone_at` of a word whose rime begins at `rime_at`."""
    start = rime_at + (word[:rime_at] == "q")
    end = start
    while end < len(word) and word[end] in "aăâeêioôơuưy":
        end += 1
    vowels = word[start:end]
    marked = [start + at for at, char in enumerate(vowels) if char in _MARKED]
    if marked:
        return tone_at == marked[-1]
    if len(vowels) == 3:
        return tone_at == start + 1
    if len(vowels) == 2:
        if end < len(word):
            return tone_at == start + 1
        return tone_at == start or (tone_at == start + 1 and vowels in ("oa", "oe", "uy"))
    return tone_at == start


def score(text: str, capitals: bool = True) -> Score:
    """How Vietnamese the words of a text (NFC) are. capitals: whether the encoding can write marked capitals, so that `ViỆt` is none of
    its words.
    """
    legal = total = plain = plain_legal = 0
    for word in set(_WORD.findall(text)):  # said twice it proves no more
        if word.isascii():
            if len(word) > 1:
                plain += 1
                plain_legal += is_syllable(word)
            continue
        weight = min(len(word) - 1, _HEAVIEST)
        total += weight
        if _in_one_case(word, capitals) and is_syllable(word):
            legal += weight
    return Score(legal, total, plain, plain_legal)


def _in_one_case(word: str, capitals: bool) -> bool:
    if word[1:].islower() or word.isupper() or len(word) == 1:
        return True
    return not capitals and "".join(char for char in word if char.isascii()).isupper()

# SPDX-License-Identifier: Apache-2.0
"""Words of a text as the search compares them: folded, and with their Vietnamese spelling beside. `static/fold.js` is the twin."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from mucluc.vocab.text import fold, letters_and_tones, nfc

LONGEST = 40
# Ideographs are not written with blanks between words: each one is a word, and neighbours are found by the pairs.
_IDEOGRAPH = re.compile("([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_INNER = re.compile(
    "(?:[^\\W_]|[\U00020000-\U0003fffd])(?:[^\\W_]|[\U00020000-\U0003fffd\u0300-\u036f\ufe20-\ufe2f\u00ad\u200b-\u200f\u2060\ufeff])*"
)


def words(text: str) -> list[tuple[str, str]]:
    """`(folded, spelling)` of each word in order; spelling is empty when the word carries no marks.

    The spelling is lower case, letters first and the tone after them, so that `hoà` and `hòa` are one: `Đường` gives
    `("duong", "đương1")`.
    """
    found: list[tuple[str, str]] = []
    for chunk in text.split():
        found.extend(_words(chunk))
    return found


def pairs(found: list[tuple[str, str]]) -> list[str]:
    """Neighbouring words as one term, folded: what is said together ranks above what merely occurs."""
    return [f"{one[0]} {two[0]}" for one, two in pairwise(found)]


@lru_cache(maxsize=65536)
def _words(chunk: str) -> tuple[tuple[str, str], ...]:
    folded = _IDEOGRAPH.sub(r" \1 ", fold(chunk)).split()
    if chunk.isascii():
        return tuple((each[:LONGEST], "") for each in folded)
    inner = _INNER.findall(nfc(chunk))
    if len(inner) != len(folded):
        return tuple((each[:LONGEST], "") for each in folded)
    return tuple((each[:LONGEST], _spelling(raw, each)) for raw, each in zip(inner, folded, strict=True))


def _spelling(word: str, folded: str) -> str:
    letters, tones = letters_and_tones(word)
    spelled = letters[:LONGEST] + tones
    return "" if spelled == folded else spelled

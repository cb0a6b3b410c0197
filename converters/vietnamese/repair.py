# SPDX-License-Identifier: Apache-2.0
"""What the tables cannot give back: letters that the damage took away, put back where the syllables leave no choice."""

from __future__ import annotations

import re

from .syllables import is_syllable

_WORD = re.compile(r"[^\W\d_]+")
# Of thư, như, tư, sư, dư only consonants are left when the soft hyphen is gone; a full stop behind them is an abbreviation.
_BARE = re.compile(r"(?<![\w.'])(?:[Tt]h|[Nn]h|[tsd])(?= [^\W\d_])")


def horns_restored(text: str) -> tuple[str, int]:
    """TCVN3 text from which a program took the byte AD for a soft hyphen, with its `ư` back where one syllable alone is possible; how
    often.

    `đợc` can only be `được`, `Th viện` only `Thư viện`; `ngời` stays, for it is a word.
    """
    times = 0

    def mended(found: re.Match[str]) -> str:
        nonlocal times
        word = found[0]
        if word.isascii() or is_syllable(word):
            return word
        horn = "Ư" if word.isupper() else "ư"
        possible = [made for at in range(1, len(word) + 1) if is_syllable(made := word[:at] + horn + word[at:])]
        if len(possible) != 1:
            return word
        times += 1
        return possible[0]

    def written_out(found: re.Match[str]) -> str:
        nonlocal times
        times += 1
        return found[0] + "ư"

    return _BARE.sub(written_out, _WORD.sub(mended, text)), times


def capitals_restored(text: str) -> tuple[str, int]:
    """Text whose font showed small marked letters as capitals, with the words in capitals that have two plain ones and no plain small
    letter.

    `VIệT NAM` becomes `VIỆT NAM`; `Lê` stays. In a text that is all capitals otherwise, every word follows. How many words were changed.
    """
    times = 0
    whole = not any(char.islower() for char in text if char.isascii()) and any(_capitals(word) for word in _WORD.findall(text))

    def mended(found: re.Match[str]) -> str:
        nonlocal times
        word = found[0]
        if word == word.upper() or not (whole or _capitals(word)):
            return word
        times += 1
        return word.upper()

    return _WORD.sub(mended, text), times


def _capitals(word: str) -> bool:
    plain = [char for char in word if char.isascii()]
    return len(plain) > 1 and all(char.isupper() for char in plain)

# SPDX-License-Identifier: Apache-2.0
"""The words of `words.toml`, ready for use: generic titles, what publishers are called, numerals."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))

_I_FOR_Y = re.compile(r"\b([hklmstv]|qu)y(?=[0-9]?\b)")


def spelt(folded: str) -> str:
    """Folded text (or `exact`) with i for the y that ends a syllable: `vật lý` and `vật lí`, `kỹ` and `kĩ` are one."""
    return _I_FOR_Y.sub(r"\1i", folded) if "y" in folded else folded


def written_out(folded: str) -> str:
    """Folded text with its abbreviations as words, spelt in one way: `tp hcm` gives `thanh pho ho chi minh`."""
    words = folded.split()
    if not _SHORT.isdisjoint(words):
        folded = " ".join([ABBREVIATIONS.get(word, word) for word in words])
    return spelt(folded)


ABBREVIATIONS: dict[str, str] = _TABLE["abbreviations"]
"""Words by their abbreviation, both folded."""
_SHORT = frozenset(ABBREVIATIONS)
GENERIC = frozenset(map(spelt, _TABLE["generic_titles"]))
"""Folded titles that name no Work by themselves: `Tuyển tập`, `Địa chí`, `Ngữ văn 6`. A list to begin with; the rest is learned."""
COLLECTIVE = frozenset(map(spelt, _TABLE["collective_titles"]))
"""Uniform titles that say of what kind a collection is, and not which."""
PUBLISHER_WORDS = frozenset(_TABLE["publisher_words"])
NO_PUBLISHER = frozenset(_TABLE["no_publisher"])
SMALL = frozenset(_TABLE["small_words"])
QUALIFIERS: tuple[tuple[str, str], ...] = tuple((f" {word} ", kind) for kind, words in _TABLE["qualifiers"].items() for word in words)
"""Words between blanks, and the kind of book that they make."""
NUMERALS: dict[str, str] = {word: digits for digits, words in _TABLE["numerals"].items() for word in words}
"""Digits by numeral."""
_UNITS = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
SPOKEN = NUMERALS | {f"{ten} muoi": f"{value}0" for value, ten in enumerate(_UNITS[1:], 2)}
"""Digits by numeral as titles have them: to ninety-nine."""
SPOKEN |= {
    f"{ten} muoi {unit}": f"{value}{units}"
    for value, ten in enumerate(_UNITS[1:], 2)
    for units, unit in (*enumerate(_UNITS, 1), (4, "tu"), (5, "lam"))
}
SPOKEN |= {spelt(word): digits for word, digits in SPOKEN.items()}


@lru_cache(maxsize=65536)
def generic(title: str) -> bool:
    """Whether a folded title, but for numbers and `lớp`, is on the list."""
    return title in GENERIC or " ".join(word for word in title.split() if not word.isdecimal() and word != "lop") in GENERIC

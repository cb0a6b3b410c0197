# SPDX-License-Identifier: Apache-2.0
"""The words of `words.toml`, ready for use: generic titles, what publishers are called, numerals."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))

GENERIC = frozenset(_TABLE["generic_titles"])
"""Folded titles that name no Work by themselves: `Tuyển tập`, `Địa chí`, `Ngữ văn 6`. A list to begin with; the rest is learned."""
COLLECTIVE = frozenset(_TABLE["collective_titles"])
"""Uniform titles that say of what kind a collection is, and not which."""
PUBLISHER_WORDS = frozenset(_TABLE["publisher_words"])
NO_PUBLISHER = frozenset(_TABLE["no_publisher"])
SMALL = frozenset(_TABLE["small_words"])
QUALIFIERS: tuple[tuple[str, str], ...] = tuple((f" {word} ", kind) for kind, words in _TABLE["qualifiers"].items() for word in words)
"""Words between blanks, and the kind of book that they make."""
NUMERALS: dict[str, str] = {word: digits for digits, words in _TABLE["numerals"].items() for word in words}
"""Digits by numeral."""


@lru_cache(maxsize=65536)
def generic(title: str) -> bool:
    """Whether a folded title, but for numbers and `lớp`, is on the list."""
    return title in GENERIC or " ".join(word for word in title.split() if not word.isdecimal() and word != "lop") in GENERIC

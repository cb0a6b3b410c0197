# SPDX-License-Identifier: Apache-2.0
"""What happens to the text of a record: capitals, marks misplaced or gone, legacy encodings, decomposed letters. Done last."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

from mucluc.converters.vietnamese.tables import encode

from .damage import Damages
from .draft import Draft

TEXT = Damages(any_language=True)
TAGS = ("100", "110", "240", "245", "246", "250", "260", "264", "300", "490", "500", "650", "651", "653", "700", "710", "765")


def rewritten(draft: Draft, tags: tuple[str, ...], make: Callable[[str], str]) -> bool:
    """Give every value of these fields what `make` makes of it; whether anything changed."""
    changed = False
    for field in draft.all(*tags):
        for part in field.parts:
            made = make(part[1])
            changed = changed or made != part[1]
            part[1] = made
    return changed


@TEXT.add("punctuation-lost", 0.2, habit=True)
def _bare(draft: Draft, rng: Random) -> bool:
    """No marks of ISBD at the ends of subfields."""
    return rewritten(draft, ("245", "250", "260", "264", "300", "490"), lambda value: re.sub(r"\s*[/:;,=]\s*\Z", "", value))


@TEXT.add("capitals", 0.1, habit=True)
def _capitals(draft: Draft, rng: Random) -> bool:
    """The title in capitals, as on the title page."""
    field = draft.first("245")
    changed = False
    for part in field.parts if field else ():
        if part[0] in "ab":
            changed = changed or part[1] != part[1].upper()
            part[1] = part[1].upper()
    return changed


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NEW_STYLE = re.compile(rf"([oO])([aeAE])([{_TONES}])(?![a-zA-Z\u0302\u0306\u031b])|(?<![qQ])([uU])([yY])([{_TONES}])(?![a-zA-Z])")


def _old_style(value: str) -> str:
    """hoà as hòa, thuỷ as thủy."""
    if value.isascii():
        return value
    apart = unicodedata.normalize("NFD", value)
    moved = _NEW_STYLE.sub(lambda found: "".join((found[1] or found[4], found[3] or found[6], found[2] or found[5])), apart)
    return unicodedata.normalize("NFC", moved) if moved != apart else value


@TEXT.add("tone-placement", 0.3, habit=True)
def _tones(draft: Draft, rng: Random) -> bool:
    """The tone mark on the first vowel of oa, oe, uy."""
    return rewritten(draft, TAGS, _old_style)


def plain(value: str) -> str:
    """Without marks; đ as d."""
    if value.isascii():
        return value
    apart = unicodedata.normalize("NFD", value)
    kept = "".join(char for char in apart if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", kept).replace("đ", "d").replace("Đ", "D")


@TEXT.add("diacritics-lost", 0.12, habit=True)
def _no_marks(draft: Draft, rng: Random) -> bool:
    """No marks in the whole record."""
    return rewritten(draft, TAGS, plain)


@TEXT.add("tcvn3-leftover", 0.02)
def _tcvn3(draft: Draft, rng: Random) -> bool:
    """One to three fields left in TCVN3 (ABC), read as Latin-1."""
    return left_over(draft, rng, "tcvn3")


def left_over(draft: Draft, rng: Random, name: str) -> bool:
    """One to three fields in a legacy encoding that was never undone."""
    tags = rng.sample(("245", "100", "260", "264", "490", "700"), 3)
    return rewritten(draft, tuple(tags), lambda value: value if value.isascii() else _encoded(value, name))


def _encoded(value: str, name: str) -> str:
    try:
        return encode(name, value)
    except UnicodeEncodeError:
        return value


@TEXT.add("decomposed", 0.1, habit=True)
def _decomposed(draft: Draft, rng: Random) -> bool:
    """Letters and marks apart (NFD)."""
    return rewritten(draft, TAGS, lambda value: unicodedata.normalize("NFD", value))

# SPDX-License-Identifier: Apache-2.0
"""Texts of catalogues with what a reader's software must know of them: language, script, direction."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mucluc.vocab.labels import tag_of

# Script by the first character that is of one; Hán and Nôm before the rest because one ideograph is enough.
_SCRIPTS = (
    ("Hani", re.compile("[\u2e80-\u2fdf\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")),
    ("Jpan", re.compile("[\u3040-\u30ff]")),
    ("Kore", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("Arab", re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")),
    ("Hebr", re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]")),
    ("Cyrl", re.compile("[\u0400-\u052f]")),
    ("Grek", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("Deva", re.compile("[\u0900-\u097f]")),
    ("Beng", re.compile("[\u0980-\u09ff]")),
    ("Thai", re.compile("[\u0e00-\u0e7f]")),
    ("Laoo", re.compile("[\u0e80-\u0eff]")),
    ("Tibt", re.compile("[\u0f00-\u0fff]")),
    ("Khmr", re.compile("[\u1780-\u17ff]")),
    ("Cham", re.compile("[\uaa00-\uaa5f]")),
)
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufefe\U00010000-\U0003ffff]")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")

# Languages whose own script is not Latin: their Latin text is a romanisation.
_TAGS = """
am ar arc as be bg bn bo ckb cop cu dv el fa gu he hi hy ja ka kk km kn ko kok ks ky lo mai mk ml mn mr my ne new or ota
pa ps ru sa sd si sr syr ta te tg th tt ug uk ur yi zh
"""
_ROMANISED = frozenset(_TAGS.split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text, its BCP 47 tag where it differs from the page's language (else empty), and `rtl` where it may run from right to left."""

    text: str
    lang: str = ""
    dir: str = ""


def phrase(text: str, page_language: str, lang: str = "") -> Phrase:
    """A text of a page. lang: its tag when known; the script found in the text completes or corrects it."""
    if text.isascii() and not lang:
        return Phrase(text)
    tag = _tag(text, lang)
    return Phrase(text, "" if tag == page_language else tag, "rtl" if not text.isascii() and _RTL.search(text) else "")


def language_of(codes: tuple[str, ...]) -> str:
    """The tag of the one language that a Work's MARC codes name; empty for none or several."""
    return tag_of(codes[0]) if len(codes) == 1 else ""


def _tag(text: str, lang: str) -> str:
    script = next((name for name, found in _SCRIPTS if found.search(text)), "") if _BEYOND_LATIN.search(text) else ""
    plain = lang.split("-")[0]
    if not script:
        return f"{plain}-Latn" if plain in _ROMANISED else lang
    if lang.endswith(script):
        return lang
    if script == "Hani" and plain == "vi":
        return "vi-Hani"
    if script == "Hani" and plain in ("zh", "ja", "ko"):
        return plain
    if plain in _ROMANISED:
        return plain
    return f"und-{script}" if plain in ("", "vi", "en") else lang


def cut(text: str, length: int) -> str:
    """The text shortened at a blank to at most `length` characters, with an ellipsis; blanks made single."""
    short = " ".join(text[: 4 * length].split())
    if len(short) <= length and len(text) <= 4 * length:
        return short
    head = short[: length - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[length // 2 :] else head) + "…"

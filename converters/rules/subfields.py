# SPDX-License-Identifier: Apache-2.0
"""How rules read a field: pick subfields by code, join them, cut ISBD punctuation."""

from __future__ import annotations

import re
from functools import lru_cache

from mucluc.converters.engine import Field

_ISBD = " /:;,="
_SHORT = {
    "etc.", "ed.", "eds.", "arr.", "ft.", "ill.", "p.", "inc.", "Inc.", "co.", "Co.", "ltd.", "Ltd.", "Jr.", "Sr.", "jr.", "sr.",
    "Dr.", "St.", "TS.", "ThS.", "PGS.", "GS.", "tr.", "v.", "vol.", "no.",
}  # fmt: skip
"""Abbreviations whose full stop belongs to them, Vietnamese degrees and page counts among them."""


def chop(text: str) -> str:
    """Text without the ISBD mark that leads to the next subfield, and without its full stop unless that ends an initial or abbreviation."""
    text = text.rstrip(_ISBD)
    if text[:1] == " ":
        text = text.lstrip()
    if text[-1:] != "." or text[-2:] == "..":
        return text
    word = text[text.rfind(" ") + 1 :]
    if (len(word) < 3 and not word[0].isdigit()) or word in _SHORT or "." in word[:-1]:
        return text
    return text[:-1].rstrip(_ISBD)


def cut(text: str) -> str:
    """Text as `chop` cuts it, for what is shown and names no heading: brackets and quotes that another subfield opened or closed are
    set right, and a full stop stays where it closes one of several sentences.
    """
    plain = text.rstrip(_ISBD)
    if plain[:1] in _LEADING:
        plain = plain.lstrip(_LEADING)
    if plain[-1:] != "." and not ("(" in plain or ")" in plain or "[" in plain or "]" in plain or '"' in plain):
        return plain if "  " not in plain else " ".join(plain.split())
    return _cut(plain) if len(plain) < _LONG else _cut.__wrapped__(plain)


_LEADING = " :;/=,"
_LONG = 120


@lru_cache(8192)
def _cut(text: str) -> str:
    """Short texts are remembered: places and publishers come again and again."""
    text = " ".join(text.split())
    while True:
        text = text.rstrip(_ISBD).lstrip(_LEADING)
        before, opening, after = text.partition("(")
        if opening and ")" not in after:
            text = before + after
        elif text.count('"') == 1:
            text = text.replace('"', "")
        elif ")" in text and "(" not in text.partition(")")[0]:
            text = text.replace(")", "", 1)
        elif text[-1:] == "." and not _closed(text):
            text = text[:-1]
        else:
            return _bracketed(text)


def _closed(text: str) -> bool:
    """Whether the full stop at the end belongs to the text: an initial, an abbreviation, one of several sentences."""
    rest = text[:-1]
    if rest[-1:].isupper() and rest[-2:-1] in ("", " ", "."):
        return True
    if "." in rest and _INITIAL.search(rest):
        return False
    if text[text.rfind(" ") + 1 :] in _ABBREVIATIONS or "?" in rest or "!" in rest:
        return True
    return "." in rest and "." in _WITHIN.sub("", rest)


_WITHIN = re.compile(r"\b(?:Tp|TP|Tx|TX|Nxb|NXB|TT)\.")
"""Vietnamese abbreviations that begin a name and end no sentence: city, town, publisher."""
_INITIAL = re.compile(r"(?:^|[ .])[A-Z]\.")
_ABBREVIATIONS = {"arr.", "ed.", "etc.", "ft.", "ill.", "p.", "s.n.", "s.l.", "tr.", "TS.", "ThS.", "PGS.", "GS."}


def _bracketed(text: str) -> str:
    if "[" in text and "]" not in text.partition("[")[2]:
        return text + "]"
    return "[" + text if "]" in text and "[" not in text.partition("]")[0] else text


def unwrapped(text: str) -> str:
    """Text without the parentheses around it and without end punctuation, its full stop included."""
    text = text.strip()
    if text[:1] == "(":
        inner, closed, after = text[1:].rpartition(")")
        text = inner + after if closed else text[1:]
    return cut(text).rstrip(" .")


def only(field: Field, codes: str) -> list[str]:
    """Values of the subfields with these codes, in the field's order, blank ones left out."""
    return [part[1:] for part in field[1:] if part[0] in codes and part[1:].strip()]


def first(field: Field, code: str) -> str:
    """The first value with this code, without outer blanks; empty when there is none."""
    for part in field:
        if part[0] == code and part is not field[0]:
            return part[1:].strip()
    return ""


def join(field: Field, codes: str) -> str:
    """The values of these subfields in the field's order with blanks between, as catalogued."""
    text = " ".join([part[1:] for part in field[1:] if part[0] in codes])
    return text if "  " not in text else " ".join(text.split())


def key(field: Field, codes: str) -> str:
    """What names a node made of these subfields: codes and values, their end punctuation cut."""
    return "\x1f".join([part.rstrip(" .,:;/=") for part in field[1:] if part[0] in codes])

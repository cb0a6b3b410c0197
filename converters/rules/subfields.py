# SPDX-License-Identifier: Apache-2.0
"""How rules read a field: pick subfields by code, join them, cut ISBD punctuation."""

from __future__ import annotations

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
    return text if len(word) < 3 or word in _SHORT or "." in word[:-1] else text[:-1].rstrip(_ISBD)


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

# SPDX-License-Identifier: Apache-2.0
"""Numbers that identify a book (ISBN, ISSN, LCCN, OCLC number) in one normal form, and the year of a record."""

from __future__ import annotations

import re
from hashlib import blake2b
from operator import mul

from mucluc.vocab.text import fold

from .record import Record, subfields, values

_ISBN = re.compile(r"[0-9][0-9 -]{8,20}[0-9Xx](?![0-9])")
_ISSN = re.compile(r"([0-9]{4})[- ]?([0-9]{3}[0-9Xx])\Z")
_LCCN = re.compile(r"[a-z]{0,3}(?:\d{8}|\d{10})\Z")
_OCLC = re.compile(r"\s*(\(OCoLC\))?\s*(?:ocm|ocn|on)?0*([1-9][0-9]{0,13})\s*\Z", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])(1[0-9]{3}|20[0-9]{2})(?![0-9])")


def isbn13(value: str) -> str:
    """The first ISBN in a text as thirteen digits, empty when there is none or its check digit is wrong."""
    found = _ISBN.search(value)
    if not found:
        return ""
    digits = found[0].replace("-", "").replace(" ", "").upper()
    if len(digits) == 10:
        total = sum(map(mul, range(10, 1, -1), map(int, digits[:9])))
        if (total + (10 if digits[9] == "X" else int(digits[9]))) % 11:
            return ""
        digits = "978" + digits[:9]
        return digits + str(-_weighed(digits) % 10)
    if len(digits) != 13 or digits[:3] not in ("978", "979") or not digits.isdecimal() or _weighed(digits) % 10:
        return ""
    return digits


def _weighed(digits: str) -> int:
    """The sum behind the check digit of an ISBN-13; a multiple of ten when the thirteenth is right."""
    return sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))


def issn(value: str) -> str:
    """An ISSN as eight characters, empty when it is none or its check digit is wrong."""
    found = _ISSN.match(value.strip())
    if not found:
        return ""
    digits = (found[1] + found[2]).upper()
    total = sum(map(mul, range(8, 1, -1), map(int, digits[:7]))) + (10 if digits[7] == "X" else int(digits[7]))
    return "" if total % 11 else digits


def lccn(value: str) -> str:
    """An LCCN in the Library of Congress's normal form (blanks out, suffix after / cut, serial of six digits), empty if it is none."""
    text = value.replace(" ", "").split("/")[0].lower()
    if "-" in text:
        prefix, _, serial = text.partition("-")
        text = prefix + serial.rjust(6, "0")
    return text if _LCCN.match(text) else ""


def oclc(value: str, marked: bool = True) -> str:
    """The digits of an OCLC number, empty when it is none. marked: only with `(OCoLC)` before it, as 035 has it."""
    found = _OCLC.match(value)
    return found[2] if found and (found[1] or not marked) else ""


def years(text: str) -> list[str]:
    """The years (1000 to 2099) that stand in a text, in order."""
    return _YEAR.findall(text)


def edition_keys(record: Record) -> tuple[bytes, ...]:
    """What tells an edition within a library: each valid ISBN of 020 $a with 245 $abnp and the year; none without title or year.

    A key begins with the thirteen digits of the ISBN.
    """
    numbers = [isbn for text in record.all("020") for code, value in subfields(text) if code == "a" and (isbn := isbn13(value))]
    if not numbers:
        return ()
    parts = subfields(record.get("245") or "")
    title = plain_title(" ".join([value for codes in ("a", "bnp") for code, value in parts if code in codes]))
    year = year_of(record)
    if not year or not title:
        return ()
    digest = blake2b(f"{title}|{year}".encode(), digest_size=10).digest()
    return tuple(dict.fromkeys(number.encode() + digest for number in numbers))


def plain_title(text: str) -> str:
    """A title folded; + and # are read out, or C, C++ and C# were one title."""
    if "+" in text or "#" in text:
        text = text.replace("+", " plus ").replace("#", " sharp ")
    return fold(text)


def year_of(record: Record) -> str:
    """The first year of 008, else of 264 or 260 $c; empty when there is none."""
    coded = (record.get("008") or "")[7:11]
    if coded.isdecimal() and coded not in ("0000", "9999"):
        return coded
    for tag in ("264", "260"):
        for text in record.all(tag):
            if found := years(" ".join(values(text, "c"))):
                return found[0]
    return ""

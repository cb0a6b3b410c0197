# SPDX-License-Identifier: Apache-2.0
"""Checks of numbers that can be verified by themselves: ISBN, ISSN, LCCN, Dewey numbers, addresses."""

from __future__ import annotations

import re

from .check_engine import NOTHING, Context, Field, Finding, Findings, Room
from .names import link

CHECKS = Room()

_ISBN = re.compile(r"[0-9][0-9 -]*[0-9Xx]")
_ISSN = re.compile(r"[0-9]{4}-[0-9]{3}[0-9Xx]")
_LCCN = re.compile(r"[a-z]{0,3}[0-9]{8}(?: ?/.*)?|[a-z]{0,2}[0-9]{10}(?: ?/.*)?")
_DEWEY = re.compile(r"j?[0-9]{3}(?:/?\.[0-9/'′]+)?(?:[ /\\]*\[?[A-Z].*)?|\[?(?:E|Fic|B)\]?", re.IGNORECASE)


@CHECKS.field(
    "isbn-malformed", "020", good="020 ##$a978-604-69-1501-0$c68000đ | 020 ##$a0300028733 (bìa cứng)", bad="020 ##$a60469150 | 020 ##$aKXĐ"
)
def isbn_malformed(tag: str, field: Field, context: Context) -> Findings:
    """$a is an ISBN of 10 or 13 digits. The converter keeps another text as a local number, and no edition is matched by it."""
    for part in field[1:]:
        if part[:1] == "a" and len(_isbn(part)) not in (10, 13):
            return (Finding(f"{len(_isbn(part))} digits instead of 10 or 13", "a", part[1:]),)
    return NOTHING


@CHECKS.field(
    "isbn-check-digit", "020", good="020 ##$a9786046915010 | 020 ##$a0300028733", bad="020 ##$a9786046915011 | 020 ##$a0300028734"
)
def isbn_check_digit(tag: str, field: Field, context: Context) -> Findings:
    """The last digit follows from the others (ISO 2108): a wrong one was mistyped, here or on the book (then $z is its place)."""
    for part in field[1:]:
        if part[:1] == "a" and not isbn_valid(_isbn(part)):
            return (Finding("the check digit does not fit", "a", part[1:]),)
    return NOTHING


@CHECKS.field("issn-malformed", "022", good="022 ##$a1859-0136", bad="022 ##$a18590136X0 | 022 ##$a1859 0136")
def issn_malformed(tag: str, field: Field, context: Context) -> Findings:
    """An ISSN is two groups of four with a hyphen (ISO 3297)."""
    return [
        Finding("not of the form 1234-5678", "a", part[1:])
        for part in field[1:]
        if part[:1] == "a" and not _ISSN.fullmatch(part[1:].strip())
    ]


@CHECKS.field("issn-check-digit", "022", good="022 ##$a0317-8471", bad="022 ##$a0317-8472")
def issn_check_digit(tag: str, field: Field, context: Context) -> Findings:
    """The last digit follows from the first seven (ISO 3297)."""
    for part in field[1:]:
        if part[:1] == "a" and _ISSN.fullmatch(part[1:].strip()) and not issn_valid(part[1:].strip()):
            return (Finding("the check digit does not fit", "a", part[1:]),)
    return NOTHING


@CHECKS.field("lccn-malformed", "010", good="010 ##$a   00280677  | 010 ##$a  2001627090", bad="010 ##$a2001-627090 | 010 ##$aTVQG123")
def lccn_malformed(tag: str, field: Field, context: Context) -> Findings:
    """$a is a Library of Congress number: a prefix of up to three letters and 8 or 10 digits. Numbers of others belong in 016 or 035."""
    for part in field[1:]:
        if part[:1] == "a" and not _LCCN.fullmatch(part[1:].replace(" ", "")):
            return (Finding("not a number of the Library of Congress", "a", part[1:]),)
    return NOTHING


@CHECKS.field(
    "dewey-malformed", "082", good="082 04$223$a959.755$bĐ301C | 082 04$a[E]$223", bad="082 04$223$a9(V)755 | 082 04$223$a959,755"
)
def dewey_malformed(tag: str, field: Field, context: Context) -> Findings:
    """082 $a is three digits, a point and more digits. Numbers of other schemes (the old 19-class, BBK) belong in 084."""
    return [
        Finding("not a Dewey number", "a", part[1:]) for part in field[1:] if part[:1] == "a" and not _DEWEY.fullmatch(part[1:].strip())
    ]


@CHECKS.field("dewey-edition-missing", "082", good="082 04$223$a959.755", bad="082 04$a959.755")
def dewey_edition_missing(tag: str, field: Field, context: Context) -> Findings:
    """A Dewey number means something only in its edition ($2: 14 for the abridged, 23 for the full one, `23/vie` for the translation)."""
    return NOTHING if any(part[:1] == "2" for part in field[1:]) else (Finding(subfield="2"),)


@CHECKS.field(
    "address-malformed",
    "856",
    good="856 40$uhttps://so.thuvienphuyen.example/hn/0001/",
    bad="856 40$uD:\\SoHoa\\0001.pdf | 856 40$uwww.thuvienphuyen.example | 856 40$ujavascript:alert(1)",
)
def address_malformed(tag: str, field: Field, context: Context) -> Findings:
    """$u is a whole address with http or https. A path on a disk or half an address cannot be followed by anybody else."""
    return [Finding("not an http or https address", "u", part[1:]) for part in field[1:] if part[:1] == "u" and link(part[1:]) is None]


@CHECKS.field("address-missing", "856", good="856 40$uhttps://so.thuvienphuyen.example/hn/0001/", bad="856 40$zLiên hệ thủ thư")
def address_missing(tag: str, field: Field, context: Context) -> Findings:
    """856 is for an address; without $u there is nothing to follow."""
    return NOTHING if any(part[:1] in "uag" for part in field[1:]) else (Finding(subfield="u"),)


@CHECKS.field(
    "address-relation-blank", "856", good="856 40$uhttps://a.example/ | 856 42$uhttps://a.example/", bad="856 4#$uhttps://a.example/"
)
def address_relation_blank(tag: str, field: Field, context: Context) -> Findings:
    """The second indicator says whether the address is the work itself (0), a copy of it (1) or only related (2).

    Shares of digitised works count it.
    """
    return NOTHING if field[0][1:2] != " " else (Finding("indicator 2 is blank"),)


def isbn_valid(digits: str) -> bool:
    """Whether an ISBN's check digit fits; True for a text that is not 10 or 13 digits long, which is another check's business."""
    if len(digits) == 13 and digits.isdecimal():
        return (sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10 == 0
    if len(digits) == 10 and digits[:9].isdecimal():
        last = 10 if digits[9] == "X" else int(digits[9])
        return (sum(int(c) * weight for c, weight in zip(digits, range(10, 1, -1), strict=False)) + last) % 11 == 0
    return len(digits) not in (10, 13)


def issn_valid(text: str) -> bool:
    """Whether an ISSN of the form 1234-5678 has the right check digit."""
    digits = text.replace("-", "").upper()
    return sum((10 if c == "X" else int(c)) * (8 - i) for i, c in enumerate(digits)) % 11 == 0


def _isbn(part: str) -> str:
    """The ISBN at the beginning of `a…`, without hyphens and blanks."""
    if part[1:].isdecimal():
        return part[1:]
    found = _ISBN.match(part[1:].lstrip())
    return found[0].replace("-", "").replace(" ", "").upper() if found else ""

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
_ENTRIES = "760 762 765 767 770 772 773 774 775 776 777 780 785 786 787"
_CLASS = re.compile(
    r"[A-Z]{1,3}\s?[0-9]{1,4}(?:\.[0-9]+)?.*|IN PROCESS.*|ISSN RECORD|MLC.*|Microfi.*|WMLC.*|Newspaper.*|UNCLASS.*|Discard.*|\[.*"
)
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
    "isbn-check-digit",
    f"020 {_ENTRIES}",
    good="020 ##$a9786046915010 | 020 ##$a0300028733 | 776 08$z9786046915010",
    bad="020 ##$a9786046915011 | 020 ##$a0300028734 | 776 08$z9786046915011",
)
def isbn_check_digit(tag: str, field: Field, context: Context) -> Findings:
    """The last digit follows from the others (ISO 2108): a wrong one was mistyped, here or on the book (then 020 $z is its place)."""
    code = "a" if tag == "020" else "z"
    for part in field[1:]:
        if part[:1] == code and not isbn_valid(_isbn(part)):
            return (Finding("the check digit does not fit", code, part[1:]),)
    return NOTHING


@CHECKS.record(
    "isbn-doubled",
    needs="020",
    good="020 ##$a9786046915010 // 020 ##$a0300028733",
    bad="020 ##$a9786046915010 // 020 ##$a978-604-69-1501-0",
)
def isbn_doubled(context: Context) -> Findings:
    """The same ISBN in two fields says nothing more."""
    if context.text.count("\x1e020") < 2:
        return NOTHING
    found = [_isbn(part) for _, field in context.all("020") for part in field[1:] if part[:1] == "a"]
    return [Finding(f"{found.count(each)} times", "a", each, "020") for each in dict.fromkeys(found) if each and found.count(each) > 1]


@CHECKS.record(
    "isbn-cancelled-used", needs="020", good="020 ##$a9786046915010$z9786046915011", bad="020 ##$a9786046915010 // 020 ##$z9786046915010"
)
def isbn_cancelled_used(context: Context) -> Findings:
    """$z is for a number that is not that of this edition; the same number in $a contradicts it."""
    if "020" not in context.first or "\x1fz" not in context.text:
        return NOTHING
    parts = [part for _, field in context.all("020") for part in field[1:]]
    good = {_isbn(part) for part in parts if part[:1] == "a"} - {""}
    return [Finding("stands in $a too", "z", part[1:], "020") for part in parts if part[:1] == "z" and _isbn(part) in good]


@CHECKS.field(
    "number-check-digit",
    "024",
    good="024 3#$a4006381333931 | 024 1#$a036000291452 | 024 8#$a123",
    bad="024 3#$a4006381333932 | 024 1#$a036000291453",
)
def number_check_digit(tag: str, field: Field, context: Context) -> Findings:
    """The bar code of a disc or a map (EAN, first indicator 3; UPC, 1) ends in a check digit."""
    length = {"1": 12, "3": 13}.get(field[0][:1])
    if length is None:
        return NOTHING
    digits = ((part, part[1:].replace("-", "").replace(" ", "")) for part in field[1:] if part[:1] == "a")
    return [Finding("the check digit does not fit", "a", part[1:]) for part, text in digits if len(text) == length and not _ean(text)]


@CHECKS.field(
    "issn-malformed",
    f"022 490 830 {_ENTRIES}",
    good="022 ##$a1859-0136 | 490 0#$aA$x1859-0136 | 773 0#$tA$x1859-0136",
    bad="022 ##$a18590136X0 | 022 ##$a1859 0136 | 773 0#$tA$x18590136",
)
def issn_malformed(tag: str, field: Field, context: Context) -> Findings:
    """An ISSN is two groups of four with a hyphen (ISO 3297)."""
    code = "a" if tag == "022" else "x"
    return [
        Finding("not of the form 1234-5678", code, part[1:])
        for part in field[1:]
        if part[:1] == code and not _ISSN.fullmatch(part[1:].strip(" ;,."))
    ]


@CHECKS.field(
    "issn-check-digit",
    f"022 490 830 {_ENTRIES}",
    good="022 ##$a0317-8471 | 490 0#$aA$x0317-8471",
    bad="022 ##$a0317-8472 | 490 0#$aA$x0317-8472 ;$v1",
)
def issn_check_digit(tag: str, field: Field, context: Context) -> Findings:
    """The last digit follows from the first seven (ISO 3297)."""
    code = "a" if tag == "022" else "x"
    for part in field[1:]:
        text = part[1:].strip(" ;,.")
        if part[:1] == code and _ISSN.fullmatch(text) and not issn_valid(text):
            return (Finding("the check digit does not fit", code, part[1:]),)
    return NOTHING


@CHECKS.field("lcc-malformed", "050", good="050 #4$aPL4378.9.N5$bT78 | 050 00$aMLCSA 2008/00123", bad="050 #4$a895.922 | 050 #4$aĐ301C")
def lcc_malformed(tag: str, field: Field, context: Context) -> Findings:
    """050 $a begins with one to three letters and a number (`PL4378`). Dewey numbers belong in 082, own shelf marks in 084 or 852."""
    return [
        Finding("not a class of the Library of Congress", "a", part[1:])
        for part in field[1:]
        if part[:1] == "a" and not _CLASS.match(part[1:])
    ]


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


def _ean(digits: str) -> bool:
    """Whether the check digit of an EAN or UPC fits: weights 1 and 3 from its end."""
    return digits.isdecimal() and sum(int(c) * (3 if at % 2 else 1) for at, c in enumerate(reversed(digits))) % 10 == 0


def _isbn(part: str) -> str:
    """The ISBN at the beginning of `a…`, without hyphens and blanks."""
    if part[1:].isdecimal():
        return part[1:]
    found = _ISBN.match(part[1:].lstrip())
    return found[0].replace("-", "").replace(" ", "").upper() if found else ""

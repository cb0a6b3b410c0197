# SPDX-License-Identifier: Apache-2.0
"""Checks of Vietnamese text: missing marks, letters that look like đ, tones placed in two ways, headings of another list, old provinces."""

from __future__ import annotations

import re

from mucluc.vocab.codes import PROVINCES_GONE

from .check_engine import NOTHING, Context, Field, Finding, Findings, Room
from .record import SUBFIELD

CHECKS = Room()

_BOOK = "008 190612s2003####vm#abf###b###s001#0#vie##"
_LONG = re.compile(r"[^\W\d_]{2,}")
_WORDS = re.compile("[A-Za-z]+")
# Letters that Vietnamese has and no other language that is written in Latin letters here.
_OWN = re.compile("[ĂăĐđƠơƯưẠ-ỹ]")
_ETH = re.compile("[ÐðƉɖ]")
_OLD_PLACE = re.compile(r"[òóỏõọÒÓỎÕỌ][aeAE]\b|(?<![qQ])[ùúủũụÙÚỦŨỤ][yY]\b")
_NEW_PLACE = re.compile(r"[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]\b|(?<![qQ])[uU][ỳýỷỹỵỲÝỶỸỴ]\b")
_PLACE = re.compile(r" ?[-–] ?")


def _title(context: Context) -> str:
    return " ".join(part[1:] for part in context.first.get("245", "").split(SUBFIELD)[1:] if part[:1] in "ab")


@CHECKS.record(
    "vietnamese-unmarked",
    needs="245",
    good=f"{_BOOK} // 245 10$aTruyện Kiều | {_BOOK} // 245 10$aAi? | 245 10$aThe tale of the Kieu story",
    bad=f"{_BOOK} // 245 10$aLich su Dang bo tinh Phu Yen",
)
def vietnamese_unmarked(context: Context) -> Findings:
    """A title of four words and more without one mark is not Vietnamese as one reads it: the marks were left out or lost."""
    if context.language != "vie":
        return NOTHING
    title = _title(context)
    if not title.isascii() or len(_WORDS.findall(title)) < 4:
        return NOTHING
    return (Finding("008/35-37 is vie", "a", title, "245"),)


@CHECKS.record(
    "letter-eth", good=f"{_BOOK} // 245 10$aĐịa chí Phú Yên", bad=f"{_BOOK} // 245 10$aÐịa chí Phú Yên", formats="bibliographic authority"
)
def letter_eth(context: Context) -> Findings:
    """Đ is U+0110. The Icelandic Ð (U+00D0) and the African Ɖ (U+0189) look the same in capitals and are other letters to every search."""
    if not context.odd or not _ETH.search(context.text) or not _OWN.search(context.text):
        return NOTHING
    return [
        Finding("not U+0110 or U+0111", tag=tag, value=text[2:].replace(SUBFIELD, " $"))
        for tag, text in context.fields
        if tag > "009" and _ETH.search(text) and _OWN.search(text)
    ]


@CHECKS.record(
    "tone-placement-mixed",
    good=f"{_BOOK} // 245 10$aHòa bình và thủy lợi | {_BOOK} // 245 10$aHoà bình và thuỷ lợi | {_BOOK} // 245 10$aQuý và Hòa",
    bad=f"{_BOOK} // 245 10$aHòa bình // 650 #4$aHoà bình",
)
def tone_placement_mixed(context: Context) -> Findings:
    """`hòa` and `hoà` are both right; one record uses one of them. Mục lục finds either by the other."""
    text = context.text
    if context.language != "vie" or text.isascii() or not _OLD_PLACE.search(text) or not _NEW_PLACE.search(text):
        return NOTHING
    return (Finding("both ways of placing the tone"),)


@CHECKS.field("title-capitals", "245", good="245 10$aTruyện Kiều | 245 10$aASEAN", bad="245 10$aLỊCH SỬ ĐẢNG BỘ TỈNH PHÚ YÊN")
def title_capitals(tag: str, field: Field, context: Context) -> Findings:
    """Only the first word and names have a capital, however the title page is printed."""
    for part in field[1:]:
        if part[:1] == "a":
            return (Finding("all capitals", "a", part[1:]),) if part[1:].isupper() and len(_LONG.findall(part[1:])) > 2 else NOTHING
    return NOTHING


@CHECKS.field("subject-list-wrong", "650", good="650 #0$aVietnamese poetry | 650 #4$aThơ Việt Nam", bad="650 #0$aThơ Việt Nam")
def subject_list_wrong(tag: str, field: Field, context: Context) -> Findings:
    """Second indicator 0 claims the Library of Congress Subject Headings, which are English."""
    if field[0][1:2] != "0":
        return NOTHING
    return [
        Finding("indicator 2 is 0", "a", part[1:])
        for part in field[1:]
        if part[:1] == "a" and not part.isascii() and len(_OWN.findall(part)) > 1
    ][:1]


@CHECKS.field(
    "province-gone",
    "260 264 651",
    good=f"{_BOOK.replace('2003', '1985')} // 651 #4$aPhú Khánh | {_BOOK} // 260 ##$aPhú Yên",
    bad=f"{_BOOK} // 260 ##$aPhú Khánh :$bSở Văn hóa | {_BOOK.replace('2003', '2026')} // 260 ##$aPhú Yên | "
    f"{_BOOK.replace('2003', '2010')} // 651 #4$aHà Tây",
)
def province_gone(tag: str, field: Field, context: Context) -> Findings:
    """A province that was no more when the work was published. Right for a work about those years; wrong for where it was published."""
    year = context.fixed[7:11]
    if not year.isdecimal():
        return NOTHING
    for part in field[1:]:
        if part[:1] == "a":
            name = _PLACE.sub(" - ", part[1:].strip(" :;,.[]")).removeprefix("Tỉnh ").removesuffix(" (Việt Nam)")
            gone = PROVINCES_GONE.get(name)
            if gone and gone.until < int(year):
                return (Finding(f"not a province since {gone.until}", "a", part[1:]),)
    return NOTHING


@CHECKS.field("price-currency", "020", good="020 ##$a9786046915010$c68000đ | 020 ##$c{dollar}12.50", bad="020 ##$a9786046915010$c68000")
def price_currency(tag: str, field: Field, context: Context) -> Findings:
    """A price says in which money."""
    return [
        Finding("a number alone", "c", part[1:]) for part in field[1:] if part[:1] == "c" and part[1:].strip().replace(".", "").isdecimal()
    ]

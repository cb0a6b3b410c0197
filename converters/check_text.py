# SPDX-License-Identifier: Apache-2.0
"""Checks of characters in any field: what programs left behind, letters that were lost or misread, blanks and punctuation."""

from __future__ import annotations

import re
from collections.abc import Container

from .check_engine import NOTHING, Context, Finding, Findings, Room
from .record import SUBFIELD

CHECKS = Room()

ALL = "bibliographic authority holdings"
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_HTML = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{2,6}|#x[0-9a-f]{2,5});|</?(?:br|p|b|i|u|em|strong|span|div|sup|sub|font)\b[^>\x1e\x1f]*>",
    re.IGNORECASE,
)
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_A-Z]")
# UTF-8 read as Latin-1 or Windows-1252: `á»‡` for ệ, `Ä‘` for đ, `Æ°` for ư, `Ã¡` for á.
_MISREAD = re.compile("á[º»][\u0080-\u00bf\u2013-\u203a€‚ƒ„…†‡ˆ‰Š‹ŒŽ˜™š›œžŸ]|Æ[¡°]|Ä[\u0091‘\u0192ƒ]|Ã[\u00a1-\u00bf]|Â[\u00a0-\u00bf]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_MIXED = re.compile("(?<!\x1f)[A-Za-z\u00c0-\u024f\u1ea0-\u1ef9][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z\u00c0-\u024f\u1ea0-\u1ef9]")
_DOUBLED = re.compile(r",,|;;|(?<!\.)\.\.(?!\.)")
# Two blanks of a value, not those of blank indicators nor those before a number in 010.
_BLANKS = re.compile("  (?<!\x1fa  )(?<!\x1fa   )(?<!\x1fa    )(?![\x1f ])")
_LEADING = re.compile("\x1f. (?! )")


@CHECKS.record("text-replaced", good="245 10$aTruyện Kiều", bad="245 10$aTruy\ufffdn Ki\ufffdu", formats=ALL)
def text_replaced(context: Context) -> Findings:
    """U+FFFD stands where a program could not read a character: the letter is lost and must be typed again."""
    return _characters(context, re.compile("\ufffd")) if "\ufffd" in context.text else NOTHING


@CHECKS.record("text-private", good="245 10$a𡨸喃", bad="245 10$a\ue0a1\U000f0123", formats=ALL)
def text_private(context: Context) -> Findings:
    """Characters of a private area show only with one font; most Nôm characters have had a public code point since Unicode 3.1 (2001)."""
    return NOTHING if not context.odd else _characters(context, _PRIVATE)


@CHECKS.record(
    "text-misread", good="245 10$aViệt Nam | 245 10$aSÃO PAULO", bad="245 10$aViá»‡t Nam | 245 10$aÄ‘Æ°á»ng | 245 10$aPhÃ¡p", formats=ALL
)
def text_misread(context: Context) -> Findings:
    """Two or three odd signs for one letter: UTF-8 that a program took for another encoding."""
    return NOTHING if not context.odd else _characters(context, _MISREAD)


@CHECKS.record("text-lost", good="245 10$aAi? Vì sao? | 856 40$uhttp://a.example/?a=b", bad="245 10$aTruy?n Ki?u", formats=ALL)
def text_lost(context: Context) -> Findings:
    """A question mark inside a word: a program wrote it for a letter that its encoding had not."""
    return _characters(context, _LOST, but=("856", "857")) if "?" in context.text else NOTHING


@CHECKS.record(
    "text-markup", good="245 10$aA & B | 245 10$aA < B", bad="245 10$aA &amp; B | 520 ##$aA<br/>B | 520 ##$a<p>A</p>", formats=ALL
)
def text_markup(context: Context) -> Findings:
    """Remains of a web page: readers see the signs as they stand."""
    if "&" not in context.text and "<" not in context.text:
        return NOTHING
    return _characters(context, _HTML)


@CHECKS.record("text-invisible", good="245 10$aTruyện Kiều", bad="245 10$aTruyện\u200b Kiều | 245 10$aTruyện Ki\u00adều", formats=ALL)
def text_invisible(context: Context) -> Findings:
    """A soft hyphen, a blank without width or a byte order mark cannot be seen, and no search finds the word with it."""
    return NOTHING if not context.odd else _characters(context, _INVISIBLE)


@CHECKS.record("letters-mixed", good="245 10$aМосква", bad="245 10$aMос\u043a\u0432\u0430 | 245 10$aH\u043ea", formats=ALL)
def letters_mixed(context: Context) -> Findings:
    """One word of two alphabets: a Cyrillic о looks like a Latin o, and no search finds the word."""
    return NOTHING if not context.odd else _characters(context, _MIXED)


@CHECKS.record("blanks-doubled", good="245 10$aTruyện Kiều | 010 ##$a   00280677 ", bad="245 10$aTruyện  Kiều", formats=ALL)
def blanks_doubled(context: Context) -> Findings:
    """Two blanks for one, often where a line was broken."""
    return _characters(context, _BLANKS, but=("010",)) if _BLANKS.search(context.text) else NOTHING


@CHECKS.record(
    "blanks-at-edge", good="245 10$aTruyện Kiều /$cNguyễn Du", bad="245 10$a Truyện Kiều | 245 10$aTruyện Kiều $cNguyễn Du", formats=ALL
)
def blanks_at_edge(context: Context) -> Findings:
    """A blank at the beginning or the end of a subfield makes another heading of it, and sorts it first."""
    # The blank before the first delimiter is an indicator.
    edges = [tag for tag, text in context.fields if (text[-1:] == " " or text.find(" \x1f", 2) > 0) and tag > "010"]
    if not edges and not _LEADING.search(context.text):
        return NOTHING
    out: list[Finding] = []
    for tag, text in context.fields:
        if tag > "010":
            parts = text.split(SUBFIELD)[1:]
            out.extend(
                Finding("a blank at the edge", part[:1], part[1:], tag)
                for part in parts
                if len(part) > 1 and part[1:] != part[1:].strip(" ")
            )
    return out


@CHECKS.record("punctuation-doubled", good="245 10$aKhi nào...? | 245 10$aA, B.", bad="245 10$aA,, B | 260 ##$aHà Nội..", formats=ALL)
def punctuation_doubled(context: Context) -> Findings:
    """A comma, semicolon or point twice in a row."""
    if ".." not in context.text and ",," not in context.text and ";;" not in context.text:
        return NOTHING
    return _characters(context, _DOUBLED, but=("856", "857")) if _DOUBLED.search(context.text) else NOTHING


def _characters(context: Context, wanted: re.Pattern[str], but: Container[str] = ()) -> list[Finding]:
    """A finding for each data field whose values hold what is wanted, with how often."""
    out = []
    for tag, text in context.fields:
        if tag > "009" and tag not in but and not tag >= "890":
            count = len(wanted.findall(text, 2))
            if count:
                out.append(Finding(f"{count} times", tag=tag, value=text[2:].replace(SUBFIELD, " $")))
    return out

# SPDX-License-Identifier: Apache-2.0
"""What kind of thing a record describes, in three letters: content, level, carrier; things of different kinds are never one edition."""

from __future__ import annotations

import re

_CONTENT = {"a": "t", "t": "t", "c": "n", "d": "n", "e": "m", "f": "m", "g": "v", "i": "s", "j": "j", "k": "k", "m": "e"}
_CONTENT |= {"o": "x", "p": "x", "r": "r"}
_LEVEL = {"a": "a", "b": "a", "c": "c", "d": "a", "i": "s", "m": "m", "s": "s"}
_ITEM = {"o": "e", "q": "e", "s": "e", "a": "f", "b": "f", "c": "f", "d": "l", "f": "b"}
_ONLINE = re.compile(
    r"online|trực tuyến|điện tử|\btệp\b|\bfile|electronic|e-?book|ebook|tài nguyên số|computer|\bpdf\b|\bepub\b", re.IGNORECASE
)
_MICRO = re.compile(r"microf|vi phim|vi phiếu|reel", re.IGNORECASE)
_BRAILLE = re.compile(r"braille|chữ nổi", re.IGNORECASE)
_HEARD = re.compile(r"ghi âm|sound|audio|sách nói", re.IGNORECASE)


def form_of(leader: str, fields: dict[str, list[str]], extent: dict[str, list[str]], medium: str) -> str:
    """Content, level, carrier; `-` where nothing is said. medium: 245 $h.

    Content: t text, n notes, m map, v moving image, s speech, j music, k picture, e program, x mixed, r object. Level: m monograph,
    s serial, a part, c collection. Carrier: p paper or as usual, e electronic, f microform, l large print, b braille.
    """
    content = _CONTENT.get(leader[6:7], "-")
    level = _LEVEL.get(leader[7:8], "-")
    if level == "a" and "773" not in fields:
        level = "-"  # a part of nothing: a slip of the template
    return content + level + _carrier(leader, fields, extent, medium)


def _on_paper(fields: dict[str, list[str]], extent: dict[str, list[str]], medium: str) -> bool:
    """Whether a record that is coded as electronic speaks of pages and centimetres and of nothing electronic."""
    if "856" in fields or "007" in fields or "338" in fields or "cm" not in " ".join(extent.get("c", ())):
        return False
    return not _ONLINE.search(" ".join((*extent.get("a", ()), medium)))


def _carrier(leader: str, fields: dict[str, list[str]], extent: dict[str, list[str]], medium: str) -> str:
    fixed = fields["008"][0] if "008" in fields else ""
    at = 29 if leader[6:7] in "efgkor" else 23
    coded = _ITEM.get(fixed[at : at + 1])
    if coded is not None and not (coded == "e" and _on_paper(fields, extent, medium)):
        return coded
    if any(text[:2] in ("cr", "cu") for text in fields.get("007", ())):
        return "e"
    said = " ".join((*extent.get("a", ())[:2], medium))
    for text in fields.get("338", ()):
        if "\x1fbcr" in text:
            return "e"
        if "\x1fbh" in text:
            return "f"
    for pattern, carrier in ((_ONLINE, "e"), (_MICRO, "f"), (_BRAILLE, "b"), (_HEARD, "p")):
        if pattern.search(said):
            return carrier
    return "p" if fixed or extent else "-"

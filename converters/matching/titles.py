# SPDX-License-Identifier: Apache-2.0
"""What 245 says, wherever its parts were typed: subtitle and statement left in $a, parallel titles, titles in 246 and 880."""

from __future__ import annotations

import re
from typing import NamedTuple

from mucluc.converters.numbers import plain_title
from mucluc.vocab.text import fold

from .words import written_out

_SLASH = re.compile(r"\s/\s")
_COLON = re.compile(r"\s*:\s+(?=\S)")
_EQUALS = re.compile(r"\s=\s*|\s*=\s")
_SIGN = {_SLASH: "/", _COLON: ":", _EQUALS: "="}
_VIETNAMESE = re.compile(r"\w*[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]\w*", re.IGNORECASE)
_MOST = 4


class Titles(NamedTuple):
    """As written: title proper, subtitle, statement of responsibility, and titles in other words or languages."""

    title: str
    subtitle: str
    statement: str
    others: list[str]


def titles_of(parts: dict[str, list[str]], author: str = "") -> Titles:
    """The parts of a 245, by code, each in its place: ISBD's ` / `, ` : ` and ` = ` part what stands in one subfield.

    author: of 1XX or 7XX; a name that was typed before the title is none.
    """
    title, subtitle, statement = " ".join(parts.get("a", ())), " ".join(parts.get("b", ())), " ".join(parts.get("c", ())[:1])
    others: list[str] = []
    if not statement:
        title, statement = _parted(title, _SLASH)
        if not statement and subtitle:
            subtitle, statement = _parted(subtitle, _SLASH)
    if title.rstrip().endswith("="):
        title, subtitle = title.rstrip(" ="), f"= {subtitle}"
    title, parallel = _parted(title, _EQUALS)
    if parallel:
        others.append(parallel)
    if not subtitle:
        title, subtitle = _parted(title, _COLON)
        if subtitle and author and sorted(fold(title).split()) == sorted(fold(author).split()):
            title, subtitle = _parted(subtitle, _COLON)
    subtitle, parallel = _parted(subtitle, _EQUALS) if not subtitle.startswith("=") else ("", subtitle[1:])
    if parallel:
        others.append(_parted(parallel, _COLON)[0])
    return Titles(title, subtitle, statement, others)


def _parted(text: str, at: re.Pattern[str]) -> tuple[str, str]:
    """A text before and after what parts it; all of it when one of the two would be empty."""
    found = at.search(text) if _SIGN[at] in text else None
    if found is None or not text[: found.start()].strip() or not text[found.end() :].strip():
        return text, ""
    return text[: found.start()], text[found.end() :]


def folded(text: str) -> str:
    """A title folded, with its abbreviations written out."""
    return written_out(plain_title(text))


def known_by(others: list[str], varying: list[str], linked: list[str], title: str) -> list[str]:
    """The other titles of a record, folded, without its title proper: parallel ones, 246 $a, 245 $a in another script (880)."""
    found = dict.fromkeys(each for text in (*others, *varying, *linked) if len(each := folded(text)) > 3)
    found.pop(title, None)
    return list(found)[:_MOST]


def in_vietnamese(text: str) -> bool:
    """Whether three words have letters that Vietnamese alone has: whatever the code says, such a title is Vietnamese."""
    return not text.isascii() and len(_VIETNAMESE.findall(text)) >= 3


def name_of(text: str) -> str:
    """A name folded, with its abbreviations written out."""
    return written_out(fold(text))

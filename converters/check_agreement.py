# SPDX-License-Identifier: Apache-2.0
"""Checks of what a record says twice: the codes of leader and 008 beside the fields that readers see."""

from __future__ import annotations

import re

from .check_engine import NOTHING, Context, Finding, Findings, Room
from .record import SUBFIELD

CHECKS = Room()

_ENTRIES = ("100", "110", "111", "130")
_ILLUSTRATED = re.compile(r"\b(?:ill|illus|minh họa|minh hoạ|tranh ảnh|tranh|ảnh|ports?|photos?)\b", re.IGNORECASE)
_INDEXED = re.compile(r"\bindex(?:es)?\b|bảng tra|sách dẫn", re.IGNORECASE)
_LANGUAGES = {
    "vie": ("vietnamese", "tiếng việt", "việt"),
    "eng": ("english", "tiếng anh", "anh"),
    "fre": ("french", "tiếng pháp", "pháp"),
    "chi": ("chinese", "tiếng trung", "trung", "hán"),
    "rus": ("russian", "tiếng nga", "nga"),
    "ger": ("german", "tiếng đức"),
    "jpn": ("japanese", "tiếng nhật"),
}
_WORD = re.compile(r"[^\W\d_]+")
# What the content type (336 $b) of a record says that its leader/06 says too.
_CONTENT = {
    "txt": "at",
    "ntm": "cd",
    "cri": "ef",
    "spw": "i",
    "prm": "j",
    "tdi": "g",
    "tdf": "r",
    "cop": "m",
    "cod": "m",
}


@CHECKS.record(
    "title-entry-differs",
    needs="245",
    good="100 0#$aNguyễn Du // 245 10$aTruyện Kiều | 245 00$aKỷ yếu",
    bad="100 0#$aNguyễn Du // 245 00$aTruyện Kiều | 245 10$aKỷ yếu",
)
def title_entry_differs(context: Context) -> Findings:
    """First indicator of 245: 1 when a 1XX stands before it, 0 when the title itself is the main entry."""
    title = context.first.get("245", "")
    entered = any(tag in context.first for tag in _ENTRIES)
    if title[:1] not in ("0", "1") or (title[:1] == "1") is entered:
        return NOTHING
    return (Finding(f"indicator 1 is {title[:1]} {'with' if entered else 'without'} 1XX", tag="245"),)


@CHECKS.record(
    "illustration-differs",
    needs="300",
    good="008 190612s2003####vm#a##########000#0#vie## // 300 ##$a251 tr. :$bminh họa",
    bad="008 190612s2003####vm############000#0#vie## // 300 ##$a251 tr. :$bminh họa",
)
def illustration_differs(context: Context) -> Findings:
    """300 $b tells readers of illustrations, 008/18-21 lets them search for illustrated books."""
    if context.form != "books" or context.fixed[18:22] != "    " or "300" not in context.first:
        return NOTHING
    told = [part[1:] for part in context.first["300"].split(SUBFIELD)[1:] if part[:1] == "b" and _ILLUSTRATED.search(part[1:])]
    return (Finding("008/18-21 is blank", "b", told[0], "300"),) if told else NOTHING


@CHECKS.record(
    "bibliography-differs",
    needs="504",
    good="008 190612s2003####vm#######b####000#0#vie## // 504 ##$aThư mục: tr. 250",
    bad="008 190612s2003####vm############000#0#vie## // 504 ##$aThư mục: tr. 250",
)
def bibliography_differs(context: Context) -> Findings:
    """504 names a bibliography, 008/24-27 has the code b for it."""
    if context.form != "books" or "504" not in context.first or len(context.fixed) != 40:
        return NOTHING
    contents = context.fixed[24:28]
    note = context.first["504"].casefold()
    wanted = any(word in note for word in ("bibliogra", "thư mục", "tài liệu tham khảo"))
    return (
        NOTHING if not wanted or "b" in contents or "|" in contents or " " not in contents else (Finding("008/24-27 has no b", tag="504"),)
    )


@CHECKS.record(
    "index-differs",
    needs="500 504",
    good="008 190612s2003####vm############001#0#vie## // 500 ##$aIncludes index",
    bad="008 190612s2003####vm############000#0#vie## // 500 ##$aIncludes index. | "
    "008 190612s2003####vm############000#0#vie## // 504 ##$aCó bảng tra",
)
def index_differs(context: Context) -> Findings:
    """A note names an index, 008/31 says that there is none."""
    if context.form != "books" or context.fixed[31:32] != "0":
        return NOTHING
    for tag, text in context.fields:
        if tag in ("500", "504") and (tag == "504" or len(text) < 40) and _INDEXED.search(text):
            return (Finding("008/31 is 0", tag=tag),)
    return NOTHING


@CHECKS.record(
    "conference-differs",
    needs="111",
    good="008 190612s2003####vm############100#0#vie## // 111 2#$aHội thảo",
    bad="008 190612s2003####vm############000#0#vie## // 111 2#$aHội thảo",
)
def conference_differs(context: Context) -> Findings:
    """A meeting as main entry (111) makes the book its proceedings: 008/29 is 1."""
    if context.form != "books" or context.fixed[29:30] != "0" or "111" not in context.first:
        return NOTHING
    return (Finding("008/29 is 0", tag="111"),)


@CHECKS.record(
    "thesis-note-missing",
    good="008 190612s2003####vm#######m####000#0#vie## // 502 ##$aLuận án tiến sĩ",
    bad="008 190612s2003####vm#######m####000#0#vie## // 245 10$aA",
)
def thesis_note_missing(context: Context) -> Findings:
    """008/24-27 says that it is a thesis (m); 502 says of which university and degree."""
    if context.form != "books" or "m" not in context.fixed[24:28] or "502" in context.first:
        return NOTHING
    return (Finding("008/24-27 has m", tag="502"),)


@CHECKS.record(
    "form-differs",
    needs="338",
    good="008 190612s2003####vm######o#####000#0#vie## // 338 ##$bcr | 008 190612s2003####vm############000#0#vie## // 338 ##$bnc",
    bad="008 190612s2003####vm############000#0#vie## // 338 ##$bcr | 008 190612s2003####vm######o#####000#0#vie## // 338 ##$bnc",
)
def form_differs(context: Context) -> Findings:
    """An online resource (338 `cr`) has o or s in 008/23, a printed volume has not: filters for online books go by either."""
    if context.form not in ("books", "continuing") or "338" not in context.first or len(context.fixed) != 40:
        return NOTHING
    carriers = {part[1:] for _, field in context.all("338") for part in field[1:] if part[:1] == "b"}
    online = context.fixed[23] in "oqs"
    if carriers == {"cr"} and context.fixed[23] == " ":
        return (Finding("338 is cr and 008/23 is blank", "b", tag="338"),)
    return (Finding("008/23 says online and 338 is nc", "b", tag="338"),) if carriers == {"nc"} and online else NOTHING


@CHECKS.record(
    "content-differs",
    needs="336",
    good="LDR 00000nam#a2200000#a#4500 // 336 ##$btxt | LDR 00000nim#a2200000#a#4500 // 336 ##$bspw",
    bad="LDR 00000nam#a2200000#a#4500 // 336 ##$bspw | LDR 00000ngm#a2200000#a#4500 // 336 ##$btxt",
)
def content_differs(context: Context) -> Findings:
    """The only content type (336) and leader/06 name one kind: 008 is read, and the class of the Work chosen, by the leader."""
    if "336" not in context.first:
        return NOTHING
    types = {part[1:] for _, field in context.all("336") for part in field[1:] if part[:1] == "b"}
    wanted = _CONTENT.get(next(iter(types))) if len(types) == 1 else None
    kind = context.leader[6:7]
    return NOTHING if wanted is None or kind in wanted or kind in "op" else (Finding(f"leader/06 is {kind!r}", "b", tag="336"),)


@CHECKS.record(
    "rules-differ",
    needs="040",
    good="LDR 00000nam#a2200000#i#4500 // 040 ##$aTVTPY$erda",
    bad="LDR 00000nam#a2200000#a#4500 // 040 ##$aTVTPY$erda",
)
def rules_differ(context: Context) -> Findings:
    """040 $e says RDA, leader/18 says AACR2 (a)."""
    return (
        (Finding("leader/18 is a", "e", tag="040"),)
        if context.leader[18:19] == "a" and "\x1ferda" in context.first.get("040", "")
        else NOTHING
    )


@CHECKS.record(
    "issn-in-monograph",
    needs="022",
    good="LDR 00000nam#a2200000#a#4500 // 490 0#$aTạp chí$x1859-0136 | LDR 00000nas#a2200000#a#4500 // 022 ##$a1859-0136",
    bad="LDR 00000nam#a2200000#a#4500 // 022 ##$a1859-0136",
)
def issn_in_monograph(context: Context) -> Findings:
    """A monograph has no ISSN of its own: that of its series stands in 490 $x, that of the journal of an article in 773 $x."""
    if "022" not in context.first or context.leader[7:8] not in ("m", "a"):
        return NOTHING
    return (Finding(f"leader/07 is {context.leader[7]}", "a", tag="022"),) if "\x1fa" in context.first["022"] else NOTHING


@CHECKS.record(
    "host-missing",
    good="LDR 00000naa#a2200000#a#4500 // 773 0#$tTạp chí Xưa và Nay$gSố 5 | LDR 00000nam#a2200000#a#4500",
    bad="LDR 00000naa#a2200000#a#4500 // 245 10$aMột bài báo",
)
def host_missing(context: Context) -> Findings:
    """Leader/07 says that this is a part (an article, a chapter); 773 says of what."""
    if context.leader[7:8] not in ("a", "b") or "773" in context.first:
        return NOTHING
    return (Finding(f"leader/07 is {context.leader[7]}", tag="773"),)


@CHECKS.record(
    "host-place-missing",
    needs="773",
    good="LDR 00000naa#a2200000#a#4500 // 773 0#$tXưa và Nay$gSố 5 (2003), tr. 10-12",
    bad="LDR 00000naa#a2200000#a#4500 // 773 0#$tXưa và Nay",
)
def host_place_missing(context: Context) -> Findings:
    """Where in its host the part stands (issue, pages): $g or $q of 773. Without it nobody finds the article."""
    if context.leader[7:8] not in ("a", "b") or "773" not in context.first:
        return NOTHING
    told = any(part[:1] in "gq" for _, field in context.all("773") for part in field[1:])
    return NOTHING if told else (Finding("neither $g nor $q", "g", tag="773"),)


@CHECKS.record("translation-original-missing", needs="041", good="041 1#$avie$hfre | 041 0#$avie", bad="041 1#$avie")
def translation_original_missing(context: Context) -> Findings:
    """First indicator 1 says that it is, or contains, a translation; $h says from which language."""
    fields = [field for _, field in context.all("041")] if "041" in context.first else []
    if not any(field[0][:1] == "1" for field in fields) or any(part[:1] in "hkmn" for field in fields for part in field[1:]):
        return NOTHING
    several = len({part[1:] for field in fields for part in field[1:] if part[:1] in "ad"}) > 1
    return NOTHING if several else (Finding("indicator 1 is 1", "h", tag="041"),)


@CHECKS.record("translation-indicator", needs="041", good="041 1#$avie$hfre", bad="041 0#$avie$hfre")
def translation_indicator(context: Context) -> Findings:
    """$h names the language of the original, first indicator 0 says that nothing is translated."""
    text = context.first.get("041", "")
    return (Finding("indicator 1 is 0", "h", tag="041"),) if text[:1] == "0" and "\x1fh" in text else NOTHING


@CHECKS.record(
    "language-note-differs",
    needs="546",
    good="008 190612s2003####vm############000#0#vie## // 041 0#$avie$aeng // 546 ##$aTiếng Việt và tiếng Anh",
    bad="008 190612s2003####vm############000#0#vie## // 546 ##$aText in Vietnamese and English.",
)
def language_note_differs(context: Context) -> Findings:
    """546 tells readers of two or more languages; as codes they stand in 041, by which one searches."""
    if "546" not in context.first or "041" in context.first or len(context.language) != 3:
        return NOTHING
    words = set(_WORD.findall(context.first["546"].casefold()))
    named = {code for code, names in _LANGUAGES.items() if any(name in words for name in names)}
    return (Finding(f"{len(named)} languages and no 041", tag="546"),) if len(named) > 1 else NOTHING

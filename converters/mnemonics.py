# SPDX-License-Identifier: Apache-2.0
"""The names in braces that MARCMaker and MarcEdit write for characters: `{dollar}`, `{dstrok}`, `{acute}e`.

The names are those of the Library of Congress's MARCMaker (its table of 2003 names ANSEL and the Latin letters with marks, the latter
as HTML does). Like MARC-8, which they spell out, a mark stands before its letter.
"""

from __future__ import annotations

import re
from html.entities import html5

_LETTERS = """
dollar $ lcub { rcub } bsol \\ joiner \u200d nonjoin \u200c
Lstrok Ł Ostrok Ø Dstrok Đ THORN Þ AElig Æ OElig Œ softsign ʹ mlprime ʹ middot · flat ♭ reg ® plusmn ± Ohorn Ơ Uhorn Ư mlrhring ʼ alif ʼ
mllhring ʻ ayn ʻ lstrok ł ostrok ø dstrok đ thorn þ aelig æ oelig œ hardsign ʺ mlPrime ʺ inodot ı pound £ eth ð ohorn ơ uhorn ư
deg ° scriptl ℓ phono ℗ copy © sharp ♯ iquest ¿ iexcl ¡ szlig ß euro €
"""
_MARKS = """
hooka 0309 grave 0300 acute 0301 circ 0302 tilde 0303 macr 0304 breve 0306 dot 0307 uml 0308 diaer 0308 caron 030C ring 030A
llig FE20 rlig FE21 rcommaa 0315 dblac 030B candra 0310 cedil 0327 ogon 0328 dotb 0323 dbldotb 0324 ringb 0325 dblunder 0333
under 0332 commab 0326 rcedil 031C breveb 032E ldbltil FE22 rdbltil FE23 commaa 0313
"""


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


LETTERS = _pairs(_LETTERS)
MARKS = {name: chr(int(code, 16)) for name, code in _pairs(_MARKS).items()}

_NAME = re.compile(r"\{([A-Za-z][A-Za-z0-9]{1,15})\}")
_MARKED = re.compile(r"((?:\{(?:" + "|".join(MARKS) + r")\})+)(\{[A-Za-z0-9]+\}|[^\x1f{])")


def spelled_out(text: str) -> tuple[str, list[str]]:
    """`text` with the names replaced by their characters, a mark behind its letter; and the names that are not known, left as written."""
    if "{" not in text:
        return text, []
    unknown: list[str] = []

    def marked(found: re.Match[str]) -> str:
        return found[2] + found[1]

    def named(found: re.Match[str]) -> str:
        name = found[1]
        known = LETTERS.get(name) or MARKS.get(name) or html5.get(f"{name};", "")
        if not known:
            unknown.append(name)
        return known or found[0]

    return _NAME.sub(named, _MARKED.sub(marked, text)), unknown

# SPDX-License-Identifier: Apache-2.0
"""The marks that ISBD puts between and after subfields, where the record says that it has them (leader/18 `a` or `i`).

The graph holds values without the mark that led to the next one. A value that ends in a mark, because the graph kept it, is left as it is.
"""

from __future__ import annotations

from itertools import pairwise

from mucluc.converters.record import SUBFIELD

_NAME = {"e": ",", "j": ","}
_SERIES = {"v": " ;", "x": ",", "n": ".", "p": "."}
_IMPRINT = {"a": " ;", "b": " :", "c": ",", "e": "", "f": " :", "g": ""}
BEFORE: dict[str, dict[str, str]] = {
    "100": _NAME, "110": {"e": ","}, "111": {"j": ","}, "700": _NAME, "710": {"e": ","}, "711": {"j": ","},
    "245": {"b": " :", "c": " /", "n": ".", "p": ".", "f": ",", "g": ","},
    "246": {"b": " :", "n": ".", "p": "."}, "247": {"b": " :", "n": ".", "p": "."}, "222": {},
    "250": {"b": " /"}, "260": _IMPRINT, "264": _IMPRINT,
    "300": {"b": " :", "c": " ;", "e": " +"},
    "440": _SERIES, "490": _SERIES, "800": _SERIES, "810": _SERIES, "811": _SERIES, "830": _SERIES,
    "020": {"c": " :"}, "255": {"b": " ;", "c": "", "d": " ;"}, "510": {"c": ","}, "740": {"n": ".", "p": "."},
}  # fmt: skip
"""Tag → subfield → the mark that the subfield before it ends in."""
_PART_AFTER_NUMBER = {"245", "246", "247", "440", "490", "740"}
_HEADED = "100 110 111 130 600 610 611 630 648 650 651 655 700 710 711 730 740 800 810 811 830"
HEADINGS = frozenset(_HEADED.split())
_STOPPED = {"245": "", "250": "", "260": ")]->", "264": ")]->", "300": ""}
"""Tags that end in a full stop, with the characters after which none stands."""
_CONTROL = "0123456789w"
_MARKS = ".,:;/=+．。"


def marked(tag: str, text: str, rules: str) -> str:
    """A field's text with the marks of ISBD. rules: leader/18."""
    if rules not in "ai " or (tag not in BEFORE and tag not in HEADINGS):
        return text
    indicators, *parts = text.split(SUBFIELD)
    shown = [index for index, part in enumerate(parts) if part[0] not in _CONTROL]
    before = BEFORE.get(tag, {}) if rules != " " or tag in HEADINGS else {}
    for first, second in pairwise(shown):
        code = parts[second][0]
        mark = before.get(code, "")
        if code == "p" and parts[first][0] == "n" and tag in _PART_AFTER_NUMBER:
            mark = ","
        if rules == " " and tag not in HEADINGS:
            continue
        if code == "a" and tag in ("260", "264"):
            mark = " ;"
        elif code == "b" and tag in ("260", "264") and parts[first][0] == "c":
            mark = ""
        if mark:
            parts[first] = _with(parts[first], mark)
    if shown:
        parts[shown[-1]] = _stopped(tag, indicators, parts[shown[-1]], rules)
    return SUBFIELD.join([indicators, *parts])


def _with(part: str, mark: str) -> str:
    text = part.rstrip()
    if text[-1:] == mark[-1] or (text[-1:] in ",:;/=+" and mark != ","):
        return part
    if mark == "," and text[-1:] in "-.?!,":
        return part if text[-1:] in "-," else text + mark
    if mark == "." and text[-1:] in ".?!":
        return part
    return text + mark


def _stopped(tag: str, indicators: str, part: str, rules: str) -> str:
    last = part.rstrip()[-1:]
    if tag in HEADINGS:
        return part + "." if last.isalnum() or last == "︡" else part
    if tag not in _STOPPED or last in _MARKS or last in _STOPPED[tag] or (last in "?!" and tag == "245"):
        return part
    if (tag == "264" and indicators[1:] == "4") or (tag == "300" and rules == "i"):
        return part
    return part + "."

# SPDX-License-Identifier: Apache-2.0
"""Field 880: how it says which field it stands for, in which language and script it is, and what becomes of one that stands for none.

That an 880 is said of the nodes of its partner is done for all rules in one place (`converters.linked`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import cache
from typing import NamedTuple

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.record import SUBFIELD
from mucluc.vocab.codes import LANGUAGES, SCRIPTS, WRITING

from .write import INSTANCE, note

group = Group("880 Other scripts")

_LINK = re.compile(r"\s*(\d{3})(?:[-/ .]?(\d\d)(?!\d))?(?:[^/]*/([^/]*))?")
_MARKS = " \u200e\u200f"
_TAG = re.compile(r"\([bB][cC][pP]47\)\s*([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)")
_CASE = {4: str.title, 2: str.upper}
_STARTS = [low for low, _, _ in WRITING]
_ALONE = {"Jpan": "ja", "Kore": "ko"}
"""Scripts in which one language alone is written."""
_TELLS = {"377": "a", "040": "b"}
_CHINESE = ("Hani", "Hans", "Hant", "Jpan", "Kore")


class Link(NamedTuple):
    """What $6 says. tag: of the field that an 880 stands for, or 880. occurrence, script: empty where there is no partner, no code."""

    tag: str
    occurrence: str
    script: str


def link(field: Field) -> Link | None:
    """The $6 of a field; None when it has none that can be read. Where it says that the text runs from right to left (`/r`) is passed over:
    Unicode text knows that itself.
    """
    for part in field[1:]:
        if part[0] == "6" and (match := _LINK.match(part, 1)):
            script = (match[3] or "").strip(_MARKS)
            occurrence = match[2] or ""
            return Link(match[1], "" if occurrence == "00" else occurrence, "" if script == "r" else script)
    return None


def written(text: str) -> str:
    """The script that the characters of a text tell (ISO 15924); empty for Latin and for what no script alone has."""
    if text.isascii():
        return ""
    found: Counter[str] = Counter()
    for char in text:
        if char >= "\u0370":
            place = bisect_right(_STARTS, ord(char)) - 1
            if place >= 0 and ord(char) <= WRITING[place][1]:
                found[WRITING[place][2]] += 1
    for script in _ALONE:
        if found[script]:
            return script
    return max(found, key=lambda script: found[script]) if found else ""


def _script(code: str, text: str) -> str:
    """The script that $6 names, unless the characters are all of others; where it names none, that of the characters."""
    named = SCRIPTS.get(code) or SCRIPTS.get(code.lower(), "")
    told = written(text)
    if not named or (told in _ALONE and named == "Hani"):
        return told
    if told and told != named and not (told in _CHINESE and named in _CHINESE) and SCRIPTS.get(code):
        return told
    return named


def language_tag(facts: Facts, script: str, field: Field) -> str:
    """The language tag (BCP 47) of an 880: what $7 says, else its script and that language of 008 or 041 which is written so.

    `vi-Hani` for Hán-Nôm in a Vietnamese record, `vi` for its Latin text; `und-Hani` where no language of the record fits.
    """
    for part in field[1:]:
        if part[0] == "7" and (match := _TAG.search(part)):
            first, *rest = match[1].split("-")
            return "-".join(
                [first.lower(), *[each.title() if len(each) == 4 else each.upper() if len(each) == 2 else each for each in rest]]
            )
    name = _script(script, "".join([part[1:] for part in field[1:] if part[0] > "9"]))
    heading = facts.leader[6] == "z"  # of an authority record: the languages of who or what it names, then the catalogue's
    codes = [text[1:4] for tag in ("377", "040") for text in facts.first.get(tag, "").split(SUBFIELD)[1:] if text[:1] == _TELLS[tag]]
    codes = codes if heading else [facts.fixed[35:38]]
    for tag, other in facts.fields:
        if tag == "041":
            codes += [part[at : at + 3] for part in other.split(SUBFIELD)[1:] if part[:1] in "ah" for at in range(1, len(part), 3)]
    known = [LANGUAGES[code] for code in codes if code in LANGUAGES]
    if not name:
        return known[0].tag if known else "und"
    for language in known:
        for place, writing in enumerate(language.scripts or ("Latn",)):
            if writing == name or (name == "Hani" and writing in _CHINESE):
                return language.tag if writing == "Latn" and not place else f"{language.tag}-{writing}"
    if name == "Latn" and known:
        return f"{known[0].tag}-Latn"
    return f"{_ALONE.get(name, 'und')}-{name}"


@cache
def _served() -> frozenset[str]:
    """The tags that rules read."""
    from . import RULES  # the table of all rules has this one too

    return frozenset(path.tag for rule in RULES for path in rule.paths)


@group.rule("880.note", "880abcdefghijklmnopqrstuvwxyz", needs="fields first fixed leader")
def unlinked(tag: str, field: Field, facts: Facts) -> Lines:
    """A field in another script that does not say what it stands for, or stands for one that no rule reads: a note keeps its text.

    008 200101s1871####vm############000#0#vie##
    880 ##$6X45-01$a傳翹
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      rdfs:label "傳翹"@vi-Hani
    """
    found = link(field)
    if found and "010" <= found.tag != "880" and (found.tag in _served() or "9" in found.tag):
        return []
    return kept(field, language_tag(facts, found.script if found else "", field))


def kept(field: Field, language: str) -> list[str]:
    """The text of a field as a note of the Instance."""
    text = " ".join(" ".join([part[1:] for part in field[1:] if part[0] > "9"]).split())
    if not text:
        return []
    tie, said = note(INSTANCE, "880" + text, text)
    return [tie, f"{said}@{language}"]

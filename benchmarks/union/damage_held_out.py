# SPDX-License-Identifier: Apache-2.0
"""Damages kept for the final table: whoever writes or tunes a matcher does not read this module, nor look at what it makes."""

from __future__ import annotations

import re
import unicodedata
from random import Random

from .damage import Damages
from .damage_text import TAGS, left_over, rewritten
from .draft import Draft, change, take
from .invented import WORDS

HELD_OUT = Damages(held_out=True)
_SPELLING = WORDS["spelling"]


@HELD_OUT.add("volume-form-rare", 0.2, habit=True)
def _volume(draft: Draft, rng: Random) -> bool:
    """Cuốn 2, Phần II, Tập thứ hai, V. 2, Tập 02."""
    number = draft.edition.volume if draft.edition and draft.value("245", "n") else 0
    if not number:
        return False
    word, roman = _SPELLING["ordinals"][min(number, 10)], _SPELLING["roman"][number]
    forms = (f"Cuốn {number}", f"Phần {roman}", f"Tập thứ {word}", f"V. {number}", f"Tập {number:02}", f"Tập thứ {number}", f"Bộ {number}")
    return change(draft.first("245"), "n", lambda _: rng.choice(forms))


@HELD_OUT.add("edition-form-rare", 0.25, habit=True)
def _edition(draft: Draft, rng: Random) -> bool:
    """In lại lần 1, Ấn bản thứ hai, 2nd ed., Bản in thứ 2."""
    edition = draft.edition
    if edition is None or not draft.value("250", "a"):
        return False
    again, times = edition.ordinal - 1, edition.ordinal
    word = _SPELLING["ordinals"][min(times, 10)]
    suffix = {2: "nd", 3: "rd"}.get(times, "th")
    forms = (
        f"In lại lần {again}",
        f"Ấn bản thứ {word}",
        f"{times}{suffix} ed.",
        f"Bản in thứ {times}",
        f"Lần xuất bản {times}",
        f"TB{again}",
    )
    return change(draft.first("250"), "a", lambda _: rng.choice(forms))


@HELD_OUT.add("y-for-i", 0.2, habit=True)
def _y_for_i(draft: Draft, rng: Random) -> bool:
    """lý as lí, kỹ as kĩ, Mỹ as Mĩ, as schools spell."""
    table = _SPELLING["y_to_i"]

    def spelled(found: re.Match[str]) -> str:
        made = str(table[found[0].lower()])
        return made.capitalize() if found[0][0].isupper() else made

    pattern = re.compile(rf"(?<!\w)({'|'.join(table)})(?!\w)", re.IGNORECASE)
    return rewritten(draft, ("245", "490", "650"), lambda value: value if value.isascii() else pattern.sub(spelled, value))


@HELD_OUT.add("misread", 0.05)
def _misread(draft: Draft, rng: Random) -> bool:
    """Letters that a scanner takes for others: l and 1, ơ and o, ư and u, rn and m."""
    pairs = (("ơ", "o"), ("ư", "u"), ("l", "1"), ("đ", "d"), ("ă", "â"), ("ê", "e"), ("m", "rn"), ("h", "b"))

    def misread(value: str) -> str:
        for one, other in rng.sample(pairs, 3):
            if one in value:
                return value.replace(one, other, 1)
        return value

    return change(draft.first("245"), "a", misread)


@HELD_OUT.add("vni-leftover", 0.02)
def _vni(draft: Draft, rng: Random) -> bool:
    """One to three fields left in VNI, read as Latin-1."""
    return left_over(draft, rng, "vni")


@HELD_OUT.add("publisher-in-english", 0.04)
def _english(draft: Draft, rng: Random) -> bool:
    """Tre Publishing House, Hanoi: an export from a foreign catalogue."""
    field = draft.first("260", "264")
    if draft.edition is None or draft.edition.language != "vie" or field is None:
        return False
    change(field, "a", lambda value: {"Hà Nội": "Hanoi", "Thành phố Hồ Chí Minh": "Ho Chi Minh City"}.get(value, value))
    return change(field, "b", lambda value: f"{value} Publishing House")


@HELD_OUT.add("author-in-title", 0.03)
def _author_in_title(draft: Draft, rng: Random) -> bool:
    """The author before the title, in one subfield."""
    if draft.edition is None:
        return False
    name = draft.edition.work.agents[0].name
    form = rng.choice(("{} - {}", "{}: {}", "{}. {}"))
    return change(draft.first("245"), "a", lambda value: form.format(name, value))


@HELD_OUT.add("series-in-title", 0.3)
def _series_in_title(draft: Draft, rng: Random) -> bool:
    """The series before the title, in one subfield."""
    series = draft.value("490", "a")
    return bool(series) and draft.drop("490") and change(draft.first("245"), "a", lambda value: f"{series} : {value}")


@HELD_OUT.add("parallel-title", 0.2)
def _parallel(draft: Draft, rng: Random) -> bool:
    """The original title behind the Vietnamese one, or before it."""
    edition = draft.edition
    if edition is None or edition.language == edition.work.language:
        return False
    first = rng.random() < 0.3
    own = edition.work.original
    return change(draft.first("245"), "a", lambda value: f"{own} = {value}" if first else f"{value} = {own}")


@HELD_OUT.add("year-uncertain", 0.04)
def _uncertain(draft: Draft, rng: Random) -> bool:
    """[199-?], and the same in 008."""
    if draft.edition is None:
        return False
    decade = str(draft.edition.year)[:3]
    fixed = draft.controls.get("008", "")
    if fixed[7:11].isdecimal():
        draft.controls["008"] = f"{fixed[:6]}s{decade}u{fixed[11:]}"
    return change(draft.first("260", "264"), "c", lambda _: f"[{decade}-?]")


@HELD_OUT.add("syllables-hyphened", 0.03)
def _hyphened(draft: Draft, rng: Random) -> bool:
    """Việt-Nam, văn-hoá: the spelling of before 1975."""
    return rewritten(draft, ("245", "490"), lambda value: re.sub(r"(?<=[^\W\d_]) (?=[^\W\d_])", "-", value, count=3))


@HELD_OUT.add("blank-lost", 0.02)
def _blank_lost(draft: Draft, rng: Random) -> bool:
    """Two syllables of the title run together."""

    def joined(value: str) -> str:
        blanks = [found.start() for found in re.finditer(r"(?<=[^\W\d_]) (?=[^\W\d_])", value)]
        if not blanks:
            return value
        at = rng.choice(blanks)
        return value[:at] + value[at + 1 :]

    return change(draft.first("245"), "a", joined)


@HELD_OUT.add("marks-partly-lost", 0.05)
def _partly(draft: Draft, rng: Random) -> bool:
    """Tones kept, hooks and horns gone: what some export left of ă, ơ, ư."""
    return rewritten(draft, TAGS, lambda value: value if value.isascii() else _without_horns(value))


def _without_horns(value: str) -> str:
    kept = "".join(char for char in unicodedata.normalize("NFD", value) if char not in "\u0306\u031b")
    return unicodedata.normalize("NFC", kept)


@HELD_OUT.add("title-cut", 0.03)
def _cut(draft: Draft, rng: Random) -> bool:
    """A title cut off where an old system's column ended."""
    title = draft.first("245")
    if title is None or len(title.value("a")) < 34:
        return False
    take(title, "b")
    return change(title, "a", lambda value: value[:32].rstrip())

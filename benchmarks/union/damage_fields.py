# SPDX-License-Identifier: Apache-2.0
"""What happens to a record in any library: headings turned round or shortened, parts left out, figures mistaken."""

from __future__ import annotations

import re
from random import Random

from mucluc.converters.numbers import isbn13

from .damage import Damages
from .draft import Draft, Field, change, take

FIELDS = Damages(any_language=True)

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_PAGES = re.compile(r"(?<!\d)(\d{2,4})(?=\s*(?:tr|p|S\b|s\b|стр|\(|\Z))")


# ---- names -----------------------------------------------------------------------------------------------------------------


def _person(draft: Draft) -> Field | None:
    return draft.first("100")


@FIELDS.add("name-inverted", 0.14, habit=True)
def _inverted(draft: Draft, rng: Random) -> bool:
    """Family, Given as Given Family; a Vietnamese name in direct order with a comma behind the family name, or the given name first."""

    def turned(value: str) -> str:
        if "," in value:
            family, _, rest = value.partition(",")
            return f"{rest.strip()} {family.strip()}".strip()
        words = value.split()
        if len(words) < 2:
            return value
        return f"{words[0]}, {' '.join(words[1:])}" if rng.random() < 0.7 else f"{words[-1]}, {' '.join(words[:-1])}"

    return change(_person(draft), "a", turned)


@FIELDS.add("name-initials", 0.04)
def _initials(draft: Draft, rng: Random) -> bool:
    """Given names as initials."""

    def shortened(value: str) -> str:
        if "," in value:
            family, _, rest = value.partition(",")
            return f"{family}, {' '.join(word[0] + '.' for word in rest.split())}"
        words = value.split()
        return f"{words[0]} {' '.join(word[0] + '.' for word in words[1:-1])} {words[-1]}" if len(words) > 2 else value

    return change(_person(draft), "a", shortened)


@FIELDS.add("name-middle-dropped", 0.04)
def _no_middle(draft: Draft, rng: Random) -> bool:
    """A middle name left out."""

    def shortened(value: str) -> str:
        words = value.split()
        return " ".join([*words[:1], *words[2:]]) if len(words) > 2 and "," not in value else _first_given(value)

    return change(_person(draft), "a", shortened)


def _first_given(value: str) -> str:
    family, comma, rest = value.partition(",")
    return f"{family}, {rest.split()[0]}" if comma and len(rest.split()) > 1 else value


@FIELDS.add("name-dates-dropped", 0.3, habit=True)
def _no_dates(draft: Draft, rng: Random) -> bool:
    """Dates and fuller form left out of the heading."""
    return bool(take(draft.first("100"), "dq"))


@FIELDS.add("relator-dropped", 0.4, habit=True)
def _no_relator(draft: Draft, rng: Random) -> bool:
    """Nobody says what they did."""
    return any([bool(take(field, "e4")) for field in draft.all("100", "700", "110", "710")])


@FIELDS.add("added-entries-dropped", 0.25, habit=True)
def _no_added(draft: Draft, rng: Random) -> bool:
    """Only the main entry is traced."""
    return draft.first("100", "110") is not None and draft.drop("700", "710", "711", "730")


# ---- title and edition -----------------------------------------------------------------------------------------------------


@FIELDS.add("subtitle-dropped", 0.25, habit=True)
def _no_subtitle(draft: Draft, rng: Random) -> bool:
    """The title proper alone."""
    title = draft.first("245")
    if title is None or not title.value("b") or not title.value("a"):
        return False
    return bool(take(title, "b"))


@FIELDS.add("subtitle-in-title", 0.06)
def _subtitle_in(draft: Draft, rng: Random) -> bool:
    """Title and subtitle in one subfield."""
    title = draft.first("245")
    if title is None or not title.value("b") or not title.value("a"):
        return False
    said = take(title, "b")
    return change(title, "a", lambda value: f"{value}{rng.choice((' : ', ': ', ' - ', '. '))}{said[0]}")


@FIELDS.add("responsibility-dropped", 0.12)
def _no_responsible(draft: Draft, rng: Random) -> bool:
    """No statement of responsibility."""
    return draft.first("100", "110", "700") is not None and bool(take(draft.first("245"), "c"))


@FIELDS.add("edition-lost", 0.15)
def _no_edition(draft: Draft, rng: Random) -> bool:
    """No edition statement."""
    return draft.drop("250")


@FIELDS.add("uniform-title-dropped", 0.15)
def _no_uniform(draft: Draft, rng: Random) -> bool:
    """No uniform title."""
    return draft.drop("240", "130")


@FIELDS.add("variant-title-dropped", 0.4)
def _no_variant(draft: Draft, rng: Random) -> bool:
    """No other title."""
    return draft.drop("246")


@FIELDS.add("typo", 0.03)
def _typo(draft: Draft, rng: Random) -> bool:
    """A letter of the title left out, doubled, or two changed round."""
    return change(draft.first("245"), "a", lambda value: _slipped(value, rng))


def _slipped(value: str, rng: Random) -> str:
    at = [number for number, char in enumerate(value) if char.isalpha()]
    if len(at) < 8:
        return value
    place = rng.choice(at[1:-1])
    kind = rng.randrange(3)
    if kind == 0:
        return value[:place] + value[place + 1 :]
    if kind == 1:
        return value[:place] + value[place] + value[place:]
    return value[:place] + value[place + 1] + value[place] + value[place + 2 :]


# ---- imprint and extent ----------------------------------------------------------------------------------------------------


@FIELDS.add("year-off", 0.04)
def _year_off(draft: Draft, rng: Random) -> bool:
    """A year too early or too late, in both places: that of the contract, the deposit or the copyright."""
    step = rng.choice((-1, 1))
    changed = change(draft.first("260", "264"), "c", lambda value: _YEAR.sub(lambda found: str(int(found[1]) + step), value))
    fixed = draft.controls.get("008", "")
    if changed and fixed[7:11].isdecimal():
        draft.controls["008"] = f"{fixed[:7]}{int(fixed[7:11]) + step:04}{fixed[11:]}"
    return changed


@FIELDS.add("year-lost", 0.01)
def _no_year(draft: Draft, rng: Random) -> bool:
    """No year anywhere."""
    fixed = draft.controls.get("008", "")
    if len(fixed) >= 15:
        draft.controls["008"] = f"{fixed[:6]}nuuuuuuuu{fixed[15:]}"
    return any([bool(take(field, "c")) for field in draft.all("260", "264")])


@FIELDS.add("fixed-field-poor", 0.1, habit=True)
def _fixed_poor(draft: Draft, rng: Random) -> bool:
    """008 as the system makes it: no date, no language."""
    fixed = draft.controls.get("008", "")
    if len(fixed) < 40:
        return False
    draft.controls["008"] = f"{fixed[:6]}||||||||||||{fixed[18:35]}|||{fixed[38:]}"
    return True


@FIELDS.add("publisher-lost", 0.03)
def _no_publisher(draft: Draft, rng: Random) -> bool:
    """No publisher."""
    return any([bool(take(field, "b")) for field in draft.all("260", "264")])


@FIELDS.add("pages-off", 0.1)
def _pages_off(draft: Draft, rng: Random) -> bool:
    """The last numbered page, or the last leaf: a few pages more or less."""
    step = rng.choice((-4, -3, -2, -1, 1, 2, 3, 4))
    field = draft.first("300")
    return change(field, "a", lambda value: _PAGES.sub(lambda found: str(max(1, int(found[1]) + step)), value, count=1))


@FIELDS.add("pages-lost", 0.05)
def _no_pages(draft: Draft, rng: Random) -> bool:
    """No extent, or pages varying."""
    if draft.controls.get("007", "").startswith("cr"):
        return False
    return draft.drop("300")


@FIELDS.add("size-off", 0.15)
def _size_off(draft: Draft, rng: Random) -> bool:
    """A centimetre more or less."""
    step = rng.choice((-1, 1))
    return change(draft.first("300"), "c", lambda value: re.sub(r"\d+", lambda found: str(int(found[0]) + step), value, count=1))


@FIELDS.add("series-dropped", 0.4, habit=True)
def _no_series(draft: Draft, rng: Random) -> bool:
    """No series."""
    return draft.drop("440", "490", "830", "800", "810", "811")


@FIELDS.add("subjects-dropped", 0.3, habit=True)
def _no_subjects(draft: Draft, rng: Random) -> bool:
    """No subjects."""
    return draft.drop("600", "610", "611", "630", "650", "651", "653", "655")


@FIELDS.add("notes-dropped", 0.3, habit=True, any_language=True)
def _no_notes(draft: Draft, rng: Random) -> bool:
    """No notes, no contents, no summary."""
    return draft.drop(*{field.tag for field in draft.fields if field.tag.startswith("5")})


@FIELDS.add("imprint-field-other", 0.3, habit=True)
def _other_imprint(draft: Draft, rng: Random) -> bool:
    """260 as 264 or the other way round."""
    field = draft.first("260", "264")
    if field is None:
        return False
    field.tag, field.indicators = ("264", " 1") if field.tag == "260" else ("260", "  ")
    return True


# ---- numbers ---------------------------------------------------------------------------------------------------------------


@FIELDS.add("isbn-missing", 0.2, habit=True)
def _no_isbn(draft: Draft, rng: Random) -> bool:
    """No ISBN, though the book has one; with the books that have none, three records of five are without."""
    return draft.drop("020")


@FIELDS.add("isbn-mistyped", 0.03)
def _mistyped(draft: Draft, rng: Random) -> bool:
    """One figure wrong: as a rule the check digit shows it."""

    def wrong(value: str) -> str:
        at = [place for place, char in enumerate(value) if char.isdigit()]
        if len(at) < 10:
            return value
        place = rng.choice(at[3:])
        return value[:place] + str((int(value[place]) + rng.randrange(1, 10)) % 10) + value[place + 1 :]

    return change(draft.first("020"), "a", wrong)


@FIELDS.add("isbn-form", 0.2)
def _isbn_form(draft: Draft, rng: Random) -> bool:
    """With hyphens, as an ISBN-10, or with a remark behind it."""

    def formed(value: str) -> str:
        number = isbn13(value)
        if not number:
            return value
        kind = rng.randrange(3)
        if kind == 0:
            return f"{number[:3]}-{number[3:6]}-{number[6:8]}-{number[8:12]}-{number[12]}"
        if kind == 1 and number.startswith("978"):
            total = sum(map(int.__mul__, range(10, 1, -1), map(int, number[3:12])))
            return number[3:12] + "0123456789X"[-total % 11]
        return f"{number} {rng.choice(('(bìa mềm)', '(pbk.)', '(bìa cứng)'))}"

    return change(draft.first("020"), "a", formed)

# SPDX-License-Identifier: Apache-2.0
"""Fields 033, 034, 043-046 and 052: when and where a Work was captured, comes from and is about; scale and position of a map."""

from __future__ import annotations

import re
from itertools import pairwise

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts

from .control_subfields import applies_to, authority, iri
from .edtf import dated, is_edtf, of_creation, of_event
from .subfields import cut, first, only
from .write import INSTANCE, LABEL, VALUE, VOCABULARY, WORK, A, bf, encoded, link, literal, local, note, source

group = Group("033-052 Coverage: places and dates as codes")

group.ignore("046a", "says which of the dates are given; they say it themselves")
group.ignore("046x", "a note that is not for the public")

_G = "<http://id.loc.gov/authorities/classification/G"
_EVENT = {"0": "capture", "1": "broadcast", "2": "finding"}


@group.rule("033.capture", "033abcp0123")
def capture(tag: str, field: Field, facts: Facts) -> Lines:
    """When and where a recording, a broadcast or a find was made; a place is a number of the Library of Congress's class G, or a name.

    033 00$a19450902$b8014$cH3$pQuảng trường Ba Đình
    →
    work bf:capture work-capture-1
    work-capture-1 a bf:Capture
      bf:note work-note-1
    work-note-1 a bf:Note
      rdfs:label "capture"
    work-capture-1 bf:date "1945-09-02"^^id:datatypes/edtf
      bf:place id:authorities/classification/G8014.H3
      bf:place work-place-1
    work-place-1 a bf:Place
      rdfs:label "Quảng trường Ba Đình"
    """
    node = local(WORK, "capture", field[0] + "\x1f".join(field[1:]))
    lines: list[str] = []
    if what := _EVENT.get(field[0][1]):
        noted = local(WORK, "note", "033" + what)
        lines.append(f"{node} {bf.note} {noted}\n{noted} {A} {bf.Note}\n{noted} {LABEL} {literal(what)}")
    dates = [of_event(value) for value in only(field, "a")]
    if field[0][0] == "2" and is_edtf("/".join(dates)):
        dates = ["/".join(dates)]
    lines += [f"{node} {bf.date} {dated(date)}" for date in dates]
    lines += _places(node, field)
    if not any(bf.date in line or bf.place in line for line in lines):
        return []
    return [f"{WORK} {bf.capture} {node}\n{node} {A} {bf.Capture}", *lines]


def _places(node: str, field: Field) -> list[str]:
    lines: list[str] = []
    area = spoken = ""
    parts = [*field[1:], " "]
    for part, following in pairwise(parts):
        code, text = part[0], part[1:].strip()
        if not text:
            continue
        if code == "b" or (code == "c" and area):
            area = text if code == "b" else area
            if code == "c" or following[0] != "c":
                lines.append(f"{node} {bf.place} {_G}{encoded(area)}{'.' + encoded(text) if code == 'c' else ''}>")
        elif code == "p":
            spoken = local(WORK, "place", text)
            lines.append(f"{node} {bf.place} {spoken}\n{spoken} {A} {bf.Place}\n{spoken} {LABEL} {literal(text)}")
        elif code == "2" and spoken:
            where, about = source(WORK, text, "subjectSchemes")
            lines += [f"{spoken} {bf.source} {where}", about]
        elif code in "01" and (spoken or area):
            lines += authority(spoken, part) if spoken else [f"{node} {bf.place} {found}" for found in (iri(part[1:]),) if found]
        elif code == "3":
            lines += applies_to(node, text)
    return lines


@group.rule("043.area", "043abc02", cached=KEPT)
def area(tag: str, field: Field, facts: Facts) -> Lines:
    """The region that the Work is about, by its MARC code; a local code ($b) or one of ISO 3166 ($c) is named with its list.

    043 ##$aa-vt---
    ⇄
    work bf:geographicCoverage id:vocabulary/geographicAreas/a-vt
    """
    lines: list[str] = []
    given = [part for part in field[1:] if part[0] == "0"]
    if given and given[0][1:].startswith("http"):
        found = [link(part[1:]) for part in given if any(room in part for room in _AREAS)]
        lines = [f"{WORK} {bf.geographicCoverage} {each}" for each in found if each]
    if not lines:
        for code in [value.strip().rstrip("-") for value in only(field, "a")]:
            if _AREA.fullmatch(code):
                lines.append(f"{WORK} {bf.geographicCoverage} {VOCABULARY}geographicAreas/{code}>")
            elif code:
                lines += _listed([field[0], "a" + code], "a")
    return lines if all(part[0] not in "bc" for part in field[1:]) else lines + _listed(field)


_AREA = re.compile("[a-z]{1,2}(-[a-z]{1,4}){0,2}")
_AREAS = ("/authorities/subjects", "/authorities/names", "/vocabulary/geographicAreas")


def _listed(field: Field, codes: str = "bc") -> list[str]:
    lines: list[str] = []
    for at, part in enumerate(field):
        if not at or part[0] not in codes or not part[1:].strip():
            continue
        node = local(WORK, "coverage", part)
        lines.append(
            f"{WORK} {bf.geographicCoverage} {node}\n{node} {A} {bf.GeographicCoverage}\n{node} {VALUE} {literal(part[1:].strip())}"
        )
        code = "ISO 3166" if part[0] == "c" else ""
        for other in field[at + 1 : at + 3] if part[0] == "b" else ():
            if other[0] == "2":
                code = other[1:].strip()
            elif other[0] == "0":
                lines += authority(node, other)
            else:
                break
        if code:
            where, about = source(WORK, code)
            lines += [f"{node} {bf.source} {where}", about]
    return lines


@group.rule("044.country", "044abc2", needs="fixed")
def country(tag: str, field: Field, facts: Facts) -> Lines:
    """The countries of publication or production when there are several: a MARC code, a local one ($b) or one of ISO 3166 ($c).

    A single one is said in 008 as well, and is left to it unless 008 is silent.

    044 ##$avm$afr
    ⇄
    instance bf:place id:vocabulary/countries/vm
      bf:place id:vocabulary/countries/fr
    """
    lines: list[str] = []
    if len([part for part in field[1:] if part[0] in "abc"]) == 1 and facts.fixed[15:18].strip(" |x"):
        return lines
    for part in field[1:]:
        code = part[1:].strip()
        if part[0] == "a" and code.isascii() and code.isalpha() and len(code) <= 3:
            lines.append(f"{INSTANCE} {bf.place} {VOCABULARY}countries/{code.lower()}>")
        elif part[0] in "abc" and code:
            node = local(INSTANCE, "place", "044" + code)
            lines.append(f"{INSTANCE} {bf.place} {node}\n{node} {A} {bf.Place}\n{node} {bf.code} {literal(code)}")
        elif part[0] == "2" and code and lines and lines[-1].startswith(f"{INSTANCE} {bf.place} <\x01"):
            where, about = source(INSTANCE, code)
            lines += [f"{node} {bf.source} {where}", about]
    return lines


_MILLENNIA = {"a": "-XXXX", "b": "-2{}XX", "c": "-1{}XX", "d": "-0{}XX"}


def _period(code: str, at_end: bool = False) -> str:
    """Two characters of 045 $a as EDTF: `d9` is the first century before Christ, `v8` the 1780s, `v-` the 18th century."""
    letter, digit = code[:1].lower(), code[1:2]
    if letter == "a":
        return "-3000" if at_end else "-XXXX"
    if letter in "bcd" and digit.isdigit():
        return _MILLENNIA[letter].format(9 - int(digit))
    if "e" <= letter <= "y" and letter.isascii():
        century = ord(letter) - ord("e")
        return f"{century:02}{digit if digit.isdigit() else 'X'}X"
    return ""


@group.rule("045.period", "045abc")
def period(tag: str, field: Field, facts: Facts) -> Lines:
    """The period that the Work is about, as EDTF: by decades in the code of $a, by dates in $b, before 9999 B.C. in $c.

    045 2#$av7w0$bd1771$bd1802
    ⇄
    work bf:temporalCoverage "177X/180X"^^id:datatypes/edtf
      bf:temporalCoverage "1771/1802"^^id:datatypes/edtf
    """
    found: list[str] = []
    exact: list[str] = []
    for part in field[1:]:
        text = part[1:].strip()
        if part[0] == "a" and text:
            start, end = _period(text[:2]), _period(text[2:4], at_end=True)
            same = text[:2] == text[2:4] and text[:1] != "a"
            found.append(text if not (start and end) else start if same else f"{start}/{end}")
        elif part[0] == "b" and text:
            exact.append(_exact(text))
        elif part[0] == "c" and text:
            years = text.lstrip("c0 ")
            found.append(f"Y-{years}" if years.isascii() and years.isdigit() else text)
    if field[0][0] == "2" and is_edtf("/".join(exact)) and exact:
        exact = ["/".join(exact)]
    return [f"{WORK} {bf.temporalCoverage} {dated(text)}" for text in (*found, *exact)]


def _exact(text: str) -> str:
    """`d197609` or `c0221` (before Christ) as EDTF; an hour alone is no time there, so it makes text of it."""
    era, digits = text[:1].lower(), text[1:]
    if era not in "cd":
        return text
    parts = [digits[:4], *[part for part in (digits[4:6], digits[6:8]) if part]]
    return ("-" if era == "c" else "") + "-".join(parts) + (f"T{digits[8:10]}" if digits[8:10] else "")


@group.rule("046.dates", "046bcdejklmnopz2", needs="fixed")
def special_dates(tag: str, field: Field, facts: Facts) -> Lines:
    """Dates that 008 has no room for: of creation ($k, $l), of validity ($m, $n), of publication before Christ or corrected ($b-$e).

    046 ##$k1813$l1820
    →
    work bf:originDate "1813/1820"^^id:datatypes/edtf
    """
    given = {part[0]: of_creation(part[1:]) for part in reversed(field[1:]) if part[1:].strip()}
    lines: list[str] = []
    if "k" in given and facts.fixed[6] != "r":
        lines.append(f"{WORK} {bf.originDate} {dated(_span(given, 'k', 'l'))}")
    if "m" in given or "n" in given:
        lines.append(f"{WORK} {bf.validDate} {dated(_span(given, 'm', 'n'))}")
    if "o" in given or "p" in given:
        lines.append(f"{WORK} {bf.date} {dated(_span(given, 'o', 'p'))}")
    if "j" in given:
        lines.append(f"{INSTANCE} {bf.changeDate} {dated(given['j'])}")
    for before in "bd":
        if before in given:
            given[before] = _before_christ(given[before])
    if "z" in given:
        lines += note(INSTANCE, "046" + given["z"], given["z"])
    published = [given[code] for code in "bcde" if code in given]
    if published:
        node = local(INSTANCE, "provision", "046" + "\x1f".join(published))
        whole = "/".join(published) if len(published) == 2 and is_edtf("/".join(published)) else ""
        lines.append(f"{INSTANCE} {bf.provisionActivity} {node}\n{node} {A} {bf.ProvisionActivity}")
        lines += [f"{node} {bf.date} {dated(each)}" for each in ([whole] if whole else published)]
    return lines


def _span(given: dict[str, str], first: str, last: str) -> str:
    return given.get(first, "") + ("/" + given[last] if last in given else "")


def _before_christ(text: str) -> str:
    return f"-{text}" if text[:1] != "-" and is_edtf(f"-{text}") else text


@group.rule("052.area", "052abd012")
def classed_area(tag: str, field: Field, facts: Facts) -> Lines:
    """The region of a map by its number in class G ($b are places in it); another list is named in $2, a name stands in $d.

    052 ##$a8014$bH3
    ⇄
    work bf:geographicCoverage id:authorities/classification/G8014.H3
    """
    place = first(field, "a")
    if not place:
        return []
    parts = only(field, "b")
    if field[0][0] == " ":
        ends = [f"{encoded(place)}.{encoded(part.strip())}" for part in parts] or [encoded(value.strip()) for value in only(field, "a")]
        return [f"{WORK} {bf.geographicCoverage} {_G}{end}>" for end in ends]
    code = "U.S. Dept. of Defense Classification" if field[0][0] == "1" else first(field, "2")
    lines: list[str] = []
    for value in [f"{place} {part.strip()}" for part in parts] or [place]:
        node = local(WORK, "coverage", f"052{value}\x1f{code}")
        lines.append(f"{WORK} {bf.geographicCoverage} {node}\n{node} {A} {bf.GeographicCoverage}\n{node} {VALUE} {literal(value)}")
        lines += [f"{node} {LABEL} {literal(cut(name))}" for name in only(field, "d")]
        if code:
            where, about = source(WORK, code)
            lines += [f"{node} {bf.source} {where}", about]
        for part in field[1:]:
            if part[0] in "01":
                lines += authority(node, part)
    return lines

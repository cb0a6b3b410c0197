# SPDX-License-Identifier: Apache-2.0
"""What truth about real records is made of: their numbers, and what cataloguers wrote of title, volume, edition, year and language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mucluc.converters.numbers import isbn13, lccn
from mucluc.converters.record import Record, subfields, values
from mucluc.vocab.text import fold

_OCLC = re.compile(r"\s*(?:\(OCoLC\))?\s*(?:ocm|ocn|on)?0*([1-9]\d{0,13})\s*\Z", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_HEADINGS = {"100": "abcdq", "110": "abcdn", "111": "acdenq"}
_COLLECTIVE = {
    *("works", "selections", "poems", "plays", "novels", "short stories", "essays", "correspondence", "speeches", "prose works"),
    *("laws etc", "treaties etc", "poems selections", "works selections", "short stories selections", "correspondence selections"),
    *("essays selections", "plays selections", "prose works selections", "novels selections", "drama", "songs", "letters"),
}
"""Conventional collective titles: headings for kinds of selections, not titles of Works."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Folded, empty where the record does not say. title: 245 $ab; proper: 245 $a. numbers: LCCN and OCLC numbers, with their
    kind. pages: the highest figure of 300 $a."""

    title: str
    proper: str
    volume: str
    edition: str
    year: str
    language: str
    heading: str
    uniform: str
    numbers: tuple[str, ...]
    lccn: str
    isbns: tuple[str, ...]
    pages: str


def facts(record: Record) -> Facts:
    """The facts of a record."""
    title = record.get("245") or ""
    numbers = _lccns(record)
    tag = next((tag for tag in _HEADINGS if record.get(tag)), "")
    fixed = record.get("008") or ""
    return Facts(
        title=fold(" ".join(values(title, "ab"))),
        proper=fold(" ".join(values(title, "a"))),
        volume=fold(" ".join(values(title, "np"))),
        edition=ordinal(" ".join(values(record.get("250") or "", "a"))),
        year=_year(record, fixed),
        language=fixed[35:38].strip(" |#") if len(fixed) >= 38 else "",
        heading=f"{tag} {fold(' '.join(values(record.get(tag) or '', _HEADINGS[tag])))}" if tag else "",
        uniform=_uniform(record),
        numbers=(*(f"l{number}" for number in numbers), *(f"o{number}" for number in _oclc(record))),
        lccn=numbers[0] if numbers else "",
        isbns=tuple(dict.fromkeys(number for text in record.all("020") for value in values(text, "a") if (number := isbn13(value)))),
        pages=max(re.findall(r"\d+", " ".join(values(record.get("300") or "", "a"))), key=int, default=""),
    )


def ordinal(statement: str) -> str:
    """An edition statement's number where it has one, else its folded words; empty for none."""
    words = fold(statement)
    if found := re.search(r"\d+", words):
        return found[0]
    return next((str(at) for at, word in enumerate(_ORDINALS, 1) if word in words.split()), words)


def _lccns(record: Record) -> list[str]:
    return [number for text in record.all("010") for value in values(text, "a") if (number := lccn(value))]


def _oclc(record: Record) -> list[str]:
    found = [value for text in record.all("035") for code, value in subfields(text) if code == "a" and "(OCOLC)" in value.upper()]
    if (record.get("003") or "").strip() == "OCoLC":
        found.append(record.control_number)
    return [match[1] for value in found if (match := _OCLC.match(value))]


def _year(record: Record, fixed: str) -> str:
    if fixed[7:11].isdecimal() and fixed[7:11] not in ("0000", "9999"):
        return fixed[7:11]
    stated = (match for tag in ("264", "260") for text in record.all(tag) if (match := _YEAR.search(" ".join(values(text, "c")))))
    return next((match[1] for match in stated), "")


def _uniform(record: Record) -> str:
    name = fold(" ".join(values(record.get("240") or record.get("130") or "", "amnpr")))
    return "" if name in _COLLECTIVE else name

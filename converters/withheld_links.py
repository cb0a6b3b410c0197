# SPDX-License-Identifier: Apache-2.0
"""Fields by which a public record names one that is withheld: what a record is known by, and which fields say it.

A name is a short text (`t` and the folded title, `i` and the ISBN, …). The caller hashes the names of withheld records, so that
nothing of them is kept, and asks here which fields of the others have such a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mucluc.vocab.text import fold

from .numbers import isbn13, lccn
from .record import SUBFIELD, Record, subfields

Known = Callable[[str], bool]

LINK_RULE = "link-to-withheld"
"""The id under which such cuts are counted, beside the ids of the policy's rules."""
HEADING_RULE = "heading-of-withheld"
"""The id under which authority records are counted that only withheld records have a use for."""

_PHRASE = 4
"""A title of at least so many words is also found inside a note; shorter ones are too common to be."""
_TWIN = re.compile(SUBFIELD + "6([0-9A-Za-z]{3})-([0-9]{2})")
_PREFIXED = re.compile(r"\s*\(([^)]*)\)\s*(.*?)\s*\Z", re.DOTALL)
_ISSN = re.compile(r"([0-9]{4})-?([0-9]{3}[0-9Xx])")
_ELSEWHERE = frozenset(("ocolc", "dlc", "isil"))
"""Prefixes of control numbers that are not those of the library's own system."""

_TITLES = {"130": ("adfgklmnoprs", "a"), "210": ("a",), "222": ("a", "ab"), "240": ("adfgklmnoprs", "a"), "242": ("a", "ab"), "243": ("a",)}
_TITLES |= {"245": ("a", "ab", "anp", "abnp"), "246": ("a", "ab", "anp"), "247": ("a", "ab")}
_LINKS = frozenset(("760", "762", "765", "767", "770", "772", "773", "774", "775", "776", "777", "780", "785", "786", "787"))
_NOTES = frozenset(("670", "675", "678", "680", "681", "688"))
"""Notes of authority records."""
_ENTRIES = frozenset(("600", "610", "611", "700", "710", "711", "800", "810", "811"))
_UNIFORM = frozenset(("630", "730", "830"))
_SERIES = frozenset(("440", "490", "740", "758"))
_HEADINGS = {"00": "abcdgjqtvxyz", "10": "abcdgntvxyz", "11": "acdegnqtvxyz", "30": "adfgklmnoprstvxyz", "50": "abcdgvxyz"}
_HEADINGS |= {"51": "agvxyz", "55": "avxyz"}


@dataclass(frozen=True, slots=True)
class Unlinked:
    """What is left of a record. removed: subfields cut, by tag and code."""

    record: Record
    removed: Counter[str] = field(default_factory=Counter)


def names_of(record: Record, library: str) -> set[str]:
    """Every name by which another record may speak of this one. library: its slug."""
    found: set[str] = set()
    number = record.control_number
    if number:
        found.update(_numbers(number, library), _numbers(f"({(record.get('003') or '').strip()}){number}", library))
    for tag, text in record.fields:
        if tag < "010":
            continue
        tag = _told(tag, text)
        if tag in ("010", "020", "022", "035") or tag in _TITLES:
            found.update(_own(tag, text, library))
    return found


def headings_of(record: Record) -> set[str]:
    """The names of the headings that a record uses or, as an authority record, establishes."""
    found: set[str] = set()
    for tag, text in record.fields:
        codes = _HEADINGS.get(tag[1:]) if tag[0] in ("1" if record.is_authority else "1678") else None
        if codes:
            found.update(f"a{name}" for some in (codes, codes.rstrip("vxyz")) if (name := fold(_joined(text, some))))
    return found


def unlinked(record: Record, library: str, known: Known, lengths: Iterable[int]) -> Unlinked:
    """The record without the fields, and the 880s that repeat them, in which a name is `known`.

    lengths: of the titles known, in words; only such phrases are looked for in notes.
    """
    fields = record.fields
    hit = {number for number, (tag, text) in enumerate(fields) if tag >= "010" and _names(_told(tag, text), text, library, known, lengths)}
    if not hit:
        return Unlinked(record)
    pairs = {pair for number in hit if (pair := _pair(*fields[number]))}
    hit.update(number for number, each in enumerate(fields) if _pair(*each) in pairs)
    removed = Counter(tag + part[:1] for tag, text in (fields[number] for number in hit) for part in text.split(SUBFIELD)[1:])
    kept = tuple(each for number, each in enumerate(fields) if number not in hit)
    return Unlinked(Record(record.leader, kept, record.place), removed)


def phrase_start(words: list[str]) -> str:
    """The name of the first two words of a title, by which notes are searched for it; empty when it is too short to look for."""
    return f"h{words[0]} {words[1]}" if len(words) >= _PHRASE else ""


def title_words(name: str) -> list[str]:
    """The words of a title's name; none for other names."""
    return name[1:].split() if name[:1] == "t" else []


def _told(tag: str, text: str) -> str:
    """The tag of what a field says: an 880 says what the field that it repeats would."""
    link = _TWIN.search(text) if tag == "880" else None
    return link[1] if link else tag


def _pair(tag: str, text: str) -> str:
    """What ties a field and its 880 together (`245-01`), empty when nothing does."""
    link = _TWIN.search(text) if tag >= "010" else None
    if link is None or link[2] == "00":
        return ""
    return f"{link[1] if tag == '880' else tag}-{link[2]}"


def _own(tag: str, text: str, library: str) -> Iterator[str]:
    if tag == "010":
        yield from (f"l{number}" for code, value in subfields(text) if code == "a" and (number := lccn(value)))
    elif tag == "020":
        yield from (f"i{number}" for code, value in subfields(text) if code in "az" and (number := isbn13(value)))
    elif tag == "022":
        yield from (f"s{number}" for code, value in subfields(text) if code in "almyz" and (number := _issn(value)))
    elif tag == "035":
        yield from (name for code, value in subfields(text) if code == "a" for name in _numbers(value, library))
    else:
        yield from (f"t{name}" for codes in _TITLES[tag] if (name := fold(_joined(text, codes))))


def _names(tag: str, text: str, library: str, known: Known, lengths: Iterable[int]) -> bool:
    """Whether a field has a name that is known."""
    if SUBFIELD + "w" in text and any(known(name) for value in _values(text, "w") for name in _numbers(value, library)):
        return True
    linking = tag in _LINKS or tag == "534"
    if linking and any(known(f"i{number}") for value in _values(text, "z") if (number := isbn13(value))):
        return True
    numbered = linking or tag in _SERIES or tag in _UNIFORM or tag in _ENTRIES or tag == "510"
    if numbered and any(known(f"s{number}") for value in _values(text, "x") if (number := _issn(value))):
        return True
    if any(known(f"t{name}") for codes in _titled(tag, text) for name in _candidates(text, codes)):
        return True
    noted = tag[0] == "5" or tag in _NOTES
    return noted and any(_speaks(value, known, lengths) for code, value in subfields(text) if code.isalpha() and code not in "uw")


def _titled(tag: str, text: str) -> tuple[str, ...]:
    """The subfields of a field that hold titles of other works, those joined that make up one."""
    if tag in _LINKS:
        return ("t", "s", "p") if SUBFIELD + "t" in text else ("a", "s", "p")
    if tag in _ENTRIES:
        return ("t", "tnp", "tklmnoprs")
    if tag in _UNIFORM:
        return ("a", "anp", "adfgklmnoprst")
    if tag in _SERIES:
        return ("a", "anp")
    return {"672": ("a", "ab"), "673": ("a", "ab"), "670": ("a",)}.get(tag, ("a", "t", "p", "d") if tag[0] == "5" else ())


def _candidates(text: str, codes: str) -> Iterator[str]:
    """Folded: each subfield by itself, and those of the field together."""
    values = _values(text, codes)
    if not values:
        return
    for value in values:
        yield fold(value)
        if " / " in value:  # a statement of responsibility follows, as notes give it
            yield fold(value.partition(" / ")[0])
    if len(values) > 1:
        yield fold(" ".join(values))


def _speaks(value: str, known: Known, lengths: Iterable[int]) -> bool:
    """Whether a note has a title that is known among its words."""
    words = fold(value).split()
    for start in range(len(words) - _PHRASE + 1):
        phrases = (" ".join(words[start : start + length]) for length in lengths if _PHRASE <= length <= len(words) - start)
        if known(f"h{words[start]} {words[start + 1]}") and any(known(f"t{phrase}") for phrase in phrases):
            return True
    parts = [fold(part) for part in re.split(r" -- |;|\.\s|:\s|\s/\s", value)]
    return len(parts) > 1 and any(known(f"t{part}") for part in parts if part)


def _numbers(value: str, library: str) -> Iterator[str]:
    """The names of a record by a control number: within its library, and with the prefix of its system anywhere."""
    found = _PREFIXED.match(value)
    prefix, number = (found[1].strip().casefold(), found[2]) if found else ("", value.strip())
    if number and prefix not in _ELSEWHERE:
        yield f"n{library} {number}"
        yield f"n {number}"  # another library's: no prefix says which
    if number and prefix:
        yield f"p{prefix} {number.lstrip('0')}"
        if prefix == "dlc" and (standard := lccn(number)):
            yield f"l{standard}"


def _issn(value: str) -> str:
    found = _ISSN.search(value)
    return (found[1] + found[2]).upper() if found else ""


def _values(text: str, codes: str) -> list[str]:
    return [part[1:] for part in text.split(SUBFIELD)[1:] if part and part[0] in codes]


def _joined(text: str, codes: str) -> str:
    return " ".join(_values(text, codes))

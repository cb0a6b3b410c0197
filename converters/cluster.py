# SPDX-License-Identifier: Apache-2.0
"""Which records describe the same edition (Instance), and which editions are of the same Work: strict rules, no scores.

The rules and what they cannot see stand in docs/clustering.md.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, pairwise
from operator import itemgetter, mul
from typing import NamedTuple
from urllib.parse import unquote
from zlib import crc32

from mucluc.vocab.text import fold, sort_key

from .record import SUBFIELD, Fault, Place, Record

ISBN_KEY = b"i"
"""The first byte of a key that is made of ISBN, title and year."""

MAX_SHARED = 8
"""A LCCN or OCLC number that stands in more records of one library than this identifies nothing."""


class MatchKeys(NamedTuple):
    """What a record can be joined by. instance: any one key in common joins two records; work: equal keys join two Works.

    A number key (LCCN, OCLC) is the number, U+0000, and a signature of the title that `cluster` compares; an ISBN key is whole.
    """

    instance: tuple[bytes, ...] = ()
    work: bytes | None = None


@dataclass(frozen=True, slots=True)
class InstanceCluster:
    """Paths of the records of one edition, sorted."""

    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkCluster:
    """The editions of one Work, sorted by the smallest path of each."""

    instances: tuple[InstanceCluster, ...]


# ---- keys of one record ----------------------------------------------------------------------------------------------------

_ISBN = re.compile(r"[0-9][0-9 -]{8,20}[0-9Xx](?![0-9])")
_LCCN = re.compile(r"[a-z]{0,3}(?:\d{8}|\d{10})\Z")
_OCLC = re.compile(r"\s*(\(OCoLC\))?\s*(?:ocm|ocn|on)?0*([1-9][0-9]{0,13})\s*\Z", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])(1[0-9]{3}|20[0-9]{2})(?![0-9])")
_HEADINGS = {"100": "abcdq", "110": "abcdn", "111": "acdenq"}
_KEPT = frozenset(("001", "003", "008", "010", "020", "035", "100", "110", "111", "240", "245", "260", "264"))
_UNIFORM_TITLE = "adfghklmnoprs"


def match_keys(record: Record) -> MatchKeys:
    """The keys of a screened record; a record without title, number and heading has none.

    Pure and quick (about 20 µs). 010 $a, 035 $a and 001 with 003 OCoLC give number keys; 020 $a with 245 $abnp and the year
    gives ISBN keys; 1XX with 240, else 245 $a, gives the Work key.
    """
    fields: dict[str, list[str]] = {}
    for tag, text in record.fields:
        if tag in _KEPT:
            fields.setdefault(tag, []).append(text)
    parts = _parts(fields["245"][0]) if "245" in fields else []
    title = _title(_joined(parts, "a"))
    instance = _number_keys(fields, title, parts)
    if "020" in fields and parts:
        instance += _isbn_keys(fields, f"{title} {_title(_joined(parts, 'bnp'))}".strip())
    return MatchKeys(tuple(dict.fromkeys(instance)), _work_key(fields, title))


def _parts(text: str) -> list[tuple[str, str]]:
    return [(part[0], part[1:]) for part in text.split(SUBFIELD)[1:] if part]


def _joined(parts: list[tuple[str, str]], codes: str) -> str:
    return " ".join([value for code, value in parts if code in codes])


def _title(text: str) -> str:
    """Folded; + and # are read out, or C, C++ and C# were one title."""
    if "+" in text or "#" in text:
        text = text.replace("+", " plus ").replace("#", " sharp ")
    return fold(text)


def _number_keys(fields: dict[str, list[str]], title: str, parts: list[tuple[str, str]]) -> list[bytes]:
    numbers = []
    for text in fields.get("010", ()):
        numbers += [f"l{number}" for code, value in _parts(text) if code == "a" and (number := lccn(value))]
    for text in fields.get("035", ()):
        if "(OCOLC)" in text.upper():
            for code, value in _parts(text):
                if code == "a" and (found := _OCLC.match(value)) and found[1]:
                    numbers.append(f"o{found[2]}")
    if "003" in fields and "001" in fields and fields["003"][0].strip() == "OCoLC" and (found := _OCLC.match(fields["001"][0])):
        numbers.append(f"o{found[2]}")
    if not numbers:
        return []
    signature = b"\0" + _signature(title, fold(_joined(parts, "n")))
    return [number.encode() + signature for number in numbers]


def lccn(value: str) -> str:
    """An LCCN in the Library of Congress's normal form (blanks out, suffix after / cut, serial of six digits), empty if it is none."""
    text = value.replace(" ", "").split("/")[0].lower()
    if "-" in text:
        prefix, _, serial = text.partition("-")
        text = prefix + serial.rjust(6, "0")
    return text if _LCCN.match(text) else ""


def _signature(title: str, volume: str) -> bytes:
    """Four bytes for the volume (zeros for none), then two for each of the first eight words of the folded title."""
    marks = sorted({crc32(word.encode()) & 0xFFFF for word in title.split()[:8]})
    return (crc32(volume.encode()) if volume else 0).to_bytes(4, "big") + b"".join([mark.to_bytes(2, "big") for mark in marks])


def _isbn_keys(fields: dict[str, list[str]], title: str) -> list[bytes]:
    numbers = [isbn for text in fields["020"] for code, value in _parts(text) if code == "a" and (isbn := isbn13(value))]
    year = _year(fields) if numbers else ""
    if not year or not title:
        return []
    digest = blake2b(f"{title}|{year}".encode(), digest_size=10).digest()
    return [ISBN_KEY + number.encode() + digest for number in numbers]


def isbn13(value: str) -> str:
    """The first ISBN in a text as thirteen digits, empty when there is none or its check digit is wrong."""
    found = _ISBN.search(value)
    if not found:
        return ""
    digits = found[0].replace("-", "").replace(" ", "").upper()
    if len(digits) == 10:
        total = sum(map(mul, range(10, 1, -1), map(int, digits[:9])))
        if (total + (10 if digits[9] == "X" else int(digits[9]))) % 11:
            return ""
        digits = "978" + digits[:9]
        return digits + str(-_weighed(digits) % 10)
    if len(digits) != 13 or digits[:3] not in ("978", "979") or not digits.isdecimal() or _weighed(digits) % 10:
        return ""
    return digits


def _weighed(digits: str) -> int:
    """The sum behind the check digit of an ISBN-13; a multiple of ten when the thirteenth is right."""
    return sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))


def _year(fields: dict[str, list[str]]) -> str:
    """The first year of 008, else of 26X $c; empty when there is none."""
    if "008" in fields:
        coded = fields["008"][0][7:11]
        if coded.isdecimal() and coded not in ("0000", "9999"):
            return coded
    for tag in ("264", "260"):
        for text in fields.get(tag, ()):
            if found := _YEAR.search(_joined(_parts(text), "c")):
                return found[1]
    return ""


def _work_key(fields: dict[str, list[str]], title: str) -> bytes | None:
    tag = next((tag for tag in _HEADINGS if tag in fields), None)
    if tag is None:
        return None
    # A sort key keeps Vietnamese marks (Hoa is not Hòa) and lets case, commas and the place of a tone mark go.
    heading = sort_key(_joined(_parts(fields[tag][0]), _HEADINGS[tag]))
    name = (_title(_joined(_parts(fields["240"][0]), _UNIFORM_TITLE)) if "240" in fields else "") or title
    return blake2b(f"{tag}|{heading}|{name}".encode(), digest_size=16).digest() if heading and name else None


# ---- clusters of all records -----------------------------------------------------------------------------------------------


class _Sets:
    """Disjoint sets of whole numbers; the root of a set is its smallest member."""

    def __init__(self, size: int, parents: array[int] | None = None) -> None:
        self.parents = array("q", range(size)) if parents is None else array("q", parents)

    def root(self, member: int) -> int:
        parents = self.parents
        while parents[member] != member:
            parents[member] = member = parents[parents[member]]
        return member

    def join(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            self.parents[max(one, other)] = min(one, other)


def cluster(
    entries: Iterable[tuple[str, MatchKeys]], forms: Mapping[str, Iterable[str]] | None = None
) -> tuple[list[WorkCluster], list[Fault]]:
    """All records, each in one edition, each edition in one Work, sorted by smallest path; and the numbers that were not believed.

    forms: by path, the paths of other forms of the same Work (`other_forms`); all of them are in `entries`.

    entries: `(record path, keys)`, each path once, in any order: the result does not depend on it. Raises ValueError on a
    path given twice. A fault carries library and control number of the record; its value is the number as normalised.
    """
    rows = sorted(entries, key=itemgetter(0))
    if repeated := next((a[0] for a, b in pairwise(rows) if a[0] == b[0]), None):
        raise ValueError(f"{repeated} is given twice")
    editions = _Sets(len(rows))
    faults = _join_editions(rows, editions)
    works = _Sets(len(rows), editions.parents)
    first: dict[bytes, int] = {}
    for number, (_, (_, key)) in enumerate(rows):
        if key is not None:
            works.join(first.setdefault(key, number), number)
    if forms:
        numbers = {path: number for number, (path, _) in enumerate(rows)}
        for path, others in forms.items():
            for other in others:
                works.join(numbers[path], numbers[other])
    return _collect(rows, editions, works), faults


def _join_editions(rows: Sequence[tuple[str, MatchKeys]], editions: _Sets) -> list[Fault]:
    first: dict[bytes, int] = {}
    shared: dict[bytes, list[int]] = {}
    for row, (_, keys) in enumerate(rows):
        for key in keys.instance:
            name = key if key[:1] == ISBN_KEY else key[: key.index(b"\0")]
            earlier = first.setdefault(name, row)
            if earlier == row:
                continue
            if name is key:
                editions.join(earlier, row)
            else:
                shared.setdefault(name, [earlier]).append(row)
    faults: list[Fault] = []
    for name, members in sorted(shared.items()):
        faults.extend(_join_by_number(name, sorted(set(members)), rows, editions))
    return faults


def _join_by_number(name: bytes, members: list[int], rows: Sequence[tuple[str, MatchKeys]], editions: _Sets) -> list[Fault]:
    """Join the records that share a LCCN or OCLC number, as far as the number can be believed."""
    kind = "LCCN" if name[:1] == b"l" else "OCLC number"
    uses = Counter(_library(rows[member][0]) for member in members)
    suspect = [member for member in members if uses[_library(rows[member][0])] > MAX_SHARED]
    faults = [
        _fault("cluster-number-overused", f"{kind} in {uses[_library(rows[member][0])]} records of this library", name, rows[member][0])
        for member in suspect
    ]
    believed = sorted(set(members) - set(suspect))
    classes = _by_title({member: _signature_of(name, rows[member][1]) for member in believed})
    for same in classes:
        for member in same[1:]:
            editions.join(same[0], member)
    return faults + _disputes(kind, name, classes, rows)


def _signature_of(name: bytes, keys: MatchKeys) -> bytes:
    start = name + b"\0"
    return next(key[len(start) :] for key in keys.instance if key.startswith(start))


def _by_title(signatures: dict[int, bytes]) -> list[list[int]]:
    """Members whose titles agree, through others too; where several volumes are named, each volume by itself."""
    volumes = {signature[:4] for signature in signatures.values()} - {b"\0\0\0\0"}
    groups: dict[bytes, list[int]] = defaultdict(list)
    for member, signature in signatures.items():
        groups[signature[:4] if len(volumes) > 1 else b""].append(member)
    classes: list[list[int]] = []
    for _, group in sorted(groups.items()):
        parts: list[tuple[list[int], list[frozenset[bytes]]]] = []
        for member in group:
            words = frozenset(signatures[member][at : at + 2] for at in range(4, len(signatures[member]), 2))
            near = [part for part in parts if any(_agree(words, other) for other in part[1])]
            joined = ([m for part in near for m in part[0]] + [member], [w for part in near for w in part[1]] + [words])
            parts = [part for part in parts if not any(part is each for each in near)] + [joined]
        classes.extend(sorted(part[0]) for part in parts)
    return sorted(classes)


def _agree(one: frozenset[bytes], other: frozenset[bytes]) -> bool:
    """Half of the words of the shorter title stand in the longer; a record without title agrees with any."""
    return 2 * len(one & other) >= min(len(one), len(other))


def _disputes(kind: str, name: bytes, classes: list[list[int]], rows: Sequence[tuple[str, MatchKeys]]) -> list[Fault]:
    volumes = [_signature_of(name, rows[same[0]][1])[:4] for same in classes]
    if len(classes) < 2 or len(set(volumes)) == len(classes):
        return []  # the volumes of a set under the set's number: good practice, no fault
    note = f"{kind} in {sum(map(len, classes))} records with {len(classes)} titles that have nothing in common"
    return [_fault("cluster-number-disputed", note, name, rows[member][0]) for member in sorted(chain.from_iterable(classes))]


def _library(path: str) -> str:
    return path.split("/", 2)[1]


def _fault(code: str, note: str, name: bytes, path: str) -> Fault:
    place = Place(control_number=unquote(path.rsplit("/", 1)[-1]), tag="010" if name[:1] == b"l" else "035")
    return Fault(code, place, note, name[1:].decode(), _library(path))


def _collect(rows: Sequence[tuple[str, MatchKeys]], editions: _Sets, works: _Sets) -> list[WorkCluster]:
    """Roots are the smallest members and rows are sorted, so first seen is smallest path."""
    found: dict[int, dict[int, list[str]]] = {}
    for row, (path, _) in enumerate(rows):
        found.setdefault(works.root(row), {}).setdefault(editions.root(row), []).append(path)
    return [WorkCluster(tuple(InstanceCluster(tuple(paths)) for paths in each.values())) for each in found.values()]

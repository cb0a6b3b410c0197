# SPDX-License-Identifier: Apache-2.0
"""Numbers that cannot be believed: one LCCN or OCLC number under titles that have nothing in common, or in many records of one library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from mucluc.converters.record import Fault, Place

from .evidence import BETWEEN, Evidence

MAX_SHARED = 8
"""A LCCN or OCLC number that stands in more records of one library than this identifies nothing."""

_AT = Evidence._fields.index("numbers")
_SEP = BETWEEN.encode()


def number_faults(paths: Sequence[str], data: Sequence[bytes], root: Callable[[int], int]) -> list[Fault]:
    """The faults of numbers that records of several editions share, sorted by number and path. root: the edition of a place.

    A fault carries library and control number of the record; its value is the number as normalised.
    """
    faults: list[Fault] = []
    for number, places in sorted(_shared(data).items()):
        uses = Counter(_library(paths[place]) for place in places)
        kind = "LCCN" if number[:1] == b"l" else "OCLC number"
        suspect = [place for place in places if uses[_library(paths[place])] > MAX_SHARED]
        faults += [
            _fault("cluster-number-overused", f"{kind} in {uses[_library(paths[place])]} records of this library", number, paths[place])
            for place in sorted(suspect, key=paths.__getitem__)
        ]
        believed = [place for place in places if uses[_library(paths[place])] <= MAX_SHARED]
        classes = _classes([data[place] for place in believed]) if len({*map(root, believed)}) > 1 else []
        if len(classes) > 1:
            note = f"{kind} in {len(believed)} records with {len(classes)} titles that have nothing in common"
            faults += [_fault("cluster-number-disputed", note, number, paths[place]) for place in sorted(believed, key=paths.__getitem__)]
    return faults


def _shared(data: Sequence[bytes]) -> dict[bytes, list[int]]:
    """The places of each LCCN or OCLC number that stands in two records or more."""
    first: dict[bytes, int] = {}
    found: dict[bytes, list[int]] = {}
    for place, each in enumerate(data):
        for number in each.split(_SEP, _AT + 1)[_AT].split():
            if number[:1] != b"n" and (earlier := first.setdefault(number, place)) != place:
                found.setdefault(number, [earlier]).append(place)
    return found


def _classes(data: Sequence[bytes]) -> list[list[frozenset[bytes]]]:
    """Titles that agree, through others too: half of the words of the shorter stand in the longer; no title agrees with any."""
    parts: list[list[frozenset[bytes]]] = []
    for each in data:
        words = frozenset(each[: each.index(_SEP)].split())
        near = [part for part in parts if any(2 * len(words & other) >= min(len(words), len(other)) for other in part)]
        parts = [part for part in parts if not any(part is other for other in near)] + [
            [words, *(other for part in near for other in part)]
        ]
    return parts


def _library(path: str) -> str:
    return path.split("/", 2)[1]


def _fault(code: str, note: str, number: bytes, path: str) -> Fault:
    place = Place(control_number=unquote(path.rsplit("/", 1)[-1]), tag="010" if number[:1] == b"l" else "035")
    return Fault(code, place, note, number[1:].decode(), _library(path))

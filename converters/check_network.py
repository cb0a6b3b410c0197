# SPDX-License-Identifier: Apache-2.0
"""Checks of records taken together: duplicates in one library, links that lead nowhere, lead one way only, or lead in a circle.

`keys_of` makes of each screened record a small row, `network_faults` reads the rows of the whole network twice and keeps of each record
three numbers of eight bytes, and of those with links the links. What it says of a link never holds the number that the link names:
the other record may be one that is withheld.
"""

from __future__ import annotations

import functools
import hashlib
import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from .numbers import edition_keys
from .record import SUBFIELD, Fault, Place, Record, values

CODES = ("duplicate-exact", "duplicate-suspected", "link-dangling", "link-unreturned", "link-cyclic", "system-number-shared")
"""The codes that this module can give."""

LINKS = ("770", "772", "773", "774", "775", "776", "777", "780", "785", "787")
"""Fields that name another record by its number in $w."""

# The field that the other record should have when this one has that one. A host need not list its articles, so 773 is not here.
_BACK = {"774": "773", "780": "785", "785": "780", "770": "772", "772": "770"}
_OWN = ("001", "003", "005", "035")
_NUMBER = re.compile(r"(?:\(([^)]*)\))?\s*(.+)", re.DOTALL)


class Keys(NamedTuple):
    """What of a record is compared with others. number: 001. content: hash of all but its numbers. edition: hash of ISBN, title and year, 0
    without them. systems: hashes of its 035 $a. links: tag and control number of each record of the same library that it names.
    """

    number: str
    content: int
    edition: int = 0
    systems: tuple[int, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


class Member(NamedTuple):
    """A record of the network: its library's slug, the name of its source, its keys."""

    library: str
    source: str
    keys: Keys


def keys_of(record: Record, editions: tuple[bytes, ...] | None = None, agency: str = "") -> Keys:
    """The keys of a screened record. editions: its `edition_keys`, when these are known. agency: the code of its library, which may stand
    before numbers in $w besides that in 003.
    """
    editions = edition_keys(record) if editions is None else editions
    fields = [(tag, text) for tag, text in record.fields if tag not in _OWN]
    content = _hash(record.leader[5:10], *(tag + text for tag, text in fields))
    own = {"", (record.get("003") or "").strip(), agency}
    links = []
    for tag, text in fields:
        if tag in LINKS and "\x1fw" in text:
            found = (_NUMBER.fullmatch(value.strip()) for value in values(text, "w"))
            links += [(tag, each[2].strip()) for each in found if each and (each[1] or "").strip() in own]
    systems = tuple(_hash(value.strip()) for text in record.all("035") for value in values(text, "a"))
    return Keys(record.control_number, content, _hash(editions[0].hex()) if editions else 0, systems, tuple(links))


def network_faults(members: Callable[[], Iterable[Member]]) -> Iterator[Fault]:
    """The faults of the records of a network.

    members: gives all of them, in the same order each time that it is called; it is called twice.
    """
    repeated, links = _Repeated(), _Links()
    for member in members():
        repeated.count(member)
        links.add(member)
    repeated.settle()
    for member in members():
        yield from repeated.faults(member)
        links.see(member)
    yield from links.faults()


class _Repeated:
    """Which contents, editions and system numbers stand more than once in a library, and in which record each stood first."""

    def __init__(self) -> None:
        self._seen = array("Q")
        self._twice: frozenset[int] = frozenset()
        self._first: dict[int, str] = {}

    def count(self, member: Member) -> None:
        self._seen.extend(key for _, key in self._keys(member))

    def settle(self) -> None:
        """Keep the keys that came more than once."""
        ordered = sorted(self._seen)
        self._twice = frozenset(one for one, other in pairwise(ordered) if one == other)
        self._seen = array("Q")

    def faults(self, member: Member) -> Iterator[Fault]:
        """What the record shares with one before it; of an exact duplicate nothing else is said."""
        for code, key in self._keys(member):
            if key not in self._twice:
                continue
            other = self._first.setdefault(key, member.keys.number)
            if other != member.keys.number:
                yield _fault(code, member, {"system-number-shared": "035", "duplicate-suspected": "020"}.get(code), other)
                if code == "duplicate-exact":
                    return

    @staticmethod
    def _keys(member: Member) -> list[tuple[str, int]]:
        keys = member.keys
        content, edition, system = _apart(member.library)
        found = [("duplicate-exact", keys.content ^ content)]
        if keys.edition:
            found.append(("duplicate-suspected", keys.edition ^ edition))
        if keys.systems:
            found.extend([("system-number-shared", each ^ system) for each in dict.fromkeys(keys.systems)])
        return found


class _Links:
    """The links of the network: by record that has some, their tags and the records that they name."""

    def __init__(self) -> None:
        self._from: dict[int, tuple[Member, tuple[tuple[str, int], ...]]] = {}
        self._named: set[int] = set()
        self._found: set[int] = set()

    def add(self, member: Member) -> None:
        if member.keys.links:
            targets = tuple((tag, _hash(member.library, number)) for tag, number in member.keys.links)
            self._from[_hash(member.library, member.keys.number)] = member, targets
            self._named.update(target for _, target in targets)

    def see(self, member: Member) -> None:
        """Note that a record is there."""
        if self._named and (own := _hash(member.library, member.keys.number)) in self._named:
            self._found.add(own)

    def faults(self) -> Iterator[Fault]:
        hosts: dict[int, list[int]] = {}
        for own, (member, targets) in self._from.items():
            for tag, target in targets:
                if target not in self._found:
                    yield _fault("link-dangling", member, tag, None, "w", "$w names no published record of the library")
                elif tag in _BACK and (_BACK[tag], own) not in self._from.get(target, (None, ()))[1]:
                    yield _fault("link-unreturned", member, tag, None, "w", f"the other record has no {_BACK[tag]}")
            hosts[own] = [target for tag, target in targets if tag == "773" and target in self._found]
        for own in circles(hosts):
            yield _fault("link-cyclic", self._from[own][0], "773", None, "w", "the host is, over one or more steps, a part of this record")


def circles(graph: dict[int, list[int]]) -> list[int]:
    """The nodes of a graph from which a way leads back to themselves, in its order (Tarjan's components, without recursion)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    path: list[int] = []
    on_path: set[int] = set()
    inside: set[int] = set()
    for root in graph:
        work = [] if root in order else [(root, iter(graph[root]))]
        if work:
            order[root] = low[root] = len(order)
            path.append(root)
            on_path.add(root)
        while work:
            node, following = work[-1]
            for other in following:
                if other not in order:
                    order[other] = low[other] = len(order)
                    path.append(other)
                    on_path.add(other)
                    work.append((other, iter(graph.get(other, ()))))
                    break
                if other in on_path:
                    low[node] = min(low[node], order[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    part = [path.pop()]
                    while part[-1] != node:
                        part.append(path.pop())
                    on_path.difference_update(part)
                    if len(part) > 1 or node in graph.get(node, ()):
                        inside.update(part)
    return [node for node in graph if node in inside]


def _fault(code: str, member: Member, tag: str | None, value: str | None, subfield: str | None = None, note: str = "") -> Fault:
    place = Place(member.source, control_number=member.keys.number, tag=tag, subfield=subfield)
    return Fault(code, place, note, value, member.library)


@functools.lru_cache(maxsize=1024)
def _apart(library: str) -> tuple[int, int, int]:
    """What sets the digests of contents, editions and system numbers of a library apart from each other and from other libraries'."""
    return _hash("c", library), _hash("e", library), _hash("s", library)


def _hash(*parts: str) -> int:
    """64 bits of the parts, never 0."""
    return int.from_bytes(hashlib.blake2b(SUBFIELD.join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1

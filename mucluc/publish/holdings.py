# SPDX-License-Identifier: Apache-2.0
"""Holdings records on their way through a run: their fields join the record that they hold copies of, before that is converted.

What has been screened is joined, so nothing that the policy cuts comes back; collections are known on the record as it then is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from mucluc.converters.holdings_records import joined
from mucluc.converters.names import record_path
from mucluc.converters.record import Fault, Place, Record

from .holdings_taken import SUFFIX, read_holdings
from .intake import Row, Taken

PACK = "joined.pack"
WITHOUT_RECORD = "holdings-without-record"

Tests = Mapping[str, list[tuple[str, Callable[[Record], bool]]]]
"""By library: the collections and how their records are known."""
Chosen = dict[str, tuple[Row, str, str]]
"""By path: row, library, file of the packed record."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A holdings record: of which library and which record, its own number, where it came from, its packed form.

    data is empty for one that is withheld. cut: what of it may not be public.
    """

    library: str
    number: str
    own: str
    source: str
    data: bytes
    cut: str


def join_holdings(chosen: Chosen, taken: Iterable[Taken], libraries: list[str], tests: Tests, into: Path) -> list[Fault]:
    """Let each record of `chosen` have the fields of its holdings records, in the order of their numbers; the faults of those that name
    no published record of their library.
    """
    faults: list[Fault] = []
    by_path: dict[str, list[_Held]] = {}
    for held in _latest(taken, libraries):
        path = record_path(held.library, held.number)
        if path in chosen:
            by_path.setdefault(path, []).append(held)
        elif held.data:
            place = Place(held.source, control_number=held.own, tag="004")
            faults.append(Fault(WITHOUT_RECORD, place, "no published record of the library has the number in 004", library=held.library))
    if by_path:
        with (into / PACK).open("wb") as pack:
            for path in sorted(by_path):
                chosen[path] = _joined(chosen[path], by_path[path], tests, into, pack)
    return faults


def _latest(taken: Iterable[Taken], libraries: list[str]) -> list[_Held]:
    """Of each library's holdings records with one number the last, as of its other records; without data where the last is withheld."""
    found: dict[tuple[str, str], _Held] = {}
    for each in taken:
        library = libraries[each.piece.source]
        file = each.piece.into.with_suffix(SUFFIX)
        for own, number, data, cut in read_holdings(file) if file.exists() else ():
            found.pop((library, own), None)
            if number:
                found[library, own] = _Held(library, number, own, each.piece.name, data, cut)
    return sorted(found.values(), key=lambda held: (held.library, held.own))


def _joined(one: tuple[Row, str, str], some: list[_Held], tests: Tests, into: Path, pack: BinaryIO) -> tuple[Row, str, str]:
    row, library, name = one
    row = replace(row, cut=" ".join(sorted({*row.cut.split(), *(place for held in some for place in held.cut.split())})))
    some = [held for held in some if held.data]
    if not some:
        return row, library, name
    with (into / name).open("rb") as file:
        file.seek(row.start)
        record = Record.unpack(file.read(row.length))
    for held in some:
        record = joined(record, Record.unpack(held.data).fields)
    data = record.pack()
    start = pack.tell()
    pack.write(data)
    digest = hashlib.blake2b(data, digest_size=16).digest()
    collections = tuple(name for name, test in tests.get(library, ()) if test(record))
    return replace(row, start=start, length=len(data), digest=digest, collections=collections), library, PACK

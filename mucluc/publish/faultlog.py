# SPDX-License-Identifier: Apache-2.0
"""Faults on their way from the workers to the reports: in the run's private directory, those of one record together.

Where in its file a record stands is said once a record and not in its faults, so that those of a record that has only moved are
written again as they are.
"""

from __future__ import annotations

import marshal
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from mucluc.converters.record import Fault, Place
from mucluc.vocab.faults import all_codes, explain

Told = tuple[str, str | None, str | None, str | None, str | None, str | None, str, str | None, int | None, int | None]
"""A fault of a record: code, control number, tag, subfield, cell, column, note, value, and how far its ordinal and offset are from the
record's (None where it has none)."""

_LENGTH = struct.Struct("<I")
_VERSION = 2  # of marshal: the last in which equal values give equal bytes


class Group(NamedTuple):
    """The faults of one record. library: its slug. source, record, offset: where the record stands; see Place."""

    library: str
    source: str
    record: int
    offset: int
    faults: tuple[Told, ...]

    def all(self) -> Iterator[Fault]:
        """The faults as values."""
        library, source, record, offset, faults = self
        for code, number, tag, subfield, cell, column, note, value, ordinal, start in faults:
            at = None if ordinal is None else record + ordinal, None if start is None else offset + start
            yield Fault(code, Place(source, *at, number, tag, subfield, cell, column), note, value, library)


def told(fault: Fault, record: int, offset: int) -> Told:
    """A fault as it is seen from its record, which is the `record`th of its source and stands at `offset`."""
    place = fault.place
    ordinal = None if place.record is None else place.record - record
    start = None if place.offset is None else place.offset - offset
    where = (place.control_number, place.tag, place.subfield, place.cell, place.column)
    return (fault.code, *where, fault.note, fault.value, ordinal, start)


def packed(faults: Iterable[Told]) -> bytes:
    """The faults of a record as `FaultLog.group` takes them; equal faults give equal bytes."""
    return marshal.dumps(tuple(faults), _VERSION)


class FaultLog:
    """Append faults to a file. fatal: the codes that stop a record."""

    fatal = frozenset(code for code in all_codes() if explain(code).severity == "fatal")

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def add(self, fault: Fault) -> None:
        """Write one fault."""
        self.group(fault.library, fault.place.source, 0, 0, packed((told(fault, 0, 0),)))

    def group(self, library: str, source: str, record: int, offset: int, faults: bytes) -> None:
        """Write the faults of a record, packed."""
        self._file.write(_group(library, source, record, offset, faults))

    def __enter__(self) -> FaultLog:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


def logged(library: str, faults: Iterable[Fault]) -> bytes:
    """Faults of one record as a part of a log: logs are put together of such parts. Empty without faults."""
    some = tuple(told(fault, 0, 0) for fault in faults)
    return _group(library, "", 0, 0, packed(some)) if some else b""


def _group(library: str, source: str, record: int, offset: int, faults: bytes) -> bytes:
    head = marshal.dumps((library, source, record, offset), _VERSION)
    return b"".join((_LENGTH.pack(len(head)), head, _LENGTH.pack(len(faults)), faults))


def read_groups(path: Path) -> Iterator[Group]:
    """The faults of a log, record by record, in order."""
    data = path.read_bytes()
    view, at, end = memoryview(data), 0, len(data)
    while at < end:
        head, at = _part(view, at)
        faults, at = _part(view, at)
        library, source, record, offset = head
        yield Group(library, source, record, offset, faults)


def _part(data: memoryview, at: int) -> tuple[Any, int]:
    """The value at a place, after its length, and where the next one begins."""
    begin = at + _LENGTH.size
    end = begin + _LENGTH.unpack_from(data, at)[0]
    return marshal.loads(data[begin:end]), end


def read_faults(path: Path) -> Iterator[Fault]:
    """The faults of a log, in order."""
    for group in read_groups(path):
        yield from group.all()

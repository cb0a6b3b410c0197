# SPDX-License-Identifier: Apache-2.0
"""MARC files to N-Quads on standard output, on one core or on several: the same bytes in the same order, the same faults.

With several processes a file is cut in ranges of whole records (`framing.pieces`). The processes take the ranges in turn and each
writes its own result to standard output when the one before it has written: nothing is copied from process to process but a few
numbers and the faults.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from mucluc.converters.convert import record_graphs
from mucluc.converters.framing import pieces
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record
from mucluc.errors import UserError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from .preparing import Preparation

BATCH = 64
"""Records that are read, then converted together: code and data of one task stay in the processor's cache, which saves a quarter."""
RANGE = 128 * 1024
"""Bytes of MARC in one range: about 4 MiB of N-Quads, which a process holds until it may write them."""

Write = Callable[[bytes], object]
Note = Callable[[Fault], object]
Range = tuple[Path, int, int | None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How the files are read and what their records are called; as the options of `mucluc convert`.

    preparation: what the configuration of a network makes of each record before it is converted.
    """

    base: str
    library: str
    format: str = "auto"
    encoding: str = "auto"
    id_field: str = "001"
    preparation: Preparation | None = None


@dataclass(slots=True)
class _Outcome:
    """What a process says of a range: records converted, records met (those that were lost too), faults; whether anybody still reads."""

    records: int = 0
    met: int = 0
    faults: list[Fault] = field(default_factory=list)
    heard: bool = True


def convert_files(files: list[Path], settings: Settings, processes: int, write: Write, note: Note) -> int:
    """Convert the files in their order; how many records were converted.

    write: takes the bytes when all is done in this process; several processes write to file descriptor 1. note: takes each fault, in
    order. What lies between records is counted a range. Raises UserError when a process died, BrokenPipeError when nobody reads.
    """
    ranges = [part for file in files for part in _ranges(file, settings)] if processes > 1 else []
    count = min(processes, len(ranges))
    if count < 2:
        return sum(_convert((file, 0, None), settings, write, note).records for file in files)
    records, met = 0, 0
    for index, (part, outcome) in enumerate(zip(ranges, _spread(ranges, settings, count), strict=True)):
        if index and ranges[index - 1][0] != part[0]:
            met = 0
        for fault in outcome.faults:
            note(replace(fault, place=replace(fault.place, record=fault.place.record + met)) if fault.place.record else fault)
        met += outcome.met
        records += outcome.records
    return records


def _ranges(file: Path, settings: Settings) -> list[Range]:
    if settings.format not in ("auto", "iso2709"):
        return [(file, 0, None)]
    return [(file, start, end) for start, end in pieces(file, max(1, file.stat().st_size // RANGE))]


def _convert(part: Range, settings: Settings, write: Write, note: Note) -> _Outcome:
    gc.disable()  # the loop makes no cycles; collecting costs a quarter of the time
    file, start, end = part
    outcome = _Outcome()
    form, encoding, identity = settings.format, settings.encoding, settings.id_field
    source = read(file, name=file.name, start=start, end=end, format=form, encoding=encoding, id_field=identity)
    while batch := list(islice(source, BATCH)):
        for found in batch:
            if isinstance(found, Fault):
                note(found)
        records = [found for found in batch if isinstance(found, Record)]
        if settings.preparation:
            records = list(_prepared(records, settings.preparation))
        for made in record_graphs(records, settings.library, settings.base):
            write(made)
        outcome.records += len(records)
        outcome.met = max(outcome.met, max(found.place.record or 0 for found in batch))
    return outcome


def _prepared(records: list[Record], preparation: Preparation) -> Iterator[Record]:
    """The records as the network publishes them, without those that it withholds."""
    for record in records:
        screened = preparation.screened(preparation.read(record)).record
        if screened is not None:
            yield screened


def _spread(ranges: list[Range], settings: Settings, count: int) -> Iterator[_Outcome]:
    """The outcomes in the order of the ranges; process `n` takes the ranges n, n + count, …"""
    import multiprocessing  # one process does without

    context = multiprocessing.get_context("fork")  # what is loaded here need not be loaded again; no thread runs yet
    turns = [context.Pipe(duplex=False) for _ in range(count)]
    results: list[Connection] = []
    workers = []
    try:
        for number in range(count):
            result, theirs = context.Pipe(duplex=False)
            turn = (turns[number][0], turns[(number + 1) % count][1])
            worker = context.Process(target=_work, args=(ranges[number::count], settings, turn, theirs), daemon=True)
            worker.start()
            theirs.close()  # else the end of the process could not be seen
            results.append(result)
            workers.append(worker)
        turns[0][1].send_bytes(b".")
        for number, (file, _, _) in enumerate(ranges):
            try:
                outcome: _Outcome = results[number % count].recv()
            except EOFError:
                raise UserError(f"a process died while it converted {file.name} (out of memory?); try --jobs 1") from None
            if not outcome.heard:
                raise BrokenPipeError
            yield outcome
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join()


def _work(ranges: list[Range], settings: Settings, turn: tuple[Connection, Connection], results: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's affair, which then ends this one
    mine, next_one = turn
    for part in ranges:
        made: list[bytes] = []
        faults: list[Fault] = []
        outcome = _convert(part, settings, made.append, faults.append)
        outcome.faults = faults
        mine.recv_bytes()
        try:
            _write_all(made)
        except BrokenPipeError:
            outcome.heard = False
        next_one.send_bytes(b".")
        results.send(outcome)


def _write_all(parts: list[bytes]) -> None:
    for start in range(0, len(parts), _AT_ONCE):
        some = parts[start : start + _AT_ONCE]
        written, size = os.writev(1, some), sum(map(len, some))
        if written < size:  # a pipe that is full took a part
            rest = memoryview(b"".join(some))[written:]
            while rest:
                rest = rest[os.write(1, rest) :]


_AT_ONCE = 512

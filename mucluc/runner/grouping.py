# SPDX-License-Identifier: Apache-2.0
"""Grouping by key on one machine: each shard's pairs go to a file, apart by range of rank; then each range is gathered and handed over."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from .contract import attempt, part_of, rank

RANGES = 64
SPILL = 64 * 1024 * 1024  # bytes of pickled pairs that a shard's worker keeps before it writes them
GATHER = 256 * 1024 * 1024  # bytes of pickled pairs of a range that are gathered at a time


@dataclass(frozen=True, slots=True)
class Scatter:
    """A shard, the function that gives its pairs, and the file they go to."""

    pairs: Callable[[Any], Iterable[tuple[bytes, Any]]]
    shard: Any
    into: Path


@dataclass(frozen=True, slots=True)
class Spread:
    """A file of pairs. runs: written one after another, each with its start and the lengths of its ranges."""

    file: Path
    runs: tuple[tuple[int, tuple[int, ...]], ...]

    def segments(self, part: int) -> Iterator[tuple[int, int]]:
        """Start and length of the pairs of a range, run by run."""
        for start, lengths in self.runs:
            if lengths[part]:
                yield start + sum(lengths[:part]), lengths[part]


def scatter(task: Scatter) -> Spread:
    """Write the pairs of a shard; more than `SPILL` bytes of them are written in several runs."""
    runs: list[tuple[int, tuple[int, ...]]] = []
    buffers, kept = [bytearray() for _ in range(RANGES)], 0
    with task.into.open("wb") as file:
        for key, value in task.pairs(task.shard):
            data = pickle.dumps((key, value), pickle.HIGHEST_PROTOCOL)
            buffers[part_of(rank(key), RANGES)] += data
            kept += len(data)
            if kept > SPILL:
                runs.append(_write(file, buffers))
                buffers, kept = [bytearray() for _ in range(RANGES)], 0
        runs.append(_write(file, buffers))
    return Spread(task.into, tuple(runs))


def _write(file: BinaryIO, buffers: Sequence[bytearray]) -> tuple[int, tuple[int, ...]]:
    start = file.tell()
    file.writelines(buffers)
    return start, tuple(map(len, buffers))


@dataclass(frozen=True, slots=True)
class Gather:
    """A range of keys from all shards. finer: in how many steps it is gathered, so that each fits in memory."""

    function: Callable[[bytes, list[Any]], Any]
    spread: tuple[Spread, ...]
    part: int
    finer: int
    into: Path

    @classmethod
    def plan(cls, function: Callable[[bytes, list[Any]], Any], spread: Sequence[Spread], into: Path) -> list[Gather]:
        """The ranges that have pairs, in order."""
        made = []
        for part in range(RANGES):
            size = sum(length for each in spread for _, length in each.segments(part))
            if size:
                made.append(cls(function, tuple(spread), part, 1 + size // GATHER, into / f"{part}.results"))
        return made


def gather(task: Gather) -> Path:
    """Group the pairs of a range and write what the function makes of each key; the file of outcomes (`read_outcomes`)."""
    with task.into.open("wb") as out:
        for step in range(task.part * task.finer, (task.part + 1) * task.finer):
            values: dict[bytes, list[Any]] = {}
            for key, value in _pairs(task):
                if task.finer == 1 or part_of(rank(key), RANGES * task.finer) == step:
                    values.setdefault(key, []).append(value)
            for key in sorted(values, key=lambda each: (rank(each), each)):
                pickle.dump(attempt(task.function, key, values.pop(key)), out, pickle.HIGHEST_PROTOCOL)
    return task.into


def _pairs(task: Gather) -> Iterator[tuple[bytes, Any]]:
    for each in task.spread:
        with each.file.open("rb") as file:
            for start, length in each.segments(task.part):
                file.seek(start)
                while file.tell() < start + length:
                    yield pickle.load(file)


def read_outcomes(file: Path) -> Iterator[Any]:
    """What `gather` wrote, in order."""
    with file.open("rb") as made:
        while True:
            try:
                yield pickle.load(made)
            except EOFError:
                return

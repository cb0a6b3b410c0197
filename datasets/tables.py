# SPDX-License-Identifier: Apache-2.0
"""The tables of a release's Works put together: rows of Works that have not changed are taken from the last release's own files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from mucluc.release import Release

from .definitions import Dataset
from .parquet import ParquetWriter, TableRows, tables
from .parts import TABLES, Entry, RowsTask, Share, digest_of, make_rows, read_entries, read_part
from .results import Mapped
from .sheet import Sheet

PART = 1000
"""Works in a task."""


@dataclass(frozen=True, slots=True)
class Run:
    """Works that follow one another in the release: in the last one, too, from `start` on, or in the parts that were made anew."""

    start: int | None
    length: int


def plan(order: Sequence[int | None]) -> list[Run]:
    """The runs of Works of which each is known by its place in the last release; None: it was not there as it is."""
    found = []
    numbered = enumerate(order)
    for _, some in groupby(numbered, key=lambda each: None if each[1] is None else each[1] - each[0]):
        group = list(some)
        found.append(Run(group[0][1], len(group)))
    return found


def places(digests: Iterable[bytes], old: Sequence[Entry]) -> list[int | None]:
    """The place of each Work in the last release, where it stood in the same order and just as it is."""
    known = {each.digest: place for place, each in enumerate(old)}
    found: list[int | None] = []
    last = -1
    for digest in digests:
        place = known.get(digest)
        if place is not None and place > last:
            last = place
            found.append(place)
        else:
            found.append(None)
    return found


def make_tables(
    release: Release, datasets: dict[str, Dataset], into: Path, parts: Path, old: Sequence[Entry], last: Path | None, mapped: Mapped
) -> list[Entry]:
    """Write the CSV and the Parquet of the tables made of Works; an entry for each Work, in order.

    datasets: by table. into: the folder of the datasets. parts: a folder for what is made on the way. old, last: the entries and the
    folder of the datasets of the last release.
    """
    numbers, digests = [], []
    for number, text in release.work_texts():
        numbers.append(number)
        digests.append(digest_of(text))
    order = places(digests, old if last is not None else ())
    anew = [number for number, place in zip(numbers, order, strict=True) if place is None]
    tasks = [RowsTask(release.path, tuple(anew[at : at + PART]), parts / f"rows-{at:08}") for at in range(0, len(anew), PART)]
    made = list(mapped(make_rows, tasks))
    new = [entry for part in made for entry in read_entries(part.with_suffix(".entries"))]
    runs = plan(order)
    for position, name in enumerate(TABLES):
        with _Table(datasets[name], into, last, made) as table:
            table.put(runs, [each.shares[position] for each in old], [each.shares[position] for each in new])
    fresh = iter(new)
    return [next(fresh) if place is None else old[place] for place in order]


class _Table:
    """The CSV and the Parquet of a dataset, fed from those of the last release and from parts."""

    def __init__(self, dataset: Dataset, into: Path, last: Path | None, parts: Sequence[Path]) -> None:
        self._stack = ExitStack()
        head = Sheet(dataset).head()
        self._csv = self._stack.enter_context((into / dataset.id / f"{dataset.id}.csv").open("wb"))
        self._csv.write(head)
        self._parquet = self._stack.enter_context(ParquetWriter(into / dataset.id / f"{dataset.id}.parquet", dataset))
        self._new = TableRows(read_part(each, dataset.rows) for each in parts)
        self._lines = iter([each.with_suffix(f".{dataset.rows}.csv") for each in parts])
        self._line: BinaryIO | None = None
        if last is not None:
            self._old = TableRows(tables(last / dataset.id / f"{dataset.id}.parquet", dataset))
            self._sheet = self._stack.enter_context((last / dataset.id / f"{dataset.id}.csv").open("rb"))
            self._sheet.seek(len(head))

    def put(self, runs: Iterable[Run], old: Sequence[Share], new: Sequence[Share]) -> None:
        """Write runs of Works. old, new: what each Work of the last release, and each that was made anew, gives to this table."""
        at = done = 0
        for run in runs:
            if run.start is None:
                rows, size = _sum(new[done : done + run.length])
                done += run.length
                self._write(self._new.take(rows), self._read_new(size))
                continue
            rows, size = _sum(old[at : run.start])
            self._old.skip(rows)
            self._sheet.seek(size, 1)
            at = run.start + run.length
            rows, size = _sum(old[run.start : at])
            self._write(self._old.take(rows), _pieces(self._sheet, size))

    def _write(self, rows: Iterator[object], lines: Iterator[bytes]) -> None:
        for table in rows:
            self._parquet.write(table)
        self._csv.writelines(lines)

    def _read_new(self, size: int) -> Iterator[bytes]:
        """The next bytes of the parts' lines, which stand in files that follow one another."""
        while size:
            data = self._line.read(min(size, 1 << 20)) if self._line is not None else b""
            if not data:
                self._line = self._stack.enter_context(next(self._lines).open("rb"))
            size -= len(data)
            yield data

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.__exit__(*error)  # type: ignore[arg-type]


def _sum(shares: Sequence[Share]) -> tuple[int, int]:
    return sum(each.rows for each in shares), sum(each.bytes for each in shares)


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        data = file.read(min(size, 1 << 20))
        if not data:
            raise ValueError(f"{file.name} is shorter than was counted")
        size -= len(data)
        yield data

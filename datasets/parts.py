# SPDX-License-Identifier: Apache-2.0
"""The rows of some Works: a pure function of a release and their numbers, for any runner. What it makes is put together by `tables`."""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]

from mucluc.release import Release, Work, codec

from . import rows
from .definitions import Dataset, definitions
from .parquet import table
from .rows import Count, Row
from .sheet import Sheet

TABLES = ("editions", "digitised")
"""The tables that are made of Works; the third, of libraries, is counted from them."""


class Share(NamedTuple):
    """What a Work gives to a table: rows, bytes of CSV, and cells that were protected and shortened there."""

    rows: int
    bytes: int
    protected: int
    shortened: int


NOTHING = Share(0, 0, 0, 0)


class Entry(NamedTuple):
    """What is kept of a Work from run to run. digest: of its JSON. names: paths of what is digitised of it."""

    digest: bytes
    shares: tuple[Share, ...]
    names: tuple[str, ...]
    counts: tuple[Count, ...]
    years: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class RowsTask:
    """Which Works of which release, and where their part goes: `{into}.entries`, `{into}.{table}.csv`, `{into}.{table}.arrow`."""

    release: Path
    numbers: tuple[int, ...]
    into: Path


def digest_of(text: bytes) -> bytes:
    """By which a Work's JSON is known again."""
    return blake2b(text, digest_size=16).digest()


def make_rows(task: RowsTask) -> Path:
    """Write the part of a task; its path."""
    release = Release.open(task.release)
    network = release.network
    chosen = rows.Digitised(network)
    made = [_Part(dataset) for name in TABLES for dataset in definitions() if dataset.rows == name]
    entries = []
    for _, text in release.work_texts(task.numbers):
        work, tally = codec.loads(Work, text), rows.Tally()
        names: list[str] = []
        tally.work(work)
        for instance in work.instances:
            digitised = chosen.has(instance)
            tally.instance(instance, digitised)
            made[0].add(rows.edition(network, work, instance))
            if digitised:
                made[1].add(chosen.row(work, instance))
                names += [work.path, instance.path, *(each.path for each in instance.items)]
        shares = tuple(each.share() for each in made)
        entries.append(Entry(digest_of(text), shares, tuple(dict.fromkeys(names)), tally.counts(), tally.years))
    release.close()
    write_entries(task.into.with_suffix(".entries"), entries)
    for name, part in zip(TABLES, made, strict=True):
        part.write(task.into, name)
    return task.into


def write_entries(path: Path, entries: Iterable[Entry]) -> None:
    """Write entries to a file for `read_entries`."""
    path.write_bytes(marshal.dumps([(each.digest, tuple(map(tuple, each.shares)), *each[2:]) for each in entries]))


def read_entries(path: Path) -> list[Entry]:
    """Entries in the order in which they were written."""
    return [Entry(digest, tuple(map(Share._make, shares)), *rest) for digest, shares, *rest in marshal.loads(path.read_bytes())]


@dataclass(slots=True)
class _Part:
    """The rows of one table."""

    dataset: Dataset
    rows: list[Row] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    seen: Share = NOTHING
    sheet: Sheet = field(init=False)

    def __post_init__(self) -> None:
        self.sheet = Sheet(self.dataset)

    def add(self, row: Row) -> None:
        self.rows.append(row)
        self.lines.append(self.sheet.line(row))

    def share(self) -> Share:
        """What has come since this was asked last."""
        new = self.lines[self.seen.rows :]
        seen, self.seen = self.seen, Share(len(self.rows), 0, self.sheet.protected, self.sheet.shortened)
        return Share(len(new), sum(map(len, new)), self.seen.protected - seen.protected, self.seen.shortened - seen.shortened)

    def write(self, into: Path, name: str) -> None:
        into.with_suffix(f".{name}.csv").write_bytes(b"".join(self.lines))
        made = table(self.rows, self.dataset)
        with pa.OSFile(str(into.with_suffix(f".{name}.arrow")), "wb") as file, pa.ipc.new_file(file, made.schema) as out:
            out.write_table(made)


def read_part(into: Path, name: str) -> Any:
    """The Arrow table of a part."""
    with pa.memory_map(str(into.with_suffix(f".{name}.arrow"))) as file:
        return pa.ipc.open_file(file).read_all()

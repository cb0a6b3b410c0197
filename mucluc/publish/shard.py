# SPDX-License-Identifier: Apache-2.0
"""Step 3, shards: each Work is converted once, and not again while its records are the same.

A shard is cut into blocks by the Works' ids alone. A block of which nothing has changed is taken over from the last release byte by
byte, a shard of such blocks as the file that it is; in the others only the Works that have changed are converted.
"""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from mucluc.converters.convert import convert
from mucluc.converters.record import Record
from mucluc.release.blocks import BlockWriter, moved

from .convert_work import Converter, WorkMade, heading_lines, key_of
from .headings import Buckets
from .intake import cached_config
from .leads import FILE as LEADS
from .leads import Leads, led
from .resolve import Member, block_of, read_task
from .reuse import Stale
from .shard_kept import KeptBlock, KeptShard, KeptWork, ShardFiles, write_index

GZIP_LEVEL = 4
MARC_BLOCK = 32 * 1024  # harvesters ask for single records by path, which lie all over the shards


@dataclass(frozen=True, slots=True)
class ShardTask:
    """What a shard worker is told: paths, and how many heading buckets there are.

    kept: the folder for the next run. last: the last release and the folder that its run left, None when nothing is taken over.
    """

    config: Path
    digest: str
    task: Path
    release: Path
    buckets: int
    kept: Path
    last: tuple[Path, Path] | None = None

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that are read for this shard alone, those that the last run left of it among them."""
        name = self.task.stem.removeprefix("shard-")
        last = ShardFiles.of(name, self.last[1], self.last[0]) if self.last else None
        leads = (self.task.with_name(LEADS), *((self.last[1] / LEADS,) if self.last else ()))
        return (self.config, self.task, *leads, *((last.index, *last.parts()) if last else ()))

    @property
    def common(self) -> tuple[Path, ...]:
        """The files of screened records, which other shards read too."""
        return tuple(sorted({self.task.parent / member.pack for member in read_task(self.task)}))


@dataclass(frozen=True, slots=True)
class ShardMade:
    """What a shard holds: counts, its files, its faults, and the heading lines that are more or fewer than in the last run.

    complete: records by library and element that they have; element `""` counts all of them.
    """

    files: ShardFiles
    faults: Path
    headings: Path
    records: int
    quads: int
    union: int
    complete: Counter[tuple[str, str]]


def make_shard(task: ShardTask) -> ShardMade:
    """Write the files of a shard into the release that is being built; raises Stale when what is to be taken over is damaged."""
    with ExitStack() as stack:
        return _Shard(task, stack).make()


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as it is to be: its Works' members by id, their keys, and the key of all."""

    works: dict[str, list[Member]]
    keys: dict[str, bytes]
    key: bytes


class _Shard:
    def __init__(self, task: ShardTask, stack: ExitStack) -> None:
        self.task = task
        self.stack = stack
        name = task.task.stem.removeprefix("shard-")
        config = cached_config(task.config, task.digest)
        self.base = config.network.base
        self.files = ShardFiles.of(name, task.kept, task.release)
        self.files.clear()
        self.old = KeptShard(ShardFiles.of(name, task.last[1], task.last[0])) if task.last else None
        leads = Leads.read(task.task.with_name(LEADS))
        self.common = leads.common
        self.converter = Converter(self.base, config.union.trust, leads, self.packed)
        self.buckets = Buckets(task.buckets)
        self.packs: dict[str, BinaryIO] = {}
        self.led: Leads | None = None

    def make(self) -> ShardMade:
        planned = _planned(read_task(self.task.task), self.common)
        if self.old is not None and self.old.keys() == {number: block.key for number, block in planned.items()}:
            self.old.link(self.files)
            blocks = list(self.old.blocks.values())
        else:
            blocks = self.write(planned)
            write_index(self.files, blocks)
        return self.made([work for block in blocks for work in block.works])

    def write(self, planned: dict[int, _Block]) -> list[KeptBlock]:
        old = self.old.blocks if self.old is not None else {}
        with ExitStack() as stack:
            out = _Writers(self.files, stack)
            blocks = []
            for number, block in planned.items():
                before = old.get(number)
                if before is not None and before.key == block.key and self.old is not None:
                    blocks.append(out.copy(before, self.old.bytes_of(before)))
                else:
                    blocks.append(out.block(number, block.key, self.works(block, before)))
        for number in old.keys() - planned.keys():
            self.gone(old[number], old[number].works)
        return blocks

    def works(self, block: _Block, before: KeptBlock | None) -> Iterable[WorkMade]:
        """The Works of a block that is not as it was: those that are themselves, and those that are converted."""
        same: dict[str, KeptWork] = {}
        if before is not None and self.old is not None:
            self.old.begin()
            same = {each.work: each for each in before.works if block.keys.get(each.work) == each.key}
            self.gone(before, [each for each in before.works if each.work not in same])
        for work, members in block.works.items():
            if work in same and before is not None and self.old is not None:
                yield self.old.work(before, same[work])
            else:
                made, shared = self.converter.work(work, block.keys[work], members)
                self.buckets.add(shared)
                yield made

    def gone(self, block: KeptBlock, works: Iterable[KeptWork]) -> None:
        """Take away what Works said of headings when they were what they are no more: the same conversion of the same records says it."""
        assert self.old is not None
        for each in works:
            shared: set[bytes] = set()
            for path, instance, data in self.old.marc(block, each):
                record = Record.unpack(data)
                lines, _ = led(convert(record, library=path.split("/", 2)[1]).lines, self.old_leads().of(record))
                shared.update(heading_lines(lines, path, each.work, instance.removeprefix("instance/"), self.base))
            self.buckets.add(shared, -1)

    def old_leads(self) -> Leads:
        """The headings that led to others in the last run."""
        if self.led is None:
            assert self.task.last is not None
            try:
                self.led = Leads.read(self.task.last[1] / LEADS)
            except (OSError, ValueError, EOFError, TypeError) as error:
                raise Stale(f"{LEADS}: {error}") from None
        return self.led

    def made(self, works: list[KeptWork]) -> ShardMade:
        faults, headings = self.task.task.with_suffix(".faults"), self.task.task.with_suffix(".headings")
        faults.write_bytes(b"".join(each.faults for each in works))
        self.buckets.write(headings)
        complete: Counter[tuple[str, str]] = Counter()
        for each in works:
            for library, element, count in each.complete:
                complete[library, element] += count
        quads, union = (sum(each.statements[of] for each in works) for of in (0, 1))
        return ShardMade(self.files, faults, headings, sum(each.records for each in works), quads, union, complete)

    def packed(self, member: Member) -> bytes:
        file = self.packs.get(member.pack)
        if file is None:
            file = self.packs[member.pack] = self.stack.enter_context((self.task.task.parent / member.pack).open("rb"))
        file.seek(member.start)
        return file.read(member.length)


def _planned(members: list[Member], common: bytes) -> dict[int, _Block]:
    """The blocks by number, each with its Works by id."""
    in_order = sorted(((block_of(work), work, list(some)) for work, some in groupby(members, key=attrgetter("work"))), key=lambda w: w[:2])
    planned = {}
    for number, some in groupby(in_order, key=lambda each: each[0]):
        works = {work: members for _, work, members in some}
        keys = {work: key_of(members, common) for work, members in works.items()}
        planned[number] = _Block(works, keys, blake2b(b"".join(keys.values()), digest_size=16).digest())
    return planned


class _Writers:
    """The files of a shard while they are written."""

    def __init__(self, files: ShardFiles, stack: ExitStack) -> None:
        self.rows = stack.enter_context(files.rows.open("wb"))
        self.marc = stack.enter_context(BlockWriter(files.marc, GZIP_LEVEL, MARC_BLOCK))
        self.graph = stack.enter_context(BlockWriter(files.graph, GZIP_LEVEL))
        self.union = stack.enter_context(BlockWriter(files.union, GZIP_LEVEL))
        self.packed = (self.marc, self.graph, self.union)

    def offsets(self) -> tuple[int, ...]:
        """Where the next block begins in each file, in the order of PARTS."""
        for each in self.packed:
            each.cut()
        return (self.rows.tell(), *(each.offset for each in self.packed))

    def copy(self, block: KeptBlock, parts: list[memoryview]) -> KeptBlock:
        """Write a block as it was."""
        starts = self.offsets()
        self.rows.write(parts[0])
        for writer, part in zip(self.packed, parts[1:], strict=True):
            writer.copy(part)
        return _located(block.number, block.key, starts, tuple(map(len, parts)), block.works)

    def block(self, number: int, key: bytes, works: Iterable[WorkMade]) -> KeptBlock:
        """Write a block anew."""
        starts = self.offsets()
        kept = tuple(self.work(made, starts) for made in works)
        lengths = tuple(end - start for start, end in zip(starts, self.offsets(), strict=True))
        return _located(number, key, starts, lengths, kept)

    def work(self, made: WorkMade, starts: tuple[int, ...]) -> KeptWork:
        row, marc, graph, union = starts
        places = [
            (moved(self.marc.add(data), -marc), moved(self.graph.add(quads), -graph))
            for data, quads in zip(made.marc, made.graphs, strict=True)
        ]
        lies = moved(self.union.add(made.union), -union)
        data = marshal.dumps((made.row, places))
        span = (self.rows.tell() - row, len(data))
        self.rows.write(data)
        return KeptWork(made.work, made.key, made.order, span, lies, made.faults, made.complete, made.statements, len(made.marc))


def _located(number: int, key: bytes, starts: tuple[int, ...], lengths: tuple[int, ...], works: tuple[KeptWork, ...]) -> KeptBlock:
    rows, marc, graph, union = zip(starts, lengths, strict=True)
    return KeptBlock(number, key, (rows, marc, graph, union), works)

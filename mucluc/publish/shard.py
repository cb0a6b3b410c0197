# SPDX-License-Identifier: Apache-2.0
"""Step 3, shards: each record is converted once; its graph, its part of the union and its Work's description come from the same lines."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from mucluc.converters.completeness import present
from mucluc.converters.convert import convert, graph, union_lines
from mucluc.converters.record import Record
from mucluc.converters.shapes import shipped_checker
from mucluc.release import codec, layout
from mucluc.release.blocks import BlockWriter
from mucluc.vocab.terms import BF, RDF

from . import describe
from .faultlog import FaultLog
from .headings import Buckets
from .intake import cached_config
from .resolve import Member, read_task

GZIP_LEVEL = 4
MARC_BLOCK = 16 * 1024  # harvesters ask for single records by path, which lie all over the shards


@dataclass(frozen=True, slots=True)
class ShardTask:
    """What a shard worker is told: paths, and how many heading buckets there are."""

    config: Path
    digest: str
    task: Path
    release: Path
    buckets: int

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that are read for this shard alone."""
        return (self.config, self.task)

    @property
    def common(self) -> tuple[Path, ...]:
        """The files of screened records, which other shards read too."""
        return tuple(sorted({self.task.parent / member.pack for member in read_task(self.task)}))


@dataclass(frozen=True, slots=True)
class ShardMade:
    """What a shard holds: counts, the rows for sealing (JSON lines, a Work each), its faults, and its heading lines a bucket.

    complete: records by library and element that they have; element `""` counts all of them.
    """

    rows: Path
    faults: Path
    headings: tuple[Path, ...]
    records: int
    quads: int
    union: int
    complete: Counter[tuple[str, str]]


def make_shard(task: ShardTask) -> ShardMade:
    """Convert the records of a shard and write its files into the release that is being built."""
    return _Shard(task).make()


class _Shard:
    def __init__(self, task: ShardTask) -> None:
        self.task = task
        self.name = task.task.stem.removeprefix("shard-")
        network = cached_config(task.config, task.digest).network
        self.base = network.base
        self.checker = shipped_checker()
        self.buckets = Buckets(task.buckets)
        self.packs: dict[str, BinaryIO] = {}
        self.records = self.quads = self.union = 0
        self.complete: Counter[tuple[str, str]] = Counter()

    def make(self) -> ShardMade:
        task, release = self.task, self.task.release
        rows, faults = task.task.with_suffix(".rows"), task.task.with_suffix(".faults")
        with ExitStack() as stack:
            self.stack = stack
            self.graphs = stack.enter_context(BlockWriter(release / layout.GRAPH / f"{self.name}.nq.gz", GZIP_LEVEL))
            self.marc = stack.enter_context(BlockWriter(release / layout.RECORDS / f"{self.name}.marc.gz", GZIP_LEVEL, MARC_BLOCK))
            self.faults = stack.enter_context(FaultLog(faults))
            raw = stack.enter_context((release / layout.GRAPH / f"union-{self.name}.nt.gz").open("wb"))
            union = stack.enter_context(gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=GZIP_LEVEL))
            out = stack.enter_context(rows.open("w", encoding="utf-8"))
            for work, members in groupby(read_task(task.task), key=attrgetter("work")):
                lines, row = self.make_work(work, list(members))
                union.write(b"".join(lines))
                out.write(row + "\n")
        headings = self.buckets.write(task.task.with_suffix(".headings"))
        return ShardMade(rows, faults, tuple(headings), self.records, self.quads, self.union, self.complete)

    def make_work(self, work: str, members: list[Member]) -> tuple[list[bytes], str]:
        own: set[bytes] = set()
        shared: set[bytes] = set()
        sources = []
        for member in members:
            data = self.packed(member)
            record = Record.unpack(data)
            converted = convert(record, library=member.library)
            self.complete.update((member.library, element) for element in ("", *present(record)))
            lines = converted.lines
            for fault in self.checker(lines):
                place = replace(fault.place, control_number=member.control_number)
                self.faults.add(replace(fault, library=member.library, place=place))
            iri = self.base + member.path
            item = self.base + "item" + member.path.removeprefix("record")
            lies = f"{self.marc.add(data)} {self.graphs.add(graph(lines, iri, item, self.base))}"
            sources.append([member.path, member.control_number, member.collections, lies])
            self.records += 1
            self.quads += len(lines)
            mine = [line for line in lines if line[1] in (1, 2)]
            others = [line for line in lines if line[1] not in (1, 2) and not _of_one_record(line)]
            for kept, some in ((own, mine), (shared, others)):
                text = union_lines(some, work, member.instance, self.base, item, iri)
                kept.update(text.splitlines(keepends=True))
            own.update(_ties(iri, self.base, member))
        self.buckets.add(shared)
        self.union += len(own)
        known = [describe.Member(m.path, f"instance/{m.instance}", m.library, m.collections) for m in members]
        described = describe.describe(own | shared, f"work/{work}", known, self.base)
        row = json.dumps([described.sort_key, described.path, codec.dumps(described), sources], ensure_ascii=False, separators=(",", ":"))
        return sorted(own), row

    def packed(self, member: Member) -> bytes:
        file = self.packs.get(member.pack)
        if file is None:
            file = self.packs[member.pack] = self.stack.enter_context((self.task.task.parent / member.pack).open("rb"))
        file.seek(member.start)
        return file.read(member.length)


def _of_one_record(line: bytes) -> bool:
    """Whether a line ties a term of everybody's vocabulary to a node of one record: it holds in the record's own graph only."""
    return line.startswith(b"<http") and b" <\x01" in line


def _ties(record: str, base: str, member: Member) -> list[bytes]:
    """What binds a record's nodes to their clusters, and the record to its library and collections."""
    ml, work, instance = f"{base}ns#", f"{base}work/{member.work}", f"{base}instance/{member.instance}"
    ties = [
        f"<{record}#work> <{ml}describes> <{work}> .\n",
        f"<{record}#instance> <{ml}describes> <{instance}> .\n",
        f"<{record}> <{RDF}type> <{ml}Record> .\n",
        f"<{record}> <{ml}describes> <{instance}> .\n",
        f"<{record}> <{ml}library> <{base}library/{member.library}> .\n",
    ]
    for other in member.others:
        there = f"{base}instance/{other}"
        ties.extend(f"<{one}> <{BF.otherPhysicalFormat}> <{two}> .\n" for one, two in ((instance, there), (there, instance)))
    ties.extend(f"<{instance}> <{ml}collection> <{base}collection/{name}> .\n" for name in member.collections)
    return [tie.encode() for tie in ties]

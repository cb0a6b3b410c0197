# SPDX-License-Identifier: Apache-2.0
"""Step 3, shards: each record is converted once; its graph, its part of the union and its Work's description come from the same lines."""

from __future__ import annotations

import gzip
import json
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from mucluc.converters.convert import convert, graph, union_lines
from mucluc.converters.record import Record
from mucluc.converters.shapes import shipped_checker
from mucluc.release import codec, layout
from mucluc.release.blocks import BlockWriter
from mucluc.vocab.terms import RDF

from . import describe
from .faultlog import FaultLog
from .headings import Buckets
from .intake import cached_config
from .resolve import Member, read_task

GZIP_LEVEL = 4


@dataclass(frozen=True, slots=True)
class ShardTask:
    """What a shard worker is told: paths, and how many heading buckets there are."""

    config: Path
    digest: str
    task: Path
    release: Path
    buckets: int


@dataclass(frozen=True, slots=True)
class ShardMade:
    """What a shard holds: counts, the rows for sealing (JSON lines, a Work each), its faults, and its heading lines a bucket."""

    rows: Path
    faults: Path
    headings: tuple[Path, ...]
    records: int
    quads: int
    union: int


def make_shard(task: ShardTask) -> ShardMade:
    """Convert the records of a shard and write its files into the release that is being built."""
    return _Shard(task).make()


class _Shard:
    def __init__(self, task: ShardTask) -> None:
        self.task = task
        self.name = task.task.stem.removeprefix("shard-")
        network = cached_config(task.config, task.digest).network
        self.base = network.base.encode()
        self.checker = shipped_checker()
        self.buckets = Buckets(task.buckets)
        self.packs: dict[str, BinaryIO] = {}
        self.records = self.quads = self.union = 0

    def make(self) -> ShardMade:
        task, release = self.task, self.task.release
        rows, faults = task.task.with_suffix(".rows"), task.task.with_suffix(".faults")
        with ExitStack() as stack:
            self.stack = stack
            self.graphs = stack.enter_context(BlockWriter(release / layout.GRAPH / f"{self.name}.nq.gz", GZIP_LEVEL))
            self.marc = stack.enter_context(BlockWriter(release / layout.RECORDS / f"{self.name}.marc.gz", GZIP_LEVEL))
            self.faults = stack.enter_context(FaultLog(faults))
            raw = stack.enter_context((release / layout.GRAPH / f"union-{self.name}.nt.gz").open("wb"))
            union = stack.enter_context(gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=GZIP_LEVEL))
            out = stack.enter_context(rows.open("w", encoding="utf-8"))
            for work, members in groupby(read_task(task.task), key=attrgetter("work")):
                lines, row = self.make_work(work, list(members))
                union.write(b"".join(lines))
                out.write(row + "\n")
        headings = self.buckets.write(task.task.with_suffix(".headings"))
        return ShardMade(rows, faults, tuple(headings), self.records, self.quads, self.union)

    def make_work(self, work: str, members: list[Member]) -> tuple[list[bytes], str]:
        own: set[bytes] = set()
        shared: set[bytes] = set()
        places = []
        for member in members:
            data = self.packed(member)
            converted = convert(Record.unpack(data), library=member.library)
            lines = converted.lines
            for fault in self.checker(lines):
                place = replace(fault.place, control_number=member.control_number)
                self.faults.add(replace(fault, library=member.library, place=place))
            iri = self.base + member.path.encode()
            item = self.base + b"item" + member.path.encode()[len(b"record") :]
            places.append([member.path, f"{self.marc.add(data)} {self.graphs.add(graph(lines, iri, item, self.base))}"])
            self.records += 1
            self.quads += len(lines)
            mine = [line for line in lines if line[1] in (1, 2)]
            others = [line for line in lines if line[1] not in (1, 2)]
            work_iri, instance_iri = self.base + b"work/" + work.encode(), self.base + b"instance/" + member.instance.encode()
            own.update(union_lines(mine, work_iri, instance_iri, iri, item, self.base).splitlines(keepends=True))
            own.update(_ties(iri, work_iri, instance_iri, self.base, member))
            shared.update(union_lines(others, work_iri, instance_iri, iri, item, self.base).splitlines(keepends=True))
        self.buckets.add(shared)
        self.union += len(own)
        known = [describe.Member(m.path, f"instance/{m.instance}", m.library, m.collections) for m in members]
        described = describe.describe(own | shared, f"work/{work}", known, self.base.decode())
        row = json.dumps([described.sort_key, described.path, codec.dumps(described), places], ensure_ascii=False, separators=(",", ":"))
        return sorted(own), row

    def packed(self, member: Member) -> bytes:
        file = self.packs.get(member.pack)
        if file is None:
            file = self.packs[member.pack] = self.stack.enter_context((self.task.task.parent / member.pack).open("rb"))
        file.seek(member.start)
        return file.read(member.length)


def _ties(record: bytes, work: bytes, instance: bytes, base: bytes, member: Member) -> list[bytes]:
    """What binds a record's nodes to their clusters, and the record to its library and collections."""
    ml = base + b"ns#"
    ties = [
        b"<%s#work> <%sdescribes> <%s> .\n" % (record, ml, work),
        b"<%s#instance> <%sdescribes> <%s> .\n" % (record, ml, instance),
        b"<%s> <%stype> <%sRecord> .\n" % (record, RDF.encode(), ml),
        b"<%s> <%sdescribes> <%s> .\n" % (record, ml, instance),
        b"<%s> <%slibrary> <%slibrary/%s> .\n" % (record, ml, base, member.library.encode()),
    ]
    ties.extend(b"<%s> <%scollection> <%scollection/%s> .\n" % (instance, ml, base, name.encode()) for name in member.collections)
    return ties

# SPDX-License-Identifier: Apache-2.0
"""The files of a shard, what its index says of them, and how a later run reads them: by block and by Work."""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mucluc.release import layout
from mucluc.release.blocks import unpack_member

from .convert_work import Row, WorkMade
from .kept import Mark, link, mark_of, read_kept, read_marked, write_kept
from .reuse import Stale

FOLDER = "shards"
PARTS = ("rows", "marc", "graph", "union")
"""A shard's files: rows for sealing, which lie beside the index; MARC, graphs and union, which lie in the release."""

Span = tuple[int, int]
"""First byte and length."""
Place = tuple[str, str]
"""Where MARC and graph of a record lie in its block: as `BlockWriter.add` says, but from the block's beginning."""


@dataclass(frozen=True, slots=True)
class KeptWork:
    """A Work of a block. row: its span in the block's rows. union: place in the block's union. The rest as in `WorkMade`."""

    work: str
    key: bytes
    order: str
    row: Span
    union: str
    faults: bytes
    complete: list[tuple[str, str, int]]
    statements: tuple[int, int]
    records: int


@dataclass(frozen=True, slots=True)
class KeptBlock:
    """A block of a shard. key: of its Works' keys. spans: where it lies in each of the files (PARTS)."""

    number: int
    key: bytes
    spans: tuple[Span, Span, Span, Span]
    works: tuple[KeptWork, ...]


@dataclass(frozen=True, slots=True)
class ShardFiles:
    """The files of a shard: index and rows in a folder of `reuse`, the others in a release."""

    index: Path
    rows: Path
    marc: Path
    graph: Path
    union: Path

    @classmethod
    def of(cls, name: str, kept: Path, release: Path) -> ShardFiles:
        """The files of the shard of this name (`0000`)."""
        folder, graphs = kept / FOLDER, release / layout.GRAPH
        marc = release / layout.RECORDS / f"{name}.marc.gz"
        return cls(folder / f"{name}.index", folder / f"{name}.rows", marc, graphs / f"{name}.nq.gz", graphs / f"union-{name}.nt.gz")

    def parts(self) -> tuple[Path, ...]:
        """All but the index, in the order of PARTS."""
        return self.rows, self.marc, self.graph, self.union

    def clear(self) -> None:
        """Remove what a worker that died has left: a file may be one with a file of the last release and must not be written to."""
        for path in (self.index, *self.parts()):
            path.unlink(missing_ok=True)


def write_index(files: ShardFiles, blocks: Iterable[KeptBlock]) -> None:
    """Write the index of a shard whose other files are written."""
    plain = [(b.number, b.key, b.spans, [_plain(work) for work in b.works]) for b in blocks]
    write_kept(files.index, ([mark_of(path) for path in files.parts()], plain))


def read_index(index: Path) -> tuple[list[Mark], list[KeptBlock]]:
    """The marks of the other files, and the blocks in order; raises Stale when the index is lost or damaged."""
    marks, plain = read_kept(index)
    return marks, [KeptBlock(number, key, spans, tuple(KeptWork(*each) for each in works)) for number, key, spans, works in plain]


def _plain(work: KeptWork) -> tuple[object, ...]:
    return tuple(getattr(work, name) for name in KeptWork.__slots__)


class KeptShard:
    """A shard as the last run left it. Raises Stale, at once or later, when its files are not what they were."""

    def __init__(self, files: ShardFiles) -> None:
        marks, blocks = read_index(files.index)
        self.files = files
        self.blocks = {block.number: block for block in blocks}
        self.data = [memoryview(read_marked(path, mark)) for path, mark in zip(files.parts(), marks, strict=True)]
        self._texts: dict[tuple[int, int], bytes] = {}

    def keys(self) -> dict[int, bytes]:
        """The key of each block by number."""
        return {number: block.key for number, block in self.blocks.items()}

    def link(self, files: ShardFiles) -> None:
        """Take the whole shard over."""
        for old, new in zip((self.files.index, *self.files.parts()), (files.index, *files.parts()), strict=True):
            link(old, new)

    def bytes_of(self, block: KeptBlock) -> list[memoryview]:
        """A block's bytes in each of the files."""
        return [data[start : start + length] for data, (start, length) in zip(self.data, block.spans, strict=True)]

    def begin(self) -> None:
        """Forget the texts of other blocks."""
        self._texts.clear()

    def row(self, block: KeptBlock, work: KeptWork) -> tuple[Row, list[Place]]:
        """A Work's row and where its records lie in the block."""
        start = block.spans[0][0] + work.row[0]
        row, places = marshal.loads(self.data[0][start : start + work.row[1]])
        return row, places

    def marc(self, block: KeptBlock, work: KeptWork) -> list[tuple[str, str, bytes]]:
        """Path, Instance's path and packed form of each record of a Work."""
        row, places = self.row(block, work)
        return [(source[0], source[3], self._piece(1, block, place[0])) for source, place in zip(row[5], places, strict=True)]

    def work(self, block: KeptBlock, kept: KeptWork) -> WorkMade:
        """A Work as it was made."""
        row, places = self.row(block, kept)
        marc = [self._piece(1, block, place) for place, _ in places]
        graphs = [self._piece(2, block, place) for _, place in places]
        union = self._piece(3, block, kept.union)
        return WorkMade(kept.work, kept.key, kept.order, row, marc, graphs, union, kept.faults, kept.complete, kept.statements)

    def _piece(self, part: int, block: KeptBlock, place: str) -> bytes:
        offset, start, length = map(int, place.split(":"))
        at = block.spans[part][0] + offset
        text = self._texts.get((part, at))
        if text is None:
            text = self._texts[part, at] = unpack_member(self.data[part], at)
        if len(text) < start + length:
            raise Stale(f"{self.files.index.name} does not fit its shard")
        return text[start : start + length]

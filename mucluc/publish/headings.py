# SPDX-License-Identifier: Apache-2.0
"""Step 4, headings: shared descriptions leave the shards in buckets and are merged to one description each.

How many Works (and authority records) say a line is kept from run to run, so that only what some say more or less than in the last run
has to be looked at. A bucket's file is cut into members by hash of the subject; members of which no line has changed stay as they are.
"""

from __future__ import annotations

import gzip
import marshal
import struct
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mucluc.release.blocks import BlockWriter, unpack_member

from .kept import link, mark_of, read_kept, read_marked, write_kept
from .reuse import Stale

FOLDER = "headings"
LEVEL = 4
PART_BITS = 6
"""A bucket has up to 64 parts; at 1,500 records a shard about 25 KB of text each."""
_OFFSET = struct.Struct("<Q")

Counts = dict[bytes, int]
"""By line, how many more say it (fewer when negative)."""


class Buckets:
    """What the Works of one shard say of headings, apart by hash of the subject, with how many say it."""

    def __init__(self, count: int) -> None:
        self._lines: list[Counts] = [{} for _ in range(count)]

    def add(self, lines: Iterable[bytes], times: int = 1) -> None:
        """Count N-Triples lines, each with its end of line. times: -1 for what is said no more."""
        buckets, count = self._lines, len(self._lines)
        for line in lines:
            bucket = buckets[zlib.crc32(line[: line.index(b" ")]) % count]
            bucket[line] = bucket.get(line, 0) + times

    def write(self, path: Path) -> None:
        """Write one file, for `read_bucket`."""
        packed = [_packed({line: times for line, times in lines.items() if times}) for lines in self._lines]
        end = _OFFSET.size * (len(packed) + 1)
        ends = [end := end + len(data) for data in packed]
        with path.open("wb") as file:
            file.writelines([_OFFSET.pack(each) for each in (_OFFSET.size * (len(packed) + 1), *ends)])
            file.writelines(packed)


def _packed(lines: Counts) -> bytes:
    return marshal.dumps((b"".join(lines), array("l", lines.values()).tobytes())) if lines else b""


def read_bucket(path: Path, number: int) -> Counts:
    """One bucket of a file that `Buckets.write` made."""
    with path.open("rb") as file:
        file.seek(number * _OFFSET.size)
        start, end = struct.unpack("<QQ", file.read(2 * _OFFSET.size))
        if start == end:
            return {}
        file.seek(start)
        text, times = marshal.loads(file.read(end - start))
    return dict(zip(text.splitlines(keepends=True), array("l", times), strict=True))


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of all shards: the files of its lines, the file of the release and that for the next run; `last`: the same two of the last
    run, None when nothing is taken over.
    """

    number: int
    parts: tuple[Path, ...]
    into: Path
    kept: Path
    last: tuple[Path, Path] | None = None

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that are read for this bucket alone."""
        return self.last or ()

    @property
    def common(self) -> tuple[Path, ...]:
        """The files of the shards, of which each bucket reads a part."""
        return self.parts


Part = tuple[int, int, int, bytes]
"""A part of a bucket's file: its number, first byte, length, and how many say each of its lines."""


def merge(bucket: Bucket) -> int:
    """Bring a bucket's file to what is said now; the number of statements. Raises Stale when the last run's files are damaged."""
    for path in (bucket.into, bucket.kept):
        path.unlink(missing_ok=True)
    more: Counts = {}
    for path in bucket.parts:
        for line, times in read_bucket(path, bucket.number).items():
            more[line] = more.get(line, 0) + times
    parts: list[Part] = []
    data = b""
    if bucket.last is not None:
        mark, parts = read_kept(bucket.last[1])
        data = read_marked(bucket.last[0], mark)
        if not any(more.values()):
            link(bucket.last[0], bucket.into)
            link(bucket.last[1], bucket.kept)
            return sum(_said(counts) for *_, counts in parts)
    with BlockWriter(bucket.into, LEVEL, 1 << 62) as out:
        written = list(_merged(out, {part[0]: part for part in parts}, memoryview(data), _by_part(more)))
    write_kept(bucket.kept, (mark_of(bucket.into), written))
    return sum(_said(counts) for *_, counts in written)


def _by_part(more: Counts) -> dict[int, Counts]:
    parts: defaultdict[int, Counts] = defaultdict(dict)
    for line, times in more.items():
        if times:
            parts[zlib.crc32(line[: line.index(b" ")]) >> 32 - PART_BITS][line] = times
    return parts


def _merged(out: BlockWriter, old: dict[int, Part], data: memoryview, more: dict[int, Counts]) -> Iterable[Part]:
    """Write the parts that have lines, in order."""
    for number in sorted(old.keys() | more.keys()):
        _, start, length, counts = old.get(number, (number, 0, 0, b""))
        member = data[start : start + length]
        if number in more:
            before = dict(zip(unpack_member(data, start).splitlines(keepends=True), array("l", counts), strict=True)) if length else {}
            lines = _added(before, more[number])
            counts = array("l", lines.values()).tobytes()
            if lines.keys() != before.keys():
                member = memoryview(b"")
                out.cut()
                start = out.offset
                if lines:
                    out.add(b"".join(lines))
                    out.cut()
                    yield number, start, out.offset - start, counts
                continue
        yield number, out.copy(member), length, counts


def _added(before: Counts, more: Counts) -> Counts:
    """The lines that somebody says, sorted."""
    lines = dict(before)
    for line, times in more.items():
        lines[line] = lines.get(line, 0) + times
        if lines[line] < 0:
            raise Stale("a heading is said by fewer than none")
    return {line: lines[line] for line in sorted(lines) if lines[line]}


def _said(counts: bytes) -> int:
    return len(counts) // array("l").itemsize


def write_gzip(path: Path, data: bytes, level: int = LEVEL) -> None:
    """Write `data` gzipped with neither time nor name in the header."""
    with path.open("wb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=level) as packer:
        packer.write(data)

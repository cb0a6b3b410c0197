# SPDX-License-Identifier: Apache-2.0
"""Step 4, headings: shared descriptions leave the shards in buckets and are merged to one description each."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class Buckets:
    """The heading lines of one shard, apart by hash of their subject; equal lines are kept once."""

    def __init__(self, count: int) -> None:
        self._lines: list[dict[bytes, None]] = [{} for _ in range(count)]

    def add(self, lines: Iterable[bytes]) -> None:
        """Add N-Triples lines, each with its end of line."""
        buckets, count = self._lines, len(self._lines)
        for line in lines:
            subject = line[: line.index(b" ")]
            buckets[zlib.crc32(subject) % count][line] = None

    def write(self, stem: Path) -> list[Path]:
        """One sorted file a bucket, `{stem}.{bucket}`; their paths."""
        made = []
        for number, lines in enumerate(self._lines):
            path = stem.with_name(f"{stem.name}.{number:04}")
            path.write_bytes(b"".join(sorted(lines)))
            made.append(path)
        return made


@dataclass(frozen=True, slots=True)
class Bucket:
    """The files of one bucket from all shards, and the shard of the release that they become."""

    parts: tuple[Path, ...]
    into: Path

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that are read for this bucket."""
        return self.parts


def merge(bucket: Bucket) -> int:
    """Merge a bucket's files to one gzipped, sorted N-Triples file; the number of statements."""
    lines: set[bytes] = set()
    for part in bucket.parts:
        lines.update(part.read_bytes().splitlines(keepends=True))
    write_gzip(bucket.into, b"".join(sorted(lines)))
    return len(lines)


def write_gzip(path: Path, data: bytes, level: int = 4) -> None:
    """Write `data` gzipped with neither time nor name in the header."""
    with path.open("wb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=level) as packer:
        packer.write(data)

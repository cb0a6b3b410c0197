# SPDX-License-Identifier: Apache-2.0
"""The store of a release: its sorted shards loaded strictly into one Oxigraph directory, verified by count and digest."""

from __future__ import annotations

import gzip
import re
import time
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import pyoxigraph as ox

from mucluc.errors import UserError
from mucluc.release import Release

CHUNK = 1024 * 1024
_WHOLE = 1 << 128
_TAG = re.compile(rb'"@[A-Za-z0-9-]+(?=(?: <[^>]*>)? \.$)')


class StoreError(UserError):
    """A store does not hold what the release's shards say; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class StoreReport:
    """quads: distinct statements. digest: 32 hexadecimal digits over their lines, whatever their order. bytes: size on disk."""

    quads: int
    digest: str
    seconds: float
    bytes: int


def shards_of(release: Release, *, record_graphs: bool = False) -> list[Path]:
    """The shards that fill the default graph, the union and the headings; with record_graphs each record's named graph too, at about
    five times the disk. The measures of quality (`quality`) are taken of a store that holds these.
    """
    kinds = ("union", "heading", *(("record",) if record_graphs else ()))
    return [shard for kind in kinds for shard in release.graph_shards(kind)]


class StoreBuilder:
    """Loads shards into a new Oxigraph directory and verifies it. Between two loads the directory may be read.

    Strict: an illegal IRI or a broken line raises StoreError with the shard's name. threads: shards loaded at a time.
    Memory: about 1 GB while loading and 16 bytes a statement to count the distinct ones.
    """

    def __init__(self, into: Path, threads: int = 2) -> None:
        if into.exists() and any(into.iterdir()):
            raise StoreError(f"{into} is not empty: a store is always built into a new directory")
        self.into = into
        self.threads = max(1, threads)
        self.tally = Tally()
        self.started = time.monotonic()

    def load(self, shards: Iterable[Path]) -> int:
        """Load shards; the number of statements that the store then holds."""
        store = ox.Store(str(self.into))
        with ThreadPoolExecutor(self.threads) as pool:
            for done in [pool.submit(_load, store, shard, self.tally) for shard in shards]:
                done.result()
        store.flush()
        return len(store)  # the lock is held until the object is gone

    def finish(self) -> StoreReport:
        """Verify that the store holds what the shards say."""
        quads, digest = self.tally.result()
        verify_store(self.into, quads)
        size = sum(each.stat().st_size for each in self.into.rglob("*"))
        return StoreReport(quads, digest, round(time.monotonic() - self.started, 2), size)


def build_store(release: Release, into: Path, *, record_graphs: bool = False, threads: int = 2) -> StoreReport:
    """The whole store of a finished release, its measures of quality too; see `StoreBuilder`."""
    builder = StoreBuilder(into, threads)
    builder.load([*shards_of(release, record_graphs=record_graphs), *release.graph_shards("quality")])
    return builder.finish()


def verify_store(path: Path, quads: int, digest: str | None = None) -> None:
    """Raise StoreError unless the store holds so many statements and, when a digest is given, exactly those.

    A half-built store opens without complaint, and a count alone misses an edit; the digest reads every statement.
    """
    try:
        store = ox.Store.read_only(str(path))
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error}") from None
    held = len(store)
    if held != quads:
        raise StoreError(f"{path} holds {held:,} statements, its shards {quads:,}: it was not built to the end. Publish again")
    if digest is not None:
        lines = Tally()
        store.dump(_Lines(lines), format=ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]
        found = lines.result()[1]
        if found != digest:
            raise StoreError(f"{path} has the digest {found}, its shards {digest}: it holds other statements. Publish again")


class Tally:
    """The number of distinct lines and the sum of their 128-bit hashes: the same for any order and any repetition."""

    def __init__(self) -> None:
        self._hashes: list[bytearray] = []

    def lines(self, lines: Iterable[bytes], into: bytearray) -> None:
        """Take lines without their ends. The engine writes language tags in small letters (they have no case): so does this."""
        for line in lines:
            if b'"@' in line:
                line = _TAG.sub(lambda found: found[0].lower(), line)
            into += blake2b(line, digest_size=16).digest()

    def open(self) -> bytearray:
        """Where one thread collects its hashes."""
        made = bytearray()
        self._hashes.append(made)
        return made

    def result(self) -> tuple[int, str]:
        """The number of distinct lines and their digest."""
        quads = total = 0
        # One part in sixteen at a time, so that the set of what was seen stays small.
        for part in range(16):
            seen: set[bytes] = set()
            for held in self._hashes:
                view = memoryview(held)
                seen.update(bytes(view[at : at + 16]) for at in range(0, len(held), 16) if (held[at] >> 4) == part)
            quads += len(seen)
            total += sum(int.from_bytes(each, "big") for each in seen)
        return quads, f"{total % _WHOLE:032x}"


@dataclass(slots=True)
class _Lines:
    """A file that counts the lines written to it."""

    tally: Tally
    _rest: bytes = b""
    _into: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self._into = self.tally.open()

    def write(self, data: bytes) -> int:
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.tally.lines(lines, self._into)
        return len(data)

    def flush(self) -> None:
        if self._rest:
            self.tally.lines([self._rest], self._into)
            self._rest = b""


class _Shard:
    """A gzipped shard as the file that the loader reads; each line is tallied on the way."""

    def __init__(self, path: Path, tally: Tally) -> None:
        self._file = gzip.open(path, "rb")  # noqa: SIM115  # closed by close()
        self._count = _Lines(tally)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(CHUNK if size < 0 else size)
        if data:
            self._count.write(data)
        else:
            self._count.flush()
        return data

    def close(self) -> None:
        self._file.close()


def _load(store: ox.Store, path: Path, tally: Tally) -> None:
    form = ox.RdfFormat.N_QUADS if path.name.endswith(".nq.gz") else ox.RdfFormat.N_TRIPLES
    shard = _Shard(path, tally)
    try:
        store.bulk_load(shard, format=form)  # type: ignore[arg-type]
    except (SyntaxError, ValueError, OSError, EOFError, zlib.error) as error:
        raise StoreError(f"{path.name}: {error}") from error
    finally:
        shard.close()

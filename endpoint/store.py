# SPDX-License-Identifier: Apache-2.0
"""The store of a release: its sorted shards loaded strictly into one Oxigraph directory, verified by count and digest."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from mucluc.errors import UserError
from mucluc.release import Release

from .statements import Distinct, Lines, Sum

CHUNK = 1024 * 1024


class StoreError(UserError):
    """A store does not hold what the release's shards say; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class StoreReport:
    """quads: distinct statements. digest: 32 hexadecimal digits over their lines, whatever their order. bytes: size on disk.

    lines: those of the shards; as many as quads where each statement stands in one place, which changing a store presumes.
    since_whole: how many times the store was changed since it was built whole.
    """

    quads: int
    digest: str
    seconds: float
    bytes: int
    lines: int
    since_whole: int = 0


def shards_of(release: Release, *, record_graphs: bool = False) -> list[Path]:
    """The shards that fill the default graph, the union and the headings; with record_graphs each record's named graph too, at about
    five times the disk. The measures of quality (`quality`) are taken of a store that holds these.
    """
    kinds = ("union", "heading", *(("record",) if record_graphs else ()))
    return [shard for kind in kinds for shard in release.graph_shards(kind)]


class StoreBuilder:
    """Loads shards into a new Oxigraph directory and verifies it. Between two loads its store may be read.

    Strict: an illegal IRI or a broken line raises StoreError with the shard's name. threads: shards loaded at a time.
    Memory: about 1 GB while loading.
    """

    def __init__(self, into: Path, threads: int = 2) -> None:
        refuse_filled(into)
        self.into = into
        self.threads = max(1, threads)
        self.started = time.monotonic()
        self.store = ox.Store(str(into))
        self._sum = Sum()
        self._loaded: list[Path] = []

    def load(self, shards: Iterable[Path]) -> int:
        """Load shards; the number of lines loaded so far."""
        given = list(shards)
        with ThreadPoolExecutor(self.threads) as pool:
            for done in [pool.submit(_load, self.store, shard) for shard in given]:
                self._sum.merge(done.result())
        self._loaded += given
        return self._sum.lines

    def finish(self) -> StoreReport:
        """Close the store and verify that it holds what the shards say."""
        self.store.flush()
        del self.store  # the lock is held until the object is gone
        said = self._sum
        if count(self.into) != said.lines:  # a statement stands in two shards, or one was lost: each is counted once, at some cost
            said = distinct(self._loaded)
            verify_store(self.into, said.lines)
        return StoreReport(said.lines, said.digest, round(time.monotonic() - self.started, 2), size(self.into), self._sum.lines)


def build_store(release: Release, into: Path, *, record_graphs: bool = False, threads: int = 2) -> StoreReport:
    """The whole store of a finished release, its measures of quality too; see `StoreBuilder`."""
    builder = StoreBuilder(into, threads)
    builder.load([*shards_of(release, record_graphs=record_graphs), *release.graph_shards("quality")])
    return builder.finish()


def verify_store(path: Path, quads: int, digest: str | None = None) -> None:
    """Raise StoreError unless the store holds so many statements and, when a digest is given, exactly those.

    A half-built store opens without complaint, and a count alone misses an edit; the digest reads every statement.
    """
    held = count(path)
    if held != quads:
        raise StoreError(f"{path} holds {held:,} statements, its shards {quads:,}: it was not built to the end. Publish again")
    if digest is not None:
        found = Sum()
        ox.Store.read_only(str(path)).dump(Lines(found), format=ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]
        if found.digest != digest:
            raise StoreError(f"{path} has the digest {found.digest}, its shards {digest}: it holds other statements. Publish again")


def count(path: Path) -> int:
    """The number of statements that a store holds, counted one by one; raises StoreError when it cannot be opened."""
    try:
        return len(ox.Store.read_only(str(path)))
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error}") from None


def distinct(shards: Iterable[Path]) -> Sum:
    """The statements of shards, each once; reads them all."""
    found = Distinct()
    for shard in shards:
        with gzip.open(shard, "rb") as file:
            found.add(line.rstrip(b"\n") for line in file)
    return found.result()


def size(path: Path) -> int:
    """Bytes of a store on disk; files that it shares with other releases count as its own."""
    return sum(each.stat().st_size for each in path.rglob("*"))


def refuse_filled(into: Path) -> None:
    """Raise StoreError unless a store may be made here."""
    if into.exists() and any(into.iterdir()):
        raise StoreError(f"{into} is not empty: a store is always built into a new directory")


class _Shard:
    """A gzipped shard as the file that the loader reads; its lines are summed on the way."""

    def __init__(self, path: Path) -> None:
        self._file = gzip.open(path, "rb")  # noqa: SIM115  # closed by close()
        self.sum = Sum()
        self._lines = Lines(self.sum)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(CHUNK if size < 0 else size)
        if data:
            self._lines.write(data)
        else:
            self._lines.flush()
        return data

    def close(self) -> None:
        self._file.close()


def _load(store: ox.Store, path: Path) -> Sum:
    form = ox.RdfFormat.N_QUADS if path.name.endswith(".nq.gz") else ox.RdfFormat.N_TRIPLES
    shard = _Shard(path)
    try:
        store.bulk_load(shard, format=form)  # type: ignore[arg-type]
    except (SyntaxError, ValueError, OSError, EOFError, zlib.error) as error:
        raise StoreError(f"{path.name}: {error}") from error
    finally:
        shard.close()
    return shard.sum

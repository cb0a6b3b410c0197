# SPDX-License-Identifier: Apache-2.0
"""The store of a release made from the last one's: a checkpoint of it, changed by what the shards have not in common.

The engine keeps deleted text in its files, so this is for releases that take nothing back; the caller says when that is so.
"""

from __future__ import annotations

import gzip
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from mucluc.release import Release
from mucluc.release.difference import Difference, Pair, difference, pairs

from .statements import Sum, stored
from .store import StoreBuilder, StoreError, StoreReport, refuse_filled, shards_of, size

INCREMENTS = 20
"""How often a store is changed before it is built whole: point queries take up to twice as long by then."""
SHARE = 0.3
"""The part of a store's statements up to which it is changed and not built whole."""
BATCH = 50_000

Mapped = Callable[[Callable[[Pair], Difference], Sequence[Pair]], Iterable[Difference]]


@dataclass(frozen=True, slots=True)
class Change:
    """Statements, as lines of N-Quads without their ends, that a store has lost and gained. lines: by how many the shards have grown."""

    removed: frozenset[bytes]
    added: frozenset[bytes]
    lines: int


class ReleaseStore:
    """The store of a release that is being built: first what its records say (`core`), then what is measured of it (`finish`).

    last: the release whose store may be taken over; None: the store is built whole. It is built whole, too, when `last` was changed
    `INCREMENTS` times, when more than `SHARE` of it would change, or when one statement stands in two places. mapped: `Runner.map`.
    """

    def __init__(
        self, release: Release, last: Release | None, *, record_graphs: bool = False, threads: int = 2, mapped: Mapped = map
    ) -> None:
        refuse_filled(release.store)
        self.release, self.last = release, last
        self.record_graphs, self.threads, self.mapped = record_graphs, threads, mapped
        self.change: Change | None = None
        """How the core differs from the last release's; None when the store is built whole."""
        self._made: StoreBuilder | _Changed

    @property
    def store(self) -> ox.Store:
        """The store, open between `core` and `finish`."""
        return self._made.store

    def core(self) -> int:
        """Bring in the union, the headings and the record graphs; the number of statements that the store then holds."""
        shards = self._shards(self.release)
        if self.last is not None and _changeable(self.last):
            change = _change(self._shards(self.last), shards, self.mapped, self.last.manifest["store"]["quads"])
            if change is not None:
                changed = _Changed(self.last, self.release)
                if changed.take_over(change):
                    self.change, self._made = change, changed
                    return changed.lines
                del changed
                shutil.rmtree(self.release.store, ignore_errors=True)
        self._made = StoreBuilder(self.release.store, self.threads)
        return self._made.load(shards)

    def finish(self) -> StoreReport:
        """Bring in the measures of quality, close the store and verify that it holds what the shards say."""
        self._made.load(self.release.graph_shards("quality"))
        return self._made.finish()

    def _shards(self, release: Release) -> list[Path]:
        return shards_of(release, record_graphs=self.record_graphs)


class _Changed:
    """A store that is changed in one go: the engine gets one more set of files for each closing."""

    def __init__(self, last: Release, release: Release) -> None:
        self.into = release.store
        self.started = time.monotonic()
        self._last = last
        self._said = last.manifest["store"]
        self._sum = Sum.of(self._said["lines"], self._said["digest"])
        ox.Store.read_only(str(last.store)).backup(str(self.into))
        self.store = ox.Store(str(self.into))
        self._counter = ThreadPoolExecutor(1)

    @property
    def lines(self) -> int:
        return self._sum.lines

    def take_over(self, change: Change) -> bool:
        """Whether the store could be changed to hold each line of the new shards once. What was measured of the last is taken out."""
        measured = _lines(self._last.graph_shards("quality"))
        removed = measured | change.removed
        self._sum.remove(removed)
        self._sum.add(change.added)
        # Every line of the last shards was a statement of its own. So are these, when they are as many as the statements are to be.
        if self.lines != self._said["lines"] - len(measured) + change.lines:
            return False
        for quad in _quads(removed):
            if quad not in self.store:
                return False
            self.store.remove(quad)
        if not self._extend(change.added):
            return False
        self._expected, self._counted = self.lines, self._counter.submit(_count, self.store)
        return True

    def load(self, shards: Iterable[Path]) -> int:
        """Add what no other shard says; raises StoreError when one does."""
        added = _lines(shards)
        if not self._extend(added):
            raise StoreError(f"{self.into}: what is measured of the union is said elsewhere, too; publish again with --full")
        self._sum.add(added)
        return self.lines

    def finish(self) -> StoreReport:
        """Close the store; raises StoreError when it did not hold as many statements as the shards."""
        with self._counter:
            held = self._counted.result()
        if held != self._expected:
            raise StoreError(f"{self.into} holds {held:,} statements, its shards {self._expected:,}: publish again with --full")
        self.store.flush()
        del self.store  # the lock is held until the object is gone
        seconds, since = round(time.monotonic() - self.started, 2), self._said["since_whole"] + 1
        return StoreReport(self.lines, self._sum.digest, seconds, size(self.into), self.lines, since)

    def _extend(self, lines: Iterable[bytes]) -> bool:
        parsed = _quads(lines)
        while batch := list(islice(parsed, BATCH)):
            if any(quad in self.store for quad in batch):
                return False
            self.store.extend(batch)
        return True


def _changeable(last: Release) -> bool:
    said = last.manifest.get("store", {})
    whole = said.get("lines") == said.get("quads") is not None
    return whole and said["since_whole"] < INCREMENTS and last.store.is_dir()


def _change(old: Sequence[Path], new: Sequence[Path], mapped: Mapped, held: int) -> Change | None:
    """What changes; None when the shards are others or it is too much."""
    if [each.name for each in old] != [each.name for each in new]:
        return None
    if not old or _much(difference((old[0], new[0])), len(_lines(old[:1]))):
        return None  # records lie in the shards by hash: one shard tells for all, before the lines of all are held
    removed: set[bytes] = set()
    added: set[bytes] = set()
    lines = 0
    for each in mapped(difference, pairs(old, new)):
        removed |= each.removed
        added |= each.added
        lines += each.longer - each.shorter
    gone, come = {stored(line) for line in removed}, {stored(line) for line in added}
    change = Change(frozenset(gone - come), frozenset(come - gone), lines)
    return None if _much(change, held) else change


def _much(change: Difference | Change, held: float) -> bool:
    return max(len(change.removed), len(change.added)) > SHARE * held


def _lines(shards: Iterable[Path]) -> frozenset[bytes]:
    return frozenset(stored(line) for shard in shards for line in gzip.decompress(shard.read_bytes()).splitlines())


def _count(store: ox.Store) -> int:
    """The number of statements; a query, for that lets other threads work."""
    solutions = store.query("SELECT (COUNT(*) AS ?n) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(solutions)["n"].value)


def _quads(lines: Iterable[bytes]) -> Iterator[ox.Quad]:
    try:
        for each in ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_QUADS):
            assert isinstance(each, ox.Quad)
            yield each
    except SyntaxError as error:
        raise StoreError(f"a line of the shards: {error}") from error

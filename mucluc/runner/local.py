# SPDX-License-Identifier: Apache-2.0
"""The cores of this machine; a worker that dies costs its shard one more try."""

from __future__ import annotations

import gc
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from .contract import TRIES, Keyed, results
from .grouping import Gather, Scatter, gather, read_outcomes, scatter

S = TypeVar("S")
R = TypeVar("R")
V = TypeVar("V")


class LocalRunner:
    """Worker processes on this machine. processes: 0 means one a core; with one process or one shard all runs right here.

    scratch: the folder for what `group` sorts on disk (default: the system's folder for temporary files).
    """

    def __init__(self, processes: int = 0, scratch: Path | None = None) -> None:
        self.processes = processes or len(os.sched_getaffinity(0))
        self.scratch = scratch

    def map(self, function: Callable[[S], R], shards: Sequence[S]) -> Iterator[R]:
        """Yield `function(shard)` in the order of `shards`; an exception of the function is raised here.

        A shard whose worker died (killed, out of memory) is tried up to three times; then BrokenProcessPool is raised.
        """
        if self.processes == 1 or len(shards) < 2:
            for shard in shards:
                yield function(shard)
            return
        done: dict[int, R] = {}
        tries = 0
        given = 0
        while given < len(shards):
            try:
                with self._pool(len(shards)) as pool:
                    waiting: dict[int, Future[R]] = {
                        i: pool.submit(function, shards[i]) for i in range(given, len(shards)) if i not in done
                    }
                    for index in range(given, len(shards)):
                        if index not in done:
                            done[index] = waiting[index].result()
                        yield done.pop(index)
                        given = index + 1
            except BrokenProcessPool:
                tries += 1
                if tries == TRIES:
                    raise

    def group(self, function: Callable[[bytes, list[V]], R], keyed: Keyed[Any, V]) -> Iterator[R]:
        """Yield `function(key, values)` for each key in the order of `rank`; pairs and results wait on disk."""
        with tempfile.TemporaryDirectory(prefix="mucluc-group-", dir=self.scratch) as folder:
            into = Path(folder)
            scatters = [Scatter(keyed.pairs, shard, into / f"{number}.pairs") for number, shard in enumerate(keyed.shards)]
            spread = list(self.map(scatter, scatters))
            gathers = Gather.plan(function, spread, into)
            for made in self.map(gather, gathers):
                yield from results(read_outcomes(made))
                made.unlink()

    def close(self) -> None:
        """Nothing is held between two calls."""

    def _pool(self, shards: int) -> ProcessPoolExecutor:
        # forkserver: workers do not inherit the locks and threads of a process that also serves.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["mucluc.publish.taking", "mucluc.publish.shard"])
        return ProcessPoolExecutor(min(self.processes, shards), mp_context=context, initializer=begin)


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python look for cycles only afterwards: to make millions of small values, it would look through all of them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def begin() -> None:
    """What a worker process does first: the hot paths make no cycles, and collecting costs a quarter of the time."""
    gc.disable()
    gc.freeze()

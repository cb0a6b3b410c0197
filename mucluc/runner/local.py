# SPDX-License-Identifier: Apache-2.0
"""The cores of this machine; a worker that dies costs its shard one more try."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from .contract import TRIES, Keyed, results
from .grouping import Gather, Scatter, gather, read_outcomes, scatter

S = TypeVar("S")
R = TypeVar("R")
V = TypeVar("V")
METHOD = "forkserver"
"""How workers begin: they do not inherit the locks and threads of a process that also serves."""
LOADED = ("mucluc.publish.taking", "mucluc.publish.shard")
"""What is loaded once for all workers."""
GROWN = 256 * 1024
"""KiB of a worker that is not kept for the next call: what it holds on to is memory that the run lacks elsewhere."""


class LocalRunner:
    """Worker processes on this machine. processes: 0 means one a core; with one process or one shard all runs right here.

    scratch: the folder for what `group` sorts on disk (default: the system's folder for temporary files). The workers stay from one
    call to the next, for to begin one takes longer than most calls of a small run; those that have grown are let go.
    """

    def __init__(self, processes: int = 0, scratch: Path | None = None) -> None:
        self.processes = processes or len(os.sched_getaffinity(0))
        self.scratch = scratch
        self._pool: ProcessPoolExecutor | None = None

    def map(self, function: Callable[[S], R], shards: Sequence[S]) -> Iterator[R]:
        """Yield `function(shard)` in the order of `shards`; an exception of the function is raised here.

        A shard whose worker died (killed, out of memory) is tried up to three times; then BrokenProcessPool is raised.
        """
        if self.processes == 1 or len(shards) < 2:
            for shard in shards:
                yield function(shard)
            return
        tries = given = largest = 0
        while given < len(shards):
            waiting: deque[Future[tuple[R, int]]] = deque()
            try:
                pool = self._workers()
                waiting.extend(pool.submit(work, function, shard) for shard in shards[given:])
                while waiting:
                    made, size = waiting[0].result()
                    waiting.popleft()
                    largest = max(largest, size)
                    given += 1
                    yield made
            except BrokenProcessPool:
                self.close()
                tries += 1
                if tries == TRIES:
                    raise
            finally:
                # Of a call that is given up nothing goes on: its files may be cleared away.
                wait([each for each in waiting if not each.cancel()])
        if largest > GROWN:
            self.close()

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
        """Let the workers end; the next call begins others."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context(METHOD)
            context.set_forkserver_preload(list(LOADED))
            self._pool = ProcessPoolExecutor(self.processes, mp_context=context, initializer=begin)
        return self._pool


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


def work(function: Callable[[S], R], shard: S) -> tuple[R, int]:
    """What the function makes of a shard, and the most memory that this worker has held, in KiB."""
    return function(shard), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

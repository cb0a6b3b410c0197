# SPDX-License-Identifier: Apache-2.0
"""Pure functions over shards, on the cores of this machine; a worker that dies costs its shard one more try."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Protocol, TypeVar

S = TypeVar("S")
R = TypeVar("R")
TRIES = 3


class Runner(Protocol):
    """What the pipeline asks of a runner: results in the order of the shards, the same from every runner."""

    def map(self, function: Callable[[S], R], shards: Sequence[S]) -> Iterator[R]:
        """`function` (of a module, pure but for the files it is told to write) applied to each shard."""
        ...


class LocalRunner:
    """Worker processes on this machine. processes: 0 means one a core; with one process or one shard all runs right here."""

    def __init__(self, processes: int = 0) -> None:
        self.processes = processes or len(os.sched_getaffinity(0))

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

    def _pool(self, shards: int) -> ProcessPoolExecutor:
        # forkserver: workers do not inherit the locks and threads of a process that also serves.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["mucluc.publish.taking", "mucluc.publish.shard"])
        return ProcessPoolExecutor(min(self.processes, shards), mp_context=context, initializer=_begin)


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


def _begin() -> None:
    gc.disable()  # the hot paths make no cycles; collecting costs a quarter of the time
    gc.freeze()

# SPDX-License-Identifier: Apache-2.0
"""The cores of this machine; a worker that dies costs its shard one more try."""

from __future__ import annotations

import gc
import multiprocessing.context
import os
import resource
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import parent_process
from multiprocessing.connection import wait as ready_of
from multiprocessing.forkserver import ensure_running
from pathlib import Path
from typing import Any, TypeVar

from .contract import TRIES, Keyed, results
from .grouping import Gather, Scatter, gather, read_outcomes, scatter

S = TypeVar("S")
R = TypeVar("R")
V = TypeVar("V")
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
            self._pool = _begun(self.processes)
        return self._pool


class Beside:
    """A process of this machine for work that nothing waits for until the end; with one process all runs right where it is given.

    To be closed, or used with `with`: what has not been waited for is then given up.
    """

    def __init__(self, processes: int) -> None:
        """processes: how many this machine may work with."""
        self._pool = _begun(1) if processes > 1 else None
        self._given: list[tuple[Future[Any], Callable[[Any], Any], Any]] = []

    def give(self, function: Callable[[S], Any], task: S) -> None:
        """Let `function(task)` be done some time before `wait` returns. function: of a module, and it may be done a second time."""
        if self._pool is None:
            function(task)
        else:
            self._given.append((self._pool.submit(function, task), function, task))

    def wait(self) -> None:
        """Return when all is done; an exception of a function is raised here. What a process died of is done once more, right here."""
        for future, function, task in self._given:
            try:
                future.result()
            except BrokenProcessPool:
                function(task)
        self._given.clear()

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def load_beside() -> None:
    """Let what workers need be loaded by a process of its own, while this one goes on; it is loaded before the first work otherwise."""
    if len(os.sched_getaffinity(0)) > 1:
        _context()
        ensure_running()


def _begun(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, mp_context=_context(), initializer=begin)


def _context() -> multiprocessing.context.BaseContext:
    # forkserver: workers do not inherit the locks and threads of a process that also serves.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LOADED))
    return context


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


_last: Callable[..., Any] | None = None


def begin() -> None:
    """What a worker process does first: it ends with the process that it works for, also when that is killed.

    The hot paths make no cycles, and collecting costs a quarter of the time.
    """
    if (leader := parent_process()) is not None:
        threading.Thread(target=_end_with, args=(leader.sentinel,), daemon=True).start()
    gc.disable()
    gc.freeze()


def _end_with(leader: int) -> None:
    """Wait for the end of the leading process, then end this one at once: nobody is left to take what it makes."""
    ready_of([leader])
    os._exit(1)


def work(function: Callable[[S], R], shard: S) -> tuple[R, int]:
    """What the function makes of a shard, and the most memory that this worker has held, in KiB."""
    global _last
    if _last is not None and _last != function:
        gc.collect()  # what another stage has left
    _last = function
    return function(shard), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

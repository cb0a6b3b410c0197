# SPDX-License-Identifier: Apache-2.0
"""The worker processes of one release: who may use one, for how long, and what takes its place when it is lost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

from .problem import Problem
from .process import Worker, WorkerLost
from .settings import MIB, ServeSettings

log = logging.getLogger("mucluc.endpoint")


@dataclass(slots=True)
class Answer:
    """A whole answer of a worker. head: what the worker says of it. body: a file at its start, of `length` bytes. Close it."""

    head: dict[str, Any]
    body: SpooledTemporaryFile[bytes]
    length: int = 0
    on_close: Callable[[], None] = field(default=lambda: None)

    def close(self) -> None:
        """Give the place back; a second time does nothing."""
        if not self.body.closed:
            self.body.close()
            self.on_close()

    def read(self) -> bytes:
        """All of it, for answers known to be small; closes."""
        data = self.body.read()
        self.close()
        return data


class Pool:
    """Workers on one store. `run` is the one door; at most `size - 1` workers take queries, so that documents always find one."""

    def __init__(self, store: Path, settings: ServeSettings) -> None:
        self._store = store
        self._settings = settings
        self._idle: list[Worker] = []
        self._workers: set[Worker] = set()
        self._waiting: deque[tuple[asyncio.Future[Worker], bool]] = deque()
        self._querying = 0
        self._clients: Counter[str] = Counter()
        self._open = 0
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.lost: Counter[str] = Counter()

    async def start(self) -> None:
        """Start all workers; raises UserError when one cannot start."""
        starting = [Worker.start(self._store, self._settings) for _ in range(self._settings.pool_size)]
        started = await asyncio.gather(*starting, return_exceptions=True)
        self._idle = [each for each in started if isinstance(each, Worker)]
        self._workers = set(self._idle)
        for each in started:
            if isinstance(each, BaseException):
                await self.close()
                raise each

    @property
    def state(self) -> dict[str, Any]:
        """Numbers for /health."""
        return {
            "size": self._settings.pool_size,
            "alive": len(self._workers),
            "idle": len(self._idle),
            "waiting": len(self._waiting),
            "lost": dict(self.lost),
            "isolation": min((each.isolation for each in self._workers), default="starting"),
        }

    async def run(self, job: dict[str, Any], client: str = "") -> Answer:
        """Have a job done; raises Problem. client: the address that asks, for a query; empty for a document of ours.

        The whole answer is held (in memory up to 1 MiB, then in an unnamed file) before its first byte goes out: every failure
        has its true status, and a slow reader keeps no worker.
        """
        settings = self._settings
        if client and self._clients[client] >= settings.per_client:
            raise Problem("too-many", f"{settings.per_client} queries of one address at a time", {"Retry-After": "2"})
        if self._open >= settings.answers:
            raise Problem("busy", "too many answers are being sent", {"Retry-After": "5"})
        self._clients[client] += 1
        self._open += 1

        def leave() -> None:
            self._open -= 1
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]

        answer = Answer({}, SpooledTemporaryFile(max_size=MIB), on_close=leave)  # noqa: SIM115  # closed by Answer.close
        try:
            worker = await self._take(bool(client))
            await self._ask(worker, job, answer, bool(client))
        except BaseException:
            answer.close()
            raise
        answer.length = answer.body.tell()
        answer.body.seek(0)
        return answer

    async def _ask(self, worker: Worker, job: dict[str, Any], answer: Answer, query: bool) -> None:
        settings = self._settings
        whole = {**job, "limit": settings.max_bytes, "deadline": settings.deadline}
        well = False
        try:
            async with asyncio.timeout(settings.deadline):
                failure = await worker.ask(json.dumps(whole).encode(), answer.head, answer.body.write)
            well = True
        except TimeoutError:
            self.lost["deadline"] += 1
            raise Problem("deadline", f"stopped after {settings.deadline:g} seconds") from None
        except WorkerLost as lost:
            self.lost["crashed"] += 1
            raise Problem("query-crashed", str(lost)) from None
        except asyncio.CancelledError:
            self.lost["client gone"] += 1
            raise
        finally:
            self._querying -= query
            if well and worker.served < settings.recycle and not self._closed:
                self._give(worker)
            else:
                self._replace(worker)
        if failure:
            detail = f"more than {settings.max_bytes:,} bytes" if failure["code"] == "result-too-large" else failure["detail"]
            raise Problem(failure["code"], detail)

    def _may(self, query: bool) -> bool:
        return not query or self._querying < self._settings.pool_size - 1

    async def _take(self, query: bool) -> Worker:
        if self._idle and self._may(query):
            self._querying += query
            return self._idle.pop()
        if query and len(self._waiting) >= self._settings.queue:
            raise Problem("busy", "the queue is full", {"Retry-After": "5"})
        place: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        entry = (place, query)
        self._waiting.append(entry)
        try:
            async with asyncio.timeout(self._settings.queue_wait):
                return await place
        except BaseException as error:
            if place.done() and not place.cancelled():
                self._querying -= query
                self._give(place.result())
            if isinstance(error, TimeoutError):
                raise Problem("busy", f"no worker was free for {self._settings.queue_wait:g} seconds", {"Retry-After": "5"}) from None
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(entry)

    def _give(self, worker: Worker) -> None:
        self._idle.append(worker)
        for wanted in (False, True):  # documents first: they are short
            for place, query in list(self._waiting):
                if query == wanted and self._idle and self._may(query) and not place.done():
                    self._waiting.remove((place, query))
                    self._querying += query
                    place.set_result(self._idle.pop())

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        self._workers.discard(worker)
        task = asyncio.get_running_loop().create_task(self._renew(worker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _renew(self, worker: Worker) -> None:
        await worker.bury()
        while not self._closed:
            try:
                fresh = await Worker.start(self._store, self._settings)
            except Exception as error:  # a full process table, a removed directory: keep trying, the others still serve
                log.error("a worker could not be replaced: %s", error)
                await asyncio.sleep(1)
                continue
            if self._closed:
                fresh.kill()
                await fresh.bury()
            else:
                self._workers.add(fresh)
                self._give(fresh)
            return

    async def close(self) -> None:
        """End all workers, also those at work."""
        self._closed = True
        workers, self._workers, self._idle = list(self._workers), set(), []
        for each in workers:
            each.kill()
        await asyncio.gather(*(each.bury() for each in workers))
        while self._tasks:
            await asyncio.gather(*self._tasks)

# SPDX-License-Identifier: Apache-2.0
"""The release that is being served, and the change to the next one without a dropped or mixed answer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from mucluc.errors import UserError
from mucluc.release import Release, ReleaseError
from mucluc.release.layout import CURRENT

from .context import Context
from .pool import Pool
from .problem import Problem
from .settings import ServeSettings

log = logging.getLogger("mucluc.endpoint")
RETRY = 30.0


class Serving:
    """One release and its workers. A request that began with it ends with it."""

    def __init__(self, release: Release, settings: ServeSettings) -> None:
        self.release = release
        self._held = release.hold()
        self.settings = settings
        self.context = Context(release.base)
        self.pool = Pool(release.store, settings)
        self.since = time.time()
        self._users = 0
        self._unused = asyncio.Event()
        self._unused.set()

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """Count a request in and out."""
        self._users += 1
        self._unused.clear()
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                self._unused.set()

    async def open(self) -> None:
        """Start the workers; raises UserError."""
        await self.pool.start()

    async def close(self, drain: float = 0.0) -> None:
        """Let the requests finish for at most `drain` seconds, then end the workers."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(drain):
                await self._unused.wait()
        await self.pool.close()
        self.release.close()
        self._held.close()


_SERVING: ContextVar[Serving] = ContextVar("serving")


def serving() -> Serving:
    """The release that the running request began with."""
    return _SERVING.get()


def release() -> Release:
    """The same, for rooms that need no worker."""
    return _SERVING.get().release


class Live:
    """What `current` points at under `root`, watched every `settings.poll` seconds."""

    def __init__(self, root: Path, settings: ServeSettings) -> None:
        self.root = root
        self.settings = settings
        self.started = time.time()
        self.switches = 0
        self.refused: dict[str, Any] | None = None
        self._now: Serving | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def request(self) -> Iterator[Serving]:
        """The current release for the length of one request; raises Problem before the first release is there."""
        now = self._now
        if now is None:
            raise Problem("busy", "no release is being served", {"Retry-After": "5"})
        token = _SERVING.set(now)
        try:
            with now.used():
                yield now
        finally:
            _SERVING.reset(token)

    async def start(self) -> None:
        """Serve what is current; raises ReleaseError or UserError."""
        self._now = await self._open()
        self._watch = asyncio.create_task(self._watching())

    async def stop(self) -> None:
        """End the watch and all workers."""
        if self._watch:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        for task in self._leaving:
            task.cancel()
        await asyncio.gather(*self._leaving, return_exceptions=True)
        now, self._now = self._now, None
        if now:
            await now.close()

    async def _open(self) -> Serving:
        made = Serving(Release.open(self.root / CURRENT), self.settings)
        try:
            await made.open()
        except BaseException:
            await made.close()
            raise
        return made

    async def _watching(self) -> None:
        while True:
            await asyncio.sleep(self.settings.poll)
            try:
                await self._look()
            except Exception:
                log.exception("looking at %s failed", self.root / CURRENT)

    async def _look(self) -> None:
        name = (self.root / CURRENT).resolve().name
        if self._now is None or name == self._now.release.id:
            return
        if self.refused and self.refused["release"] == name and time.time() - self.refused["at"] < RETRY:
            return
        try:
            fresh = await self._open()
        except (ReleaseError, UserError, OSError) as error:
            self.refused = {"release": name, "why": str(error), "at": time.time()}
            log.error("release %s is not served, %s stays: %s", name, self._now.release.id, error)
            return
        old, self._now, self.refused = self._now, fresh, None
        self.switches += 1
        log.info("release %s is served now, after %s", fresh.release.id, old.release.id)
        task = asyncio.create_task(self._leave(old))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _leave(self, old: Serving) -> None:
        try:
            await old.close(self.settings.drain)
        except asyncio.CancelledError:
            await old.close()
            raise

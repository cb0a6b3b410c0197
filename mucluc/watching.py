# SPDX-License-Identifier: Apache-2.0
"""Watched folders: a release is made when the files of the sources have changed and have come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from .config import Config
from .errors import UserError
from .publish import publish
from .talk import Talk

State = tuple[tuple[str, int, int], ...]
"""What can be seen of the files without reading them: path, size, time of the last change."""


def watch(
    path: Path | str,
    *,
    every: float,
    once: bool,
    talk: Talk,
    harvest: Callable[[Config], object] | None = None,
    harvest_every: float = 3600.0,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Publish whenever what the configuration names (and it itself) differs from what was last tried, and stands still between two looks.

    every: seconds between two looks. once: end after the first attempt, raising what hinders it; else a hindrance is said and watching
    goes on. harvest: fetches what servers have, at the start and every `harvest_every` seconds. Polling, so that it works on network
    shares, where a file system tells nothing.
    """
    due = time.monotonic()
    tried: State | None = None
    seen: State | None = None
    said = ""
    while True:
        try:
            if harvest is not None and time.monotonic() >= due:
                due = time.monotonic() + harvest_every
                harvest(Config.load(path))
            now = _look(Path(path))
            if now != tried and now == seen:
                tried = now
                done = publish(Config.load(path), talk=talk)
                talk.say(f"release {done.release} is current" if done.changed else f"nothing has changed since release {done.release}")
                if once:
                    return
            seen = now
        except UserError as error:
            if once:
                raise
            if str(error) != said:
                talk.say(f"mucluc: {error}")
            said = str(error)
        sleep(every)


def _look(path: Path) -> State:
    config = Config.load(path)
    files = {path, config.register, *(file for source in config.sources for file in config.files(source))}
    stats = ((str(file), file.stat()) for file in sorted(files) if file.exists())
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)

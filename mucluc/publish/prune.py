# SPDX-License-Identifier: Apache-2.0
"""Older releases that hold what may no longer be published are removed; the store's files keep deleted text, so whole releases go.

What is to go is decided before the switch and written into the release's private audit, so that a run that dies between the switch
and the removal leaves it to the next start.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from mucluc.errors import UserError
from mucluc.release import Release, layout
from mucluc.release.durable import sync

from .audit import known
from .commit import current, finished
from .kill import kill_point

GOING = ".going-"
WAIT = 30.0
"""Seconds that a server may take to leave a release that is to be removed: longer than one takes to notice the new one."""


def to_prune(root: Path, policies: str, causes: Iterable[str]) -> list[str]:
    """The finished releases that were made under other policies, or that hold a record of `causes` (paths) as published."""
    paths = list(causes)
    return [path.name for path in finished(root) if known(root, path.name).get("policies") != policies or _holds(path, paths)]


def _holds(path: Path, records: list[str]) -> bool:
    release = Release.open(path)
    try:
        authorities = {each.path for each in release.authorities() if each.status == "published"}
        if not authorities.isdisjoint(records):
            return True
        found = (release.record(each) for each in records)
        return any(record is not None and record.status == "published" for record in found)
    finally:
        release.close()


def finish_pruning(root: Path, wait: float = WAIT) -> list[str]:
    """Remove what the current release says must go, and what an earlier removal left half done; the releases removed."""
    for left in (root / layout.RELEASES).glob(f"{GOING}*"):
        shutil.rmtree(left, ignore_errors=True)
    now = current(root)
    return prune(root, known(root, now.id).get("prune", []), wait) if now is not None else []


def prune(root: Path, releases: Iterable[str], wait: float = WAIT) -> list[str]:
    """Remove these releases, never the current one; those that were there. Servers are given `wait` seconds to leave them."""
    now = current(root)
    until = time.monotonic() + wait
    gone = []
    for name in releases:
        path = root / layout.RELEASES / name
        if (now is not None and now.id == name) or not path.is_dir():
            continue
        with (path / layout.NETWORK).open("rb") as held:
            _wait(held, until)
            going = path.with_name(GOING + name)
            os.rename(path, going)
        sync(going.parent)
        kill_point("while-pruning")
        shutil.rmtree(going)
        gone.append(name)
    return gone


def _wait(held: BinaryIO, until: float) -> None:
    """Wait until no server holds the release (`Release.hold`), or the time is up: what must go, goes."""
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return
            time.sleep(0.1)
        else:
            return


def pick(root: Path, keep: int) -> list[str]:
    """All finished releases but the newest `keep` and the current one; raises UserError when `keep` is less than one."""
    if keep < 1:
        raise UserError("--keep must be 1 or more: the current release always stays")
    return [path.name for path in finished(root)[:-keep]]

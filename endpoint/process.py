# SPDX-License-Identifier: Apache-2.0
"""The front's side of one worker process: start it, ask it, end it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from mucluc.errors import UserError

from . import frames
from .settings import ServeSettings

START_LIMIT = 30.0
# A worker needs nothing of the operator's environment, and there may be secrets in it.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV", "LD_PRELOAD", "LD_LIBRARY_PATH")
UNISOLATED = (
    "this system gives a worker no network namespace, so a query could reach the network past the guard. "
    "Allow unprivileged user namespaces (sysctl user.max_user_namespaces, or the container's security profile), "
    "or accept it with allow_unisolated = true under [serve]"
)


class WorkerLost(Exception):
    """The process ended in the middle of a job; the message says how."""


class Worker:
    """One process. isolation: what it said at its start. served: jobs done."""

    def __init__(self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self.isolation = ""
        self.served = 0

    @classmethod
    async def start(cls, store: Path, settings: ServeSettings) -> Worker:
        """Start a worker on a store and wait until it is ready; raises UserError with the reason."""
        ours, theirs = socket.socketpair()
        allow = "allow" if settings.allow_unisolated else "refuse"
        command = [sys.executable, "-P", "-m", "mucluc.endpoint.worker", str(theirs.fileno()), str(store), str(settings.memory), allow]
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        with theirs, tempfile.TemporaryFile() as talk:
            # Started from the loop's own thread: the worker dies with the thread that started it (PR_SET_PDEATHSIG).
            process = subprocess.Popen(
                command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, stdout=talk, stderr=talk, env=environment, cwd="/"
            )
            theirs.close()
            reader, writer = await asyncio.open_connection(sock=ours)
            worker = cls(process, reader, writer)
            try:
                async with asyncio.timeout(START_LIMIT):
                    letter, data = await frames.receive_async(reader)
            except (TimeoutError, asyncio.IncompleteReadError, OSError) as error:
                await worker._end()
                raise UserError(f"a worker on {store} did not start: {_tail(talk) or type(error).__name__}") from None
            except BaseException:
                await worker._end()
                raise
        said: dict[str, Any] = json.loads(data)
        if letter != frames.READY:
            await worker._end()
            raise UserError(UNISOLATED if said["code"] == "unisolated" else f"the store {store} cannot be opened: {said['detail']}")
        worker.isolation = said["isolation"]
        return worker

    async def ask(self, job: bytes, head: dict[str, Any], write: Callable[[bytes], object]) -> dict[str, str] | None:
        """Have one job done: the answer's head and bytes go to `head` and `write`; what failed, or None. Raises WorkerLost."""
        try:
            self._writer.write(frames.HEADER.pack(frames.JOB, len(job)) + job)
            await self._writer.drain()
            while True:
                letter, data = await frames.receive_async(self._reader)
                if letter == frames.DATA:
                    write(data)
                elif letter == frames.HEAD:
                    head.update(json.loads(data))
                else:
                    self.served += 1
                    failure: dict[str, str] | None = json.loads(data) if letter == frames.FAIL else None
                    return failure
        except (asyncio.IncompleteReadError, ConnectionError):
            await self._end()
            raise WorkerLost(self._cause()) from None

    def _cause(self) -> str:
        code = self._process.returncode
        try:
            return f"the worker ended by {signal.Signals(-code).name}" if code and code < 0 else f"the worker ended with {code}"
        except ValueError:
            return f"the worker ended with {code}"

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()

    async def bury(self) -> None:
        """Wait for the end of the process and close the socket."""
        self._writer.close()
        await asyncio.to_thread(self._process.wait)

    async def _end(self) -> None:
        self.kill()
        await self.bury()


def _tail(talk: IO[bytes]) -> str:
    talk.seek(0)
    lines = talk.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""

# SPDX-License-Identifier: Apache-2.0
"""A process that answers queries of one store and nothing else; the front may kill it at any moment.

Started as `python -P -m mucluc.endpoint.worker FD STORE MEMORY ALLOW`: FD is a connected socket. Oxigraph has no deadline and no
limit of its own, and a deeply nested query overflows its native stack, so each query runs where nothing else can be lost.
"""

from __future__ import annotations

import json
import signal
import socket
import sys
import zlib
from typing import Any

from . import frames, isolation

GZIP_FROM = 1024


class TooLarge(Exception):
    """The answer is longer than the limit."""


class Sink:
    """A file that frames what is written to it; the head goes out with the first piece, so that an early failure has no head.

    limit: bytes before compression. gzip: compress answers of at least 1 KiB.
    """

    def __init__(self, to: socket.socket, head: dict[str, Any], limit: int, gzip: bool) -> None:
        self._to = to
        self._head = head
        self._limit = limit
        self._gzip = gzip
        self._packer: Any = None
        self._held = bytearray()
        self._started = False
        self._length = 0

    def write(self, data: bytes) -> int:
        """Take bytes; raises TooLarge past the limit."""
        self._length += len(data)
        if self._length > self._limit:
            raise TooLarge
        self._held += data
        if len(self._held) >= frames.PIECE:
            self._send(last=False)
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces go out when they are full."""

    def close(self) -> None:
        """Send what is held and the end."""
        self._send(last=True)
        frames.send(self._to, frames.END, b"")

    def _send(self, last: bool) -> None:
        if not self._started:
            self._started = True
            if self._gzip and len(self._held) >= GZIP_FROM:
                self._packer = zlib.compressobj(4, zlib.DEFLATED, 31)
            head = {**self._head, "encoding": "gzip" if self._packer else ""}
            frames.send(self._to, frames.HEAD, json.dumps(head).encode())
        data = bytes(self._held)
        self._held.clear()
        if self._packer:
            data = self._packer.compress(data) + (self._packer.flush() if last else b"")
        for start in range(0, len(data), 2 * frames.PIECE):
            frames.send(self._to, frames.DATA, data[start : start + 2 * frames.PIECE])


def main(arguments: list[str]) -> int:
    """Confine the process, open the store, answer jobs until the front closes the socket."""
    descriptor, store, memory, allow = int(arguments[0]), arguments[1], int(arguments[2]), arguments[3] == "allow"
    with socket.socket(fileno=descriptor) as front:
        isolation.spare_the_parent()
        held = isolation.confine(memory)
        if held == "none" and not allow:
            frames.send(front, frames.FAIL, json.dumps({"code": "unisolated", "detail": ""}).encode())
            return 3
        from .jobs import Desk  # after the process is confined, so that nothing of the engine runs before

        try:
            desk = Desk(store)
        except (OSError, RuntimeError, ValueError) as error:
            frames.send(front, frames.FAIL, json.dumps({"code": "store", "detail": str(error)}).encode())
            return 4
        frames.send(front, frames.READY, json.dumps({"isolation": held}).encode())
        while (frame := frames.receive(front)) is not None:
            _answer(front, desk, json.loads(frame[1]))
    return 0


def _answer(front: socket.socket, desk: Any, job: dict[str, Any]) -> None:
    # Should the front hang, the system's own alarm ends this process: no Python handler, so it acts inside native code too.
    signal.setitimer(signal.ITIMER_REAL, job["deadline"] + 2)

    def sink(head: dict[str, Any]) -> Sink:
        return Sink(front, head, job["limit"], job.get("gzip", False))

    failure: dict[str, str] | None = None
    try:
        desk.answer(job, sink)
    except TooLarge:
        failure = {"code": "result-too-large", "detail": ""}
    except SyntaxError as error:
        failure = {"code": "query-malformed", "detail": str(error)}
    except MemoryError:
        failure = {"code": "query-crashed", "detail": "out of memory"}
    except (OSError, RuntimeError, ValueError, OverflowError) as error:
        failure = {"code": "query-failed", "detail": str(error)}
    signal.setitimer(signal.ITIMER_REAL, 0)
    if failure:
        frames.send(front, frames.FAIL, json.dumps(failure).encode())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

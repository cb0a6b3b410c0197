# SPDX-License-Identifier: Apache-2.0
"""The messages between the front and a worker: one letter, a length, bytes."""

from __future__ import annotations

import asyncio
import socket
import struct

HEADER = struct.Struct("!cI")
PIECE = 32 * 1024

READY = b"R"  # worker → front, once: JSON {isolation}
JOB = b"J"  # front → worker: JSON of the job
HEAD = b"H"  # worker → front: JSON {kind, encoding, …}; the answer has begun
DATA = b"D"  # worker → front: bytes of the answer
END = b"E"  # worker → front: the answer is whole
FAIL = b"F"  # worker → front: JSON {code, detail}; the answer is void


def send(to: socket.socket, letter: bytes, data: bytes) -> None:
    """Send one frame over a blocking socket; raises OSError when the other side is gone."""
    to.sendall(HEADER.pack(letter, len(data)) + data)


def receive(of: socket.socket) -> tuple[bytes, bytes] | None:
    """The next frame from a blocking socket, or None when the other side has closed it."""
    header = _exactly(of, HEADER.size)
    if header is None:
        return None
    letter, length = HEADER.unpack(header)
    data = _exactly(of, length)
    return None if data is None else (letter, data)


def _exactly(of: socket.socket, length: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < length:
        more = of.recv(min(length - len(parts), 65536))
        if not more:
            return None
        parts += more
    return bytes(parts)


async def receive_async(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The next frame in the front; raises asyncio.IncompleteReadError or OSError when the worker is gone."""
    letter, length = HEADER.unpack(await reader.readexactly(HEADER.size))
    return letter, await reader.readexactly(length)

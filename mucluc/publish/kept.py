# SPDX-License-Identifier: Apache-2.0
"""Files that a run leaves for the next one (`reuse`): values that tell whether they are whole, and marks of files to be taken over.

Against accidents only: the folder is as private as the run itself.
"""

from __future__ import annotations

import marshal
import os
import shutil
import struct
import zlib
from pathlib import Path
from typing import Any

from .reuse import Stale

_HEAD = struct.Struct("<L")

Mark = tuple[int, int]
"""The size of a file and the CRC-32 of its bytes."""


def write_kept(path: Path, value: Any) -> None:
    """Write a value of plain types for the next run."""
    data = marshal.dumps(value)
    path.write_bytes(_HEAD.pack(zlib.crc32(data)) + data)


def read_kept(path: Path) -> Any:
    """What `write_kept` wrote; raises Stale when the file is lost or damaged."""
    data = _read(path)
    if len(data) <= _HEAD.size or _HEAD.unpack_from(data)[0] != zlib.crc32(memoryview(data)[_HEAD.size :]):
        raise Stale(f"{path.name} is damaged")
    return marshal.loads(memoryview(data)[_HEAD.size :])


def mark_of(path: Path) -> Mark:
    """The mark of a file as it is now."""
    data = path.read_bytes()
    return len(data), zlib.crc32(data)


def read_marked(path: Path, mark: Mark) -> bytes:
    """The bytes of a file of the last run; raises Stale when they are not those that were marked."""
    data = _read(path)
    if (len(data), zlib.crc32(data)) != tuple(mark):
        raise Stale(f"{path.name} is not what it was")
    return data


def link(old: Path, new: Path) -> None:
    """Let `new` be the same file as `old`, a copy where the file system has no links."""
    new.unlink(missing_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Stale(f"{path.name} is lost") from error

# SPDX-License-Identifier: Apache-2.0
"""Files that two directories share: a hard link where it can be had, else a copy."""

from __future__ import annotations

import functools
import os
import shutil
import weakref
from pathlib import Path


class Place:
    """A directory that many files are linked from or to: it is opened once, so that the system looks for each file from there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @functools.cached_property
    def handle(self) -> int:
        """The open directory; closed with the last use of this value. Raises FileNotFoundError."""
        found = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        weakref.finalize(self, os.close, found)
        return found


def take_over(name: str, source: Place, target: Place) -> None:
    """Let a file of `target` be that of `source`, or a copy where links are not to be had; raises FileNotFoundError, FileExistsError."""
    try:
        os.link(name, name, src_dir_fd=source.handle, dst_dir_fd=target.handle)
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError:  # another file system, or one with as many links as it can have
        shutil.copyfile(source.path / name, target.path / name)

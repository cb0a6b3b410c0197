# SPDX-License-Identifier: Apache-2.0
"""A library's private files from run to run: they stay as they are where they would be made of the same again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PrivateNotes:
    """before: the folder of the last run's files. kept: of its notes. keep: of this run's. Without them nothing is taken over or noted.

    A file that is not as the last run left it, by size and time, is made anew.
    """

    before: Path | None = None
    kept: Path | None = None
    keep: Path | None = None

    def take_over(self, name: str, made_of: str, folder: Path) -> bool:
        """Give a library's files a second name in a folder; False when they were made of something else, or are not as they were left."""
        if self.before is None or self.kept is None:
            return False
        try:
            said = json.loads((self.kept / f"{name}.json").read_text("utf-8"))
            files = [self.before / each for each in said["files"]]
            if said["made_of"] != made_of or said["files"] != _seen(files):
                return False
        except FileNotFoundError:
            return False
        for file in files:
            _link(file, folder / file.name)
        return True

    def note(self, name: str, made_of: str, files: Sequence[Path]) -> None:
        """Note for the next run what a library's files were made of."""
        if self.keep is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{name}.json").write_text(json.dumps({"made_of": made_of, "files": _seen(files)}), "utf-8")


def _seen(files: Sequence[Path]) -> dict[str, list[int]]:
    stats = {each.name: each.stat() for each in files}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a file system without links
        shutil.copy2(old, new)

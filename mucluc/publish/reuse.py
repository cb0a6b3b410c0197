# SPDX-License-Identifier: Apache-2.0
"""What a run takes over from the last one: its release, and a folder of what was found out on the way to it.

Reuse may change what a run costs, never what it makes: each stage finds by its own digests what is still good, and a run that
reuses nothing gives the same bytes. Nothing is reused when the software, the configuration or the policy is another. The folder
holds what has been screened only, and only of the last run: what is no longer published leaves it with the next release.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from mucluc.release import Release

from .fingerprint import Fingerprint

FOLDER = "cache"
_BUILDING = ".building"
_BASIS = "basis"


class Stale(Exception):
    """What the last run left is not what it wrote; the message says which file. All is made anew then: it costs time and nothing else."""


class Reuse:
    """last: the release that stands, None when nothing of it may be taken over. old: the folder that its run left, None like it, or when
    it was lost. new: the folder that this run writes for the next; each stage has files of its own names in it.
    """

    def __init__(self, root: Path, basis: str, last: Release | None, *, whole: bool = False) -> None:
        """whole: take nothing over."""
        self.folder = root / FOLDER
        self.new = self.folder / _BUILDING
        shutil.rmtree(self.new, ignore_errors=True)
        self.new.mkdir(parents=True)
        self.folder.chmod(0o700)
        (self.new / _BASIS).write_text(basis, "utf-8")
        left = self.folder / last.id if last is not None else None
        same = not whole and left is not None and _text(left / _BASIS) == basis
        self.old = left if same else None
        self.last = last if same else None

    def keep(self, release: str) -> None:
        """Put the new folder where the run after `release` looks for it; to be called before that release becomes current."""
        place = self.folder / release
        shutil.rmtree(place, ignore_errors=True)
        os.rename(self.new, place)

    def tidy(self, release: str) -> None:
        """Remove the folders of other runs; to be called when `release` has become current."""
        for each in self.folder.iterdir():
            if each.name != release:
                shutil.rmtree(each)


def basis_of(print_of: Fingerprint, configuration: str) -> str:
    """What two runs must have in common for one to take over from the other. configuration: its digest."""
    return hashlib.sha256(f"{print_of.software} {configuration} {print_of.policies}".encode()).hexdigest()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return ""

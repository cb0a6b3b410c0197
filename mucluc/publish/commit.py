# SPDX-License-Identifier: Apache-2.0
"""A release becomes current: the list of its files, its manifest, verification, fsync and one rename; and the lock against two runs."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mucluc.endpoint.store import StoreError, verify_store
from mucluc.errors import PublishError
from mucluc.release import Release, ReleaseError, layout
from mucluc.release.digest import file_digest
from mucluc.release.durable import sync

from .listing import Listing, compare, compare_written, write_list

LANDING = timedelta(minutes=1)
"""How far ahead a release is dated: longer than servers take to notice it and open it."""


@contextmanager
def run_lock(root: Path) -> Iterator[None]:
    """Hold `root/lock` for the time of a run; raises PublishError when another run holds it."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PublishError(f"another run is at work in {root}; wait for it to end (its lock is {root / 'lock'})") from None
        yield


def write_manifest(release: Path, manifest: dict[str, Any], last: Release | None = None) -> Listing:
    """Write `files.tsv`, then `manifest.json` with its digest, last of all. last: the release that files were taken over from by links."""
    listing = write_list(release, last)
    manifest = {
        **manifest,
        "files": listing.files,
        "bytes": listing.sizes.total(),
        "files_sha256": listing.sha256,
        "content_sha256": listing.content,
    }
    (release / layout.MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return listing


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: sentences, each naming a file; none when the release is whole."""

    files: int
    wrong: tuple[str, ...]


def verify(path: Path, fresh: set[bytes] | None = None) -> Verdict:
    """Compare every file of a release with its list, and the list with the manifest; raises ReleaseError when it is not a release.

    fresh: for a release that was listed just now, the files that were read for the list (`Listing.fresh`): only they are compared, by
    size. To read what was written a moment ago says nothing of the disk, and what was taken over is the last release's.
    """
    release = Release.open(path)
    listing = release.path / layout.FILES
    if not release.manifest or not listing.is_file():
        raise ReleaseError(f"{path}: manifest.json or files.tsv is missing; this release was never finished")
    wrong = []
    if file_digest(listing) != release.manifest.get("files_sha256"):
        wrong.append(f"{layout.FILES}: not the list that the manifest names")
    if fresh is not None:
        return Verdict(release.manifest["files"], (*wrong, *compare_written(release.path, fresh)))
    files, different = compare(release.path)
    return Verdict(files, (*wrong, *different))


def verify_all(path: Path) -> Verdict:
    """`verify`, and the store statement by statement against the digest that the shards had; takes a minute a few million statements."""
    verdict = verify(path)
    stored = Release.open(path).manifest["store"]
    try:
        verify_store(path.resolve() / layout.STORE, stored["quads"], stored["digest"])
    except StoreError as error:
        return Verdict(verdict.files, (*verdict.wrong, str(error)))
    return verdict


def land(release: Path, landed: str | None = None) -> None:
    """Enter in the manifest, as the last thing before the rename, the moment from which the release is there to be seen.

    landed: that moment (UTC, `YYYY-MM-DDThh:mm:ssZ`); by default `LANDING` from now where another release is served, so that
    it is not before the servers have changed over. Feeds date by it what the release changed: by the run's beginning, a
    harvester that came during the run would miss it all.
    """
    ahead = LANDING if (release.parent.parent / layout.CURRENT).exists() else timedelta()
    manifest = json.loads((release / layout.MANIFEST).read_text("utf-8"))
    manifest["landed"] = landed or max(f"{datetime.now(UTC) + ahead:%Y-%m-%dT%H:%M:%SZ}", manifest["created"])
    new = release / f".{layout.MANIFEST}.new"
    new.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sync(new)
    os.replace(new, release / layout.MANIFEST)
    sync(release)


def switch(root: Path, release_id: str) -> None:
    """Point `root/current` at `releases/{release_id}` by one rename; raises PublishError when there is no such release."""
    target = Path(layout.RELEASES) / release_id
    if not (root / target / layout.MANIFEST).is_file():
        raise PublishError(f"there is no finished release {release_id!r} in {root / layout.RELEASES}; see: mucluc release list CONFIG")
    link = root / f".{layout.CURRENT}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    os.replace(link, root / layout.CURRENT)
    sync(root)


def current(root: Path) -> Release | None:
    """The current release, or None before the first."""
    link = root / layout.CURRENT
    return Release.open(link) if link.exists() else None


def finished(root: Path) -> list[Path]:
    """The finished releases, oldest first."""
    return sorted(path.parent for path in (root / layout.RELEASES).glob(f"[0-9]*/{layout.MANIFEST}"))

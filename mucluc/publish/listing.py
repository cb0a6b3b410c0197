# SPDX-License-Identifier: Apache-2.0
"""`files.tsv`, the list of a release's files: `path TAB size TAB sha256`, by path; written, compared and added up as a stream.

A file that is a hard link to the last release's file of the same name is that file: its line is taken over, and it is not read again.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from mucluc.release import Release, layout
from mucluc.release.digest import file_digest

BATCH = 5000
"""Lines held at a time."""
_APART = frozenset((layout.MANIFEST.encode(), layout.FILES.encode()))
_STORE = f"{layout.STORE}/".encode()
_LAST = b"\xff"
"""Stands after every path, for UTF-8 has no such byte."""
File = tuple[bytes, "os.DirEntry[bytes]"]
T = TypeVar("T")


@dataclass(slots=True)
class Listing:
    """What was listed. sizes: bytes by the first part of the paths. sha256: of the list; content: of the list without the store's files.

    fresh: the files that were read, for they are not the last release's.
    """

    files: int = 0
    sizes: Counter[str] = field(default_factory=Counter)
    sha256: str = ""
    content: str = ""
    fresh: set[bytes] = field(default_factory=set)


def write_list(release: Path, last: Release | None = None) -> Listing:
    """Write `files.tsv` of a release. last: the release that it shares files with; not believed when its list is not its manifest's."""
    listing, whole, content = Listing(), hashlib.sha256(), hashlib.sha256()
    shared = _shared(last) if last is not None and _is_own(last) else iter(())
    with (release / layout.FILES).open("wb") as out, ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for lines in _batches(_taken_over(_walk(os.fsencode(release)), shared)):
            fresh = [path for path, line in lines if not line]
            listing.fresh.update(fresh)
            read = pool.map(partial(_line, release), fresh)  # hashing lets other threads run
            made = [line or next(read) for _, line in lines]
            text = b"".join(made)
            out.write(text)
            whole.update(text)
            content.update(b"".join(line for line in made if not line.startswith(_STORE)))
            listing.files += len(made)
            _add(made, listing.sizes)
    listing.sha256, listing.content = whole.hexdigest(), content.hexdigest()
    return listing


def compare(release: Path, sizes: frozenset[bytes] | set[bytes] = frozenset(), *, digests: bool = False) -> tuple[int, list[str]]:
    """How many files the list of a release has, and what differs from it, a sentence each: files missing, not listed or changed.

    sizes: the files whose size is compared. digests: read every file and compare size and SHA-256.
    """
    count, wrong = 0, []
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for pairs in _batches(_paired(_lines(release), _walk(os.fsencode(release)))):
            both = [(line, file) for line, file in pairs if line and file]
            looked = [(line, file) for line, file in both if digests or file[0] in sizes]
            here = pool.map(partial(_line, release), (file[0] for _, file in looked)) if digests else map(_sized, looked)
            changed = {line for (line, _), found in zip(looked, here, strict=True) if found != line}
            for line, file in pairs:
                count += line is not None
                said = _difference(line, file, line in changed)
                if said:
                    wrong.append(said)
    return count, wrong


def _difference(line: bytes | None, file: File | None, changed: bool) -> str:
    name = (line.partition(b"\t")[0] if line else file[0] if file else b"").decode("utf-8", "replace")
    if file is None:
        return f"{name}: missing"
    if line is None:
        return f"{name}: not in the list"
    return f"{name}: changed (size or SHA-256 differs)" if changed else ""


def _sized(pair: tuple[bytes, File]) -> bytes:
    """The line with the size that the file has."""
    path, _, digest = pair[0].split(b"\t")
    return b"%s\t%d\t%s" % (path, pair[1][1].stat().st_size, digest)


def _line(release: Path, path: bytes) -> bytes:
    """The line of a file, from the file; its size is that of the bytes that were hashed unless someone writes to it meanwhile."""
    name = path.decode()
    file = release / name
    return f"{name}\t{file.stat().st_size}\t{file_digest(file)}\n".encode()


def _walk(folder: bytes, under: bytes = b"") -> Iterator[File]:
    """The files of a release but its manifest and list, in the order of their whole paths."""
    with os.scandir(folder) as found:
        entries = sorted((each.name + b"/" if each.is_dir(follow_symlinks=False) else each.name, each) for each in found)
    for name, entry in entries:
        if name.endswith(b"/"):
            yield from _walk(entry.path, under + name)
        elif under or name not in _APART:
            yield under + name, entry


def _is_own(release: Release) -> bool:
    """Whether the list is the one that the manifest names."""
    listing = release.path / layout.FILES
    return listing.is_file() and file_digest(listing) == release.manifest.get("files_sha256")


def _lines(release: Path) -> Iterator[bytes]:
    with (release / layout.FILES).open("rb") as listing:
        yield from listing


def _shared(last: Release) -> Iterator[tuple[bytes, int, bytes]]:
    """`(path, inode, line)` of the files that the last release lists and has."""
    for line, file in _paired(_lines(last.path), _walk(os.fsencode(last.path))):
        if line and file:
            yield file[0], file[1].inode(), line


def _taken_over(files: Iterator[File], shared: Iterator[tuple[bytes, int, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Each file with the line of the last release's when it is the same; with nothing when it is not."""
    name, inode, line = next(shared, (_LAST, 0, b""))
    for path, entry in files:
        while name < path:
            name, inode, line = next(shared, (_LAST, 0, b""))
        yield path, line if name == path and inode == entry.inode() else b""


def _paired(lines: Iterator[bytes], files: Iterator[File]) -> Iterator[tuple[bytes | None, File | None]]:
    """Lines and files of one path together, in the order of the paths; None where there is only one of the two."""
    file = next(files, None)
    for line in lines:
        path = line[: line.find(b"\t")]
        while file is not None and file[0] < path:
            yield None, file
            file = next(files, None)
        if file is not None and file[0] == path:
            yield line, file
            file = next(files, None)
        else:
            yield line, None
    while file is not None:
        yield None, file
        file = next(files, None)


def _batches(entries: Iterable[T]) -> Iterator[list[T]]:
    walk = iter(entries)
    while batch := list(islice(walk, BATCH)):
        yield batch


def _add(lines: Iterable[bytes], sizes: Counter[str]) -> None:
    """Add the sizes of these files to that of the parts of the release that they are in."""
    for line in lines:
        path, size, _ = line.split(b"\t")
        sizes[path[: path.find(b"/")].decode() if b"/" in path else path.decode()] += int(size)

# SPDX-License-Identifier: Apache-2.0
"""`files.tsv`, the list of a release's files: `path TAB size TAB sha256`, by path; written, compared and added up as a stream.

A file that is a hard link to the last release's file of the same name is that file: its line is taken over, and it is not read again.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from mucluc.release import Release, layout
from mucluc.release.digest import file_digest

BATCH = 5000
"""Lines held at a time."""
LARGE = 1 << 20
"""Bytes from which a file is hashed beside the others: to hand over a smaller one takes longer than to hash it."""
_APART = (layout.MANIFEST.encode(), layout.FILES.encode())
_STORE = f"{layout.STORE}/".encode()
_LAST = b"\xff"
"""Stands after every path, for UTF-8 has no such byte."""
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
    shared = last.path if last is not None and _is_own(last) else None
    with (release / layout.FILES).open("wb") as out, ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for lines in _batches(_taken_over(release, shared)):
            fresh = [path for path, line in lines if not line]
            listing.fresh.update(fresh)
            read = _read(release, fresh, pool)
            made = [line or next(read) for _, line in lines]
            text = b"".join(made)
            out.write(text)
            whole.update(text)
            content.update(b"".join([line for line in made if not line.startswith(_STORE)]))
            listing.files += len(made)
            _add(made, listing.sizes)
    listing.sha256, listing.content = whole.hexdigest(), content.hexdigest()
    return listing


def compare(release: Path) -> tuple[int, list[str]]:
    """How many files the list of a release has, and what differs from it, a sentence each: files missing, not listed or changed.

    Every file is read: its size and SHA-256 are compared.
    """
    count, wrong = 0, []
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for pairs in _batches(_paired(_lines(release), _paths(release))):
            both = [(line, path) for line, path in pairs if line and path]
            here = _read(release, [path for _, path in both], pool)
            changed = {line for (line, _), found in zip(both, here, strict=True) if found != line}
            for line, path in pairs:
                count += line is not None
                said = _difference(line, path, line in changed)
                if said:
                    wrong.append(said)
    return count, wrong


def compare_written(release: Path, fresh: set[bytes]) -> list[str]:
    """What differs from a list that was written just now. fresh: the files that were read for it, whose sizes are compared."""
    wrong = []
    for line in _lines(release):
        path = line[: line.find(b"\t")]
        if path in fresh:
            size = int(line.split(b"\t")[1])
            try:
                changed = os.stat(os.fsencode(release) + b"/" + path).st_size != size
            except FileNotFoundError:
                wrong.append(_difference(line, None, changed=True))
            else:
                wrong += [_difference(line, path, changed)] if changed else []
    return wrong


def _difference(line: bytes | None, path: bytes | None, changed: bool) -> str:
    name = (line.partition(b"\t")[0] if line else path or b"").decode("utf-8", "replace")
    if path is None:
        return f"{name}: missing"
    if line is None:
        return f"{name}: not in the list"
    return f"{name}: changed (size or SHA-256 differs)" if changed else ""


def _read(release: Path, paths: list[bytes], pool: ThreadPoolExecutor) -> Iterator[bytes]:
    """The lines of files, from the files; hashing a large one lets the others run."""
    root = os.fsencode(release) + b"/"
    large = [pool.submit(_line, release, path) if os.stat(root + path).st_size >= LARGE else None for path in paths]
    for path, found in zip(paths, large, strict=True):
        yield found.result() if found else _line(release, path)


def _line(release: Path, path: bytes) -> bytes:
    """The line of a file, from the file; its size is that of the bytes that were hashed unless someone writes to it meanwhile."""
    name = path.decode()
    file = release / name
    return f"{name}\t{file.stat().st_size}\t{file_digest(file)}\n".encode()


def _walk(folder: bytes, beside: bytes = b"", under: bytes = b"") -> Iterator[tuple[bytes, list[bytes], set[bytes]]]:
    """The files of a folder and of those in it, in the order of their whole paths: where they are, their names, which are shared.

    beside: the folder that files may be shared with; those are that have one name and one inode in both.
    """
    files, folders = _inodes(folder)
    there = _inodes(beside)[0] if beside else {}
    shared = {name for name, _ in files.items() & there.items()}
    names, start = sorted(files), 0
    for each in sorted(name + b"/" for name in folders):
        end = bisect_left(names, each, start)
        yield under, names[start:end], shared
        start = end
        yield from _walk(folder + b"/" + each[:-1], beside and beside + b"/" + each[:-1], under + each)
    yield under, names[start:], shared


def _inodes(folder: bytes) -> tuple[dict[bytes, int], list[bytes]]:
    """The files of a folder with their inodes, and the folders in it; nothing where there is no such folder."""
    files: dict[bytes, int] = {}
    folders: list[bytes] = []
    try:
        with os.scandir(folder) as found:
            for each in found:
                if each.is_dir(follow_symlinks=False):
                    folders.append(each.name)
                else:
                    files[each.name] = each.inode()
    except FileNotFoundError:
        pass
    return files, folders


def _listed(release: Path, last: Path | None = None) -> Iterator[tuple[bytes, list[bytes], set[bytes]]]:
    """What `_walk` finds in a release, without its manifest and list."""
    for under, names, shared in _walk(os.fsencode(release), os.fsencode(last) if last else b""):
        yield under, names if under else [name for name in names if name not in _APART], shared


def _paths(release: Path) -> Iterator[bytes]:
    for under, names, _ in _listed(release):
        for name in names:
            yield under + name


def _is_own(release: Release) -> bool:
    """Whether the list is the one that the manifest names."""
    listing = release.path / layout.FILES
    return listing.is_file() and file_digest(listing) == release.manifest.get("files_sha256")


def _lines(release: Path) -> Iterator[bytes]:
    with (release / layout.FILES).open("rb") as listing:
        yield from listing


def _taken_over(release: Path, last: Path | None) -> Iterator[tuple[bytes, bytes]]:
    """Each file of a release with the line of the last one's when it is the same; with nothing when it is not."""
    with (last / layout.FILES).open("rb") if last else nullcontext(iter(())) as lines:
        line: bytes = next(lines, _LAST)
        for under, names, shared in _listed(release, last):
            for name in names:
                path = under + name
                if name in shared:
                    start = path + b"\t"
                    while line < start:
                        line = next(lines, _LAST)
                    yield path, line if line.startswith(start) else b""
                else:
                    yield path, b""


def _paired(lines: Iterator[bytes], paths: Iterator[bytes]) -> Iterator[tuple[bytes | None, bytes | None]]:
    """Lines and files of one path together, in the order of the paths; None where there is only one of the two."""
    path = next(paths, None)
    for line in lines:
        said = line[: line.find(b"\t")]
        while path is not None and path < said:
            yield None, path
            path = next(paths, None)
        if path == said:
            yield line, path
            path = next(paths, None)
        else:
            yield line, None
    while path is not None:
        yield None, path
        path = next(paths, None)


def _batches(entries: Iterable[T]) -> Iterator[list[T]]:
    walk = iter(entries)
    while batch := list(islice(walk, BATCH)):
        yield batch


def _add(lines: Iterable[bytes], sizes: Counter[str]) -> None:
    """Add the sizes of these files to that of the parts of the release that they are in."""
    found: dict[bytes, int] = {}
    for line in lines:
        path, size, _ = line.split(b"\t")
        part = path[: path.find(b"/")] if b"/" in path else path
        found[part] = found.get(part, 0) + int(size)
    sizes.update({part.decode(): size for part, size in found.items()})

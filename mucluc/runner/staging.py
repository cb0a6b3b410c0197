# SPDX-License-Identifier: Apache-2.0
"""Shards without a shared folder: what a shard reads goes to its worker, and what it wrote comes back, through S3-compatible storage.

The functions stay as they are. Around each call stands a folder of the worker's own that mirrors the paths of the machine that leads.
"""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pyarrow.fs import FileSelector, FileSystem, FileType  # type: ignore[import-untyped]

from .contract import Keyed, Runner
from .local import LocalRunner
from .paths import absolute, paths_in, with_paths

S = TypeVar("S")
R = TypeVar("R")
V = TypeVar("V")


class StagedRunner:
    """Gives the shards to another runner, by way of a storage.

    files: where the storage is, such as `s3://bucket/folder?region=hanoi&scheme=http&endpoint_override=minio:9000` (what
    `pyarrow.fs.FileSystem.from_uri` reads; the key and the secret come from the environment, on the workers too).
    A shard says which files are read for it: `inputs`, and `common` for files that many shards read, which may look into the former.
    """

    def __init__(self, inner: Runner, files: str) -> None:
        self.inner = inner
        self.storage = Storage(files, secrets.token_hex(8))
        self._known: dict[Path, tuple[int, int]] = {}
        self._here = LocalRunner(inner.processes)

    @property
    def processes(self) -> int:
        """How many processes of this machine may work on what is not given to the runner."""
        return self.inner.processes

    def map(self, function: Callable[[S], R], shards: Sequence[S]) -> Iterator[R]:
        """`function` applied to each shard, where the other runner sees fit; what it wrote lies here when its result comes.

        Shards that do not say what they read stay on this machine.
        """
        if not all(hasattr(shard, "inputs") for shard in shards):
            yield from self._here.map(function, shards)
            return
        for made in self.inner.map(_Mapped(function), self._sent(shards)):
            for path in made.written:
                self._fetch(path)
            yield made.result

    def group(self, function: Callable[[bytes, list[V]], R], keyed: Keyed[Any, V]) -> Iterator[R]:
        """The same as the other runner's: the pairs are had from the shards' files; what they become goes by no file."""
        yield from self.inner.group(function, Keyed(_Paired(keyed.pairs), self._sent(keyed.shards)))

    def close(self) -> None:
        """Remove what this runner put into the storage, and close the other one."""
        self.inner.close()
        self._here.close()
        self.storage.clear()
        self._known.clear()

    def _sent(self, shards: Sequence[Any]) -> list[Staged]:
        """The shards with their files in the storage."""
        sent = [absolute(shard) for shard in shards]
        for path in {path for shard in sent for path in (*_inputs(shard), *_common(shard))}:
            if path.is_file() and self._known.get(path) != _seen(path):
                self.storage.put(path, path)
                self._known[path] = _seen(path)
        return [Staged(self.storage, shard, _folders(shard)) for shard in sent]

    def _fetch(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.storage.get(path, path)
        self._known[path] = _seen(path)


def _seen(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _inputs(shard: Any) -> Iterable[Path]:
    return getattr(shard, "inputs", ())


def _common(shard: Any) -> Iterable[Path]:
    return getattr(shard, "common", ())


def _folders(shard: Any) -> tuple[Path, ...]:
    """The folders that a function may take for granted: those of the paths of its shard, and all below them."""
    found: set[Path] = set()
    for path in paths_in(shard):
        found.update((each for each in path.rglob("*") if each.is_dir()) if path.is_dir() else ())
        found.add(path if path.is_dir() else path.parent)
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Storage:
    """A folder of a storage, a run's part of it, and this worker's copies of what many shards read."""

    uri: str
    run: str

    def put(self, path: Path, source: Path) -> None:
        """Store the bytes of `source` as the file `path`."""
        files, where = self._of(path)
        with source.open("rb") as data, files.open_output_stream(where) as out:
            shutil.copyfileobj(data, out, 1 << 20)

    def get(self, path: Path, into: Path) -> None:
        """Write the stored file `path` to `into`, which is whole or not there."""
        files, where = self._of(path)
        part = into.with_name(f"{into.name}.{os.getpid()}.part")
        with files.open_input_stream(where) as data, part.open("wb") as out:
            shutil.copyfileobj(data, out, 1 << 20)
        part.replace(into)

    def copy(self, path: Path) -> Path:
        """This machine's copy of the stored file `path`, fetched once as long as the stored one is the same; not to be changed."""
        files, where = self._of(path)
        info = files.get_file_info(where)
        copy = self.cache / f"{info.size}-{info.mtime_ns}" / _under(path)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            self.get(path, copy)
        return copy

    def has(self, path: Path) -> bool:
        """Whether the file is stored."""
        files, where = self._of(path)
        return bool(files.get_file_info(where).type == FileType.File)

    def clear(self) -> None:
        """Remove the run's part of the storage, and this machine's copies."""
        files, root = _opened(self.uri)
        try:
            files.delete_dir_contents(f"{root}/{self.run}", missing_dir_ok=True)
        except OSError:  # not every storage can delete many objects at once, or hold the mark of an empty folder, which comes after
            for each in files.get_file_info(FileSelector(f"{root}/{self.run}", allow_not_found=True, recursive=True)):
                with contextlib.suppress(OSError):
                    files.delete_file(each.path)
        shutil.rmtree(self.cache, ignore_errors=True)

    @property
    def cache(self) -> Path:
        """Where this machine's copies lie: where the cluster's manager clears away after the application, else among temporary files."""
        names = ("SPARK_EXECUTOR_DIRS", "LOCAL_DIRS", "SPARK_LOCAL_DIRS")
        given = next((value for name in names if (value := os.environ.get(name))), tempfile.gettempdir())
        return Path(given.split(os.pathsep)[0].split(",")[0]) / f"mucluc-{self.run}"

    def _of(self, path: Path) -> tuple[FileSystem, str]:
        files, root = _opened(self.uri)
        where = f"{root}/{self.run}/{_under(path).as_posix()}"
        if files.type_name == "local":
            Path(where).parent.mkdir(parents=True, exist_ok=True)
        return files, where


@functools.lru_cache(maxsize=1)
def _opened(uri: str) -> tuple[FileSystem, str]:
    files, root = FileSystem.from_uri(uri)
    return files, root.rstrip("/")


def _under(path: Path) -> Path:
    return path.relative_to(path.anchor)


@dataclass(frozen=True, slots=True)
class Staged:
    """A shard on its way, and the folders that are there."""

    storage: Storage
    shard: Any
    folders: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What a function made of a shard, and the files that it wrote and that lie in the storage now."""

    result: Any
    written: tuple[Path, ...]


class _Mirror:
    """A folder of this worker that stands for the root of the leading machine's paths, for one shard."""

    def __init__(self, staged: Staged, root: Path) -> None:
        self.storage, self.root = staged.storage, root
        for folder in staged.folders:
            self.here(folder).mkdir(parents=True, exist_ok=True)
        self.shard = with_paths(staged.shard, self.here)
        for path in _inputs(staged.shard):
            if self.storage.has(path):
                self.storage.get(path, self._room(path))
        for path in map(self.there, _common(self.shard)):
            if not self.here(path).exists():
                self._room(path).symlink_to(self.storage.copy(path))
        self.before = self._files()

    def here(self, path: Path) -> Path:
        return self.root / _under(path)

    def there(self, path: Path) -> Path:
        return Path("/") / path.relative_to(self.root) if path.is_relative_to(self.root) else path

    def written(self) -> tuple[Path, ...]:
        """Store the files that were made or changed since the shard came; their paths on the leading machine."""
        made = tuple(sorted(path for path, seen in self._files().items() if self.before.get(path) != seen))
        for path in made:
            self.storage.put(self.there(path), path)
        return tuple(map(self.there, made))

    def _room(self, path: Path) -> Path:
        self.here(path).parent.mkdir(parents=True, exist_ok=True)
        return self.here(path)

    def _files(self) -> dict[Path, tuple[int, int]]:
        return {path: _seen(path) for path in self.root.rglob("*") if path.is_file() and not path.is_symlink()}


@dataclass(frozen=True, slots=True)
class _Mapped:
    function: Callable[[Any], Any]

    def __call__(self, staged: Staged) -> Made:
        with tempfile.TemporaryDirectory(prefix="mucluc-shard-") as folder:
            mirror = _Mirror(staged, Path(folder))
            result = with_paths(self.function(mirror.shard), mirror.there)
            return Made(result, mirror.written())


@dataclass(frozen=True, slots=True)
class _Paired:
    pairs: Callable[[Any], Iterable[tuple[bytes, Any]]]

    def __call__(self, staged: Staged) -> Iterator[tuple[bytes, Any]]:
        with tempfile.TemporaryDirectory(prefix="mucluc-shard-") as folder:
            yield from self.pairs(_Mirror(staged, Path(folder)).shard)

# SPDX-License-Identifier: Apache-2.0
"""The union's statements about some things and about the headings that they lead to, found member by member of its shards.

What a member gave is kept from run to run: it gives the same while its bytes are the same and the same of its names are wanted.
"""

from __future__ import annotations

import gzip
import marshal
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from mucluc.release import Release
from mucluc.release.blocks import pack_member
from mucluc.release.difference import packed_members

from .results import Mapped
from .triples import GZIP_LEVEL, HEADINGS, write_lines

T = TypeVar("T")
SUBJECT = re.compile(rb"^<([^>#]*)[^\n]*\n(?:<\1[>#][^\n]*\n)*", re.MULTILINE)
"""Lines that follow one another and have one subject, less its fragment: its name. Shards are sorted, so these are few."""


class Found(NamedTuple):
    """Of a member: the names of its subjects, those that were wanted, where these lead, and their lines, packed."""

    names: tuple[bytes, ...]
    wanted: tuple[bytes, ...]
    links: tuple[bytes, ...]
    packed: bytes


Links = dict[bytes, tuple[bytes, ...]]
"""Headings by the heading that leads to them."""


@dataclass(frozen=True, slots=True)
class AboutTask:
    """A shard; the file of the names that are wanted; what the last run kept of the shard, where this one keeps it, and the result."""

    shard: Path
    base: bytes
    wanted: Path
    kept: Path | None
    keep: Path | None
    into: Path


@dataclass(frozen=True, slots=True)
class LinksTask:
    """A shard of headings, what the last run kept of its links and where this one keeps it."""

    shard: Path
    base: bytes
    kept: Path | None
    keep: Path | None


def write_about(
    release: Release, paths: Iterable[str], path: Path, *, parts: Path, kept: Path | None, keep: Path | None, mapped: Mapped
) -> None:
    """Write the union's statements about these paths (Works, Instances, Items) and about the headings that they lead to, which may
    lead to further ones. Each shard gives gzip members of its own. kept, keep: folders of the last run and of this one.
    """
    base = release.base.encode()
    wanted = frozenset(base + each.encode() for each in paths)
    if not wanted:
        write_lines((), path)
        return

    def about(kind: str, names: frozenset[bytes]) -> list[tuple[Path, set[bytes]]]:
        listed = parts / f"{kind}.names"
        listed.write_bytes(marshal.dumps(names))
        tasks = [
            AboutTask(each, base, listed, *_places(kept, keep, each, "about"), parts / f"{each.name}.about")
            for each in release.graph_shards(kind)
        ]
        return list(zip([each.into for each in tasks], mapped(write_part, tasks), strict=True))

    union = about("union", wanted)
    links: Links = {}
    for each in mapped(
        shard_links, [LinksTask(each, base, *_places(kept, keep, each, "links")) for each in release.graph_shards("heading")]
    ):
        links.update(each)
    reached = _closure(set().union(*(some for _, some in union)), links)
    headings = about("heading", reached)
    with path.open("wb") as out:
        for part, _ in (*union, *headings):
            with part.open("rb") as file:
                shutil.copyfileobj(file, out, 1 << 20)
        if not out.tell():
            out.write(pack_member(b"", GZIP_LEVEL))


def write_part(task: AboutTask) -> set[bytes]:
    """Write a shard's lines about what is wanted, packed; the headings that they lead to."""
    wanted = _names(task.wanted, task.wanted.stat().st_mtime_ns)
    before: dict[bytes, tuple[Any, ...]] = _read(task.kept, {})
    known = {digest: Found._make(each) for digest, each in before.items()}
    now: dict[bytes, Found] = {}
    reached: set[bytes] = set()
    with task.into.open("wb") as out:
        for member in packed_members(task.shard):
            digest = blake2b(member, digest_size=16).digest()
            found = known.get(digest)
            if found is None or tuple(each for each in found.names if each in wanted) != found.wanted:
                found = _find(gzip.decompress(member), wanted, task.base)
            now[digest] = found
            out.write(found.packed)
            reached.update(found.links)
    _write(task.keep, {digest: tuple(each) for digest, each in now.items()})
    return reached


def shard_links(task: LinksTask) -> Links:
    """The headings to which those of a shard lead."""
    known: dict[bytes, Links] = _read(task.kept, {})
    now: dict[bytes, Links] = {}
    for member in packed_members(task.shard):
        digest = blake2b(member, digest_size=16).digest()
        now[digest] = known[digest] if digest in known else _links(gzip.decompress(member), task.base)
    _write(task.keep, now)
    return {name: to for each in now.values() for name, to in each.items()}


def _find(text: bytes, wanted: frozenset[bytes], base: bytes) -> Found:
    names = tuple(dict.fromkeys(SUBJECT.findall(text)))
    some = tuple(each for each in names if each in wanted)
    if not some:
        return Found(names, (), (), b"")
    here = frozenset(some)
    data = b"".join(each[0] for each in SUBJECT.finditer(text) if each[1] in here)
    links = {each for to in _links(data, base).values() for each in to}
    return Found(names, some, tuple(sorted(links)), pack_member(data, GZIP_LEVEL))


def _links(text: bytes, base: bytes) -> Links:
    found: dict[bytes, dict[bytes, None]] = {}
    for subject, heading in _link(base).findall(text):
        if subject != heading:
            found.setdefault(subject, {})[heading] = None
    return {subject: tuple(headings) for subject, headings in found.items()}


@lru_cache(maxsize=4)
def _link(base: bytes) -> re.Pattern[bytes]:
    kinds = b"|".join(each.encode() for each in HEADINGS)
    return re.compile(rb"^<([^>#]*+)[^>]*+> <[^>]*+> <(" + re.escape(base) + rb"(?:" + kinds + rb")[^>#]*)", re.MULTILINE)


@lru_cache(maxsize=1)
def _names(path: Path, _changed: int) -> frozenset[bytes]:
    names: frozenset[bytes] = marshal.loads(path.read_bytes())
    return names


def _closure(front: set[bytes], links: Links) -> frozenset[bytes]:
    found: set[bytes] = set()
    while front:
        found |= front
        front = {to for each in front for to in links.get(each, ())} - found
    return frozenset(found)


def _places(kept: Path | None, keep: Path | None, shard: Path, kind: str) -> tuple[Path | None, Path | None]:
    name = f"{shard.name}.{kind}"
    return (kept / name if kept is not None else None, keep / name if keep is not None else None)


def _read(path: Path | None, otherwise: T) -> T:
    if path is None or not path.is_file():
        return otherwise
    made: T = marshal.loads(path.read_bytes())
    return made


def _write(path: Path | None, value: dict[bytes, Any]) -> None:
    if path is not None:
        path.write_bytes(marshal.dumps(value))

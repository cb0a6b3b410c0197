# SPDX-License-Identifier: Apache-2.0
"""Authority records on their way through a run: screened beside the others, converted to more statements of the headings they establish.

They describe no Work, so they are in no cluster and no shard. What they say of a heading joins what the catalogue records say of it.
"""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mucluc.converters.authority.headings import established
from mucluc.converters.convert import convert, graph, union_lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import authority_path, item_path
from mucluc.converters.record import Record
from mucluc.release import Entity, Release, layout
from mucluc.release.blocks import BlockWriter
from mucluc.vocab.terms import MADS

from .headings import Buckets, read_bucket, write_gzip
from .kept import link, mark_of, read_kept, read_marked, write_kept
from .leads import Leads, led

GZIP_LEVEL = 4
SUFFIX = ".authorities"
SHARD = "authority-0000"


class Taker:
    """Writes the authority records of a piece, screened, to a file beside the piece's others; the file is made when the first one comes."""

    def __init__(self, stem: Path, library: str) -> None:
        self._path = stem.with_suffix(SUFFIX)
        self._library = library
        self._file: BinaryIO | None = None
        self.taken = self.entries = 0

    def write(self, number: str, data: bytes) -> None:
        """Keep one record, packed; with no data, let the one with this control number be as if it had not come before: this version
        of it is not to be public.
        """
        self.taken += bool(data)
        self.entries += 1
        if self._file is None:
            self._file = self._path.open("wb")
        marshal.dump((self._library, number, data), self._file, 2)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def read_authorities(pack: Path) -> Iterator[tuple[str, str, bytes]]:
    """The authority records of a piece's file in order: library, control number, packed form (empty for one that is withheld)."""
    with pack.open("rb") as file:
        while True:
            try:
                yield marshal.load(file)
            except EOFError:
                return


def write_authorities(pack: Path, records: Iterable[tuple[str, str, bytes]]) -> None:
    """Write a piece's file of authority records anew."""
    pack.unlink(missing_ok=True)  # what a later run takes over may be the same file under another name
    with pack.open("wb") as file:
        for each in records:
            marshal.dump(each, file, 2)


@dataclass(frozen=True, slots=True)
class AuthorityTask:
    """The authority records of some pieces (later ones replace earlier ones with the same number), and where they go.

    into: the file for what they say of headings more or less than in the last run. leads: of what leads where. kept: the folder for
    the next run. last: the last release and the folder that its run left, None when nothing is taken over.
    """

    packs: tuple[Path, ...]
    release: Path
    base: str
    buckets: int
    into: Path
    leads: Path
    kept: Path
    last: tuple[Path, Path] | None = None

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that are read for this task."""
        return (*self.packs, self.leads)


def task_of(
    stems: Iterable[Path],
    release: Path,
    base: str,
    buckets: int,
    into: Path,
    leads: Path,
    kept: Path,
    last: tuple[Path, Path] | None = None,
) -> AuthorityTask | None:
    """The task for the pieces with these stems; None when none of them has an authority record, and the last release had none."""
    packs = tuple(pack for stem in stems if (pack := stem.with_suffix(SUFFIX)).exists())
    if not packs and (last is None or not _Files.of(last[1], last[0]).graph.exists()):
        return None
    return AuthorityTask(packs, release, base, buckets, into, leads, kept, last)


@dataclass(frozen=True, slots=True)
class AuthoritiesMade:
    """The file of rows for sealing (JSON lines: path, heading, shard, place, forms), None when no record is left, and the file of heading
    lines. records: their number.
    """

    rows: Path | None
    headings: Path
    records: int


@dataclass(frozen=True, slots=True)
class _Files:
    """What is made of authority records: index, rows and all heading lines for the next run, the others for the release."""

    index: Path
    rows: Path
    headings: Path
    graph: Path
    marc: Path
    union: Path

    @classmethod
    def of(cls, kept: Path, release: Path) -> _Files:
        graphs, marc = release / layout.GRAPH, release / layout.RECORDS / f"{SHARD}.marc.gz"
        index, rows, headings = (kept / f"authorities.{name}" for name in ("index", "rows", "headings"))
        return cls(index, rows, headings, graphs / f"{SHARD}.nq.gz", marc, graphs / "union-authority.nt.gz")

    def parts(self) -> tuple[Path, ...]:
        return self.rows, self.headings, self.graph, self.marc, self.union


def make_authorities(task: AuthorityTask) -> AuthoritiesMade:
    """Convert the records: their graphs and MARC into the release, what is said of headings and where each record lies into files.

    All is taken over when the records are those of the last run; raises Stale when that is damaged.
    """
    files = _Files.of(task.kept, task.release)
    for path in (files.index, *files.parts()):
        path.unlink(missing_ok=True)
    records = last_of_each(task.packs)
    key = hashlib.blake2b(repr(sorted(records.items())).encode() + task.leads.read_bytes(), digest_size=16).digest()
    old = _Files.of(task.last[1], task.last[0]) if task.last else None
    had, buckets = old is not None and old.graph.exists(), Buckets(task.buckets)
    if old is not None and had:
        before, marks = read_kept(old.index)
        for path, mark in zip(old.parts(), marks, strict=True):
            read_marked(path, mark)
        if before == key:
            for path, new in zip((old.index, *old.parts()), (files.index, *files.parts()), strict=True):
                link(path, new)
            buckets.write(task.into)
            return AuthoritiesMade(files.rows, task.into, len(records))
    if task.packs:
        _convert(records, files, task)
        write_kept(files.index, (key, [mark_of(path) for path in files.parts()]))
    for headings, times in ((files.headings, 1), *([(old.headings, -1)] if old is not None and had else [])):
        for number in range(task.buckets if headings.exists() else 0):
            buckets.add(read_bucket(headings, number), times)
    buckets.write(task.into)
    return AuthoritiesMade(files.rows if task.packs else None, task.into, len(records))


def last_of_each(packs: Iterable[Path]) -> dict[str, tuple[str, bytes]]:
    """Library and packed form of each record that stands, by path."""
    records: dict[str, tuple[str, bytes]] = {}
    for pack in packs:
        for library, number, data in read_authorities(pack):
            path = authority_path(library, number)
            records.pop(path, None)
            if data:
                records[path] = (library, data)
    return records


def _convert(records: dict[str, tuple[str, bytes]], files: _Files, task: AuthorityTask) -> None:
    buckets, base, leads = Buckets(task.buckets), task.base, Leads.read(task.leads).all
    own: set[bytes] = set()
    shared: set[bytes] = set()
    with (
        BlockWriter(files.graph, GZIP_LEVEL) as graphs,
        BlockWriter(files.marc, GZIP_LEVEL) as marc,
        files.rows.open("w", encoding="utf-8") as out,
    ):
        for path, (library, data) in sorted(records.items()):
            record = Record.unpack(data)
            lines = convert(record, library=library).lines
            iri, item = base + path, base + item_path(library, record.control_number)
            place = f"{marc.add(data)} {graphs.add(graph(lines, iri, item, base))}"
            heading, forms = _forms(record, lines)
            out.write(json.dumps([path, heading, SHARD, place, forms], ensure_ascii=False, separators=(",", ":")) + "\n")
            lines, _ = led(lines, leads)
            mine = [line for line in lines if line[1] == 1]
            others = [line for line in lines if line[1] != 1]
            own.update(union_lines(mine, "", "", base, item, iri).splitlines(keepends=True))
            shared.update(union_lines(others, "", "", base, item, iri).splitlines(keepends=True))
    buckets.add(shared)
    buckets.write(files.headings)
    write_gzip(files.union, b"".join(sorted(own)), GZIP_LEVEL)


def gone_authorities(last: Release | None, rows: Path | None, now: str) -> list[Entity]:
    """The authority records that the last release had, or knew to be gone, and this one has not: their addresses say that they are gone."""
    if last is None:
        return []
    here = {json.loads(line)[0] for line in rows.read_text("utf-8").splitlines()} if rows else set()
    return [Entity(each.path, "withdrawn", each.datestamp or now) for each in last.authorities() if each.path not in here]


_VARIANT, _NOTES = f"{MADS.variantLabel}", (f"{MADS.note}", f"{MADS.scopeNote}", f"{MADS.historyNote}", f"{MADS.definitionNote}")
_LINKS = (
    f"{MADS.hasExactExternalAuthority}",
    f"{MADS.isIdentifiedByAuthority}",
    f"{MADS.identifiesRWO}",
    f"{MADS.hasCloseExternalAuthority}",
)


def _forms(record: Record, lines: list[bytes]) -> tuple[str, list[tuple[str, str, str]]]:
    """The path of the heading, and what a reader may be told of it: kind (variant, link, note), text, language tag."""
    mine = established(Facts(record, ""))
    if mine is None:
        return "", []
    start = mine.node[:-1]
    found: dict[tuple[str, str, str], None] = {}
    for line in map(bytes.decode, lines):
        subject, predicate, value = line.split(" ", 2)
        predicate = predicate[1:-1]
        if predicate == _VARIANT and subject.startswith((f"{start}#variant-", mine.node)):
            found["variant", *_text(value)] = None
        elif subject == mine.node and predicate in _NOTES:
            found["note", *_text(value)] = None
        elif subject == mine.node and predicate in _LINKS and value.startswith("<http"):
            found["link", value[1:-1], ""] = None
    return start[2:], list(found)


def _text(value: str) -> tuple[str, str]:
    text, _, tag = value[1:].rpartition('"')
    return text.replace('\\"', '"').replace("\\\\", "\\"), tag[1:]

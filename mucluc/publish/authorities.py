# SPDX-License-Identifier: Apache-2.0
"""Authority records on their way through a run: screened beside the others, converted to more statements of the headings they establish.

They describe no Work, so they are in no cluster and no shard. What they say of a heading joins what the catalogue records say of it.
"""

from __future__ import annotations

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

from .headings import Buckets, write_gzip

GZIP_LEVEL = 4
SUFFIX = ".authorities"
SHARD = "authority-0000"


class Taker:
    """Writes the authority records of a piece, screened, to a file beside the piece's others; the file is made when the first one comes."""

    def __init__(self, stem: Path, library: str) -> None:
        self._path = stem.with_suffix(SUFFIX)
        self._library = library
        self._file: BinaryIO | None = None
        self.taken = 0

    def add(self, screened: Record) -> None:
        """Keep one record."""
        self._write(screened.control_number, screened.pack())
        self.taken += 1

    def forget(self, number: str) -> None:
        """Let the record with this control number be as if it had not come before: this version of it is not to be public."""
        self._write(number, b"")

    def _write(self, number: str, data: bytes) -> None:
        if self._file is None:
            self._file = self._path.open("wb")
        marshal.dump((self._library, number, data), self._file)

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
    with pack.open("wb") as file:
        for each in records:
            marshal.dump(each, file)


@dataclass(frozen=True, slots=True)
class AuthorityTask:
    """The authority records of some pieces (later ones replace earlier ones with the same number), and where they go."""

    packs: tuple[Path, ...]
    release: Path
    base: str
    buckets: int
    into: Path

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that are read for this task."""
        return self.packs


def task_of(stems: Iterable[Path], release: Path, base: str, buckets: int, into: Path) -> AuthorityTask | None:
    """The task for the pieces with these stems; None when none of them has an authority record."""
    packs = tuple(pack for stem in stems if (pack := stem.with_suffix(SUFFIX)).exists())
    return AuthorityTask(packs, release, base, buckets, into) if packs else None


@dataclass(frozen=True, slots=True)
class AuthoritiesMade:
    """The file of rows for sealing (JSON lines: path, heading, shard, place, forms), and the heading lines a bucket."""

    rows: Path
    headings: tuple[Path, ...]


def make_authorities(task: AuthorityTask) -> AuthoritiesMade:
    """Convert the records: their graphs and MARC into the release, what is said of headings and where each record lies into files."""
    records: dict[str, tuple[str, bytes]] = {}
    for pack in task.packs:
        for library, number, data in read_authorities(pack):
            path = authority_path(library, number)
            records.pop(path, None)
            if data:
                records[path] = (library, data)
    buckets, base = Buckets(task.buckets), task.base
    own: set[bytes] = set()
    folder, rows = task.release, task.into.with_suffix(".rows")
    with (
        BlockWriter(folder / layout.GRAPH / f"{SHARD}.nq.gz", GZIP_LEVEL) as graphs,
        BlockWriter(folder / layout.RECORDS / f"{SHARD}.marc.gz", GZIP_LEVEL) as marc,
        rows.open("w", encoding="utf-8") as out,
    ):
        for path, (library, data) in sorted(records.items()):
            record = Record.unpack(data)
            lines = convert(record, library=library).lines
            iri, item = base + path, base + item_path(library, record.control_number)
            place = f"{marc.add(data)} {graphs.add(graph(lines, iri, item, base))}"
            heading, forms = _forms(record, lines)
            out.write(json.dumps([path, heading, SHARD, place, forms], ensure_ascii=False, separators=(",", ":")) + "\n")
            mine = [line for line in lines if line[1] == 1]
            others = [line for line in lines if line[1] != 1]
            own.update(union_lines(mine, "", "", base, item, iri).splitlines(keepends=True))
            buckets.add(union_lines(others, "", "", base, item, iri).splitlines(keepends=True))
    write_gzip(folder / layout.GRAPH / "union-authority.nt.gz", b"".join(sorted(own)), GZIP_LEVEL)
    return AuthoritiesMade(rows, tuple(buckets.write(task.into)))


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

# SPDX-License-Identifier: Apache-2.0
"""One Work of a shard: its records are converted; their graphs, its part of the union and its description come from the same lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from mucluc.converters.completeness import present
from mucluc.converters.convert import convert, graph, union_lines
from mucluc.converters.record import Record
from mucluc.converters.shapes import shipped_checker
from mucluc.converters.union_choice import Source as Said
from mucluc.converters.union_choice import choose
from mucluc.release import Work, codec
from mucluc.release.model import Heading
from mucluc.vocab.terms import BF, RDF
from mucluc.vocab.text import sort_key

from . import describe
from .faultlog import logged
from .leads import Leads, led
from .resolve import Member

Used = tuple[str, str, str, str, str, str]
"""A heading that a Work uses: relation, path, kind, label, the label in another script, sort key."""
Source = tuple[str, str, str, str]
"""A record of a Work: path, control number, collections (JSON), path of its Instance."""
Row = tuple[str, str, list[tuple[str, list[str]]], list[str], list[Used], list[Source]]
"""What sealing has to know of a Work: path, JSON, Instances with their records, sets, headings, records."""


@dataclass(frozen=True, slots=True)
class WorkMade:
    """A Work as it goes into the files of its shard.

    order: its sort key. marc, graphs: packed form and N-Quads of each record, in the order of the row's. union: sorted N-Triples.
    faults: a part of a fault log. complete: records by library and element that they have; element `""` counts all of them.
    statements: of the records' graphs, and of its union.
    """

    work: str
    key: bytes
    order: str
    row: Row
    marc: list[bytes]
    graphs: list[bytes]
    union: bytes
    faults: bytes
    complete: list[tuple[str, str, int]]
    statements: tuple[int, int]


def key_of(members: Iterable[Member], common: bytes) -> bytes:
    """What a Work is made of, as a digest: the same members are converted to the same bytes. common: of what touches any Work."""
    parts = [(m.path, m.work, m.instance, m.library, m.control_number, m.digest, m.collections, m.others, m.leads) for m in members]
    return blake2b(repr((common, parts)).encode(), digest_size=16).digest()


class Converter:
    """Converts the Works of a shard. base: of all IRIs. trust: libraries, the most trusted first. leads: headings that lead to others.

    packed: gives a record's packed form.
    """

    def __init__(self, base: str, trust: Sequence[str], leads: Leads, packed: Callable[[Member], bytes]) -> None:
        self.base = base
        self.trust = trust
        self.leads = leads
        self.packed = packed
        self.checker = shipped_checker()

    def work(self, work: str, key: bytes, members: list[Member]) -> tuple[WorkMade, set[bytes]]:
        """A Work of these members, and its lines that describe headings."""
        own: set[bytes] = set()
        shared: set[bytes] = set()
        said: list[Said] = []
        instead: set[bytes] = set()
        marc, graphs, faults, complete, quads = [], [], b"", Counter[tuple[str, str]](), 0
        for member in members:
            data = self.packed(member)
            record = Record.unpack(data)
            complete.update((member.library, element) for element in ("", *present(record)))
            iri, item = self.base + member.path, self.base + "item" + member.path.removeprefix("record")
            lines = convert(record, library=member.library).lines
            faults += self.faults(lines, member)
            marc.append(data)
            graphs.append(graph(lines, iri, item, self.base))
            quads += len(lines)
            lines, more = led(lines, self.leads.of(record))
            instead.update(union_lines(more, work, member.instance, self.base, item, iri).splitlines(keepends=True))
            said.append(Said(member.path, member.library, member.instance, lines))
            shared.update(heading_lines(lines, member.path, work, member.instance, self.base))
        for member, lines in zip(members, choose(said, self.trust)[0], strict=True):
            iri, item = self.base + member.path, self.base + "item" + member.path.removeprefix("record")
            mine = [line for line in lines if line[1] in (1, 2)]
            own.update(union_lines(mine, work, member.instance, self.base, item, iri).splitlines(keepends=True))
            own.update(_ties(iri, self.base, member))
        known = [describe.Member(m.path, f"instance/{m.instance}", m.library, m.collections) for m in members]
        in_order = sorted(own)
        described = describe.describe([*in_order, *sorted(shared | instead)], f"work/{work}", known, self.base)
        counted = [(*each, count) for each, count in complete.items()]
        made = WorkMade(
            work,
            key,
            described.sort_key,
            _row(described, members),
            marc,
            graphs,
            b"".join(in_order),
            faults,
            counted,
            (quads, len(own)),
        )
        return made, shared

    def faults(self, lines: list[bytes], member: Member) -> bytes:
        """What the shapes find in a record, as a part of a fault log."""
        found = self.checker(lines)
        return logged(member.library, (replace(each, place=replace(each.place, control_number=member.control_number)) for each in found))


def heading_lines(lines: Iterable[bytes], path: str, work: str, instance: str, base: str) -> list[bytes]:
    """The lines of a converted record that describe headings, as N-Triples. path: the record's; work, instance: ids of its clusters."""
    others = [line for line in lines if line[1] not in (1, 2) and not _of_one_record(line)]
    return union_lines(others, work, instance, base, base + "item" + path.removeprefix("record"), base + path).splitlines(keepends=True)


def _of_one_record(line: bytes) -> bool:
    """Whether a line ties a term of everybody's vocabulary to a node of one record: it holds in the record's own graph only."""
    return line.startswith(b"<http") and b" <\x01" in line


def _row(work: Work, members: list[Member]) -> Row:
    relations = (("subject", work.subjects), ("place", work.places), ("genre", work.genres), ("series", work.series))
    used: list[tuple[str, Heading]] = [("contribution", c.agent) for c in work.contributions]
    used.extend((relation, heading) for relation, headings in relations for heading in headings)
    once: dict[tuple[str, str], Heading] = {}
    for relation, heading in used:
        if heading.path:
            once.setdefault((relation, heading.path), heading)
    sources = [(m.path, m.control_number, json.dumps(m.collections), f"instance/{m.instance}") for m in members]
    return (
        work.path,
        codec.dumps(work),
        [(each.path, list(each.records)) for each in work.instances],
        [*work.libraries, *work.collections],
        [(relation, path, h.kind, h.label, h.script, sort_key(h.label)) for (relation, path), h in once.items()],
        sources,
    )


def _ties(record: str, base: str, member: Member) -> list[bytes]:
    """What binds a record's nodes to their clusters, and the record to its library and collections."""
    ml, work, instance = f"{base}ns#", f"{base}work/{member.work}", f"{base}instance/{member.instance}"
    ties = [
        f"<{record}#work> <{ml}describes> <{work}> .\n",
        f"<{record}#instance> <{ml}describes> <{instance}> .\n",
        f"<{record}> <{RDF}type> <{ml}Record> .\n",
        f"<{record}> <{ml}describes> <{instance}> .\n",
        f"<{record}> <{ml}library> <{base}library/{member.library}> .\n",
    ]
    for other in member.others:
        there = f"{base}instance/{other}"
        ties.extend(f"<{one}> <{BF.otherPhysicalFormat}> <{two}> .\n" for one, two in ((instance, there), (there, instance)))
    ties.extend(f"<{instance}> <{ml}collection> <{base}collection/{name}> .\n" for name in member.collections)
    return [tie.encode() for tie in ties]

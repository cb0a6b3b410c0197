# SPDX-License-Identifier: Apache-2.0
"""Step 2, resolve: one row a control number, clusters, ids that live for ever, and the shards to be made."""

from __future__ import annotations

import hashlib
import marshal
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from mucluc.converters.check_network import Member as Compared
from mucluc.converters.check_network import network_faults
from mucluc.converters.joined_headings import Joined
from mucluc.converters.matching import Doubt, cluster
from mucluc.converters.matching.decisions import Decision, of_headings, of_records
from mucluc.converters.matching.scored import ScoreBlocks, score_here
from mucluc.converters.other_forms import other_forms
from mucluc.converters.record import Fault, Place
from mucluc.identity import Plan
from mucluc.sources import Source
from mucluc.state import Changes, State

from .holdings import Chosen, Tests, join_holdings
from .intake import Taken, standing_rows
from .joined import find_joined, leads_by_path, names_of_rows
from .leads import FILE as LEADS
from .leads import Lead, write_leads
from .scores import read_scores, write_scores
from .ties import write_ties

SHARD_RECORDS = 1500
BLOCKS = 128
"""Parts of a shard that are kept from release to release as they are: 6 to 12 records each in a large union."""


@dataclass(frozen=True, slots=True)
class Member:
    """A record of a shard: its path, clusters, library, control number, and where its packed form lies.

    digest: of its packed form. others: ids of Instances that are the same in another form. leads: where its names lead, if not to
    themselves, and the label there.
    """

    path: str
    work: str
    instance: str
    library: str
    control_number: str
    pack: str
    start: int
    length: int
    digest: bytes
    collections: tuple[str, ...]
    others: tuple[str, ...] = ()
    leads: tuple[Lead, ...] = ()


_values = attrgetter(*Member.__slots__)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The shards' task files, the identity plan, the changes against the state, and the faults found on the way.

    cuts: what was cut of the records whose own text has changed, by path (`561a 952p`). joined: headings that are one, and questions.
    ties: the file of what tied records together. doubts: pairs of records for a curator; doubts_left_off: how many more there are.
    """

    tasks: tuple[Path, ...]
    plan: Plan
    changes: Changes
    faults: tuple[Fault, ...]
    records: int
    cuts: dict[str, str]
    joined: Joined
    ties: Path
    doubts: Sequence[Doubt]
    doubts_left_off: int


def resolve(
    taken: Sequence[Taken],
    sources: Sequence[Source],
    state: State,
    now: str,
    into: Path,
    tests: Tests,
    codes: Mapping[str, str],
    decisions: Sequence[Decision] = (),
    old: Path | None = None,
    new: Path | None = None,
    mapped: ScoreBlocks | None = None,
) -> Resolution:
    """Decide which record stands, what it is a description of, and which shard makes it.

    taken: intake's results in order. Within a library the last record with a control number stands, and
    none when the last is withheld.
    tests: by library, the collections and how their records are known, for records that holdings records join.
    codes: slug of a library by each code that a record may name it by, for records that name another form of themselves.
    decisions: the curators', on records that are the same or different. old, new: the folders of what the last run left, and of what
    this one leaves (`Reuse`). mapped: applies `score_block` to blocks of pairs, in other processes.
    """
    libraries = [source.library for source in sources]
    chosen, faults = _chosen(taken, sources)
    standing = {path: (pack, row.start) for path, (row, _, pack) in chosen.items()}
    faults.extend(network_faults(lambda: _compared(taken, libraries, standing)))
    faults.extend(join_holdings(chosen, taken, libraries, tests, into))
    forms = other_forms(((path, row.other_forms, row.edition_keys) for path, (row, _, _) in chosen.items()), codes)
    evidence = ((path, data) for _, path, data in standing_rows(taken, standing, lambda each: each.evidence))
    memo = read_scores(old) if old else None
    clustering = cluster(evidence, forms, decisions=of_records(decisions), memo=memo, score_blocks=mapped or score_here)
    if new:
        write_scores(new, clustering.memo)
    on_headings = of_headings(decisions)
    faults.extend([*clustering.faults, *on_headings.faults])
    plan = state.plan(clustering.works)
    changes = state.changes(((path, row.digest, row.collections) for path, (row, _, _) in chosen.items()), plan, now)
    joined = find_joined((name for _, names in names_of_rows(taken, standing) for name in names), taken, on_headings.held)
    write_leads(into / LEADS, joined)
    tasks = _write_tasks(chosen, plan, forms, leads_by_path(names_of_rows(taken, standing), joined), into)
    changed = (str(line["record"]) for line in changes.lines if line["status"] == "updated")
    cuts = {path: chosen[path][0].cut for path in changed if chosen[path][0].cut}
    ties = into / "ties.tsv"
    write_ties(ties, clustering.joins)
    doubts, left_off = clustering.doubts, clustering.doubts_left_off
    return Resolution(tasks, plan, changes, tuple(faults), len(chosen), cuts, joined, ties, doubts, left_off)


def _chosen(taken: Sequence[Taken], sources: Sequence[Source]) -> tuple[Chosen, list[Fault]]:
    """By path the row that stands, and the faults of numbers that a delivery repeats."""
    chosen: Chosen = {}
    faults: list[Fault] = []
    for each in taken:
        source, pack = sources[each.piece.source], each.piece.into.with_suffix(".pack").name
        for row in each.index:
            if not row.length:  # said of no fault: a report would name what is withheld
                chosen.pop(row.path, None)
                continue
            if row.path in chosen and source.delivery != "changes":
                place = Place(each.piece.name, control_number=row.control_number, tag="001")
                faults.append(Fault("control-number-repeated", place, "the last record with this number stands", library=source.library))
            chosen[row.path] = (row, source.library, pack)
    return chosen, faults


def _write_tasks(
    chosen: Chosen, plan: Plan, forms: Mapping[str, Iterable[str]], leads: Mapping[str, tuple[Lead, ...]], into: Path
) -> tuple[Path, ...]:
    """Write the task file of each shard, its members by Work, Instance and path."""
    shards = shard_count(len(chosen))
    members: dict[int, list[Member]] = defaultdict(list)
    for path, (row, library, pack) in chosen.items():
        work, instance = plan.work_of[path], plan.instance_of[path]
        others = tuple(sorted({plan.instance_of[each] for each in forms.get(path, ())} - {instance}))
        known = (path, work, instance, library, row.control_number)
        lies = (pack, row.start, row.length, row.digest)
        members[shard_of(work, shards)].append(Member(*known, *lies, row.collections, others, leads.get(path, ())))
    tasks = []
    for number in range(shards):
        task = into / f"shard-{number:04}.task"
        rows = sorted(members.get(number, ()), key=lambda m: (m.work, m.instance, m.path))
        task.write_bytes(marshal.dumps([_values(m) for m in rows]))
        tasks.append(task)
    return tuple(tasks)


def _compared(taken: Sequence[Taken], libraries: list[str], standing: dict[str, tuple[str, int]]) -> Iterator[Compared]:
    """The records that stand, as they are compared with each other; read anew from the pieces' files each time."""
    for each, _, keys in standing_rows(taken, standing, lambda each: each.keys):
        yield Compared(libraries[each.piece.source], each.piece.name, keys)


def shard_count(records: int) -> int:
    """A power of two, so that a shard splits in two when the union grows and the other shards keep their bytes."""
    count = 1
    while count * SHARD_RECORDS < records:
        count *= 2
    return count


def shard_of(work: str, shards: int) -> int:
    """The shard of a Work: the first bits of the hash of its id."""
    return _bits(work) * shards >> 32


def block_of(work: str) -> int:
    """The block of a Work in its shard, below BLOCKS: the last bits of that hash, so that no Work's block depends on other Works."""
    return _bits(work) % BLOCKS


def _bits(work: str) -> int:
    return int.from_bytes(hashlib.blake2b(work.encode(), digest_size=4).digest(), "big")


def read_task(task: Path) -> list[Member]:
    """The members of a task file, by Work, Instance and path."""
    return [Member(*each) for each in marshal.loads(task.read_bytes())]

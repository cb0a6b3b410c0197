# SPDX-License-Identifier: Apache-2.0
"""Steps 3 and 4 of a run: the graphs of a release, taken over from the last one where they would be the same."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mucluc.config import Config
from mucluc.converters.joined_headings import Joined
from mucluc.release import layout
from mucluc.runner import Runner
from mucluc.talk import Talk

from . import headings, shard_kept
from .authorities import AuthoritiesMade, make_authorities, task_of
from .headings import Bucket, merge
from .joined import UNION, write_joined
from .kill import kill_point
from .leads import FILE as LEADS
from .leads import write_leads
from .network import network_statements
from .reuse import Reuse, Stale
from .shard import ShardMade, ShardTask, make_shard


@dataclass(frozen=True, slots=True)
class Graphs:
    """What the shards and the authority records became; None for the latter when no source has one."""

    shards: list[ShardMade]
    authorities: AuthoritiesMade | None


@dataclass(frozen=True, slots=True)
class GraphStages:
    """Makes the graphs of a release in `building`; `work` is the run's own folder."""

    config: Config
    runner: Runner
    talk: Talk
    work: Path
    building: Path
    reuse: Reuse

    def make(self, tasks: Sequence[Path], authorities: Sequence[Path], joined: Joined) -> Graphs:
        """tasks: the shards' task files. authorities: stems of the pieces with authority records. joined: headings that are one."""
        graph = self.building / layout.GRAPH
        try:
            made = self._make(tasks, authorities, self._last(len(tasks)))
        except Stale as stale:
            self.talk.say(f"  {stale}: nothing is taken over from the last run")
            made = self._make(tasks, authorities, None)
        network_statements(self.config.network, graph / "union-network.nt.gz")
        write_joined(graph / UNION, joined, self.config.network.base)
        write_leads(self.reuse.new / LEADS, joined)
        return made

    def _last(self, shards: int) -> tuple[Path, Path] | None:
        """The last release and the folder that its run left, when it has as many shards."""
        last, old = self.reuse.last, self.reuse.old
        if last is None or old is None or len(list((old / shard_kept.FOLDER).glob("*.index"))) != shards:
            return None
        return last.path, old

    def _make(self, tasks: Sequence[Path], authorities: Sequence[Path], last: tuple[Path, Path] | None) -> Graphs:
        kept = self.reuse.new
        for folder in (kept / shard_kept.FOLDER, kept / headings.FOLDER, self.building / layout.GRAPH, self.building / layout.RECORDS):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        shards = self._shards(tasks, last)
        kill_point("after-graph")
        graphs = Graphs(shards, self._authorities(authorities, len(tasks), last))
        self._headings(graphs, last)
        kill_point("after-union")
        return graphs

    def _shards(self, tasks: Sequence[Path], last: tuple[Path, Path] | None) -> list[ShardMade]:
        config, kept = self.config, self.reuse.new
        given = [ShardTask(config.path, config.digest, task, self.building, len(tasks), kept, last) for task in tasks]
        with self.talk.stage("convert", "records") as stage:
            made = list(self.talk.follow("convert", self.runner.map(make_shard, given), given))
            stage.items = sum(each.records for each in made)
        return made

    def _authorities(self, stems: Sequence[Path], buckets: int, last: tuple[Path, Path] | None) -> AuthoritiesMade | None:
        base, into = self.config.network.base, self.work / "authorities.headings"
        task = task_of(stems, self.building, base, buckets, into, self.work / LEADS, self.reuse.new, last)
        if task is None:
            return None
        with self.talk.stage("authorities", "records") as stage:
            made = next(self.runner.map(make_authorities, [task]))
            stage.items = made.records
        return made

    def _headings(self, graphs: Graphs, last: tuple[Path, Path] | None) -> None:
        parts = tuple(shard.headings for shard in graphs.shards) + ((graphs.authorities.headings,) if graphs.authorities else ())
        buckets = []
        for number in range(len(graphs.shards)):
            name = f"heading-{number:04}.nt.gz"
            into, kept = self.building / layout.GRAPH / name, self.reuse.new / headings.FOLDER / f"{number:04}"
            before = (last[0] / layout.GRAPH / name, last[1] / headings.FOLDER / kept.name) if last else None
            buckets.append(Bucket(number, parts, into, kept, before))
        with self.talk.stage("headings", "statements") as stage:
            stage.items = sum(self.talk.follow("headings", self.runner.map(merge, buckets), buckets))

# SPDX-License-Identifier: Apache-2.0
"""The steps of a run from intake to sealing, without views: what changes in the graphs is tried often, so it has to be quick."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mucluc.config import Config
from mucluc.deliveries import deliveries
from mucluc.publish.authorities import gone_authorities
from mucluc.publish.fingerprint import fingerprint
from mucluc.publish.graphs import Graphs, GraphStages
from mucluc.publish.intake import collection_tests, library_codes, plan_pieces
from mucluc.publish.joined import fates, forms
from mucluc.publish.resolve import Resolution, resolve
from mucluc.publish.reuse import Reuse, basis_of
from mucluc.publish.seal import seal
from mucluc.publish.taking import take
from mucluc.publish.unlink import cut_links
from mucluc.release import Release, codec, layout
from mucluc.runner import LocalRunner, Runner
from mucluc.state import State
from mucluc.talk import Talk


@dataclass
class GraphRuns:
    """Runs over the sources of a configuration, one after the other; each release lies in `root/releases`.

    Every run is made once with what the last one left, and, when `twice` is called, once without.
    """

    config: Config
    root: Path
    runner: Runner = field(default_factory=lambda: LocalRunner(1))
    last: Release | None = None
    talk: Talk = field(default_factory=lambda: Talk(quiet=True))

    def run(self, moment: datetime) -> Path:
        """Make the next release; its folder."""
        made, _ = self._make(moment, self.root / "releases" / f"{moment:%Y%m%d%H%M%S}", self.root, self.last)
        self._enter(made, f"{moment:%Y-%m-%dT%H:%M:%SZ}")
        return made

    def twice(self, moment: datetime) -> tuple[Path, Path]:
        """The next release, and the same with nothing taken over."""
        whole, reuse = self._make(moment, self.root / "whole" / "release", self.root / "whole", None)
        shutil.rmtree(reuse.folder)
        return self.run(moment), whole

    def _make(self, moment: datetime, into: Path, root: Path, last: Release | None) -> tuple[Path, Reuse]:
        now, work = f"{moment:%Y-%m-%dT%H:%M:%SZ}", root / "run"
        for folder in (work, into):
            shutil.rmtree(folder, ignore_errors=True)
        work.mkdir(parents=True)
        for name in (layout.GRAPH, layout.RECORDS):
            (into / name).mkdir(parents=True)
        config = Config.load(self.config.path)
        delivered = deliveries(config, moment.date())
        reuse = Reuse(root, basis_of(fingerprint(config, delivered), config.digest), last)
        taken = list(self.runner.map(take, plan_pieces(config, delivered, work, now[:10])))
        state = State.open(self.root / "state.sqlite")
        cut_links(taken, [each.library for each in config.sources], self.runner, work)
        resolved = resolve(taken, config.sources, state, now, work, collection_tests(config), library_codes(config))
        state.close()
        graphs = GraphStages(config, self.runner, self.talk, work, into, reuse).make(
            resolved.tasks, [t.piece.into for t in taken], resolved.joined
        )
        self._seal(resolved, graphs, into, now)
        if root == self.root:
            reuse.keep(into.name)
            reuse.tidy(into.name)
        return into, reuse

    def _seal(self, resolved: Resolution, graphs: Graphs, into: Path, now: str) -> None:
        (into / layout.NETWORK).write_text(codec.dumps(self.config.network), "utf-8")
        (into / "identity.jsonl").write_text(resolved.plan.events_text(), "utf-8")
        (into / layout.CHANGES).write_text(resolved.changes.text(), "utf-8")
        said = graphs.authorities.rows if graphs.authorities else None
        with self.talk.stage("seal", "works") as stage:
            gone = gone_authorities(self.last, said, now)
            files = [shard.files for shard in graphs.shards]
            ends = [*resolved.plan.fates(now), *gone, *fates(resolved.joined, self.last, now)]
            stage.items = seal(files, into, resolved.changes, ends, said, forms(resolved.joined)).works

    def _enter(self, made: Path, now: str) -> None:
        state = State.open(self.root / "state.sqlite")
        state.apply(made / "identity.jsonl", made / layout.CHANGES, made.name, now)
        state.close()
        self.last = Release.open(made)


def digests(release: Path) -> dict[str, str]:
    """The digest of every file of a release."""
    files = sorted(each for each in release.rglob("*") if each.is_file())
    return {each.relative_to(release).as_posix(): hashlib.sha256(each.read_bytes()).hexdigest() for each in files}

# SPDX-License-Identifier: Apache-2.0
"""One run of the main job, step by step; see docs/architecture.md."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mucluc import __version__
from mucluc.config import Config
from mucluc.converters.matching.clusters import Block, score_block
from mucluc.converters.record import Fault
from mucluc.datasets import Kept, build_datasets
from mucluc.decisions import read_decisions
from mucluc.deliveries import Delivery, deliveries
from mucluc.endpoint.increment import ReleaseStore
from mucluc.endpoint.store import StoreReport
from mucluc.errors import PublishError
from mucluc.release import Release, codec, layout
from mucluc.release.durable import sync
from mucluc.reports import PrivateNotes, ReportBuilder, Totals, write_quality, write_review
from mucluc.runner import Runner, runner_of
from mucluc.runner.local import Beside, uncollected
from mucluc.site import build_site
from mucluc.state import State
from mucluc.talk import Stage, Talk

from .audit import FOLDER, Decisions, PrivateAudit, known, write_public
from .authorities import gone_authorities
from .commit import current, land, run_lock, switch, verify, write_manifest
from .faultlog import read_faults
from .fingerprint import Fingerprint, fingerprint
from .forgetting import forget_hidden
from .graphs import Graphs, GraphStages
from .intake import Taken, collection_tests, library_codes, plan_pieces
from .joined import fates, forms
from .kill import kill_point
from .prune import finish_pruning, prune, to_prune
from .remembered import Remembers
from .resolve import Resolution, resolve
from .reuse import Reuse, basis_of
from .seal import seal
from .shard import ShardMade
from .taking import take
from .union import check_union
from .unlink import cut_links
from .withdrawals import formerly_public, nothing_left, refuse_losses

IDENTITY = "identity.jsonl"
PROVENANCE = "provenance.ttl"
UNFINISHED = ".reports"


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome of a run. changed: False when nothing had changed and the current release stands.

    pruned: older releases that were removed, for they held what may no longer be published.
    """

    release: str
    path: Path
    changed: bool
    counts: dict[str, int]
    faults: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()
    peak_mb: int = 0
    disk_mb: dict[str, float] = field(default_factory=dict)
    pruned: tuple[str, ...] = ()


def publish(
    config: Config,
    *,
    now: datetime | None = None,
    runner: Runner | None = None,
    talk: Talk | None = None,
    allow_withdrawals: bool = False,
    ask: Callable[[str], bool] | None = None,
    whole: bool = False,
) -> Published:
    """Make a new release of the network and let `current` point at it; the last release stands until the very end.

    now: the release's time (UTC), for reproducible runs. allow_withdrawals: let a library lose a great part of its records
    (`withdrawals.refuse_losses`); ask: a person who is asked whether that is meant. whole: make
    everything anew and take nothing over from the last release; the result is the same. Raises ConfigError, PublishError; a run killed
    at any point leaves the last release whole, and the next run clears what it left behind.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    given = nullcontext(runner) if runner else closing(runner_of(config))
    with run_lock(config.root), given as working, Beside(working.processes) as beside:
        run = _Run(config, moment, now is not None, working, beside, talk or Talk(quiet=True))
        run.allow_withdrawals, run.ask, run.whole = allow_withdrawals, ask, whole
        return run.run()


class _Run:
    def __init__(self, config: Config, moment: datetime, timed: bool, runner: Runner, beside: Beside, talk: Talk) -> None:
        self.config = config
        self.timed = timed
        self.root = config.root
        self.allow_withdrawals = False
        self.ask: Callable[[str], bool] | None = None
        self.whole = False
        self.date(moment)
        self.runner, self.beside = runner, beside
        self.talk = talk
        self.libraries = [source.library for source in config.sources]
        self.decisions: Decisions = {}
        self.work = self.root / "run"
        self.private = self.root / "private"
        self.building = self.root / layout.RELEASES / ".building"

    def date(self, moment: datetime) -> None:
        self.now = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.compact = moment.strftime("%Y%m%dT%H%M%SZ")

    def run(self) -> Published:
        for left in (self.work, self.building, self.private / UNFINISHED):
            shutil.rmtree(left, ignore_errors=True)
        state = State.open(self.root / "state.sqlite")
        try:
            last = current(self.root)
            if last is not None and state.applied_release() != last.id:
                state.apply(last.path / IDENTITY, last.path / layout.CHANGES, last.id, last.manifest["landed"])
            if state.landed() >= self.now:
                self.date(datetime.fromisoformat(state.landed()) + timedelta(seconds=1))
            self.forget_unfinished(state)
            finish_pruning(self.root)
            with self.talk.stage("inputs", "files") as stage:
                delivered = deliveries(self.config, datetime.fromisoformat(self.now).date())
                print_of = fingerprint(self.config, delivered)
                self.decisions = {(each.library, each.sha256): each.decision for each in delivered if each.decision is not None}
                stage.items = len(print_of.inputs)
            if last is not None and not self.whole and self.unchanged(last, print_of):
                return Published(last.id, last.path, False, last.counts)
            return self.make(state, delivered, print_of, last)
        finally:
            state.close()
            shutil.rmtree(self.work, ignore_errors=True)

    def unchanged(self, last: Release, print_of: Fingerprint) -> bool:
        """Whether the last release was made of the same things, and nothing that it held back is due by now."""
        before = known(self.root, last.id)
        return before.get("fingerprint") == print_of.digest and not "" < before["until"] <= self.now[:10]

    def forget_unfinished(self, state: State) -> None:
        """Remove the audits of releases that were never finished."""
        for audit in (self.root / FOLDER).glob("[0-9]*"):
            if not (self.root / layout.RELEASES / audit.stem).is_dir() and not state.has_landed(audit.stem):
                audit.unlink()

    def make(self, state: State, delivered: tuple[Delivery, ...], print_of: Fingerprint, last: Release | None) -> Published:
        self.work.mkdir(parents=True)
        for folder in (layout.GRAPH, layout.RECORDS, layout.REPORTS):
            (self.building / folder).mkdir(parents=True)
        self.reuse = Reuse(self.root, basis_of(print_of, self.config.digest), last, whole=self.whole)
        taken = self.intake(delivered)
        kill_point("after-read")
        with self.talk.stage("resolve", "records") as stage, uncollected():
            cut_links(taken, self.libraries, self.runner, self.work)
            tests, codes = collection_tests(self.config), library_codes(self.config)
            curated = read_decisions(self.config.decisions, {each.slug for each in self.config.network.libraries})
            resolved = resolve(
                taken, self.config.sources, state, self.now, self.work, tests, codes, curated, self.reuse.old, self.reuse.new, self.scored
            )
            stage.items = resolved.records
            if not resolved.records:
                raise nothing_left(delivered)
            forget_hidden(taken, self.libraries, resolved.changes.stamps)
        if not self.allow_withdrawals:
            refuse_losses(resolved.changes, self.config.intake, self.ask)
        graphs = GraphStages(self.config, self.runner, self.talk, self.work, self.building, self.reuse)
        made = graphs.make(resolved.tasks, [each.piece.into for each in taken], resolved.joined)
        shards = made.shards
        gone = self.seal(resolved, made, last)
        outcomes = sum((each.outcomes for each in taken), Counter[tuple[str, str]]())
        base = self.config.network.base
        write_public(self.building / layout.REPORTS / PROVENANCE, base, self.now, print_of, outcomes, self.config.policy, self.decisions)
        release = Release.open(self.building)
        gone = [*gone, *formerly_public(resolved.changes, resolved.cuts, last)]
        store = self.store(release, taken_back=bool(gone))
        faults = self.reports(resolved, shards, taken, self.union(release, store), last, release)
        stored = store.finish()  # with what is measured of the union, the union's own faults among it
        self.views(release)
        self.private_reports()
        release.close()
        kill_point("after-views")
        going = to_prune(self.root, print_of.policies, gone)
        final = self.finish(print_of, resolved, release, faults, stored, taken, going)
        self.reuse.keep(final.name)
        kill_point("before-rename")
        switch(self.root, final.name)
        kill_point("after-rename")
        self.reuse.tidy(final.name)
        kill_point("before-state")
        state.apply(final / IDENTITY, final / layout.CHANGES, final.name, Release.open(final).manifest["landed"])
        kill_point("before-pruning")
        with self.talk.stage("prune", "releases") as stage:
            pruned = tuple(prune(self.root, going))
            stage.items = len(pruned)
        counts, changes = release.counts, resolved.changes.counts
        stages = tuple(self.talk.stages)
        return Published(final.name, final, True, counts, dict(faults), changes, stages, _peak_mb(), self.disk_mb(final), pruned)

    def scored(self, blocks: Iterable[Block]) -> Iterable[list[int]]:
        return self.runner.map(score_block, list(blocks))

    def intake(self, delivered: tuple[Delivery, ...]) -> list[Taken]:
        pieces = plan_pieces(self.config, delivered, self.work, self.now[:10], Remembers(self.root, self.reuse, delivered))
        with self.talk.stage("intake", "records") as stage:
            taken = list(self.talk.follow("intake", self.runner.map(take, pieces), pieces))
            stage.items = sum(each.read for each in taken)
        return taken

    def seal(self, resolved: Resolution, graphs: Graphs, last: Release | None) -> list[str]:
        """Write what ties the release together; the paths of authority records that are gone since the last one."""
        network = self.config.network
        with self.talk.stage("seal", "works") as stage:
            (self.building / layout.NETWORK).write_text(codec.dumps(network) + "\n", "utf-8")
            (self.building / IDENTITY).write_text(resolved.plan.events_text(), "utf-8")
            (self.building / layout.CHANGES).write_text(resolved.changes.text(), "utf-8")
            said = graphs.authorities.rows if graphs.authorities else None
            gone = gone_authorities(last, said, self.now)
            ends = [*resolved.plan.fates(self.now), *gone, *fates(resolved.joined, last, self.now)]
            files = [shard.files for shard in graphs.shards]
            sealed = seal(files, self.building, resolved.changes, ends, said, forms(resolved.joined), resolved.ties)
            stage.items = sealed.works
        return [each.path for each in gone if each.datestamp == self.now]

    def reports(
        self,
        resolved: Resolution,
        shards: list[ShardMade],
        taken: list[Taken],
        union: list[Fault],
        last: Release | None,
        release: Release,
    ) -> Counter[str]:
        with self.talk.stage("reports", "faults") as stage:
            faults = self.report(resolved, shards, taken, union, last)
            write_review(self.private / UNFINISHED, release, resolved.doubts, resolved.doubts_left_off, resolved.joined.questions)
            stage.items = faults.total()
        return faults

    def report(
        self, resolved: Resolution, shards: list[ShardMade], taken: list[Taken], union: list[Fault], last: Release | None
    ) -> Counter[str]:
        counts: Counter[str] = Counter()
        builder = ReportBuilder(self.work / "reports")
        logs: Iterable[Path] = [each.piece.into.with_suffix(".faults") for each in taken] + [shard.faults for shard in shards]
        for fault in (*resolved.faults, *(fault for log in logs for fault in read_faults(log)), *union):
            builder.add(fault)
            counts[fault.code] += 1
        notes = self.private / "reports.notes"
        network, public = self.config.network, self.building / layout.REPORTS
        reports = builder.finish(
            public,
            self.private / UNFINISHED,
            network,
            self.totals(taken, shards),
            last=last.path / layout.REPORTS if last else None,
            entities=self.building / layout.ENTITIES,
            review=(len(resolved.doubts) + resolved.doubts_left_off, len(resolved.joined.questions)),
            notes=PrivateNotes(self.private / layout.REPORTS, notes if self.reuse.old else None, notes),
            give=self.beside.give,
        )
        write_quality(public, self.building / layout.GRAPH, network, reports, self.now)
        return counts

    def private_reports(self) -> None:
        """Let the libraries' files be whole, and put them in the place of the last ones: who has left the network leaves no pages."""
        with self.talk.stage("private reports", "files") as stage:
            self.beside.wait()
            shutil.rmtree(self.private / layout.REPORTS, ignore_errors=True)
            os.rename(self.private / UNFINISHED, self.private / layout.REPORTS)
            stage.items = sum(1 for _ in (self.private / layout.REPORTS).iterdir())

    def totals(self, taken: list[Taken], shards: list[ShardMade]) -> dict[str, Totals]:
        """By library: what intake read and kept back, and what is published in the end and has which elements."""
        totals: dict[str, Totals] = {}
        for each in taken:
            mine = totals.setdefault(self.config.sources[each.piece.source].library, Totals())
            mine.read += each.read
            mine.rejected += each.rejected
            mine.holdings += each.holdings
            mine.withheld.update(each.withheld)
        for shard in shards:
            for (library, element), count in shard.complete.items():
                if element:
                    totals[library].present[element] += count
                else:
                    totals[library].published += count
        return totals

    def store(self, release: Release, taken_back: bool) -> ReleaseStore:
        """The store without what is measured of it. taken_back: something public is so no more, and the last store's files keep it."""
        with self.talk.stage("store", "statements") as stage:
            last = None if taken_back else self.reuse.last
            store = ReleaseStore(release, last, record_graphs=self.config.store.record_graphs, mapped=self.runner.map)
            stage.items = store.core()
        kill_point("after-store")
        return store

    def union(self, release: Release, store: ReleaseStore) -> list[Fault]:
        """What the shapes of the union find in the store."""
        with self.talk.stage("union shapes", "records") as stage:
            found = list(check_union(release, store.store, change=store.change, old=self.reuse.old, new=self.reuse.new))
            stage.items = release.counts["records"]
        return found

    def views(self, release: Release) -> None:
        with self.talk.stage("datasets", "rows") as stage:
            last, old, notes = self.reuse.last, self.reuse.old, self.reuse.new / layout.DATASETS
            kept = Kept(last.path / layout.DATASETS, old / layout.DATASETS) if last is not None and old is not None else None
            made = build_datasets(release, self.building / layout.DATASETS, last=kept, keep=notes, mapped=self.runner.map)
            stage.items = made.rows
        with self.talk.stage("site", "pages") as stage:
            site = build_site(release, self.building / layout.SITE, processes=self.runner.processes, last=self.reuse.last)
            stage.items = sum(site.pages.values())

    def finish(
        self,
        print_of: Fingerprint,
        resolved: Resolution,
        release: Release,
        faults: Counter[str],
        stored: StoreReport,
        taken: list[Taken],
        going: list[str],
    ) -> Path:
        kill_point("before-manifest")
        manifest: dict[str, Any] = {
            "format": 1,
            "created": self.now,
            "software": f"mucluc {__version__}",
            "policy": print_of.policy,
            "code": print_of.software,
            "inputs": [{"name": each.name, "library": each.library, "size": each.size} for each in print_of.inputs if each.released],
            "counts": release.counts,
            "faults": dict(sorted(faults.items())),
            "changes": resolved.changes.counts,
            "store": {"quads": stored.quads, "digest": stored.digest, "lines": stored.lines, "since_whole": stored.since_whole},
        }
        with self.talk.stage("verify", "files") as stage:
            self.listing = write_manifest(self.building, manifest, self.reuse.last)
            verdict = verify(self.building, self.listing.fresh)
            if verdict.wrong:
                raise PublishError("the new release is not whole: " + "; ".join(verdict.wrong[:5]))
            stage.items = verdict.files
            os.sync()  # one call: fsync of tens of thousands of pages, one by one, takes minutes
            land(self.building, self.now if self.timed else None)
        content = Release.open(self.building).manifest["content_sha256"]
        mark = hashlib.sha256(f"{content} {print_of.policies}".encode()).hexdigest()[:6]
        final = self.building.with_name(f"{self.compact}-{mark}")
        until = min((each.until for each in taken if each.until), default="")
        audit = PrivateAudit(self.root, self.config.network.base, self.config.policy)
        more = {"policies": print_of.policies, "until": until, "prune": [name for name in going if name != final.name]}
        audit.write(final.name, self.now, print_of, taken, self.libraries, self.decisions, more)
        if final.exists():  # the same inputs at the same second, gone back from by `release use`: the bytes are the same
            return final
        os.rename(self.building, final)
        sync(final.parent)
        return final

    def disk_mb(self, release: Path) -> dict[str, float]:
        """MB of each part of the release; what it shares with the last one is counted too."""
        apart = {name: (release / name).stat().st_size for name in (layout.MANIFEST, layout.FILES)}
        return {name: round(size / 1e6, 2) for name, size in sorted({**self.listing.sizes, **apart}.items())}


def _peak_mb() -> int:
    """Largest resident size in MB of this process or of any of its ended workers."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024

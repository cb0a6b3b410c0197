# SPDX-License-Identifier: Apache-2.0
"""Store, shapes of the union and datasets of a release: made whole, and from the release before it; the results are compared.

OLD and NEW are releases of one network that follow each other, such as `var/releases/2026…` before and after a delivery that changed
a part of it. All is made in a folder of its own beside them and removed. One process (two threads while a store is loaded whole), so
that CPU seconds say what the work costs; `mucluc publish` spreads the datasets over its processes.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from measure import BenchmarkError, finish, machine, table

from mucluc.datasets import Kept, build_datasets
from mucluc.endpoint.increment import ReleaseStore
from mucluc.endpoint.store import StoreReport
from mucluc.publish.union import union_shapes
from mucluc.publish.union_results import UnionResults
from mucluc.release import Release

R = TypeVar("R")


class Elsewhere(Release):
    """A release whose store is built in another place."""

    place: Path

    @property
    def store(self) -> Path:
        """The place of the store."""
        return self.place


class Bench:
    """Runs each stage both ways and keeps what it cost."""

    def __init__(self, old: Release, new: Release, folder: Path, record_graphs: bool) -> None:
        self.old, self.new, self.folder = old, new, folder
        self.record_graphs = record_graphs
        self.costs: dict[tuple[str, str], tuple[float, float]] = {}

    def timed(self, stage: str, way: str, work: Callable[[], R]) -> R:
        """Do the work and note its seconds."""
        wall, cpu = time.perf_counter(), time.process_time()
        made = work()
        before = self.costs.get((stage, way), (0.0, 0.0))
        self.costs[stage, way] = (before[0] + time.perf_counter() - wall, before[1] + time.process_time() - cpu)
        return made

    def run(self) -> list[str]:
        """Sentences that say what differed; none when all is equal."""
        wrong = []
        shapes = UnionResults(union_shapes(self.new.base), self.new.base)
        shapes.write(shapes.whole(self._standing()), self.folder)
        reports, results = {}, {}
        for way, last in (("whole", None), ("from the last", self.old)):
            store = self._store(way, last)
            self.timed("store", way, store.core)
            if way == "whole":
                results[way] = self.timed("union shapes", way, lambda store=store: shapes.whole(store.store))  # type: ignore[misc]
            elif store.change is None:
                raise BenchmarkError("the store was built whole: too much changed, or OLD was not made by this version")
            else:
                change = store.change
                print(f"statements removed: {len(change.removed):,}, added: {len(change.added):,}")
                results[way] = self.timed("union shapes", way, lambda s=store, c=change: shapes.changed(s.store, c, self.folder))  # type: ignore[misc]
            reports[way] = self.timed("store", way, store.finish)
        if _said(reports["whole"]) != _said(reports["from the last"]):
            wrong.append(f"the stores differ: {reports}")
        if results["whole"] != results["from the last"]:
            wrong.append("the shapes' results differ")
        return wrong + self._datasets()

    def _standing(self) -> object:
        import pyoxigraph as ox

        return ox.Store.read_only(str(self.old.store))

    def _store(self, way: str, last: Release | None) -> ReleaseStore:
        release = Elsewhere(self.new.path)
        release.place = self.folder / f"store-{way.replace(' ', '-')}"
        return ReleaseStore(release, last, record_graphs=self.record_graphs)

    def _datasets(self) -> list[str]:
        folders = {name: self.folder / name for name in ("old", "notes", "whole", "changed")}
        build_datasets(self.old, folders["old"], keep=folders["notes"])
        self.timed("datasets", "whole", lambda: build_datasets(self.new, folders["whole"], keep=self.folder / "notes-whole"))
        last = Kept(folders["old"], folders["notes"])
        self.timed(
            "datasets", "from the last", lambda: build_datasets(self.new, folders["changed"], last=last, keep=self.folder / "notes-new")
        )
        files = [file.relative_to(folders["whole"]) for file in folders["whole"].rglob("*") if file.is_file()]
        return [
            f"datasets/{name} differs"
            for name in files
            if (folders["whole"] / name).read_bytes() != (folders["changed"] / name).read_bytes()
        ]


def _said(report: StoreReport) -> tuple[int, str]:
    return report.quads, report.digest


def main() -> int:
    """Measure, print, compare."""
    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("old", type=Path, help="a release")
    options_of.add_argument("new", type=Path, help="the release that follows it")
    options_of.add_argument("--record-graphs", action="store_true", help="load the records' own graphs, too")
    options = options_of.parse_args()
    old, new = Release.open(options.old), Release.open(options.new)
    folder = Path(tempfile.mkdtemp(prefix=".store-change-", dir=old.path.parent))  # the same disk: stores share files
    try:
        bench = Bench(old, new, folder, options.record_graphs)
        wrong = bench.run()
    finally:
        shutil.rmtree(folder)
    stages = dict.fromkeys(stage for stage, _ in bench.costs)
    rows = []
    for stage in stages:
        whole, changed = bench.costs[stage, "whole"], bench.costs[stage, "from the last"]
        rows.append((stage, *(f"{each:.2f}" for each in (*whole, *changed)), f"{changed[1] / whole[1]:.1%}"))
    print(machine())
    print(table(("stage", "whole, s", "CPU", "from the last, s", "CPU", "share of CPU"), rows))
    print("equal" if not wrong else "\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    finish(main)

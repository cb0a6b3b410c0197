# SPDX-License-Identifier: Apache-2.0
"""What the whole main job costs: `mucluc publish CONFIG` from nothing to a current release, stage by stage.

The output directory of the configuration must be empty: with --fresh it is removed first, if it lies under this project's `var/`.
Memory is sampled over the command and all its workers, shared pages counted once (proportional set size, Linux). --core pins all of
them to one core. The stages and their times are what `publish --json` says of itself.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from measure import MIB, BenchmarkError, finish, machine, mucluc, table

from mucluc.config import Config
from mucluc.errors import ConfigError

HERE = Path(__file__).parent
SAMPLE = 0.25  # seconds


class Memory(threading.Thread):
    """Samples the memory of a process and its descendants until `stop`; `peak` is the highest sum in bytes, 0 where /proc is missing."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0
        self._end = threading.Event()

    def run(self) -> None:
        """Sample until told to stop."""
        while not self._end.wait(SAMPLE):
            self.peak = max(self.peak, sum(map(_proportional, _tree(self.pid))))

    def stop(self) -> None:
        """End the sampling."""
        self._end.set()
        self.join()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return
    for thread in threads:
        try:
            children = (thread / "children").read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _tree(int(child))


def _proportional(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))


def clear(root: Path) -> None:
    """Remove an earlier output; raises BenchmarkError for a directory that is not under this project's var/."""
    if HERE.parent / "var" not in root.parents:
        raise BenchmarkError(f"{root} is not under var/: remove it yourself, then run without --fresh")
    shutil.rmtree(root, ignore_errors=True)


def publish(config: Path, core: int | None, *more: str) -> tuple[dict[str, Any], float, int]:
    """Run the command with these arguments more; what it printed, its seconds, and the peak of its memory in bytes."""
    pin = (lambda: os.sched_setaffinity(0, {core})) if core is not None else None
    start = time.perf_counter()
    process = subprocess.Popen([mucluc(), "publish", "--json", str(config), *more], stdout=subprocess.PIPE, preexec_fn=pin)
    memory = Memory(process.pid)
    memory.start()
    printed, _ = process.communicate()
    wall = time.perf_counter() - start
    memory.stop()
    if process.returncode not in (0, 1):
        raise BenchmarkError(f"mucluc publish ended with {process.returncode}; what it said stands above")
    made: dict[str, Any] = json.loads(printed)
    return made, wall, memory.peak


def stage_rows(stages: Iterable[Mapping[str, Any]], wall: float) -> list[tuple[str, ...]]:
    """A row a stage: name, seconds, share of the whole, items with their unit, items a second."""
    rows: list[tuple[str, ...]] = []
    for stage in stages:
        seconds, items = float(stage["seconds"]), int(stage.get("items") or 0)
        amount = f"{items:,} {stage['unit']}" if items else ""
        speed = f"{items / seconds:,.0f}" if items and seconds else ""
        rows.append((str(stage["name"]), f"{seconds:.1f}", f"{seconds / wall:.0%}", amount, speed))
    return rows


def disk(release: Path) -> list[tuple[str, int, int]]:
    """`(name, files, bytes)` for each entry of a release, largest first."""
    rows = []
    for entry in release.iterdir():
        files = [entry] if entry.is_file() else [each for each in entry.rglob("*") if each.is_file()]
        rows.append((entry.name + ("/" if entry.is_dir() else ""), len(files), sum(each.stat().st_size for each in files)))
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def main() -> int:
    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("config", type=Path, help="a configuration, such as benchmarks/loc-20000.toml")
    options_of.add_argument("--fresh", action="store_true", help="remove the configuration's output directory first")
    options_of.add_argument("--core", type=int, help="let the whole job use this core only")
    options = options_of.parse_args()
    try:
        config = Config.load(options.config)
        for source in config.sources:
            config.files(source)
    except ConfigError as error:
        raise BenchmarkError(f"{error}\nmake the inputs with: python benchmarks/prepare.py") from None
    if options.fresh:
        clear(config.root)
    if config.root.exists():
        raise BenchmarkError(f"{config.root} exists; a run on top of an earlier one measures little: use --fresh")
    print(machine(), end="\n\n")
    made, wall, peak = publish(options.config, options.core)
    print(
        table(("stage", "seconds", "share", "items", "items/s"), [*stage_rows(made["stages"], wall), ("whole", f"{wall:.1f}", "", "", "")])
    )
    print(f"\npeak memory, command and workers: {peak / MIB:,.0f} MiB\n")
    rows = disk((config.root / "current").resolve())
    whole = ("whole", sum(row[1] for row in rows), sum(row[2] for row in rows))
    print(table(("in the release", "files", "MiB"), [(name, f"{files:,}", f"{size / MIB:,.1f}") for name, files, size in [*rows, whole]]))
    return 0


if __name__ == "__main__":
    finish(main)

# SPDX-License-Identifier: Apache-2.0
"""The same run on several runners: this machine's processes, Spark in one process, Spark with a master and two workers, one of them killed.

Each run is `mucluc publish` up to where the graph is whole (intake, clusters, conversion, headings; `--whole` goes on to the end) on the
first records of a MARC file. The digest is that of all files of the graph and of the screened records. The master and the workers run on
127.0.0.1, from PySpark's own package, and are stopped by their process numbers. In the last run one executor (with its Python worker) is
killed with SIGKILL when the first shard is written.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from main_job import Memory, clear
from measure import MIB, BenchmarkError, finish, machine, mucluc, need, table
from prepare import records

CONFIG = """
[network]
slug = "runners"
title = {{ vi = "Đo hiệu năng", en = "Benchmark" }}
description = {{ vi = "Đo hiệu năng", en = "Benchmark" }}
base = "https://benchmark.example/"
license = "CC0-1.0"
publisher = {{ vi = "Dự án Mục lục", en = "The Mục lục project" }}

[[library]]
slug = "loc"
title = {{ vi = "Thư viện", en = "Library" }}

[[source]]
library = "loc"
files = ["../records.mrc"]

[output]
processes = {processes}

[runner]
options = {{ "spark.executor.memory" = "1g", "spark.driver.memory" = "1g" }}
"""
STAGE = re.compile(r"^  (intake|resolve|convert|headings) +([0-9.]+) s", re.MULTILINE)
STAGES = ("intake", "resolve", "convert", "headings")
NOW = "2026-11-27T00:00:00Z"
GRAPH_IS_WHOLE = "after-union"
EXECUTOR = "CoarseGrainedExecutorBackend"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run gave. peak: bytes of the command, its workers, and the cluster if there is one."""

    digest: str
    seconds: float
    stages: dict[str, float]
    peak: int
    killed: int


def main() -> int:
    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("marc", type=Path, help="a file of MARC records (ISO 2709)")
    options_of.add_argument("--records", type=int, default=20_000, help="how many of its first records")
    options_of.add_argument("--work", type=Path, default=Path("var/bench/runners"), help="a directory for the runs, below var/")
    options_of.add_argument("--whole", action="store_true", help="publish to the end")
    options_of.add_argument("--timeout", type=float, default=1800.0, help="seconds that one run may take")
    options = options_of.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # what was started is stopped on the way out
    work = options.work.resolve()
    clear(work)
    work.mkdir(parents=True)
    with need(options.marc).open("rb") as file, (work / "records.mrc").open("wb") as cut:
        count = sum(1 for record, _ in zip(records(file), range(options.records), strict=False) if cut.write(record))
    print(machine(), f"{count:,} records", sep="; ", end="\n\n", flush=True)
    runs = {
        "one process": (1, (), False),
        "two processes": (2, (), False),
        "Spark, local[2]": (2, ("--master", "local[2]"), False),
        "Spark, master and two workers": (2, ("--master", "cluster"), False),
        "the same, an executor killed": (2, ("--master", "cluster"), True),
    }
    rows, digests = [], set()
    for number, (name, (processes, more, kill)) in enumerate(runs.items()):
        made = run(work / str(number), processes, more, kill, options)
        digests.add(made.digest)
        times = [f"{made.stages.get(stage, 0.0):.1f}" for stage in STAGES]
        rows.append((name, *times, f"{made.seconds:.1f}", f"{made.peak / MIB:,.0f}", str(made.killed or ""), made.digest[:12]))
        print(f"{name}: {made.seconds:.1f} s, {made.digest[:12]}", file=sys.stderr, flush=True)
    print(table(("runner", *STAGES, "whole, s", "peak MiB", "killed", "digest"), rows))
    if len(digests) != 1:
        raise BenchmarkError("the digests differ")
    if not made.killed:
        raise BenchmarkError("no executor could be killed in time: give it more records")
    return 0


def run(folder: Path, processes: int, more: tuple[str, ...], kill: bool, options: argparse.Namespace) -> Outcome:
    """One run of the command in a directory of its own."""
    folder.mkdir()
    config = folder / "runners.toml"
    config.write_text(CONFIG.format(processes=processes), "utf-8")
    building = folder / "var" / "releases" / ".building"
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(Cluster(folder)) if "cluster" in more else None
        more = tuple(cluster.master if each == "cluster" and cluster else each for each in more)
        environment = dict(os.environ) | ({} if options.whole else {"MUCLUC_KILL_AT": GRAPH_IS_WHOLE})
        command = [mucluc(), "publish", str(config), "--now", NOW, *more]
        with (folder / "said.txt").open("wb") as said:
            start = time.perf_counter()
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment)
            watched = [Memory(pid) for pid in (process.pid, *(cluster.pids if cluster else ()))]
            killer = Killer(cluster, building) if kill and cluster else None
            for thread in (*watched, *([killer] if killer else ())):
                thread.start()
            try:
                code = process.wait(options.timeout)
            except subprocess.TimeoutExpired:
                raise BenchmarkError(f"{folder}: took more than {options.timeout:.0f} s") from None
            finally:
                process.kill()
                process.wait()
            seconds = time.perf_counter() - start
            for memory in watched:
                memory.stop()
            killed = killer.end() if killer else 0
    text = (folder / "said.txt").read_text("utf-8", "replace")
    if code not in ((0, 1) if options.whole else (-signal.SIGKILL,)):
        raise BenchmarkError(f"{folder}: publish ended with {code}: {text[-500:]}")
    found = next(iter((folder / "var" / "releases").glob("2*"))) if options.whole else building
    stages = {name: float(value) for name, value in STAGE.findall(text)}
    return Outcome(digest_of(found), seconds, stages, sum(memory.peak for memory in watched), killed)


def digest_of(release: Path) -> str:
    """SHA-256 over the names and bytes of the graph and of the screened records."""
    whole = hashlib.sha256()
    for file in sorted([*(release / "graph").iterdir(), *(release / "records").iterdir()]):
        if not file.name.startswith("quality"):
            whole.update(f"{file.parent.name}/{file.name} ".encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


class Cluster:
    """A Spark master and two workers of one core each on 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.master = f"spark://127.0.0.1:{free_port()}"
        self.started: list[subprocess.Popen[bytes]] = []

    @property
    def pids(self) -> list[int]:
        """Their processes."""
        return [each.pid for each in self.started]

    def __enter__(self) -> Cluster:
        port = self.master.rpartition(":")[2]
        deploy = "org.apache.spark.deploy"
        self._start("master", f"{deploy}.master.Master", "--port", port, "--webui-port", str(free_port()))
        self._wait("master", "I have been elected leader")
        for number in range(2):
            own = ("--cores", "1", "--memory", "1500m", "--webui-port", str(free_port()), "--work-dir", str(self.folder / f"work-{number}"))
            self._start(f"worker-{number}", f"{deploy}.worker.Worker", *own, self.master)
        for number in range(2):
            self._wait(f"worker-{number}", "Successfully registered with master")
        return self

    def __exit__(self, *_: object) -> None:
        for each in reversed(self.started):
            each.terminate()
        for each in self.started:
            try:
                each.wait(20)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()

    def executors(self) -> list[int]:
        """The executors that run now: children of the workers."""
        return [child for pid in self.pids[1:] for child in children(pid) if EXECUTOR in command_of(child)]

    def _start(self, name: str, kind: str, *more: str) -> None:
        import pyspark

        home = Path(pyspark.__file__).parent
        settings = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m"}
        with (self.folder / f"{name}.log").open("wb") as log:
            command = [str(home / "bin" / "spark-class"), kind, "--host", "127.0.0.1", *more]
            self.started.append(subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | settings))

    def _wait(self, name: str, words: str) -> None:
        log = self.folder / f"{name}.log"
        for _ in range(600):
            if words in log.read_text("utf-8", "replace"):
                return
            time.sleep(0.2)
        raise BenchmarkError(f"{log}: the {name} did not start")


class Killer(threading.Thread):
    """Kills one executor, and its Python workers, when the first shard of the graph is whole."""

    def __init__(self, cluster: Cluster, building: Path) -> None:
        super().__init__(daemon=True)
        self.cluster, self.building = cluster, building
        self.killed = 0
        self._end = threading.Event()

    def run(self) -> None:
        """Wait for the shard; kill."""
        while not self._end.wait(0.05):
            executors = self.cluster.executors()
            if executors and any(whole(shard) for shard in (self.building / "graph").glob("[0-9]*.nq.gz")):
                for pid in (executors[0], *descendants(executors[0])):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                self.killed = executors[0]
                return

    def end(self) -> int:
        """Stop waiting; the process that was killed, or 0."""
        self._end.set()
        self.join()
        return self.killed


def whole(shard: Path) -> bool:
    """Whether a shard has been written to its end."""
    try:
        with gzip.open(shard) as file:
            while file.read(MIB):
                pass
    except (OSError, EOFError):
        return False
    return True


def children(pid: int) -> list[int]:
    """The processes that a process has started and that run."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found.extend(map(int, (thread / "children").read_text().split()))
    return found


def descendants(pid: int) -> Iterator[int]:
    """The children of a process, theirs, and so on."""
    for child in children(pid):
        yield child
        yield from descendants(child)


def command_of(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
    except OSError:
        return ""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


if __name__ == "__main__":
    finish(main)

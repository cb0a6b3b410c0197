# SPDX-License-Identifier: Apache-2.0
"""What every benchmark needs: run a whole process and take its cost, describe the machine, write a table."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

MIB = 1024 * 1024


class BenchmarkError(Exception):
    """An input is missing or a measured command failed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process cost. wall, cpu: seconds (cpu is user and system, children it waited for included). peak: bytes resident."""

    wall: float
    cpu: float
    peak: int


def run(command: Sequence[str], output: Path | None = None, core: int | None = None, ok: Sequence[int] = (0,)) -> Cost:
    """Run `command` to its end and take what it cost, from start to exit; raises BenchmarkError when it fails.

    output: where standard output goes (default: nowhere). core: the only core the process may use (Linux; elsewhere ignored).
    ok: exit codes that mean the work was done. The peak is that of the largest single process.
    """
    pin = (lambda: os.sched_setaffinity(0, {core})) if core is not None and hasattr(os, "sched_setaffinity") else None
    with open(output or os.devnull, "wb") as sink:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.PIPE, preexec_fn=pin)
        assert process.stderr is not None
        talk = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode not in ok:
        said = talk.decode(errors="replace").strip().splitlines()[-3:]
        raise BenchmarkError(f"{Path(command[0]).name} ended with {process.returncode}: " + " / ".join(said))
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def total(costs: Iterable[Cost]) -> Cost:
    """The cost of processes run one after another: times add up, the peak is the highest."""
    each = list(costs)
    return Cost(sum(c.wall for c in each), sum(c.cpu for c in each), max(c.peak for c in each))


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure on its own."""
    return Cost(
        statistics.median(c.wall for c in costs),
        statistics.median(c.cpu for c in costs),
        int(statistics.median(c.peak for c in costs)),
    )


def last_core() -> int:
    """The core to pin to: the last of those allowed, since interrupts like the first."""
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0


def mucluc() -> str:
    """Path of the `mucluc` command beside this Python; raises BenchmarkError when it is not installed."""
    command = Path(sysconfig.get_path("scripts")) / "mucluc"
    if not command.exists():
        raise BenchmarkError("mucluc is not installed for this Python; run `make setup` and use .venv/bin/python")
    return str(command)


def tool(name: str, package: str) -> str:
    """Path of a system tool; raises BenchmarkError naming the Debian package that brings it."""
    found = shutil.which(name)
    if found is None:
        raise BenchmarkError(f"{name} is not installed; on Debian: apt install {package}")
    return found


def need(path: Path) -> Path:
    """`path` if it exists; raises BenchmarkError saying how to make it."""
    if not path.exists():
        raise BenchmarkError(f"{path} is missing; make it with: python benchmarks/prepare.py --work {path.parent}")
    return path


def machine() -> str:
    """The machine in one line, without its name: what a reader needs to compare figures."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("mucluc", "pyoxigraph", "lxml"))
    parts = [
        f"{os.cpu_count()} cores",
        _line("/proc/cpuinfo", "model name") or platform.processor() or "processor unknown",
        _memory(),
        f"{platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}",
        packages,
    ]
    if hasattr(os, "getloadavg"):
        parts.append(f"load average {os.getloadavg()[0]:.1f}")
    return "; ".join(parts)


def _line(file: str, key: str) -> str:
    try:
        text = Path(file).read_text()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith(key)), "")


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1024 / MIB:.0f} GiB"
    except (ValueError, OSError):
        return "memory unknown"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the first column is text, the others are figures."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    lines.extend("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)
    return "\n".join(lines)


def parser(about: str) -> argparse.ArgumentParser:
    """An argument parser with the option that all benchmarks share."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    made.add_argument("--work", type=Path, default=Path("var/bench"), help="the directory that prepare.py filled")
    return made


def finish(main: Callable[[], int]) -> None:
    """Exit with the code of a benchmark's `main`; a BenchmarkError becomes one line and code 2."""
    try:
        code = main()
    except BenchmarkError as error:
        print(f"{Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        code = 2
    sys.exit(code)

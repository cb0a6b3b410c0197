# SPDX-License-Identifier: Apache-2.0
"""Fuzz every reader, guided by coverage: no input may raise, hang, take much memory or break what docs/reading.md promises.

Needs atheris, which is no dependency of the project: `pip install atheris==3.0.0`. A process for each target of tests/fuzz_targets.py;
the time is shared among them. What fails is kept in var/fuzz/ as a file that the target's reader fails on again; --again reads it.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

from measure import BenchmarkError, finish, machine, table

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "fuzz"
HANG = 5.0
"""Seconds of processor time after which an input counts as a hang."""
MEMORY = 1024
"""MiB resident that a process may take."""
LONGEST = 24 * 1024
"""Bytes of an input."""
_SAVED_EVERY = 500


class HangError(BaseException):
    """An input took more than HANG; no reader catches it."""


class Tally:
    """What a process has run so far, written down as it goes: libFuzzer ends a process without a word to Python."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.inputs = 0
        self.slowest = 0.0
        self.failures: Counter[str] = Counter()

    def ran(self, data: bytes, seconds: float) -> None:
        """Count an input; the slowest so far is kept as a file."""
        self.inputs += 1
        if seconds > self.slowest:
            self.slowest = seconds
            (KEPT / f"{self.name}-slowest").write_bytes(data)
        if self.inputs % _SAVED_EVERY == 0:
            self.save()

    def failed(self, data: bytes, error: BaseException) -> None:
        """Keep the first input of each place where something fails."""
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} {Path(frame.filename).name}:{frame.lineno}"
        if not self.failures[place]:
            (KEPT / f"{self.name}-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)
            traceback.print_exception(error)
        self.failures[place] += 1
        self.save()

    def save(self) -> None:
        """Write the figures to where `main` reads them."""
        figures = {"inputs": self.inputs, "slowest": self.slowest, "failures": self.failures}
        (KEPT / f"{self.name}.json").write_text(json.dumps(figures), encoding="utf-8")


def _hung(_signal: int, _frame: FrameType | None) -> None:
    raise HangError


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target in this process; never returns."""
    import atheris

    with atheris.instrument_imports(include=["mucluc.converters", "pymarc.marc8"]):
        package = importlib.import_module("mucluc.converters")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"mucluc.converters.{module.name}")
    from tests.fuzz_targets import NAME, TARGETS
    from tests.reader_promises import promised

    target, tally = TARGETS[name], Tally(name)

    def one(data: bytes) -> None:
        begun = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, HANG)
        try:
            promised(target.found(data), NAME)
        except (Exception, HangError) as error:
            tally.failed(data, error)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        tally.ran(data, time.process_time() - begun)

    corpus = KEPT / f"{name}-corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number:03}").write_bytes(seed)
    signal.signal(signal.SIGVTALRM, _hung)
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-rss_limit_mb={MEMORY}", "-timeout=60", "-seed=1"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={KEPT}/{name}-", str(corpus)], one)
    atheris.Fuzz()


def again(path: Path) -> None:
    """Read a kept file as the target that its name begins with; raises what it raises."""
    from tests.fuzz_targets import NAME, TARGETS
    from tests.reader_promises import promised

    name = max((name for name in TARGETS if path.name.startswith(f"{name}-")), key=len, default="")
    if not name:
        raise BenchmarkError(f"{path.name} does not begin with the name of a target")
    promised(TARGETS[name].found(path.read_bytes()), NAME)


def _process(name: str, seconds: int) -> tuple[str, int]:
    """Run one target in a process of its own: its name and exit code. What it says is kept beside the files."""
    (KEPT / f"{name}.json").unlink(missing_ok=True)
    with (KEPT / f"{name}.log").open("wb") as log:
        command = [sys.executable, __file__, "--one", "--format", name, "--seconds", str(seconds)]
        return name, subprocess.run(command, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False).returncode


def _row(name: str, code: int) -> tuple[str, str, int, str, str]:
    path = KEPT / f"{name}.json"
    if not path.exists():
        raise BenchmarkError(f"{name} ran nothing: see {KEPT / f'{name}.log'}")
    figures = json.loads(path.read_text(encoding="utf-8"))
    failures = Counter(figures["failures"])
    if code:
        failures[f"ended with {code}"] += 1
    said = ", ".join(f"{place} × {count}" for place, count in failures.most_common())
    return name, f"{figures['inputs']:,}", len(failures), f"{figures['slowest'] * 1000:,.0f}", said


def main(arguments: Sequence[str] | None = None) -> int:
    from tests.fuzz_targets import TARGETS

    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("--seconds", type=int, default=600, help="for all targets together (default: 600)")
    options_of.add_argument(
        "--format", nargs="+", choices=sorted(TARGETS), default=list(TARGETS), metavar="NAME", help="only these targets"
    )
    options_of.add_argument("--jobs", type=int, default=2, help="processes at once (default: 2)")
    options_of.add_argument("--again", type=Path, metavar="FILE", help="read a kept file once more and show what it raises")
    options_of.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = options_of.parse_args(arguments)
    KEPT.mkdir(parents=True, exist_ok=True)
    if options.again:
        again(options.again)
        return 0
    if options.one:
        fuzz(options.format[0], options.seconds)
    print(machine(), end="\n\n")
    jobs = min(options.jobs, len(options.format))
    share = max(1, options.seconds * jobs // len(options.format))
    with ThreadPoolExecutor(jobs) as pool:
        ended = list(pool.map(lambda name: _process(name, share), options.format))
    rows = [_row(*each) for each in ended]
    print(table(("target", "inputs", "places that fail", "slowest, ms", "which"), rows))
    inputs = sum(int(row[1].replace(",", "")) for row in rows)
    failing = sum(row[2] for row in rows)
    print(f"\n{share} s a target: {inputs:,} inputs, {failing} places that fail")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    finish(main)

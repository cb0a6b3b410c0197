# SPDX-License-Identifier: Apache-2.0
"""`mucluc convert` on several cores writes what it writes on one, says the same of what is wrong, and ends when nobody listens."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mucluc.commands.converting import RANGE

from .conftest import ROOT

RECORDS = (ROOT / "examples" / "phu-yen" / "loc-vietnamese-121.mrc").read_bytes()
COMMAND = [sys.executable, "-m", "mucluc.cli", "convert"]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two files that are cut in several ranges; the first has a record with a wrong directory in every copy."""
    first, second = tmp_path / "a.mrc", tmp_path / "b.mrc"
    records = RECORDS.split(b"\x1d")
    records[40] = records[40][:30] + b"9999" + records[40][34:]
    first.write_bytes(b"\x1d".join(records) * (2 * RANGE // len(RECORDS) + 2))
    second.write_bytes(RECORDS)
    return [first, second]


def convert(files: list[Path], faults: Path, jobs: int) -> tuple[bytes, list[dict[str, object]], int]:
    done = subprocess.run([*COMMAND, "--jobs", str(jobs), "--faults", str(faults), *map(str, files)], capture_output=True)
    return done.stdout, [json.loads(line) for line in faults.read_text("utf-8").splitlines()], done.returncode


def test_several_processes_write_the_bytes_and_the_faults_of_one(files: list[Path], tmp_path: Path) -> None:
    alone = convert(files, tmp_path / "one", 1)
    assert alone[0].count(b"\n") > 10_000
    assert len({fault["place"]["record"] for fault in alone[1]}) > 1  # type: ignore[index]
    for jobs in (2, 3):
        assert convert(files, tmp_path / f"jobs{jobs}", jobs) == alone


def test_when_nobody_reads_any_more_all_processes_end(files: list[Path]) -> None:
    command = subprocess.Popen([*COMMAND, "--jobs", "2", *map(str, files)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert command.stdout is not None and command.stderr is not None
    assert command.stdout.read(10)
    command.stdout.close()
    assert b"Traceback" not in command.stderr.read()
    command.stderr.close()
    command.wait(60)


def test_a_process_that_dies_is_an_error_with_advice(files: list[Path]) -> None:
    command = subprocess.Popen([*COMMAND, "--jobs", "2", *map(str, files)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert command.stdout is not None and command.stderr is not None
    assert command.stdout.read(10)  # both have begun; the pipe is full soon, so none can end
    time.sleep(0.2)
    children = Path(f"/proc/{command.pid}/task/{command.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    _out, errors = command.communicate(timeout=60)
    assert command.returncode == 2
    assert b"--jobs 1" in errors
    assert b"Traceback" not in errors

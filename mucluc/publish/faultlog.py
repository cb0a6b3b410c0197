# SPDX-License-Identifier: Apache-2.0
"""Faults on their way from the workers to the reports: one JSON line each, in the run's private directory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from mucluc.converters.record import Fault, Place
from mucluc.vocab.faults import all_codes, explain


class FaultLog:
    """Append faults to a file. fatal: the codes that stop a record."""

    fatal = frozenset(code for code in all_codes() if explain(code).severity == "fatal")

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")

    def add(self, fault: Fault) -> None:
        """Write one fault."""
        self._file.write(fault_line(fault))

    def __enter__(self) -> FaultLog:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


def fault_line(fault: Fault) -> str:
    """A fault as its line of a log."""
    return json.dumps(asdict(fault), ensure_ascii=False, separators=(",", ":")) + "\n"


def read_faults(path: Path) -> Iterator[Fault]:
    """The faults of a log, in order."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            raw = json.loads(line)
            yield Fault(**{**raw, "place": Place(**raw["place"])})

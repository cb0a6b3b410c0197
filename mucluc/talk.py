# SPDX-License-Identifier: Apache-2.0
"""What a run says while it works, on standard error: a bar where a terminal is there, a line a stage elsewhere, nothing when quiet."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO, TypeVar

T = TypeVar("T")
BAR = 24


@dataclass(slots=True)
class Stage:
    """A stage of a run. seconds: wall time. items: how many of `unit` it handled."""

    name: str
    unit: str = ""
    items: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Talk:
    """Collects the stages of a run and shows them. quiet: show nothing (the stages are collected all the same)."""

    quiet: bool = False
    out: TextIO = field(default_factory=lambda: sys.stderr)
    stages: list[Stage] = field(default_factory=list)

    def say(self, text: str) -> None:
        """One line for a person."""
        if not self.quiet:
            print(text, file=self.out, flush=True)

    @contextmanager
    def stage(self, name: str, unit: str = "") -> Iterator[Stage]:
        """Time a stage; set `items` on the value before it ends."""
        stage = Stage(name, unit)
        begun = time.perf_counter()
        try:
            yield stage
        finally:
            stage.seconds = time.perf_counter() - begun
            self.stages.append(stage)
            self._clear()
        rate = f"  {stage.items / stage.seconds:,.0f} {unit}/s" if stage.items and stage.seconds > 0.05 else ""
        self.say(f"  {name:<10} {stage.seconds:7.1f} s  {stage.items:>10,} {unit:<11}{rate}".rstrip())

    def follow(self, name: str, steps: Iterable[T], total: Sequence[object] | int) -> Iterator[T]:
        """Pass `steps` on, moving a bar when there is a terminal."""
        count = total if isinstance(total, int) else len(total)
        begun = time.perf_counter()
        for done, step in enumerate(steps, 1):
            yield step
            if not self.quiet and self.out.isatty() and time.perf_counter() - begun > 1:
                filled = BAR * done // max(count, 1)
                self.out.write(f"\r  {name:<10} [{'#' * filled}{'.' * (BAR - filled)}] {done}/{count}")
                self.out.flush()

    def _clear(self) -> None:
        if not self.quiet and self.out.isatty():
            self.out.write("\r\x1b[K")

# SPDX-License-Identifier: Apache-2.0
"""What the pipeline asks of a runner, and what makes two runners give the same results in the same order."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

S = TypeVar("S")
R = TypeVar("R")
V = TypeVar("V")
TRIES = 3


@dataclass(frozen=True, slots=True)
class Keyed(Generic[S, V]):
    """Shards that give (key, value) pairs: `pairs(shard)`, a pure function of a module; the pairs of a shard may be many."""

    pairs: Callable[[S], Iterable[tuple[bytes, V]]]
    shards: Sequence[S]


class Runner(Protocol):
    """Results in the order of the shards or of the keys, the same from every runner.

    An exception of a function is raised where its result would have stood. A shard whose worker died (killed, out of memory) is tried
    up to three times; then BrokenExecutor is raised.
    """

    @property
    def processes(self) -> int:
        """How many processes of this machine may work on what is not given to the runner."""
        ...

    def map(self, function: Callable[[S], R], shards: Sequence[S]) -> Iterator[R]:
        """`function` (of a module, pure but for the files it is told to write) applied to each shard."""
        ...

    def group(self, function: Callable[[bytes, list[V]], R], keyed: Keyed[Any, V]) -> Iterator[R]:
        """`function(key, values)` for each key, in the order of `rank`; the values in the order of the shards, then of their pairs."""
        ...

    def close(self) -> None:
        """Give back what the runner holds; it can be used again."""
        ...


def rank(key: bytes) -> int:
    """32 bits by which keys are ordered (equal ones by themselves) and divided, so that the order does not depend on the division."""
    return int.from_bytes(hashlib.blake2b(key, digest_size=4).digest(), "big")


def part_of(ranked: int, parts: int) -> int:
    """Which of `parts` equal ranges of ranks a rank lies in."""
    return ranked * parts >> 32


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception on its way from a worker."""

    error: Exception


def attempt(function: Callable[..., R], *arguments: Any) -> R | Raised:
    """What the function returns, or what it raised; the exception's notes say where."""
    try:
        return function(*arguments)
    except Exception as error:
        error.add_note("in a worker:\n" + traceback.format_exc())
        return Raised(error)


def results(outcomes: Iterable[R | Raised]) -> Iterator[R]:
    """Pass results on; raise the first exception among them."""
    for each in outcomes:
        if isinstance(each, Raised):
            raise each.error
        yield each

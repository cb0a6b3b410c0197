# SPDX-License-Identifier: Apache-2.0
"""The same functions on Apache Spark: on this machine, a standalone cluster, Kubernetes or YARN, by the master's address."""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mucluc.errors import ConfigError

from .contract import TRIES, Keyed, Raised, attempt, part_of, rank, results
from .local import begin
from .paths import absolute

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext

S = TypeVar("S")
R = TypeVar("R")
V = TypeVar("V")
PARTITIONS = 2048  # at most, of a shuffle; a task costs Spark some 40 ms
_LOCAL = re.compile(r"local(?:\[(\d+|\*)\])?\Z")
_LOOPBACK = re.compile(r"local\b|spark://(127\.|localhost\b)")
_FAILED = -1  # where the rank stands when the pairs of a shard could not be had


class SparkRunner:
    """Tasks of a Spark application, a shard each.

    master: `local[2]`, `spark://host:7077`, `k8s://https://host:6443`, `yarn`. options: settings of Spark (`spark.…`), which win over ours.
    context: one that runs already; it is not stopped. processes: for work that stays on this machine (0: one a core). Workers import the
    functions' modules: `mucluc` is installed there, or lies on the same path. The application starts at the first call, for that takes ten
    seconds and more.
    """

    def __init__(
        self,
        master: str = "local[*]",
        options: Mapping[str, str] | None = None,
        *,
        context: SparkContext | None = None,
        processes: int = 0,
    ) -> None:
        self.master = master
        self.options = dict(options or {})
        self.processes = processes or len(os.sched_getaffinity(0))
        self._given = context
        self._started: SparkContext | None = None

    def map(self, function: Callable[[S], R], shards: Sequence[S]) -> Iterator[R]:
        """Yield `function(shard)` in the order of `shards`, when all are done; an exception of the function is raised in its place."""
        if not shards:
            return
        spread = self._context().parallelize([absolute(each) for each in shards], len(shards))
        yield from results(_answer(spread.mapPartitions(_Mapped(function)).collect))

    def group(self, function: Callable[[bytes, list[V]], R], keyed: Keyed[Any, V]) -> Iterator[R]:
        """Yield `function(key, values)` for each key in the order of `rank`; sorted by Spark's shuffle, which spills to disk."""
        from pyspark import StorageLevel

        if not keyed.shards:
            return
        parts = min(PARTITIONS, len(keyed.shards))
        spread = self._context().parallelize([(number, absolute(each)) for number, each in enumerate(keyed.shards)], len(keyed.shards))
        pairs: RDD[Any] = spread.mapPartitions(_Scattered(keyed.pairs))
        ordered = pairs.repartitionAndSortWithinPartitions(parts, _Divided(parts))
        made = ordered.mapPartitions(_Gathered(function)).persist(StorageLevel.DISK_ONLY)
        try:
            _answer(made.count)
            yield from results(made.toLocalIterator(prefetchPartitions=True))
        finally:
            made.unpersist()

    def close(self) -> None:
        """End the application, if this runner started it."""
        if self._started is not None:
            self._started.stop()
            self._started = None

    def _context(self) -> SparkContext:
        if self._given is not None:
            return self._given
        if self._started is None:
            self._started = _start(self.settings())
        return self._started

    def settings(self) -> dict[str, str]:
        """The settings of Spark that the application starts with."""
        local = _LOCAL.match(self.master)
        settings = dict(_SETTINGS) | (_ON_LOOPBACK if _LOOPBACK.match(self.master) else {})
        # Spark's local mode tries a task once only, if not told otherwise.
        settings["spark.master"] = f"local[{local[1] or '1'},{TRIES}]" if local else self.master
        settings["spark.executorEnv.PYTHONPATH"] = os.pathsep.join([_CODE, *filter(None, [os.environ.get("PYTHONPATH")])])
        return settings | self.options


_CODE = str(Path(__file__).parents[2])
_SETTINGS = {
    "spark.app.name": "mucluc",
    "spark.task.maxFailures": str(TRIES),
    "spark.speculation": "false",  # two tries of a shard at once would write the same files
    "spark.ui.showConsoleProgress": "false",
    "spark.ui.enabled": "false",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={Path(__file__).with_name('log4j2.properties').as_uri()}",
}
_LOOPBACK_ADDRESS = "127.0.0.1"
_ON_LOOPBACK = {"spark.driver.host": _LOOPBACK_ADDRESS, "spark.driver.bindAddress": _LOOPBACK_ADDRESS}


def _start(settings: Mapping[str, str]) -> SparkContext:
    try:
        from pyspark import SparkConf, SparkContext
    except ImportError:
        raise ConfigError("the runner 'spark' needs PySpark: pip install 'mucluc[spark]'") from None
    conf = SparkConf().setAll(list(settings.items()))
    if python := settings.get("spark.pyspark.python"):
        os.environ["PYSPARK_PYTHON"] = python
    if settings.get("spark.driver.host") == _LOOPBACK_ADDRESS:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", _LOOPBACK_ADDRESS)
    return SparkContext(conf=conf)


def _answer(action: Callable[[], R]) -> R:
    """What an action of Spark gives; raises BrokenExecutor when a task failed for good, for functions' exceptions are results."""
    from py4j.protocol import Py4JJavaError  # type: ignore[import-untyped]

    try:
        return action()
    except Py4JJavaError as error:
        cause = str(error.java_exception.getMessage()).partition("\n")[0]
        raise BrokenExecutor(f"Spark gave a task up: {cause}") from error


def _begin() -> None:
    if gc.isenabled():  # Spark's worker processes serve many tasks
        begin()


@dataclass(frozen=True, slots=True)
class _Mapped:
    function: Callable[[Any], Any]

    def __call__(self, shards: Iterable[Any]) -> Iterator[Any]:
        _begin()
        for shard in shards:
            yield attempt(self.function, shard)


@dataclass(frozen=True, slots=True)
class _Scattered:
    """Gives pairs a sort key: rank, key, shard, place in the shard."""

    pairs: Callable[[Any], Iterable[tuple[bytes, Any]]]

    def __call__(self, shards: Iterable[tuple[int, Any]]) -> Iterator[tuple[tuple[int, bytes, int, int], Any]]:
        _begin()
        for number, shard in shards:
            try:
                for place, (key, value) in enumerate(self.pairs(shard)):
                    yield (rank(key), key, number, place), value
            except Exception as error:
                yield (_FAILED, b"", number, 0), Raised(error)


@dataclass(frozen=True, slots=True)
class _Divided:
    parts: int

    def __call__(self, key: tuple[int, bytes, int, int]) -> int:
        return part_of(max(key[0], 0), self.parts)


@dataclass(frozen=True, slots=True)
class _Gathered:
    function: Callable[[bytes, list[Any]], Any]

    def __call__(self, pairs: Iterable[tuple[tuple[int, bytes, int, int], Any]]) -> Iterator[Any]:
        _begin()
        for (ranked, key), members in groupby(pairs, key=lambda pair: pair[0][:2]):
            values = [value for _, value in members]
            if ranked == _FAILED:
                yield from values
            else:
                yield attempt(self.function, key, values)

# SPDX-License-Identifier: Apache-2.0
"""Pure functions over shards: on the cores of this machine or on a Spark cluster, with the same results in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .contract import Keyed, Runner
from .local import LocalRunner
from .spark import SparkRunner

if TYPE_CHECKING:
    from mucluc.config import Config

__all__ = ["Keyed", "LocalRunner", "Runner", "SparkRunner", "runner_of"]


def runner_of(config: Config) -> Runner:
    """The runner that a configuration asks for (`[runner]`, and `processes` of `[output]`); the caller closes it."""
    table = config.runner
    runner: Runner = LocalRunner(config.output.processes)
    if table.kind == "spark":
        runner = SparkRunner(table.master, table.options, processes=config.output.processes)
    if table.files:
        from .staging import StagedRunner

        runner = StagedRunner(runner, table.files)
    return runner

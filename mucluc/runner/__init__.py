# SPDX-License-Identifier: Apache-2.0
"""Pure functions over shards: on the cores of this machine or on a Spark cluster, with the same results in the same order."""

from __future__ import annotations

from .contract import Keyed, Runner
from .local import LocalRunner
from .spark import SparkRunner

__all__ = ["Keyed", "LocalRunner", "Runner", "SparkRunner"]

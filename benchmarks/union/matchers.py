# SPDX-License-Identifier: Apache-2.0
"""The matchers that are measured, by the names they have in the table; the baselines are those of `baselines`, where that is there."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence

from mucluc.converters.matching import cluster, evidence
from mucluc.converters.record import Record

from .model import Matcher, Partition


def mucluc(records: Sequence[tuple[str, Record]]) -> Partition:
    """What the product does."""
    works = cluster((path, evidence(record).pack()) for path, record in records).works
    instances = {path: edition.records[0] for work in works for edition in work.instances for path in edition.records}
    return Partition(instances, {path: work.instances[0].records[0] for work in works for each in work.instances for path in each.records})


def matchers() -> dict[str, Matcher]:
    """All matchers by name: the product first, then the baselines."""
    found: dict[str, Matcher] = {"mucluc": mucluc}
    if importlib.util.find_spec("benchmarks.union.baselines"):
        found |= importlib.import_module("benchmarks.union.baselines").MATCHERS
    return found

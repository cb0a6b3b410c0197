# SPDX-License-Identifier: Apache-2.0
"""What tied records together, on its way from matching to the release: a file of lines, so that it takes no memory in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from mucluc.converters.matching import Join

Row = tuple[str, str, str, str, int]
"""The two records' paths, level, reason, points; a row of the table `joined`."""


def write_ties(path: Path, joins: Iterable[Join]) -> None:
    """Write the joins, each once, in the order of the table's key: the same joins give the same bytes."""
    rows = sorted({(each.one, each.other, each.level, each.reason, each.points) for each in joins})
    with path.open("w", encoding="utf-8") as out:
        out.writelines("\t".join(map(str, row)) + "\n" for row in rows)


def read_ties(path: Path) -> Iterator[Row]:
    """The joins of such a file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            one, other, level, reason, points = line.rstrip("\n").split("\t")
            yield one, other, level, reason, int(points)

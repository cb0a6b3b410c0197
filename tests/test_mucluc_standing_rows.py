# SPDX-License-Identifier: Apache-2.0
"""Which of intake's rows stand: what goes by them, keys, evidence or names, is asked in one place."""

from __future__ import annotations

from pathlib import Path

from mucluc.config import Config
from mucluc.deliveries import deliveries
from mucluc.publish.intake import plan_pieces, standing_rows
from mucluc.publish.taking import take

from .conftest import NOW, small_network
from .marc_builder import good


def test_a_deleted_version_that_came_before_the_first_public_one_is_not_taken_for_it(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path)
    deleted, live = good("1"), good("1", "Truyện Kiều")
    (tmp_path / "records.mrc").write_bytes(deleted[:5] + b"d" + deleted[6:] + live)
    network = Config.load(config)
    taken = [take(piece) for piece in plan_pieces(network, deliveries(network, NOW.date()), tmp_path)]
    rows = [row for each in taken for row in each.index]
    assert [(row.start, bool(row.length)) for row in rows] == [(0, False), (0, True)], "both lie at the beginning of the file"
    standing = {row.path: (taken[0].piece.into.with_suffix(".pack").name, row.start) for row in rows if row.length}
    found = list(standing_rows(taken, standing, lambda each: each.evidence))
    assert [(path, data) for _, path, data in found] == [(rows[1].path, taken[0].evidence[1])]

# SPDX-License-Identifier: Apache-2.0
"""The scores that a run leaves to the next: read back whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from mucluc.converters.matching import Evidence, cluster
from mucluc.converters.matching.memo import Memo
from mucluc.publish import scores
from mucluc.publish.scores import FILE, read_scores, write_scores


def memo() -> Memo:
    books = [Evidence(title="truyen kieu", years="2015", pages=str(pages), publisher="van hoc") for pages in range(100, 109)]
    return cluster((f"record/a/{number}", each.pack()) for number, each in enumerate(books)).memo


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    assert read_scores(tmp_path / "cache") is None
    write_scores(tmp_path / "cache", memo())
    found = read_scores(tmp_path / "cache")
    assert found is not None
    assert len(found) == 36
    assert found.known() == memo().known()
    assert [each.name for each in (tmp_path / "cache").iterdir()] == [FILE]


def test_a_torn_or_changed_file_is_passed_over(tmp_path: Path) -> None:
    write_scores(tmp_path, memo())
    data = (tmp_path / FILE).read_bytes()
    for broken in (b"", data[:50], data[:-1], data[:100] + bytes([data[100] ^ 1]) + data[101:]):
        (tmp_path / FILE).write_bytes(broken)
        assert read_scores(tmp_path) is None


def test_scores_of_other_rules_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_scores(tmp_path, memo())
    monkeypatch.setattr(scores, "_rules", lambda: b"x" * 32)
    assert read_scores(tmp_path) is None

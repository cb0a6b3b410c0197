# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from mucluc.release.blocks import BlockWriter, members, read_piece


def test_members_are_found_without_unpacking_and_copied_whole(tmp_path: Path) -> None:
    first, second = tmp_path / "first.gz", tmp_path / "second.gz"
    with BlockWriter(first) as out:
        places = [out.add(b"one\n"), out.add(b"two\n")]
        out.cut()
        places.append(out.add(b"three\n" * 1000))
    data = first.read_bytes()
    found = list(members(first))
    assert len(found) == 2 and sum(length for _, length in found) == len(data)
    with BlockWriter(second) as out:
        out.add(b"zero\n")
        moved = [out.copy(data[offset : offset + length]) for offset, length in found]
    assert gzip.decompress(second.read_bytes()) == b"zero\n" + gzip.decompress(data)
    assert [offset for offset, _ in members(second)][1:] == moved
    assert [read_piece(first, place) for place in places] == [b"one\n", b"two\n", b"three\n" * 1000]


def test_an_empty_file_has_one_empty_member(tmp_path: Path) -> None:
    with BlockWriter(tmp_path / "empty.gz"):
        pass
    assert len(list(members(tmp_path / "empty.gz"))) == 1
    assert gzip.decompress((tmp_path / "empty.gz").read_bytes()) == b""


def test_members_of_another_program_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.gz").write_bytes(gzip.compress(b"text"))
    with pytest.raises(ValueError, match="no member at 0"):
        list(members(tmp_path / "other.gz"))

# SPDX-License-Identifier: Apache-2.0
"""Files made to hurt, several hundred of a seed: neighbours come out exactly, nothing is altered in silence, every reject has its place."""

from __future__ import annotations

import gzip
import io
import random

import pytest

from mucluc.converters import gunzip
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record
from tests.hostile_marc import Hostile, neighbour, variants
from tests.hostile_sheets import GOOD, HEADER, sheets
from tests.hostile_xml import documents, refused
from tests.marc_builder import good, iso
from tests.reader_promises import promised

SEED = 20261127


def complaints(case: Hostile) -> list[str]:
    """What is wrong with how a file is read."""
    found = list(read(io.BytesIO(case.data), name="h"))
    promised(found, "h")
    records = [each for each in found if isinstance(each, Record)]
    faults = [each for each in found if isinstance(each, Fault)]
    wrong = []
    good = [record.fields for record in records if record.fields in case.kept]
    if good != list(case.kept):
        wrong.append(f"{len(good)} of {len(case.kept)} neighbours")
    others = [record for record in records if record.fields not in case.kept]
    here = [fault for fault in faults if fault.place.offset is None or case.start <= fault.place.offset <= case.end]
    if any(record.fields != case.said for record in others) and not here:
        wrong.append("altered in silence")
    if not others and case.said != () and not here:
        wrong.append("dropped in silence")
    return wrong


def test_iso2709_whatever_stands_between_good_records() -> None:
    cases = list(variants(SEED))
    assert len(cases) > 700
    assert [(case.name, wrong) for case in cases if (wrong := complaints(case))] == []


def test_marcxml_whatever_stands_between_good_records() -> None:
    cases = list(documents(SEED))
    assert len(cases) > 250
    assert [(case.name, wrong) for case in cases if (wrong := complaints(case))] == []


def test_marcxml_that_declares_entities_is_refused_whole() -> None:
    for name, data in refused(random.Random(SEED)):
        found = list(read(io.BytesIO(data), name="h"))
        assert [each.code for each in found if isinstance(each, Fault)] == ["marcxml-entities"], name
        assert len(found) == 1, name


def test_rows_around_a_hostile_row_come_out_exactly() -> None:
    good = [each.fields for each in read(io.BytesIO("\n".join([HEADER, *GOOD]).encode())) if isinstance(each, Record)]
    assert len(good) == 3
    wrong = []
    for name, data in sheets(SEED):
        found = list(read(io.BytesIO(data), name="h"))
        promised(found, "h")
        if [each.fields for each in found if isinstance(each, Record) and each.fields in good] != good:
            wrong.append(name)
    assert wrong == []


PLAIN = b"".join(iso(neighbour(f"n{number}")) for number in range(300))
PACKED = gzip.compress(PLAIN, mtime=0)


@pytest.mark.parametrize(
    ("data", "records", "faults"),
    [
        (PACKED, 300, []),
        (PACKED + b"\0" * 100, 300, []),
        (PACKED * 2, 600, []),
        (PACKED + b"junk", 300, [("file-gzip-broken", len(PLAIN))]),
        (PACKED[:-1], 300, [("file-gzip-broken", len(PLAIN))]),
        (PACKED[:-8] + b"\0" * 8, 300, [("file-gzip-broken", len(PLAIN))]),
        (PACKED[:3], 0, [("file-gzip-broken", 0)]),
        (gzip.compress(b""), 0, [("file-empty", None)]),
    ],
    ids=["whole", "padded", "two members", "junk behind", "cut", "wrong sum", "only a head", "nothing in it"],
)
def test_a_gzip_file_gives_all_before_its_damage(data: bytes, records: int, faults: list[tuple[str, int | None]]) -> None:
    found = list(read(io.BytesIO(data), name="h"))
    promised(found, "h")
    assert sum(isinstance(each, Record) for each in found) == records
    assert [(each.code, each.place.offset) for each in found if isinstance(each, Fault)] == faults


def test_a_gzip_bomb_is_not_unpacked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gunzip, "UNSUSPECTED", 1_000_000)
    found = list(read(io.BytesIO(gzip.compress(iso(neighbour("a")) + b"0" * 50_000_000)), name="h"))
    assert [each.code for each in found if isinstance(each, Fault)] == ["file-gzip-bomb"]
    assert sum(isinstance(each, Record) for each in found) == 1


def test_a_gzip_bomb_whose_last_block_passes_the_limit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    data = iso(neighbour("a")) + b"0" * 1_000_000
    monkeypatch.setattr(gunzip, "UNSUSPECTED", len(data) - 1)
    for padding in (b"", b"\0" * 9):
        found = list(read(io.BytesIO(gzip.compress(data) + padding), name="h"))
        assert [each.code for each in found if isinstance(each, Fault)] == ["file-gzip-bomb"]
    monkeypatch.setattr(gunzip, "UNSUSPECTED", len(data))
    found = list(read(io.BytesIO(gzip.compress(data)), name="h"))
    assert "file-gzip-bomb" not in [each.code for each in found if isinstance(each, Fault)]


@pytest.mark.parametrize("number", [".", ".."])
def test_a_control_number_that_an_address_takes_for_a_way_up_is_refused(number: str) -> None:
    found = list(read(io.BytesIO(good(number) + good("b"))))
    assert [each.code if isinstance(each, Fault) else each.control_number for each in found] == ["control-number-dots", "b"]

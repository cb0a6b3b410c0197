# SPDX-License-Identifier: Apache-2.0
"""gzip and ZIP: every member by its content, no name a path, nothing that unpacks without end, and a reason for each refusal."""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters import archive, gunzip
from mucluc.converters.read import pieces, read
from mucluc.converters.record import Fault, Record
from mucluc.converters.spreadsheet import template
from tests.marc_builder import good, xml, xml_record
from tests.test_converters_json import book
from tests.test_converters_lines import MNEMONIC


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in members:
            made.writestr(name, data)
    return out.getvalue()


def found(data: bytes, **options: str) -> tuple[list[Record], list[Fault]]:
    both = list(read(io.BytesIO(data), name="gửi.zip", **options))  # type: ignore[arg-type]
    return [x for x in both if isinstance(x, Record)], [x for x in both if isinstance(x, Fault)]


def told(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.code, fault.place.source) for fault in faults]


EACH = {
    "sách/a.mrc": good("K1"),
    "b.xml": xml(xml_record("K2")),
    "c.json": book("K3").encode(),
    "d.mrk": MNEMONIC.format("K4").encode(),
    "e.csv": b"ID,Title\r\nK5,A\r\n",
}


def test_each_member_is_read_by_its_content_and_named() -> None:
    records, faults = found(packed(*EACH.items()))
    assert [(r.control_number, r.place.source) for r in records] == [(f"K{n}", f"gửi.zip!{name}") for n, name in enumerate(EACH, 1)]
    assert faults == []


@pytest.mark.parametrize(
    "data", [good("K1"), xml(xml_record("K1")), book("K1").encode(), MNEMONIC.format("K1").encode(), template().encode()]
)
def test_gzip_of_every_format_is_undone(data: bytes) -> None:
    plain, faults = found(data)
    assert found(gzip.compress(data)) == (plain, faults)
    assert found(gzip.compress(data[: len(data) // 2]) + gzip.compress(data[len(data) // 2 :])) == (plain, faults)


def test_a_pipe_can_be_read_too() -> None:
    for data in (packed(*EACH.items()), gzip.compress(good("K1")), book("K1").encode()):
        reading, writing = os.pipe()
        with os.fdopen(writing, "wb") as end:
            end.write(data)
        with os.fdopen(reading, "rb") as pipe:
            assert [x.control_number for x in read(pipe) if isinstance(x, Record)] == [r.control_number for r in found(data)[0]]


def test_an_archive_whose_members_are_only_stored_is_never_cut_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed(("a.mrc", b"".join(good(f"K{n}") for n in range(5000))), method=zipfile.ZIP_STORED))
    assert pieces(path, 4) == [(0, path.stat().st_size)]


def test_folders_and_what_systems_leave_behind_are_passed_over() -> None:
    litter = ["__MACOSX/._a.mrc", "x/.DS_Store", "Thumbs.db", "x/desktop.ini", "._b.mrc"]
    records, faults = found(packed(("x/", b""), *((name, b"\x00\x05litter") for name in litter), ("x/a.mrc", good("K1"))))
    assert ([r.place.source for r in records], faults) == (["gửi.zip!x/a.mrc"], [])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\..\\a.mrc", "C:/Windows/a.mrc"),
        ("a\r\nSet: x\x1b[2J.mrc", "a��Set: x�[2J.mrc"),
        ("thư mục/biểu ghi.mrc", "thư mục/biểu ghi.mrc"),
        ("n" * 300 + ".mrc", "…" + "n" * 115 + ".mrc"),
        ("a\u202egnp.mrc", "a�gnp.mrc"),
    ],
)
def test_a_name_is_no_path_and_shows_nothing_but_itself(name: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    records, _ = found(packed((name, good("K1"))))
    assert [record.place.source for record in records] == [f"gửi.zip!{said}"]
    assert list(tmp_path.iterdir()) == []


def test_a_member_without_a_name_is_read() -> None:
    data = bytearray(packed(("a", good("K1"))))
    for signature, offset in ((b"PK\x03\x04", 26), (b"PK\x01\x02", 28)):
        at = data.index(signature)
        length = {b"PK\x03\x04": 30, b"PK\x01\x02": 46}[signature]
        data[at + offset : at + offset + 2] = b"\x00\x00"
        del data[at + length]
    end = data.index(b"PK\x05\x06")
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<II", data, end + 12, end - directory, directory)
    assert [record.place.source for record in found(bytes(data))[0]] == ["gửi.zip!"]


def test_a_utf8_name_that_is_not_declared_is_read_right() -> None:
    data = packed(("sach-viet.mrc", good("K1"))).replace(b"sach-viet.mrc", "sách-vit.mrc".encode())
    assert [record.place.source for record in found(data)[0]] == ["gửi.zip!sách-vit.mrc"]


def test_an_archive_inside_an_archive_is_refused_and_its_neighbours_are_kept() -> None:
    inner = packed(("a.mrc", good("no")))
    members = [("in.zip", inner), ("in.gz", gzip.compress(good("no"))), ("in.rar", b"Rar!\x1a\x07\x01\x00"), ("a.mrc", good("K1"))]
    records, faults = found(packed(*members))
    assert [r.control_number for r in records] == ["K1"]
    assert told(faults) == [("archive-nested", f"gửi.zip!{name}") for name in ("in.zip", "in.gz", "in.rar")]
    assert told(found(gzip.compress(inner))[1]) == told(found(gzip.compress(gzip.compress(inner)))[1]) == [("archive-nested", "gửi.zip")]


def test_a_locked_member_is_refused_and_its_neighbours_are_kept() -> None:
    data = bytearray(packed(("a.mrc", good("K1")), ("b.mrc", good("K2"))))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    records, faults = found(bytes(data))
    assert ([r.control_number for r in records], told(faults)) == (["K2"], [("archive-locked", "gửi.zip!a.mrc")])


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_method_that_can_take_any_memory_is_refused(method: int) -> None:
    assert told(found(packed(("a.mrc", good("K1")), method=method))[1]) == [("archive-method", "gửi.zip!a.mrc")]


def test_a_member_with_a_wrong_checksum_keeps_what_came_before_and_its_neighbours() -> None:
    many = b"".join(good(f"n{n}", os.urandom(20).hex()) for n in range(2000))
    data = bytearray(packed(("a.mrc", many), ("b.mrc", good("K2")), method=zipfile.ZIP_STORED))
    data[data.index(many) + len(many) - 3000] ^= 1
    records, faults = found(bytes(data))
    assert len(records) > 1800 and records[-1].control_number == "K2"
    assert ("archive-member-broken", "gửi.zip!a.mrc") in told(faults)


def test_an_archive_that_is_cut_off_is_refused_as_a_whole() -> None:
    data = packed(*EACH.items())
    assert told(found(data[:-40])[1]) == [("archive-broken", "gửi.zip")]
    assert [fault.code for fault in found(packed())[1]] == ["file-empty"]


def test_a_bomb_is_refused_before_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gunzip, "UNSUSPECTED", archive.RATIO_FROM)
    blanks = b" " * (archive.RATIO_FROM + 1)
    records, faults = found(packed(("a.mrc", good("K1")), ("bomb.mrc", blanks), ("b.mrc", good("K2"))))
    assert ([r.control_number for r in records], told(faults)) == (["K1"], [("archive-bomb", "gửi.zip!bomb.mrc")])
    records, faults = found(gzip.compress(good("K1") + blanks * 2))
    assert ([r.control_number for r in records], told(faults)) == (["K1"], [("file-gzip-bomb", "gửi.zip")])


def test_what_is_packed_well_but_is_no_bomb_is_read() -> None:
    data = b"".join(good(f"K{n}") for n in range(1000))
    assert len(data) < archive.RATIO_FROM
    assert len(found(packed(("a.mrc", data)))[0]) == len(found(gzip.compress(data))[0]) == 1000


def test_no_more_is_unpacked_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "UNPACKED", 200_000)
    one = b"".join(good(f"K{n}", os.urandom(20).hex()) for n in range(1000))  # 130 kB
    records, faults = found(packed(("a.mrc", one), ("b.mrc", one)))
    assert (len(records), told(faults)) == (1000, [("archive-too-large", "gửi.zip!b.mrc")])


def test_a_member_cannot_unpack_to_more_than_the_directory_says() -> None:
    one = b"".join(good(f"K{n}") for n in range(1000))
    data = bytearray(packed(("a.mrc", one)))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + offset, 1000)
    records, faults = found(bytes(data))
    assert len(records) < 10
    assert "archive-member-broken" in [fault.code for fault in faults]


def test_an_archive_of_too_many_members_is_refused() -> None:
    members = [(f"{n}.mrc", good(f"K{n}")) for n in range(archive.MEMBERS + 1)]
    assert len(found(packed(*members[:-1]))[0]) == archive.MEMBERS
    assert told(found(packed(*members))[1]) == [("archive-members", "gửi.zip")]


def test_a_directory_without_end_is_not_read() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, archive.DIRECTORY + 1, 0, 0)
    assert told(found(b"PK\x03\x04" + bytes(archive.DIRECTORY) + end)[1]) == [("archive-broken", "gửi.zip")]


def test_a_format_that_is_given_holds_for_the_members() -> None:
    assert [r.control_number for r in found(packed(("a", b" " + book("K1").encode())), format="json")[0]] == ["K1"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_to_an_archive_makes_reading_raise(draw: st.DataObject) -> None:
    seed = draw.draw(st.sampled_from([packed(*EACH.items()), packed(*EACH.items(), method=zipfile.ZIP_STORED), gzip.compress(good("K1"))]))
    at, cut = draw.draw(st.integers(0, len(seed))), draw.draw(st.integers(0, 30))
    for each in read(io.BytesIO(seed[:at] + draw.draw(st.binary(max_size=12)) + seed[at + cut :])):
        assert isinstance(each, (Record, Fault))


def test_what_is_said_of_a_refusal_is_no_word_of_the_archive() -> None:
    data = packed(("bí mật.mrc", good("K1")))[:-30]
    assert "mật" not in json.dumps([fault.note for fault in found(data)[1]], ensure_ascii=False)

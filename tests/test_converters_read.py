# SPDX-License-Identifier: Apache-2.0
"""Reading any file: known by its content, never raising on what is inside it."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters.read import FORMATS, detect, read
from mucluc.converters.record import Fault, Record
from mucluc.converters.sheet_template import workbook
from mucluc.converters.spreadsheet import template
from tests.marc_builder import good, xml, xml_record

JSON = b'[{"leader":"00000nam a2200000 a 4500","fields":[{"001":"a"},{"245":{"ind1":"1","ind2":"0","subfields":[{"a":"B"}]}}]}]'
LINES = b"=LDR  00000nam\\a2200000\\a\\4500\n=001  a\n=245  10$aB {dollar}$cC\n\n00000nam a2200000 a 4500\n001 b\n245 10 $a B $c C\n"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (good("a"), "iso2709"),
        (b"\xef\xbb\xbf\r\n" + good("a"), "iso2709"),
        (b"rubbish\x1d" + good("a"), "iso2709"),
        (xml(xml_record("a")), "marcxml"),
        (b"\xef\xbb\xbf  \n" + xml(xml_record("a")), "marcxml"),
        ("<a/>".encode("utf-16"), "marcxml"),
        ("<a/>".encode("utf-16-be"), "marcxml"),
        (template().encode(), "csv"),
        (template().encode("utf-8-sig"), "csv"),
        (template().encode("utf-16"), "csv"),
        (b'{"leader": "', "json"),
        (b'\xef\xbb\xbf[\n {"id": 1, "fields"', "json"),
        ('[{"leader"'.encode("utf-16"), "json"),
        (b"=LDR  00000nam", "lines"),
        (b"# remark\n\n=001  a", "lines"),
        (b"00985cam a22002534a 4500\n001 a\n", "lines"),
        ("LDR 00000nam".encode("utf-16"), "lines"),
        (b"00985cam a22002534a 4500001", "iso2709"),
        (b"[1, 2]", "csv"),
        (b"PK\x03\x04,", ""),
        (b"just words", ""),
        (b"%PDF-1.7\x00,", ""),
    ],
)
def test_the_format_is_known_by_the_content(data: bytes, form: str) -> None:
    assert detect(data) == form


def codes(data: bytes) -> list[str]:
    return [found.code for found in read(io.BytesIO(data)) if isinstance(found, Fault)]


def test_what_is_not_read_is_named() -> None:
    assert codes(b"just words") == ["file-format-unknown"]
    assert codes(b"PK\x03\x04 no archive") == ["archive-broken"]
    assert codes(b"\xd0\xcf\x11\xe0 an old workbook") == ["file-is-workbook"]
    assert codes(b"") == ["file-empty"]


def test_gzip_is_undone_and_a_broken_one_keeps_what_came_before() -> None:
    packed = gzip.compress(b"".join(good(f"n{n}", str(hash(n)) * 30) for n in range(2000)))
    assert sum(isinstance(found, Record) for found in read(io.BytesIO(packed))) == 2000
    found = list(read(io.BytesIO(packed[: len(packed) // 2])))
    assert any(isinstance(each, Record) for each in found)
    assert [each.code for each in found if isinstance(each, Fault)] == ["file-gzip-broken"]
    assert codes(b"\x1f\x8bnot gzip at all") == ["file-gzip-broken"]


class Endless(io.RawIOBase):
    """One record after another, made as they are asked for."""

    def __init__(self, record: bytes, count: int) -> None:
        self._record, self._left, self._held = record, count, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if not self._held and self._left:
            self._left -= 1
            self._held = self._record
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size


@pytest.mark.parametrize(
    "record",
    [good("a", "x" * 2000), JSON[1:-1].replace(b'"B"', b'"' + b"x" * 2000 + b'"') + b"\n", LINES.replace(b"B", b"x" * 2000) + b"\n"],
)
def test_no_format_holds_more_than_a_record_and_a_chunk(record: bytes) -> None:
    size = 8 * 1024 * 1024
    tracemalloc.start()
    try:
        count = sum(isinstance(found, Record) for found in read(Endless(record, size // len(record))))  # type: ignore[arg-type]
        assert count >= size // len(record)
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_the_callers_stream_stays_open() -> None:
    for data in (good("a"), template().encode(), xml(xml_record("a"))):
        stream = io.BytesIO(data)
        assert any(isinstance(found, Record) for found in read(stream))
        assert not stream.closed


def test_a_path_gives_its_name(tmp_path: Path) -> None:
    path = tmp_path / "kho.mrc"
    path.write_bytes(good("a"))
    (record,) = read(path)
    assert record.place.source == "kho.mrc"
    (record,) = read(path, name="gửi-2026")
    assert record.place.source == "gửi-2026"


@pytest.mark.parametrize(("option", "value"), [("format", "marc"), ("encoding", "vni-2000"), ("id_field", "35")])
def test_a_wrong_option_is_said_at_once(option: str, value: str) -> None:
    with pytest.raises(ValueError, match=value):
        read(io.BytesIO(b""), **{option: value})  # type: ignore[arg-type]


FORMS = st.sampled_from(FORMATS)
SEEDS = st.sampled_from(
    [good("a") * 2, xml(xml_record("a"), xml_record("b")), template().encode(), gzip.compress(good("a")), JSON, LINES, workbook()]
)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), FORMS)
def test_no_bytes_make_reading_raise(data: bytes, form: str) -> None:
    for found in read(io.BytesIO(data), format=form):
        assert isinstance(found, (Record, Fault))


@settings(max_examples=400, deadline=None)
@given(SEEDS, st.data(), FORMS)
def test_no_damage_to_a_good_file_makes_reading_raise_or_promise_what_is_not_so(seed: bytes, draw: st.DataObject, form: str) -> None:
    at = draw.draw(st.integers(0, len(seed)))
    cut = draw.draw(st.integers(0, 30))
    data = seed[:at] + draw.draw(st.binary(max_size=12)) + seed[at + cut :]
    for found in read(io.BytesIO(data), format=form):
        if isinstance(found, Record):
            assert len(found.leader) == 24
            assert found.control_number
            assert Record.unpack(found.pack()) == found
            for tag, text in found.fields:
                assert len(tag) == 3
                assert not any(char < "\x1f" or char == "\x7f" for char in text)
                assert tag < "010" or (text[2] == "\x1f" and all(part for part in text[3:].split("\x1f")))


TEXT = st.text(st.characters(min_codepoint=0x20, exclude_categories=("Cs",)), max_size=20)


@given(st.lists(st.tuples(st.from_regex("[0-9]{3}", fullmatch=True), TEXT), max_size=8))
def test_pack_and_unpack_are_inverse(fields: list[tuple[str, str]]) -> None:
    record = Record("00000nam a2200000   4500", tuple(fields))
    assert Record.unpack(record.pack()) == record


def test_unpack_refuses_what_is_not_packed() -> None:
    with pytest.raises(ValueError, match="terminator"):
        Record.unpack(b"00000nam")

# SPDX-License-Identifier: Apache-2.0
"""ISO 2709: broken bytes cost one record, never its neighbours, and nothing is altered in silence."""

from __future__ import annotations

import io
import itertools
import tracemalloc

import pymarc
import pytest

from mucluc.converters import framing
from mucluc.converters.iso2709 import quick
from mucluc.converters.read import pieces, read
from mucluc.converters.record import Fault, Place, Record
from tests.marc_builder import END, FIXED, STOP, good, iso

MIDDLE = [("001", "x"), ("245", "10\x1faT")]


def read_bytes(data: bytes, **options: object) -> tuple[list[Record], list[Fault]]:
    found = list(read(io.BytesIO(data), name="t.mrc", **options))  # type: ignore[arg-type]
    return [x for x in found if isinstance(x, Record)], [x for x in found if isinstance(x, Fault)]


def with_length(record: bytes, digits: bytes) -> bytes:
    return digits + record[5:]


def with_base(record: bytes, digits: bytes) -> bytes:
    return record[:12] + digits + record[17:]


def with_entry(record: bytes, number: int, entry: bytes) -> bytes:
    at = 24 + 12 * number
    return record[:at] + entry + record[at + 12 :]


PLAIN = iso(MIDDLE)

# What stands between two good records; the control numbers that survive of it; the codes that are reported.
HOSTILE: dict[str, tuple[bytes, list[str], set[str]]] = {
    "length too short": (with_length(PLAIN, b"00040"), ["x"], {"iso2709-wrong-length"}),
    "length too long": (with_length(PLAIN, b"00090"), ["x"], {"iso2709-wrong-length"}),
    "length no number": (with_length(PLAIN, b"ABCDE"), ["x"], {"iso2709-wrong-length"}),
    "length zero": (with_length(PLAIN, b"00000"), ["x"], {"iso2709-wrong-length"}),
    "length 99999": (with_length(PLAIN, b"99999"), ["x"], {"iso2709-wrong-length"}),
    "base address past the end": (with_base(PLAIN, b"99999"), ["x"], {"iso2709-base-address"}),
    "base address no number": (with_base(PLAIN, b"ABCDE"), ["x"], {"iso2709-base-address"}),
    "directory length 9999": (with_entry(PLAIN, 0, b"001999900000"), ["x"], {"iso2709-directory-mismatch"}),
    "directory entries overlap": (with_entry(PLAIN, 1, b"245000600000"), ["x"], {"iso2709-directory-mismatch"}),
    "directory past the data": (with_entry(PLAIN, 1, b"245000690000"), ["x"], {"iso2709-directory-mismatch"}),
    "directory not in whole entries": (PLAIN[:24] + b"1" + PLAIN[24:], [], {"iso2709-directory-unreadable"}),
    "fewer fields than entries": (PLAIN.replace(b"x\x1e", b"x"), [], {"iso2709-directory-unreadable"}),
    "more fields than entries": (
        iso(MIDDLE)[:-1] + b"  \x1faU" + END + STOP,
        ["x"],
        {"iso2709-unlisted-fields", "iso2709-wrong-length"},
    ),
    "not a record": (b"Xin chao" + STOP, [], {"iso2709-not-a-record"}),
    "invalid UTF-8": (iso([("001", "x"), ("245", b"10\x1faX\xff\xfe")]), ["x"], {"encoding-invalid-utf8", "replacement-characters"}),
    "NUL and controls": (iso([("001", "x"), ("245", "10\x1faA\x00B\x0bC\x7fD")]), ["x"], {"control-characters"}),
    "terminator inside a field": (iso([("001", "x"), ("245", "10\x1faA\x1dB")]), ["x"], {"control-characters"}),
    "broken MARC-8 escape": (
        iso([("001", "x"), ("245", b"10\x1fa\x1b$1!0")], coding=" "),
        ["x"],
        {"encoding-marc8-unreadable", "replacement-characters"},
    ),
    "no subfields": (iso([("001", "x"), ("245", "10Title")]), ["x"], {"field-without-subfields"}),
    "subfield without a code": (iso([("001", "x"), ("245", "10\x1f\x1faT")]), ["x"], {"field-shape"}),
    "one indicator": (iso([("001", "x"), ("245", "1\x1faT")]), ["x"], {"field-shape"}),
    "tag not ASCII": (iso([("001", "x"), ("2Ä".encode(), "10\x1faT")]), ["x"], {"tag-bad"}),
    "two 001": (iso([("001", "x"), ("001", "y"), ("245", "10\x1faT")]), ["x"], {"control-number-doubled"}),
    "no 001": (iso([("245", "10\x1faT")]), [], {"control-number-missing"}),
    "001 blank": (iso([("001", "  "), ("245", "10\x1faT")]), [], {"control-number-missing"}),
    "001 breaks out of an IRI": (iso([("001", "x> <urn:p> ."), ("245", "10\x1faT")]), ["x> <urn:p> ."], {"control-number-odd"}),
    "001 climbs": (iso([("001", "../../../../etc/passwd")]), ["../../../../etc/passwd"], {"control-number-odd"}),
    "001 holds a subfield": (iso([("001", "x\x1fay")]), ["xay"], {"control-characters"}),
    "longer than five digits": (
        iso([("001", "x"), *[("500", f"  \x1fa{'n' * 5000}")] * 30]),
        ["x"],
        {"iso2709-too-long", "iso2709-directory-mismatch"},
    ),
    "a field over 9,999 bytes": (iso([("001", "x"), ("500", f"  \x1fa{'n' * 12000}")]), ["x"], {"iso2709-too-long"}),
    "a field of 10 MB": (iso([("001", "x"), ("520", f"  \x1fa{'n' * 10_000_000}")]), ["x"], {"iso2709-too-long"}),
    "entry map short": (PLAIN[:20] + b"450 " + PLAIN[24:], ["x"], {"leader-odd"}),
    "leader not ASCII": (PLAIN[:17] + b"\xff" + PLAIN[18:], ["x"], {"leader-odd"}),
    "line breaks between": (b"\r\n" + PLAIN + b"\r\n", ["x"], {"iso2709-filling"}),
    "byte-order mark": (b"\xef\xbb\xbf" + PLAIN, ["x"], {"iso2709-byte-order-mark"}),
    "stray terminators": (STOP + STOP + PLAIN, ["x"], {"iso2709-stray-terminator"}),
    "no terminator": (PLAIN[:-1], ["x"], {"iso2709-no-terminator"}),
    "cut in the directory": (PLAIN[:30], [], {"iso2709-truncated"}),
    "cut in a field": (PLAIN[:-4], [], {"iso2709-truncated"}),
    "wrong length and no terminator": (with_length(PLAIN[:-1], b"00099"), ["x"], {"iso2709-no-terminator", "iso2709-wrong-length"}),
    "UTF-8 said to be MARC-8": (iso([("001", "x"), ("245", "10\x1faTiếng Việt")], coding=" "), ["x"], {"encoding-utf8-undeclared"}),
    "lengths counted in characters": (
        with_entry(with_entry(iso([("001", "x"), ("245", "10\x1faĐề"), ("300", "  \x1faB")]), 1, b"245000700002"), 2, b"300000600009"),
        ["x"],
        {"iso2709-directory-mismatch"},
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_broken_bytes_cost_one_record_and_never_its_neighbours(case: str) -> None:
    middle, kept, codes = HOSTILE[case]
    records, faults = read_bytes(good("ok1") + middle + good("ok2"))
    assert [record.control_number for record in records] == ["ok1", *kept, "ok2"]
    assert {fault.code for fault in faults} == codes
    neighbours = [record for record in records if record.control_number in ("ok1", "ok2")]
    assert all(record.fields[1:] == (("008", FIXED), ("245", "10\x1faNhan đề")) for record in neighbours)
    assert all(fault.place.source == "t.mrc" and fault.value is None for fault in faults)


@pytest.mark.parametrize("case", [name for name, (_, kept, _) in HOSTILE.items() if kept == ["x"]])
def test_what_is_mended_is_not_altered(case: str) -> None:
    middle, _, _ = HOSTILE[case]
    record = next(r for r in read_bytes(good("ok1") + middle + good("ok2"))[0] if r.control_number == "x")
    assert record.get("001") == "x"
    assert all("\x1e" not in text and "\x1d" not in text for _, text in record.fields)
    assert len(record.leader) == 24 and record.leader[5:9] == "nam "


def test_a_directory_length_of_9999_does_not_let_001_swallow_the_record() -> None:
    records, _ = read_bytes(with_entry(good("a"), 0, b"001999900000"))
    assert records[0].fields == (("001", "a"), ("008", FIXED), ("245", "10\x1faNhan đề"))


def test_a_directory_in_another_order_is_read_by_its_offsets() -> None:
    record = iso([("001", "a"), ("245", "10\x1faT"), ("100", "0 \x1faN")])
    turned = record[:36] + record[48:60] + record[36:48] + record[60:]
    records, faults = read_bytes(turned)
    assert records[0].fields == (("001", "a"), ("100", "0 \x1faN"), ("245", "10\x1faT"))
    assert faults == []


def test_equal_fields_whose_entries_are_exchanged_keep_their_tags() -> None:
    record = iso([("001", "a"), ("650", " 4\x1faA"), ("651", " 4\x1faB")])
    turned = record[:36] + b"650" + record[51:60] + b"651" + record[39:48] + record[60:]
    assert read_bytes(turned)[0][0].fields == (("001", "a"), ("650", " 4\x1faB"), ("651", " 4\x1faA"))


def test_a_truncated_last_record_is_reported_where_it_begins() -> None:
    first = good("ok1")
    records, faults = read_bytes(first + good("ok2")[:60])
    assert [r.control_number for r in records] == ["ok1"]
    assert [(f.code, f.place.record, f.place.offset) for f in faults] == [("iso2709-truncated", 2, len(first))]


def test_filling_is_reported_once_with_its_number() -> None:
    data = b"".join(good(str(n)) + b"\r\n" for n in range(50))
    records, faults = read_bytes(data)
    assert len(records) == 50
    assert [f.code for f in faults] == ["iso2709-filling"]
    assert faults[0].note.startswith("50 times")


def test_place_gives_ordinal_and_exact_offset() -> None:
    files = [good("a"), good("b", "dài hơn"), good("c")]
    records, _ = read_bytes(b"".join(files))
    assert [(r.place.record, r.place.offset) for r in records] == [(1, 0), (2, len(files[0])), (3, len(files[0]) + len(files[1]))]


def test_the_leader_keeps_only_what_the_record_says_of_itself() -> None:
    record = good("a")
    assert read_bytes(record[:5] + b"cab" + record[8:17] + b"1a " + record[20:])[0][0].leader == "00000cab a22000001a 4500"


def test_an_empty_file_is_reported() -> None:
    assert [f.code for f in read_bytes(b"")[1]] == ["file-empty"]


def test_a_stream_without_an_end_is_not_held() -> None:
    """64 MiB without a terminator are read in a few chunks' memory and end in one fault."""

    class Endless(io.RawIOBase):
        left = 64 * 1024 * 1024

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            size = min(len(buffer), self.left)
            buffer[:size] = b"0" * size
            self.left -= size
            return size

    tracemalloc.start()
    found = list(read(io.BufferedReader(Endless()), format="iso2709"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [fault.code for fault in found if isinstance(fault, Fault)] == ["iso2709-no-end"]
    assert peak < 2 * framing.LIMIT


def test_an_overlong_record_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "CHUNK", 1000)
    data = good("a") + b"9" * 50_000 + STOP + good("b")
    found = list(framing.frames(io.BytesIO(data), limit=10_000))
    assert [state for _, _, state in found] == [framing.ENDED, framing.OVERLONG, framing.ENDED]
    assert found[2][0] == len(good("a")) + 50_001


def test_pieces_cut_at_record_ends_and_lose_nothing(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "many.mrc"
    path.write_bytes(b"".join(good(f"n{n}", "đ" * (n % 90)) for n in range(500)))
    whole = list(read(path))
    for count in (1, 2, 3, 7, 499):
        cut = pieces(path, count)
        assert cut[0][0] == 0 and cut[-1][1] == path.stat().st_size
        assert all(a[1] == b[0] for a, b in itertools.pairwise(cut))
        assert len(cut) == count or count == 499
        parts = [found for start, end in cut for found in read(path, start=start, end=end)]
        assert parts == whole
        assert [p.place.offset for p in parts] == [w.place.offset for w in whole]


def test_pieces_of_what_cannot_be_cut_is_the_whole(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "one.xml"
    path.write_bytes(b"<collection/>" * 100)
    assert pieces(path, 8) == [(0, 1300)]


def test_id_field_names_a_record_that_has_no_001() -> None:
    bare = iso([("035", "  \x1fa(VN)77"), ("245", "10\x1faT")])
    records, faults = read_bytes(bare + good("ok"), id_field="035a")
    assert [r.control_number for r in records] == ["(VN)77", "ok"]
    assert faults == []
    assert [f.code for f in read_bytes(bare)[1]] == ["control-number-missing"]


def referee(data: bytes) -> list[tuple[tuple[str, str], ...]]:
    made = []
    for record in pymarc.MARCReader(data, to_unicode=True, permissive=False):
        assert record is not None
        fields = []
        for field in record.fields:
            text = (
                field.data
                if field.is_control_field()
                else "".join(field.indicators) + "".join(f"\x1f{s.code}{s.value}" for s in field.subfields)
            )
            fields.append((field.tag, text))
        made.append(tuple(fields))
    return made


def test_pymarc_reads_the_same_from_good_records() -> None:
    samples = []
    for number in range(40):
        record = pymarc.Record(force_utf8=True)
        record.add_field(pymarc.Field(tag="001", data=f"p{number}"), pymarc.Field(tag="008", data=FIXED))
        for tag in ("100", "245", "650", "650", "852", "880"):
            parts = [pymarc.Subfield(code=c, value=f"{tag} {c} Tuy Hoà 傳翹 𢆥 {number}") for c in "6abc"[: 1 + number % 4]]
            record.add_field(pymarc.Field(tag=tag, indicators=pymarc.Indicators("1", " "), subfields=parts))
        samples.append(record.as_marc())
    data = b"".join(samples)
    records, faults = read_bytes(data)
    assert faults == []
    assert [record.fields for record in records] == referee(data)
    assert all(quick(sample[:-1], Place()) is not None for sample in samples), "good records must go the quick way"

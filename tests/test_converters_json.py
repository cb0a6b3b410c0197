# SPDX-License-Identifier: Apache-2.0
"""MARC-in-JSON in any wrapping: what pymarc writes is read as the same record, and a broken record costs itself alone."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters import framing, marc_json
from mucluc.converters.backward.write import iso2709
from mucluc.converters.read import detect, read
from mucluc.converters.record import Fault, Record, subfields


def found(data: bytes, **options: str) -> tuple[list[Record], list[Fault]]:
    both = list(read(io.BytesIO(data), name="a.json", **options))  # type: ignore[arg-type]
    return [x for x in both if isinstance(x, Record)], [x for x in both if isinstance(x, Fault)]


def as_json(record: Record) -> dict[str, object]:
    fields: list[dict[str, object]] = []
    for tag, text in record.fields:
        parts = [{code: value} for code, value in subfields(text)]
        fields.append({tag: text} if tag < "010" else {tag: {"ind1": text[0], "ind2": text[1], "subfields": parts}})
    return {"leader": record.leader, "fields": fields}


def book(number: str, title: str = "Nhan đề") -> str:
    return json.dumps(as_json(Record("00000nam a2200000 a 4500", (("001", number), ("245", f"10\x1fa{title}\x1fcX.")))))


def numbers(records: list[Record]) -> list[str]:
    return [record.control_number for record in records]


WRAPPINGS: list[tuple[str, Callable[[list[str]], str]]] = [
    ("array", lambda each: f"[{','.join(each)}]"),
    ("array, indented", lambda each: json.dumps([json.loads(one) for one in each], indent=2, ensure_ascii=False)),
    ("a line each", lambda each: "\n".join(each) + "\n"),
    ("a line each, CRLF", lambda each: "\r\n".join(each)),
    ("text sequence", lambda each: "".join(f"\x1e{one}\n" for one in each)),
    ("one after the other", "".join),
    ("envelope", lambda each: f'{{"total": {len(each)}, "records": [{", ".join(each)}]}}'),
]


@pytest.mark.parametrize("wrap", [wrap for _, wrap in WRAPPINGS], ids=[name for name, _ in WRAPPINGS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_wrapping_is_read(wrap: Callable[[list[str]], str], encoding: str) -> None:
    data = wrap([book(f"K{n}") for n in range(5)]).encode(encoding)
    assert detect(data[:4096]) == "json"
    records, faults = found(data)
    assert (numbers(records), faults) == (["K0", "K1", "K2", "K3", "K4"], [])
    assert records[0].get("245") == "10\x1faNhan đề\x1fcX."
    assert [record.place.record for record in records] == [1, 2, 3, 4, 5]


def test_offsets_are_those_of_the_file() -> None:
    data = f"[{book('K1')},\n {book('K2')}]".encode()
    records, _ = found(data)
    assert [record.place.offset for record in records] == [1, data.index(b"\n {") + 2]


def test_members_in_another_order_and_of_other_names_do_no_harm() -> None:
    one = json.loads(book("K1"))
    shuffled = json.dumps({"_id": "66f", "status": 1, "fields": one["fields"], "leader": one["leader"], "suppressed": False})
    marked = json.dumps({"_id": "x", "deleted": None, **one})
    records, faults = found(f"{shuffled}\n{marked}".encode())
    assert (numbers(records), faults) == (["K1", "K1"], [])
    assert records[0] == records[1]


def test_fields_as_one_object_and_a_repeated_subfield_are_all_kept() -> None:
    text = """{"leader":"00000nam a2200000 a 4500","fields":{"001":"K1","650":{"ind1":" ","ind2":"4","subfields":[{"a":"A","a":"B"}]},
        "650":{"subfields":[{"a":"C"}],"ind1":" ","ind2":"4"}}}"""
    records, faults = found(text.encode())
    assert (records[0].fields, faults) == ((("001", "K1"), ("650", " 4\x1faA\x1faB"), ("650", " 4\x1faC")), [])


DAMAGE = [
    ("a brace is missing", lambda text: text[:-1], "json-broken"),
    ("a quotation mark is missing", lambda text: text.replace('X."', "X."), "json-broken"),
    ("cut off", lambda text: text[: len(text) // 2], "json-broken"),
    ("text that was not escaped", lambda text: text.replace("Nhan", 'Nh"an', 1), "json-broken"),
    ("no fields", lambda text: '{"leader": "00000nam a2200000 a 4500"}', "json-not-a-record"),
    ("fields are no list", lambda text: '{"leader": "00000nam a2200000 a 4500", "fields": "x"}', "json-not-a-record"),
    ("its beginning is broken", lambda text: text.replace('{"leader"', '{"lea', 1), "json-not-a-record"),
    ("nested without end", lambda text: '{"leader": ' + "[" * 100_000, "json-broken"),
    ("a number without end", lambda text: '{"leader": ' + "9" * 9_000 + "}", "json-broken"),
]


@pytest.mark.parametrize(("damage", "code"), [each[1:] for each in DAMAGE], ids=[each[0] for each in DAMAGE])
@pytest.mark.parametrize("wrap", [WRAPPINGS[0][1], WRAPPINGS[2][1]], ids=["array", "a line each"])
def test_a_broken_record_costs_itself_and_none_of_its_neighbours(
    wrap: Callable[[list[str]], str], damage: Callable[[str], str], code: str
) -> None:
    bad = damage(book("K2", "Nhan"))
    data = wrap([book("K1"), bad, book("K3")]).encode()
    records, faults = found(data)
    assert numbers(records) == ["K1", "K3"]
    assert [(fault.code, fault.place.offset) for fault in faults] == [(code, data.index(bad[:12].encode(), len(book("K1"))))]


def test_the_reason_of_a_fault_says_where() -> None:
    data = (book("K1") + "\n" + '{"leader": nix}').encode()
    _, (fault,) = found(data)
    assert fault.note == f"Expecting value at byte {data.index(b'nix')}"


@pytest.mark.parametrize(
    ("field", "code", "kept"),
    [
        ('{"245": {"ind1": "1", "subfields": [{"a": "T"}]}}', "json-indicators", "1 \x1faT"),
        ('{"245": {"ind1": "1", "ind2": "10", "subfields": [{"a": "T"}]}}', "json-indicators", "1 \x1faT"),
        ('{"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": 5}, {"b": "T"}]}}', "json-value", "10\x1fbT"),
        ('{"245": {"ind1": "1", "ind2": "0", "subfields": [{"ab": "T"}, {"b": "T"}]}}', "json-subfield-code", "10\x1fbT"),
        ('{"245": null}', "json-value", None),
        ("7", "json-value", None),
    ],
)
def test_what_is_odd_inside_a_record_is_reported(field: str, code: str, kept: str | None) -> None:
    records, faults = found(f'{{"leader":"00000nam a2200000 a 4500","fields":[{{"001":"K1"}},{field}]}}'.encode())
    assert ([fault.code for fault in faults], records[0].get("245")) == ([code], kept)


def test_a_file_that_breaks_off_is_told_from_a_whole_one() -> None:
    assert [f.code for f in found(f"[{book('K1')},".encode())[1]] == ["json-unfinished"]
    assert found(b"[]") == ([], [])
    assert found(b"[ ]\n", format="json") == ([], [])


def test_what_stands_between_is_passed_over_and_told() -> None:
    records, faults = found((book("K1") + "\n<!-- page 2 -->\n" + book("K2")).encode())
    assert (numbers(records), [fault.code for fault in faults]) == (["K1", "K2"], ["json-between"])


def test_bytes_that_are_not_utf8_are_shown_and_told() -> None:
    records, faults = found(book("K1", "Sach").encode().replace(b"Sach", b"S\xe1ch"))
    assert records[0].get("245") == "10\x1faS\ufffdch\x1fcX."
    assert [fault.code for fault in faults] == ["encoding-invalid-utf8", "replacement-characters"]
    records, faults = found(book("K1", "Sach").encode().replace(b"Sach", b"S\xe1ch"), encoding="cp1258")
    assert (records[0].get("245"), faults) == ("10\x1faSách\x1fcX.", [])


@pytest.mark.parametrize("char", ["\x1d", "\x1e", "\x1f"])
def test_no_value_can_open_a_field_or_a_subfield(char: str) -> None:
    records, faults = found(book("K1", "mot!506 1$ahai").replace("!", f"\\u{ord(char):04x}").encode())
    assert [tag for tag, _ in records[0].fields] == ["001", "245"]
    assert records[0].get("245") == "10\x1famot506 1$ahai\x1fcX."
    assert [fault.code for fault in faults] == ["control-characters"]
    assert Record.unpack(records[0].pack()) == records[0]


def test_a_record_over_the_limit_is_let_go_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (marc_json, framing):
        monkeypatch.setattr(module, "LIMIT", 100_000)
    monkeypatch.setattr(marc_json, "CHUNK", 20_000)
    data = f"[{book('K1')},{book('K2', 'x' * 400_000)},{book('K3')}]".encode()
    records, faults = found(data)
    assert numbers(records) == ["K1", "K3"]
    assert [(fault.code, fault.place.offset) for fault in faults] == [("json-too-long", len(book("K1")) + 2)]
    assert data[records[1].place.offset or 0 :].startswith(book("K3").encode())


TEXT = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cc", "Mn"), exclude_characters="\ufffd\ufffe\uffff"), min_size=1
)
DATA = st.lists(st.tuples(st.sampled_from("abcx059"), TEXT), min_size=1, max_size=4).map(
    lambda parts: "10" + "".join(f"\x1f{code}{value}" for code, value in parts)
)
FIELDS = st.lists(st.tuples(st.integers(10, 999).map("{:03}".format), DATA), max_size=5)


def normal(fields: list[tuple[str, str]]) -> Record:
    """A record that reading gives back as it is."""
    made = Record("00000nam a2200000 a 4500", (("001", "K1"), ("008", " " * 40), *fields))
    (record,) = (x for x in read(io.BytesIO(iso2709(made)), format="iso2709") if isinstance(x, Record))
    return record


@settings(max_examples=150, deadline=None)
@given(st.lists(FIELDS, min_size=1, max_size=3), st.sampled_from([wrap for _, wrap in WRAPPINGS]), st.booleans())
def test_what_was_written_is_read(all_fields: list[list[tuple[str, str]]], wrap: Callable[[list[str]], str], ascii_only: bool) -> None:
    written = [normal(fields) for fields in all_fields]
    data = wrap([json.dumps(as_json(record), ensure_ascii=ascii_only) for record in written]).encode()
    assert found(data, format="json")[0] == written


@settings(max_examples=100, deadline=None)
@given(FIELDS)
def test_what_pymarc_writes_as_json_is_the_same_record(fields: list[tuple[str, str]]) -> None:
    record = normal(fields)
    theirs = pymarc.Record(data=iso2709(record), to_unicode=True)
    assert found(theirs.as_json().encode())[0] == [record]
    assert found(theirs.as_json(indent=1, ensure_ascii=False).encode(), format="json")[0] == [record]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_costs_no_record_but_those_it_touches(draw: st.DataObject) -> None:
    each = [book(f"K{n}") for n in range(3)]
    at = draw.draw(st.integers(len(each[0]) + 3, len(each[0]) + len(each[1]) - 1))
    text = "\n".join(each)
    data = text[:at].encode() + draw.draw(st.binary(max_size=8)) + text[at + draw.draw(st.integers(0, 8)) :].encode()
    got = numbers(found(data, format="json")[0])
    assert got[0] == "K0"
    assert "K2" in got or at + 8 > len(each[0]) + len(each[1])

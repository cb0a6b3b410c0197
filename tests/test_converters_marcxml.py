# SPDX-License-Identifier: Apache-2.0
"""MARCXML: any prefix, envelope and encoding; no entities; one bad record costs itself."""

from __future__ import annotations

import io
import tracemalloc

import pymarc
import pytest

from mucluc.converters import marcxml, marcxml_elements
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record
from tests.marc_builder import xml, xml_record


def read_bytes(data: bytes) -> tuple[list[Record], list[Fault]]:
    found = list(read(io.BytesIO(data), name="t.xml"))
    return [x for x in found if isinstance(x, Record)], [x for x in found if isinstance(x, Fault)]


def numbers(data: bytes) -> tuple[list[str], set[str]]:
    records, faults = read_bytes(data)
    return [record.control_number for record in records], {fault.code for fault in faults}


@pytest.mark.parametrize(
    "data",
    [
        xml(xml_record("a"), xml_record("b")),
        xml(xml_record("a"), xml_record("b"), namespace=""),
        xml(xml_record("a", prefix="m:"), xml_record("b", prefix="m:"), namespace=' xmlns:m="http://www.loc.gov/MARC21/slim"'),
        b"\xef\xbb\xbf" + xml(xml_record("a"), xml_record("b")),
        xml(xml_record("a"), xml_record("b"), head='<?xml version="1.0" encoding="utf-16"?>').decode().encode("utf-16"),
        xml(xml_record("a"), xml_record("b"), head='<?xml version="1.0" encoding="windows-1258"?>')
        .decode()
        .encode("cp1258", "xmlcharrefreplace"),
        xml("<!-- x -->\n  ", xml_record("a"), "\n\n", xml_record("b"), head=""),
    ],
    ids=["namespace", "none", "prefix", "BOM", "UTF-16", "windows-1258", "layout"],
)
def test_every_way_to_write_it_is_read(data: bytes) -> None:
    records, faults = read_bytes(data)
    assert faults == []
    assert [record.fields for record in records] == [(("001", n), ("245", "10\x1faNhan đề")) for n in "ab"]
    assert records[0].leader == "00000nam a2200000   4500"


def test_records_inside_envelopes_are_found_and_the_envelopes_own_records_are_not() -> None:
    inner = xml_record("a").replace("<record>", '<record xmlns="http://www.loc.gov/MARC21/slim">')
    oai = (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
        f"<record><header><identifier>i</identifier></header><metadata>{inner}</metadata></record>"
        '<record><header status="deleted"><identifier>j</identifier></header></record></ListRecords></OAI-PMH>'
    )
    assert numbers(oai.encode()) == (["a"], set())
    sru = f'<s:answer xmlns:s="urn:s"><s:records><s:record><s:recordData>{inner}</s:recordData></s:record></s:records></s:answer>'
    assert numbers(sru.encode()) == (["a"], set())


def test_layout_between_and_inside_elements_is_no_text() -> None:
    record = xml_record("a", "Một\n      hai\tba ").replace("><", ">\n  <")
    assert read_bytes(xml(record))[0][0].get("245") == "10\x1faMột hai ba "
    fixed = xml_record("a").replace("</leader>", '</leader><controlfield tag="008">\n260101s2026    vm </controlfield>')
    assert read_bytes(xml(fixed))[0][0].get("008") == "260101s2026    vm "


BAD = {
    "no leader, an empty field": (
        "<record><leader/><datafield/></record>",
        [],
        {"marcxml-indicators", "tag-bad", "leader-odd", "control-number-missing"},
    ),
    "empty": ("<record/>", [], {"leader-odd", "control-number-missing"}),
    "no indicators": (xml_record("x").replace(' ind1="1" ind2="0"', ""), ["x"], {"marcxml-indicators"}),
    "empty indicator": (xml_record("x").replace('ind1="1"', 'ind1=""'), ["x"], {"marcxml-indicators"}),
    "no subfield code": (xml_record("x").replace(' code="a"', ""), ["x"], {"marcxml-subfield-code", "field-without-subfields"}),
    "long subfield code": (xml_record("x").replace('code="a"', 'code="ab"'), ["x"], {"marcxml-subfield-code", "field-without-subfields"}),
    "text beside the subfield": (xml_record("x").replace("<subfield", "stray<subfield"), ["x"], {"field-shape"}),
    "raw ampersand": (xml_record("x", "A").replace(">A<", ">A & B<"), [], {"marcxml-not-well-formed"}),
    "wrong nesting": (xml_record("x").replace("</subfield></datafield>", "</datafield></subfield>"), [], {"marcxml-not-well-formed"}),
    "unknown entity": (xml_record("x", "A").replace(">A<", ">&eacute;<"), [], {"marcxml-not-well-formed"}),
    "control character": (xml_record("x", "A").replace(">A<", ">A\x0bB<"), [], {"marcxml-not-well-formed"}),
    "not UTF-8": (xml_record("x", "A").replace(">A<", ">\udcff<"), [], {"marcxml-not-well-formed"}),
    "C1 control": (xml_record("x", "A\x85B"), ["x"], {"control-characters"}),
    "two 001": (
        xml_record("x").replace("</leader>", '</leader><controlfield tag="001">x</controlfield>'),
        ["x"],
        {"control-number-doubled"},
    ),
    "decomposed": (xml_record("x", "Vie\u0323\u0302t"), ["x"], set()),
}


@pytest.mark.parametrize("case", BAD)
def test_one_bad_record_costs_itself(case: str) -> None:
    middle, kept, codes = BAD[case]
    whole = b"".join(
        part.encode("utf-8", "surrogateescape")
        for part in (xml(xml_record("1")).decode()[:-13], middle, xml_record("3"), xml_record("4"), "</collection>")
    )
    assert numbers(whole) == (["1", *kept, "3", "4"], codes)


def test_a_document_that_breaks_off_keeps_what_was_complete() -> None:
    whole = xml(xml_record("1"), xml_record("2"))
    assert numbers(whole[:-40]) == (["1"], {"marcxml-unfinished"})
    assert numbers(whole[:30]) == ([], {"marcxml-unfinished"})


LAUGHS = '<!DOCTYPE c [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("doctype", "reference"),
    [
        (LAUGHS, "&b;"),
        ('<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE c [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>', ""),
    ],
    ids=["expansion", "file", "parameter"],
)
def test_a_document_that_declares_entities_is_refused(doctype: str, reference: str) -> None:
    data = xml(xml_record("x", "A").replace(">A<", f">{reference}<"), head=doctype)
    assert numbers(data) == ([], {"marcxml-entities"})


def test_an_external_doctype_is_not_fetched_and_what_it_would_define_is_reported() -> None:
    data = xml(xml_record("x", "A").replace(">A<", ">A&e;<"), head='<!DOCTYPE collection SYSTEM "http://127.0.0.1:9/x.dtd">')
    records, faults = read_bytes(data)
    assert {fault.code for fault in faults} == {"marcxml-unknown-entity", "replacement-characters"}
    assert records[0].get("245") == "10\x1faA\ufffd"


def test_deep_nesting_is_refused_and_what_came_before_is_kept() -> None:
    assert numbers(xml(xml_record("1"), "<a>" * 5000)) == (["1"], {"marcxml-too-deep"})


def test_memory_does_not_grow_with_the_record_or_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marcxml, "LIMIT", 1024 * 1024)
    monkeypatch.setattr(marcxml_elements, "LIMIT", 1024 * 1024)
    one = xml_record("x", "n" * 1000)

    class Long(io.RawIOBase):
        def __init__(self) -> None:
            self.parts = iter([xml()[:-13], *[one.encode()] * 3_000, b"<record><leader>" + b"y" * 1000, *[b"z" * 1000] * (4000)])
            self.rest = b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            self.rest = self.rest or next(self.parts, b"")
            size = min(len(buffer), len(self.rest))
            buffer[:size], self.rest = self.rest[:size], self.rest[size:]
            return size

    tracemalloc.start()
    count = sum(isinstance(found, Record) for found in read(io.BufferedReader(Long())))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3_000
    assert peak < 3_000_000


def test_offsets_point_at_the_record() -> None:
    data = xml(xml_record("1"), xml_record("2"))
    records, _ = read_bytes(data)
    assert [data[r.place.offset :][:8] for r in records if r.place.offset] == [b"<record>", b"<record>"]


def test_pymarc_reads_the_same() -> None:
    data = xml(*(xml_record(str(n), f"Tuy Hòa 傳翹 & {n}") for n in range(20)))
    theirs = [(r["001"].data, r["245"]["a"]) for r in pymarc.parse_xml_to_array(io.BytesIO(data))]
    assert [(r.control_number, (r.get("245") or "")[4:]) for r in read_bytes(data)[0]] == theirs


@pytest.mark.parametrize("declared", ["UTF-7", "x-none", "cp037", "utf-32", "hex"])
def test_an_encoding_that_nothing_reads_costs_no_good_record(declared: str) -> None:
    data = xml(xml_record("a"), "<record><leader>", xml_record("b"), head=f'<?xml version="1.0" encoding="{declared}"?>')
    found, faults = numbers(data.replace("Nhan đề".encode(), b"Nhan \xc4", 1))
    assert found == ["b"]
    assert faults


def test_a_root_whose_attribute_is_no_text_costs_no_good_record() -> None:
    data = xml(xml_record("a"), xml_record("b"), "<record>").replace(b"<collection ", b'<collection x="\xcf" ')
    found, faults = numbers(data)
    assert found == ["a", "b"]
    assert "marcxml-not-well-formed" in faults

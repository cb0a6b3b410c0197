# SPDX-License-Identifier: Apache-2.0
"""MARC as lines: what MarcEdit, pymarc and yaz write is read as the record that they had; yaz and pymarc are the referees."""

from __future__ import annotations

import io
import runpy
import subprocess
import unicodedata
from pathlib import Path

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters import marc_lines
from mucluc.converters.backward.write import iso2709
from mucluc.converters.mnemonics import LETTERS, MARKS, spelled_out
from mucluc.converters.read import detect, read
from mucluc.converters.record import Fault, Record
from tests.test_converters_json import FIELDS, normal

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "phu-yen"


def found(text: str | bytes, **options: str) -> tuple[list[Record], list[Fault]]:
    data = text.encode() if isinstance(text, str) else text
    both = list(read(io.BytesIO(data), name="a.mrk", **options))  # type: ignore[arg-type]
    return [x for x in both if isinstance(x, Record)], [x for x in both if isinstance(x, Fault)]


def numbers(records: list[Record]) -> list[str]:
    return [record.control_number for record in records]


def codes(faults: list[Fault]) -> list[str]:
    return [fault.code for fault in faults]


BLANKS = "\\" * 12
MNEMONIC = f"=LDR  00000nam\\a2200000\\a\\4500\n=001  {{}}\n=008  190612s2018{BLANKS[:4]}vm{BLANKS}000\\0\\vie\\d\n=245  10$aTên /$cAn.\n"
YAZ = "00073nam a2200000 a 4500\n001 {}\n008 190612s2018    vm            000 0 vie d\n245 10 $a Tên / $c An.\n"
LC = "LDR 00000nam#a2200000#a#4500\n001 {}\n008 190612s2018####vm############000#0#vie#d\n245 10$aTên /$cAn.\n"


@pytest.mark.parametrize("form", [MNEMONIC, YAZ, LC], ids=["mnemonic", "yaz", "Library of Congress"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_three_ways_of_writing_lines_give_the_same_records(form: str, end: str, encoding: str) -> None:
    data = "\n".join(form.format(number) for number in ("K1", "K2")).replace("\n", end).encode(encoding)
    assert detect(data[:4096]) == "lines"
    records, faults = found(data)
    assert (numbers(records), faults) == (["K1", "K2"], [])
    assert records[0].leader == "00000nam a2200000 a 4500"
    assert records[0].fields[1:] == (("008", "190612s2018    vm            000 0 vie d"), ("245", "10\x1faTên /\x1fcAn."))


def test_places_count_records_and_bytes() -> None:
    text = "# ghi chú\n\n" + MNEMONIC.format("K1") + "\n\n" + MNEMONIC.format("K2")
    records, _ = found(text)
    data = text.encode()
    assert [(r.place.record, r.place.offset) for r in records] == [(1, data.index(b"=LDR")), (2, data.rindex(b"=LDR"))]


def test_a_blank_line_that_is_missing_joins_no_records() -> None:
    for form in (MNEMONIC, YAZ, LC):
        assert numbers(found(form.format("K1") + form.format("K2"))[0]) == ["K1", "K2"]


def of_file(path: Path) -> list[Record]:
    return [x for x in read(path) if isinstance(x, Record)]


def test_real_records_from_yaz_and_pymarc_are_those_of_iso2709() -> None:
    source = EXAMPLES / "loc-vietnamese-121.mrc"
    expected = of_file(source)
    assert len(expected) == 121
    shown = subprocess.run(["yaz-marcdump", source], capture_output=True, check=True).stdout
    assert found(shown)[0] == expected
    out = io.StringIO()
    writer = pymarc.TextWriter(out)
    for record in pymarc.MARCReader(source.read_bytes(), to_unicode=True, force_utf8=True):
        assert record is not None
        writer.write(record)
    writer.close(close_fh=False)
    assert found(out.getvalue())[0] == expected


def test_the_examples_own_sources_are_read_like_what_was_made_of_them() -> None:
    made = runpy.run_path(str(EXAMPLES / "make.py"))
    sources = [*(EXAMPLES / "source").glob("*.mrk"), *(ROOT / "tests" / "golden").glob("*.mrk")]
    assert len(sources) > 50
    for source in sources:
        written = [fields for fields, cut in made["read_mnemonic"](source.read_text("utf-8"), source.name) if cut is None]
        expected = [x for x in read(io.BytesIO(b"".join(map(made["iso2709"], written)))) if isinstance(x, Record)]
        records = of_file(source)
        assert [each for each in records if each in expected] == expected, source.name


@pytest.mark.parametrize(
    ("line", "text", "told"),
    [
        ("=020  \\\\$c{dollar}5.00", "  \x1fc$5.00", []),
        ("=020  \\\\$a1$c$ 5", "  \x1fa1\x1fc$ 5", ["lines-dollar"]),
        ("=020  \\\\$a1$c$5.00", "  \x1fa1\x1fc\x1f5.00", ["lines-dollar"]),
        ("=020  $a1", "  \x1fa1", ["field-shape"]),
        ("=020  1$a1", "1 \x1fa1", ["field-shape"]),
        ("=020 \\\\$a1", "  \x1fa1", []),
        ("=020  \\\\$aA\\B {lcub}x{rcub}", "  \x1faA\\B {x}", []),
        ("=020  \\\\$aC{ocirc}ng {Dstrok}{dotb}{circ}o", "  \x1faCông Độ", []),
        ("=020  \\\\$aA {khac} {1}", "  \x1faA {khac} {1}", ["lines-mnemonic-unknown"]),
        ("020    $a  giữ  $b  chỗ ", "  \x1fa giữ \x1fb chỗ ", []),
        ("020    $a {dollar} $b", "  \x1fa{dollar}\x1fb", []),
        ("020 ##$aA", "  \x1faA", []),
    ],
)
def test_what_a_line_becomes(line: str, text: str, told: list[str]) -> None:
    records, faults = found(MNEMONIC.format("K1") + line + "\n")
    assert (records[0].get("020"), codes(faults)) == (text, told)


def test_a_field_over_two_lines_is_joined_and_told() -> None:
    records, faults = found(MNEMONIC.format("K1") + "=520  \\\\$aMột dòng\nhai dòng$bba\n")
    assert (records[0].get("520"), codes(faults)) == ("  \x1faMột dòng hai dòng\x1fbba", ["lines-continued"])


@pytest.mark.parametrize("char", ["\x1d", "\x1e", "\x1f"])
def test_no_value_can_open_a_field_or_a_subfield(char: str) -> None:
    records, faults = found(MNEMONIC.format("K1") + f"=500  \\\\$amot{char}506 1hai\n", format="lines")
    assert records[0].fields[-1] == ("500", "  \x1famot506 1hai")
    assert codes(faults) == ["control-characters"]


def test_a_broken_record_costs_itself_alone() -> None:
    nothing = "=LDR  00000nam\\a2200000\\a\\4500\n=245  10$aKhông có số\n"
    records, faults = found("\n".join([MNEMONIC.format("K1"), "rác\n", nothing, MNEMONIC.format("K3")]))
    assert numbers(records) == ["K1", "K3"]
    assert codes(faults) == ["lines-not-a-field", "control-number-missing"]
    assert faults[1].place.record == 3


def test_a_record_over_the_limit_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marc_lines, "LIMIT", 10_000)
    long = MNEMONIC.format("K2") + "=520  \\\\$a" + "x" * 50_000 + "\n"
    records, faults = found("\n".join([MNEMONIC.format("K1"), long, MNEMONIC.format("K3")]))
    assert (numbers(records), codes(faults)) == (["K1", "K3"], ["lines-too-long"])


def test_bytes_are_read_as_the_leader_or_the_caller_says() -> None:
    marc8 = MNEMONIC.format("K1").replace("nam\\a", "nam\\\\").encode().replace("Tên".encode(), b"T\xe3en")
    assert found(marc8)[0][0].get("245") == "10\x1faTên /\x1fcAn."
    latin = MNEMONIC.format("K1").encode().replace("Tên".encode(), b"T\xean")
    assert codes(found(latin)[1]) == ["encoding-invalid-utf8", "replacement-characters"]
    assert found(latin, encoding="cp1258")[0][0].get("245") == "10\x1faTên /\x1fcAn."


def test_every_name_of_a_character_is_that_of_ansel() -> None:
    """The table of 2003 gives the names in the order of ANSEL; pymarc's table of ANSEL is another source of the same characters."""
    from pymarc.marc8_mapping import CODESETS

    letters = "Lstrok Ostrok Dstrok THORN AElig OElig softsign middot flat reg plusmn Ohorn Uhorn mlrhring - mllhring lstrok ostrok dstrok "
    letters += "thorn aelig oelig hardsign inodot pound eth - ohorn uhorn - - deg scriptl phono copy sharp iquest iexcl"
    marks = "hooka grave acute circ tilde macr breve dot uml caron ring llig rlig rcommaa dblac candra cedil ogon dotb dbldotb ringb "
    marks += "dblunder under commab rcedil breveb ldbltil rdbltil - - commaa"
    for first, names, table in ((0xA1, letters, LETTERS), (0xE0, marks, MARKS)):
        for code, name in enumerate(names.split(), first):
            if name != "-":
                assert ord(table[name]) == CODESETS[0x45][code][0], name


def test_a_mark_stands_before_its_letter() -> None:
    text, unknown = spelled_out("in {Lstrok}{acute}od{acute}z; {macr}u{llig}t{rlig}s")
    assert (unicodedata.normalize("NFC", text), unknown) == ("in Łódź; ūt\ufe20s\ufe21", [])


def mnemonic(record: Record) -> str:
    lines = [f"=LDR  {record.leader.replace(' ', chr(92))}"]
    for tag, text in record.fields:
        if tag < "010":
            lines.append(f"={tag}  {text.replace(' ', chr(92))}")
        else:
            data = text[2:].replace("{", "\x02").replace("}", "{rcub}").replace("\x02", "{lcub}").replace("$", "{dollar}")
            lines.append(f"={tag}  {text[:2].replace(' ', chr(92))}{data.replace(chr(0x1F), '$')}")
    return "\n".join([*lines, ""])


@settings(max_examples=150, deadline=None)
@given(st.lists(FIELDS, min_size=1, max_size=3))
def test_what_was_written_is_read(all_fields: list[list[tuple[str, str]]]) -> None:
    written = [normal(fields) for fields in all_fields]
    assert found("\n".join(map(mnemonic, written)), format="lines")[0] == written


@settings(max_examples=100, deadline=None)
@given(FIELDS)
def test_what_pymarc_shows_is_the_same_record(fields: list[tuple[str, str]]) -> None:
    record = normal([(tag, text.replace("$", "S").replace("{", "(")) for tag, text in fields])  # it writes both without a sign
    theirs = pymarc.Record(data=iso2709(record), to_unicode=True)
    assert found(str(theirs), format="lines")[0] == [record]

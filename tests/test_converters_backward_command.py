# SPDX-License-Identifier: Apache-2.0
"""`mucluc convert --to marc`: a file of graphs back to MARC, records on standard output and talk on standard error."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pymarc
import pytest

from mucluc.cli import main
from mucluc.converters.read import read
from mucluc.converters.record import Record

from .conftest import ROOT

RECORDS = ROOT / "examples" / "phu-yen" / "loc-vietnamese-121.mrc"


@pytest.fixture
def graphs(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Path:
    """The example's 121 records as N-Quads."""
    assert main(["convert", "--jobs", "1", str(RECORDS)]) in (0, 1)
    file = tmp_path / "loc.nq"
    file.write_bytes(capfdbinary.readouterr().out)
    return file


def restored(arguments: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> tuple[int, bytes, str]:
    code = main(["convert", *arguments])
    said = capfdbinary.readouterr()
    return code, said.out, said.err.decode()


def test_records_come_back_as_iso2709(graphs: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, talk = restored(["--to", "marc", str(graphs)], capfdbinary)
    again = tmp_path / "again.mrc"
    again.write_bytes(out)
    before, after = ([record for record in read(file) if isinstance(record, Record)] for file in (RECORDS, again))
    assert code == 0 and "121 records rebuilt, 0 faults" in talk
    assert [record.control_number for record in after] == [record.control_number for record in before]
    titles = [[" ".join(str(record.get("245")).split(" ")[:9]) for record in each[:50]] for each in (before, after)]
    assert titles[0] == titles[1]


def test_and_as_marcxml_from_a_packed_file(graphs: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    packed = tmp_path / "loc.nq.gz"
    packed.write_bytes(gzip.compress(graphs.read_bytes()))
    code, out, _ = restored(["--to", "marcxml", str(packed)], capfdbinary)
    assert code == 0
    assert len(pymarc.parse_xml_to_array(io.BytesIO(out))) == 121


def test_a_record_that_is_too_long_costs_itself(graphs: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = graphs.read_bytes().splitlines(keepends=True)
    long = next(index for index, line in enumerate(lines) if b"/responsibilityStatement>" in line)
    lines[long] = lines[long].replace(b'> "', b'> "' + b"x" * 10_000)
    graphs.write_bytes(b"".join(lines))
    log = tmp_path / "faults"
    code, out, talk = restored(["--to", "marc", "--faults", str(log), str(graphs)], capfdbinary)
    assert code == 1 and "120 records rebuilt, 1 faults" in talk
    fault = json.loads(log.read_text("utf-8"))
    assert fault["code"] == "marc-field-too-long" and fault["place"]["tag"] == "245" and fault["place"]["control_number"]
    assert out.count(b"\x1d") == 120
    assert restored(["--to", "marcxml", str(graphs)], capfdbinary)[0] == 0


def test_a_file_that_is_no_nquads_is_a_fault(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, out, talk = restored(["--to", "marc", str(RECORDS)], capfdbinary)
    assert (code, out) == (1, b"") and "0 records rebuilt, 1 faults" in talk

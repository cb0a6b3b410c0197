# SPDX-License-Identifier: Apache-2.0
"""Any bytes and any damage to real files, through every way in: reading never raises and keeps its promises; the worst stay bounded."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record
from tests.fuzz_targets import NAME, TARGETS
from tests.marc_builder import FIXED, iso
from tests.reader_promises import promised

ROOT = Path(__file__).parent.parent
PIECES = st.binary(max_size=12) | st.sampled_from(
    [b"\x1d", b"\x1e", b"\x1f", b"<record>", b"</", b"&#0;", b'"', b"}", b"\xcf", b"99999", b"\r\n"]
)


@pytest.mark.parametrize("name", list(TARGETS))
def test_whatever_the_bytes_are_nothing_raises_and_the_promises_hold(name: str) -> None:
    target, seeds = TARGETS[name], TARGETS[name].seeds()
    for seed in seeds:
        promised(target.found(seed), NAME)

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.binary(max_size=200) | st.sampled_from(seeds), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), PIECES), max_size=3))
    def damaged(data: bytes, changes: list[tuple[float, int, bytes]]) -> None:
        for where, cut, put in changes:
            at = int(where * len(data))
            data = data[:at] + put + data[at + cut :]
        promised(target.found(data), NAME)

    damaged()


WORST = """
import gzip, io, random, resource, sys, zipfile
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
from tests.hostile_marc import MIDDLE, iso, long
from tests.hostile_xml import HEAD, marcxml, refused
from tests.reader_promises import promised
from mucluc.converters.read import read
from mucluc.converters.record import Record
GOOD, COUNT = iso(MIDDLE), 100_001

def zipped(data):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a.mrc", GOOD)
        with archive.open("bomb.mrc", "w") as member:
            for block in data:
                member.write(block)
    return made.getvalue()

def gzipped(data):
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", compresslevel=1) as packed:
        for block in data:
            packed.write(block)
    return made.getvalue()

make = {
    "gzip": lambda: gzipped([GOOD, *[b"0" * 2**20] * 400]),
    "zip": lambda: zipped([b"0" * 2**20] * 100),
    "laughs": lambda: dict(refused(random.Random(1)))["billion laughs"],
    "field": lambda: GOOD + long((MIDDLE[0], ("520", "  \\x1fa" + "n" * 10_000_000))),
    "fields": lambda: GOOD + b"99999nam a2200000   4500" + b"500000600000" * COUNT + b"\\x1e" + b"  \\x1faG\\x1e" * COUNT + b"\\x1d",
    "xml fields": lambda: (HEAD + marcxml((MIDDLE[0], *[("500", "  \\x1faG")] * COUNT))).encode(),
}[sys.argv[1]]
for found in read(io.BytesIO(make()), name="worst"):
    promised([found], "worst")
    print("record" if isinstance(found, Record) else found.code)
"""


@pytest.mark.parametrize(
    ("worst", "told"),
    [
        ("gzip", ["record", "file-gzip-bomb"]),
        ("zip", ["record", "archive-bomb"]),
        ("laughs", ["marcxml-entities"]),
        ("field", ["record", "iso2709-too-long", "record"]),
        ("fields", ["record", "iso2709-too-many-fields"]),
        ("xml fields", ["record"]),
    ],
)
def test_the_worst_stays_within_a_gibibyte_and_half_a_minute(worst: str, told: list[str]) -> None:
    ended = subprocess.run([sys.executable, "-c", WORST, worst], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [line for line in ended.stdout.split("\n") if line][: len(told)] == told


@pytest.mark.parametrize("without", ["018", "024", "990"])
def test_a_field_without_subfields_before_a_control_field_is_left_out_and_told(without: str) -> None:
    fields = [("001", "x"), (without, "20240301"), ("008", FIXED), ("245", "10\x1faB")]
    found = list(read(io.BytesIO(iso(fields)), name=NAME))
    promised(found, NAME)
    assert [each.code for each in found if isinstance(each, Fault)] == ["field-without-subfields"]
    assert [each.fields for each in found if isinstance(each, Record)] == [tuple(each for each in fields if each[0] != without)]

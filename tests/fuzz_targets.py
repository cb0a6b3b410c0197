# SPDX-License-Identifier: Apache-2.0
"""What fuzzers feed to `read()`: for each way in, the seeds that they change, and how a changed seed becomes a file.

What is packed is changed before it is packed (each second input; the others are changed as they are): else all damage ends at a checksum.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mucluc.converters.formats import FORMATS
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record
from mucluc.converters.sheet_template import workbook
from mucluc.converters.vietnamese.tables import ENCODINGS, encode
from tests.hostile_marc import FIRST, WHOLE, variants
from tests.hostile_sheets import sheets
from tests.hostile_xml import documents
from tests.marc_builder import iso

EXAMPLES = Path(__file__).parent.parent / "examples" / "phu-yen"
NAME = "fuzz"
SMALL = 4096
_METS = "http://www.loc.gov/METS/"
_MODS = (
    '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><nonSort>The</nonSort><title>Sắc</title><partNumber>1</partNumber></titleInfo>'
    '<name type="personal"><namePart>Du</namePart><role><roleTerm type="code" authority="marcrelator">aut</roleTerm></role></name>'
    '<originInfo><dateIssued encoding="w3cdtf" keyDate="yes">1866</dateIssued></originInfo><identifier type="hdl">1/2</identifier>'
    '<relatedItem type="host"><titleInfo><title>Kho</title></titleInfo></relatedItem><accessCondition>Hạn chế</accessCondition></mods>'
)
_DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>Gia phả họ Lê</dc:title><dc:creator>Lê Văn A</dc:creator><dc:date>1926-01</dc:date><dc:language>vi</dc:language>"
    "<dc:rights>CC BY 4.0</dc:rights><dc:identifier>http://hdl.handle.net/1/2</dc:identifier></oai_dc:dc>"
)
_OAI = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:a.example:1/2</identifier>'
    "</header><metadata>%s</metadata></record></ListRecords></OAI-PMH>"
)


@dataclass(frozen=True, slots=True)
class Target:
    """A way in. format, encoding: as `read` takes them. packed: makes a file of what was changed; None when it is one already."""

    format: str
    seeds: Callable[[], list[bytes]]
    encoding: str = "auto"
    packed: Callable[[bytes], bytes] | None = None

    def found(self, data: bytes) -> Iterator[Record | Fault]:
        """What is read from changed bytes; the first of them says whether they are packed, where that can be."""
        if self.packed is not None and data[:1] > b"\x7f":
            data = self.packed(data[1:])
        return read(io.BytesIO(data), name=NAME, format=self.format, encoding=self.encoding)


def _iso2709() -> list[bytes]:
    few = [each + b"\x1d" for each in (EXAMPLES / "thu-vien-tinh.mrc").read_bytes().split(b"\x1d")[:6]]
    return [iso(FIRST) + WHOLE, *few, *_short(each.data for each in variants(1))]


def _marcxml() -> list[bytes]:
    return _short(each.data for each in documents(1))


def _json() -> list[bytes]:
    record = {"leader": "00000nam a2200000 a 4500", "fields": [*({tag: text} for tag, text in FIRST if tag < "010"), *_data_fields()]}
    text = json.dumps(record, ensure_ascii=False)
    return [each.encode() for each in (text, f"[{text},\n{text}]", f"{text}\n{text}\n", f'{{"items": [{text}]}}')]


def _data_fields() -> Iterator[dict[str, object]]:
    for tag, text in FIRST:
        if tag >= "010":
            first, *parts = text.split("\x1f")
            yield {tag: {"ind1": first[0], "ind2": first[1], "subfields": [{part[0]: part[1:]} for part in parts]}}


def _lines() -> list[bytes]:
    texts = [path.read_text(encoding="utf-8").split("\n\n")[1] for path in sorted((EXAMPLES / "source").glob("*.mrk"))]
    return [
        *(text.encode()[:SMALL] for text in texts),
        "=LDR  00000nam\\a2200000\\a\\4500\n=001  a\n=245  10$aB {dollar}{acute}e$cC\n\nLDR 00000nam#a2200000\n001 b\n245 10$aĐ".encode(),
        b"00985cam a22002534a 4500\n001 b\n245 10 $a B $c C\n",
    ]


def _csv() -> list[bytes]:
    return [(EXAMPLES / "tu-sach-cong-dong.csv").read_bytes()[:SMALL], *_short(data for _, data in sheets(1))]


def _metadata(form: str) -> Callable[[], list[bytes]]:
    wrapped = (
        f'<mets xmlns="{_METS}" OBJID="hdl:1/2"><dmdSec ID="d"><mdWrap MDTYPE="MODS"><xmlData>{_MODS}</xmlData></mdWrap></dmdSec></mets>'
    )
    text = {"dc": _DC, "mods": _MODS, "mets": wrapped}[form]
    return lambda: [text.encode(), (_OAI % text).encode()]


def _short(all_data: Iterator[bytes]) -> list[bytes]:
    """Forty of them that are small enough to be changed many times a second, whichever."""
    small = sorted({data for data in all_data if len(data) <= SMALL})
    return random.Random(1).sample(small, min(40, len(small)))


def _behind_a_mark(seeds: list[bytes], whole: Callable[[bytes], bytes]) -> list[bytes]:
    """Seeds to be packed, and some that are packed already."""
    return [*(b"\xff" + each for each in seeds), *(whole(each) for each in seeds[:3])]


def _zipped(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kho/a.mrc", data)
        archive.writestr("b.xml", data[::-1])
    return made.getvalue()


@cache
def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _book(data: bytes) -> bytes:
    """The template workbook with one of its parts replaced; the first byte says which."""
    names = sorted(name for name in _parts() if name.endswith((".xml", ".rels")))
    changed = names[data[0] % len(names)] if data else names[0]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, part in _parts().items():
            archive.writestr(name, data[1:] if name == changed else part)
    return made.getvalue()


def _workbook() -> list[bytes]:
    names = sorted(name for name in _parts() if name.endswith((".xml", ".rels")))
    return [workbook(), *(b"\xff" + bytes([number]) + _parts()[name] for number, name in enumerate(names))]


def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


def _legacy(encoding: str) -> Callable[[], list[bytes]]:
    title = "Truyện Kiều : thơ / Nguyễn Du. - Hà Nội : Văn học, 1986. Đường lối, quyền"
    return lambda: [
        iso([("001", b"x"), ("245", b"10\x1fa" + encode(encoding, title).encode("latin-1", "replace")), ("650", b" 4\x1faTh\xa1")]),
        f"Mã số,Nhan đề\nx,{encode(encoding, title)}\n".encode("utf-8", "replace"),
    ]


def _marc8() -> list[bytes]:
    texts = (b"\xacng\xe2 T\xb0 \xf2\xe3e", b"\x1b$1!0!\x1b(B\x1b(N\xc1\xc2\x1bs\x1bp2\x1bb3", b"\xe2\xe2e\xe3\xe3o\x1b)E\xe1\xbd\x1b(2abc")
    return [iso([("001", b"x"), ("245", b"10\x1fa" + text + b"\x1fbB")], coding=" ") for text in texts]


_SEEDS: dict[str, Callable[[], list[bytes]]] = {
    **{form: _metadata(form) for form in ("mets", "mods", "dc")},
    "marcxml": _marcxml,
    "json": _json,
    "lines": _lines,
    "iso2709": _iso2709,
    "csv": _csv,
}


def mixed() -> list[bytes]:
    """Two seeds of each format."""
    return [seed for form in FORMATS[1:] for seed in _SEEDS[form]()[:2]]


TARGETS = {
    **{form: Target(form, _SEEDS[form]) for form in FORMATS[1:]},
    "auto": Target("auto", mixed),
    "gzip": Target("auto", lambda: _behind_a_mark(mixed(), _gzipped), packed=_gzipped),
    "zip": Target("auto", lambda: _behind_a_mark(mixed(), _zipped), packed=_zipped),
    "xlsx": Target("csv", _workbook, packed=_book),
    "marc-8": Target("iso2709", _marc8, "marc-8"),
    **{name: Target("auto", _legacy(name), name) for name in ENCODINGS},
}
"""All formats of `FORMATS` and what may stand around or inside them; a format that is added there without seeds here is an error."""

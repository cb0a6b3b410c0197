# SPDX-License-Identifier: Apache-2.0
"""What it costs to read the same records in each format: processor time, and the most memory held while ten times as many are read."""

from __future__ import annotations

import argparse
import gc
import gzip
import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pymarc
import xlsxwriter
from measure import finish, machine, need, parser, table

from mucluc.converters.backward.write import COLLECTION, iso2709, marcxml
from mucluc.converters.read import read
from mucluc.converters.record import Record, subfields
from mucluc.converters.spreadsheet import columns


def main() -> int:
    options_of = parser(__doc__ or "")
    options_of.add_argument("--rounds", type=int, default=5, help="the best of so many is shown (default: 5)")
    options_of.add_argument("--input", type=Path, help="an ISO 2709 file (default: loc-books-2000.mrc of the working directory)")
    options = options_of.parse_args()
    print(machine(), end="\n\n")
    records = [found for found in read(_source(options)) if isinstance(found, Record) and isinstance(iso2709(found), bytes)]
    rows = []
    forms = {name: make(records) for name, make in FORMS.items()}
    best = dict.fromkeys(forms, float("inf"))
    for _ in range(options.rounds):  # in turn, so that what else the machine does meets all of them
        for name, data in forms.items():
            best[name] = min(best[name], _seconds(data, len(records)))
    for name, data in forms.items():
        ten = FORMS[name](records * 10)
        rows.append((name, f"{len(data) / len(records):,.0f}", f"{best[name] / len(records) * 1e6:.1f}", f"{_held(ten) / 2**20:.1f}"))
    print(table(("format", "bytes a record", "µs a record", "MiB held, ten times as many"), rows))
    return 0


def _source(options: argparse.Namespace) -> Path:
    return options.input or need(options.work / "loc-books-2000.mrc")


def _seconds(data: bytes, count: int) -> float:
    gc.disable()
    begun = time.process_time()
    found = sum(isinstance(each, Record) for each in read(io.BytesIO(data)))
    taken = time.process_time() - begun
    gc.enable()
    assert found == count, f"{found} records were read, not {count}"
    return taken


def _held(data: bytes) -> int:
    """The most bytes that reading holds beside the file's."""
    stream = io.BytesIO(data)
    tracemalloc.start()
    for _ in read(stream):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def as_json(record: Record) -> str:
    """A record as pymarc writes it."""
    fields: list[dict[str, object]] = []
    for tag, text in record.fields:
        parts = [{code: value} for code, value in subfields(text)]
        fields.append({tag: text} if tag < "010" else {tag: {"ind1": text[0], "ind2": text[1], "subfields": parts}})
    return json.dumps({"leader": record.leader, "fields": fields}, ensure_ascii=False, separators=(",", ":"))


def _marc(records: list[Record]) -> bytes:
    return b"".join(map(bytes, map(iso2709, records)))


def _xml(records: list[Record]) -> bytes:
    return "".join(map(marcxml, records)).join(COLLECTION).encode()


def _lines(records: list[Record]) -> bytes:
    return "\n".join(str(pymarc.Record(data=bytes(iso2709(each)), to_unicode=True, force_utf8=True)) for each in records).encode()


def _zip(records: list[Record]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.mrc", _marc(records))
    return out.getvalue()


def _table(records: list[Record]) -> Iterator[list[str]]:
    names = list(columns())
    for number, record in enumerate(records):
        title = dict(subfields(record.get("245") or "")).get("a", "?")
        cells = {"Mã số": f"K{number}", "Nhan đề": title, "Năm xuất bản": "2015", "Ghi chú": (record.get("500") or "")[3:]}
        yield [cells.get(name, "") for name in names]


def _xlsx(records: list[Record]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([list(columns()), *_table(records)]):
            for position, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, position, cell)
    return out.getvalue()


FORMS: dict[str, Callable[[list[Record]], bytes]] = {
    "ISO 2709": _marc,
    "ISO 2709, gzip": lambda records: gzip.compress(_marc(records)),
    "ISO 2709, ZIP": _zip,
    "MARCXML": _xml,
    "MARC-in-JSON, array": lambda records: f"[{','.join(map(as_json, records))}]".encode(),
    "MARC-in-JSON, lines": lambda records: "\n".join(map(as_json, records)).encode(),
    "lines (pymarc)": _lines,
    "workbook, 4 columns": _xlsx,
}


if __name__ == "__main__":
    finish(main)

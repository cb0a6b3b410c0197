# SPDX-License-Identifier: Apache-2.0
"""What the reports of one library cost: faults in, page, JSON, CSV and XLSX out, in a process of its own for each number of faults."""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

from measure import MIB, run, table

CODES = 40
NUMBERS = (10_000, 100_000)


def write(count: int, into: Path) -> None:
    """Write the reports of a library with `count` faults, four a record."""
    from mucluc.converters.record import Fault, Place
    from mucluc.release.model import Library, Network
    from mucluc.reports import ReportBuilder, Totals
    from mucluc.vocab.faults import all_codes

    title = {"vi": "Thư viện", "en": "Library"}
    network = Network("n", title, title, "https://e.example/", "CC0-1.0", title, libraries=(Library("l", title),))
    with ReportBuilder(into / "work") as builder:
        for number, code in enumerate(islice(cycle(all_codes()[:CODES]), count)):
            place = Place("a.mrc", number // 4, number * 100, f"N{number // 4}", "245", "a")
            builder.add(Fault(code, place, "a note", "Truyện Kiều / Nguyễn Du", "l"))
        records = count // 4
        builder.finish(into / "public", into / "private", network, {"l": Totals(read=records, published=records)})


def main() -> int:
    """Print a row for each number of faults."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, help="write this many and print nothing: what is measured")
    parser.add_argument("--into", type=Path, help="where to write them")
    arguments = parser.parse_args()
    if arguments.faults:
        write(arguments.faults, arguments.into)
        return 0
    rows = []
    for count in NUMBERS:
        with tempfile.TemporaryDirectory() as folder:
            cost = run([sys.executable, __file__, "--faults", str(count), "--into", folder])
            sizes = (f"{(Path(folder) / 'private' / f'l.{ending}').stat().st_size / MIB:.1f}" for ending in ("html", "json", "csv", "xlsx"))
            rows.append((f"{count:,}", f"{cost.cpu:.1f}", f"{cost.peak / MIB:.0f}", *sizes))
    print(table(("faults", "CPU s", "peak MiB", "page MiB", "JSON MiB", "CSV MiB", "XLSX MiB"), rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())

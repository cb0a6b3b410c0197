# SPDX-License-Identifier: Apache-2.0
"""Good records lost to a broken neighbour: read each file of a folder and compare with its EXPECTED.tsv.

EXPECTED.tsv has a head and then, tab-separated, a file's name, the control numbers (001) that must be read, separated by blanks, and
what is wrong with the rest. A file that should hold more than was read, or whose reading raises, is an error. --allow names a file
whose listed record is itself broken (a MARCXML document that ends inside it): there a fault may stand for the record.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measure import finish, need, table

from mucluc.converters.read import read
from mucluc.converters.record import Record


@dataclass(frozen=True, slots=True)
class Case:
    """A file, the control numbers that must be read from it, and what is wrong with it."""

    file: Path
    wanted: tuple[str, ...]
    wrong: str


def cases(folder: Path) -> Iterator[Case]:
    """The cases that EXPECTED.tsv lists; raises BenchmarkError when it is missing."""
    with need(folder / "EXPECTED.tsv").open(encoding="utf-8", newline="") as opened:
        for row in list(csv.reader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]:
            yield Case(folder / row[0], tuple(row[1].split()), row[2])


def lost(case: Case) -> tuple[list[str], Counter[str]]:
    """Control numbers that should have been read and were not, and the faults' codes; whatever reading raises comes through."""
    found: set[str] = set()
    faults: Counter[str] = Counter()
    for each in read(case.file, name=case.file.name):
        if isinstance(each, Record):
            found.add(each.control_number)
        else:
            faults[each.code] += 1
    return [number for number in case.wanted if number not in found], faults


def main() -> int:
    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("folder", type=Path, help="the folder with EXPECTED.tsv")
    options_of.add_argument("--allow", metavar="FILE", action="append", default=[], help="a file whose record may be a fault; repeatable")
    options = options_of.parse_args()
    rows = []
    neighbours = gone = 0
    for case in cases(options.folder):
        missing, faults = lost(case)
        if case.file.name in options.allow and faults:
            missing = []
        neighbours += len(case.wanted)
        gone += len(missing)
        rows.append((case.file.name, len(case.wanted), len(missing), ", ".join(f"{code} {n}" for code, n in sorted(faults.items()))))
    print(table(("file", "good records", "lost", "faults"), rows))
    print(f"\n{len(rows)} files, {neighbours} good neighbours, {gone} lost")
    return 1 if gone else 0


if __name__ == "__main__":
    finish(main)

# SPDX-License-Identifier: Apache-2.0
"""Good records lost to a broken neighbour, and what is altered in silence, beside pymarc (permissive) on the same files.

A folder is compared with its EXPECTED.tsv; --generated makes the files of tests/hostile_marc.py and tests/hostile_xml.py from --seed.
EXPECTED.tsv has a head and then, tab-separated, a file's name, the control numbers (001) that must be read, separated by blanks, and
what is wrong with the rest. A file that should hold more than was read, or whose reading raises, is an error. --allow names a file
whose listed record is itself broken (a MARCXML document that ends inside it): there a fault may stand for the record.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pymarc
from measure import finish, need, table

from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record

if TYPE_CHECKING:
    from tests.hostile_marc import Hostile

ROOT = Path(__file__).resolve().parent.parent
Fields = tuple[tuple[str, str], ...]
Told = tuple[list[Fields], list[int | None], bool]
"""What a reader gives of a file: the records, where it reported something (None: of the whole), whether an exception stopped it."""


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


def ours(data: bytes) -> Told:
    """As this project reads it."""
    records: list[Fields] = []
    told: list[int | None] = []
    try:
        for each in read(io.BytesIO(data)):
            if isinstance(each, Fault):
                told.append(each.place.offset)
            else:
                records.append(each.fields)
    except Exception:
        return records, told, True
    return records, told, False


def theirs(data: bytes) -> Told:
    """As pymarc reads it: MARCReader with permissive=True, which reports a record as None, or parse_xml_to_array."""
    records: list[Fields] = []
    told: list[int | None] = []
    try:
        if data.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"<?xml", b"<collection")):
            records = [_plain(each) for each in pymarc.parse_xml_to_array(io.BytesIO(data)) if each is not None]
        else:
            for record in pymarc.MARCReader(io.BytesIO(data), to_unicode=True, permissive=True):
                if record is None:
                    told.append(None)
                else:
                    records.append(_plain(record))
    except Exception:
        return records, told, True
    return records, told, False


def _plain(record: pymarc.Record) -> Fields:
    return tuple(
        (each.tag, each.data or "")
        if each.control_field
        else (each.tag, "".join([*map(str, each.indicators), *(f"\x1f{part.code}{part.value}" for part in each.subfields)]))
        for each in record.fields
    )


def weigh(case: Hostile, told: Told) -> tuple[int, bool, bool]:
    """Good neighbours that came out exactly, whether an exception stopped the file, and whether something was altered in silence."""
    records, places, stopped = told
    left = list(case.kept)
    for each in records:
        if each in left:
            left.remove(each)
    here = stopped or any(place is None or case.start <= place <= case.end for place in places)
    altered = any(each not in case.kept and each != case.said for each in records)
    return len(case.kept) - len(left), stopped, altered and not here


def generated(seed: int) -> int:
    """Both readers over all variants; the number of neighbours, files and silences that ours fails on."""
    from tests.hostile_marc import variants
    from tests.hostile_xml import documents

    rows, failed = [], 0
    for form, make in (("ISO 2709", variants), ("MARCXML", documents)):
        all_cases = list(make(seed))
        neighbours = sum(len(case.kept) for case in all_cases)
        readers: dict[str, Callable[[bytes], Told]] = {"mucluc": ours, f"pymarc {version('pymarc')}": theirs}
        for name, reader in readers.items():
            kept, stopped, silent = (sum(each) for each in zip(*(weigh(case, reader(case.data)) for case in all_cases), strict=True))
            rows.append((form, len(all_cases), name, f"{kept:,} of {neighbours:,}", stopped, silent))
            failed += (neighbours - kept + stopped + silent) * (reader is ours)
    print(table(("generated", "files", "reader", "good neighbours kept", "stopped by an exception", "altered in silence"), rows))
    return failed


def folder(path: Path, allow: list[str]) -> int:
    """The files that EXPECTED.tsv lists; the number of good records that ours lost."""
    rows, gone, kept_by_pymarc, stopped = [], 0, 0, 0
    neighbours = 0
    for case in cases(path):
        missing, faults = lost(case)
        if case.file.name in allow and faults:
            missing = []
        records, _, raised = theirs(case.file.read_bytes())
        numbers = {dict(each).get("001", "").strip() for each in records}
        kept = sum(number in numbers for number in case.wanted)
        neighbours += len(case.wanted)
        gone += len(missing)
        kept_by_pymarc += kept
        stopped += raised
        codes = ", ".join(f"{code} {n}" for code, n in sorted(faults.items()))
        pymarc_lost = f"{len(case.wanted) - kept}{', exception' * raised}"
        rows.append((case.file.name, len(case.wanted), len(missing), pymarc_lost, codes))
    print(table(("file", "good records", "lost", "lost by pymarc", "faults"), rows))
    by_pymarc = f"by pymarc {neighbours - kept_by_pymarc}, {stopped} files stopped"
    print(f"\n{len(rows)} files, {neighbours} good neighbours, {gone} lost; {by_pymarc}\n")
    return gone


def main() -> int:
    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("folder", type=Path, nargs="?", help="the folder with EXPECTED.tsv")
    options_of.add_argument("--allow", metavar="FILE", action="append", default=[], help="a file whose record may be a fault; repeatable")
    options_of.add_argument("--generated", action="store_true", help="the generated variants")
    options_of.add_argument("--seed", type=int, default=20261127, help="of the generated variants")
    options = options_of.parse_args()
    if options.folder is None and not options.generated:
        options_of.error("name a folder, or --generated")
    failed = folder(options.folder, options.allow) if options.folder else 0
    failed += generated(options.seed) if options.generated else 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    finish(main)

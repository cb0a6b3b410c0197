# SPDX-License-Identifier: Apache-2.0
"""Records a second and core that the MARC checks take, without reading them, beside marc-lint on the same records in the same process.

marc-lint is not part of this project: `pip install marc-lint==0.0.6`. Without it only our figure is printed. Each takes its turn several
times; the median of its CPU times counts. The records are read beforehand, by us and by pymarc, which reads marc-lint's. With --memory
the records are read and checked one by one instead, and the peak of memory is printed as they go by.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pymarc
from measure import BenchmarkError, finish, machine, parser, table

from mucluc.converters.check import check, missing
from mucluc.converters.read import read
from mucluc.converters.record import Record


def ours(files: Iterable[Path], limit: int) -> list[Record]:
    """The records of the files, at most `limit` of each, as we read them."""
    return [record for file in files for record in islice((each for each in read(file) if isinstance(each, Record)), limit)]


def theirs(files: Iterable[Path], limit: int) -> list[pymarc.Record]:
    """The records of the files, at most `limit` of each, as pymarc reads them; a record that it cannot read is left out."""
    found: list[pymarc.Record] = []
    for file in files:
        with file.open("rb") as opened:
            reader = pymarc.MARCReader(opened, permissive=True, to_unicode=True)
            found += islice((each for each in reader if each is not None), limit)
    return found


def lint() -> Callable[[pymarc.Record], list[tuple[str, str]]] | None:
    """A function that gives marc-lint's warnings of a record as `(tag, message)`; None when it is not installed."""
    if find_spec("marc_lint") is None:
        return None
    linter = import_module("marc_lint").MarcLint()

    def warnings(record: pymarc.Record) -> list[tuple[str, str]]:
        linter.clear_warnings()
        linter.check_record(record)
        return [(each.field, each.message) for each in linter.warnings_structured()]

    return warnings


def seconds(run: Callable[[], int]) -> tuple[float, int]:
    """The CPU time of one run, and what it counted."""
    start = time.process_time()
    count = run()
    return time.process_time() - start, count


def _ours_run(records: list[Record]) -> int:
    return sum(1 for record in records for _ in (*missing(record), *check(record)))


def peaks(file: Path) -> list[tuple[str, str]]:
    """The peak of resident memory after 2,000, 20,000 and all records of a file, each read, checked and dropped."""
    found, count = [], 0
    for record in read(file):
        if isinstance(record, Record):
            count += 1
            for _ in (*missing(record), *check(record)):
                pass
            if count in (2_000, 20_000):
                found.append((f"{count:,}", f"{_peak():.0f}"))
    return [*found, (f"{count:,}", f"{_peak():.0f}")]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    options_of = parser(__doc__ or "")
    options_of.add_argument("files", type=Path, nargs="+", help="MARC records (ISO 2709)")
    options_of.add_argument("--limit", type=int, default=20_000, help="at most so many records of a file")
    options_of.add_argument("--codes", action="store_true", help="list how many faults of each code there are")
    options_of.add_argument("--memory", action="store_true", help="print the peak of memory while the first file is checked, and no more")
    options = options_of.parse_args()
    if options.memory:
        print(table(("records", "peak MiB"), peaks(options.files[0])))
        return 0
    records = ours(options.files, options.limit)
    if not records:
        raise BenchmarkError("there is no record in the files")
    other = lint()
    pymarcs = theirs(options.files, options.limit) if other else []
    print(machine(), end="\n\n")
    costs: dict[str, list[float]] = {"mucluc": [], "marc-lint": []}
    counts = Counter[str]()
    for _ in range(3):
        cost, counts["mucluc"] = seconds(lambda: _ours_run(records))
        costs["mucluc"].append(cost)
        if other:
            cost, counts["marc-lint"] = seconds(lambda: sum(len(other(record)) for record in pymarcs))
            costs["marc-lint"].append(cost)
    rates = {name: len(of) / statistics.median(costs[name]) for name, of in (("mucluc", records), ("marc-lint", pymarcs)) if of}
    slowest = rates.get("marc-lint")
    rows = [
        (
            name,
            f"{len(records if name == 'mucluc' else pymarcs):,}",
            f"{counts[name]:,}",
            f"{rate:,.0f}",
            f"{rate / slowest:.2f}" if slowest else "–",
        )
        for name, rate in rates.items()
    ]
    print(table(("checks", "records", "faults", "records/s/core", "against marc-lint"), rows))
    if options.codes:
        found = Counter(fault.code for record in records for fault in (*missing(record), *check(record)))
        print(
            "\n" + table(("code", "faults", "in 1,000 records"), [(c, n, f"{n / len(records) * 1000:.1f}") for c, n in found.most_common()])
        )
    return 0


if __name__ == "__main__":
    finish(main)

# SPDX-License-Identifier: Apache-2.0
"""How long matching takes on a file of records, from packed evidence to clusters, and again with a hundredth of the records changed.

    python -m benchmarks.union.matching_speed var/bench/loc-100000.mrc [COPIES]

COPIES: each record stands in so many libraries (default 1), every second copy without its subtitle and with a page more. Process time, one core.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

from mucluc.converters.matching import Evidence, cluster, evidence
from mucluc.converters.read import read
from mucluc.converters.record import Record


def main() -> None:
    file, copies = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    begun = time.process_time()
    found = [evidence(each) for each in read(file) if isinstance(each, Record)]
    print(f"evidence: {len(found):,} records, {(time.process_time() - begun) / len(found) * 1e6:.0f} µs a record with reading")
    entries = [(f"record/l{copy}/{number}", _copy(each, copy).pack()) for number, each in enumerate(found) for copy in range(copies)]
    before = _memory()
    del found
    begun = time.process_time()
    made = cluster(entries)
    full = time.process_time() - begun
    print(f"clusters: {len(entries):,} records in {full:.1f} s, {len(entries) / full:,.0f} records/s; {made.counts}")
    print(f"memory: {_memory():,} MiB at the highest, {before:,} before")
    for at in random.Random(1).sample(range(len(entries)), len(entries) // 100):
        path, data = entries[at]
        entries[at] = path, Evidence.unpack(data)._replace(pages="77").pack()
    memo = made.memo
    del made
    begun = time.process_time()
    again = cluster(entries, memo=memo)
    print(
        f"1 % changed: {time.process_time() - begun:.1f} s; {again.counts['pairs_compared']:,} of {again.counts['pairs']:,} pairs compared"
    )


def _copy(each: Evidence, copy: int) -> Evidence:
    return each._replace(subtitle="", pages=str(int(each.pages) + 1) if each.pages else "") if copy % 2 else each


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()

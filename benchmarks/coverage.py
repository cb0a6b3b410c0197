# SPDX-License-Identifier: Apache-2.0
"""Write docs/coverage.md: what each rule covers, with the share of values that the graph carries on some corpora.

`coverage.py FILES…` counts the values of the files and keeps the counts in docs/coverage.tsv; without files the page is made
again from the rules and the counts that are there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mucluc.converters.coverage import Carried, page, read_shares
from mucluc.converters.read import read
from mucluc.converters.record import Record
from mucluc.converters.rules import RULES

DOCS = Path(__file__).parent.parent / "docs"
COUNTS, PAGE = DOCS / "coverage.tsv", DOCS / "coverage.md"
HEAD = "# SPDX-License-Identifier: Apache-2.0"


def count(files: list[Path], called: str) -> str:
    """docs/coverage.tsv for these files: a note that says which they are, then place, values carried, values seen."""
    carried, records = Carried(), 0
    for file in files:
        for found in read(file):
            if isinstance(found, Record) and not found.is_authority:
                carried.add(found)
                records += 1
    rows = [f"{place}\t{carried.kept[place]}\t{seen}" for place, seen in sorted(carried.seen.items())]
    return "\n".join([HEAD, f"# {records:,} records of {called}", *rows, ""])


def written() -> str:
    """docs/coverage.md from the rules and docs/coverage.tsv."""
    lines = COUNTS.read_text("utf-8").splitlines()
    return page(RULES, read_shares(lines), next(line[2:] for line in lines[1:] if line.startswith("# ")))


def main() -> int:
    options_of = argparse.ArgumentParser(description=__doc__)
    options_of.add_argument("files", type=Path, nargs="*", help="MARC records to count")
    options_of.add_argument("--called", default="several libraries", help="what the corpora are, for the page")
    options = options_of.parse_args()
    if options.files:
        COUNTS.write_text(count(options.files, options.called), "utf-8")
    PAGE.write_text(written(), "utf-8")
    print(f"{PAGE.name}: {len(PAGE.read_text('utf-8').splitlines())} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())

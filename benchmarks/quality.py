# SPDX-License-Identifier: Apache-2.0
"""How good the conversion is: statements that a strict parser refuses, and agreement with a reference by a scoring program.

The scoring program is not part of this project; it is called as `SCORE IN.mrc CANDIDATE.nq REFERENCE.nq --json` and prints JSON with
L1 (path and value), L2 (whole described nodes) and L3 (MARC values carried) as README figures name them. Without --score only the
strict parse is done.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph
from measure import BenchmarkError, finish, mucluc, parser, run, table

BASE = "http://example.org/"
LINES = 10_000


def refused(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The N-Quads lines that Oxigraph's strict parser does not take."""
    stream = iter(lines)
    while block := list(islice(stream, LINES)):
        yield from _refused(block)


def _refused(block: Sequence[bytes]) -> Iterator[bytes]:
    try:
        for _ in pyoxigraph.parse(b"".join(block), format=pyoxigraph.RdfFormat.N_QUADS):
            pass
    except SyntaxError:
        if len(block) == 1:
            yield block[0]
        else:
            middle = len(block) // 2
            yield from _refused(block[:middle])
            yield from _refused(block[middle:])


def score(program: Path, records: Path, candidate: Path, reference: Path) -> dict[str, Any]:
    """What the scoring program prints; raises BenchmarkError when it fails."""
    command = [sys.executable, str(program), str(records), str(candidate), str(reference), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise BenchmarkError(f"{program.name} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def summary(scored: dict[str, Any]) -> str:
    """The levels as Markdown tables: L1 and L2 with precision and recall, L3 a MARC block a row, ours beside the reference."""
    levels = [(name, scored[name]["p"], scored[name]["r"], scored[name]["f1"]) for name in ("L1", "L2")]
    ours, theirs = scored["L3"]["candidate"], scored["L3"]["reference"]
    carried = [(f"L3 {block}", ours.get(block, "–"), theirs.get(block, "–")) for block in sorted(set(ours) | set(theirs))]
    return table(("level", "precision", "recall", "F1"), levels) + "\n\n" + table(("MARC block", "mucluc", "reference"), carried)


def main() -> int:
    options_of = parser(__doc__ or "")
    options_of.add_argument("records", type=Path, help="MARC records (ISO 2709)")
    options_of.add_argument("--score", type=Path, help="the scoring program")
    options_of.add_argument("--reference", type=Path, help="the reference's N-Quads, a graph a record")
    options = options_of.parse_args()
    if (options.score is None) != (options.reference is None):
        raise BenchmarkError("--score and --reference go together")
    candidate = options.work / (options.records.stem + ".nq")
    candidate.parent.mkdir(parents=True, exist_ok=True)
    run([mucluc(), "convert", "--base", BASE, "--library", "bench", str(options.records)], output=candidate, ok=(0, 1))
    count = 0
    with candidate.open("rb") as opened:
        bad = list(refused(opened))
        count = opened.tell()
    print(f"{options.records.name}: {count:,} bytes of N-Quads, {len(bad)} statements refused by a strict parser")
    for line in bad[:10]:
        print("  " + line.decode(errors="replace").rstrip())
    if options.score is not None:
        scored = score(options.score, options.records, candidate, options.reference)
        print(f"{scored['records']:,} records compared, {scored['graphs_missing']} graphs missing\n")
        print(summary(scored))
    return 1 if bad else 0


if __name__ == "__main__":
    finish(main)

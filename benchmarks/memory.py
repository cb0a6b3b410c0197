# SPDX-License-Identifier: Apache-2.0
"""Peak memory of `mucluc convert` or `mucluc check` while its input grows tenfold, then fivefold: 2,000, 20,000 and 100,000 records."""

from __future__ import annotations

from measure import MIB, finish, last_core, machine, mucluc, need, parser, run, table

INPUTS = (("loc-books-2000.mrc", 2_000), ("loc-20000.mrc", 20_000), ("loc-100000.mrc", 100_000))


def main() -> int:
    options_of = parser(__doc__ or "")
    options_of.add_argument("--largest", type=int, default=100_000, help="leave out inputs with more records")
    options_of.add_argument("--command", choices=("convert", "check"), default="convert", help="which command is measured")
    options = options_of.parse_args()
    core = last_core()
    print(machine(), end="\n\n")
    rows = []
    smallest = 0
    for name, count in INPUTS:
        if count <= options.largest:
            cost = run([mucluc(), options.command, str(need(options.work / name))], core=core, ok=(0, 1))
            smallest = smallest or cost.peak
            rows.append((f"{count:,} records", f"{cost.peak / MIB:.0f}", f"{cost.peak / smallest:.2f}×", f"{count / cost.wall:,.0f}"))
    print(table(("input", "peak MiB", "against the smallest", "records/s"), rows))
    return 0


if __name__ == "__main__":
    finish(main)

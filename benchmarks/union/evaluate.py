# SPDX-License-Identifier: Apache-2.0
"""Every matcher on every set: how right it is about editions and Works, what it joins that must stay apart, how long it takes.

    python -m benchmarks.union.evaluate --json var/bench/union.json
    python -m benchmarks.union.evaluate --sets vietnamese --matchers mucluc --records 20000 --seed 2

Prints a table in Markdown for each set. docs/union-evaluation.md says what the sets are.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from mucluc.converters.record import Record

from .fixtures import melinda, t42
from .make import Real, invented
from .matchers import matchers
from .measures import Agreement, Score, agreement, kept_apart, kept_together
from .model import Matcher, Partition
from .sets import EvaluationSet, Maker, Pairs
from .vietnamese import HELD_OUT_SEEDS, Settings


@dataclass(frozen=True, slots=True)
class Result:
    """One matcher on one set. seconds: process time of the matcher alone. apart, works_apart: by reason, kept apart and all.

    groups_right: catalogues without a wrong pair, and all, where each is matched by itself.
    instances, works: None where the set knows no labels of them; works too where the matcher knows no Works.
    """

    set: str
    matcher: str
    records: int
    seconds: float
    instances: Agreement | None
    works: Agreement | None
    apart: dict[str, tuple[int, int]]
    works_apart: dict[str, tuple[int, int]]
    together: tuple[int, int]
    works_together: tuple[int, int]
    groups_right: tuple[int, int]


def measured(of: EvaluationSet, name: str, matcher: Matcher) -> Result:
    """Run a matcher on a set and compare what it says with what is known."""
    given = {known.path: known.record for known in of.records}
    gc.collect()
    begun = time.process_time()
    said = _by_group(of, given, matcher) if of.groups else matcher(list(given.items()))
    seconds = time.process_time() - begun
    return Result(
        of.name,
        name,
        len(given),
        seconds,
        None if of.groups else agreement(of.instances, said.instances),
        _works(of, said),
        _kept(of.apart, said.instances),
        _kept(of.works_apart, said.works) if said.works else {},
        kept_together(of.together, said.instances),
        kept_together(of.works_together, said.works) if said.works else (0, 0),
        _right(of, said),
    )


def _by_group(of: EvaluationSet, given: Mapping[str, Record], matcher: Matcher) -> Partition:
    """What a matcher says of each group by itself, as one partition."""
    instances: dict[str, str] = {}
    works: dict[str, str] = {}
    for number, paths in enumerate(of.groups):
        said = matcher([(path, given[path]) for path in paths])
        instances |= {path: f"{number}/{label}" for path, label in said.instances.items()}
        works |= {path: f"{number}/{label}" for path, label in said.works.items()}
    return Partition(instances, works)


def _right(of: EvaluationSet, said: Partition) -> tuple[int, int]:
    """Of the groups, how many hold no pair that is wrong; and how many there are."""
    wrong = {said.instances[a].split("/")[0] for a, b in of.together if said.instances[a] != said.instances[b]}
    wrong |= {said.instances[a].split("/")[0] for each in of.apart.values() for a, b in each if said.instances[a] == said.instances[b]}
    if said.works:
        wrong |= {said.works[a].split("/")[0] for a, b in of.works_together if said.works[a] != said.works[b]}
        wrong |= {said.works[a].split("/")[0] for each in of.works_apart.values() for a, b in each if said.works[a] == said.works[b]}
    return (len(of.groups) - len(wrong), len(of.groups)) if of.groups else (0, 0)


def _works(of: EvaluationSet, said: Partition) -> Agreement | None:
    truth = of.works
    if of.groups or not truth or not said.works:
        return None
    return agreement(truth, {path: said.works[path] for path in truth})


def _kept(pairs: Mapping[str, Pairs], said: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    return {reason: kept_apart(each, said) for reason, each in sorted(pairs.items())}


# ---- output ----------------------------------------------------------------------------------------------------------------

HEAD = (
    "matcher",
    "P",
    "R",
    "F1",
    "B³ F1 Instance",
    "B³ F1 Work",
    "hard negatives apart",
    "of Works",
    "over-merged",
    "tests right",
    "seconds",
    "records/s",
)


def table(results: list[Result]) -> str:
    """The results of one set as a Markdown table, without the columns that say nothing of it."""
    rows = [HEAD, *(tuple(_row(result)) for result in results)]
    shown = [at for at in range(len(HEAD)) if any(row[at] for row in rows[1:])]
    lines = ["| " + " | ".join(row[at] for at in shown) + " |" for row in rows]
    return "\n".join([lines[0], "|---" + "|---:" * (len(shown) - 1) + "|", *lines[1:]])


def _row(result: Result) -> list[str]:
    found = result.instances
    pairs = _of_pairs(result) if found is None else found.pairs
    return [
        result.matcher,
        *([_share(pairs.precision), _share(pairs.recall), _share(pairs.f1)] if pairs else ["", "", ""]),
        _share(found.bcubed.f1) if found else "",
        _share(result.works.bcubed.f1) if result.works else "",
        _sum(result.apart),
        _sum(result.works_apart),
        f"{found.over_merged:,}" if found else "",
        "{} of {}".format(*result.groups_right) if result.groups_right[1] else "",
        f"{result.seconds:.1f}",
        f"{result.records / result.seconds:,.0f}" if result.seconds else "",
    ]


def _of_pairs(result: Result) -> Score | None:
    """Precision and recall over the pairs that are known, where nothing else is: of Instances, or else of Works."""
    (right, there), apart = result.together, result.apart
    if not there:
        (right, there), apart = result.works_together, result.works_apart
    wrong = sum(total - kept for kept, total in apart.values())
    return Score(right / (right + wrong) if right + wrong else 1.0, right / there) if there else None


def _share(value: float) -> str:
    return f"{value:.3f}"


def _sum(kept: Mapping[str, tuple[int, int]]) -> str:
    total = sum(each for _, each in kept.values())
    return f"{sum(each for each, _ in kept.values()) / total:.3f} of {total:,}" if total else ""


def _reasons(results: list[Result]) -> str:
    """Hard negatives by reason, a column a matcher."""
    named = [(name, "") for name in results[0].apart] + [(name, " (Works)") for name in results[0].works_apart]
    if not named:
        return ""
    lines = [
        "| kept apart | pairs | " + " | ".join(result.matcher for result in results) + " |",
        "|---|---:" + "|---:" * len(results) + "|",
    ]
    for name, what in named:
        each = [(result.works_apart if what else result.apart).get(name, (0, 0)) for result in results]
        shares = [f"{kept / total:.3f}" if total else "" for kept, total in each]
        lines.append(f"| {name}{what} | {max(total for _, total in each):,} | " + " | ".join(shares) + " |")
    return "\n".join(lines)


# ---- the sets --------------------------------------------------------------------------------------------------------------


def sets(options: argparse.Namespace) -> dict[str, Maker]:
    """The sets that can be made from what was given, by name."""
    made: dict[str, Maker] = {"vietnamese": lambda: invented(Settings(records=options.records, seed=options.seed))}
    if options.held_out:
        for seed in HELD_OUT_SEEDS:
            made[f"held-out-{seed}"] = partial(invented, Settings(records=options.records, seed=seed, held_out=True))
    if options.marc:
        real = Real(tuple(options.marc), options.silver_records)
        for half in ("dev", "test") if options.held_out else ("dev",):
            made[f"silver-{half}"] = partial(real.silver, half)
            made[f"damaged-{half}"] = partial(real.damaged, half)
            made[f"damaged-{half}-numbers"] = partial(real.damaged, half, True)
    if options.melinda:
        made["melinda"] = partial(melinda, options.melinda)
    if options.t42:
        made["t42"] = partial(t42, options.t42)
    return made


def main() -> int:
    options = _options().parse_args()
    chosen, makers = matchers(), sets(options)
    for wanted, there in ((options.sets, makers), (options.matchers, chosen)):
        if unknown := sorted(set(wanted or ()) - set(there)):
            print(f"evaluate: {unknown[0]} is not one of {', '.join(there)}", file=sys.stderr)
            return 2
    results: list[Result] = []
    for name, make in makers.items():
        if options.sets and name not in options.sets:
            continue
        of = make()
        found = [measured(of, each, matcher) for each, matcher in chosen.items() if not options.matchers or each in options.matchers]
        print(_about(of), table(found), _reasons(found), sep="\n\n", end="\n\n", flush=True)
        results += found
    if options.json:
        options.json.write_text(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def _about(of: EvaluationSet) -> str:
    counts = f"{len(of.records):,} records"
    if not of.groups:
        counts += f", {len(set(of.instances.values())):,} Instances, {len(set(of.works.values())):,} Works"
    return f"## {of.name}\n\n{counts}. {of.note}".rstrip()


def _options() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--sets", nargs="+", metavar="NAME", help="only these sets")
    made.add_argument("--matchers", nargs="+", metavar="NAME", help="only these matchers")
    made.add_argument("--records", type=int, default=20_000, help="records of the Vietnamese set (default: 20,000)")
    made.add_argument("--seed", type=int, default=1, help="seed of the Vietnamese set (default: 1)")
    made.add_argument("--held-out", action="store_true", help="the held-out seeds with all damages, and the test half of real records, too")
    made.add_argument("--marc", type=Path, nargs="+", metavar="FILE", help="real records, for silver truth")
    made.add_argument("--silver-records", type=int, default=20_000, help="records in each silver set, about (default: 20,000)")
    made.add_argument("--melinda", type=Path, metavar="FOLDER", help="test-fixtures/match-detection/index of melinda-record-matching-js")
    made.add_argument("--t42", type=Path, metavar="FOLDER", help="t42 of bib-r")
    made.add_argument("--json", type=Path, help="write all figures here")
    return made


if __name__ == "__main__":
    sys.exit(main())

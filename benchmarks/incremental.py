# SPDX-License-Identifier: Apache-2.0
"""What a run costs when a share of the records has changed: a whole run, a run after changes, and a whole run of the changed delivery.

The delivery is the given file of ISO 2709; the changes are drawn by --seed: of ten changed records four get another title, two a copy,
two a subject, one is new and one is withdrawn. The last run begins from a copy of what the second began from, with --full, so the two
must give the same release: every file but those of the store is compared by digest, the store by the digest of its statements.
FOLDER must be empty or absent; it takes three releases.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pymarc
from main_job import publish
from measure import MIB, BenchmarkError, finish, machine, table

NETWORK = """[network]
slug = "changed"
title = { vi = "Đo một lần chạy có thay đổi", en = "A run with changes" }
description = { vi = "Dữ liệu đo hiệu năng.", en = "Benchmark data." }
base = "https://benchmark.example/"
license = "CC0-1.0"
publisher = { vi = "Dự án Mục lục", en = "The Mục lục project" }
example = true

[[library]]
slug = "loc"
title = { vi = "Thư viện Quốc hội Hoa Kỳ", en = "Library of Congress" }
kind = "national"

[[source]]
library = "loc"
files = ["records.mrc"]
format = "iso2709"

[output]
dir = "var"
"""
MOMENTS = ("2026-11-22T10:00:00Z", "2026-11-23T10:00:00Z")
END = b"\x1d"


def with_field(record: bytes, tag: str, **subfields: str) -> bytes:
    """A record with one more field."""
    marc = pymarc.Record(data=record)
    marc.add_ordered_field(
        pymarc.Field(tag, pymarc.Indicators(" ", "0"), [pymarc.Subfield(code, text) for code, text in subfields.items()])
    )
    return bytes(marc.as_marc())


def entitled(record: bytes, draw: random.Random) -> bytes:
    """A record with a word more in its title."""
    marc = pymarc.Record(data=record)
    for field in marc.get_fields("245"):
        if "a" in field:
            field["a"] = f"{field['a'].rstrip(' /:')} {draw.choice(('anew', 'revised', 'again'))} /"
    return bytes(marc.as_marc())


def copied(record: bytes, draw: random.Random) -> bytes:
    """A record with one more copy."""
    return with_field(record, "852", b="Main", h=f"{draw.randrange(1000)}.{draw.randrange(100)}", p=f"B{draw.randrange(10**6)}")


def indexed(record: bytes, draw: random.Random) -> bytes:
    """A record with one more subject: one of 200, so that some are new and most are shared."""
    return with_field(record, "650", a=f"Subject {draw.randrange(200)}", z="Vietnam")


def numbered(record: bytes, draw: random.Random) -> bytes:
    """A record like this one, under another number and with another title."""
    marc = pymarc.Record(data=entitled(record, draw))
    marc["001"].data = f"new{draw.randrange(10**9)}"
    return bytes(marc.as_marc())


EDITS: tuple[Callable[[bytes, random.Random], bytes], ...] = (entitled, entitled, entitled, entitled, copied, copied, indexed, indexed)


def changed(records: Sequence[bytes], share: float, seed: int, *, withdraw: bool = True) -> list[bytes]:
    """The delivery with a share of its records (from 0 to 1) changed. withdraw: let some of them be gone."""
    draw = random.Random(seed)
    out: list[bytes | None] = list(records)
    fresh = []
    for turn, place in enumerate(draw.sample(range(len(records)), max(1, round(share * len(records))))):
        kind = turn % (len(EDITS) + 2)
        if kind < len(EDITS):
            out[place] = EDITS[kind](records[place], draw)
        elif kind == len(EDITS):
            fresh.append(numbered(records[place], draw))
        elif withdraw:
            out[place] = None
    return [record for record in out if record is not None] + fresh


def run(home: Path, moment: str, core: int | None, *more: str) -> tuple[dict[str, Any], float, int]:
    """One run of the network in a folder: what it printed, seconds, peak memory in bytes."""
    return publish(home / "network.toml", core, "--now", moment, "--allow-withdrawals", *more)


def duplicate(home: Path, copy: Path) -> None:
    """A copy of a network; finished releases are linked, for nothing writes to them."""
    shutil.copytree(home, copy, symlinks=True, ignore=shutil.ignore_patterns("releases", "cache"))
    shutil.copytree(home / "var" / "releases", copy / "var" / "releases", symlinks=True, copy_function=os.link)


def different(first: Path, second: Path) -> list[str]:
    """The files in which two releases differ, the store as one."""
    listed = []
    for release in (first, second):
        rows = (line.split("\t") for line in (release / "files.tsv").read_text("utf-8").splitlines())
        files = {name: digest for name, _, digest in rows if not name.startswith("store/")}
        listed.append(files | {"store/": json.loads((release / "manifest.json").read_text("utf-8"))["store"]["digest"]})
    return sorted(name for name in listed[0].keys() | listed[1].keys() if listed[0].get(name) != listed[1].get(name))


def beside(runs: Sequence[tuple[dict[str, Any], float, int]]) -> list[tuple[str, ...]]:
    """A row a stage: seconds in each run, and what the second took of the third."""
    seconds: dict[str, list[float]] = {}
    for number, (made, wall, _) in enumerate(runs):
        for name, spent in [*((each["name"], each["seconds"]) for each in made["stages"]), ("whole", wall)]:
            seconds.setdefault(name, [0.0] * len(runs))[number] += float(spent)
    whole = seconds.pop("whole")
    rows = []
    for name, spent in [*seconds.items(), ("whole", whole)]:
        rows.append((name, *(f"{each:.1f}" for each in spent), f"{spent[1] / spent[2]:.1%}" if spent[2] >= 0.05 else ""))
    return rows


def main() -> int:
    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("records", type=Path, help="a file of ISO 2709, such as var/bench/loc-100000.mrc")
    options_of.add_argument("folder", type=Path, help="where the networks and releases go")
    options_of.add_argument("--share", type=float, default=0.01, help="share of the records that change (default: 0.01)")
    options_of.add_argument("--limit", type=int, help="take only so many records of the file")
    options_of.add_argument("--seed", type=int, default=1)
    options_of.add_argument(
        "--no-withdrawals", action="store_true", help="let no record be gone: what is withdrawn has older releases removed"
    )
    options_of.add_argument("--core", type=int, help="let each run use this core only")
    options = options_of.parse_args()
    if options.folder.exists() and any(options.folder.iterdir()):
        raise BenchmarkError(f"{options.folder} is not empty: remove it or name another folder")
    records = [each + END for each in options.records.read_bytes().split(END)[: options.limit] if each.strip()]
    home, copy = options.folder / "changed", options.folder / "whole"
    home.mkdir(parents=True)
    (home / "network.toml").write_text(NETWORK, "utf-8")
    (home / "records.mrc").write_bytes(b"".join(records))
    print(machine(), end="\n\n", flush=True)
    first = run(home, MOMENTS[0], options.core)
    after = changed(records, options.share, options.seed, withdraw=not options.no_withdrawals)
    (home / "records.mrc").write_bytes(b"".join(after))
    duplicate(home, copy)
    second = run(home, MOMENTS[1], options.core)
    third = run(copy, MOMENTS[1], options.core, "--full")
    runs = (first, second, third)
    print(table(("stage", "whole run, s", "after changes, s", "the same with --full, s", "ratio"), beside(runs)))
    print(f"\nrecords: {len(records):,}; changes: {second[0]['changes']}")
    print("peak memory, MiB: " + ", ".join(f"{peak / MIB:,.0f}" for *_, peak in runs))
    wrong = different(Path(second[0]["path"]), Path(third[0]["path"]))
    print("the two releases are " + ("the same, byte for byte" if not wrong else f"DIFFERENT in {len(wrong):,} files: {wrong[:10]}"))
    return 1 if wrong else 0


if __name__ == "__main__":
    finish(main)

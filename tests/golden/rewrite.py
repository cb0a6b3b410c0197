# SPDX-License-Identifier: Apache-2.0
"""The hand-checked records and what is expected of them: `python tests/golden/rewrite.py [NAME…]` writes the expectations again.

A case is a record in mnemonic MARC with a note (`NN-name.mrk`) and the statements of its graph (`NN-name.txt`). It is read as every
file is, from ISO 2709, so that reading is judged too. After a rewrite read `git diff tests/golden` line by line: a line that is
not true of the record is a bug, whatever the tests say.
"""

from __future__ import annotations

import io
import re
import runpy
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from mucluc.converters.convert import convert
from mucluc.converters.explain import readable
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record

HERE = Path(__file__).parent
LIBRARY = "thu-vien"
_OWN = ("work", "instance", "item", "admin", "agent", "hub", "series", "topic", "place")
_DIGITS = re.compile(r"(\d+)")


def cases() -> list[str]:
    """The names of all cases, in order."""
    return sorted(file.stem for file in HERE.glob("*.mrk"))


@cache
def _mnemonic() -> dict[str, Any]:
    return runpy.run_path(str(HERE.parents[1] / "examples" / "phu-yen" / "make.py"))


def case(name: str) -> tuple[Record, list[Fault]]:
    """The record of a case and the faults that reading reports; raises ValueError when the source does not hold one record."""
    sources = _mnemonic()["read_mnemonic"]((HERE / f"{name}.mrk").read_text("utf-8"), name)
    found = list(read(io.BytesIO(b"".join(_mnemonic()["iso2709"](fields) for fields, _ in sources))))
    records = [one for one in found if isinstance(one, Record)]
    if len(records) != 1:
        raise ValueError(f"{name}: one record is expected, not {found}")
    return records[0], [one for one in found if isinstance(one, Fault)]


def expectation(name: str) -> str:
    """What is made of the case: subjects in the order of the model, each with its statements, in an order that no rule's place changes."""
    statements: dict[str, set[str]] = defaultdict(set)
    record, faults = case(name)
    for line in readable(line.decode() for line in convert(record, library=LIBRARY).lines):
        subject, said = line.split(" ", 1)
        statements[subject].add(said)
    statements["reading"] = {f"fault {fault.code} {fault.place.tag or ''}".rstrip() for fault in faults}
    out: list[str] = []
    for subject in sorted((subject for subject in statements if statements[subject]), key=_place):
        out += [subject, *(f"  {said}" for said in sorted(statements[subject], key=_order))]
    return "\n".join(out) + "\n"


def _place(subject: str) -> tuple[int, list[tuple[bool, int, str]]]:
    kind = re.split(r"[-/]", subject, maxsplit=1)[0]
    return (_OWN.index(kind) if kind in _OWN else len(_OWN), _natural(subject))


def _order(said: str) -> tuple[bool, list[tuple[bool, int, str]]]:
    return (not said.startswith("a "), _natural(said))


def _natural(text: str) -> list[tuple[bool, int, str]]:
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in _DIGITS.split(text)]


def main(names: list[str]) -> int:
    """Write the expectations of these cases, or of all; say which changed."""
    for name in names or cases():
        file, text = HERE / f"{name}.txt", expectation(name)
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            print(f"{name}: rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# SPDX-License-Identifier: Apache-2.0
"""The re-implemented matchers beside the assertions of their originals, and beside the original itself where it runs.

    git clone https://github.com/folio-org/mod-reservoir https://github.com/NatLibFi/melinda-record-matching-js
    PYTHONPATH=. python benchmarks/union/baseline_checks.py --reservoir mod-reservoir --melinda melinda-record-matching-js --records FILE…

--reservoir: the assertion records of the Gold Rush 2024 key; with --records (MARC in any format that is read) and Node.js, the original
makes the key of each of them too. --melinda: the fixtures of its features and of whole records, as far as the features are ours.
Ends with 1 when anything differs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.union.baselines import melinda
from benchmarks.union.baselines.gold_rush import gold_rush_key
from benchmarks.union.baselines.marc import Marc
from benchmarks.union.baselines.melinda import FEATURES
from benchmarks.union.baselines.melinda_points import rounded
from benchmarks.union.baselines.melinda_title import Title
from mucluc.converters.read import read
from mucluc.converters.record import SUBFIELD, Record, subfields

_KEYS = """
import {createInterface} from 'node:readline';
const {matchkey} = await import(process.argv[1]);
for await (const line of createInterface({input: process.stdin})) console.log(JSON.stringify(matchkey(line)));
"""
_RAW = ("isbn", "language")
"""Features that take whole fields, which the comparison reads."""


# ---- Gold Rush -------------------------------------------------------------------------------------------------------------


def gold_rush(reservoir: Path, files: Iterable[Path]) -> int:
    """Print how many keys are equal; the number that are not."""
    folder = reservoir / "js"
    wanted = json.loads((folder / "test/assertions-goldrush2024.json").read_text())
    records = [(folder / name, key) for name, key in wanted.items() if not Path(name).name.startswith("invalid")]
    wrong = [path.name for path, key in records if gold_rush_key(_of_json(json.loads(path.read_text()))) != key]
    print(f"Gold Rush: {len(records) - len(wrong)} of {len(records)} assertion records", *wrong)
    read_in = [each for file in files for each in read(file) if isinstance(each, Record)]
    if not read_in:
        return len(wrong)
    theirs = _original_keys(folder / "matchkeys/goldrush2024/goldrush.mjs", read_in)
    different = [(record, key) for record, key in zip(read_in, theirs, strict=True) if gold_rush_key(record) != key]
    print(f"Gold Rush: {len(read_in) - len(different)} of {len(read_in)} records as the original")
    for record, key in different[:5]:
        print(f"  {record.control_number}\n  {key}\n  {gold_rush_key(record)}")
    return len(wrong) + len(different)


def _original_keys(module: Path, records: Iterable[Record]) -> list[str]:
    node = shutil.which("node")
    if node is None:
        raise SystemExit("baseline_checks: --records needs Node.js to run the original")
    lines = "\n".join(json.dumps({"marc": _to_json(record)}) for record in records)
    command = [node, "--input-type=module", "-e", _KEYS, module.resolve().as_uri()]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _to_json(record: Record) -> dict[str, Any]:
    """MARC-in-JSON as the original takes it: one subfield an object."""
    fields = []
    for tag, text in record.fields:
        parts = [{code: value} for code, value in subfields(text)]
        fields.append({tag: text if tag < "010" else {"ind1": text[:1], "ind2": text[1:2], "subfields": parts}})
    return {"leader": record.leader, "fields": fields}


def _of_json(data: dict[str, Any]) -> Record:
    fields = []
    for field in data["fields"]:
        for tag, content in field.items():
            fields.append((tag, content if isinstance(content, str) else _text(content, [*_pairs(content["subfields"])])))
    return Record(data.get("leader") or "00000nam a22000000a 4500", tuple(fields))


def _pairs(parts: Iterable[dict[str, str]]) -> Iterator[tuple[str, str]]:
    return ((code, value) for part in parts for code, value in part.items())


def _text(field: dict[str, Any], parts: Iterable[tuple[str, str]]) -> str:
    return f"{field.get('ind1', ' ')}{field.get('ind2', ' ')}" + "".join(f"{SUBFIELD}{code}{value}" for code, value in parts)


# ---- Melinda ---------------------------------------------------------------------------------------------------------------


def melinda_fixtures(repository: Path) -> int:
    """Print how much of the fixtures is met; the number that is not. What the original skips is skipped."""
    folder = repository / "test-fixtures/match-detection"
    asked, wrong = Counter[str](), Counter[str]()
    for path in sorted(folder.glob("features/bib/*/*/metadata.json")):
        case = json.loads(path.read_text())
        name = case["feature"]
        if name not in FEATURES or case.get("skip") or (case["type"] == "extract" and name in _RAW):
            continue
        asked[name] += 1
        found, wanted = _compared(name, case) if case["type"] == "compare" else _extracted(name, case)
        if found != wanted:
            wrong[name] += 1
            print(f"  {name} {path.parent.name}: {case['description']}: {wanted}, here {found}")
    for name, count in asked.items():
        print(f"Melinda, {name}: {count - wrong[name]} of {count}")
    return wrong.total() + _melinda_pairs(folder / "index")


def _compared(name: str, case: dict[str, Any]) -> tuple[float, float]:
    """Our points and those wanted; 0 where one record has nothing, since the feature is not asked then."""
    one, other = (_taken(name, case[f"features{which}"]) if case[f"features{which}"] else None for which in "AB")
    found = 0.0 if one is None or other is None else FEATURES[name][1](one, other)
    return rounded(found), case["expectedPoints"]


def _extracted(name: str, case: dict[str, Any]) -> tuple[Any, Any]:
    record = _of_fields(case["inputRecord"]["leader"], case["inputRecord"]["fields"])
    wanted = case["expectedFeatures"]
    return FEATURES[name][0](Marc(record)), _taken(name, wanted) if wanted else None


def _taken(name: str, given: Any) -> Any:
    """What the original takes of a record, as ours is; from fields of MARC by our own taking."""
    if name in _RAW:
        fields = given[0] if name == "language" else given
        return FEATURES[name][0](Marc(_of_fields("", fields)))
    if name == "title":
        return Title(*given)
    if name == "authors":
        return tuple((each.get("id", ""), each.get("name", "")) for each in given)
    if name == "otherStandardIdentifier":
        return tuple((each["code"], each["value"]) for each in given)
    if name == "publicationTime":
        return given["typeOfDate"], given["date1"], given["date2"]
    if name == "hostComponent":
        return given[0] == "component"
    return frozenset(given) if name == "issn" else tuple(given) if name == "publisherNumber" else given[0] or ""


def _of_fields(leader: str, fields: Iterable[dict[str, Any]]) -> Record:
    found = []
    for field in fields:
        parts = [(part["code"], part["value"]) for part in field.get("subfields", ()) if part.get("value")]
        found.append((field["tag"], field["value"] if "value" in field else _text(field, parts)))
    return Record(leader, tuple(found))


def _melinda_pairs(folder: Path) -> int:
    right = asked = 0
    for path in sorted(folder.glob("*/metadata.json")):
        case = json.loads(path.read_text())
        names = case["options"]["strategy"]["features"]
        if case.get("skip") or case.get("array") or not set(names) <= set(FEATURES):
            continue
        pair = [json.loads((path.parent / f"record{each}.json").read_text()) for each in "AB"]
        one, other = (melinda.take(Marc(_of_fields(each["leader"], each["fields"])), names) for each in pair)
        asked += 1
        found = melinda.probability(one, other)
        if found == case["expectedResults"]["probability"]:
            right += 1
        else:
            print(f"  pair {path.parent.name}: {case['description']}: {case['expectedResults']}, here {found}")
    print(f"Melinda: {right} of {asked} whole records (those whose features are ours)")
    return asked - right


def main() -> int:
    """Check what the arguments name."""
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--reservoir", type=Path, help="a checkout of folio-org/mod-reservoir")
    arguments.add_argument("--records", type=Path, nargs="*", default=[], help="MARC files for the original Gold Rush key")
    arguments.add_argument("--melinda", type=Path, help="a checkout of NatLibFi/melinda-record-matching-js")
    given = arguments.parse_args()
    if not given.reservoir and not given.melinda:
        arguments.error("name --reservoir or --melinda")
    wrong = gold_rush(given.reservoir, given.records) if given.reservoir else 0
    return int(bool(wrong + (melinda_fixtures(given.melinda) if given.melinda else 0)))


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""What others judge matching by: Melinda's pairs of records, and BIB-R's T42. Neither is part of this project; both are given as folders.

Melinda: `test-fixtures/match-detection/index` of github.com/NatLibFi/melinda-record-matching-js (MIT), pairs of bibliographic records that
its configuration calls a match or not. T42: `t42` of github.com/bib-r/bib-r (CC BY-NC, for evaluation only), small catalogues in MARC 21
with FRBR made by hand; two records are of one Work when their manifestations are, by way of an expression.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from lxml import etree

from mucluc.converters.read import read
from mucluc.converters.record import SUBFIELD, Record

from .model import Known
from .sets import EvaluationSet, Pairs

SLIPS = frozenset(("9782302013773",))
"""Manifestations that the gold ties to the wrong Work: a manga of Les Misérables to the film, the manga's own Work having none."""

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


class FixtureError(ValueError):
    """The folder does not hold what it should."""


# ---- Melinda ---------------------------------------------------------------------------------------------------------------


def melinda(folder: Path) -> EvaluationSet:
    """The pairs of bibliographic records below a folder, each a catalogue of its own; raises FixtureError when there is none."""
    records: list[Known] = []
    groups: list[tuple[str, ...]] = []
    together: list[tuple[str, str]] = []
    apart: list[tuple[str, str]] = []
    for test in sorted(folder.rglob("metadata.json")):
        for number, (one, other, match) in enumerate(_pairs(test)):
            name = f"{test.parent.name}{chr(97 + number)}"
            paths = f"record/melinda-a/{name}", f"record/melinda-b/{name}"
            records += [Known(path, _record(found), path) for path, found in zip(paths, (one, other), strict=True)]
            groups.append(paths)
            (together if match else apart).append(paths)
    if not records:
        raise FixtureError(f"{folder} holds no pair of Melinda's")
    note = f"{len(groups)} pairs, {len(together)} of them a match; each is matched by itself, numbers visible."
    negatives = {"called no match": tuple(apart)}
    return EvaluationSet("Melinda's pairs", tuple(records), negatives, together=tuple(together), groups=tuple(groups), note=note)


def _pairs(test: Path) -> Iterator[tuple[Any, Any, bool]]:
    told = json.loads(test.read_text("utf-8"))
    one, other = test.with_name("recordA.json"), test.with_name("recordB.json")
    if not (one.exists() and other.exists()) or told.get("options", {}).get("strategy", {}).get("type") != "bib":
        return
    expected, others = told["expectedResults"], json.loads(other.read_text("utf-8"))
    for result, found in zip(_list(expected), _list(others), strict=True):
        yield json.loads(one.read_text("utf-8")), found.get("record", found), result["match"]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _record(made: Any) -> Record:
    fields = []
    for field in made["fields"]:
        if "subfields" in field:
            parts = "".join(f"{SUBFIELD}{part['code']}{part['value']}" for part in field["subfields"] if part.get("value"))
            text = f"{field.get('ind1') or ' '}{field.get('ind2') or ' '}{parts}"
        else:
            text = field.get("value", "")
        fields.append((field["tag"], text))
    return Record(made["leader"], tuple(fields))


# ---- T42 -------------------------------------------------------------------------------------------------------------------


def t42(folder: Path) -> EvaluationSet:
    """The tests below a folder, each a catalogue of its own; raises FixtureError when there is none.

    A record that cannot be found among the manifestations (by number, else by title), or whose gold is a slip, is matched and not judged.
    """
    records: list[Known] = []
    groups: list[tuple[str, ...]] = []
    together: list[tuple[str, str]] = []
    apart: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for marc in sorted(folder.rglob("*-marc21.xml")):
        test = marc.parent.name
        works = _works(marc.with_name(marc.name.replace("-marc21", "-frbr")))
        of: dict[str, frozenset[str]] = {}
        for number, record in enumerate(found for found in read(marc) if isinstance(found, Record)):
            path = f"record/t42-{test.replace('.', '-')}/{number:03}"
            records.append(Known(path, record, path))
            of[path] = _found(record, works)
        groups.append(tuple(of))
        for one, other in combinations([path for path, found in of.items() if found], 2):
            (together if of[one] & of[other] else apart[marc.parent.parent.name[2:]]).append((one, other))
    if not records:
        raise FixtureError(f"{folder} holds no test of T42")
    judged = len(together) + sum(map(len, apart.values()))
    note = f"{len(groups)} tests, {judged:,} pairs judged, {len(together)} of them one Work; each test is matched by itself."
    negatives: dict[str, Pairs] = {name: tuple(pairs) for name, pairs in apart.items()}
    return EvaluationSet(
        "BIB-R T42", tuple(records), works_apart=negatives, works_together=tuple(together), groups=tuple(groups), note=note
    )


def _key(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


def _keys(record: Record) -> list[str]:
    """What a record can be found by, numbers before its title."""
    parts = [(tag, part[0], part[1:]) for tag, text in record.fields if tag >= "010" for part in text.split(SUBFIELD)[1:] if part]
    numbers = [value for tag, code, value in parts if tag in ("020", "024", "028") and code == "a"]
    return [_key(value) for value in (*numbers, *(value for tag, code, value in parts if tag == "245" and code == "a")) if _key(value)]


def _found(record: Record, works: dict[str, frozenset[str]]) -> frozenset[str]:
    keys = _keys(record)
    return frozenset() if SLIPS.intersection(keys) else next((works[key] for key in keys if key in works), frozenset())


def _works(gold: Path) -> dict[str, frozenset[str]]:
    """The Works of each manifestation, by its numbers and its title; what two manifestations of different Works share names neither."""
    works_of: dict[str, set[str]] = defaultdict(set)
    expressions_of: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for described in etree.parse(gold).getroot():
        about = described.get(f"{_RDF}about", "")
        for said in described:
            kind, to = etree.QName(said).localname, said.get(f"{_RDF}resource", "")
            if kind == "expressionOfWork":
                works_of[to].add(about)
            elif kind == "manifestationOfExpression":
                expressions_of[to].add(about)
            elif kind in ("identifierForTheManifestation", "title") and said.text:
                names[about].add(_key(said.text))
    found: dict[str, set[frozenset[str]]] = defaultdict(set)
    for manifestation, keys in names.items():
        for key in keys:
            found[key].add(frozenset(work for expression in expressions_of[manifestation] for work in works_of[expression]))
    return {key: next(iter(works)) for key, works in found.items() if len(works) == 1}

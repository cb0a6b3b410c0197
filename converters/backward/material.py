# SPDX-License-Identifier: Apache-2.0
"""008/18-34, which depends on the kind of material: `vocab/codes/fixed-fields.tsv`, the table of the way there, read the other way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from mucluc.vocab.codes import POSITIONS, rows
from mucluc.vocab.terms import BF, BFLC, RDF, RDFS

from .graph import Graph, Text

MATERIALS = {
    "a": "BK", "t": "BK", "m": "CF", "e": "MP", "f": "MP", "c": "MU", "d": "MU", "i": "MU", "j": "MU", "g": "VM", "k": "VM", "o": "VM",
    "r": "VM", "p": "MX",
}  # fmt: skip
"""By leader/06; a text that goes on is CR."""
_FIRST, _LENGTH = 18, 17
_BLANK = {"BK": {29: "0", 30: "0", 31: "0", 33: "0"}, "CR": {29: "0", 34: "0"}, "MP": {31: "0"}, "CF": {}, "MU": {}, "MX": {}, "VM": {}}
"""What stands where nothing is said, if that is no blank."""
_UNSAID = {"media-of-item"}
_LIKELY = {("contents", "gf2011026351"): "l", ("form-of-item", "cz"): "s", ("form-of-file", "cz"): "q", ("form-of-item", "nc"): ""}
"""Terms that several codes have: the one that most records mean; a volume is what a book is anyway."""


class Row(NamedTuple):
    """A row of the table. places: positions of 008; path: the properties from the owner on."""

    places: tuple[int, ...]
    width: int
    codes: str
    owner: str
    path: tuple[str, ...]


@cache
def table() -> dict[str, list[Row]]:
    """The rows of 008 by material."""
    found: dict[str, list[Row]] = defaultdict(list)
    for material, fields, places, width, codes, owner, properties, _, _ in rows("fixed-fields"):
        if "008" in fields.split() and codes not in _UNSAID:
            path = tuple(map(_term, properties.split("/")))
            found[material].append(Row(_places(places), int(width), codes, owner, path))
    return dict(found)


def _places(text: str) -> tuple[int, ...]:
    first, _, last = text.partition("-")
    return tuple(range(int(first), int(last or first) + 1))


def _term(name: str) -> str:
    return f"{BFLC}{name[5:]}" if name.startswith("bflc:") else f"{BF}{name}"


def material(graph: Graph, kind: str) -> str:
    """The 17 characters. kind: BK, CF, CR, MP, MU, MX or VM.

    The rows are tried from the last to the first: the later ones are the narrower, and what one has taken the others leave.
    """
    characters = [_BLANK[kind].get(place, " ") for place in range(_FIRST, _FIRST + _LENGTH)]
    taken: set[str] = set()
    for row in reversed(table()[kind]):
        codes = [(node, code) for node, code in _found(graph, row) if node not in taken]
        if row.codes == "contents":
            codes.sort(key=lambda each: each[1])
        for (node, code), place in zip(codes, row.places[:: row.width], strict=False):
            taken.add(node)
            at = place - _FIRST
            if characters[at] in " 0" or row.codes in ("font-of-item", "notation-of-item"):
                characters[at : at + row.width] = code.replace("#", " ").ljust(row.width)[: row.width]
    return "".join(characters)


def _found(graph: Graph, row: Row) -> Iterator[tuple[str, str]]:
    """The nodes that a row's path leads to, each with its code."""
    nodes = [{"work": graph.work, "instance": graph.instance}.get(row.owner, "")]
    if row.owner == "admin":
        nodes = graph.descriptions
    for predicate in row.path:
        also = BF.supplementaryContent if predicate == BF.genreForm else predicate
        nodes = [value for node in nodes for each in dict.fromkeys((predicate, also)) for value in graph.values(node, each)]
    seen: set[str] = set()
    for node in nodes:
        code = _minutes(node) if row.codes == "@minutes" else _code(graph, row.codes, node)
        if code and code not in seen:
            seen.add(code)
            yield node, code


_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def seconds(value: str) -> int | None:
    """A duration of XML Schema (`PT1H35M`) in seconds; None when it is none."""
    match = _DURATION.fullmatch(value)
    return sum(int(part or 0) * unit for part, unit in zip(match.groups(), (86400, 3600, 60, 1), strict=True)) if match else None


def _minutes(value: str) -> str:
    """`PT1H35M` as 095."""
    if value.startswith("more than"):
        return "000"
    length = seconds(value)
    return f"{length // 60:03}" if length and length < 60_000 else ""


def _code(graph: Graph, codes: str, node: str) -> str:
    likely = _LIKELY.get((codes, node[node.rfind("/") + 1 :]))
    if likely is not None:
        return likely
    if code := code_of(codes, node):
        return code
    label = node if isinstance(node, Text) else graph.code(node, RDFS.label)
    return _labels(codes).get(label.rstrip(".").casefold(), "") if label and (codes not in _GENRES or _listed(graph, node)) else ""


_GENRES = {"contents", "literary-form", "biography", "visual-type", "music-form", "music-text", "map-form", "computer-file"}


def _listed(graph: Graph, node: str) -> bool:
    """Whether a genre is one of the Library of Congress's list: a field 655 then says what 008 said."""
    return any(iri.endswith("/lcgft") for iri in graph.nodes(node, BF.source)) or not graph.values(node, RDF.type)


@cache
def _reversed(codes: str) -> dict[str, str]:
    return {term.iri: code for code, term in reversed(POSITIONS.get(codes, {}).items()) if term.iri}


@cache
def _labels(codes: str) -> dict[str, str]:
    return {term.label.casefold(): code for code, term in reversed(POSITIONS.get(codes, {}).items())}


def code_of(codes: str, iri: str) -> str:
    """The code of a list that stands for a term; empty when none does."""
    return _reversed(codes).get(iri, "")

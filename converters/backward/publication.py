# SPDX-License-Identifier: Apache-2.0
"""Fields 250 to 264: edition, place, publisher and date."""

from __future__ import annotations

from collections.abc import Iterable

from mucluc.vocab.terms import BF, BFLC, EDTF

from .fixed import described, last
from .graph import Graph, Text
from .table import Group, Made

group = Group("25X-26X Publication")


@group.rule("250.edition", "250ab  instance / bf:editionStatement")
def edition(graph: Graph) -> Iterable[Made]:
    """The edition as it is stated; ` /` leads to who is responsible for it."""
    for number, text in enumerate(graph.texts(graph.instance, BF.editionStatement)):
        statement, mark, by = text.partition(" / ")
        yield Made("250", "  ", ["a" + statement + (" /" if mark else ""), *(["b" + by] if mark else [])], f"250 {number}")


@group.rule("263.projected", "263a  instance / bflc:projectedProvisionDate")
def projected(graph: Graph) -> Iterable[Made]:
    """When it is to be published."""
    for value in graph.values(graph.instance, BFLC.projectedProvisionDate):
        digits = value.replace("-", "")
        yield Made("263", "  ", ["a" + (digits if digits.isdigit() else str(value))], str(value))


_FUNCTIONS = {BF.Production: "0", BF.Publication: "1", BF.Distribution: "2", BF.Manufacture: "3"}
_SIMPLE = {BFLC.simplePlace: "a", BFLC.simpleAgent: "b", BFLC.simpleDate: "c"}


@group.rule(
    "264.provision",
    """
    260abcefg  instance / bf:provisionActivity / bflc:simplePlace, bflc:simpleAgent, bflc:simpleDate
    264abc  … [bf:Production, bf:Publication, bf:Distribution, bf:Manufacture], instance / bf:copyrightDate
    """,
)
def provision(graph: Graph) -> Iterable[Made]:
    """Place, publisher and date: 264 in a record made by RDA, else 260, in which a manufacture is $e $f $g."""
    instance = graph.instance
    found: list[tuple[str, list[str], str]] = []
    for node in graph.nodes(instance, BF.provisionActivity):
        function = next((code for kind, code in _FUNCTIONS.items() if graph.is_a(node, kind)), "1")
        parts = statement(graph, node)
        if parts:
            found.append((function, parts, node))
    copyrights = [
        str(v) for v in graph.values(instance, BF.copyrightDate)
        if isinstance(v, Text) and v.datatype != EDTF and v.language == graph.language
    ]  # fmt: skip
    rda = copyrights or "rda" in [last(iri) for iri in described(graph, BF.descriptionConventions)]
    if rda or any(function in "02" for function, _, _ in found):
        for function, parts, node in found:
            yield Made("264", " " + function, parts, node)
        for number, text in enumerate(copyrights):
            yield Made("264", " 4", ["c" + ("©" if text[0].isdigit() else "") + text], f"264 {number}")
    else:
        yield from map(_bracketed, _imprint(found))


def statement(graph: Graph, node: str) -> list[str]:
    """The parts of a statement in the order in which the graph says them."""
    said = graph.about.get(node, {})
    parts = [_SIMPLE[predicate] + text for predicate in said if predicate in _SIMPLE for text in graph.texts(node, predicate)]
    return sorted(parts, key=lambda part: "abc".index(part[0]))


def _bracketed(made: Made) -> Made:
    """Supplied parts that follow each other stand in one pair of brackets: `[S.l. :$bs.n.]`."""
    parts = list(made.parts)
    for index in range(len(parts) - 1):
        if parts[index][-1:] == "]" and parts[index + 1][1:2] == "[" and parts[index + 1][0] in "bc" and "]" in parts[index + 1]:
            parts[index], parts[index + 1] = parts[index][:-1], parts[index + 1][0] + parts[index + 1][2:]
    return made._replace(parts=parts)


_MADE = {"a": "e", "b": "f", "c": "g"}


def _imprint(found: list[tuple[str, list[str], str]]) -> Iterable[Made]:
    fields: list[Made] = []
    for function, parts, node in found:
        if function == "3" and fields:
            made = [_MADE[part[0]] + part[1:] for part in parts]
            if "(" not in made[0]:
                made[0] = f"{made[0][0]}({made[0][1:]}"
                made[-1] += ")"
            fields[-1].parts.extend(made)
        elif fields and fields[-1].parts[-1][0] != "c":
            fields[-1].parts.extend(parts)
        else:
            fields.append(Made("260", "  ", list(parts), node))
    return fields

# SPDX-License-Identifier: Apache-2.0
"""Fields 440, 490 and 8XX: the series as printed and as traced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mucluc.vocab.terms import BF, BFLC, RDF

from .fixed import last
from .graph import TITLE, Graph
from .names import authorities, heading
from .table import Group, Made
from .titles import parts_of, skipped, title_of

group = Group("4XX and 8XX Series")

_WRONG = {"incorrect": "y", "cancinv": "z"}
_SERIES = "http://id.loc.gov/vocabulary/relationship/series"


@group.rule(
    "490.series",
    """
    440anpvxyz  work / bf:relation [relationship/series] / bf:associatedResource [bf:Series], bf:seriesEnumeration
    490anpvxyz  …
    800*  … [bf:Hub] / bflc:marcKey
    810*  …
    811*  …
    830*  …
    """,
)
def series(graph: Graph) -> Iterable[Made]:
    """A transcribed series is 490, one under its heading 8XX; one that is both at once was 440."""
    for node in graph.nodes(graph.work, BF.relation):
        if _SERIES not in graph.nodes(node, BF.relationship):
            continue
        for other in graph.nodes(node, BF.associatedResource):
            numbers = graph.texts(node, BF.seriesEnumeration)
            issns = [
                _WRONG.get(last(graph.node(issn, BF.status)), "x") + value
                for issn in graph.nodes(other, BF.identifiedBy, BF.Issn)
                if (value := graph.code(issn, RDF.value))
            ]
            rest = issns + ["v" + text for text in numbers]
            if graph.is_a(other, BF.Hub) or graph.key(other):
                yield from _traced(graph, node, other, rest)
            else:
                yield from _transcribed(graph, node, other, rest)


def _transcribed(graph: Graph, node: str, other: str, rest: list[str]) -> Iterator[Made]:
    named = graph.node(other, TITLE)
    parts = parts_of(graph, named)
    if not parts:
        return
    if graph.code(named, BFLC.nonSortNum):
        yield Made("440", " " + skipped(graph, named), [*parts, *rest], node)
        return
    traced = any(last(status) == "tr" for owner in (node, other) for status in graph.nodes(owner, BF.status))
    yield Made("490", f"{int(traced)} ", [*parts, *rest], node)


def _traced(graph: Graph, node: str, other: str, rest: list[str]) -> Iterator[Made]:
    tag, indicators, parts = heading(graph, other)
    if not parts:
        tag, indicators, parts = "130", " ", title_of(graph, other)
    parts = [part for part in parts if part[0] not in "vx"]
    if parts:
        tag = "8" + tag[1:]
        both = " " + skipped(graph, graph.node(other, TITLE)) if tag == "830" else indicators[0] + " "
        yield Made(tag, both, [*parts, *rest, *authorities(graph, other)], node)

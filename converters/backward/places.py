# SPDX-License-Identifier: Apache-2.0
"""Maps and places: 034 and 255 (scale, projection, coordinates), 052 (classified area), 033 and 044, 751 and 752."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mucluc.vocab.terms import BF, MADS, RDF, RDFS

from .fixed import is_map, last
from .graph import Graph, Text
from .table import Group, Made

group = Group("Maps and places")

_SCALES = {"linear horizontal": ("a", "b"), "linear vertical": ("a", "c"), "angular": ("b", "h")}
_AREA = "http://id.loc.gov/authorities/classification/G"


@group.rule(
    "255.map",
    """
    034abchdefg  work / bf:scale / rdf:value; work / bf:cartographicAttributes / bf:coordinates, coded
    255abcd  work / bf:scale / rdfs:label; work / bf:cartographicAttributes / bf:projection, bf:coordinates
    """,
)
def maps(graph: Graph) -> Iterable[Made]:
    """Scale, projection and coordinates: as printed in 255, as codes in 034."""
    work = graph.work
    scales = graph.nodes(work, BF.scale)
    coded = [part for node in scales for part in _scale(graph, node)]
    printed = ["a" + graph.label(node) for node in scales if is_map(graph) and graph.label(node) and not _is_coded(graph, node)]
    shown: list[str] = []
    where: list[str] = []
    for node in graph.nodes(work, BF.cartographicAttributes):
        shown += [
            "b" + label
            for each in graph.nodes(node, BF.projection)
            if (label := graph.label(each)) and not each.startswith("http://id.loc")
        ]
        for text in graph.texts(node, BF.coordinates):
            corners = text.split(" ")
            if len(corners) == 4 and all(each[:1] in "EWNS+-" and each[1:2].isdigit() for each in corners):
                where += [code + each for code, each in zip("defg", corners, strict=True)]
            else:
                shown.append(f"c({text})")
    if coded or where:
        yield Made("034", ("1" if coded else "0") + " ", [*(coded or ["aa"]), *where])
    if printed or shown:
        yield Made("255", "  ", printed + shown)


def _is_coded(graph: Graph, node: str) -> bool:
    return bool(graph.values(node, RDF.value)) or graph.label(node) in ("linear scale", "angular scale")


def _scale(graph: Graph, node: str) -> list[str]:
    value = graph.code(node, RDF.value)
    kind, code = _SCALES.get(graph.label(node), ("a", "b"))
    return ["a" + kind, code + value] if value else []


@group.rule("052.area", "052ab  work / bf:geographicCoverage\n044a  instance / bf:place")
def areas(graph: Graph) -> Iterable[Made]:
    """The area by its number in classification G, and several countries of publication."""
    for node in graph.nodes(graph.work, BF.geographicCoverage):
        if node.startswith(_AREA):
            area, _, part = node[len(_AREA) :].partition(".")
            yield Made("052", "  ", ["a" + area, *(["b" + part] if part else [])], node)
    countries = [last(node) for node in graph.nodes(graph.instance, BF.place) if "/countries/" in node]
    if countries:
        yield Made("044", "  ", ["a" + code for code in countries])


_LEVELS = {
    MADS.Country: "a", MADS.State: "b", MADS.County: "c", MADS.City: "d", MADS.CitySection: "f", MADS.Region: "g",
    MADS.ExtraterrestrialArea: "h",
}  # fmt: skip


@group.rule(
    "752.place",
    """
    662abcdfgh  work / bf:subject [madsrdf:HierarchicalGeographic] / madsrdf:componentList
    751ae  work / bf:relation / bf:associatedResource [bf:Place]
    752abcdfgh  work / bf:place [madsrdf:HierarchicalGeographic] / madsrdf:componentList
    """,
)
def places(graph: Graph) -> Iterator[Made]:
    """A place by its levels, and a place that has to do with the Work."""
    for tag, predicate in (("752", BF.place), ("662", BF.subject)):
        for node in graph.nodes(graph.work, predicate, MADS.HierarchicalGeographic):
            parts = []
            for member in (each for cell in graph.nodes(node, MADS.componentList) for each in graph.members(cell)):
                code = next((code for kind, code in _LEVELS.items() if graph.is_a(member, kind)), "")
                label = graph.text(member, RDFS.label, MADS.authoritativeLabel)
                parts += [code + label] if code and label else []
            if parts:
                yield Made(tag, "  ", parts, node)
    for tie in graph.nodes(graph.work, BF.relation):
        for node in graph.nodes(tie, BF.associatedResource, BF.Place):
            if label := graph.label(node):
                roles = [text for each in graph.nodes(tie, BF.relationship) if (text := graph.label(each))]
                yield Made("751", "  ", ["a" + label, *["e" + text for text in roles]], tie)


@group.rule("033.capture", "033a  work / bf:capture / bf:date\n033bc  … / bf:place\n033p  … / bf:place / rdfs:label")
def captures(graph: Graph) -> Iterator[Made]:
    """When and where it was recorded, as codes."""
    for node in graph.nodes(graph.work, BF.capture):
        dates = [value for value in graph.values(node, BF.date) if isinstance(value, Text) and value.datatype]
        places = graph.nodes(node, BF.place)
        coded = [place[len(_AREA) :].split(".", 1) for place in places if place.startswith(_AREA)]
        if not dates and not coded:
            continue
        parts = ["a" + "".join(c for c in date if c.isalnum()).replace("X", "-").replace("T", "")[:12] for date in dates]
        parts += [part for area in coded for part in ("b" + area[0], *(["c" + area[1]] if len(area) > 1 else []))]
        parts += ["p" + label for place in places if (label := graph.label(place))]
        yield Made("033", f"{'0' if len(dates) == 1 else '1' if dates else ' '} ", parts, node)

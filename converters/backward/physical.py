# SPDX-License-Identifier: Apache-2.0
"""Fields 300 to 338: extent, dimensions, content, media and carrier."""

from __future__ import annotations

from collections.abc import Iterable

from mucluc.vocab.terms import BF, BFLC, RDFS

from .fixed import described, last
from .graph import Graph
from .table import Group, Made

group = Group("3XX Physical description")

_NOTES = "http://id.loc.gov/vocabulary/mnotetype/"


@group.rule(
    "300.extent",
    """
    300a  instance / bf:extent / rdfs:label
    300b  instance, … / bf:note [mnotetype/physical]
    300c  instance / bf:dimensions
    300e  instance / bf:note [mnotetype/accmat]
    3003  … / bflc:appliesTo
    """,
)
def extent(graph: Graph) -> Iterable[Made]:
    """How much there is and how large; a size alone is what 007 says."""
    instance = graph.instance
    extents = [node for node in graph.nodes(instance, BF.extent) if graph.label(node)]
    sizes = graph.texts(instance, BF.dimensions)
    apart = len(sizes) == len(extents) > 1
    for number, node in enumerate(extents or [""]):
        parts = ["3" + graph.label(part) for part in graph.nodes(node, BFLC.appliesTo) if graph.label(part)]
        parts += ["a" + graph.label(node)] if node else []
        owners = [node] if number else [node, instance]
        parts += [
            "b" + label for owner in owners for note in graph.nodes(owner, BF.note, _NOTES + "physical") if (label := graph.label(note))
        ]
        parts += ["c" + text for text in (sizes[number : number + 1] if apart else [] if number else sizes)]
        if not number:
            parts += ["e" + label for note in graph.nodes(instance, BF.note, _NOTES + "accmat") if (label := graph.label(note))]
        if any(part[0] in "abe" for part in parts):
            yield Made("300", "  ", parts, node or instance)


_RDA = (
    ("336", BF.content, "contentTypes", "rdacontent"),
    ("337", BF.media, "mediaTypes", "rdamedia"),
    ("338", BF.carrier, "carriers", "rdacarrier"),
)


@group.rule("33X.type", "336ab23  work / bf:content\n337ab23  instance / bf:media\n338ab23  instance / bf:carrier")
def rda_type(graph: Graph) -> Iterable[Made]:
    """Content, media and carrier; where the record is not by RDA they were read from the leader, 007 and 008, not from fields."""
    rda = "rda" in [last(iri) for iri in described(graph, BF.descriptionConventions)]
    for tag, predicate, path, source in _RDA:
        for node in graph.nodes(graph.work if tag == "336" else graph.instance, predicate):
            label, coded = graph.label(node) or graph.code(node, RDFS.label), f"/{path}/" in node
            if label and (rda or not coded or graph.nodes(node, BF.source)):
                parts = ["3" + graph.label(part) for part in graph.nodes(node, BFLC.appliesTo)]
                parts += ["a" + label, *(["b" + last(node), "2" + source] if coded else [])]
                yield Made(tag, "  ", parts, node)

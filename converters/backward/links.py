# SPDX-License-Identifier: Apache-2.0
"""Fields 76X to 78X, 852 and 856: other publications, copies, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mucluc.vocab.terms import BF, BFLC, RDF, RDFS

from .fixed import last
from .graph import TITLE, Graph
from .names import heading
from .notes import applies
from .numbers import origin
from .table import Group, Made

group = Group("76X-78X and 85X Links and holdings")

_RELATIONS = {
    "series": "760", "subseries": "762", "translationof": "765", "translatedas": "767", "supplement": "770", "supplementto": "772",
    "partof": "773", "part": "774", "otheredition": "775", "otherphysicalformat": "776", "issuedwith": "777",
    "continuationof": "780", "continuedinpart": "780", "mergerof": "780", "absorptionof": "780", "separatedfrom": "780",
    "precededby": "780",
    "continuedby": "785", "continuedinpartby": "785", "absorbedby": "785", "splitinto": "785", "mergedtoform": "785", "succeededby": "785",
    "datasource": "786", "relatedwork": "787",
}  # fmt: skip
_SECOND = {
    "continuationof": "0", "continuedinpart": "1", "mergerof": "4", "absorptionof": "5", "separatedfrom": "7", "precededby": "0",
    "continuedby": "0", "continuedinpartby": "1", "absorbedby": "4", "splitinto": "6", "mergedtoform": "7", "succeededby": "0",
}  # fmt: skip
_STATEMENTS = {
    BF.editionStatement: "b", BF.provisionActivityStatement: "d", BF.publicationStatement: "d", BF.part: "g", BF.seriesStatement: "k",
}  # fmt: skip
_NUMBERS = {
    BF.Issn: "x", BF.Isbn: "z", BF.ReportNumber: "r", BF.Strn: "u", BF.Coden: "y", BF.Identifier: "w", BF.Lccn: "w", BF.OclcNumber: "w",
    BF.Local: "o",
}  # fmt: skip


@group.rule(
    "76X.linked",
    "\n".join(
        f"{tag}abcdefghikmnoprstuwxyz  work / bf:relation [relationship/{kind}] / bf:associatedResource" for kind, tag in _RELATIONS.items()
    ),
)
def linked(graph: Graph) -> Iterable[Made]:
    """The other publication as the record describes it."""
    for node in graph.nodes(graph.work, BF.relation):
        words = [
            f"i{text}:"
            for kind in graph.nodes(node, BF.relationship)
            if (text := graph.label(kind)) and not kind.startswith("http://id.loc")
        ]
        tag = next((_RELATIONS[last(kind)] for kind in graph.nodes(node, BF.relationship) if last(kind) in _RELATIONS), "")
        for other in graph.nodes(node, BF.associatedResource) + graph.nodes(node, BF.mergedWith):
            second = next((_SECOND[last(kind)] for kind in graph.nodes(node, BF.relationship) if last(kind) in _SECOND), " ")
            if not tag or graph.is_a(other, BF.Hub) or graph.is_a(other, BF.Series) or graph.is_a(other, BFLC.Uncontrolled):
                continue
            instance = graph.node(other, BF.hasInstance) or other
            work = other if instance != other else graph.node(other, BF.instanceOf) or other
            parts = _described(graph, node, work, instance)
            if parts:
                yield Made(tag, "0" + second, [*words, *parts], f"{node} {other}")


def _described(graph: Graph, node: str, work: str, instance: str) -> list[str]:
    parts = []
    for did in graph.nodes(work, BF.contribution):
        for agent in graph.nodes(did, BF.agent):
            _, _, name = heading(graph, agent)
            label = graph.label(agent) or "".join(part[1:] for part in name)
            parts += ["a" + label] if label else []
    named = {
        owner: [text for each in graph.nodes(owner, TITLE, BF.Title) for text in graph.texts(each, BF.mainTitle)]
        for owner in (instance, work)
    }
    parts += ["s" + text for text in named[work] if named[instance] and text not in named[instance]]
    parts += ["t" + text for text in (named[instance] or named[work])[:1]]
    parts += ["c" + text for each in graph.nodes(work, TITLE) for text in graph.texts(each, BF.qualifier)]
    parts += ["p" + text for each in graph.nodes(work, TITLE, BF.AbbreviatedTitle) for text in graph.texts(each, BF.mainTitle)]
    for predicate, code in _STATEMENTS.items():
        parts += [code + text for text in graph.texts(instance, predicate)]
    parts += ["h" + label for each in graph.nodes(instance, BF.extent) if (label := graph.label(each))]
    parts += [
        "f" + last(place)
        for made in graph.nodes(instance, BF.provisionActivity)
        for place in graph.nodes(made, BF.place)
        if "/countries/" in place
    ]
    parts += ["e" + last(each) for each in graph.nodes(work, BF.language) if "/languages/" in each]
    parts += [
        "g" + label
        for note in graph.nodes(node, BF.note)
        if (label := graph.label(note)) and "relnote" not in str(graph.values(note, RDF.type))
    ]
    parts += ["n" + label for note in graph.nodes(instance, BF.note) if (label := graph.label(note))]
    for owner in dict.fromkeys((instance, work)):
        for number in graph.nodes(owner, BF.identifiedBy):
            code = next((_NUMBERS[kind] for kind in graph.values(number, RDF.type) if kind in _NUMBERS), "")
            value, prefix = graph.code(number, RDF.value), origin(graph, number) or origin(graph, number, BF.assigner)
            if code and value:
                parts.append(code + (f"({prefix}){value}" if code == "w" and prefix else value))
    return parts


_MORE = ("click", "available", "access", "connect", "restricted", "full text", "view ", "http", "truy cập", "xem ")


@group.rule(
    "856.location",
    """
    856u  instance / bf:electronicLocator; instance / bf:supplementaryContent / bf:electronicLocator; work / bf:tableOfContents
    856 3yz  … / bf:note, rdfs:label
    8563yz  … / bf:note, rdfs:label
    """,
)
def location(graph: Graph) -> Iterable[Made]:
    """Where it can be read: the thing itself, another version of it, or something related."""
    instance, work = graph.instance, graph.work
    versions = [other for other in graph.nodes(work, BF.hasInstance) if other != instance]
    elsewhere = {place for other in versions for place in graph.values(other, BF.electronicLocator)}
    for place in graph.values(instance, BF.electronicLocator):
        if place not in elsewhere:
            yield _at(graph, place, "40", [place], instance)
    for other in versions:
        for place in graph.values(other, BF.electronicLocator):
            made = _at(graph, place, "41", [place, other], other)
            yield made._replace(parts=[*_titled(graph, other), *made.parts])
    for node in graph.nodes(instance, BF.supplementaryContent) + graph.nodes(work, BF.supplementaryContent):
        for place in graph.values(node, BF.electronicLocator):
            yield _at(graph, place, "42", [place, node], node)
    for place in graph.nodes(work, BF.tableOfContents):
        if place.startswith("http") and not graph.is_a(place, BF.TableOfContents):
            yield _at(graph, place, "42", [place], place)
        for at in graph.nodes(place, BF.electronicLocator) if not graph.label(place) else ():
            yield _at(graph, at, "42", [place, at], place)


def _titled(graph: Graph, version: str) -> list[str]:
    """What a version is called in $3: its title, where that is not the record's own."""
    own = {_letters(" ".join(parts)) for node in graph.nodes(graph.instance, TITLE) for parts in _titles(graph, node)}
    said = [text for node in graph.nodes(version, TITLE) for text in graph.texts(node, BF.mainTitle)]
    return ["3" + text for text in said if own and _letters(text) not in own]


def _titles(graph: Graph, node: str) -> list[list[str]]:
    main = graph.texts(node, BF.mainTitle)
    return [main, main + graph.texts(node, BF.subtitle)]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _at(graph: Graph, place: str, indicators: str, nodes: list[str], about: str) -> Made:
    labels = [text for node in nodes for note in graph.nodes(node, BF.note) for text in graph.texts(note, RDFS.label)]
    labels += [text for node in nodes for text in graph.texts(node, RDFS.label)]
    parts = [part for node in nodes for part in applies(graph, node)]
    for text in dict.fromkeys(labels):
        long = len(text.split()) > 7 or text.lower().startswith(_MORE)
        parts.append(("z" if long else "3") + text)
    return Made(
        "856", indicators, [*[p for p in parts if p[0] == "3"], "u" + place, *[p for p in parts if p[0] != "3"]], f"{about} {place}"
    )


@group.rule(
    "852.item", "852abchijklmptz3  instance / bf:hasItem / bf:physicalLocation, bf:sublocation, bf:shelfMark, bf:identifiedBy, bf:note"
)
def item(graph: Graph) -> Iterator[Made]:
    """The copies that a library holds."""
    for node in graph.nodes(graph.instance, BF.hasItem):
        rooms = [graph.label(where) for where in graph.nodes(node, BF.sublocation) if graph.label(where)]
        parts: list[str] = []
        for place in graph.texts(node, BF.physicalLocation):
            for room in reversed(rooms):
                place = place.removesuffix(room).rstrip()
            parts += ["a" + place] if place else []
        parts += ["b" + room for room in rooms]
        parts += ["h" + graph.label(mark) for mark in graph.nodes(node, BF.shelfMark) if graph.label(mark)]
        parts += ["p" + graph.code(code, RDF.value) for code in graph.nodes(node, BF.identifiedBy, BF.Barcode)]
        parts += ["t" + text for text in graph.texts(node, BF.enumerationAndChronology)]
        parts += ["z" + graph.label(note) for note in graph.nodes(node, BF.note) if graph.label(note)]
        if parts:
            yield Made("852", "  ", parts, node)

# SPDX-License-Identifier: Apache-2.0
"""Fields 5XX: notes, told apart by their type or their property."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mucluc.vocab.codes import POSITIONS
from mucluc.vocab.terms import BF, BFLC, RDF, RDFS

from .fixed import is_map, last
from .graph import COUNT, TITLE, Graph, Text
from .table import Group, Made

group = Group("5XX Notes")

_OLDER = {"participant": "511", "exhibition": "585", "finance": "536", "copy": "562", "numbering": "515", "geo": "522", "pub": "581"}
"""Note types of other converters."""
_TYPES = _OLDER | {last(term.iri): tag.partition("|")[0] for tag, term in reversed(POSITIONS["note"].items())}
"""Note type → tag, the table of the way there read the other way; of two tags with one type the first."""
_FIRST = {last(term.iri): tag.partition("|")[2] for tag, term in POSITIONS["note"].items() if "|" in tag}
"""Note types that a first indicator chooses."""
_ELSEWHERE = {"repro", "physical", "accmat", "refcitation", "action", "metaentry", "internal", "coverage", "number"}
"""Note types that other rules read, or that say something of coded data."""
_RESOURCE = "/resourceComponents/"


_CAST = "Cast: "


def applies(graph: Graph, node: str) -> list[str]:
    """The part of the material that a statement is about ($3)."""
    return ["3" + label for part in graph.nodes(node, BFLC.appliesTo) if (label := graph.label(part))]


def urls(graph: Graph, node: str) -> list[str]:
    """The addresses of a node ($u)."""
    return ["u" + value for value in graph.values(node, BF.electronicLocator)]


@group.rule(
    "5XX.note",
    "\n".join(f"{tag}ab3u  instance, work / bf:note [mnotetype/{kind}]" for kind, tag in _TYPES.items()) + "\n500a3u  … without a type",
)
def notes(graph: Graph) -> Iterable[Made]:
    """A note, by its type; one without a type is a general note."""
    notations = [
        "b" + label for owner in (graph.work, graph.instance) for node in graph.nodes(owner, BF.notation) if (label := graph.label(node))
    ]
    for owner in (graph.instance, graph.work):
        for node in graph.nodes(owner, BF.note):
            kinds = [last(kind) for kind in graph.values(node, RDF.type) if "/mnotetype/" in kind]
            if set(kinds) & _ELSEWHERE or any(_RESOURCE in kind for kind in graph.values(node, RDF.type)):
                continue
            tag = next((_TYPES[kind] for kind in kinds if kind in _TYPES), "500")
            labels = graph.texts(node, RDFS.label)
            if not labels:
                continue
            cast = tag == "511" and labels[0].startswith(_CAST)
            labels = [text.removeprefix(_CAST) if cast else text for text in labels]
            parts = [*applies(graph, node), *["a" + text for text in labels]]
            if tag == "546":
                parts += notations
                notations = []
            if tag == "504":
                parts += ["b" + text for text in graph.texts(node, COUNT)]
            first = next((_FIRST[kind] for kind in kinds if kind in _FIRST), "1" if cast else "0" if tag == "511" else " ")
            yield Made(tag, first + " ", [*parts, *urls(graph, node)], node)


_NODES = (
    (BF.tableOfContents, "", "505", "0 "), (BF.usageAndAccessPolicy, BF.AccessPolicy, "506", "  "), (BF.summary, "", "520", "  "),
    (BF.intendedAudience, "", "521", "  "), (BF.systemRequirement, "", "538", "  "), (BF.usageAndAccessPolicy, BF.UsePolicy, "540", "  "),
    (BF.scale, "", "507", "  "), (BF.geographicCoverage, "", "522", "  "), (BF.supplementaryContent, "", "525", "  "),
)  # fmt: skip
_LISTED = {"521", "525"}
"""Tags whose nodes come from 385 and 353 when they name a list."""
_STATUS = {"incmp": "1 ", "part": "2 "}
_AUDIENCES = {"reading grade level": "0 ", "interest age level": "1 ", "interest grade level": "2 "}


@group.rule(
    "5XX.described",
    """
    505agrtu3  work / bf:tableOfContents / rdfs:label
    506afu23  instance / bf:usageAndAccessPolicy [bf:AccessPolicy] / rdfs:label
    507a3  work / bf:scale / rdfs:label
    520abcu3  work / bf:summary / rdfs:label
    521ab3  work / bf:intendedAudience / rdfs:label
    522a  work / bf:geographicCoverage / rdfs:label
    525a  work / bf:supplementaryContent / rdfs:label
    538aiu3  instance / bf:systemRequirement / rdfs:label
    540afu23  instance / bf:usageAndAccessPolicy [bf:UsePolicy] / rdfs:label
    """,
)
def described(graph: Graph) -> Iterable[Made]:
    """Contents, summary, audience, and the like: nodes with a property of their own; the terms of a vocabulary are of 008."""
    for predicate, kind, tag, indicators in _NODES:
        for owner in (graph.work, graph.instance):
            for node in graph.nodes(owner, predicate, kind):
                labels = graph.texts(node, RDFS.label)
                if not labels or node.startswith("http://id.loc.gov/") or _located(graph, node):
                    continue
                if (tag == "507" and is_map(graph)) or (tag in _LISTED and graph.nodes(node, BF.source)):
                    continue
                first = _STATUS.get(last(graph.node(node, BF.status)), indicators) if tag == "505" else indicators
                for note in graph.nodes(node, BF.note):
                    first = _AUDIENCES.get(graph.label(note), first)
                parts = [*applies(graph, node), *["a" + text for text in labels]]
                if tag in ("506", "540"):
                    parts += ["f" + text for text in graph.texts(node, BF.qualifier)]
                    parts += ["2" + code for each in graph.nodes(node, BF.source) if (code := graph.code(each, BF.code))]
                yield Made(tag, first, [*parts, *urls(graph, node)], node)


def _located(graph: Graph, node: str) -> bool:
    """Whether the node is an address, which field 856 gave."""
    return not graph.values(node, RDF.type) or (
        graph.is_a(node, BF.SupplementaryContent) and bool(graph.values(node, BF.electronicLocator))
    )


_TEXTS = ((BF.preferredCitation, "524", "  "), (BF.custodialHistory, "561", "  "), (BF.awards, "586", "  "))


@group.rule("5XX.text", "524a  instance / bf:preferredCitation\n561a  instance / bf:custodialHistory\n586a  work / bf:awards")
def texts(graph: Graph) -> Iterator[Made]:
    """Statements that are a text and no node."""
    for predicate, tag, indicators in _TEXTS:
        for owner in (graph.work, graph.instance):
            for number, text in enumerate(graph.texts(owner, predicate)):
                yield Made(tag, indicators, ["a" + text], f"{tag} {number}")


@group.rule(
    "502.dissertation",
    """
    502a  work / bf:dissertation / rdfs:label
    502b  … / bf:degree
    502c  … / bf:grantingInstitution / rdfs:label
    502d  … / bf:date
    502g  … / bf:note / rdfs:label
    502o  … / bf:identifiedBy / rdf:value
    """,
)
def dissertation(graph: Graph) -> Iterable[Made]:
    """A thesis."""
    for node in graph.nodes(graph.work, BF.dissertation):
        parts = ["a" + text for text in graph.texts(node, RDFS.label)] + ["b" + text for text in graph.texts(node, BF.degree)]
        parts += ["c" + graph.label(body) for body in graph.nodes(node, BF.grantingInstitution) if graph.label(body)]
        parts += ["d" + text for text in graph.texts(node, BF.date)]
        parts += ["g" + graph.label(note) for note in graph.nodes(node, BF.note) if graph.label(note)]
        parts += ["o" + value for number in graph.nodes(node, BF.identifiedBy) if (value := graph.code(number, RDF.value))]
        if parts:
            yield Made("502", "  ", parts, node)


@group.rule(
    "510.cited",
    "510abcx3  instance / bf:note [mnotetype/refcitation] / rdfs:label, bflc:citation; work / bf:relation [relationship/indexedin]",
)
def cited(graph: Graph) -> Iterator[Made]:
    """Where the edition is cited or described."""
    kind = "http://id.loc.gov/vocabulary/mnotetype/refcitation"
    for node in graph.nodes(graph.instance, BF.note, kind):
        places = graph.texts(node, BFLC.citation)
        parts = ["a" + text for text in graph.texts(node, RDFS.label)] + ["c" + text for text in places]
        parts += ["b" + label for each in graph.nodes(node, BF.enumerationAndChronology) if (label := graph.label(each))]
        parts += ["x" + graph.code(each, RDF.value) for each in graph.nodes(node, BF.identifiedBy, BF.Issn)]
        if parts:
            yield Made("510", "4 " if places else "3 ", [*applies(graph, node), *parts], node)
    for tie in graph.nodes(graph.work, BF.relation):
        if any(last(each) == "indexedin" for each in graph.nodes(tie, BF.relationship)):
            for work in graph.nodes(tie, BF.associatedResource):
                parts = [code + text for code, text in _index(graph, work)]
                if parts:
                    yield Made("510", "1 " if any(part[0] == "b" for part in parts) else "0 ", parts, tie)


_OF_CITATION = {"coverage": "b", "loc": "c"}


def _index(graph: Graph, work: str) -> Iterator[tuple[str, str]]:
    for named in graph.nodes(work, TITLE):
        yield from (("a", text) for text in graph.texts(named, BF.mainTitle))
    for node in graph.nodes(work, BF.note):
        code = next((_OF_CITATION[last(kind)] for kind in graph.values(node, RDF.type) if last(kind) in _OF_CITATION), "")
        if code and (label := graph.label(node)):
            yield code, label
    yield from (("x", value) for each in graph.nodes(work, BF.identifiedBy, BF.Issn) if (value := graph.code(each, RDF.value)))


@group.rule("583.action", "583ackz3  instance / bf:note [mnotetype/action] / rdfs:label, bf:date, bf:agent")
def action(graph: Graph) -> Iterator[Made]:
    """What was done to the copy."""
    kind = "http://id.loc.gov/vocabulary/mnotetype/action"
    items = graph.nodes(graph.instance, BF.hasItem)
    for owner in (graph.instance, *items):
        for node in graph.nodes(owner, BF.note, kind):
            parts = ["a" + text for text in graph.texts(node, RDFS.label)] + ["c" + str(text) for text in graph.values(node, BF.date)]
            parts += ["z" + label for note in graph.nodes(node, BF.note) if (label := graph.label(note))]
            parts += ["k" + graph.label(agent) for agent in graph.nodes(node, BF.agent) if graph.label(agent)]
            if parts:
                yield Made("583", "1 ", [*applies(graph, node), *parts], node)


_PARTS = (BFLC.simplePlace, BFLC.simpleAgent, BFLC.simpleDate)


@group.rule(
    "533.reproduction",
    "533abcden3  instance / bf:note [mnotetype/repro]; bf:reproductionOf: rdfs:label, bf:provisionActivity, bf:extent, bf:note",
)
def reproduction(graph: Graph) -> Iterator[Made]:
    """The note on a reproduction, cut where the reproduction's own Instance says what is what in it."""
    copies = [node for node, said in graph.about.items() if graph.instance in said.get(BF.reproductionOf, ())]
    copies += [node for node in graph.nodes(graph.instance, BF.hasReproduction) if node not in copies]
    for node in graph.nodes(graph.instance, BF.note, "http://id.loc.gov/vocabulary/mnotetype/repro"):
        label = graph.label(node)
        if label:
            best = max((cut(label, _reproduced(graph, copy)) for copy in copies), key=len, default=["a" + label])
            yield Made("533", "  ", [*applies(graph, node), *(best or ["a" + label])], node)


def _reproduced(graph: Graph, copy: str) -> list[str]:
    parts = ["a" + graph.label(copy)]
    for made in graph.nodes(copy, BF.provisionActivity):
        for code, predicate in zip("bcd", _PARTS, strict=True):
            parts += [code + text for text in graph.texts(made, predicate)]
    parts += ["e" + graph.label(extent) for extent in graph.nodes(copy, BF.extent)]
    return parts + ["n" + graph.label(note) for note in graph.nodes(copy, BF.note)]


def cut(text: str, parts: list[str]) -> list[str]:
    """A text in subfields: cut before each of the parts that stands in it; what comes between belongs to the part before."""
    places = sorted((text.find(part[1:]), part[0]) for part in parts if part[1:] and part[1:] in text)
    if not places or places[0][0]:
        return []
    ends = [place for place, _ in places[1:]] + [len(text)]
    return [code + text[start:end].rstrip() for (start, code), end in zip(places, ends, strict=True) if text[start:end].strip()]


@group.rule(
    "518.capture",
    """
    518a3  work / bf:capture / rdfs:label
    518d  … / bf:date
    518o  … / bf:note / rdfs:label
    518p  … / bf:place / rdfs:label
    """,
)
def capture(graph: Graph) -> Iterator[Made]:
    """When and where it was recorded, in words; coded dates are those of 033."""
    for node in graph.nodes(graph.work, BF.capture):
        parts = ["a" + text for text in graph.texts(node, RDFS.label)]
        if not any(isinstance(value, Text) and value.datatype for value in graph.values(node, BF.date)):
            parts += ["o" + label for each in graph.nodes(node, BF.note) if (label := graph.label(each))]
            parts += ["d" + text for text in graph.texts(node, BF.date)]
            parts += ["p" + label for each in graph.nodes(node, BF.place) if (label := graph.label(each))]
        if parts:
            yield Made("518", "  ", [*applies(graph, node), *parts], node)


@group.rule("541.acquisition", "541a3  instance / bf:hasItem / bf:immediateAcquisition / rdfs:label")
def acquired(graph: Graph) -> Iterator[Made]:
    """How a copy was come by, in one text."""
    for item in graph.nodes(graph.instance, BF.hasItem):
        for node in graph.nodes(item, BF.immediateAcquisition):
            if label := graph.label(node):
                yield Made("541", "1 ", [*applies(graph, node), "a" + label], node)

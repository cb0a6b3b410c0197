# SPDX-License-Identifier: Apache-2.0
"""Fields 130, 240, 210 to 247, 730 and 740: titles of the Work and of the edition, and of other Works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mucluc.vocab.terms import BF, BFLC, RDF, RDFS

from .fixed import last
from .graph import TITLE, Graph
from .names import authorities, heading
from .table import Group, Made

group = Group("2XX Titles")

_CODES = {BF.mainTitle: "a", BF.subtitle: "b", BF.partNumber: "n", BF.partName: "p"}
_SERIES = "http://id.loc.gov/vocabulary/relationship/series"


def entered(graph: Graph) -> bool:
    """Whether the record has a main entry, under which its title is an added one."""
    work = graph.work
    names = any(graph.is_a(node, BF.PrimaryContribution) for node in graph.nodes(work, BF.contribution))
    return names or any(not _named(graph, node) for node in graph.nodes(work, BF.expressionOf))


def parts_of(graph: Graph, node: str) -> list[str]:
    """Title, other title, part numbers and part names, in the order of the statements."""
    said = graph.about.get(node, {})
    found = [
        code + text
        for predicate in said
        if predicate in _CODES
        for code, text in ((_CODES[predicate], t) for t in graph.texts(node, predicate))
    ]
    return sorted(found, key=lambda part: part[0] != "a")


def _in_order(parts: list[str], whole: str) -> list[str]:
    """Parts in the order in which they stand in the whole title, with the marks that stand between them there."""
    places = []
    start = 0
    for part in parts:
        at = whole.find(part[1:], start if part[0] == "a" else 0)
        if at < 0:
            return parts
        places.append((at, part))
    places.sort(key=lambda place: place[0])
    out = []
    for (at, part), (after, _) in zip(places, [*places[1:], (len(whole), "")], strict=True):
        between = whole[at + len(part) - 1 : after]
        if between.strip(" .,:;/=+[]()"):
            return parts
        out.append(part + (between.rstrip() if after < len(whole) else ""))
    return out


def skipped(graph: Graph, node: str) -> str:
    """How many characters to skip in filing."""
    skip = graph.code(node, BFLC.nonSortNum)
    return skip if len(skip) == 1 and skip.isdigit() else "0"


@group.rule(
    "245.title",
    """
    245a  instance / bf:title [bf:Title] / bf:mainTitle
    245b  … / bf:subtitle
    245n  … / bf:partNumber
    245p  … / bf:partName
    245c  instance / bf:responsibilityStatement
    245h  instance / bf:genreForm
    245fgks  work / bf:title / bf:mainTitle
    """,
)
def title(graph: Graph) -> Iterable[Made]:
    """The title as printed; the Work's title, which is in one piece, gives back order and marks."""
    instance = graph.instance
    own = [node for node in graph.nodes(instance, TITLE) if not set(graph.values(node, RDF.type)) & _VARIANT and parts_of(graph, node)]
    works = [graph.text(node, BF.mainTitle) for node in graph.nodes(graph.work, TITLE) if not graph.is_a(node, BF.VariantTitle)]
    said = graph.texts(instance, BF.responsibilityStatement)
    if not own and not said:
        return
    node = own[0] if own else ""
    parts = _in_order(parts_of(graph, node), works[0] if works else "") if own else []
    medium = [graph.label(form) for form in graph.nodes(instance, BF.genreForm) if not form.startswith("http://id.loc.gov")]
    if medium and medium[0] and parts:
        first = parts[0].rstrip(" :/;=")
        at = next((i for i, part in enumerate(parts) if part[0] == "b"), len(parts))
        parts = [first, *parts[1:at], f"h[{medium[0].strip('[]')}]" + parts[0][len(first) :], *parts[at:]]
    parts += ["c" + text for text in said[:1]]
    yield Made("245", f"{int(entered(graph))}{skipped(graph, node)}", parts, node or instance)


_VARIANT = {
    BF.VariantTitle, BF.ParallelTitle, BF.KeyTitle, BF.AbbreviatedTitle, BF.CollectiveTitle,
}  # fmt: skip
_TYPES = {"por": "0", "dis": "2", "cov": "4", "atp": "5", "cap": "6", "run": "7", "spi": "8"}


@group.rule(
    "246.variant",
    """
    210abnp2  instance / bf:title [bf:AbbreviatedTitle] / bf:mainTitle
    222abnp  … [bf:KeyTitle] / bf:mainTitle, bf:qualifier
    243abnp  work / bf:title [bf:CollectiveTitle]
    246abfgnpi  instance, work / bf:title [bf:VariantTitle, bf:ParallelTitle] / bf:mainTitle, bf:subtitle, bf:note
    247abfgnp  … former titles
    242abfgnp  … [vartitletype/tra]
    """,
)
def variants(graph: Graph) -> Iterable[Made]:
    """Other titles by which readers look for it."""
    for owner in (graph.instance, graph.work):
        for node in graph.nodes(owner, TITLE):
            kinds = set(graph.values(node, RDF.type))
            if kinds & _VARIANT and (made := _variant(graph, node, kinds)):
                yield made


def _variant(graph: Graph, node: str, kinds: set[str]) -> Made | None:
    parts = parts_of(graph, node)
    if not parts:
        return None
    qualifiers = graph.texts(node, BF.qualifier)
    if BF.AbbreviatedTitle in kinds:
        source = graph.node(node, BF.source) or graph.node(node, BF.assigner)
        return Made(
            "210",
            "0 ",
            [*parts, *["b(" + text.strip("()") + ")" for text in qualifiers]]
            + (["2" + graph.code(source, BF.code)] if source and graph.code(source, BF.code) else []),
            node,
        )
    if BF.KeyTitle in kinds:
        return Made("222", " " + skipped(graph, node), [*parts, *["b(" + text.strip("()") + ")" for text in qualifiers]], node)
    if BF.CollectiveTitle in kinds:
        return Made("243", "1" + skipped(graph, node), parts, node)
    types = [last(kind) for kind in kinds if "/vartitletype/" in kind]
    notes = [text for note in graph.nodes(node, BF.note) for text in graph.texts(note, RDFS.label)] + graph.texts(node, BF.note)
    parts += ["f" + text for text in graph.texts(node, BF.date)] + ["g" + text for text in qualifiers]
    if "tra" in types or "translated" in types:
        return Made("242", "1" + skipped(graph, node), parts, node)
    if "former" in types or "for" in types:
        return Made("247", "1 ", parts, node)
    second = "1" if BF.ParallelTitle in kinds else next((_TYPES[each] for each in types if each in _TYPES), " ")
    first = "1" if notes or second not in "01 " else "3"
    shown = [f"i{text}:" if not text.endswith(":") else "i" + text for text in notes]
    return Made("246", first + second, [*shown, *parts], node)


def _named(graph: Graph, hub: str) -> bool:
    return bool(graph.nodes(hub, BF.contribution))


@group.rule("130.uniform", "130*  work / bf:expressionOf / bflc:marcKey\n240*  … of a creator")
def uniform(graph: Graph) -> Iterable[Made]:
    """The title under which the versions of a Work are gathered; under a main entry it is 240."""
    under = any(graph.is_a(node, BF.PrimaryContribution) for node in graph.nodes(graph.work, BF.contribution))
    for hub in graph.nodes(graph.work, BF.expressionOf):
        named = graph.node(hub, TITLE)
        tag, _, parts = heading(graph, hub)
        if not parts:
            parts = title_of(graph, hub)
        at = next((index for index, part in enumerate(parts) if part[0] == "t"), -1)
        if tag and tag not in ("130", "140") and at >= 0:
            parts = ["a" + parts[at][1:], *parts[at + 1 :]]
        if not parts:
            continue
        parts = [*parts, *authorities(graph, hub)]
        if under or _named(graph, hub):
            yield Made("240", "1" + skipped(graph, named), parts, hub)
        else:
            yield Made("130", skipped(graph, named) + " ", parts, hub)


def title_of(graph: Graph, hub: str) -> list[str]:
    """The parts of a uniform title that has no key."""
    named = graph.node(hub, TITLE)
    main = graph.text(named, BF.mainTitle)
    if not main:
        return []
    languages = [graph.label(node) for node in graph.nodes(hub, BF.language)]
    tail = [
        ("n", graph.texts(named, BF.partNumber)),
        ("p", graph.texts(named, BF.partName)),
        ("l", languages),
        ("f", graph.texts(hub, BF.originDate)),
    ]
    parts = ["a" + main]
    for code, texts in tail:
        for text in filter(None, texts):
            at = parts[0].find(text, 2)
            if at > 0 and parts[0][at - 1] == " ":
                parts.append(code + parts[0][at:])
                parts[0] = parts[0][:at].rstrip()
    return [parts[0], *parts[:0:-1]]


@group.rule(
    "7XX.related",
    """
    700*  work / bf:relation / bf:associatedResource [bf:Hub] / bflc:marcKey
    710*  …
    711*  …
    730*  …
    740anp  … [bflc:Uncontrolled] / bf:title
    """,
)
def related(graph: Graph) -> Iterable[Made]:
    """Other Works that belong with this one; its own parts have 2 as second indicator."""
    for node in graph.nodes(graph.work, BF.relation):
        kinds = graph.nodes(node, BF.relationship)
        if _SERIES in kinds:
            continue
        for other in graph.nodes(node, BF.associatedResource):
            second = (
                "2" if any(last(kind) == "part" for kind in kinds) else "4" if any("hasVariantEntry" in kind for kind in kinds) else " "
            )
            words = [f"i{label}:" for kind in kinds if (label := graph.label(kind)) and not kind.startswith("http://id.loc.gov/")]
            yield from _related(graph, node, other, second, words)


def _related(graph: Graph, node: str, other: str, second: str, words: list[str]) -> Iterator[Made]:
    named = graph.node(other, TITLE)
    if graph.is_a(other, BFLC.Uncontrolled) and not graph.key(other):
        if text := graph.text(named, BF.mainTitle):
            yield Made("740", skipped(graph, named) + second, ["a" + text], node)
        return
    if not graph.is_a(other, BF.Hub):
        return
    tag, indicators, parts = heading(graph, other)
    if not parts:
        parts = title_of(graph, other)
        agents = [agent for did in graph.nodes(other, BF.contribution) for agent in graph.nodes(did, BF.agent)]
        tag = "130"
        if agents and parts:
            tag, indicators, name = heading(graph, agents[0])
            name = [part for part in name if part[0] != "e"]
            parts = [*name[:-1], name[-1] + ("" if name[-1][-1] in ".-" else "."), "t" + parts[0][1:], *parts[1:]] if name else []
    if parts:
        first = indicators[0] if tag != "130" else skipped(graph, named)
        numbers = ["x" + value for issn in graph.nodes(other, BF.identifiedBy, BF.Issn) if (value := graph.code(issn, RDF.value))]
        yield Made("7" + tag[1:], first + second, [*words, *parts, *numbers, *authorities(graph, other)], node)

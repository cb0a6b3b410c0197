# SPDX-License-Identifier: Apache-2.0
"""Fields 6XX: what the Work is about, and its genre."""

from __future__ import annotations

from collections.abc import Iterable

from mucluc.vocab.terms import BF, MADS, RDFS

from .fixed import last
from .graph import TITLE, Graph
from .names import authorities, heading
from .table import Group, Made

group = Group("6XX Subjects and genre")

_SECOND = {
    "http://id.loc.gov/authorities/subjects": "0", "http://id.loc.gov/authorities/childrensSubjects": "1",
    "http://id.loc.gov/vocabulary/subjectSchemes/lcsh": "0", "http://id.loc.gov/vocabulary/subjectSchemes/cyac": "1",
    "http://id.loc.gov/vocabulary/subjectSchemes/mesh": "2", "http://id.loc.gov/vocabulary/subjectSchemes/nal": "3",
    "http://id.loc.gov/vocabulary/subjectSchemes/cash": "5", "http://id.loc.gov/vocabulary/subjectSchemes/rvm": "6",
}  # fmt: skip
_PARTS = {MADS.GenreForm: "v", MADS.Topic: "x", MADS.Temporal: "y", MADS.Geographic: "z"}
_FORMS = {MADS.Temporal: "48", MADS.Topic: "50", MADS.Geographic: "51", MADS.GenreForm: "55"}


def thesaurus(graph: Graph, node: str) -> tuple[str, str]:
    """The second indicator and the $2 of a subject."""
    for iri in (*graph.nodes(node, BF.source), *graph.nodes(node, MADS.isMemberOfMADSScheme)):
        if iri in _SECOND:
            return _SECOND[iri], ""
        code = graph.code(iri, BF.code) or (last(iri) if "Schemes/" in iri else graph.code(iri, RDFS.label))
        if code:
            return "7", code
    return "4", ""


def subject_heading(graph: Graph, node: str) -> tuple[str, str, list[str]]:
    """Tag of the authority record, indicators and parts of a subject: by its key, or from its components."""
    tag, indicators, parts = heading(graph, node)
    if parts:
        return tag, indicators, parts
    members = [member for cell in graph.nodes(node, MADS.componentList) for member in graph.members(cell)]
    if members:
        tag, indicators, parts = subject_heading(graph, members[0])
        if not parts:
            return "", "", []
        for member in members[1:]:
            code = next((code for kind, code in _PARTS.items() if graph.is_a(member, kind)), "x")
            label = graph.text(member, MADS.authoritativeLabel, RDFS.label)
            parts = [*parts, *([code + label] if label else [])]
        return tag, indicators, parts
    label = graph.text(node, MADS.authoritativeLabel, RDFS.label)
    form = next((form for kind, form in _FORMS.items() if graph.is_a(node, kind)), "")
    if not label or not form:
        named = graph.node(node, TITLE)
        if graph.is_a(node, BF.Hub) and (text := graph.text(named, BF.mainTitle)):
            return "130", "0 ", ["a" + text]
        return "", "", []
    return "1" + form, "  ", ["a" + label]


@group.rule(
    "6XX.subject",
    """
    600*  work / bf:subject / bflc:marcKey, bf:source
    610*  …
    611*  …
    630*  …
    647*  …
    648*  …
    650*  …
    651*  …
    654*  …
    655*  …
    656*  …
    657*  …
    658*  …
    688*  …
    653a  work / bf:subject [bf:Topic] without a thesaurus / rdfs:label
    """,
)
def subjects(graph: Graph) -> Iterable[Made]:
    """A subject under its heading; one that no thesaurus has is a keyword."""
    keywords: list[Made] = []
    for node in graph.nodes(graph.work, BF.subject):
        if graph.is_a(node, MADS.HierarchicalGeographic):
            continue
        second, source = thesaurus(graph, node)
        tag, indicators, parts = subject_heading(graph, node)
        if tag[1:] == "53" or not parts:
            label = graph.label(node) or graph.text(node, MADS.authoritativeLabel)
            if label and not graph.values(node, BF.code):
                keywords.append(Made("653", indicators.ljust(2) if tag else "  ", ["a" + label], node))
            continue
        first = indicators[0] if tag in ("100", "110", "111") else "0" if tag == "130" else " "
        if tag == "130":
            first = graph.code(graph.node(node, TITLE), "http://id.loc.gov/ontologies/bflc/nonSortNum") or "0"
        parts = [part for part in parts if part[0] not in "e4201"]
        parts += authorities(graph, node) + (["2" + source] if source else [])
        yield Made("6" + tag[1:], first + second, parts, node)
    yield from keywords


@group.rule("655.genre", "655*  work, instance / bf:genreForm / bflc:marcKey, rdfs:label, bf:source")
def genres(graph: Graph) -> Iterable[Made]:
    """Genre or form; what is a term of id.loc.gov without a source was a code of 008."""
    for owner in (graph.work, graph.instance):
        for node in graph.nodes(owner, BF.genreForm):
            if node.startswith("http://id.loc.gov/") and not graph.nodes(node, BF.source):
                continue
            if not graph.is_a(node, MADS.GenreForm) and not graph.is_a(node, MADS.ComplexSubject) and not graph.key(node):
                continue
            second, source = thesaurus(graph, node)
            _, _, parts = subject_heading(graph, node)
            if not parts:
                continue
            if len(parts) == 1 and "--" in parts[0] and not graph.key(node):
                first, *rest = parts[0].split("--")
                parts = [first, *["x" + text for text in rest]]
            parts = [part for part in parts if part[0] not in "201"]
            yield Made("655", " " + second, [*parts, *authorities(graph, node), *(["2" + source] if source else [])], node)

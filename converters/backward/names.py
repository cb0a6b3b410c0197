# SPDX-License-Identifier: Apache-2.0
"""Fields 1XX and 7XX: names with what they did, and other Works known by name and title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mucluc.vocab.terms import BF, BFLC, MADS, RDF, RDFS

from .fixed import kind, last, level
from .graph import Graph
from .table import Group, Made

group = Group("1XX and 7XX Names")

_CODES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_RELATORS = "http://id.loc.gov/vocabulary/relators/"
_KINDS = (
    (BF.Family, "00", "3"),
    (BF.Person, "00", "1"),
    (BF.Jurisdiction, "10", "1"),
    (BF.Organization, "10", "2"),
    (BF.Meeting, "11", "2"),
)
_DATES = re.compile(
    r"(.*[^,]),? ((?:(?:active |approximately |ca\. |b\. |d\. |fl\. )?[0-9]{3,4}\??(?:-[0-9?]*)?(?: or [0-9]+)?)(?:-[0-9]*)?)\.?"
)
_FULLER = re.compile(r"(.*) (\([^()]*\))")


def heading(graph: Graph, node: str) -> tuple[str, str, list[str]]:
    """A heading's tag of an authority record, its indicators and its parts: by its key, else by its class and label."""
    key = graph.key(node)
    if len(key) > 6 and key[:3].isascii() and key[:3].isdigit() and key[5] == "$":
        parts = [part.replace("{dollar}", "$") for part in key[6:].split("$") if part[1:] and part[0] in _CODES]
        if key[:3] == "880":
            tag = next((part[1:4] for part in parts if part[0] == "6"), "")
            return ("1" + tag[1:] if tag else "", key[3:5], [part for part in parts if part[0] not in "68"])
        return "1" + key[1:3], key[3:5], parts
    label = graph.label(node) or graph.text(node, MADS.authoritativeLabel)
    for term, form, first in _KINDS:
        if label and graph.is_a(node, term):
            return "1" + form, first + " ", split_label(label) if form == "00" else ["a" + label]
    return "", "", []


def split_label(label: str) -> list[str]:
    """A person's name as subfields: its dates at the end and its fuller form in parentheses apart."""
    parts: list[str] = []
    if match := _DATES.fullmatch(label):
        label = match[1]
        parts.insert(0, "d" + match[2])
    if match := _FULLER.fullmatch(label):
        label = match[1]
        parts.insert(0, "q" + match[2])
    if parts:
        return [
            "a" + label + ("," if parts[0][0] == "d" else ""),
            *[p + "," if p[0] == "q" and i + 1 < len(parts) else p for i, p in enumerate(parts)],
        ]
    return ["a" + label]


def roles(graph: Graph, node: str, tag: str, default: str) -> list[str]:
    """What a name did: words in $e ($j of a meeting), codes in $4; nothing where it is what the tag says already."""
    word = "j" if tag[1:] == "11" else "e"
    found: list[str] = []
    codes: list[str] = []
    for role in graph.nodes(node, BF.role):
        if role.startswith(_RELATORS):
            codes.append(last(role))
            continue
        labels = graph.texts(role, RDFS.label)
        found += [word + text for text in labels[:1]]
        if not graph.values(role, RDFS.label):
            codes.append(graph.code(role, BF.code) or (role if role.startswith("http") else ""))
    if codes == [default] and not found:
        return []
    return [*found, *["4" + code for code in codes if code and (code != default or not found)]]


def authorities(graph: Graph, node: str) -> list[str]:
    """Identifiers of a heading: $0 of its authority record, $1 of the thing itself. An IRI that an identifier led to is not said again."""
    parts: list[str] = []
    known: list[str] = []
    for number in graph.nodes(node, BF.identifiedBy, BF.Identifier):
        value = graph.code(number, RDF.value)
        by = graph.node(number, BF.source)
        prefix = graph.code(by, BF.code) or (last(by).upper() if by else "")
        if value:
            parts.append(f"0({prefix}){value}" if prefix else "0" + value)
            known.append(value.replace(" ", ""))
    for iri in graph.nodes(node, MADS.isIdentifiedByAuthority) + graph.nodes(node, MADS.hasExactExternalAuthority):
        if not any(iri.endswith(value) for value in known):
            parts.append("0" + iri)
    return parts + ["1" + iri for iri in graph.nodes(node, MADS.identifiesRWO)]


@group.rule(
    "1XX.creator",
    """
    100*  work / bf:contribution [bf:PrimaryContribution] / bf:agent [bf:Person, bf:Family] / bflc:marcKey
    100e4  … / bf:role
    10001  … / bf:agent / madsrdf:hasExactExternalAuthority, bf:identifiedBy, madsrdf:identifiesRWO
    110*  … [bf:Organization, bf:Jurisdiction]
    111*  … [bf:Meeting]
    700*  work / bf:contribution / bf:agent / bflc:marcKey, bf:role
    710*  … [bf:Organization, bf:Jurisdiction]
    711*  … [bf:Meeting]
    720*  … [bflc:Uncontrolled] / rdfs:label
    """,
)
def contributions(graph: Graph) -> Iterable[Made]:
    """The main entry is the primary contribution, the others are added entries."""
    main = "aut" if kind(graph) + level(graph) in ("am", "aa") else "ctb"
    for node in graph.nodes(graph.work, BF.contribution):
        primary = graph.is_a(node, BF.PrimaryContribution)
        for agent in graph.nodes(node, BF.agent):
            tag, indicators, parts = heading(graph, agent)
            uncontrolled = graph.is_a(agent, BFLC.Uncontrolled) or tag[1:] == "20"
            if not parts or (not tag and not uncontrolled):
                continue
            default = main if primary else "ctb"
            if uncontrolled:
                tag, indicators = "720", "1 " if graph.is_a(agent, BF.Person) else "2 " if graph.is_a(agent, BF.Organization) else "  "
            elif not primary:
                tag = "7" + tag[1:]
            parts = [
                part
                for part in parts
                if part[0] not in "e4j" or (part[0] == "j" and tag[1:] != "11") or (part[0] == "e" and tag[1:] == "11")
            ]
            did = roles(graph, node, tag, default)
            yield Made(tag, indicators[0] + " ", [*parts, *did, *authorities(graph, agent)], node)

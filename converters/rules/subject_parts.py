# SPDX-License-Identifier: Apache-2.0
"""What subjects of every kind share: subdivisions as parts in their order, identifiers of the whole or a part, ties other than "about"."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mucluc.converters.names import END

from .control_subfields import applies_to, authority, split_prefix
from .roles import relator
from .subfields import chop
from .write import LABEL, WORK, A, bf, heading, literal, local, mads, rdf

_KINDS = {"v": ("topic", mads.GenreForm), "x": ("topic", mads.Topic), "y": ("topic", mads.Temporal), "z": ("place", mads.Geographic)}
AUTHORITATIVE = f" {mads.authoritativeLabel} "
_LIST, _FIRST, _REST, _LAST = f" {mads.componentList} ", f" {rdf.first} ", f" {rdf.rest} ", f" {rdf.rest} {rdf.nil}"


class Part(NamedTuple):
    """A part of a subject: its node, its label, what describes it, and what it adds to the key of the whole (`$xTiểu sử`)."""

    node: str
    label: str
    described: str
    key: str


@lru_cache(8192)
def part_of(code: str, part: str) -> Part:
    """A subdivision; the same few stand under most subjects. code: the thesaurus; part: `xTiểu sử`. Empty label: it says nothing."""
    room, kind = _KINDS[part[0]]
    text = " ".join(part[1:].split())
    label = spoken(text)
    name = f"651{code}\x1fa{text}" if part[0] == "z" else f"part{code}\x1f{part[0]}{text}"
    node = heading(room, name.rstrip(END))
    return Part(node, label, f"{node} {A} {kind}\n{node}{AUTHORITATIVE}{literal(label)}", f"${part[0]}{escaped(label)}")


def component(code: str, part: str) -> tuple[str, str, str]:
    """The node, the label and the description of a subdivision; see `part_of`."""
    return part_of(code, part)[:3]


def spoken(text: str) -> str:
    """A part as it is shown, without the mark that ends it; empty when it is nothing else."""
    label = chop(text)
    return "" if label == "." else label


def escaped(text: str) -> str:
    """A text as it stands in the key of a heading, where `$` begins a subfield."""
    return text.replace("$", "{dollar}") if "$" in text else text


def listed(node: str, head: str, parts: list[Part]) -> list[str]:
    """The parts of a complex subject in their order, as a list whose cells are named from the heading; what describes all but the head."""
    start = node[:-1] + "#l"
    one, two = start + "1>", start + "2>"
    if not parts:
        return [f"{node}{_LIST}{one}\n{one}{_FIRST}{head}\n{one}{_LAST}"]
    part = parts[0]
    chain = f"{node}{_LIST}{one}\n{one}{_FIRST}{head}\n{one}{_REST}{two}\n{two}{_FIRST}{part[0]}"
    if len(parts) == 1:
        return [f"{chain}\n{two}{_LAST}", part[2]]
    cell, said = two, [part[2]]
    for index, part in enumerate(parts[1:], 3):
        after = f"{start}{index}>"
        chain += f"\n{cell}{_REST}{after}\n{after}{_FIRST}{part[0]}"
        said.append(part[2])
        cell = after
    return [f"{chain}\n{cell}{_LAST}", *said]


Placed = list[tuple[int, str]]
"""Subfields $0, $1, $w, each with the number of subdivisions that stand before it."""


def identified(whole: str, nodes: list[str], ids: Placed, head_first: bool = False) -> list[str]:
    """What the identifiers of a subject with subdivisions say, each of the heading that it means. nodes: of its parts, in their order.

    An identifier that stands between the parts means the part before it. At the end, as many as there are parts and all of one
    giver mean one part each; otherwise they mean the whole. head_first: the head is a name, and only an identifier of the list
    of subjects means the whole. A name authority of the Library of Congress always means the head.
    """
    if any(before < len(nodes) - 1 for before, _ in ids):
        return [line for before, part in ids for line in authority(nodes[min(before, len(nodes) - 1)], part)]
    zeros = [part for _, part in ids if part[0] == "0"]
    each = len(zeros) == len(nodes) and len({_giver(part[1:]) for part in zeros}) == 1
    lines: list[str] = []
    turn = iter(nodes)
    for _, part in ids:
        if part[0] == "0" and each:
            node = next(turn)
        elif "id.loc.gov/authorities/names/" in part or (head_first and not _of_subjects(part)):
            node = nodes[0]
        else:
            node = whole
        lines += authority(node, part)
    return lines


def _giver(text: str) -> str:
    prefix, value = split_prefix(text)
    return value.split("/")[2].lower() if "://" in value and value.count("/") > 2 else prefix.lower()


def _of_subjects(part: str) -> bool:
    return "/authorities/subjects/" in part or "/authorities/childrensSubjects/" in part or part.startswith("0(DLC)sh")


_RELATION, _IS_RELATION = f"{WORK} {bf.relation} ", f" {A} {bf.Relation}"
_RELATIONSHIP, _ASSOCIATED = f" {bf.relationship} ", f" {bf.associatedResource} "


def tied(node: str, ties: list[str], about: str = bf.subject) -> list[str]:
    """How the Work is related to a subject beyond "about": words ($e, $j of a meeting), relator codes ($4), the part concerned ($3).

    It is said of the relation, which is the Work's own: a shared heading says nothing of one Work. about: `bf:subject` or
    `bf:genreForm`, the relationship where only a part of the material is told.
    """
    tie = f"{WORK[:-1]}-relation-subject-{node[node.rfind('/') + 1 :]}"
    lines: list[str] = []
    for part in ties:
        if part[0] == "3":
            lines += applies_to(tie, part[1:])
            continue
        text = chop(part[1:]) if part[0] != "4" else part[1:].strip()
        if not text:
            continue
        named = relator(text)[0] if part[0] == "4" else ""
        if not named.startswith("<http"):
            named = local(WORK, "relationship", text if part[0] != "4" else "code" + text)
            lines.append(f"{named} {LABEL if part[0] != '4' else bf.code} {literal(text)}")
        lines.append(f"{tie}{_RELATIONSHIP}{named}\n{named} {A} {bf.Relationship}")
    if not lines:
        return []
    if not any(_RELATIONSHIP in line for line in lines):
        lines.append(f"{tie}{_RELATIONSHIP}{about}")
    return [f"{_RELATION}{tie}\n{tie}{_IS_RELATION}\n{tie}{_ASSOCIATED}{node}", *lines]

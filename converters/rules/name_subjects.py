# SPDX-License-Identifier: Apache-2.0
"""Fields 600, 610, 611 and 630: people, bodies, meetings and other Works that the Work is about.

Each is the same node as where it wrote or is a uniform title: who wrote and who is written about meet on one page.
"""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .agents import MARC_KEY, NAME, agent, marc_key, split_title
from .hubs import hub, titled_hub
from .subfields import chop
from .subject_parts import AUTHORITATIVE, Part, Placed, identified, listed, part_of, tied
from .thesauri import Thesaurus, thesaurus
from .uniform_titles import CODES
from .write import LABEL, WORK, A, bf, heading, literal, mads

group = Group("600-630 Names and titles as subjects")
group.ignore("600u 610u 611u", "where the person worked at the time: it says nothing of the Work, and a shared heading must not vary")

_ABOUT, _TOPIC, _COMPLEX, _LABEL = f"{WORK} {bf.subject} ", f" {A} {bf.Topic}", f" {A} {mads.ComplexSubject}", f" {LABEL} "
_TIES = {"00": "34e", "10": "34e", "11": "34j", "30": "34e"}
"""What says how the Work is related beyond "about": $e of a meeting is its subordinate unit, its words are in $j."""


def _sorted(ties: str, field: Field, code: str) -> tuple[list[str], list[Part], Placed, list[str]]:
    """The heading itself, its subdivisions, identifiers, ties; without subdivisions the identifiers are among the heading's parts."""
    own = [field[0]]
    parts: list[Part] = []
    ids: Placed = []
    tied_by: list[str] = []
    for part in field[1:]:
        sub = part[0]
        if sub in "vxyz":
            found = part_of(code, part)
            if found[1]:
                parts.append(found)
        elif sub in "01w":
            ids.append((len(parts), part))
        elif sub in ties:
            tied_by.append(part)
        elif sub != "2":
            own.append(part)
    if ids and not parts:
        own = [field[0], *[part for part in field[1:] if part[0] not in "2vxyz" and part not in tied_by]]
        ids = []
    return own, parts, ids, tied_by


@group.rule("60X.name", "600abcdefghjklmnopqrstvxyz201w34 610abcdefghklmnoprstvxyz201w34 611acdefghjklnpqstvxyz201w34")
def name(tag: str, field: Field, facts: Facts) -> Lines:
    """A person, body or meeting that the Work is about is the same node as where it wrote one; with a title, the Hub of that Work.

    600 07$aNguyễn Du,$d1765-1820$xTiểu sử$2btkkhcn
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      a madsrdf:ComplexSubject
      madsrdf:authoritativeLabel "Nguyễn Du, 1765-1820--Tiểu sử"
      rdfs:label "Nguyễn Du, 1765-1820--Tiểu sử"
      bflc:marcKey "1000 $aNguyễn Du,$d1765-1820$xTiểu sử"
      bf:source id:vocabulary/subjectSchemes/btkkhcn
    id:vocabulary/subjectSchemes/btkkhcn a bf:Source
      bf:code "btkkhcn"
    topic/1 madsrdf:componentList topic/1#l1
    topic/1#l1 rdf:first agent/1
      rdf:rest topic/1#l2
    topic/1#l2 rdf:first topic/2
    topic/2 a madsrdf:Topic
      madsrdf:authoritativeLabel "Tiểu sử"
    topic/1#l2 rdf:rest rdf:nil
    agent/1 a bf:Agent
      a bf:Person
      rdfs:label "Nguyễn Du, 1765-1820"
      bflc:marcKey "1000 $aNguyễn Du,$d1765-1820"
      bf:source id:vocabulary/subjectSchemes/btkkhcn
    """
    known = thesaurus(field)
    own, parts, ids, ties = _sorted(_TIES[tag[1:]], field, known[0])
    before, title = split_title(own)
    if title:
        node, lines = hub(tag, field[0], before, title)
        label = chop(" ".join([part[1:] for part in before + title if part[0] not in "0123456789"]))
        if node:
            lines += [f"{node} {A} {mads.NameTitle}", f"{node}{AUTHORITATIVE}{literal(label)}"]
    else:
        node, label, lines = agent(tag, field[0], before)
    if not node:
        return []
    lines += known.said(node, member=bool(title))
    named: list[str] = []
    if parts:
        named = [part for part in before if part[0] in NAME[tag[1:]]] + [part for part in title if part[0] not in "01iju"]
    return _about(tag, node, label, lines, f"1{tag[1:]}{field[0][0]} ", named, parts, ids, ties, known)


@group.rule("630.title", "630adefghklmnoprstvxyz201w34")
def title(tag: str, field: Field, facts: Facts) -> Lines:
    """A Work that this one is about, known by its title: the same Hub as where it is a uniform title.

    630 00$aTruyện Kiều$xNghiên cứu
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      a madsrdf:ComplexSubject
      madsrdf:authoritativeLabel "Truyện Kiều--Nghiên cứu"
      rdfs:label "Truyện Kiều--Nghiên cứu"
      bflc:marcKey "130 0$aTruyện Kiều$xNghiên cứu"
      bf:source id:authorities/subjects
      madsrdf:isMemberOfMADSScheme id:authorities/subjects
      madsrdf:componentList topic/1#l1
    topic/1#l1 rdf:first hub/1
      rdf:rest topic/1#l2
    topic/1#l2 rdf:first topic/2
    topic/2 a madsrdf:Topic
      madsrdf:authoritativeLabel "Nghiên cứu"
    topic/1#l2 rdf:rest rdf:nil
    hub/1 a bf:Hub
      bf:title hub/1#title
      bflc:marcKey "130 0$aTruyện Kiều"
    hub/1#title a bf:Title
      bf:mainTitle "Truyện Kiều"
    hub/1 a madsrdf:Title
      madsrdf:authoritativeLabel "Truyện Kiều"
      bf:source id:authorities/subjects
      madsrdf:isMemberOfMADSScheme id:authorities/subjects
    """
    known = thesaurus(field)
    own, parts, ids, ties = _sorted(_TIES["30"], field, known[0])
    node, lines = titled_hub(tag, own, CODES)
    if not node:
        return []
    named = [part for part in own[1:] if part[0] in CODES]
    label = chop(" ".join([part[1:] for part in named]))
    lines += [f"{node} {A} {mads.Title}", f"{node}{AUTHORITATIVE}{literal(label)}", *known.said(node)]
    skip = field[0][0] if field[0][0] in "123456789" else "0"
    return _about(tag, node, label, lines, f"130 {skip}", named, parts, ids, ties, known)


def _about(
    tag: str,
    head: str,
    label: str,
    described: list[str],
    key: str,
    named: list[str],
    parts: list[Part],
    ids: Placed,
    ties: list[str],
    known: Thesaurus,
) -> list[str]:
    """The Work is about a name or a title, or about what its subdivisions say of it."""
    more = tied(head, ties) if ties else []
    if not parts:
        return [_ABOUT + head, *described, *more]
    names = keys = ""
    labels = label
    for part in parts:
        names, labels, keys = f"{names}\x1f{part[0]}", f"{labels}--{part[1]}", keys + part[3]
    node = heading("topic", f"{tag}{known[0]}\x1f{head}{names}")
    said, keyed = literal(labels), literal(marc_key("", key, named) + keys)
    lines = [
        f"{_ABOUT}{node}\n{node}{_TOPIC}\n{node}{_COMPLEX}\n{node}{AUTHORITATIVE}{said}\n{node}{_LABEL}{said}\n{node}{MARC_KEY}{keyed}",
        *known.said(node),
        *listed(node, head, parts),
        *described,
    ]
    if ids:
        lines += identified(node, [head, *[part[0] for part in parts]], ids, head_first=True)
    return lines + more

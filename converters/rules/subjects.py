# SPDX-License-Identifier: Apache-2.0
"""Fields 647, 648, 650, 651 and 655: what the Work is about, as terms of a list, and its genre.

A term without subdivisions is one heading; with them it is a complex subject whose parts stand in their order, each a heading as well.
"""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END, local_hash

from .agents import MARC_KEY
from .control_subfields import authority, below
from .subfields import chop
from .subject_parts import AUTHORITATIVE, Part, Placed, component, escaped, identified, listed, part_of, spoken, tied
from .thesauri import GENRES, SUBJECTS, thesaurus
from .write import LABEL, WORK, A, bf, heading, literal, mads

__all__ = ["component", "group"]

group = Group("647-651 and 655 Subjects and genre")

_EVENT = f" {A} {bf.Event}"
_FIRST = {
    "647": ("topic", _EVENT, _EVENT),
    "648": ("topic", f" {A} {bf.Temporal}", f" {A} {mads.Temporal}"),
    "650": ("topic", f" {A} {bf.Topic}", f" {A} {mads.Topic}"),
    "651": ("place", f" {A} {bf.Place}", f" {A} {mads.Geographic}"),
    "655": ("topic", f" {A} {bf.GenreForm}", f" {A} {mads.GenreForm}"),
}
"""Of the term before any subdivision: the room of its heading, its class in BIBFRAME, its class in MADS."""
# What ends a line, ready made: subjects are a fifth of all lines.
_ABOUT, _GENRE = f"{WORK} {bf.subject} ", f"{WORK} {bf.genreForm} "
_ITSELF = {
    "v": ("55", f" {A} {bf.GenreForm}", "$v"), "x": ("50", f" {A} {bf.Topic}", "$x"), "y": ("48", f" {A} {bf.Temporal}", "$y"),
    "z": ("51", f" {A} {bf.Place}", "$a"),
}  # fmt: skip
"""A subdivision that stands alone: the form of its key, its class, its code there. A place is the same as in 651."""
_TOPIC, _PLACE, _COMPLEX, _LABEL = f" {A} {bf.Topic}", f" {A} {bf.Place}", f" {A} {mads.ComplexSubject}", f" {LABEL} "


@group.rule("65X.subject", "647acdgvxyz201w34 648avxyz201w34e 650abcdgvxyz201w34e 651abgvxyz201w34e")
def subject(tag: str, field: Field, facts: Facts) -> Lines:
    """A topic, place, time or event; with subdivisions it is one complex subject whose parts can be asked for one by one.

    650 #7$aThơ$zPhú Yên$2btkkhcn
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      a madsrdf:ComplexSubject
      bflc:marcKey "150  $aThơ$zPhú Yên"
    topic/2 a madsrdf:Topic
      madsrdf:authoritativeLabel "Thơ"
    topic/1 madsrdf:componentList topic/1#l1
    topic/1#l1 rdf:first topic/2
      rdf:rest topic/1#l2
    topic/1#l2 rdf:first place/1
    place/1 a madsrdf:Geographic
      madsrdf:authoritativeLabel "Phú Yên"
    topic/1#l2 rdf:rest rdf:nil
    topic/1 rdfs:label "Thơ--Phú Yên"
      madsrdf:authoritativeLabel "Thơ--Phú Yên"
      bf:source id:vocabulary/subjectSchemes/btkkhcn
    id:vocabulary/subjectSchemes/btkkhcn a bf:Source
      bf:code "btkkhcn"
    """
    return _subject(tag, field, SUBJECTS)


@group.rule("655.genre", "655abcgvxyz201w3", cached=KEPT)
def genre(tag: str, field: Field, facts: Facts) -> Lines:
    """Genre or form: a novel, a thesis, a map. With subdivisions it is a subject, as LoC has it; its genre is the first part.

    655 #7$aTiểu thuyết$2btkkhcn
    →
    work bf:genreForm topic/1
    topic/1 a bf:GenreForm
      a madsrdf:GenreForm
      rdfs:label "Tiểu thuyết"
      madsrdf:authoritativeLabel "Tiểu thuyết"
      bflc:marcKey "155  $aTiểu thuyết"
      bf:source id:vocabulary/genreFormSchemes/btkkhcn
    id:vocabulary/genreFormSchemes/btkkhcn a bf:Source
      bf:code "btkkhcn"
    """
    return _subject(tag, field, GENRES)


def _subject(tag: str, field: Field, stem: str) -> list[str]:
    known = thesaurus(field, stem)
    code = known.code
    main: list[str] = []
    parts: list[Part] = []
    ids: Placed = []
    rest: list[str] = []
    for part in field[1:]:
        sub = part[0]
        if sub in "vxyz":
            found = part_of(code, part)
            if found[1]:
                parts.append(found)
        elif sub in "abcd":
            main.append(part)
        elif sub in "01w":
            ids.append((len(parts), part))
        elif sub in "34eg":
            rest.append(part)
    text = "\x1f".join(main)
    name, head, label, described, alone, key = _main(tag, code, text) if len(text) < 200 else _main.__wrapped__(tag, code, text)
    if not label:
        if not parts:
            return []
        # A subdivision that nothing is before is the term itself.
        head, label, described, more = parts.pop(0)
        like, kind, sub = _ITSELF[more[1]]
        name, key = head, f"1{like}  {sub}{more[2:]}"
        alone = _alone(_ABOUT, head, kind, label, key)
    notes = [part for part in rest if part[0] == "g"] if rest else []
    if notes:
        key += "".join([f"$g{escaped(chop(part[1:]))}" for part in notes])
    if parts:
        node, lines = _complex(tag, name + "".join(notes), label, key, parts)
        lines += (described, *listed(node, head, parts))
    else:
        node, lines = head, [alone, described]
        if notes:
            node = heading(_FIRST[tag][0], name + "".join(notes))
            about, kind = _alone_as(tag)
            lines = [_alone(about, node, kind, label, key), described.replace(head, node)]
    for end in known.ends:
        lines.append(node + end)
    if known.unnamed or known.more:
        lines += known.said(node) if known.unnamed else known.more
    if ids:
        lines += (
            identified(node, [head, *[part[0] for part in parts]], ids)
            if parts
            else [line for _, part in ids for line in authority(node, part)]
        )
    return lines if not rest else lines + _further(node, rest, bf.genreForm if tag == "655" and not parts else bf.subject)


def _complex(tag: str, name: str, label: str, key: str, parts: list[Part]) -> tuple[str, list[str]]:
    """A subject with subdivisions without its parts. A place of a place is a place, of which the list has no one term."""
    place = tag == "651" and all(part[3][1] == "z" for part in parts)
    node = heading("place" if place else "topic", name + "\x1f" + "\x1f".join([part[0] for part in parts]))
    said = literal("--".join([label, *[part[1] for part in parts]]))
    keyed = literal(key + "".join([part[3] for part in parts]))
    return node, [
        f"{_ABOUT}{node}\n{node}{_PLACE if place else _TOPIC}\n{node}{_COMPLEX}\n{node}{_LABEL}{said}\n"
        f"{node}{AUTHORITATIVE}{said}\n{node}{MARC_KEY}{keyed}"
    ]


@lru_cache(4096)
def _main(tag: str, code: str, text: str) -> tuple[str, str, str, str, str, str]:
    """A subject without subdivisions: what names it, its node, label, description, what more is said where it stands alone, its key."""
    parts = text.split("\x1f") if text else []
    room, _, simple = _FIRST[tag]
    name = f"{tag}{code}\x1f" + "\x1f".join([part.rstrip(END) for part in parts])
    node, label = heading(room, name), spoken(" ".join(" ".join([part[1:] for part in parts]).split()))
    described = f"{node}{simple}\n{node}{AUTHORITATIVE}{literal(label)}"
    if tag == "647":
        described += f"\n{node}{_LABEL}{literal(label)}"
    key = ""
    if parts:
        *before, last = [part[0] + escaped(part[1:]) for part in parts]
        key = f"1{tag[1:]}  ${'$'.join([*before, last[0] + chop(last[1:])])}"
    about, kind = _alone_as(tag)
    return name, node, label, described, _alone(about, node, kind, label, key), key


def _alone_as(tag: str) -> tuple[str, str]:
    return _GENRE if tag == "655" else _ABOUT, _FIRST[tag][1]


def _alone(about: str, node: str, kind: str, label: str, key: str) -> str:
    return f"{about}{node}\n{node}{kind}\n{node}{_LABEL}{literal(label)}\n{node}{MARC_KEY}{literal(key)}"


def _further(node: str, rest: list[str], about: str) -> list[str]:
    """What is rare: miscellaneous information ($g) and how else the Work is related to the subject."""
    lines: list[str] = []
    for part in rest:
        text = chop(part[1:]) if part[0] == "g" else ""
        if text:
            note = below(node, "note-" + local_hash(text))
            lines.append(f"{node} {bf.note} {note}\n{note} {A} {bf.Note}\n{note}{_LABEL}{literal(text)}")
    return lines + tied(node, [part for part in rest if part[0] != "g"], about)

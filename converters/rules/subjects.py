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
from .control_subfields import below
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
    code, ends, more, unnamed = known
    main = names = labels = keys = ""
    parts: list[Part] = []
    ids: Placed = []
    ties: list[str] = []
    for part in field[1:]:
        sub = part[0]
        if sub in "vxyz":
            found = part_of(code, part)
            named, label, _, key = found
            if label:
                parts.append(found)
                names, labels, keys = f"{names}\x1f{named}", f"{labels}--{label}", keys + key
        elif sub in "abcdg":
            main = f"{main}\x1f{part}" if main else part
        elif sub in "01w":
            ids.append((len(parts), part))
        elif sub in "34e":
            ties.append(part)
    name, head, label, described, alone, key = _main(tag, code, main) if len(main) < 200 else _main.__wrapped__(tag, code, main)
    if not label:
        return _itself(tag, field, stem) if parts else []
    if parts:
        place = tag == "651" and "$x" not in keys and "$v" not in keys and "$y" not in keys
        node = heading("place" if place else "topic", name + names)
        lines = [_complex(node, place, label + labels, key + keys), described, *listed(node, head, parts)]
    else:
        node, lines = head, [alone, described]
    for end in ends:
        lines.append(node + end)
    if more:
        lines += more
    if unnamed:
        lines += known.said(node)
    if ids:
        lines += identified(node, [head, *[part[0] for part in parts]], ids)
    return lines + tied(node, ties, bf.genreForm if tag == "655" and not parts else bf.subject) if ties else lines


_ITSELF = {"x": "650", "y": "648", "z": "651"}


def _itself(tag: str, field: Field, stem: str) -> list[str]:
    """A subdivision that no term stands before is the term itself."""
    place = next(index for index, part in enumerate(field) if index and part[0] in "vxyz" and spoken(part[1:]))
    other = [part for part in field[1:place] if part[0] in "012w34e"]
    return _subject(_ITSELF.get(field[place][0], tag), [field[0], "a" + field[place][1:], *other, *field[place + 1 :]], stem)


def _complex(node: str, place: bool, label: str, key: str) -> str:
    """A subject with subdivisions without its parts. A place of a place is a place, of which the list has no one term."""
    said = literal(label)
    return (
        f"{_ABOUT}{node}\n{node}{_PLACE if place else _TOPIC}\n{node}{_COMPLEX}\n{node}{_LABEL}{said}\n"
        f"{node}{AUTHORITATIVE}{said}\n{node}{MARC_KEY}{literal(key)}"
    )


@lru_cache(16384)
def _main(tag: str, code: str, text: str) -> tuple[str, str, str, str, str, str]:
    """A subject without subdivisions: what names it, its node, label, description, what more is said where it stands alone, its key."""
    parts = [part[0] + " ".join(part[1:].split()) for part in text.split("\x1f")] if text else []
    room, kind, simple = _FIRST[tag]
    name = f"{tag}{code}\x1f" + "\x1f".join([part.rstrip(END) for part in parts])
    node, label = heading(room, name), spoken(" ".join([part[1:] for part in parts if part[0] != "g"]))
    described = f"{node}{simple}\n{node}{AUTHORITATIVE}{literal(label)}"
    if tag == "647":
        described += f"\n{node}{_LABEL}{literal(label)}"
    if "\x1fg" in text:
        described += "".join([f"\n{_noted(node, part)}" for part in parts if part[0] == "g" and spoken(part[1:])])
    key = ""
    if parts:
        *before, last = [part[0] + escaped(part[1:]) for part in parts]
        key = f"1{tag[1:]}  ${'$'.join([*before, last[0] + chop(last[1:])])}"
    about = _GENRE if tag == "655" else _ABOUT
    alone = f"{about}{node}\n{node}{kind}\n{node}{_LABEL}{literal(label)}\n{node}{MARC_KEY}{literal(key)}"
    return name, node, label, described, alone, key


def _noted(node: str, part: str) -> str:
    """Miscellaneous information in a heading ($g)."""
    text = spoken(part[1:])
    note = below(node, "note-" + local_hash(text))
    return f"{node} {bf.note} {note}\n{note} {A} {bf.Note}\n{note}{_LABEL}{literal(text)}"

# SPDX-License-Identifier: Apache-2.0
"""Field 653: keywords that no list controls."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END

from .control_subfields import authority
from .subject_parts import spoken
from .write import LABEL, WORK, A, bf, bflc, heading, literal

group = Group("653 Keywords")

_ABOUT, _GENRE, _UNCONTROLLED, _LABEL = f"{WORK} {bf.subject} ", f"{WORK} {bf.genreForm} ", f" {A} {bflc.Uncontrolled}", f" {LABEL} "
_TOPIC = ("topic", "653", f" {A} {bf.Topic}", _ABOUT)
_KINDS = {
    "1": ("agent", "6531", f" {A} {bf.Agent}\n%s {A} {bf.Person}", _ABOUT),
    "2": ("agent", "6532", f" {A} {bf.Agent}\n%s {A} {bf.Organization}", _ABOUT),
    "3": ("agent", "6533", f" {A} {bf.Agent}\n%s {A} {bf.Meeting}", _ABOUT),
    "4": ("topic", "6534", f" {A} {bf.Temporal}", _ABOUT),
    "5": ("place", "6535", f" {A} {bf.Place}", _ABOUT),
    "6": ("topic", "6536", f" {A} {bf.GenreForm}", _GENRE),
}
"""By second indicator: the room of the heading, what its name's hash begins with, its class, the property."""


@group.rule("653.keyword", "653a01w", cached=KEPT)
def keyword(tag: str, field: Field, facts: Facts) -> Lines:
    """Keywords that the library chose itself: in Vietnamese practice the chief subject access, so each is a heading of the union.

    653 ##$aVăn học dân gian$aPhú Yên
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      a bflc:Uncontrolled
      rdfs:label "Văn học dân gian"
    work bf:subject topic/2
    topic/2 a bf:Topic
      a bflc:Uncontrolled
      rdfs:label "Phú Yên"
    """
    lines: list[str] = []
    kind = field[0][1]
    node = ""
    for part in field[1:]:
        if part[0] == "a":
            node, said = _keyword(kind, part[1:])
            lines += said
        elif part[0] in "01w" and node:
            lines += authority(node, part)
    return lines


@lru_cache(4096)
def _keyword(kind: str, text: str) -> tuple[str, tuple[str, ...]]:
    """A keyword and what is said of it; the identifier that follows it is its own."""
    text = " ".join(text.split())
    label = spoken(text)
    if not label:
        return "", ()
    room, start, classes, about = _KINDS.get(kind, _TOPIC)
    node = heading(room, start + text.rstrip(END))
    return node, (f"{about}{node}\n{node}{classes.replace('%s', node)}\n{node}{_UNCONTROLLED}\n{node}{_LABEL}{literal(label)}",)

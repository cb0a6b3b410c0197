# SPDX-License-Identifier: Apache-2.0
"""Leader/06 and 07: what kind of thing is described."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import POSITIONS

from .write import INSTANCE, VOCABULARY, WORK, A, bf, term

group = Group("Leader")

_CLASSES = {
    "a": ("Text", "txt"), "c": ("NotatedMusic", "ntm"), "d": ("NotatedMusic", "ntm"),
    "e": ("Cartography", "cri"), "f": ("Cartography", "cri"), "g": ("MovingImage", "tdi"),
    "i": ("NonMusicAudio", "spw"), "j": ("MusicAudio", "prm"), "k": ("StillImage", "sti"),
    "m": ("Multimedia", "cop"), "o": ("Kit", ""), "p": ("MixedMaterial", "txt"), "q": ("Hub", ""),
    "r": ("Object", "tdf"), "t": ("Text", "txt"),
}  # fmt: skip
_MANUSCRIPTS = "dft"
_LEVELS = {
    "a": ("Monograph", "mono"), "b": ("Serial", "serl"), "c": ("Collection", "mulm"), "d": ("Collection", "mono"),
    "i": ("Integrating", "intg"), "m": ("Monograph", "mono"), "s": ("Serial", "serl"),
}  # fmt: skip


@group.rule("leader.kind", "LDR[6] LDR[7]", needs="leader first")
def kind(tag: str, field: Field, facts: Facts) -> Lines:
    """Every record describes one Work and one Instance. Leader/06 says of what kind they are, and the type of content where no 336 does;
    07 how it is issued, where no 334 does.

    LDR 00000nam a2200000 a 4500
    →
    work a bf:Work
    instance a bf:Instance
    work bf:hasInstance instance
    instance bf:instanceOf work
    work a bf:Text
      a bf:Monograph
    instance bf:issuance id:vocabulary/issuance/mono
    work bf:content id:vocabulary/contentTypes/txt
    id:vocabulary/contentTypes/txt a bf:Content
      rdfs:label "text"
    """
    return _kind(facts.leader[6], facts.leader[7], "334" in facts.first, "336" in facts.first)


@lru_cache(512)
def _kind(code: str, level: str, has_issuance: bool, has_content: bool) -> tuple[str]:
    lines = [
        f"{WORK} {A} {bf.Work}",
        f"{INSTANCE} {A} {bf.Instance}",
        f"{WORK} {bf.hasInstance} {INSTANCE}",
        f"{INSTANCE} {bf.instanceOf} {WORK}",
    ]
    if code in _CLASSES:
        lines.append(f"{WORK} {A} {getattr(bf, _CLASSES[code][0])}")
    if code in _MANUSCRIPTS:
        lines.append(f"{WORK} {A} {bf.Manuscript}")
    if level in _LEVELS:
        work_class, issued = _LEVELS[level]
        lines.append(f"{WORK} {A} {getattr(bf, work_class)}")
        if not has_issuance:
            lines.append(f"{INSTANCE} {bf.issuance} {VOCABULARY}issuance/{issued}>")
    if not has_content and code in _CLASSES and _CLASSES[code][1]:
        lines += term(WORK, bf.content, bf.Content, POSITIONS["content"][_CLASSES[code][1]])
    return ("\n".join(lines),)

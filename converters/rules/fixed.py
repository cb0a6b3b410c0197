# SPDX-License-Identifier: Apache-2.0
"""Fields 006, 007 and 008: the coded values that every record has, by kind of material (`fixed_fields` reads them)."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import LANGUAGES, POSITIONS

from .fixed_fields import rendered, said
from .write import VOCABULARY, WORK, bf

group = Group("006-008 Fixed fields")

_MATERIALS = {
    "a": "BK", "t": "BK", "m": "CF", "e": "MP", "f": "MP", "c": "MU", "d": "MU", "i": "MU", "j": "MU", "g": "VM", "k": "VM", "o": "VM",
    "r": "VM", "p": "MX", "s": "CR",
}  # fmt: skip
_CONTINUING = "bis"


@group.rule("008.language", "008[35-37]")
def language(tag: str, field: Field, facts: Facts) -> Lines:
    """The language of the text, as the IRI of its MARC code, also of one that has been replaced since.

    008 200101s2019####vm############000#0#vie##
    ⇄
    work bf:language id:vocabulary/languages/vie
    """
    return _language(field[0][35:38])


@lru_cache(1024)
def _language(code: str) -> tuple[str, ...]:
    code = code.lower()
    known = code in LANGUAGES or code in POSITIONS["language-before"]
    return (f"{WORK} {bf.language} {VOCABULARY}languages/{code}>",) if known else ()


@group.rule("008.material", "008[18-34]", needs="leader first fields")
def coded(tag: str, field: Field, facts: Facts) -> Lines:
    """What is coded by kind of material in 008/18-34: illustrations, audience, form of item, nature of contents, frequency, projection,
    form of composition. A carrier, a media type or a genre that another field says as well is left to that field.

    LDR 00000nam a2200000 a 4500
    008 200101s2019####vm#a#####b####001#1#vie##
    ⇄
    work bf:illustrativeContent id:vocabulary/millus/ill
    id:vocabulary/millus/ill a bf:Illustration
      rdfs:label "illustrations"
    instance bf:media id:vocabulary/mediaTypes/n
    id:vocabulary/mediaTypes/n a bf:Media
      rdfs:label "unmediated"
    work bf:supplementaryContent id:vocabulary/msupplcont/bibliography
    id:vocabulary/msupplcont/bibliography a bf:SupplementaryContent
      rdfs:label "bibliography"
    work bf:supplementaryContent id:vocabulary/msupplcont/index
    id:vocabulary/msupplcont/index a bf:SupplementaryContent
      rdfs:label "index"
    work bf:genreForm id:authorities/genreForms/gf2014026339
    id:authorities/genreForms/gf2014026339 a bf:GenreForm
      rdfs:label "Fiction"
    """
    kind, level = facts.leader[6], facts.leader[7]
    material = "CR" if kind == "a" and level in _CONTINUING else _MATERIALS.get(kind, "") if kind != "s" else ""
    return said(rendered("008", material, field[0][18:35], "t" if kind == "t" else ""), facts)


@group.rule("006.material", "006[0-17]", needs="first fields")
def further(tag: str, field: Field, facts: Facts) -> Lines:
    """A further aspect of what is described (the disc that goes with a book, the serial that is a database), coded as in 008. Its form of
    item says nothing of the whole, so no carrier follows from it.

    006 m#####o##i########
    →
    work bf:genreForm id:vocabulary/marcgt/inm
    id:vocabulary/marcgt/inm a bf:GenreForm
      rdfs:label "interactive multimedia"
    """
    text = field[0]
    return said(rendered("006", _MATERIALS.get(text[:1], ""), text[1:18]), facts)


@group.rule("007.material", "007[0-13]", needs="leader first fields")
def physical(tag: str, field: Field, facts: Facts) -> Lines:
    """What the thing is physically, by the category of material in its first position: carrier, media type, colour, size, sound, base.
    What 300 $c, 336-338 or 344-347 say in words is left to them.

    007 cr#c#a---
    →
    instance bf:media id:vocabulary/mediaTypes/c
    id:vocabulary/mediaTypes/c a bf:Media
      rdfs:label "computer"
    instance bf:carrier id:vocabulary/carriers/cr
    id:vocabulary/carriers/cr a bf:Carrier
      rdfs:label "online resource"
    instance bf:colorContent id:vocabulary/mcolor/mul
    id:vocabulary/mcolor/mul a bf:ColorContent
      rdfs:label "color"
    instance bf:soundContent id:vocabulary/msoundcontent/sound
    id:vocabulary/msoundcontent/sound a bf:SoundContent
      rdfs:label "sound"
    """
    text = field[0]
    return said(rendered("007", text[:1], text[:14], facts.leader[6]), facts)


group.ignore("007[14-22]", "state of a film print when it was inspected: of a copy, not of the edition")

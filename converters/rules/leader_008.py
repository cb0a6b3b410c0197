# SPDX-License-Identifier: Apache-2.0
"""Leader and 008: what kind of thing is described, and the coded values that every record has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import LANGUAGES, POSITIONS, Term

from .write import INSTANCE, VOCABULARY, WORK, A, bf, bflc, term

group = Group("Leader and 008")

_CLASSES = {
    "a": ("Text", "txt"), "c": ("NotatedMusic", "ntm"), "d": ("NotatedMusic", "ntm"),
    "e": ("Cartography", "cri"), "f": ("Cartography", "cri"), "g": ("MovingImage", "tdi"),
    "i": ("NonMusicAudio", "spw"), "j": ("MusicAudio", "prm"), "k": ("StillImage", "sti"),
    "m": ("Multimedia", "cop"), "o": ("Kit", ""), "p": ("MixedMaterial", ""), "r": ("Object", "tdf"), "t": ("Text", "txt"),
}  # fmt: skip
_LEVELS = {"a": "Monograph", "b": "Serial", "c": "Collection", "d": "Collection", "i": "Integrating", "m": "Monograph", "s": "Serial"}
_ISSUANCE = {"a": "mono", "b": "serl", "c": "mono", "d": "mono", "i": "intg", "m": "mono", "s": "serl"}
_MEDIA = {"g": "g", "i": "s", "j": "s", "m": "c", "o": "", "p": ""}
_BOOKS, _SERIALS = "at", "bis"


@group.rule("leader.classes", "LDR[6] LDR[7]", needs="leader")
def classes(tag: str, field: Field, facts: Facts) -> Lines:
    """Every record describes one Work and one Instance; leader/06 and 07 say of what kind they are.

    LDR 00000nam a2200000 a 4500
    →
    work a bf:Work
    instance a bf:Instance
    work bf:hasInstance instance
    instance bf:instanceOf work
    work a bf:Text
      a bf:Monograph
    instance bf:issuance id:vocabulary/issuance/mono
    """
    return _classes(facts.leader[6], facts.leader[7])


@lru_cache(512)
def _classes(kind: str, level: str) -> tuple[str, ...]:
    lines = [
        f"{WORK} {A} {bf.Work}",
        f"{INSTANCE} {A} {bf.Instance}",
        f"{WORK} {bf.hasInstance} {INSTANCE}",
        f"{INSTANCE} {bf.instanceOf} {WORK}",
    ]
    if kind in _CLASSES:
        lines.append(f"{WORK} {A} {getattr(bf, _CLASSES[kind][0])}")
    if level in _LEVELS:
        lines.append(f"{WORK} {A} {getattr(bf, _LEVELS[level])}")
        lines.append(f"{INSTANCE} {bf.issuance} {VOCABULARY}issuance/{_ISSUANCE[level]}>")
    if kind in "dft":
        lines.append(f"{INSTANCE} {A} {bf.Manuscript}")
    return tuple(lines)


@group.rule("leader.content", "LDR[6]", needs="leader first")
def content(tag: str, field: Field, facts: Facts) -> Lines:
    """Without 336 and 337 the leader still tells content and media type, so that a reader can ask for either.

    LDR 00000nam a2200000 a 4500
    →
    work bf:content id:vocabulary/contentTypes/txt
    id:vocabulary/contentTypes/txt a bf:Content
      rdfs:label "text"
    instance bf:media id:vocabulary/mediaTypes/n
    id:vocabulary/mediaTypes/n a bf:Media
      rdfs:label "unmediated"
    """
    return _content(facts.leader[6], "336" in facts.first, "337" in facts.first)


@lru_cache(512)
def _content(kind: str, has_content: bool, has_media: bool) -> tuple[str, ...]:
    if kind not in _CLASSES:
        return ()
    lines: list[str] = []
    if not has_content and _CLASSES[kind][1]:
        lines += term(WORK, bf.content, bf.Content, POSITIONS["content"][_CLASSES[kind][1]])
    media = _MEDIA.get(kind, "n")
    if not has_media and media:
        lines += term(INSTANCE, bf.media, bf.Media, POSITIONS["media"][media])
    return tuple(lines)


@group.rule("008.language", "008[35-37]", needs="fixed")
def language(tag: str, field: Field, facts: Facts) -> Lines:
    """The language of the text, as the IRI of its MARC code.

    008 200101s2019####vm############000#0#vie##
    →
    work bf:language id:vocabulary/languages/vie
    """
    code = facts.fixed[35:38]
    return [f"{WORK} {bf.language} {VOCABULARY}languages/{code}>"] if code in LANGUAGES else []


@group.rule(
    "008.books", "008[18-21] 008[22] 008[23] 008[24-27] 008[28] 008[29] 008[30] 008[31] 008[33] 008[34]", needs="leader fixed first fields"
)
def books(tag: str, field: Field, facts: Facts) -> Lines:
    """Illustrations, audience, form of item, nature of contents, literary form, biography: coded for books in 008/18-34.

    LDR 00000nam a2200000 a 4500
    008 200101s2019####vm#a#####b####001#1#vie##
    →
    work bf:illustrativeContent id:vocabulary/millus/ill
    id:vocabulary/millus/ill a bf:Illustration
      rdfs:label "illustrations"
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
    if facts.leader[6] not in _BOOKS or facts.leader[7] in _SERIALS:
        return []
    return book_lines(facts.fixed[18:35])


@lru_cache(2048)
def book_lines(codes: str) -> tuple[str, ...]:
    """The statements of positions 18-34 of a book."""
    return tuple(_book_lines(codes))


def _book_lines(codes: str) -> Iterator[str]:
    for code in dict.fromkeys(codes[0:4]):
        if found := POSITIONS["illustration"].get(code):
            yield from term(WORK, bf.illustrativeContent, bf.Illustration, found)
    if found := POSITIONS["audience"].get(codes[4]):
        yield from term(WORK, bf.intendedAudience, bf.IntendedAudience, found)
    if found := POSITIONS["form-of-item"].get(codes[5]):
        yield from term(INSTANCE, bf.carrier, bf.Carrier, found)
    if codes[5] == "d":
        yield from term(INSTANCE, bf.fontSize, bf.FontSize, Term("http://id.loc.gov/vocabulary/mfont/lp", "large print"))
    for code in dict.fromkeys(codes[6:10]):
        if found := POSITIONS["contents"].get(code):
            yield from genre_or_supplement(found)
    if found := POSITIONS["government"].get(codes[10]):
        yield from term(WORK, bflc.governmentPubType, bflc.GovernmentPubType, found)
    if codes[11] == "1":
        yield from genre_or_supplement(_CONFERENCE)
    if codes[12] == "1":
        yield from genre_or_supplement(_FESTSCHRIFT)
    if codes[13] == "1":
        yield from genre_or_supplement(_INDEX)
    if found := POSITIONS["literary-form"].get(codes[15]):
        yield from genre_or_supplement(found)
    if found := POSITIONS["biography"].get(codes[16]):
        yield from genre_or_supplement(found)


_GENRES = "http://id.loc.gov/authorities/genreForms/"
_CONFERENCE = Term(_GENRES + "gf2014026068", "Conference papers and proceedings")
_FESTSCHRIFT = Term(_GENRES + "gf2016026082", "Festschriften")
_INDEX = Term("http://id.loc.gov/vocabulary/msupplcont/index", "index")


def genre_or_supplement(what: Term) -> list[str]:
    """A code of 008 is either a genre of the whole or a supplement to it; its IRI says which."""
    if what.iri.startswith(_GENRES):
        return term(WORK, bf.genreForm, bf.GenreForm, what)
    return term(WORK, bf.supplementaryContent, bf.SupplementaryContent, what)

# SPDX-License-Identifier: Apache-2.0
"""Fields 6XX: what the Work is about, and its genre."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END

from .names import agent, authority, hub, split_title
from .subfields import chop, first, only
from .uniform_titles import CODES, titled_hub
from .write import LABEL, VOCABULARY, WORK, A, bf, heading, literal, mads, rdf

group = Group("6XX Subjects and genre")

LCSH, CHILDREN = "<http://id.loc.gov/authorities/subjects>", "<http://id.loc.gov/authorities/childrensSubjects>"
_SOURCES = {
    "0": LCSH, "1": CHILDREN, "2": f"{VOCABULARY}subjectSchemes/mesh>", "3": f"{VOCABULARY}subjectSchemes/nal>",
    "5": f"{VOCABULARY}subjectSchemes/cash>", "6": f"{VOCABULARY}subjectSchemes/rvm>",
}  # fmt: skip
_SAME = {"lcsh": "0", "mesh": "2"}
_PARTS = {"v": ("topic", mads.GenreForm), "x": ("topic", mads.Topic), "y": ("topic", mads.Temporal), "z": ("place", mads.Geographic)}
_FIRST = {
    "648": ("topic", f" {A} {bf.Temporal}", f" {A} {mads.Temporal}"), "650": ("topic", f" {A} {bf.Topic}", f" {A} {mads.Topic}"),
    "651": ("place", f" {A} {bf.Place}", f" {A} {mads.Geographic}"),
}  # fmt: skip
# What ends a line, ready made: subjects are a fifth of all lines.
_ABOUT = f"{WORK} {bf.subject} "
_TOPIC, _COMPLEX = f" {A} {bf.Topic}", f" {A} {mads.ComplexSubject}"
_LABEL, _AUTHORITATIVE = f" {LABEL} ", f" {mads.authoritativeLabel} "
_LIST, _FIRST_CELL, _REST_CELL, _LAST_CELL = f" {mads.componentList} ", f" {rdf.first} ", f" {rdf.rest} ", f" {rdf.rest} {rdf.nil}"


def source(field: Field) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The thesaurus of a subject: its code in a heading's name, what ends the heading's lines on it, what is said of itself."""
    second = field[0][1]
    return _thesaurus(second, first(field, "2").rstrip(".") if second == "7" else "")


@lru_cache(256)
def _thesaurus(second: str, code: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    second = _SAME.get(code, second)
    if second != "7":
        iri = _SOURCES.get(second, "")
        member = (f" {mads.isMemberOfMADSScheme} {iri}",) if second in "01" else ()
        return (second, (f" {bf.source} {iri}", *member), ()) if iri else ("", (), ())
    if not (code.isascii() and code.replace("-", "").isalnum() and len(code) <= 20):
        return code, (), ()
    iri = f"{VOCABULARY}subjectSchemes/{code}>"
    return code, (f" {bf.source} {iri}",), (f"{iri} {A} {bf.Source}", f"{iri} {bf.code} {literal(code)}")


@lru_cache(8192)
def component(code: str, part: str) -> tuple[str, str, str]:
    """The node, label and description of a subdivision; the same few stand under most subjects."""
    room, kind = _PARTS[part[0]]
    label = chop(part[1:])
    name = f"651{code}\x1fa{part[1:]}" if part[0] == "z" else f"part{code}\x1f{part}"
    node = heading(room, name.rstrip(END))
    return node, label, f"{node} {A} {kind}\n{node}{_AUTHORITATIVE}{literal(label)}"


def components(node: str, head: str, parts: list[tuple[str, str, str]]) -> list[str]:
    """The parts of a complex subject in their order, as a list whose cells are named from the heading."""
    start = node[:-1] + "#l"
    cell = start + "1>"
    chain = f"{node}{_LIST}{cell}\n{cell}{_FIRST_CELL}{head}"
    for index, (named, _, _) in enumerate(parts, 2):
        after = f"{start}{index}>"
        chain = f"{chain}\n{cell}{_REST_CELL}{after}\n{after}{_FIRST_CELL}{named}"
        cell = after
    return [f"{chain}\n{cell}{_LAST_CELL}", *[said for _, _, said in parts]]


@group.rule("65X.subject", "648avxyz201 650abcdvxyz201 651avxyz201")
def subject(tag: str, field: Field, facts: Facts) -> Lines:
    """A topic, place or time; with subdivisions it is one complex subject whose parts can be asked for one by one.

    650 #7$aThơ$zPhú Yên$2btkkhcn
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      a madsrdf:ComplexSubject
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
    code, ends, more = source(field)
    main, parts, ids = [], [], []
    for part in field[1:]:
        if part[0] in "vxyz":
            known = component(code, part)
            if known[1]:
                parts.append(known)
        elif part[0] in "abcd":
            main.append(part)
        elif part[0] in "01":
            ids.append(part)
    text = "\x1f".join(main)
    name, node, label, described, alone = _main(tag, code, text) if len(text) < 200 else _main.__wrapped__(tag, code, text)
    if not label:
        return []
    if parts:
        head, node = node, heading("topic", name + "\x1f" + "\x1f".join([part[0] for part in parts]))
        said = literal("--".join([label, *[part[1] for part in parts]]))
        lines = [f"{_ABOUT}{node}\n{node}{_TOPIC}\n{node}{_COMPLEX}\n{node}{_LABEL}{said}\n{node}{_AUTHORITATIVE}{said}"]
        lines += (described, *components(node, head, parts))
    else:
        lines = [alone, described]
    lines += [node + end for end in ends]
    lines += more
    for part in ids:
        lines += authority(node, part)
    return lines


@lru_cache(4096)
def _main(tag: str, code: str, text: str) -> tuple[str, str, str, str, str]:
    """A subject without subdivisions: what names it, its node and label, its description, and what more is said where it stands alone."""
    parts = text.split("\x1f")
    room, kind, simple = _FIRST[tag]
    name = f"{tag}{code}\x1f" + "\x1f".join([part.rstrip(END) for part in parts])
    node, label = heading(room, name), chop(" ".join([part[1:] for part in parts]))
    said = literal(label)
    return name, node, label, f"{node}{simple}\n{node}{_AUTHORITATIVE}{said}", f"{_ABOUT}{node}\n{node}{kind}\n{node}{_LABEL}{said}"


@group.rule("630.title", "630adfghklmnoprstvxyz201")
def title(tag: str, field: Field, facts: Facts) -> Lines:
    """A Work that this one is about, known by its title: the same Hub as where it is a uniform title.

    630 00$aTruyện Kiều$xNghiên cứu
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      a madsrdf:ComplexSubject
      madsrdf:authoritativeLabel "Truyện Kiều--Nghiên cứu"
      rdfs:label "Truyện Kiều--Nghiên cứu"
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
    """
    parts = [part for part in field[1:] if part[0] in "vxyz" and chop(part[1:])]
    node, lines = titled_hub(tag, [field[0], *[part for part in field[1:] if part[0] not in "vxyz2"]], CODES)
    if not node:
        return []
    label = chop(" ".join([part[1:] for part in field[1:] if part[0] in CODES]))
    lines += [f"{node} {A} {mads.Title}", f"{node} {mads.authoritativeLabel} {literal(label)}"]
    return [*_complex(tag, field, node, label, parts), *lines] if parts else [f"{WORK} {bf.subject} {node}", *lines]


@group.rule("60X.name", "600abcdfghjklmnopqrstvxyz201 610abcdfghklmnoprstvxyz201 611acdefghklnpqstvxyz201")
def name(tag: str, field: Field, facts: Facts) -> Lines:
    """A person, body or meeting that the Work is about is the same node as where it wrote one.

    600 07$aNguyễn Du,$d1765-1820$xTiểu sử$2btkkhcn
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      a madsrdf:ComplexSubject
      madsrdf:authoritativeLabel "Nguyễn Du, 1765-1820--Tiểu sử"
      rdfs:label "Nguyễn Du, 1765-1820--Tiểu sử"
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
    """
    parts = [part for part in field[1:] if part[0] in "vxyz" and chop(part[1:])]
    rest = [field[0], *[part for part in field[1:] if part[0] not in "vxyz2"]]
    before, title = split_title(rest)
    if title:
        node, lines = hub(tag, field[0], before, title)
        label = chop(" ".join([part[1:] for part in before + title if part[0] not in "0123456789"]))
        if node:
            lines += [f"{node} {A} {mads.NameTitle}", f"{node} {mads.authoritativeLabel} {literal(label)}"]
    else:
        node, label, lines = agent(tag, field[0], before)
    if not node:
        return []
    if not parts:
        return [f"{WORK} {bf.subject} {node}", *lines]
    return [*_complex(tag, field, node, label, parts), *lines]


def _complex(tag: str, field: Field, head: str, label: str, parts: list[str]) -> list[str]:
    code, ends, more = source(field)
    known = [component(code, part) for part in parts]
    node = heading("topic", f"{tag}{code}\x1f{head}\x1f" + "\x1f".join([part[0] for part in known]))
    said = literal("--".join([label, *[part[1] for part in known]]))
    return [
        _ABOUT + node,
        node + _TOPIC,
        node + _COMPLEX,
        f"{node}{_AUTHORITATIVE}{said}",
        f"{node}{_LABEL}{said}",
        *[node + end for end in ends],
        *more,
        *components(node, head, known),
    ]


@group.rule("653.keyword", "653a")
def keyword(tag: str, field: Field, facts: Facts) -> Lines:
    """Keywords that the library chose itself: in Vietnamese practice the chief subject access, so each is a topic of the union.

    653 ##$aVăn học dân gian$aPhú Yên
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      rdfs:label "Văn học dân gian"
    work bf:subject topic/2
    topic/2 a bf:Topic
      rdfs:label "Phú Yên"
    """
    lines: list[str] = []
    for text in only(field, "a"):
        node = heading("topic", "653" + text.rstrip(END))
        lines += [
            f"{WORK} {bf.subject} {node}",
            f"{node} {A} {bf.Topic}",
            f"{node} {LABEL} {literal(chop(text))}",
        ]
    return lines


@group.rule("655.genre", "655avxyz2", cached=True)
def genre(tag: str, field: Field, facts: Facts) -> Lines:
    """Genre or form: a novel, a thesis, a map.

    655 #7$aTiểu thuyết$2btkkhcn
    →
    work bf:genreForm topic/1
    topic/1 a bf:GenreForm
      a madsrdf:GenreForm
      rdfs:label "Tiểu thuyết"
      madsrdf:authoritativeLabel "Tiểu thuyết"
      bf:source id:vocabulary/genreFormSchemes/btkkhcn
    id:vocabulary/genreFormSchemes/btkkhcn a bf:Source
      bf:code "btkkhcn"
    """
    text = "--".join([chop(value) for value in only(field, "avxyz")])
    if not text:
        return []
    code = first(field, "2").rstrip(".") if field[0][1] == "7" else {"0": "lcsh", "2": "mesh"}.get(field[0][1], "")
    node = heading("topic", f"655{code}\x1f{text}")
    said = literal(text)
    lines = [
        f"{WORK} {bf.genreForm} {node}",
        f"{node} {A} {bf.GenreForm}",
        f"{node} {A} {mads.GenreForm}",
        f"{node} {LABEL} {said}",
        f"{node} {mads.authoritativeLabel} {said}",
    ]
    if code and code.isascii() and code.replace("-", "").isalnum():
        iri = f"{VOCABULARY}genreFormSchemes/{code}>"
        lines += [f"{node} {bf.source} {iri}", f"{iri} {A} {bf.Source}", f"{iri} {bf.code} {literal(code)}"]
    for part in field[1:]:
        if part[0] in "01":
            lines += authority(node, part)
    return lines

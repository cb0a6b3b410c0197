# SPDX-License-Identifier: Apache-2.0
"""Fields 654, 656, 657, 658, 662 and 688: subjects by facets, occupations, functions, study aims, places from the large to the small."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END, local_hash

from .agents import MARC_KEY
from .control_subfields import authority, below
from .subfields import chop
from .subject_parts import AUTHORITATIVE, Part, Placed, escaped, identified, listed, part_of, spoken, tied
from .thesauri import SUBJECTS, thesaurus
from .write import LABEL, WORK, A, bf, heading, literal, mads

group = Group("654-662 and 688 Subjects of other kinds")

_ABOUT = f"{WORK} {bf.subject} "
_TOPIC = mads.Topic
_TERMS = {
    "654": {"a": _TOPIC, "b": _TOPIC},
    "656": {"a": mads.Occupation, "k": mads.GenreForm},
    "657": {"a": _TOPIC},
    "658": {"a": _TOPIC, "b": _TOPIC},
    "662": {
        "a": mads.Country, "b": mads.State, "c": mads.County, "d": mads.City, "f": mads.CitySection, "g": mads.Region,
        "h": mads.ExtraterrestrialArea,
    },
}  # fmt: skip
"""By tag: the class of each term before the subdivisions."""
_DETAILS = {"658": "cd", "688": "g"}


def _terms(tag: str, field: Field, code: str, room: str) -> tuple[list[Part], Placed, list[str], list[str]]:
    """The parts of a subject in their order, identifiers, ties, details. A place is named with those that it lies in."""
    classes = _TERMS[tag]
    parts: list[Part] = []
    ids: Placed = []
    ties: list[str] = []
    details: list[str] = []
    path, facet = "", ""
    for part in field[1:]:
        sub = part[0]
        label = spoken(" ".join(part[1:].split()))
        if sub in classes and label:
            path = f"{path}\x1f{sub}{label}" if tag == "662" else f"\x1f{facet}\x1f{sub}{label}" if facet else f"\x1f{sub}{label}"
            node = heading(room, f"{tag}{code}{path}")
            said = f"{node} {A} {classes[sub]}\n{node} {LABEL} {literal(label)}"
            if tag not in ("656", "662"):
                said += f"\n{node}{AUTHORITATIVE}{literal(label)}"
            key = f"${sub}{escaped(label)}"
            if facet:
                said, key = f"{said}\n{node} {bf.code} {literal(facet)}", f"$c{escaped(facet)}{key}"
            parts.append(Part(node, label, said, key))
            facet = ""
        elif tag == "654" and sub == "c":
            facet = label
        elif sub in "vxyz" and label:
            parts.append(part_of(code, part))
        elif sub in "01w":
            ids.append((max(len(parts) - 1, 0), part))
        elif sub in "34e":
            ties.append(part)
        elif sub in _DETAILS.get(tag, ""):
            details.append(part)
    return parts, ids, ties, details


def _made(tag: str, field: Field, kind: str, room: str = "topic", stem: str = "", scheme: str = mads.ComplexSubject) -> list[str]:
    """A subject of several terms: one heading with its parts in a list. kind, scheme: its class in BIBFRAME and in MADS."""
    known = thesaurus(field, stem, by_indicator=False)
    parts, ids, ties, details = _terms(tag, field, known.code, room)
    if not parts:
        return []
    head, *others = parts
    label = "--".join([part[1] for part in parts])
    single = not others and scheme == mads.ComplexSubject and tag != "656"
    node = head[0]
    if not single or details:
        node = heading(room, "\x1f".join([f"{tag}{known.code}", *[part[0] for part in parts], *[part.rstrip(END) for part in details]]))
    key = f"1{tag[1:]}  " + "".join([*[part[3] for part in parts], *[f"${part[0]}{escaped(chop(part[1:]))}" for part in details]])
    lines = [f"{_ABOUT}{node}\n{node} {A} {kind}\n{node} {A} {mads.Topic if single else scheme}\n{node} {LABEL} {literal(label)}"]
    lines.append(f"{node}{MARC_KEY}{literal(key)}")
    if tag not in ("656", "662"):
        lines.append(f"{node}{AUTHORITATIVE}{literal(label)}")
    if not single:
        lines += [*listed(node, head[0], others), head[2]]
    lines += known.said(node)
    for part in details:
        lines += _detail(node, part)
    if ids:
        lines += identified(node, [part[0] for part in parts], ids)
    return lines + tied(node, ties)


def _detail(node: str, part: str) -> list[str]:
    """The code of an aim in its curriculum, or what is else to be noted of the heading."""
    text = chop(part[1:])
    if not text:
        return []
    if part[0] == "c":
        return [f"{node} {bf.code} {literal(text)}"]
    about = below(node, "note-" + local_hash(text))
    return [f"{node} {bf.note} {about}\n{about} {A} {bf.Note}\n{about} {LABEL} {literal(text)}"]


@group.rule("654.faceted", "654abcvyz201w34e")
def faceted(tag: str, field: Field, facts: Facts) -> Lines:
    """Terms of a faceted list, each with the code of the facet that it is of: a topic whose parts are the terms.

    654 0#$cv$aTranh$ck$bgiấy dó$zĐông Hồ$2aat
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      a madsrdf:ComplexSubject
      rdfs:label "Tranh--giấy dó--Đông Hồ"
      bflc:marcKey "154  $cv$aTranh$ck$bgiấy dó$zĐông Hồ"
      madsrdf:authoritativeLabel "Tranh--giấy dó--Đông Hồ"
      madsrdf:componentList topic/1#l1
    topic/1#l1 rdf:first topic/2
      rdf:rest topic/1#l2
    topic/1#l2 rdf:first topic/3
      rdf:rest topic/1#l3
    topic/1#l3 rdf:first place/1
      rdf:rest rdf:nil
    topic/3 a madsrdf:Topic
      rdfs:label "giấy dó"
      madsrdf:authoritativeLabel "giấy dó"
      bf:code "k"
    place/1 a madsrdf:Geographic
      madsrdf:authoritativeLabel "Đông Hồ"
    topic/2 a madsrdf:Topic
      rdfs:label "Tranh"
      madsrdf:authoritativeLabel "Tranh"
      bf:code "v"
    topic/1 bf:source id:vocabulary/subjectSchemes/aat
    id:vocabulary/subjectSchemes/aat a bf:Source
      bf:code "aat"
    """
    return _made(tag, field, bf.Topic, stem=SUBJECTS)


@group.rule("656.occupation", "656akvxyz201w3")
def occupation(tag: str, field: Field, facts: Facts) -> Lines:
    """The occupation that the material reflects, by the list in $2.

    656 #7$aThợ gốm$2itoamc
    ⇄
    work bf:subject topic/1
    topic/1 a bf:Topic
      a madsrdf:ComplexSubject
      rdfs:label "Thợ gốm"
      bflc:marcKey "156  $aThợ gốm"
      madsrdf:componentList topic/1#l1
    topic/1#l1 rdf:first topic/2
      rdf:rest rdf:nil
    topic/2 a madsrdf:Occupation
      rdfs:label "Thợ gốm"
    topic/1 bf:source topic/1#source
    topic/1#source a bf:Source
      bf:code "itoamc"
    """
    return _made(tag, field, bf.Topic)


@group.rule("657.function", "657avxyz201w3")
def function(tag: str, field: Field, facts: Facts) -> Lines:
    """The activity that created the material.

    657 #7$aThu thuế$zPhú Yên$2local
    ⇄
    work bf:subject topic/1
    topic/1 a bf:Topic
      a madsrdf:ComplexSubject
      rdfs:label "Thu thuế--Phú Yên"
      bflc:marcKey "157  $aThu thuế$zPhú Yên"
      madsrdf:authoritativeLabel "Thu thuế--Phú Yên"
      madsrdf:componentList topic/1#l1
    topic/1#l1 rdf:first topic/2
      rdf:rest topic/1#l2
    topic/1#l2 rdf:first place/1
      rdf:rest rdf:nil
    place/1 a madsrdf:Geographic
      madsrdf:authoritativeLabel "Phú Yên"
    topic/2 a madsrdf:Topic
      rdfs:label "Thu thuế"
      madsrdf:authoritativeLabel "Thu thuế"
    topic/1 bf:source topic/1#source
    topic/1#source a bf:Source
      bf:code "local"
    """
    return _made(tag, field, bf.Topic)


@group.rule("658.objective", "658abcd201w")
def objective(tag: str, field: Field, facts: Facts) -> Lines:
    """What is to be learnt with the material, with its code in the curriculum and how closely the material answers to it.

    658 ##$aNgữ văn 10$bĐọc hiểu truyện thơ$cNV10.2$dcao$2ctgdpt
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      a madsrdf:ComplexSubject
      rdfs:label "Ngữ văn 10--Đọc hiểu truyện thơ"
      bflc:marcKey "158  $aNgữ văn 10$bĐọc hiểu truyện thơ$cNV10.2$dcao"
      madsrdf:authoritativeLabel "Ngữ văn 10--Đọc hiểu truyện thơ"
      madsrdf:componentList topic/1#l1
    topic/1#l1 rdf:first topic/2
      rdf:rest topic/1#l2
    topic/1#l2 rdf:first topic/3
      rdf:rest rdf:nil
    topic/3 a madsrdf:Topic
      rdfs:label "Đọc hiểu truyện thơ"
      madsrdf:authoritativeLabel "Đọc hiểu truyện thơ"
    topic/2 a madsrdf:Topic
      rdfs:label "Ngữ văn 10"
      madsrdf:authoritativeLabel "Ngữ văn 10"
    topic/1 bf:source topic/1#source
    topic/1#source a bf:Source
      bf:code "ctgdpt"
    topic/1 bf:code "NV10.2"
      bf:note topic/1#note-1
    topic/1#note-1 a bf:Note
      rdfs:label "cao"
    """
    return _made(tag, field, bf.Topic)


@group.rule("662.place", "662abcdefgh201w34")
def place(tag: str, field: Field, facts: Facts) -> Lines:
    """A place in a hierarchy: each part is the place that lies in those before it.

    662 ##$aViệt Nam$bPhú Yên$dTuy Hòa$2tgn
    →
    work bf:subject place/1
    place/1 a bf:Place
      a madsrdf:HierarchicalGeographic
      rdfs:label "Việt Nam--Phú Yên--Tuy Hòa"
      bflc:marcKey "162  $aViệt Nam$bPhú Yên$dTuy Hòa"
      madsrdf:componentList place/1#l1
    place/1#l1 rdf:first place/2
      rdf:rest place/1#l2
    place/1#l2 rdf:first place/3
      rdf:rest place/1#l3
    place/1#l3 rdf:first place/4
      rdf:rest rdf:nil
    place/3 a madsrdf:State
      rdfs:label "Phú Yên"
    place/4 a madsrdf:City
      rdfs:label "Tuy Hòa"
    place/2 a madsrdf:Country
      rdfs:label "Việt Nam"
    place/1 bf:source id:vocabulary/subjectSchemes/tgn
    id:vocabulary/subjectSchemes/tgn a bf:Source
      bf:code "tgn"
    """
    return _made(tag, field, bf.Place, "place", SUBJECTS, mads.HierarchicalGeographic)


@group.rule("688.unspecified", "688aeg201w34")
def unspecified(tag: str, field: Field, facts: Facts) -> Lines:
    """A subject of which the record does not say whether it is a person, a place or a topic.

    688 #7$aBà Triệu$2btkkhcn
    ⇄
    work bf:subject topic/1
    topic/1 a bf:Topic
      rdfs:label "Bà Triệu"
      bflc:marcKey "188  $aBà Triệu"
      bf:source id:vocabulary/subjectSchemes/btkkhcn
    id:vocabulary/subjectSchemes/btkkhcn a bf:Source
      bf:code "btkkhcn"
    """
    known = thesaurus(field)
    label = spoken(" ".join([part[1:] for part in field[1:] if part[0] == "a"]))
    if not label:
        return []
    details = [part for part in field[1:] if part[0] == "g"]
    node = heading("topic", "\x1f".join([f"688{known.code}", "a" + label, *[part.rstrip(END) for part in details]]))
    key = f"188  $a{escaped(label)}" + "".join([f"$g{escaped(chop(part[1:]))}" for part in details])
    lines = [f"{_ABOUT}{node}\n{node} {A} {bf.Topic}\n{node} {LABEL} {literal(label)}\n{node}{MARC_KEY}{literal(key)}", *known.said(node)]
    for part in details:
        lines += _detail(node, part)
    for part in field[1:]:
        if part[0] in "01w":
            lines += authority(node, part)
    return lines + tied(node, [part for part in field[1:] if part[0] in "34e"])

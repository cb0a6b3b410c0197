# SPDX-License-Identifier: Apache-2.0
"""Fields 720 and 740-758: added entries that no authority controls, places, system requirements, and resources known by their IRI."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END, local_hash

from .control_subfields import applies_to, authority, below, identifier, iri, related_authority
from .roles import relator, roles
from .subfields import chop, first, only
from .write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, bflc, heading, link, literal, local, mads, note, rdf, sourced

group = Group("720 and 740-758 Added entries")

Parts = list[str]


def tail(node: str) -> str:
    """The hash that ends a node's name."""
    return node[max(node.rfind("/"), node.rfind("-")) + 1 : -1]


def relationship(tie: str, text: str) -> list[str]:
    """How two resources belong together, in the words of the cataloguer ($i)."""
    label = chop(text)
    if not label:
        return []
    node = local(WORK, "relationship", label)
    return [f"{tie} {bf.relationship} {node}\n{node} {A} {bf.Relationship}\n{node} {LABEL} {literal(label)}"]


def source(node: str, text: str) -> list[str]:
    """The list that a term is from ($2), by its code."""
    code = text.strip()
    if not code:
        return []
    return [sourced(node, below(node, "source-" + local_hash(code)), code)]


@group.rule("720.name", "720ae4")
def uncontrolled_name(tag: str, field: Field, facts: Facts) -> Lines:
    """A name as the piece gives it, which no authority file has: a contributor, but not the same node as a controlled name.

    720 1#$aNguyễn Văn An$4trl
    ⇄
    work bf:contribution work-contribution-1
    work-contribution-1 a bf:Contribution
      bf:agent agent/1
      bf:role id:vocabulary/relators/trl
    agent/1 a bf:Agent
      a bf:Person
      a bflc:Uncontrolled
      rdfs:label "Nguyễn Văn An"
    id:vocabulary/relators/trl a bf:Role
    """
    label = chop(" ".join(only(field, "a")))
    if not label:
        return []
    person = field[0][0] == "1"
    node = heading("agent", f"20{'P' if person else ''}\x1fa{label}")
    did = local(WORK, "contribution", node)
    found, said = roles(tag, field, "ctb")
    kind = f"\n{node} {A} {bf.Person}" if person else ""
    return [
        f"{WORK} {bf.contribution} {did}\n{did} {A} {bf.Contribution}\n{did} {bf.agent} {node}",
        f"{node} {A} {bf.Agent}{kind}\n{node} {A} {bflc.Uncontrolled}\n{node} {LABEL} {literal(label)}",
        *[f"{did} {bf.role} {role}" for role in found],
        *said,
    ]


@group.rule("740.title", "740ahnp")
def uncontrolled_title(tag: str, field: Field, facts: Facts) -> Lines:
    """A title of a part (second indicator 2) or of a related Work that no authority controls.

    The title stands whole, whatever the first indicator skips.

    740 0#$aVăn chiêu hồn.
    ⇄
    work bf:relation work-relation-relatedwork-1
    work-relation-relatedwork-1 a bf:Relation
      bf:relationship id:vocabulary/relationship/relatedwork
      bf:associatedResource work-related-1
    work-related-1 a bf:Work
      a bflc:Uncontrolled
      bf:title work-related-1-title
    work-related-1-title a bf:Title
      bf:mainTitle "Văn chiêu hồn"
      bflc:nonSortNum "0"
    """
    text = chop(" ".join(only(field, "a"))).removeprefix(".")
    parts = [part for part in field[1:] if part[0] in "np" and chop(part[1:])]
    if not text and not parts:
        return []
    kind = "part" if field[0][1] == "2" else "relatedwork"
    node = local(WORK, "related", "740a" + text + "".join([f"\x1f{part.rstrip(END)}" for part in parts]))
    tie, named = f"{WORK[:-1]}-relation-{kind}-{tail(node)}>", below(node, "title")
    lines = [
        f"{WORK} {bf.relation} {tie}\n{tie} {A} {bf.Relation}\n{tie} {bf.relationship} {VOCABULARY}relationship/{kind}>",
        f"{tie} {bf.associatedResource} {node}\n{node} {A} {bf.Work}\n{node} {A} {bflc.Uncontrolled}",
    ]
    if text:
        skip = field[0][0] if field[0][0] in "0123456789" else "0"
        lines.append(f"{node} {bf.title} {named}\n{named} {A} {bf.Title}\n{named} {bf.mainTitle} {literal(text)}")
        lines.append(f'{named} {bflc.nonSortNum} "{skip}"')
    lines += [f"{node} {bf.partNumber if part[0] == 'n' else bf.partName} {literal(chop(part[1:]))}" for part in parts]
    if medium := chop(" ".join(only(field, "h"))).strip("[]"):
        form = below(node, "form")
        lines.append(f"{node} {bf.genreForm} {form}\n{form} {A} {bf.GenreForm}\n{form} {LABEL} {literal(medium)}")
    return lines


def place_role(node: str, parts: Parts) -> list[str]:
    """What a place is to the Work: said of the relation, for the place is the same node for other Works."""
    words = [part for part in parts if part[0] in "e4" and part[1:].strip()]
    if not words:
        return []
    tie = local(WORK, "relation", node)
    lines = [f"{WORK} {bf.relation} {tie}\n{tie} {A} {bf.Relation}\n{tie} {bf.associatedResource} {node}"]
    for part in words:
        if part[0] == "e":
            lines += relationship(tie, part[1:])
        else:
            role, _ = relator(part[1:].strip()[:3] if "://" not in part else part[1:])
            lines.append(f"{tie} {bf.relationship} {role}\n{role} {A} {bf.Relationship}")
    return lines


@group.rule("751.place", "751aeg012348")
def place(tag: str, field: Field, facts: Facts) -> Lines:
    """A place that has to do with the Work, the same node as where it is a subject; with a role ($e, $4) the relation says which.

    751 ##$aHuế (Việt Nam)$eđịa điểm bảo vệ luận án
    ⇄
    place/1 a bf:Place
      a madsrdf:Geographic
      rdfs:label "Huế (Việt Nam)"
      madsrdf:authoritativeLabel "Huế (Việt Nam)"
    work bf:relation work-relation-1
    work-relation-1 a bf:Relation
      bf:associatedResource place/1
      bf:relationship work-relationship-1
    work-relationship-1 a bf:Relationship
      rdfs:label "địa điểm bảo vệ luận án"
    """
    label = chop(" ".join(only(field, "ag")))
    if not label:
        return []
    code = first(field, "2")
    node = heading("place", f"651{code}\x1fa{label}")
    said = literal(label)
    lines = [f"{node} {A} {bf.Place}\n{node} {A} {mads.Geographic}\n{node} {LABEL} {said}\n{node} {mads.authoritativeLabel} {said}"]
    lines += place_role(node, field[1:]) or [f"{WORK} {bf.place} {node}"]
    return lines + _of_place(node, field)


def _of_place(node: str, field: Field) -> list[str]:
    lines: list[str] = []
    for part in field[1:]:
        if part[0] in "01":
            lines += authority(node, part)
        elif part[0] == "2":
            lines += source(node, part[1:])
        elif part[0] == "3":
            lines += note(WORK, "75X3" + node + part, part[1:].strip())
    return lines


_LEVELS = {
    "a": mads.Country, "b": mads.State, "c": mads.County, "d": mads.City, "f": mads.CitySection, "g": mads.Region,
    "h": mads.ExtraterrestrialArea,
}  # fmt: skip


@group.rule("752.place", "752abcdfghe401w2")
def hierarchical_place(tag: str, field: Field, facts: Facts) -> Lines:
    """A place from the country down: one heading, whose levels are places of their own, so that what is in a province is found there.

    752 ##$aViệt Nam$bPhú Yên$dTuy Hoà
    ⇄
    work bf:place place/1
    place/1 a bf:Place
      a madsrdf:HierarchicalGeographic
      rdfs:label "Việt Nam--Phú Yên--Tuy Hoà"
      madsrdf:componentList place/1#l1
    place/1#l1 rdf:first place/2
    place/2 a madsrdf:Country
      rdfs:label "Việt Nam"
    place/1#l1 rdf:rest place/1#l2
    place/1#l2 rdf:first place/3
    place/3 a madsrdf:State
      rdfs:label "Phú Yên"
    place/1#l2 rdf:rest place/1#l3
    place/1#l3 rdf:first place/4
    place/4 a madsrdf:City
      rdfs:label "Tuy Hoà"
    place/1#l3 rdf:rest rdf:nil
    """
    levels = [(part[0], text) for part in field[1:] if part[0] in _LEVELS and (text := chop(part[1:]))]
    if not levels:
        return []
    code = first(field, "2")
    node = heading("place", f"752{code}\x1f" + "\x1f".join([key + text for key, text in levels]))
    cells = [f"{node[:-1]}#l{index}>" for index in range(1, len(levels) + 1)]
    lines = [
        f"{WORK} {bf.place} {node}\n{node} {A} {bf.Place}\n{node} {A} {mads.HierarchicalGeographic}",
        f"{node} {LABEL} {literal('--'.join([text for _, text in levels]))}\n{node} {mads.componentList} {cells[0]}",
    ]
    for cell, after, (key, text) in zip(cells, [*cells[1:], rdf.nil], levels, strict=True):
        level = heading("place", f"651{code}\x1fa{text}")
        lines.append(f"{cell} {rdf.first} {level}\n{level} {A} {_LEVELS[key]}\n{level} {LABEL} {literal(text)}\n{cell} {rdf.rest} {after}")
    for part in field[1:]:
        if part[0] == "w":
            lines += authority(node, "0" + part[1:])
    return [*lines, *_of_place(node, field), *place_role(node, field[1:])]


_SYSTEMS = {"a": bflc.MachineModel, "b": bflc.ProgrammingLanguage, "c": bflc.OperatingSystem}


@group.rule("753.system", "753abc02")
def system(tag: str, field: Field, facts: Facts) -> Lines:
    """The machine, the programming language and the operating system that a file needs; a $0 belongs to the term before it.

    753 ##$aIBM PC$cDOS
    →
    instance bf:systemRequirement instance-system-1
    instance-system-1 a bflc:MachineModel
      rdfs:label "IBM PC"
    instance bf:systemRequirement instance-system-2
    instance-system-2 a bflc:OperatingSystem
      rdfs:label "DOS"
    """
    lines: list[str] = []
    node = ""
    for index, part in enumerate(field):
        if not index:
            continue
        if part[0] in _SYSTEMS and (label := chop(part[1:])):
            known = field[index + 1][1:] if len(field) > index + 1 and field[index + 1][0] == "0" else ""
            node = ("://" in known and iri(known)) or local(INSTANCE, "system", part)
            lines.append(f"{INSTANCE} {bf.systemRequirement} {node}\n{node} {A} {_SYSTEMS[part[0]]}\n{node} {LABEL} {literal(label)}")
            for code in only(field, "2"):
                lines += source(node, code)
        elif part[0] == "0" and node:
            lines += related_authority(node, part)
    return lines


@group.rule("754.taxon", "754acdxz02")
def taxon(tag: str, field: Field, facts: Facts) -> Lines:
    """A plant or animal by its place in the order of living things, the highest rank first: a topic of the Work.

    754 ##$cchi$aPinus$cloài$aPinus krempfii$dthông lá dẹt$2itis
    →
    work bf:subject topic/1
    topic/1 a bf:Topic
      rdfs:label "Pinus--Pinus krempfii"
      bf:note topic/1#note-1
    topic/1#note-1 a bf:Note
      rdfs:label "chi"
    topic/1 bf:note topic/1#note-2
    topic/1#note-2 a bf:Note
      rdfs:label "loài"
    topic/1 madsrdf:variantLabel "thông lá dẹt"
      bf:source topic/1#source-1
    topic/1#source-1 a bf:Source
      bf:code "itis"
    """
    names = [chop(text) for text in only(field, "a")]
    if not names:
        return []
    node = heading("topic", f"754{first(field, '2')}\x1fa" + "\x1fa".join(names))
    lines = [f"{WORK} {bf.subject} {node}\n{node} {A} {bf.Topic}\n{node} {LABEL} {literal('--'.join(names))}"]
    for part in field[1:]:
        text = chop(part[1:])
        if part[0] == "d" and text:
            lines.append(f"{node} {mads.variantLabel} {literal(text)}")
        elif part[0] == "c" and text:
            about = below(node, "note-" + local_hash(text))
            lines.append(f"{node} {bf.note} {about}\n{about} {A} {bf.Note}\n{about} {LABEL} {literal(text)}")
        elif part[0] in "xz" and text:
            lines += note(WORK, "754" + node + text, text)
        elif part[0] == "0":
            lines += authority(node, part)
        elif part[0] == "2":
            lines += source(node, part[1:])
    return lines


@group.rule("755.form", "755axyz023")
def form(tag: str, field: Field, facts: Facts) -> Lines:
    """Physical characteristics as older records have them: a genre or form of the Instance.

    755 ##$aMộc bản$zViệt Nam$2rbpri
    →
    instance bf:genreForm instance-form-1
    instance-form-1 a bf:GenreForm
      rdfs:label "Mộc bản--Việt Nam"
      bf:source instance-form-1-source-1
    instance-form-1-source-1 a bf:Source
      bf:code "rbpri"
    """
    label = "--".join([chop(text) for text in only(field, "axyz")])
    if not label:
        return []
    node = local(INSTANCE, "form", "755" + first(field, "2") + label)
    lines = [f"{INSTANCE} {bf.genreForm} {node}\n{node} {A} {bf.GenreForm}\n{node} {LABEL} {literal(label)}"]
    for part in field[1:]:
        if part[0] == "0":
            lines += authority(node, part)
        elif part[0] == "2":
            lines += source(node, part[1:])
        elif part[0] == "3":
            lines += applies_to(node, part[1:])
    return lines


_EQUIVALENT = bf.hasEquivalent


@group.rule("758.resource", "758ai014")
def resource(tag: str, field: Field, facts: Facts) -> Lines:
    """A Work, expression or Instance elsewhere, known by its IRI; $4 or $i says how this record's Work belongs to it, else it is the same.

    758 ##$4http://rdaregistry.info/Elements/m/P30135$iTác phẩm được thể hiện:$aTruyện Kiều$1http://www.wikidata.org/entity/Q1752221
    →
    work bf:relation work-relation-1
    work-relation-1 a bf:Relation
      bf:relationship work-relationship-1
    work-relationship-1 a bf:Relationship
      rdfs:label "Tác phẩm được thể hiện"
    work-relation-1 bf:associatedResource <http://www.wikidata.org/entity/Q1752221>
    <http://www.wikidata.org/entity/Q1752221> rdfs:label "Truyện Kiều"
    """
    codes, words, label = only(field, "4"), only(field, "i"), chop(" ".join(only(field, "a")))
    found = [node for part in field[1:] if part[0] in "01" and (node := iri(part[1:]))]
    others = [part for part in field[1:] if part[0] in "01" and part[1:].strip() and not iri(part[1:])]
    if not found and not label and not others:
        return []
    tie = local(WORK, "relation", "758" + "\x1f".join(field[1:]))
    lines = [f"{WORK} {bf.relation} {tie}\n{tie} {A} {bf.Relation}"]
    if codes and not (words and "rdaregistry" in codes[0]):
        for code in codes:
            node = link(code)
            lines += [f"{tie} {bf.relationship} {node}"] if node else relationship(tie, code)
            lines += [f"{node} {LABEL} {literal(chop(text))}" for text in words if node]
    elif words:
        for text in words:
            lines += relationship(tie, text)
    else:
        lines.append(f"{tie} {bf.relationship} {_EQUIVALENT}")
    if not found:
        found = [local(WORK, "related", "758" + label + "\x1f".join(others))]
        lines.append(f"{found[0]} {A} {bf.Work}")
    for node in found:
        lines.append(f"{tie} {bf.associatedResource} {node}")
        lines += [f"{node} {LABEL} {literal(label)}"] if label else []
    for part in others:
        lines += identifier(found[0], part[1:])
    return lines

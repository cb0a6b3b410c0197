# SPDX-License-Identifier: Apache-2.0
"""Fields 76X-78X: other publications that this one continues, translates, is part of or goes with."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .subfields import chop, only
from .write import LABEL, VALUE, VOCABULARY, WORK, A, bf, literal, local

group = Group("76X-78X Linking entries")

_RELATIONS = {
    "760": "series", "762": "subseries", "765": "translationof", "767": "translatedas", "770": "supplement", "772": "supplementto",
    "773": "partof", "774": "part", "775": "otheredition", "776": "otherphysicalformat", "777": "issuedwith", "780": "continuationof",
    "785": "continuedby", "786": "datasource", "787": "relatedwork",
}  # fmt: skip
_TEXTS = {"b": bf.editionStatement, "d": bf.publicationStatement, "h": bf.extent, "k": bf.seriesStatement}


@group.rule("76X.linked", " ".join(f"{tag}abcdghiklmnorstuwxyz" for tag in _RELATIONS))
def linked(tag: str, field: Field, facts: Facts) -> Lines:
    """The other publication as the record describes it: title, name, numbers; for an article (773) the journal and the place in it.

    773 0#$tVăn hoá Phú Yên$gSố 12 (2019), tr. 20-25$x1859-0000
    →
    work bf:relation work-linked-1-relation
    work-linked-1-relation a bf:Relation
      bf:relationship id:vocabulary/relationship/partof
      bf:associatedResource work-linked-1-work
    work-linked-1-work a bf:Work
      bf:hasInstance work-linked-1
    work-linked-1 a bf:Instance
    work-linked-1-work bf:title work-linked-1-work-title
    work-linked-1-work-title a bf:Title
      bf:mainTitle "Văn hoá Phú Yên"
    work-linked-1 bf:title work-linked-1-title
    work-linked-1-title a bf:Title
      bf:mainTitle "Văn hoá Phú Yên"
    work-linked-1-relation bf:note work-note-1
    work-note-1 a bf:Note
      rdfs:label "Số 12 (2019), tr. 20-25"
    work-linked-1 bf:identifiedBy work-id-1
    work-id-1 a bf:Issn
      rdf:value "1859-0000"
    """
    title = chop(" ".join(only(field, "st")))
    name = chop(" ".join(only(field, "a")))
    if not title and not name:
        return []
    node = local(WORK, "linked", tag + "\x1f".join(field[1:]))
    tie, work = f"{node[:-1]}-relation>", f"{node[:-1]}-work>"
    lines = [
        f"{WORK} {bf.relation} {tie}",
        f"{tie} {A} {bf.Relation}",
        f"{tie} {bf.relationship} {VOCABULARY}relationship/{_RELATIONS[tag]}>",
        f"{tie} {bf.associatedResource} {work}",
        f"{work} {A} {bf.Work}",
        f"{work} {bf.hasInstance} {node}",
        f"{node} {A} {bf.Instance}",
    ]
    for owner in (work, node) if title else ():
        named = f"{owner[:-1]}-title>"
        lines += [f"{owner} {bf.title} {named}", f"{named} {A} {bf.Title}", f"{named} {bf.mainTitle} {literal(title)}"]
    if name:
        did, who = f"{work[:-1]}-creator>", f"{work[:-1]}-agent>"
        lines += [f"{work} {bf.contribution} {did}", f"{did} {A} {bf.PrimaryContribution}", f"{did} {bf.agent} {who}"]
        lines += [f"{who} {A} {bf.Agent}", f"{who} {LABEL} {literal(name)}"]
    return [*lines, *_details(tie, node, field)]


_NUMBERS = {"x": bf.Issn, "z": bf.Isbn, "w": bf.Identifier, "r": bf.ReportNumber, "u": bf.Strn, "y": bf.Coden}


def _details(tie: str, node: str, field: Field) -> list[str]:
    lines: list[str] = []
    for part in field[1:]:
        code, text = part[0], chop(part[1:])
        if not text:
            continue
        if code in _TEXTS:
            lines.append(f"{node} {_TEXTS[code]} {literal(text)}")
        elif code in _NUMBERS:
            number = local(WORK, "id", "76X" + node + part)
            lines += [f"{node} {bf.identifiedBy} {number}", f"{number} {A} {_NUMBERS[code]}", f"{number} {VALUE} {literal(text)}"]
        elif code in "gicmno":
            owner = tie if code in "gi" else node
            note = local(WORK, "note", "76X" + owner + text)
            lines += [f"{owner} {bf.note} {note}", f"{note} {A} {bf.Note}", f"{note} {LABEL} {literal(part[1:].strip())}"]
    return lines

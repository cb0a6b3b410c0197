# SPDX-License-Identifier: Apache-2.0
"""Fields 760-788: other publications that this one continues, translates, is part of or goes with."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.record import SUBFIELD
from mucluc.vocab.codes import POSITIONS

from .added_entries import relationship
from .control_subfields import applies_to, below, control_number, identifier
from .subfields import chop, first, join, only
from .write import LABEL, VOCABULARY, WORK, A, bf, link, literal, local

group = Group("760-788 Linking entries")

_RELATIONS = {
    "760": "series", "762": "subseries", "765": "translationof", "767": "translatedas", "770": "supplement", "772": "supplementto",
    "773": "partof", "774": "part", "775": "otheredition", "776": "otherphysicalformat", "777": "issuedwith", "786": "datasource",
    "787": "relatedwork",
}  # fmt: skip
_BEFORE = {"0": "continuationof", "1": "continuedinpart", "4": "mergerof", "5": "absorptionof", "6": "absorptionof", "7": "separatedfrom"}
_AFTER = {
    "0": "continuedby", "1": "continuedinpartby", "4": "absorbedby", "5": "absorbedby", "6": "splitinto", "7": "mergedtoform",
    "8": "continuedby",
}  # fmt: skip
_ORDERED = {"780": (_BEFORE, "precededby"), "785": (_AFTER, "succeededby")}
_TOGETHER = {"mergerof", "splitinto", "mergedtoform"}
"""Relations that several fields state together: a merger of A and B is one relation."""
_OWN_TITLE = ("775", "776")
"""Other editions and forms have this record's title when the field gives none; anything else without a title just has none."""
_EXPLAINED = {
    "supplement": "upplement", "mergedtoform": "erged with", "mergerof": "erger of", "splitinto": "plit into", "absorbedby": "bsorbed by",
    "continuedby": "ontinued by",
}  # fmt: skip
"""Words by which a note (580) tells that it explains such a relation."""
_AGENTS = {"p": bf.Person, "c": bf.Organization, "m": bf.Meeting}
_CLASSES, _ISSUANCES = POSITIONS["linked-class"], POSITIONS["linked-issuance"]


def relation_of(tag: str, second: str) -> str:
    """What a linking field says, as a term of the relationship vocabulary; 780 and 785 say it by their second indicator."""
    if tag in _ORDERED:
        table, other = _ORDERED[tag]
        return table.get(second, other)
    return _RELATIONS[tag]


def _is_explained(tag: str, field: Field, text: str, numbers: list[str]) -> bool:
    """Whether a 580 with this text and these link numbers ($8) explains this linking field."""
    mine = only(field, "8")
    if mine and any(number in numbers for number in mine):
        return True
    word = _EXPLAINED.get(relation_of(tag, field[0][1:2]))
    return word is not None and word in text


def explains(field: Field, facts: Facts) -> bool:
    """Whether a 580 explains a linking field of the record: then it is a note of that relation, not of the Work."""
    text, numbers = first(field, "a"), only(field, "8")
    return any(
        _is_explained(tag, other.split(SUBFIELD), text, numbers) for tag, other in facts.fields if tag in _RELATIONS or tag in _ORDERED
    )


def _explanations(tie: str, tag: str, field: Field, facts: Facts) -> list[str]:
    lines: list[str] = []
    for other, raw in facts.fields:
        if other == "580":
            note = raw.split(SUBFIELD)
            text = join(note, "a").strip()
            if text and _is_explained(tag, field, text, only(note, "8")):
                node = local(WORK, "note", "580" + text)
                lines.append(f"{tie} {bf.note} {node}\n{node} {A} {bf.Note}\n{node} {A} {VOCABULARY}mnotetype/relnote>")
                lines.append(f"{node} {LABEL} {literal(text)}")
                break
    return lines


def _resource_tie(relation: str, text: str, facts: Facts) -> str:
    """`associatedResource`; of several that merged, all but the last merged with this one to form the last."""
    if relation != "mergedtoform":
        return bf.associatedResource
    merged = [other for tag, other in facts.fields if tag == "785" and other[1:2] == "7"]
    return bf.associatedResource if not merged or merged[-1] == text else bf.mergedWith


@group.rule("76X.linked", " ".join(f"{tag}abcdefghijkmnopqrstuvwxyz347" for tag in [*_RELATIONS, *_ORDERED]), needs="fields first")
def linked(tag: str, field: Field, facts: Facts) -> Lines:
    """The other publication as the record describes it: title, name, numbers; for an article (773) the journal and the place in it.

    773 0#$tVăn hoá Phú Yên$gSố 12 (2019), tr. 20-25$x1859-0000
    ⇄
    work bf:relation work-linked-1-relation
    work-linked-1-relation a bf:Relation
      bf:relationship id:vocabulary/relationship/partof
      bf:associatedResource work-linked-1-work
    work-linked-1-work a bf:Work
      bf:hasInstance work-linked-1
    work-linked-1 a bf:Instance
      bf:instanceOf work-linked-1-work
    work-linked-1-work bf:title work-linked-1-work-title
    work-linked-1-work-title a bf:Title
      bf:mainTitle "Văn hoá Phú Yên"
    work-linked-1 bf:title work-linked-1-title
    work-linked-1-title a bf:Title
      bf:mainTitle "Văn hoá Phú Yên"
    work-linked-1 bf:part "Số 12 (2019), tr. 20-25"
    work-linked-1-work bf:identifiedBy work-linked-1-work-id-1
    work-linked-1-work-id-1 a bf:Issn
      rdf:value "1859-0000"
    """
    said = [part for part in field[1:] if part[0] not in "5689" and part[1:].strip()]
    if not said:
        return []
    relation = relation_of(tag, field[0][1])
    node = local(WORK, "linked", tag + "\x1f".join(said))
    work = f"{node[:-1]}-work>"
    tie = f"{WORK[:-1]}-relation-{relation}>" if relation in _TOGETHER else f"{node[:-1]}-relation>"
    lines = [
        f"{WORK} {bf.relation} {tie}\n{tie} {A} {bf.Relation}\n{tie} {bf.relationship} {VOCABULARY}relationship/{relation}>",
        f"{tie} {_resource_tie(relation, SUBFIELD.join(field), facts)} {work}\n{work} {A} {bf.Work}",
        f"{work} {bf.hasInstance} {node}\n{node} {A} {bf.Instance}\n{node} {bf.instanceOf} {work}",
        *_titles(tag, work, node, field, facts),
    ]
    kind = first(field, "7")
    for part in said:
        code, text = part[0], chop(part[1:])
        if code in "i4":
            lines += _relationship(tie, part)
        elif code == "3":
            lines += [*applies_to(work, text), *applies_to(node, text)]
        elif code == "a" and text:
            lines += _creator(work, text, kind)
        elif code in _OF_WORK and text:
            lines += _of_work(work, code, text)
        elif text:
            lines += _of_instance(node, code, text, part[1:].strip())
    if kind:
        lines += _coded(work, node, kind)
    if "580" in facts.first:
        lines += _explanations(tie, tag, field, facts)
    return lines


def _relationship(tie: str, part: str) -> list[str]:
    node = link(part[1:]) if part[0] == "4" else None
    return [f"{tie} {bf.relationship} {node}"] if node else relationship(tie, part[1:])


def _title(owner: str, kind: str, text: str, name: str = "title") -> list[str]:
    node = f"{owner[:-1]}-{name}>"
    return [f"{owner} {bf.title} {node}\n{node} {A} {kind}\n{node} {bf.mainTitle} {literal(text)}"]


def _titles(tag: str, work: str, node: str, field: Field, facts: Facts) -> list[str]:
    """$t is the title of the Instance and, without a uniform title ($s), of the Work; $c tells it from others of the name."""
    title = chop(first(field, "t"))
    uniform = chop(first(field, "s"))
    if not title and tag in _OWN_TITLE and "245" in facts.first:
        title = chop(" ".join(only(facts.first["245"].split(SUBFIELD), "ab")))
    lines: list[str] = []
    if uniform or title:
        lines += _title(work, bf.Title, uniform or title)
        lines += [f"{work[:-1]}-title> {bf.qualifier} {literal(text)}" for part in only(field, "c") if (text := chop(_bare(part)))]
    else:
        for part in only(field, "c"):
            lines += _note(work, chop(part))
    return lines + (_title(node, bf.Title, title) if title else [])


def _bare(text: str) -> str:
    """Text without the parentheses around it."""
    text = text.strip()
    return text[1:].rstrip(" .").removesuffix(")") if text[:1] == "(" else text


def _creator(work: str, name: str, kind: str) -> list[str]:
    """The main entry of the other publication; what sort of name it is, $7 tells."""
    did, who = f"{work[:-1]}-creator>", f"{work[:-1]}-agent>"
    lines = [
        f"{work} {bf.contribution} {did}\n{did} {A} {bf.PrimaryContribution}\n{did} {bf.agent} {who}",
        f"{who} {A} {bf.Agent}\n{who} {LABEL} {literal(name)}",
    ]
    sort = kind[:1]
    if sort in _AGENTS:
        lines.append(f"{who} {A} {bf.Jurisdiction if kind[:2] == 'c1' else _AGENTS[sort]}")
    return lines


def _coded(work: str, node: str, kind: str) -> list[str]:
    """What $7 says in its third and fourth characters: the class of the Work and how the Instance is issued."""
    sort, level = _CLASSES.get(kind[2:3]), _ISSUANCES.get(kind[3:4])
    lines = [f"{work} {A} <{sort.iri}>"] if sort else []
    return lines + ([f"{node} {bf.issuance} <{level.iri}>\n<{level.iri}> {A} {bf.Issuance}"] if level else [])


_OF_WORK = "epvx"
_NOTES, _STATEMENTS = "jmnq", {"b": bf.editionStatement, "d": bf.provisionActivityStatement, "g": bf.part, "k": bf.seriesStatement}
_NUMBERS = {"o": bf.Local, "r": bf.ReportNumber, "u": bf.Strn, "y": bf.Coden, "z": bf.Isbn}


def _note(owner: str, text: str) -> list[str]:
    node = below(owner, "note-" + local_hash(text))
    return [f"{owner} {bf.note} {node}\n{node} {A} {bf.Note}\n{node} {LABEL} {literal(text)}"]


def _of_work(work: str, code: str, text: str) -> list[str]:
    """ISSN, abbreviated title, language and volume belong to the other Work."""
    if code == "x":
        return identifier(work, text, bf.Issn)
    if code == "p":
        return _title(work, bf.AbbreviatedTitle, text, "abbreviated-" + local_hash(text))
    if code == "v":
        return _note(work, text)
    if len(text) == 3 and text.isascii() and text.isalpha():
        language = f"{VOCABULARY}languages/{text.lower()}>"
        return [f"{work} {bf.language} {language}\n{language} {A} {bf.Language}"]
    language = below(work, "language-" + local_hash(text))
    return [f"{work} {bf.language} {language}\n{language} {A} {bf.Language}\n{language} {LABEL} {literal(text)}"]


def _of_instance(node: str, code: str, text: str, whole: str) -> list[str]:
    """Edition, publication, extent, series, numbers and notes belong to the other Instance."""
    if code in _STATEMENTS:
        return [f"{node} {_STATEMENTS[code]} {literal(text)}"]
    if code in _NUMBERS:
        return identifier(node, text, _NUMBERS[code])
    if code == "w":
        return control_number(node, whole)
    if code in _NOTES:
        return _note(node, text)
    if code == "h":
        extent = below(node, "extent-" + local_hash(text))
        return [f"{node} {bf.extent} {extent}\n{extent} {A} {bf.Extent}\n{extent} {LABEL} {literal(text)}"]
    if code == "f":
        made, where = below(node, "provision-" + local_hash(text)), below(node, "place-" + local_hash(text))
        if text.isascii() and text.isalpha() and len(text) <= 3:
            where = f"{VOCABULARY}countries/{text.lower()}>"
        lines = [
            f"{node} {bf.provisionActivity} {made}\n{made} {A} {bf.ProvisionActivity}",
            f"{made} {bf.place} {where}\n{where} {A} {bf.Place}",
        ]
        return lines + ([f"{where} {LABEL} {literal(text)}"] if where[1] == "\x01" else [])
    return []

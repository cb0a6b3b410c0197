# SPDX-License-Identifier: Apache-2.0
"""Fields 883-887: where the statements of a record come from, by machine, by comparison, or from another format."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import ADMIN

from .control_subfields import authority, control_number
from .edtf import day
from .subfields import cut, first, only
from .write import DATE, LABEL, VALUE, A, bf, link, literal, local, organization, source

group = Group("883-887 Provenance of metadata")

group.ignore("883x 885x", "when the statement ceases to hold, or a note that is not for the public")

_HOW = {"0": "fully machine-generated", "1": "partially machine-generated", "2": "not machine-generated"}


@group.rule("883.process", "883acdquw01 884agkqu")
def process(tag: str, field: Field, facts: Facts) -> Lines:
    """How statements (883) or the whole description (884) were made: the process, when, whose it is, from which record, how sure it is.

    884 ##$aMARC từ bảng tính, bản 2.1$g20220113$qVN-TTHTV$kPY-0001
    →
    admin bf:generationProcess admin-process-1
    admin-process-1 a bf:GenerationProcess
      rdfs:label "MARC từ bảng tính, bản 2.1"
      bf:date "2022-01-13"^^xsd:date
      bf:agent id:vocabulary/organizations/vntthtv
    id:vocabulary/organizations/vntthtv a bf:Agent
      bf:code "VN-TTHTV"
      rdfs:label "VN-TTHTV"
    admin-process-1 bf:identifiedBy admin-process-1-id-1
    admin-process-1-id-1 a bf:Identifier
      rdf:value "PY-0001"
    """
    node = local(ADMIN, "process", tag + field[0] + "\x1f".join(field[1:]))
    lines: list[str] = []
    for part in field[1:]:
        code, text = part[0], part[1:].strip()
        if not text:
            continue
        if code == "a":
            lines.append(f"{node} {LABEL} {literal(cut(text))}")
        elif code == "d" or (code == "g" and tag == "884"):
            date = day(text)
            lines.append(f'{node} {bf.date} "{date}"^^{DATE}' if date else f"{node} {bf.date} {literal(text)}")
        elif code == "q":
            lines += _agent(node, text)
        elif code in "kw":
            lines += control_number(node, text)
        elif code == "c":
            lines += _note(node, f"confidence {text}")
        elif code == "u":
            lines.append(f"{node} {bf.electronicLocator} {link(text) or literal(text)}")
        elif code in "01":
            lines += authority(node, part)
    if tag == "883" and field[0][0] in _HOW:
        lines += _note(node, _HOW[field[0][0]])
    if not lines:
        return []
    return [f"{ADMIN} {bf.generationProcess} {node}\n{node} {A} {bf.GenerationProcess}", *lines]


def _agent(node: str, code: str) -> list[str]:
    by = organization(code) or local(ADMIN, "agent", code)
    text = literal(code)
    return [f"{node} {bf.agent} {by}\n{by} {A} {bf.Agent}\n{by} {bf.code} {text}\n{by} {LABEL} {text}"]


def _note(node: str, text: str) -> list[str]:
    noted = local(ADMIN, "note", text)
    return [f"{node} {bf.note} {noted}\n{noted} {A} {bf.Note}\n{noted} {LABEL} {literal(text)}"]


@group.rule("885.match", "885abcdwz2")
def match(tag: str, field: Field, facts: Facts) -> Lines:
    """What a comparison with other records found, and with which of them.

    885 ##$aTrùng ISBN$bkhớp$c0.92$d20230512$z Đã kiểm tra bằng tay
    →
    admin bf:note admin-note-1
    admin-note-1 a bf:Note
      rdfs:label "Trùng ISBN; khớp; 0.92; 20230512; Đã kiểm tra bằng tay"
    """
    text = "; ".join(value.strip() for value in only(field, "abcdz"))
    lines = _note(ADMIN, text) if text else []
    for part in field[1:]:
        if part[0] == "w" and part[1:].strip():
            lines += control_number(ADMIN, part[1:])
    return lines + _listed(lines, field)


@group.rule("887.other", "887a2")
def foreign(tag: str, field: Field, facts: Facts) -> Lines:
    """What the source says in a format that is not MARC, as text, with the name of that format.

    887 ##$a<dc:coverage>Phú Yên</dc:coverage>$2dc
    →
    admin bf:note admin-note-1
    admin-note-1 a bf:Note
      rdfs:label "<dc:coverage>Phú Yên</dc:coverage>"
      bf:source admin-source-1
    admin-source-1 a bf:Source
      bf:code "dc"
    """
    lines = [line for value in only(field, "a") for line in _note(ADMIN, value.strip())]
    return lines + _listed(lines, field)


@group.rule("886.foreign", "886abcdefghijklmnopqrstuvwxyz03456789")
def foreign_field(tag: str, field: Field, facts: Facts) -> Lines:
    """A field of another MARC format (UNIMARC, UKMARC) that this one has no place for: its tag, and its subfields as they stand.

    886 2#$2ukmarc$a910$b20$aHenson Company$xSee$aJim Henson Company
    →
    admin bf:note admin-note-1
    admin-note-1 a bf:Note
      bf:code "910"
      rdfs:label "20 Henson Company See Jim Henson Company"
      rdf:value "20"
      rdf:value "Henson Company"
      rdf:value "See"
      rdf:value "Jim Henson Company"
      bf:source admin-source-1
    admin-source-1 a bf:Source
      bf:code "ukmarc"
    """
    values = [part[1:].strip() for part in field[1:] if part[0] not in "26" and part[1:].strip()]
    if not values:
        return []
    node = local(ADMIN, "note", "886" + "\x1f".join(field[1:]))
    lines = [f"{ADMIN} {bf.note} {node}\n{node} {A} {bf.Note}"]
    if len(values) > 1:
        lines.append(f"{node} {bf.code} {literal(values.pop(0))}")
    lines.append(f"{node} {LABEL} {literal(' '.join(values))}")
    lines += [f"{node} {VALUE} {literal(value)}" for value in values]
    return lines + _listed(lines, field)


def _listed(lines: list[str], field: Field) -> list[str]:
    """The format or list that $2 names, said of the note that the lines begin with."""
    code = first(field, "2")
    if not lines or not code:
        return []
    node = lines[0].partition("\n")[0].rpartition(" ")[2]
    where, about = source(ADMIN, code)
    return [f"{node} {bf.source} {where}", about]

# SPDX-License-Identifier: Apache-2.0
"""Fields 541, 561-563 and 583: how a library came by its copy, who had it before, how it is bound, what was done to it."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash

from .control_subfields import applies_to
from .described import TYPES, beneath, more, note_of, plain_note
from .subfields import cut, first, join, only
from .write import INSTANCE, LABEL, A, bf, literal, source

group = Group("541, 56X, 583 Custody and actions")


@group.rule("541.acquisition", "541abcdefhno3", needs="library")
def acquisition(tag: str, field: Field, facts: Facts) -> Lines:
    """How a copy came to the library: from whom, as a gift or bought, when. It is said of a copy, not of the edition.

    541 ##$cTặng ;$aGia đình cụ Trần Suyền ;$d1998.
    →
    instance bf:hasItem item/1
    item/1 a bf:Item
      bf:itemOf instance
      bf:heldBy library/thu-vien
      bf:immediateAcquisition item/1#acquisition
    item/1#acquisition a bf:ImmediateAcquisition
      rdfs:label "Tặng ; Gia đình cụ Trần Suyền ; 1998."
    """
    text = join(field, "abcdefhno").strip()
    if not text:
        return []
    item = f"<\x02/{local_hash('541' + chr(31).join(field[1:]))}>"
    node = f"{item[:-1]}#acquisition>"
    lines = [f"{INSTANCE} {bf.hasItem} {item}\n{item} {A} {bf.Item}\n{item} {bf.itemOf} {INSTANCE}"]
    if facts.library:
        lines.append(f"{item} {bf.heldBy} <\x03library/{facts.library}>")
    lines.append(f"{item} {bf.immediateAcquisition} {node}\n{node} {A} {bf.ImmediateAcquisition}\n{node} {LABEL} {literal(text)}")
    return lines + [line for value in only(field, "3") for line in applies_to(node, value)]


@group.rule("561.history", "561au3")
def history(tag: str, field: Field, facts: Facts) -> Lines:
    """Who had it before; $3, the copy that is meant, stands before it.

    561 ##$aSách của gia đình cụ Trần Suyền, tặng thư viện năm 1998.
    →
    instance bf:custodialHistory "Sách của gia đình cụ Trần Suyền, tặng thư viện năm 1998."
    """
    what = first(field, "3").rstrip(" :")
    before = f"{what}: " if what else ""
    return [f"{INSTANCE} {bf.custodialHistory} {literal(before + text.strip())}" for text in only(field, "au")]


@group.rule("562.copy", "562abcde3")
def copy_marks(tag: str, field: Field, facts: Facts) -> Lines:
    """By what marks a copy or a version is told from others.

    562 ##$aCó bút tích tác giả ở trang tên sách.
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      rdfs:label "Có bút tích tác giả ở trang tên sách."
    """
    return plain_note(INSTANCE, tag, field, "abcde")[1]


@group.rule("563.binding", "563au3")
def binding(tag: str, field: Field, facts: Facts) -> Lines:
    """How it is bound.

    563 ##$aĐóng bìa giấy phết cậy.
    ⇄
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/binding
      rdfs:label "Đóng bìa giấy phết cậy."
    """
    lines: list[str] = []
    rest = [part for part in field[1:] if part[0] in "u3" and part[1:].strip()]
    for value in only(field, "a"):
        node, said = note_of(INSTANCE, tag, value.strip(), rest, TYPES[tag])
        lines += said + more(node, rest)
    return lines


@group.rule("583.action", "583abcdefhijklnouz23")
def action(tag: str, field: Field, facts: Facts) -> Lines:
    """What was done to a copy: appraised, digitised, conserved; when, by whom, how far it has come.

    583 ##$aSố hoá$c2021$kThư viện tỉnh Phú Yên
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/action
      rdfs:label "Số hoá"
      bf:date "2021"
      bf:agent instance-note-1-agent-1
    instance-note-1-agent-1 a bf:Agent
      rdfs:label "Thư viện tỉnh Phú Yên"
    """
    if not any(part[0] in "abcdefhijklnouz" and part[1:].strip() for part in field[1:]):
        return []
    node, lines = note_of(INSTANCE, tag, "", field[1:], TYPES[tag])
    for part in field[1:]:
        code, text = part[0], cut(part[1:])
        if not text:
            continue
        if code in "ah":
            lines.append(f"{node} {LABEL} {literal(part[1:].strip())}")
        elif code == "c":
            lines.append(f"{node} {bf.date} {literal(text)}")
        elif code == "k":
            lines.append(beneath(node, bf.agent, bf.Agent, "agent", text))
        elif code == "l":
            lines.append(beneath(node, bf.status, bf.Status, "status", text))
        elif code in "bdefijnoz":
            lines.append(beneath(node, bf.note, bf.Note, "note", text))
        elif code == "2":
            listed, described = source(node, text)
            lines += [f"{node} {bf.source} {listed}", described]
    return lines + more(node, field[1:])


group.ignore("541x 561x 583x", "words between librarians, not for readers")

# SPDX-License-Identifier: Apache-2.0
"""Field 856: electronic locations of the Work, of its versions and of what goes with it."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .subfields import chop, only
from .write import INSTANCE, LABEL, WORK, A, bf, link, literal, local

group = Group("856 Links")


@group.rule("856.location", "856u3yz")
def location(tag: str, field: Field, facts: Facts) -> Lines:
    """Where it can be read. The second indicator tells itself (0), another version (1), a related resource (2); contents are the Work's.

    856 40$uhttps://thuvien.example.vn/kieu.pdf$3Toàn văn
    →
    instance bf:electronicLocator <https://thuvien.example.vn/kieu.pdf>
    <https://thuvien.example.vn/kieu.pdf> bf:note instance-note-1
    instance-note-1 a bf:Note
      rdfs:label "Toàn văn"
    """
    lines: list[str] = []
    notes = [chop(text) for text in only(field, "3yz")]
    contents = any(text.lower().startswith(_CONTENTS) for text in notes)
    for text in only(field, "u"):
        place = link(text) or literal(text.strip())
        if contents and place[0] == "<":
            lines.append(f"{WORK} {bf.tableOfContents} {place}")
            lines += [f"{place} {LABEL} {literal(text)}" for text in notes]
        elif field[0][1] == "2":
            node = local(INSTANCE, "supplement", text)
            lines += [f"{INSTANCE} {bf.supplementaryContent} {node}", f"{node} {A} {bf.SupplementaryContent}"]
            lines += _at(node, place, notes)
        elif field[0][1] == "1":
            node = local(INSTANCE, "version", text)
            lines += [f"{WORK} {bf.hasInstance} {node}", f"{node} {bf.instanceOf} {WORK}"]
            lines += [f"{node} {A} {bf.Instance}", f"{node} {A} {bf.Electronic}", *_at(node, place, notes)]
        else:
            lines += _at(INSTANCE, place, notes)
    return lines


_CONTENTS = ("table of contents", "mục lục")


def _at(node: str, place: str, notes: list[str]) -> list[str]:
    lines = [f"{node} {bf.electronicLocator} {place}"]
    for text in notes:
        about = local(INSTANCE, "note", "856" + node + text)
        owner = place if node == INSTANCE and place[0] == "<" else node
        lines.append(f"{owner} {bf.note} {about}\n{about} {A} {bf.Note}\n{about} {LABEL} {literal(text)}")
    return lines

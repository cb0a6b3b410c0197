# SPDX-License-Identifier: Apache-2.0
"""Field 852: the copies that a library holds."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash

from .subfields import chop, first, join, only
from .write import INSTANCE, LABEL, VALUE, A, bf, literal

group = Group("852 Holdings")


@group.rule("852.item", "852abchijklmptxz3", needs="library")
def item(tag: str, field: Field, facts: Facts) -> Lines:
    """Each 852 is a copy: who holds it, where it stands, its shelf mark and barcode.

    852 ##$aTV Phú Yên$bKho địa chí$h895.922$iK309$pPY.000123
    →
    instance bf:hasItem item/1
    item/1 a bf:Item
      bf:itemOf instance
      bf:heldBy library/thu-vien
      bf:physicalLocation "TV Phú Yên Kho địa chí"
      bf:sublocation item/1#place-1
    item/1#place-1 a bf:Sublocation
      rdfs:label "Kho địa chí"
    item/1 bf:shelfMark item/1#shelf
    item/1#shelf a bf:ShelfMark
      rdfs:label "895.922 K309"
    item/1 bf:identifiedBy item/1#barcode-1
    item/1#barcode-1 a bf:Barcode
      rdf:value "PY.000123"
    """
    if len(field) < 2:
        return []
    node = f"<\x02/{local_hash('852' + chr(31).join(field[1:]))}>"
    part = f"{node[:-1]}#"
    lines = [f"{INSTANCE} {bf.hasItem} {node}", f"{node} {A} {bf.Item}", f"{node} {bf.itemOf} {INSTANCE}"]
    if facts.library:
        lines.append(f"{node} {bf.heldBy} <\x03library/{facts.library}>")
    place = join(field, "abc").strip()
    if place:
        lines += [f"{node} {bf.physicalLocation} {literal(place)}"]
    for value in only(field, "bc"):
        where = f"{part}place-{local_hash(value)}>"
        lines += [f"{node} {bf.sublocation} {where}", f"{where} {A} {bf.Sublocation}", f"{where} {LABEL} {literal(chop(value))}"]
    mark = join(field, "khijlm").strip()
    if mark:
        shelf = f"{part}shelf>"
        lines += [f"{node} {bf.shelfMark} {shelf}", f"{shelf} {A} {bf.ShelfMark}", f"{shelf} {LABEL} {literal(mark)}"]
    for value in only(field, "p"):
        code = f"{part}barcode-{local_hash(value)}>"
        lines += [f"{node} {bf.identifiedBy} {code}", f"{code} {A} {bf.Barcode}", f"{code} {VALUE} {literal(value.strip())}"]
    if copy := first(field, "t"):
        lines.append(f"{node} {bf.enumerationAndChronology} {literal(copy)}")
    for value in only(field, "xz3"):
        about = f"{part}note-{local_hash(value)}>"
        lines += [f"{node} {bf.note} {about}", f"{about} {A} {bf.Note}", f"{about} {LABEL} {literal(chop(value))}"]
    return lines

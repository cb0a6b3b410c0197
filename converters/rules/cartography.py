# SPDX-License-Identifier: Apache-2.0
"""Field 034: the scale of a map, where its sheet lies on the earth or in the sky."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .control_subfields import applies_to, authority
from .edtf import dated, of_creation
from .subfields import cut, first, join, only
from .write import LABEL, VALUE, WORK, A, bf, literal, local, source

group = Group("034 Cartographic data")

_RING, _SKY = {"s": bf.outerGRing, "t": bf.exclusionGRing}, "jkmn"
_SCALES = {"b": "linear horizontal", "c": "linear vertical", "h": "angular"}


@group.rule("034.position", "034defgjkmnprstxyz0123")
def position(tag: str, field: Field, facts: Facts) -> Lines:
    """The box that a map shows, west, east, north and south as they are coded; in the sky right ascension and declination, and the rings.

    034 1#$aa$b100000$dE1054500$eE1060000$fN0211000$gN0205500
    ⇄
    work bf:cartographicAttributes work-map-1
    work-map-1 a bf:Cartographic
      bf:coordinates "E1054500 E1060000 N0211000 N0205500"
    """
    lines: list[str] = []
    node = local(WORK, "map", "\x1f".join(part for part in field[1:] if part[0] in "defgjkmnprstxyz3"))
    if box := join(field, "defg").strip():
        lines.append(f"{node} {bf.coordinates} {literal(box)}")
    if sky := join(field, "mnjk").strip():
        lines.append(f"{node} {bf.ascensionAndDeclination} {literal(sky)}")
    lines += [f"{node} {bf.equinox} {literal(value.strip())}" for value in only(field, "p")]
    for code, predicate in _RING.items():
        if ring := join(field, code).strip():
            lines.append(f"{node} {predicate} {literal(ring)}")
    lines += [f"{node} {bf.date} {dated(of_creation(value))}" for value in only(field, "xy")]
    for code in "rz":
        for value in only(field, code):
            noted = local(WORK, "note", "034" + value)
            lines.append(f"{node} {bf.note} {noted}\n{noted} {A} {bf.Note}\n{noted} {LABEL} {literal(cut(value))}")
    if not lines:
        return []
    if code := first(field, "2"):
        where, about = source(WORK, code)
        lines += [f"{node} {bf.source} {where}", about]
    for part in field[1:]:
        if part[0] == "3":
            lines += applies_to(node, part[1:])
        elif part[0] in "01":
            lines += authority(node, part)
    return [f"{WORK} {bf.cartographicAttributes} {node}\n{node} {A} {bf.Cartographic}", *lines]


@group.rule("034.scale", "034abch3")
def scale(tag: str, field: Field, facts: Facts) -> Lines:
    """The scale: its denominator, linear across ($b) or in height ($c), or angular ($h); without a number only its kind is known.

    034 1#$aa$b100000
    ⇄
    work bf:scale work-scale-1
    work-scale-1 a bf:Scale
      rdf:value "100000"
      rdfs:label "linear horizontal"
    """
    found: list[tuple[str, str]] = []
    for kind in only(field, "a"):
        if kind.strip() == "a" and not only(field, "bc"):
            found.append(("", "linear scale"))
        elif kind.strip() == "b":
            found.append(("", "angular scale"))
    found += [(value.strip(), label) for code, label in _SCALES.items() for value in only(field, code)]
    lines: list[str] = []
    part = first(field, "3")
    for value, label in found:
        node = local(WORK, "scale", f"{value}\x1f{label}\x1f{part}")
        number = f"\n{node} {VALUE} {literal(value)}" if value else ""
        lines.append(f"{WORK} {bf.scale} {node}\n{node} {A} {bf.Scale}{number}\n{node} {LABEL} {literal(label)}")
        if part:
            lines += applies_to(node, part)
    return lines

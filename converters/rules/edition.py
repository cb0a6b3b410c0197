# SPDX-License-Identifier: Apache-2.0
"""Fields 250-258, 263 and 265: edition, presentation of music, scale of maps, computer files, country of a film, what is to come."""

from __future__ import annotations

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts

from .control_subfields import authority, below
from .subfields import cut, first, join, only, unwrapped
from .write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, bflc, literal, local, note, sourced

group = Group("25X Edition and the like")

group.ignore("270", "the address of a body that sells or answers for it: it grows old, and an authority record has a place for it")


@group.rule("250.edition", "250ab3", cached=KEPT)
def edition(tag: str, field: Field, facts: Facts) -> Lines:
    """The edition as it is stated: readers cite it.

    250 ##$aTái bản lần thứ 2, có sửa chữa.
    ⇄
    instance bf:editionStatement "Tái bản lần thứ 2, có sửa chữa"
    """
    return _stated(bf.editionStatement, field, "ab")


def _stated(predicate: str, field: Field, codes: str) -> list[str]:
    """A statement in one line; $3, what it applies to, stands before it."""
    text = cut(join(field, codes))
    what = first(field, "3").rstrip(" :")
    return [f"{INSTANCE} {predicate} {literal(f'{what}: {text}' if what else text)}"] if text else []


@group.rule("251.version", "251a0123")
def version(tag: str, field: Field, facts: Facts) -> Lines:
    """Which version a manuscript or data set is: a draft, the accepted manuscript.

    251 ##$aBản thảo
    →
    instance bf:version "Bản thảo"
    """
    return [f"{INSTANCE} {bf.version} {literal(cut(text))}" for text in only(field, "a")]


@group.rule("254.presentation", "254a")
def presentation(tag: str, field: Field, facts: Facts) -> Lines:
    """How notated music is presented (score, parts), which tells editions of music apart.

    254 ##$aTổng phổ.
    →
    instance bf:editionStatement "Tổng phổ"
    """
    return _stated(bf.editionStatement, field, "a")


_MAP = {
    "c": bf.coordinates, "d": bf.ascensionAndDeclination, "e": bf.equinox, "f": bf.outerGRing, "g": bf.exclusionGRing,
}  # fmt: skip


@group.rule("255.map", "255abcdefg")
def mathematical(tag: str, field: Field, facts: Facts) -> Lines:
    """Scale, projection and coordinates of a map as they are printed.

    255 ##$aTỷ lệ 1:50.000$c(Đ 108°40'--Đ 109°27'/B 13°42'--B 12°42').
    →
    work bf:scale work-scale-1
    work-scale-1 a bf:Scale
      rdfs:label "Tỷ lệ 1:50.000"
    work bf:cartographicAttributes work-map-1
    work-map-1 a bf:Cartographic
      bf:coordinates "Đ 108°40'--Đ 109°27'/B 13°42'--B 12°42'"
    """
    lines: list[str] = []
    for text in only(field, "a"):
        node = local(WORK, "scale", text)
        lines.append(f"{WORK} {bf.scale} {node}\n{node} {A} {bf.Scale}\n{node} {LABEL} {literal(cut(text))}")
    rest = [part for part in field[1:] if part[0] in "bcdefg" and cut(part[1:])]
    if not rest:
        return lines
    node = local(WORK, "map", "255" + "\x1f".join(rest))
    lines.append(f"{WORK} {bf.cartographicAttributes} {node}\n{node} {A} {bf.Cartographic}")
    for part in rest:
        if part[0] == "b":
            shown = below(node, "projection")
            lines.append(f"{node} {bf.projection} {shown}\n{shown} {A} {bf.Projection}\n{shown} {LABEL} {literal(cut(part[1:]))}")
        else:
            text = unwrapped(part[1:]) if part[0] in "cde" else cut(part[1:])
            lines.append(f"{node} {_MAP[part[0]]} {literal(text)}")
    return lines


@group.rule("256.file", "256a")
def computer_file(tag: str, field: Field, facts: Facts) -> Lines:
    """What kind of computer file it is, and how large.

    256 ##$aDữ liệu điện tử (1 tệp : 320 bản ghi).
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/computer
      rdfs:label "Dữ liệu điện tử (1 tệp : 320 bản ghi)"
    """
    text = cut(join(field, "a"))
    return note(INSTANCE, tag + text, text, f"{VOCABULARY}mnotetype/computer>") if text else []


@group.rule("257.country", "257a02")
def country(tag: str, field: Field, facts: Facts) -> Lines:
    """The country of those who produced a film.

    257 ##$aViệt Nam.
    →
    instance bf:originPlace instance-place-1
    instance-place-1 a bf:Place
      rdfs:label "Việt Nam"
    """
    lines: list[str] = []
    source = first(field, "2")
    node = ""
    for part in field[1:]:
        text = cut(part[1:]) if part[0] == "a" else ""
        if text:
            node = local(INSTANCE, "place", "257" + text)
            lines.append(f"{INSTANCE} {bf.originPlace} {node}\n{node} {A} {bf.Place}\n{node} {LABEL} {literal(text)}")
            if source:
                lines.append(sourced(node, below(node, "source"), source))
        elif part[0] == "0" and node:
            lines += authority(node, part)
    return lines


@group.rule("258.stamp", "258ab")
def stamp(tag: str, field: Field, facts: Facts) -> Lines:
    """Who issued a stamp, and its value.

    258 ##$aViệt Nam Dân chủ Cộng hòa ;$b100 đồng.
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      rdfs:label "Việt Nam Dân chủ Cộng hòa ; 100 đồng"
    """
    text = cut(join(field, "ab"))
    return note(INSTANCE, tag + text, text) if text else []


@group.rule("263.projected", "263a")
def projected(tag: str, field: Field, facts: Facts) -> Lines:
    """When it is to come out, of a book catalogued before.

    263 ##$a202105
    ⇄
    instance bflc:projectedProvisionDate "202105"
    """
    return [f"{INSTANCE} {bflc.projectedProvisionDate} {literal(text)}" for value in only(field, "a") if (text := cut(value))]


@group.rule("265.source", "265a")
def acquisition_source(tag: str, field: Field, facts: Facts) -> Lines:
    """Where it could be bought, in older records (today 037).

    265 ##$aNhà sách Hải Châu, 12 Trần Hưng Đạo, Tuy Hòa
    →
    instance bf:acquisitionSource instance-acquisition-1
    instance-acquisition-1 a bf:AcquisitionSource
      rdfs:label "Nhà sách Hải Châu, 12 Trần Hưng Đạo, Tuy Hòa"
    """
    lines: list[str] = []
    for value in only(field, "a"):
        node = local(INSTANCE, "acquisition", "265" + value)
        lines.append(f"{INSTANCE} {bf.acquisitionSource} {node}\n{node} {A} {bf.AcquisitionSource}\n{node} {LABEL} {literal(cut(value))}")
    return lines

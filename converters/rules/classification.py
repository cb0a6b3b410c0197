# SPDX-License-Identifier: Apache-2.0
"""Fields 05X-08X: where the Work stands in a classification."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .subfields import chop, first, key, only
from .write import LABEL, VOCABULARY, WORK, A, bf, literal, local, named, organization, start

group = Group("05X-08X Classification")

_DLC = f"{VOCABULARY}organizations/dlc>"
_DLC_LINES = (f"{_DLC} {A} {bf.Agent}", f'{_DLC} {bf.code} "DLC"')
_CLASS, _CLASSED, _IS = start(WORK, "class"), f"{WORK} {bf.classification} ", f" {A} "
_PORTION, _ITEM = f" {bf.classificationPortion} ", f" {bf.itemPortion} "
_ASSIGNER, _BY_DLC = f" {bf.assigner} ", f" {bf.assigner} {_DLC}"
_FULL, _ABRIDGED = f' {bf.edition} "full"', f' {bf.edition} "abridged"'
_DNLM = f"{VOCABULARY}organizations/dnlm>"
_DNAL = f"{VOCABULARY}organizations/dnal>"
_STATUS = {"0": f"{VOCABULARY}mstatus/uba>", "1": f"{VOCABULARY}mstatus/nuba>"}
_ALPHABETIC = {"050": bf.ClassificationLcc, "055": bf.ClassificationLcc, "060": bf.ClassificationNlm, "070": bf.ClassificationNal}


@group.rule("050.lcc", "050ab 055ab 060ab 070ab", needs="dlc")
def shelved(tag: str, field: Field, facts: Facts) -> Lines:
    """Numbers of the Library of Congress and of the two national libraries that class as it does; $b is the item's part of the first.

    040 ##$aDLC
    050 00$aPL4378.9.N5$bT7 2019
    →
    work bf:classification work-class-1
    work-class-1 a bf:ClassificationLcc
      bf:classificationPortion "PL4378.9.N5"
      bf:itemPortion "T7 2019"
      bf:assigner id:vocabulary/organizations/dlc
    id:vocabulary/organizations/dlc a bf:Agent
      bf:code "DLC"
    work-class-1 bf:status id:vocabulary/mstatus/uba
    """
    kind = _ALPHABETIC[tag]
    status = _STATUS.get(field[0][0])
    lines: list[str] = []
    item = first(field, "b")
    by = ""
    if tag == "050":
        by = _DLC if field[0][1] == "0" or (field[0][1] == " " and facts.dlc) else ""
    elif tag != "055":
        by = _DNLM if tag == "060" else _DNAL
    for value in only(field, "a"):
        node = named(_CLASS, tag + value + "\x1f" + item)
        lines.append(f"{_CLASSED}{node}\n{node}{_IS}{kind}\n{node}{_PORTION}{literal(value.strip())}")
        if item:
            lines.append(f"{node}{_ITEM}{literal(item)}")
            item = ""
        if by:
            lines.append(f"{node}{_ASSIGNER}{by}")
            lines += _DLC_LINES if by == _DLC else (f"{by} {A} {bf.Agent}",)
        if status:
            lines.append(f"{node} {bf.status} {status}")
    return lines


@group.rule("080.decimal", "080ab2 082abq2")
def decimal(tag: str, field: Field, facts: Facts) -> Lines:
    """Dewey and Universal Decimal numbers; $2 is the edition, in Vietnam `23 vi` or the abridged `14`.

    082 04$223 vi$a895.9221$bTR527K
    →
    work bf:classification work-class-1
    work-class-1 a bf:ClassificationDdc
      bf:classificationPortion "895.9221"
      bf:itemPortion "TR527K"
      bf:edition "full"
      bf:source work-source-1
    work-source-1 a bf:Source
      bf:code "23 vi"
    """
    numbers = only(field, "a")
    if not numbers:
        return []
    node = named(_CLASS, tag + key(field, "ab2"))
    lines = [f"{_CLASSED}{node}\n{node}{_IS}{bf.ClassificationDdc if tag == '082' else bf.ClassificationUdc}"]
    lines += [f"{node}{_PORTION}{literal(number.strip())}" for number in numbers]
    if item := first(field, "b"):
        lines.append(f"{node}{_ITEM}{literal(item)}")
    if tag == "082" and field[0][0] in "01":
        lines.append(node + (_ABRIDGED if field[0][0] == "1" else _FULL))
    if code := first(field, "2"):
        lines += _edition(node, code)
    if tag == "082" and field[0][1] == "0":
        lines += (node + _BY_DLC, *_DLC_LINES)
    elif by := organization(first(field, "q")):
        lines += [f"{node} {bf.assigner} {by}", f"{by} {A} {bf.Agent}"]
    return lines


def _edition(node: str, code: str) -> list[str]:
    end, lines = _source(code)
    return [node + end, *lines]


@lru_cache(512)
def _source(code: str) -> tuple[str, tuple[str]]:
    source = local(WORK, "source", "class" + code)
    return f" {bf.source} {source}", (f"{source} {A} {bf.Source}\n{source} {bf.code} {literal(code)}",)


@group.rule("084.other", "084ab2")
def other(tag: str, field: Field, facts: Facts) -> Lines:
    """Any other classification, named by its code: in Vietnam often BBK or the scheme of the National Library.

    084 ##$aV5$2bbk
    →
    work bf:classification work-class-1
    work-class-1 a bf:Classification
      bf:classificationPortion "V5"
      bf:source work-source-1
    work-source-1 a bf:Source
      bf:code "bbk"
    """
    lines: list[str] = []
    item, code = first(field, "b"), first(field, "2")
    for value in only(field, "a"):
        node = local(WORK, "class", "084" + value + "\x1f" + code)
        lines += [
            f"{WORK} {bf.classification} {node}",
            f"{node} {A} {bf.Classification}",
            f"{node} {bf.classificationPortion} {literal(chop(value))}",
        ]
        if item:
            lines.append(f"{node} {bf.itemPortion} {literal(item)}")
            item = ""
        if code:
            lines += _edition(node, code)
    return lines


@group.rule("086.document", "086az2")
def document(tag: str, field: Field, facts: Facts) -> Lines:
    """The number of a government document in its own scheme.

    086 0#$aY 4.AG 8/3
    →
    work bf:classification work-class-1
    work-class-1 a bf:Classification
      rdfs:label "Y 4.AG 8/3"
      bf:source id:vocabulary/classSchemes/sudocs
    id:vocabulary/classSchemes/sudocs a bf:Source
    """
    lines: list[str] = []
    scheme = {"0": "sudocs", "1": "cacodoc"}.get(field[0][0], first(field, "2"))
    for value in only(field, "a"):
        node = local(WORK, "class", "086" + value + "\x1f" + scheme)
        lines += [f"{WORK} {bf.classification} {node}", f"{node} {A} {bf.Classification}", f"{node} {LABEL} {literal(value.strip())}"]
        if scheme.isascii() and scheme.isalnum():
            iri = f"{VOCABULARY}classSchemes/{scheme}>"
            lines += [f"{node} {bf.source} {iri}", f"{iri} {A} {bf.Source}"]
    return lines

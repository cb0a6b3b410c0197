# SPDX-License-Identifier: Apache-2.0
"""Fields 05X-08X: where the Work stands in a classification, and the numbers of copies that stand elsewhere."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .administrative import DLC_LINES
from .control_subfields import authority, related_authority
from .identifiers import STATUS
from .subfields import cut, first, key, only
from .write import LABEL, VOCABULARY, WORK, A, bf, literal, local, named, source, source_lines, sourced, start

group = Group("05X-08X Classification")

group.ignore("0507 0607 0707", "how the field was made: the number itself is said")
group.ignore("082m 083m", "from which part of the schedules the number is: its edition is said")
group.ignore("085", "of what parts a number of 082 or 083 was built: the number itself is said")

_DLC = f"{VOCABULARY}organizations/dlc>"
_CLASS, _CLASSED, _IS = start(WORK, "class"), f"{WORK} {bf.classification} ", f" {A} "
_PORTION, _ITEM, _SOURCE = f" {bf.classificationPortion} ", f" {bf.itemPortion} ", f" {bf.source} "
_ASSIGNER, _BY_DLC, _DLC_IS = f" {bf.assigner} ", f" {bf.assigner} {_DLC}", f"{_DLC} {A} {bf.Agent}"
_FULL, _ABRIDGED = f' {bf.edition} "full"', f' {bf.edition} "abridged"'
_EDITIONS = {"0": _FULL, "1": _ABRIDGED}
_DNLM = f"{VOCABULARY}organizations/dnlm>"
_DNAL = f"{VOCABULARY}organizations/dnal>"
_CANADA = "<http://id.loc.gov/authorities/names/no2004037399>"
_STATUS = {"0": f" {bf.status} {VOCABULARY}mstatus/uba>", "1": f" {bf.status} {VOCABULARY}mstatus/nuba>"}
"""Whether the library that gave the number holds the edition."""


def _numbers(tag: str, field: Field, kind: str, said: str, codes: str = "a") -> list[str]:
    """A classification for each $a, the first with $b as its item's part; $0 and $1 belong to the number before them.

    said: predicate and object pairs, a line end before each and `@` in place of the node.
    """
    if len(field) == 3 and field[1][0] == "a" == codes and field[2][0] == "b":  # nearly all fields
        number, item = field[1][1:], field[2][1:]
        if item and number.strip():
            node = named(_CLASS, f"{tag}{number}\x1f{item}{said}")
            block = f"{_CLASSED}{node}\n{node}{_IS}{kind}\n{node}{_PORTION}{literal(number.strip())}\n{node}{_ITEM}{literal(item.strip())}"
            return [block + said.replace("@", node)]
    lines: list[str] = []
    node = ""
    items = [part[1:] for part in field[1:] if part[0] == "b" and len(part) > 1]
    for part in field[1:]:
        code = part[0]
        if code in codes:
            if not part[1:].strip():
                continue
            node = named(_CLASS, f"{tag}{part[1:]}\x1f{items[0] if items else ''}{said}")
            block = f"{_CLASSED}{node}\n{node}{_IS}{kind}\n{node}{_PORTION}{literal(part[1:].strip())}"
            for item in items:
                block += f"\n{node}{_ITEM}{literal(item.strip())}"
            items = []
            lines.append(block + said.replace("@", node))
        elif code in "01" and node:
            lines += related_authority(node, part) if code == "0" else authority(node, part)
    return lines


@group.rule("050.lcc", "050ab01", needs="dlc first")
def congress(tag: str, field: Field, facts: Facts) -> Lines:
    """The Library of Congress's number, $b the item's part of it. It gave it where it says so or catalogued the record.

    050 00$aPL4378.9.N5$bT7 2019
    ⇄
    work bf:classification work-class-1
    work-class-1 a bf:ClassificationLcc
      bf:classificationPortion "PL4378.9.N5"
      bf:itemPortion "T7 2019"
      bf:assigner id:vocabulary/organizations/dlc
      bf:status id:vocabulary/mstatus/uba
    id:vocabulary/organizations/dlc a bf:Agent
      bf:code "DLC"
    """
    if not (field[0][1] == "0" or (field[0][1] == " " and facts.dlc)):
        return _numbers(tag, _first_item(field), bf.ClassificationLcc, "")
    lines = _numbers(tag, _first_item(field), bf.ClassificationLcc, _SAID_DLC.get(field[0][0], f"\n@{_BY_DLC}"))
    return lines if "003" in facts.first or not lines else [*lines, DLC_LINES]


_SAID_DLC = {ind: f"\n@{_BY_DLC}\n@{status}" for ind, status in _STATUS.items()}


def _first_item(field: Field) -> Field:
    """The field with only its first $b: others are of other copies, typed into one field."""
    if len(field) < 4:
        return field
    seen, kept = False, field[:1]
    for part in field[1:]:
        if part[0] == "b":
            if not seen:
                kept.append(part)
            seen = True
        else:
            kept.append(part)
    return kept


@group.rule("055.canada", "055ab012")
def canada(tag: str, field: Field, facts: Facts) -> Lines:
    """A number given in Canada, by Library and Archives Canada or another library; a second indicator from 6 on means another scheme.

    055 00$aPS8576.O6141$bD3 1999
    →
    work bf:classification work-class-1
    work-class-1 a bf:ClassificationLcc
      bf:classificationPortion "PS8576.O6141"
      bf:itemPortion "D3 1999"
      bf:assigner id:authorities/names/no2004037399
      bf:status id:vocabulary/mstatus/uba
    """
    by = field[0][1]
    if by in "6789":
        code = first(field, "2")
        where, about = source(WORK, code) if code else ("", "")
        lines = _numbers(tag, field, bf.Classification, f"\n@{_SOURCE}{where}" if where else "")
        return [*lines, about] if about and lines else lines
    said = f"\n@{_ASSIGNER}{_CANADA}" + (f"\n@{_STATUS[field[0][0]]}" if field[0][0] in _STATUS else "") if by in "012" else ""
    return _numbers(tag, field, bf.ClassificationLcc, said)


@group.rule("060.nlm", "060ab01 070ab01", needs="first")
def national(tag: str, field: Field, facts: Facts) -> Lines:
    """Numbers of the National Library of Medicine (060), where it gave them so marked, and of the National Agricultural Library (070).

    060 00$aWZ 100$bH678 2005
    ⇄
    work bf:classification work-class-1
    work-class-1 a bf:ClassificationNlm
      bf:classificationPortion "WZ 100"
      bf:itemPortion "H678 2005"
      bf:assigner id:vocabulary/organizations/dnlm
      bf:status id:vocabulary/mstatus/uba
    """
    if tag == "070":
        return _numbers(tag, field, bf.ClassificationNal, f"\n@{_ASSIGNER}{_DNAL}\n@{_STATUS['0']}" if field[0][0] == "0" else "")
    said = ""
    if field[0][1] == "0" or (field[0][1] == " " and "NLM" in first(facts.first.get("040", "  ").split("\x1f"), "a")):
        said = f"\n@{_ASSIGNER}{_DNLM}" + (f"\n@{_STATUS[field[0][0]]}" if field[0][0] in _STATUS else "")
    return _numbers(tag, field, bf.ClassificationNlm, said)


_HOLDERS = {"051": (_DLC, bf.ClassificationLcc), "061": (_DNLM, bf.ClassificationNlm), "071": (_DNAL, bf.ClassificationNal)}


@group.rule("051.copy", "051abc 061abc 071abc")
def other_copy(tag: str, field: Field, facts: Facts) -> Lines:
    """A number that the Library of Congress (051), Medicine (061) or Agriculture (071) gave a copy of its own, which $c describes.

    051 ##$aQE75$b.G4$c2d set.
    ⇄
    work bf:classification work-class-1
    work-class-1 a bf:ClassificationLcc
      bf:classificationPortion "QE75"
      bf:itemPortion ".G4"
      bf:assigner id:vocabulary/organizations/dlc
      bf:note work-note-1
    work-note-1 a bf:Note
      rdfs:label "2d set"
    """
    holder, kind = _HOLDERS[tag]
    lines = _numbers(tag, field, kind, f"\n@{_ASSIGNER}{holder}")
    if lines:
        node = lines[0].partition("\n")[0].rpartition(" ")[2]
        for value in only(field, "c"):
            noted = local(WORK, "note", "051" + value)
            lines.append(f"{node} {bf.note} {noted}\n{noted} {A} {bf.Note}\n{noted} {LABEL} {literal(cut(value))}")
    return lines


_SCHEMES = {"agricola": f"{VOCABULARY}classSchemes/agricola>", "bisacsh": f"{VOCABULARY}classSchemes/bisacsh>"}


@group.rule("072.category", "072ax2")
def category(tag: str, field: Field, facts: Facts) -> Lines:
    """The code of a subject category, for lists and shelves in shops: AGRICOLA's, BISAC's or another's by $2.

    072 #7$aLIT$x008000$2bisacsh
    →
    work bf:subject work-category-1
    work-category-1 a bf:Topic
      bf:code "LIT008000"
      rdfs:label "LIT008000"
      bf:source id:vocabulary/classSchemes/bisacsh
    id:vocabulary/classSchemes/bisacsh a bf:Source
    """
    code = "".join(value.strip() for value in only(field, "ax"))
    if not code:
        return []
    scheme = "agricola" if field[0][1] == "0" else first(field, "2").partition("/")[0]
    node = local(WORK, "category", f"{code}\x1f{scheme}")
    text = literal(code)
    lines = [f"{WORK} {bf.subject} {node}\n{node} {A} {bf.Topic}\n{node} {bf.code} {text}\n{node} {LABEL} {text}"]
    if known := _SCHEMES.get(scheme):
        lines.append(sourced(node, known))
    elif scheme:
        where, about = source(WORK, scheme)
        lines += [f"{node}{_SOURCE}{where}", about]
    return lines


@group.rule("080.udc", "080abx012")
def universal(tag: str, field: Field, facts: Facts) -> Lines:
    """A number of the Universal Decimal Classification; $x is an auxiliary, the first indicator says full or abridged, $2 the edition.

    080 1#$a821.162.1-31$x(597)$2UDC, 2020
    →
    work bf:classification work-class-1
    work-class-1 a bf:ClassificationUdc
      bf:classificationPortion "821.162.1-31"
      bf:code "(597)"
      bf:edition "abridged"
      bf:source work-source-1
    work-source-1 a bf:Source
      bf:code "UDC, 2020"
    """
    item = first(field, "b")
    code = first(field, "2").partition("/")[0]
    lines: list[str] = []
    for number in only(field, "a"):
        node = named(_CLASS, tag + number + key(field, "bx2"))
        lines.append(f"{_CLASSED}{node}\n{node}{_IS}{bf.ClassificationUdc}\n{node}{_PORTION}{literal(number.strip())}")
        if item:
            lines.append(f"{node}{_ITEM}{literal(item)}")
        lines += [f"{node} {bf.code} {literal(value.strip())}" for value in only(field, "x")]
        if field[0][0] in _EDITIONS:
            lines.append(node + _EDITIONS[field[0][0]])
        if code:
            lines += _edition(node, code)
        for part in field[1:]:
            if part[0] in "01":
                lines += related_authority(node, part) if part[0] == "0" else authority(node, part)
    return lines


@group.rule("082.dewey", "082abq21", needs="dlc first")
def dewey(tag: str, field: Field, facts: Facts) -> Lines:
    """A Dewey number; $2 is the edition, in Vietnam `23 vi` or the abridged `14`. A second indicator 0 is the Library of Congress's.

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
    node = named(_CLASS, tag + field[0] + key(field, "ab2q"))
    block, without = "", f"{_CLASSED}{node}\n{node}{_IS}{bf.ClassificationDdc}"
    code = ""
    others: list[str] = []
    for part in field[1:]:
        what, value = part[0], part[1:].strip()
        if not value:
            continue
        if what == "a":
            block += f"\n{node}{_PORTION}{literal(value)}"
        elif what == "b":
            without += f"\n{node}{_ITEM}{literal(value)}"
        elif what == "2":
            code = code or value
        elif what == "q":
            others += _by_name(node, value)
        elif what == "1":
            others += authority(node, part)
    if not block:
        return []
    block = without + block
    if field[0][0] in _EDITIONS:
        block += "\n" + node + _EDITIONS[field[0][0]]
    if field[0][1] == "0" or (field[0][1] == " " and facts.dlc and not others):
        block += f"\n{node}{_BY_DLC}"
        others.append(DLC_LINES if "003" not in facts.first else _DLC_IS)
    return [block, *(_edition(node, code) if code else ()), *others]


def _by_name(node: str, name: str) -> list[str]:
    by = local(WORK, "agent", name)
    return [f"{node}{_ASSIGNER}{by}\n{by} {A} {bf.Agent}\n{by} {LABEL} {literal(name)}"]


def _edition(node: str, code: str) -> list[str]:
    where, about = _source(code)
    return [node + where, about]


@lru_cache(512)
def _source(code: str) -> tuple[str, str]:
    where, about = source(WORK, code)
    return _SOURCE + where, about


@group.rule("083.further", "083acyzq201")
def further_dewey(tag: str, field: Field, facts: Facts) -> Lines:
    """A further Dewey number, for a lesser subject; $z and $y name the table that it is from, $c ends a span.

    083 0#$z2$a597$223 vi
    →
    work bf:classification work-class-1
    work-class-1 a bf:ClassificationDdc
      bf:classificationPortion "T2--597"
      bf:edition "full"
      bf:source work-source-1
    work-source-1 a bf:Source
      bf:code "23 vi"
    """
    portions: list[str] = []
    table = ""
    for part in field[1:]:
        value = part[1:].strip()
        if part[0] in "zy" and value:
            table += ":" + value if part[0] == "y" else f"T{value}"
        elif part[0] == "a" and value:
            portions.append(f"{table}--{value}" if table else value)
            table = ""
        elif part[0] == "c" and value and portions:
            portions[-1] += "-" + value
    if not portions:
        return []
    node = named(_CLASS, tag + key(field, "acyz2"))
    lines = [f"{_CLASSED}{node}\n{node}{_IS}{bf.ClassificationDdc}", *[f"{node}{_PORTION}{literal(text)}" for text in portions]]
    if field[0][0] in _EDITIONS:
        lines.append(node + _EDITIONS[field[0][0]])
    if code := first(field, "2"):
        lines += _edition(node, code)
    for part in field[1:]:
        if part[0] == "q" and part[1:].strip():
            lines += _by_name(node, part[1:].strip())
        elif part[0] in "01":
            lines += related_authority(node, part) if part[0] == "0" else authority(node, part)
    return lines


@group.rule("084.other", "084abq201")
def other(tag: str, field: Field, facts: Facts) -> Lines:
    """Any other classification, named by its code: in Vietnam often BBK or the scheme of the National Library. $q says who gave the number.

    084 ##$aV5$2bbk
    ⇄
    work bf:classification work-class-1
    work-class-1 a bf:Classification
      bf:classificationPortion "V5"
      bf:source work-source-1
    work-source-1 a bf:Source
      bf:code "bbk"
    """
    code = first(field, "2").partition("/")[0]
    about: list[str] = []
    said = ""
    if code:
        where, lines = _source(code)
        said = f"\n@{where}"
        about.append(lines)
    for name in only(field, "q"):
        by = local(WORK, "agent", name.strip())
        said += f"\n@{_ASSIGNER}{by}"
        about.append(f"{by} {A} {bf.Agent}\n{by} {LABEL} {literal(name.strip())}")
    found = _numbers("084" + code, field, bf.Classification, said)
    return found + about if found else []


@group.rule("086.document", "086az201")
def document(tag: str, field: Field, facts: Facts) -> Lines:
    """The number of a government document in its own scheme; $z is one that was cancelled.

    086 0#$aY 4.AG 8/3
    ⇄
    work bf:classification work-class-1
    work-class-1 a bf:Classification
      rdfs:label "Y 4.AG 8/3"
      bf:source id:vocabulary/classSchemes/sudocs
    id:vocabulary/classSchemes/sudocs a bf:Source
    """
    scheme = {"0": "sudocs", "1": "cacodoc"}.get(field[0][0], "")
    where = f"{VOCABULARY}classSchemes/{scheme}>"
    about = source_lines(where)
    if not scheme:
        scheme = first(field, "2")
        where, about = source(WORK, scheme) if scheme else ("", "")
    lines: list[str] = []
    node = ""
    for part in field[1:]:
        if part[0] in "az" and part[1:].strip():
            node = local(WORK, "class", f"086{part}\x1f{scheme}")
            lines.append(f"{_CLASSED}{node}\n{node}{_IS}{bf.Classification}\n{node} {LABEL} {literal(part[1:].strip())}")
            if where:
                lines.append(f"{node}{_SOURCE}{where}")
            if part[0] == "z":
                lines += [f"{node} {bf.status} {STATUS['z'][0]}", STATUS["z"][1]]
        elif part[0] in "01" and node:
            lines += related_authority(node, part) if part[0] == "0" else authority(node, part)
    return [*lines, about] if about and lines else lines

# SPDX-License-Identifier: Apache-2.0
"""Fields 245-247 (240 apart): the title of the Work and of the Instance, variants, the statement of responsibility."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END

from .subfields import chop, first, join, key, only
from .write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, bflc, literal, local, named, start

group = Group("24X Titles")

# Beginnings and ends of lines that every record has, ready made.
_INSTANCE_TITLE, _WORK_TITLE = start(INSTANCE, "title"), start(WORK, "title")
_INSTANCE_HAS, _WORK_HAS = f"{INSTANCE} {bf.title} ", f"{WORK} {bf.title} "
_IS_TITLE, _MAIN = f" {A} {bf.Title}", f" {bf.mainTitle} "
_RESPONSIBILITY = f"{INSTANCE} {bf.responsibilityStatement} "


@group.rule("245.title", "245abfgknps")
def title(tag: str, field: Field, facts: Facts) -> Lines:
    """The Instance has the title as printed, in its parts; the Work has it in one piece, punctuated as ISBD does.

    245 10$aTruyện Kiều :$bthơ /$cNguyễn Du.
    →
    instance bf:title instance-title-1
    instance-title-1 a bf:Title
    work bf:title work-title-1
    work-title-1 a bf:Title
      bf:mainTitle "Truyện Kiều : thơ"
    instance-title-1 bf:mainTitle "Truyện Kiều"
      bf:subtitle "thơ"
    """
    parts = [part for part in field[1:] if part[0] in "abfgknps"]
    mine = named(_INSTANCE_TITLE, "\x1f".join([part.rstrip(END) for part in parts]))
    works = f"{_WORK_TITLE}{mine[-14:]}"
    whole = " ".join([part[1:] for part in parts])
    if "  " in whole:
        whole = " ".join(whole.split())
    lines = [
        f"{_INSTANCE_HAS}{mine}\n{mine}{_IS_TITLE}\n{_WORK_HAS}{works}\n{works}{_IS_TITLE}\n{works}{_MAIN}{literal(chop(whole))}",
    ]
    main = [part[1:] for part in parts if part[0] in "afgks"]
    if main:
        lines.append(f"{mine}{_MAIN}{literal(chop(' '.join(main)))}")
    for part in parts:
        code = part[0]
        if code in "bnp" and part[1:].strip():
            predicate = bf.subtitle if code == "b" else bf.partNumber if code == "n" else bf.partName
            lines.append(f"{mine} {predicate} {literal(chop(part[1:]))}")
    skip = field[0][1]
    if skip in "123456789":
        lines += [f'{mine} {bflc.nonSortNum} "{skip}"', f'{works} {bflc.nonSortNum} "{skip}"']
    return lines


@group.rule("245.responsibility", "245c")
def responsibility(tag: str, field: Field, facts: Facts) -> Lines:
    """Who made it, as the title page says.

    245 10$aTruyện Kiều /$cNguyễn Du.
    →
    instance bf:responsibilityStatement "Nguyễn Du"
    """
    text = chop(join(field, "c"))
    return [_RESPONSIBILITY + literal(text)] if text else []


@group.rule("245.medium", "245h")
def medium(tag: str, field: Field, facts: Facts) -> Lines:
    """The general material designation of older records is its form: nothing else may say that it is a microform.

    245 10$aTruyện Kiều$h[vi phim]
    →
    instance bf:genreForm instance-form-1
    instance-form-1 a bf:GenreForm
      rdfs:label "vi phim"
    """
    text = chop(join(field, "h")).strip("[]") if first(field, "h") else ""
    if not text:
        return []
    node = local(INSTANCE, "form", "245h" + text)
    return [f"{INSTANCE} {bf.genreForm} {node}", f"{node} {A} {bf.GenreForm}", f"{node} {LABEL} {literal(text)}"]


_VARIANTS = {"0": "por", "1": "", "2": "dis", "3": "", "4": "cov", "5": "atp", "6": "cap", "7": "run", "8": "spi"}


@group.rule("246.variant", "246abfgnpi")
def variant(tag: str, field: Field, facts: Facts) -> Lines:
    """Other titles by which readers look for it: parallel titles and portions of the Work; cover, spine and running titles of the Instance.

    246 14$aKiều
    →
    instance bf:title instance-title-1
    instance-title-1 a bf:VariantTitle
      a id:vocabulary/vartitletype/cov
      bf:mainTitle "Kiều"
    """
    text = chop(join(field, "a"))
    if not text:
        return []
    owner = INSTANCE if field[0][1] in "45678" else WORK
    node = local(owner, "title", "246" + field[0][1] + key(field, "abfgnp"))
    lines = [f"{owner} {bf.title} {node}"]
    if field[0][1] == "1":
        lines.append(f"{node} {A} {bf.ParallelTitle}")
    else:
        lines.append(f"{node} {A} {bf.VariantTitle}")
        kind = _VARIANTS.get(field[0][1])
        if kind:
            lines.append(f"{node} {A} {VOCABULARY}vartitletype/{kind}>")
    lines.append(f"{node} {bf.mainTitle} {literal(text)}")
    for part in field[1:]:
        predicate = _PARTS.get(part[0])
        if predicate and part[1:].strip():
            lines.append(f"{node} {predicate} {literal(chop(part[1:]))}")
    for text in only(field, "i"):
        about = local(owner, "note", "246i" + node + text)
        lines += [f"{node} {bf.note} {about}", f"{about} {A} {bf.Note}", f"{about} {LABEL} {literal(chop(text))}"]
    return lines


_PARTS = {"b": bf.subtitle, "n": bf.partNumber, "p": bf.partName, "f": bf.date, "g": bf.qualifier}

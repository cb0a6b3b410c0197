# SPDX-License-Identifier: Apache-2.0
"""Field 245: the title of the Work and of the Instance, the statement of responsibility, dates and form of a collection."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END
from mucluc.converters.record import SUBFIELD

from .subfields import cut, first, unwrapped
from .write import INSTANCE, LABEL, WORK, A, bf, bflc, literal, local, named, start

group = Group("245 Title")

# Beginnings and ends of lines that every record has, ready made.
_INSTANCE_TITLE, _WORK_TITLE = start(INSTANCE, "title"), start(WORK, "title")
_INSTANCE_HAS, _WORK_HAS = f"{INSTANCE} {bf.title} ", f"{WORK} {bf.title} "
_IS_TITLE, _MAIN = f" {A} {bf.Title}", f" {bf.mainTitle} "
_PARTS = {"a": _MAIN, "b": f" {bf.subtitle} ", "n": f" {bf.partNumber} ", "p": f" {bf.partName} "}
_RESPONSIBILITY = f"{INSTANCE} {bf.responsibilityStatement} "


@group.rule("245.title", "245abknp")
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
    whole = content = ""
    said: list[tuple[str, str]] = []
    titled = False
    for part in field[1:]:
        code = part[0]
        if code in _PARTS:
            whole += " " + part[1:]
            content += "\x1f" + part.rstrip(END)
            titled = titled or code == "a"
            if text := cut(part[1:]):
                said.append((_PARTS[code], text))
    whole, lead = cut(whole), ""
    if not titled:
        lead = cut(first(field, "k")) or (said[0][1] if said else "")
        content = f"\x1f{lead}{content or SUBFIELD}"
        said.insert(0, (_MAIN, lead))
    if not whole and not (whole := lead):
        return []
    mine = named(_INSTANCE_TITLE, content[1:])
    works = f"{_WORK_TITLE}{mine[-14:]}"
    block = f"{_INSTANCE_HAS}{mine}\n{mine}{_IS_TITLE}\n{_WORK_HAS}{works}\n{works}{_IS_TITLE}\n{works}{_MAIN}{literal(whole)}"
    for predicate, text in said:
        block += f"\n{mine}{predicate}{literal(text)}"
    skip = field[0][1]
    if skip in "123456789":
        block += f'\n{mine} {bflc.nonSortNum} "{skip}"\n{works} {bflc.nonSortNum} "{skip}"'
    return [block]


@group.rule("245.responsibility", "245c")
def responsibility(tag: str, field: Field, facts: Facts) -> Lines:
    """Who made it, as the title page says.

    245 10$aTruyện Kiều /$cNguyễn Du.
    →
    instance bf:responsibilityStatement "Nguyễn Du"
    """
    return [_RESPONSIBILITY + literal(text) for part in field if part[0] == "c" and part is not field[0] and (text := cut(part[1:]))]


@group.rule("245.archival", "245fghks", needs="first")
def archival(tag: str, field: Field, facts: Facts) -> Lines:
    """When papers were written (a date in 046 says it better), what they are, which version it is. The general material designation of
    older records is their form as well: nothing else may say that it is a microform.

    245 10$aTruyện Kiều$h[vi phim]
    →
    instance bf:genreForm instance-form-1
    instance-form-1 a bf:GenreForm
      rdfs:label "vi phim"
    """
    lines: list[str] = []
    for part in field[1:]:
        code = part[0]
        if code in "abcnp":
            continue
        if code in "fg":
            if (text := unwrapped(part[1:])) and (code == "g" or "\x1fk" not in facts.first.get("046", "")):
                lines.append(f"{WORK} {bf.originDate} {literal(text)}")
        elif code == "s" and (text := cut(part[1:])):
            lines.append(f"{WORK} {bf.version} {literal(text)}")
        elif code in "hk" and (text := cut(part[1:]).strip("[]")):
            node = local(INSTANCE, "form", "245h" + text)
            lines.append(f"{INSTANCE} {bf.genreForm} {node}\n{node} {A} {bf.GenreForm}\n{node} {LABEL} {literal(text)}")
    return lines

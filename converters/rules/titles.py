# SPDX-License-Identifier: Apache-2.0
"""Field 245: the title of the Work and of the Instance, the statement of responsibility, dates and form of a collection."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END

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
    parts = [part for part in field[1:] if part[0] in "abnp"]
    whole = " ".join([part[1:] for part in parts])
    if "  " in whole:
        whole = " ".join(whole.split())
    whole = cut(whole)
    lead = "" if "a" in [part[0] for part in parts] else _lead(field, parts)
    if not whole and not (whole := lead):
        return []
    content = "\x1f".join([part.rstrip(END) for part in parts])
    mine = named(_INSTANCE_TITLE, f"{lead}\x1f{content}" if lead else content)
    works = f"{_WORK_TITLE}{mine[-14:]}"
    lines = [
        f"{_INSTANCE_HAS}{mine}\n{mine}{_IS_TITLE}\n{_WORK_HAS}{works}\n{works}{_IS_TITLE}\n{works}{_MAIN}{literal(whole)}",
    ]
    if lead:
        lines.append(f"{mine}{_MAIN}{literal(lead)}")
    for part in parts:
        text = cut(part[1:])
        if text:
            lines.append(f"{mine}{_PARTS[part[0]]}{literal(text)}")
    skip = field[0][1]
    if skip in "123456789":
        lines += [f'{mine} {bflc.nonSortNum} "{skip}"', f'{works} {bflc.nonSortNum} "{skip}"']
    return lines


def _lead(field: Field, parts: Field) -> str:
    """What stands for a missing $a: the form of an archive's papers, else the first part that there is."""
    return cut(first(field, "k")) or next(filter(None, (cut(part[1:]) for part in parts)), "")


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

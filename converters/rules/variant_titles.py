# SPDX-License-Identifier: Apache-2.0
"""Fields 210-247 (240 and 245 apart): abbreviated, key, translated, collective, varying and former titles."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END
from mucluc.converters.record import SUBFIELD
from mucluc.vocab.codes import LANGUAGES, POSITIONS

from .subfields import cut, first, join, key, only, unwrapped
from .write import INSTANCE, LABEL, VALUE, VOCABULARY, WORK, A, bf, bflc, literal, local, note

group = Group("21X-24X Variant titles")

_PARTS = {"a": bf.mainTitle, "b": bf.subtitle, "n": bf.partNumber, "p": bf.partName, "f": bf.date, "g": bf.qualifier, "h": bf.qualifier}
_SAID = {code: f" {predicate} " for code, predicate in _PARTS.items()}


def _titled(owner: str, kind: str, tag: str, field: Field, codes: str) -> tuple[str, list[str]]:
    """A title of a class, named after its tag, indicators and subfields; without a main title the first subfield is one."""
    node = local(owner, "title", tag + field[0] + key(field, codes))
    return node, [f"{owner} {bf.title} {node}\n{node} {A} {kind}"]


def _parts(node: str, field: Field, codes: str, language: str = "") -> list[str]:
    """The parts of a title; the first one is its main title where $a is missing."""
    lines: list[str] = []
    led = bool(first(field, "a"))
    for part in field[1:]:
        if part[0] not in codes:
            continue
        text = unwrapped(part[1:]) if part[0] in "fg" else cut(part[1:])
        text = text.strip("[]") if part[0] == "h" else text
        if text:
            lines.append(f"{node}{_SAID[part[0]] if led else _SAID['a']}{literal(text)}{language}")
            led = True
    return lines


def _skipped(node: str, field: Field) -> list[str]:
    return [f'{node} {bflc.nonSortNum} "{field[0][1]}"'] if field[0][1] in "123456789" else []


@group.rule("210.abbreviated", "210ab2")
def abbreviated(tag: str, field: Field, facts: Facts) -> Lines:
    """The title in short, by which a serial is cited; that of the ISSN network belongs to the Work.

    210 0#$aTC Văn học
    →
    work bf:title work-title-1
    work-title-1 a bf:AbbreviatedTitle
      bf:mainTitle "TC Văn học"
      bf:assigner work-title-1-assigner
    work-title-1-assigner a bf:Agent
      bf:code "issnkey"
    """
    owner = WORK if field[0][1] == " " else INSTANCE
    node, lines = _titled(owner, bf.AbbreviatedTitle, tag, field, "ab")
    said = _as_they_stand(node, field)
    if not said:
        return []
    given_by = ["issnkey"] if owner == WORK else only(field, "2")
    for code in given_by:
        agent = f"{node[:-1]}-assigner>"
        lines.append(f"{node} {bf.assigner} {agent}\n{agent} {A} {bf.Agent}\n{agent} {bf.code} {literal(code)}")
    return [*lines, *said]


@group.rule("222.key", "222ab")
def key_title(tag: str, field: Field, facts: Facts) -> Lines:
    """The key title, which goes with the ISSN.

    222 #0$aVăn học$b(Hà Nội)
    ⇄
    work bf:title work-title-1
    work-title-1 a bf:KeyTitle
      bf:mainTitle "Văn học"
      bf:qualifier "(Hà Nội)"
    """
    node, lines = _titled(WORK, bf.KeyTitle, tag, field, "ab")
    said = _as_they_stand(node, field)
    return [*lines, *_skipped(node, field), *said] if said else []


def _as_they_stand(node: str, field: Field) -> list[str]:
    """$a and $b of a title that the ISSN network writes, its punctuation part of it."""
    lines: list[str] = []
    for part in field[1:]:
        if part[0] in "ab" and (text := part[1:].strip()):
            lines.append(f"{node} {bf.qualifier if part[0] == 'b' and lines else bf.mainTitle} {literal(text)}")
    return lines


@group.rule("242.translated", "242abchnpy")
def translated(tag: str, field: Field, facts: Facts) -> Lines:
    """A title that the cataloguer has translated, in the language that $y names.

    242 00$aThe tale of Kieu$yeng
    →
    instance bf:title instance-title-1
    instance-title-1 a bf:VariantTitle
      a id:vocabulary/vartitletype/tra
      bf:mainTitle "The tale of Kieu"@en
    """
    code = first(field, "y").strip(". ")
    language = f"@{LANGUAGES[code].tag}" if code in LANGUAGES and LANGUAGES[code].tag else ""
    node, lines = _titled(INSTANCE, bf.VariantTitle, tag, field, "abnp")
    said = _parts(node, field, "abnph", language)
    if not said:
        return []
    for text in only(field, "c"):
        said += _noted(node, cut(text), language)
    return [*lines, f"{node} {A} {VOCABULARY}vartitletype/tra>", *_skipped(node, field), *said]


def _noted(node: str, text: str, language: str = "") -> list[str]:
    if not text:
        return []
    about = local(node, "note", text)
    return [f"{node} {bf.note} {about}\n{about} {A} {bf.Note}\n{about} {LABEL} {literal(text)}{language}"]


@group.rule("243.collective", "243adfghklmnoprs")
def collective(tag: str, field: Field, facts: Facts) -> Lines:
    """A title made up to bring the works of one author together.

    243 10$aTuyển tập.$kThơ
    →
    work bf:title work-title-1
    work-title-1 a bf:CollectiveTitle
      bf:mainTitle "Tuyển tập"
      bf:qualifier "Thơ"
    """
    node, lines = _titled(WORK, bf.CollectiveTitle, tag, field, "adfghklmnoprs")
    for part in field[1:]:
        if part[0] in "adfghklmnoprs" and (text := cut(part[1:])):
            predicate = _SAID["a"] if len(lines) == 1 else _SAID[part[0]] if part[0] in "anp" else _SAID["g"]
            lines.append(f"{node}{predicate}{literal(text)}")
    return [*lines, *_skipped(node, field)] if len(lines) > 1 else []


_TYPED = {second: f"\n\0 {A} <{term.iri}>" for second, term in POSITIONS["variant-title"].items()}


@group.rule("246.variant", "246abfghnpi")
def variant(tag: str, field: Field, facts: Facts) -> Lines:
    """Other titles by which readers look for it: cover and spine have those of the Instance, all others are the Work's.

    246 14$aKiều
    ⇄
    instance bf:title instance-title-1
    instance-title-1 a bf:VariantTitle
      a id:vocabulary/vartitletype/cov
      bf:mainTitle "Kiều"
    """
    kind = field[0][1]
    owner = INSTANCE if kind in "48" else WORK
    node = local(owner, "title", "246" + kind + "\x1f".join([part.rstrip(END) for part in field[1:] if part[0] in "abfghnp"]))
    said = _parts(node, field, "abfghnp")
    if not said:
        return []
    lines = [f"{owner} {bf.title} {node}\n{node} {A} {bf.ParallelTitle if kind == '1' else bf.VariantTitle}"]
    if kind in _TYPED:
        lines[0] += _TYPED[kind].replace("\0", node)
    lines += said
    for part in field[1:]:
        if part[0] == "i":
            lines += _noted(node, cut(part[1:]))
    return lines


@group.rule("247.former", "247abfghnpx", needs="fields first")
def former(tag: str, field: Field, facts: Facts) -> Lines:
    """What a site or loose-leaf work was called before; the complexity note 547 that has its place in the order of fields says more.

    247 10$aTrang tin thư viện$f2001-2010
    →
    work bf:title work-title-1
    work-title-1 a bf:VariantTitle
      a id:vocabulary/vartitletype/for
      bf:mainTitle "Trang tin thư viện"
      bf:date "2001-2010"
    """
    node, lines = _titled(WORK, bf.VariantTitle, tag, field, "abfghnpx")
    if not key(field, "abnp"):
        about = cut(join(field, "fg"))
        return note(WORK, tag + about, about) if about else []
    said = _parts(node, field, "abfghnp")
    for value in only(field, "x"):
        issn = local(node, "id", value)
        said.append(f"{node} {bf.identifiedBy} {issn}\n{issn} {A} {bf.Issn}\n{issn} {VALUE} {literal(cut(value))}")
    if "547" in facts.first:
        said += _noted(node, _complexity(field, facts))
    return [*lines, f"{node} {A} {VOCABULARY}vartitletype/for>", *said]


def _complexity(field: Field, facts: Facts) -> str:
    """The text of the 547 that stands in the same place among its like as this 247."""
    titles = [text for tag, text in facts.fields if tag == "247"]
    notes = [text for tag, text in facts.fields if tag == "547"]
    text = SUBFIELD.join(field)
    place = titles.index(text) if text in titles else len(notes)
    return " ".join(only(notes[place].split(SUBFIELD), "a")) if place < len(notes) else ""


@group.rule("547.complexity", "547a", needs="fields")
def complexity(tag: str, field: Field, facts: Facts) -> Lines:
    """How the former titles (247) came about; where there is none for it to explain, a note.

    547 ##$aĐổi tên nhiều lần từ năm 1990 đến năm 2000.
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      rdfs:label "Đổi tên nhiều lần từ năm 1990 đến năm 2000."
    """
    text = " ".join(only(field, "a"))
    titles = [each for each, _ in facts.fields if each == "247"]
    mine = [each for each, other in facts.fields if each == "547" and other == SUBFIELD.join(field)]
    place = [other for each, other in facts.fields if each == "547"].index(SUBFIELD.join(field)) if mine else 0
    if not text or place < len(titles):
        return []
    node = local(INSTANCE, "note", "547" + text)
    return [f"{INSTANCE} {bf.note} {node}\n{node} {A} {bf.Note}\n{node} {LABEL} {literal(text)}"]

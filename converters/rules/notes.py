# SPDX-License-Identifier: Apache-2.0
"""Fields 5XX that are notes: of the Instance or of the Work, each with its kind where the Library of Congress has a term for it."""

from __future__ import annotations

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import POSITIONS

from .described import TYPES, beneath, more, note_of, note_type, number, plain_note, thing
from .linking import explains
from .subfields import cut, first, join, only
from .write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, bflc, literal, local, source

group = Group("5XX Notes")

group.ignore("539", "the coded dates and place of a reproduction, obsolete: 533 says them in words")


@group.rule("500.note", "500a3u", cached=KEPT)
def general(tag: str, field: Field, facts: Facts) -> Lines:
    """A note of no particular kind.

    500 ##$aIn theo bản khắc năm Tự Đức thứ 24.
    ⇄
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      rdfs:label "In theo bản khắc năm Tự Đức thứ 24."
    """
    return plain_note(INSTANCE, tag, field, "a")[1]


@group.rule("504.bibliography", "504ab3u", cached=KEPT)
def bibliography(tag: str, field: Field, facts: Facts) -> Lines:
    """That it has a bibliography, and how many references are in it ($b).

    504 ##$aThư mục: tr. 320-325.
    ⇄
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/biblio
      rdfs:label "Thư mục: tr. 320-325."
    """
    node, lines = plain_note(INSTANCE, tag, field, "a", TYPES[tag])
    counts = only(field, "b") if len(field) > 2 or not node else []
    if counts and not node:
        node, lines = note_of(INSTANCE, tag, "", counts, TYPES[tag])
    return [*lines, *[f"{node} {bf.count} {literal(cut(count))}" for count in counts]]


_CODES = {
    "501": "a", "513": "ab", "514": "abcdefghijkmz", "515": "a", "516": "a", "526": "abcdixz", "530": "abc", "535": "abcdg",
    "542": "abcdefghijklmnopqrs", "544": "abcden", "545": "ab", "550": "a", "552": "abcdefghijklmnopz", "555": "abcd", "556": "a",
    "565": "abcde", "567": "ab", "581": "a", "584": "ab", "585": "a", "588": "a",
}  # fmt: skip
_NUMBERS = {"530d": bf.StockNumber, "556z": bf.Isbn, "581z": bf.Isbn}
_NUMBERED = {"530": "d", "556": "z", "581": "z"}
_SAID_BEFORE = {"5880": "Description based on: ", "5881": "Latest issue consulted: "}


@group.rule("5XX.note", " ".join(f"{tag}{codes}{_NUMBERED.get(tag, '')}3u" for tag, codes in _CODES.items()), cached=KEPT)
def typed_note(tag: str, field: Field, facts: Facts) -> Lines:
    """A note of the Instance, typed by its tag where there is a term for it.

    515 ##$aSố 3 và 4 ra chung một tập.
    ⇄
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/issuance
      rdfs:label "Số 3 và 4 ra chung một tập."
    """
    node, lines = plain_note(INSTANCE, tag, field, _CODES[tag], note_type(tag, field), _SAID_BEFORE.get(tag + field[0][0], ""))
    if tag in _NUMBERED:
        numbers = only(field, _NUMBERED[tag])
        if numbers and not node:
            node, lines = note_of(INSTANCE, tag, "", numbers, TYPES[tag])
        lines += [number(node, _NUMBERS[tag + _NUMBERED[tag]], text) for value in numbers if (text := cut(value))]
    return lines


_FUNDING = {"b": "Contract: ", "c": "Grant: ", "d": "", "e": "Program element: ", "f": "Project: ", "g": "Task: ", "h": "Work unit: "}


@group.rule("536.funding", "536abcdefgh3u")
def funding(tag: str, field: Field, facts: Facts) -> Lines:
    """Who paid for it, with the numbers of contract, grant and project.

    536 ##$aQuỹ Phát triển khoa học và công nghệ Quốc gia$cV1.2-2012.01
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/fundinfo
      rdfs:label "Quỹ Phát triển khoa học và công nghệ Quốc gia"
      rdfs:label "Grant: V1.2-2012.01"
    """
    labels = [cut(_FUNDING[part[0]] + part[1:]) for part in field[1:] if part[0] in _FUNDING and part[1:].strip()]
    text = join(field, "a").strip()
    if not text and not labels:
        return []
    node, lines = note_of(INSTANCE, tag, text, field[1:], TYPES[tag])
    return [*lines, *[f"{node} {LABEL} {literal(label)}" for label in labels], *more(node, field[1:])]


@group.rule("508.credits", "508a3 511a3")
def credits_and_cast(tag: str, field: Field, facts: Facts) -> Lines:
    """Who made a film besides its main creators (508), and who plays or reads (511).

    511 1#$aTrà Giang, Lâm Tới.
    ⇄
    work bf:note work-note-1
    work-note-1 a bf:Note
      a id:vocabulary/mnotetype/participants
      rdfs:label "Cast: Trà Giang, Lâm Tới."
    """
    return _each(WORK, tag, field, "Cast: " if tag == "511" and field[0][0] == "1" else "")


def _each(owner: str, tag: str, field: Field, before: str = "", kind: str = "") -> list[str]:
    """Each $a as a note of its own; $3 and $u are about all of them."""
    lines: list[str] = []
    rest = [part for part in field[1:] if part[0] in "3u" and part[1:].strip()]
    for value in only(field, "a"):
        node, said = note_of(owner, tag, before + value.strip(), rest, kind or TYPES[tag])
        lines += said + more(node, rest)
    return lines


@group.rule("5XX.work_note", "525a3 586a3")
def work_note(tag: str, field: Field, facts: Facts) -> Lines:
    """Supplements that are not catalogued themselves (525), and prizes (586).

    586 ##$aGiải thưởng Hồ Chí Minh về văn học nghệ thuật, 1996.
    ⇄
    work bf:note work-note-1
    work-note-1 a bf:Note
      a id:vocabulary/mnotetype/award
      rdfs:label "Giải thưởng Hồ Chí Minh về văn học nghệ thuật, 1996."
    """
    return _each(WORK, tag, field)


@group.rule("546.language", "546ab3", cached=KEPT)
def language(tag: str, field: Field, facts: Facts) -> Lines:
    """The languages in words ($a), and the script or notation ($b).

    546 ##$aSong ngữ Việt - Chăm ;$bchữ Chăm Akhar Thrah.
    →
    work bf:note work-note-1
    work-note-1 a bf:Note
      a id:vocabulary/mnotetype/lang
      rdfs:label "Song ngữ Việt - Chăm"
    work bf:notation work-notation-1
    work-notation-1 a bf:Notation
      rdfs:label "chữ Chăm Akhar Thrah"
    """
    lines: list[str] = []
    rest = [part for part in field[1:] if part[0] == "3"]
    for part in field[1:]:
        text = part[1:].strip(" :;,/=")
        if part[0] == "a" and text:
            node, said = note_of(WORK, tag, text, rest, TYPES[tag])
        elif part[0] == "b" and cut(text):
            node, said = thing(WORK, bf.notation, bf.Notation, "notation", "\x1f".join([text, *rest]), cut(text))
        else:
            continue
        lines += said + more(node, rest)
    return lines


@group.rule("524.citation", "524a23u")
def preferred_citation(tag: str, field: Field, facts: Facts) -> Lines:
    """How the library asks to be cited, and by which style ($2).

    524 ##$aSắc phong làng Phú Câu, Thư viện tỉnh Phú Yên.
    ⇄
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/citeas
      rdfs:label "Sắc phong làng Phú Câu, Thư viện tỉnh Phú Yên."
    """
    node, lines = plain_note(INSTANCE, tag, field, "a", TYPES[tag])
    if node and (scheme := first(field, "2")):
        listed, described = source(node, scheme, "citationschemes")
        lines += [f"{node} {bf.source} {listed}", described]
    return lines


@group.rule("580.relation", "580a", needs="fields")
def relation(tag: str, field: Field, facts: Facts) -> Lines:
    """A relation to other publications in words; where it explains a linking field (76X-78X), it is a note of that relation.

    580 ##$aCó phụ trương hằng tháng.
    ⇄
    work bf:note work-note-1
    work-note-1 a bf:Note
      a id:vocabulary/mnotetype/relnote
      rdfs:label "Có phụ trương hằng tháng."
    """
    text = join(field, "a").strip()
    return note_of(WORK, tag, text, [], TYPES[tag])[1] if text and not explains(field, facts) else []


@group.rule("587.data", "587abu")
def data_source(tag: str, field: Field, facts: Facts) -> Lines:
    """Where a piece of data was found, or was looked for and not found.

    587 ##$aTừ điển tác gia Việt Nam.$bNăm sinh 1765
    →
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/datasource
      rdfs:label "Năm sinh 1765"
      bf:preferredCitation "Từ điển tác gia Việt Nam"
    """
    if not only(field, "abu"):
        return []
    node, lines = note_of(INSTANCE, tag, join(field, "b").strip(), field[1:], note_type(tag, field))
    return [*lines, *[f"{node} {bf.preferredCitation} {literal(cut(text))}" for text in only(field, "a")], *more(node, field[1:])]


@group.rule("510.cited", "510abcux3")
def cited(tag: str, field: Field, facts: Facts) -> Lines:
    """Where it is cited or described: the Instance in a bibliography (3, 4), the Work in an indexing service (0 to 2).

    510 4#$aTrần Văn Giáp. Tìm hiểu kho sách Hán Nôm,$ctập 1, số 12
    ⇄
    instance bf:note instance-note-1
    instance-note-1 a bf:Note
      a id:vocabulary/mnotetype/refcitation
      rdfs:label "Trần Văn Giáp. Tìm hiểu kho sách Hán Nôm,"
      bflc:citation "tập 1, số 12"
    """
    if not only(field, "abcux"):
        return []
    if field[0][0] in "012":
        return _indexed(field)
    node, lines = note_of(INSTANCE, tag, " ".join(" ".join(only(field, "a")).split()), field[1:], TYPES[tag])
    for part in field[1:]:
        text = " ".join(part[1:].split())
        if part[0] == "b" and text:
            lines.append(beneath(node, bf.enumerationAndChronology, bf.EnumerationAndChronology, "enumeration", text))
        elif part[0] == "c" and text:
            lines.append(f"{node} {bflc.citation} {literal(text)}")
        elif part[0] == "x" and cut(text):
            lines.append(number(node, bf.Issn, cut(text)))
    return lines + more(node, field[1:])


_OF_CITATION = {code: f"<{term.iri}>" for code, term in POSITIONS["note-of-citation"].items()}
_INDEXED_IN = f"{VOCABULARY}relationship/indexedin>"


def _indexed(field: Field) -> list[str]:
    """The relation of the Work to the service that indexes it: which years ($b), where in it ($c), its ISSN."""
    tie = local(WORK, "relation", "510" + "\x1f".join(field))
    work = f"{tie[:-1]}-work>"
    lines = [f"{WORK} {bf.relation} {tie}\n{tie} {A} {bf.Relation}\n{tie} {bf.relationship} {_INDEXED_IN}"]
    lines.append(f"{tie} {bf.associatedResource} {work}\n{work} {A} {bf.Work}")
    for part in field[1:]:
        text = cut(part[1:]) if part[0] in "abcx" else ""
        if not text:
            continue
        if part[0] == "a":
            title = local(work, "title", text)
            lines.append(f"{work} {bf.title} {title}\n{title} {A} {bf.Title}\n{title} {bf.mainTitle} {literal(text)}")
        elif part[0] == "x":
            lines.append(number(work, bf.Issn, text))
        else:
            lines += note_of(work, part[0], text, [], _OF_CITATION[part[0]])[1]
    return lines + more(work, [part for part in field[1:] if part[0] == "u"]) + more(tie, [part for part in field[1:] if part[0] == "3"])

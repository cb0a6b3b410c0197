# SPDX-License-Identifier: Apache-2.0
"""Fields 334-335, 341, 351-388 without music: what kind of content it is, where, when and by whom it was made, for whom it is."""

from __future__ import annotations

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END
from mucluc.vocab.codes import LANGUAGES, POSITIONS

from .characteristics import Kind, Value, characteristic, coded, listed, named_by_identifier, rest, values
from .control_subfields import applies_to, authority, identifier, iri, related_authority
from .subfields import chop, cut, first, join, only
from .write import INSTANCE, LABEL, VALUE, VOCABULARY, WORK, A, bf, bflc, heading, literal, local, mads, note, sourced

group = Group("334-388 Content, audience and creator characteristics")

_ISSUANCE = Kind(bf.issuance, bf.Issuance, "issuance")


@group.rule("334.issuance", "334ab0123", cached=KEPT)
def issuance(tag: str, field: Field, facts: Facts) -> Lines:
    """How it is issued, as RDA's term and code; it stands in place of what the leader says.

    334 ##$asingle unit$bmono$2rdami
    ⇄
    instance bf:issuance id:vocabulary/issuance/mono
    id:vocabulary/issuance/mono a bf:Issuance
      rdfs:label "single unit"
      bf:source id:vocabulary/genreFormSchemes/rdami
    id:vocabulary/genreFormSchemes/rdami a bf:Source
      bf:code "rdami"
    """
    lines: list[str] = []
    known, more = POSITIONS["issuance-code"], rest(field, "23")
    for value, code in coded(field, "ab"):
        label = cut(value.text)
        found = known.get(code) or next((term for term in known.values() if term.label == label.lower()), None)
        label, ids = label or (found.label if found else code), value.here + value.later
        node = f"<{found.iri}>" if found else local(INSTANCE, "issuance", "\x1f".join([label, code, *ids, *more]))
        lines += characteristic(INSTANCE, _ISSUANCE, label, ids, more, node, "genreFormSchemes")
        if code and not found:
            lines.append(f"{node} {bf.code} {literal(code)}")
    return lines


_ACCESS = {
    "a": "Content access mode: ", "b": "Textual assistive features: ", "c": "Visual assistive features: ",
    "d": "Auditory assistive features: ", "e": "Tactile assistive features: ",
}  # fmt: skip


@group.rule("341.accessibility", "341abcde23", cached=KEPT)
def accessibility(tag: str, field: Field, facts: Facts) -> Lines:
    """How the content is perceived, and what helps those who cannot perceive it so.

    341 0#$aauditory$btranscript$2sapdv
    →
    work bf:contentAccessibility work-access-1
    work-access-1 a bf:ContentAccessibility
      rdfs:label "Content access mode: auditory"
      rdfs:label "Textual assistive features: transcript"
      bf:source work-source-1
    work-source-1 a bf:Source
      bf:code "sapdv"
    """
    features = [_ACCESS[code] + text for code in "bcde" for part in only(field, code) if (text := cut(part))]
    modes = [_ACCESS["a"] + text for part in only(field, "a") if (text := cut(part))]
    lines: list[str] = []
    for mode in modes or features[:1]:
        labels = [mode, *[text for text in features if text != mode]]
        node = local(WORK, "access", "\x1f".join([*labels, *rest(field, "23")]))
        lines.append(f"{WORK} {bf.contentAccessibility} {node}\n{node} {A} {bf.ContentAccessibility}")
        lines += [f"{node} {LABEL} {literal(label)}" for label in labels]
        for part in rest(field, "23"):
            lines += applies_to(node, part[1:]) if part[0] == "3" else listed(WORK, node, part[1:])
    return lines


_ARRANGED = {"c": bf.hierarchicalLevel, "a": bf.collectionOrganization, "b": bf.pattern}


@group.rule("351.arrangement", "351abc3")
def arrangement(tag: str, field: Field, facts: Facts) -> Lines:
    """How a collection is organised and arranged, and at what level it is described.

    351 ##$3Thư từ$cSưu tập;$aChia hai phông;$bxếp theo năm.
    →
    work bf:collectionArrangement work-arrangement-1
    work-arrangement-1 a bf:CollectionArrangement
      bflc:appliesTo work-arrangement-1-applies-1
    work-arrangement-1-applies-1 a bflc:AppliesTo
      rdfs:label "Thư từ"
    work-arrangement-1 bf:hierarchicalLevel "Sưu tập"
      bf:collectionOrganization "Chia hai phông"
      bf:pattern "xếp theo năm"
    """
    said = [(code, text) for code in "cab" for part in only(field, code) if (text := cut(part))]
    if not said:
        return []
    node = local(WORK, "arrangement", "351" + "\x1f".join(field[1:]))
    lines = [f"{WORK} {bf.collectionArrangement} {node}\n{node} {A} {bf.CollectionArrangement}"]
    for text in only(field, "3"):
        lines += applies_to(node, text)
    return [*lines, *[f"{node} {_ARRANGED[code]} {literal(text)}" for code, text in said]]


@group.rule("353.supplement", "353ab012")
def supplement(tag: str, field: Field, facts: Facts) -> Lines:
    """What goes with the content: a bibliography, an index, the life of the author; by its code the term of the list of id.loc.gov.

    353 ##$abibliography$bbibliography$2msupplcont
    →
    work bf:supplementaryContent id:vocabulary/msupplcont/bibliography
    id:vocabulary/msupplcont/bibliography a bf:SupplementaryContent
      rdfs:label "bibliography"
    """
    code, labels = first(field, "b"), [text for part in only(field, "a") if (text := cut(part))]
    known = f"{VOCABULARY}msupplcont/{code}>" if code.isascii() and code.isalnum() else ""
    node = known or local(WORK, "supplement", "353" + "\x1f".join(field[1:]))
    if not known and not labels:
        return []
    lines = [f"{WORK} {bf.supplementaryContent} {node}\n{node} {A} {bf.SupplementaryContent}"]
    lines += [f"{node} {LABEL} {literal(label)}" for label in labels]
    for part in rest(field, "01"):
        found = iri(part[1:])
        if part[0] == "1" or (known and found):
            lines += authority(node, part) if part[0] == "1" else related_authority(node, part)
        else:
            lines += [f"{node} {mads.isIdentifiedByAuthority} {found}"] if found else identifier(node, part[1:])
    for part in rest(field, "2") if not known else ():
        lines += listed(WORK, node, part[1:])
    return lines


_POLICY = {"355": "abcdefghj", "357": "abcg"}


@group.rule("35X.control", "355abcdefghj 357abcg")
def control(tag: str, field: Field, facts: Facts) -> Lines:
    """Who may see it: its security classification (355) and what its originator lets others pass on (357).

    355 0#$aMật$bchỉ lưu hành nội bộ
    →
    instance bf:usageAndAccessPolicy instance-access-1
    instance-access-1 a bf:AccessPolicy
      rdfs:label "Mật chỉ lưu hành nội bộ"
    """
    text = join(field, _POLICY[tag]).strip()
    node = local(INSTANCE, "access", tag + text)
    return [f"{INSTANCE} {bf.usageAndAccessPolicy} {node}\n{node} {A} {bf.AccessPolicy}\n{node} {LABEL} {literal(text)}"] if text else []


@group.rule("370.place", "370cfg0123")
def place(tag: str, field: Field, facts: Facts) -> Lines:
    """Where the Work comes from: its country ($c), its place of origin ($g), another place ($f); the same places as those of subjects.

    370 ##$cViệt Nam$gTuy Hoà
    →
    work bf:originPlace place/1
    place/1 a bf:Place
      rdfs:label "Việt Nam"
    work bf:originPlace place/2
    place/2 a bf:Place
      rdfs:label "Tuy Hoà"
    """
    lines: list[str] = []
    for value, code in _with_lists(field, "cfg"):
        label = cut(value.text)
        if not label:
            continue
        node = heading("place", f"651{_SAME.get(code, code)}\x1fa{value.text.rstrip(END)}")
        lines.append(
            f"{WORK} {bf.place if value.code == 'f' else bf.originPlace} {node}\n{node} {A} {bf.Place}\n{node} {LABEL} {literal(label)}"
        )
        for part in value.here + value.later:
            lines += authority(node, part)
        if code.isascii() and code.isalnum():
            lines.append(sourced(node, f"{VOCABULARY}subjectSchemes/{code}>"))
    return lines


_SAME = {"lcsh": "0", "mesh": "2"}
"""Lists that subject fields name by an indicator."""


def _with_lists(field: Field, codes: str) -> list[tuple[Value, str]]:
    """The values with the list that each is from: the $2 behind it."""
    found = values(field, codes)
    lists = [""] * len(found)
    at = -1
    for part in field[1:]:
        if part[0] in codes and part[1:].strip():
            at += 1
        elif part[0] == "2" and at >= 0:
            lists[at] = part[1:].strip().rstrip(".")
    return list(zip(found, lists, strict=True))


_LANGUAGE = Kind(bf.language, bf.Language, "language")


@group.rule("377.language", "377al0123")
def language(tag: str, field: Field, facts: Facts) -> Lines:
    """A language of the Work, by its MARC code, by a code of another list, or by name.

    377 ##$avie
    →
    work bf:language id:vocabulary/languages/vie
    id:vocabulary/languages/vie a bf:Language
    """
    lines: list[str] = []
    parts, sources = rest(field, "3"), rest(field, "2")
    for value in values(field, "al"):
        ids = value.here + value.later
        if value.code == "l" and cut(value.text):
            lines += characteristic(WORK, _LANGUAGE, cut(value.text), ids, parts, named_by_identifier(value))
        elif field[0][1] != "7" and value.text in LANGUAGES:
            node = f"{VOCABULARY}languages/{value.text}>"
            lines.append(f"{WORK} {bf.language} {node}\n{node} {A} {bf.Language}")
            for part in ids:
                lines += authority(node, part) if part[0] == "1" else related_authority(node, part)
            for part in parts:
                lines += applies_to(node, part[1:])
        elif value.code == "a":
            lines += characteristic(WORK, _LANGUAGE._replace(text=VALUE), value.text, ids, sources)
    return lines


_GENRE = Kind(bf.genreForm, bf.GenreForm, "genre")


@group.rule("380.form", "380a0123", cached=KEPT)
def form(tag: str, field: Field, facts: Facts) -> Lines:
    """The form of the Work: the same heading as where field 655 gives it.

    380 ##$aTruyện thơ$2btkkhcn
    →
    work bf:genreForm topic/1
    topic/1 a bf:GenreForm
      rdfs:label "Truyện thơ"
      bf:source id:vocabulary/genreFormSchemes/btkkhcn
    id:vocabulary/genreFormSchemes/btkkhcn a bf:Source
      bf:code "btkkhcn"
    """
    lines: list[str] = []
    more = rest(field, "23")
    code = first(field, "2").rstrip(".")
    for value in values(field, "a"):
        # What part it applies to is of this record only, so it cannot be said of a heading.
        node = "" if any(part[0] == "3" for part in more) else heading("topic", f"655{code}\x1f{chop(value.text)}")
        lines += characteristic(WORK, _GENRE, value.text, value.here + value.later, more, node, "genreFormSchemes")
    return lines


_ABOUT = {"335": "ab", "381": "auv", "387": "abcdefghijklm"}


@group.rule("38X.note", "335ab0123 381auv0123 387abcdefghijklm0123")
def noted(tag: str, field: Field, facts: Facts) -> Lines:
    """How the Work grows (335), what else tells it apart (381), what its first expression is like (387): notes, for want of a property.

    381 ##$abản Phường
    →
    work bf:note work-note-1
    work-note-1 a bf:Note
      rdfs:label "bản Phường"
    """
    text = "; ".join([text for part in only(field, _ABOUT[tag]) if (text := cut(part))])
    if not text:
        return []
    more, ids = rest(field, "23"), rest(field, "01")
    lines = note(WORK, tag + "\x1f".join([text, *more, *ids]), text)
    node = lines[0].rsplit(" ", 1)[1]
    for part in more:
        lines += applies_to(node, part[1:]) if part[0] == "3" else listed(WORK, node, part[1:])
    for part in ids:
        lines += authority(node, part) if part[0] == "1" else related_authority(node, part)
    return lines


_PEOPLE = {
    "385": Kind(bf.intendedAudience, bf.IntendedAudience, "audience"),
    "386": Kind(bflc.creatorCharacteristic, bflc.CreatorCharacteristic, "creator"),
}
_DEMOGRAPHIC = "<http://id.loc.gov/authorities/demographicTerms/"


@group.rule("38X.people", "385abmn0123 386abmn0123")
def people(tag: str, field: Field, facts: Facts) -> Lines:
    """For whom it is (385), and what its creators have in common (386): the term, or the demographic group where no term is given.

    385 ##$aThiếu niên$2lcdgt
    ⇄
    work bf:intendedAudience work-audience-1
    work-audience-1 a bf:IntendedAudience
      rdfs:label "Thiếu niên"
      bf:source id:vocabulary/subjectSchemes/lcdgt
    id:vocabulary/subjectSchemes/lcdgt a bf:Source
      bf:code "lcdgt"
    """
    kind, more = _PEOPLE[tag], rest(field, "23")
    lines: list[str] = []
    for value, code in coded(field, "ab"):
        label, ids = cut(value.text) or code, value.here + value.later
        known = next((found for part in ids if part[0] == "0" and (found := _term(part))), "")
        node = known or local(WORK, kind.short, "\x1f".join([tag + label, code, *ids, *more]))
        others = [part for part in ids if not known or _term(part) != known]
        lines += characteristic(WORK, kind, label, others, more, node, "subjectSchemes")
        if code:
            lines.append(f"{node} {bf.code} {literal(code)}")
    return lines or _groups(kind, field, more)


def _term(part: str) -> str:
    """The term of id.loc.gov that a $0 names, by its IRI or by its number (`(DLC)dg2015060010`); empty where it names none."""
    text = part[1:].strip().replace("https://id.loc.gov/", "http://id.loc.gov/")
    value = text.rpartition(")")[2].strip()
    found = f"{_DEMOGRAPHIC}{value}>" if value[:2] == "dg" and value[2:].isdecimal() and value.isascii() else iri(text)
    return found if found and found.startswith("<http://id.loc.gov/") else ""


def _groups(kind: Kind, field: Field, more: list[str]) -> list[str]:
    """Demographic groups, by code and term ($n, $m)."""
    lines: list[str] = []
    codes = [code if code.isascii() and code.isalnum() else "" for code in only(field, "n")]
    terms = [cut(text) for text in only(field, "m")]
    for at, term in enumerate(terms):
        node = f"{_DEMOGRAPHIC}{codes[min(at, len(codes) - 1)]}>" if codes and codes[min(at, len(codes) - 1)] else ""
        group_kind = Kind(kind.predicate, bflc.DemographicGroup, kind.short)
        lines += characteristic(WORK, group_kind, term, [], [part for part in more if part[0] == "2"], node, "subjectSchemes")
    return lines or [f"{WORK} {kind.predicate} {_DEMOGRAPHIC}{code}>" for code in codes if code]


@group.rule("388.time", "388a")
def time(tag: str, field: Field, facts: Facts) -> Lines:
    """When the Work was made, in words: the time of the Work, not of this edition.

    388 1#$athế kỷ 19
    ⇄
    work bf:originDate "thế kỷ 19"
    """
    return [f"{WORK} {bf.originDate} {literal(text)}" for part in only(field, "a") if (text := cut(part))]


group.ignore("370abeistuv4 371 372 373 374 375 376 378 368", "facts of a person or body, which authority records state")
group.ignore("381i4 386i4", "how the term is related, where the property says so")
group.ignore("3533", "what part a supplement is with; the term of the list is that of all records")
group.ignore("3880 3881 3882 3883", "the list that a time in words is from; the time is text")

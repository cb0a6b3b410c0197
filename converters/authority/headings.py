# SPDX-License-Identifier: Apache-2.0
"""Fields 1XX: the heading that the record establishes, as the node that bibliographic records have for it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mucluc.converters.engine import Field, Group, Lines, single
from mucluc.converters.facts import Facts
from mucluc.converters.names import ADMIN
from mucluc.converters.names import heading as heading_iri
from mucluc.converters.record import SUBFIELD, Record
from mucluc.converters.rules import RULES
from mucluc.converters.rules.subject_parts import listed, part_of
from mucluc.converters.rules.thesauri import GENRES, SUBJECTS, thesaurus
from mucluc.converters.rules.write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, literal, mads, term
from mucluc.vocab.codes import POSITIONS

group = Group("1XX Headings")

CODES = {
    "00": "abcdfghjklmnopqrstvxyz", "10": "abcdfghklmnoprstvxyz", "11": "acdefghjklnpqstvxyz", "30": "adfghklmnoprstvxyz",
    "47": "acdgvxyz", "48": "avxyz", "50": "abgvxyz", "51": "agvxyz", "55": "avxyz", "80": "vxyz", "81": "vxyz", "82": "vxyz",
    "85": "vxyz",
}  # fmt: skip
"""The subfields of a heading by the last two digits of its tag."""
_CLASSES = {
    "00": mads.PersonalName, "10": mads.CorporateName, "11": mads.ConferenceName, "30": mads.Title, "47": "", "48": mads.Temporal,
    "50": mads.Topic, "51": mads.Geographic, "55": mads.GenreForm, "80": mads.Topic, "81": mads.Geographic, "82": mads.Temporal,
    "85": mads.GenreForm,
}  # fmt: skip
HEADINGS = tuple(f"1{form}" for form in CODES)
_NAMES, _SUBDIVISIONS = ("00", "10", "11", "30"), ("80", "81", "82", "85")
_SYSTEMS = {
    "a": ("0", ""), "b": ("1", ""), "c": ("2", ""), "d": ("3", ""), "k": ("5", ""), "v": ("6", ""), "r": ("7", "aat"), "s": ("7", "sears"),
}  # fmt: skip
"""008/11, the subject heading system, as the second indicator and $2 of the 6XX fields that use it."""
NOT_ESTABLISHED = "bceg"
"""008/09 of references and of labels that only order a list: nobody is to use their 1XX."""

Scheme = tuple[str, str]


class Heading(NamedTuple):
    """A heading of an authority record: its node, its label, its class of MADS/RDF, what describes it as an access point."""

    node: str
    label: str
    kind: str
    lines: tuple[str, ...]


def paths(hundred: str, more: str = "") -> str:
    """The paths of the headings of one hundred (`4` for variants), with the control subfields in `more`."""
    return " ".join(f"{hundred}{form}{codes}{more}" for form, codes in CODES.items())


def scheme(facts: Facts) -> Scheme:
    """The thesaurus of the record as second indicator and $2 of a 6XX: by 008/11, and by 040 $f where that says "other"."""
    known = _SYSTEMS.get(facts.fixed[11])
    if known:
        return known
    named = next((part[1:].strip() for part in facts.first.get("040", "").split(SUBFIELD)[1:] if part[:1] == "f"), "")
    return ("7", named) if named else ("4", "")


def heading_of(tag: str, field: Field, of: Scheme) -> Heading | None:
    """The heading of a 1XX, 4XX, 5XX or 7XX field, by the rule of the 6XX field that would have it as subject."""
    return _heading(tag, SUBFIELD.join(field), of)


@lru_cache(256)
def _heading(tag: str, text: str, of: Scheme) -> Heading | None:
    form, field = tag[1:], text.split(SUBFIELD)
    codes = CODES.get(form, "")
    parts = [part for part in field[1:] if part[0] in codes and part[1:].strip()]
    if not parts:
        return None
    if form in _SUBDIVISIONS:
        return _subdivision(form, parts, of)
    divided = any(part[0] in "vxyz" for part in parts)
    # A name is the same in every file; only what a list of subjects makes of it is that list's.
    second, source = of if divided or form not in _NAMES else ("4", "")
    first = field[0][1] if form == "30" and tag[0] != "7" else field[0][0]
    about = [first + second, *parts, *([f"2{source}"] if source else [])]
    lines = [line for step in RULES.by_tag["6" + form] for line in single(step.make("6" + form, about, _NO_FACTS))]
    node = next((line.split(" ", 2)[2] for line in lines if line.startswith(_ABOUT)), "")
    if not node:
        return None
    said = tuple(line for line in lines if not line.startswith((WORK[:-1], INSTANCE[:-1])))
    kind = mads.FamilyName if form == "00" and first == "3" else _CLASSES[form]
    if divided:
        kind = mads.ComplexSubject
    elif form in ("00", "10", "11") and f"{node} {A} {bf.Hub}" in said:
        kind = mads.NameTitle
    return Heading(node, _label(node, said), kind, said)


_ABOUT = (f"{WORK} {bf.subject} ", f"{WORK} {bf.genreForm} ")
_NO_FACTS = Facts(Record("", ()), "")
"""Of a record that says nothing: the rules of subjects ask for no fact, and a test holds them to it."""


def _label(node: str, lines: tuple[str, ...]) -> str:
    """The label of a heading as a literal: what its rule says is authoritative, else its name."""
    for predicate in (mads.authoritativeLabel, LABEL):
        start = f"{node} {predicate} "
        for line in lines:
            if line.startswith(start):
                return line[len(start) :]
    return '""'


def _subdivision(form: str, parts: list[str], of: Scheme) -> Heading | None:
    """A heading that only stands behind others: the same part as in subjects. One of several parts is a subject that has these."""
    second, source = of
    known = thesaurus([f" {second}", f"2{source}"], GENRES if form == "85" else SUBJECTS)
    found = [each for part in parts if (each := part_of(known.code, part)).label]
    if not found:
        return None
    head, *others = found
    said = literal("--".join([part.label for part in found]))
    if not others:
        return Heading(head.node, said, _CLASSES[form], (*head.described.split("\n"), *known.said(head.node)))
    node = heading_iri("topic", f"1{form}{known.code}\x1f" + "\x1f".join([part.node for part in found]))
    lines = [f"{node} {A} {bf.Topic}", f"{node} {mads.authoritativeLabel} {said}", *listed(node, head.node, others), head.described]
    return Heading(node, said, mads.ComplexSubject, tuple(single([*lines, *known.said(node)])))


def established(facts: Facts) -> Heading | None:
    """The heading that the record is about; None when it has none that can be named."""
    for tag in HEADINGS:
        if tag in facts.first:
            return _heading(tag, facts.first[tag], scheme(facts))
    return None


@group.rule("auth.heading", paths("1"), needs="fields first fixed")
def heading(tag: str, field: Field, facts: Facts) -> Lines:
    """The established heading is the node that records use as agent, subject or uniform title; here it is said to be established.

    A reference (008/09) is what nobody is to use: a variant.

    LDR 00000nz##a2200000n##4500
    001 py-1
    100 0#$aNguyễn Du,$d1765-1820
    →
    agent/1 a bf:Agent
      a bf:Person
      rdfs:label "Nguyễn Du, 1765-1820"
      bflc:marcKey "1000 $aNguyễn Du,$d1765-1820"
      a madsrdf:Authority
      a madsrdf:PersonalName
      madsrdf:authoritativeLabel "Nguyễn Du, 1765-1820"
      bf:adminMetadata admin
    admin a bf:AdminMetadata
    """
    found = heading_of(tag, field, scheme(facts))
    if found is None:
        return []
    node = found.node
    use, label = (mads.Variant, mads.variantLabel) if facts.fixed[9] in NOT_ESTABLISHED else (mads.Authority, mads.authoritativeLabel)
    return [
        f"{node} {bf.adminMetadata} {ADMIN}",
        *found.lines,
        f"{node} {A} {use}",
        *([f"{node} {A} {found.kind}"] if found.kind else []),
        f"{node} {label} {found.label}",
        f"{node} {LABEL} {found.label}",
        f"{ADMIN} {A} {bf.AdminMetadata}",
    ]


_SERIES = "abc"
"""008/12 of monographic series, multipart items and series-like phrases."""


@group.rule("auth.kind", "008[9] 008[11] 008[12] 040f", needs="fields first fixed")
def kind(tag: str, field: Field, facts: Facts) -> Lines:
    """A title may be that of a series (008/12). Whether it is to be used (008/09) and of which list it is (008/11, 040 $f), the heading
    itself says.

    LDR 00000nz##a2200000n##4500
    008 240301n|#azaaabban##########|a#aaa#####d
    130 #0$aVăn học cổ điển Việt Nam
    →
    hub/1 a bf:Series
    """
    mine = established(facts) if tag == "008" and facts.fixed[12] in _SERIES else None
    return [f"{mine.node} {A} {bf.Series}"] if mine and f"{mine.node} {A} {bf.Hub}" in mine.lines else []


_RULES = {"b": "aacr", "c": "aacr2", "d": "aacr2"}


@group.rule("auth.status", "LDR[5] 008[10]", needs="leader fixed")
def status(tag: str, field: Field, facts: Facts) -> Lines:
    """Whether the record is new, changed or deleted, and the rules of the heading where 008 names them (others stand in 040 $e).

    LDR 00000cz##a2200000n##4500
    008 240301n|#acannaabn##########|a#aaa#####d
    →
    admin bf:status id:vocabulary/mstatus/c
    id:vocabulary/mstatus/c a bf:Status
      rdfs:label "changed"
    admin bf:descriptionConventions id:vocabulary/descriptionConventions/aacr2
    id:vocabulary/descriptionConventions/aacr2 a bf:DescriptionConventions
      bf:code "aacr2"
    """
    if tag == "008":
        code = _RULES.get(facts.fixed[10])
        node = f"{VOCABULARY}descriptionConventions/{code}>"
        said = f"{ADMIN} {bf.descriptionConventions} {node}\n{node} {A} {bf.DescriptionConventions}\n{node} {bf.code} {literal(code or '')}"
        return [said] if code else []
    found = POSITIONS["record-status"].get(_STATUSES.get(facts.leader[5], ""))
    return term(ADMIN, bf.status, bf.Status, found) if found else []


_STATUSES = {"a": "c", "c": "c", "n": "n", "d": "d", "o": "d", "s": "d", "x": "d"}
"""LDR/05: obsolete, split and replaced records are deleted."""

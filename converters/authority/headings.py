# SPDX-License-Identifier: Apache-2.0
"""Fields 1XX: the heading that the record establishes, as the node that bibliographic records have for it."""

from __future__ import annotations

from typing import NamedTuple

from mucluc.converters.engine import Field, Group, Lines, single
from mucluc.converters.facts import Facts
from mucluc.converters.names import ADMIN
from mucluc.converters.record import SUBFIELD
from mucluc.converters.rules import RULES
from mucluc.converters.rules.subfields import chop
from mucluc.converters.rules.subjects import component
from mucluc.converters.rules.write import INSTANCE, LABEL, WORK, A, bf, literal, mads

group = Group("1XX Headings")

HEADINGS = ("100", "110", "111", "130", "147", "148", "150", "151", "155", "162", "180", "181", "182", "185")
_CLASSES = {
    "00": mads.PersonalName, "10": mads.CorporateName, "11": mads.ConferenceName, "30": mads.Title, "47": mads.Topic, "48": mads.Temporal,
    "50": mads.Topic, "51": mads.Geographic, "55": mads.GenreForm, "80": mads.Topic, "81": mads.Geographic, "82": mads.Temporal,
    "85": mads.GenreForm,
}  # fmt: skip
_SCHEMES = {"a": "0", "b": "1", "c": "2", "d": "3", "k": "5", "v": "6"}
"""008/11, the subject heading system, as the second indicator of the 6XX fields that use it."""
_CODES = "abcdefghjklmnopqrstvxyz"
_SUBDIVISIONS = "vxyz"


class Heading(NamedTuple):
    """A heading of an authority record: its node, its label, its class of MADS/RDF, what describes it as an access point."""

    node: str
    label: str
    kind: str
    lines: list[str]


def scheme(facts: Facts) -> tuple[str, str]:
    """The thesaurus of the record as second indicator and $2 of a 6XX: by 008/11, and by 040 $f where that says "other"."""
    code = facts.fixed[11]
    if code in _SCHEMES:
        return _SCHEMES[code], ""
    named = next((part[1:].strip() for part in facts.first.get("040", "").split(SUBFIELD)[1:] if part[:1] == "f"), "")
    return ("7", named) if named else ("4", "")


def heading_of(tag: str, field: Field, facts: Facts) -> Heading | None:
    """The heading of a 1XX, 4XX, 5XX or 7XX field, by the rule of the 6XX field that would have it as subject."""
    form = tag[1:]
    kind = _CLASSES.get(form)
    parts = [part for part in field[1:] if part[0] in _CODES and part[1:].strip()]
    if not kind or not parts:
        return None
    second, source = scheme(facts)
    if form in ("80", "81", "82", "85"):
        part = next((part for part in parts if part[0] in "vxyz"), "")
        if not part:
            return None
        node, label, described = component(source if second == "7" else second.replace("4", ""), part)
        return Heading(node, label, kind, described.split("\n"))
    about = [field[0][0] + second, *parts, *([f"2{source}"] if source else [])]
    lines = [line for step in RULES.by_tag.get("6" + form, ()) for line in single(step.make("6" + form, about, facts))]
    node = next((line.split(" ", 2)[2] for line in lines if line.startswith(_ABOUT)), "")
    if not node:
        return None
    return Heading(
        node, label_of(parts), _class(kind, form, field, parts), [line for line in lines if not line.startswith((WORK[:-1], INSTANCE[:-1]))]
    )


_ABOUT = (f"{WORK} {bf.subject} ", f"{WORK} {bf.genreForm} ")


def _class(kind: str, form: str, field: Field, parts: list[str]) -> str:
    if any(part[0] in _SUBDIVISIONS for part in parts) and form != "55":
        return mads.ComplexSubject
    if form in ("00", "10", "11") and any(part[0] == "t" for part in parts):
        return mads.NameTitle
    return mads.FamilyName if form == "00" and field[0][0] == "3" else kind


def label_of(parts: list[str]) -> str:
    """A heading as one text, its subdivisions apart by two hyphens."""
    main = " ".join([part[1:].strip() for part in parts if part[0] not in _SUBDIVISIONS])
    return "--".join([text for text in (chop(main), *[chop(part[1:]) for part in parts if part[0] in _SUBDIVISIONS]) if text])


def established(facts: Facts) -> Heading | None:
    """The heading that the record is about; None when it has none that can be named."""
    for tag in HEADINGS:
        if tag in facts.first:
            return heading_of(tag, facts.first[tag].split(SUBFIELD), facts)
    return None


@group.rule("auth.heading", " ".join(f"{tag}{_CODES}" for tag in HEADINGS), needs="fields first fixed")
def heading(tag: str, field: Field, facts: Facts) -> Lines:
    """The established heading is the node that records use as agent, subject or uniform title; here it is said to be established.

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
    found = heading_of(tag, field, facts)
    if found is None:
        return []
    node = found.node
    return [
        *found.lines,
        f"{node} {A} {mads.Authority}",
        f"{node} {A} {found.kind}",
        f"{node} {mads.authoritativeLabel} {literal(found.label)}",
        f"{node} {LABEL} {literal(found.label)}",
        f"{node} {bf.adminMetadata} {ADMIN}",
        f"{ADMIN} {A} {bf.AdminMetadata}",
    ]

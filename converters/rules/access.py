# SPDX-License-Identifier: Apache-2.0
"""Fields 506, 532, 538 and 540: who may read and reuse it, for whom it is accessible, what it needs to run."""

from __future__ import annotations

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts

from .control_subfields import authority, iri
from .described import beneath, more, thing
from .edtf import dated, of_creation
from .subfields import cut, first, join, only
from .write import INSTANCE, LABEL, A, bf, literal, source

group = Group("506, 532, 538, 540 Access and use")

_POLICIES = {
    "506": (bf.AccessPolicy, "access", "abcdeq", "fg"),
    "540": (bf.UsePolicy, "use", "acdq", "bfg"),
}


@group.rule("506.policy", "506abcdefgqu0123 540abcdfgqu0123")
def policy(tag: str, field: Field, facts: Facts) -> Lines:
    """Who may read it (506) and reuse it (540): in words, by a term of a list ($f), until when ($g), told at length at $u.

    506 0#$aTruy cập tự do$uhttps://thuvienphuyen.vn/quy-dinh
    →
    instance bf:usageAndAccessPolicy instance-access-1
    instance-access-1 a bf:AccessPolicy
      rdfs:label "Truy cập tự do"
      bf:electronicLocator <https://thuvienphuyen.vn/quy-dinh>
    """
    kind, short, codes, terms = _POLICIES[tag]
    text = join(field, codes).strip()
    if not text and not only(field, "fu"):
        return []
    node, lines = thing(INSTANCE, bf.usageAndAccessPolicy, kind, short, "\x1f".join([tag, *field[1:]]), text)
    if not text:
        node, lines = _term(kind, field, node, lines)
    for part in field[1:]:
        value = " ".join(part[1:].split())
        if part[0] == "g" and "g" in terms and value:
            lines.append(f"{node} {bf.validDate} {dated(of_creation(value))}")
        elif part[0] in "bf" and part[0] in terms and value:
            lines.append(f"{node} {bf.qualifier} {literal(value)}")
        elif part[0] == "0" and text:
            lines += authority(node, part)
    if scheme := first(field, "2"):
        listed, described = source(INSTANCE, scheme)
        lines += [f"{node} {bf.source} {listed}", described]
    return lines + more(node, field[1:])


def _term(kind: str, field: Field, node: str, lines: list[str]) -> tuple[str, list[str]]:
    """A policy that is only a term of a list is known by the IRI of the term, if $0 has one."""
    known = next((found for part in field[1:] if part[0] == "0" and (found := iri(part[1:]))), "")
    if known:
        return known, [f"{INSTANCE} {bf.usageAndAccessPolicy} {known}\n{known} {A} {kind}"]
    return node, lines + [line for part in field[1:] if part[0] == "0" for line in authority(node, part)]


@group.rule("532.accessibility", "532a3")
def accessibility(tag: str, field: Field, facts: Facts) -> Lines:
    """What helps readers who see or hear badly, and what they miss.

    532 1#$aCó phụ đề cho người khiếm thính.
    →
    instance bf:contentAccessibility instance-accessible-1
    instance-accessible-1 a bf:ContentAccessibility
      rdfs:label "Có phụ đề cho người khiếm thính."
    """
    lines: list[str] = []
    rest = [part for part in field[1:] if part[0] == "3"]
    for value in only(field, "a"):
        content = "\x1f".join(["532", value, *rest])
        node, said = thing(INSTANCE, bf.contentAccessibility, bf.ContentAccessibility, "accessible", content, value.strip())
        lines += said + more(node, rest)
    return lines


@group.rule("538.system", "538aiu3", cached=KEPT)
def system(tag: str, field: Field, facts: Facts) -> Lines:
    """What is needed to play or run it; words that introduce the address ($i) are a note.

    538 ##$aMáy đọc đĩa DVD.
    ⇄
    instance bf:systemRequirement instance-system-1
    instance-system-1 a bf:SystemRequirement
      rdfs:label "Máy đọc đĩa DVD."
    """
    if not only(field, "aiu"):
        return []
    node, lines = thing(INSTANCE, bf.systemRequirement, bf.SystemRequirement, "system", "\x1f".join(["538", *field[1:]]))
    lines += [f"{node} {LABEL} {literal(text.strip())}" for text in only(field, "a")]
    lines += [beneath(node, bf.note, bf.Note, "note", text) for value in only(field, "i") if (text := cut(value))]
    return lines + more(node, field[1:])

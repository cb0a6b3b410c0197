# SPDX-License-Identifier: Apache-2.0
"""Fields 4XX and 5XX: other forms of the heading, and other headings that belong to it."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.rules.control_subfields import authority
from mucluc.converters.rules.control_subfields import iri as known_iri
from mucluc.converters.rules.subfields import chop, first, only
from mucluc.converters.rules.write import LABEL, A, bf, inside, literal, mads

from .headings import Heading, established, heading_of, paths, scheme

group = Group("4XX and 5XX Tracings")

_EARLIER, _LATER = mads.hasEarlierEstablishedForm, mads.hasLaterEstablishedForm
_RELATED = {
    "a": _EARLIER, "b": _LATER, "g": mads.hasBroaderAuthority, "h": mads.hasNarrowerAuthority, "t": mads.hasBroaderAuthority,
}  # fmt: skip
"""$w/0 of a 5XX: what the other heading is to this one. https://www.loc.gov/marc/authority/adtracing.html"""


@group.rule("auth.variant", paths("4", "i4w"), needs="fields first fixed")
def variant(tag: str, field: Field, facts: Facts) -> Lines:
    """A form under which readers may look: pseudonyms, other spellings, acronyms ($w/0 `d`), former forms ($w/0 `a`, $w/2).

    One that is not to be shown as a reference ($w/3 `a`) is found all the same: a hidden variant.

    LDR 00000nz##a2200000n##4500
    100 0#$aNguyễn Du,$d1765-1820
    400 0#$aTố Như,$d1765-1820
    →
    agent/1 madsrdf:hasVariant agent/1#variant-1
    agent/1#variant-1 a madsrdf:Variant
      a madsrdf:PersonalName
      madsrdf:variantLabel "Tố Như, 1765-1820"
    """
    mine, other = established(facts), heading_of(tag, field, scheme(facts))
    if mine is None or other is None:
        return []
    node = inside(mine.node, "variant-" + local_hash(f"{other.kind}{other.label}"))
    control = first(field, "w")
    what = mads.hasAcronymVariant if control[:1] == "d" else mads.hasHiddenVariant if control[3:4] == "a" else mads.hasVariant
    lines = [f"{mine.node} {what} {node}", f"{node} {A} {mads.Variant}", f"{node} {mads.variantLabel} {other.label}"]
    if other.kind:
        lines.append(f"{node} {A} {other.kind}")
    if control[:1] == "a" or control[2:3] in ("a", "e", "o"):
        lines.append(f"{mine.node} {_EARLIER} {node}")
    elif control[:1] == "b":
        lines.append(f"{mine.node} {_LATER} {node}")
    return [*lines, *(line for text in only(field, "i4") for line in _explained(node, text))]


def _explained(node: str, text: str) -> list[str]:
    about = f"{node[:-1]}-note-{local_hash(text)}>"
    return [f"{node} {bf.note} {about}\n{about} {A} {bf.Note}\n{about} {LABEL} {literal(chop(text))}"]


@group.rule("auth.related", paths("5", "i401w"), needs="fields first fixed")
def related(tag: str, field: Field, facts: Facts) -> Lines:
    """Another established heading: broader, narrower, earlier, later, or in a relation that $i or $4 names.

    LDR 00000nz##a2200000n##4500
    150 ##$aThơ lục bát
    550 ##$wg$aThơ
    →
    topic/1 madsrdf:hasBroaderAuthority topic/2
    topic/2 a bf:Topic
      rdfs:label "Thơ"
      a madsrdf:Topic
      madsrdf:authoritativeLabel "Thơ"
      bflc:marcKey "150  $aThơ"
    """
    mine, other = established(facts), heading_of(tag, field, scheme(facts))
    if mine is None or other is None or other.node == mine.node:
        return []
    predicate = _RELATED.get(first(field, "w")[:1], mads.hasRelatedAuthority)
    lines = [f"{mine.node} {predicate} {other.node}", *other.lines, *_named_relation(mine, other, field)]
    return [*lines, *(line for part in field[1:] if part[0] in "01" for line in authority(other.node, part))]


def _named_relation(mine: Heading, other: Heading, field: Field) -> list[str]:
    """The relation as a node of its own where $i or $4 says what it is."""
    kinds = [*(known_iri(text) or literal(text.strip()) for text in only(field, "4")), *(literal(chop(text)) for text in only(field, "i"))]
    if not kinds:
        return []
    tie = inside(mine.node, "relation-" + local_hash(other.node))
    lines = [f"{mine.node} {bf.relation} {tie}\n{tie} {A} {bf.Relation}\n{tie} {bf.associatedResource} {other.node}"]
    for kind in kinds:
        named = kind if kind[0] == "<" else f"{tie[:-1]}-{local_hash(kind)}>"
        said = "" if kind[0] == "<" else f"\n{named} {LABEL} {kind}"
        lines.append(f"{tie} {bf.relationship} {named}\n{named} {A} {bf.Relationship}{said}")
    return lines

# SPDX-License-Identifier: Apache-2.0
"""Fields 4XX and 5XX: other forms of the heading, and other headings that belong to it."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.rules.subfields import chop, first, only
from mucluc.converters.rules.write import LABEL, A, bf, inside, link, literal, mads

from .headings import _CODES, HEADINGS, Heading, established, heading_of

group = Group("4XX and 5XX Tracings")

_FROM = " ".join(f"4{tag[1:]}{_CODES}i4w" for tag in HEADINGS)
_ALSO = " ".join(f"5{tag[1:]}{_CODES}i401w" for tag in HEADINGS)
_EARLIER, _LATER = mads.hasEarlierEstablishedForm, mads.hasLaterEstablishedForm
_RELATED = {
    "a": _EARLIER, "b": _LATER, "g": mads.hasBroaderAuthority, "h": mads.hasNarrowerAuthority, "t": mads.hasBroaderAuthority,
}  # fmt: skip
"""$w/0 of a 5XX: what the other heading is to this one. https://www.loc.gov/marc/authority/adtracing.html"""


@group.rule("auth.variant", _FROM, needs="fields first fixed")
def variant(tag: str, field: Field, facts: Facts) -> Lines:
    """A form under which readers may look: pseudonyms, other spellings, former forms ($w/2 `e`).

    LDR 00000nz##a2200000n##4500
    100 0#$aNguyễn Du,$d1765-1820
    400 0#$aTố Như,$d1765-1820
    →
    agent/1 madsrdf:hasVariant agent/1#variant-1
    agent/1#variant-1 a madsrdf:Variant
      a madsrdf:PersonalName
      madsrdf:variantLabel "Tố Như, 1765-1820"
    """
    mine, other = established(facts), heading_of(tag, field, facts)
    if mine is None or other is None:
        return []
    node = inside(mine.node, "variant-" + local_hash(f"{other.kind}{other.label}"))
    lines = [
        f"{mine.node} {mads.hasVariant} {node}",
        f"{node} {A} {mads.Variant}",
        f"{node} {A} {other.kind}",
        f"{node} {mads.variantLabel} {literal(other.label)}",
    ]
    if first(field, "w")[2:3] == "e":
        lines.append(f"{mine.node} {_EARLIER} {node}")
    return lines + [line for text in only(field, "i") for line in _explained(node, text)]


def _explained(node: str, text: str) -> list[str]:
    about = f"{node[:-1]}-note>"
    return [f"{node} {bf.note} {about}", f"{about} {A} {bf.Note}", f"{about} {LABEL} {literal(chop(text))}"]


@group.rule("auth.related", _ALSO, needs="fields first fixed")
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
    mine, other = established(facts), heading_of(tag, field, facts)
    if mine is None or other is None or other.node == mine.node:
        return []
    predicate = _RELATED.get(first(field, "w")[:1], mads.hasRelatedAuthority)
    return [f"{mine.node} {predicate} {other.node}", *other.lines, *_named_relation(mine, other, field)]


def _named_relation(mine: Heading, other: Heading, field: Field) -> list[str]:
    """The relation as a node of its own where $i or $4 says what it is."""
    kinds = [*(link(text) or literal(text.strip()) for text in only(field, "4")), *(literal(chop(text)) for text in only(field, "i"))]
    if not kinds:
        return []
    tie = inside(mine.node, "relation-" + local_hash(other.node))
    lines = [f"{mine.node} {bf.relation} {tie}", f"{tie} {A} {bf.Relation}", f"{tie} {bf.associatedResource} {other.node}"]
    for kind in kinds:
        if kind[0] == "<":
            lines.append(f"{tie} {bf.relationship} {kind}")
            continue
        named = f"{tie[:-1]}-{local_hash(kind)}>"
        lines += [f"{tie} {bf.relationship} {named}", f"{named} {A} {bf.Relationship}", f"{named} {LABEL} {kind}"]
    return lines

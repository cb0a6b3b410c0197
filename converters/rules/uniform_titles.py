# SPDX-License-Identifier: Apache-2.0
"""Fields 130, 240 and 730: the title under which all versions of a Work are gathered, as a Hub."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END

from .control_subfields import authority
from .names import agent, relation, roles, title_parts
from .subfields import chop
from .write import WORK, A, bf, bflc, heading, inside, literal

group = Group("130, 240, X30 Uniform titles")

CODES = "adfghklmnoprst"


def titled_hub(kind: str, field: Field, codes: str, owner: str = "") -> tuple[str, list[str]]:
    """A Hub with a title and no name of its own. owner: node of the creator, part of the Hub's name."""
    parts = [part for part in field[1:] if part[0] in codes]
    text = chop(" ".join(" ".join([part[1:] for part in parts]).split()))
    if not text:
        return "", []
    node = heading("hub", owner + "30" + "\x1f".join([part.rstrip(END) for part in parts]))
    named = inside(node, "title")
    lines = [f"{node} {A} {bf.Hub}", f"{node} {bf.title} {named}", f"{named} {A} {bf.Title}", f"{named} {bf.mainTitle} {literal(text)}"]
    lines += title_parts(node, named, parts)
    skip = field[0][1] if kind in ("240", "830") else field[0][0]
    if skip in "123456789":
        lines.append(f'{named} {bflc.nonSortNum} "{skip}"')
    for part in field[1:]:
        if part[0] in "01":
            lines += authority(node, part)
    return node, lines


@group.rule("130.hub", "130adfghklmnoprst01")
def main_title(tag: str, field: Field, facts: Facts) -> Lines:
    """A Work known by its title alone: the Hub gathers its versions and translations.

    130 0#$aKinh thánh.$lTiếng Việt
    →
    work bf:expressionOf hub/1
    hub/1 a bf:Hub
      bf:title hub/1#title
    hub/1#title a bf:Title
      bf:mainTitle "Kinh thánh. Tiếng Việt"
    hub/1 bf:language hub/1#language
    hub/1#language a bf:Language
      rdfs:label "Tiếng Việt"
    """
    node, lines = titled_hub(tag, field, CODES)
    return [f"{WORK} {bf.expressionOf} {node}", *lines] if node else []


@group.rule("240.hub", "240adfghklmnoprs01", needs="creator")
def uniform_title(tag: str, field: Field, facts: Facts) -> Lines:
    """The title of the Work apart from this edition's; with the main entry's name it identifies the Hub.

    100 1#$aHugo, Victor,$d1802-1885.
    240 10$aMisérables.$lTiếng Việt
    →
    work bf:expressionOf hub/1
    hub/1 a bf:Hub
      bf:title hub/1#title
    hub/1#title a bf:Title
      bf:mainTitle "Misérables. Tiếng Việt"
    hub/1 bf:language hub/1#language
    hub/1#language a bf:Language
      rdfs:label "Tiếng Việt"
    hub/1 bf:contribution hub/1#creator
    hub/1#creator a bf:Contribution
      a bf:PrimaryContribution
      bf:agent agent/1
      bf:role id:vocabulary/relators/aut
    agent/1 a bf:Agent
      a bf:Person
      rdfs:label "Hugo, Victor, 1802-1885"
    id:vocabulary/relators/aut a bf:Role
    """
    creator, owner = facts.creator, ""
    more: list[str] = []
    relators: list[str] = []
    if creator:
        kind, entry = creator
        owner, _, more = agent(kind, entry[0], entry[1:])
        relators, said = roles(kind, entry, "aut")
        more = more + said
    node, lines = titled_hub(tag, field, CODES, owner)
    if not node:
        return []
    lines = [f"{WORK} {bf.expressionOf} {node}", *lines]
    if owner:
        did = inside(node, "creator")
        lines += [
            f"{node} {bf.contribution} {did}",
            f"{did} {A} {bf.Contribution}",
            f"{did} {A} {bf.PrimaryContribution}",
            f"{did} {bf.agent} {owner}",
            *[f"{did} {bf.role} {role}" for role in relators if not role.startswith("<\x01")],
            *more,
        ]
    return lines


@group.rule("730.related", "730adfghiklmnoprst01")
def related_title(tag: str, field: Field, facts: Facts) -> Lines:
    """Another Work, known by its title: a part of this one where the second indicator is 2.

    730 02$aChinh phụ ngâm.
    →
    work bf:relation work-relation-part-1
    work-relation-part-1 a bf:Relation
      bf:relationship id:vocabulary/relationship/part
      bf:associatedResource hub/1
    hub/1 a bf:Hub
      bf:title hub/1#title
    hub/1#title a bf:Title
      bf:mainTitle "Chinh phụ ngâm"
    """
    node, lines = titled_hub(tag, field, CODES)
    return relation(field, node, lines) if node else []

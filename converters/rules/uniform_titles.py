# SPDX-License-Identifier: Apache-2.0
"""Fields 130, 240 and 730: the title under which all versions of a Work are gathered, as a Hub."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .agents import agent, name_key, split_title
from .hubs import CODES, credit, relation, titled_hub
from .roles import main_role
from .write import WORK, bf

__all__ = ["CODES", "group", "titled_hub"]

group = Group("130, 240, X30 Uniform titles")
group.ignore("730e", "a role without the name that has it")


@group.rule("130.hub", "130adfghklmnoprst012")
def main_title(tag: str, field: Field, facts: Facts) -> Lines:
    """A Work known by its title alone: the Hub gathers its versions and translations.

    130 0#$aKinh thánh.$lTiếng Việt
    →
    work bf:expressionOf hub/1
    hub/1 a bf:Hub
      bf:title hub/1#title
      bflc:marcKey "130 0$aKinh thánh.$lTiếng Việt"
    hub/1#title a bf:Title
      bf:mainTitle "Kinh thánh. Tiếng Việt"
    hub/1 bf:language hub/1#language
    hub/1#language a bf:Language
      rdfs:label "Tiếng Việt"
    """
    node, lines = titled_hub(tag, field, CODES)
    return [f"{WORK} {bf.expressionOf} {node}", *lines] if node else []


@group.rule("240.hub", "240adfghklmnoprs012", needs="creator leader")
def uniform_title(tag: str, field: Field, facts: Facts) -> Lines:
    """The title of the Work apart from this edition's; with the main entry's name it identifies the Hub.

    100 1#$aHugo, Victor,$d1802-1885.
    240 10$aMisérables.$lTiếng Việt
    ⇄
    work bf:expressionOf hub/1
    hub/1 a bf:Hub
      bf:title hub/1#title
      bflc:marcKey "1001 $aHugo, Victor,$d1802-1885.$tMisérables.$lTiếng Việt"
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
      bflc:marcKey "1001 $aHugo, Victor,$d1802-1885"
    id:vocabulary/relators/aut a bf:Role
    """
    owner = ""
    if facts.creator:
        kind, entry = facts.creator
        before, _ = split_title(entry)
        owner, _, said = agent(kind, entry[0], before)
    if not owner:
        node, lines = titled_hub(tag, field, CODES)
        return [f"{WORK} {bf.expressionOf} {node}", *lines] if node else []
    node, lines = titled_hub(tag, field, CODES, owner, name_key(kind, entry[0], before))
    if not node:
        return []
    made, more = credit(node, "creator", owner, kind, entry, main_role(facts.leader))
    return [f"{WORK} {bf.expressionOf} {node}", *lines, *made, *more, *said]


@group.rule("730.related", "730adfghiklmnoprst01234x")
def related_title(tag: str, field: Field, facts: Facts) -> Lines:
    """Another Work, known by its title: a part of this one where the second indicator is 2.

    730 02$aChinh phụ ngâm.
    ⇄
    work bf:relation work-relation-part-1
    work-relation-part-1 a bf:Relation
      bf:relationship id:vocabulary/relationship/part
      bf:associatedResource hub/1
    hub/1 a bf:Hub
      bf:title hub/1#title
      bflc:marcKey "130 0$aChinh phụ ngâm"
    hub/1#title a bf:Title
      bf:mainTitle "Chinh phụ ngâm"
    """
    node, lines = titled_hub(tag, field, CODES)
    return relation(field, node, lines, tag) if node else []

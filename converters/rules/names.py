# SPDX-License-Identifier: Apache-2.0
"""Fields 1XX and 7XX: people, bodies and meetings, what they did for the Work, and other Works that belong with it."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .agents import agent, split_title
from .control_subfields import applies_to, authority
from .hubs import hub, relation
from .roles import main_role, roles
from .write import WORK, A, bf

__all__ = ["agent", "authority", "group", "hub", "split_title"]

group = Group("1XX and 7XX Names")
group.ignore(
    "1**u 70*u 71*u 80*u 81*u", "where the person worked at the time: it says nothing of the Work, and a shared heading must not vary"
)
group.ignore("1**7 2407 70*7 71*7 73*7", "where the data of the field comes from; text in another script says its language")

_START, _CONTRIBUTION, _AGENT, _HAS_ROLE = f"{WORK[:-1]}-", f"{WORK} {bf.contribution} ", f" {bf.agent} ", f" {bf.role} "
_IS_CONTRIBUTION, _IS_PRIMARY = f" {A} {bf.Contribution}", f" {A} {bf.PrimaryContribution}"


@group.rule("1XX.creator", "100abcdgjqe4012tfklmnoprs 110abcdgne4012tfklmoprs 111acdegnqj4012tfklps", needs="leader")
def creator(tag: str, field: Field, facts: Facts) -> Lines:
    """The main entry is the primary contribution; without a relator it is the author of a book or an article, else a contributor.

    100 0#$aNguyễn Du,$d1765-1820.
    ⇄
    work bf:contribution work-creator-1
    work-creator-1 a bf:Contribution
      a bf:PrimaryContribution
      bf:agent agent/1
      bf:role id:vocabulary/relators/aut
    id:vocabulary/relators/aut a bf:Role
    agent/1 a bf:Agent
      a bf:Person
      rdfs:label "Nguyễn Du, 1765-1820"
      bflc:marcKey "1000 $aNguyễn Du,$d1765-1820"
    """
    before, title = split_title(field)
    node, _, lines = agent(tag, field[0], before)
    if not node:
        return []
    default = main_role(facts.leader)
    said = [*contribution("creator", tag, field, node, default), *lines]
    if title:
        work, more = hub(tag, field[0], before, title, default, field, "creator")
        if work:
            said += [f"{WORK} {bf.expressionOf} {work}", *more]
    return said


def contribution(kind: str, tag: str, field: Field, node: str, default: str) -> list[str]:
    """The contribution of an agent to the Work, named after the agent: in a cluster the same person is said once."""
    did = f"{_START}{kind}-{node[node.rfind('/') + 1 :]}"
    found, lines = roles(tag, field, default)
    said = f"{_CONTRIBUTION}{did}\n{did}{_IS_CONTRIBUTION}\n{did}{_AGENT}{node}"
    if kind == "creator":
        said += f"\n{did}{_IS_PRIMARY}"
    for role in found:
        said += f"\n{did}{_HAS_ROLE}{role}"
    return [said, *lines]


@group.rule("7XX.contributor", "700abcdgjqe401i23 710abcdgne401i23 711acdegnqj401i23")
def contributor(tag: str, field: Field, facts: Facts) -> Lines:
    """An added entry is a contribution; without a relator all that is known is that the name contributed.

    700 1#$aĐào, Duy Anh$ebiên soạn
    →
    work bf:contribution work-contribution-1
    work-contribution-1 a bf:Contribution
      bf:agent agent/1
      bf:role work-role-1
    work-role-1 a bf:Role
      rdfs:label "biên soạn"
    agent/1 a bf:Agent
      a bf:Person
      rdfs:label "Đào, Duy Anh"
      bflc:marcKey "1001 $aĐào, Duy Anh"
    """
    before, title = split_title(field)
    if title:
        return []
    node, _, lines = agent(tag, field[0], before)
    if not node:
        return []
    lines = [*contribution("contribution", tag, field, node, "ctb"), *lines]
    for part in before:
        if part[0] in "3i":
            lines += _further(f"{_START}contribution-{node[node.rfind('/') + 1 :]}", part)
    return lines


def _further(did: str, part: str) -> list[str]:
    """What is rare on a name without a title: the part of the material that it made, and a relationship in words."""
    if part[0] == "3":
        return applies_to(did, part[1:])
    found, said = roles("700", ["  ", f"e{part[1:]}"], "ctb")
    return [*[f"{did}{_HAS_ROLE}{role}" for role in found], *said]


@group.rule("7XX.related", "700abcdgjqtfhklmnoprs401i23xe 710abcdgntfhklmoprs401i23xe 711acdegnqtfhklps401i23xj")
def related(tag: str, field: Field, facts: Facts) -> Lines:
    """A name with a title is another Work that belongs with this one: a part of it where the second indicator is 2.

    700 12$aNguyễn, Du,$d1765-1820.$tVăn chiêu hồn.
    ⇄
    work bf:relation work-relation-part-1
    work-relation-part-1 a bf:Relation
      bf:relationship id:vocabulary/relationship/part
      bf:associatedResource hub/1
    hub/1 a bf:Hub
      bf:title hub/1#title
      bflc:marcKey "1001 $aNguyễn, Du,$d1765-1820.$tVăn chiêu hồn"
    hub/1#title a bf:Title
      bf:mainTitle "Văn chiêu hồn"
    hub/1 bf:contribution hub/1#contribution
    hub/1#contribution a bf:Contribution
      bf:agent agent/1
      bf:role id:vocabulary/relators/ctb
    id:vocabulary/relators/ctb a bf:Role
    agent/1 a bf:Agent
      a bf:Person
      rdfs:label "Nguyễn, Du, 1765-1820"
      bflc:marcKey "1001 $aNguyễn, Du,$d1765-1820"
    """
    before, title = split_title(field)
    if not title:
        return []
    node, lines = hub(tag, field[0], before, title, field=field)
    return relation(field, node, lines, tag) if node else []

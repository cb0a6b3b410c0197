# SPDX-License-Identifier: Apache-2.0
"""Fields 1XX and 7XX: people, bodies and meetings, what they did for the Work, and other Works that belong with it."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import END

from .control_subfields import authority as authority
from .subfields import chop, only
from .write import LABEL, VOCABULARY, WORK, A, bf, bflc, heading, inside, link, literal, local

group = Group("1XX and 7XX Names")

NAME = {"00": "abcdjq", "10": "abcdgn", "11": "acdegnq"}
"""Subfields of a name by the last two digits of the tag; after a $t they belong to the title."""
_KINDS = {"00": bf.Person, "10": bf.Organization, "11": bf.Meeting}
_IS_AGENT, _IS, _LABEL = f" {A} {bf.Agent}", f" {A} ", f" {LABEL} "
_START, _CONTRIBUTION, _AGENT, _HAS_ROLE = f"{WORK[:-1]}-", f"{WORK} {bf.contribution} ", f" {bf.agent} ", f" {bf.role} "
_IS_CONTRIBUTION, _IS_PRIMARY = f" {A} {bf.Contribution}", f" {A} {bf.PrimaryContribution}"
_ROLE_TEXT = {"00": "e", "10": "e", "11": "j"}


def split_title(field: Field) -> tuple[list[str], list[str]]:
    """The parts of a heading before its $t, and those from it on."""
    for index, part in enumerate(field):
        if index and part[0] == "t":
            return field[1:index], field[index:]
    return field[1:], []


def agent(tag: str, indicators: str, parts: list[str]) -> tuple[str, str, list[str]]:
    """The node of a name, its label and what is said of it. tag: any X00, X10, X11; parts: `split_title`'s first."""
    form = tag[1:]
    codes = NAME[form]
    named = [part for part in parts if part[0] in codes]
    kind = _KINDS[form]
    if form == "00" and indicators[0] == "3":
        kind = bf.Family
    elif form == "10" and indicators[0] == "1" and all(part[0] != "b" for part in named):
        kind = bf.Jurisdiction
    node = heading("agent", form + "\x1f".join([part.rstrip(END) for part in named]))
    label = " ".join([part[1:] for part in named])
    if "  " in label:
        label = " ".join(label.split())
    label = chop(label)
    if not label:
        return "", "", []
    lines = [f"{node}{_IS_AGENT}\n{node}{_IS}{kind}\n{node}{_LABEL}{literal(label)}"]
    if len(named) < len(parts):
        for part in parts:
            if part[0] in "01":
                lines += authority(node, part)
    return node, label, lines


def roles(tag: str, field: Field, default: str) -> tuple[list[str], list[str]]:
    """The roles of a name as nodes with their descriptions: $4 as relator IRIs, $e (111: $j) as catalogued, else the default."""
    found: list[str] = []
    lines: list[str] = []
    text = _ROLE_TEXT[tag[1:]]
    for part in field[1:]:
        if part[0] == text:
            node, said = _role(part[1:])
        elif part[0] == "4":
            node, said = _relator(part[1:].strip())
        else:
            continue
        if node:
            found.append(node)
            lines += said
    if found:
        return found, lines
    node, said = _relator(default)
    return [node], list(said)


@lru_cache(4096)
def _role(text: str) -> tuple[str, tuple[str, ...]]:
    label = chop(text).rstrip(".")
    if not label:
        return "", ()
    node = local(WORK, "role", "role" + label)
    return node, (f"{node} {A} {bf.Role}", f"{node} {LABEL} {literal(label)}")


@lru_cache(4096)
def _relator(code: str) -> tuple[str, tuple[str, ...]]:
    node = f"{VOCABULARY}relators/{code}>" if len(code) == 3 and code.isascii() and code.isalpha() and code.islower() else link(code)
    return (node, (f"{node} {A} {bf.Role}",)) if node else _role(code)


@group.rule("1XX.creator", "100abcdjqe401 110abcdgne401 111acdegnqj401")
def creator(tag: str, field: Field, facts: Facts) -> Lines:
    """The main entry is the primary contribution; without a relator it is the author.

    100 0#$aNguyễn Du,$d1765-1820.
    →
    work bf:contribution work-creator-1
    work-creator-1 a bf:Contribution
      a bf:PrimaryContribution
      bf:agent agent/1
      bf:role id:vocabulary/relators/aut
    id:vocabulary/relators/aut a bf:Role
    agent/1 a bf:Agent
      a bf:Person
      rdfs:label "Nguyễn Du, 1765-1820"
    """
    node, _, lines = agent(tag, field[0], field[1:])
    if not node:
        return []
    return [*contribution("creator", tag, field, node, "aut"), *lines]


def tail(node: str) -> str:
    """The hash of a node's name, to name what ties the Work to it."""
    return node[max(node.rfind("/"), node.rfind("-")) + 1 : -1]


def contribution(kind: str, tag: str, field: Field, node: str, default: str) -> list[str]:
    """The contribution of an agent to the Work, named after the agent: in a cluster the same person is said once."""
    did = f"{_START}{kind}-{tail(node)}>"
    found, lines = roles(tag, field, default)
    said = [f"{_CONTRIBUTION}{did}\n{did}{_IS_CONTRIBUTION}\n{did}{_AGENT}{node}"]
    if kind == "creator":
        said.append(did + _IS_PRIMARY)
    said += [f"{did}{_HAS_ROLE}{role}" for role in found]
    said += lines
    return said


@group.rule("7XX.contributor", "700abcdjqe401 710abcdgne401 711acdegnqj401")
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
    """
    before, title = split_title(field)
    if title:
        return []
    node, _, lines = agent(tag, field[0], before)
    return [*contribution("contribution", tag, field, node, "ctb"), *lines] if node else []


_TITLE = "tfghklmnoprs"


def hub(tag: str, indicators: str, before: list[str], title: list[str], default: str = "ctb") -> tuple[str, list[str]]:
    """The node of a name-title heading and what is said of it: a Hub with its title and its first contributor."""
    node_agent, _, lines = agent(tag, indicators, before)
    text = chop(" ".join([part[1:] for part in title if part[0] in _TITLE]))
    if not text or not node_agent:
        return "", []
    titled = ["a" + part[1:] if part[0] == "t" else part for part in title if part[0] in _TITLE]
    node = heading("hub", node_agent + "30" + "\x1f".join([part.rstrip(END) for part in titled]))
    did, named = inside(node, "contribution"), inside(node, "title")
    relator, said = _relator(default)
    return node, [
        f"{node} {A} {bf.Hub}",
        f"{node} {bf.title} {named}",
        f"{named} {A} {bf.Title}",
        f"{named} {bf.mainTitle} {literal(text)}",
        f"{node} {bf.contribution} {did}",
        f"{did} {A} {bf.Contribution}",
        f"{did} {bf.agent} {node_agent}",
        f"{did} {bf.role} {relator}",
        *said,
        *lines,
        *title_parts(node, named, title),
    ]


def title_parts(node: str, named: str, title: list[str]) -> list[str]:
    """Language, part and version of the Work that a uniform title names, each in its own property."""
    lines: list[str] = []
    for part in title:
        text = chop(part[1:])
        if not text:
            continue
        if part[0] == "l":
            language = inside(node, "language")
            lines += [f"{node} {bf.language} {language}", f"{language} {A} {bf.Language}", f"{language} {LABEL} {literal(text)}"]
        elif part[0] == "p":
            lines.append(f"{named} {bf.partName} {literal(text)}")
        elif part[0] == "n":
            lines.append(f"{named} {bf.partNumber} {literal(text)}")
        elif part[0] == "f":
            lines.append(f"{node} {bf.originDate} {literal(text)}")
    return lines


@group.rule("7XX.related", "700abcdjqtfghklmnoprs401i 710abcdgntfghklmnoprs401i 711acdegnqtfhklps401i")
def related(tag: str, field: Field, facts: Facts) -> Lines:
    """A name with a title is another Work that belongs with this one: a part of it where the second indicator is 2.

    700 12$aNguyễn, Du,$d1765-1820.$tVăn chiêu hồn.
    →
    work bf:relation work-relation-part-1
    work-relation-part-1 a bf:Relation
      bf:relationship id:vocabulary/relationship/part
      bf:associatedResource hub/1
    hub/1 a bf:Hub
      bf:title hub/1#title
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
    """
    before, title = split_title(field)
    if not title:
        return []
    node, lines = hub(tag, field[0], before, title)
    return relation(field, node, lines) if node else []


def relation(field: Field, node: str, lines: list[str]) -> list[str]:
    """A relation from the Work to `node`; $i names it where the cataloguer did."""
    kind = "part" if field[0][1] == "2" else "relatedwork"
    link_node = f"{WORK[:-1]}-relation-{kind}-{tail(node)}>"
    out = [
        f"{WORK} {bf.relation} {link_node}",
        f"{link_node} {A} {bf.Relation}",
        f"{link_node} {bf.relationship} {VOCABULARY}relationship/{kind}>",
        f"{link_node} {bf.associatedResource} {node}",
    ]
    for text in only(field, "i"):
        named = local(WORK, "relationship", chop(text))
        out += [f"{link_node} {bf.relationship} {named}", f"{named} {A} {bf.Relationship}", f"{named} {LABEL} {literal(chop(text))}"]
    return out + lines


@group.rule("740.title", "740anp")
def uncontrolled(tag: str, field: Field, facts: Facts) -> Lines:
    """A title of a part or a related Work that no authority controls.

    740 0#$aVăn chiêu hồn.
    →
    work bf:relation work-relation-relatedwork-1
    work-relation-relatedwork-1 a bf:Relation
      bf:relationship id:vocabulary/relationship/relatedwork
      bf:associatedResource work-related-1
    work-related-1 a bf:Work
      a bflc:Uncontrolled
      bf:title work-title-1
    work-title-1 a bf:Title
      bf:mainTitle "Văn chiêu hồn"
      bflc:nonSortNum "0"
    """
    text = chop(" ".join(only(field, "anp")))
    if not text:
        return []
    node = local(WORK, "related", "740" + text)
    named = local(WORK, "title", "740" + text)
    skip = field[0][0] if field[0][0].isdigit() else "0"
    return relation(
        field,
        node,
        [
            f"{node} {A} {bf.Work}",
            f"{node} {A} {bflc.Uncontrolled}",
            f"{node} {bf.title} {named}",
            f"{named} {A} {bf.Title}",
            f"{named} {bf.mainTitle} {literal(text)}",
            f'{named} {bflc.nonSortNum} "{skip}"',
        ],
    )

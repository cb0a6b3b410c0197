# SPDX-License-Identifier: Apache-2.0
"""Works known by name and title or by a uniform title, as Hubs: where versions and translations meet. And how a Work is related to one."""

from __future__ import annotations

from mucluc.converters.engine import Field
from mucluc.converters.names import END, local_hash

from .agents import MARC_KEY, agent, marc_key, name_key
from .control_subfields import applies_to, authority, iri
from .roles import roles
from .subfields import chop, only
from .write import LABEL, VALUE, VOCABULARY, WORK, A, bf, bflc, heading, inside, literal, local, sourced

CODES = "adfghklmnoprst"
"""Subfields of a uniform title."""
_NO_TITLE = "eijuvwxyz0123456789"
"""What may follow the $t of a name-title heading and is no part of the title."""
RELATIONSHIP = f"{VOCABULARY}relationship/"
_VARIANT_ENTRY = "<http://id.loc.gov/ontologies/bflc/hasVariantEntry>"
_PHRASES = {"is arrangement of": "arrangementof", "is translation of": "translationof"}
_IS_HUB, _TITLE, _IS_TITLE, _MAIN_TITLE = f" {A} {bf.Hub}", f" {bf.title} ", f" {A} {bf.Title}", f" {bf.mainTitle} "
_ISSN_STATUS = {"y": ("incorrect", "incorrect"), "z": ("cancinv", "canceled")}


def hub(
    tag: str,
    indicators: str,
    before: list[str],
    title: list[str],
    default: str = "ctb",
    field: Field | None = None,
    kind: str = "contribution",
) -> tuple[str, list[str]]:
    """The node of a name-title heading and what is said of it: a Hub with its title and its contributor.

    before, title: `split_title`'s; field: where the roles are, when it has them; kind: as for `credit`. An entry without a title is a
    Hub known by its name.
    """
    node_agent, _, lines = agent(tag, indicators, before)
    titled = ["a" + part[1:] if not index else part for index, part in enumerate(title) if part[0] not in _NO_TITLE]
    text = chop(" ".join(" ".join([part[1:] for part in titled]).split()))
    if text in ("", ".") and (title or not node_agent):
        return "", []
    node = heading("hub", node_agent + "30" + "\x1f".join([part.rstrip(END) for part in titled]))
    more, said = credit(node, kind, node_agent, tag, field or [indicators], default) if node_agent else ([], [])
    out = [node + _IS_HUB]
    if text:
        key = name_key(tag, indicators, before) if node_agent else "130 0"
        key += marc_key("", "", [title[0] if node_agent else titled[0], *titled[1:]])
        named = inside(node, "title")
        out += [_titled(node, named, text, key), *title_parts(node, named, titled)]
        for part in title:
            if part[0] in "01":
                out += authority(node, part)
            elif part[0] == "x" and tag[0] == "7":
                out += issn(node, part)
    return node, [*out, *more, *said, *lines]


def credit(node: str, kind: str, node_agent: str, tag: str, field: Field, default: str) -> tuple[list[str], list[str]]:
    """The contribution of an agent to a Hub. kind: `creator` for the Work's own main entry, `contribution` for any other name."""
    did = inside(node, kind)
    found, said = roles(tag, field, default, node)
    lines = [f"{node} {bf.contribution} {did}\n{did} {A} {bf.Contribution}\n{did} {bf.agent} {node_agent}"]
    if kind == "creator":
        lines.append(f"{did} {A} {bf.PrimaryContribution}")
    return lines + [f"{did} {bf.role} {role}" for role in found], said


def _titled(node: str, named: str, text: str, key: str) -> str:
    return f"{node}{_TITLE}{named}\n{named}{_IS_TITLE}\n{named}{_MAIN_TITLE}{literal(text)}\n{node}{MARC_KEY}{literal(key)}"


def titled_hub(kind: str, field: Field, codes: str, owner: str = "", owner_key: str = "") -> tuple[str, list[str]]:
    """A Hub known by its uniform title. kind: the tag; owner: node of the creator, part of the Hub's name, with its `name_key`."""
    parts = [part for part in field[1:] if part[0] in codes]
    text = chop(" ".join(" ".join([part[1:] for part in parts]).split()))
    if text in ("", "."):
        return "", []
    node = heading("hub", owner + "30" + "\x1f".join([part.rstrip(END) for part in parts]))
    named = inside(node, "title")
    skip = field[0][1] if kind[1] == "4" or kind == "830" else field[0][0]
    if skip not in "123456789":
        skip = "0"
    key = f"{owner_key}$t{marc_key('', '', parts)[2:]}" if owner else marc_key("130", " " + skip, parts)
    lines = [node + _IS_HUB, _titled(node, named, text, key), *title_parts(node, named, parts, legal=True)]
    if skip != "0":
        lines.append(f'{named} {bflc.nonSortNum} "{skip}"')
    for part in field[1:]:
        if part[0] in "01":
            lines += authority(node, part)
        elif part[0] == "2" and part[1:].strip():
            lines += _source(node, part[1:].strip())
        elif part[0] == "x" and kind == "730":
            lines += issn(node, part)
    return node, lines


def _source(node: str, code: str) -> list[str]:
    return [sourced(node, inside(node, "source-" + local_hash(code)), code)]


_OF_TITLE = {"n": f" {bf.partNumber} ", "p": f" {bf.partName} "}
_OF_HUB = {"f": f" {bf.originDate} ", "s": f" {bf.version} "}
_NODES = {
    "l": ("language", f" {bf.language} ", f" {A} {bf.Language}"),
    "m": ("medium", f" {bf.musicMedium} ", f" {A} {bf.MusicMedium}"),
    "r": ("key", f" {bf.keyMode} ", f" {A} {bf.KeyMode}"),
}


def title_parts(node: str, named: str, title: list[str], *, legal: bool = False) -> list[str]:
    """What a uniform title says of the Work, each in its own property: part, language, version, date, key, medium, arrangement.

    legal: $d is the date when a treaty was signed; after a name it is the name's.
    """
    lines: list[str] = []
    for part in title:
        code, text = part[0], chop(part[1:])
        if not text:
            continue
        if code in _OF_TITLE:
            lines.append(f"{named}{_OF_TITLE[code]}{literal(text)}")
        elif code in _OF_HUB:
            lines.append(f"{node}{_OF_HUB[code]}{literal(text)}")
        elif code in _NODES:
            kind, tie, is_one = _NODES[code]
            about = inside(node, kind if sum(other[0] == code for other in title) == 1 else f"{kind}-{local_hash(text)}")
            lines.append(f"{node}{tie}{about}\n{about}{is_one}\n{about} {LABEL} {literal(text)}")
        elif code == "o":
            lines.append(f"{node} {A} {bf.Arrangement}")
        elif code == "d" and legal:
            lines.append(f"{node} {bf.legalDate} {literal(text.strip('()'))}")
    return lines


def issn(node: str, part: str) -> list[str]:
    """The ISSN of a Work: $x, $y an incorrect one, $z a cancelled one."""
    value = chop(part[1:])
    if not value:
        return []
    number = inside(node, "issn-" + ("" if part[0] == "x" else part[0]) + ("".join(c for c in value if c.isascii() and c.isalnum()) or "x"))
    lines = [f"{node} {bf.identifiedBy} {number}\n{number} {A} {bf.Issn}\n{number} {VALUE} {literal(value)}"]
    if part[0] in _ISSN_STATUS:
        code, label = _ISSN_STATUS[part[0]]
        status = f"{VOCABULARY}mstatus/{code}>"
        lines.append(f'{number} {bf.status} {status}\n{status} {A} {bf.Status}\n{status} {LABEL} "{label}"')
    return lines


def _relationship(tag: str, second: str, texts: list[str]) -> tuple[str, str, list[str]]:
    """What a relation is: its name, its IRI, and the words of $i that say more than the IRI does."""
    contained = [text for text in texts if "ontain" in text]
    own = [text for text in texts if text not in _PHRASES and text not in contained]
    if second == "2" and (tag != "730" or contained or not texts):
        return "part", f"{RELATIONSHIP}part>", own
    if second == "4" and not texts:
        return "variant", _VARIANT_ENTRY, []
    if second == " ":
        for phrase in _PHRASES:
            if phrase in texts:
                return _PHRASES[phrase], f"{RELATIONSHIP}{_PHRASES[phrase]}>", own if tag == "730" else []
    return "relatedwork", f"{RELATIONSHIP}relatedwork>", own if tag == "730" else own + contained


def relation(field: Field, node: str, lines: list[str], tag: str = "") -> list[str]:
    """A relation from the Work to `node`; $i names it where the cataloguer did."""
    texts = only(field, "i")
    kind, what, words = _relationship(tag, field[0][1], texts)
    tie = f"{WORK[:-1]}-relation-{kind}-{node[max(node.rfind('/'), node.rfind('-')) + 1 :]}"
    out = [
        f"{WORK} {bf.relation} {tie}\n{tie} {A} {bf.Relation}\n{tie} {bf.relationship} {what}\n{tie} {bf.associatedResource} {node}",
    ]
    for text in filter(None, map(chop, words)):
        named = local(WORK, "relationship", text)
        out.append(f"{tie} {bf.relationship} {named}\n{named} {A} {bf.Relationship}\n{named} {LABEL} {literal(text)}")
    for part in field[1:]:
        if part[0] == "3":
            out += applies_to(tie, part[1:])
        elif part[0] == "4" and tag == "730" and (what := iri(part[1:]) or ""):
            out.append(f"{tie} {bf.relationship} {what}")
    return out + lines

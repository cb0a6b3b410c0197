# SPDX-License-Identifier: Apache-2.0
"""The subfields that mean the same in every field: $0 and $1 (identifiers), $2 (source), $3 (part of the material), $u (address), $w.

A heading keeps its own name whatever $0 says: a typing error there must not rename it, and an authority record is not the person. So
what an identifier points at is a statement of the heading.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mucluc.converters.names import local_hash
from mucluc.vocab.codes import POSITIONS

from .subfields import chop
from .write import LABEL, VALUE, VOCABULARY, WORK, A, bf, bflc, inside, link, literal, local, mads

AUTHORITY, THING = f" {mads.hasExactExternalAuthority} ", f" {mads.identifiesRWO} "
"""What $0 and $1 say of a heading: its authority record elsewhere, and the thing itself."""
IDENTIFIED, _REAL = f" {mads.isIdentifiedByAuthority} ", ("<\x03agent/", "<\x03hub/", "<\x03place/")
"""The same of an agent, a Hub or a place: those nodes are people, Works and places themselves, which an authority record identifies."""
_STEMS, _LCCN_STEMS = POSITIONS["authority"], POSITIONS["authority-dlc"]
_LCCN = re.compile(r"([a-z]{1,2})\d{8,10}")
_DLC = f"{VOCABULARY}organizations/dlc>"


def split_prefix(text: str) -> tuple[str, str]:
    """`(DE-588)118540238` as its prefix and the rest; without parentheses the prefix is empty."""
    text = text.strip()
    if text[:1] == "(":
        prefix, closed, rest = text[1:].partition(")")
        if closed and prefix:
            return prefix.strip(), rest.strip()
    return "", text


@lru_cache(4096)
def iri(text: str) -> str | None:
    """`<iri>` when $0, $1 or $4 is a legal IRI, or an identifier whose prefix says what IRI it has; else None."""
    prefix, value = split_prefix(text)
    if "://" in value:
        return link(value)
    if not prefix or not value.isascii():
        return None
    value = value.replace(" ", "").rstrip(".")
    prefix = prefix.lower()
    if prefix == "dlc":
        match = _LCCN.fullmatch(value)
        return link(_LCCN_STEMS[match[1]].iri + value) if match and match[1] in _LCCN_STEMS else None
    if prefix == "ocolc" and value[:3] == "fst" and value[3:].isdigit():
        return link(_STEMS["fast"].iri + (value[3:].lstrip("0") or "0"))
    return link(_STEMS[prefix].iri + value) if prefix in _STEMS and value.replace("-", "").isalnum() else None


def authority(node: str, part: str) -> list[str]:
    """What a $0 or $1 says of a heading: `agent/1 madsrdf:isIdentifiedByAuthority <…>`, or an identifier as text with who gave it.

    Where the IRI is deduced from a prefix, the identifier stays as well.
    """
    found = iri(part[1:])
    if not found:
        return identifier(node, part[1:])
    if part[0] == "1":
        return [f"{node}{THING}{found}"]
    said = f"{node}{IDENTIFIED if node.startswith(_REAL) else AUTHORITY}{found}"
    return [said] if "://" in part or part.startswith("(OCoLC)", 1) else [*identifier(node, part[1:]), said]


def identifier(node: str, text: str, kind: str = bf.Identifier) -> list[str]:
    """An identifier that is no IRI: its value, and the prefix in parentheses as the code of its source."""
    return _number(node, text, kind, bf.source, bf.Source)


def control_number(node: str, text: str, kind: str = "") -> list[str]:
    """What a $w says: the record that describes a heading or a related resource, by its number and who gave it, or by its IRI."""
    found = iri(text)
    if found and "://" in text:
        return [f"{node}{AUTHORITY}{found}"]
    return _number(node, text, kind or (bf.Lccn if text.startswith("(DLC)") else bf.Identifier), bf.assigner, bf.Agent)


def _number(node: str, text: str, kind: str, giver: str, giver_kind: str) -> list[str]:
    prefix, value = split_prefix(text)
    if not value:
        return []
    about = below(node, "id-" + local_hash(f"{prefix}\x1f{value}"))
    lines = [f"{node} {bf.identifiedBy} {about}\n{about} {A} {kind}\n{about} {VALUE} {literal(value)}"]
    if prefix and prefix != "uri":
        source = _DLC if prefix == "DLC" else below(node, "source-" + local_hash(prefix))
        lines.append(f"{about} {giver} {source}\n{source} {A} {giver_kind}\n{source} {bf.code} {literal(prefix)}")
    return lines


def below(node: str, part: str) -> str:
    """A node named after another: `<\\x03hub/{h}#id-…>`, `<\\x01#work-title-{h}-id-…>`; below a term of elsewhere, a node of the record."""
    if node[1] not in "\x01\x02\x03":
        return local(WORK, "id", f"{node}{part}")
    return f"{node[:-1]}-{part}>" if "#" in node else inside(node, part)


def related_authority(node: str, part: str) -> list[str]:
    """What the $0 of a term (33X, 34X, 38X) says: another authority for it, or an identifier as text."""
    found = iri(part[1:])
    return [f"{node} {mads.hasRelatedAuthority} {found}"] if found and found != node else [] if found else identifier(node, part[1:])


def applies_to(owner: str, text: str) -> list[str]:
    """What part of the material a statement is about ($3)."""
    label = chop(text)
    if not label:
        return []
    node = below(owner, "applies-" + local_hash(label))
    return [f"{owner} {bflc.appliesTo} {node}\n{node} {A} {bflc.AppliesTo}\n{node} {LABEL} {literal(label)}"]

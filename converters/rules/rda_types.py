# SPDX-License-Identifier: Apache-2.0
"""Fields 336-338: content, media and carrier type."""

from __future__ import annotations

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import POSITIONS

from .characteristics import coded, rest
from .control_subfields import applies_to, authority, related_authority
from .subfields import chop
from .write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, encoded, literal, local, sourced

group = Group("336-338 Content, media and carrier type")

_TYPES = {
    "336": (WORK, bf.content, bf.Content, "content"),
    "337": (INSTANCE, bf.media, bf.Media, "media"),
    "338": (INSTANCE, bf.carrier, bf.Carrier, "carrier"),
}
_BY_LABEL = {table: {term.label: code for code, term in POSITIONS[table].items()} for _, _, _, table in _TYPES.values()}


@group.rule("33X.type", "336ab0123 337ab0123 338ab0123", cached=KEPT)
def rda_type(tag: str, field: Field, facts: Facts) -> Lines:
    """RDA's types by code, or by the English term where the code is wanting; the cataloguer's own word for it is a label.

    338 ##$avolume$bnc$2rdacarrier
    ⇄
    instance bf:carrier id:vocabulary/carriers/nc
    id:vocabulary/carriers/nc a bf:Carrier
      rdfs:label "volume"
      bf:source id:vocabulary/genreFormSchemes/rdacarrier
    id:vocabulary/genreFormSchemes/rdacarrier a bf:Source
    """
    owner, predicate, kind, table = _TYPES[tag]
    known, by_label = POSITIONS[table], _BY_LABEL[table]
    lines: list[str] = []
    for value, given in coded(field, "ab"):
        label = chop(value.text)
        code = given.lower() if given.lower() in known else by_label.get(label.lower(), "")
        if code:
            node = f"<{known[code].iri}>"
            label = known[code].label if not label or label.lower() == known[code].label else label
        else:
            node, label = local(owner, table, "\x1f".join([*field[1:], given, label])), label or given
        lines.append(f"{owner} {predicate} {node}\n{node} {A} {kind}\n{node} {LABEL} {literal(label)}")
        for part in value.here + value.later:
            lines += authority(node, part) if part[0] == "1" else related_authority(node, part)
        for part in rest(field, "23"):
            lines += applies_to(node, part[1:]) if part[0] == "3" else _source(node, part[1:])
    return lines


def _source(node: str, code: str) -> list[str]:
    """The list that a type is from ($2): `rdacarrier`, also as `rdacarrier/ger` or with a full stop."""
    code = code.partition("/")[0].strip(" .").lower()
    about = f"{VOCABULARY}genreFormSchemes/{encoded(code)}>"
    return [sourced(node, about)] if code else []

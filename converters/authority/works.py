# SPDX-License-Identifier: Apache-2.0
"""Fields that say of a heading what they say of a Work in a catalogue record: numbers, classes, regions, form, music, dates of creation.

The rules of catalogue records make the statements; here they are said of the heading.
"""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines, single
from mucluc.converters.facts import Facts
from mucluc.converters.rules import RULES
from mucluc.converters.rules.write import INSTANCE, WORK

from .headings import established

group = Group("020-086, 336-388 Characteristics")

_TAGS = (
    "020", "022", "023", "031", "034", "043", "045", "050", "052", "055", "060", "070", "072", "080", "082", "084", "086", "336", "348",
    "380", "381", "382", "383", "384", "385", "386", "388", "335",
)  # fmt: skip
_ALLOWED = {"046": "klop2"}
"""Of a field whose other subfields say something else in an authority record."""


def _paths() -> str:
    found = [path.text for tag in _TAGS for step in RULES.by_tag.get(tag, ()) for path in step.rule.paths if path.tag == tag]
    return " ".join([*found, *(tag + codes for tag, codes in _ALLOWED.items())])


def _needs() -> str:
    tags = (*_TAGS, *_ALLOWED)
    return " ".join(sorted({"fields", "first", "fixed"}.union(*(step.rule.needs for tag in tags for step in RULES.by_tag.get(tag, ())))))


@group.rule("auth.characteristic", _paths(), needs=_needs())
def characteristic(tag: str, field: Field, facts: Facts) -> Lines:
    """What a catalogue record says of a Work or an edition, an authority record says of its heading: form, key, ISSN, region, class number.

    LDR 00000nz##a2200000n##4500
    043 ##$aa-vt---
    151 ##$aTuy Hoà
    →
    place/1 bf:geographicCoverage id:vocabulary/geographicAreas/a-vt
    """
    mine = established(facts)
    if mine is None:
        return []
    if tag in _ALLOWED:
        field = [field[0], *[part for part in field[1:] if part[0] in _ALLOWED[tag]]]
    text = "\n".join([line for step in RULES.by_tag[tag] for line in single(step.make(tag, field, facts))])
    for owner in (WORK, INSTANCE):
        text = text.replace(owner, mine.node).replace(f"{owner[:-1]}-", f"{mine.node[:-1]}#")
    return [line for line in text.split("\n") if line]

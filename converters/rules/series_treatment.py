# SPDX-License-Identifier: Apache-2.0
"""Fields 462-468: how an agency treats a series: its designation and numbering, whether it is analysed, traced and classed together.

They are fields of series authority records (640-646) as the Library of Congress carries them in the records of its series.
"""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash

from .control_subfields import below
from .subfields import first, key
from .write import LABEL, WORK, A, bf, bflc, literal, local

group = Group("460-468 Series treatment")

_KINDS = {
    "462": bflc.SeriesSequentialDesignation, "463": bflc.SeriesNumberingPeculiarities, "464": bflc.SeriesNumbering,
    "465": bflc.SeriesProvider, "466": bflc.SeriesAnalysis, "467": bflc.SeriesTracing, "468": bflc.SeriesClassification,
}  # fmt: skip
_CODES = {
    "466": {"f": "analyzed in full", "p": "analyzed in part", "n": "not analyzed"},
    "467": {"t": "traced", "n": "not traced"},
    "468": {"c": "classed together", "m": "classed with main or other series", "s": "classed separately"},
}
_PARTS = {
    ("465", "a"): ("place", bf.place, bf.Place), ("465", "b"): ("agent", bf.agent, bf.Agent), ("466", "b"): ("note", bf.note, bf.Note),
    ("462", "z"): ("source", bf.source, bf.Source), ("463", "z"): ("source", bf.source, bf.Source),
}  # fmt: skip


@group.rule("46X.treatment", "462adz 463adz 464ad 465abd 466abd 467ad 468ad")
def treatment(tag: str, field: Field, facts: Facts) -> Lines:
    """What the cataloguers of a series agreed on; 466, 467 and 468 say it by a code.

    467 ##$at
    →
    work bflc:seriesTreatment work-treatment-1
    work-treatment-1 a bflc:SeriesTracing
      bf:code "t"
      rdfs:label "traced"
    """
    node = local(WORK, "treatment", tag + key(field, "abdz"))
    text, known = first(field, "a"), _CODES.get(tag)
    lines = [f"{WORK} {bflc.seriesTreatment} {node}\n{node} {A} {_KINDS[tag]}"]
    if known is not None and text:
        lines.append(f"{node} {bf.code} {literal(text)}")
    label = text if known is None else known.get(text, "")
    if label and tag != "465":
        lines.append(f"{node} {LABEL} {literal(label)}")
    for part in field[1:]:
        value = part[1:].strip()
        if part[0] == "d" and value:
            lines.append(f"{node} {bf.part} {literal(value)}")
        elif value and (tag, part[0]) in _PARTS:
            kind, tie, what = _PARTS[tag, part[0]]
            about = below(node, f"{kind}-{local_hash(value)}")
            lines.append(f"{node} {tie} {about}\n{about} {A} {what}\n{about} {LABEL} {literal(value)}")
    return lines if len(lines) > 1 else []

# SPDX-License-Identifier: Apache-2.0
"""One screened record to lines of N-Triples, and those lines to the record's named graph or to the union.

Pure: it opens nothing, knows no clock and remembers nothing of other records that could change a result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from .engine import LEADER, Rule, Rules, single
from .facts import Facts
from .linked import linked_lines
from .names import BASE, ITEMS, RECORD, authority_path, item_path, record_path
from .record import FIELD_END, SUBFIELD, Record
from .rules import RULES

_SAFE = bytes([0x1E, 0x1F, *range(0x20, 0x100)])
_CONTROLS = {code: None for code in range(0x20) if code != 0x1F}
_SURROGATE = re.compile("[\ud800-\udfff]")
EMPTY, EMPTY_LAST = SUBFIELD * 2, SUBFIELD + FIELD_END


class Trace(NamedTuple):
    """What one rule made of one field; the tag is that of the field the rule saw (880 for one in another script)."""

    rule: Rule
    tag: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Conversion:
    """The statements of one record.

    lines: distinct lines `subject predicate object` in UTF-8, without the closing full stop, in the order of the rules;
    placeholders as in docs/architecture.md. Lines that describe a heading of the union begin with `<\\x03`, those of a copy
    with `<\\x02`, those of a term of a vocabulary elsewhere with `<http`.
    """

    lines: list[bytes]


def rules_for(record: Record) -> Rules:
    """The rules of the record's kind: those of authority records where leader/06 is `z`, else those of bibliographic ones."""
    if not record.is_authority:
        return RULES
    from .authority import AUTHORITIES  # most files have none

    return AUTHORITIES


def convert(record: Record, *, library: str = "", rules: Rules | None = None) -> Conversion:
    """Convert a record. library: the slug of the library whose copies field 852 describes; empty when unknown. Never raises on a Record."""
    return Conversion(list(map(str.encode, dict.fromkeys(run(record, library, rules)))))


def graph(lines: list[bytes], record_iri: str, item_prefix: str, base: str) -> bytes:
    """The N-Quads of the named graph `record_iri`, in the order of the lines."""
    end = b" <" + record_iri.encode() + b"> .\n"
    return _placed(end.join(lines) + end if lines else b"", record_iri, item_prefix, base)


def record_graph(record: Record, library: str, base: str, rules: Rules | None = None) -> bytes:
    """Convert a record to the N-Quads of its named graph, with the IRIs that a record of this library has under `base`.

    The same statements as `graph` of `convert`, without taking blocks apart, which is quicker: a statement that two fields make
    may stand twice, as N-Quads allow.
    """
    number = record.control_number
    iri = base + (authority_path if record.is_authority else record_path)(library, number)
    text = "\n".join(dict.fromkeys(_blocks(record, library, rules))) + "\n"
    return _placed(text.encode().replace(b"\n", f" <{iri}> .\n".encode()), iri, base + item_path(library, number), base)


def union_lines(lines: list[bytes], work: str, instance: str, base: str, item_prefix: str, record_iri: str) -> bytes:
    """The same statements as N-Triples about the record's clusters. work, instance: ids of the clusters, without `work/`.

    The owner is part of a local name, so four replacements move every node (docs/architecture.md). What is said of the description
    (`#admin`) stays the record's own.
    """
    if not lines:
        return b""
    text = b" .\n".join(lines) + b" .\n"
    home = base.encode()
    for old, new in (
        (b"\x01#work>", f"work/{work}>"),
        (b"\x01#work-", f"work/{work}#"),
        (b"\x01#instance>", f"instance/{instance}>"),
        (b"\x01#instance-", f"instance/{instance}#"),
    ):
        text = text.replace(old, home + new.encode())
    return _placed(text, record_iri, item_prefix, base)


def _placed(text: bytes, record_iri: str, item_prefix: str, base: str) -> bytes:
    text = text.replace(RECORD.encode(), record_iri.encode()).replace(BASE.encode(), base.encode())
    return text.replace(ITEMS.encode(), item_prefix.encode()) if b"\x02" in text else text


def run(record: Record, library: str, rules: Rules | None = None, trace: list[Trace] | None = None) -> list[str]:
    """The lines of a record, repetitions included; with `trace`, each rule's lines are noted there as well (see `explain`)."""
    return single(_blocks(record, library, rules, trace))


def _blocks(record: Record, library: str, rules: Rules | None = None, trace: list[Trace] | None = None) -> list[str]:
    if not record.proved:
        record = clean(record)
    if rules is None:
        rules = rules_for(record)
    facts = Facts(record, library)
    fields = ((LEADER, facts.leader), *record.fields)
    out: list[str] = []
    if trace is None:
        table = rules.plain
        for tag, text in fields:
            if tag in table:
                field = text.split(SUBFIELD)
                for make, cache in table[tag]:
                    out += make(tag, field, facts) if cache is None else cache.get(text) or cache.keep(text, make(tag, field, facts))
    else:
        for tag, text in fields:
            for rule, make, _ in rules.by_tag.get(tag, ()):
                trace.append(Trace(rule, tag, single(make(tag, text.split(SUBFIELD), facts))))
                out += trace[-1].lines
    if "880" in facts.first:
        for rule, tag, lines in linked_lines(facts, rules):
            if trace is not None:
                trace.append(Trace(rule, tag, lines))
            out += lines
    return out


def clean(record: Record) -> Record:
    """The record itself when its text is what `Record` promises, else a copy without what cannot be written.

    Placeholders and line ends must not occur in a text, and rules rely on two indicators and on every subfield having its code.
    """
    text = FIELD_END.join([text for _, text in record.fields]) + FIELD_END
    shaped = EMPTY not in text and EMPTY_LAST not in text and all(text.find(SUBFIELD) == 2 for tag, text in record.fields if tag > "009")
    try:
        if shaped and not text.encode().translate(None, _SAFE):
            return record
    except UnicodeEncodeError:
        pass
    return Record(_written(record.leader), tuple((tag, _shaped(tag, _written(text))) for tag, text in record.fields), record.place)


def _written(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text.translate(_CONTROLS))


def _shaped(tag: str, text: str) -> str:
    first, *parts = text.split(SUBFIELD)
    return SUBFIELD.join([first if tag < "010" else (first + "  ")[:2], *filter(None, parts)])

# SPDX-License-Identifier: Apache-2.0
"""One screened record to lines of N-Triples, and those lines to the record's named graph or to the union.

Pure: it opens nothing, knows no clock and remembers nothing of other records that could change a result.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from .engine import LEADER, Rule, Rules, single
from .facts import Facts
from .linked import linked_lines
from .names import BASE, ITEMS, RECORD, authority_path, holdings_path, item_path, record_path
from .record import FIELD_END, SUBFIELD, Record
from .rules import RULES

_SAFE = bytes([0x1E, 0x1F, *range(0x20, 0x100)])
_CONTROLS = {code: None for code in range(0x20) if code != 0x1F}
_SURROGATE = re.compile("[\ud800-\udfff]")
_APART = frozenset("uvxyz")
"""Leader/06 of records that describe copies alone or a heading."""
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
    """The rules of the record's kind: those of authority records where leader/06 is `z`, of holdings where it is u, v, x or y, else those
    of bibliographic ones. Most files have none of the first two.
    """
    if record.is_authority:
        from .authority import AUTHORITIES

        return AUTHORITIES
    if record.is_holdings:
        from .holdings_records import HOLDINGS

        return HOLDINGS
    return RULES


def convert(record: Record, *, library: str = "", rules: Rules | None = None) -> Conversion:
    """Convert a record. library: the slug of the library whose copies field 852 describes; empty when unknown. Never raises on a Record."""
    return Conversion(list(map(str.encode, dict.fromkeys(run(record, library, rules)))))


def graph(lines: list[bytes], record_iri: str, item_prefix: str, base: str) -> bytes:
    """The N-Quads of the named graph `record_iri`, in the order of the lines."""
    end = b" <" + record_iri.encode() + b"> .\n"
    return _placed(end.join(lines) + end if lines else b"", record_iri, item_prefix, base)


def record_graph(record: Record, library: str, base: str) -> bytes:
    """Convert a record to the N-Quads of its named graph, with the IRIs that a record of this library has under `base`.

    The same statements as `graph` of `convert`, without taking blocks apart, which is quicker: a statement that two fields make
    may stand twice, as N-Quads allow.
    """
    return next(record_graphs([record], library, base))


def record_graphs(records: Sequence[Record], library: str, base: str) -> Iterator[bytes]:
    """`record_graph` of each record, in order. Sixty at a time take three quarters of the time that they take one by one."""
    for record, blocks in zip(records, _blocks(records, library), strict=True):
        number = record.control_number
        path = authority_path if record.is_authority else holdings_path if record.is_holdings else record_path
        iri = base + path(library, number)
        text = "\n".join(dict.fromkeys(blocks)) + "\n" if blocks else ""
        placed = _placed(text.encode(), iri, base + item_path(library, number), base)
        yield placed.replace(b"\n", f" <{iri}> .\n".encode())


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
    if trace is None:
        return single(next(iter(_blocks([record], library, rules))))
    record = record if record.proved else clean(record)
    rules = rules or rules_for(record)
    facts = Facts(record, library)
    fields = sorted(((LEADER, facts.leader), *record.fields), key=_place)
    for tag, some in groupby(fields, key=itemgetter(0)):
        texts = [text for _, text in some]
        for rule, make, _ in rules.by_tag.get(tag, ()):
            trace.extend(Trace(rule, tag, single(make(tag, text.split(SUBFIELD), facts))) for text in texts)
    if "880" in facts.first:
        trace.extend(Trace(*made) for made in linked_lines(facts, rules))
    return [line for step in trace for line in step.lines]


def _place(field: tuple[str, str]) -> tuple[bool, str]:
    """The leader comes first, then the fields by tag: so lines stand in one order however records are converted."""
    return field[0] != LEADER, field[0]


def _blocks(records: Sequence[Record], library: str, rules: Rules | None = None) -> list[list[str]]:
    """The blocks of each record. Rules are run one after the other over the fields of all records, which keeps a rule's code and constants
    in the processor's cache: what a rule makes of a field depends on nothing else.
    """
    if rules is None and any(record.leader[6:7] in _APART for record in records):
        return [_of_its_kind(record, library) for record in records]
    rules = rules or RULES
    records = [record if record.proved else clean(record) for record in records]
    every = [Facts(record, library) for record in records]
    out: list[list[str]] = [[] for _ in records]
    found: dict[str, list[tuple[list[str], str, Facts]]] = defaultdict(list)
    for blocks, facts in zip(out, every, strict=True):
        found[LEADER].append((blocks, facts.leader, facts))
        for tag, text in facts.fields:
            found[tag].append((blocks, text, facts))
    for tag in (LEADER, *sorted(found.keys() - {LEADER})):
        steps = rules.plain.get(tag, ())
        if len(steps) > 1:
            split = [(blocks, text.split(SUBFIELD), facts) for blocks, text, facts in found[tag]]
        for make, cache in steps:
            if cache is not None:
                for blocks, text, facts in found[tag]:
                    kept = cache.get(text)
                    blocks += cache.keep(text, partial(make, tag, text.split(SUBFIELD), facts)) if kept is None else kept
            elif len(steps) > 1:
                for blocks, field, facts in split:
                    blocks += make(tag, field, facts)
            else:
                for blocks, text, facts in found[tag]:
                    blocks += make(tag, text.split(SUBFIELD), facts)
    for blocks, facts in zip(out, every, strict=True):
        if "880" in facts.first:
            for _, _, lines in linked_lines(facts, rules):
                blocks += lines
    return out


def _of_its_kind(record: Record, library: str) -> list[str]:
    (blocks,) = _blocks([record], library, rules_for(record))
    if record.is_holdings and library:
        from .holdings_records import described

        return described(blocks, record, library)
    return blocks


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

# SPDX-License-Identifier: Apache-2.0
"""Which rule made which statement of a record, and what no rule used; the same run as the conversion, with a trace."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from mucluc.vocab.terms import BF, BFLC, DCTERMS, MADS, OWL, RDF, RDFS, XSD

from .convert import Trace, rules_for, run
from .engine import LEADER, Rules
from .record import SUBFIELD, Record

_CONTROL = "010"
_BLANKS = " |#"


def explain(record: Record, *, library: str = "", rules: Rules | None = None) -> list[tuple[str, list[str]]]:
    """`(rule id, statements)` in the order of the conversion; the statements as `readable` writes them."""
    trace: list[Trace] = []
    run(record, library, rules, trace)
    name = Names()
    return [(step.rule.id, list(readable(step.lines, name))) for step in trace if step.lines]


def unused(record: Record, *, rules: Rules | None = None) -> list[tuple[str, str]]:
    """`(place, value)` of what no rule uses and none leaves out on purpose: a subfield `245$h`, a control field's position `008/18`."""
    rules = rules or rules_for(record)
    left_out = {place for place, _ in ignored(record, rules=rules)}
    return [(place, value) for place, value in _parts(record) if place not in left_out and not _used(place, rules)]


def ignored(record: Record, *, rules: Rules | None = None) -> list[tuple[str, str]]:
    """`(place, reason)` of the record's subfields that are left out on purpose, each place once."""
    rules = rules or rules_for(record)
    found: dict[str, str] = {}
    for place, _ in _parts(record):
        if place in found or _used(place, rules):
            continue
        for entry in rules.ignored():
            if _reads(entry.path.tag, entry.path.codes, entry.path.start, entry.path.stop, place):
                found[place] = entry.reason
                break
    return list(found.items())


def _parts(record: Record) -> Iterator[tuple[str, str]]:
    for position, value in enumerate(record.leader):
        if value not in _BLANKS:
            yield f"{LEADER}/{position:02}", value
    for tag, text in record.fields:
        if tag < _CONTROL and SUBFIELD not in text:
            if tag in ("006", "007", "008"):
                yield from ((f"{tag}/{position:02}", value) for position, value in enumerate(text) if value not in _BLANKS)
            else:
                yield tag, text
            continue
        stands_for = tag
        parts = [part for part in text.split(SUBFIELD)[1:] if part]
        if tag == "880":
            link = next((part[1:4] for part in parts if part[0] == "6"), "")
            stands_for = link if len(link) == 3 and link.isdigit() else tag
        yield from ((f"{stands_for}${part[0]}", part[1:]) for part in parts if not (tag == "880" and part[0] == "6"))


def _used(place: str, rules: Rules) -> bool:
    steps = rules.by_tag.get(place[:3], ())
    return any(_reads(path.tag, path.codes, path.start, path.stop, place) for step in steps for path in step.rule.paths)


def _reads(tag: str, codes: str, start: int | None, stop: int | None, place: str) -> bool:
    if re.fullmatch(tag, place[:3]) is None:
        return False
    if start is not None and stop is not None and place[3:4] == "/":
        return start <= int(place[4:]) < stop
    return (not codes and start is None) or (place[3:4] == "$" and place[4:] in codes)


class Names:
    """Short names for the nodes of one record, numbered as they come: `work-title-1`, `agent/1`."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}
        self._next: dict[str, int] = defaultdict(int)

    def short(self, iri: str) -> str:
        """The name of a node or term that is written as `<iri>`."""
        match = _NODE.fullmatch(iri)
        if match:
            return self._node(match["place"], match["kind"], match["hash"], match["part"] or "")
        if iri.startswith(("<\x01", "<\x03")):
            return iri[2:-1].lstrip("#")
        for prefix, space in _PREFIXES.items():
            if iri.startswith("<" + space):
                return f"{prefix}:{iri[1 + len(space) : -1]}"
        return iri

    def _node(self, place: str, kind: str, name: str, part: str) -> str:
        head = {"\x01#": kind, "\x02/": "item/", "\x03": kind}[place]
        named = self._number(head, name)
        while inner := _HASHED.match(part):
            named, part = self._number(named + inner[1], inner[2]), part[inner.end() :]
        return named + part

    def _number(self, head: str, name: str) -> str:
        if head + name not in self._numbers:
            self._next[head] += 1
            self._numbers[head + name] = f"{head}{self._next[head]}"
        return self._numbers[head + name]


_NODE = re.compile(
    "<(?P<place>\x01#|\x02/|\x03)(?P<kind>(?:work|instance|admin)(?:-(?:arrangementof|translationof|(?![a-z2-7]{13}[->#])[a-z]+))+-|(?:agent|topic|place|hub|series)/|)(?P<hash>[a-z2-7]{13}(?:[a-z2-7]{13})?)(?P<part>[-#][^>]*)?>"
)
_HASHED = re.compile("([-#](?:[^-]*-)*?)([a-z2-7]{13})(?=-|$)")
_PREFIXES = {
    "xsd": str(XSD), "bf": str(BF), "bflc": str(BFLC), "madsrdf": str(MADS), "rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL),
    "dcterms": str(DCTERMS), "id": "http://id.loc.gov/",
}  # fmt: skip
_LITERAL = re.compile(r'"(?P<text>.*)"(?:@(?P<tag>[A-Za-z0-9-]+)|\^\^(?P<type><.*>))?', re.DOTALL)


def readable(lines: Iterable[str], names: Names | None = None) -> Iterator[str]:
    """Lines for people: `subject predicate object` with prefixes and short names; the hashes become numbers."""
    names = names or Names()
    for line in lines:
        subject, predicate, value = line.split(" ", 2)
        said = "a" if predicate == f"<{RDF.type}>" else names.short(predicate)
        yield f"{names.short(subject)} {said} {_object(value, names)}"


def _object(value: str, names: Names) -> str:
    match = _LITERAL.fullmatch(value)
    if not match:
        return names.short(value)
    text = match["text"].replace('\\"', '"').replace("\\\\", "\\")
    tail = f"@{match['tag']}" if match["tag"] else f"^^{names.short(match['type'])}" if match["type"] else ""
    return f'"{text}"{tail}'

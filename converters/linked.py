# SPDX-License-Identifier: Apache-2.0
"""Field 880: the same field in another script, said of the same nodes with a language tag.

The rules of the linked tag run on the 880 as if it were that field. What comes out is laid over what its partner gave: the
nodes are matched along the same properties in the same order, and only the text is kept, in the other script. So no rule knows of 880.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mucluc.vocab.terms import BF, BFLC, MADS, RDF, RDFS

from .engine import Field, Rule, Rules, single
from .facts import Facts
from .names import INSTANCE, WORK
from .record import SUBFIELD
from .rules.scripts import kept, language_tag, link, unlinked

_UNTAGGED = {f"<{iri}>" for iri in (RDF.value, BF.code, BFLC.nonSortNum)}
_NODES = ("<\x01", "<\x02", "<\x03")
_HEADING = "<\x03"
_TERMS = ("<\x03topic", "<\x03place")
_ABOUT, _LABEL, _AUTHORITATIVE, _KEY = f"<{BF.subject}>", f"<{RDFS.label}>", f"<{MADS.authoritativeLabel}>", f"<{BFLC.marcKey}>"
_PARTS, _FIRST = f"<{MADS.componentList}>", f"<{RDF.first}>"
_SAME = {f"<{iri}>" for iri in (MADS.hasExactExternalAuthority, MADS.isIdentifiedByAuthority, MADS.identifiesRWO, BF.source)}
"""What an 880 may know of a heading though its partner does not: who it is elsewhere, and from which other list its form is."""

Statement = tuple[str, str, str]
Said = dict[str, list[tuple[str, str]]]


def linked_lines(facts: Facts, rules: Rules) -> Iterator[tuple[Rule, str, list[str]]]:
    """For each 880, each rule of the linked tag with the lines that it adds. An 880 of which no rule makes anything is a note."""
    partners: dict[tuple[str, str], Field] = {}
    others: list[Field] = []
    for tag, text in facts.fields:
        if tag == "880":
            others.append(_field(text))
        elif SUBFIELD + "6" in text and tag > "009":
            other = _field(text)
            found = link(other)
            if found and found.occurrence:
                partners[tag, found.occurrence] = other
    for other in others:
        found = link(other)
        if not found or found.tag == "880" or found.tag < "010" or found.tag not in rules.by_tag:
            continue  # `unlinked` has it
        language = language_tag(facts, found.script, other)
        partner = partners.get((found.tag, found.occurrence))
        made = False
        for rule, make, _cache in rules.by_tag[found.tag]:
            theirs = single(make(found.tag, other, facts))
            made = made or bool(theirs)
            ours = single(make(found.tag, partner, facts)) if partner else None
            yield rule, "880", list(overlay(ours, theirs, language))
        if not made:
            for rule, make, _cache in rules.by_tag.get("880", ()):
                if make is unlinked:
                    yield rule, "880", kept(other, language)


def _field(text: str) -> Field:
    first, *parts = text.split(SUBFIELD)
    return [(first + "  ")[:2], *parts]


def overlay(ours: list[str] | None, theirs: list[str], language: str) -> Iterator[str]:
    """Lines of `theirs` said of the nodes of `ours`, literals tagged with `language`; with no partner, all of `theirs`, tagged."""
    if ours is None:
        yield from (_tagged(*_split(line), language) for line in theirs)
    else:
        roots = {WORK: WORK, INSTANCE: INSTANCE, **_heading(ours, theirs)}
        yield from _Overlay(_by_subject(ours), _by_subject(theirs), language, roots).lines()


def _heading(ours: list[str], theirs: list[str]) -> dict[str, str]:
    """What an authority record is about, in both scripts: what its rules say begins with the heading and not with a Work."""
    if not (ours and theirs and ours[0].startswith(_HEADING) and theirs[0].startswith(_HEADING)):
        return {}
    return {theirs[0].partition(" ")[0]: ours[0].partition(" ")[0]}


@dataclass(slots=True)
class _Overlay:
    """One 880 over its partner. mine, other: what is said, by subject. places: the node of `mine` for each of `other`."""

    mine: Said
    other: Said
    language: str
    places: dict[str, str]
    added: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)

    def lines(self) -> Iterator[str]:
        """Node after node from the roots: the Work and the Instance, or the heading of an authority record."""
        queue = list(self.places)
        for node in queue:
            place = self.places[node]
            here: dict[str, list[str]] = defaultdict(list)
            for predicate, value in self.mine.get(place, ()):
                here[predicate].append(value)
            turn: dict[str, int] = defaultdict(int)
            for predicate, value in self.other.get(node, ()):
                if value.startswith(_NODES):
                    nodes = [v for v in here.get(predicate, ()) if v.startswith(_NODES)]
                    index, turn[predicate] = turn[predicate], turn[predicate] + 1
                    if value not in self.places:
                        yield from self._node(place, predicate, value, nodes[index] if index < len(nodes) else "", queue)
                elif node in self.added or self._new(node, predicate, value, here):
                    yield _tagged(place, predicate, value, self.language)
                    if value in self.other and value not in self.places:
                        self.places[value] = value
                        self.added.add(value)
                        queue.append(value)

    def _new(self, node: str, predicate: str, value: str, here: dict[str, list[str]]) -> bool:
        """Whether a statement says something new of the partner's node. The first part of a subject has one label."""
        if value in here.get(predicate, ()):
            return False
        if node in self.heads and predicate in (_LABEL, _KEY) and predicate not in here:
            return False
        return _is_text(predicate, value) or (predicate in _SAME and value[0] == "<")

    def _node(self, place: str, predicate: str, value: str, match: str, queue: list[str]) -> Iterator[str]:
        """What becomes of a node of the 880: `match` of its partner, or a node more. Of subjects only one of which has subdivisions, the
        one without is the first part of the other; the label and the key of the 880 are said of the partner's whole.
        """
        if not match:
            self.added.add(value)
            yield f"{place} {predicate} {value}"
            match = value
        elif predicate == _ABOUT and place == WORK:
            head, theirs = self._head(self.mine, match), self._head(self.other, value)
            if bool(head) != bool(theirs):
                said = dict(reversed(self.other.get(value, ())))
                for what, text in ((_AUTHORITATIVE, said.get(_AUTHORITATIVE) or said.get(_LABEL)), (_KEY, said.get(_KEY))):
                    if text:
                        yield _tagged(match, what, text, self.language)
                self.places[value] = match
                if not head and match.startswith(_TERMS):
                    return
                match, value = (head, value) if head else (match, theirs)
                self.heads.add(value)
        self.places[value] = match
        queue.append(value)

    def _head(self, said: Said, node: str) -> str:
        """The first part of a subject; empty when it has no parts."""
        cell = next((value for predicate, value in said.get(node, ()) if predicate == _PARTS), "")
        return next((value for predicate, value in said.get(cell, ()) if predicate == _FIRST), "")


def _split(line: str) -> Statement:
    subject, predicate, value = line.split(" ", 2)
    return subject, predicate, value


def _by_subject(lines: Iterable[str]) -> Said:
    grouped: Said = defaultdict(list)
    for subject, predicate, value in map(_split, lines):
        if (predicate, value) not in grouped[subject]:
            grouped[subject].append((predicate, value))
    return grouped


def _tagged(subject: str, predicate: str, value: str, language: str) -> str:
    """A statement with its text in the language; what is said of a term of elsewhere is in none."""
    if subject[1] in "\x01\x02\x03" and _is_text(predicate, value):
        return f"{subject} {predicate} {value}@{language}"
    return f"{subject} {predicate} {value}"


def _is_text(predicate: str, value: str) -> bool:
    return value[0] == '"' == value[-1] and predicate not in _UNTAGGED

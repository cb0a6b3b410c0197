# SPDX-License-Identifier: Apache-2.0
"""A record's statements, read from N-Quads a graph at a time and asked for by subject and predicate.

Rules of the way back see a graph in one language: the untagged texts are what was catalogued in the script of the catalogue,
the texts with a language tag are those of field 880. `Graph.spoken` gives the same graph with the texts of one tag in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mucluc.converters.record import Fault, Place
from mucluc.vocab.terms import BF, BFLC, RDF, RDFS


class Text(str):
    """The text of a literal, with its language tag and its datatype; both empty for a plain one."""

    __slots__ = ("datatype", "language")
    language: str
    datatype: str

    def __new__(cls, value: str, language: str = "", datatype: str = "") -> Text:
        """A literal."""
        text = super().__new__(cls, value)
        text.language, text.datatype = language, datatype
        return text


TITLE, COUNT = f"{BF}title", f"{BF}count"
"""Terms whose names are those of methods of str, as plain text."""
NOWHERE = Place()
Value = str
"""An IRI or a blank node as a plain str, a literal as a Text."""
_TERM = r"<[^<>\s]*>|_:[^\s<>]+"
_LINE = re.compile(
    rf'(?P<subject>{_TERM})\s+<(?P<predicate>[^<>\s]*)>\s+(?:(?P<node>{_TERM})|"(?P<text>(?:[^"\\]|\\.)*)"'
    rf"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<type>[^<>\s]*)>)?)(?:\s+(?P<graph>{_TERM}))?\s*\."
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_ESCAPES = {"n": " ", "r": " ", "t": " "}
_CONTROLS = dict.fromkeys([*range(0x20), 0xFFFE, 0xFFFF])
"""What no MARC text may hold: a line end in a literal becomes a blank, a control is left out."""


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) == 1:
        return _ESCAPES.get(code, "" if code in "bf" else code)
    number = int(code[1:], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _bare(term: str) -> str:
    return term[1:-1] if term[0] == "<" else term


@dataclass(slots=True)
class Graph:
    """The statements of one record. about: subject → predicate → values in their order. language: whose texts are seen."""

    name: str = ""
    about: dict[str, dict[str, list[Value]]] = field(default_factory=dict)
    language: str = ""

    def add(self, subject: str, predicate: str, value: Value) -> None:
        """Keep a statement; one that is there already is kept once."""
        values = self.about.setdefault(subject, {}).setdefault(predicate, [])
        if value not in values or isinstance(value, Text):
            values.append(value)

    def values(self, node: str, predicate: str) -> list[Value]:
        """All values of a property, IRIs and texts of every language."""
        return self.about.get(node, {}).get(predicate, [])

    def texts(self, node: str, *predicates: str) -> list[str]:
        """The literals of these properties, in the graph's language."""
        found = [value for predicate in predicates for value in self.values(node, predicate) if isinstance(value, Text)]
        return list(dict.fromkeys(str(value) for value in found if value.language == self.language))

    def text(self, node: str, *predicates: str) -> str:
        """The first of these literals; empty when there is none."""
        found = self.texts(node, *predicates)
        return found[0] if found else ""

    def code(self, node: str, predicate: str) -> str:
        """The first literal of a property whatever its language: a code is in none."""
        return next((str(value) for value in self.values(node, predicate) if isinstance(value, Text)), "")

    def nodes(self, node: str, predicate: str, kind: str = "") -> list[str]:
        """The nodes that a property leads to; kind: only those of this class."""
        found = [value for value in self.values(node, predicate) if not isinstance(value, Text)]
        return [each for each in found if self.is_a(each, kind)] if kind else found

    def node(self, node: str, predicate: str, kind: str = "") -> str:
        """The first of these nodes; empty when there is none."""
        found = self.nodes(node, predicate, kind)
        return found[0] if found else ""

    def label(self, node: str) -> str:
        """The `rdfs:label` of a node."""
        return self.text(node, RDFS.label)

    def is_a(self, node: str, kind: str) -> bool:
        """Whether the node is of this class."""
        return kind in self.values(node, RDF.type)

    def members(self, cell: str) -> list[str]:
        """The members of an RDF list."""
        found: list[str] = []
        seen: set[str] = set()
        while cell and cell != RDF.nil and cell not in seen:
            seen.add(cell)
            found += self.nodes(cell, RDF.first)[:1]
            cell = self.node(cell, RDF.rest)
        return found

    def spoken(self, language: str) -> Graph:
        """The same statements, seen in this language."""
        return Graph(self.name, self.about, language)

    @property
    def languages(self) -> list[str]:
        """The language tags of the texts, in their order."""
        tags = (value.language for said in self.about.values() for values in said.values() for value in values if isinstance(value, Text))
        return list(dict.fromkeys(tag for tag in tags if tag))

    @property
    def instance(self) -> str:
        """The Instance that the record describes: the one that says so by its name, else the first with a description."""
        found = [node for node, said in self.about.items() if BF.Instance in said.get(RDF.type, ())]
        own = [node for node in found if node.lower().endswith("#instance")]
        titled = [node for node in found if TITLE in self.about[node] and BF.instanceOf in self.about[node]]
        return next(iter(own or titled or found), "")

    @property
    def work(self) -> str:
        """The Work of that Instance."""
        return self.node(self.instance, BF.instanceOf)

    @property
    def descriptions(self) -> list[str]:
        """The nodes that say who described it, when and by which rules: one of the record, or several of Work and Instance."""
        owners = (self.instance, self.work)
        return list(dict.fromkeys(node for owner in owners for node in self.nodes(owner, BF.adminMetadata)))

    def key(self, node: str) -> str:
        """The `bflc:marcKey` of a heading, in the graph's language."""
        return self.text(node, BFLC.marcKey)


def graphs(lines: Iterable[bytes], place: Place = NOWHERE) -> Iterator[Graph | Fault]:
    """The named graphs of N-Quads, one after another; a line that is none costs itself. Statements of a graph stand together."""
    graph = Graph()
    done: set[int] = set()
    good = False
    for number, raw in enumerate(lines, 1):
        line = raw.decode("utf-8", "replace").strip()
        if not line or line[0] == "#":
            continue
        match = _LINE.match(line)
        if match is None:
            if not good:
                yield Fault("nquads-none", place)
                return
            yield Fault("nquads-line-bad", Place(place.source, None, number), f"line {number}")
            continue
        good = True
        name = _bare(match["graph"]) if match["graph"] else ""
        if name != graph.name or not graph.about:
            if graph.about:
                yield graph
            if hash(name) in done:
                yield Fault("nquads-graph-scattered", Place(place.source, None, number), f"line {number}")
            done.add(hash(name))
            graph = Graph(name)
        graph.add(_bare(match["subject"]), match["predicate"], _value(match))
    if graph.about:
        yield graph


def _value(match: re.Match[str]) -> Value:
    if match["node"]:
        return _bare(match["node"])
    text = match["text"]
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text).translate(_CONTROLS)
    return Text(text, match["language"] or "", match["type"] or "")

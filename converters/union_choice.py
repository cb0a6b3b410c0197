# SPDX-License-Identifier: Apache-2.0
"""What the union says of an edition where its records say it differently: one value of each kind, chosen by rule, with the reason.

A record's own graph keeps all that it says. The rules stand in docs/union-description.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mucluc.vocab.terms import BF, RDF
from mucluc.vocab.text import fold

WORK, INSTANCE = b"<\x01#work>", b"<\x01#instance>"
_TITLE = f"<{BF.Title}>".encode()
_TYPE = f"<{RDF}type>".encode()
_LITERAL = re.compile(rb'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Group:
    """Statements that are taken from one record together. about: node that they are made of; properties: IRIs in brackets.

    alike: only a value that says the same as the chosen one, or less of it, gives way; another one stays beside it.
    """

    name: str
    about: bytes
    properties: frozenset[bytes]
    alike: bool = False


def _group(name: str, about: bytes, *properties: str, alike: bool = False) -> Group:
    return Group(name, about, frozenset(f"<{each}>".encode() for each in properties), alike)


GROUPS = (
    _group("work title", WORK, BF + "title", alike=True),
    _group("title", INSTANCE, BF + "title", alike=True),
    _group("responsibility", INSTANCE, BF.responsibilityStatement),
    _group("edition", INSTANCE, BF.editionStatement),
    _group("publication", INSTANCE, BF.provisionActivity, BF.publicationStatement, BF.copyrightDate),
    _group("physical description", INSTANCE, BF.extent, BF.dimensions),
)
"""Each edition has one of these; its place, publisher and date come from one record, and so do extent and size."""


@dataclass(frozen=True, slots=True)
class Source:
    """A record of a Work: its path, library, Instance, and its statements as `converters.convert` gives them."""

    path: str
    library: str
    instance: str
    lines: list[bytes]


@dataclass(frozen=True, slots=True)
class Choice:
    """One group of one Instance (of the Work where instance is empty) on which the records differ.

    kept: the value that the union has. givers: paths of the records that have it. reason: why. dropped: `(path, value)` of the
    records whose value gave way.
    """

    group: str
    instance: str
    kept: str
    givers: tuple[str, ...]
    reason: str
    dropped: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Value:
    """What one record says in one group. text: its literals without those that another one holds; key: the same folded."""

    source: int
    text: str
    key: str
    roots: tuple[bytes, ...]


def choose(sources: Sequence[Source], trust: Sequence[str] = ()) -> tuple[list[list[bytes]], list[Choice]]:
    """The statements that each record of one Work gives to the union, in the order of `sources`, and the choices that were made.

    trust: slugs of libraries, the most trusted first; those not named come after. Pure; the order of the sources plays no part.
    """
    if len(sources) == 1:
        return [sources[0].lines], []
    by_subject = [_by_subject(source.lines) for source in sources]
    dropped: list[set[bytes]] = [set() for _ in sources]
    choices: list[Choice] = []
    for instance, group, numbers in _questions(sources):
        values = [value for number in numbers if (value := _value(number, group, by_subject[number]))]
        if len({value.text for value in values}) < 2:
            continue
        best, reason = _best(values, sources, trust)
        losers = [value for value in values if value.text != best.text and (not group.alike or _says_less(value, best))]
        for value in losers:
            dropped[value.source].update(value.roots)
        givers = tuple(sorted(sources[value.source].path for value in values if value.text == best.text))
        gone = tuple(sorted((sources[value.source].path, value.text) for value in losers))
        if gone:
            choices.append(Choice(group.name, instance, best.text, givers, reason, gone))
    return [_without(source.lines, gone) for source, gone in zip(sources, dropped, strict=True)], choices


def _questions(sources: Sequence[Source]) -> Iterator[tuple[str, Group, list[int]]]:
    """What is to be chosen: instance, group, and the records that have a say, by path."""
    order = sorted(range(len(sources)), key=lambda number: sources[number].path)
    members: dict[str, list[int]] = defaultdict(list)
    for number in order:
        members[sources[number].instance].append(number)
    for group in GROUPS:
        if group.about == WORK:
            yield "", group, order
        else:
            yield from ((instance, group, numbers) for instance, numbers in sorted(members.items()) if len(numbers) > 1)


def _by_subject(lines: Iterable[bytes]) -> dict[bytes, list[tuple[bytes, bytes, bytes]]]:
    """`(predicate, object, line)` by subject, of the record's own nodes."""
    found: dict[bytes, list[tuple[bytes, bytes, bytes]]] = defaultdict(list)
    for line in lines:
        if line[1] == 1:
            subject, predicate, value = line.split(b" ", 2)
            found[subject].append((predicate, value, line))
    return found


def _value(number: int, group: Group, said: Mapping[bytes, list[tuple[bytes, bytes, bytes]]]) -> _Value | None:
    texts: list[str] = []
    roots: list[bytes] = []
    for predicate, value, line in said.get(group.about, ()):
        if predicate not in group.properties:
            continue
        if value[:1] == b"<":
            about = said.get(value, ())
            if group.alike and [what for named, what, _ in about if named == _TYPE] != [_TITLE]:
                continue  # a variant title is no rival of the title
            texts.extend(_text(what) for named, what, _ in about if what[:1] == b'"')
        else:
            texts.append(_text(value))
        roots.append(line)
    if not roots:
        return None
    whole = [text for text in dict.fromkeys(texts) if text and not any(text in other for other in texts if text != other)]
    text = " | ".join(sorted(whole))
    return _Value(number, text, " ".join(fold(text).split()), tuple(roots))


def _text(literal: bytes) -> str:
    found = _LITERAL.match(literal)
    return found[1].decode() if found else ""


def _best(values: Sequence[_Value], sources: Sequence[Source], trust: Sequence[str]) -> tuple[_Value, str]:
    """The value to keep, and the first rule that told it from the next."""
    said: dict[str, set[str]] = defaultdict(set)
    spelt: dict[str, set[str]] = defaultdict(set)
    for value in values:
        said[value.key].add(sources[value.source].library)
        spelt[value.text].add(sources[value.source].library)
    marked = {value.key for value in values if _marked(value.text)}
    rank = {library: place for place, library in enumerate(trust)}

    def key(value: _Value) -> tuple[object, ...]:
        source = sources[value.source]
        return (
            -len(said[value.key]),
            value.key in marked and not _marked(value.text),
            -len(spelt[value.text]),
            rank.get(source.library, len(rank)),
            -len(source.lines),
            source.path,
        )

    order = sorted(values, key=key)
    best = order[0]
    other = next(value for value in order if value.text != best.text)
    place = next(n for n, (one, two) in enumerate(zip(key(best), key(other), strict=True)) if one != two)
    return best, REASONS[place]


REASONS = (
    "most libraries say so",
    "written with its marks",
    "most libraries write it so",
    "the library is trusted more",
    "the record says more",
    "the first path, all else being equal",
)
"""The rules in the order in which they are asked."""


def _marked(text: str) -> bool:
    """Whether there is a letter with a mark, or đ: such text has not lost its marks."""
    return any(letter in "đĐ" or unicodedata.decomposition(letter) for letter in text if not letter.isascii())


def _says_less(value: _Value, best: _Value) -> bool:
    return set(value.key.split()) <= set(best.key.split())


def _without(lines: list[bytes], roots: set[bytes]) -> list[bytes]:
    """The lines without `roots` and without the nodes that only these lead to."""
    if not roots:
        return lines
    kept = [line for line in lines if line not in roots]
    front = {line.split(b" ", 2)[2] for line in roots} - {WORK, INSTANCE}
    while front:
        front = {node for node in front if node.startswith(b"<\x01") and not any(line.endswith(b" " + node) for line in kept)}
        gone = [line for line in kept if line.split(b" ", 1)[0] in front]
        if not gone:
            break
        kept = [line for line in kept if line.split(b" ", 1)[0] not in front]
        front = {line.split(b" ", 2)[2] for line in gone}
    return kept

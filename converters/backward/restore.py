# SPDX-License-Identifier: Apache-2.0
"""A record's graph to a MARC record: all rules, fields in other scripts paired with theirs, marks put back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mucluc.converters.record import SUBFIELD, Fault, Place, Record

from . import characteristics, fixed, links, names, notes, numbers, physical, places, publication, series, subjects, titles
from .graph import NOWHERE, Graph, Text, graphs
from .punctuation import marked
from .table import Group, Made, Rule

GROUPS: tuple[Group, ...] = tuple(
    module.group
    for module in (fixed, numbers, names, titles, publication, physical, characteristics, places, series, notes, subjects, links)
)
RULES: tuple[Rule, ...] = tuple(rule for group in GROUPS for rule in group.rules)


def restored(graph: Graph, place: Place = NOWHERE) -> Record | Fault:
    """The record that a graph was made of, or a fault when it describes no edition."""
    if not graph.instance:
        return Fault("graph-without-instance", place)
    conventions = fixed.marks(graph)
    plain = sorted((made for rule in RULES for made in rule.make(graph)), key=lambda made: made.tag)
    spoken = sorted(_spoken(graph, plain), key=lambda each: each[1].tag)
    fields = sorted(_fields(plain, spoken, conventions), key=lambda field: field[0])
    return Record(fixed.leader(graph), tuple(fields), place)


def _spoken(graph: Graph, plain: list[Made]) -> Iterator[tuple[str, Made]]:
    """Fields in other scripts, with the language tag of their texts."""
    same = {(made.tag, made.text) for made in plain}
    for language in graph.languages:
        view = graph.spoken(language)
        texts = {
            str(value) for said in graph.about.values() for values in said.values() for value in values
            if isinstance(value, Text) and value.language == language
        }  # fmt: skip
        for rule in RULES:
            for made in rule.make(view):
                if made.tag > "099" and (made.tag, made.text) not in same and any(_said(part, texts) for part in made.parts):
                    yield language, made


def _said(part: str, texts: set[str]) -> bool:
    value = part[1:]
    return bool(value) and any(value in text or text in value for text in texts)


def _fields(plain: list[Made], spoken: list[tuple[str, Made]], conventions: str) -> Iterator[tuple[str, str]]:
    """The fields as `Record` has them; a field and its form in another script name each other in $6."""
    others = {(made.tag, made.about) for _, made in spoken if made.about}
    numbers: dict[tuple[str, str], int] = {}
    partners: dict[tuple[str, str], Made] = {}
    for made in plain:
        key = made.tag, made.about
        text = marked(made.tag, made.text, conventions)
        if key in others and key not in numbers:
            numbers[key], partners[key] = len(numbers) + 1, made
            text = _linked(text, f"880-{numbers[key]:02}")
        yield made.tag, text
    if codes := _scripts(spoken):
        yield "066", SUBFIELD.join(["  ", *["c" + code for code in codes]])
    for language, made in spoken:
        key = made.tag, made.about
        whole = made._replace(parts=_filled(made, partners[key])) if key in partners else made
        yield "880", _linked(marked(made.tag, whole.text, conventions), f"{made.tag}-{numbers.get(key, 0):02}{_script(language)}")


_SAME = {
    "245": "bcnp",
    "246": "bfgnp",
    "250": "b",
    "260": "abc",
    "264": "abc",
    "300": "abce",
    "440": "vxnp",
    "490": "vxnp",
    "740": "np",
} | dict.fromkeys(("800", "810", "811", "830"), "vx")
"""Subfields that a field may share with its form in another script: what is the same there is said once."""


def _filled(made: Made, partner: Made) -> list[str]:
    """The parts of a field in another script with those that its partner has and it has not: a year, a volume."""
    missing = set(_SAME.get(made.tag, "")) - {part[0] for part in made.parts}
    if not missing:
        return made.parts
    parts = list(made.parts)
    for index, part in enumerate(partner.parts):
        if part[0] in missing:
            before = {other[0] for other in partner.parts[:index]}
            at = max((i + 1 for i, other in enumerate(parts) if other[0] in before), default=0)
            parts.insert(at, part)
    return parts


def _linked(text: str, link: str) -> str:
    indicators, rest = text[:2], text[2:]
    return f"{indicators}{SUBFIELD}6{link}{rest}"


_CODES = {"Hani": "$1", "Jpan": "$1", "Kore": "$1", "Hans": "$1", "Hant": "$1", "Cyrl": "(N", "Grek": "(S", "Hebr": "(2", "Arab": "(3"}
_IMPLIED = {"zh": "$1", "ja": "$1", "ko": "$1", "ru": "(N", "he": "(2", "ar": "(3", "fa": "(3", "ur": "(3"}


def _code(language: str) -> str:
    """The script code of $6 for a language tag."""
    name, _, script = language.partition("-")
    return _CODES.get(script) or (_IMPLIED.get(name, "") if not script else script if len(script) == 4 else "")


def _script(language: str) -> str:
    code = _code(language)
    return f"/{code}{'/r' if code in ('(2', '(3', '(4') else ''}" if code else ""


def _scripts(spoken: Iterable[tuple[str, Made]]) -> list[str]:
    return list(dict.fromkeys(code for language, _ in spoken if (code := _code(language)) and code in _CODES.values()))


def records(lines: Iterable[bytes], place: Place = NOWHERE) -> Iterator[Record | Fault]:
    """The records of the named graphs of N-Quads, and a fault for what gives none."""
    for number, found in enumerate(graphs(lines, place), 1):
        if isinstance(found, Fault):
            yield found
        else:
            yield restored(found, Place(place.source, number, None, found.name.rpartition("/")[2] or None))

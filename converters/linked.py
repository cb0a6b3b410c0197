# SPDX-License-Identifier: Apache-2.0
"""Field 880: the same field in another script, said of the same nodes with a language tag.

The rules of the linked tag run on the 880 as if it were that field. What comes out is laid over what its partner gave: the
nodes are matched along the same properties in the same order, and only the text is kept, in the other script. So no rule knows of 880.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from mucluc.vocab.codes import LANGUAGES, SCRIPTS
from mucluc.vocab.terms import BF, BFLC, RDF

from .engine import Field, Rule, Rules, single
from .facts import Facts
from .names import INSTANCE, WORK
from .record import SUBFIELD

_LINK = re.compile(r"(\d{3})-(\d\d)(?:/([^/]*))?")
_HAN = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_UNTAGGED = {f"<{iri}>" for iri in (RDF.value, BF.code, BFLC.nonSortNum)}
_NODES = ("<\x01", "<\x02", "<\x03")

Statement = tuple[str, str, str]


def linked_lines(facts: Facts, rules: Rules) -> Iterator[tuple[Rule, str, list[str]]]:
    """For each 880, each rule of the linked tag with the lines that it adds. An 880 without a legible $6 gives none."""
    partners = {
        (tag, match[2]): text
        for tag, text in facts.fields
        if tag != "880" and (match := _LINK.match(_first(text.split(SUBFIELD), "6"))) and match[1] == "880"
    }
    for _, text in ((tag, text) for tag, text in facts.fields if tag == "880"):
        field = text.split(SUBFIELD)
        match = _LINK.match(_first(field, "6"))
        if not match:
            continue
        tag = match[1]
        language = language_tag(facts, match[3] or "", text)
        partner = partners.get((tag, match[2])) if match[2] != "00" else None
        field = [(field[0] + "  ")[:2], *field[1:]]
        for rule, make, _cache in rules.by_tag.get(tag, ()):
            theirs = single(make(tag, field, facts))
            ours = single(make(tag, _field(partner), facts)) if partner else None
            yield rule, "880", list(overlay(ours, theirs, language))


def _field(text: str) -> Field:
    first, *parts = text.split(SUBFIELD)
    return [(first + "  ")[:2], *parts]


def _first(field: Field, code: str) -> str:
    return next((part[1:] for part in field[1:] if part[:1] == code), "")


def overlay(ours: list[str] | None, theirs: list[str], language: str) -> Iterator[str]:
    """Lines of `theirs` said of the nodes of `ours`, literals tagged with `language`; with no partner, all of `theirs`, tagged."""
    if ours is None:
        yield from (_tagged(*_split(line), language) for line in theirs)
        return
    mine, other = _by_subject(ours), _by_subject(theirs)
    places = {WORK: WORK, INSTANCE: INSTANCE}
    added: set[str] = set()
    queue = [WORK, INSTANCE]
    for node in queue:
        place = places[node]
        here: dict[str, list[str]] = defaultdict(list)
        for predicate, value in mine.get(place, ()):
            here[predicate].append(value)
        turn: dict[str, int] = defaultdict(int)
        for predicate, value in other.get(node, ()):
            if value.startswith(_NODES):
                nodes = [v for v in here[predicate] if v.startswith(_NODES)]
                index, turn[predicate] = turn[predicate], turn[predicate] + 1
                if value not in places:
                    if index >= len(nodes):
                        added.add(value)
                        yield f"{place} {predicate} {value}"
                    places[value] = nodes[index] if index < len(nodes) else value
                    queue.append(value)
            elif node in added or (_is_text(predicate, value) and value not in here[predicate]):
                yield _tagged(place, predicate, value, language)


def _split(line: str) -> Statement:
    subject, predicate, value = line.split(" ", 2)
    return subject, predicate, value


def _by_subject(lines: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    grouped: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject, predicate, value in map(_split, lines):
        if (predicate, value) not in grouped[subject]:
            grouped[subject].append((predicate, value))
    return grouped


def _tagged(subject: str, predicate: str, value: str, language: str) -> str:
    return f"{subject} {predicate} {value}@{language}" if _is_text(predicate, value) else f"{subject} {predicate} {value}"


def _is_text(predicate: str, value: str) -> bool:
    return value[0] == '"' == value[-1] and predicate not in _UNTAGGED


def language_tag(facts: Facts, script: str, text: str) -> str:
    """BCP 47 tag of an 880: its script by $6 (or Han by its characters) and that language of 008 or 041 which is written so.

    `vi-Hani` for Hán-Nôm in a Vietnamese record; `und-Hani` where no language of the record fits.
    """
    name = SCRIPTS.get(script, script.capitalize() if re.fullmatch("[A-Za-z]{4}", script) else "")
    if not name and _HAN.search(text):
        name = "Hani"
    codes = [facts.fixed[35:38]]
    for tag, other in facts.fields:
        if tag == "041":
            codes += [part[1:4] for part in other.split(SUBFIELD)[1:] if part[:1] in "ah"]
    known = [LANGUAGES[code] for code in codes if code in LANGUAGES]
    if not name:
        return known[0].tag if known else "und"
    for language in known:
        for written in language.scripts:
            if written == name or (name == "Hani" and written in ("Jpan", "Kore")):
                return f"{language.tag}-{written}"
    return f"und-{name}"

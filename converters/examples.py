# SPDX-License-Identifier: Apache-2.0
"""The reason and the examples of a rule, read from its docstring: a test runs them, the coverage page prints them.

A docstring is a reason in one or more sentences, then examples with a blank line before each. An example is MARC as the Library of
Congress writes it (`245 10$aTitle /$cName.`, `#` for a blank indicator or position), a line `→`, and the statements that the rule
makes of it as `explain.readable` writes them; an indented line repeats the subject before it. A field that the rule does not read
is there for the facts that it needs.
"""

from __future__ import annotations

import inspect
import re
from typing import NamedTuple

from .engine import LEADER, Rule
from .record import SUBFIELD, Record

ARROW = "→"
_FIELD = re.compile(r"(LDR|\d{3}) (.*)")
LEADER_OF_A_BOOK = "00000nam a2200000 a 4500"


class Example(NamedTuple):
    """What goes in and what comes out: a record, and lines `subject predicate object`."""

    record: Record
    lines: list[str]
    marc: list[str]


def reason(rule: Rule) -> str:
    """Why the rule is as it is: the docstring up to the first example; empty when it says nothing."""
    text = inspect.getdoc(rule.make) or ""
    lines: list[str] = []
    for line in text.splitlines():
        if _FIELD.fullmatch(line):
            break
        lines.append(line)
    return " ".join(" ".join(lines).split())


def examples(rule: Rule) -> list[Example]:
    """The examples of a rule, in order. Raises ValueError when one has no arrow."""
    found: list[Example] = []
    marc: list[str] = []
    lines: list[str] | None = None
    for line in [*(inspect.getdoc(rule.make) or "").splitlines(), ""]:
        if _FIELD.fullmatch(line) and lines is None:
            marc.append(line)
        elif line == ARROW and marc:
            lines = []
        elif not line and marc:
            if lines is None:
                raise ValueError(f"{rule.id}: an example without {ARROW}: {marc[0]}")
            found.append(Example(record_of(marc), _with_subjects(lines), marc))
            marc, lines = [], None
        elif lines is not None:
            lines.append(line)
    return found


def record_of(marc: list[str]) -> Record:
    """A record of lines `TAG II$a…` or `TAG data`; without LDR it is a book."""
    leader, fields = LEADER_OF_A_BOOK, []
    for line in marc:
        match = _FIELD.fullmatch(line)
        if not match:
            raise ValueError(f"not a field: {line}")
        tag, text = match[1], match[2]
        if tag == LEADER:
            leader = text.replace("#", " ")
        elif tag < "010":
            fields.append((tag, text.replace("#", " ")))
        else:
            indicators, *parts = re.split(r"\$(?=[a-z0-9])", text)
            fields.append((tag, SUBFIELD.join([indicators.replace("#", " "), *parts])))
    return Record(leader, tuple(fields))


def _with_subjects(lines: list[str]) -> list[str]:
    subject, out = "", []
    for line in lines:
        if line.startswith(" "):
            out.append(f"{subject} {line.strip()}")
        else:
            subject = line.split(" ", 1)[0]
            out.append(line)
    return out

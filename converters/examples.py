# SPDX-License-Identifier: Apache-2.0
"""The reason and the examples of a rule, read from beside it: a test runs them, the coverage page prints them.

A docstring is a reason in one or more sentences, then examples with a blank line before each. An example is MARC as the Library of
Congress writes it (`245 10$aTitle /$cName.`, `#` for a blank indicator or position), a line `→`, and the statements that the rule
makes of it as `explain.readable` writes them; an indented line repeats the subject before it. A field that the rule does not read
is there for the facts that it needs. With `⇄` in place of `→`, the statements of the whole record also give the fields back.

The docstring shows what is typical. Further cases stand in a file of the module's name that ends in `.examples`: `== rule id` begins the
cases of a rule, `;` begins a remark.
"""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .engine import LEADER, Rule
from .record import SUBFIELD, Record

ARROW, BOTH = "→", "⇄"
_FIELD = re.compile(r"(LDR|\d{3}) (.*)")
LEADER_OF_A_BOOK = "00000nam a2200000 a 4500"


class Example(NamedTuple):
    """What goes in and what comes out: a record, and lines `subject predicate object`; whether the way back is an example too."""

    record: Record
    lines: list[str]
    marc: list[str]
    back: bool = False


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
    """The examples of a rule, those of its docstring first. Raises ValueError when one has no arrow."""
    found = _examples(rule.id, (inspect.getdoc(rule.make) or "").splitlines())
    return found + _examples(rule.id, _beside(inspect.getfile(rule.make)).get(rule.id, []))


@cache
def _beside(module: str) -> dict[str, list[str]]:
    """The lines of the file of examples beside a module, by rule."""
    file = Path(module).with_suffix(".examples")
    found: dict[str, list[str]] = {}
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        if line.startswith("== "):
            lines = found.setdefault(line[3:].strip(), [])
        elif not line.startswith(";") and found:
            lines.append(line)
    return found


def strays(module: str, rules: set[str]) -> set[str]:
    """Rule ids in the file beside a module that no rule bears."""
    return set(_beside(module)) - rules


def _examples(rule: str, text: list[str]) -> list[Example]:
    found: list[Example] = []
    marc: list[str] = []
    lines: list[str] | None = None
    back = False
    for line in [*text, ""]:
        if _FIELD.fullmatch(line) and lines is None:
            marc.append(line)
        elif line in (ARROW, BOTH) and marc:
            lines, back = [], line == BOTH
        elif not line and marc:
            if lines is None:
                raise ValueError(f"{rule}: an example without {ARROW}: {marc[0]}")
            found.append(Example(record_of(marc), _with_subjects(lines), marc, back))
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

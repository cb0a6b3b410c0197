# SPDX-License-Identifier: Apache-2.0
"""What the rules of 5XX write with: a note or another thing with a class and a label, its address, what part it is about."""

from __future__ import annotations

from mucluc.converters.engine import Field
from mucluc.vocab.codes import POSITIONS

from .control_subfields import applies_to
from .subfields import join
from .write import LABEL, VALUE, A, bf, link, literal, local

TYPES = {code: f"<{term.iri}>" for code, term in POSITIONS["note"].items()}
"""The kind of a note by its tag, with `|` and the first indicator where that decides."""


def note_type(tag: str, field: Field) -> str:
    """The kind of the note that a field is, as `<iri>`; empty when it has none."""
    return TYPES.get(tag) or TYPES.get(f"{tag}|{field[0][0]}", "")


def thing(owner: str, predicate: str, kind: str, short: str, content: str, label: str = "") -> tuple[str, list[str]]:
    """A node of the record and its first lines: the statement that leads to it, its class, its label if any."""
    node = local(owner, short, content)
    said = f"\n{node} {LABEL} {literal(label)}" if label else ""
    return node, [f"{owner} {predicate} {node}\n{node} {A} {kind}{said}"]


def note_of(owner: str, tag: str, text: str, extra: Field, kind: str = "") -> tuple[str, list[str]]:
    """A note with its kind; `extra` are the subfields that tell it from a note with the same text."""
    node, lines = thing(owner, bf.note, bf.Note, "note", "\x1f".join([tag + text, *extra]), text)
    return node, [f"{lines[0]}\n{node} {A} {kind}"] if kind else lines


def plain_note(owner: str, tag: str, field: Field, codes: str, kind: str = "", before: str = "") -> tuple[str, list[str]]:
    """The subfields `codes` of a field as one note, with its $u and $3. No line when it says nothing."""
    text = join(field, codes).strip()
    if len(field) == 2 and text:
        return note_of(owner, tag, before + text, [], kind)
    extra = [part for part in field[1:] if part[0] in "u3" and part[1:].strip()]
    if not text and not any(part[0] == "u" for part in extra):
        return "", []
    node, lines = note_of(owner, tag, before + text if text else "", extra, kind)
    return node, lines + more(node, extra)


def more(node: str, field: Field) -> list[str]:
    """What $u and $3 of a field say of a node: where it is told on the web, what part of the material it is about."""
    lines: list[str] = []
    for part in field:
        if part[0] == "u" and (url := part[1:].strip()):
            lines.append(f"{node} {bf.electronicLocator} {link(url) or literal(url)}")
        elif part[0] == "3":
            lines += applies_to(node, part[1:])
    return lines


def beneath(node: str, predicate: str, kind: str, short: str, text: str) -> str:
    """A node of the record that another one has, with its label."""
    inner = local(node, short, text)
    return f"{node} {predicate} {inner}\n{inner} {A} {kind}\n{inner} {LABEL} {literal(text)}"


def number(node: str, kind: str, text: str) -> str:
    """An identifier that a note or another node gives."""
    inner = local(node, "id", kind + text)
    return f"{node} {bf.identifiedBy} {inner}\n{inner} {A} {kind}\n{inner} {VALUE} {literal(text)}"

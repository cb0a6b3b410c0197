# SPDX-License-Identifier: Apache-2.0
"""Field 041: the languages of the text and of what goes with it, as codes."""

from __future__ import annotations

from collections.abc import Iterator

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import LANGUAGES, POSITIONS

from .control_subfields import applies_to
from .subfields import first
from .write import VALUE, VOCABULARY, WORK, A, bf, literal, local, source

group = Group("041 Languages")

_PARTS = {code: (f"<{what.iri}>", what.label) for code, what in POSITIONS["component"].items()}
_BESIDE = "bdefgt"
"""Parts that are a Work of their own beside the text: a summary, a libretto, contents; the others say how the text came to be."""
_LISTS = ("639-1", "639-2", "639-3")


@group.rule("041.language", "041abdefghijkmnpqrt23", cached=KEPT)
def languages(tag: str, field: Field, facts: Facts) -> Lines:
    """Every language of the text ($a), the one it was translated from ($h), and those of what goes with it (summaries, contents).

    041 1#$avie$hfre
    ⇄
    work bf:language id:vocabulary/languages/vie
      bf:note work-note-1
    work-note-1 a bf:Note
      a id:vocabulary/resourceComponents/otx
      bf:language id:vocabulary/languages/fre
    """
    lines: list[str] = []
    scheme = "marc" if field[0][1] == " " else first(field, "2") if field[0][1] == "7" else ""
    room = "languages" if scheme == "marc" else next((f"iso{name}" for name in _LISTS if name in scheme), "")
    part_of = first(field, "3")
    for part in field[1:]:
        what = _PARTS.get(part[0])
        if not what:
            continue
        if not room:
            lines += _unlisted(part, what[1], scheme)
            continue
        for code in _codes(part[1:], room):
            if code.isascii() and code.isalpha() and (len(code) == 3 or room == "iso639-1"):
                lines += _language(part[0], what[0], f"{VOCABULARY}{room}/{code}>", part_of)
            else:
                lines += _unlisted(part[0] + code, what[1], scheme)
    return lines


def _codes(text: str, room: str) -> Iterator[str]:
    """Codes of three letters, also when several were written as one; what is no code comes back as it is."""
    letters = text.replace(" ", "").lower()
    if len(letters) == 2 and room == "iso639-1":
        yield letters
    elif letters.isascii() and letters.isalpha() and len(letters) % 3 == 0:
        yield from (letters[at : at + 3] for at in range(0, len(letters), 3))
    elif letters:
        yield text.strip()


def _language(code: str, kind: str, iri: str, part_of: str) -> list[str]:
    if part_of:
        node = local(WORK, "note", f"041{code}{iri}{part_of}")
        typed = "" if code == "a" else f"\n{node} {A} {kind}"
        return [f"{WORK} {bf.note} {node}\n{node} {A} {bf.Note}{typed}\n{node} {bf.language} {iri}", *applies_to(node, part_of)]
    if code == "a":
        return [f"{WORK} {bf.language} {iri}"]
    if code in _BESIDE:
        node = local(WORK, "with", "041" + code + iri)
        return [f"{WORK} {bf.accompaniedBy} {node}\n{node} {A} {bf.Work}\n{node} {A} {kind}\n{node} {bf.language} {iri}"]
    node = local(WORK, "note", "041" + code + iri)
    return [f"{WORK} {bf.note} {node}\n{node} {A} {bf.Note}\n{node} {A} {kind}\n{node} {bf.language} {iri}"]


def _unlisted(part: str, what: str, scheme: str) -> list[str]:
    """A language of a list that has no terms here, or of none: as it was written. A MARC code is known wherever it stands."""
    text = part[1:].strip()
    if not text:
        return []
    node = local(WORK, "language", f"{part[0]}{text}\x1f{scheme}")
    lines = [f"{WORK} {bf.language} {node}\n{node} {A} {bf.Language}\n{node} {VALUE} {literal(text)}\n{node} {bf.part} {literal(what)}"]
    if scheme and scheme != "marc":
        where, about = source(WORK, scheme, "languageschemes")
        lines += [f"{node} {bf.source} {where}", about]
    elif part[0] == "a" and text in LANGUAGES:
        lines.append(f"{WORK} {bf.language} {VOCABULARY}languages/{text}>")
    return lines

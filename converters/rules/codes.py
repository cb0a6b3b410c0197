# SPDX-License-Identifier: Apache-2.0
"""Fields 037-045: languages, places and sources as codes."""

from __future__ import annotations

from collections.abc import Iterator

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import LANGUAGES, POSITIONS

from .subfields import chop, only
from .write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, literal, local

group = Group("037-048 Codes")


def _codes(part: str) -> Iterator[str]:
    text = part[1:].strip()
    if len(text) % 3 == 0 and text.isascii() and text.isalpha():
        yield from (text[at : at + 3].lower() for at in range(0, len(text), 3))
    elif text:
        yield text


@group.rule("041.language", "041abdefghijkmnpqrt")
def languages(tag: str, field: Field, facts: Facts) -> Lines:
    """Every language of the text ($a), the language it was translated from ($h), and those of what goes with it (summaries, contents).

    041 1#$avie$hfre
    →
    work bf:language id:vocabulary/languages/vie
      bf:note work-note-1
    work-note-1 a bf:Note
      a id:vocabulary/resourceComponents/otx
      bf:language id:vocabulary/languages/fre
    """
    lines: list[str] = []
    for part in field[1:]:
        if not ("a" <= part[0] <= "t"):
            continue
        for code in _codes(part):
            iri = f"{VOCABULARY}languages/{code}>" if code in LANGUAGES and field[0][1] != "7" else ""
            if part[0] == "a":
                lines += [f"{WORK} {bf.language} {iri}"] if iri else _named(code)
            elif iri and part[0] == "h":
                node = local(WORK, "note", "041h" + code)
                kind = POSITIONS["component"]["h"].iri
                lines += [f"{WORK} {bf.note} {node}", f"{node} {A} {bf.Note}", f"{node} {A} <{kind}>", f"{node} {bf.language} {iri}"]
            elif iri and (what := POSITIONS["component"].get(part[0])):
                node = local(WORK, "with", "041" + part[0] + code)
                lines += [
                    f"{WORK} {bf.accompaniedBy} {node}",
                    f"{node} {A} {bf.Work}",
                    f"{node} {A} <{what.iri}>",
                    f"{node} {bf.language} {iri}",
                ]
    return lines


def _named(text: str) -> list[str]:
    node = local(WORK, "language", text)
    return [f"{WORK} {bf.language} {node}", f"{node} {A} {bf.Language}", f"{node} {LABEL} {literal(text)}"]


@group.rule("043.area", "043a", cached=True)
def area(tag: str, field: Field, facts: Facts) -> Lines:
    """The region that the Work is about, by its MARC code.

    043 ##$aa-vt---
    →
    work bf:geographicCoverage id:vocabulary/geographicAreas/a-vt
    """
    codes = [value.strip().rstrip("-").lower() for value in only(field, "a")]
    good = [code for code in codes if code.isascii() and code.replace("-", "").isalpha() and len(code) <= 7]
    return [f"{WORK} {bf.geographicCoverage} {VOCABULARY}geographicAreas/{code}>" for code in good]


@group.rule("037.source", "037abcn")
def acquisition(tag: str, field: Field, facts: Facts) -> Lines:
    """Where the edition can be had, its stock number and price.

    037 ##$bLibrary of Congress -- Jakarta Overseas Office$c[VND] 60,000
    →
    instance bf:acquisitionSource instance-source-1
    instance-source-1 a bf:AcquisitionSource
      rdfs:label "Library of Congress -- Jakarta Overseas Office"
      bf:acquisitionTerms "[VND] 60,000"
    """
    node = local(INSTANCE, "source", "037" + "\x1f".join(field[1:]))
    lines = [f"{INSTANCE} {bf.acquisitionSource} {node}", f"{node} {A} {bf.AcquisitionSource}"]
    for part in field[1:]:
        text = chop(part[1:])
        if part[0] == "b" and text:
            lines.append(f"{node} {LABEL} {literal(text)}")
        elif part[0] in "cn" and text:
            lines.append(f"{node} {bf.acquisitionTerms} {literal(text)}")
        elif part[0] == "a" and text:
            lines.append(f"{node} {bf.note} {literal(text)}")
    return lines if len(lines) > 2 else []

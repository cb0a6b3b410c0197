# SPDX-License-Identifier: Apache-2.0
"""Fields 348 and 382-384: the format and notation of music, who performs it, its numbers and its key."""

from __future__ import annotations

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.vocab.codes import POSITIONS, Term

from .characteristics import Kind, characteristic, coded, listed, rest, values
from .control_subfields import applies_to, authority, below, related_authority
from .subfields import cut, first, only
from .write import LABEL, VALUE, VOCABULARY, WORK, A, bf, literal, local, source_lines, term

group = Group("348, 382-384 Music")

_NOTATED = {"a": Kind(bf.musicFormat, bf.MusicFormat, "format"), "c": Kind(bf.notation, bf.MusicNotation, "notation")}


@group.rule("348.notated", "348abcd0123", cached=KEPT)
def notated(tag: str, field: Field, facts: Facts) -> Lines:
    """Score, part or choir book, and the notation it is written in; a code alone stands for its term.

    348 ##$avocal score$cstaff notation$2rdafnm
    ⇄
    work bf:musicFormat id:vocabulary/mmusicformat/vocalscore
    id:vocabulary/mmusicformat/vocalscore a bf:MusicFormat
      rdfs:label "vocal score"
      bf:source work-source-1
    work-source-1 a bf:Source
      bf:code "rdafnm"
    work bf:notation work-notation-1
    work-notation-1 a bf:MusicNotation
      rdfs:label "staff notation"
      bf:source work-source-1
    work-source-1 a bf:Source
      bf:code "rdafnm"
    """
    lines: list[str] = []
    terms, more = POSITIONS["music-format-term"], rest(field, "23")
    for value, code in coded(field, "abcd"):
        label = value.text or code
        found = terms.get(label) or terms.get(cut(label).lower()) if value.code == "a" else None
        node, label = (f"<{found.iri}>", found.label) if found else ("", label)
        lines += characteristic(WORK, _NOTATED[value.code], label, value.here + value.later, more, node)
    return lines


_LCMPT = "<http://id.loc.gov/authorities/performanceMediums>"
_LCMPT_LINES = source_lines(_LCMPT, "lcmpt")
_PARTIAL = f"{VOCABULARY}mstatus/part>"
_SOLO = f"{VOCABULARY}medcompqual/solo>"
_SOLO_LINES = f'{_SOLO} {A} {bf.MediumComponentQualifier}\n{_SOLO} {LABEL} "solo"'
_NOTES = {"p": f"{VOCABULARY}mnotetype/alternative>", "d": f"{VOCABULARY}mnotetype/doubling>", "v": ""}


@group.rule("382.ensemble", "382abdenpsvt0123")
def ensemble(tag: str, field: Field, facts: Facts) -> Lines:
    """Who performs it: an ensemble with a component for each instrument or voice, how many of each, soloists, doubling and alternatives.

    382 01$bđàn bầu$n1$ađàn tranh$n2$s3
    →
    work bf:ensemble work-ensemble-1
    work-ensemble-1 a bf:Ensemble
      bf:mediumComponent work-ensemble-1-component-1
    work-ensemble-1-component-1 a bf:MediumComponent
      bf:mediumOfPerformance work-medium-1
    work-medium-1 a bf:MediumOfPerformance
      rdfs:label "đàn bầu"
    work-ensemble-1-component-1 bf:mediumComponentQualifier id:vocabulary/medcompqual/solo
    id:vocabulary/medcompqual/solo a bf:MediumComponentQualifier
      rdfs:label "solo"
    work-ensemble-1-component-1 bf:count "1"
    work-ensemble-1 bf:mediumComponent work-ensemble-1-component-2
    work-ensemble-1-component-2 a bf:MediumComponent
      bf:mediumOfPerformance work-medium-2
    work-medium-2 a bf:MediumOfPerformance
      rdfs:label "đàn tranh"
    work-ensemble-1-component-2 bf:count "2"
    work-ensemble-1 bf:ensembleSize id:vocabulary/ensemblesize/trio
    id:vocabulary/ensemblesize/trio a bf:EnsembleSize
      rdfs:label "trio"
    """
    groups = _components(field)
    if not groups:
        return []
    node = local(WORK, "ensemble", "382" + field[0][0] + "\x1f".join(field[1:]))
    lines = [f"{WORK} {bf.ensemble} {node}\n{node} {A} {bf.Ensemble}"]
    for part in rest(field, "3"):
        lines += applies_to(node, part[1:])
    sources = rest(field, "2")
    seen: list[str] = []
    for parts in groups:
        text = "\x1f".join(parts)
        seen.append(text)
        content = text if seen.count(text) == 1 else f"{text}\x1f{seen.count(text)}"
        lines += _component(node, below(node, "component-" + local_hash(content)), parts, sources)
    if field[0][0] == "1":
        lines.append(f'{node} {bf.status} {_PARTIAL}\n{_PARTIAL} {A} {bf.Status}\n{_PARTIAL} {LABEL} "partial"')
    if size := _size(field):
        lines += term(node, bf.ensembleSize, bf.EnsembleSize, size)
    return lines


def _components(field: Field) -> list[list[str]]:
    """The subfields of each component: one begins at $a or $b; what else is in the field is not of a component."""
    groups: list[list[str]] = []
    for part in field[1:]:
        if not part[1:].strip():
            continue
        if part[0] in "ab" or (part[0] in "pdenv" and not groups):
            groups.append([part])
        elif part[0] in "pdenv01" and groups:
            groups[-1].append(part)
    return groups


def _component(ensemble: str, node: str, parts: list[str], sources: list[str]) -> list[str]:
    lines = [f"{ensemble} {bf.mediumComponent} {node}\n{node} {A} {bf.MediumComponent}"]
    last, counted = node, False
    for part in parts:
        code, text = part[0], part[1:].strip()
        if code in "ab":
            last = local(WORK, "medium", "\x1f".join([text.rstrip(" .,:;/="), *sources]))
            lines.append(f"{node} {bf.mediumOfPerformance} {last}\n{last} {A} {bf.MediumOfPerformance}\n{last} {LABEL} {literal(text)}")
            for given in sources:
                is_lcmpt = given[1:].strip().rstrip(".") == "lcmpt"
                lines += [f"{last} {bf.source} {_LCMPT}\n{_LCMPT_LINES}"] if is_lcmpt else listed(WORK, last, given[1:])
            if code == "b":
                lines.append(
                    f'{node} {bf.mediumComponentQualifier} {_SOLO}\n{_SOLO} {A} {bf.MediumComponentQualifier}\n{_SOLO} {LABEL} "solo"'
                )
        elif code in "en":
            if not counted:
                lines.append(f"{node} {bf.count} {literal(text)}")
            counted = True
        elif code in "01":
            lines += authority(last, part) if code == "1" else related_authority(last, part)
        else:
            last = local(WORK, "note", "382" + part)
            typed = f"{last} {A} {_NOTES[code]}\n" if _NOTES[code] else ""
            lines.append(f"{node} {bf.note} {last}\n{last} {A} {bf.Note}\n{typed}{last} {LABEL} {literal(text)}")
    return lines


def _size(field: Field) -> Term | None:
    total = first(field, "s").rstrip(".")
    sizes = POSITIONS["ensemble-size"]
    if only(field, "t") or (total.isascii() and total.isdigit() and int(total[:6]) >= 10):
        return sizes["large"]
    return sizes.get(total) if total != "large" else None


_NUMBERS = {"a": bf.SerialNumber, "b": bf.OpusNumber, "c": bf.ThematicCatalogNumber}


@group.rule("383.number", "383abcde3")
def number(tag: str, field: Field, facts: Facts) -> Lines:
    """The numbers a musical Work is known by: serial, opus and thematic catalogue number, each with the list that counts so.

    383 ##$ano. 14,$bop. 27, no. 2
    →
    work bf:identifiedBy work-number-1
    work-number-1 a bf:OpusNumber
      rdf:value "op. 27, no. 2, no. 14"

    383 ##$cK. 331$dKöchel
    ⇄
    work bf:identifiedBy work-number-1
    work-number-1 a bf:ThematicCatalogNumber
      rdf:value "K. 331"
      bf:source work-source-1
    work-source-1 a bf:Source
      bf:code "Köchel"
    """
    serials, works = only(field, "a"), only(field, "b")
    found = [(code, text.strip(" ,;")) for code in "abc" for text in only(field, code)]
    if len(serials) == 1 and works:
        found = [("b", f"{works[0].strip(' ,;')}, {serials[0].strip(' ,;')}"), *[pair for pair in found if pair[0] == "c"]]
        found += [("b", text.strip(" ,;")) for text in works[1:]]
    publisher, index = first(field, "e"), first(field, "d")
    lines: list[str] = []
    for code, text in found:
        by = (index or publisher) if code == "c" else publisher if len(serials) == 1 else publisher or index
        parts = only(field, "3")
        node = local(WORK, "number", "\x1f".join(["383" + code + text, by, *parts]))
        lines.append(f"{WORK} {bf.identifiedBy} {node}\n{node} {A} {_NUMBERS[code]}\n{node} {VALUE} {literal(text)}")
        if by:
            lines += listed(WORK, node, by)
        for part in parts:
            lines += applies_to(node, part)
    return lines


_KEY = Kind(bf.keyMode, bf.KeyMode, "key")


@group.rule("384.key", "384a013", cached=KEPT)
def key(tag: str, field: Field, facts: Facts) -> Lines:
    """The key it is written in.

    384 ##$aC minor
    ⇄
    work bf:keyMode work-key-1
    work-key-1 a bf:KeyMode
      rdfs:label "C minor"
    """
    lines: list[str] = []
    for value in values(field, "a"):
        if label := cut(value.text):
            lines += characteristic(WORK, _KEY, label, value.here + value.later, rest(field, "3"))
    return lines


group.ignore("3832", "the list of the number types; the number says its own")
group.ignore("382r 382t", "totals of what the components say one by one")

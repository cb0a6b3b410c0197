# SPDX-License-Identifier: Apache-2.0
"""Fields 031, 047 and 048: how a piece of music begins, its form and the voices and instruments, as codes."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import POSITIONS

from .subfields import first, only
from .write import LABEL, VALUE, WORK, A, bf, link, literal, local, source, term

group = Group("031, 047 and 048 Music codes")


@group.rule("031.incipit", "031abcdegmnopqrstuyz2")
def incipit(tag: str, field: Field, facts: Facts) -> Lines:
    """How a piece begins: its notes ($p) in the code that $2 names, and a note of the movement, voice, clef, key and words.

    031 ##$a1$b1$c1$dAndante$mvoce$gG-2$n2#$o3/4$p4A8B4A$tNgười ơi người ở đừng về$2pe
    →
    work bf:notation work-notation-1
    work-notation-1 a bf:MusicNotation
      rdf:value "4A8B4A"
      bf:source work-source-1
    work-source-1 a bf:Source
      bf:code "pe"
    work-notation-1 bf:note work-note-1
    work-note-1 a bf:Note
      rdfs:label "1.1.1; Andante; voce; G-2; 2#; 3/4; Người ơi người ở đừng về"
    """
    if len(field) < 2:
        return []
    node = local(WORK, "notation", "\x1f".join(field[1:]))
    lines = [f"{WORK} {bf.notation} {node}\n{node} {A} {bf.MusicNotation}"]
    lines += [f"{node} {VALUE} {literal(value.strip())}" for value in only(field, "p")]
    if code := first(field, "2"):
        where, about = source(WORK, code)
        lines += [f"{node} {bf.source} {where}", about]
    said = [".".join(value.strip() for value in only(field, "abc"))]
    said += [value.strip() for code in "demgnorstqzy" for value in only(field, code)]
    if text := "; ".join(filter(None, said)):
        noted = local(WORK, "note", "031" + text)
        lines.append(f"{node} {bf.note} {noted}\n{noted} {A} {bf.Note}\n{noted} {LABEL} {literal(text)}")
    for value in only(field, "u"):
        address = link(value)
        lines.append(f"{node} {bf.electronicLocator} {address or literal(value.strip())}")
    return lines


@group.rule("047.form", "047a2")
def form(tag: str, field: Field, facts: Facts) -> Lines:
    """Forms of composition, when there are several: by the MARC code, or by a code of another list that $2 names.

    047 ##$asg$afm
    →
    work bf:genreForm id:authorities/genreForms/gf2014027103
    id:authorities/genreForms/gf2014027103 a bf:GenreForm
      rdfs:label "Songs"
    work bf:genreForm id:authorities/genreForms/gf2014026809
    id:authorities/genreForms/gf2014026809 a bf:GenreForm
      rdfs:label "Folk music"
    """
    lines: list[str] = []
    scheme = first(field, "2")
    for value in only(field, "a"):
        code = value.strip()
        if field[0][1] == " ":
            known = POSITIONS["music-form"].get(code)
            if known and known.iri:
                lines += term(WORK, bf.genreForm, bf.GenreForm, known)
            elif known:
                node = local(WORK, "genre", known.label)
                lines.append(f"{WORK} {bf.genreForm} {node}\n{node} {A} {bf.GenreForm}\n{node} {LABEL} {literal(known.label)}")
            continue
        node = local(WORK, "genre", f"047{code}\x1f{scheme}")
        lines.append(f"{WORK} {bf.genreForm} {node}\n{node} {A} {bf.GenreForm}\n{node} {bf.code} {literal(code)}")
        if scheme:
            where, about = source(WORK, scheme, "musiccompschemes")
            lines += [f"{node} {bf.source} {where}", about]
    return lines


_MEDIUM, _SIZES, _SOLO = POSITIONS["medium"], POSITIONS["ensemble-size"], POSITIONS["ensemble-part"]["b"]


@group.rule("048.medium", "048ab2", needs="first")
def medium(tag: str, field: Field, facts: Facts) -> Lines:
    """Voices and instruments, each with their count, soloists ($b) marked, and the size of the whole. Field 382, in words, goes before.

    048 ##$bvi01$aka01
    →
    work bf:ensemble work-ensemble-1
    work-ensemble-1 a bf:Ensemble
      bf:mediumComponent work-medium-1
    work-medium-1 a bf:MediumComponent
      bf:mediumOfPerformance id:authorities/performanceMediums/mp2013015461
    id:authorities/performanceMediums/mp2013015461 a bf:MediumOfPerformance
      rdfs:label "medium voice"
    work-medium-1 bf:count "1"
      bf:mediumComponentQualifier id:vocabulary/medcompqual/sol
    id:vocabulary/medcompqual/sol a bf:MediumComponentQualifier
      rdfs:label "solo"
    work-ensemble-1 bf:mediumComponent work-medium-2
    work-medium-2 a bf:MediumComponent
      bf:mediumOfPerformance id:authorities/performanceMediums/mp2013015550
    id:authorities/performanceMediums/mp2013015550 a bf:MediumOfPerformance
      rdfs:label "piano"
    work-medium-2 bf:count "1"
    work-ensemble-1 bf:ensembleSize id:vocabulary/ensemblesize/duo
    id:vocabulary/ensemblesize/duo a bf:EnsembleSize
      rdfs:label "duo"
    """
    parts = [part for part in field[1:] if part[0] in "ab" and part[1:].strip()]
    if not parts or "382" in facts.first:
        return []
    ensemble = local(WORK, "ensemble", "048" + "\x1f".join(field[1:]))
    lines = [f"{WORK} {bf.ensemble} {ensemble}\n{ensemble} {A} {bf.Ensemble}"]
    scheme = first(field, "2") if field[0][1] == "7" else ""
    total = 0
    for part in parts:
        code, count = part[1:3], part[3:5]
        number = int(count) if count.isascii() and count.isdigit() else 1
        total = 10 if code[0] in "co" else total + number
        lines += _component(ensemble, part[0] == "b", part[1:].strip() if scheme else code, number, scheme)
    size = _SIZES["many"] if total >= 10 else _SIZES.get(str(total))
    if size and not scheme:
        lines += term(ensemble, bf.ensembleSize, bf.EnsembleSize, size)
    return lines


def _component(ensemble: str, solo: bool, code: str, number: int, scheme: str) -> list[str]:
    known = None if scheme else _MEDIUM.get(code)
    if not known and not scheme:
        return []
    node = local(WORK, "medium", f"{code}{number}{solo}{scheme}")
    lines = [f"{ensemble} {bf.mediumComponent} {node}\n{node} {A} {bf.MediumComponent}"]
    if known:
        lines += term(node, bf.mediumOfPerformance, bf.MediumOfPerformance, known)
    else:
        where, about = source(WORK, scheme, "musiccodeschemes")
        played = local(WORK, "performer", code + scheme)
        lines += [
            f"{node} {bf.mediumOfPerformance} {played}\n{played} {A} {bf.MediumOfPerformance}\n{played} {bf.code} {literal(code)}",
            f"{played} {bf.source} {where}", about,
        ]  # fmt: skip
    lines.append(f'{node} {bf.count} "{number}"')
    return lines + (term(node, bf.mediumComponentQualifier, bf.MediumComponentQualifier, _SOLO) if solo else [])

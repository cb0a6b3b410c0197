# SPDX-License-Identifier: Apache-2.0
"""Fields 01X to 08X: numbers, codes and classification."""

from __future__ import annotations

from collections.abc import Iterable

from mucluc.vocab.codes import POSITIONS
from mucluc.vocab.terms import BF, RDF, RDFS

from .fixed import VOCABULARY, described, last, organization
from .graph import Graph, Text
from .table import Group, Made

group = Group("01X-08X Numbers and codes")

_IDENTIFIERS = {
    BF.Lccn: ("010", "  ", "a", "z"), BF.Nbn: ("015", "  ", "a", "z"), BF.CopyrightNumber: ("017", "  ", "a", "z"),
    BF.Isbn: ("020", "  ", "a", "z"), BF.Issn: ("022", "  ", "a", "y"), BF.LcOverseasAcq: ("025", "  ", "a", ""),
    BF.Strn: ("027", "  ", "a", "z"), BF.Coden: ("030", "  ", "a", "z"), BF.StudyNumber: ("036", "  ", "a", ""),
    BF.OclcNumber: ("035", "  ", "a", "z"), BF.ReportNumber: ("088", "  ", "a", "z"),
    BF.Isrc: ("024", "0 ", "a", "z"), BF.Upc: ("024", "1 ", "a", "z"), BF.Ismn: ("024", "2 ", "a", "z"), BF.Ean: ("024", "3 ", "a", "z"),
    BF.Sici: ("024", "4 ", "a", "z"), BF.Doi: ("024", "7 ", "a", "z"), BF.Hdl: ("024", "7 ", "a", "z"), BF.Urn: ("024", "7 ", "a", "z"),
    BF.Isan: ("024", "7 ", "a", "z"), BF.Istc: ("024", "7 ", "a", "z"), BF.Iswc: ("024", "7 ", "a", "z"), BF.Gtin: ("024", "7 ", "a", "z"),
    BF.AudioIssueNumber: ("028", "0 ", "a", ""), BF.MatrixNumber: ("028", "1 ", "a", ""), BF.MusicPlate: ("028", "2 ", "a", ""),
    BF.MusicPublisherNumber: ("028", "3 ", "a", ""), BF.VideoRecordingNumber: ("028", "4 ", "a", ""),
    BF.PublisherNumber: ("028", "5 ", "a", ""), BF.MusicDistributorNumber: ("028", "6 ", "a", ""),
    BF.Fingerprint: ("026", "  ", "e", ""), BF.Local: ("035", "  ", "a", "z"),
    BF.Identifier: ("024", "8 ", "a", "z"),
    BF.PostalRegistration: ("032", "  ", "a", ""),
}  # fmt: skip
"""Class of an identifier → tag, indicators, subfield of the valid number, of the invalid one."""
_NAMED = {BF.Doi: "doi", BF.Hdl: "hdl", BF.Urn: "urn", BF.Isan: "isan", BF.Istc: "istc", BF.Iswc: "iswc", BF.Gtin: "gtin-14"}


def origin(graph: Graph, node: str, predicate: str = BF.source) -> str:
    """The code of a source."""
    iri = graph.node(node, predicate)
    if not iri:
        return ""
    if code := graph.code(iri, BF.code):
        return code
    if iri.startswith(VOCABULARY + "organizations/") or "/organisations/" in iri:
        return organization(graph, iri)
    return last(iri) if iri.startswith(VOCABULARY) else graph.code(iri, RDFS.label)


@group.rule(
    "0XX.identifiers",
    """
    010az  instance / bf:identifiedBy [bf:Lccn] / rdf:value
    015azq2  … [bf:Nbn]
    016azq2  … [bf:Local] / bf:source
    017azq2b  … [bf:CopyrightNumber]
    020azqc  … [bf:Isbn], bf:qualifier, bf:acquisitionTerms
    022ayzlmq2  … [bf:Issn] [bf:IssnL]
    024azqc2  … [bf:Isrc, bf:Upc, bf:Ismn, bf:Ean, bf:Doi, …]
    025aq  … [bf:LcOverseasAcq]
    026eq  … [bf:Fingerprint]
    027aqz  … [bf:Strn]
    028abq  … [bf:AudioIssueNumber, bf:MatrixNumber, …]
    030azq  … [bf:Coden]
    032ab  … [bf:PostalRegistration]
    035azq  … [bf:OclcNumber, bf:Local]
    036aq  … [bf:StudyNumber]
    074azq  … [bf:Identifier] of the Government Publishing Office
    088azq  … [bf:ReportNumber]
    """,
)
def identifiers(graph: Graph) -> Iterable[Made]:
    """The numbers of the edition, each by its class; one that is known to be wrong in the subfield for it."""
    found: list[Made] = []
    rda = "rda" in [last(iri) for iri in described(graph, BF.descriptionConventions)]
    for owner in (graph.instance, graph.work):
        for node in graph.nodes(owner, BF.identifiedBy):
            kinds = [kind for kind in graph.values(node, RDF.type) if kind in _IDENTIFIERS]
            if kinds or graph.is_a(node, BF.IssnL):
                found += _identifier(graph, node, kinds[0] if kinds else BF.IssnL, rda)
    return _together(found)


def _identifier(graph: Graph, node: str, kind: str, rda: bool) -> Iterable[Made]:
    value = graph.code(node, RDF.value)
    if not value:
        return
    tag, indicators, valid, wrong = _IDENTIFIERS.get(kind, ("022", "  ", "l", "m"))
    status = last(graph.node(node, BF.status))
    code = (wrong or valid) if status in ("cancinv", "incorrect", "invalid") else valid
    if kind == BF.Issn and status == "cancinv":
        code = "z"
    by = origin(graph, node, BF.assigner)
    source, qualifiers = origin(graph, node) or by, graph.texts(node, BF.qualifier)
    if kind in (BF.Identifier, BF.PostalRegistration) or (kind == BF.Local and graph.nodes(node, BF.source)):
        yield _of_an_agency(graph, node, kind, code + value, source)
        return
    if kind in (BF.OclcNumber, BF.Local):
        value = f"({source or 'OCoLC'}){value}" if source or kind == BF.OclcNumber else value
    if tag == "020" and not rda and qualifiers:
        value = f"{value} ({' : '.join(qualifiers)})" if not any("(" in each for each in qualifiers) else f"{value} {' '.join(qualifiers)}"
        qualifiers = []
    parts = [code + value, *[f"q({each})" for each in qualifiers]]
    if tag == "028":
        parts += ["b" + source] if source else []
        indicators = indicators[0] + "2"
    if tag in ("020", "024"):
        parts += ["c" + text for text in graph.texts(node, BF.acquisitionTerms)]
    if indicators[0] == "7":
        parts.append("2" + (_NAMED.get(kind) or source))
    elif source and tag in ("015", "017", "022"):
        parts.append(("b" if tag == "017" else "2") + source)
    yield Made(tag, indicators, parts, node)


def _of_an_agency(graph: Graph, node: str, kind: str, part: str, source: str) -> Made:
    """A number that who gave it tells apart: a national agency's (016), a post office's (032), a standard number of a list (024)."""
    if kind == BF.Local:
        return Made("016", "7 ", [part, "2" + source], node)
    if kind == BF.PostalRegistration:
        return Made("032", "  ", [part, *["b" + label for each in graph.nodes(node, BF.assigner) if (label := graph.label(each))]], node)
    if source.lower() == "dgpo":
        return Made("074", "  ", [part], node)
    qualifiers = [f"q({text})" for text in graph.texts(node, BF.qualifier)]
    return Made("024", "7 " if source else "8 ", [part, *qualifiers, *(["2" + source] if source else [])], node)


def _together(found: list[Made]) -> Iterable[Made]:
    """Numbers of 010 and 022 are one field; an invalid number stays with the valid one before it where the field is one."""
    merged: dict[str, Made] = {}
    for made in found:
        if made.tag in ("010", "022"):
            if made.tag in merged:
                merged[made.tag].parts.extend(made.parts)
                continue
            merged[made.tag] = made
        yield made


@group.rule("037.source", "037a  instance / bf:acquisitionSource / bf:note\n037b  … / rdfs:label\n037c  … / bf:acquisitionTerms")
def acquisition(graph: Graph) -> Iterable[Made]:
    """Where the edition can be had."""
    for node in graph.nodes(graph.instance, BF.acquisitionSource):
        parts = ["a" + text for number in graph.nodes(node, BF.identifiedBy) if (text := graph.code(number, RDF.value))]
        parts += ["a" + text for text in graph.texts(node, BF.note)]
        parts += ["b" + text for text in graph.texts(node, RDFS.label)]
        parts += ["c" + text for text in graph.texts(node, BF.acquisitionTerms)]
        if parts:
            yield Made("037", "  ", parts, node)


@group.rule(
    "040.cataloguer",
    "040a  description / bf:assigner\n040b  … / bf:descriptionLanguage\n040c  … / bf:agent\n040d  … / bf:descriptionModifier\n"
    "040e  … / bf:descriptionConventions",
)
def cataloguer(graph: Graph) -> Iterable[Made]:
    """Who catalogued and changed the description."""
    assigners = list(dict.fromkeys(described(graph, BF.assigner)))
    by = [("a", iri) for iri in assigners]
    language = [last(iri) for iri in described(graph, BF.descriptionLanguage)]
    entered = [("c", iri) for iri in described(graph, BF.agent) or assigners[1:] or assigners]
    changed = [("d", iri) for iri in described(graph, BF.descriptionModifier)]
    rules = [last(iri) for iri in described(graph, BF.descriptionConventions)]
    parts = [code + organization(graph, iri) for code, iri in by[:1]]
    parts += ["b" + code for code in language[:1]]
    parts += ["e" + code for code in dict.fromkeys(rules) if code not in ("isbd", "aacr")]
    parts += [code + organization(graph, iri) for code, iri in entered[:1] + changed]
    if len(parts) > len(rules):
        yield Made("040", "  ", parts)


@group.rule("041.language", "041abdefghijkmnpqrt2  work / bf:language, bf:note / bf:language, bf:accompaniedBy / bf:language")
def languages(graph: Graph) -> Iterable[Made]:
    """The languages of the text where they are several, of what it was translated from and of what goes with it."""
    work = graph.work
    own = [last(iri) for iri in graph.nodes(work, BF.language) if iri.startswith(VOCABULARY)]
    parts = ["a" + code for code in own]
    translated = False
    for node in graph.nodes(work, BF.language):
        code, part = graph.code(node, RDF.value), graph.code(node, BF.part)
        if code and part in _NAMES:
            parts.append(_NAMES[part] + code)
            translated |= _NAMES[part] == "h"
    for predicate in (BF.note, BF.accompaniedBy):
        for node in graph.nodes(work, predicate):
            kinds = [last(kind) for kind in graph.values(node, RDF.type) if "/resourceComponents/" in kind]
            codes = [last(iri) for iri in graph.nodes(node, BF.language)]
            if kinds and codes:
                parts += [_COMPONENTS.get(kinds[0], "g") + code for code in codes]
                translated |= kinds[0] == "otx"
    if len(parts) > 1:
        yield Made("041", "1 " if translated else "0 ", parts)


_COMPONENTS = {last(term.iri): code for code, term in reversed(POSITIONS["component"].items())}
_NAMES = {term.label: code for code, term in reversed(POSITIONS["component"].items())}
"""What a language is of, as a subfield: by the term of the list, and by its words where the language is in no list."""


@group.rule("042.authentication", "042a  description / bf:descriptionAuthentication")
def authentication(graph: Graph) -> Iterable[Made]:
    """The programme that vouches for the description."""
    codes = [last(iri) for iri in described(graph, BF.descriptionAuthentication)]
    if codes:
        yield Made("042", "  ", ["a" + code for code in dict.fromkeys(codes)])


@group.rule("043.area", "043a  work / bf:geographicCoverage")
def area(graph: Graph) -> Iterable[Made]:
    """The regions that the Work is about."""
    codes = [last(iri) for iri in graph.nodes(graph.work, BF.geographicCoverage) if "/geographicAreas/" in iri]
    if codes:
        yield Made("043", "  ", ["a" + code.ljust(7, "-") for code in dict.fromkeys(codes)])


_CLASSES = {
    BF.ClassificationLcc: "050", BF.ClassificationNlm: "060", BF.ClassificationNal: "070", BF.ClassificationUdc: "080",
    BF.ClassificationDdc: "082",
}  # fmt: skip
_SUDOCS = {"sudocs": "0", "cacodoc": "1"}


@group.rule(
    "05X.classification",
    """
    050ab  work / bf:classification [bf:ClassificationLcc] / bf:classificationPortion, bf:itemPortion
    051abc  … [bf:ClassificationLcc] with a bf:note
    055ab2  … [bf:ClassificationLcc] of Library and Archives Canada
    060ab  … [bf:ClassificationNlm]
    070ab  … [bf:ClassificationNal]
    080ab2x  … [bf:ClassificationUdc]
    082ab2q  … [bf:ClassificationDdc]
    084ab2q  … [bf:Classification]
    086az2  … [bf:Classification] / rdfs:label
    """,
)
def classification(graph: Graph) -> Iterable[Made]:
    """Where the Work stands in a classification; several numbers of one field are one field again when the item's part says so."""
    for node in graph.nodes(graph.work, BF.classification):
        tag = next((_CLASSES[kind] for kind in graph.values(node, RDF.type) if kind in _CLASSES), "")
        numbers = graph.texts(node, BF.classificationPortion)
        source = origin(graph, node)
        if not tag:
            tag = "086" if not numbers or source in _SUDOCS else "084"
            numbers = numbers or graph.texts(node, RDFS.label)
        if not numbers:
            continue
        items = graph.texts(node, BF.itemPortion)
        parts = [("z" if last(graph.node(node, BF.status)) == "cancinv" else "a") + number for number in numbers]
        parts += ["b" + text for text in items[:1]]
        yield _classified(graph, node, tag, parts, source)


def _classified(graph: Graph, node: str, tag: str, parts: list[str], source: str) -> Made:
    assigner = graph.node(node, BF.assigner)
    by = last(assigner) if "/names/" in assigner else organization(graph, assigner).lower()
    status = last(graph.node(node, BF.status))
    first, second = " ", " "
    if tag == "050" and by in ("caoonl", "no2004037399"):
        return Made("055", " " + ("0" if status == "uba" else "1"), parts, node)
    if tag == "050" and (notes := [label for note in graph.nodes(node, BF.note) if (label := graph.label(note))]):
        return Made("051", "  ", [*parts, *["c" + text + ("." if text[-1].isalnum() else "") for text in notes]], node)
    if tag in ("050", "060", "070"):
        first = "0" if status == "uba" else "1" if status == "nuba" else " "
        own = {"050": "dlc", "060": "dnlm", "070": "dnal"}[tag]
        second = "0" if by == own else "4"
        if tag == "070":
            second = " "
    elif tag == "082":
        first = {"full": "0", "abridged": "1"}.get(graph.code(node, BF.edition), "0" if not source else "7")
        second = "0" if by == "dlc" else "4" if by else " "
        if source:
            parts.append("2" + source)
        if by and by != "dlc":
            parts.append("q" + organization(graph, assigner))
    elif tag == "086":
        first = _SUDOCS.get(source, " ")
        if first == " " and source:
            parts.append("2" + source)
    else:
        parts += ["2" + source] if source else []
        parts += ["q" + organization(graph, assigner)] if by and tag == "084" else []
    return Made(tag, first + second, parts, node)


@group.rule("072.category", "072a2  work / bf:subject / bf:code, bf:source")
def category(graph: Graph) -> Iterable[Made]:
    """The code of a subject category: a subject that is known by its code alone."""
    for node in graph.nodes(graph.work, BF.subject):
        code, source = graph.code(node, BF.code), origin(graph, node)
        if code and graph.code(node, RDFS.label) in (code, ""):
            yield Made("072", " 7" if source else " 0", ["a" + code, *(["2" + source] if source else [])], node)


@group.rule("045.period", "045ab  work / bf:temporalCoverage")
def period(graph: Graph) -> Iterable[Made]:
    """The time that the Work is about: decades and centuries as the codes of $a, other dates in $b."""
    coded: list[str] = []
    dated: list[str] = []
    ranges = False
    for value in graph.values(graph.work, BF.temporalCoverage):
        ends = value.split("/")
        codes = [_century(end) for end in ends]
        if all(codes):
            coded.append("a" + codes[0] + codes[-1])
        elif isinstance(value, Text):
            dated += ["b" + _era(end) for end in ends]
            ranges |= len(ends) > 1
    if parts := coded + dated:
        yield Made(
            "045",
            ("2" if ranges else " " if not dated and len(coded) > 1 else "1" if len(parts) > 1 else "0" if dated else " ") + " ",
            parts,
        )


def _century(text: str) -> str:
    """`150X` as t0, `15XX` as t-."""
    if len(text) != 4 or text[3] != "X" or not text[:2].isdigit() or not (text[2].isdigit() or text[2] == "X"):
        return ""
    return f"{chr(ord('e') + int(text[:2]))}{text[2].replace('X', '-')}" if int(text[:2]) <= 20 else ""


def _era(text: str) -> str:
    if text.startswith("-"):
        return "c" + f"{int(text[1:]) + 1:04}" if text[1:].isdigit() else "c" + text[1:]
    return "d" + text.replace("-", "")

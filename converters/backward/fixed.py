# SPDX-License-Identifier: Apache-2.0
"""Leader, 001, 003, 005 and 008: control number, dates of the record, and the codes of what is described."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mucluc.vocab.codes import POSITIONS
from mucluc.vocab.terms import BF, BFLC, EDTF, RDF

from .graph import Graph, Text
from .table import Group, Made

group = Group("Leader and 00X")

VOCABULARY = "http://id.loc.gov/vocabulary/"
STATUSES = "acdnp"
_KINDS = (
    (BF.NotatedMusic, "c", "d"), (BF.Cartography, "e", "f"), (BF.MovingImage, "g", "g"), (BF.NonMusicAudio, "i", "i"),
    (BF.MusicAudio, "j", "j"), (BF.StillImage, "k", "k"), (BF.Multimedia, "m", "m"), (BF.Kit, "o", "o"), (BF.MixedMaterial, "p", "p"),
    (BF.Object, "r", "r"), (BF.Text, "a", "t"),
)  # fmt: skip
"""Class of the Work, its leader/06, and the one of a manuscript."""
_LEVELS = {"serl": "s", "intg": "i", "mono": "m"}


def code_of(table: str, iri: str) -> str:
    """The code of a table that stands for a term; empty when none does."""
    return _codes(table).get(iri, "")


def _codes(table: str) -> dict[str, str]:
    if table not in _REVERSED:
        found: dict[str, str] = {}
        for code, term in POSITIONS.get(table, {}).items():
            if term.iri:
                found.setdefault(term.iri, code)
        _REVERSED[table] = found
    return _REVERSED[table]


_REVERSED: dict[str, dict[str, str]] = {}


def last(iri: str) -> str:
    """The last part of an IRI: the code in `http://id.loc.gov/vocabulary/languages/vie`."""
    return iri[iri.rfind("/") + 1 :]


def kind(graph: Graph) -> str:
    """Leader/06."""
    manuscript = graph.is_a(graph.work, BF.Manuscript)
    return next((written if manuscript else code for term, code, written in _KINDS if graph.is_a(graph.work, term)), "a")


def level(graph: Graph) -> str:
    """Leader/07."""
    codes = [last(iri) for iri in graph.nodes(graph.instance, BF.issuance)]
    found = next((_LEVELS[code] for code in codes if code in _LEVELS), "")
    if found in ("", "m"):
        if graph.is_a(graph.work, BF.Collection):
            return "c"
        if graph.is_a(graph.work, BF.Serial):
            return "s"
        if graph.is_a(graph.work, BF.Integrating):
            return "i"
    return found or "m"


def rules(graph: Graph) -> str:
    """Leader/18: by which rules it was described."""
    codes = [last(iri) for iri in described(graph, BF.descriptionConventions)]
    if "isbd" in codes:
        return "i"
    return "a" if "aacr" in codes else " "


def marks(graph: Graph) -> str:
    """By which rules marks stand between subfields: leader/18, and `i` where it says nothing and the record is by RDA."""
    found = rules(graph)
    return "i" if found == " " and "rda" in [last(iri) for iri in described(graph, BF.descriptionConventions)] else found


def described(graph: Graph, predicate: str) -> list[str]:
    """What the nodes of description say, in their order."""
    return [value for node in graph.descriptions for value in graph.nodes(node, predicate)]


def leader(graph: Graph) -> str:
    """The leader: status, kind, level, control, fullness, rules."""
    codes = [last(iri) for iri in described(graph, BF.status) if "/mstatus/" in iri]
    status = next((code for code in reversed(codes) if code in STATUSES and len(code) == 1), "n")
    full = next((code_of("encoding-level", iri) or last(iri) for iri in described(graph, BFLC.encodingLevel)), " ")
    full = " " if full in ("0", "f") or len(full) != 1 else full
    return f"00000{status}{kind(graph)}{level(graph)} a2200000{full}{rules(graph)} 4500"


@group.rule("001.number", "001  description / bf:identifiedBy [bf:Local] / rdf:value\n003  … / bf:assigner")
def number(graph: Graph) -> Iterable[Made]:
    """The control number, and who gave it."""
    for owner in graph.descriptions:
        for node in graph.nodes(owner, BF.identifiedBy, BF.Local):
            if value := graph.code(node, RDF.value):
                yield Made("001", "", [value], node)
                if by := graph.node(node, BF.assigner) or graph.node(node, BF.source):
                    yield Made("003", "", [graph.code(by, BF.code) or last(by).upper()], node)
                return


@group.rule("005.changed", "005  description / bf:changeDate")
def changed(graph: Graph) -> Iterable[Made]:
    """When the record was last changed."""
    stamps = [str(value) for owner in graph.descriptions for p in (BF.changeDate, BF.date) for value in graph.values(owner, p)]
    stamps = [stamp for stamp in stamps if stamp[:4].isdigit()]
    if stamps:
        digits = "".join(c for c in stamps[0][:19] if c.isdigit())
        yield Made("005", "", [digits.ljust(14, "0") + ".0"])


@group.rule(
    "008.fixed",
    """
    008/00  description / bf:creationDate
    008/06  instance / bf:provisionActivity / bf:date, bf:copyrightDate, work / bf:originDate
    008/15  instance / bf:provisionActivity / bf:place
    008/18  work / bf:illustrativeContent, bf:intendedAudience, bf:supplementaryContent, bf:genreForm, bflc:governmentPubType
    008/35  work / bf:language
    """,
)
def fixed(graph: Graph) -> Iterable[Made]:
    """The coded data of 008."""
    entered = next((str(value) for owner in graph.descriptions for value in graph.values(owner, BF.creationDate)), "")
    digits = entered.replace("-", "")[2:8]
    text = (digits if len(digits) == 6 else "      ") + dates(graph) + place(graph).ljust(3)[:3] + material(graph)
    languages = [last(iri) for iri in graph.nodes(graph.work, BF.language) if iri.startswith(VOCABULARY)]
    yield Made("008", "", [text + (languages[0] if languages else "   ").ljust(3)[:3] + modified(graph) + source(graph)])


def modified(graph: Graph) -> str:
    """008/38."""
    return " "


def source(graph: Graph) -> str:
    """008/39: who catalogued it."""
    return " "


def publications(graph: Graph) -> list[str]:
    """The provision activities that have the coded date or place."""
    nodes = graph.nodes(graph.instance, BF.provisionActivity)
    return [node for node in nodes if graph.values(node, BF.place) or coded_date(graph, node)]


def coded_date(graph: Graph, node: str, predicate: str = BF.date) -> str:
    """A date typed as EDTF."""
    return next((str(v) for v in graph.values(node, predicate) if isinstance(v, Text) and v.datatype == EDTF), "")


def dates(graph: Graph) -> str:
    """008/06-14: type of date and both dates."""
    found = next((date for node in publications(graph) if (date := coded_date(graph, node))), "")
    copyright_date = coded_date(graph, graph.instance, BF.copyrightDate)
    origin = coded_date(graph, graph.work, BF.originDate)
    if not found:
        return "|||||||||" if not publications(graph) else "n        "
    if "/" in found:
        first, second = found.split("/", 1)
        if "~" in found or "?" in found:
            return "q" + year(first) + year(second)
        code = "m" if level(graph) not in "is" else "c" if second in ("..", "") else "d"
        return code + year(first) + ("9999" if second in ("..", "") else year(second))
    if found.endswith(("~", "?")):
        return "q" + year(found) + "    "
    if found == "XXXX":
        return "nuuuuuuuu"
    if len(found) > 4:
        return "e" + year(found) + found[5:].replace("-", "").ljust(4)[:4]
    if copyright_date:
        return "t" + year(found) + year(copyright_date)
    if origin:
        return "r" + year(found) + year(origin)
    return "s" + year(found) + "    "


def year(text: str) -> str:
    """Four characters of a year of EDTF, unknown digits as `u`."""
    return text.strip("~?").replace("X", "u")[:4].ljust(4)


def place(graph: Graph) -> str:
    """008/15-17: the country."""
    iris = [iri for node in publications(graph) for iri in graph.nodes(node, BF.place) if "/countries/" in iri]
    return last(iris[0]) if iris else "   "


def material(graph: Graph) -> str:
    """008/18-34: what depends on the kind of material."""
    if kind(graph) in "at" and level(graph) not in "bis":
        return books(graph)
    return " " * 17


def books(graph: Graph) -> str:
    """008/18-34 of a book."""
    work, instance = graph.work, graph.instance
    more = graph.nodes(work, BF.supplementaryContent) + graph.nodes(work, BF.genreForm)
    form = "".join(_first("literary-form", more)) or "0"
    life = "".join(_first("biography", more))
    text = "".join(_all("illustration", graph.nodes(work, BF.illustrativeContent)))[:4].ljust(4)
    text += "".join(_first("audience", graph.nodes(work, BF.intendedAudience))).ljust(1)
    text += form_of_item(graph, instance)
    nature = [code for code in _all("contents", more) if not (code == "h" and life)]
    text += "".join(nature)[:4].ljust(4)
    text += "".join(_first("government", graph.nodes(work, BFLC.governmentPubType))).ljust(1)
    text += _flag(more, "gf2014026068") + _flag(more, "gf2016026082") + _flag(more, "index") + " "
    return text + form + life.ljust(1)


def _all(table: str, iris: list[str]) -> Iterator[str]:
    yield from filter(None, (code_of(table, iri) for iri in iris))


def _first(table: str, iris: list[str]) -> list[str]:
    return list(_all(table, iris))[:1]


def _flag(iris: list[str], name: str) -> str:
    return "1" if any(last(iri) == name for iri in iris) else "0"


_PLAIN = {"hd": "a", "he": "b", "hg": "c", "cr": "o"}


def form_of_item(graph: Graph, instance: str) -> str:
    """008/23: microform, online, large print, …, by the carrier."""
    if graph.nodes(instance, BF.fontSize):
        return "d"
    if any(last(iri) == "tactile" for iri in graph.nodes(instance, BF.notation)):
        return "f"
    return next((_PLAIN[last(iri)] for iri in graph.nodes(instance, BF.carrier) if last(iri) in _PLAIN), " ")

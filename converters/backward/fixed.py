# SPDX-License-Identifier: Apache-2.0
"""Leader, 001, 003, 005 and 008: control number, dates of the record, and the codes of what is described."""

from __future__ import annotations

from collections.abc import Iterable

from mucluc.vocab.terms import BF, BFLC, EDTF, RDF

from .graph import Graph, Text
from .material import MATERIALS, code_of
from .material import material as coded
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


def last(iri: str) -> str:
    """The last part of an IRI: the code in `http://id.loc.gov/vocabulary/languages/vie`."""
    return iri[iri.rfind("/") + 1 :]


def organization(graph: Graph, iri: str) -> str:
    """The MARC code of an organization: as said, else as its IRI has it, in capitals."""
    if not iri:
        return ""
    if code := graph.code(iri, BF.code):
        return code
    return _isil(last(iri)) if iri.startswith(VOCABULARY) else last(iri) if "/organisations/" in iri else graph.label(iri)


def _isil(slug: str) -> str:
    """The usual form of a code whose case and hyphen the IRI has lost: `DLC`, `OCoLC`, `DE-101`."""
    if slug[:2] == "de" and slug[2:].isdigit():
        return "DE-" + slug[2:]
    return _ORGANIZATIONS.get(slug, slug.upper())


_ORGANIZATIONS = {"ocolc": "OCoLC", "uk": "Uk", "caoonl": "CaOONL"}


def kind(graph: Graph) -> str:
    """Leader/06."""
    manuscript = graph.is_a(graph.work, BF.Manuscript)
    return next((written if manuscript else code for term, code, written in _KINDS if graph.is_a(graph.work, term)), "a")


def is_map(graph: Graph) -> bool:
    """Whether a map is described: its scale is that of 255, anything else's that of 507."""
    return kind(graph) in "ef" or bool(graph.nodes(graph.work, BF.cartographicAttributes))


def level(graph: Graph) -> str:
    """Leader/07."""
    codes = [last(iri) for iri in graph.nodes(graph.instance, BF.issuance)]
    found = next((_LEVELS[code] for code in codes if code in _LEVELS), "")
    if found in ("", "m"):
        if graph.is_a(graph.work, BF.Collection):
            return "c" if "mulm" in codes else "d"
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
    return "i" if found == " " and by_rda(graph) else found


def by_rda(graph: Graph) -> bool:
    """Whether the record is made by RDA: its rules say so, or a type of content, media or carrier from RDA's lists does."""
    if "rda" in [last(iri) for iri in described(graph, BF.descriptionConventions)]:
        return True
    types = [*graph.nodes(graph.work, BF.content), *graph.nodes(graph.instance, BF.media), *graph.nodes(graph.instance, BF.carrier)]
    return any(last(source).startswith("rda") for node in types for source in graph.nodes(node, BF.source))


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
                    yield Made("003", "", [organization(graph, by)], node)
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
    008/18  as `vocab/codes/fixed-fields.tsv` says for the kind of material
    008/35  work / bf:language
    008/39  description / bf:assigner, bf:descriptionAuthentication
    """,
)
def fixed(graph: Graph) -> Iterable[Made]:
    """The coded data of 008."""
    entered = next((str(value) for owner in graph.descriptions for value in graph.values(owner, BF.creationDate)), "")
    digits = entered.replace("-", "")[2:8]
    text = (digits if len(digits) == 6 else "      ") + dates(graph) + place(graph).ljust(3)[:3] + coded(graph, material(graph))
    languages = [last(iri) for iri in graph.nodes(graph.work, BF.language) if iri.startswith(VOCABULARY)]
    yield Made("008", "", [text + (languages[0] if languages else "   ").ljust(3)[:3] + " " + source(graph)])


_NATIONAL = {"dlc", "dlcr", "dlc-r", "dnlm", "dnal", "uk", "caoonl", "de101", "de-101", "frpbn"}


def source(graph: Graph) -> str:
    """008/39, who catalogued it: a national bibliographic agency, a cooperative programme, or another."""
    by = [iri.partition("/organizations/")[2].lower() for iri in described(graph, BF.assigner)]
    programmes = [last(iri) for iri in described(graph, BF.descriptionAuthentication)]
    if "lccopycat" in programmes:
        return "d"
    if not by or by[0] in _NATIONAL:
        return " "
    return "c" if "pcc" in programmes or "/dlc" in by[0] else "d"


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
    """The kind of material as `material` names it."""
    code, issued = kind(graph), level(graph)
    return "CR" if code == "a" and issued in "bis" else MATERIALS.get(code, "BK")

# SPDX-License-Identifier: Apache-2.0
"""Fields 310 to 388: numbering, frequency, and the characteristics of carrier, sound, image, data, notation and people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mucluc.vocab.terms import BF, BFLC, EDTF, RDF, RDFS

from .fixed import VOCABULARY, last
from .graph import COUNT, Graph, Text
from .material import seconds
from .notes import applies
from .numbers import origin
from .table import Group, Made

group = Group("31X-38X Numbering and characteristics")

_SOUND = BF.soundCharacteristic
_CLASSES: dict[str, dict[str, tuple[str, str, str]]] = {
    "340": {
        BF.BaseMaterial: ("a", "instance", BF.baseMaterial), BF.AppliedMaterial: ("c", "instance", BF.appliedMaterial),
        BF.ProductionMethod: ("d", "instance", BF.productionMethod), BF.Mount: ("e", "instance", BF.mount),
        BF.ReductionRatio: ("f", "instance", BF.reductionRatio), BF.ColorContent: ("g", "instance", BF.colorContent),
        BF.Generation: ("j", "instance", BF.generation), BF.Layout: ("k", "instance", BF.layout), BF.Binding: ("l", "instance", BF.binding),
        BF.BookFormat: ("m", "instance", BF.bookFormat), BF.FontSize: ("n", "instance", BF.fontSize),
        BF.Polarity: ("o", "instance", BF.polarity), BF.Illustration: ("p", "instance", BF.illustrativeContent),
    },
    "344": {
        BF.RecordingMethod: ("a", "instance", _SOUND), BF.RecordingMedium: ("b", "instance", _SOUND),
        BF.PlayingSpeed: ("c", "instance", _SOUND),
        BF.GrooveCharacteristic: ("d", "instance", _SOUND), BF.TrackConfig: ("e", "instance", _SOUND),
        BF.TapeConfig: ("f", "instance", _SOUND),
        BF.PlaybackChannels: ("g", "instance", _SOUND), BF.PlaybackCharacteristic: ("h", "instance", _SOUND),
        BF.SoundContent: ("i", "instance", BF.soundContent), BF.CaptureStorage: ("j", "instance", _SOUND),
    },
    "345": {
        BF.PresentationFormat: ("a", "instance", BF.projectionCharacteristic),
        BF.ProjectionSpeed: ("b", "instance", BF.projectionCharacteristic),
        BF.AspectRatio: ("c", "instance", BF.aspectRatio),
    },
    "346": {BF.VideoFormat: ("a", "instance", BF.videoCharacteristic), BF.BroadcastStandard: ("b", "instance", BF.videoCharacteristic)},
    "347": {
        BF.FileType: ("a", "instance", BF.digitalCharacteristic), BF.EncodingFormat: ("b", "instance", BF.digitalCharacteristic),
        BF.FileSize: ("c", "instance", BF.digitalCharacteristic), BF.Resolution: ("d", "instance", BF.digitalCharacteristic),
        BF.RegionalEncoding: ("e", "instance", BF.digitalCharacteristic), BF.EncodedBitrate: ("f", "instance", BF.digitalCharacteristic),
    },
    "348": {BF.MusicFormat: ("a", "work", BF.musicFormat), BF.MusicNotation: ("c", "work", BF.notation)},
    "353": {BF.SupplementaryContent: ("a", "work", BF.supplementaryContent)},
    "384": {BF.KeyMode: ("a", "work", BF.keyMode)},
    "385": {BF.IntendedAudience: ("a", "work", BF.intendedAudience)},
    "386": {BFLC.CreatorCharacteristic: ("a", "work", BFLC.creatorCharacteristic)},
}  # fmt: skip
"""Tag → class → subfield, owner, property."""


def _told(graph: Graph, node: str) -> bool:
    """Whether a field said it: it has a source, or is no term of a vocabulary. A code of 007 or 008 gives a term without a source."""
    return bool(graph.nodes(node, BF.source)) or not node.startswith("http://id.loc.gov/")


@group.rule(
    "34X.term",
    "\n".join(
        f"{tag}{code}023  {owner} / {last(path)} [{last(kind)}]"
        for tag, kinds in _CLASSES.items()
        for kind, (code, owner, path) in kinds.items()
    ),
)
def terms(graph: Graph) -> Iterable[Made]:
    """A term of a characteristic; those of one field and one list come back as one field."""
    fields: dict[tuple[str, str], Made] = {}
    for tag, kinds in _CLASSES.items():
        for kind, (code, owner, path) in kinds.items():
            for node in graph.nodes(graph.work if owner == "work" else graph.instance, path, kind):
                label = graph.label(node) or graph.code(node, RDF.value)
                if not label or not _told(graph, node) or (tag in ("353", "385") and not graph.nodes(node, BF.source)):
                    continue
                source = origin(graph, node)
                made = fields.setdefault((tag, source), Made(tag, "  ", [*applies(graph, node)], node))
                made.parts.append(code + label)
    for (_, source), made in fields.items():
        yield made._replace(parts=[*made.parts, *(["2" + source] if source else [])])


@group.rule("310.frequency", "310ab  instance / bf:frequency [mstatus/current] / rdfs:label, bf:date\n321ab  … [mstatus/former]")
def frequency(graph: Graph) -> Iterator[Made]:
    """How often it comes out, or came out before."""
    for node in graph.nodes(graph.instance, BF.frequency):
        status = [last(each) for each in graph.nodes(node, BF.status)]
        if graph.label(node) and (status or not node.startswith("http://id.loc.gov/")):
            parts = ["a" + graph.label(node), *["b" + text for text in graph.texts(node, BF.date)]]
            yield Made("321" if "former" in status else "310", "  ", parts, node)


@group.rule("362.numbering", "362a  instance / bf:firstIssue, bf:lastIssue; instance / bf:note [mnotetype/number]\n362z  … / bf:source")
def numbering(graph: Graph) -> Iterator[Made]:
    """The first and the last issue, with the hyphen between; a statement that was not formatted is a note."""
    instance = graph.instance
    first, end = graph.texts(instance, BF.firstIssue), graph.texts(instance, BF.lastIssue)
    for index in range(max(len(first), len(end))):
        begin = first[index] if index < len(first) else ""
        close = end[index] if index < len(end) else ""
        yield Made("362", "0 ", [f"a{begin}-{close}{'.' if close else ''}"], f"362 {index}")
    for node in graph.nodes(instance, BF.note, f"{VOCABULARY}mnotetype/number"):
        if label := graph.label(node):
            origins = [text for source in graph.nodes(node, BF.source) for text in graph.texts(source, RDFS.label)]
            yield Made("362", "1 ", ["a" + label, *["z" + text for text in origins]], node)


@group.rule("334.issuance", "334ab2  instance / bf:issuance / rdfs:label")
def issuance(graph: Graph) -> Iterator[Made]:
    """How it is issued, where a field and not only the leader says so."""
    for node in graph.nodes(graph.instance, BF.issuance):
        if graph.label(node) and graph.nodes(node, BF.source):
            code = ["b" + last(node)] if "/issuance/" in node else []
            yield Made("334", "  ", ["a" + graph.label(node), *code, "2" + origin(graph, node)], node)


@group.rule("351.arrangement", "351abc3  work / bf:collectionArrangement / bf:collectionOrganization, bf:pattern, bf:hierarchicalLevel")
def arrangement(graph: Graph) -> Iterator[Made]:
    """How a collection is arranged."""
    for node in graph.nodes(graph.work, BF.collectionArrangement):
        parts = ["c" + text for text in graph.texts(node, BF.hierarchicalLevel)]
        parts += ["a" + text for text in graph.texts(node, BF.collectionOrganization)] + [
            "b" + text for text in graph.texts(node, BF.pattern)
        ]
        if parts:
            yield Made("351", "  ", [*applies(graph, node), *parts], node)


@group.rule(
    "370.origin", "370cg  work / bf:originPlace / rdfs:label\n380a2  work / bf:genreForm [bf:GenreForm]\n388a  work / bf:originDate"
)
def origins(graph: Graph) -> Iterator[Made]:
    """Where, when and in what form a Work came to be."""
    for node in graph.nodes(graph.work, BF.originPlace):
        if label := graph.label(node):
            yield Made("370", "  ", ["g" + label], node)
    for value in graph.values(graph.work, BF.originDate):
        if isinstance(value, Text) and value.datatype != EDTF and value.language == graph.language:
            yield Made("388", "1 ", ["a" + value], f"388 {value}")


@group.rule(
    "382.ensemble",
    "382abdnps2  work / bf:ensemble / bf:mediumComponent / bf:mediumOfPerformance, bf:mediumComponentQualifier, bf:count\n"
    "383abcd  work / bf:identifiedBy [bf:OpusNumber, bf:ThematicCatalogNumber]",
)
def music(graph: Graph) -> Iterator[Made]:
    """For what it was composed, and its number among the composer's works."""
    for node in graph.nodes(graph.work, BF.ensemble):
        parts = [part for component in graph.nodes(node, BF.mediumComponent) for part in _component(graph, component)]
        parts += ["s" + text for text in graph.texts(node, COUNT)]
        source = origin(graph, node)
        if parts:
            yield Made("382", "01", [*parts, *(["2" + source] if source else [])], node)
    for node in graph.nodes(graph.work, BF.identifiedBy):
        value = graph.code(node, RDF.value)
        if value and graph.is_a(node, BF.OpusNumber):
            number, _, serial = value.partition(", no. ") if value.startswith("op.") else ("", "", value)
            yield Made("383", "  ", ["b" + value] if number else ["a" + serial], node)
        elif value and graph.is_a(node, BF.ThematicCatalogNumber):
            source = origin(graph, node)
            yield Made("383", "  ", ["c" + value, *(["d" + source] if source else [])], node)


_QUALIFIERS = {"solo": "b", "dou": "d", "doubling": "d", "alt": "p", "alternative": "p"}


def _component(graph: Graph, node: str) -> list[str]:
    labels = [label for medium in graph.nodes(node, BF.mediumOfPerformance) if (label := graph.label(medium))]
    code = next((_QUALIFIERS[last(each)] for each in graph.nodes(node, BF.mediumComponentQualifier) if last(each) in _QUALIFIERS), "a")
    return [*[code + label for label in labels], *["n" + text for text in graph.texts(node, COUNT)]]


@group.rule("306.duration", "306a  instance / bf:duration")
def duration(graph: Graph) -> Iterator[Made]:
    """How long it plays; running time in 008 is a statement of the Work."""
    parts = []
    for value in graph.values(graph.instance, BF.duration):
        if not isinstance(value, Text):
            continue
        length = seconds(value) if value.datatype else None
        parts.append("a" + (value if length is None else f"{length // 3600:02}{length // 60 % 60:02}{length % 60:02}"))
    if parts:
        yield Made("306", "  ", parts)

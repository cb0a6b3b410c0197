# SPDX-License-Identifier: Apache-2.0
"""Fields 340-347, 350 and 352: what the material is made of and how sound, pictures, video and data are recorded on it."""

from __future__ import annotations

from mucluc.converters.engine import KEPT, Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.vocab.codes import POSITIONS

from .characteristics import Kind, characteristic, named_by_identifier, rest, values
from .subfields import chop, cut, join, only, unwrapped
from .write import INSTANCE, VALUE, VOCABULARY, WORK, A, bf, literal, local, note

group = Group("34X-352 Carrier, sound, image and data characteristics")

_MATERIAL = {
    "a": Kind(bf.baseMaterial, bf.BaseMaterial, "material"), "c": Kind(bf.appliedMaterial, bf.AppliedMaterial, "material"),
    "d": Kind(bf.productionMethod, bf.ProductionMethod, "method"), "e": Kind(bf.mount, bf.Mount, "mount"),
    "f": Kind(bf.reductionRatio, bf.ReductionRatio, "ratio", VALUE), "g": Kind(bf.colorContent, bf.ColorContent, "color"),
    "i": Kind(bf.systemRequirement, bf.SystemRequirement, "system"), "j": Kind(bf.generation, bf.Generation, "generation"),
    "k": Kind(bf.layout, bf.Layout, "layout"), "l": Kind(bf.binding, bf.Binding, "binding"),
    "m": Kind(bf.bookFormat, bf.BookFormat, "format"),
    "n": Kind(bf.fontSize, bf.FontSize, "font"), "o": Kind(bf.polarity, bf.Polarity, "polarity"),
    "p": Kind(bf.illustrativeContent, bf.Illustration, "illustration"), "q": Kind(bf.reductionRatio, bf.ReductionRatio, "ratio"),
}  # fmt: skip


@group.rule("340.material", "340abcdefghijklmnopq0123", cached=KEPT)
def material(tag: str, field: Field, facts: Facts) -> Lines:
    """What it is made of and how: each term a thing with its own class, known by the IRI in $0 where the cataloguer gave one.

    340 ##$agiấy dó$dmộc bản$2local
    ⇄
    instance bf:baseMaterial instance-material-1
    instance-material-1 a bf:BaseMaterial
      rdfs:label "giấy dó"
      bf:source instance-source-1
    instance-source-1 a bf:Source
      bf:code "local"
    instance bf:productionMethod instance-method-1
    instance-method-1 a bf:ProductionMethod
      rdfs:label "mộc bản"
      bf:source instance-source-1
    """
    lines: list[str] = []
    more = rest(field, "23")
    for value in values(field, "abcdefghijklmnopq"):
        label = cut(value.text)
        if value.code == "b":
            lines.append(f"{INSTANCE} {bf.dimensions} {literal(chop(value.text))}")
        elif value.code == "h":
            lines += note(INSTANCE, "340h" + value.text, value.text, _PHYSICAL)
        elif label:
            owner = WORK if value.code == "p" else INSTANCE
            said = [part for part in more if value.code != "i" or part[0] == "3"]
            node = named_by_identifier(value)
            lines += characteristic(owner, _MATERIAL[value.code], label, value.here + value.later, said, node)
    return lines


_PHYSICAL = f"{VOCABULARY}mnotetype/physical>"
_COMPUTER = f"{VOCABULARY}mnotetype/computer>"
_SOUND, _PROJECTION = bf.soundCharacteristic, bf.projectionCharacteristic
_VIDEO, _DIGITAL = bf.videoCharacteristic, bf.digitalCharacteristic
_RECORDED = {
    "344": {
        "a": (Kind(_SOUND, bf.RecordingMethod, "sound"), "recording-method-term"),
        "b": (Kind(_SOUND, bf.RecordingMedium, "sound"), "recording-medium-term"),
        "c": (Kind(_SOUND, bf.PlayingSpeed, "sound"), ""),
        "d": (Kind(_SOUND, bf.GrooveCharacteristic, "sound"), "groove-term"),
        "e": (Kind(_SOUND, bf.TrackConfig, "sound"), ""),
        "f": (Kind(_SOUND, bf.TapeConfig, "sound"), ""),
        "g": (Kind(_SOUND, bf.PlaybackChannels, "sound"), "playback-channels-term"),
        "h": (Kind(_SOUND, bf.PlaybackCharacteristic, "sound"), "playback-characteristic-term"),
        "i": (Kind(bf.soundContent, bf.SoundContent, "sound"), "sound-content-term"),
        "j": (Kind(_SOUND, bf.CaptureStorage, "sound"), ""),
    },
    "345": {
        "a": (Kind(_PROJECTION, bf.PresentationFormat, "projection"), "presentation-format-term"),
        "b": (Kind(_PROJECTION, bf.ProjectionSpeed, "projection"), ""),
        "c": (Kind(bf.aspectRatio, bf.AspectRatio, "ratio", VALUE), ""),
        "d": (Kind(bf.aspectRatio, bf.AspectRatio, "ratio"), ""),
    },
    "346": {
        "a": (Kind(_VIDEO, bf.VideoFormat, "video"), "video-format-term"),
        "b": (Kind(_VIDEO, bf.BroadcastStandard, "video"), "broadcast-standard-term"),
    },
    "347": {
        "a": (Kind(_DIGITAL, bf.FileType, "digital"), "file-type-term"),
        "b": (Kind(_DIGITAL, bf.EncodingFormat, "digital"), "encoding-format"),
        "c": (Kind(_DIGITAL, bf.FileSize, "digital"), ""),
        "d": (Kind(_DIGITAL, bf.Resolution, "digital"), ""),
        "e": (Kind(_DIGITAL, bf.RegionalEncoding, "digital"), "region-term"),
        "f": (Kind(_DIGITAL, bf.EncodedBitrate, "digital"), ""),
    },
}  # fmt: skip


_NEW = {"345e", "345f", "347g"}
"""Subfields of late updates of the format, for which BIBFRAME has no class: notes."""


@group.rule("34X.recorded", "344abcdefghij0123 345abcdef0123 346ab0123 347abcdefg0123", cached=KEPT)
def recorded(tag: str, field: Field, facts: Facts) -> Lines:
    """How sound (344), moving image (345), video (346) and data (347) are recorded; RDA's terms are those of the id.loc.gov lists.

    344 ##$adigital$2rdatr
    ⇄
    instance bf:soundCharacteristic id:vocabulary/mrectype/digital
    id:vocabulary/mrectype/digital a bf:RecordingMethod
      rdfs:label "digital"
      bf:source instance-source-1
    instance-source-1 a bf:Source
      bf:code "rdatr"
    """
    lines: list[str] = []
    kinds, more = _RECORDED[tag], rest(field, "23")
    for value in values(field, "abcdefghij"):
        if value.code not in kinds:
            if f"{tag}{value.code}" in _NEW:
                lines += note(INSTANCE, tag + value.code + value.text, value.text, _PHYSICAL)
            continue
        kind, table = kinds[value.code]
        label, node = value.text, ""
        if table == "encoding-format":
            node, known = _format(label)
            label = known or cut(label)
        elif table:
            terms = POSITIONS[table]
            found = terms.get(label) or terms.get(cut(label)) or terms.get(label.lower())
            node, label = (f"<{found.iri}>", found.label) if found else ("", label)
        if label:
            lines += characteristic(INSTANCE, kind, label, value.here + value.later, more, node)
    return lines


def _format(text: str) -> tuple[str, str]:
    """An encoding format by what its name has in it (`Blu-ray disc`): its IRI, and the term where the disc stands for its video format."""
    plain = text.lower().replace("-", "")
    for part, found in POSITIONS["encoding-format"].items():
        if part in plain:
            return f"<{found.iri}>", found.label if part in ("bluray", "dvd") else ""
    return "", ""


_REFERENCE = Kind(bf.cartographicAttributes, bf.Cartographic, "map")


@group.rule("342.reference", "342abcdefghijklmnopqrstuvw2 343abcdefghi")
def reference(tag: str, field: Field, facts: Facts) -> Lines:
    """The geospatial reference and the planar coordinates of a data set, in words: units, resolutions, meridians, datum, as catalogued.

    342 01$aPolyconic$g0.9996$h0$i500,000$j0
    →
    work bf:cartographicAttributes work-map-1
    work-map-1 a bf:Cartographic
      rdfs:label "Polyconic; 0.9996; 0; 500,000; 0"
    """
    text = "; ".join([cut(part) for part in only(field, "abcdefghijklmnopqrstuvw2") if cut(part)])
    return characteristic(WORK, _REFERENCE, text, [], [], local(WORK, "map", tag + text)) if text else []


@group.rule("350.price", "350a")
def price(tag: str, field: Field, facts: Facts) -> Lines:
    """What it cost: a field that MARC 21 gave up for 020 and 037; those say the price as terms of acquisition too.

    350 ##$a2,50 đ
    →
    instance bf:acquisitionSource instance-source-1
    instance-source-1 a bf:AcquisitionSource
      bf:acquisitionTerms "2,50 đ"
    """
    lines: list[str] = []
    for text in only(field, "a"):
        node = local(INSTANCE, "source", "350" + text)
        lines.append(f"{INSTANCE} {bf.acquisitionSource} {node}\n{node} {A} {bf.AcquisitionSource}")
        lines.append(f"{node} {bf.acquisitionTerms} {literal(cut(text))}")
    return lines


_DATA, _FORMAT = Kind(_DIGITAL, bf.CartographicDataType, "digital"), Kind(_DIGITAL, bf.EncodingFormat, "digital")
_OBJECT, _RASTER = Kind(_DIGITAL, bf.CartographicObjectType, "digital"), Kind(_DIGITAL, bf.Resolution, "digital")


@group.rule("352.graphic", "352abcdefgiq")
def graphic(tag: str, field: Field, facts: Facts) -> Lines:
    """A digital map: vector or raster, its objects and how many there are of each, the size of its raster, its file format.

    352 ##$aVector :$bPoint$c(13671),$bstring$c(20171) ;$qARC/INFO export.
    →
    instance bf:digitalCharacteristic instance-digital-1
    instance-digital-1 a bf:CartographicDataType
      rdfs:label "Vector"
    instance bf:digitalCharacteristic instance-digital-2
    instance-digital-2 a bf:CartographicObjectType
      rdfs:label "Point"
      bf:count "13671"
    instance bf:digitalCharacteristic instance-digital-3
    instance-digital-3 a bf:CartographicObjectType
      rdfs:label "string"
      bf:count "20171"
    instance bf:digitalCharacteristic instance-digital-4
    instance-digital-4 a bf:EncodingFormat
      rdfs:label "ARC/INFO export"
    """
    lines: list[str] = []
    for at, part in enumerate(field[1:], 1):
        text = cut(part[1:])
        if part[0] in "aq" and text:
            lines += characteristic(INSTANCE, _DATA if part[0] == "a" else _FORMAT, text, [], [])
        elif part[0] == "b" and text:
            count = unwrapped(field[at + 1][1:]) if field[at + 1 : at + 2] and field[at + 1][0] == "c" else ""
            node = local(INSTANCE, "digital", f"352b{text}\x1f{count}")
            lines += characteristic(INSTANCE, _OBJECT, text, [], [], node)
            if count:
                lines.append(f"{node} {bf.count} {literal(count)}")
    sides = [side for code in "def" for text in only(field, code) if (side := unwrapped(text.strip(" ()")).rstrip(" x×"))]
    if sides:
        lines += characteristic(INSTANCE, _RASTER, " x ".join(sides), [], [])
    if text := join(field, "gi").strip():
        lines += note(INSTANCE, "352" + text, text, _COMPUTER)
    return lines


group.ignore("352j", "no subfield of the format in force")

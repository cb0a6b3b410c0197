# SPDX-License-Identifier: Apache-2.0
"""Legacy Vietnamese text of one record undone: field by field, with what the record's other fields and the whole file tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mucluc.converters.encodings import from_marc8, nfc
from mucluc.converters.record import SUBFIELD, Fault, Place

from . import signs
from .recognise import NOTHING, Verdict, recognise, utf8_undone
from .repair import capitals_restored, horns_restored
from .syllables import score
from .tables import ENCODINGS, NAMES, WITHOUT_CAPITALS, byte_text, decode

Field = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Legacy:
    """What the texts of a file are taken to be. encoding: a name of `tables.NAMES`, empty for nothing in particular.

    given: by the configuration, so that it is applied to every text beyond ASCII without a look (without an encoding: nothing is undone);
    else found in a sample of the file. raw: whether the file's bytes are those of the encoding, and not UTF-8 of text mistaken for another.
    """

    encoding: str = ""
    given: bool = False
    raw: bool = False

    @property
    def everywhere(self) -> bool:
        """Whether every record must be looked at, not only those with a sign of such text."""
        return (self.given and self.encoding != "") or self.encoding == "viqr"


AUTO = Legacy()


def read_field(encoding: str, text: str) -> str:
    """A field's byte text read in `encoding`, subfield by subfield: a mark never joins the subfield's code."""
    head, *parts = text.split(SUBFIELD)
    return SUBFIELD.join([read_text(encoding, head), *(part[:1] + read_text(encoding, part[1:]) for part in parts)])


def read_text(encoding: str, text: str) -> str:
    """Byte text read in `encoding`, a name of `tables.NAMES`."""
    if encoding == "utf-8":
        return utf8_undone(text) or text
    if encoding == "marc-8":
        return from_marc8(text.encode("latin-1"))[0]
    return decode(encoding, text)


def values(text: str) -> str:
    """A data field's text without indicators and codes."""
    return "\n".join(part[1:] for part in text.split(SUBFIELD)[1:])


def undone(fields: Sequence[Field], place: Place, legacy: Legacy = AUTO) -> tuple[list[Field], list[Fault]] | None:
    """The fields with what is legacy text read as it was meant, and what was found; None when nothing looks so.

    Text that is not sure enough to be undone stays as it is, with a Fault. Control fields are never touched.
    """
    if legacy.given and not legacy.encoding:
        return None
    normal = [(tag, text if text.isascii() else nfc(text)) for tag, text in fields]
    suspects = [number for number, (tag, text) in enumerate(normal) if tag > "009" and (legacy.everywhere or signs.suspicious(text))]
    if not suspects:
        return None
    made, faults = list(fields), list[Fault]()
    whole, plain = _pool(normal, suspects, legacy)
    for pool in (whole, plain):
        for number, text in _utf8(pool, legacy):
            made[number] = (made[number][0], text)
            if legacy.encoding != "utf-8":
                faults.append(Fault("text-legacy", replace(place, tag=made[number][0]), Verdict("utf-8", 1.0).said))
        faults.extend(_decoded(pool, made, place, legacy, set(suspects)))
    return made, faults


def _pool(fields: Sequence[Field], suspects: list[int], legacy: Legacy) -> tuple[dict[int, str], dict[int, str]]:
    """The byte texts of the fields that may be legacy text, by number: beyond ASCII (all such, for they tell of each other) and in
    ASCII.
    """
    plain: dict[int, str] = {}
    if legacy.encoding == "viqr" if legacy.given else any(fields[number][1].isascii() for number in suspects):
        plain = {number: text for number, (tag, text) in enumerate(fields) if tag > "009" and text.isascii() and signs.marked_viqr(text)}
    beyond: dict[int, str] = {}
    if not legacy.given or legacy.encoding != "viqr":
        for number, (tag, text) in enumerate(fields):
            if tag > "009" and not text.isascii() and (found := byte_text(text)) is not None:
                beyond[number] = found
    if not legacy.given and beyond.keys().isdisjoint(suspects):
        beyond = {}
    return beyond, plain


def _utf8(pool: dict[int, str], legacy: Legacy) -> Iterator[tuple[int, str]]:
    """The fields that were UTF-8 once, taken out of the pool."""
    if legacy.given and legacy.encoding != "utf-8":
        return
    for number, text in list(pool.items()):
        if (found := utf8_undone(text)) is not None:
            del pool[number]
            yield number, found


def _decoded(pool: dict[int, str], made: list[Field], place: Place, legacy: Legacy, suspects: set[int]) -> Iterator[Fault]:
    """Put what the fields of the pool say in the encoding that they are most likely in; yield what was done and what is doubtful."""
    if not pool or (legacy.given and legacy.encoding == "utf-8"):
        return
    verdict = Verdict(legacy.encoding, 1.0, sure=True) if legacy.given else recognise(map(values, pool.values()), as_is=True, marc8=True)
    if legacy.encoding and not verdict.sure:
        verdict = replace(verdict, encoding=legacy.encoding, sure=True)
    if not verdict.sure:
        if verdict.doubtful:
            yield from (Fault("text-doubtful", replace(place, tag=made[number][0]), verdict.said) for number in pool if number in suspects)
        return
    horns = not any("\xad" in text for text in pool.values())
    for number, text in pool.items():
        tag = made[number][0]
        if not legacy.given and not _better(verdict.encoding, values(text)):
            continue
        if verdict.encoding != legacy.encoding:
            yield Fault("text-legacy", replace(place, tag=tag), verdict.said)
        found, mended = _restored(verdict.encoding, read_field(verdict.encoding, text), horns)
        yield from (Fault(code, replace(place, tag=tag), note) for code, note in mended)
        made[number] = (tag, found)


def _better(encoding: str, text: str) -> bool:
    """Whether more of a byte text is Vietnamese when it is read in `encoding` than as it is."""
    # MARC-8 is no table of ours; it tells by itself what it cannot read.
    read = decode(encoding, text, strict=True) if encoding in ENCODINGS else read_text(encoding, text)
    after = score(read, encoding not in WITHOUT_CAPITALS)
    return after.value > score(nfc(text)).value


def _restored(encoding: str, text: str, horns: bool) -> tuple[str, list[tuple[str, str]]]:
    """A decoded field with what its encoding could not carry put back, and codes and notes of Faults. horns: whether the soft hyphens
    are gone.
    """
    if encoding not in WITHOUT_CAPITALS:
        return text, []
    capitals = restored = 0
    head, *parts = text.split(SUBFIELD)
    for number, part in enumerate(parts):
        value, words = capitals_restored(part[1:])
        capitals += words
        if horns:
            value, words = horns_restored(value)
            restored += words
        parts[number] = part[:1] + value
    said = [("text-soft-hyphen", restored), ("text-capitals", capitals)]
    return SUBFIELD.join([head, *parts]), [(code, f"{times} words") for code, times in said if times]


def legacy_field(encoding: str, raw: bytes, horns: bool) -> tuple[str, list[tuple[str, str]]]:
    """The text of a field whose bytes are in `encoding`, and codes and notes of what it says wrongly or not at all.

    horns: whether the record has no soft hyphen, so that they may have been taken out.
    """
    text = raw.decode("latin-1")
    found, said = _restored(encoding, read_field(encoding, text), horns)
    if encoding in ENCODINGS and "\ufffd" in decode(encoding, text, strict=True):
        said.append(("encoding-undecodable", NAMES[encoding]))
    return found, said


def of_bytes(raw: Sequence[bytes], marc8: bool, legacy: Legacy) -> Verdict:
    """What the fields of a record are in that are not UTF-8; not sure when it is nothing Vietnamese. marc8: whether the leader says so."""
    texts = [each.decode("latin-1") for each in raw]
    verdict = NOTHING
    if legacy.encoding or any(signs.suspicious(nfc(text)) for text in texts):
        verdict = recognise(map(values, texts), as_is=False, marc8=marc8)
    if legacy.encoding and not verdict.sure:
        return Verdict(legacy.encoding, verdict.confidence, verdict.weight, sure=True)
    return verdict


def cells_undone(cells: list[str], legacy: Legacy) -> list[str]:
    """The cells of a table's row read as they were meant; as they are where that is not sure.

    A byte that is not UTF-8 stands in them as a lone surrogate (U+DC80 and up). legacy: of the file.
    """
    raw = {number: _bytes_of(cell) for number, cell in enumerate(cells) if _SURROGATE.search(cell)}
    verdict = recognise(raw.values(), as_is=False) if raw else NOTHING
    encoding = legacy.encoding or (verdict.encoding if verdict.sure else "")
    if not encoding:
        return cells
    return [read_text(encoding, raw[number]) if number in raw else _cell(cell, legacy) for number, cell in enumerate(cells)]


_SURROGATE = re.compile("[\udc80-\udcff]")


def _bytes_of(cell: str) -> str:
    return cell.encode("utf-8", "surrogateescape").decode("latin-1")


def _cell(cell: str, legacy: Legacy) -> str:
    """A cell of Unicode text that may have been mistaken for another encoding before."""
    text = byte_text(cell) if legacy.encoding and not legacy.raw and cell.isascii() == (legacy.encoding == "viqr") else None
    if text is None or not (legacy.given or _better(legacy.encoding, text)):
        return cell
    return read_text(legacy.encoding, text)

# SPDX-License-Identifier: Apache-2.0
"""MARCXML as nearly every program writes it, read by one regular expression a record: twice as fast as a parser that calls back.

Only what is beyond doubt is read so: UTF-8, one root element, no comments or sections, attributes in one of the two
usual orders. Each record must match a grammar under which it can mean one thing only. At the first byte that does not, all
that follows is left to the parser (`marcxml.MarcXmlReader`), which gives the same records and says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, NamedTuple

from .record import SUBFIELD

CHUNK = 64 * 1024
LONGEST = 256 * 1024
"""Bytes that a record may have here; the parser knows what to do with a longer one."""
_NAMESPACE = "http://www.loc.gov/MARC21/slim"
_PROLOGUE = re.compile(
    rb"""(?:<\?xml\ version="1\.0"(?:\ encoding="(?:UTF-8|utf-8)")?(?:\ standalone="(?:yes|no)")?\ ?\?>)?[\ \t\r\n]*
    <(?:(?P<prefix>[A-Za-z]{1,12}):)?collection(?P<attributes>(?:[\ \t\r\n]+[A-Za-z:]{1,30}="[^"<&]*")*)[\ \t\r\n]*>[\ \t\r\n]*(?=<)""",
    re.VERBOSE,
)
_DECLARED = re.compile(rb'xmlns(?::([A-Za-z]+))?="([^"]*)"')
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


class Found(NamedTuple):
    """A record as it stands in the document: leader, fields as `Record` has them, where its element begins."""

    leader: str
    fields: list[tuple[str, str]]
    offset: int


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the records of one document are written. whole: a record; subfield: the rest of each; at: where tag and indicators stand."""

    whole: re.Pattern[str]
    subfield: re.Pattern[str]
    control: re.Pattern[str]
    field: str
    end: bytes
    at: tuple[int, int, int, int]


@cache
def _grammar(prefix: str, tag_first: bool) -> Grammar:
    p = f"{prefix}:" if prefix else ""
    text = r"[^<&\x00-\x1f]*+(?:&(?:amp|lt|gt|quot|apos|#[0-9]{2,6}|#x[0-9A-Fa-f]{2,5});[^<&\x00-\x1f]*+)*+"
    tag, ind = 'tag="[0-9A-Za-z]{3}"', r'ind1="[^"<&\x00-\x1f]" ind2="[^"<&\x00-\x1f]"'
    attributes = f"{tag} {ind}" if tag_first else f"{ind} {tag}"
    subfield = rf'<{p}subfield code="[^"<&\x00-\x20]">{text}</{p}subfield>[ \t\r\n]*+'
    whole = (
        rf"<{p}record(?: type=\"[A-Za-z]*\")?>[ \t\r\n]*+<{p}leader>({text})</{p}leader>[ \t\r\n]*+"
        rf'((?:<{p}controlfield tag="00[1-9]">{text}</{p}controlfield>[ \t\r\n]*+)*+)'
        rf"((?:<{p}datafield {attributes}>[ \t\r\n]*+(?:{subfield})++</{p}datafield>[ \t\r\n]*+)*+)"
    )
    return Grammar(
        re.compile(whole),
        re.compile(rf'<{p}subfield code="(.">[^<]*+)'),
        re.compile(rf'<{p}controlfield tag="(...)">([^<]*+)'),
        f'<{p}datafield {"tag=" if tag_first else "ind1="}"',
        f"</{p}record>".encode(),
        (0, 3, 11, 20) if tag_first else (17, 20, 0, 9),
    )


class PlainReader:
    """Reads records from the start of a stream for as long as they are beyond doubt.

    known: whether the bytes of a record, in a document that is written so, at this offset, need not be read.
    prologue: the bytes up to the first record; empty when the document begins otherwise, and then nothing is taken.
    rest, position: what has been read of the stream and not been taken, and where that begins.
    """

    def __init__(self, stream: BinaryIO, known: Callable[[bytes, str, int], bool] = lambda data, how, offset: False) -> None:
        self._stream = stream
        self._known = known
        self.rest, self.position = stream.read(CHUNK), 0
        self.prologue = b""

    def read(self) -> Iterator[Found | None]:
        """The records, in order, None for a known one. `rest` and `position` are right when they have all been given."""
        grammar = self._begin()
        while grammar is not None:
            *pieces, left = self.rest.split(grammar.end)
            for number, piece in enumerate(pieces):
                bare = piece.lstrip(b" \t\r\n")
                if self._known(bare, grammar.field, self.position + len(piece) - len(bare)):
                    self.position += len(piece) + len(grammar.end)
                    yield None
                    continue
                found = _record(piece, self.position, grammar)
                if found is None:
                    self.rest = grammar.end.join([*pieces[number:], left])
                    return
                self.position += len(piece) + len(grammar.end)
                yield found
            chunk = self._stream.read(CHUNK)
            self.rest = left + chunk
            if not chunk or len(left) > LONGEST:
                return

    def _begin(self) -> Grammar | None:
        start = _PROLOGUE.match(self.rest)
        if start is None:
            return None
        declared = {name.decode(): uri.decode("ascii", "replace") for name, uri in _DECLARED.findall(start["attributes"])}
        prefix = (start["prefix"] or b"").decode()
        if declared.get(prefix, "") != (_NAMESPACE if declared or prefix else ""):
            return None
        self.prologue = start[0]
        self.rest, self.position = self.rest[start.end() :], start.end()
        colon = f"{prefix}:" if prefix else ""
        return _grammar(prefix, f"<{colon}datafield tag=".encode() in self.rest)


def _record(piece: bytes, position: int, grammar: Grammar) -> Found | None:
    """The record in `piece` (without its end tag), which stands at byte `position`; None when anything is not as it is expected."""
    try:
        text = piece.decode().lstrip(" \t\r\n")
    except UnicodeDecodeError:
        return None
    match = grammar.whole.fullmatch(text)
    if match is None or "]]>" in text or "\ufffe" in text or "\uffff" in text:
        return None
    leader, controls, data = match.groups()
    fields = grammar.control.findall(controls)
    starts = grammar.at
    for part in data.split(grammar.field)[1:]:
        subfields = grammar.subfield.findall(part)
        said = SUBFIELD.join(subfields)
        twice = said.count('">') != len(subfields)  # the mark between code and text stands in a text too
        said = SUBFIELD.join([each[0] + each[3:] for each in subfields]) if twice else said.replace('">', "")
        fields.append((part[starts[0] : starts[1]], f"{part[starts[2]]}{part[starts[3]]}{SUBFIELD}{said}"))
    if "&" in text:
        if "&#" in text and not all(map(_is_text, _NUMBER.findall(text))):
            return None
        leader, fields = _unescaped(leader), [(tag, _unescaped(said)) for tag, said in fields]
    return Found(leader, fields, position + len(piece) - len(text.encode()))


_NUMBER = re.compile("&#(x?)([0-9A-Fa-f]+);")


def _is_text(number: tuple[str, str]) -> bool:
    """Whether a character reference is to a character of XML that is no control."""
    code = int(number[1], 16 if number[0] else 10)
    return 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


def _unescaped(text: str) -> str:
    if "&" in text:
        if "&#" in text:
            text = _NUMBER.sub(lambda found: chr(int(found[2], 16 if found[1] else 10)).replace("&", "&amp;"), text)
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text

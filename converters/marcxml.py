# SPDX-License-Identifier: Apache-2.0
"""MARCXML, alone or in an envelope (OAI-PMH, SRU), one record at a time, with entities and everything external refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from .framing import LIMIT
from .marcxml_plain import PlainReader
from .path import MarcPath
from .record import SUBFIELD, Fault, Place, Record
from .tidy import settle
from .vietnamese.tables import ENCODINGS
from .vietnamese.undo import AUTO, Legacy

NAMESPACE = "http://www.loc.gov/MARC21/slim"
CHUNK = 64 * 1024
_DEPTH = 200  # no envelope is nested so deep; an attack on the parser's stack is
_RECORD, _LEADER, _CONTROL, _DATA, _SUBFIELD = range(1, 6)
_LOCAL = {"record": _RECORD, "leader": _LEADER, "controlfield": _CONTROL, "datafield": _DATA, "subfield": _SUBFIELD}
_KINDS = _LOCAL | {f"{NAMESPACE} {name}": kind for name, kind in _LOCAL.items()}
_START = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?record[\s/>]")
_LAYOUT = re.compile(r"\s*[\t\r\n]\s*")


class _Refused(Exception):
    """The document is not read any further; the argument is the Fault's code."""


class MarcXmlReader:
    """Reads one stream. encoding: `auto` believes the document, else a codec. identity, legacy: see `tidy.settle`.

    expat and not lxml: it streams in constant memory, knows byte offsets, can reach neither network nor files, and is twice as
    fast here. A document that declares entities is refused. One that breaks off keeps what was complete; where it is not well-formed
    the record at that place is lost and reading goes on at the next one.
    """

    def __init__(self, name: str, encoding: str = "auto", identity: MarcPath | None = None, legacy: Legacy = AUTO) -> None:
        self.name = name
        self.encoding = "iso-8859-1" if legacy.raw else None if encoding in ("auto", "marc-8", *ENCODINGS) else encoding
        self.identity = identity
        self.legacy = legacy
        self.ordinal = 0
        self.ready: list[Record | Fault] = []
        self._namespaces: dict[str, str] = {}
        self._resumed = False
        self._lost, self._carried = False, b""
        self._depth = self._open = 0
        self._begin(0)

    def read(self, stream: BinaryIO) -> Iterator[Record | Fault]:
        """Records in their order, each after the faults that belong to it."""
        if self.encoding is None:
            plain = PlainReader(stream)
            for found in plain.read():
                self.ordinal += 1
                yield from settle(found.leader, found.fields, Place(self.name, self.ordinal, found.offset), self.identity, self.legacy)
            yield from self._parse(plain.rest, plain.position, stream, plain.prologue)
        else:
            yield from self._parse(stream.read(CHUNK), 0, stream, b"")

    def _parse(self, chunk: bytes, position: int, stream: BinaryIO, prologue: bytes) -> Iterator[Record | Fault]:
        """What the parser makes of `chunk`, which stands at byte `position`, and of the rest; prologue: the root's start, read before."""
        if prologue:
            self._begin(position - len(prologue))
            self._parser.Parse(prologue, False)
        while True:
            try:
                yield from self._feed(chunk, position)
            except _Refused as refused:
                yield from self._taken()
                yield Fault(str(refused), Place(self.name, self.ordinal + 1, self._offset()))
                return
            if not chunk:
                return
            position += len(chunk)
            chunk = stream.read(CHUNK)

    def _taken(self) -> list[Record | Fault]:
        taken, self.ready = self.ready, []
        return taken

    def _feed(self, chunk: bytes, position: int) -> Iterator[Record | Fault]:
        """What `chunk`, which stands at byte `position`, completes; an empty one ends the document."""
        while True:
            if self._lost:  # damage lies behind: look for the next record
                window = self._carried + chunk
                found = _START.search(window)
                if found is None:
                    self._carried = window[-64:]
                    return
                position += found.start() - len(self._carried)
                chunk = window[found.start() :]
                self._resume(found[1], position)
            try:
                self._parser.Parse(chunk, not chunk)
                if position + len(chunk) - self._offset() > LIMIT:
                    raise _Refused("marcxml-too-long")
                yield from self._taken()
                return
            except (expat.ExpatError, LookupError, ValueError) as error:
                yield from self._taken()
                if not self._resumed or self._open:
                    yield self._damage(error, not chunk)
                skip = max(self._offset() - position, 1)
                position, chunk = position + skip, chunk[skip:]
                self._lost, self._carried = True, b""
                if not chunk:
                    return

    def _damage(self, error: Exception, at_end: bool) -> Fault:
        place = Place(self.name, self.ordinal + 1, self._place.offset if self._open else self._offset())
        if at_end:
            return Fault("marcxml-unfinished", place)
        said = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else type(error).__name__
        return Fault("marcxml-not-well-formed", place, f"{said} at byte {self._offset()}")

    def _offset(self) -> int:
        return self._origin + max(self._parser.CurrentByteIndex, 0)

    def _begin(self, origin: int) -> None:
        """A new parser for bytes from `origin` of the file on."""
        parser = expat.ParserCreate(self.encoding, namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = CHUNK
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        parser.StartNamespaceDeclHandler = self._namespace
        self._parser, self._origin = parser, origin
        self._lost, self._carried = False, b""
        self._depth = self._open = 0  # open: depth of the record that is being read; 0 between records
        self._reset()

    def _resume(self, prefix: bytes | None, position: int) -> None:
        """Go on at a record that begins at `position`, inside an envelope that declares what the document's root declared."""
        names = self._namespaces | ({prefix.decode(): NAMESPACE} if prefix and prefix.decode() not in self._namespaces else {})
        declared = "".join(f" xmlns{':' if name else ''}{name}={quoteattr(uri)}" for name, uri in names.items())
        envelope = f"<envelope{declared}>".encode()
        self._begin(position - len(envelope))
        self._resumed = True
        self._parser.Parse(envelope, False)

    def _entity(self, *_: object) -> None:
        raise _Refused("marcxml-entities")

    def _skipped(self, name: str, parameter: bool) -> None:
        if self._open and not parameter:
            self._faults.append(Fault("marcxml-unknown-entity", self._place))
            self._text.append("\ufffd")

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if self._depth == 0 and not self._resumed and len(self._namespaces) < 64:
            self._namespaces[prefix or ""] = uri or ""

    def _reset(self) -> None:
        self._leader = ""
        self._fields: list[tuple[str, str]] = []
        self._faults: list[Fault] = []
        self._text: list[str] = []
        self._field: list[str] = []
        self._tag = self._code = ""
        self._size = 0
        self._place = Place(self.name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            raise _Refused("marcxml-too-deep")
        kind = _KINDS.get(name) or _LOCAL.get(name.rpartition(" ")[2], 0)
        if kind == _RECORD:
            self._reset()
            self._open = self._depth
            self._place = Place(self.name, self.ordinal + 1, self._offset())
        elif kind and self._open:
            self._size += 64
            if kind == _SUBFIELD:
                self._subfield_begins(attributes.get("code", ""))
            elif kind == _DATA:
                self._tag = attributes.get("tag", "")
                indicators = attributes.get("ind1", "") + attributes.get("ind2", "")
                if len(indicators) != 2:
                    indicators = attributes.get("ind1", "")[:1].ljust(1) + attributes.get("ind2", "")[:1].ljust(1)
                    self._faults.append(Fault("marcxml-indicators", replace(self._place, tag=self._tag or None)))
                self._field = [indicators]
            elif kind == _CONTROL:
                self._tag = attributes.get("tag", "")
            self._text = []

    def _subfield_begins(self, code: str) -> None:
        if stray := "".join(self._text).strip():
            self._field.append(stray)  # settle() sees text in front of the first delimiter and reports it
        self._code = code if len(code) == 1 else ""
        if not self._code:
            self._faults.append(Fault("marcxml-subfield-code", replace(self._place, tag=self._tag or None)))

    def _data(self, text: str) -> None:
        if self._open:
            self._size += len(text)
            if self._size <= LIMIT:
                self._text.append(text)

    def _end(self, name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if not self._open:
            return
        kind = _KINDS.get(name) or _LOCAL.get(name.rpartition(" ")[2], 0)
        if kind == _SUBFIELD:
            if self._code and self._size <= LIMIT:
                self._field.append(f"{SUBFIELD}{self._code}{_flat(self._text)}")
            self._text = []
        elif kind == _DATA:
            if stray := "".join(self._text).strip():
                self._field.insert(1, stray)
            if self._size <= LIMIT:
                self._fields.append((self._tag, "".join(self._field)))
            self._field, self._text = [], []
        elif kind == _CONTROL:
            self._fields.append((self._tag, _flat(self._text)))
        elif kind == _LEADER:
            self._leader = _flat(self._text)
        elif kind == _RECORD and depth == self._open:
            self._record_ends(name)

    def _record_ends(self, name: str) -> None:
        self._open = 0
        if not (self._leader or self._fields) and name != f"{NAMESPACE} record":
            return  # an envelope's own `record`, such as OAI-PMH's of a deleted one
        self.ordinal += 1
        self.ready.extend(self._faults)
        if self._size > LIMIT:
            self.ready.append(Fault("marcxml-too-long", self._place, f"over {LIMIT} characters"))
        else:
            self.ready.extend(settle(self._leader, self._fields, self._place, self.identity, self.legacy))
        self._reset()


def _flat(texts: list[str]) -> str:
    """Text without the line breaks and tabs that lay a document out; blanks stay, for control fields count them."""
    text = texts[0] if len(texts) == 1 else "".join(texts)
    if "\n" in text or "\t" in text or "\r" in text:
        return _LAYOUT.sub(" ", text.strip("\t\r\n")) if text.strip() else ""
    return text

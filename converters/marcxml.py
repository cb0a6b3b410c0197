# SPDX-License-Identifier: Apache-2.0
"""MARCXML, alone or in an envelope (OAI-PMH, SRU), one record at a time, with entities and everything external refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from .framing import LIMIT
from .known import UNKNOWN, Known
from .marcxml_elements import NAMESPACE, DamagedXmlError, Elements
from .marcxml_plain import PlainReader
from .path import MarcPath
from .record import Fault, Place, Record
from .tidy import settle
from .vietnamese.tables import ENCODINGS
from .vietnamese.undo import AUTO, Legacy

CHUNK = 64 * 1024
_TRIES = 16  # times that what an unclosed comment or section has swallowed is read once more
_NAMES, _NAME_LENGTH = 64, 1000
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_WIDE = {b"\xff\xfe": "utf-16le", b"<\0": "utf-16le", b"\xfe\xff": "utf-16be", b"\0<": "utf-16be"}
_STARTS = {
    "": re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?record[\s/>]"),
    "utf-16le": re.compile(rb"<\0(?:((?:[\w.-]\0)+):\0)?r\0e\0c\0o\0r\0d\0[\s/>]\0"),
    "utf-16be": re.compile(rb"\0<(?:((?:\0[\w.-])+)\0:)?\0r\0e\0c\0o\0r\0d\0[\s/>]"),
}


class _Refused(Exception):
    """The document is not read any further; the argument is the Fault's code."""


class MarcXmlReader:
    """Reads one stream. encoding: `auto` believes the document, else a codec. identity, legacy: see `tidy.settle`.

    expat and not lxml: it streams in constant memory, knows byte offsets, can reach neither network nor files, and is twice as
    fast here. A document that declares entities is refused. One that breaks off keeps what was complete; where it is not well-formed
    the record at that place is lost and reading goes on at the next one, also at one that an unclosed comment would have swallowed.
    """

    def __init__(self, name: str, encoding: str = "auto", identity: MarcPath | None = None, legacy: Legacy = AUTO) -> None:
        self.name = name
        self.encoding = "iso-8859-1" if legacy.raw else None if encoding in ("auto", "marc-8", *ENCODINGS) else encoding
        self.identity = identity
        self.legacy = legacy
        self._elements = Elements(name, identity, legacy)
        self._namespaces: dict[str, str] = {}
        self._resumed = self._lost = False
        self._tries = _TRIES
        self._wide = ""
        self._held = b""  # bytes that belong to a token which is not complete
        self._held_at = 0
        self._begin(0)

    def read(self, stream: BinaryIO, known: Known = UNKNOWN) -> Iterator[Record | Fault]:
        """Records in their order, each after the faults that belong to it. known: is asked of each that `PlainReader` reads."""
        if self.encoding is None:
            how, elements = f"{self.identity and self.identity.text} {self.legacy}", self._elements
            plain = PlainReader(stream, lambda data, prefix, offset: known.begins(data, f"{prefix} {how}", elements.ordinal + 1, offset))
            for found in plain.read():
                elements.ordinal += 1
                if found is not None:
                    place = Place(self.name, elements.ordinal, found.offset)
                    yield from settle(found.leader, found.fields, place, self.identity, self.legacy)
            known.apart()
            yield from self._parse(plain.rest, plain.position, stream, plain.prologue)
        else:
            yield from self._parse(stream.read(CHUNK), 0, stream, b"")

    def _parse(self, chunk: bytes, position: int, stream: BinaryIO, prologue: bytes) -> Iterator[Record | Fault]:
        """What the parser makes of `chunk`, which stands at byte `position`, and of the rest; prologue: the root's start, read before."""
        if not position:
            yield from self._coding(chunk)
        try:
            if prologue:
                self._begin(position - len(prologue))
                yield from self._feed(prologue, position - len(prologue))
            while chunk:
                yield from self._feed(chunk, position)
                position += len(chunk)
                chunk = stream.read(CHUNK)
            yield from self._feed(b"", position)
        except _Refused as refused:
            yield from self._taken()
            yield Fault(str(refused), Place(self.name, self._elements.ordinal + 1, self._offset()))

    def _coding(self, head: bytes) -> Iterator[Fault]:
        """Settle how the document is coded where its declaration cannot be true; a parser would lose all of it or misread it."""
        self._wide = _WIDE.get(head[:2], "")
        declared = _DECLARED.match(head.replace(b"\0", b"") if self._wide else head.removeprefix(b"\xef\xbb\xbf"))
        said = declared[1].decode().lower() if declared else ""
        if self.encoding is not None or said in ("", "utf-8", "utf8"):
            wrong = bool(self._wide and said)
        else:
            wrong = not self._wide and _is_utf8(head)
        if self.encoding is None and (wrong or self._wide):
            self.encoding = self._wide or "utf-8"
            self._begin(0)
        if wrong:
            yield Fault("marcxml-encoding-declared", Place(self.name, None, 0))

    def _taken(self) -> list[Record | Fault]:
        taken = self._elements.ready
        self._elements.ready = []
        return taken

    def _feed(self, chunk: bytes, position: int) -> Iterator[Record | Fault]:
        """What `chunk`, which stands at byte `position`, completes; an empty one ends the document."""
        at_end = not chunk
        while True:
            if self._lost:  # damage lies behind: look for the next record
                window = self._held + chunk
                found = _STARTS[self._wide].search(window)
                if found is None:
                    self._held = window[-128:]
                    return
                position += found.start() - len(self._held)
                chunk = window[found.start() :]
                self._resume(found[1], position)
            if not self._held:
                self._held_at = position
            self._held += chunk
            try:
                if chunk:
                    self._parser.Parse(chunk, False)
                if at_end:
                    self._parser.Parse(b"", True)
                read = max(self._certain() - self._held_at, 0)
                self._held, self._held_at = self._held[read:], self._held_at + read
                if len(self._held) > LIMIT:
                    raise DamagedXmlError("marcxml-too-long")
                yield from self._taken()
                return
            except (expat.ExpatError, DamagedXmlError, LookupError, ValueError) as error:
                yield from self._taken()
                if not self._resumed or self._elements.in_record:
                    yield self._damage(error, at_end)
                position, chunk = self._behind_damage(at_end or isinstance(error, DamagedXmlError))
                if not chunk:
                    return

    def _behind_damage(self, again: bool) -> tuple[int, bytes]:
        """Where to look for the next record, and what stands there. again: it was parsed before, as a comment that never closes."""
        skip = max(self._certain() - self._held_at, 1)
        self._tries -= again  # to look again and again would take for ever
        chunk = self._held[skip:] if self._tries > 0 else b""
        self._lost, self._held = True, b""
        return self._held_at + skip, chunk

    def _certain(self) -> int:
        """Byte before which everything has been read: where the token stands, or the CDATA section, that is not complete."""
        return self._offset() if self._section is None else self._section

    def _damage(self, error: Exception, at_end: bool) -> Fault:
        elements = self._elements
        place = Place(self.name, elements.ordinal + 1, elements.place.offset if elements.in_record else self._offset())
        if isinstance(error, DamagedXmlError):
            return Fault(error.code, place, f"at byte {self._offset()}")
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
        parser.EndElementHandler = self._elements.end
        parser.CharacterDataHandler = self._elements.data
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartCdataSectionHandler = self._section_begins
        parser.EndCdataSectionHandler = self._section_ends
        parser.XmlDeclHandler = self._declaration
        self._parser, self._origin = parser, origin
        self._lost, self._held, self._held_at = False, b"", origin
        self._section: int | None = None
        self._elements.restart()

    def _resume(self, prefix: bytes | None, position: int) -> None:
        """Go on at a record that begins at `position`, inside an envelope that declares what the document's root declared."""
        own = (prefix or b"").replace(b"\0", b"").decode("ascii", "replace")
        names = self._namespaces if not own or own in self._namespaces else self._namespaces | {own: NAMESPACE}
        declared = "".join(f" xmlns{':' if name else ''}{name}={quoteattr(uri)}" for name, uri in names.items())
        envelope = f"<envelope{declared}>".encode(self._wide or "utf-8")
        self._resumed = True
        self._begin(position - len(envelope))
        try:
            self._parser.Parse(envelope, False)
        except (expat.ExpatError, LookupError, ValueError):  # what the document declares is no encoding, or none that expat reads
            self.encoding = self._wide or "utf-8"
            self._begin(position - len(envelope))
            self._parser.Parse(envelope, False)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements.start(name, attributes, self._offset())

    def _section_begins(self) -> None:
        self._section = self._offset()

    def _section_ends(self) -> None:
        self._section = None

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if self.encoding is None and encoding:
            self.encoding = encoding  # for the parsers that go on behind damage

    def _entity(self, *_: object) -> None:
        raise _Refused("marcxml-entities")

    def _skipped(self, name: str, parameter: bool) -> None:
        if not parameter:
            self._elements.unknown_entity()

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if not self._elements.depth and not self._resumed and len(self._namespaces) < _NAMES and len(uri or "") < _NAME_LENGTH:
            self._namespaces[prefix or ""] = uri or ""


def _is_utf8(head: bytes) -> bool:
    """Whether the bytes are UTF-8 beyond ASCII; a character that the end cuts does not count. Text in another coding never is."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4 and not head[: error.start].isascii()
    return not head.isascii()

# SPDX-License-Identifier: Apache-2.0
"""What the elements of a MARCXML document say: from a parser's events to records, with a fault for all that is not MARCXML."""

from __future__ import annotations

import re
from dataclasses import replace

from .framing import LIMIT
from .path import MarcPath
from .record import SUBFIELD, Fault, Place, Record
from .tidy import settle
from .vietnamese.undo import AUTO, Legacy

NAMESPACE = "http://www.loc.gov/MARC21/slim"
_DEPTH = 200  # no envelope is nested so deep; an attack on the parser's stack is
_RECORD, _LEADER, _CONTROL, _DATA, _SUBFIELD = range(1, 6)
_LOCAL = {"record": _RECORD, "leader": _LEADER, "controlfield": _CONTROL, "datafield": _DATA, "subfield": _SUBFIELD}
_KINDS = _LOCAL | {f"{NAMESPACE} {name}": kind for name, kind in _LOCAL.items()}
_PARENT = {_LEADER: _RECORD, _CONTROL: _RECORD, _DATA: _RECORD, _SUBFIELD: _DATA}
_LAYOUT = re.compile(r"\s*[\t\r\n]\s*")


class DamagedXmlError(Exception):
    """The record that is open cannot be read on. code: of the Fault."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Elements:
    """Makes records of the events of one document, whatever parsers give them. Give `ready` on, and empty it, whenever you like.

    name: what a Place calls the source. identity, legacy: see `tidy.settle`. ordinal: of the last record. place: of the one that is open.
    """

    def __init__(self, name: str, identity: MarcPath | None, legacy: Legacy = AUTO) -> None:
        self.name = name
        self.identity = identity
        self.legacy = legacy
        self.ordinal = 0
        self.ready: list[Record | Fault] = []
        self.restart()

    def restart(self) -> None:
        """Forget what is open: another parser begins."""
        self._path: list[int] = []  # kinds of the elements that are open, 0 for those of no meaning here
        self._open = 0  # depth of the record that is being read; 0 between records
        self._reset()

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self._path)

    @property
    def in_record(self) -> bool:
        """Whether a record is open."""
        return self._open > 0

    def _reset(self) -> None:
        self._leader = ""
        self._fields: list[tuple[str, str]] = []
        self._faults: list[Fault] = []
        self._text: list[str] = []
        self._field: list[str] = []
        self._tag = self._code = ""
        self._size = self._strange = 0
        self._is_marc = False
        self.place = Place(self.name)

    def start(self, name: str, attributes: dict[str, str], offset: int) -> None:
        """An element begins at byte `offset`; raises DamagedXmlError when elements are nested too deeply."""
        kind = _KINDS.get(name) or _LOCAL.get(name.rpartition(" ")[2], 0)
        parent = self._path[-1] if self._path else 0
        self._path.append(kind)
        if len(self._path) > _DEPTH:
            raise DamagedXmlError("marcxml-too-deep")
        if kind == _RECORD:
            self._record_begins(offset)
        elif not self._open:
            if not kind and name.rpartition(" ")[2].lower() in _LOCAL:
                self.ready.append(Fault("marcxml-strange", Place(self.name, None, offset), "an element's name in capitals"))
        elif not kind:
            self._size += 64
            self._strange += 1
        else:
            self._size += 64
            self._is_marc = True
            if parent != _PARENT[kind] or (parent == _RECORD and self._stray()):
                self._strange += 1
            self._part_begins(kind, attributes)

    def _record_begins(self, offset: int) -> None:
        if self._is_marc:  # not an envelope's own `record`
            self.ordinal += 1
            self.ready.append(Fault("marcxml-unfinished", self.place))
        self._reset()
        self._open = len(self._path)
        self.place = Place(self.name, self.ordinal + 1, offset)

    def _part_begins(self, kind: int, attributes: dict[str, str]) -> None:
        if kind == _SUBFIELD:
            if stray := self._stray():
                self._field.append(stray)  # settle() sees text in front of the first delimiter and reports it
            code = attributes.get("code", "")
            self._code = code if len(code) == 1 else ""
            if not self._code:
                self._faults.append(Fault("marcxml-subfield-code", replace(self.place, tag=_shown(self._tag))))
        elif kind == _DATA:
            self._tag = attributes.get("tag", "")
            indicators = attributes.get("ind1", "") + attributes.get("ind2", "")
            if len(indicators) != 2:
                indicators = attributes.get("ind1", "")[:1].ljust(1) + attributes.get("ind2", "")[:1].ljust(1)
                self._faults.append(Fault("marcxml-indicators", replace(self.place, tag=_shown(self._tag))))
            self._field = [indicators]
        elif kind == _CONTROL:
            self._tag = attributes.get("tag", "")
        self._text = []

    def data(self, text: str) -> None:
        """Text of the element that is open."""
        if self._open:
            self._size += len(text)
            if self._size <= LIMIT:
                self._text.append(text)

    def unknown_entity(self) -> None:
        """A reference in the text whose meaning is not known."""
        if self._open:
            self._faults.append(Fault("marcxml-unknown-entity", self.place))
            self._text.append("\ufffd")

    def end(self, name: str) -> None:
        """The element that is open ends."""
        depth = len(self._path)
        kind = self._path.pop()
        if not self._open or not kind:
            return
        if kind == _RECORD:
            if depth == self._open:
                self._record_ends(name)
            return
        if kind == _SUBFIELD:
            if self._code and self._size <= LIMIT:
                self._field.append(f"{SUBFIELD}{self._code}{_flat(self._text)}")
        elif kind == _DATA:
            if stray := self._stray():
                self._field.insert(1, stray)
            if self._size <= LIMIT:
                self._fields.append((self._tag, "".join(self._field)))
            self._field = []
        elif kind == _CONTROL:
            self._fields.append((self._tag, _flat(self._text)))
        elif kind == _LEADER:
            self._strange += bool(self._leader)
            self._leader = self._leader or _flat(self._text)
        self._text = []

    def _stray(self) -> str:
        return "".join(self._text).strip()

    def _record_ends(self, name: str) -> None:
        self._open = 0
        if not (self._leader or self._fields) and name != f"{NAMESPACE} record":
            self._reset()
            return  # an envelope's own `record`, such as OAI-PMH's of a deleted one
        self.ordinal += 1
        self.ready.extend(self._faults)
        if self._strange or self._stray():
            self.ready.append(Fault("marcxml-strange", self.place, f"{self._strange + bool(self._stray())} times"))
        if self._size > LIMIT:
            self.ready.append(Fault("marcxml-too-long", self.place, f"over {LIMIT} characters"))
        else:
            self.ready.extend(settle(self._leader, self._fields, self.place, self.identity, self.legacy))
        self._reset()


def _shown(tag: str) -> str | None:
    """A tag as a Place may name it: what stands in an attribute can be any text."""
    return tag if len(tag) == 3 and tag.isascii() and tag.isalnum() else None


def _flat(texts: list[str]) -> str:
    """Text without the line breaks and tabs that lay a document out; blanks stay, for control fields count them."""
    text = texts[0] if len(texts) == 1 else "".join(texts)
    if "\n" in text or "\t" in text or "\r" in text:
        return _LAYOUT.sub(" ", text.strip("\t\r\n")) if text.strip() else ""
    return text

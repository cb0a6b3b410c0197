# SPDX-License-Identifier: Apache-2.0
"""MARC as lines of text: the mnemonic form of MARCMaker, MarcEdit and pymarc (`=245  10$aTitle`), and that of yaz (`245 10 $a Title`).

A line is a field, a blank line or the next leader ends a record. What a line says is decided line by line, so a file may mix the forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from .framing import LIMIT
from .iso2709 import decoded
from .mnemonics import spelled_out
from .path import MarcPath
from .record import SUBFIELD, Fault, Place, Record
from .streams import buffered, utf8
from .tidy import settle
from .vietnamese.undo import AUTO, Legacy

_BOM = "\xef\xbb\xbf"  # of UTF-8, seen as Latin-1
_MNEMONIC = re.compile(r"=(\w{3})(?:  | |\t|$)(.*)")
_PLAIN = re.compile(r"(LDR|[0-9][0-9A-Za-z]{2}) (.*)")
_BARE_LEADER = re.compile(r"[0-9 ]{5}[a-z][ -~]{17}[0-9 ]")
_APART = re.compile(r" \$([!-~])(?: |$)")
_TOGETHER = re.compile(r"\$(?=[!-#%-~])")  # before a blank or another one, a dollar sign is money
_INDICATORS = re.compile(r"([^$]{0,2})(.*)")
_NO_DELIMITERS = str.maketrans("\x1e\x1f", "\x02\x02")  # here they are control characters like any other: `settle` reports them
_REMARK = ("#", "<!--", "%")


def looks_like_lines(head: bytes) -> bool:
    """Whether the first line of `head` that is no remark is a field or a leader of one of the forms."""
    for line in head.decode("latin-1").removeprefix(_BOM).split("\n")[:200]:
        line = line.rstrip("\r")
        if line.strip() and not line.startswith(_REMARK):
            return bool(
                re.match(r"=(?:LDR|0\d\d|[1-9]\d\d) |(?:LDR|00\d) ", line) or (_BARE_LEADER.fullmatch(line) and b"\x1e" not in head)
            )
    return False


@dataclass(slots=True)
class _Begun:
    """A record while its lines are read. fields: tag and text as Latin-1 stands for bytes; mnemonic: which of them may hold names."""

    place: Place
    leader: str = ""
    fields: list[tuple[str, str, bool]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    size: int = 0

    def empty(self) -> bool:
        return not (self.leader or self.fields)


class MarcLinesReader:
    """Reads one stream. encoding: as `encodings.known` gives it; UTF-16 is known by its mark. identity: see `tidy.settle`."""

    def __init__(self, name: str, encoding: str = "auto", identity: MarcPath | None = None, legacy: Legacy = AUTO) -> None:
        self.name = name
        self.encoding = legacy.encoding if legacy.raw else encoding
        self.identity = identity
        self.legacy = legacy
        self.ordinal = 0

    def read(self, stream: BinaryIO, head: bytes) -> Iterator[Record | Fault]:
        """Records in their order, each after the faults that belong to it. head: the stream's first bytes, not taken from it."""
        stream = buffered(utf8(stream, head))
        begun = self._begin(0)
        offset = 0
        while raw := stream.readline(LIMIT):
            line = raw.decode("latin-1").rstrip("\r\n").translate(_NO_DELIMITERS)
            if offset == 0:
                line = line.removeprefix(_BOM)
            if not line.strip() or (self._begins(line) and not begun.empty()):
                yield from self._ended(begun)
                begun = self._begin(offset)
            if begun.empty() and not begun.size:
                begun.place = replace(begun.place, offset=offset)
            begun.size += len(raw) if line.strip() else 0
            if begun.size <= LIMIT:
                self._line(line, begun)
            offset += len(raw)
        yield from self._ended(begun)

    def _begin(self, offset: int) -> _Begun:
        return _Begun(Place(self.name, self.ordinal + 1, offset))

    @staticmethod
    def _begins(line: str) -> bool:
        return line.startswith(("=LDR ", "=000 ", "LDR ")) or _BARE_LEADER.fullmatch(line) is not None

    def _line(self, line: str, begun: _Begun) -> None:
        if not line.strip() or (begun.empty() and line.startswith(_REMARK)):
            begun.size = 0 if begun.empty() else begun.size
            return
        if found := _MNEMONIC.fullmatch(line):
            tag, text = found[1], found[2]
            control = tag < "010" or tag == "LDR"
            text = text.replace("\\", " ") if control else _together(text, "\\", begun, tag)
        elif begun.empty() and _BARE_LEADER.fullmatch(line):
            tag, text = "LDR", line
        elif found := _PLAIN.fullmatch(line):
            tag, text = found[1], found[2]
            if tag == "LDR" or tag in ("006", "007", "008"):
                text = text.replace("#", " ")
            elif tag >= "010":
                text = _apart(text) if _APART.match(text, 2) else _together(text, "#", begun, tag)
        else:
            self._odd(line, begun)
            return
        if tag in ("LDR", "000"):
            begun.leader = text
        else:
            begun.fields.append((tag, text, line.startswith("=")))

    @staticmethod
    def _odd(line: str, begun: _Begun) -> None:
        """A line that is no field goes on with the one before it, as MARCMaker has it; where there is none it is left out."""
        if not begun.fields:
            begun.faults.append(Fault("lines-not-a-field", begun.place, f"{len(line)} characters left out"))
            return
        tag, text, mnemonic = begun.fields[-1]
        begun.faults.append(Fault("lines-continued", replace(begun.place, tag=tag), f"{len(line)} characters"))
        begun.fields[-1] = (tag, text + " " + _TOGETHER.sub(SUBFIELD, line.strip(" \t")), mnemonic)

    def _ended(self, begun: _Begun) -> Iterator[Record | Fault]:
        if begun.empty() and not begun.faults and begun.size <= LIMIT:
            return
        self.ordinal += 1
        place = begun.place
        if begun.size > LIMIT:
            yield Fault("lines-too-long", place, f"over {LIMIT} bytes")
            return
        yield from begun.faults
        if begun.empty():
            return
        fields = []
        for tag, latin, mnemonic in begun.fields:
            text, wrong = decoded(latin.encode("latin-1"), begun.leader[9:10].encode("latin-1"), self.encoding)
            for code, note in wrong:
                yield Fault(code, replace(place, tag=tag), note)
            if mnemonic and "{" in text:
                parts = [spelled_out(part) for part in text.split(SUBFIELD)]
                text = SUBFIELD.join(part for part, _ in parts)
                if unknown := sum(len(names) for _, names in parts):
                    yield Fault("lines-mnemonic-unknown", replace(place, tag=tag), f"{unknown} left as written")
            fields.append((tag, text))
        yield from settle(begun.leader, fields, place, self.identity, self.legacy)


def _together(text: str, blank: str, begun: _Begun, tag: str) -> str:
    """A data field's text from `10$aTitle`; blank: what a blank indicator is written as."""
    indicators, rest = _INDICATORS.fullmatch(text).groups()  # type: ignore[union-attr]  # it matches any line
    parts = _TOGETHER.split(rest)
    if any("$" in part or len(part) == 1 for part in parts):
        begun.faults.append(Fault("lines-dollar", replace(begun.place, tag=tag)))
    if len(indicators) < 2:
        begun.faults.append(Fault("field-shape", replace(begun.place, tag=tag), f"{len(indicators)} indicators"))
    return SUBFIELD.join([indicators.replace(blank, " ").ljust(2) + parts[0], *parts[1:]])


def _apart(text: str) -> str:
    """A data field's text from `10 $a Title $b More`."""
    first, *parts = _APART.split(text[2:])
    return text[:2] + first + "".join(f"{SUBFIELD}{code}{value}" for code, value in zip(parts[::2], parts[1::2], strict=True))

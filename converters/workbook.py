# SPDX-License-Identifier: Apache-2.0
"""The template as an Excel workbook (.xlsx): its cells as the librarian sees them, a row at a time.

expat and not openpyxl, which is the tests' referee: a volunteer must hear of a formula and get its result, of merged cells and of
dates, and openpyxl's streaming reader gives a formula or its result, and no merged cells. Here nothing is evaluated, nothing outside
the file is opened, and a sheet of any length takes the memory of one row and of the workbook's table of texts.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.parsers import expat

from mucluc.vocab.text import fold

from .archive import RATIO, RATIO_FROM, member_of
from .cell_formats import Look, looks, shown
from .formats import Options
from .record import Fault, Place, Record
from .sheet_columns import header
from .sheet_rows import ROW_LIMIT
from .spreadsheet import HEADER_ROWS, Line, Table

WHOLE = 64 * 1024**2
"""Bytes of a workbook inside an archive."""

TEXTS = 64 * 1024**2
"""Bytes, unpacked, of the table of texts, which is held whole."""

SHEET = 1024**3
"""Bytes, unpacked, of a sheet."""

PART = 4 * 1024**2
"""Bytes, unpacked, of each other part that is read: the list of sheets, the styles."""

WIDTH = 256
"""Columns that are looked at."""

_CHUNK = 64 * 1024
_MERGED = 10_000
_EXAMPLES = frozenset(("vi du", "example"))  # the template's own sheet of examples is no data
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Found = Iterator[Record | Fault]


class _Broken(Exception):
    """The workbook cannot be read further. The arguments are a Fault's code and note."""


class Sheet(NamedTuple):
    """A sheet of a workbook: its name and the part that holds it."""

    name: str
    part: str


def read_workbook(archive: zipfile.ZipFile, size: int, options: Options) -> Found:
    """The records of the first sheet that has the template's columns; the others that have them are reported.

    archive: an opened .xlsx of `size` bytes.
    """
    table = Table(options.name)
    try:
        _within(archive, size)
        book = _Book(archive)
        places = [number for number, sheet in enumerate(book.sheets) if book.has_columns(sheet)]
        if not places:
            yield from table.read(iter(()))
            return
        sheet = _Sheet(book, book.sheets[places[0]])
        yield from table.read(sheet.lines())
        for block in sheet.merged:
            if (fault := _merged(block, table.header_row, options.name)) is not None:
                yield fault
        if places[1:]:
            yield Fault("sheet-others", Place(options.name), "sheets " + ", ".join(str(number + 1) for number in places[1:]))
    except _Broken as broken:
        yield Fault(broken.args[0], Place(options.name), broken.args[1])
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError) as error:
        yield Fault("workbook-broken", Place(options.name), type(error).__name__)


def _within(archive: zipfile.ZipFile, size: int) -> None:
    """Raise _Broken when the workbook is locked, or unpacks to more than may be: zipfile gives no more than the directory says."""
    total = sum(info.file_size for info in archive.infolist())
    if any(info.file_size > SHEET for info in archive.infolist()):
        raise _Broken("workbook-too-large", f"a part of more than {SHEET:,} bytes unpacked")
    if total > RATIO_FROM and total > RATIO * size:
        raise _Broken("archive-bomb", f"{size:,} bytes become {total:,}")
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise _Broken("archive-locked", "")


def _merged(block: str, header_row: int, name: str) -> Fault | None:
    """What is said of merged cells; nothing when they stand above the table's rows."""
    first, _, last = block.partition(":")
    begun, ended = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last)
    if begun is None or ended is None or int(ended[2]) <= header_row or not header_row:
        return None
    return Fault("sheet-merged", Place(name, None, int(begun[2]), cell=block), f"cells {block}")


def _parse(archive: zipfile.ZipFile, part: str, limit: int, handlers: dict[str, Any]) -> Iterator[None]:
    """Let expat read a part, giving control back after each chunk. Raises _Broken, ExpatError and what a broken archive raises."""
    info = archive.getinfo(part)
    if info.file_size > limit:
        raise _Broken("workbook-too-large", f"a part of {info.file_size:,} bytes, {limit:,} may be")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise _Broken("workbook-broken", "it declares entities")

    parser.EntityDeclHandler = refuse
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    with member_of(archive, info) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
        yield


def _elements(archive: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part in their order, by local name, with their attributes; the end of one is its name after a slash."""
    found: list[tuple[str, dict[str, str]]] = []

    def begins(name: str, attributes: dict[str, str]) -> None:
        found.append((_local(name), {_local(key): value for key, value in attributes.items()}))

    for _ in _parse(
        archive, part, PART, {"StartElementHandler": begins, "EndElementHandler": lambda name: found.append((f"/{_local(name)}", {}))}
    ):
        pass
    return found


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


class _Book:
    """What all sheets share: the list of them, the texts, and how numbers look."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        part = next((target for kind, target in self._targets("_rels/.rels", "").values() if kind == "officeDocument"), "xl/workbook.xml")
        folder, _, name = part.rpartition("/")
        targets = self._targets(f"{folder}/_rels/{name}.rels", folder)
        elements = _elements(archive, part)
        self.since_1904 = any(name == "workbookPr" and attributes.get("date1904") in ("1", "true") for name, attributes in elements)
        self.sheets = [
            Sheet(attributes.get("name", ""), targets[attributes["id"]][1])
            for name, attributes in elements
            if name == "sheet" and attributes.get("state", "visible") == "visible" and attributes.get("id") in targets
        ]
        parts = dict(targets.values())
        self.looks = looks(_elements(archive, parts["styles"])) if "styles" in parts else []
        self.texts = _texts(archive, parts["sharedStrings"]) if "sharedStrings" in parts else []

    def _targets(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        """By id: the kind of a related part and its name."""
        if part not in self.archive.NameToInfo:
            return {}
        found = {}
        for name, attributes in _elements(self.archive, part):
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                whole = target[1:] if target.startswith("/") else f"{folder}/{target}" if folder else target
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], whole)
        return found

    def has_columns(self, sheet: Sheet) -> bool:
        """Whether one of the sheet's first rows names the template's columns; the sheet of examples does not count."""
        if fold(sheet.name) in _EXAMPLES or sheet.part not in self.archive.NameToInfo:
            return False
        for line in _Sheet(self, sheet).lines():
            if isinstance(line.cells, list) and header(line.cells):
                return True
            if line.number >= HEADER_ROWS:
                break
        return False


def _texts(archive: zipfile.ZipFile, part: str) -> list[str]:
    """The table of texts. A text in several runs is one text; what tells how it is pronounced is no part of it."""
    texts: list[str] = []
    open_: list[str] = []
    held: list[str] = []

    def begins(name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        open_.append(local)
        if local == "si":
            held.clear()

    def ends(name: str) -> None:
        if open_.pop() == "si":
            texts.append(_plain("".join(held)))

    def data(text: str) -> None:
        if open_[-1] == "t" and "rPh" not in open_:
            held.append(text)

    for _ in _parse(archive, part, TEXTS, {"StartElementHandler": begins, "EndElementHandler": ends, "CharacterDataHandler": data}):
        pass
    return texts


def _plain(text: str) -> str:
    """A text without the escapes that stand for control characters (`_x000D_`)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


@dataclass(slots=True)
class _Cell:
    """A cell while its element is read."""

    position: int
    kind: str
    look: Look | None
    value: str = ""
    formula: bool = False


class _Sheet:
    """Reads one sheet. merged: the blocks of merged cells, known when its lines are read."""

    def __init__(self, book: _Book, sheet: Sheet) -> None:
        self._book = book
        self._part = sheet.part
        self.merged: list[str] = []
        self._ready: list[Line] = []
        self._number = self._size = 0
        self._cells: dict[int, str] = {}
        self._odd: dict[int, tuple[str, str]] = {}
        self._cell: _Cell | None = None
        self._into: list[str] | None = None

    def lines(self) -> Iterator[Line]:
        """The rows that have cells, with the numbers that the workbook gives them."""
        handlers: dict[str, Callable[..., None]] = {
            "StartElementHandler": self._begins,
            "EndElementHandler": self._ends,
            "CharacterDataHandler": self._data,
        }
        for _ in _parse(self._book.archive, self._part, SHEET, handlers):
            ready, self._ready = self._ready, []
            yield from ready

    def _begins(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._cells, self._odd, self._size = {}, {}, 0
            self._cell = _Cell(-1, "", None)
        elif local == "c":
            before = self._cell.position if self._cell else -1
            address = _ADDRESS.fullmatch(attributes.get("r", ""))
            style = attributes.get("s", "")
            look = self._book.looks[int(style)] if style.isdigit() and int(style) < len(self._book.looks) else None
            self._cell = _Cell(_position(address[1]) if address else before + 1, attributes.get("t", "n"), look)
        elif local == "f" and self._cell:
            self._cell.formula = True
        elif local in ("v", "t"):
            self._into = []
        elif local == "mergeCell" and len(self.merged) < _MERGED:
            self.merged.append(attributes.get("ref", ""))

    def _data(self, text: str) -> None:
        if self._into is not None:
            self._size += len(text)
            if self._size <= ROW_LIMIT:
                self._into.append(text)

    def _ends(self, name: str) -> None:
        local = _local(name)
        if local in ("v", "t") and self._into is not None:
            if self._cell:
                self._cell.value += "".join(self._into)
            self._into = None
        elif local == "c" and self._cell:
            self._cell_ends(self._cell)
        elif local == "row":
            self._row_ends()

    def _cell_ends(self, cell: _Cell) -> None:
        if cell.position >= WIDTH:
            return
        text, code = self._seen(cell)
        if cell.formula:
            code = code or ("sheet-formula" if text else "sheet-formula-empty")
        if text:
            self._cells[cell.position] = text
        if code:
            self._odd[cell.position] = (code, "")

    def _seen(self, cell: _Cell) -> tuple[str, str]:
        """A cell's text as the librarian sees it, and the code of a Fault."""
        if not cell.value:
            return "", ""
        if cell.kind == "s":
            return self._book.texts[int(cell.value)], ""
        if cell.kind in ("str", "inlineStr"):
            return _plain(cell.value), ""
        if cell.kind == "e":
            return "", "sheet-cell-error"
        if cell.kind == "b":
            return "TRUE" if cell.value == "1" else "FALSE", ""
        if cell.kind == "d":
            return cell.value[:10], "sheet-date"
        return shown(cell.value, cell.look, self._book.since_1904)

    def _row_ends(self) -> None:
        self._cell = None
        if self._size > ROW_LIMIT:
            self._ready.append(Line(self._number, "sheet-row-unreadable"))
        elif self._cells or self._odd:
            width = max([*self._cells, *self._odd]) + 1
            self._ready.append(Line(self._number, [self._cells.get(position, "") for position in range(width)], self._odd))


def _position(name: str) -> int:
    """The position of the column that a spreadsheet calls so, from 0."""
    place = 0
    for letter in name:
        place = place * 26 + ord(letter) - 64
    return place - 1

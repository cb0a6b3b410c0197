# SPDX-License-Identifier: Apache-2.0
"""gzip and ZIP: what is packed is read a little at a time, and what unpacks without end, hides or is locked is refused with a reason.

Nothing is ever unpacked to a path: the names in an archive only say in a Place where a record came from.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, cast

from .formats import PACKED, Options, records
from .gunzip import Gunzip, GunzipError
from .record import Fault, Place, Record

UNPACKED = 16 * 1024**3
"""Bytes that a gzip file or all members of a ZIP archive together may have unpacked."""

RATIO = 200
"""How many times larger than packed that may be, from RATIO_FROM bytes on: MARC packs to a tenth, MARCXML to a fiftieth."""

RATIO_FROM = 16 * 1024**2
MEMBERS = 1000
DIRECTORY = 8 * 1024**2
"""Bytes of a ZIP archive's directory, which is read whole."""

SEEN = 64 * 1024
_SOME = 16 * 1024
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_ARCHIVES = (*PACKED, b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd")
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_LOCKED = 0x1
_UTF8_NAME = 0x800
_SAID = 120
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError)
# What zipfile raises besides on a directory or a header that is damaged.
_ODD = (NotImplementedError, ValueError, LookupError, struct.error, OverflowError, RuntimeError)

Found = Iterator[Record | Fault]


class _Refused(Exception):
    """It is not read on; the arguments are a Fault's code and note."""


def unpacked(stream: io.BufferedReader, format_: str, options: Options) -> Found:
    """What a packed stream holds. format_: one of `formats.FORMATS`, for what is inside."""
    if stream.peek(2).startswith(_GZIP):
        return _gzip(stream, format_, options)
    return _zip(stream, format_, options)


class _Unpacked(io.RawIOBase):
    """A member in small reads, so that nothing before the damage of a broken one is lost."""

    def __init__(self, packed: zipfile.ZipExtFile) -> None:
        self._packed = packed

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As RawIOBase asks; raises what zipfile raises."""
        data = self._packed.read1(min(len(buffer), _SOME))
        buffer[: len(data)] = data
        return len(data)


def _within(size: int, packed: int) -> None:
    """Raise _Refused when `packed` bytes have become `size` bytes, and that is too many."""
    if size > UNPACKED:
        raise _Refused("archive-too-large", f"more than {UNPACKED:,} bytes unpacked")
    if size > RATIO_FROM and size > RATIO * packed:
        raise _Refused("archive-bomb", f"{packed:,} bytes become more than {size:,}")


def _gzip(stream: io.BufferedReader, format_: str, options: Options) -> Found:
    packed = Gunzip(cast(BinaryIO, stream))
    try:
        head = packed.head(SEEN)
        if head.startswith(_ARCHIVES):
            raise _Refused("archive-nested", "an archive inside gzip")
        yield from records(cast(BinaryIO, packed), head, format_, options)
    except _Refused as refused:
        yield Fault(refused.args[0], Place(options.name), refused.args[1])
    except GunzipError as damage:
        yield Fault(damage.code, Place(options.name, None, damage.offset), f"after {damage.offset} unpacked bytes")


class _Guarded:
    """A file of which no more than DIRECTORY bytes are read at once: zipfile reads the directory whole, however long it claims to be."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        """As of any stream; raises BadZipFile."""
        if size > DIRECTORY:
            raise zipfile.BadZipFile("a directory that is too long")
        return self._stream.read(size if size >= 0 else DIRECTORY)


def opened(stream: BinaryIO) -> zipfile.ZipFile:
    """The archive in a stream that can seek; raises BadZipFile."""
    try:
        return zipfile.ZipFile(cast(BinaryIO, _Guarded(stream)))
    except _ODD as error:
        raise zipfile.BadZipFile(type(error).__name__) from error


def member_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> zipfile.ZipExtFile:
    """A member as a stream, which gives no more bytes than the directory says; raises BadZipFile, and when read zlib.error and EOFError."""
    try:
        return cast(zipfile.ZipExtFile, archive.open(info))
    except _ODD as error:
        raise zipfile.BadZipFile(type(error).__name__) from error


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether the archive is a workbook of Excel's (.xlsx)."""
    names = archive.NameToInfo
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def _zip(stream: io.BufferedReader, format_: str, options: Options) -> Found:
    if stream.seekable():
        yield from _archive(cast(BinaryIO, stream), format_, options)
        return
    with tempfile.TemporaryFile() as whole:
        shutil.copyfileobj(stream, whole)
        yield from _archive(whole, format_, options)


def _archive(stream: BinaryIO, format_: str, options: Options) -> Found:
    place = Place(options.name)
    size = stream.seek(0, io.SEEK_END)
    try:
        archive = opened(stream)
    except _DAMAGE as error:
        yield Fault("archive-broken", place, _reason(error))
        return
    with archive:
        if is_workbook(archive):
            from .workbook import read_workbook

            yield from read_workbook(archive, size, options)
        elif "mimetype" in archive.NameToInfo:  # OpenDocument, EPUB
            yield Fault("file-is-workbook", place)
        else:
            yield from _members(archive, size, format_, options)


def _members(archive: zipfile.ZipFile, size: int, format_: str, options: Options) -> Found:
    """What the members of an archive of `size` bytes hold, in their order."""
    place = Place(options.name)
    infos = [info for info in archive.infolist() if not info.filename.endswith("/") and not _LITTER.search(info.filename)]
    if len(archive.infolist()) > MEMBERS:
        yield Fault("archive-members", place, f"{len(archive.infolist()):,} members, {MEMBERS:,} may be")
        return
    if not infos:
        yield Fault("file-empty", place, "an archive without files")
    total = 0
    for info in infos:
        inside = replace(options, name=f"{options.name}!{_said(info)}", start=0, end=None)
        total += info.file_size  # zipfile gives no more than this, whatever is packed
        try:
            _within(total, size)
            yield from _member(archive, info, format_, inside)
        except _Refused as refused:
            yield Fault(refused.args[0], Place(inside.name), refused.args[1])
            if refused.args[0] != "archive-nested":
                return
        except _DAMAGE as error:
            yield Fault("archive-member-broken", Place(inside.name), _reason(error))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, format_: str, options: Options) -> Found:
    place = Place(options.name)
    if info.flag_bits & _LOCKED:
        yield Fault("archive-locked", place)
        return
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield Fault("archive-method", place, f"method {info.compress_type}")
        return
    with member_of(archive, info) as member:
        head = member.peek(SEEN)[:SEEN]
        if head.startswith(_ZIP):
            yield from _workbook_inside(cast(BinaryIO, member), info, options)
        elif head.startswith(_ARCHIVES):
            raise _Refused("archive-nested", "an archive inside an archive")
        else:
            yield from records(cast(BinaryIO, _Unpacked(member)), head, format_, options)


def _workbook_inside(member: BinaryIO, info: zipfile.ZipInfo, options: Options) -> Found:
    """A workbook in an archive: it is an archive too, the only one that may be inside another. It must be copied, to seek in it."""
    from .workbook import WHOLE, read_workbook

    with tempfile.TemporaryFile() as whole:
        if info.file_size <= WHOLE:
            shutil.copyfileobj(member, whole)
            with opened(whole) as archive:
                if is_workbook(archive):
                    yield from read_workbook(archive, info.file_size, options)
                    return
    raise _Refused("archive-nested", "an archive inside an archive")


def _said(info: zipfile.ZipInfo) -> str:
    """A member's name as a Place may say it: no way up or out, no control characters, not longer than a line."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode()  # some programs write UTF-8 and do not say so
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]
    said = "".join(char if char.isprintable() else "\ufffd" for char in "/".join(parts))
    return said if len(said) <= _SAID else f"…{said[-_SAID + 1 :]}"


def _reason(error: Exception) -> str:
    """What may be said of a damage: only the kind of the error, for its words may hold a name from the archive."""
    if isinstance(error, zipfile.BadZipFile) and "CRC" in str(error):
        return "the checksum is wrong"
    return type(error).__name__

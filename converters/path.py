# SPDX-License-Identifier: Apache-2.0
"""MARC paths as library programmers write them (`245abc`, `856|40|u`, `008[35-37]`, `5XX`), compiled once."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .record import SUBFIELD, Record

GRAMMAR = "TAG, then |INDICATORS| or nothing, then subfield codes or [FROM-TO] or nothing: 245abc, 856|4*|u, 008[35-37], LDR[6], 5XX, 9**"
_CODES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class PathError(ValueError):
    """A text is not a MARC path; the message names the path, the position and the grammar."""


@dataclass(frozen=True, slots=True)
class MarcPath:
    """A compiled path. Make it with `compile_path`.

    text: as written. tag: three characters, `.` for any. codes: subfields asked for, in the order written; empty for the whole field.
    indicators: two characters, `*` for any; empty when not asked. start, stop: characters of a control field or the leader.
    """

    text: str
    tag: str
    indicators: str = ""
    codes: str = ""
    start: int | None = None
    stop: int | None = None

    def holds_tag(self, tag: str) -> bool:
        """Whether the path speaks of fields with this tag."""
        return _tag_pattern(self.tag).fullmatch(tag) is not None

    def holds_field(self, tag: str, text: str) -> bool:
        """Whether the path speaks of this field: tag and, for a data field, indicators."""
        if not self.holds_tag(tag):
            return False
        if not self.indicators:
            return True
        return tag >= "010" and all(want in ("*", have) for want, have in zip(self.indicators, text[:2].ljust(2), strict=True))

    def values_in(self, tag: str, text: str) -> Iterator[str]:
        """The values of one field that the path names: each subfield, the slice of a control field, or a control field's text."""
        if not self.holds_field(tag, text):
            return
        if tag < "010" or tag == "LDR":
            if not self.codes:
                part = text if self.start is None else text[self.start : self.stop]
                if part:
                    yield part
        elif self.start is None:
            for part in text.split(SUBFIELD)[1:]:
                if part and (not self.codes or part[0] in self.codes):
                    yield part[1:]

    def values_of(self, fields: Iterable[tuple[str, str]]) -> Iterator[str]:
        """`values_in` of every field, in order."""
        for tag, text in fields:
            yield from self.values_in(tag, text)

    def __call__(self, record: Record) -> list[str]:
        """The same as `values`."""
        return self.values(record)

    def values(self, record: Record) -> list[str]:
        """Every value of the record that the path names, in the record's order; each subfield on its own."""
        if self.tag == "LDR":
            return list(self.values_in("LDR", record.leader))
        return list(self.values_of(record.fields))

    def texts(self, record: Record) -> list[str]:
        """As `values`, but the subfields of one field joined by a space: traject's `extract_marc`."""
        if self.tag == "LDR":
            return self.values(record)
        joined = (" ".join(self.values_in(tag, text)) for tag, text in record.fields)
        return [text for text in joined if text]

    def exists(self, record: Record) -> bool:
        """Whether the record has anything at the path (without subfields or slice: any such field, empty or not)."""
        if not self.codes and self.start is None:
            return self.tag == "LDR" or any(self.holds_field(tag, text) for tag, text in record.fields)
        return bool(self.values(record))


@functools.lru_cache(maxsize=1024)
def _tag_pattern(tag: str) -> re.Pattern[str]:
    return re.compile(tag)


@functools.lru_cache(maxsize=4096)
def compile_path(text: str) -> MarcPath:
    """The path written as `text`; raises PathError.

    The grammar is that of traject (`MarcExtractor::Spec`): `X`, `x`, `*` or `.` in a tag stand for any character, a missing
    or `*` indicator for any, `#`, `_` or a blank for the blank indicator. `LDR` (or `000`) is the leader.
    """
    tag, rest = text[:3], text[3:]
    if len(tag) < 3 or not all(c.isascii() and (c.isalnum() or c in "*.") for c in tag):
        raise _wrong(text, 0, "a tag of three characters is missing")
    tag = "LDR" if tag in ("000", "LDR", "ldr") else re.sub("[Xx*.]", ".", tag)
    indicators = ""
    if rest.startswith("|"):
        end = rest.find("|", 1)
        if end < 0:
            raise _wrong(text, 3, "the second | after the indicators is missing")
        indicators = rest[1:end].replace("#", " ").replace("_", " ").ljust(2, "*")
        if len(indicators) != 2 or not all(c.isascii() and (c.isalnum() or c in " *") for c in indicators):
            raise _wrong(text, 4, "one or two indicators are expected between the two |")
        rest = rest[end + 1 :]
    if rest.startswith("["):
        return _sliced(text, tag, indicators, rest)
    for position, code in enumerate(rest, len(text) - len(rest)):
        if code not in _CODES:
            raise _wrong(text, position, f"{code!r} is no subfield code (a–z, 0–9)")
    if rest and (tag == "LDR" or (tag < "010" and "." not in tag)):
        raise _wrong(text, 3, "a control field or the leader has no subfields; write [FROM-TO]")
    return MarcPath(text, tag, indicators, rest)


def _sliced(text: str, tag: str, indicators: str, rest: str) -> MarcPath:
    found = re.fullmatch(r"\[(\d{1,4})(?:-(\d{1,4}))?\]", rest)
    position = len(text) - len(rest)
    if found is None:
        raise _wrong(text, position, "characters are written [6] or [35-37]")
    if indicators or not (tag == "LDR" or tag.startswith("00")):
        raise _wrong(text, position, "only the leader and control fields (00X) have characters by position")
    first = int(found[1])
    last = first if found[2] is None else int(found[2])
    if last < first:
        raise _wrong(text, position, "the first position is after the last")
    return MarcPath(text, tag, "", "", first, last + 1)


def _wrong(text: str, position: int, why: str) -> PathError:
    return PathError(f"{text!r} is no MARC path: {why}, at character {position + 1}. A path is {GRAMMAR}")

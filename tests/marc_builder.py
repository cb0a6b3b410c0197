# SPDX-License-Identifier: Apache-2.0
"""Small builders of MARC files, good and broken, for the tests of reading."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

END, STOP = b"\x1e", b"\x1d"
FIXED = "260101s2026    vm |||||||||||||||||vie||"


def iso(fields: Iterable[tuple[str | bytes, str | bytes]], *, coding: str = "a") -> bytes:
    """One right ISO 2709 record of these fields; U+001F stands before each subfield code."""
    directory, data = b"", b""
    for tag, content in fields:
        raw = (content.encode() if isinstance(content, str) else content) + END
        name = tag.encode() if isinstance(tag, str) else tag
        directory += name + b"%04d%05d" % (len(raw) % 10000, len(data) % 100000)
        data += raw
    base = 25 + len(directory)
    length = base + len(data) + 1
    leader = b"%05dnam %s2200000   4500" % (min(length, 99999), coding.encode())
    return leader[:12] + b"%05d" % base + leader[17:] + directory + END + data + STOP


def good(number: str, title: str = "Nhan đề") -> bytes:
    """A whole, right record."""
    return iso([("001", number), ("008", FIXED), ("245", f"10\x1fa{title}")])


def xml(*records: str, namespace: str = ' xmlns="http://www.loc.gov/MARC21/slim"', head: str = '<?xml version="1.0"?>') -> bytes:
    """A MARCXML collection."""
    return f"{head}<collection{namespace}>{''.join(records)}</collection>".encode()


def xml_record(number: str, title: str = "Nhan đề", prefix: str = "") -> str:
    """One right MARCXML record."""
    p = prefix
    control = f'<{p}controlfield tag="001">{escape(number)}</{p}controlfield>'
    titled = f'<{p}datafield tag="245" ind1="1" ind2="0"><{p}subfield code="a">{escape(title)}</{p}subfield></{p}datafield>'
    return f"<{p}record><{p}leader>00000nam a2200000   4500</{p}leader>{control}{titled}</{p}record>"

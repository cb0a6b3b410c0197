# SPDX-License-Identifier: Apache-2.0
"""How nodes are named and terms written: content hashes, placeholders, legal IRIs, escaped literals.

A name never depends on a position, a clock or another record: equal content gives the same name everywhere
(HOUSE "Identity and graphs"; docs/architecture.md "Names inside a record").
"""

from __future__ import annotations

import re
from hashlib import blake2b
from urllib.parse import quote

RECORD, ITEMS, BASE = "\x01", "\x02", "\x03"
"""Placeholders: the record's IRI, the prefix of its copies, the configured base."""

WORK = f"<{RECORD}#work>"
INSTANCE = f"<{RECORD}#instance>"
ADMIN = f"<{RECORD}#admin>"
"""What is said of the description itself: it stays the record's own in the union, whatever cluster the record is in."""

END = " .,:;/="
"""End punctuation that is no part of a name: ISBD marks and the full stop that closes a heading."""

_LETTERS = bytes(b"abcdefghijklmnopqrstuvwxyz234567"[i & 31] for i in range(256))
_LOCAL, _SHARED = 13, 26
_BLANKS = re.compile("  +")


def local_hash(content: str) -> str:
    """13 letters of base 32 (65 bits) for a node inside a record; `content` is the node's kind and subfields with their codes.

    Each letter carries the low five bits of one byte of the digest, so no padding and no arithmetic is needed.
    """
    if "  " in content:
        content = _BLANKS.sub(" ", content)
    return blake2b(content.rstrip(END).encode(), digest_size=_LOCAL).digest().translate(_LETTERS).decode()


def named(start: str, content: str) -> str:
    """A node inside a record, its name begun in `start` (`<\\x01#work-title-`) and ended by the hash of its content."""
    if "  " in content:
        content = _BLANKS.sub(" ", content)
    return f"{start}{blake2b(content.rstrip(END).encode(), digest_size=_LOCAL).digest().translate(_LETTERS).decode()}>"


def shared_hash(content: str) -> str:
    """26 letters of base 32 (130 bits) for a heading of the whole union; `content` as for `local_hash`."""
    if "  " in content:
        content = _BLANKS.sub(" ", content)
    return blake2b(content.rstrip(END).encode(), digest_size=_SHARED).digest().translate(_LETTERS).decode()


def heading(room: str, content: str) -> str:
    """The IRI of a heading, `<\\x03{room}/{h}>`. room: agent, topic, place, hub, series. content: kind, source, subfields with codes."""
    if "  " in content:
        content = _BLANKS.sub(" ", content)
    return f"<\x03{room}/{blake2b(content.rstrip(END).encode(), digest_size=_SHARED).digest().translate(_LETTERS).decode()}>"


def inside(node: str, part: str) -> str:
    """A node that belongs to a heading: `<\\x03hub/{h}#title>`."""
    return f"{node[:-1]}#{part}>"


def record_path(library: str, control_number: str) -> str:
    """The path of a record after the base: `record/{library}/{001}`, the control number percent-encoded with no safe characters."""
    return f"record/{library}/{_encoded(control_number)}"


def authority_path(library: str, control_number: str) -> str:
    """The path of an authority record: the numbers of a library's authority file may be those of its catalogue."""
    return f"authority/{library}/{_encoded(control_number)}"


def holdings_path(library: str, control_number: str) -> str:
    """The path of a holdings record of its own; in a release its copies stand with the record that they are copies of."""
    return f"holdings/{library}/{_encoded(control_number)}"


def item_path(library: str, control_number: str) -> str:
    """The path that the record's copies begin with: `item/{library}/{001}`."""
    return f"item/{library}/{_encoded(control_number)}"


def _encoded(control_number: str) -> str:
    number = control_number.strip()
    return number if number.isascii() and number.isalnum() else quote(number, safe="")


def literal(value: str) -> str:
    """A literal of N-Triples without language. The text holds no C0 control: the engine has looked once for the whole record."""
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    if '"' in value:
        value = value.replace('"', '\\"')
    return f'"{value}"'


# RFC 3987 without IP literals in brackets and without characters that nobody sees (zero width, direction marks).
_UCS = "\u00a1-\u200a\u2010-\u2027\u2030-\u205f\u2070-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef" + "".join(
    f"{chr(0x10000 * plane)}-{chr(0x10000 * plane + 0xFFFD)}" for plane in range(1, 14)
)
_CHAR = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@\-{_UCS}]|%[0-9A-Fa-f]{{2}})"
_HOST = rf"(?:[A-Za-z0-9._~!$&'()*+,;=\-{_UCS}]|%[0-9A-Fa-f]{{2}})+"
_LINK = rf"(?ai:https?|ftp)://(?:{_HOST}(?::{_HOST})?@)?{_HOST}(?::[0-9]{{0,5}})?(?:/(?:{_CHAR}|/)*)?(?:\?(?:{_CHAR}|[/?])*)?(?:#(?:{_CHAR}|[/?])*)?"
_PLAIN_LINK = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/=&;:,+-]*)?(?:\?[A-Za-z0-9._~/=&;:,+-]*)?")
"""What nearly all links are: to see that is quick, to look for every character of the RFC is not."""


def link(text: str) -> str | None:
    """`<iri>` when the text is a legal absolute http, https or ftp IRI (RFC 3987), else None: the caller keeps it as text."""
    text = text.strip()
    return f"<{text}>" if _PLAIN_LINK.fullmatch(text) or re.fullmatch(_LINK, text) else None

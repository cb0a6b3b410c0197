# SPDX-License-Identifier: Apache-2.0
"""A published record as MARC 21 in ISO 2709 and as MARCXML, from the screened record of the release."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from mucluc.converters.record import FIELD_END, RECORD_END, SUBFIELD, Record, subfields

NAMESPACE = "http://www.loc.gov/MARC21/slim"
# ISO 2709 counts a field in four digits and a record in five.
LONGEST_FIELD, LONGEST_RECORD = 9999, 99999


class TooLong(ValueError):
    """A record does not fit into ISO 2709; MARCXML has no such limit."""


def iso2709(record: Record) -> bytes:
    """The record in UTF-8 with leader position 9 `a`; raises TooLong."""
    directory, data = [], bytearray()
    for tag, text in record.fields:
        field = (text + FIELD_END).encode()
        if len(field) > LONGEST_FIELD:
            raise TooLong(f"field {tag} has {len(field):,} bytes; ISO 2709 allows {LONGEST_FIELD:,}")
        directory.append(f"{tag}{len(field):04}{len(data):05}")
        data += field
    start = 24 + 12 * len(directory) + 1
    length = start + len(data) + 1
    if length > LONGEST_RECORD:
        raise TooLong(f"the record has {length:,} bytes; ISO 2709 allows {LONGEST_RECORD:,}")
    leader = record.leader.ljust(24)
    head = f"{length:05}{leader[5:9]}a22{start:05}{leader[17:20]}4500"
    return (head + "".join(directory) + FIELD_END).encode("ascii", "replace") + bytes(data) + RECORD_END.encode()


def marcxml(record: Record, *, declaration: bool = True) -> bytes:
    """The record as a MARCXML document, or as an element to stand inside another (`declaration=False`)."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>'] if declaration else []
    leader = record.leader.ljust(24)
    lines += [f"<record xmlns={quoteattr(NAMESPACE)}>", f"  <leader>{escape(leader[:9] + 'a' + leader[10:])}</leader>"]
    for tag, text in record.fields:
        if SUBFIELD not in text:
            lines.append(f"  <controlfield tag={quoteattr(tag)}>{escape(text)}</controlfield>")
            continue
        lines.append(f"  <datafield tag={quoteattr(tag)} ind1={quoteattr(text[:1])} ind2={quoteattr(text[1:2])}>")
        lines += [f"    <subfield code={quoteattr(code)}>{escape(value)}</subfield>" for code, value in subfields(text)]
        lines.append("  </datafield>")
    lines.append("</record>")
    return "\n".join([*lines, ""]).encode()

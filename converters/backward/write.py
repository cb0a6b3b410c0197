# SPDX-License-Identifier: Apache-2.0
"""Records as ISO 2709 and as MARCXML."""

from __future__ import annotations

from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

from mucluc.converters.record import FIELD_END, RECORD_END, SUBFIELD, Fault, Record

LONGEST_RECORD, LONGEST_FIELD = 99_999, 9_999
"""Bytes that the five and the four digits of ISO 2709 can say."""
COLLECTION = ('<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n', "</collection>\n")


def iso2709(record: Record) -> bytes | Fault:
    """The record in UTF-8, or a fault when it is longer than the format can say."""
    directory: list[bytes] = []
    data: list[bytes] = []
    start = 0
    for tag, text in record.fields:
        field = (text + FIELD_END).encode("utf-8", "replace")
        if len(field) > LONGEST_FIELD:
            return Fault("marc-field-too-long", replace(record.place, tag=tag), f"{len(field):,} bytes")
        directory.append(f"{tag}{len(field):04}{start:05}".encode())
        data.append(field)
        start += len(field)
    base = 24 + 12 * len(directory) + 1
    length = base + start + 1
    if length > LONGEST_RECORD:
        return Fault("marc-record-too-long", record.place, f"{length:,} bytes")
    leader = f"{length:05}{record.leader[5:9]}a22{base:05}{record.leader[17:20]}4500"
    return b"".join([leader.encode("ascii", "replace"), *directory, FIELD_END.encode(), *data, RECORD_END.encode()])


def marcxml(record: Record) -> str:
    """The record as an element `record` of MARCXML; `COLLECTION` stands around all of them."""
    lines = ["<record>", f"<leader>{escape(record.leader)}</leader>"]
    for tag, text in record.fields:
        if tag < "010":
            lines.append(f"<controlfield tag={quoteattr(tag)}>{escape(text)}</controlfield>")
            continue
        indicators, *parts = text.split(SUBFIELD)
        lines.append(f"<datafield tag={quoteattr(tag)} ind1={quoteattr(indicators[:1] or ' ')} ind2={quoteattr(indicators[1:2] or ' ')}>")
        lines += [f"<subfield code={quoteattr(part[0])}>{escape(part[1:])}</subfield>" for part in parts if part]
        lines.append("</datafield>")
    return "\n".join(lines) + "\n</record>\n"

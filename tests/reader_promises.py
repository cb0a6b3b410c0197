# SPDX-License-Identifier: Apache-2.0
"""What every reader promises of whatever it reads, whoever made the bytes: tests and fuzzers hold all formats to it (docs/reading.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from mucluc.converters.record import SUBFIELD, Fault, Record
from mucluc.vocab.faults import all_codes

_LEADER = re.compile(r"00000[ -~]{4}a2200000[ -~]{3}4500")
_CONTROLS = re.compile("[\x00-\x1e\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CODES = frozenset(all_codes())


def promised(found: Iterable[Record | Fault], source: str) -> None:
    """Raise AssertionError unless each Record and Fault is what `docs/reading.md` says of it."""
    for each in found:
        if isinstance(each, Record):
            _record(each)
        else:
            assert each.code in _CODES, each.code
            assert each.value is None and each.place.source.split("!")[0] == source, each  # what follows names an archive's member
            assert each.note.isprintable() and len(each.note) < 300, each.note


def _record(record: Record) -> None:
    assert _LEADER.fullmatch(record.leader), record.leader
    assert [tag for tag, _ in record.fields].count("001") == 1
    assert record.control_number
    for tag, text in record.fields:
        assert re.fullmatch("[0-9A-Za-z]{3}", tag), tag
        plain = text.replace(SUBFIELD, "")
        assert _CONTROLS.search(plain) is None, (tag, text)
        parts = text.split(SUBFIELD)
        if tag < "010":
            assert len(parts) == 1, (tag, text)
            assert unicodedata.is_normalized("NFC", text), (tag, text)
        else:
            assert len(parts[0]) == 2 and len(parts) > 1 and all(parts[1:]), (tag, text)
            assert all(unicodedata.is_normalized("NFC", part[1:]) for part in parts[1:]), (tag, text)
    assert Record.unpack(record.pack()).fields == record.fields

# SPDX-License-Identifier: Apache-2.0
"""The least matcher: a valid ISBN in common joins two records, through others too."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.union.model import Partition
from mucluc.converters.numbers import isbn13
from mucluc.converters.record import Record

from .components import components, pairs_of_keys
from .marc import Marc


def match(records: Sequence[tuple[str, Record]]) -> Partition:
    """Connected components over the ISBNs of 020 $a with a right check digit, ISBN-10 read as ISBN-13. Knows no Works."""
    keyed = ((path, [number for value in Marc(record).all("020", "a") if (number := isbn13(value))]) for path, record in records)
    return Partition(components([path for path, _ in records], pairs_of_keys(keyed)), {})

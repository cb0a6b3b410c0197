# SPDX-License-Identifier: Apache-2.0
"""What passed screening and is not published all the same leaves what is kept for the next run.

An earlier version of a record that is withheld by now, the copies of a record that is not published, an authority record that was deleted.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from mucluc.converters.names import record_path

from .authorities import SUFFIX as AUTHORITIES
from .authorities import read_authorities
from .holdings_taken import SUFFIX as HOLDINGS
from .holdings_taken import read_holdings
from .intake import Taken, read_index
from .piece_cache import Hidden, forget


def forget_hidden(taken: Sequence[Taken], libraries: Sequence[str], published: Container[str]) -> None:
    """Take it out. libraries: slug of each source. published: the paths of the records that are published now."""
    hidden = [Hidden() for _ in taken]
    if any(each.withheld for each in taken):
        for each, found in zip(taken, hidden, strict=True):
            for number, row in enumerate(read_index(each.piece)):
                if row[3] and row[0] not in published:
                    found.rows[number] = (row[2], row[3])
    _authorities(taken, hidden)
    _holdings(taken, libraries, published, hidden)
    for each, found in zip(taken, hidden, strict=True):
        forget(each.piece, found)


def _authorities(taken: Sequence[Taken], hidden: list[Hidden]) -> None:
    """Authority records that a withheld or deleted version took the place of."""
    last: dict[tuple[str, str], bool] = {}
    entries: list[tuple[Hidden, int, tuple[str, str]]] = []
    for each, found in zip(taken, hidden, strict=True):
        file = each.piece.into.with_suffix(AUTHORITIES)
        for number, (library, own, data) in enumerate(read_authorities(file) if file.exists() else ()):
            last[library, own] = bool(data)
            if data:
                entries.append((found, number, (library, own)))
    for found, number, key in entries:
        if not last[key]:
            found.authorities.add(number)


def _holdings(taken: Sequence[Taken], libraries: Sequence[str], published: Container[str], hidden: list[Hidden]) -> None:
    """Copies of what is not published, and those that a withheld version took the place of."""
    last: dict[tuple[str, str], bool] = {}
    entries: list[tuple[Hidden, int, tuple[str, str], str]] = []
    for each, found in zip(taken, hidden, strict=True):
        file, library = each.piece.into.with_suffix(HOLDINGS), libraries[each.piece.source]
        for number, (own, of, data, _) in enumerate(read_holdings(file) if file.exists() else ()):
            last[library, own] = bool(data)
            if data:
                entries.append((found, number, (library, own), record_path(library, of)))
    for found, number, key, path in entries:
        if not last[key] or path not in published:
            found.holdings.add(number)

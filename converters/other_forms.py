# SPDX-License-Identifier: Apache-2.0
"""Records that name the record of another form of the same thing (776): a digitised item its printed original, an e-book the print.

What a cataloguer declares joins the two in one Work. A control number is believed when it names its library; an ISBN when it names one
edition alone. docs/clustering.md says what this means for the union.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from .names import record_path
from .numbers import isbn13
from .record import Record, subfields

DECLARED = re.compile(r"\(([^()\s]{1,40})\)\s*(\S.{0,60})")
"""A control number with the code of its library: `(TVTPY)000123`."""
ADDRESS = re.compile(r"/record/([a-z0-9-]+)/([^/?#\s]+?)(?:\.html|\.ttl|\.jsonld|\.nt)?/?\Z")
"""An address of a record of ours, whatever host it is on."""


def declared(record: Record) -> tuple[str, ...]:
    """What 776 $w and $z of a record name: `w` and the number as written, `z` and an ISBN of thirteen digits."""
    found: dict[str, None] = {}
    for text in record.all("776"):
        for code, value in subfields(text):
            if code == "w" and value.strip():
                found["w" + value.strip()] = None
            elif code == "z" and (number := isbn13(value)):
                found["z" + number] = None
    return tuple(found)


Entry = tuple[str, tuple[str, ...], tuple[bytes, ...]]
"""A record: its path, what it declares, its `numbers.edition_keys`."""


def other_forms(entries: Iterable[Entry], codes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """By path of a record: the paths of the records that it names as another form of itself, sorted; only where there are any.

    codes: slug of a library by each code that stands for it (ISIL, slug), in lower case. A name that fits nothing gives nothing.
    """
    rows = list(entries)
    if not any(names for _, names, _ in rows):
        return {}
    paths = {path for path, _, _ in rows}
    editions = _by_isbn(rows)
    found: dict[str, tuple[str, ...]] = {}
    for path, names, _ in rows:
        targets: set[str] = set()
        for name in names:
            if name[0] == "z":
                targets.update(editions.get(name[1:], ()))
            elif (target := _path(name[1:], codes)) in paths:
                targets.add(target)
        if targets := targets - {path}:
            found[path] = tuple(sorted(targets))
    return found


def _path(number: str, codes: Mapping[str, str]) -> str:
    """The path of the record that a number names; empty when it names none of the network."""
    if address := ADDRESS.search(number):
        return record_path(address[1], unquote(address[2])) if "://" in number else ""
    match = DECLARED.fullmatch(number)
    library = codes.get(match[1].lower(), "") if match else ""
    return record_path(library, match[2]) if match and library else ""


def _by_isbn(rows: Iterable[Entry]) -> dict[str, set[str]]:
    """Paths by ISBN, where all the records that have it are of one edition: same title, same year."""
    keys: dict[str, set[bytes]] = {}
    paths: dict[str, set[str]] = {}
    wanted = {name[1:] for _, names, _ in rows for name in names if name[0] == "z"}
    for path, _, own in rows:
        for key in own:
            if (number := key[:13].decode()) in wanted:
                keys.setdefault(number, set()).add(key)
                paths.setdefault(number, set()).add(path)
    return {number: some for number, some in paths.items() if len(keys[number]) == 1}

# SPDX-License-Identifier: Apache-2.0
"""The datasets that a release offers, as data: `definitions/*.toml` read into values."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "definitions"
ORDER = ("union-catalogue", "digitised-collections", "libraries")
TYPES = ("iri", "string", "list", "integer")


@dataclass(frozen=True, slots=True)
class Column:
    """A column. type: iri (absolute), string, list (of strings) or integer. title, description: by language (`vi`, `en`)."""

    name: str
    type: str
    title: dict[str, str]
    description: dict[str, str]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset: its texts by language, its columns and where they come from.

    rows: a name in `rows.py` (editions, digitised, libraries). triples: union (all of it), union-of-rows, libraries.
    themes: codes of the European Union's data themes. primary_key: the columns whose values name a row.
    """

    id: str
    rows: str
    triples: str
    primary_key: tuple[str, ...]
    themes: tuple[str, ...]
    title: dict[str, str]
    description: dict[str, str]
    keywords: dict[str, list[str]]
    columns: tuple[Column, ...]


@functools.cache
def definitions() -> tuple[Dataset, ...]:
    """Every dataset, in the order in which they are offered."""
    return tuple(_read(FOLDER / f"{name}.toml") for name in ORDER)


def _read(file: Path) -> Dataset:
    raw = tomllib.loads(file.read_text("utf-8"))
    columns = tuple(Column(**each) for each in raw.pop("column"))
    return Dataset(primary_key=tuple(raw.pop("primary_key")), themes=tuple(raw.pop("themes")), columns=columns, **raw)

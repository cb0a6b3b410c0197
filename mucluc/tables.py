# SPDX-License-Identifier: Apache-2.0
"""Reading the tables of a TOML file for people: every error is a ConfigError that names table, key, and the nearest right word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from .errors import ConfigError

T = TypeVar("T")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def simple(kind: type[T], where: str, raw: Mapping[str, Any]) -> T:
    """A dataclass of plain fields from a table: unknown keys, missing ones and values of another kind are errors."""
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    only_keys(where, raw, set(known))
    for name, each in known.items():
        if name not in raw and each.default is MISSING:
            raise ConfigError(f"{where}: key {name!r} is missing")
        if name in raw and each.default is not MISSING:
            wanted = type(each.default)
            right = isinstance(raw[name], wanted) and (wanted is bool or not isinstance(raw[name], bool))
            if not (right or (wanted is float and isinstance(raw[name], int))):
                raise ConfigError(f"{where}: {name} = {raw[name]!r} must be of the kind of {each.default!r}")
    return kind(**raw)


def only_keys(where: str, raw: Mapping[str, Any], keys: set[str]) -> None:
    """Raise ConfigError when the table has a key that is not among `keys`."""
    if not isinstance(raw, Mapping):
        raise ConfigError(f"{where} must be a table, not {raw!r}")
    for key in raw:
        if key not in keys:
            raise ConfigError(f"{where}: unknown key {key!r}{nearest(key, keys)}")


def nearest(word: str, known: set[str]) -> str:
    """The end of a message: which of the known words was meant, or which there are."""
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(known))}"


def tables(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The tables `[[key]]` of a table; none when there is none."""
    found = table.get(key, [])
    if not isinstance(found, list):
        raise ConfigError(f"[{key}] must be written [[{key}]]: there may be several")
    return found


def text(where: str, raw: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """The text at a key, or the default; without one the key must be there."""
    value = raw.get(key, default)
    if value is None:
        raise ConfigError(f"{where}: key {key!r} is missing")
    if not isinstance(value, str):
        raise ConfigError(f"{where}: {key} = {value!r} must be a text in quotes")
    return value


def both(where: str, raw: Mapping[str, Any], key: str) -> dict[str, str]:
    """The text at a key in both languages."""
    value = raw.get(key)
    if not isinstance(value, dict) or not all(isinstance(value.get(lang), str) and value[lang].strip() for lang in ("vi", "en")):
        raise ConfigError(f'{where}: {key} must give both languages: {key} = {{ vi = "…", en = "…" }}')
    only_keys(f"{where} {key}", value, {"vi", "en"})
    return {"vi": value["vi"], "en": value["en"]}


def slug_of(where: str, raw: Mapping[str, Any]) -> str:
    """The table's `slug`."""
    slug = text(where, raw, "slug")
    if not SLUG.match(slug):
        raise ConfigError(f"{where}: slug {slug!r} may hold only a-z, 0-9 and single hyphens; addresses are made of it")
    return slug

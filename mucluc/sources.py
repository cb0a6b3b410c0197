# SPDX-License-Identifier: Apache-2.0
"""The sources of a configuration: files of a library and how they follow one another, or the server that they are harvested from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from mucluc.converters.encodings import known
from mucluc.converters.formats import FORMATS

from .errors import ConfigError
from .tables import nearest, simple

DELIVERIES = ("full", "latest", "changes")
PREFIXES = {
    "marcxml": "marcxml", "marc21": "marcxml", "marc": "marcxml", "oai_dc": "dc", "qdc": "dc", "dim": "dc", "mods": "mods", "mets": "mets",
}  # fmt: skip
"""The format of what a server delivers under a metadata prefix."""


@dataclass(frozen=True, slots=True)
class Source:
    """Files of one library, or the OAI-PMH server that they are harvested from.

    files: paths or globs, relative to the configuration file. id_field: where the control number is when there is no 001.
    delivery: how the files follow one another. full: together they are the whole; latest: the last one, by name, is the whole;
    changes: each adds, replaces and deletes records of those before it, until a full set begins anew.
    harvest: the server's address, in place of files; prefix, set: what is asked of it.
    """

    library: str
    files: tuple[str, ...] = ()
    format: str = "auto"
    encoding: str = "auto"
    id_field: str = "001"
    delivery: str = "full"
    harvest: str = ""
    prefix: str = "marcxml"
    set: str = ""

    @property
    def folder(self) -> str:
        """The name of the folder that its deliveries are harvested into: another address, set or prefix is another harvest."""
        asked = "\n".join((self.harvest, self.prefix, self.set))
        return f"{self.library}-{hashlib.blake2b(asked.encode(), digest_size=5).hexdigest()}"


def source_of(raw: dict[str, Any], slugs: set[str]) -> Source:
    """The source of a table `[[source]]`. slugs: of the libraries; raises ConfigError."""
    where = f"[[source]] of library {raw.get('library', '?')!r}"
    if isinstance(raw.get("files"), str):
        raw["files"] = [raw["files"]]
    source = simple(Source, where, {**raw, "files": tuple(raw.get("files", ()))})
    if source.library not in slugs:
        raise ConfigError(f"{where}: there is no such library{nearest(source.library, slugs)}")
    if source.harvest:
        source = _harvested(where, source, raw)
    elif not source.files:
        raise ConfigError(f"{where}: key 'files' is missing or empty (or give 'harvest', the address of an OAI-PMH server)")
    elif given := [key for key in ("prefix", "set") if key in raw]:
        raise ConfigError(f"{where}: {given[0]} goes with 'harvest'")
    try:
        known(source.encoding)
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from None
    for key, allowed in (("format", FORMATS), ("id_field", ("001", "035a")), ("delivery", DELIVERIES)):
        value = getattr(source, key)
        if value not in allowed:
            raise ConfigError(f"{where}: {key} = {value!r} is not one of {', '.join(allowed)}")
    return source


def _harvested(where: str, source: Source, raw: Mapping[str, Any]) -> Source:
    """A source that is harvested; its format follows from the metadata prefix, unless it is said."""
    parts = urlsplit(source.harvest)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(f"{where}: harvest = {source.harvest!r} must be the http(s) address of an OAI-PMH server, without a query")
    if source.files:
        raise ConfigError(f"{where}: files and harvest are two ways to deliver; give each its own [[source]]")
    form = source.format if source.format != "auto" else PREFIXES.get(source.prefix, "")
    if not form:
        raise ConfigError(f"{where}: unknown prefix {source.prefix!r}{nearest(source.prefix, set(PREFIXES))} (or say the format too)")
    return replace(source, format=form, delivery="changes")

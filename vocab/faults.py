# SPDX-License-Identifier: Apache-2.0
"""What each fault code means and how to mend it, in Vietnamese and English: the tables in `vocab/faults/*.toml`."""

from __future__ import annotations

import difflib
import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

SEVERITIES = ("fatal", "error", "warning", "info")
"""fatal: the record or file cannot be used. error: something was lost or is wrong. warning: mended or doubtful. info: good to know."""


class FaultTableError(Exception):
    """A table of fault codes is not as it must be, or a code stands in none; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A fault code for people. severity: one of SEVERITIES. title, help: by language, `vi` and `en`. room: the table's name."""

    code: str
    severity: str
    title: dict[str, str]
    help: dict[str, str]
    room: str


@functools.cache
def _table() -> dict[str, Explanation]:
    found: dict[str, Explanation] = {}
    folder = resources.files("mucluc.vocab") / "faults"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            room = file.name.removesuffix(".toml")
            for code, raw in tomllib.loads(file.read_text("utf-8")).items():
                if code in found:
                    raise FaultTableError(f"{file.name}: {code!r} stands in {found[code].room}.toml too")
                found[code] = _explanation(code, raw, room)
    return found


def _explanation(code: str, raw: Any, room: str) -> Explanation:
    """One entry of a table; raises FaultTableError when a part is missing, unknown or empty."""
    where = f"{room}.toml: {code!r}"
    if not isinstance(raw, dict) or set(raw) != {"severity", "title", "help"}:
        raise FaultTableError(f"{where} needs severity, title and help, and nothing else")
    if raw["severity"] not in SEVERITIES:
        raise FaultTableError(f"{where}: severity {raw['severity']!r} is none of {', '.join(SEVERITIES)}")
    for key in ("title", "help"):
        texts = raw[key]
        if (
            not isinstance(texts, dict)
            or set(texts) != {"vi", "en"}
            or not all(isinstance(text, str) and text.strip() for text in texts.values())
        ):
            raise FaultTableError(f"{where}: {key} needs a text in vi and en")
    return Explanation(code, raw["severity"], dict(raw["title"]), dict(raw["help"]), room)


def explain(code: str) -> Explanation:
    """What `code` means; raises FaultTableError that names the nearest known code."""
    try:
        return _table()[code]
    except KeyError:
        near = difflib.get_close_matches(code, _table(), 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise FaultTableError(f"no table in vocab/faults/ knows the code {code!r}{hint}") from None


def all_codes() -> tuple[str, ...]:
    """Every code, sorted."""
    return tuple(sorted(_table()))

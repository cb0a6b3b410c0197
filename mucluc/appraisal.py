# SPDX-License-Identifier: Apache-2.0
"""Appraisal (đánh giá, thẩm định): who decided, when and by which number, that a delivery may be released; kept in a register of decisions.

The register is a TOML file beside the configuration, one `[[decision]]` each. A decision is on one file, known by its SHA-256, so
that another file under the same name is not covered by it; or, standing, on whatever a library delivers until a day.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .errors import ConfigError
from .tables import nearest, only_keys, tables, text

RELEASE, REFUSE = "release", "refuse"
_KEYS = ("library", "sha256", "file", "standing", "until", "outcome", "body", "date", "number", "note")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. body: who decided; number: of the decision, as its paper bears it; outcome: release or refuse.

    sha256: of the file that it is on; empty when it stands for all that the library delivers, until the day `until` (for ever without one).
    file: the name under which the file was seen, for people.
    """

    library: str
    outcome: str
    body: str
    day: date
    number: str
    sha256: str = ""
    file: str = ""
    until: date | None = None
    note: str = ""

    def holds(self, library: str, sha256: str, today: date) -> bool:
        """Whether it is on this file of this library, today."""
        if self.library != library or self.day > today:
            return False
        return self.sha256 == sha256 if self.sha256 else self.until is None or today <= self.until


class Register:
    """The decisions in their order."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.decisions = tuple(decisions)

    @classmethod
    def load(cls, path: Path, libraries: set[str]) -> Register:
        """Read a register; one that does not exist yet has no decision. Raises ConfigError with file, decision, key."""
        if not path.exists():
            return cls()
        try:
            table = tomllib.loads(path.read_text("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: not valid TOML: {error}") from None
        try:
            only_keys("the register", table, {"decision"})
            return cls(_decision(raw, number, libraries) for number, raw in enumerate(tables(table, "decision"), 1))
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from None

    def on(self, library: str, sha256: str, today: date) -> Decision | None:
        """The decision that holds for a file: the latest on this very file, else the latest standing one; None while there is none."""
        found = [each for each in self.decisions if each.holds(library, sha256, today)]
        return max(found, key=lambda each: (bool(each.sha256), each.day), default=None) if found else None


def written(decision: Decision) -> str:
    """The decision as a table of the register."""
    rows: dict[str, str | date | bool | None] = {
        "library": decision.library,
        "file": decision.file,
        "sha256": decision.sha256,
        "standing": not decision.sha256,
        "until": decision.until,
        "outcome": decision.outcome,
        "body": decision.body,
        "date": decision.day,
        "number": decision.number,
        "note": decision.note,
    }
    shown = (f"{key} = {_toml(value)}" for key, value in rows.items() if value)
    return "[[decision]]\n" + "\n".join(shown) + "\n"


def _toml(value: str | date | bool | None) -> str:
    if isinstance(value, bool):
        return "true"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _decision(raw: Mapping[str, Any], number: int, libraries: set[str]) -> Decision:
    where = f"[[decision]] {raw.get('number', number)!r}"
    only_keys(where, raw, set(_KEYS))
    library = text(where, raw, "library")
    if library not in libraries:
        raise ConfigError(f"{where}: there is no library {library!r}{nearest(library, libraries)}")
    outcome = text(where, raw, "outcome")
    if outcome not in (RELEASE, REFUSE):
        raise ConfigError(f"{where}: outcome {outcome!r} is neither {RELEASE!r} nor {REFUSE!r}")
    sha256, standing = text(where, raw, "sha256", ""), raw.get("standing", False)
    if bool(sha256) is bool(standing):
        raise ConfigError(f"{where}: give sha256, for a decision on one file, or standing = true, for all that the library delivers")
    if sha256 and not _SHA256.match(sha256):
        raise ConfigError(f"{where}: sha256 {sha256!r} is not 64 characters 0-9, a-f; `mucluc deliveries CONFIG` shows it")
    for key in ("body", "number"):
        if not text(where, raw, key).strip():
            raise ConfigError(f"{where}: {key} is empty: a decision has a body that took it and a number")
    return Decision(
        library=library,
        outcome=outcome,
        body=text(where, raw, "body"),
        day=_day(where, raw, "date"),
        number=text(where, raw, "number"),
        sha256=sha256,
        file=text(where, raw, "file", ""),
        until=_day(where, raw, "until") if "until" in raw else None,
        note=text(where, raw, "note", ""),
    )


def _day(where: str, raw: Mapping[str, Any], key: str) -> date:
    value = raw.get(key)
    if type(value) is not date:
        raise ConfigError(f"{where}: {key} must be a day without quotes, such as {key} = 2026-11-20")
    return value

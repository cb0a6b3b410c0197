# SPDX-License-Identifier: Apache-2.0
"""Paths inside what runners carry: shards and results are dataclasses, tuples, lists and dicts that hold paths among other values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


def with_paths(value: T, change: Callable[[Path], Path]) -> T:
    """The value with each path in it changed; what holds no path is passed on as it is."""
    return _changed(value, change)  # type: ignore[no-any-return]


def absolute(value: T) -> T:
    """The value with all paths absolute: a worker's current directory is another."""
    return with_paths(value, Path.absolute)


def _changed(value: Any, change: Callable[[Path], Path]) -> Any:
    if isinstance(value, Path):
        return change(value)
    if is_dataclass(value) and not isinstance(value, type):
        own = {each.name: getattr(value, each.name) for each in fields(value) if each.init}
        new = {name: made for name, old in own.items() if (made := _changed(old, change)) is not old}
        return replace(value, **new) if new else value
    if isinstance(value, (list, tuple)) and any(_changed(each, change) is not each for each in value):
        made = [_changed(each, change) for each in value]
        return type(value)(*made) if hasattr(value, "_fields") else type(value)(made)
    if type(value) is dict:
        return {name: _changed(each, change) for name, each in value.items()}
    return value


def paths_in(value: object) -> list[Path]:
    """The paths in a value, in order."""
    found: list[Path] = []

    def note(path: Path) -> Path:
        found.append(path)
        return path

    with_paths(value, note)
    return found

# SPDX-License-Identifier: Apache-2.0
"""The model's dataclasses as compact JSON and back; fields at their default are left out."""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")


def dumps(value: object) -> str:
    """A dataclass of the model as one line of JSON, keys in field order, text as it is (not escaped)."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def loads(kind: type[T], text: str | bytes) -> T:
    """The inverse of `dumps`; raises KeyError, TypeError or ValueError when the text is not such a value."""
    reader: Callable[[Any], T] = _reader(cast(Any, kind))
    made = reader(json.loads(text))
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, float)) or value is None:
        return value
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return {name: _plain(each) for name, default in _fields(cast(Any, type(value))) if (each := getattr(value, name)) != default}


@functools.cache
def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    found = []
    for each in dataclasses.fields(kind):
        default = each.default
        if each.default_factory is not dataclasses.MISSING:
            default = each.default_factory()
        found.append((each.name, default))
    return tuple(found)


@functools.cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        readers = {each.name: _reader(hints[each.name]) for each in dataclasses.fields(kind)}
        make = cast(Callable[..., Any], kind)
        return lambda raw: make(**{name: readers[name](each) for name, each in raw.items()})
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        each_of = _reader(inner[0])
        return lambda raw: tuple(each_of(each) for each in raw)
    if origin is tuple:
        return tuple
    if origin in (types.UnionType, typing.Union) or kind in (str, int, float, bool) or origin is dict:
        return lambda raw: raw
    raise TypeError(f"no reader for {kind}")

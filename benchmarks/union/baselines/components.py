# SPDX-License-Identifier: Apache-2.0
"""Partitions from keys and from pairs: records that are joined by any chain are one edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def components(paths: Sequence[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By path, the smallest path that any chain of pairs leads to. Both paths of a pair are in `paths`."""
    parents = {path: path for path in paths}

    def root(path: str) -> str:
        while parents[path] != path:
            parents[path] = path = parents[parents[path]]
        return path

    for one, other in pairs:
        one, other = root(one), root(other)
        if one != other:
            parents[max(one, other)] = min(one, other)
    return {path: root(path) for path in paths}


def pairs_of_keys(keyed: Iterable[tuple[str, Iterable[str]]]) -> Iterable[tuple[str, str]]:
    """For each key, its first path with each later one: enough for `components`."""
    first: dict[str, str] = {}
    for path, keys in keyed:
        for key in keys:
            yield first.setdefault(key, path), path

# SPDX-License-Identifier: Apache-2.0
"""What only the union shows: the shapes of `vocab/shapes/union.ttl`, asked of the store that was just built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from mucluc.converters.record import Fault, Place
from mucluc.converters.shacl import Result
from mucluc.converters.shapes import fault, shipped_shapes
from mucluc.endpoint.increment import Change
from mucluc.release import Release

from .union_results import UnionResults

BASE = "urn:mucluc:base:"
"""What stands in the shapes for the network's base."""
RETIRED = ("merged", "split", "withdrawn")
STEPS, MOST = 3, 50
"""How far, and over how many nodes, the records are looked for that a finding is about."""


def union_shapes(base: str) -> str:
    """The shapes of the union for a network whose IRIs begin with `base`."""
    return shipped_shapes("union").replace(BASE, base)


def check_union(
    release: Release,
    store: ox.Store | None = None,
    *,
    change: Change | None = None,
    old: Path | None = None,
    new: Path | None = None,
    threads: int = 2,
) -> Iterator[Fault]:
    """The faults of a release's store: each finding once for each library concerned, at that library's first record.

    release: one that need not have a manifest. store: its store where it is open already. change: how the store differs from that of
    the last run, whose results lie in the folder `old`: then only what changed is asked about, and the faults are the same. new: the
    folder in which this run leaves its own. threads: queries asked at a time.
    """
    store = ox.Store.read_only(str(release.store)) if store is None else store
    results = UnionResults(union_shapes(release.base), release.base)
    found = results.whole(store, threads) if change is None or old is None else results.changed(store, change, old, threads)
    if new is not None:
        results.write(found, new)
    finder = _Finder(release, store)
    for result in found:
        yield from finder.faults(result)


class _Finder:
    """Ties findings to libraries and their records."""

    def __init__(self, release: Release, store: ox.Store) -> None:
        self.release = release
        self.store = store
        self.base = release.base

    def faults(self, result: Result) -> Iterator[Fault]:
        found = fault(result)
        focus = result.focus.decode().strip("<>")
        found = replace(found, value=(found.value or "").replace(self.base, ""))
        if found.code == "iri-dangling":
            entity = self.release.entity(focus.removeprefix(self.base))
            if entity is not None and entity.status in RETIRED:
                found = replace(found, code="link-retired", note=entity.status)
        first: dict[str, str] = {}
        for library, number in self.records(focus):
            first[library] = min(number, first.get(library, number))
        for library, number in sorted(first.items()):
            yield replace(found, library=library, place=Place(control_number=number))
        if not first:
            yield found

    def records(self, iri: str) -> Iterator[tuple[str, str]]:
        """Library and control number of the records that a node is about, found against the direction of links."""
        seen, front = {iri}, [iri]
        for _ in range(STEPS):
            after: list[str] = []
            for each in front[:MOST]:
                known = list(self._said(each))
                yield from known
                if not known:
                    after.extend(above for above in self._above(each) if above not in seen)
                    seen.update(after)
            front = after

    def _said(self, iri: str) -> Iterator[tuple[str, str]]:
        """The records of a Work, an Instance or an Item, or of a part of one."""
        path = iri.partition("#")[0].removeprefix(self.base)
        if path.startswith("item/"):
            paths = ["record/" + "/".join(path.split("/")[1:3])]
        else:
            describes = ox.NamedNode(f"{self.base}ns#describes")
            quads = self.store.quads_for_pattern(None, describes, ox.NamedNode(self.base + path), ox.DefaultGraph())
            paths = [str(quad.subject).strip("<>").partition("#")[0].removeprefix(self.base) for quad in quads]
        for each in dict.fromkeys(paths[:MOST]):
            record = self.release.record(each)
            if record is not None:
                yield record.library, record.control_number

    def _above(self, iri: str) -> list[str]:
        """The nodes that link to a node."""
        found: list[str] = []
        for quad in self.store.quads_for_pattern(None, None, ox.NamedNode(iri), ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode):
                found.append(quad.subject.value)
            if len(found) >= MOST:
                break
        return found

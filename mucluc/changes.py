# SPDX-License-Identifier: Apache-2.0
"""What changes from one release to the next: records, Works and Instances, in one numbered log that every feed reads.

Pure; `mucluc.state` stores.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple
from urllib.parse import unquote

from mucluc.release.model import PublishedRecord

from .identity import KINDS, Plan, number_of

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Change(NamedTuple):
    """An entry of the change log.

    sequence: its number, from 1, without gaps in what has landed. entity: a path (`record/…`, `work/…`, `instance/…`). kind: of a record
    created, updated, regrouped, restored or withdrawn; of a cluster minted, changed, restored, merged, split or withdrawn.
    time: when the release landed (UTC, `YYYY-MM-DDThh:mm:ssZ`); it never goes back. hash: of what the entity is from then on,
    empty when it is no more. library: slug, of a record.
    """

    sequence: int
    entity: str
    kind: str
    time: str
    hash: str
    library: str


class Seen(NamedTuple):
    """What the state holds of a record. status: published or withdrawn. former: collections that it has left."""

    status: str
    datestamp: str
    digest: str
    surroundings: str
    collections: tuple[str, ...]
    former: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What a comparison starts from.

    seen: of every record. homes: `(Work, Instance)` of records that were published and are in another cluster now or gone.
    hash_of: of an identifier, empty when none is known. previous: the release that was applied last. sequence: the last one of the log.
    """

    seen: dict[str, Seen]
    homes: Iterable[tuple[str, str]] = ()
    hash_of: Callable[[str], str] = field(default=lambda name: "")
    previous: str | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run changes, against the state.

    A record's status is created, updated (its own text or collections), regrouped (its Work's other records or its clusters),
    restored (withdrawn before), withdrawn, or unchanged. The first four and withdrawn take `now` as their datestamp.

    stamps: datestamp by path of each record that is published now. former: collections that a published record has left, by
    path (a harvester of such a collection must be told). counts: of created, updated, regrouped, restored, withdrawn, unchanged.
    clusters: path, kind and hash of Works and Instances that changed. sequence: the last one of the log before this run.
    """

    now: str
    previous: str | None
    lines: list[dict[str, Any]]
    stamps: dict[str, str]
    former: dict[str, tuple[str, ...]]
    counts: dict[str, int]
    withdrawn: dict[str, Seen]
    clusters: list[tuple[str, str, str]] = field(default_factory=list)
    sequence: int = 0

    def text(self) -> str:
        """JSON lines for `changes.jsonl`: a head (`now`, `previous` release, the log's last `sequence` before), then the entries:
        records by path, Works and Instances by number.
        """
        head = {"now": self.now, "previous": self.previous, "sequence": self.sequence}
        return "".join(_encode(line) + "\n" for line in (head, *self._entries()))

    def _entries(self) -> Iterator[dict[str, Any]]:
        number = self.sequence
        for line in self.lines:
            number += 1
            path, kind, digest, library = line["record"], line["status"], line.get("digest", ""), line["record"].split("/", 2)[1]
            more: dict[str, Any] = {key: line[key] for key in ("surroundings", "collections", "former") if key in line}
            yield {"sequence": number, "entity": path, "kind": kind, "hash": digest, "library": library, **more}
        for path, kind, digest in self.clusters:
            number += 1
            yield {"sequence": number, "entity": path, "kind": kind, "hash": digest}

    def gone(self) -> Iterator[PublishedRecord]:
        """Records that were published once and are no more, by path, with the collections they were last in."""
        for path, seen in sorted(self.withdrawn.items()):
            _, library, number = path.split("/", 2)
            yield PublishedRecord(path, library, unquote(number), seen.datestamp, "withdrawn", collections=seen.collections)


def entries(head: Mapping[str, Any], lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The entries of a `changes.jsonl` whose first line was `head`, also of one that was written before there was a log of changes."""
    for number, line in enumerate(lines, int(head.get("sequence", 0)) + 1):
        raw: dict[str, Any] = json.loads(line)
        if "record" in raw:
            path = raw.pop("record")
            raw |= {"sequence": number, "entity": path, "kind": raw.pop("status"), "hash": raw.pop("digest", "")}
            raw["library"] = path.split("/", 2)[1]
        yield raw


def compare(current: Iterable[tuple[str, bytes, tuple[str, ...]]], plan: Plan, before: Before, now: str) -> Changes:
    """The changes of a run; see `State.changes`. Only the Works that a change touches are looked at record by record."""
    rows = {path: (digest.hex(), tuple(sorted(collections)) if collections else ()) for path, digest, collections in current}
    seen = dict(before.seen)
    touched = _touched(rows, plan, before)
    around = _hashes(touched, {path: digest for path, (digest, _) in rows.items()}, plan)
    lines: list[dict[str, Any]] = []
    counts = Counter(created=0, updated=0, regrouped=0, restored=0, withdrawn=0, unchanged=0)
    stamps: dict[str, str] = {}
    former: dict[str, tuple[str, ...]] = {}
    for path, (digest, collections) in sorted(rows.items()):
        old, work = seen.pop(path, None), plan.work_of[path]
        surroundings = around[f"work/{work}"] if work in touched or old is None else old.surroundings
        status = _status(old, digest, surroundings, collections)
        counts[status] += 1
        left = _left(old, collections) if old is not None else ()
        if left:
            former[path] = left
        stamps[path] = old.datestamp if old is not None and status == "unchanged" else now
        if status != "unchanged":
            line = {"record": path, "status": status, "digest": digest, "surroundings": surroundings}
            lines.append(line | ({"collections": collections} if collections else {}) | ({"former": left} if left else {}))
    gone = {path: old for path, old in seen.items() if old.status == "withdrawn"}
    for path, old in seen.items():
        if old.status != "withdrawn":
            counts["withdrawn"] += 1
            held = tuple(sorted({*old.collections, *old.former}))
            lines.append({"record": path, "status": "withdrawn"} | ({"collections": held} if held else {}))
            gone[path] = Seen("withdrawn", now, "", "", held, ())
    lines.sort(key=lambda line: str(line["record"]))
    clusters = _clusters(around, plan, before)
    return Changes(now, before.previous, lines, stamps, former, dict(counts), gone, clusters, before.sequence)


def _touched(rows: Mapping[str, tuple[str, tuple[str, ...]]], plan: Plan, before: Before) -> set[str]:
    """The Works in which something is not as it was."""
    touched = {work for work, _ in before.homes}
    touched.update(plan.work_of[path] for path in plan.assigned)
    seen, work_of = before.seen, plan.work_of
    for path, (digest, _) in rows.items():
        old = seen.get(path)
        if old is None or old.digest != digest or old.status != "published":
            touched.add(work_of[path])
    return touched


def _hashes(works: set[str], digests: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """By path a short hash of each of these Works, of all its records and their clusters, and of each of their Instances."""
    members: dict[str, list[str]] = {}
    for path, work in plan.work_of.items():
        if work in works:
            members.setdefault(work, []).append(path)
    found: dict[str, str] = {}
    for work, paths in members.items():
        paths.sort()
        found |= hashes(work, [(path, plan.instance_of[path], digests[path]) for path in paths])
    return found


def hashes(work: str, members: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """By path the hash of a Work and of its Instances. members: path, Instance and digest of its records, by path."""
    instances: dict[str, list[str]] = {}
    lines = [work]
    for path, instance, digest in members:
        lines.append(f"{path} {instance} {digest}")
        instances.setdefault(instance, [instance, work]).append(f"{path} {digest}")
    return {f"work/{work}": _hash(lines)} | {f"instance/{name}": _hash(some) for name, some in instances.items()}


def _hash(lines: list[str]) -> str:
    return blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def _status(old: Seen | None, digest: str, around: str, collections: tuple[str, ...]) -> str:
    if old is None:
        return "created"
    if old.status == "withdrawn":
        return "restored"
    if old.digest != digest or old.collections != collections:
        return "updated"
    return "unchanged" if old.surroundings == around else "regrouped"


def _left(old: Seen, collections: tuple[str, ...]) -> tuple[str, ...]:
    """The collections that a record has left."""
    if not old.former and old.collections == collections:
        return ()
    return tuple(sorted({*old.former, *old.collections} - set(collections)))


def _clusters(around: Mapping[str, str], plan: Plan, before: Before) -> list[tuple[str, str, str]]:
    """Path, kind and hash of the Works and Instances that are new, not what they were, or no more; by kind and number."""
    minted = {name for _, name in plan.minted}
    found: list[tuple[str, str, str]] = []
    for path, digest in around.items():
        name = path.partition("/")[2]
        if name in minted:
            found.append((path, "minted", digest))
        elif plan.ids[name].status == "withdrawn":
            found.append((path, "restored", digest))
        elif before.hash_of(name) != digest:
            found.append((path, "changed", digest))
    ends = {"merge": "merged", "split": "split", "withdraw": "withdrawn"}
    for event in plan.lost:
        kind, name, into = event["kind"], str(event["id"]), event.get("into", [])
        if kind in KINDS and isinstance(into, list) and name not in into:
            found.append((f"{kind}/{name}", ends[str(event["event"])], ""))
    return sorted(found, key=_place)


def _place(change: tuple[str, str, str]) -> tuple[int, int]:
    kind, _, name = change[0].partition("/")
    return KINDS.index(kind), number_of(name)

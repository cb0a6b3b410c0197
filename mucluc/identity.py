# SPDX-License-Identifier: Apache-2.0
"""Identifiers of Works and Instances that live for ever: how they are spelt, and which cluster keeps which. Pure; `mucluc.state` stores.

A cluster takes its identifier once and keeps it while its members change; docs/identity.md says what a reader of the catalogue
may rely on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mucluc.converters.matching import WorkCluster
from mucluc.release.model import Entity

# ---- how an identifier is spelt ----------------------------------------------------------------------------------------------

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Base 32 without i, l, o, u: nothing that is mistaken for 1 or 0, and few words."""

_LENGTH = 7
_SIZE: int = 32**_LENGTH
_FACTOR, _SHIFT, _SHIFTED = 0x2F0F2B7A5, 18, 0x5A1C9E6D3
_UNFACTOR: int = pow(_FACTOR, -1, _SIZE)
_UNSHIFTED: int = pow(_SHIFTED, -1, _SIZE)
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


def identifier(number: int) -> str:
    """The identifier of the log's `number` (from 1): seven letters and a check letter. Raises OverflowError past 32**7.

    The number is permuted by a fixed bijection of 35 bits (odd factor, xor with the high half, odd factor), so that neighbours
    in the log look unlike and nobody reads an order or a count from an identifier.
    """
    if not 0 < number < _SIZE:
        raise OverflowError(f"the identity log numbers 1 to {_SIZE - 1}, not {number}")
    mixed = number * _FACTOR % _SIZE
    mixed = (mixed ^ mixed >> _SHIFT) * _SHIFTED % _SIZE
    letters = "".join(ALPHABET[mixed >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return letters + _check(letters)


def number_of(text: str) -> int:
    """The inverse of `identifier`; raises ValueError when a letter or the check letter is wrong."""
    if len(text) != _LENGTH + 1 or any(letter not in _VALUES for letter in text) or _check(text[:-1]) != text[-1]:
        raise ValueError(f"{text!r} is not an identifier")
    mixed = 0
    for letter in text[:-1]:
        mixed = mixed << 5 | _VALUES[letter]
    mixed = mixed * _UNSHIFTED % _SIZE
    mixed ^= mixed >> _SHIFT  # its own inverse: the shift is more than half of 35 bits
    return mixed * _UNFACTOR % _SIZE


def _check(letters: str) -> str:
    """A sum over GF(32), each place with its own weight: finds any one wrong letter and any two letters exchanged."""
    total = 0
    for letter in letters:
        total = (total ^ _VALUES[letter]) << 1
        if total & 32:
            total ^= 0b100101  # x^5 + x^2 + 1, primitive
    return ALPHABET[total]


# ---- what is known and what is planned ---------------------------------------------------------------------------------------

KINDS = ("work", "instance")


class Known(NamedTuple):
    """An identifier that was minted. status: published, merged, split, withdrawn. since: datestamp of the status."""

    kind: str
    number: int
    status: str
    successors: tuple[str, ...]
    since: str


@dataclass(frozen=True, slots=True)
class Prior:
    """The state that a plan starts from.

    next_number: of the log. ids: every identifier ever minted. last: `(work, instance)` that each record was last assigned,
    withdrawn records too. present: the records that are published now.
    """

    next_number: int = 1
    ids: Mapping[str, Known] = field(default_factory=dict)
    last: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    present: frozenset[str] = frozenset()


Event = dict[str, str | list[str] | list[int]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which identifiers the clusters carry, and the events that the log gains.

    work_of, instance_of: identifier by record path. minted: `(kind, id)` in order. assigned: paths of the records that are new
    or have changed cluster. lost: events of identifiers and records that did not simply stay.
    """

    work_of: dict[str, str]
    instance_of: dict[str, str]
    minted: list[tuple[str, str]]
    assigned: list[str]
    lost: list[Event]
    ids: Mapping[str, Known]

    def events(self) -> Iterator[Event]:
        """What the log gains, in order.

        mint (kind, id); assign (record, work, instance); merge and split (kind, id, into, records: how many of its records went
        to each); withdraw (kind, id), where kind is work, instance or record and the id of a record its path.
        """
        for kind, name in self.minted:
            yield {"event": "mint", "kind": kind, "id": name}
        for path in self.assigned:
            yield {"event": "assign", "record": path, "work": self.work_of[path], "instance": self.instance_of[path]}
        yield from self.lost

    def events_text(self) -> str:
        """The events as JSON lines; a release carries them as `identity.jsonl`. No time in them: equal plans give equal bytes."""
        return "".join(json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n" for event in self.events())

    def fates(self, now: str) -> Iterator[Entity]:
        """Paths of Works and Instances that are no longer published, with their living successors, by kind and number.

        now: datestamp of what this plan changes (UTC, `YYYY-MM-DDThh:mm:ssZ`).
        """
        ids = dict(self.ids)
        for event in self.events():
            note(ids, event, now)
        gone = [(name, known) for name, known in ids.items() if known.status != "published"]
        for name, known in sorted(gone, key=lambda each: (KINDS.index(each[1].kind), each[1].number)):
            if known.status in ("merged", "split"):
                living = tuple(f"{known.kind}/{each}" for each in successors(ids, name))
                yield Entity(f"{known.kind}/{name}", "merged" if len(living) == 1 else "split", known.since, living)
            elif known.status == "withdrawn":
                yield Entity(f"{known.kind}/{name}", "withdrawn", known.since)


def note(ids: dict[str, Known], event: Event, now: str) -> None:
    """Enter an event of the log into `ids`; a status keeps the datestamp from which it holds."""
    kind, name = str(event["event"]), str(event.get("id", ""))
    if kind == "assign":
        for key in KINDS:
            _set(ids, str(event[key]), "published", (), now)
    elif kind == "mint":
        ids[name] = Known(str(event["kind"]), number_of(name), "published", (), now)
    elif kind in ("merge", "split"):
        into = tuple(str(each) for each in _list(event["into"]))
        if name not in into:
            _set(ids, name, "merged" if kind == "merge" else "split", into, now)
    elif event["kind"] != "record":
        _set(ids, name, "withdrawn", (), now)


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _set(ids: dict[str, Known], name: str, status: str, into: tuple[str, ...], now: str) -> None:
    known = ids[name]
    if (known.status, known.successors) != (status, into):
        ids[name] = Known(known.kind, known.number, status, into, now)


def successors(ids: Mapping[str, Known], name: str) -> list[str]:
    """What a merged or split identifier leads to in the end: identifiers that are published or withdrawn, oldest first."""
    known = ids[name]
    if known.status not in ("merged", "split"):
        return [name]
    found = {last for each in known.successors for last in successors(ids, each)}
    return sorted(found, key=lambda each: ids[each].number)


# ---- which cluster keeps which identifier ------------------------------------------------------------------------------------


def plan(clusters: Iterable[WorkCluster], prior: Prior) -> Plan:
    """Match clusters with the identifiers of their members; the same clusters and prior state give the same plan.

    The identifier with most records in a cluster stays with it (records that come back count only among equals), the older one
    where two have as many. What stays with none is
    merged into the cluster that has its records, split where several have them, withdrawn where they are gone. A withdrawn
    identifier returns with its records. New clusters are numbered in the order of their smallest record path, a Work before
    its first Instance.
    """
    works: list[list[str]] = []
    instances: list[list[str]] = []
    for work in sorted(clusters, key=lambda each: each.instances[0].records[0]):
        works.append([path for instance in work.instances for path in instance.records])
        instances.extend(list(instance.records) for instance in work.instances)
    matched = {}
    for position, groups in enumerate((works, instances)):
        matched[KINDS[position]] = _Match(KINDS[position], groups, _last_ids(groups, prior, position), prior)
    minted = _mint(list(matched.values()), prior.next_number)
    of = {
        kind: {path: name for group, name in zip(match.groups, match.names, strict=True) for path in group}
        for kind, match in matched.items()
    }
    work_of, instance_of = of["work"], of["instance"]
    assigned = [path for path in sorted(work_of) if prior.last.get(path) != (work_of[path], instance_of[path]) or path not in prior.present]
    lost = [event for kind in KINDS for event in matched[kind].losses()]
    lost.extend({"event": "withdraw", "kind": "record", "id": path} for path in sorted(prior.present - work_of.keys()))
    return Plan(work_of, instance_of, minted, assigned, lost, prior.ids)


def _last_ids(groups: list[list[str]], prior: Prior, position: int) -> dict[str, str]:
    """The living identifier behind each record's last one; a record whose identifier was split among others has none."""
    last = prior.last
    found = {path: last[path][position] for group in groups for path in group if path in last}
    ends = {name: successors(prior.ids, name) for name, known in prior.ids.items() if known.status in ("merged", "split")}
    if ends:
        living = {name: some[0] if len(some) == 1 else "" for name, some in ends.items()}
        found = {path: name for path, last_id in found.items() if (name := living.get(last_id, last_id))}
    return found


class _Match:
    """One kind's clusters, the identifier each one keeps (empty until minted), and where every old identifier's records went."""

    def __init__(self, kind: str, groups: list[list[str]], last: dict[str, str], prior: Prior) -> None:
        self.kind = kind
        self.groups = groups
        self.names: list[str] = []
        self.minted: set[str] = set()
        self.ids = prior.ids
        self.home: dict[str, int] = {}
        torn = self._settle(last)
        # Nearly all clusters are as they were; only for the others is it counted who went where.
        self.went: dict[str, Counter[int]] = {name: Counter() for name in torn}
        stayed: Counter[tuple[str, int]] = Counter()
        for group, paths in enumerate(groups):
            if not self.names[group]:
                for path in paths:
                    if path in last:
                        self.went[last[path]][group] += 1
                        stayed[last[path], group] += path in prior.present
        self._keep(stayed)

    def _settle(self, last: dict[str, str]) -> set[str]:
        """Let a cluster keep the identifier that all of its records had and no other record has; the identifiers that are left."""
        only: list[str] = []
        torn: set[str] = set()
        for group, paths in enumerate(self.groups):
            if len(paths) == 1:
                name = last.get(paths[0], "")
                only.append(name)
                if name and self.home.setdefault(name, group) != group:
                    torn.add(name)
                continue
            names = {last[path] for path in paths if path in last}
            only.append(next(iter(names)) if len(names) == 1 else "")
            if len(names) > 1:
                torn |= names
            torn.update(name for name in names if self.home.setdefault(name, group) != group)
        self.names = [name if name not in torn else "" for name in only]
        return torn

    def _keep(self, stayed: Counter[tuple[str, int]]) -> None:
        """Records that never went count before those that come back: who stays together does not lose its identifier to them."""
        pairs = sorted(
            (-stayed[name, group], -count, self.ids[name].number, group, name)
            for name, groups in self.went.items()
            for group, count in groups.items()
        )
        kept: set[str] = set()
        for *_, group, name in pairs:
            if not self.names[group] and name not in kept:
                self.names[group] = name
                kept.add(name)

    def losses(self) -> Iterator[Event]:
        """Events for the identifiers that did not simply stay, by number."""
        mine = [name for name, known in self.ids.items() if known.kind == self.kind and known.status not in ("merged", "split")]
        for name in sorted((name for name in mine if name in self.went or name not in self.home), key=lambda each: self.ids[each].number):
            counts: Counter[str] = Counter()
            for group, count in self.went.get(name, Counter()).items():
                counts[self.names[group]] += count
            if not counts:
                if self.ids[name].status == "published":
                    yield {"event": "withdraw", "kind": self.kind, "id": name}
            elif name not in counts or (len(counts) > 1 and self.minted & counts.keys()):
                into = sorted(counts, key=number_of)
                event = "merge" if len(into) == 1 else "split"
                yield {"event": event, "kind": self.kind, "id": name, "into": into, "records": [counts[each] for each in into]}


def _mint(matches: Sequence[_Match], number: int) -> list[tuple[str, str]]:
    """Name the clusters that no identifier stays with; `(kind, id)` in the order of their numbers."""
    new = sorted(
        (group[0], order, place)
        for order, match in enumerate(matches)
        for place, group in enumerate(match.groups)
        if not match.names[place]
    )
    minted: list[tuple[str, str]] = []
    for _, order, place in new:
        match, name = matches[order], identifier(number)
        match.names[place] = name
        match.minted.add(name)
        minted.append((match.kind, name))
        number += 1
    return minted

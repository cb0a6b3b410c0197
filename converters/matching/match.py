# SPDX-License-Identifier: Apache-2.0
"""From the evidence of all records to editions and Works: blocks, scores, constrained clusters, Works."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

from .blocks import Candidates, candidates, frequencies, title_of, work_titles
from .clusters import LOW, Editions, decoded, join_best_first
from .compared import Compared
from .decisions import DIFFERENT, INSTANCE, SAME, WORK, Decision, settle
from .disputed import number_faults
from .likeness import misspelt
from .memo import Memo
from .model import Clustering, Doubt, InstanceCluster, Join, WorkCluster
from .score import DOUBT, THRESHOLD, VETOES, score
from .scored import ScoreBlocks, Scored, score_here
from .sets import Sets
from .works import edition_of, work_joins, works_of

DOUBTS = 2000
"""How many doubtful pairs a run lists at most."""
READY = 16_384
"""Records that are kept ready to be compared, some three kilobytes each."""
KNOWN_WORD = 4
"""A word in so many titles is no misspelling of another such word."""

Entry = tuple[str, bytes]
"""A record: its path and its packed evidence."""


def cluster(
    entries: Iterable[Entry],
    forms: Mapping[str, Iterable[str]] | None = None,
    *,
    decisions: Iterable[Decision] = (),
    memo: Memo | None = None,
    score_blocks: ScoreBlocks = score_here,
) -> Clustering:
    """All records, each in one edition, each edition in one Work; the result does not depend on the order of `entries`.

    entries: `(record path, packed evidence)`, each path once; raises ValueError on a path given twice. forms: by path, the paths of
    other forms of the same Work (`other_forms`); all of them are in `entries`. decisions: the curators'; they win.
    memo: of any run; the result is the same with it, without it and with another. score_blocks: applies `score_block` to each block, in
    order: a runner's map, or here.
    """
    return _Union(entries, forms or {}, decisions, memo).cluster(score_blocks)


class _Union:
    """The records in the order of their evidence, equal evidence by path; a place is an index in that order."""

    def __init__(
        self, entries: Iterable[Entry], forms: Mapping[str, Iterable[str]], decisions: Iterable[Decision], memo: Memo | None
    ) -> None:
        rows = sorted(entries, key=itemgetter(1, 0))
        self.paths = [path for path, _ in rows]
        self.data = [data for _, data in rows]
        if repeated := next((one for one, other in pairwise(sorted(self.paths)) if one == other), None):
            raise ValueError(f"{repeated} is given twice")
        self.forms, self.memo, self.found = forms, memo, Memo()
        decisions = list(decisions)
        named = {path for decision in decisions for path in (decision.one, decision.other)}
        self.at = {path: place for place, path in enumerate(self.paths) if path in named}
        self.decided = settle(decisions, self.at.__contains__)
        self.compared = lru_cache(maxsize=READY)(self._compared)
        self.joins: list[Join] = []
        self.counts: Counter[str] = Counter(records=len(rows))

    def _compared(self, place: int) -> Compared:
        return Compared(self.data[place])

    def cluster(self, score_blocks: ScoreBlocks) -> Clustering:
        editions = Editions(self.compared, len(self.paths))
        self.decide(editions)
        heads = self.heads(editions)
        found = candidates([self.data[place] for place in heads])
        self.counts.update(blocks=found.blocks, blocks_cut=found.cut, blocks_windowed=len(found.windowed), pairs=found.count)
        pairs, codes = self.edges(found, heads, score_blocks)
        self.join(pairs, codes, editions)
        doubts = self.doubts(pairs, codes, editions)
        works = self.works(editions)
        faults = self.decided.faults + number_faults(self.paths, self.data, editions.sets.root)
        return Clustering(
            self.collected(editions.sets, works),
            faults,
            self.joins,
            doubts[:DOUBTS],
            max(0, len(doubts) - DOUBTS),
            dict(self.counts),
            self.found,
        )

    def named(self, one: int, other: int) -> tuple[str, str]:
        first, second = sorted((self.paths[one], self.paths[other]))
        return first, second

    def pairs(self, decisions: Iterable[Decision]) -> list[tuple[int, int]]:
        """The places that decisions name."""
        return [(self.at[each.one], self.at[each.other]) for each in decisions]

    def decide(self, editions: Editions) -> None:
        """What curators decided of editions comes before everything else."""
        same_work, works_apart = (self.pairs(self.decided.of(WORK, verdict)) for verdict in (SAME, DIFFERENT))
        editions.decide(self.pairs(self.decided.apart), same_work, works_apart)
        same = self.decided.of(INSTANCE, SAME)
        for decision, (one, other) in zip(same, self.pairs(same), strict=True):
            editions.join(one, other)
            self.joins.append(Join("instance", *self.named(one, other), f"decision:{decision.line}"))

    def heads(self, editions: Editions) -> list[int]:
        """The places to compare: of records with equal evidence that is enough for an edition, the first, which the others join at once."""
        heads: list[int] = []
        enough = False
        decided = set(self.at.values())
        for place, data in enumerate(self.data):
            if heads and place not in decided and heads[-1] not in decided and self.data[heads[-1]] == data:
                if place == heads[-1] + 1:
                    own = self.compared(heads[-1])
                    enough = score(own, own).joins
                if enough:
                    editions.join(heads[-1], place)
                    self.joins.append(Join("instance", *self.named(heads[-1], place), "same-evidence"))
                    continue
            heads.append(place)
        return heads

    def edges(self, found: Candidates, heads: list[int], score_blocks: ScoreBlocks) -> tuple[array[int], array[int]]:
        """The pairs that anything speaks for, as places, and the codes of their scores."""
        common = frequencies(self.data)
        scored = Scored([self.data[place] for place in heads], self.memo)
        pairs, codes = array("Q"), array("H")
        for pair, code in scored.pairs(found, score_blocks):
            first, second = heads[pair >> 32], heads[pair & LOW]
            if code >> 8 >= THRESHOLD and not code & 255 and self.other_word(first, second, common):
                code |= VETOES["title-word"]
            pairs.append(first << 32 | second)
            codes.append(code)
        self.counts["pairs_compared"] = scored.compared
        self.found = scored.memo
        return pairs, codes

    def other_word(self, first: int, second: int, common: Counter[bytes]) -> bool:
        """Whether the titles differ by a letter that makes another common word: `cars`, `cats`; a slip leaves one out or moves it."""
        if title_of(self.data[first]) == title_of(self.data[second]):
            return False
        one, other = self.compared(first), self.compared(second)
        mine, their = one.words - other.whole, other.words - one.whole
        if mine and their and len(misspelt(mine, their)) < min(len(mine), len(their)):
            return all(common[word.encode()] >= KNOWN_WORD for word in mine | their)
        pairs = misspelt(mine, their)
        return any(
            len(word) == len(each) and sorted(word) != sorted(each) and min(common[word.encode()], common[each.encode()]) >= KNOWN_WORD
            for word, each in pairs
        )

    def join(self, pairs: array[int], codes: array[int], editions: Editions) -> None:
        """Join editions, one group of records that scores tie together after another: groups know nothing of each other."""
        groups = Sets(len(self.paths))
        for pair, code in zip(pairs, codes, strict=True):
            if code >> 8 >= THRESHOLD and not code & 255:
                groups.join(pair >> 32, pair & LOW)
        inside = [
            groups.root(pair >> 32) << 32 | number
            for number, pair in enumerate(pairs)
            if groups.root(pair >> 32) == groups.root(pair & LOW)
        ]
        inside.sort()
        for _, numbers in groupby(inside, key=lambda each: each >> 32):
            points: dict[int, int] = {}
            sure: list[tuple[int, int]] = []
            for number in numbers:
                pair, code = pairs[number & LOW], codes[number & LOW]
                points[pair] = code >> 8
                if code >> 8 >= THRESHOLD and not code & 255:
                    sure.append((code >> 8, pair))
            for pair in join_best_first(editions, sure, points, self.paths):
                self.joins.append(Join("instance", *self.named(pair >> 32, pair & LOW), "score", points[pair]))

    def doubts(self, pairs: array[int], codes: array[int], editions: Editions) -> list[Doubt]:
        """Pairs near the threshold, or with one veto against a score well above it, that stand in two editions."""
        found = []
        for pair, code in zip(pairs, codes, strict=True):
            points, held = decoded(code)
            one, other = pair >> 32, pair & LOW
            if points < DOUBT or editions.sets.root(one) == editions.sets.root(other):
                continue
            names = tuple(name for name, bit in VETOES.items() if held & bit)
            if not names or (len(names) == 1 and points >= THRESHOLD + 30 and names != ("year",)):
                found.append(Doubt("instance", *self.named(one, other), points, names))
        return sorted(found, key=lambda doubt: (-doubt.points, doubt.one, doubt.other))

    def works(self, editions: Editions) -> Sets:
        members = self.alike(editions)
        works = Sets(len(self.paths), editions.sets.parents)
        works.keep_apart(self.pairs(self.decided.of(WORK, DIFFERENT)))
        some = [edition_of(root, map(self.compared, places)) for root, places in members.items()]
        joins, generic = work_joins(some)
        self.counts["generic_titles"] = generic
        for decision in (same := self.decided.of(WORK, SAME)):
            self.joins.append(Join("work", *self.named(self.at[decision.one], self.at[decision.other]), f"decision:{decision.line}"))
        for join in works_of(some, joins, works, self.pairs(same)):
            self.joins.append(Join("work", *self.named(join.one, join.other), join.reason))
        if self.forms:
            at = {path: place for place, path in enumerate(self.paths)}
            for path, others in sorted(self.forms.items()):
                for other in others:
                    if works.parted(at[path], at[other]):
                        continue
                    works.join(at[path], at[other])
                    self.joins.append(Join("work", min(path, other), max(path, other), "other-form"))
        return works

    def alike(self, editions: Editions) -> dict[int, list[int]]:
        """The places of the records of each edition that has a title in common with another, by their first."""
        first: dict[bytes, int] = {}
        shared: set[int] = set()
        for place, data in enumerate(self.data):
            root = editions.sets.root(place)
            for title in work_titles(data):
                if (other := first.setdefault(title, root)) != root:
                    shared |= {root, other}
        members: dict[int, list[int]] = {}
        for place in range(len(self.paths)):
            if (root := editions.sets.root(place)) in shared:
                members.setdefault(root, []).append(place)
        return members

    def collected(self, editions: Sets, works: Sets) -> list[WorkCluster]:
        found: dict[int, dict[int, list[str]]] = {}
        for place in sorted(range(len(self.paths)), key=self.paths.__getitem__):
            found.setdefault(works.root(place), {}).setdefault(editions.root(place), []).append(self.paths[place])
        return [WorkCluster(tuple(InstanceCluster(tuple(paths)) for paths in each.values())) for each in found.values()]

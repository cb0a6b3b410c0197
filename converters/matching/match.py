# SPDX-License-Identifier: Apache-2.0
"""From the evidence of all records to editions and Works: blocks, scores, constrained clusters, Works."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from .blocks import Candidates, candidates, frequencies
from .clusters import Block, Edge, Editions, decoded, join_best_first, score_block
from .compared import Compared
from .disputed import number_faults
from .model import Clustering, Doubt, InstanceCluster, Join, WorkCluster
from .score import THRESHOLD, VETOES, misspelt, score
from .sets import Sets
from .works import edition_of, work_joins, works_of

DOUBTS = 2000
"""How many doubtful pairs a run lists at most."""
KNOWN_WORD = 4
"""A word in so many titles is no misspelling of another such word."""
BLOCK_PAIRS = 20_000

Entry = tuple[str, bytes]
"""A record: its path and its packed evidence."""
ScoreBlocks = Callable[[Iterable[Block]], Iterable[list[int]]]
"""Applies `score_block` to each block, in order; a runner's map, or here."""


def cluster(
    entries: Iterable[Entry],
    forms: Mapping[str, Iterable[str]] | None = None,
    *,
    score_blocks: ScoreBlocks = lambda blocks: map(score_block, blocks),
) -> Clustering:
    """All records, each in one edition, each edition in one Work; the result does not depend on the order of `entries`.

    entries: `(record path, packed evidence)`, each path once; raises ValueError on a path given twice. forms: by path, the paths of
    other forms of the same Work (`other_forms`); all of them are in `entries`.
    """
    return _Union(entries, forms or {}).cluster(score_blocks)


class _Union:
    """The records in the order of their evidence, equal evidence by path; a place is an index in that order."""

    def __init__(self, entries: Iterable[Entry], forms: Mapping[str, Iterable[str]]) -> None:
        rows = sorted(entries, key=itemgetter(1, 0))
        self.paths = [path for path, _ in rows]
        self.data = [data for _, data in rows]
        if repeated := next((one for one, other in pairwise(sorted(self.paths)) if one == other), None):
            raise ValueError(f"{repeated} is given twice")
        self.forms = forms
        self.compared = lru_cache(maxsize=4096)(self._compared)
        self.joins: list[Join] = []
        self.counts: Counter[str] = Counter(records=len(rows))

    def _compared(self, place: int) -> Compared:
        return Compared(self.data[place])

    def cluster(self, score_blocks: ScoreBlocks) -> Clustering:
        editions = Editions(self.compared, len(self.paths))
        heads = self.heads(editions)
        found = candidates([self.data[place] for place in heads])
        self.counts.update(blocks=found.blocks, blocks_cut=found.cut, blocks_windowed=len(found.windowed), pairs=found.count)
        edges = list(self.edges(found, heads, score_blocks))
        sure = [edge for edge in edges if edge.points >= THRESHOLD and not edge.vetoes]
        for edge in join_best_first(editions, sure, self.paths):
            self.joins.append(Join("instance", *self.named(edge.first, edge.second), "score", edge.points))
        doubts = self.doubts(edges, editions)
        works = self.works(editions)
        faults = number_faults(self.paths, self.data, editions.sets.root)
        return Clustering(
            self.collected(editions.sets, works), faults, self.joins, doubts[:DOUBTS], max(0, len(doubts) - DOUBTS), dict(self.counts)
        )

    def named(self, one: int, other: int) -> tuple[str, str]:
        first, second = sorted((self.paths[one], self.paths[other]))
        return first, second

    def heads(self, editions: Editions) -> list[int]:
        """The places to compare: of records with equal evidence that is enough for an edition, the first, which the others join at once."""
        heads: list[int] = []
        enough = False
        for place, data in enumerate(self.data):
            if heads and self.data[heads[-1]] == data:
                if place == heads[-1] + 1:
                    own = self.compared(heads[-1])
                    enough = score(own, own).joins
                if enough:
                    editions.join(heads[-1], place)
                    self.joins.append(Join("instance", *self.named(heads[-1], place), "same-evidence"))
                    continue
            heads.append(place)
        return heads

    def edges(self, found: Candidates, heads: list[int], score_blocks: ScoreBlocks) -> Iterator[Edge]:
        common = frequencies(self.data)
        blocks = list(_blocks(found, [self.data[place] for place in heads]))
        for (places, pairs), codes in zip(
            ((places, block.pairs) for places, block in blocks), score_blocks(block for _, block in blocks), strict=True
        ):
            for pair, code in zip(pairs, codes, strict=True):
                if code:
                    first, second = heads[places[pair >> 32]], heads[places[pair & 0xFFFFFFFF]]
                    points, held = decoded(code)
                    if not held and self.other_word(first, second, common):
                        held = VETOES["title-word"]
                    yield Edge(points, first, second, held)

    def other_word(self, first: int, second: int, common: Counter[bytes]) -> bool:
        """Whether the titles differ by a letter that makes another word of common use: `cars`, `cats`; a slip leaves one out or moves it."""
        one, other = self.compared(first), self.compared(second)
        if one.joined == other.joined:
            return False
        pairs = misspelt(one.words - other.whole, other.words - one.whole)
        return any(
            len(word) == len(each) and sorted(word) != sorted(each) and min(common[word.encode()], common[each.encode()]) >= KNOWN_WORD
            for word, each in pairs
        )

    def doubts(self, edges: list[Edge], editions: Editions) -> list[Doubt]:
        """Pairs near the threshold, or with one veto against a score that would join them twice over, that stand in two editions."""
        found = []
        for edge in edges:
            if editions.sets.root(edge.first) == editions.sets.root(edge.second):
                continue
            names = tuple(name for name, bit in VETOES.items() if edge.vetoes & bit)
            if not names or (len(names) == 1 and edge.points >= THRESHOLD + 30 and names != ("year",)):
                found.append(Doubt("instance", *self.named(edge.first, edge.second), edge.points, names))
        return sorted(found, key=lambda doubt: (-doubt.points, doubt.one, doubt.other))

    def works(self, editions: Editions) -> Sets:
        members: dict[int, list[int]] = {}
        for place in range(len(self.paths)):
            members.setdefault(editions.sets.root(place), []).append(place)
        works = Sets(len(self.paths))
        works.parents = array("q", editions.sets.parents)
        some = [edition_of(root, map(self.compared, places)) for root, places in members.items()]
        joins, generic = work_joins(some)
        self.counts["generic_titles"] = generic
        for join in works_of(some, joins, works):
            self.joins.append(Join("work", *self.named(join.one, join.other), join.reason))
        if self.forms:
            at = {path: place for place, path in enumerate(self.paths)}
            for path, others in sorted(self.forms.items()):
                for other in others:
                    works.join(at[path], at[other])
                    self.joins.append(Join("work", min(path, other), max(path, other), "other-form"))
        return works

    def collected(self, editions: Sets, works: Sets) -> list[WorkCluster]:
        found: dict[int, dict[int, list[str]]] = {}
        for place in sorted(range(len(self.paths)), key=self.paths.__getitem__):
            found.setdefault(works.root(place), {}).setdefault(editions.root(place), []).append(self.paths[place])
        return [WorkCluster(tuple(InstanceCluster(tuple(paths)) for paths in each.values())) for each in found.values()]


def _blocks(found: Candidates, data: Sequence[bytes]) -> Iterator[tuple[list[int], Block]]:
    """The pairs in blocks of records near each other, with the places that a block's records have in `data`."""
    for part in found.partitions:
        for start in range(0, len(part), BLOCK_PAIRS):
            pairs = part[start : start + BLOCK_PAIRS]
            places = sorted({place for pair in pairs for place in (pair >> 32, pair & 0xFFFFFFFF)})
            at = {place: number for number, place in enumerate(places)}
            local = array("Q", [at[pair >> 32] << 32 | at[pair & 0xFFFFFFFF] for pair in pairs])
            yield places, Block(tuple(data[place] for place in places), local)

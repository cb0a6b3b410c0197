# SPDX-License-Identifier: Apache-2.0
"""The candidate pairs of a union with their scores: from the memo as far as it knows them, the others in blocks for any process."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence

from .blocks import Candidates
from .clusters import Block, score_block
from .memo import Memo, digest, pair_key

BLOCK_PAIRS = 10_000
"""Pairs in a block: some tenths of a second of work, a few megabytes."""

ScoreBlocks = Callable[[Iterable[Block]], Iterable[list[int]]]
"""Applies `score_block` to each block, in order."""


def score_here(blocks: Iterable[Block]) -> Iterator[list[int]]:
    """`score_block` applied in this process."""
    return map(score_block, blocks)


class Scored:
    """data: packed evidence, sorted. memo: the scores of all pairs of this run. compared: pairs that the old memo did not know."""

    def __init__(self, data: Sequence[bytes], memo: Memo | None) -> None:
        self.data = data
        self.memo = Memo()
        self.compared = 0
        self._known = memo.known() if memo else {}
        self._digests = array("Q", map(digest, data))

    def pairs(self, found: Candidates, score_blocks: ScoreBlocks) -> Iterator[tuple[int, int]]:
        """`(pair, code)` of each pair whose code is not 0; a pair as in `Candidates`."""
        new = array("Q")
        keys = array("Q")
        known, digests, add = self._known, self._digests, self.memo.add
        for part in found.partitions:
            for pair in part:
                key = pair_key(digests[pair >> 32], digests[pair & 0xFFFFFFFF])
                code = known.get(key, -1)
                if code < 0:
                    new.append(pair)
                    keys.append(key)
                    continue
                add(key, code)
                if code:
                    yield pair, code
        self._known = {}
        self.compared = len(new)
        at = 0
        for codes in score_blocks(self.blocks(new)):
            for code in codes:
                add(keys[at], code)
                if code:
                    yield new[at], code
                at += 1

    def blocks(self, pairs: array[int]) -> Iterator[Block]:
        """The pairs in blocks, each with the evidence of its records alone."""
        for start in range(0, len(pairs), BLOCK_PAIRS):
            some = pairs[start : start + BLOCK_PAIRS]
            places = sorted({place for pair in some for place in (pair >> 32, pair & 0xFFFFFFFF)})
            at = {place: number for number, place in enumerate(places)}
            local = array("Q", [at[pair >> 32] << 32 | at[pair & 0xFFFFFFFF] for pair in some])
            yield Block(tuple(self.data[place] for place in places), local)

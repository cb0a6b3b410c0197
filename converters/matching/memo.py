# SPDX-License-Identifier: Apache-2.0
"""The scores that were found before, by digests of the two records' evidence: a run compares only pairs with a record new to it.

A score is a pure function of the two evidences, so what any run found holds in every other; a memo changes the cost, never the result.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable

_MASK = (1 << 64) - 1
_FACTOR = 0x9E3779B97F4A7C15
_COUNT = 8


def digest(evidence: bytes) -> int:
    """64 bits of a record's packed evidence."""
    return int.from_bytes(hashlib.blake2b(evidence, digest_size=8).digest(), "big")


def pair_key(one: int, other: int) -> int:
    """64 bits of a pair of digests, whichever comes first."""
    return (min(one, other) * _FACTOR + max(one, other)) & _MASK


class Memo:
    """Scores (`clusters.encoded`) by `pair_key`; most pairs have none, and are kept as keys alone."""

    def __init__(self) -> None:
        self._nothing = array("Q")
        self._keys = array("Q")
        self._codes = array("H")

    def add(self, key: int, code: int) -> None:
        """Note the score of a pair."""
        if code:
            self._keys.append(key)
            self._codes.append(code)
        else:
            self._nothing.append(key)

    def __len__(self) -> int:
        return len(self._nothing) + len(self._keys)

    def known(self) -> dict[int, int]:
        """The scores by key."""
        found = dict.fromkeys(self._nothing, 0)
        found.update(zip(self._keys, self._codes, strict=True))
        return found

    def pack(self) -> bytes:
        """The memo as bytes: the same scores give the same bytes, ten a pair or less."""
        pairs = sorted(zip(self._keys, self._codes, strict=True))
        parts: Iterable[array[int]] = (
            array("Q", sorted(self._nothing)), array("Q", [key for key, _ in pairs]), array("H", [code for _, code in pairs])
        )  # fmt: skip
        head = len(self._nothing).to_bytes(_COUNT, "little") + len(pairs).to_bytes(_COUNT, "little")
        return head + b"".join(part.tobytes() for part in parts)

    @classmethod
    def unpack(cls, data: bytes) -> Memo:
        """The inverse of `pack`; raises ValueError when `data` is none."""
        none, some = (int.from_bytes(data[at : at + _COUNT], "little") for at in (0, _COUNT))
        if len(data) != 2 * _COUNT + 8 * none + 10 * some:
            raise ValueError("not a packed memo")
        made = cls()
        start = 2 * _COUNT
        made._nothing.frombytes(data[start : start + 8 * none])
        made._keys.frombytes(data[start + 8 * none : start + 8 * (none + some)])
        made._codes.frombytes(data[start + 8 * (none + some) :])
        return made

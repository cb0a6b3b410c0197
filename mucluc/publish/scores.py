# SPDX-License-Identifier: Apache-2.0
"""The scores of the last run's pairs, kept between runs; a file that is lost, torn or of other rules costs time and nothing else."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import mucluc
from mucluc.converters.matching.memo import Memo
from mucluc.release.digest import file_digest

FILE = "matching.scores"
"""The name in the cache folder."""


def read_scores(folder: Path) -> Memo | None:
    """The scores that the last run found, when this software would find the same."""
    try:
        data = (folder / FILE).read_bytes()
    except OSError:
        return None
    head = _head(data[64:])
    try:
        return Memo.unpack(data[64:]) if data[:64] == head else None
    except ValueError:
        return None


def write_scores(folder: Path, memo: Memo) -> None:
    """Keep the scores for the next run; whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    data = memo.pack()
    fresh = folder / f".{FILE}.tmp"
    fresh.write_bytes(_head(data) + data)
    fresh.replace(folder / FILE)


def _head(data: bytes) -> bytes:
    """64 bytes: the digest of the rules and that of the scores."""
    return _rules() + hashlib.blake2b(data, digest_size=32).digest()


@functools.cache
def _rules() -> bytes:
    """A digest of all that decides what two records' evidence is worth: the code of matching and the folding of text."""
    root = Path(mucluc.__file__).parent
    matching = (root / "converters" / "matching").resolve()
    files = [*(file for file in sorted(matching.iterdir()) if file.suffix in (".py", ".toml")), root / "vocab" / "text.py"]
    return hashlib.blake2b("\n".join(map(file_digest, files)).encode(), digest_size=32).digest()

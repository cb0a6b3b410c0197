# SPDX-License-Identifier: Apache-2.0
"""What the evaluation of matching passes around: records with known truth, and what a matcher makes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mucluc.converters.record import Record


@dataclass(frozen=True, slots=True)
class Known:
    """A record of which it is known what it describes.

    path: `record/{library}/{number}`, unique in its set. instance, work: labels of the truth; equal labels are the same edition or Work,
    an empty work label says that the set knows no Works.
    """

    path: str
    record: Record
    instance: str
    work: str = ""


@dataclass(frozen=True, slots=True)
class Partition:
    """What a matcher says: label of the edition by path, and of the Work by path; works is empty when the matcher knows no Works."""

    instances: dict[str, str]
    works: dict[str, str]


Matcher = Callable[[Sequence[tuple[str, Record]]], Partition]
"""Takes `(path, record)` of a whole set, in any order."""

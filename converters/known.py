# SPDX-License-Identifier: Apache-2.0
"""What a reader asks a caller who may have read the same bytes before."""

from __future__ import annotations

from typing import Protocol


class Known(Protocol):
    """Is told where a record begins whose bytes alone decide what is made of it, before it is read.

    Records and Faults that the reader gives after `begins` belong to that record, until the next call of `begins` or `apart`.
    """

    def begins(self, data: bytes, how: str, ordinal: int, offset: int) -> bool:
        """Whether the caller knows what is made of these bytes: then they are not read, and nothing is given for them.

        how: what else of the file decides it. ordinal, offset: as a Place has them.
        """
        ...

    def apart(self) -> None:
        """What follows hangs together with its neighbours, or belongs to no record."""
        ...


class Unknown:
    """A caller who has read nothing before."""

    def begins(self, data: bytes, how: str, ordinal: int, offset: int) -> bool:
        """Never."""
        return False

    def apart(self) -> None:
        """Nothing is kept, so nothing is to be told apart."""


UNKNOWN = Unknown()

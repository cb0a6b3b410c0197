# SPDX-License-Identifier: Apache-2.0
"""Step 1 in a worker: the records of a piece are read, checked, screened and packed, those that an earlier run knew taken over."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

from mucluc.converters.local_fields import standardised
from mucluc.converters.read import read
from mucluc.converters.record import Fault

from .effects import At, Effects, PieceFiles, dumps
from .faultlog import FaultLog
from .intake import Piece, Taken, cached_config, collection_tests
from .judging import Judge
from .piece_cache import Earlier, Keeper, keep_whole, take_over


def take(piece: Piece) -> Taken:
    """Read, check, screen and pack the records of a piece, or take over what the last run made of the same bytes."""
    whole = take_over(piece)
    if whole is not None:
        return whole
    with ExitStack() as files:
        taken = _Intake(piece, files).take()
    keep_whole(taken)
    return taken


class _Intake:
    """The intake of one piece; it tells the reader which records need not be read (`converters.known.Known`)."""

    def __init__(self, piece: Piece, files: ExitStack) -> None:
        config = cached_config(piece.config, piece.digest)
        self.piece = piece
        self.source = source = config.sources[piece.source]
        owner = config.network.library(source.library)
        tests = collection_tests(config).get(source.library, [])
        self.judge = Judge(config.policy.bound(owner.kind, piece.today), piece.state, owner, tests)
        self.local = config.local.get(source.library, ())
        self.files = PieceFiles(piece, source.library, files)
        self.earlier = files.enter_context(Earlier(piece))
        self.keeper = files.enter_context(Keeper(piece))
        self.key = b""
        self.at: At = ("", 0, 0)
        self.made = Effects()

    def take(self) -> Taken:
        piece, source = self.piece, self.source
        form, encoding, identity = source.format, source.encoding, source.id_field
        for found in read(
            piece.file, name=piece.name, format=form, encoding=encoding, id_field=identity, start=piece.start, end=piece.end, known=self
        ):
            if not self.key:
                self.at = (found.place.source, found.place.record or 0, found.place.offset or 0)
            if isinstance(found, Fault):
                self.made.faults.append(replace(found, value=None))
                self.made.rejected += found.code in FaultLog.fatal
            else:
                self.judge.add(standardised(found, self.local) if self.local and not found.is_authority else found, self.made)
            if not self.key:
                self.flush()
        self.flush()
        return self.files.finish()

    def begins(self, data: bytes, how: str, ordinal: int, offset: int) -> bool:
        """Apply what was made of the same bytes before, if it is known."""
        self.flush()
        self.key = self.earlier.key(data, how)
        self.at = (self.piece.name, ordinal, offset)
        found = self.earlier.find(self.key)
        if found is None:
            return False
        stored, blob, packed = found
        self.keeper.keep(self.key, blob, stored, len(packed), self.files)
        self.files.apply(stored, packed, self.at)
        self.key = b""
        return True

    def apart(self) -> None:
        """What follows is kept for no later run."""
        self.flush()
        self.key = b""

    def flush(self) -> None:
        """Apply what has been made of a record, and keep it if it may be kept."""
        made = self.made
        if made.faults or made.judged is not None or made.row is not None or made.read or made.authority or made.holdings:
            stored = made.stored(self.at)
            if self.key and made.lasting:
                self.keeper.keep(self.key, dumps(stored), stored, len(made.data), self.files)
            self.files.withhold(made)
            self.files.apply(stored, made.data, self.at)
            self.made = Effects()

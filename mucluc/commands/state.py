# SPDX-License-Identifier: Apache-2.0
"""`mucluc release changes|log|rebuild-state`: what the state holds beyond the releases."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mucluc.errors import UserError

from . import config_argument, json_argument

if TYPE_CHECKING:
    from mucluc.state import State

    from . import Verbs


def add(actions: Verbs) -> None:
    """Add the actions of this module to `mucluc release`."""
    changes = actions.add_parser("changes", help="the change log: what each release changed", description=_changes.__doc__)
    config_argument(changes)
    changes.add_argument("--since", type=int, default=0, metavar="N", help="entries after this number")
    changes.add_argument("--limit", type=int, default=-1, metavar="N", help="at most so many entries")
    json_argument(changes)
    changes.set_defaults(run=_changes)
    log = actions.add_parser("log", help="write out the identity log, to keep it apart", description=_log.__doc__)
    config_argument(log)
    log.set_defaults(run=_log)
    rebuild = actions.add_parser("rebuild-state", help="make a lost state anew from the identity log", description=_rebuild.__doc__)
    config_argument(rebuild)
    rebuild.add_argument("log", metavar="LOG", type=Path, help="what `mucluc release log` wrote")
    rebuild.set_defaults(run=_rebuild)


@contextmanager
def _state(arguments: argparse.Namespace) -> Iterator[State]:
    """The state of a configuration; raises UserError when there is none."""
    from mucluc.config import Config
    from mucluc.state import State

    path = Config.load(arguments.config).root / "state.sqlite"
    if not path.is_file():
        raise UserError(f"there is no state in {path.parent} yet; make a release: mucluc publish {arguments.config}")
    state = State.open(path)
    try:
        yield state
    finally:
        state.close()


def _changes(arguments: argparse.Namespace) -> int:
    """Print the change log: number, time, kind and path of each record, Work and Instance that a release changed.

    Ask next time with --since and the last number that you saw. With --json a line each, with the hash and the library too.
    """
    with _state(arguments) as state:
        for change in state.changes_since(arguments.since, arguments.limit):
            if arguments.json:
                print(json.dumps(change._asdict(), ensure_ascii=False))
            else:
                print(f"{change.sequence:>9}  {change.time}  {change.kind:<9}  {change.entity}")
    return 0


def _log(arguments: argparse.Namespace) -> int:
    """Write the identity log to standard output as JSON lines, from its beginning; `mucluc release rebuild-state` reads it."""
    with _state(arguments) as state:
        sys.stdout.writelines(state.export())
    return 0


def _rebuild(arguments: argparse.Namespace) -> int:
    """Make a lost state anew from its identity log: every identifier is what it was, and the change log's numbers go on.

    What each record was is not in the log: the next run tells every record as created, with a new datestamp. Prefer a backup of the state.
    """
    from mucluc.config import Config
    from mucluc.publish.commit import run_lock
    from mucluc.state import State

    root = Config.load(arguments.config).root
    with run_lock(root):
        state = State.open(root / "state.sqlite")
        try:
            with _lines(arguments.log) as lines:
                state.rebuild(lines)
            release = state.applied_release()
        finally:
            state.close()
    print(f"the state has come to release {release}", file=sys.stderr)
    return 0


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    try:
        with path.open(encoding="utf-8") as lines:
            yield iter(lines)
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read as an identity log: {error}") from None

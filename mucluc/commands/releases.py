# SPDX-License-Identifier: Apache-2.0
"""`mucluc release list|verify|use|prune`; the actions on the state stand in `state`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mucluc.errors import UserError

from . import config_argument, json_argument, state

if TYPE_CHECKING:
    from . import Verbs


def add(verbs: Verbs) -> None:
    """Add the verbs of this module."""
    release = verbs.add_parser(
        "release",
        help="list the releases, verify one, make one current, or remove old ones",
        description="Work with the releases that stand.",
    )
    actions = release.add_subparsers(title="actions", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the releases, oldest first", description=_list.__doc__)
    config_argument(listing)
    json_argument(listing)
    listing.set_defaults(run=_list)
    verify = actions.add_parser("verify", help="compare every file with its digest", description=_verify.__doc__)
    config_argument(verify)
    verify.add_argument("id", metavar="ID", nargs="?", default="current", help="a release (default: the current one)")
    json_argument(verify)
    verify.set_defaults(run=_verify)
    use = actions.add_parser("use", help="make a release current, also an older one", description=_use.__doc__)
    config_argument(use)
    use.add_argument("id", metavar="ID", help="the release, as `mucluc release list` names it")
    use.set_defaults(run=_use)
    prune = actions.add_parser("prune", help="remove old releases", description=_prune.__doc__)
    config_argument(prune)
    prune.add_argument("ids", metavar="ID", nargs="*", help="these releases")
    prune.add_argument("--keep", type=int, default=None, metavar="N", help="all but the newest N")
    json_argument(prune)
    prune.set_defaults(run=_prune)
    state.add(actions)


def _list(arguments: argparse.Namespace) -> int:
    """List the finished releases with their counts; the current one is marked with a star."""
    from mucluc.config import Config
    from mucluc.publish.commit import current, finished

    root = Config.load(arguments.config).root
    now = current(root)
    rows = []
    for path in finished(root):
        manifest = json.loads((path / "manifest.json").read_text("utf-8"))
        rows.append(
            {"id": path.name, "current": now is not None and now.id == path.name, "created": manifest["created"], **manifest["counts"]}
        )
    if arguments.json:
        print(json.dumps(rows, indent=1))
        return 0
    if not rows:
        raise UserError(f"there is no release in {root} yet; make one: mucluc publish {arguments.config}")
    for row in rows:
        print(f"{'*' if row['current'] else ' '} {row['id']}  {row['records']:>9,} records  {row['works']:>9,} works")
    return 0


def _path(root: Path, name: str) -> Path:
    path = root / ("current" if name == "current" else f"releases/{name}")
    if "/" in name or name.startswith(".") or not path.is_dir():
        if _was_there(root, name):
            raise UserError(
                f"release {name} was removed and cannot be gone back to: it held what may no longer be published, or was pruned to save "
                "room. See: mucluc release list CONFIG"
            )
        raise UserError(f"there is no release {name!r} in {root}; see: mucluc release list CONFIG")
    return path


def _was_there(root: Path, name: str) -> bool:
    from mucluc.state import State

    if not (root / "state.sqlite").is_file():
        return False
    known = State.open(root / "state.sqlite")
    try:
        return known.has_landed(name)
    finally:
        known.close()


def _verify(arguments: argparse.Namespace) -> int:
    """Compare every file of a release with its SHA-256, and every statement of its store with the shards; exit 1 when anything differs."""
    from mucluc.config import Config
    from mucluc.publish.commit import verify_all

    verdict = verify_all(_path(Config.load(arguments.config).root, arguments.id))
    if arguments.json:
        print(json.dumps({"files": verdict.files, "wrong": verdict.wrong}, ensure_ascii=False, indent=1))
    elif verdict.wrong:
        print("\n".join(verdict.wrong))
    else:
        print(f"{verdict.files} files, all as they were published")
    return 1 if verdict.wrong else 0


def _use(arguments: argparse.Namespace) -> int:
    """Verify a release and make it current. Servers take it up at once; identifiers minted since then stay minted."""
    from mucluc.config import Config
    from mucluc.publish.commit import run_lock, switch, verify
    from mucluc.publish.prune import finish_pruning

    root = Config.load(arguments.config).root
    with run_lock(root):
        finish_pruning(root)
        path = _path(root, arguments.id)
        if not _was_there(root, arguments.id):
            raise UserError(f"release {arguments.id} was never current: its identifiers are not in the state. Publish again instead")
        verdict = verify(path)
        if verdict.wrong:
            raise UserError(f"release {arguments.id} is not whole and was not made current: {'; '.join(verdict.wrong[:5])}")
        switch(root, arguments.id)
    print(f"release {arguments.id} is current")
    print("harvesters that have taken a later release must harvest anew: datestamps do not go back", file=sys.stderr)
    return 0


def _prune(arguments: argparse.Namespace) -> int:
    """Remove releases: those named, all but the newest with --keep, and always those that hold what may no longer be published.

    The current release stays. What is removed cannot be gone back to.
    """
    from mucluc.config import Config
    from mucluc.publish.commit import current, run_lock
    from mucluc.publish.prune import finish_pruning, pick, prune

    root = Config.load(arguments.config).root
    with run_lock(root):
        gone = finish_pruning(root)
        named = [_path(root, each).name for each in arguments.ids if each not in gone]
        now = current(root)
        if now is not None and now.id in named:
            raise UserError(f"release {now.id} is current and stays; make another current first: mucluc release use CONFIG ID")
        gone += prune(root, [*named, *(pick(root, arguments.keep) if arguments.keep is not None else [])])
    if arguments.json:
        print(json.dumps(gone, indent=1))
    elif gone:
        print("\n".join(gone))
    print(f"{len(gone)} releases removed", file=sys.stderr)
    return 0

# SPDX-License-Identifier: Apache-2.0
"""`mucluc publish` and `mucluc serve`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING

from mucluc.errors import UserError
from mucluc.talk import Talk

from . import config_argument, json_argument

if TYPE_CHECKING:
    from . import Verbs


def add(verbs: Verbs) -> None:
    """Add the verbs of this module."""
    publish = verbs.add_parser("publish", help="make a new release from the sources and let it be current", description=_publish.__doc__)
    config_argument(publish)
    publish.add_argument(
        "--now", type=_moment, metavar="TIME", help="the release's time, such as 2026-11-22T10:15:30Z, for reproducible runs"
    )
    publish.add_argument("--allow-withdrawals", action="store_true", help="let a library lose a great part of its records")
    publish.add_argument("--full", action="store_true", help="make everything anew, take nothing over from the last release")
    publish.add_argument("--harvest", action="store_true", help="first fetch what the sources' OAI-PMH servers have")
    publish.add_argument(
        "--runner", choices=("local", "spark"), help="where shards are worked on (default: the configuration's, else local)"
    )
    publish.add_argument(
        "--master",
        metavar="URL",
        help="the address of Spark's master (means --runner spark), such as local[4], spark://host:7077, k8s://https://host:6443, yarn",
    )
    publish.add_argument("--quiet", action="store_true", help="say nothing while working")
    json_argument(publish)
    publish.set_defaults(run=_publish)
    serve = verbs.add_parser("serve", help="serve the current release until Ctrl-C", description=_serve.__doc__)
    config_argument(serve)
    serve.add_argument("--host", help="address to listen on (default: the configuration's, else 127.0.0.1)")
    serve.add_argument("--port", type=int, help="port to listen on (default: the configuration's, else 8000)")
    serve.set_defaults(run=_serve)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-11-22T10:15:30Z") from None
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no time zone; end it with Z for UTC")
    return moment


def _publish(arguments: argparse.Namespace) -> int:
    """Read all sources, screen, convert, cluster, build every view, verify, and switch to the new release by one rename."""
    from mucluc.runner.local import load_beside

    if arguments.runner != "spark" and not arguments.master:
        load_beside()
    from mucluc.config import Config
    from mucluc.publish import publish

    config = Config.load(arguments.config)
    if arguments.runner or arguments.master:
        kind, master = arguments.runner or "spark", arguments.master or config.runner.master
        config = replace(config, runner=replace(config.runner, kind=kind, master=master))
    talk = Talk(quiet=arguments.quiet)
    talk.say(f"{config.network.title['vi']}: {config.path}")
    if arguments.harvest:
        from .harvesting import harvest_all

        harvest_all(config, talk)
    ask = _ask if sys.stdin.isatty() and not (arguments.quiet or arguments.json) else None
    done = publish(config, now=arguments.now, talk=talk, allow_withdrawals=arguments.allow_withdrawals, ask=ask, whole=arguments.full)
    if arguments.json:
        print(json.dumps({**asdict(done), "path": str(done.path)}, ensure_ascii=False, indent=1))
    if not done.changed:
        talk.say(f"nothing has changed since release {done.release}; it stays current")
        return 0
    counts = done.counts
    talk.say(
        f"release {done.release}: {counts['records']:,} records, {counts['works']:,} works, {counts['instances']:,} editions, "
        f"{counts['agents']:,} agents; {sum(done.faults.values()):,} faults; {done.peak_mb} MB at most"
    )
    changes = done.changes
    changed = changes["updated"] + changes["regrouped"] + changes["restored"]
    talk.say(f"  {changes['created']:,} records are new, {changed:,} changed, {changes['withdrawn']:,} withdrawn")
    if done.pruned:
        talk.say(f"  {len(done.pruned)} older releases held what may no longer be published, and were removed")
    talk.say(f"  it lies in {done.path}")
    talk.say(f"  what was found wrong, with values, for the libraries only: {config.root / 'private' / 'reports'}")
    talk.say(f"  serve it: mucluc serve {arguments.config}")
    return 0


def _ask(question: str) -> bool:
    """Ask the person at the terminal; only a clear yes, in either language, is one."""
    print(f"mucluc: {question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "c", "có")


def _serve(arguments: argparse.Namespace) -> int:
    """Serve SPARQL, linked data, the site, the datasets and OAI-PMH from the current release; a new release is taken up without a pause."""
    from mucluc.config import Config
    from mucluc.endpoint import ServeSettings, serve

    config = Config.load(arguments.config)
    if not (config.root / "current").exists():
        raise UserError(f"there is no release in {config.root} yet; make one: mucluc publish {arguments.config}")
    table = asdict(config.serve)
    for key in ("host", "port"):
        if getattr(arguments, key) is not None:
            table[key] = getattr(arguments, key)
    try:
        settings = ServeSettings(**table)
    except ValueError as error:
        raise UserError(f"{arguments.config}: [serve]: {error}") from None
    serve(config.root, settings)
    return 0

# SPDX-License-Identifier: Apache-2.0
"""`mucluc harvest`."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from mucluc.errors import UserError
from mucluc.talk import Talk

from . import config_argument, json_argument

if TYPE_CHECKING:
    from mucluc.config import Config
    from mucluc.harvest.run import Harvested

    from . import Verbs


def add(verbs: Verbs) -> None:
    """Add the verbs of this module."""
    verb = verbs.add_parser("harvest", help="fetch what OAI-PMH servers have, for the next release", description=_harvest.__doc__)
    config_argument(verb)
    verb.add_argument("--library", metavar="SLUG", default="", help="only the sources of this library")
    verb.add_argument("--full", action="store_true", help="fetch everything, not only what has changed since the last harvest")
    verb.add_argument("--quiet", action="store_true", help="say nothing while working")
    json_argument(verb)
    verb.set_defaults(run=_harvest)


def _harvest(arguments: argparse.Namespace) -> int:
    """Harvest the sources that have an OAI-PMH address. What was harvested before stays until a list is complete; exit 1 if any fault."""
    from mucluc.config import Config

    config = Config.load(arguments.config)
    if arguments.library and arguments.library not in {each.slug for each in config.network.libraries}:
        raise UserError(f"{arguments.config}: there is no library {arguments.library!r}")
    talk = Talk(quiet=arguments.quiet)
    done = harvest_all(config, talk, arguments.library, arguments.full)
    if arguments.json:
        print(json.dumps([_shown(each) for each in done], ensure_ascii=False, indent=1))
    return 1 if any(each.faults for each in done) else 0


def harvest_all(config: Config, talk: Talk, library: str = "", full: bool = False) -> list[Harvested]:
    """Harvest, and say of each source what came; raises UserError when no source is harvested, and what `harvest` raises."""
    from mucluc.harvest.run import harvest

    if not any(each.harvest and library in ("", each.library) for each in config.sources):
        raise UserError(f"{config.path}: no [[source]] has the key 'harvest', so there is nothing to fetch")
    done = []
    for each in harvest(config, library=library, full=full, talk=talk):
        done.append(each)
        what = f"{each.records:,} records, {each.deleted:,} deleted, {each.unchanged:,} unchanged" if each.file else "nothing has changed"
        talk.say(f"{each.library}: {what} ({'everything' if each.kind == 'full' else 'changes'}, {each.pages:,} pages)")
        _say_faults(each, talk)
    return done


def _say_faults(done: Harvested, talk: Talk) -> None:
    from mucluc.harvest.run import fault_counts
    from mucluc.vocab.faults import explain

    for code, count in sorted(fault_counts(done.faults).items()):
        talk.say(f"  {code}: {count:,} - {explain(code).title['en']}")
        for fault in [each for each in done.faults if each.code == code][:5]:
            talk.say(f"    {fault.note}")


def _shown(done: Harvested) -> dict[str, Any]:
    """A harvest as JSON."""
    return {
        "library": done.library,
        "address": done.address,
        "kind": done.kind,
        "file": str(done.file) if done.file else None,
        "records": done.records,
        "deleted": done.deleted,
        "unchanged": done.unchanged,
        "pages": done.pages,
        "resumed": done.resumed,
        "faults": [{"code": fault.code, "note": fault.note} for fault in done.faults],
    }

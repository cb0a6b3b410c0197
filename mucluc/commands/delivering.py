# SPDX-License-Identifier: Apache-2.0
"""`mucluc deliveries`, `mucluc appraise` and `mucluc watch`: what has come in, what was decided on it, and publishing when it changes."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mucluc.errors import UserError
from mucluc.talk import Talk

from . import config_argument, json_argument
from .printable import say

if TYPE_CHECKING:
    from mucluc.config import Config
    from mucluc.deliveries import Delivery

    from . import Verbs

SAID = {
    "free": "không cần thẩm định · no appraisal asked",
    "released": "được công bố · released",
    "waiting": "chờ thẩm định · waits for appraisal",
    "refused": "không được công bố · refused",
}


def add(verbs: Verbs) -> None:
    """Add the verbs of this module."""
    listing = verbs.add_parser("deliveries", help="what has come in, and whether it may be released", description=_deliveries.__doc__)
    config_argument(listing)
    json_argument(listing)
    listing.set_defaults(run=_deliveries)
    appraise = verbs.add_parser("appraise", help="enter a decision on a delivery in the register", description=_appraise.__doc__)
    config_argument(appraise)
    appraise.add_argument("file", metavar="FILE", nargs="?", type=Path, help="the file that the decision is on")
    appraise.add_argument("--standing", action="store_true", help="the decision is on whatever the library delivers, not on one file")
    appraise.add_argument("--library", required=True, metavar="SLUG", help="the library that delivers")
    appraise.add_argument("--body", required=True, help="who decided, such as 'Hội đồng thẩm định Thư viện tỉnh'")
    appraise.add_argument("--number", required=True, help="number of the decision, such as 12/QĐ-TVT")
    appraise.add_argument("--date", type=_day, metavar="DAY", help="day of the decision, such as 2026-11-20 (default: today)")
    appraise.add_argument("--until", type=_day, metavar="DAY", help="the last day on which a standing decision holds (default: no end)")
    appraise.add_argument("--refuse", action="store_true", help="the delivery may not be released (default: it may)")
    appraise.add_argument("--note", default="", help="anything else that should be known")
    appraise.set_defaults(run=_appraise)
    watch = verbs.add_parser("watch", help="publish whenever a delivery has come in whole", description=_watch.__doc__)
    config_argument(watch)
    watch.add_argument("--every", type=float, default=60.0, metavar="SECONDS", help="how often to look (default: 60)")
    watch.add_argument("--harvest", type=float, metavar="SECONDS", help="harvest too, at the start and then so often (default: not at all)")
    watch.add_argument("--once", action="store_true", help="look until one release was made or found unnecessary, then end")
    watch.set_defaults(run=_watch)


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{given!r} is not a day such as 2026-11-20") from None


def _deliveries(arguments: argparse.Namespace) -> int:
    """List the files that make the catalogues as they are now, each with its state, the decision on it and its SHA-256."""
    from mucluc.config import Config
    from mucluc.deliveries import deliveries

    config = Config.load(arguments.config)
    found = deliveries(config, datetime.now(UTC).date())
    if arguments.json:
        print(json.dumps([_row(each) for each in found], ensure_ascii=False, indent=1))
        return 0
    for each in found:
        say(f"{each.library}  {each.file.name}  {each.size:,} B  {each.sha256[:12]}…  {SAID[each.state]}")
        if each.decision:
            say(f"    {each.decision.number}, {each.decision.day.isoformat()}, {each.decision.body}")
    waiting = [each for each in found if each.state == "waiting"]
    if waiting:
        print(
            f"mucluc: {len(waiting)} wait; enter the decision: mucluc appraise {arguments.config} FILE --library SLUG --body … --number …",
            file=sys.stderr,
        )
    return 0


def _row(each: Delivery) -> dict[str, Any]:
    decision = each.decision
    row: dict[str, Any] = {"library": each.library, "file": each.file.name, "bytes": each.size, "sha256": each.sha256, "state": each.state}
    if decision:
        row["decision"] = {"number": decision.number, "date": decision.day.isoformat(), "body": decision.body, "note": decision.note}
    return row


def _appraise(arguments: argparse.Namespace) -> int:
    """Enter a decision in the register that the configuration names. It is on this very file: another under its name is not covered."""
    from mucluc.appraisal import REFUSE, RELEASE, Decision, Register, written
    from mucluc.config import Config
    from mucluc.release.digest import file_digest

    config = Config.load(arguments.config)
    libraries = {library.slug for library in config.network.libraries}
    if arguments.standing is (arguments.file is not None):
        raise UserError("give either a FILE, for a decision on it, or --standing, for all that the library delivers")
    if arguments.until and not arguments.standing:
        raise UserError("--until goes with --standing; a decision on one file does not end")
    decision = Decision(
        library=arguments.library,
        outcome=REFUSE if arguments.refuse else RELEASE,
        body=arguments.body,
        day=arguments.date or datetime.now(UTC).date(),
        number=arguments.number,
        until=arguments.until,
        note=arguments.note,
    )
    if arguments.file:
        _of_library(config, arguments.library, arguments.file)
        decision = replace(decision, sha256=file_digest(arguments.file), file=arguments.file.name)
    register = config.register
    before = register.read_text("utf-8") if register.exists() else "# SPDX-License-Identifier: CC0-1.0\n"
    trial = register.with_name(register.name + ".part")
    trial.write_text(f"{before.rstrip()}\n\n{written(decision)}", "utf-8")
    try:
        Register.load(trial, libraries)
    except UserError:
        trial.unlink()
        raise
    trial.replace(register)
    say(f"{register}: {decision.number} entered")
    return 0


def _of_library(config: Config, library: str, file: Path) -> None:
    """Raise UserError when the file is no delivery of the library: a decision on it would never be used."""
    delivered = [each for source in config.sources if source.library == library for each in config.files(source)]
    if file.resolve() not in {each.resolve() for each in delivered}:
        raise UserError(f"{file} is no delivery of {library!r}; see: mucluc deliveries {config.path}")


def _watch(arguments: argparse.Namespace) -> int:
    """Look at the files of all sources again and again; when they have changed and have come to rest, publish. Ctrl-C ends it.

    What hinders a release (a delivery that lost records, a file that is gone) is said once, and looked at again when something changes.
    """
    from mucluc.watching import watch

    from .harvesting import harvest_all

    talk = Talk()
    watch(
        arguments.config,
        every=arguments.every,
        once=arguments.once,
        talk=talk,
        harvest=(lambda config: harvest_all(config, talk)) if arguments.harvest else None,
        harvest_every=arguments.harvest or 0.0,
    )
    return 0

# SPDX-License-Identifier: Apache-2.0
"""`mucluc policy explain`: what the release policy makes of a record, and why, for the library's staff."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mucluc.errors import UserError

from . import config_argument, json_argument
from .printable import say

if TYPE_CHECKING:
    from mucluc.converters.screen import Screened

    from . import Verbs
    from .preparing import Preparation

OUTCOMES = {
    "publish": "công bố / published",
    "publish-without": "công bố, trừ một phần / published without some subfields",
    "withhold": "không công bố / withheld",
}


def add(verbs: Verbs) -> None:
    """Add the verbs of this module."""
    policy = verbs.add_parser("policy", help="why a record is published, cut or withheld", description="Work with the release policy.")
    actions = policy.add_subparsers(title="actions", metavar="ACTION", required=True)
    explain = actions.add_parser("explain", help="which rule decides on a record, and its reason", description=_explain.__doc__)
    config_argument(explain)
    explain.add_argument("file", metavar="FILE", type=Path, help="a delivery: ISO 2709, MARCXML or the CSV template")
    explain.add_argument("--id", required=True, metavar="001", help="the record's control number")
    explain.add_argument("--library", default="", metavar="SLUG", help="whose delivery it is (default: the source that has the file)")
    explain.add_argument("--on", type=_day, default=None, metavar="DAY", help="as a release of this day would have it (default: today)")
    json_argument(explain)
    explain.set_defaults(run=_explain)


def _day(text: str) -> str:
    try:
        return f"{datetime.strptime(text, '%Y-%m-%d'):%Y-%m-%d}"  # a day, of no zone
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-22") from None


def _explain(arguments: argparse.Namespace) -> int:
    """Say what becomes of a record under the network's policy: the rule that decides, its reason, and what is cut; never a value.

    The last version of the record in the file decides, as it does in a run.
    """
    from mucluc.config import Config
    from mucluc.converters.read import read
    from mucluc.converters.record import Record

    from .preparing import preparation

    config = Config.load(arguments.config)
    if not arguments.file.is_file():
        raise UserError(f"{arguments.file}: there is no such file")
    source = next((each for each in config.sources if arguments.file.resolve() in [path.resolve() for path in config.files(each)]), None)
    library = arguments.library or (source.library if source else config.network.libraries[0].slug)
    prepared = preparation(Path(arguments.config), library, arguments.on or f"{datetime.now(UTC):%Y-%m-%d}")
    form, encoding, id_field = (source.format, source.encoding, source.id_field) if source else ("auto", "auto", "001")
    found = [
        each
        for each in read(arguments.file, name=arguments.file.name, format=form, encoding=encoding, id_field=id_field)
        if isinstance(each, Record) and each.control_number == arguments.id
    ]
    if not found:
        raise UserError(f"no record with control number {arguments.id!r} in {arguments.file}")
    said = _said(prepared, prepared.screened(prepared.read(found[-1])))
    if arguments.json:
        print(json.dumps({"id": arguments.id, "library": library, **said}, ensure_ascii=False, indent=1))
    else:
        _show(said)
    return 0


def _said(prepared: Preparation, made: Screened) -> dict[str, Any]:
    from mucluc.converters.release_policy import PUBLISH, PUBLISH_WITHOUT
    from mucluc.publish.audit import reason_of
    from mucluc.publish.audit_log import ALLOW_LIST

    outcome = PUBLISH_WITHOUT if made.removed and made.outcome == PUBLISH else made.outcome  # what the list cuts is cut, as the audit says
    ids = [made.rule, *made.cutting] if made.rule not in made.cutting else list(made.cutting)
    ids += [ALLOW_LIST] if made.removed and not made.cutting else []
    rules = [{"id": each, "reason": reason_of(each, prepared.policy)} for each in ids if each]
    return {"outcome": outcome, "rules": rules, "removed": dict(sorted(made.removed.items())), "until": made.until}


def _show(said: dict[str, Any]) -> None:
    print(OUTCOMES[said["outcome"]])
    for rule in said["rules"]:
        say(f"  {rule['id']}")
        for text in rule["reason"].values():
            for line in text.splitlines():
                say(f"    {line}")
    if said["until"]:
        say(f"  đến ngày / until {said['until']}")
    for place, count in said["removed"].items():
        say(f"  không công bố / not published: {place[:3]}{'$' + place[3:] if place[3:] else ''} × {count}")

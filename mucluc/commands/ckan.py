# SPDX-License-Identifier: Apache-2.0
"""`mucluc ckan plan|sync`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from mucluc.errors import UserError

from . import config_argument, json_argument

if TYPE_CHECKING:
    from mucluc.datasets.ckan import CkanSettings
    from mucluc.release import Release

    from . import Verbs


def add(verbs: Verbs) -> None:
    """Add the verbs of this module."""
    ckan = verbs.add_parser(
        "ckan", help="show or send the datasets of the current release to a CKAN portal", description="Datasets to a CKAN portal."
    )
    actions = ckan.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, run in (("plan", _plan), ("sync", _sync)):
        action = actions.add_parser(name, help=(run.__doc__ or "").split(";")[0].split(".")[0].lower(), description=run.__doc__)
        config_argument(action)
        json_argument(action)
        action.set_defaults(run=run)


def _open(arguments: argparse.Namespace) -> tuple[Release, CkanSettings]:
    from mucluc.config import Config
    from mucluc.datasets.ckan import CkanSettings
    from mucluc.publish.commit import current

    config = Config.load(arguments.config)
    if config.ckan is None:
        raise UserError(f"{arguments.config} has no [ckan] table; give url, organization and token_env")
    release = current(config.root)
    if release is None:
        raise UserError(f"there is no release in {config.root} yet; make one: mucluc publish {arguments.config}")
    return release, CkanSettings(**asdict(config.ckan))


def _plan(arguments: argparse.Namespace) -> int:
    """Show what would be created, updated or left alone; nothing is written."""
    from mucluc.datasets.ckan import plan

    made = plan(*_open(arguments))
    print(json.dumps(made.to_json(), ensure_ascii=False, indent=1) if arguments.json else made.to_text())
    return 0


def _sync(arguments: argparse.Namespace) -> int:
    """Send what differs; what the portal's staff added stays."""
    from mucluc.datasets.ckan import sync

    report = sync(*_open(arguments))
    print(json.dumps(report.to_json(), ensure_ascii=False, indent=1) if arguments.json else report.to_text())
    return 0

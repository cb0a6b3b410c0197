# SPDX-License-Identifier: Apache-2.0
"""The verbs of the command line, a module a group; each adds its parsers and runs them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]


def config_argument(parser: argparse.ArgumentParser) -> None:
    """The configuration file, the same for every verb that works on a network."""
    parser.add_argument("config", metavar="CONFIG", help="the network's TOML file, such as examples/phu-yen/phu-yen.toml")


def json_argument(parser: argparse.ArgumentParser) -> None:
    """`--json`, the same wherever a person or a program may read the outcome."""
    parser.add_argument("--json", action="store_true", help="write the outcome as JSON on standard output")

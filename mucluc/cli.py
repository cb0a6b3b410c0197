# SPDX-License-Identifier: Apache-2.0
"""The command line: `mucluc VERB …`. Data on standard output, talk on standard error; exit 0 clean, 1 faults found, 2 wrong use."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from mucluc import __version__
from mucluc.commands import ckan, delivering, files, harvesting, policy, publishing, releases, reporting, template, validating
from mucluc.commands.printable import printable
from mucluc.errors import UserError

HELP = """\
Mục lục turns the catalogues of many libraries into one open, linked union catalogue.

The way it goes: MARC 21, MARCXML or a spreadsheet in; a release out; SPARQL, datasets, a site and feeds are views of the release.

  mucluc check my.mrc                     what is wrong with my file?
  mucluc convert my.mrc > my.nq           BIBFRAME as N-Quads, one graph a record
  mucluc explain my.mrc --id 0001         which rule made each statement, and what no rule used
  mucluc template tai-lieu.xlsx           the table that a library without a system fills in
  mucluc validate shapes.ttl my.nq        any RDF against SHACL shapes, with SHACL's own report
  mucluc publish network.toml             the main job: everything from the sources to a new current release
  mucluc deliveries network.toml          what has come in, and whether it may be released; mucluc appraise enters a decision
  mucluc harvest network.toml             fetch what OAI-PMH servers have, for the next release
  mucluc serve network.toml               SPARQL, linked data, site and feeds on one port
  mucluc policy explain network.toml my.mrc --id 0001   why a record is published, cut or withheld
  mucluc report network.toml              what to mend first in each library's records, and what has changed
  mucluc release list network.toml        the releases; verify one, go back to one, remove old ones
  mucluc ckan plan network.toml           what a CKAN portal would be sent
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit status."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except UserError as error:
        print("\n".join(map(printable, f"mucluc: {error}".split("\n"))), file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader had enough; say nothing at exit either
        return 0
    except OSError as error:  # no room, no right, no such directory: what, where, and nothing was switched
        print(f"mucluc: {error.filename or 'the disk'}: {error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("mucluc: stopped", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    """The parser of all verbs; docs and tests read it."""
    top = argparse.ArgumentParser(
        prog="mucluc",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="mucluc VERB --help says more of each.",
    )
    top.add_argument("--version", action="version", version=f"mucluc {__version__}")
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    for room in (publishing, files, template, validating, policy, harvesting, delivering, reporting, releases, ckan):
        room.add(verbs)
    return top


if __name__ == "__main__":
    sys.exit(main())

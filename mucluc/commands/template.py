# SPDX-License-Identifier: Apache-2.0
"""`mucluc template`: the table that a library without a system fills in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mucluc.errors import UserError

if TYPE_CHECKING:
    from . import Verbs

FORMATS = ("xlsx", "csv")


def add(verbs: Verbs) -> None:
    """Add the verb of this module."""
    template = verbs.add_parser("template", help="the table to fill in for a library without a system", description=_template.__doc__)
    template.add_argument("file", metavar="FILE", nargs="?", type=Path, help="where to write it (default: CSV on standard output)")
    template.add_argument("--format", choices=FORMATS, help="default: what FILE ends in, else csv")
    template.add_argument("--language", choices=("vi", "en"), default="vi", help="of the columns' names and notes (default: vi)")
    template.set_defaults(run=_template)


def _template(arguments: argparse.Namespace) -> int:
    """Write the cataloguing table: an Excel workbook with notes, lists and a filled example, or CSV with two rows filled in.

    A filled table is checked with `mucluc check FILE`. A file that is there is not written over.
    """
    file: Path | None = arguments.file
    form = arguments.format or (file.suffix.lower().removeprefix(".") if file else "csv")
    if form not in FORMATS:
        raise UserError(f"{file}: name the file …xlsx or …csv, or say --format")
    if file is None:
        if form == "xlsx" and sys.stdout.isatty():
            raise UserError("a workbook is no text: name a file, mucluc template tai-lieu.xlsx")
        sys.stdout.buffer.write(_bytes(form, arguments.language))
        return 0
    try:
        with file.open("xb") as out:
            out.write(_bytes(form, arguments.language))
    except FileExistsError:
        raise UserError(f"{file} is there already; it may hold somebody's work, so it is not written over") from None
    print(f"mucluc: {file} written; when it is filled in: mucluc check {file}", file=sys.stderr)
    return 0


def _bytes(form: str, language: str) -> bytes:
    """The template; CSV with a byte-order mark, by which Excel knows that it is UTF-8."""
    if form == "xlsx":
        from mucluc.converters.sheet_template import workbook

        return workbook(language)
    from mucluc.converters.spreadsheet import template

    return template(language).encode("utf-8-sig")

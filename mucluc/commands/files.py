# SPDX-License-Identifier: Apache-2.0
"""`mucluc convert`, `mucluc check` and `mucluc explain`: work on files, with no network and no release."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from mucluc.converters.formats import FORMATS
from mucluc.converters.record import Fault, Record
from mucluc.errors import UserError

from . import json_argument
from .printable import say

if TYPE_CHECKING:
    from . import Verbs
    from .preparing import Preparation

SHOWN = 20
BASE = "http://example.org/"
OPEN = "mucluc: no release policy is applied to a bare file (policy 'open'): do not publish this output as it is"


def add(verbs: Verbs) -> None:
    """Add the verbs of this module."""
    convert = verbs.add_parser(
        "convert", help="MARC files to N-Quads on standard output, one graph a record, or back", description=_convert.__doc__
    )
    _files(convert)
    convert.add_argument(
        "--to",
        choices=("bibframe", "marc", "marcxml"),
        default="bibframe",
        help="marc, marcxml: rebuild the records from N-Quads files as this command writes them (default: bibframe)",
    )
    convert.add_argument("--base", help=f"what all IRIs begin with; ends in / (default {BASE}, or the network's)")
    _network(convert)
    convert.add_argument("--faults", metavar="FILE", help="write the faults there as JSON lines (default: count them on standard error)")
    convert.add_argument("--jobs", type=int, default=0, metavar="N", help="processes to convert with (default: one a core)")
    convert.set_defaults(run=_convert)
    check = verbs.add_parser("check", help="what is wrong with files; exit 1 from a warning up", description=_check.__doc__)
    _files(check)
    json_argument(check)
    check.add_argument("--all", action="store_true", help=f"list every fault, not only the first {SHOWN} of a kind")
    check.set_defaults(run=_check)
    explain = verbs.add_parser("explain", help="which rule made each statement of a record, or of a Work", description=_explain.__doc__)
    _files(explain)
    which = explain.add_mutually_exclusive_group(required=True)
    which.add_argument("--id", metavar="001", help="the record's control number")
    which.add_argument("--work", metavar="ID", help="a Work or an edition of the current release; FILE is then the network's configuration")
    _network(explain)
    json_argument(explain)
    explain.set_defaults(run=_explain)


def _files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="MARC in any form or the template (docs/reading.md), packed or not; known by its content",
    )
    parser.add_argument("--format", choices=FORMATS, default="auto", help="when the content misleads")
    parser.add_argument("--encoding", default="auto", help="when the file misleads: utf-8, marc-8, tcvn3, vni, … (default: auto)")
    parser.add_argument("--id-field", choices=("001", "035a"), default="001", help="where the control number is when there is no 001")


def _network(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--library", default="library", metavar="SLUG", help="the library whose records these are (default: library)")
    parser.add_argument(
        "--network", type=Path, metavar="CONFIG", help="a network's configuration: its profile of the library's local fields, its policy"
    )


def _prepare(arguments: argparse.Namespace) -> Preparation | None:
    """What the network's configuration says, when it is given; else it is said that no policy is applied."""
    if arguments.network is None:
        print(OPEN, file=sys.stderr)
        return None
    from .preparing import preparation

    return preparation(arguments.network, arguments.library, f"{datetime.now(UTC):%Y-%m-%d}")


def _readable(arguments: argparse.Namespace) -> None:
    """Raise UserError when an option or a file cannot be what was meant."""
    from mucluc.converters.encodings import known

    try:
        known(arguments.encoding)
    except ValueError as error:
        raise UserError(f"--encoding: {error}") from None
    for file in arguments.files:
        if not file.exists():
            raise UserError(f"{file}: there is no such file")
        if file.is_dir():
            raise UserError(f"{file} is a directory; name the files in it")


def _read(arguments: argparse.Namespace) -> Iterator[Record | Fault]:
    from mucluc.converters.read import read

    _readable(arguments)
    for file in arguments.files:
        yield from read(file, name=file.name, format=arguments.format, encoding=arguments.encoding, id_field=arguments.id_field)


def _convert(arguments: argparse.Namespace) -> int:
    """Convert MARC to BIBFRAME, each record one named graph; or with --to marc rebuild the records from such graphs alone.

    A record that cannot be read or written costs itself alone: then exit 1.
    """
    from mucluc.vocab.faults import explain

    if arguments.base and not arguments.base.endswith("/"):
        raise UserError(f"--base {arguments.base!r} must end in /")
    _readable(arguments)
    if arguments.to != "bibframe" and arguments.encoding.lower().replace("_", "-") in ("marc-8", "marc8"):
        raise UserError("--encoding marc-8: MARC is written in UTF-8 alone; programs that read Vietnamese from MARC-8 lose letters")
    faults = fatal = 0
    log: TextIO | nullcontext[None] = open(arguments.faults, "w", encoding="utf-8") if arguments.faults else nullcontext()  # noqa: SIM115
    with log as file:

        def note(fault: Fault) -> None:
            nonlocal faults, fatal
            faults += 1
            fatal += explain(fault.code).severity == "fatal"
            if file is not None:
                file.write(json.dumps(asdict(fault), ensure_ascii=False) + "\n")

        records = _forward(arguments, note) if arguments.to == "bibframe" else _backward(arguments, note)
    sys.stdout.flush()
    print(f"mucluc: {records:,} records {'converted' if arguments.to == 'bibframe' else 'rebuilt'}, {faults:,} faults", file=sys.stderr)
    return 1 if fatal else 0


def _forward(arguments: argparse.Namespace, note: Callable[[Fault], None]) -> int:
    from .converting import Settings, convert_files

    prepared = _prepare(arguments)
    base = arguments.base or (prepared.base if prepared else BASE)
    settings = Settings(base, arguments.library, arguments.format, arguments.encoding, arguments.id_field, prepared)
    return convert_files(arguments.files, settings, _processes(arguments.jobs), sys.stdout.buffer.write, note)


def _backward(arguments: argparse.Namespace, note: Callable[[Fault], None]) -> int:
    from .restoring import restore_files

    return restore_files(arguments.files, arguments.to, sys.stdout.buffer.write, note)


def _processes(jobs: int) -> int:
    """How many processes may convert: one a core when 0 is asked, one where output does not go to the process's own standard output."""
    try:
        ours = sys.stdout.fileno() == 1 and hasattr(os, "fork")
    except (OSError, ValueError):
        ours = False
    return (jobs or len(os.sched_getaffinity(0))) if ours else 1


def _check(arguments: argparse.Namespace) -> int:
    """List what is wrong: in the bytes, in the MARC, and in the BIBFRAME made of it; then, for each kind of fault, how to mend it.

    Exit 1 when there is a warning or worse.
    """
    from mucluc.vocab.faults import explain

    from .sheet_faults import SheetFaults

    codes: Counter[str] = Counter()
    told: Counter[str] = Counter()  # without what a spreadsheet's table leaves out
    records = 0
    sheets = SheetFaults(arguments.all)
    for found in _faults(arguments):
        if found is None:
            records += 1
            continue
        codes[found.code] += 1
        if arguments.json:
            _show_json(found)
        elif arguments.all or told[found.code] < SHOWN:
            told[found.code] += (sheets.show if sheets.takes(found) else _show_line)(found)
        else:
            told[found.code] += 1
    if not arguments.json:
        sheets.end()
        _advise(+told, 0 if arguments.all else SHOWN)
    print(f"mucluc: {records:,} records read, {codes.total():,} faults", file=sys.stderr)
    return 1 if any(explain(code).severity != "info" for code in codes) else 0


def _faults(arguments: argparse.Namespace) -> Iterator[Fault | None]:
    """The faults of the files, and None for each record read."""
    from mucluc.converters.check import check, missing
    from mucluc.converters.convert import convert
    from mucluc.converters.shapes import shipped_checker

    from .sheet_faults import at_its_cell

    shapes = shipped_checker()
    seen: dict[str, str] = {}
    for found in _read(arguments):
        if isinstance(found, Fault):
            yield found
            continue
        yield None
        number = found.control_number
        place = replace(found.place, control_number=number)
        if number in seen and not (place.cell and seen[number] == place.source):  # of one sheet it was said with its cell
            yield Fault("control-number-repeated", replace(place, tag="001"))
        seen[number] = place.source
        made = [] if found.is_holdings else convert(found, library="library").lines  # the edition of its copies stands in another record
        for fault in (*missing(found), *check(found), *shapes(made)):
            if place.cell:
                yield at_its_cell(fault, place)
            else:
                yield replace(fault, place=replace(place, tag=fault.place.tag, subfield=fault.place.subfield))


def _show_json(fault: Fault) -> None:
    from mucluc.vocab.faults import explain

    why = explain(fault.code)
    print(json.dumps({**asdict(fault), "severity": why.severity, "title": why.title, "help": why.help}, ensure_ascii=False))


def _show_line(fault: Fault) -> bool:
    from mucluc.vocab.faults import explain

    why, place = explain(fault.code), fault.place
    field = f"{place.tag or ''}{'$' + place.subfield if place.subfield else ''}"
    where = " · ".join(
        part for part in (place.source, f"#{place.record}" if place.record else "", place.control_number or "", field) if part
    )
    note = f" ({fault.note})" if fault.note else ""
    value = f": {fault.value!r}" if fault.value else ""
    say(f"{why.severity:<8} {where}  {fault.code}{note}{value}")
    return True


def _advise(codes: Counter[str], shown: int) -> None:
    """Each kind of fault once, most frequent first: what it is and how to mend it. shown: how many of a kind were listed, 0 for all."""
    from mucluc.vocab.faults import explain

    for code, count in sorted(codes.items(), key=lambda each: (-each[1], each[0])):
        why = explain(code)
        more = f"; the first {shown} are listed, --all lists the rest" if shown and count > shown else ""
        print(f"\n{code} × {count:,} ({why.severity}{more})")
        for language in ("vi", "en"):
            print(f"  {why.title[language]}. {why.help[language]}")


def _explain(arguments: argparse.Namespace) -> int:
    """Show a record's statements beside the rules that made them, the subfields that no rule used, and those that are not published.

    With --work: which records are in a Work of the current release, on what evidence, and which of them gave each statement.
    """
    if arguments.work:
        from .explaining import explain_work

        return explain_work(arguments.files, arguments.work, as_json=arguments.json)
    prepared = _prepare(arguments)
    others: list[str] = []
    for found in _read(arguments):
        if isinstance(found, Record) and found.control_number != arguments.id and len(others) < 5:
            others.append(found.control_number)
        if isinstance(found, Record) and found.control_number == arguments.id:
            if prepared is None:
                return _show_explained(found, arguments, {})
            screened = prepared.screened(prepared.read(found))
            if screened.record is None:
                say(f"withheld by the policy's rule / luật của chính sách không cho công bố: {screened.rule}")
                return 0
            return _show_explained(screened.record, arguments, screened.removed)
    there = f"; there are {', '.join(others)}, …" if others else ""
    raise UserError(f"no record with control number {arguments.id!r} in {', '.join(map(str, arguments.files))}{there}")


def _show_explained(record: Record, arguments: argparse.Namespace, removed: Mapping[str, int]) -> int:
    from mucluc.converters.explain import explain, ignored, unused

    made, left, skipped = explain(record, library=arguments.library), unused(record), ignored(record)
    if arguments.json:
        rules = [{"rule": rule, "statements": lines} for rule, lines in made]
        said = {"rules": rules, "unused": left, "ignored": skipped, "removed": dict(removed)}
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return 0
    for rule, lines in made:
        say(rule)
        for line in lines:
            say(f"    {line}")
    print("\nno rule used / không luật nào dùng:" if left else "\nevery subfield was used / mọi trường con đều được dùng")
    for place, value in left:
        say(f"    {place}  {value}")
    for place, reason in skipped:
        say(f"    {place}  left out: {reason}")
    if removed:
        print("\nnot published / không công bố:")
        for place, count in sorted(removed.items()):
            say(f"    {place[:3]}{'$' + place[3:] if place[3:] else ''}  × {count}")
    return 0

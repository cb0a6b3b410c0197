# SPDX-License-Identifier: Apache-2.0
"""How far our checks and marc-lint agree on real records: for each class of its warnings, records flagged by it, by us, by both, by one.

marc-lint is not part of this project: `pip install marc-lint==0.0.6`. A warning is compared with our codes for the same field of the same
record. Classes that no line of CLASSES names are printed too; docs/checks-agreement.md says why the two differ.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pymarc
from checks import lint
from measure import BenchmarkError, finish, parser, table

from mucluc.converters.check import check, missing
from mucluc.converters.read import read
from mucluc.converters.record import Record


class Class(NamedTuple):
    """A class of marc-lint's warnings. field, message: patterns of both. codes: ours that say the same, none when we do not check it."""

    name: str
    field: str
    message: str
    codes: tuple[str, ...] = ()


CLASSES = (
    Class("one main entry", "1XX", "Only one 1XX", ("main-entry-repeated",)),
    Class("245 missing", "245", "No 245", ("title-missing",)),
    Class("008 missing", "008", "No 008", ("fixed-missing",)),
    Class("001 missing", "001", "No 001", ()),
    Class("880 without $6", "880", "No subfield 6", ("script-unlinked",)),
    Class("field repeated", "...", "Field is not repeatable", ("field-repeated",)),
    Class("subfields in 00X", "00.", "Subfields are not allowed", ("control-subfields",)),
    Class("indicator", "...", "Indicator [12] must be", ("indicator-unknown", "indicator-obsolete")),
    Class("subfield unknown", "...", "Subfield _. is not allowed", ("subfield-unknown", "subfield-obsolete", "subfield-local")),
    Class("subfield repeated", "...", "Subfield _. is not repeatable", ("subfield-repeated",)),
    Class("control character", "...", ".*invalid control character", ()),
    Class("leader", "LDR", ".", ("leader-length", "leader-value", "leader-obsolete")),
    Class("008 length", "008", "(?i).*(length|characters)", ("fixed-length",)),
    Class("008 country", "008", "Country", ("country-unknown",)),
    Class("008 language", "008", "Language", ("language-unknown",)),
    Class("008 date entered", "008", "(?i).*entered", ("entered-malformed",)),
    Class("008 dates", "008", "(?i).*date", ("date-malformed", "date-type-differs")),
    Class("008 codes", "008", ".", ("fixed-value", "fixed-obsolete")),
    Class("020 digits", "020", ".*(number of digits|invalid characters)", ("isbn-malformed",)),
    Class("020 check digit", "020", ".*checksum", ("isbn-check-digit",)),
    Class("022", "022", ".", ("issn-malformed", "issn-check-digit")),
    Class("041", "041", ".", ("language-unknown", "language-packed")),
    Class("043", "043", ".", ("area-unknown",)),
    Class("245 $a missing", "245", "Must have a subfield _a", ("title-empty",)),
    Class("article", "...", "(?i)first word|.*non-?filing", ("title-nonfiling", "title-article-filed")),
    Class("245 punctuation", "245", ".*(preceded|end with|initials|period|too few|followed|space)", ()),
)


def class_of(field: str, message: str) -> Class:
    """The class of a warning; one without codes that bears its text when CLASSES does not know it."""
    for each in CLASSES:
        if re.fullmatch(each.field, field) and re.match(each.message, message):
            return each
    return Class(f"{field}: " + re.sub(r"[0-9]+|'[^']*'|\"[^\"]*\"", "…", message), field, "")


class Tally:
    """For each class the places (record and tag) that each side flagged."""

    def __init__(self) -> None:
        self.theirs: dict[Class, set[tuple[int, str]]] = defaultdict(set)
        self.ours: dict[str, set[tuple[int, str]]] = defaultdict(set)
        self.records = 0

    def rows(self) -> list[tuple[str, int, int, int, int, int]]:
        """Name, marc-lint's count, ours, both, marc-lint alone, we alone."""
        found = []
        for each in dict.fromkeys([*CLASSES, *self.theirs]):
            theirs = self.theirs.get(each, set())
            ours = set().union(*(self.ours.get(code, set()) for code in each.codes))
            if each.name in ("1XX", "one main entry"):
                theirs, ours = {(n, "1XX") for n, _ in theirs}, {(n, "1XX") for n, _ in ours}
            if each.field not in ("...", "1XX", "00."):
                ours = {(n, tag) for n, tag in ours if tag == each.field}
            if theirs or ours:
                found.append((each.name, len(theirs), len(ours), len(theirs & ours), len(theirs - ours), len(ours - theirs)))
        return found


def compare(file: Path, limit: int, tally: Tally) -> None:
    """Check up to `limit` records of the file both ways, record by record by their bytes; those that either cannot read are left out."""
    warnings = lint()
    if warnings is None:
        raise BenchmarkError("marc-lint is not installed: pip install marc-lint==0.0.6")
    with file.open("rb") as opened:
        theirs = list(pymarc.MARCReader(opened, permissive=True))
    ours = {each.place.record: each for each in read(file) if isinstance(each, Record)}
    done = 0
    for number, record in enumerate(theirs, 1):
        mine = ours.get(number)
        if record is None or mine is None or (record.get("001") and record["001"].data.strip() != mine.control_number):
            continue
        place = tally.records
        tally.records += 1
        for field, message in warnings(record):
            tally.theirs[class_of(field, message)].add((place, field))
        for fault in (*missing(mine), *check(mine)):
            tally.ours[fault.code].add((place, fault.place.tag or ""))
        done += 1
        if done >= limit:
            return


def main() -> int:
    options_of = parser(__doc__ or "")
    options_of.add_argument("files", nargs="+", help="FILE or FILE:LIMIT, MARC records (ISO 2709)")
    options = options_of.parse_args()
    tally = Tally()
    for each in options.files:
        name, colon, limit = each.rpartition(":")
        compare(Path(name if colon else each), int(limit) if colon else 1_000_000, tally)
    print(f"{tally.records:,} records; places are a field of a record\n")
    print(table(("class", "marc-lint", "ours", "both", "marc-lint alone", "ours alone"), tally.rows()))
    return 0


if __name__ == "__main__":
    finish(main)

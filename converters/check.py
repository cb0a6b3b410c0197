# SPDX-License-Identifier: Apache-2.0
"""MARC checks: a record's faults as values. `check` sees the screened record, `missing` the record before screening."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from . import check_content, check_fixed, check_missing, check_numbers, check_text
from .check_engine import Checks, Context, Finding
from .check_structure import empty_subfields, field_faults, repeated_fields
from .record import SUBFIELD, Fault, Place, Record

STANDARD = Checks([*check_fixed.CHECKS.checks, *check_numbers.CHECKS.checks, *check_content.CHECKS.checks, *check_text.CHECKS.checks])
"""The checks of a screened record, but for those of its structure, which always run."""

MISSING = Checks(check_missing.CHECKS.checks)
"""The checks for missing data, for a record before screening."""


def check(record: Record, *, rules: Checks = STANDARD) -> Iterator[Fault]:
    """What is wrong with a screened record.

    Faults may hold the offending value: they are for `var/private/` and the library itself; public reports count codes.
    Fields of local tags (9XX, X9X, XX9) give `field-local`, which is never an error. Authority and holdings records are of
    other formats, whose checks these are not; of copies, it is looked whether they say of what. Pure; never raises on a Record.
    """
    if record.is_authority:
        return
    if record.is_holdings:
        if not (record.get("004") or "").strip():
            yield _fault(record, "holdings-without-record", Finding("no 004", tag="004"))
        return
    for code, finding in _found(Context(record), rules):
        yield _fault(record, code, finding)


def missing(record: Record, *, rules: Checks = MISSING) -> Iterator[Fault]:
    """What a record lacks, seen before screening: code and tag, neither value nor control number, since the record may yet be withheld."""
    if record.is_authority or record.is_holdings:
        return
    context = Context(record)
    place = replace(record.place, control_number=None)
    for code, run in rules.whole:
        for finding in run(context):
            yield Fault(code, replace(place, tag=finding.tag, subfield=finding.subfield), finding.note)


def _found(context: Context, rules: Checks) -> Iterator[tuple[str, Finding]]:
    """Faults of structure, then those of single fields in their order, then those of the whole record."""
    yield from field_faults(context)
    for finding in empty_subfields(context):
        yield "subfield-empty", finding
    for finding in repeated_fields(context):
        yield "field-repeated", finding
    by_tag = rules.by_tag
    for tag, text in context.fields:
        if tag in by_tag:
            field = text.split(SUBFIELD)
            for code, run in by_tag[tag]:
                for finding in run(tag, field, context):
                    yield code, finding._replace(tag=tag)
    for code, look in rules.whole:
        for finding in look(context):
            yield code, finding


def _fault(record: Record, code: str, finding: Finding) -> Fault:
    place = record.place
    return Fault(
        code,
        Place(place.source, place.record, place.offset, record.control_number or None, finding.tag, finding.subfield),
        finding.note,
        finding.value,
    )

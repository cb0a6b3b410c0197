# SPDX-License-Identifier: Apache-2.0
"""MARC checks: a record's faults as values. `check` sees the screened record, `missing` the record before screening."""

from __future__ import annotations

from collections.abc import Iterator

from . import (
    check_agreement,
    check_authority,
    check_codes,
    check_content,
    check_fixed,
    check_links,
    check_missing,
    check_names,
    check_numbers,
    check_publication,
    check_text,
    check_vietnamese,
)
from .check_engine import Checks, Context, Finding
from .check_structure import empty_subfields, field_faults, repeated_fields
from .record import SUBFIELD, Fault, Place, Record

_ROOMS = (
    check_fixed,
    check_codes,
    check_numbers,
    check_content,
    check_names,
    check_publication,
    check_agreement,
    check_links,
    check_text,
    check_vietnamese,
    check_authority,
)
STANDARD = Checks(check for room in _ROOMS for check in room.CHECKS.checks)
"""The checks of a screened record, but for those of its structure, which always run."""

MISSING = Checks(check_missing.CHECKS.checks)
"""The checks for missing data, for a record before screening."""


def check(record: Record, *, rules: Checks = STANDARD) -> Iterator[Fault]:
    """What is wrong with a screened record: bibliographic, authority or holdings, each by its own format.

    Faults may hold the offending value: they are for `var/private/` and the library itself; public reports count codes.
    Fields of local tags (9XX, X9X, XX9) give `field-local`, which is never an error. Pure; never raises on a Record.
    """
    for code, finding in _found(Context(record), rules):
        yield _fault(record, code, finding)


def missing(record: Record, *, rules: Checks = MISSING) -> Iterator[Fault]:
    """What a record lacks, seen before screening: code and tag, neither value nor control number, since the record may yet be withheld."""
    if record.is_authority or record.is_holdings:
        return
    context = Context(record)
    place = record.place
    for (code, run), _ in rules.of["bibliographic"].whole:
        for finding in run(context):
            yield Fault(code, Place(place.source, place.record, place.offset, None, finding.tag, finding.subfield), finding.note)


def _found(context: Context, rules: Checks) -> Iterator[tuple[str, Finding]]:
    """Faults of structure, then those of single fields in their order, then those of the whole record."""
    yield from field_faults(context)
    for finding in empty_subfields(context):
        yield "subfield-empty", finding
    for finding in repeated_fields(context):
        yield "field-repeated", finding
    compiled = rules.of[context.format]
    by_tag = compiled.by_tag
    for tag, text in context.fields:
        if tag in by_tag:
            field = text.split(SUBFIELD)
            for code, run in by_tag[tag]:
                for finding in run(tag, field, context):
                    yield code, finding._replace(tag=tag)
    for code, look in compiled.of(context.first):
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

# SPDX-License-Identifier: Apache-2.0
"""Files made to hurt, several hundred of a seed: neighbours come out exactly, nothing is altered in silence, every reject has its place."""

from __future__ import annotations

import io

from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record
from tests.hostile_marc import Hostile, variants
from tests.reader_promises import promised

SEED = 20261127


def complaints(case: Hostile) -> list[str]:
    """What is wrong with how a file is read."""
    found = list(read(io.BytesIO(case.data), name="h"))
    promised(found, "h")
    records = [each for each in found if isinstance(each, Record)]
    faults = [each for each in found if isinstance(each, Fault)]
    wrong = []
    good = [record.fields for record in records if record.fields in case.kept]
    if good != list(case.kept):
        wrong.append(f"{len(good)} of {len(case.kept)} neighbours")
    others = [record for record in records if record.fields not in case.kept]
    here = [fault for fault in faults if fault.place.offset is None or case.start <= fault.place.offset <= case.end]
    if any(record.fields != case.said for record in others) and not here:
        wrong.append("altered in silence")
    if not others and case.start < case.end and not here:
        wrong.append("dropped in silence")
    return wrong


def test_iso2709_whatever_stands_between_good_records() -> None:
    cases = list(variants(SEED))
    assert len(cases) > 700
    assert [(case.name, wrong) for case in cases if (wrong := complaints(case))] == []

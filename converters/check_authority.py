# SPDX-License-Identifier: Apache-2.0
"""Checks of authority and holdings records: the heading and its tracings, the copies and their numbering."""

from __future__ import annotations

import re

from .check_engine import NOTHING, Context, Finding, Findings, Room
from .record import SUBFIELD

CHECKS = Room()

_AUTHORITY = "LDR 00000nz##a2200000n##4500"
_HOLDINGS = "LDR 00000nx##a22000001n#4500"
_HEADINGS = ("100", "110", "111", "130", "147", "148", "150", "151", "155", "162", "180", "181", "182", "185")
_LINKED = re.compile(r"\x1f8([0-9]+)")
_PAIRS = {"863": "853", "864": "854", "865": "855"}


@CHECKS.record("heading-missing", good=f"{_AUTHORITY} // 100 0#$aNguyễn Du", bad=f"{_AUTHORITY} // 400 0#$aTố Như", formats="authority")
def heading_missing(context: Context) -> Findings:
    """An authority record establishes a heading, in 1XX. Without one it says nothing of anybody."""
    return NOTHING if any(tag in context.first for tag in _HEADINGS) else (Finding(tag="100"),)


@CHECKS.record(
    "heading-repeated",
    good=f"{_AUTHORITY} // 100 0#$aNguyễn Du",
    bad=f"{_AUTHORITY} // 100 0#$aNguyễn Du // 110 2#$aViện Văn học",
    formats="authority",
)
def heading_repeated(context: Context) -> Findings:
    """One record, one heading: other forms are tracings (4XX), other persons have records of their own."""
    tags = [tag for tag in _HEADINGS if tag in context.first]
    return (Finding(" and ".join(tags), tag=tags[1]),) if len(tags) > 1 else NOTHING


@CHECKS.record(
    "tracing-same",
    good=f"{_AUTHORITY} // 100 0#$aNguyễn Du // 400 0#$aTố Như",
    bad=f"{_AUTHORITY} // 100 0#$aNguyễn Du // 400 0#$aNguyễn Du | {_AUTHORITY} // 150 ##$aĐịa chí // 550 ##$aĐịa chí",
    formats="authority",
)
def tracing_same(context: Context) -> Findings:
    """A tracing leads from another form (4XX) or to another heading (5XX); to itself it leads nowhere."""
    headings = {tag[1:]: _text(context.first[tag]) for tag in _HEADINGS if tag in context.first}
    return [
        Finding("the same text as 1XX", tag=tag, value=text[2:].replace(SUBFIELD, " $"))
        for tag, text in context.fields
        if tag[:1] in "45" and headings.get(tag[1:]) == _text(text)
    ]


@CHECKS.record(
    "heading-source-missing",
    good=f"{_AUTHORITY} // 100 0#$aNguyễn Du // 670 ##$aTruyện Kiều, 2003",
    bad=f"{_AUTHORITY} // 100 0#$aNguyễn Du",
    formats="authority",
)
def heading_source_missing(context: Context) -> Findings:
    """670 says where the form of the heading was found; the next cataloguer need not look again."""
    return NOTHING if "670" in context.first or "675" in context.first else (Finding(tag="670"),)


@CHECKS.record(
    "holdings-without-record", good=f"{_HOLDINGS} // 004 PYVD1 // 852 ##$bDC", bad=f"{_HOLDINGS} // 852 ##$bDC", formats="holdings"
)
def holdings_without_record(context: Context) -> Findings:
    """004 names the record whose copies these are."""
    return NOTHING if context.first.get("004", "").strip() else (Finding("no 004", tag="004"),)


@CHECKS.record(
    "holdings-place-missing",
    good=f"{_HOLDINGS} // 004 PYVD1 // 852 ##$bDC",
    bad=f"{_HOLDINGS} // 004 PYVD1 // 866 #0$aSố 1-12",
    formats="holdings",
)
def holdings_place_missing(context: Context) -> Findings:
    """A holdings record says where the copies are (852) or under which address (856)."""
    return NOTHING if "852" in context.first or "856" in context.first else (Finding(tag="852"),)


@CHECKS.record(
    "pattern-unmatched",
    needs="863 864 865",
    good=f"{_HOLDINGS} // 004 PYVD1 // 852 ##$bDC // 853 20$81$aT. // 863 40$81.1$a1-12",
    bad=f"{_HOLDINGS} // 004 PYVD1 // 852 ##$bDC // 863 40$81.1$a1-12",
    formats="holdings",
)
def pattern_unmatched(context: Context) -> Findings:
    """The numbers of 863 are read by the captions of an 853 with the same number in $8; without it `1-12` may be volumes or years."""
    if not any(tag in context.first for tag in _PAIRS):
        return NOTHING
    known = {(tag, found[1]) for tag, text in context.fields if tag in _PAIRS.values() and (found := _LINKED.search(text))}
    return [
        Finding(f"no {_PAIRS[tag]} with this number", "8", tag=tag)
        for tag, text in context.fields
        if tag in _PAIRS and (found := _LINKED.search(text)) and (_PAIRS[tag], found[1]) not in known
    ]


def _text(field: str) -> str:
    """A heading's subfields but for those that control it, without end punctuation."""
    return SUBFIELD.join([part.rstrip(" .,") for part in field.split(SUBFIELD)[1:] if part[:1] not in "w0123456789ie"])

# SPDX-License-Identifier: Apache-2.0
"""Checks for what is not there. They see the record before screening, so their findings hold no value, only what is missing."""

from __future__ import annotations

from .check_engine import NOTHING, Context, Finding, Findings, Room

CHECKS = Room()

_FULL = "245 10$aTruyện Kiều"
_HOLDINGS = ("852", "866", "867", "868", "876", "877", "878", "850", "952")
_CLASSES = ("082", "050", "080", "060", "084", "083", "055", "070", "086")
_SUBJECTS = ("600", "610", "611", "630", "647", "648", "650", "651", "653", "654", "655", "656", "657", "690", "691")


@CHECKS.record("title-missing", good=_FULL, bad="100 0#$aNguyễn Du", early=True)
def title_missing(context: Context) -> Findings:
    """A record without 245 names nothing: it can be neither found nor joined to other editions."""
    return _none(context, "245", "245")


@CHECKS.record("fixed-missing", good="008 190612s2003####vm#abf###b###s001#0#vie##", bad=_FULL, early=True)
def fixed_missing(context: Context) -> Findings:
    """008 gives date, country and language as codes; without it facets and timelines leave the record out."""
    return _none(context, "008", "008")


@CHECKS.record("agency-missing", good="040 ##$aTVTPY", bad=_FULL, early=True)
def agency_missing(context: Context) -> Findings:
    """040 says who made the record: the one to ask, and to credit."""
    return _none(context, "040", "040")


@CHECKS.record(
    "language-missing",
    good="041 0#$avie | 008 190612s2003####vm#abf###b###s001#0#vie##",
    bad="245 10$aA | 008 190612s2003####vm#abf###b###s001#0#####",
    early=True,
)
def language_missing(context: Context) -> Findings:
    """Neither 008/35-37 nor 041 says in which language the text is."""
    return NOTHING if context.fixed[35:38].strip(" |") else _none(context, "041", "041")


@CHECKS.record("publication-missing", good="260 ##$aHà Nội | 264 #1$aHà Nội | 502 ##$aLuận văn", bad=_FULL, early=True)
def publication_missing(context: Context) -> Findings:
    """Place, publisher and date (260 or 264) tell one edition from another; a thesis has 502 instead, an article its host (773)."""
    return _none(context, "260", "260", "264", "502", "773")


@CHECKS.record(
    "date-missing",
    good="260 ##$aHà Nội$c2003 | 008 190612s2003####vm#abf###b###s001#0#vie##",
    bad="260 ##$aHà Nội | 008 190612s########vm#abf###b###s001#0#vie##",
    early=True,
)
def date_missing(context: Context) -> Findings:
    """No year in 008/07-10 nor in 260, 264, 362 or 502."""
    if context.fixed[7:11].strip(" |u"):
        return NOTHING
    for tag, text in context.fields:
        if (tag in ("260", "264") and "\x1fc" in text) or tag in ("362", "502"):
            return NOTHING
    return (Finding(tag="260", subfield="c"),)


@CHECKS.record("extent-missing", good="300 ##$a251 tr.", bad=_FULL, early=True)
def extent_missing(context: Context) -> Findings:
    """300 says how much there is: pages, volumes, discs."""
    return _none(context, "300", "300")


@CHECKS.record("classification-missing", good="082 04$223$a959.755 | 084 ##$aV4", bad=_FULL, early=True)
def classification_missing(context: Context) -> Findings:
    """No classification number (082, 050, 080, 084): the work is missing from browsing by class."""
    return _none(context, "082", *_CLASSES)


@CHECKS.record("subject-missing", good="650 #4$aĐịa chí | 653 ##$aĐịa chí", bad=_FULL, early=True)
def subject_missing(context: Context) -> Findings:
    """No subject heading or keyword (6XX). A work of literature may do without; a count shows where it is the habit."""
    return _none(context, "650", *_SUBJECTS)


@CHECKS.record("holding-missing", good="852 1#$aTVTPY | 952 ##$aTV", bad=_FULL, early=True)
def holding_missing(context: Context) -> Findings:
    """Nothing says where the copies are (852, 866, 876, or 952 of Koha): a union catalogue then knows who described, not who holds."""
    return _none(context, "852", *_HOLDINGS)


@CHECKS.record(
    "digital-address-missing",
    good="533 ##$aBản sao số // 856 41$uhttps://a.example/ | 245 10$aA",
    bad="533 ##$aBản sao số. // 245 10$aA | 533 ##$aBản điện tử",
    early=True,
)
def digital_address_missing(context: Context) -> Findings:
    """533 tells of a digital copy, and no 856 says where it is: nobody can read it, and it does not count as digitised."""
    text = context.first.get("533", "").casefold()
    if not any(word in text for word in ("bản sao số", "số hóa", "số hoá", "điện tử", "digital", "electronic")):
        return NOTHING
    return _none(context, "856", "856")


def _none(context: Context, tag: str, *wanted: str) -> Findings:
    """A finding at `tag` when the record has none of the wanted fields."""
    first = context.first
    for each in wanted:
        if each in first:
            return NOTHING
    return (Finding(tag=tag),)

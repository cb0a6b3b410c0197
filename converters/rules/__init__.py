# SPDX-License-Identifier: Apache-2.0
"""The rules from MARC 21 to BIBFRAME, a module for each published specification group."""

from mucluc.converters.engine import Rules

from . import (
    administrative,
    classification,
    codes,
    holdings,
    identifiers,
    leader_008,
    left_out,
    linking,
    links,
    names,
    notes,
    physical,
    publication,
    series,
    subjects,
    titles,
    uniform_titles,
)

RULES = Rules(
    module.group
    for module in (
        leader_008,
        administrative,
        identifiers,
        codes,
        classification,
        names,
        uniform_titles,
        titles,
        publication,
        physical,
        series,
        notes,
        subjects,
        holdings,
        links,
        linking,
        left_out,
    )
)

__all__ = ["RULES"]

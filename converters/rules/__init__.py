# SPDX-License-Identifier: Apache-2.0
"""The rules from MARC 21 to BIBFRAME, a module for each published specification group."""

from mucluc.converters.engine import Rules

from . import holdings, identifiers, leader_008, links, names, physical, publication, subjects, titles

RULES = Rules(module.group for module in (leader_008, identifiers, names, titles, publication, physical, subjects, holdings, links))

__all__ = ["RULES"]

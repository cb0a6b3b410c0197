# SPDX-License-Identifier: Apache-2.0
"""The rules of authority records (leader/06 `z`): they say more of the headings that bibliographic records use, and describe no Work.

A heading of an authority record is the node that the same heading has as an access point: its variants, relations and links stand there.
"""

from mucluc.converters.engine import Group, Rules
from mucluc.converters.rules import administrative, provenance

from . import attributes, headings, left_out, links, notes, tracings, works

_OF_THE_RECORD = {"001", "003", "005", "008", "040", "042", "883", "884"}
description = Group("Administrative metadata")
description.rules.extend(
    rule
    for group in (administrative.group, provenance.group)
    for rule in group.rules
    if {path.tag for path in rule.paths} <= _OF_THE_RECORD
)
description.ignored.extend(provenance.group.ignored)

AUTHORITIES = Rules([description, *(module.group for module in (headings, links, tracings, attributes, works, notes, left_out))])

__all__ = ["AUTHORITIES"]

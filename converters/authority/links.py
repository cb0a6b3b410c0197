# SPDX-License-Identifier: Apache-2.0
"""Fields 010-035 and 7XX: the numbers of the authority record, and the same heading in other files."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.rules.control_subfields import identifier
from mucluc.converters.rules.control_subfields import iri as known_iri
from mucluc.converters.rules.subfields import first, only
from mucluc.converters.rules.write import mads

from .headings import _CODES, HEADINGS, established, heading_of

group = Group("010-035 and 7XX Links")

_SAME, _CLOSE, _THING = mads.hasExactExternalAuthority, mads.hasCloseExternalAuthority, mads.identifiesRWO
_THINGS = ("isni", "orcid", "viaf", "wikidata", "local")


@group.rule("auth.number", "010az 016a2 024a2 035a", needs="fields first fixed")
def number(tag: str, field: Field, facts: Facts) -> Lines:
    """An identifier of the heading elsewhere: an address where it is one or its source is known, else a number with its source.

    LDR 00000nz##a2200000n##4500
    024 7#$ahttp://viaf.org/viaf/22146457$2uri
    100 0#$aNguyễn Du,$d1765-1820
    →
    agent/1 madsrdf:hasExactExternalAuthority <http://viaf.org/viaf/22146457>
    """
    mine = established(facts)
    if mine is None:
        return []
    source = "DLC" if tag == "010" else first(field, "2")
    lines: list[str] = []
    for text in only(field, "a"):
        value = text.strip()
        prefixed = (
            value if "://" in value or value[0] == "(" or not source else f"({source}){value.replace(' ', '') if tag == '010' else value}"
        )
        found = known_iri(prefixed)
        lines += [f"{mine.node} {_SAME} {found}"] if found else identifier(mine.node, prefixed)
    return lines


@group.rule("auth.elsewhere", " ".join(f"7{tag[1:]}{_CODES}012w" for tag in HEADINGS), needs="fields first fixed")
def elsewhere(tag: str, field: Field, facts: Facts) -> Lines:
    """The heading in another file or language: its address where $0 or $1 gives one, and the heading itself.

    LDR 00000nz##a2200000n##4500
    150 ##$aThơ
    750 #7$aPoésie$2rvm$0http://data.bnf.fr/ark:/12148/cb11932926h
    →
    topic/1 madsrdf:hasCloseExternalAuthority <http://data.bnf.fr/ark:/12148/cb11932926h>
      madsrdf:hasCloseExternalAuthority topic/2
    topic/2 a bf:Topic
      rdfs:label "Poésie"
      a madsrdf:Topic
      madsrdf:authoritativeLabel "Poésie"
      bflc:marcKey "150  $aPoésie"
      bf:source id:vocabulary/subjectSchemes/rvm
    """
    mine = established(facts)
    if mine is None:
        return []
    lines: list[str] = []
    for part in field[1:]:
        if part[0] in "01" and (found := known_iri(part[1:])):
            lines.append(f"{mine.node} {_THING if part[0] == '1' else _CLOSE} {found}")
    other = heading_of(tag, field, _Elsewhere(facts, field))
    if other is not None and other.node != mine.node:
        lines += [f"{mine.node} {_CLOSE} {other.node}", *other.lines]
    return lines


class _Elsewhere(Facts):
    """The facts of a record whose headings are of the thesaurus that a linking entry names."""

    __slots__ = ()

    def __init__(self, facts: Facts, field: Field) -> None:
        for name in Facts.__slots__:
            setattr(self, name, getattr(facts, name))
        second = field[0][1]
        code = {"0": "a", "1": "b", "2": "c", "3": "d", "5": "k", "6": "v"}.get(second, "z")
        self.fixed = facts.fixed[:11] + code + facts.fixed[12:]
        self.first = {**facts.first, "040": f"  \x1ff{first(field, '2')}" if second == "7" else ""}

# SPDX-License-Identifier: Apache-2.0
"""Fields 010-035 and 7XX: the numbers of the authority record, and the same heading in other files."""

from __future__ import annotations

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.rules.control_subfields import THING, authority, control_number, identifier
from mucluc.converters.rules.control_subfields import iri as known_iri
from mucluc.converters.rules.subfields import first, only
from mucluc.converters.rules.write import LABEL, VOCABULARY, A, bf, literal, mads

from .headings import established, heading_of, paths

group = Group("010-035 and 7XX Links")

_SAME, _CLOSE = mads.hasExactExternalAuthority, mads.hasCloseExternalAuthority
_THINGS = ("wikidata", "isni", "orcid", "geonames")
"""Sources whose identifiers are the person's or the place's, not of a record on them."""
_CANCELLED = f"{VOCABULARY}mstatus/cancinv>"
_IS_CANCELLED = f'{_CANCELLED} {A} {bf.Status}\n{_CANCELLED} {LABEL} "canceled or invalid"'


@group.rule("auth.number", "010az 016az2 024az201 035az", needs="fields first fixed")
def number(tag: str, field: Field, facts: Facts) -> Lines:
    """An identifier of the heading elsewhere: an address where it is one or its source is known, else a number with its source.

    What names the person or place itself (Wikidata, ISNI, ORCID, GeoNames, $1) is no authority record. One that is cancelled says so.

    LDR 00000nz##a2200000n##4500
    024 7#$ahttp://viaf.org/viaf/22146457$2uri
    100 0#$aNguyễn Du,$d1765-1820
    →
    agent/1 madsrdf:hasExactExternalAuthority <http://viaf.org/viaf/22146457>
    """
    mine = established(facts)
    if mine is None:
        return []
    giver = "DLC" if tag == "010" or (tag == "016" and not field[0][:1].strip() and first(field, "2") == "DLC") else first(field, "2")
    lines: list[str] = []
    for part in field[1:]:
        value = part[1:].strip()
        if not value:
            continue
        if part[0] in "01" and tag == "024":
            lines += authority(mine.node, part)
        elif part[0] in "az":
            whole = _prefixed(tag, value, giver)
            found = known_iri(whole) if part[0] == "a" else None
            lines += [f"{mine.node}{THING if giver in _THINGS else f' {_SAME} '}{found}"] if found else _written(mine.node, whole, part[0])
    return lines


def _prefixed(tag: str, value: str, giver: str) -> str:
    """The number with who gave it in parentheses, as $0 would have it."""
    if "://" in value or value[0] == "(" or not giver or giver == "uri":
        return value
    return f"({giver}){value.replace(' ', '') if tag == '010' else value}"


def _written(node: str, text: str, code: str) -> list[str]:
    lines = identifier(node, text)
    if code == "z" and lines:
        about = lines[0].split(" ", 3)[2].partition("\n")[0]
        lines.append(f"{about} {bf.status} {_CANCELLED}\n{_IS_CANCELLED}")
    return lines


@group.rule("auth.elsewhere", paths("7", "012w"), needs="fields first fixed")
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
    source = first(field, "2") if field[0][1] == "7" else ""
    other = heading_of(tag, field, (field[0][1], source))
    theirs = other.node if other is not None and other.node != mine.node else mine.node
    lines: list[str] = []
    for part in field[1:]:
        if part[0] in "01":
            found = known_iri(part[1:])
            lines += [f"{mine.node}{THING if part[0] == '1' else f' {_CLOSE} '}{found}"] if found else authority(theirs, part)
        elif part[0] == "w":
            lines += control_number(theirs, part[1:])
    if other is not None and other.node != mine.node:
        lines += [f"{mine.node} {_CLOSE} {other.node}", *other.lines]
    return lines


@group.rule("auth.address", "856u 857u", needs="fields first fixed")
def address(tag: str, field: Field, facts: Facts) -> Lines:
    """A page about the person, body or place.

    LDR 00000nz##a2200000n##4500
    110 2#$aBảo tàng Phú Yên
    856 4#$uhttps://baotang.example.vn/
    →
    agent/1 bf:electronicLocator <https://baotang.example.vn/>
    """
    mine = established(facts)
    given = [text.strip() for text in only(field, "u")] if mine else []
    return [f"{mine.node} {bf.electronicLocator} {known_iri(text) or literal(text)}" for text in given if mine]

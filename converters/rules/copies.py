# SPDX-License-Identifier: Apache-2.0
"""Which copy a holdings field describes: 852 with 853-868 and 876-878, tied by link, barcode or copy number ($8, $p, $t), or by order.

A copy is named by its barcode, else by what its field says of it; so no name depends on which other fields stand beside it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from mucluc.converters.engine import Field
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.record import SUBFIELD

from .subfields import first
from .write import INSTANCE, A, bf

PIECES = ("876", "877", "878")
PATTERNS = ("853", "854", "855")
CODED = ("863", "864", "865")
TEXTUAL = ("866", "867", "868")
ABOUT = ("841", "842", "843", "844", "845")
HOLDINGS = frozenset(("852", *PIECES, *PATTERNS, *CODED, *TEXTUAL, *ABOUT))
_MORE = HOLDINGS - {"852"}
_BARCODED = ("852", *PIECES)

Key = tuple[str, str]


class Copies(NamedTuple):
    """Who is described by what, by tag and text of a field.

    owners: the copies that a field describes. places: the 852 that says where a piece stands. parts: pieces of the copy of an 852.
    silent: 852 that are no copy of their own, because all they say is said of their pieces.
    """

    owners: dict[Key, tuple[str, ...]]
    places: dict[str, str]
    parts: dict[str, tuple[str, ...]]
    silent: frozenset[str]


_NONE = Copies({}, {}, {}, frozenset())


def says_something(field: Field) -> bool:
    """Whether a field has more than links to other fields."""
    return any(part[0] not in "68" and part[1:].strip() for part in field[1:])


def own_node(tag: str, field: Field) -> str:
    """The name of the copy that a field describes when nothing ties it to another field."""
    barcode = first(field, "p") if tag in _BARCODED else ""
    if barcode:
        return f"<\x02/{local_hash('p' + barcode)}>"
    if tag == "852" or tag in PIECES:
        return f"<\x02/{local_hash(tag + chr(31).join([part for part in field[1:] if part[0] not in '68']))}>"
    return f"<\x02/{local_hash('holdings')}>"


def exists(node: str, facts: Facts) -> str:
    """That a copy is, of which Instance, and who holds it. A holdings record of its own (leader/06 u, v, x, y) names the record in 004."""
    lines = f"{INSTANCE} {bf.hasItem} {node}\n{node} {A} {bf.Item}\n{node} {bf.itemOf} {INSTANCE}"
    if not facts.library:
        return lines
    lines = f"{lines}\n{node} {bf.heldBy} <\x03library/{facts.library}>"
    number = facts.first.get("004", "").strip() if facts.leader[6] in "uvxy" else ""
    return f"{lines}\n{node} {bf.itemOf} <\x03record/{facts.library}/{quote(number, safe='')}#instance>" if number else lines


def copies(facts: Facts) -> Copies:
    """What the holdings fields of a record describe; a record with nothing but 852 needs no looking."""
    return _NONE if _MORE.isdisjoint(facts.first) else _gathered(facts.fields)


def described(tag: str, field: Field, facts: Facts) -> tuple[str, ...]:
    """The copies that a field describes."""
    return copies(facts).owners.get((tag, SUBFIELD.join(field))) or (own_node(tag, field),)


class _Copy:
    """An 852 and the pieces found to be its own."""

    def __init__(self, text: str) -> None:
        self.text, self.field = text, text.split(SUBFIELD)
        self.node = own_node("852", self.field)
        self.barcode, self.number = first(self.field, "p"), first(self.field, "t")
        self.link = first(self.field, "8").partition(".")[0]
        self.pieces: list[tuple[Key, Field]] = []
        self.holdings = False


@lru_cache(4)
def _gathered(fields: tuple[tuple[str, str], ...]) -> Copies:
    found = [_Copy(text) for tag, text in fields if tag == "852"]
    owners: dict[Key, tuple[str, ...]] = {}
    coded: list[tuple[Key, Field, _Copy | None]] = []
    stands: dict[str, list[str]] = {}
    current, seen = (found[0] if found else None), 0
    for tag, text in fields:
        if tag not in HOLDINGS:
            continue
        if tag == "852":
            current, seen = found[seen], seen + 1
            continue
        field = text.split(SUBFIELD)
        copy = _copy_of(tag, field, found, current)
        if tag in PIECES:
            if copy is None:
                _add(owners, (tag, text), own_node(tag, field))
                _stand(stands, field, own_node(tag, field))
            else:
                copy.pieces.append(((tag, text), field))
        else:
            coded.append(((tag, text), field, copy))
    places: dict[str, str] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for copy in found:
        nodes = _pieces(copy, owners, stands)
        places.update({node: copy.text for node in nodes if node != copy.node})
        if nodes:
            parts[copy.text] = tuple(node for node in nodes if node != copy.node)
    for key, field, owner in coded:
        link = first(field, "8")
        nodes = stands.get(link.partition("\\")[0], []) if "." in link and key[0] in CODED else []
        for node in nodes or [owner.node if owner else own_node(*_split(key))]:
            _add(owners, key, node)
        if owner and not nodes and key[0] not in PATTERNS:
            owner.holdings = True
    silent = frozenset(copy.text for copy in found if len(parts.get(copy.text, ())) > 1 and not copy.holdings and not copy.barcode)
    return Copies(owners, places, parts, silent)


def _split(key: Key) -> tuple[str, Field]:
    return key[0], key[1].split(SUBFIELD)


def _add(owners: dict[Key, tuple[str, ...]], key: Key, node: str) -> None:
    known = owners.get(key, ())
    if node not in known:
        owners[key] = (*known, node)


def _stand(stands: dict[str, list[str]], field: Field, node: str) -> None:
    link = first(field, "8").partition("\\")[0]
    if link:
        stands.setdefault(link, []).append(node)


def _copy_of(tag: str, field: Field, found: list[_Copy], current: _Copy | None) -> _Copy | None:
    """The 852 that a field goes with: by barcode, by copy number, by link number, else the one that it follows."""
    if len(found) < 2:
        return current
    barcode, number = (first(field, "p"), first(field, "t")) if tag in PIECES else ("", "")
    link = first(field, "8").partition(".")[0]
    for copy in found:
        if barcode and copy.barcode == barcode:
            return copy
    linked = [copy for copy in found if copy.link and copy.link == link]
    if len(linked) == 1:
        return linked[0]
    numbered = [copy for copy in found if number and copy.number == number]
    return numbered[0] if len(numbered) == 1 else current


def _pieces(copy: _Copy, owners: dict[Key, tuple[str, ...]], stands: dict[str, list[str]]) -> list[str]:
    """The nodes of the pieces of an 852. One piece with no other barcode is the copy itself."""
    own = {own_node(*_split(key)) for key, _ in copy.pieces}
    alone = len(own) == 1 and not (copy.barcode and any(first(field, "p") not in ("", copy.barcode) for _, field in copy.pieces))
    nodes: list[str] = []
    for key, field in copy.pieces:
        node = copy.node if alone else own_node(*_split(key))
        _add(owners, key, node)
        _stand(stands, field, node)
        if node not in nodes:
            nodes.append(node)
    return nodes

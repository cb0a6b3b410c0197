# SPDX-License-Identifier: Apache-2.0
"""Fields 841-852 and 876-878: the copies that a library holds, where they stand, and each piece with its barcode."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.record import SUBFIELD
from mucluc.vocab.codes import POSITIONS

from .control_subfields import applies_to, below, identifier
from .copies import copies, described, exists, own_node, says_something
from .subfields import chop, first, join, only
from .write import LABEL, VALUE, VOCABULARY, A, bf, link, literal, organization, sourced

group = Group("841-852 and 876-878 Holdings")

group.ignore("841", "codes of an embedded holdings record; what they say stands in 852-878")

_NOTES, _ITEM_NOTES = POSITIONS["holding-note"], POSITIONS["item-note"]
_CODES = {"0": "lcc", "1": "ddc", "2": "nlm", "3": "sudocs"}
_INVALID = f"{VOCABULARY}mstatus/cancinv>"
LOCAL = "local data"
"""What kind of note a subfield is that no standard defines: kept, but not shown to readers."""


def note(node: str, text: str, kind: str = "") -> list[str]:
    """A note of a copy; kind: what it is about."""
    text = chop(text)
    if not text:
        return []
    about = below(node, "note-" + local_hash(kind + "\x1f" + text))
    typed = f"\n{about} {bf.noteType} {literal(kind)}" if kind else ""
    return [f"{node} {bf.note} {about}\n{about} {A} {bf.Note}{typed}\n{about} {LABEL} {literal(text)}"]


def barcode(node: str, text: str, status: bool = True) -> list[str]:
    """The number on the piece; one that is no longer valid says so."""
    value = text.strip()
    about = below(node, "barcode-" + local_hash(value))
    lines = [f"{node} {bf.identifiedBy} {about}\n{about} {A} {bf.Barcode}\n{about} {VALUE} {literal(value)}"]
    return lines if status else [*lines, invalid(about)]


def invalid(node: str) -> str:
    """That a number is cancelled or wrong."""
    return f'{node} {bf.status} {_INVALID}\n{_INVALID} {A} {bf.Status}\n{_INVALID} {LABEL} "canceled or invalid"'


def policy(node: str, kind: str, text: str) -> list[str]:
    """Terms of access or use."""
    label = chop(text)
    if not label:
        return []
    about = below(node, "policy-" + local_hash(kind + label))
    return [f"{node} {bf.usageAndAccessPolicy} {about}\n{about} {A} {kind}\n{about} {LABEL} {literal(label)}"]


@group.rule("852.item", "852", needs="library first fields leader")
def item(tag: str, field: Field, facts: Facts) -> Lines:
    """Each 852 is a copy: who holds it, where it stands, its shelf mark and barcode. One whose pieces (876) say it all is just these.

    852 ##$aTV Phú Yên$bKho địa chí$h895.922$iK309$pPY.000123
    →
    instance bf:hasItem item/1
    item/1 a bf:Item
      bf:itemOf instance
      bf:heldBy library/thu-vien
      bf:heldBy item/1#holder-1
    item/1#holder-1 a bf:Agent
      rdfs:label "TV Phú Yên"
    item/1 bf:physicalLocation "TV Phú Yên Kho địa chí"
      bf:sublocation item/1#place-1
    item/1#place-1 a bf:Sublocation
      rdfs:label "Kho địa chí"
    item/1 bf:shelfMark item/1#shelf-1
    item/1#shelf-1 a bf:ShelfMark
      rdfs:label "895.922 K309"
      bf:classificationPortion "895.922"
      bf:itemPortion "K309"
    item/1 bf:identifiedBy item/1#barcode-1
    item/1#barcode-1 a bf:Barcode
      rdf:value "PY.000123"
    """
    if not says_something(field):
        return []
    node = own_node(tag, field)
    known = copies(facts)
    text = SUBFIELD.join(field)
    if text in known.silent:
        return []
    lines = [exists(node, facts), *place(node, text), *_further(node, field)]
    return lines + [f"{node} {bf.hasPart} {piece}" for piece in known.parts.get(text, ())]


@lru_cache(1024)
def place(node: str, text: str) -> tuple[str, ...]:
    """Where a copy stands: holder, place, shelf mark."""
    field = text.split(SUBFIELD)
    lines: list[str] = []
    for value in only(field, "a"):
        holder = below(node, "holder-" + local_hash(value))
        lines.append(f"{node} {bf.heldBy} {holder}\n{holder} {A} {bf.Agent}\n{holder} {LABEL} {literal(chop(value))}")
    where = join(field, "abc").strip()
    if where:
        lines.append(f"{node} {bf.physicalLocation} {literal(where)}")
    for value in only(field, "bc"):
        about = below(node, "place-" + local_hash(value))
        lines.append(f"{node} {bf.sublocation} {about}\n{about} {A} {bf.Sublocation}\n{about} {LABEL} {literal(chop(value))}")
    return (*lines, *_shelf(node, field))


def _shelf(node: str, field: Field) -> list[str]:
    mark = join(field, "khijlm").strip()
    if not mark:
        return []
    about = below(node, "shelf-" + local_hash(mark))
    lines = [f"{node} {bf.shelfMark} {about}\n{about} {A} {bf.ShelfMark}\n{about} {LABEL} {literal(mark)}"]
    lines += [f"{about} {bf.classificationPortion} {literal(value.strip())}" for value in only(field, "h")]
    lines += [f"{about} {bf.itemPortion} {literal(value.strip())}" for value in only(field, "i")]
    for value in only(field, "km"):
        lines += note(about, value)
    scheme = field[0][0]
    code = _CODES.get(scheme) or first(field, "2")
    if code and code.isascii() and code.replace("-", "").isalnum():
        lines.append(sourced(about, f"{VOCABULARY}classSchemes/{code.lower()}>", code))
    return lines


def _further(node: str, field: Field) -> list[str]:
    lines: list[str] = []
    for part in field[1:]:
        code, text = part[0], part[1:].strip()
        if not text or code in "abchijklm268":
            continue
        if code == "p":
            lines += barcode(node, text)
        elif code == "z":
            lines += note(node, text)
        elif code == "3":
            lines += applies_to(node, text)
        elif code == "u":
            lines.append(f"{node} {bf.electronicLocator} {link(text) or literal(text)}")
        elif code == "n" and text.isascii() and text.isalpha() and len(text) <= 3:
            country = f"{VOCABULARY}countries/{text.lower()}>"
            lines.append(f"{node} {bf.place} {country}\n{country} {A} {bf.Place}")
        else:
            lines += note(node, text, _NOTES[code].label if code in _NOTES else LOCAL)
    return lines


@group.rule("842.form", "842a3 843abcdefmn37 844a3", needs="library first fields leader")
def physical(tag: str, field: Field, facts: Facts) -> Lines:
    """What the copy is when the record describes another form: a microfilm, a reproduction and who made it, a part by its name.

    843 ##$aVi phim.$bHà Nội :$cThư viện Quốc gia,$d1998.$e1 cuộn ; 35 mm.
    →
    instance bf:hasItem item/1
    item/1 a bf:Item
      bf:itemOf instance
      bf:heldBy library/thu-vien
      bf:note item/1#note-1
    item/1#note-1 a bf:Note
      bf:noteType "reproduction"
      rdfs:label "Vi phim. Hà Nội : Thư viện Quốc gia, 1998. 1 cuộn ; 35 mm"
    """
    text = join(field, "abcdefmn7")
    lines: list[str] = []
    for node in described(tag, field, facts) if text.strip() else ():
        lines += [exists(node, facts), *note(node, text, _FORMS[tag])]
        for value in only(field, "3"):
            lines += applies_to(node, value)
    return lines


_FORMS = {"842": "physical form", "843": "reproduction", "844": "name of unit"}


@group.rule("845.terms", "845abcdfgqu23", needs="library first fields leader")
def terms(tag: str, field: Field, facts: Facts) -> Lines:
    """On what terms the copy may be used and reproduced.

    845 ##$aKhông sao chụp$bThư viện tỉnh$uhttps://thuvien.example.vn/quy-dinh
    →
    instance bf:hasItem item/1
    item/1 a bf:Item
      bf:itemOf instance
      bf:heldBy library/thu-vien
      bf:usageAndAccessPolicy item/1#policy-1
    item/1#policy-1 a bf:UsePolicy
      rdfs:label "Không sao chụp Thư viện tỉnh"
      bf:electronicLocator <https://thuvien.example.vn/quy-dinh>
    """
    text = join(field, "abcdfgq2")
    lines: list[str] = []
    for node in described(tag, field, facts) if text.strip() else ():
        lines += [exists(node, facts), *policy(node, bf.UsePolicy, text)]
        about = below(node, "policy-" + local_hash(bf.UsePolicy + chop(text)))
        lines += [f"{about} {bf.electronicLocator} {link(value) or literal(value.strip())}" for value in only(field, "u")]
        for value in only(field, "3"):
            lines += applies_to(node, value)
    return lines


@group.rule("850.holder", "850a")
def holder(tag: str, field: Field, facts: Facts) -> Lines:
    """Other institutions that hold a copy, by their codes: an Item for each, held by it.

    850 ##$aDLC
    →
    instance bf:hasItem item/1
    item/1 a bf:Item
      bf:itemOf instance
      bf:heldBy id:vocabulary/organizations/dlc
    id:vocabulary/organizations/dlc a bf:Agent
      bf:code "DLC"
    """
    lines: list[str] = []
    for text in only(field, "a"):
        code = text.strip()
        node = f"<\x02/{local_hash('850' + code)}>"
        who, said = organization(code), bf.code
        if not who:
            who, said = below(node, "holder"), LABEL
        lines.append(f"{_HAS_ITEM}{node}\n{node} {A} {bf.Item}\n{node} {bf.itemOf} {_INSTANCE}")
        lines.append(f"{node} {bf.heldBy} {who}\n{who} {A} {bf.Agent}\n{who} {said} {literal(code)}")
    return lines


_INSTANCE = "<\x01#instance>"
_HAS_ITEM = f"{_INSTANCE} {bf.hasItem} "


@group.rule("876.piece", "876 877 878", needs="library first fields leader")
def piece(tag: str, field: Field, facts: Facts) -> Lines:
    """A piece with its barcode, status and terms. It stands where the 852 says that it goes with; alone with one, it is that copy.

    852 ##$bKho đọc$h895.922
    876 ##$pPY.000123$jSẵn sàng
    →
    instance bf:hasItem item/1
    item/1 a bf:Item
      bf:itemOf instance
      bf:heldBy library/thu-vien
      bf:identifiedBy item/1#barcode-1
    item/1#barcode-1 a bf:Barcode
      rdf:value "PY.000123"
    item/1 bf:status item/1#status-1
    item/1#status-1 a bf:Status
      rdfs:label "Sẵn sàng"
    """
    known = copies(facts)
    lines: list[str] = []
    for node in described(tag, field, facts) if says_something(field) else ():
        lines.append(exists(node, facts))
        stands = known.places.get(node, "")
        if stands:
            lines += [*place(node, stands), *_further(node, [part for part in stands.split(SUBFIELD) if part[:1] not in "pt"])]
        for part in field[1:]:
            if part[0] not in "68" and part[1:].strip():
                lines += _of_piece(node, part[0], part[1:].strip())
    return lines


def _of_piece(node: str, code: str, text: str) -> list[str]:
    if code == "p":
        return barcode(node, text)
    if code == "r":
        return barcode(node, text, status=False)
    if code == "a":
        return identifier(node, text, bf.Local)
    if code == "b":
        lines = identifier(node, text, bf.Local)
        return [*lines, invalid(lines[0].split(" ", 3)[2].partition("\n")[0])] if lines else []
    if code == "h":
        return policy(node, bf.UsePolicy, text)
    if code == "j":
        about = below(node, "status-" + local_hash(text))
        return [f"{node} {bf.status} {about}\n{about} {A} {bf.Status}\n{about} {LABEL} {literal(text)}"]
    if code == "3":
        return applies_to(node, text)
    return note(node, text, "" if code == "z" else _ITEM_NOTES[code].label if code in _ITEM_NOTES else LOCAL)

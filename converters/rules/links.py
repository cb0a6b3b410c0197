# SPDX-License-Identifier: Apache-2.0
"""Field 856: where the Work can be read online, itself or in another version, and what goes with it."""

from __future__ import annotations

import re
from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import local_hash
from mucluc.converters.record import SUBFIELD
from mucluc.vocab.codes import POSITIONS
from mucluc.vocab.terms import DCTERMS

from .control_subfields import applies_to, below
from .copies import exists
from .subfields import chop, first, only
from .write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, link, literal, local

group = Group("856 Links")

_CONTENTS = ("table of contents", "mục lục")
_NAMES, _ACCESS = POSITIONS["link-note"], POSITIONS["link-access"]
_MANIFEST = re.compile(r"/manifest(\.json)?(\?.*)?$|/iiif/.*manifest", re.IGNORECASE)
_IS_MANIFEST = f" <{DCTERMS.conformsTo}> <http://iiif.io/api/presentation>"
_ONLINE = f"{VOCABULARY}carriers/cr>"
_HAS_CARRIER = f" {bf.carrier} {_ONLINE}"
_ONLINE_CARRIER = f"{_ONLINE} {A} {bf.Carrier}\n{_ONLINE} {LABEL} " + '"online resource"'
_POLICIES = {"l": bf.AccessPolicy, "n": bf.AccessPolicy, "r": bf.UsePolicy, "t": bf.UsePolicy}
_CHARACTERISTICS = {"q": bf.EncodingFormat, "s": bf.FileSize}


def is_electronic(facts: Facts) -> bool:
    """Whether the record describes the digital resource itself, by leader and 008: then what it links to is its own Instance."""
    kind = facts.leader[6]
    return kind == "m" or facts.fixed[29 if kind in "efgkor" else 23] in "os"


def place(text: str) -> tuple[str, tuple[str, ...]]:
    """An address as an IRI, or as text when it is none, and what is said of it: a IIIF manifest can be opened in a viewer."""
    found = link(text)
    if not found:
        return literal(text.strip()), ()
    if "anifest" not in text and "MANIFEST" not in text:
        return found, ()
    manifest = _MANIFEST.search(text.strip())
    return found, (found + _IS_MANIFEST,) if manifest else ()


@group.rule("856.location", "856abcdefghijklmnopqrstuvwxyz01237", needs="leader fixed first library")
def location(tag: str, field: Field, facts: Facts) -> Lines:
    """Where it can be read. The Instance has the address; a printed Instance has an online one of the same Work beside it.

    The second indicator tells the resource itself (0), a version (1), what goes with it (2), a part (3, 4); contents are the Work's.

    008 200101s2019####vm######o###########vie##
    856 40$uhttps://thuvien.example.vn/kieu.pdf
    →
    instance bf:electronicLocator <https://thuvien.example.vn/kieu.pdf>

    008 200101s2019####vm##################vie##
    856 41$uhttps://thuvien.example.vn/kieu.pdf$3Bản số hoá
    →
    instance bf:electronicLocator <https://thuvien.example.vn/kieu.pdf>
    work bf:hasInstance instance-version-1
    instance-version-1 a bf:Instance
      a bf:Electronic
      bf:instanceOf work
      bf:carrier id:vocabulary/carriers/cr
    id:vocabulary/carriers/cr a bf:Carrier
      rdfs:label "online resource"
    instance-version-1 bf:title instance-version-1-title
    instance-version-1-title a bf:Title
      bf:mainTitle "Bản số hoá"
    instance-version-1 bf:electronicLocator <https://thuvien.example.vn/kieu.pdf>
    """
    second = field[0][1]
    addresses = [place(text) for text in only(field, "u")]
    if addresses and _is_contents(field):
        return _contents(field, addresses)
    if second == "2":
        return _supplement(field, addresses)
    if second in "34":
        return _part(field, addresses)
    lines: list[str] = []
    for where, said in addresses:
        lines += [f"{INSTANCE} {bf.electronicLocator} {where}", *said]
    if addresses:
        for text in only(field, "yz"):
            lines += _note(INSTANCE, local(INSTANCE, "note", "856" + text), chop(text))
    if not is_electronic(facts):
        return lines + _version(field, addresses, facts)
    if any(part[0] not in "u689" for part in field[1:]):
        lines += _address(field, addresses, facts)
    return lines


def _is_contents(field: Field) -> bool:
    for part in field[1:]:  # noqa: SIM110 - a generator costs more than the loop
        if part[0] in "a3y" and _names_contents(part):
            return True
    return False


@lru_cache(1024)
def _names_contents(text: str) -> bool:
    text = text.lower()
    return any(word in text for word in _CONTENTS)


def _contents(field: Field, addresses: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    """A table of contents is the Work's; its label is what the field says of it."""
    lines: list[str] = []
    for where, said in addresses:
        lines += (_HAS_CONTENTS + where, *said)
        if where[0] == "<":
            for part in field[1:]:
                if part[0] in "a3yz":
                    if part[1:].strip():
                        lines.append(where + _labelled(part))
                elif part[0] not in "u689":
                    lines += _detail(where, part)
    return lines


_HAS_CONTENTS = f"{WORK} {bf.tableOfContents} "


@lru_cache(1024)
def _labelled(part: str) -> str:
    return f" {LABEL} {literal(chop(part[1:]))}"


def _supplement(field: Field, addresses: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    """What goes with the publication: a sample, a publisher's description, a map on a website."""
    lines: list[str] = []
    for where, said in addresses or [("", ())]:
        node = local(INSTANCE, "supplement", where or "\x1f".join(field[1:]))
        lines.append(f"{INSTANCE} {bf.supplementaryContent} {node}\n{node} {A} {bf.SupplementaryContent}")
        lines += [f"{node} {bf.electronicLocator} {where}", *said] if where else []
        for part in field[1:]:
            if part[0] in "3yz":
                lines += _note(node, below(node, "note-" + local_hash(part[1:])), chop(part[1:]))
            elif part[0] not in "u689":
                lines += _detail(node, part)
    return lines


def _part(field: Field, addresses: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    """A part of the resource online, or a version of a part: an Instance of a Work that is part of this one."""
    node = local(WORK, "part", "856" + "\x1f".join(field[1:]))
    tie, instance = f"{node[:-1]}-relation>", f"{node[:-1]}-instance>"
    lines = [
        f"{WORK} {bf.relation} {tie}\n{tie} {A} {bf.Relation}\n{tie} {bf.relationship} {VOCABULARY}relationship/part>",
        f"{tie} {bf.associatedResource} {node}\n{node} {A} {bf.Work}\n{node} {bf.hasInstance} {instance}",
        f"{instance} {A} {bf.Instance}\n{instance} {A} {bf.Electronic}\n{instance} {bf.instanceOf} {node}",
    ]
    return lines + _online(instance, field, addresses, "")


def _version(field: Field, addresses: list[tuple[str, tuple[str, ...]]], facts: Facts) -> list[str]:
    """The online Instance beside a printed one: a PDF is not on the shelf. It bears the printed one's title where $3 gives it none."""
    if not any(part[0] not in "689" for part in field[1:]):
        return []
    node = local(INSTANCE, "version", "856" + "\x1f".join([where for where, _ in addresses] or field[1:]))
    lines = [
        f"{WORK} {bf.hasInstance} {node}\n{node} {A} {bf.Instance}\n{node} {A} {bf.Electronic}\n{node} {bf.instanceOf} {WORK}",
        node + _HAS_CARRIER,
        _ONLINE_CARRIER,
    ]
    return lines + _online(node, field, addresses, facts.first.get("245", ""))


def _online(node: str, field: Field, addresses: list[tuple[str, tuple[str, ...]]], titled: str) -> list[str]:
    title = chop(first(field, "3")) or chop(" ".join(only(titled.split(SUBFIELD), "abfgknps")) if titled else "")
    lines: list[str] = []
    if title:
        named = below(node, "title")
        lines.append(f"{node} {bf.title} {named}\n{named} {A} {bf.Title}\n{named} {bf.mainTitle} {literal(title)}")
    return lines + _described(node, field, addresses)


def _address(field: Field, addresses: list[tuple[str, tuple[str, ...]]], facts: Facts) -> list[str]:
    """What is said of one of the addresses of an online resource: an Item at that address, as the volumes of a set have theirs."""
    node = f"<\x02/{local_hash('856' + chr(31).join([where for where, _ in addresses] or field[1:]))}>"
    lines = [exists(node, facts)]
    for text in only(field, "3"):
        lines += applies_to(node, text)
    return lines + _described(node, field, addresses)


def _described(node: str, field: Field, addresses: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    lines: list[str] = []
    for where, said in addresses:
        lines += [f"{node} {bf.electronicLocator} {where}", *said]
    for part in field[1:]:
        if part[0] in "yz":
            lines += _note(node, below(node, "note-" + local_hash(part[1:])), chop(part[1:]))
        elif part[0] not in "u3689":
            lines += _detail(node, part)
    return lines


def _note(owner: str, node: str, text: str, kind: str = "") -> list[str]:
    if not text:
        return []
    typed = f"\n{node} {bf.noteType} {literal(kind)}" if kind else ""
    return [f"{owner} {bf.note} {node}\n{node} {A} {bf.Note}{typed}\n{node} {LABEL} {literal(text)}"]


def _detail(node: str, part: str) -> list[str]:
    """How an address is used: terms ($l $n $r $t $7), format and size ($q $s), and the rest as notes that say what they are."""
    code, text = part[0], part[1:].strip()
    if not text:
        return []
    if code in _POLICIES or code == "7":
        kind = _POLICIES.get(code, bf.AccessPolicy)
        about = below(node, "policy-" + local_hash(part))
        label = _ACCESS[text].label if code == "7" and text in _ACCESS else text
        coded = f"\n{about} {bf.code} {literal(text)}" if code == "7" else ""
        return [f"{node} {bf.usageAndAccessPolicy} {about}\n{about} {A} {kind}\n{about} {LABEL} {literal(label)}{coded}"]
    if code in _CHARACTERISTICS:
        about = below(node, "file-" + local_hash(part))
        return [f"{node} {bf.digitalCharacteristic} {about}\n{about} {A} {_CHARACTERISTICS[code]}\n{about} {LABEL} {literal(text)}"]
    kind = _NAMES[code].label if code in _NAMES else f"856 ${code}"
    return _note(node, below(node, "note-" + local_hash(part)), text, kind)

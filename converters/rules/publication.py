# SPDX-License-Identifier: Apache-2.0
"""Fields 260-264 (263 apart) with the dates and the place of 008: production, publication, distribution, manufacture, copyright."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts
from mucluc.converters.record import SUBFIELD

from .control_subfields import applies_to
from .dates import dates, year
from .subfields import cut
from .write import EDTF_TYPE, INSTANCE, LABEL, VALUE, VOCABULARY, WORK, A, bf, bflc, literal, local, named, start

group = Group("26X Production, publication, distribution, manufacture")

Part = tuple[str, str]


class Statement(NamedTuple):
    """Who made it in one function, where and when. kind: the function as 264 codes it, empty when unknown; parts: code of 264, text."""

    kind: str
    parts: list[Part]


_READ = {
    "260": {"a": ("", "a"), "b": ("", "b"), "c": ("", "c"), "e": ("3", "a"), "f": ("3", "b"), "g": ("3", "c")},
    "261": {"a": ("0", "b"), "b": ("0", "b"), "d": ("", "c"), "e": ("3", "b"), "f": ("", "a")},
    "262": {"a": ("", "a"), "b": ("", "b"), "c": ("", "c")},
}
_READ["264"] = _READ["260"]
"""What a subfield says: the function that a statement beginning with it has (empty: the field's own), and its code in 264."""


def statements(tag: str, field: Field) -> tuple[list[Statement], Field]:
    """The statements of a field, a new one at each $a or $e that follows another subfield, and the subfields that are no part of one.

    Printing is a manufacture also where $f or $g stands without $e. An agent between a bracket that opens in the place and one that
    closes in the date is supplied as well.
    """
    own = field[0][1] if tag == "264" and field[0][1] in "0123" else "" if tag == "264" else "1"
    read = _READ[tag]
    found: list[Statement] = []
    rest: Field = []
    last, supplied = "", False
    for part in field[1:]:
        code = part[0]
        if code not in read:
            rest.append(part)
            continue
        text = cut(part[1:])
        if not text:
            continue
        kind, role = read[code]
        if not found or (code in "ae" and code != last) or (code in "fg" and tag[2] in "04" and found[-1].kind != "3"):
            found.append(Statement(kind or own, []))
        last, parts = code, found[-1].parts
        if role == "b":
            parts.append((role, f"[{text}]" if supplied and "[" not in part and "]" not in part else text))
            continue
        supplied = role == "a" and "[" in part and "]" not in part
        if role == "c" and "]" in part and "[" not in part:
            parts[:] = [(r, f"[{t}]") if r == "b" and "[" not in t and "]" not in t else (r, t) for r, t in parts]
        parts.append((role, text))
    return found, rest


_KINDS = {
    "0": (bf.Production, bf.productionStatement), "1": (bf.Publication, bf.publicationStatement),
    "2": (bf.Distribution, bf.distributionStatement), "3": (bf.Manufacture, bf.manufactureStatement),
    "": ("", bf.provisionActivityStatement),
}  # fmt: skip
_SIMPLE = {"a": f" {bflc.simplePlace} ", "b": f" {bflc.simpleAgent} ", "c": f" {bflc.simpleDate} "}
_PROVISION, _HAS = start(INSTANCE, "provision"), f"{INSTANCE} {bf.provisionActivity} "
_IS = {kind: f" {A} {bf.ProvisionActivity}" + (f"\n<\0> {A} {name}" if name else "") for kind, (name, _) in _KINDS.items()}
_STATED = {kind: f"\n{INSTANCE} {said} " for kind, (_, said) in _KINDS.items()}


def activity(kind: str, parts: list[Part], codes: str = "", more: str = "", part_of: str = "") -> str:
    """A provision activity of the Instance, as printed, and its statement in one line.

    more: further lines about `<\\0>`, which do not name it: that they are said of it depends on other fields. Without parts they are all
    there is, and `codes`, what they are made of, name it.
    """
    node = named(_PROVISION, "\x1f".join([kind, *[code + text for code, text in parts], part_of]) if parts else f"{kind}\x1f{codes}")
    lines = "".join([f"\n{node}{_SIMPLE[code]}{literal(text)}" for code, text in parts])
    stated = _STATED[kind] + literal(in_a_line(parts)) if parts else ""
    return f"{_HAS}{node}\n{node}{_IS[kind]}{more}".replace("\0", node[1:-1]) + lines + stated


def in_a_line(parts: list[Part]) -> str:
    """One statement as a line, places before agents before dates: `Place: Agent, Date`."""
    if len(parts) == 3 and parts[0][0] == "a" and parts[1][0] == "b" and parts[2][0] == "c":
        return f"{parts[0][1]}: {parts[1][1]}, {parts[2][1]}"
    places = [text for code, text in parts if code == "a"]
    agents = [text for code, text in parts if code == "b"]
    when = [text for code, text in parts if code == "c"]
    before = _listed(places, ";") + ": " if places and (agents or when) else _listed(places, ";")
    return before + (_listed(agents, ",") + ", " if agents and when else _listed(agents, ",")) + _listed(when, ",")


def _listed(texts: list[str], mark: str) -> str:
    if len(texts) < 2:
        return texts[0] if texts else ""
    return " ".join([text if text[-1:] in ".:,;/" else text + mark for text in texts[:-1]] + texts[-1:])


def _status(code: str, label: str) -> str:
    iri = f"{VOCABULARY}mstatus/{code}>"
    return f"\n<\0> {bf.status} {iri}\n{iri} {A} {bf.Status}\n{iri} {LABEL} {literal(label)}"


_CURRENT, _CEASED, _EARLIEST = _status("current", "current"), _status("ceased", "ceased"), _status("earliest", "earliest")
_OF_COLLECTION = {"i": "inclusive collection dates", "k": "bulk collection dates"}
_BY_DATE = {"i": "0", "k": "0", "p": "2"}


@lru_cache(16384)
def published(codes: str) -> dict[str, str]:
    """008/06-17 by the function that it is about: lines about `<\\0>` that say the date, the country, and whether it still comes out.

    Dates of a collection (i, k) are of its production; a date of issue stands before one of production (p).
    """
    kind = codes[0]
    more = ""
    date = dates(kind, codes[1:5], codes[5:9])
    if date and kind in _OF_COLLECTION:
        more += f"\n<\0> {bf.note} <\0-note>\n<\0-note> {A} {bf.Note}\n<\0-note> {LABEL} {literal(_OF_COLLECTION[kind])}"
    if date:
        more += f'\n<\0> {bf.date} "{date}"^^{EDTF_TYPE}'
        more += _CURRENT if kind == "c" else _CEASED if kind == "d" else ""
    place = codes[9:12].strip().lower()
    if 2 <= len(place) <= 3 and place.isascii() and place.isalpha():
        more += f"\n<\0> {bf.place} {VOCABULARY}countries/{place}>"
    found = {_BY_DATE.get(kind, "1"): more} if more else {}
    if kind == "p" and (made := year(codes[5:9])):
        found["0"] = f'\n<\0> {bf.date} "{made}"^^{EDTF_TYPE}'
    return found


def _coded(facts: Facts) -> dict[str, str]:
    """`published` of this record. What was made and never published (a thesis, a photograph: 264 #0 alone) has its date as a production."""
    found = published(facts.fixed[6:18])
    if not facts.imprints or facts.imprints[0][0] == "260":
        return found
    for tag, text in facts.imprints:
        if tag == "264" and text[1:2] == "0" and "1" in found and "0" not in found:
            return {"0": found["1"]} if not any("1" in _functions(*pair) for pair in facts.imprints) else found
    return found


def _functions(tag: str, text: str) -> set[str]:
    return set() if tag == "264" and text[1:2] == "4" else {each.kind for each in statements(tag, text.split(SUBFIELD))[0]}


def _after(field: Field, facts: Facts) -> set[str]:
    """The functions that fields after this one state: the dates of 008 belong to the last statement of a function."""
    if len(facts.imprints) == 1:
        return set()
    texts = [text for _, text in facts.imprints]
    text = SUBFIELD.join(field)
    if text not in texts:
        return {"0", "1", "2", "3"}
    place = len(texts) - texts[::-1].index(text)
    return set().union(*[_functions(*pair) for pair in facts.imprints[place:]])


def _came_out(field: Field, facts: Facts, more: str) -> str:
    """Of several publishers of a serial or of a site that changes, the earliest and the current one; a single one is current."""
    if "mstatus" in more:
        return ""
    several = len(facts.imprints) > 1
    if several and field[0][0] == " ":
        return _EARLIEST
    return _CURRENT if (several and field[0][0] == "3") or (not several and facts.leader[7] == "i") else ""


def _activities(tag: str, field: Field, facts: Facts) -> list[str]:
    if len(field) == 4 and len(facts.imprints) == 1 and (line := _usual(tag, field, facts)):
        return [line]
    found, rest = statements(tag, field)
    part_of = next((part[1:] for part in rest if part[0] == "3"), "") if rest else ""
    serial = facts.leader[7] in "si"
    later = None
    lines: list[str] = []
    coded = _coded(facts)
    for index, (kind, parts) in enumerate(found):
        more = ""
        if kind in coded and kind not in [each.kind for each in found[index + 1 :]]:
            later = _after(field, facts) if later is None else later
            more = coded[kind] if kind not in later else ""
        if serial and kind == "1":
            more += _came_out(field, facts, more)
        lines.append(activity(kind, parts, more=more, part_of=part_of))
        if part_of:
            lines += applies_to(lines[-1][len(_HAS) : lines[-1].index("\n")], part_of)
    for part in rest:
        if tag + part[0] in _NUMBERS and cut(part[1:]):
            lines.append(_number(tag, part))
        elif tag + part[0] == "262d" and cut(part[1:]):
            lines.append(f"{INSTANCE} {bf.date} {literal(cut(part[1:]))}")
    return lines


def _usual(tag: str, field: Field, facts: Facts) -> str:
    """The line of a field that is all that a monograph has: one place, agent and date, none of them supplied; else empty."""
    place, agent, when = field[1], field[2], field[3]
    if place[0] != "a" or agent[0] != "b" or when[0] != "c" or "[" in place or "]" in when or facts.leader[7] in "si" or tag[2] in "12":
        return ""
    kind = field[0][1] if tag == "264" else "1"
    if kind not in "0123":
        return ""
    node, head, tail = _printed(kind, place[1:], agent[1:], when[1:])
    return f"{head}{_coded(facts).get(kind, '').replace(_NODE, node)}{tail}" if node else ""


_NODE = "\0"


@lru_cache(8192)
def _printed(kind: str, place: str, agent: str, when: str) -> tuple[str, str, str]:
    """The node's name, and the line before and after what is coded: a publisher has many books a year. Empty when a part says nothing."""
    place, agent, when = cut(place), cut(agent), cut(when)
    if not (place and agent and when):
        return "", "", ""
    node = named(_PROVISION, f"{kind}\x1fa{place}\x1fb{agent}\x1fc{when}\x1f")
    said = f"{node}{_PLACE}{literal(place)}\n{node}{_AGENT}{literal(agent)}\n{node}{_DATE}{literal(when)}"
    head = f"{_HAS}{node}\n{node}{_IS_A}\n{node}{_CLASS[kind]}"
    return node[1:-1], head, f"\n{said}{_STATED[kind]}{literal(f'{place}: {agent}, {when}')}"


_PLACE, _AGENT, _DATE = _SIMPLE["a"], _SIMPLE["b"], _SIMPLE["c"]
_IS_A, _CLASS = f" {A} {bf.ProvisionActivity}", {kind: f" {A} {name}" for kind, (name, _) in _KINDS.items()}
_NUMBERS = {"260d": bf.PublisherNumber, "264d": bf.PublisherNumber, "262k": bf.AudioIssueNumber, "262l": bf.MatrixNumber}


def _number(tag: str, part: str) -> str:
    node = local(INSTANCE, "id", tag + part)
    return f"{INSTANCE} {bf.identifiedBy} {node}\n{node} {A} {_NUMBERS[tag + part[0]]}\n{node} {VALUE} {literal(cut(part[1:]))}"


@group.rule("260.publication", "260abcdefg3", needs="imprints fixed leader")
def imprint(tag: str, field: Field, facts: Facts) -> Lines:
    """Place, publisher and date as printed; the coded date and country of 008 belong to the last statement of publication.

    008 200101s2019####vm############000#0#vie##
    260 ##$aPhú Yên :$bHội Văn học Nghệ thuật,$c2019.
    ⇄
    instance bf:provisionActivity instance-provision-1
    instance-provision-1 a bf:ProvisionActivity
      a bf:Publication
      bflc:simplePlace "Phú Yên"
      bflc:simpleAgent "Hội Văn học Nghệ thuật"
      bflc:simpleDate "2019"
      bf:date "2019"^^id:datatypes/edtf
      bf:place id:vocabulary/countries/vm
    instance bf:publicationStatement "Phú Yên: Hội Văn học Nghệ thuật, 2019"
    """
    return _activities(tag, field, facts)


@group.rule("261.production", "261abdef", needs="imprints fixed leader")
def production(tag: str, field: Field, facts: Facts) -> Lines:
    """Films were once catalogued with who produced ($a, $b) and who made them ($e), each with its place ($f) and date ($d).

    261 ##$aHãng phim truyện Việt Nam,$d1959.
    →
    instance bf:provisionActivity instance-provision-1
    instance-provision-1 a bf:ProvisionActivity
      a bf:Production
      bflc:simpleAgent "Hãng phim truyện Việt Nam"
      bflc:simpleDate "1959"
    instance bf:productionStatement "Hãng phim truyện Việt Nam, 1959"
    """
    return _activities(tag, field, facts)


@group.rule("262.recording", "262abcdkl", needs="imprints fixed leader")
def recording(tag: str, field: Field, facts: Facts) -> Lines:
    """Sound recordings were once catalogued with the label and its numbers here: an issue number ($k), a matrix number ($l).

    262 ##$bDihavina$kLS 671.
    →
    instance bf:provisionActivity instance-provision-1
    instance-provision-1 a bf:ProvisionActivity
      a bf:Publication
      bflc:simpleAgent "Dihavina"
    instance bf:publicationStatement "Dihavina"
    instance bf:identifiedBy instance-id-1
    instance-id-1 a bf:AudioIssueNumber
      rdf:value "LS 671"
    """
    return _activities(tag, field, facts)


@group.rule("264.provision", "264abcdefg3", needs="imprints fixed leader")
def provision(tag: str, field: Field, facts: Facts) -> Lines:
    """RDA says by the second indicator who produced, published, distributed or made it, and 4 is the date of copyright.

    264 #1$aHà Nội :$bNhà xuất bản Tri thức,$c2019.
    →
    instance bf:provisionActivity instance-provision-1
    instance-provision-1 a bf:ProvisionActivity
      a bf:Publication
      bflc:simplePlace "Hà Nội"
      bflc:simpleAgent "Nhà xuất bản Tri thức"
      bflc:simpleDate "2019"
    instance bf:publicationStatement "Hà Nội: Nhà xuất bản Tri thức, 2019"
    """
    return _activities(tag, field, facts) if field[0][1] != "4" else _copyright(field, facts.fixed[6:18])


def _copyright(field: Field, codes: str) -> list[str]:
    """The date of copyright as printed, unless 008 has the same coded."""
    text = cut(_listed([" ".join(part[1:].translate(_SIGNS).split()) for part in field[1:] if part[0] in "abc"], ";"))
    said = text.strip("[]?. ")
    bare = said[-4:] if said[:-4].strip(" .").lower() in _SAYS_COPYRIGHT else said
    if not text or (codes[0] == "t" and bare == year(codes[5:9])):
        return []
    return [f"{INSTANCE} {bf.copyrightDate} {literal(text)}"]


_SIGNS = {ord("©"): None, ord("℗"): None}
_SAYS_COPYRIGHT = {"", "c", "p", "cop", "copyright"}


@group.rule("008.published", "008[6] 008[7-10] 008[11-14] 008[15-17]", needs="imprints fixed")
def coded(tag: str, field: Field, facts: Facts) -> Lines:
    """Where no field states the function that the coded date and country are about, they are all that is known of it; a second date
    is copyright's (t) or the original's (r).

    008 200101s2019####vm############000#0#vie##
    ⇄
    instance bf:provisionActivity instance-provision-1
    instance-provision-1 a bf:ProvisionActivity
      a bf:Publication
      bf:date "2019"^^id:datatypes/edtf
      bf:place id:vocabulary/countries/vm
    """
    codes = facts.fixed[6:18]
    lines = [activity(kind, [], codes, more) for kind, more in _coded(facts).items() if not _stated(kind, facts)]
    second = year(codes[5:9]) if codes[0] in "rt" else ""
    if second and codes[0] == "t":
        lines.append(f'{INSTANCE} {bf.copyrightDate} "{second}"^^{EDTF_TYPE}')
    elif second and second != "XXXX":
        lines.append(f'{WORK} {bf.originDate} "{second}"^^{EDTF_TYPE}')
    return lines


def _stated(kind: str, facts: Facts) -> bool:
    """Whether a field states this function. What nearly all records have is seen without reading the field."""
    for tag, text in facts.imprints:
        if kind == "1" and (tag == "260" or (tag == "264" and text[1:2] == "1")) and text[3:4] in "abc" and text[5:6].isalnum():
            return True
    return any(kind in _functions(*pair) for pair in facts.imprints)

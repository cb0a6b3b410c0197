# SPDX-License-Identifier: Apache-2.0
"""Fields 250-264 with the dates and the place of 008: edition, publication, production, distribution, manufacture."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field, Group, Lines
from mucluc.converters.facts import Facts

from .subfields import chop, join
from .write import EDTF_TYPE, INSTANCE, VOCABULARY, WORK, A, bf, bflc, literal, named, start

group = Group("25X-26X Edition and publication")

Part = tuple[str, str]


@group.rule("250.edition", "250ab", cached=True)
def edition(tag: str, field: Field, facts: Facts) -> Lines:
    """The edition as it is stated: readers cite it.

    250 ##$aTái bản lần thứ 2, có sửa chữa.
    →
    instance bf:editionStatement "Tái bản lần thứ 2, có sửa chữa"
    """
    text = chop(join(field, "ab"))
    return [f"{INSTANCE} {bf.editionStatement} {literal(text)}"] if text else []


def dates(kind: str, first: str, second: str) -> str:
    """008/06-14 as EDTF, empty when there is no date to state.

    https://www.loc.gov/standards/datetime/: an unknown digit is X, an approximate date ends in ~, an open range in /..
    """
    start, end = _year(first), _year(second)
    if kind == "n":
        return "XXXX"
    if kind == "q":
        return f"{start}~/{end}~" if start and end and start != end else f"{start}~" if start else ""
    if kind == "c":
        return f"{start}/.." if start else ""
    if kind in "dikmu":
        return f"{start}/{end}" if start and end else f"{start}/.." if start and (kind == "u" or second == "9999") else start
    if kind == "e":
        return start + _month_and_day(second) if start else ""
    return start if kind in "prst" else ""


def _month_and_day(text: str) -> str:
    month, day = text[:2], text[2:]
    if not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
        return ""
    return f"-{month}" + (f"-{day}" if day.isascii() and day.isdigit() and 1 <= int(day) <= 28 else "")


def _year(text: str) -> str:
    """Four places, unknown ones as X at the end; empty for 9999 and for what is no year."""
    if not text.isascii() or len(text) != 4:
        return ""
    year = text.replace("u", "X")
    return year if year.rstrip("X").isdigit() and year != "9999" else ""


@lru_cache(4096)
def dated(codes: str) -> tuple[str, ...]:
    """Predicate-object pairs of 008/06-17: the date and the country of publication."""
    pairs = []
    date = dates(codes[0], codes[1:5], codes[5:9])
    if date:
        pairs.append(f'{bf.date} "{date}"^^{EDTF_TYPE}')
    place = codes[9:12].strip()
    if 2 <= len(place) <= 3 and place.isascii() and place.isalpha() and place.islower():
        pairs.append(f"{bf.place} {VOCABULARY}countries/{place}>")
    return tuple(pairs)


def groups(field: Field) -> tuple[list[list[Part]], list[Part]]:
    """The statements of a 26X, a new one at each $a after another subfield, and its manufacture ($e $f $g), without ISBD marks."""
    found: list[list[Part]] = []
    made: list[Part] = []
    last = ""
    for part in field[1:]:
        code = part[0]
        if code not in "abcefg":
            continue
        text = _printed(part[1:]) if len(part) < _SHORT else _printed.__wrapped__(part[1:])
        if not text:
            continue
        if code in "efg":
            made.append((code, text))
            continue
        if not found or (code == "a" and last != "a"):
            found.append([])
        found[-1].append((code, text))
        last = code
    return found, made


_SHORT = 100


@lru_cache(8192)
def _printed(text: str) -> str:
    """A subfield as it is printed, for short ones remembered: places, publishers and years come again and again."""
    text = chop(text)
    return balanced(text) if "[" in text or "]" in text or "(" in text or ")" in text else text


def balanced(text: str) -> str:
    """Text with the bracket that another subfield opened or closed: a supplied part says so in itself."""
    if text.endswith("]."):
        text = text[:-1]
    opened, closed = text.count("["), text.count("]")
    if opened < closed and text.endswith("]"):
        text = "[" + text
    elif opened > closed and text.startswith("["):
        text += "]"
    opened, closed = text.count("("), text.count(")")
    if opened > closed and text.startswith("("):
        return text[1:]
    return text[:-1] if opened < closed and text.endswith(")") else text


_PLACE, _AGENT, _DATE = f" {bflc.simplePlace} ", f" {bflc.simpleAgent} ", f" {bflc.simpleDate} "
_SIMPLE = {"a": _PLACE, "b": _AGENT, "c": _DATE, "e": _PLACE, "f": _AGENT, "g": _DATE}
_PROVISION, _HAS_PROVISION = start(INSTANCE, "provision"), f"{INSTANCE} {bf.provisionActivity} "
_IS_PROVISION, _IS = f" {A} {bf.ProvisionActivity}", f" {A} "


def activity(kind: str, parts: list[Part], more: tuple[str, ...] = ()) -> list[str]:
    """A provision activity of the Instance with place, agent and date as printed."""
    node = named(_PROVISION, "\x1f".join([kind, *[code + text for code, text in parts], *more]))
    lines = [f"{_HAS_PROVISION}{node}\n{node}{_IS_PROVISION}\n{node}{_IS}{kind}"]
    lines += [f"{node}{_SIMPLE[code]}{literal(text)}" for code, text in parts]
    lines += [f"{node} {pair}" for pair in more]
    return ["\n".join(lines)]


_BEFORE = {"a": "; ", "b": ": ", "c": ", "}


def statement(parts: list[Part]) -> str:
    """One statement as a line: `Place: Agent, Date`."""
    return "".join([_BEFORE[code] + text for code, text in parts])[2:]


@group.rule("260.publication", "260abcefg", needs="dated fixed")
def imprint(tag: str, field: Field, facts: Facts) -> Lines:
    """Place, publisher and date as printed; the coded date and country of 008 belong to the first statement of the record.

    008 200101s2019####vm############000#0#vie##
    260 ##$aPhú Yên :$bHội Văn học Nghệ thuật,$c2019.
    →
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
    found, made = groups(field)
    more = dated(facts.fixed[6:18]) if "\x1f".join(field) == facts.dated else ()
    lines: list[str] = []
    for index, parts in enumerate(found):
        lines += activity(bf.Publication, parts, more if not index else ())
    if made:
        lines += activity(bf.Manufacture, made)
    lines += [f"{INSTANCE} {bf.publicationStatement} {literal(statement(parts))}" for parts in found]
    return lines


_FUNCTIONS = {
    "0": (bf.Production, bf.productionStatement), "1": (bf.Publication, bf.publicationStatement),
    "2": (bf.Distribution, bf.distributionStatement), "3": (bf.Manufacture, bf.manufactureStatement),
}  # fmt: skip


@group.rule("264.provision", "264abc", needs="dated fixed")
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
    found, _ = groups(field)
    if field[0][1] == "4":
        text = chop(join(field, "c"))
        return [f"{INSTANCE} {bf.copyrightDate} {literal(text)}"] if text else []
    kind, predicate = _FUNCTIONS.get(field[0][1], _FUNCTIONS["1"])
    more = dated(facts.fixed[6:18]) if "\x1f".join(field) == facts.dated else ()
    lines: list[str] = []
    for index, parts in enumerate(found):
        lines += activity(kind, parts, more if not index else ())
    lines += [f"{INSTANCE} {predicate} {literal(statement(parts))}" for parts in found]
    return lines


@group.rule("008.published", "008[6] 008[7-10] 008[11-14] 008[15-17]", needs="dated fixed")
def coded(tag: str, field: Field, facts: Facts) -> Lines:
    """Without a publication field the coded date and country are all that is known; a second date is copyright's (t) or the original's (r).

    008 200101s2019####vm############000#0#vie##
    →
    instance bf:provisionActivity instance-provision-1
    instance-provision-1 a bf:ProvisionActivity
      a bf:Publication
      bf:date "2019"^^id:datatypes/edtf
      bf:place id:vocabulary/countries/vm
    """
    codes = facts.fixed[6:18]
    lines = [] if facts.dated else activity(bf.Publication, [], dated(codes)) if dated(codes) else []
    if codes[0] == "r" and _year(codes[5:9]):
        lines.append(f'{WORK} {bf.originDate} "{_year(codes[5:9])}"^^{EDTF_TYPE}')
    if codes[0] == "t" and _year(codes[5:9]):
        lines.append(f'{INSTANCE} {bf.copyrightDate} "{_year(codes[5:9])}"^^{EDTF_TYPE}')
    return lines

# SPDX-License-Identifier: Apache-2.0
"""Terms as N-Triples write them, taken apart and compared as SPARQL compares them."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from mucluc.vocab.terms import XSD

LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[tbnrf"\'\\])')
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}

_DAY = r"-?[0-9]{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
_ZONE = r"(Z|[+-]([01][0-9]):[0-5][0-9])?"
_DECIMAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_INTEGER = r"[+-]?[0-9]+"
FORMS = {
    XSD + "boolean": "true|false|0|1",
    XSD + "decimal": _DECIMAL,
    XSD + "double": rf"{_DECIMAL}([eE][+-]?[0-9]+)?|-?INF|NaN",
    XSD + "float": rf"{_DECIMAL}([eE][+-]?[0-9]+)?|-?INF|NaN",
    XSD.date: _DAY + _ZONE,
    XSD.dateTime: f"{_DAY}T{_TIME}{_ZONE}",
    XSD + "time": _TIME + _ZONE,
    XSD.gYear: rf"-?[0-9]{{4,}}{_ZONE}",
    XSD + "gYearMonth": rf"-?[0-9]{{4,}}-(0[1-9]|1[0-2]){_ZONE}",
}
"""Lexical forms (regular expressions for the whole) of the datatypes whose literals can be ill-typed; the integers are in RANGES."""

RANGES: dict[str, tuple[int | None, int | None]] = {
    XSD.integer: (None, None),
    XSD + "nonNegativeInteger": (0, None),
    XSD + "positiveInteger": (1, None),
    XSD + "nonPositiveInteger": (None, 0),
    XSD + "negativeInteger": (None, -1),
    **{XSD + name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in {"byte": 8, "short": 16, "int": 32, "long": 64}.items()},
    **{
        XSD + name: (0, 2**bits - 1)
        for name, bits in {"unsignedByte": 8, "unsignedShort": 16, "unsignedInt": 32, "unsignedLong": 64}.items()
    },
}
"""The integer datatypes with their least and greatest value."""
FORMS.update(dict.fromkeys(RANGES, _INTEGER))

_COMPILED = {iri: re.compile(form) for iri, form in FORMS.items()}
_CALENDAR: dict[str, type[date] | type[time]] = {XSD.date: date, XSD.dateTime: datetime, XSD + "time": time}


def lexical(term: bytes) -> str:
    """The text of a literal, or an IRI without brackets."""
    if term.startswith(b"<"):
        return term[1:-1].decode()
    text = term[1 : term.rindex(b'"')].decode()
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _LETTERS.get(code, code)


def language(term: bytes) -> str:
    """The language tag of a literal in small letters; empty for other terms."""
    if not term.startswith(b'"') or term.endswith((b'"', b">")):
        return ""
    return term.rpartition(b'"@')[2].decode().lower()


def datatype(term: bytes) -> str:
    """The datatype of a literal; empty for other terms."""
    if not term.startswith(b'"'):
        return ""
    if term.endswith(b'"'):
        return XSD.string
    if term.endswith(b">"):
        return term.rpartition(b'"^^<')[2][:-1].decode()
    return LANG_STRING


def well_formed(term: bytes, iri: str) -> bool:
    """Whether the text of a literal of datatype `iri` is in the datatype's lexical space; True for datatypes not in FORMS."""
    form = _COMPILED.get(iri)
    if form is None:
        return True
    text = lexical(term)
    if form.fullmatch(text) is None:
        return False
    if iri in RANGES:
        least, most = RANGES[iri]
        return (least is None or int(text) >= least) and (most is None or int(text) <= most)
    kind = _CALENDAR.get(iri)
    return kind is None or _moment(text, kind) is not None


def _moment(text: str, kind: type[date] | type[time]) -> date | time | None:
    """A date or time of the calendar; years that Python does not count are taken as they are written."""
    zone = re.search(r"(Z|[+-][0-9]{2}:[0-9]{2})$", text) if kind is date else None
    if kind is date and zone and len(text) > 10:
        text = text[: zone.start()]
    if text.startswith("-") or text[4:5].isdigit():
        return date.min
    try:
        return kind.fromisoformat(text)
    except ValueError:
        return None


def comparable(term: bytes) -> tuple[str, Any] | None:
    """A kind and a value: terms of one kind compare as in SPARQL; None for what SPARQL does not order."""
    iri = datatype(term)
    if iri == XSD.string:
        return "string", lexical(term)
    if not iri or iri == LANG_STRING or not well_formed(term, iri):
        return None
    text = lexical(term)
    if iri in RANGES:
        return "number", int(text)
    if iri == XSD + "decimal":
        return "number", Decimal(text)
    if iri in (XSD + "double", XSD + "float"):
        number = float(text)
        return None if math.isnan(number) else ("number", number)
    if iri == XSD + "boolean":
        return "boolean", text in ("true", "1")
    if iri == XSD.gYear:
        return "gYear", int(re.sub(_ZONE + "$", "", text))
    kind = _CALENDAR.get(iri)
    moment = _moment(text, kind) if kind else None
    if moment is None:
        return None
    aware = "zone" if getattr(moment, "tzinfo", None) else ""
    return f"{iri} {aware}", moment


def less(one: bytes, other: bytes, equal: bool) -> bool:
    """Whether one < other, or with equal one <= other; False when the two cannot be compared."""
    first, second = comparable(one), comparable(other)
    if first is None or second is None or first[0] != second[0]:
        return False
    here, there = first[1], second[1]
    if isinstance(here, float) or isinstance(there, float):  # SPARQL promotes a decimal that meets a double
        here, there = float(here), float(there)
    return bool(here <= there if equal else here < there)


def matches_language(tag: str, ranges: tuple[str, ...]) -> bool:
    """Basic filtering of RFC 4647: `vi` matches `vi-Hani`, `*` any tag. Both in small letters."""
    return any((range_ == "*" and tag) or tag == range_ or tag.startswith(range_ + "-") for range_ in ranges)

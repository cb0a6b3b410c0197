# SPDX-License-Identifier: Apache-2.0
"""How 006, 007 and 008 are read: rows of `vocab/codes/fixed-fields.tsv` say what each position means, this module writes it.

The few thousand different texts that occur are rendered once and remembered. What another field of the record may say better (337 a
media type, 300 $c the size) is kept apart, with the name of that field, and looked at only in records that have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from mucluc.converters.engine import Lines
from mucluc.converters.facts import Facts
from mucluc.converters.names import ADMIN
from mucluc.vocab.codes import POSITIONS, Term, rows

from .write import INSTANCE, LABEL, VOCABULARY, WORK, A, bf, bflc, duration, literal, local

_OWNERS = {"work": WORK, "instance": INSTANCE, "admin": ADMIN}
_SUPPLEMENT = f"{VOCABULARY}msupplcont/"[1:]
_FIRST = 18
"""Where the positions that depend on the material begin in 008."""


class Row(NamedTuple):
    """What one stretch of positions says. places: counted in the text of 007 or in the 17 characters that 006 and 008 share;
    path: properties, classes and further types from the owner to the term.
    """

    places: tuple[int, ...]
    width: int
    codes: str
    owner: str
    path: tuple[tuple[str, str, str], ...]
    unless: tuple[str, ...]


class Part(NamedTuple):
    """Statements that fields named in `unless` make superfluous when they say the same."""

    unless: tuple[str, ...]
    term: Term
    text: str


class Rendered(NamedTuple):
    """What a text says. always: one block of lines, or nothing; parts: those under a condition; tags: the fields that these name."""

    always: tuple[str, ...]
    whole: tuple[str, ...]
    parts: tuple[Part, ...]
    tags: frozenset[str]


def _table() -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for material, fields, places, width, codes, owner, properties, classes, unless in rows("fixed-fields"):
        steps = zip(properties.split("/"), _classes(classes), strict=True)
        path = tuple((_term(name), *kinds) for name, kinds in steps)
        for field in fields.split():
            said = tuple(place - (0 if field == "007" else _FIRST) for place in _places(places))
            found[field, material].append(Row(said, int(width), codes, _OWNERS[owner], path, tuple(unless.split())))
    return dict(found)


def _places(text: str) -> list[int]:
    """`18-21` as its four positions, `5,3` as the two in this order."""
    first, _, last = text.partition("-")
    return list(range(int(first), int(last) + 1)) if last else [int(each) for each in text.split(",")]


def _term(name: str) -> str:
    return str(getattr(bflc, name[5:]) if name.startswith("bflc:") else getattr(bf, name))


def _classes(text: str) -> Iterator[tuple[str, str]]:
    """For each `Class` or `Class+type` its IRI and that of the other type. `literal` (the list reads one, ready made) and nothing stay."""
    for name in text.split("/") if "mnotetype" not in text else [text]:
        kind, _, more = name.partition("+")
        iri = _term(kind) if kind[:1].isupper() or ":" in kind else kind
        yield iri, f"{VOCABULARY}{more}>" if more else ""


_ROWS = _table()


def _minutes(text: str) -> str:
    """Running time in 008/18-20 of visual material, ready to be written: a duration where it fits in three digits."""
    if text == "000":
        return literal("more than 999 minutes")
    return duration(60 * int(text)) if len(text) == 3 and text.isascii() and text.isdigit() else ""


def _ratio(text: str) -> str:
    """Reduction ratio of a microform, `024`; digits that are not known are hyphens."""
    return text if len(text) == 3 and any(map(str.isdigit, text)) else ""


_READ: dict[str, Callable[[str], str]] = {"@minutes": _minutes, "@ratio": _ratio}


@lru_cache(8192)
def rendered(field: str, material: str, text: str, kind: str = "") -> Rendered:
    """What a text says of a material. text: that of 007, or the 17 characters of 006 and 008; kind: leader/06 where 007 asks for it."""
    parts: list[Part] = []
    for row in _ROWS.get((field, material), ()):
        if not (kind and any(each[:3] == "LDR" and kind in each[4:] for each in row.unless)):
            parts += [Part(_unless(row, term), term, "\n".join(_lines(row, code, term))) for code, term in _terms(row, text)]
    always = [part.text for part in parts if not part.unless]
    asked = frozenset(tag for part in parts for tag in part.unless)
    return Rendered(_block(always), _block([part.text for part in parts]), tuple(part for part in parts if part.unless), asked)


def _unless(row: Row, term: Term) -> tuple[str, ...]:
    """The tags whose fields may say the term as well; genres stand in 655, supplements in 353."""
    tags = tuple(each for each in row.unless if each[:3] != "LDR")
    if len(tags) == 2 and tags[0] == "353":
        return tags[:1] if term.iri.startswith(_SUPPLEMENT) else tags[1:]
    return tags


def _block(lines: list[str]) -> tuple[str, ...]:
    return ("\n".join(dict.fromkeys(lines)),) if lines else ()


def _terms(row: Row, text: str) -> Iterator[tuple[str, Term]]:
    """The codes at the row's places that mean something, each once."""
    characters = [text[place : place + 1] for place in row.places]
    codes = ["".join(characters[at : at + row.width]) for at in range(0, len(characters), row.width)]
    for code in dict.fromkeys(codes):
        if row.codes in _READ:
            if label := _READ[row.codes](code):
                yield code, Term("", label)
            continue
        known = POSITIONS[row.codes]
        if found := known.get(code.replace(" ", "#")) or known.get(code[:1] if row.width > 1 else code):
            yield code, found


def _lines(row: Row, code: str, term: Term) -> Iterator[str]:
    """The statements of one code: nodes between, if the path has some, then the term or the text."""
    subject = row.owner
    for predicate, kind, _ in row.path[:-1]:
        node = local(subject, _word(kind), row.codes + code)
        yield f"{subject} {predicate} {node}\n{node} {A} {kind}"
        subject = node
    predicate, kind, more = row.path[-1]
    if not kind.startswith("<"):
        yield f"{subject} {predicate} {term.label if kind else literal(term.label)}"
        return
    if predicate == bf.genreForm and term.iri.startswith(_SUPPLEMENT):
        predicate, kind = bf.supplementaryContent, bf.SupplementaryContent
    node = f"<{term.iri}>" if term.iri else _local(subject, kind, term.label)
    types = f"{node} {A} {kind}" + (f"\n{node} {A} {more}" if more else "")
    yield f"{subject} {predicate} {node}\n{types}\n{node} {LABEL} {literal(term.label)}"


def _local(subject: str, kind: str, label: str) -> str:
    return f"{ADMIN[:-1]}-{_word(kind)}>" if subject == ADMIN else local(subject, _word(kind), kind + label)


def _word(kind: str) -> str:
    """The class's own name in small letters, for the name of a node."""
    return kind[kind.rfind("/") + 1 : -1].lower()


def said(what: Rendered, facts: Facts) -> Lines:
    """The lines of a rendered text in a record."""
    if what.tags.isdisjoint(facts.first):
        return what.whole
    kept = [part.text for part in what.parts if not any(tag in facts.first and _SAYS[tag](facts, part.term) for tag in part.unless)]
    return (*what.always, *kept)


def _values(facts: Facts, tag: str, codes: str) -> list[str]:
    return [part[1:] for each, text in facts.fields if each == tag for part in text.split("\x1f")[1:] if not codes or part[:1] in codes]


def _always(facts: Facts, term: Term) -> bool:
    return True


def _sized(facts: Facts, term: Term) -> bool:
    return bool(_values(facts, "300", "c"))


def _carried(facts: Facts, term: Term) -> bool:
    return term.iri.rpartition("/")[2] in map(str.strip, _values(facts, "338", "b"))


def _illustrated(facts: Facts, term: Term) -> bool:
    return term.iri in _values(facts, "340", "0")


def _scored(facts: Facts, term: Term) -> bool:
    return bool(_values(facts, "348", "a"))


def _supplemented(facts: Facts, term: Term) -> bool:
    return term.label in _values(facts, "353", "a")


def _worded(tag: str) -> Callable[[Facts, Term], bool]:
    """Whether a field of this tag has the term in words, in any subfield."""
    return lambda facts, term: term.label in _values(facts, tag, "")


def _genre(tag: str) -> Callable[[Facts, Term], bool]:
    """Whether a field of this tag has the same term from LC's genre list."""

    def has(facts: Facts, term: Term) -> bool:
        texts = [text for each, text in facts.fields if each == tag and "\x1f2lcgft" in text]
        return any("a" + term.label in (part, part.removesuffix(".")) for text in texts for part in text.split("\x1f"))

    return has


_SAYS: dict[str, Callable[[Facts, Term], bool]] = {
    "300": _sized, "336": _always, "337": _always, "338": _carried, "340": _illustrated, "348": _scored, "353": _supplemented,
    **{tag: _worded(tag) for tag in ("344", "345", "346", "347")}, **{tag: _genre(tag) for tag in ("380", "655")},
}  # fmt: skip
